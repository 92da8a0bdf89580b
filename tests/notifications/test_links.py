"""The links in mails to requesters: what they open, how long, and where they lead."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.contrib.admin import sites
from django.contrib.sites.models import Site
from django.core.signing import Signer
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from django_support_tickets import workflow
from django_support_tickets.choices import DeliveryKind
from django_support_tickets.models import Delivery, GuestLink, SupportTicket, TicketEvent
from django_support_tickets.notifications import links, outbox
from django_support_tickets.notifications.links import base_url, find_link, token_for
from django_support_tickets.notifications.policy import Notice
from tests.factories import make_ticket, make_user, queue_mails
from tests.notifications.portal_urls import PerLanguage
from tests.notifications.reading import PORTAL, part, tokens

pytestmark = pytest.mark.django_db(transaction=True)

NOBODYS_KEY = "0" * 32
NONSENSE = [
    "",
    ".",
    "x",
    "x" * 100_000,
    "\x00",
    "\ud800.\ud800",
    "٣" * 32,
    f"{'٣' * 32}.{'é' * 43}",
    f"{NOBODYS_KEY}.\ud800",
    f"{{{NOBODYS_KEY}}}.1",
]
SPOILING: list[Callable[[str], str]] = [
    lambda token: token[:-1],
    lambda token: f"{token}A",
    lambda token: f"{token}:",
    lambda token: token.replace(".", "", 1),
    lambda token: token.replace(".", ":", 1),
    lambda token: token.partition(".")[0],
    lambda token: f"{token.partition('.')[0]}.",
    lambda token: token.partition(".")[2],
    lambda token: f"{NOBODYS_KEY}.{token.partition('.')[2]}",
    lambda token: token.swapcase(),
]


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.SUPPORT_TICKET_LINK_URL = PORTAL


def make_link(**kwargs: Any) -> GuestLink:
    ticket = kwargs.pop("ticket", None) or make_ticket()
    return GuestLink.objects.create(ticket=ticket, email=ticket.email, **kwargs)


class TestTokens:
    def test_one_opens_its_ticket(self) -> None:
        make_ticket()
        link = make_link()
        found = find_link(token_for(link))
        assert found is not None
        with CaptureQueriesContext(connection) as queries:
            assert (found.pk, found.ticket) == (link.pk, link.ticket)
        assert len(queries) == 0

    def test_it_fits_into_an_address_and_says_nothing(self) -> None:
        link = make_link()
        token = token_for(link)
        assert re.fullmatch(r"[0-9a-f]{32}\.[A-Za-z0-9_-]{43}", token)
        assert str(link.ticket_id) != token
        assert "ayse" not in token

    @pytest.mark.parametrize("spoil", SPOILING)
    def test_a_changed_one_opens_nothing(self, spoil: Any) -> None:
        token = token_for(make_link())
        assert find_link(token) is not None
        assert find_link(spoil(token)) is None

    @pytest.mark.parametrize("token", NONSENSE, ids=lambda token: ascii(token[:20]))
    def test_nonsense_opens_nothing(self, token: str) -> None:
        make_link()
        assert find_link(token) is None

    def test_nobodys_own_signature_opens_nothing(self) -> None:
        """What an unknown key is compared with is no secret that would open anything."""
        nobody = GuestLink(pk="00000000-0000-0000-0000-000000000000", ticket_id=0, email="")
        nobody.pk = GuestLink._meta.pk.to_python(nobody.pk)
        assert find_link(token_for(nobody)) is None

    def test_each_costs_one_query(self) -> None:
        link = make_link()
        revoked = make_link(revoked_at=timezone.now())
        good = token_for(link)
        costs = []
        for token in (good, token_for(revoked), good[:-1], "nonsense", f"{NOBODYS_KEY}.x"):
            with CaptureQueriesContext(connection) as queries:
                find_link(token)
            costs.append(len(queries))
        assert costs == [1] * 5

    def test_one_signed_for_another_ticket_opens_nothing(self) -> None:
        """Moved by hand in the database, it is worth nothing: ticket and address are signed."""
        link, other = make_link(), make_ticket()
        token = token_for(link)
        GuestLink.objects.update(ticket=other)
        assert find_link(token) is None

    def test_one_of_another_purpose_opens_nothing(self) -> None:
        link = make_link()
        value = f"{link.pk.hex}:{link.ticket_id}:{link.email}"
        assert find_link(f"{link.pk.hex}.{Signer().signature(value)}") is None
        assert find_link(f"{link.pk.hex}.{Signer(salt='other').signature(value)}") is None

    def test_it_ends_with_its_time(self, settings: Any) -> None:
        settings.SUPPORT_TICKET_LINK_DAYS = 10
        token = token_for(make_link())
        with time_machine.travel(timezone.now() + timedelta(days=9, hours=23)):
            assert find_link(token) is not None
            settings.SUPPORT_TICKET_LINK_DAYS = 9
            assert find_link(token) is None
        settings.SUPPORT_TICKET_LINK_DAYS = 10
        with time_machine.travel(timezone.now() + timedelta(days=10, seconds=1)):
            assert find_link(token) is None

    def test_it_ends_when_the_address_is_no_longer_the_tickets(self) -> None:
        link = make_link()
        token = token_for(link)
        workflow.edit_ticket(ticket=link.ticket, changes={"email": "new@customer.example"}, actor=None)
        assert find_link(token) is None

    def test_it_ends_with_its_ticket(self) -> None:
        link = make_link()
        token = token_for(link)
        workflow.delete_ticket(ticket=link.ticket, actor=None)
        assert find_link(token) is None

    def test_it_opens_no_spam(self) -> None:
        link = make_link()
        token = token_for(link)
        workflow.mark_as_spam(ticket=link.ticket, actor=None)
        assert find_link(token) is None
        workflow.release_from_spam(ticket=link.ticket, actor=None)
        assert find_link(token) is not None

    def test_links_are_revoked_one_by_one_and_all_at_once(self) -> None:
        ticket = make_ticket()
        first, second, third, others = (token_for(make_link(ticket=each)) for each in (ticket, ticket, ticket, None))
        workflow.revoke_link(link=GuestLink.objects.earliest("created_at"), actor=make_user(is_staff=True))
        assert [find_link(token) is not None for token in (first, second, third, others)] == [False, True, True, True]
        workflow.revoke_links(ticket=ticket, actor=make_user(is_staff=True))
        assert [find_link(token) is not None for token in (first, second, third, others)] == [False, False, False, True]

    def test_a_rotated_key_is_honoured_as_long_as_the_site_says(self, settings: Any) -> None:
        token = token_for(make_link())
        old = settings.SECRET_KEY
        settings.SECRET_KEY = "another-key-that-is-long-enough-not-to-be-complained-about"
        assert find_link(token) is None
        settings.SECRET_KEY_FALLBACKS = [old]
        assert find_link(token) is not None
        assert find_link(token[:-1]) is None


def send(*kinds: DeliveryKind, ticket: SupportTicket, recipient: str = "") -> None:
    reply = ticket.messages.create(sender="staff", text="Here.")
    queue_mails(ticket, [outbox.Notice(kind, recipient or ticket.email, "en") for kind in kinds], reply)
    outbox.send_due(len(kinds))


def test_every_mail_to_a_requester_has_a_link_of_its_own(smtp: Any) -> None:
    ticket = make_ticket()
    send(DeliveryKind.CONFIRMATION, DeliveryKind.REPLY, DeliveryKind.RESOLVED, ticket=ticket)
    workflow.request_links(email=ticket.email, language="en")
    outbox.send_due(1)
    sent = [tokens(message) for message in smtp.messages]
    assert [len(each) for each in sent] == [1, 1, 1, 1]
    found = [find_link(each[0]) for each in sent]
    assert len({link.pk for link in found}) == 4
    assert {link.ticket for link in found} == {ticket}
    assert [link.delivery_id for link in found] == list(Delivery.objects.values_list("pk", flat=True))


def test_no_mail_to_staff_has_one(smtp: Any, settings: Any) -> None:
    settings.SUPPORT_TICKET_BASE_URL = "https://shop.example"
    ticket = make_ticket()
    # Even if the requester is staff and reads it at the same address.
    send(DeliveryKind.STAFF_NOTICE, DeliveryKind.STAFF_REPLY, ticket=ticket)
    assert [tokens(message) for message in smtp.messages] == [[], []]
    assert not GuestLink.objects.exists()


def test_no_mail_to_another_address_has_one(smtp: Any) -> None:
    send(DeliveryKind.REPLY, DeliveryKind.RESOLVED, ticket=make_ticket(), recipient="old@customer.example")
    assert [tokens(message) for message in smtp.messages] == [[], []]
    assert not GuestLink.objects.exists()


def test_a_second_attempt_repeats_the_link(smtp: Any) -> None:
    smtp.refuse_with = "451 Try again later"
    ticket = make_ticket()
    send(DeliveryKind.REPLY, ticket=ticket)
    (first,) = GuestLink.objects.all()
    smtp.refuse_with = ""
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        workflow.tick(limit=10)
    assert tokens(smtp.messages[0]) == [token_for(first)]
    assert GuestLink.objects.count() == 1


@pytest.mark.parametrize(
    "spoil",
    [{"created_at": timezone.now() - timedelta(days=40)}, {"email": "old@x.example"}],
    ids=["expired", "of another address"],
)
def test_a_second_attempt_repeats_no_link_that_opens_nothing(smtp: Any, spoil: Any) -> None:
    smtp.refuse_with = "451 Try again later"
    send(DeliveryKind.REPLY, ticket=make_ticket())
    first = GuestLink.objects.get()
    GuestLink.objects.update(**spoil)
    smtp.refuse_with = ""
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        workflow.tick(limit=10)
    (token,) = tokens(smtp.messages[0])
    assert token != token_for(first)
    assert find_link(token) is not None


class TestRevokingAll:
    """It also holds for mails that wait."""

    @pytest.fixture
    def ticket(self) -> SupportTicket:
        return make_ticket()

    def later(self) -> None:
        with time_machine.travel(timezone.now() + timedelta(hours=1)):
            workflow.tick(limit=10)

    def test_a_mail_that_was_not_tried_yet(self, smtp: Any, ticket: SupportTicket) -> None:
        queue_mails(ticket, [Notice(DeliveryKind.CONFIRMATION, ticket.email, "en")])
        assert workflow.revoke_links(ticket=ticket, actor=None) == 1
        self.later()
        assert tokens(smtp.messages[0]) == []
        link = GuestLink.objects.get()
        assert (link.delivery, link.ticket, link.revoked_at is not None) == (Delivery.objects.get(), ticket, True)
        assert TicketEvent.objects.get(type="links_revoked").data == {"number": 1}

    def test_a_mail_that_waits_for_another_attempt(self, smtp: Any, ticket: SupportTicket) -> None:
        smtp.refuse_with = "451 Try again later"
        send(DeliveryKind.REPLY, ticket=ticket)
        smtp.refuse_with = ""
        assert workflow.revoke_links(ticket=ticket, actor=None) == 1
        self.later()
        assert tokens(smtp.messages[0]) == []

    def test_a_mail_with_links_that_were_asked_for(self, smtp: Any, ticket: SupportTicket) -> None:
        other = make_ticket()
        workflow.request_links(email=ticket.email, language="en")
        assert workflow.revoke_links(ticket=ticket, actor=None) == 1
        self.later()
        (token,) = tokens(smtp.messages[0])
        found = find_link(token)
        assert found is not None
        assert found.ticket == other

    def test_a_mail_whose_only_link_it_was_does_not_go(self, smtp: Any, ticket: SupportTicket) -> None:
        workflow.request_links(email=ticket.email, language="en")
        workflow.revoke_links(ticket=ticket, actor=None)
        self.later()
        assert smtp.messages == []
        assert not Delivery.objects.exists()

    def test_it_comes_while_the_mail_is_made(self, smtp: Any, ticket: SupportTicket, monkeypatch: Any) -> None:
        def revoke_meanwhile(*args: Any) -> Any:
            workflow.revoke_links(ticket=ticket, actor=None)
            return links_of(*args)

        links_of = links._links_of
        monkeypatch.setattr(links, "_links_of", revoke_meanwhile)
        send(DeliveryKind.REPLY, ticket=ticket)
        assert tokens(smtp.messages[0]) == []

    def test_other_mails_keep_theirs(self, smtp: Any, ticket: SupportTicket) -> None:
        other = make_ticket(email="other@customer.example")
        queue_mails(other, [Notice(DeliveryKind.CONFIRMATION, other.email, "en")])
        queue_mails(ticket, [Notice(DeliveryKind.STAFF_NOTICE, ticket.email, "en")])
        assert workflow.revoke_links(ticket=ticket, actor=None) == 0
        self.later()
        assert [len(tokens(message)) for message in smtp.messages] == [1, 0]

    def test_later_mails_have_one_again(self, smtp: Any, ticket: SupportTicket) -> None:
        queue_mails(ticket, [Notice(DeliveryKind.CONFIRMATION, ticket.email, "en")])
        workflow.revoke_links(ticket=ticket, actor=None)
        self.later()
        send(DeliveryKind.REPLY, ticket=ticket)
        workflow.resend_delivery(delivery=Delivery.objects.earliest("pk"), actor=None)
        assert [len(tokens(message)) for message in smtp.messages] == [0, 1, 1]


def test_a_mail_that_is_sent_again_has_a_link_that_lasts(smtp: Any, settings: Any) -> None:
    ticket = make_ticket()
    send(DeliveryKind.REPLY, ticket=ticket)
    almost = timezone.now() + timedelta(days=settings.SUPPORT_TICKET_LINK_DAYS - 1)
    with time_machine.travel(almost):
        workflow.resend_delivery(delivery=Delivery.objects.get(), actor=None)
    (first,), (second,) = (tokens(message) for message in smtp.messages)
    with time_machine.travel(almost + timedelta(days=20)):
        assert find_link(first) is None
        assert find_link(second) is not None


def test_the_statements_do_not_grow_with_the_links(smtp: Any) -> None:
    def statements(email: str, number: int) -> int:
        for _number in range(number):
            make_ticket(email=email)
        row = workflow.request_links(email=email, language="en")
        with CaptureQueriesContext(connection) as queries:
            assert outbox.send(row.pk)
        return len(queries)

    assert statements("one@customer.example", 1) == statements("many@customer.example", 20)


class TestAddresses:
    @pytest.fixture(autouse=True)
    def portal(self, settings: Any) -> None:
        settings.SUPPORT_TICKET_LINK_URL = ""
        settings.ROOT_URLCONF = "tests.notifications.portal_urls"

    def link(self, smtp: Any) -> str:
        send(DeliveryKind.REPLY, ticket=make_ticket())
        (message,) = smtp.messages
        found = re.findall(r"\S*/link/\S+", part(message, "plain"))
        assert len({*found}) <= 1
        return found[0] if found else ""

    @pytest.mark.parametrize("base", ["https://shop.example", "https://shop.example/"])
    def test_the_setting(self, smtp: Any, settings: Any, base: str) -> None:
        settings.SUPPORT_TICKET_BASE_URL = base
        address = self.link(smtp)
        (link,) = GuestLink.objects.all()
        assert address == f"https://shop.example/help/link/{token_for(link)}/"

    def test_the_readers_language_where_the_portal_has_one_for_each(self, smtp: Any, settings: Any) -> None:
        settings.SUPPORT_TICKET_BASE_URL = "https://shop.example"
        settings.ROOT_URLCONF = PerLanguage
        assert self.link(smtp).startswith("https://shop.example/en/help/link/")

    def test_a_page_of_the_sites_own(self, smtp: Any, settings: Any) -> None:
        settings.SUPPORT_TICKET_LINK_URL = "https://app.shop.example/#/link/{token}/open"
        address = self.link(smtp)
        (link,) = GuestLink.objects.all()
        assert address == f"https://app.shop.example/#/link/{token_for(link)}/open"

    def test_none_where_the_sites_address_is_unknown(self, smtp: Any) -> None:
        assert self.link(smtp) == ""
        assert not GuestLink.objects.exists()

    def test_none_without_the_portal(self, smtp: Any, settings: Any) -> None:
        settings.SUPPORT_TICKET_BASE_URL = "https://shop.example"
        settings.ROOT_URLCONF = "django_support_tickets.urls"
        assert self.link(smtp) == ""
        assert not GuestLink.objects.exists()

    def test_never_the_host_header(self, smtp: Any, settings: Any, client: Any) -> None:
        settings.ALLOWED_HOSTS = ["*"]
        body = {"name": "Ayşe", "email": "a@b.example", "subject": "Diğer", "message": "My order has not arrived."}
        answer = client.post(
            "/api/support/tickets/", body, headers={"host": "evil.example", "x-forwarded-host": "evil.example"}
        )
        assert answer.status_code == 201
        for kind in ("plain", "html"):
            assert "evil.example" not in part(smtp.messages[0], kind)

    def test_a_reply_links_to_each_of_its_files(self, smtp: Any, settings: Any) -> None:
        settings.SUPPORT_TICKET_BASE_URL = "https://shop.example"
        ticket = make_ticket()
        reply = ticket.messages.create(sender="staff", text="Here.")
        described = {"attachment": "a", "attachment_content_type": "x", "attachment_size": 1}
        files = [reply.attachments.create(ticket=ticket, attachment_filename=name, **described) for name in "ab"]
        queue_mails(ticket, [outbox.Notice(DeliveryKind.REPLY, ticket.email, "en")], reply)
        outbox.send_due(1)
        address = f"https://shop.example/help/link/{token_for(GuestLink.objects.get())}/"
        for file in files:
            assert f"- {file.attachment_filename}\n  {address}?file={file.pk}\n" in part(smtp.messages[0], "plain")
            assert f'<a href="{address}?file={file.pk}">' in part(smtp.messages[0], "html")


class TestTheSitesFramework:
    """It knows the site's address where the setting does not."""

    @pytest.fixture(autouse=True)
    def no_site_yet(self) -> None:
        Site.objects.clear_cache()
        Site.objects.all().delete()

    def test_its_current_site(self, settings: Any) -> None:
        Site.objects.create(domain="other.example")
        settings.SITE_ID = Site.objects.create(domain="shop.example").pk
        assert base_url() == "https://shop.example"
        settings.SUPPORT_TICKET_BASE_URL = "http://localhost:8000/"
        assert base_url() == "http://localhost:8000"

    def test_a_mail_links_to_it(self, settings: Any, smtp: Any) -> None:
        settings.SUPPORT_TICKET_LINK_URL, settings.ROOT_URLCONF = "", "tests.notifications.portal_urls"
        settings.SITE_ID = Site.objects.create(domain="shop.example").pk
        send(DeliveryKind.REPLY, ticket=make_ticket())
        token = token_for(GuestLink.objects.get())
        assert f"\nhttps://shop.example/help/link/{token}/\n" in part(smtp.messages[0], "plain")

    def test_a_site_that_nobody_named(self, settings: Any) -> None:
        """A link to example.com would give its token to whoever answers there."""
        settings.SITE_ID = Site.objects.create(domain="example.com").pk
        assert base_url() == ""

    def test_a_site_that_is_missing(self, settings: Any) -> None:
        settings.SITE_ID = 1
        assert base_url() == ""

    def test_no_site_that_a_setting_names(self) -> None:
        Site.objects.create(domain="shop.example")
        assert base_url() == ""

    def test_no_sites_framework(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.SITE_ID = Site.objects.create(domain="shop.example").pk
        # Django starts the apps anew, upon which unfold puts an admin site without any models in the other's place.
        monkeypatch.setattr(admin, "site", admin.site)
        monkeypatch.setattr(sites, "site", sites.site)
        settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app != "django.contrib.sites"]
        assert base_url() == ""
