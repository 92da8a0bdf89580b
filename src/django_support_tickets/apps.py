from django.apps import AppConfig
from django.apps import apps as installed_apps
from django.core.signals import request_started
from django.utils.translation import gettext_lazy as _

from . import conf  # noqa: F401  Gives the settings their defaults, before any model reads one.


class SupportTicketsConfig(AppConfig):
    name = "django_support_tickets"
    verbose_name = _("Support")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Imported for the registrations that they make.
        from . import checks  # noqa: F401
        from .attachments import deletion
        from .notifications import background, tasks

        tasks.declare()
        deletion.register_receivers()
        request_started.connect(background.note_request, dispatch_uid="django_support_tickets")
        if installed_apps.is_installed("drf_spectacular"):
            from . import openapi  # noqa: F401
