"""A table with the columns that a requester fills in, and nothing around it."""

from django.db import models

from django_support_tickets.choices import subject_choices


class BareTicket(models.Model):
    name = models.CharField(max_length=100)
    email = models.EmailField()
    phone = models.CharField(max_length=20, blank=True, null=True)  # noqa: DJ001  As in the app.
    subject = models.CharField(max_length=100, choices=subject_choices)
    message = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.pk}"
