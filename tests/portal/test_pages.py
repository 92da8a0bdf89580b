"""What holds for all pages: the site's dress around them, and what a strict site asks of them."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.http import HttpResponse
from django.template import engines
from django.test import Client
from django.urls import path, resolve, reverse

from django_support_tickets.models import SupportTicket
from django_support_tickets.portal.forms import NewTicketForm
from django_support_tickets.portal.views.opening import NewTicketView
from tests.attachments import samples
from tests.factories import make_ticket
from tests.portal.pages import FIND, NEW, THANKS, TICKETS, address, guest, hidden_value, new_ticket
from tests.urls import urlpatterns as everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def templates(settings: Any, tmp_path: Path) -> Any:
    """Return a function that puts a template into the site's own folder."""
    folder = tmp_path / "templates"
    settings.TEMPLATES = [{**site.TEMPLATES[0], "DIRS": [folder]}]

    def put(name: str, content: str) -> None:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)

    return put


# The site's own dress

DOCS = Path(__file__).parents[2] / "docs" / "portal.md"


def test_a_site_shows_the_portal_in_its_own_layout(templates: Any, ticket: SupportTicket) -> None:
    templates("base.html", "<title>{% block title %}{% endblock %} - Shop</title>{% block head %}{% endblock %}"
              "<body>OUR MENU {% block content %}{% endblock %}")  # fmt: skip
    documented = re.search(r"```django\n(.*?)```", DOCS.read_text(), re.DOTALL)
    assert documented
    templates("django_support_tickets/portal/base.html", documented[1])
    visitor = guest(ticket)
    pages = [
        visitor.get(url) for url in (NEW, FIND, address("ticket", ticket), address("close", ticket), "/support/link/x/")
    ]
    for page in pages:
        assert "OUR MENU" in page.text
        assert "django_support_tickets/portal.css" in page.text
        assert 'class="support-portal"' in page.text
    assert "<title>New ticket - Shop</title>" in pages[0].text
    assert '<meta name="referrer" content="same-origin">' in pages[2].text
    assert ticket.message in pages[2].text


def test_a_site_overrides_one_block(templates: Any, client: Client) -> None:
    templates(
        "django_support_tickets/portal/new.html",
        '{% extends "django_support_tickets/portal/new.html" %}'
        "{% block support_intro %}OPENING HOURS {{ block.super }}{% endblock %}",
    )
    page = client.get(NEW).text
    assert "OPENING HOURS" in page
    assert "How can we help?" in page
    assert 'id="support-message"' in page


def test_the_sites_name(client: Client, settings: Any) -> None:
    settings.SUPPORT_TICKET_SITE_NAME = "Tea & <b>"
    assert "<title>New ticket · Tea &amp; &lt;b&gt;</title>" in client.get(NEW).text


def test_a_site_without_accounts_offers_no_login(client: Client, settings: Any) -> None:
    assert "Sign in" in client.get(NEW).text
    for nowhere in ("/accounts/login/", "no-such-name"):
        settings.LOGIN_URL = nowhere
        assert "Sign in" not in client.get(NEW).text
        assert "Sign in" not in client.get("/support/link/x/").text
    settings.LOGIN_URL = "https://login.example/"
    assert "Sign in" in client.get(NEW).text


# The form on any page


def contact(request: Any) -> HttpResponse:
    source = "{% load support_tickets %}<h1>Our page</h1>{% support_ticket_form %}"
    return HttpResponse(engines["django"].from_string(source).render({}, request))


def without_assets(request: Any) -> HttpResponse:
    source = "{% load support_tickets %}{% support_ticket_form assets=False %}"
    return HttpResponse(engines["django"].from_string(source).render({}, request))


urlpatterns = [path("contact/", contact), path("without-assets/", without_assets), *everything]


@pytest.mark.urls("tests.portal.test_pages")
def test_the_tag_puts_the_form_on_a_page() -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get("/contact/").text
    assert "Our page" in page
    assert f'id="support-new" action="{NEW}"' in page
    assert "portal.css" in page
    assert "portal.js" in page
    assert 'name="referrer"' not in page
    token = hidden_value(page, "csrfmiddlewaretoken")
    assert client.post(NEW, new_ticket(csrfmiddlewaretoken=token)).headers["Location"] == THANKS
    assert not SupportTicket.objects.get().is_spam


@pytest.mark.urls("tests.portal.test_pages")
def test_the_tag_without_assets(signed_in: Client, owner: Any) -> None:
    page = signed_in.get("/without-assets/").text
    assert "portal.css" not in page
    assert f'value="{owner.email}"' in page


def test_the_tag_without_a_request_says_what_is_missing() -> None:
    page = engines["django"].from_string("{% load support_tickets %}{% support_ticket_form %}")
    with pytest.raises(ImproperlyConfigured, match="context processors"):
        page.render({})


class ShortForm(NewTicketForm):
    """A site's own form: shorter, and with another label."""

    phone = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message"].label = "Your question"


def own_form(request: Any) -> HttpResponse:
    source = "{% load support_tickets %}{% support_ticket_form form %}"
    context = {"form": ShortForm(user=request.user)}
    return HttpResponse(engines["django"].from_string(source).render(context, request))


urlpatterns = [
    path("own-form/", own_form),
    path("support/", NewTicketView.as_view(form_class=ShortForm)),
    *urlpatterns,
]


@pytest.mark.urls("tests.portal.test_pages")
def test_a_form_of_the_sites_own(client: Client) -> None:
    for url in ("/own-form/", NEW):
        page = client.get(url).text
        assert "Your question" in page
        assert 'name="phone"' not in page
    sent = new_ticket(phone="+90 532 123 45 67")
    assert client.post(NEW, sent).status_code == 302
    assert SupportTicket.objects.get().phone is None


# Sites of other kinds


def test_without_the_messages_framework(settings: Any, ticket: SupportTicket) -> None:
    settings.INSTALLED_APPS = [app for app in site.INSTALLED_APPS if app != "django.contrib.messages"]
    settings.MIDDLEWARE = [name for name in site.MIDDLEWARE if "messages" not in name]
    options = site.TEMPLATES[0]["OPTIONS"]
    processors = [name for name in options["context_processors"] if "messages" not in name]
    settings.TEMPLATES = [{**site.TEMPLATES[0], "OPTIONS": {"context_processors": processors}}]
    visitor = guest(ticket)
    for name, body in (("ticket", {"text": "Hi"}), ("close", {}), ("reopen", {})):
        assert visitor.post(address(name, ticket), body).status_code == 302
        assert visitor.get(address("ticket", ticket)).status_code == 200


def test_with_sessions_in_signed_cookies(settings: Any, ticket: SupportTicket) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    visitor = guest(ticket)
    assert visitor.get(address("ticket", ticket)).status_code == 200
    assert visitor.post(address("ticket", ticket), {"text": "Hi"}).status_code == 302


def test_where_everybody_else_has_to_log_in(settings: Any, client: Client, ticket: SupportTicket) -> None:
    settings.MIDDLEWARE = [*site.MIDDLEWARE, "django.contrib.auth.middleware.LoginRequiredMiddleware"]
    assert client.post(NEW, new_ticket()).status_code == 302
    for url in (NEW, FIND, THANKS):
        assert client.get(url).status_code == 200
    assert guest(ticket).get(address("ticket", ticket)).status_code == 200
    assert client.get(TICKETS).status_code == 302


def test_no_page_is_part_of_a_transaction_of_the_requests() -> None:
    for name in ("new", "find", "tickets"):
        view: Any = resolve(reverse(f"support_portal:{name}")).func
        assert view._non_atomic_requests == set(connections)
    for name in ("ticket", "close", "reopen", "rate"):
        view = resolve(reverse(f"support_portal:{name}", args=["SUP-2026-000001"])).func
        assert view._non_atomic_requests == set(connections)


# Content-Security-Policy


def pages(ticket: SupportTicket, owner: Any) -> list[str]:
    visitor, signed_in = guest(ticket), Client()
    signed_in.force_login(owner)
    opened = Client()
    opened.post(NEW, new_ticket())
    texts = [visitor.get(url).text for url in (NEW, FIND, "/support/link/x/")]
    texts += [visitor.get(address(name, ticket)).text for name in ("ticket", "close", "reopen", "rate")]
    texts += [signed_in.get(TICKETS).text, opened.get(THANKS).text]
    texts += [visitor.post(NEW, new_ticket(name="")).text, visitor.post(address("ticket", ticket), {}).text]
    return texts


def test_no_page_needs_inline_styles_or_scripts(owner: Any) -> None:
    file = samples.upload(samples.png(), "a.png")
    ticket = make_ticket(user=owner, status="resolved", attachment=file, attachment_content_type="image/png")
    for page in pages(ticket, owner):
        assert not re.search(r"<[^>]+\s(style|on\w+)=", page)
        assert "<style" not in page
        assert "javascript:" not in page
        assert re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL) == [""]
        assert not re.search(r'(src|href|action)="(https?:)?//', page)
