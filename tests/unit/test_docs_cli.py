"""docs/reference/cli.md tells of every command, option and exit code; docs/reference/events.md of
every log event. `pytest tests/unit/test_docs_cli.py --update-golden` writes both anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

from sluis.cli import COMMANDS, cli
from sluis.cli.output import Exit
from sluis.logs import EVENTS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
MARK = "<!-- From here on written by tests/unit/test_docs_cli.py -->\n"


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below *group* with its full name, in order."""
    context = click.Context(group)
    for name in filter(there, group.list_commands(context)):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")


def there(name: str) -> bool:
    module = COMMANDS.get(name)
    return module is None or find_spec(f"sluis.cli.{module}") is not None


def usage(path: str, command: click.Command) -> str:
    context = click.Context(command, info_name=path)
    return " ".join([path, *command.collect_usage_pieces(context)])


def options(command: click.Command) -> Iterator[str]:
    """A table of what `--help` says of each option."""
    context = click.Context(command)
    records = [
        record
        for parameter in command.params
        if isinstance(parameter, click.Option)
        and (record := parameter.get_help_record(context)) is not None
    ]
    if records:
        yield "| Option | Meaning |\n|---|---|\n"
        for flags, meaning in records:
            yield f"| `{cell(flags)}` | {cell(meaning)} |\n"
        yield "\n"


def cell(text: str) -> str:
    return text.replace("|", r"\|")


def cli_page() -> str:
    parts = []
    for path, command in commands(cli, "sluis"):
        text = click.Context(command).command.help or ""
        parts += [f"## {path}\n\n```\n{usage(path, command)}\n```\n\n{paragraphs(text)}\n\n"]
        parts += options(command)
    return "".join(parts).rstrip() + "\n"


def paragraphs(text: str) -> str:
    """Help text without the line breaks of its docstring."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def events_page() -> str:
    rows = (f"| `{name}` | {level} | {meaning} |" for name, (level, meaning) in EVENTS.items())
    return "| Event | Level | Meaning |\n|---|---|---|\n" + "\n".join(sorted(rows)) + "\n"


@pytest.mark.parametrize(("name", "write"), [("cli", cli_page), ("events", events_page)])
def test_the_page_is_what_the_code_says(name, write, update_golden) -> None:
    """
    No command, option or event without its line in the docs, and none that is gone.
    """
    path = REFERENCE / f"{name}.md"
    head, mark, written = path.read_text(encoding="utf-8").partition(MARK)
    if update_golden:
        path.write_text(head + MARK + write(), encoding="utf-8")
        return

    assert mark, f"{path} has lost its mark"
    assert written == write(), "run pytest tests/unit/test_docs_cli.py --update-golden"


@pytest.mark.parametrize("code", Exit, ids=lambda code: code.name)
def test_every_exit_code_is_in_the_docs(code) -> None:
    """
    The page lists each exit code of `sluis.cli.output.Exit`.
    """
    assert f"| {code.value} |" in (REFERENCE / "cli.md").read_text(encoding="utf-8")


def test_every_command_speaks_json() -> None:
    """
    Whatever prints a result can print it as JSON; `run` and `demo` have none, and files to keep
    (TOML, CSV) are printed as they are.
    """
    silent = {"sluis run", "sluis demo", "sluis layout template", "sluis layout export"}
    without = [
        path
        for path, command in commands(cli, "sluis")
        if not isinstance(command, click.Group)
        and path not in silent
        and "--json" not in {flag for one in command.params for flag in one.opts}
    ]

    assert without == []


def test_every_command_and_option_says_what_it_does() -> None:
    """
    `--help` leaves nobody guessing: each command and each option has its words.
    """
    found = dict(commands(cli, "sluis"))
    mute = [path for path, command in found.items() if not command.help]
    mute += [
        f"{path} {option.opts[0]}"
        for path, command in found.items()
        for option in command.params
        if isinstance(option, click.Option) and not option.hidden and not option.help
    ]

    assert mute == []
