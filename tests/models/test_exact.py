"""No identity hangs on a database's collation: what only looks like an address, a number or a key is another one."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField
from django.test import Client

from django_support_tickets import workflow
from django_support_tickets.exceptions import IdempotencyConflict
from django_support_tickets.models import Delivery, GuestLink, IdempotencyKey, SupportTicket
from django_support_tickets.models.exact import ExactCharField, ExactEmailField
from django_support_tickets.notifications.links import find_link, token_for
from tests.api.guests import guest, token_of
from tests.api.routes import mine
from tests.factories import make_ticket, make_user
from tests.portal import pages

pytestmark = pytest.mark.django_db

ADDRESS = "musteri.ik@customer.example"
LOOK_ALIKES = [
    "müsteri.ik@customer.example",
    "musteri.ık@customer.example",
    "musterı.ik@customer.example",
    "muſteri.ik@customer.example",
    "musteri.iK@customer.example",
    "musteri.iK@customer.example",
    "MUSTERI.IK@CUSTOMER.EXAMPLE",
    "musteri.ik@cüstomer.example",
    "musteri.ik@customér.example",
    "musteri.ik@ｃustomer.example",
    "musteri.ik@customer．example",
    "musteri.ik＠customer.example",
    "musteri.ik@cu\u0301stomer.example",
    "musteri.ik@cu\u200dstomer.example",
    "musteri.ik@customer.example ",
    " musteri.ik@customer.example",
    "musteri.ik@customer.example\u3000",
    "musteri.ik@customer.example\ufeff",
]
NUMBER = "SUP-2026-000041"
OTHER_NUMBERS = [
    "sup-2026-000041",
    "SÜP-2026-000041",
    "SUP-2026-00004１",
    "SUP-2026-00004١",
    "SUP-2026-000041 ",
    "SUP-2026-000041\u00ad",
    "SUP‐2026‐000041",
    "ＳUP-2026-000041",
]


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.SUPPORT_TICKET_BASE_URL = "https://shop.example"


@pytest.mark.parametrize("email", LOOK_ALIKES)
def test_a_look_alike_finds_no_tickets(email: str) -> None:
    make_ticket(email=ADDRESS)
    assert not SupportTicket.objects.filter(email=email).exists()
    workflow.request_links(email=email, language="en")
    workflow.tick(limit=100)
    assert mail.outbox == []
    workflow.request_links(email=ADDRESS, language="en")
    workflow.tick(limit=100)
    assert [message.to for message in mail.outbox] == [[ADDRESS]]


@pytest.mark.parametrize("email", LOOK_ALIKES)
def test_a_link_to_a_look_alike_opens_nothing(email: str) -> None:
    """Nor does one that went to an address which staff then corrected."""
    ticket = make_ticket(email=email)
    link = GuestLink.objects.create(ticket=ticket, email=email)
    assert find_link(token_for(link)) == link
    visitor = pages.guest(ticket)
    SupportTicket.objects.update(email=ADDRESS)
    assert find_link(token_for(link)) is None
    assert visitor.get(pages.address("ticket", ticket)).status_code == 404
    assert guest(token_for(link)).get(mine(ticket)).status_code == 404


@pytest.mark.parametrize("email", LOOK_ALIKES)
def test_the_mails_of_a_look_alike_are_no_part_of_a_conversation(email: str) -> None:
    ticket = make_ticket(email=ADDRESS)
    Delivery.objects.create(ticket=ticket, kind="confirmation", recipient=email, message_id="<1@shop.example>")
    workflow.reply_as_staff(ticket=ticket, text="Look at this.", actor=make_user(is_staff=True))
    Delivery.objects.exclude(recipient=ADDRESS).delete()
    workflow.tick(limit=100)
    (message,) = mail.outbox
    assert "In-Reply-To" not in message.extra_headers


@pytest.mark.parametrize("number", OTHER_NUMBERS)
def test_a_number_is_that_number_alone(number: str) -> None:
    customer = make_user(email=ADDRESS)
    ticket = make_ticket(ticket_number=NUMBER, user=customer)
    for client in (guest(ticket), _logged_in(customer)):
        assert client.get(mine(NUMBER)).status_code == 200
        assert client.get(mine(number)).status_code == 404
    for visitor in (pages.guest(ticket), _logged_in(customer)):
        assert visitor.get(f"/support/tickets/{NUMBER}/").status_code == 200
        assert visitor.get(f"/support/tickets/{number}/").status_code == 404


def test_a_number_with_a_nul_is_no_number() -> None:
    ticket = make_ticket(ticket_number=NUMBER)
    assert guest(ticket).get(mine(f"{NUMBER}%00")).status_code == 404


def _logged_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("number", OTHER_NUMBERS)
def test_numbers_that_look_alike_are_two(number: str) -> None:
    make_ticket(ticket_number=NUMBER)
    make_ticket(ticket_number=number)
    assert SupportTicket.objects.get(ticket_number=number).ticket_number == number
    with pytest.raises(IntegrityError), transaction.atomic():
        make_ticket(ticket_number=NUMBER)


def test_keys_that_look_alike_are_two() -> None:
    ticket = make_ticket()
    for digest in ("key", "KEY", "kéy", "key "):
        IdempotencyKey.objects.create(digest=digest, ticket=ticket)
    for message_id in ("<a@shop.example>", "<A@shop.example>", "<ä@shop.example>"):
        Delivery.objects.create(ticket=ticket, kind="reply", recipient=ADDRESS, message_id=message_id)
    assert Delivery.objects.get(message_id="<A@shop.example>").message_id == "<A@shop.example>"


@pytest.mark.parametrize("key", ["Key", "KEY", "kéy"])
def test_an_idempotency_key_is_that_key_alone(key: str) -> None:
    fields = {"name": "Ayşe", "email": ADDRESS, "subject": "Diğer", "message": "It does not work."}
    first = workflow.open_ticket_once(key="key", fingerprint="a", **fields)
    other = workflow.open_ticket_once(key=key, fingerprint="a", **fields)
    assert (other.replayed, other.ticket == first.ticket) == (False, False)
    with pytest.raises(IdempotencyConflict):
        workflow.open_ticket_once(key="key", fingerprint="A", **fields)


def test_a_token_has_one_spelling() -> None:
    ticket = make_ticket()
    token = token_of(ticket)
    key, _, signature = token.partition(".")
    wide = "".join(chr(ord(char) + 0xFEE0) if char.isdigit() else char for char in key)
    assert find_link(token) is not None
    for other in (key.upper(), f"{{{key}}}", f"urn:uuid:{key}", f"{key[:8]}-{key[8:]}", wide):
        assert other.isdigit() or find_link(f"{other}.{signature}") is None, other
    assert find_link(f"{key}.{signature.swapcase()}") is None


# The columns


def exact_columns() -> list[tuple[str, str]]:
    return [
        (model._meta.db_table, field.column)
        for model in apps.get_app_config("django_support_tickets").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, ExactCharField | ExactEmailField)
    ]


def test_every_column_of_an_identity_is_compared_exactly() -> None:
    """Addresses, numbers and keys: a new one is to be declared like these."""
    identities = {"email", "recipient", "number", "id", "key", "digest", "fingerprint", "token"}
    texts = [
        field
        for model in apps.get_app_config("django_support_tickets").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, CharField) and (field.unique or field.name.rpartition("_")[2] in identities)
    ]
    assert texts
    assert [str(field) for field in texts if not isinstance(field, ExactCharField | ExactEmailField)] == []


@pytest.mark.skipif(connection.vendor != "mysql", reason="the others compare exactly by default")
class TestCollations:
    def collations(self) -> dict[tuple[str, str], str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name, column_name, collation_name FROM information_schema.columns "
                "WHERE table_schema = DATABASE()"
            )
            return {(table, column): collation for table, column, collation in cursor.fetchall()}

    def test_the_migrations_make_binary_columns(self) -> None:
        collations = self.collations()
        assert {collations[column] for column in exact_columns()} == {"utf8mb4_nopad_bin"}

    @pytest.fixture
    def converted(self, transactional_db: None) -> Iterator[None]:
        """The tables of a site whose administrator made all of them alike."""
        tables = {table for table, _column in exact_columns()}
        with connection.cursor() as cursor, connection.constraint_checks_disabled():
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
        yield
        with connection.schema_editor() as editor:
            for model in apps.get_app_config("django_support_tickets").get_models():
                for field in model._meta.concrete_fields:
                    if isinstance(field, ExactCharField | ExactEmailField):
                        kind = field.db_parameters(connection)
                        null = "NULL" if field.null else "NOT NULL"
                        editor.execute(
                            f"ALTER TABLE {model._meta.db_table} MODIFY {field.column} {kind['type']} "
                            f"COLLATE {kind['collation']} {null}"
                        )

    def test_converted_tables_are_compared_exactly_as_well(self, converted: None) -> None:
        assert {self.collations()[column] for column in exact_columns()} == {"utf8mb4_unicode_ci"}
        ticket = make_ticket(email=ADDRESS, ticket_number=NUMBER)
        link = GuestLink.objects.create(ticket=ticket, email=ADDRESS)
        for email in LOOK_ALIKES:
            assert not SupportTicket.objects.filter(email=email).exists(), email
            GuestLink.objects.update(email=email)
            assert not GuestLink.objects.usable().exists(), email
        for number in OTHER_NUMBERS:
            assert not SupportTicket.objects.filter(ticket_number=number).exists(), number
        GuestLink.objects.update(email=ADDRESS)
        assert GuestLink.objects.usable().get() == link
        assert SupportTicket.objects.get(ticket_number=NUMBER) == ticket
