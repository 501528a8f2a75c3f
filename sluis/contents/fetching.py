"""A file from an address that may be asked: bounded in size, time and redirections."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Self
from urllib.parse import urljoin

import httpcore

from sluis import __version__
from sluis.contents.addresses import Allowed, NotAllowed

REDIRECTIONS = 5
CONNECT_SECONDS, READ_SECONDS = 10.0, 30.0

_TIMEOUTS = {"connect": CONNECT_SECONDS, "read": READ_SECONDS, "write": READ_SECONDS}
_HEADERS: dict[bytes | str, bytes | str] = {"User-Agent": f"sluis/{__version__}", "Accept": "*/*"}
_REDIRECTING = frozenset({301, 302, 303, 307, 308})
_OK = 200


class NotFetched(Exception):
    """The file is not to be had; the text says why. `lasting` when asking again will not help."""

    def __init__(self, reason: str, *, lasting: bool) -> None:
        super().__init__(reason)
        self.lasting = lasting


class _Guarded(httpcore.SyncBackend):
    """Connects to the address that was looked at, and to no other."""

    def __init__(self, allowed: Allowed) -> None:
        super().__init__()
        self._allowed = allowed

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        address = self._allowed.resolve(host, port)
        return super().connect_tcp(address, port, timeout, local_address, socket_options)


class Fetcher:
    """Asks for files; a context manager that keeps connections."""

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            network_backend=_Guarded(allowed),
            max_connections=4,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    @contextmanager
    def file(self, url: str) -> Iterator[Iterator[bytes]]:
        """The bytes at *url*, piece by piece, after at most five redirections.

        Raises:
            NotFetched: it may not be asked, is not there, or does not answer.
        """
        try:
            with self._answer(url) as response:
                yield response.iter_stream()
        except NotAllowed as error:
            raise NotFetched(str(error), lasting=True) from error
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise NotFetched(str(error) or type(error).__name__, lasting=False) from error
        except OSError as error:
            raise NotFetched(f"the host cannot be found ({error})", lasting=False) from error

    @contextmanager
    def _answer(self, url: str) -> Iterator[httpcore.Response]:
        for _ in range(REDIRECTIONS + 1):
            self._allowed.judge(url)
            extensions = {"timeout": dict(_TIMEOUTS)}
            with self._pool.stream("GET", url, headers=_HEADERS, extensions=extensions) as response:
                if response.status in _REDIRECTING:
                    url = urljoin(url, _header(response, b"location"))
                    continue
                if response.status != _OK:
                    raise NotFetched(
                        f"the server says {response.status}",
                        lasting=400 <= response.status < 500,  # noqa: PLR2004 - client errors
                    )
                yield response
                return
        raise NotFetched("it is redirected without end", lasting=True)


def _header(response: httpcore.Response, name: bytes) -> str:
    found = (value for key, value in response.headers if key.lower() == name)
    return next(found, b"").decode("ascii", errors="replace")
