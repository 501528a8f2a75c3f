"""The `sluis` command: one module per subject, loaded when it is asked for."""

from __future__ import annotations

import importlib
import sys

import click

from sluis import __version__, logs
from sluis.errors import SettingsError, SluisError

COMMANDS = {
    "account": "account",
    "catalogue": "catalogue",
    "check": "check",
    "convert": "convert",
    "deliveries": "deliveries",
    "delivery": "deliveries",
    "demo": "demo",
    "environment": "environment",
    "formats": "formats",
    "import": "import_file",
    "job": "jobs",
    "jobs": "jobs",
    "layout": "layout",
    "log": "log",
    "run": "run",
    "schedule": "schedule",
    "task": "task",
    "upload": "upload",
}
"""Command -> module of this package; the module has `commands`, a dict of name to click command."""


class _Lazy(click.Group):
    """Load a command's module on use: `sluis check` must not pay for the rest."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"sluis.cli.{COMMANDS[cmd_name]}")
        command: click.Command = module.commands[cmd_name]
        return command


@click.group(cls=_Lazy)
@click.version_option(__version__, prog_name="sluis")
def cli() -> None:
    """Sluis: the open product-data lock for the construction and technical trade."""


def main() -> None:
    """Run the command; an expected error is one line on stderr and exit code 1 (settings: 2)."""
    hook = sys.excepthook  # of a fault in a command the user sees the traceback, as ever
    logs.set_up("cli", level="warning")
    sys.excepthook = hook
    try:
        cli()
    except SettingsError as error:
        click.echo("\n".join(f"sluis: {problem}" for problem in error.problems), err=True)
        sys.exit(2)
    except SluisError as error:
        click.echo(f"sluis: {error}", err=True)
        sys.exit(1)
