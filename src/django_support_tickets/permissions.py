"""Who may use the staff's part of the API."""

from django.conf import settings
from django.utils.module_loading import import_string
from rest_framework.permissions import BasePermission, DjangoModelPermissions
from rest_framework.request import Request
from rest_framework.views import APIView


class StaffWithModelPermissions(DjangoModelPermissions):
    """Staff who also hold Django's model permission for what they do: view, add, change or delete.

    For ``SUPPORT_TICKET_STAFF_PERMISSION_CLASSES``, so that the API asks for what the admin asks for.
    """

    perms_map = {
        **DjangoModelPermissions.perms_map,
        "GET": ["%(app_label)s.view_%(model_name)s"],
        "HEAD": ["%(app_label)s.view_%(model_name)s"],
        "OPTIONS": ["%(app_label)s.view_%(model_name)s"],
    }

    def has_permission(self, request: Request, view: APIView) -> bool:
        is_staff = bool(request.user and getattr(request.user, "is_staff", False))
        return is_staff and super().has_permission(request, view)


def staff_permissions() -> list[BasePermission]:
    """Return an instance of each class that ``SUPPORT_TICKET_STAFF_PERMISSION_CLASSES`` names."""
    return [import_string(path)() for path in settings.SUPPORT_TICKET_STAFF_PERMISSION_CLASSES]
