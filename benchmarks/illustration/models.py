"""The specification's model."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Max
from django.utils import timezone

from django_support_tickets.choices import DEFAULT_SUBJECTS, Status


class IllustratedTicket(models.Model):
    SUBJECT_CHOICES = [(value, value) for value, _label in DEFAULT_SUBJECTS]

    ticket_number = models.CharField(max_length=20, unique=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=100)
    email = models.EmailField()
    phone = models.CharField(max_length=20, blank=True, null=True)  # noqa: DJ001
    subject = models.CharField(max_length=100, choices=SUBJECT_CHOICES)
    message = models.TextField()
    status = models.CharField(max_length=20, choices=Status.choices, default="pending", db_index=True)
    attachment = models.FileField(upload_to="support_tickets/", blank=True, null=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    notes = models.TextField(blank=True, null=True)  # noqa: DJ001
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["status", "-created_at"], name="illustration_status"),
            models.Index(fields=["user", "-created_at"], name="illustration_user"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_number} - {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.ticket_number:
            self.ticket_number = self.generate_ticket_number()
        if self.status == "resolved" and not self.resolved_at:
            self.resolved_at = timezone.now()
        elif self.status != "resolved":
            self.resolved_at = None
        super().save(*args, **kwargs)

    @staticmethod
    def generate_ticket_number() -> str:
        prefix = f"SUP-{timezone.now().year}-"
        last_ticket = IllustratedTicket.objects.filter(ticket_number__startswith=prefix).aggregate(Max("ticket_number"))
        if last_ticket["ticket_number__max"]:
            new_number = int(last_ticket["ticket_number__max"].split("-")[-1]) + 1
        else:
            new_number = 1
        return f"{prefix}{new_number:06d}"

    def get_attachment_filename(self) -> str | None:
        return str(self.attachment.name).rsplit("/", 1)[-1] if self.attachment else None
