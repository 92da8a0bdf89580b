"""Where a site mounts the API and the portal: what works there, and what a check says of the rest."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, include, path, re_path, set_script_prefix
from rest_framework.test import APIClient

from django_support_tickets import checks, workflow
from django_support_tickets.models import SupportTicket
from django_support_tickets.portal import urls as portal_urls
from django_support_tickets.portal.access import has_login_page
from tests import drf
from tests.attachments import samples
from tests.factories import ticket_fields

pytestmark = pytest.mark.django_db

API = "django_support_tickets.urls"
PORTAL = "django_support_tickets.portal.urls"


def page(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse("another page")


def site(*patterns: URLPattern | URLResolver) -> type:
    """Return a URLconf of a site with an admin."""
    return type("Site", (), {"urlpatterns": [path("admin/", admin.site.urls), *patterns]})


def found() -> list[tuple[str, str]]:
    """Return ids and texts of what the checks of URLs say."""
    return [(str(each.id).removeprefix("django_support_tickets."), str(each.msg)) for each in checks.check_urls()]


@pytest.fixture
def ticket(staff: Any, customer: Any) -> SupportTicket:
    """A ticket with one file, another with the opening and one with the answer."""
    ticket = workflow.open_ticket(
        **ticket_fields(), user=customer, actor=customer, attachment=png("one.png"), attachments=[png("two.png")]
    )
    workflow.reply_as_staff(ticket=ticket, text="Look.", actor=staff, attachments=[png("three.png")])
    return ticket


def downloaded(client: APIClient, url: str) -> bool:
    response = client.get(url)
    return response.status_code == 200 and b"".join(response.streaming_content) == samples.png()


def png(name: str) -> Any:
    return ContentFile(samples.png(), name)


VERSIONED: dict[str, Any] = {
    "DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.URLPathVersioning",
    "DEFAULT_VERSION": "v1",
}
NAMESPACED: dict[str, Any] = {
    "DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.NamespaceVersioning",
    "DEFAULT_VERSION": "v1",
}
MOUNTS: dict[str, tuple[list[Any], str, dict[str, Any]]] = {
    "top": ([path("help/", include(API))], "/help/", {}),
    "namespace": ([path("help/", include((API, "support"), namespace="desk"))], "/help/", {}),
    "two namespaces": (
        [path("v2/", include(([path("help/", include((API, "support")))], "v2")))],
        "/v2/help/",
        {},
    ),
    "version": ([path("api/<version>/", include(API))], "/api/v1/", {}),
    "DRF's version in the path": ([path("api/<version>/help/", include(API))], "/api/v3/help/", VERSIONED),
    "DRF's version for other paths": ([path("help/", include(API))], "/help/", VERSIONED),
    "DRF's version by namespace": ([path("v1/", include((API, "v1")))], "/v1/", NAMESPACED),
    "DRF's version by other namespaces": ([path("help/", include(API))], "/help/", NAMESPACED),
    "tenant and namespace": (
        [path("<slug:tenant>/help/", include((API, "support"), namespace="desk"))],
        "/acme/help/",
        {},
    ),
    "number": ([re_path(r"^shop-(?P<shop>[0-9]+)/", include(API))], "/shop-7/", {}),
    "languages": (i18n_patterns(path("help/", include(API))), "/en/help/", {}),
    "two mounts": (
        [path("help/", include(API)), path("<slug:tenant>/help/", include((API, "support")))],
        "/acme/help/",
        {},
    ),
}


@pytest.mark.parametrize(("patterns", "prefix", "framework"), MOUNTS.values(), ids=MOUNTS)
def test_the_api_works_wherever_it_is_mounted(
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
    ticket: SupportTicket,
    staff: Any,
    customer: Any,
    patterns: Any,
    prefix: str,
    framework: dict[str, Any],
) -> None:
    drf.use(monkeypatch, settings, **framework)
    settings.ROOT_URLCONF = site(*patterns)
    desk, own = APIClient(), APIClient()
    desk.force_login(staff)
    own.force_login(customer)
    created = APIClient().post(f"{prefix}tickets/", ticket_fields(), format="json")
    assert created.status_code == 201
    staffs, mine = f"{prefix}tickets/{ticket.pk}/", f"{prefix}my-tickets/{ticket.ticket_number}/"
    for client, own_path in ((desk, staffs), (own, mine)):
        shown = client.get(own_path).json()
        replies = client.get(f"{own_path}messages/").json()["results"]
        urls = [shown["attachment"], shown["attachments"][0]["url"], replies[-1]["attachments"][0]["url"]]
        for url in urls:
            assert url.startswith(f"http://testserver{own_path}attachment"), url
            assert downloaded(client, url)
        assert client.get(own_path.replace(str(ticket.pk), "0").replace(ticket.ticket_number, "X")).status_code == 404
    assert desk.get(f"{prefix}tickets/").json()["results"][-1]["attachment"] == f"http://testserver{staffs}attachment/"
    assert desk.patch(f"{staffs}assign/", {"assigned_to": None}, format="json").status_code == 200
    assert desk.patch(f"{staffs}update_status/", {"status": "resolved"}, format="json").status_code == 200
    assert desk.get(f"{staffs}history/").status_code == 200
    assert own.post(f"{mine}close/").status_code == 200
    assert APIClient().get(prefix).status_code in (200, 401, 403)
    assert {code for code, _text in found()} <= {"W007"}


def admin_page(ticket: SupportTicket, user: Any) -> str:
    desk = Client()
    desk.force_login(user)
    return desk.get(f"/admin/django_support_tickets/supportticket/{ticket.pk}/change/").content.decode()


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("namespace", "/help/"),
        ("two namespaces", "/v2/help/"),
        ("languages", "/en/help/"),
        ("two mounts", "/help/"),
    ],
)
def test_the_admin_links_to_the_files(
    settings: Any, ticket: SupportTicket, superuser: Any, name: str, prefix: str
) -> None:
    settings.ROOT_URLCONF = site(*MOUNTS[name][0])
    assert f'href="{prefix}tickets/{ticket.pk}/attachment/"' in admin_page(ticket, superuser)
    assert found() == []


def test_w007_the_admin_does_not_know_the_arguments_of_the_api(
    settings: Any, ticket: SupportTicket, superuser: Any
) -> None:
    settings.ROOT_URLCONF = site(*MOUNTS["version"][0])
    html = admin_page(ticket, superuser)
    assert "one.png" in html
    assert "/attachment" not in html
    ((code, text),) = found()
    assert code == "W007"
    assert "version" in text


class HostMiddleware:
    """Chooses the URLconf by the host, as django-hosts does."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        if request.get_host().startswith("help."):
            request.urlconf = site(path("desk/", include((API, "support"))), path("", include(PORTAL)))
        return self.get_response(request)


def test_a_urlconf_for_each_host(settings: Any, ticket: SupportTicket, customer: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.ROOT_URLCONF = site()
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.HostMiddleware"]
    own = APIClient(headers={"host": "help.shop.example"})
    own.force_login(customer)
    shown = own.get(f"/desk/my-tickets/{ticket.ticket_number}/").json()
    assert shown["attachment"] == f"http://help.shop.example/desk/my-tickets/{ticket.ticket_number}/attachment/"
    assert own.get(f"/tickets/{ticket.ticket_number}/").status_code == 200
    assert Client().get(f"/tickets/{ticket.ticket_number}/").status_code == 404


def test_below_a_script_name(settings: Any, ticket: SupportTicket, customer: Any) -> None:
    settings.ROOT_URLCONF = site(
        path("api/", include(API)), path("", include(PORTAL)), path("accounts/", include("django.contrib.auth.urls"))
    )
    settings.LOGIN_URL = "login"
    own = APIClient()
    own.force_login(customer)
    set_script_prefix("/shop/")
    try:
        shown = own.get(f"/api/my-tickets/{ticket.ticket_number}/").json()
        assert shown["attachment"] == f"http://testserver/shop/api/my-tickets/{ticket.ticket_number}/attachment/"
        assert has_login_page()
        assert found() == []
    finally:
        set_script_prefix("/")


CATCH_ALLS = {
    "wagtail": re_path(r"^((?:[\w\-]+/)*)$", page, name="wagtail_serve"),
    "django CMS": re_path(r"^(?P<slug>[0-9A-Za-z-_.//]+)/$", page, name="pages-details-by-slug"),
    "flatpages": re_path(r"^(?P<url>.*/)$", page),
    "Oscar": path(
        "", include(([re_path(r"^(?P<category_slug>[\w-]+(/[\w-]+)*)/$", page, name="category")], "catalogue"))
    ),
    "single page": re_path(r"^(?!admin/).*$", page, name="app"),
    "languages": i18n_patterns(re_path(r"^(?:.*/)?$", page, name="cms"), prefix_default_language=False)[0],
}


@pytest.mark.parametrize("catch_all", CATCH_ALLS.values(), ids=CATCH_ALLS)
def test_w006_another_pattern_answers_first(settings: Any, catch_all: Any) -> None:
    own = [path("api/support/", include(API)), path("support/", include(PORTAL))]
    settings.ROOT_URLCONF = site(*own, catch_all)
    assert found() == []
    settings.ROOT_URLCONF = site(catch_all, *own)
    texts = [text for code, text in found() if code == "W006"]
    assert len(texts) == 2
    assert "'/api/support/" in texts[0].replace(" /api", " '/api")
    assert str(catch_all.name if isinstance(catch_all, URLPattern) and catch_all.name else "") in texts[0]
    assert "support_portal:" in texts[1]


def test_w006_knows_the_arguments_of_a_prefix(settings: Any) -> None:
    own = path("api/<version>/", include(API))
    settings.ROOT_URLCONF = site(own, CATCH_ALLS["single page"])
    assert {code for code, _text in found()} == {"W007"}
    settings.ROOT_URLCONF = site(CATCH_ALLS["single page"], own)
    assert {code for code, _text in found()} == {"W006", "W007"}


def test_w006_a_single_page_in_front_of_another(settings: Any) -> None:
    own = path("api/", include(API))
    settings.ROOT_URLCONF = site(path("api/tickets/<int:pk>/attachment/", page, name="download"), own)
    ((code, text),) = found()
    assert code == "W006"
    assert "'download' rather than to 'support-ticket-attachment'" in text


REFUSED = {
    "an argument before the portal": ([path("<slug:tenant>/", include(PORTAL))], "tenant"),
    "an argument before a named portal": ([path("<int:shop>/", include(PORTAL, namespace="desk"))], "shop"),
    "the portal in another namespace": ([path("x/", include(([path("", include(PORTAL))], "shop")))], "shop"),
    "the portal's patterns alone": ([path("x/", include((portal_urls.urlpatterns, "desk")))], "desk"),
    "an unnamed group before the API": ([re_path(r"^(\w+)/", include(API))], "unnamed"),
}


@pytest.mark.parametrize(("patterns", "word"), REFUSED.values(), ids=REFUSED)
def test_e025_a_mount_that_cannot_work(settings: Any, patterns: Any, word: str) -> None:
    settings.ROOT_URLCONF = site(path("api/", include(API)), *patterns)
    (text,) = [text for code, text in found() if code == "E025"]
    assert word in text


@pytest.mark.parametrize("namespace", ["support_portal", "desk"])
def test_the_portal_in_a_namespace_of_the_sites_choice(
    settings: Any, ticket: SupportTicket, customer: Any, namespace: str
) -> None:
    settings.ROOT_URLCONF = site(
        path("api/", include(API)), path("x/", include((PORTAL, "anything"), namespace=namespace))
    )
    assert found() == []
    own = Client()
    own.force_login(customer)
    assert own.get(f"/x/tickets/{ticket.ticket_number}/").status_code == 200


def test_w001_the_view_set_alone_hands_out_no_files(settings: Any) -> None:
    from django_support_tickets.urls import router

    settings.ROOT_URLCONF = site(path("api/", include(router.urls)))
    ((code, text),) = found()
    assert code == "W001"
    assert "files" in text
