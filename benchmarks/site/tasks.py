"""A task engine that stands for one on another machine: it takes what it is given, and costs this one little."""

from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING or django.VERSION >= (6, 0):
    from django.tasks import TaskResult, TaskResultStatus
    from django.tasks.backends.base import BaseTaskBackend
else:
    from django_tasks import TaskResult, TaskResultStatus
    from django_tasks.backends.base import BaseTaskBackend


class LeftToTheSweep(BaseTaskBackend):
    """Forgets each task at once, so that the mail waits in the outbox for support_tick."""

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> "TaskResult[Any, Any]":
        self.validate_task(task)
        nothing: Any = dict.fromkeys(("enqueued_at", "started_at", "finished_at", "last_attempted_at"))
        about: Any = {"id": "", "status": TaskResultStatus.READY, "errors": [], "worker_ids": []}
        return TaskResult(task=task, args=args, kwargs=kwargs, backend=self.alias, **nothing, **about)
