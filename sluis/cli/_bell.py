"""Ring for work that a command has put into the journal."""

from __future__ import annotations

from dataclasses import replace

from sluis import broker, runtime
from sluis.settings import Settings


def with_addresses(settings: Settings) -> Settings:
    """The settings with the addresses of the stores of the Sluis that runs here."""
    known = runtime.addresses(settings)
    return replace(settings, database_url=known.database_url, redis_url=known.redis_url)


def ring(settings: Settings, lane: str) -> None:
    """Say that *lane* has work; *settings* have both addresses. Never raises."""
    broker.set_up(settings)
    broker.ring(lane)
