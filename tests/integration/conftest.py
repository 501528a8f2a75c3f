"""Fixtures of the tests that write to the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from sluis.db import connect
from tests.catalogue_desk import Desk, fresh_gln
from tests.conftest import _database_url


@pytest.fixture(scope="session")
def catalogue_database(postgres: str) -> Iterator[str]:
    """One database for many tests: each works for a supplier of its own."""
    name = f"t_{uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"create database {name} template template_sluis")
    yield _database_url(postgres, name)
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture
def desk(catalogue_database: str) -> Iterator[Desk]:
    """The desk of a supplier of whom nothing is stored yet."""
    with connect(catalogue_database) as connection:
        yield Desk(connection, fresh_gln())
