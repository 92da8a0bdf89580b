"""Who may use the API: the staff's part, and the requester's."""

from django.conf import settings
from django.utils.module_loading import import_string
from rest_framework.permissions import BasePermission, DjangoModelPermissions
from rest_framework.request import Request
from rest_framework.views import APIView

from .authentication import Guest


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
        if getattr(view, "detail", False):
            # What is posted to one ticket, such as a reply, changes it and adds none.
            self.perms_map = {**self.perms_map, "POST": self.perms_map["PATCH"]}
        is_staff = bool(request.user and getattr(request.user, "is_staff", False))
        return is_staff and super().has_permission(request, view)


class IsRequester(BasePermission):
    """Whoever has tickets of his own: a signed-in user, or a guest with a link's token."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, Guest) or bool(request.user and request.user.is_authenticated)


def staff_permissions() -> list[BasePermission]:
    """Return an instance of each class that ``SUPPORT_TICKET_STAFF_PERMISSION_CLASSES`` names."""
    return [import_string(path)() for path in settings.SUPPORT_TICKET_STAFF_PERMISSION_CLASSES]


def create_permissions() -> list[BasePermission]:
    """Return an instance of each class that ``SUPPORT_TICKET_CREATE_PERMISSION_CLASSES`` names."""
    return [import_string(path)() for path in settings.SUPPORT_TICKET_CREATE_PERMISSION_CLASSES]
