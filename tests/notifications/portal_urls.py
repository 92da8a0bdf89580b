"""URLs of a site with the portal, as far as mails link to it, and of one with an address for each language."""

from typing import Any

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from tests.urls import urlpatterns as everything


def page(request: Any, token: str) -> Any:
    raise AssertionError("mails open no page")


portal = path("help/", include(([path("link/<str:token>/", page, name="link")], "support_portal")))
urlpatterns = [portal, *everything]


class PerLanguage:
    """The same under a prefix for each language."""

    urlpatterns = i18n_patterns(portal)
