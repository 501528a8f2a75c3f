"""The bell: Dramatiq on Redis says "there is work in this lane", and nothing else.

PostgreSQL is the truth. A message holds the name of a lane; every message may be lost, doubled or
late without harm, because the worker looks into the journal and the clock's sweep rings again.
"""

from __future__ import annotations

import threading
import time
from enum import StrEnum
from typing import Any

import dramatiq
import redis
import structlog
from dramatiq.broker import Consumer
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import AgeLimit, Middleware, Retries, TimeLimit
from redis.backoff import NoBackoff
from redis.retry import Retry

from sluis.settings import Settings

log = structlog.get_logger(__name__)

QUEUE = "jobs"
"""The one queue. Lanes keep suppliers apart; jobs do not overtake each other inside a lane."""

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

HEARTBEAT_TIMEOUT = MINUTE
"""ms without a sign of a worker before Redis hands its bells to others. Not urgent: its jobs come
back by their lease in the journal. Longer than any pause of the interpreter, or bells double."""

MAINTENANCE_CHANCE = 10_000
"""Of a million fetches (1 %) tidy up after dead workers. The default (0.1 %) takes a quarter of an
hour on an idle system; each fetch (1,000,000) is waste when the journal does not depend on it."""

DEAD_MESSAGE_TTL = HOUR
"""ms a failed bell is kept to look at. The job it rang for is in the journal for good."""

MAX_AGE = HOUR
"""ms after which a bell says nothing that the sweep has not said again."""

MAX_RETRIES = 0
"""A bell is never tried again: the job row decides when, and how often."""

TIME_LIMIT_MARGIN = HOUR
"""ms on top of the reading time for compare and apply. Dramatiq cannot stop a blocked call, so
this is the last resort behind the limits of the reading child and of the lease."""

WORKER_TIMEOUT = 30
"""ms an idle consumer sleeps at most between two looks: picks up within 50 ms, costs a few percent
of one core. The default of 1000 gives 0.4 s in the middle and 0.9 s at worst."""

DELAY_QUEUE_TIMEOUT = 5 * SECOND
"""ms between looks into Dramatiq's queue of delayed messages, which Sluis never fills."""

RESTART_DELAY = 500
"""ms before a consumer that lost Redis tries again (default 3000)."""

POST_TIMEOUT = 1.0
"""Seconds a connection or command may take: a gate must not stand still for a bell."""

AWAY_SECONDS = 2.0
"""After a failure nobody tries for so long; the sweep will ring."""

COMPLAIN_SECONDS = 30.0
"""At most one `bell_lost` in so many seconds and process."""


class Task(StrEnum):
    """The actors, by name: who rings must not import who answers."""

    WORK_LANE = "work_lane"


class LogContext(Middleware):
    """Bind the message id to each log line of an actor.

    First in the list: "after" hooks run last to first, so the lines of the others keep the id.
    """

    def before_process_message(
        self, broker: dramatiq.Broker, message: dramatiq.MessageProxy
    ) -> None:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(message_id=message.message_id)

    def after_process_message(
        self,
        broker: dramatiq.Broker,
        message: dramatiq.MessageProxy,
        *,
        result: Any = None,
        exception: BaseException | None = None,
    ) -> None:
        structlog.contextvars.clear_contextvars()

    after_skip_message = after_process_message


class _Broker(RedisBroker):
    """Looks rarely into the queue of delayed messages, which stays empty."""

    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 5000) -> Consumer:
        delayed = queue_name in self.delay_queues
        return super().consume(queue_name, prefetch, DELAY_QUEUE_TIMEOUT if delayed else timeout)


def client(url: str) -> redis.Redis:
    """A client for redis://, rediss:// and unix:// that gives up soon.

    One immediate second try heals a connection that a restarted server has closed.
    """
    return redis.Redis.from_url(
        url,
        socket_timeout=POST_TIMEOUT,
        socket_connect_timeout=POST_TIMEOUT,
        retry=Retry(NoBackoff(), 1),
    )


def set_up(settings: Settings, *middleware: Middleware) -> RedisBroker:
    """Make the broker of this process, before any actor is loaded, and make it Dramatiq's own.

    Without this Dramatiq would silently talk to RabbitMQ.
    """
    time_limit = settings.reader_seconds * SECOND + TIME_LIMIT_MARGIN
    broker = _Broker(  # type: ignore[no-untyped-call]  # Dramatiq's __init__ is untyped
        client=client(settings.redis_url),
        heartbeat_timeout=HEARTBEAT_TIMEOUT,
        maintenance_chance=MAINTENANCE_CHANCE,
        dead_message_ttl=DEAD_MESSAGE_TTL,
        middleware=[
            LogContext(),
            AgeLimit(max_age=MAX_AGE),
            TimeLimit(time_limit=time_limit),
            Retries(max_retries=MAX_RETRIES),
            *middleware,
        ],
    )
    dramatiq.set_broker(broker)
    global _bell  # noqa: PLW0603 - one broker per process, as in Dramatiq itself
    _bell = _Bell(broker)
    return broker


def worker_environment(threads: int) -> dict[str, str]:
    """Variables that Dramatiq reads when it is imported, for the worker command.

    Prefetch equals the threads: each thread has one bell, none waits in memory behind a long job.
    """
    return {
        "dramatiq_worker_timeout": str(WORKER_TIMEOUT),
        "dramatiq_queue_prefetch": str(threads),
        "dramatiq_delay_queue_prefetch": "1",
        "dramatiq_restart_delay": str(RESTART_DELAY),
    }


class _Bell:
    """Rings, or keeps quiet for a while when Redis is away."""

    def __init__(self, broker: RedisBroker) -> None:
        self.broker = broker
        self._lock = threading.Lock()
        self._away_until = 0.0
        self._complained_at = float("-inf")
        self._lost = 0

    def ring(self, lane: str) -> bool:
        if time.monotonic() < self._away_until:
            self._missed(None)
            return False
        try:
            self.broker.enqueue(_message(lane))
        except (redis.RedisError, OSError) as error:
            self._missed(error)
            return False
        return True

    def _missed(self, error: Exception | None) -> None:
        """Count the bell; say so once in a while, never once per file."""
        with self._lock:
            now = time.monotonic()
            self._lost += 1
            if error is not None:
                self._away_until = now + AWAY_SECONDS
            if error is not None and now - self._complained_at >= COMPLAIN_SECONDS:
                log.warning("bell_lost", error=str(error), bells=self._lost)
                self._complained_at, self._lost = now, 0


_bell: _Bell | None = None


def ring(lane: str) -> bool:
    """Say that *lane* has work; after the commit, never before.

    Never raises when Redis is away: False then, and the clock's sweep rings again.
    """
    return _set_up_bell().ring(lane)


def pending() -> int | None:
    """Bells nobody has taken yet; None when Redis does not answer."""
    broker = _set_up_bell().broker
    try:
        return int(broker.client.llen(f"{broker.namespace}:{QUEUE}"))
    except (redis.RedisError, OSError):
        return None


def _set_up_bell() -> _Bell:
    if _bell is None:
        raise RuntimeError("call sluis.broker.set_up(settings) first")
    return _bell


def _message(lane: str) -> dramatiq.Message[Any]:
    return dramatiq.Message(
        queue_name=QUEUE, actor_name=Task.WORK_LANE, args=(lane,), kwargs={}, options={}
    )
