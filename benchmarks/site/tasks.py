"""A task engine that stands for one on another machine: it takes what it is given, and costs this one nothing."""

from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING or django.VERSION >= (6, 0):
    from django.tasks.backends.dummy import DummyBackend
else:
    from django_tasks.backends.dummy import DummyBackend


class LeftToTheSweep(DummyBackend):
    """Forgets each task at once, so that the mail waits in the outbox for support_tick."""

    def _store_result(self, result: Any) -> None:
        """Keep nothing."""
