"""What staff are told on the admin's start page and above the list, when the app cannot do its work."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext

from ..health import sweep_is_late
from .part import AdminPart

_TOLD = "_support_tickets_told"


class HealthNotice(AdminPart):
    """Tells whoever may see tickets that mails wait and nothing sends them."""

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Tell it where Django asks what the start page is to list: that page has no other hook for an app."""
        permissions: dict[str, bool] = super().get_model_perms(request)
        page = getattr(request.resolver_match, "view_name", "")
        if page == f"{self.admin_site.name}:index" and any(permissions.values()):
            tell(request)
        return permissions

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "GET" and self.has_view_or_change_permission(request):
            tell(request)
        return super().changelist_view(request, *args, **kwargs)


def tell(request: HttpRequest) -> None:
    """Show the notice once on a page."""
    if getattr(request, _TOLD, False):
        return
    setattr(request, _TOLD, True)
    if sweep_is_late():
        text = gettext("Emails are waiting to be sent: support_tick hasn’t run for a while.")
        messages.warning(request, text, fail_silently=True)
