import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import django_support_tickets.choices
import django_support_tickets.models.exact
import django_support_tickets.validators

from ._repeatable import RepeatableMigration


class Migration(RepeatableMigration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ticket_confirmation", "Confirmation to the requester"),
                            ("ticket_reply", "Reply to the requester"),
                            ("ticket_resolved", "Solution to the requester"),
                            ("ticket_links", "Links that the requester asked for"),
                            ("staff_new_ticket", "Notice of a new ticket to staff"),
                            ("staff_reply", "Requester’s reply to staff"),
                        ],
                        max_length=40,
                        verbose_name="mail",
                    ),
                ),
                (
                    "recipient",
                    django_support_tickets.models.exact.ExactEmailField(max_length=254, verbose_name="recipient"),
                ),
                ("language", models.CharField(blank=True, max_length=16, verbose_name="language")),
                (
                    "message_id",
                    django_support_tickets.models.exact.ExactCharField(
                        max_length=255, unique=True, verbose_name="Message-ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("unknown", "Outcome unknown"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="due")),
                ("maybe_sent", models.BooleanField(default=False, verbose_name="may have been sent")),
                ("last_error", models.TextField(blank=True, verbose_name="last error")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
            ],
            options={
                "verbose_name": "mail",
                "verbose_name_plural": "mails",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="FileSweep",
            fields=[
                (
                    "storage",
                    django_support_tickets.models.exact.ExactCharField(
                        max_length=255, primary_key=True, serialize=False
                    ),
                ),
                ("begun_at", models.DateTimeField()),
                ("position", models.CharField(blank=True, max_length=255)),
            ],
            options={
                "verbose_name": "file sweep",
                "verbose_name_plural": "file sweeps",
            },
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "name",
                    django_support_tickets.models.exact.ExactCharField(
                        max_length=50, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "heartbeat",
                "verbose_name_plural": "heartbeats",
            },
        ),
        migrations.CreateModel(
            name="Lease",
            fields=[
                (
                    "name",
                    django_support_tickets.models.exact.ExactCharField(
                        max_length=50, primary_key=True, serialize=False
                    ),
                ),
                ("holder", django_support_tickets.models.exact.ExactCharField(blank=True, max_length=32)),
                ("until", models.DateTimeField()),
            ],
            options={
                "verbose_name": "lease",
                "verbose_name_plural": "leases",
            },
        ),
        migrations.CreateModel(
            name="TicketSequence",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name="year")),
                ("last_value", models.PositiveBigIntegerField(default=0, verbose_name="last number")),
            ],
            options={
                "verbose_name": "ticket sequence",
                "verbose_name_plural": "ticket sequences",
            },
        ),
        migrations.CreateModel(
            name="FileDeletion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("storage", models.CharField(blank=True, max_length=255)),
                ("name", models.CharField(max_length=255)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("last_error", models.TextField(blank=True)),
            ],
            options={
                "verbose_name": "file to be deleted",
                "verbose_name_plural": "files to be deleted",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["due_at"], name="support_file_deletion_due")],
            },
        ),
        migrations.CreateModel(
            name="SupportTicket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ticket_number",
                    django_support_tickets.models.exact.ExactCharField(
                        max_length=20, unique=True, verbose_name="ticket number"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        max_length=100,
                        validators=[django_support_tickets.validators.validate_person_name],
                        verbose_name="full name",
                    ),
                ),
                ("email", django_support_tickets.models.exact.ExactEmailField(max_length=254, verbose_name="e-mail")),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        max_length=20,
                        null=True,
                        validators=[django_support_tickets.validators.validate_phone],
                        verbose_name="phone",
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        choices=django_support_tickets.choices.subject_choices, max_length=100, verbose_name="subject"
                    ),
                ),
                ("message", models.TextField(verbose_name="message")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("in_progress", "In progress"),
                            ("resolved", "Resolved"),
                            ("closed", "Closed"),
                        ],
                        default="pending",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "attachment",
                    models.FileField(
                        blank=True,
                        max_length=255,
                        null=True,
                        upload_to=django_support_tickets.validators.attachment_path,
                        verbose_name="attachment",
                    ),
                ),
                (
                    "attachment_filename",
                    models.CharField(blank=True, editable=False, max_length=255, verbose_name="file name"),
                ),
                (
                    "attachment_content_type",
                    models.CharField(blank=True, editable=False, max_length=100, verbose_name="content type"),
                ),
                (
                    "attachment_size",
                    models.PositiveIntegerField(editable=False, null=True, verbose_name="size in bytes"),
                ),
                (
                    "notes",
                    models.TextField(
                        blank=True,
                        help_text="These notes are not shown to the user",
                        null=True,
                        verbose_name="internal notes",
                    ),
                ),
                ("language", models.CharField(blank=True, editable=False, max_length=16, verbose_name="language")),
                (
                    "turn",
                    models.CharField(
                        choices=[("requester", "Requester"), ("staff", "Staff")],
                        default="staff",
                        editable=False,
                        max_length=10,
                        verbose_name="whose turn",
                    ),
                ),
                ("is_spam", models.BooleanField(default=False, editable=False, verbose_name="spam")),
                ("rating", models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="rating")),
                ("rating_comment", models.TextField(blank=True, editable=False, verbose_name="comment on the rating")),
                ("rated_at", models.DateTimeField(editable=False, null=True, verbose_name="rated at")),
                (
                    "source",
                    models.CharField(
                        choices=[("api", "API"), ("portal", "Portal"), ("admin", "Admin"), ("code", "Site's own code")],
                        default="code",
                        editable=False,
                        max_length=20,
                        verbose_name="source",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated")),
                (
                    "first_response_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="first response at"),
                ),
                ("resolved_at", models.DateTimeField(blank=True, null=True, verbose_name="resolved at")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="closed at")),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="assigned_tickets",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assignee",
                    ),
                ),
                (
                    "follow_up_of",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="follow_ups",
                        to="django_support_tickets.supportticket",
                        verbose_name="follow-up of",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="support_tickets",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "support ticket",
                "verbose_name_plural": "support tickets",
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", django_support_tickets.models.exact.ExactCharField(max_length=64, unique=True)),
                ("fingerprint", django_support_tickets.models.exact.ExactCharField(max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="django_support_tickets.supportticket",
                    ),
                ),
            ],
            options={
                "verbose_name": "idempotency key",
                "verbose_name_plural": "idempotency keys",
            },
        ),
        migrations.CreateModel(
            name="GuestLink",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("email", django_support_tickets.models.exact.ExactEmailField(max_length=254, verbose_name="e-mail")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="revoked")),
                (
                    "delivery",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="links",
                        to="django_support_tickets.delivery",
                        verbose_name="mail",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="django_support_tickets.supportticket",
                        verbose_name="ticket",
                    ),
                ),
            ],
            options={
                "verbose_name": "link",
                "verbose_name_plural": "links",
                "ordering": ["created_at", "id"],
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="ticket",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="django_support_tickets.supportticket",
                verbose_name="ticket",
            ),
        ),
        migrations.CreateModel(
            name="TicketEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ticket_number",
                    django_support_tickets.models.exact.ExactCharField(max_length=20, verbose_name="ticket number"),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("created", "Opened"),
                            ("edited", "Edited"),
                            ("status_changed", "Status changed"),
                            ("assigned", "Assigned"),
                            ("replied", "Replied"),
                            ("noted", "Internal note"),
                            ("followed_up", "Followed up"),
                            ("rated", "Rated"),
                            ("marked_as_spam", "Marked as spam"),
                            ("released", "Released from spam"),
                            ("links_revoked", "Links revoked"),
                            ("deleted", "Deleted"),
                            ("delivery_resent", "Mail sent again"),
                        ],
                        max_length=30,
                        verbose_name="event",
                    ),
                ),
                ("data", models.JSONField(blank=True, default=dict, verbose_name="details")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="time")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="events",
                        to="django_support_tickets.supportticket",
                        verbose_name="ticket",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "history",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="TicketMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("reply", "Reply"), ("note", "Internal note")],
                        default="reply",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "sender",
                    models.CharField(
                        choices=[("requester", "Requester"), ("staff", "Staff")], max_length=10, verbose_name="sender"
                    ),
                ),
                ("text", models.TextField(verbose_name="text")),
                (
                    "source",
                    models.CharField(
                        choices=[("api", "API"), ("portal", "Portal"), ("admin", "Admin"), ("code", "Site's own code")],
                        default="code",
                        max_length=20,
                        verbose_name="source",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="django_support_tickets.supportticket",
                        verbose_name="ticket",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="TicketAttachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "attachment",
                    models.FileField(
                        max_length=255, upload_to=django_support_tickets.validators.attachment_path, verbose_name="file"
                    ),
                ),
                ("attachment_filename", models.CharField(max_length=255, verbose_name="file name")),
                ("attachment_content_type", models.CharField(max_length=100, verbose_name="content type")),
                ("attachment_size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="django_support_tickets.supportticket",
                        verbose_name="ticket",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="django_support_tickets.ticketmessage",
                        verbose_name="message",
                    ),
                ),
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="django_support_tickets.supportticket",
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="django_support_tickets.ticketmessage",
                    ),
                ),
            ],
            options={
                "verbose_name": "search document",
                "verbose_name_plural": "search documents",
            },
        ),
        migrations.AddField(
            model_name="idempotencykey",
            name="message",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="django_support_tickets.ticketmessage",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="reply",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="django_support_tickets.ticketmessage",
                verbose_name="reply",
            ),
        ),
        migrations.AddIndex(
            model_name="supportticket",
            index=models.Index(fields=["is_spam", "-created_at", "-id"], name="support_ticket_listed"),
        ),
        migrations.AddIndex(
            model_name="supportticket",
            index=models.Index(fields=["-updated_at", "-id"], name="support_ticket_updated"),
        ),
        migrations.AddIndex(
            model_name="supportticket",
            index=models.Index(fields=["user", "-created_at", "-id"], name="support_ticket_user"),
        ),
        migrations.AddIndex(
            model_name="supportticket",
            index=models.Index(fields=["email", "-created_at", "-id"], name="support_ticket_email"),
        ),
        migrations.AddIndex(
            model_name="supportticket",
            index=models.Index(fields=["attachment"], name="support_ticket_attachment"),
        ),
        migrations.AddIndex(
            model_name="supportticket",
            index=models.Index(fields=["status", "-created_at", "-id", "is_spam"], name="support_ticket_status"),
        ),
        migrations.AddIndex(
            model_name="supportticket",
            index=models.Index(fields=["subject", "-created_at", "-id", "is_spam"], name="support_ticket_subject"),
        ),
        migrations.AddIndex(
            model_name="supportticket",
            index=models.Index(fields=["turn", "-created_at", "-id", "is_spam"], name="support_ticket_turn"),
        ),
        migrations.AddIndex(
            model_name="supportticket",
            index=models.Index(fields=["assigned_to", "-created_at", "-id", "is_spam"], name="support_ticket_assignee"),
        ),
        migrations.AddConstraint(
            model_name="supportticket",
            constraint=models.CheckConstraint(
                condition=models.Q(("rating__isnull", True), ("rating__range", (1, 5)), _connector="OR"),
                name="support_ticket_rating",
            ),
        ),
        migrations.AddIndex(
            model_name="idempotencykey",
            index=models.Index(fields=["created_at"], name="support_idempotency_created"),
        ),
        migrations.AddIndex(
            model_name="guestlink",
            index=models.Index(fields=["created_at"], name="support_link_created"),
        ),
        migrations.AddConstraint(
            model_name="guestlink",
            constraint=models.UniqueConstraint(fields=("delivery", "ticket"), name="support_link_once"),
        ),
        migrations.AddIndex(
            model_name="ticketevent",
            index=models.Index(fields=["ticket", "id"], name="support_event_ticket"),
        ),
        migrations.AddIndex(
            model_name="ticketmessage",
            index=models.Index(fields=["ticket", "id"], name="support_message_ticket"),
        ),
        migrations.AddConstraint(
            model_name="ticketmessage",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("kind", "note"), _negated=True), ("sender", "staff"), _connector="OR"),
                name="support_message_notes_are_staffs",
            ),
        ),
        migrations.AddIndex(
            model_name="ticketattachment",
            index=models.Index(fields=["ticket", "id"], name="support_attachment_ticket"),
        ),
        migrations.AddIndex(
            model_name="ticketattachment",
            index=models.Index(fields=["attachment"], name="support_attachment_name"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["state", "due_at"], name="support_delivery_due"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["ticket", "id"], name="support_delivery_ticket"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", False), _connector="OR"
                ),
                name="support_delivery_sent_at",
            ),
        ),
    ]
