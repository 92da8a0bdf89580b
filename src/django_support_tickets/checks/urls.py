"""Where the app's URLs are mounted, and what that needs."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.urls import NoReverseMatch, Resolver404, reverse
from django.utils.module_loading import import_string

from ..mounting import UNNAMED, Mount, mounts, resolve_path
from .problem import problem, setting_value

PORTAL_VIEWS = "django_support_tickets.portal."
DATABASE_SESSIONS = ("django.contrib.sessions.backends.db", "django.contrib.sessions.backends.cached_db")
API = {
    "support-ticket-list": {},
    "support-ticket-detail": {"pk": "1"},
    "support-ticket-attachment": {"pk": "1"},
    "my-support-ticket-list": {},
    "my-support-ticket-detail": {"ticket_number": "SUP-2026-000001"},
    "my-support-ticket-attachment": {"ticket_number": "SUP-2026-000001"},
}
PORTAL = {
    "support_portal:new": {},
    "support_portal:find": {},
    "support_portal:link": {"token": "token"},
    "support_portal:tickets": {},
    "support_portal:ticket": {"number": "SUP-2026-000001"},
}


@register(Tags.urls)
def check_urls(**kwargs: Any) -> Iterator[CheckMessage]:
    """Check what is mounted, and what that needs: E025, W001, W005, W006, W007."""
    if not getattr(settings, "ROOT_URLCONF", None):
        return
    if not mounts("support-ticket-list"):
        yield problem(
            Warning,
            1,
            "",
            "The API is not mounted, so that tickets come in by code alone and attachments have no address.",
            'Add path("api/support/", include("django_support_tickets.urls")) to the urlpatterns.',
        )
    elif not mounts("support-ticket-attachment"):
        yield problem(
            Warning,
            1,
            "",
            "The API's view set is mounted without the views that hand out files, so that attachments have no address.",
            'Add path("api/support/", include("django_support_tickets.urls")) to the urlpatterns.',
        )
    if mounts("support_portal:link") and (missing := _missing_for_sessions()):
        yield problem(
            Warning,
            5,
            "",
            f"The portal is mounted, but {missing}, so that no link can be opened.",
            "Set up sessions: https://docs.djangoproject.com/en/stable/topics/http/sessions/#enabling-sessions",
        )
    yield from _check_prefixes()
    yield from _check_order()


def takes_links() -> bool:
    """Tell whether there is a page that the links in mails could lead to."""
    return bool(setting_value("LINK_URL")) or bool(mounts("support_portal:link"))


def _check_prefixes() -> Iterator[CheckMessage]:
    for text in (*_unfit_portals(), *_unfit_apis()):
        yield problem(Error, 25, "", text, "See the installation's chapter on mounting.")
    api = mounts("support-ticket-list")
    if api and all(mount.arguments for mount in api) and not _unfit_apis():
        arguments = ", ".join(sorted(api[0].arguments))
        yield problem(
            Warning,
            7,
            "",
            f"The API's prefix has arguments ({arguments}) that the admin does not know, so that it does not link to "
            "attachments.",
            "Mount the API at a second path that has none; requests keep to the one that they came by.",
        )


def _unfit_portals() -> list[str]:
    texts = []
    for mount in mounts("link"):
        if not getattr(mount.view, "view_class", type).__module__.startswith(PORTAL_VIEWS):
            continue
        if mount.arguments:
            arguments = ", ".join(sorted(mount.arguments))
            texts.append(
                f"The portal's prefix has arguments ({arguments}), which its pages and mails cannot fill in when they "
                "link to each other. Mount it below a path without, or set request.urlconf for each host."
            )
        elif mount.name not in {each.name for each in mounts("support_portal:link")} or mount.name.count(":") > 1:
            namespace = mount.name.rpartition(":")[0]
            texts.append(
                f"The portal is mounted in the namespace {namespace!r}, in which its pages do not find each other. "
                'Add path("support/", include("django_support_tickets.portal.urls")) to the site\'s own urlpatterns.'
            )
    return texts


def _unfit_apis() -> list[str]:
    if any(UNNAMED in mount.arguments for mount in mounts("support-ticket-list")):
        return ["The API's prefix has an unnamed group, which its views do not take. Give it a name: (?P<tenant>...)."]
    return []


def _check_order() -> Iterator[CheckMessage]:
    for pages in (API, PORTAL):
        for name, kwargs in pages.items():
            if hidden := next(filter(None, (_what_answers_first(mount, kwargs) for mount in mounts(name))), None):
                yield problem(
                    Warning,
                    6,
                    "",
                    f"Another pattern answers first: {hidden}.",
                    "In the urlpatterns move the include() of django_support_tickets above it.",
                )
                break


def _what_answers_first(mount: Mount, kwargs: dict[str, str]) -> str:
    """Return which page of the site's stands before one of the app's; "" if none does, or it cannot be told."""
    try:
        path = reverse(mount.name, kwargs={**dict.fromkeys(mount.arguments, "1"), **kwargs})
    except NoReverseMatch:  # What a prefix takes as its argument is the site's own business.
        return ""
    try:
        answering = resolve_path(path).view_name
    except Resolver404:
        return ""
    return "" if answering == mount.name else f"{path} leads to {answering!r} rather than to {mount.name!r}"


def _missing_for_sessions() -> str:
    if not any(_is_session_middleware(path) for path in settings.MIDDLEWARE):
        return "MIDDLEWARE has no SessionMiddleware"
    if settings.SESSION_ENGINE in DATABASE_SESSIONS and not apps.is_installed("django.contrib.sessions"):
        return "'django.contrib.sessions' is missing from INSTALLED_APPS"
    return ""


def _is_session_middleware(path: str) -> bool:
    try:
        middleware = import_string(path)
    except ImportError:  # Django itself says so.
        return False
    return isinstance(middleware, type) and issubclass(middleware, SessionMiddleware)
