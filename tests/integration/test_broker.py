"""The bell: it rings without the actors, and never stalls or raises."""

from __future__ import annotations

import socket
import time

import dramatiq
import pytest
from structlog.testing import capture_logs

from sluis import broker
from sluis.settings import Settings


@pytest.fixture
def bell(valkey):
    made = broker.set_up(Settings(redis_url=valkey))
    made.client.flushall()
    yield made
    made.client.flushall()
    made.close()
    made.client.close()


def test_a_bell_names_actor_and_lane_alone(bell) -> None:
    """
    A gate rings by name; what lies in Redis is a small message.
    """
    assert broker.ring("1:8712345000004")
    assert broker.pending() == 1
    (body,) = bell.client.hvals("dramatiq:jobs.msgs")
    message = dramatiq.Message.decode(body)

    assert (message.actor_name, message.args) == (broker.Task.WORK_LANE, ("1:8712345000004",))
    assert len(body) < 400


@pytest.mark.parametrize("url", ["unix:///nonexistent/valkey.sock", "redis://127.0.0.1:{port}/0"])
def test_a_dead_redis_costs_nothing_and_is_said_once(url) -> None:
    """
    Hundreds of bells to a Redis that is away: no exception, no delay, one warning.
    """
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        made = broker.set_up(Settings(redis_url=url.format(port=closed.getsockname()[1])))
        began = time.monotonic()
        with capture_logs() as lines:
            rung = [broker.ring("a") for _ in range(500)]
        made.client.close()

    assert not any(rung)
    assert time.monotonic() - began < 1
    assert [line["event"] for line in lines] == ["bell_lost"]


def test_a_silent_redis_stalls_a_gate_for_one_timeout_at_most() -> None:
    """
    A host that accepts and says nothing is given up within seconds, and then left alone.
    """
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        made = broker.set_up(Settings(redis_url=f"redis://127.0.0.1:{silent.getsockname()[1]}"))
        began = time.monotonic()
        rung = [broker.ring("a") for _ in range(50)]
        took = time.monotonic() - began
        made.client.close()

    assert not any(rung)
    assert took < 4 * broker.POST_TIMEOUT


def test_a_bell_rings_again_once_redis_is_back(bell, monkeypatch) -> None:
    """
    The quiet after a failure ends by itself.
    """
    monkeypatch.setattr(broker, "AWAY_SECONDS", 0.05)
    heard = bell.client
    bell.client = broker.client("unix:///nonexistent/valkey.sock")
    bell.scripts = {name: bell.client.register_script(s.script) for name, s in bell.scripts.items()}
    assert not broker.ring("a")
    bell.client = heard
    bell.scripts = {name: heard.register_script(s.script) for name, s in bell.scripts.items()}
    time.sleep(0.06)

    assert broker.ring("a")


def test_the_middleware_that_binds_log_context_is_first(bell) -> None:
    """
    "After" hooks run last to first: the others log while the message id is bound.
    """
    assert isinstance(bell.middleware[0], broker.LogContext)


def test_a_worker_fetches_no_more_than_it_can_do() -> None:
    """
    Prefetch equals threads: no bell waits in memory behind a long import.
    """
    assert broker.worker_environment(3)["dramatiq_queue_prefetch"] == "3"
    assert int(broker.worker_environment(3)["dramatiq_worker_timeout"]) <= 50
