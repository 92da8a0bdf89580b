"""A row of every kind: one with nothing that may be missing, one with everything."""

import datetime
import uuid
from itertools import count
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone

_numbers = count(1)
VALUES: dict[Any, Any] = {
    models.BooleanField: lambda: False,
    models.DateTimeField: timezone.now,
    models.DateField: datetime.date.today,
    models.DurationField: lambda: datetime.timedelta(hours=1),
    models.UUIDField: uuid.uuid4,
    models.JSONField: dict,
    models.BinaryField: lambda: b"x",
    models.EmailField: lambda: f"a{next(_numbers)}@shop.example",
    models.FileField: lambda: f"support_tickets/{next(_numbers)}",
    models.GenericIPAddressField: lambda: "127.0.0.1",
    models.IntegerField: lambda: 1,
}


def fill(alias: str) -> None:
    """Store two rows of each of the app's models, and of what they refer to."""
    todo = [get_user_model(), *apps.get_app_config("django_support_tickets").get_models(include_auto_created=True)]
    models_filled: list[Any] = []
    while todo:
        ready = [model for model in todo if all(needed in models_filled for needed in _needs(model))]
        assert ready, f"these need each other: {todo}"
        for model in ready:
            model._base_manager.using(alias).bulk_create([_row(model, alias)])
            todo.remove(model)
        models_filled += ready
    for model in models_filled:
        model._base_manager.using(alias).bulk_create([_row(model, alias, whole=True)])


def _needs(model: Any) -> list[Any]:
    fields = model._meta.concrete_fields
    return [field.related_model for field in fields if field.remote_field and not field.null]


def _row(model: Any, alias: str, *, whole: bool = False) -> Any:
    fields = [field for field in model._meta.concrete_fields if whole or not field.null]
    return model(**{field.name: _value(field, alias) for field in fields if not isinstance(field, models.AutoField)})


def _value(field: Any, alias: str) -> Any:
    if field.remote_field:
        # One that has no row of this kind yet, where it may have no more than one.
        return field.related_model._base_manager.using(alias).order_by("pk").last()
    if field.choices:
        return field.flatchoices[0][0]
    if field.primary_key and isinstance(field, models.IntegerField):
        return next(_numbers)
    for kind, value in VALUES.items():
        if isinstance(field, kind):
            return value()
    return f"{field.name}{next(_numbers)}"[-(field.max_length or 50) :]
