import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import django_support_tickets.validators


class Migration(migrations.Migration):
    dependencies = [
        ("django_support_tickets", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GuestLink",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="revoked")),
            ],
            options={
                "verbose_name": "link",
                "verbose_name_plural": "links",
                "ordering": ["created_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
            ],
            options={
                "verbose_name": "search document",
                "verbose_name_plural": "search documents",
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
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
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
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "ordering": ["id"],
            },
        ),
        migrations.RemoveIndex(
            model_name="supportticket",
            name="support_ticket_created",
        ),
        migrations.AddField(
            model_name="supportticket",
            name="closed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="closed at"),
        ),
        migrations.AddField(
            model_name="supportticket",
            name="first_response_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="first response at"),
        ),
        migrations.AddField(
            model_name="supportticket",
            name="follow_up_of",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="follow_ups",
                to="django_support_tickets.supportticket",
                verbose_name="follow-up of",
            ),
        ),
        migrations.AddField(
            model_name="supportticket",
            name="is_spam",
            field=models.BooleanField(default=False, editable=False, verbose_name="spam"),
        ),
        migrations.AddField(
            model_name="supportticket",
            name="rated_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="rated at"),
        ),
        migrations.AddField(
            model_name="supportticket",
            name="rating",
            field=models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="rating"),
        ),
        migrations.AddField(
            model_name="supportticket",
            name="rating_comment",
            field=models.TextField(blank=True, editable=False, verbose_name="comment on the rating"),
        ),
        migrations.AddField(
            model_name="supportticket",
            name="turn",
            field=models.CharField(
                choices=[("requester", "Requester"), ("staff", "Staff")],
                default="staff",
                editable=False,
                max_length=10,
                verbose_name="whose turn",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="kind",
            field=models.CharField(
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
        migrations.AlterField(
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
        migrations.AlterField(
            model_name="supportticket",
            name="source",
            field=models.CharField(
                choices=[("api", "API"), ("portal", "Portal"), ("admin", "Admin"), ("code", "Site's own code")],
                default="code",
                editable=False,
                max_length=20,
                verbose_name="source",
            ),
        ),
        migrations.AlterField(
            model_name="ticketevent",
            name="type",
            field=models.CharField(
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
        migrations.AddIndex(
            model_name="supportticket",
            index=models.Index(fields=["is_spam", "-created_at", "-id"], name="support_ticket_listed"),
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
        migrations.AddIndex(
            model_name="supportticket",
            index=models.Index(fields=["email", "-created_at", "-id"], name="support_ticket_email"),
        ),
        migrations.AddConstraint(
            model_name="supportticket",
            constraint=models.CheckConstraint(
                condition=models.Q(("rating__isnull", True), ("rating__range", (1, 5)), _connector="OR"),
                name="support_ticket_rating",
            ),
        ),
        migrations.AddField(
            model_name="guestlink",
            name="delivery",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="links",
                to="django_support_tickets.delivery",
                verbose_name="mail",
            ),
        ),
        migrations.AddField(
            model_name="guestlink",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="links",
                to="django_support_tickets.supportticket",
                verbose_name="ticket",
            ),
        ),
        migrations.AddField(
            model_name="searchdocument",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="django_support_tickets.supportticket"
            ),
        ),
        migrations.AddField(
            model_name="ticketattachment",
            name="ticket",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attachments",
                to="django_support_tickets.supportticket",
                verbose_name="ticket",
            ),
        ),
        migrations.AddField(
            model_name="ticketmessage",
            name="author",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="author",
            ),
        ),
        migrations.AddField(
            model_name="ticketmessage",
            name="ticket",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="messages",
                to="django_support_tickets.supportticket",
                verbose_name="ticket",
            ),
        ),
        migrations.AddField(
            model_name="ticketattachment",
            name="message",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attachments",
                to="django_support_tickets.ticketmessage",
                verbose_name="message",
            ),
        ),
        migrations.AddField(
            model_name="searchdocument",
            name="message",
            field=models.OneToOneField(
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
            model_name="guestlink",
            index=models.Index(fields=["created_at"], name="support_link_created"),
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
    ]
