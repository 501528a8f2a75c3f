"""Fixtures shared by all tests: a real PostgreSQL and a real Valkey, started once per run."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from hypothesis import settings

from sluis import embedded
from sluis.db.migrate import migrate

settings.register_profile("sluis", deadline=None)  # no law is about time; machines are busy
settings.load_profile("sluis")

SHARED_FORMATS = Path(__file__).parents[2] / "shared" / "formats"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden records")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def shared_formats() -> Path:
    """The folder of public samples and schemas; tests that want it skip where it is not."""
    if not SHARED_FORMATS.is_dir():
        pytest.skip(f"no public samples at {SHARED_FORMATS}")
    return SHARED_FORMATS


def need_client(name: str) -> str:
    """Path of an FTP client; without it the test skips at home and fails in CI."""
    path = shutil.which(name)
    if path is None:
        if os.environ.get("SLUIS_REQUIRE_CLIENTS"):
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"{name} is not installed")
    return path


@pytest.fixture(scope="session")
def server_home() -> Iterator[embedded.Home]:
    """A throw-away home for the embedded servers, reachable for the user they run as."""
    folder = Path(tempfile.mkdtemp(prefix="sluis-test-"))
    folder.chmod(0o755)
    yield embedded.home(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(server_home: embedded.Home) -> Iterator[str]:
    """Address of a real PostgreSQL that holds a migrated template database."""
    server = embedded.start_postgres(server_home)
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("create database template_sluis")
    migrate(_database_url(server.url, "template_sluis"))
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def valkey(server_home: embedded.Home) -> Iterator[str]:
    """Address of a real Valkey."""
    server = embedded.start_valkey(server_home)
    yield server.url
    server.stop()


@pytest.fixture
def database(postgres: str) -> Iterator[str]:
    """Address of a fresh, migrated database of this test alone."""
    name = f"t_{uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"create database {name} template template_sluis")
    yield _database_url(postgres, name)
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


def _database_url(url: str, name: str) -> str:
    head, _, tail = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}?{tail}"
