"""Clocks that are set: the server's clock against this process's own, which only goes forward."""

from __future__ import annotations

from datetime import datetime

BACK_SECONDS = 2.0
"""A clock that lags so much behind what it should show was set back."""


class Steps:
    """Whether due times must be reckoned anew.

    >>> from datetime import UTC, timedelta
    >>> noon = datetime(2027, 5, 3, 12, tzinfo=UTC)
    >>> steps = Steps()
    >>> steps.back(noon, 100.0), steps.back(noon + timedelta(seconds=1), 101.0)
    (True, False)
    >>> steps.back(noon + timedelta(hours=1), 102.0)  # forward: what is due is simply due
    False
    >>> steps.back(noon + timedelta(seconds=3), 103.0)
    True
    """

    def __init__(self) -> None:
        self._ahead: float | None = None

    def back(self, now: datetime, monotonic: float) -> bool:
        """Was the clock set back since the last look? The first look counts as such."""
        ahead, before = now.timestamp() - monotonic, self._ahead
        self._ahead = ahead
        return before is None or before - ahead > BACK_SECONDS
