"""What runs around the virtual users: web servers, a mail server, and with ``full`` also workers, broker and cache."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

from .databases import Database
from .server import mail_server, process, site

REDIS = os.environ.get("BENCH_REDIS", "redis://127.0.0.1:6379/7")
BROKER = os.environ.get("BENCH_BROKER", "amqp://guest:guest@127.0.0.1:5672//")
WEB_SERVERS = CELERY_WORKERS = 2


@contextmanager
def surroundings(database: Database, folder: Path, *, full: bool) -> Iterator[tuple[list[int], dict[str, str]]]:
    """Start everything; give the ports of the web servers, and the environment in which mails are sent.

    :param folder: takes the mail server's list, ``mails``, and the workers' logs.
    """
    with ExitStack() as stack:
        smtp = stack.enter_context(mail_server(folder / "mails"))
        environment = {"BENCH_NAME": database.name, "BENCH_SMTP_PORT": str(smtp)}
        if full:
            queue = f"support-bench-{os.getpid()}"
            environment |= {"BENCH_ENGINE": "celery", "BENCH_QUEUE": queue, "BENCH_BROKER": BROKER}
            environment |= {"BENCH_REDIS": REDIS, "BENCH_CACHE_PREFIX": queue}
            stack.callback(_forget, queue)
            for number in range(CELERY_WORKERS):
                stack.enter_context(_celery(f"{queue}-{number}", queue, folder, environment))
        sites = range(WEB_SERVERS if full else 1)
        yield [stack.enter_context(site(database, **environment)) for _site in sites], environment


def _celery(name: str, queue: str, folder: Path, environment: dict[str, str]) -> AbstractContextManager[Any]:
    lonely = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    worker = ("worker", "-Q", queue, "-n", f"{name}@%h", "--concurrency", "1", "--logfile", str(folder / name))
    command = ("celery", "-q", "-A", "django_tasks_fennel.app", *worker, *lonely)
    # Its warning not to be root is for machines that others can reach.
    return process(*command, PYTHONWARNINGS="ignore", **environment)


def _forget(queue: str) -> None:
    """Delete the run's own queue and exchange from the broker, and its own counters from the cache."""
    import redis
    from kombu.connection import Connection

    with Connection(BROKER) as connection:  # type: ignore[no-untyped-call]
        channel = connection.channel()
        channel.queue_delete(queue)
        channel.exchange_delete(queue)
    with redis.Redis.from_url(REDIS) as cache:
        for key in cache.scan_iter(match=f"{queue}:*", count=1000):
            cache.delete(key)
