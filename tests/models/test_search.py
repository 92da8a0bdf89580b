"""Search that finds the same on every database."""

from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from django_support_tickets import workflow
from django_support_tickets.models import SearchDocument, SupportTicket
from django_support_tickets.models.search import fold, search_terms
from tests.factories import make_ticket, make_user


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Işık İnce", "ışık"),
        ("Işık İnce", "IŞIK"),
        ("Işık İnce", "isik"),
        ("Işık İnce", "ince"),
        ("Işık İnce", "INCE"),
        ("Işık İnce", "İNCE"),
        ("Işık İnce", "i\u0307nce"),
        ("DIYARBAKIR", "diyarbakır"),
        ("İSTANBUL", "istanbul"),
        ("istanbul", "ISTANBUL"),
        ("Çağrı Öztürk", "cagri ozturk"),
        ("cagri ozturk", "ÇAĞRI ÖZTÜRK"),
        ("José Müller", "jose muller"),
        ("Jose\u0301", "josé"),
        ("Straße", "STRASSE"),
        ("Ελλάς", "ΕΛΛΑΣ"),
        ("Привет", "ПРИВЕТ"),
        ("ﬁnally", "finally"),
        ("order ８９", "89"),
        ("one\ntwo", "two one"),
        ("half\u00adway", "halfway"),
        ("100% sure", "100%"),
        ("a_b", "a_b"),
        ("back\\slash", "back\\slash"),
        ('it\'s "quoted"', "it's"),
        ("Write to ayse.yilmaz@shop.example", "yilmaz@shop"),
        ("Write to ayse.yilmaz@shop.example", "@shop.example"),
        ("Write to a@shop.example", "a@shop.example"),
        ("Order ORD-123456-B", "ord-123456-b"),
        ("Call +90 5321234567.", "5321234567"),
    ],
)
@pytest.mark.django_db
def test_search_finds(text: str, query: str) -> None:
    ticket = make_ticket(message=text)
    assert list(SupportTicket.objects.search(query)) == [ticket]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("100 sure", "100%"),
        ("axb", "a_b"),
        ("abc", "a%c"),
        ("backslash", "back\\slash"),
        ("one two", "one three"),
        ("one two", "onetwo"),
        ("ayse.yilmaz@shop.example", "ayse.yilmaz@other.example"),
        ("ayse.yilmaz wrote from @shop.example", "ayse.yilmaz@shop.example"),
        ("ORD-123456-B", "SUP-123456"),
        ("ORD-123456-B", "123456-C"),
        ("100% @ 50_off", "100_ @ 50%"),
    ],
)
@pytest.mark.django_db
def test_search_does_not_find(text: str, query: str) -> None:
    make_ticket(message=text)
    assert list(SupportTicket.objects.search(query)) == []


@pytest.mark.django_db
def test_words_may_be_in_different_fields() -> None:
    ticket = make_ticket(
        ticket_number="SUP-2026-000042", name="Ayşe", email="a@b.example", phone="+44 20 7946", message="It broke."
    )
    make_ticket()
    for query in ("SUP-2026-000042", "sup-2026 ayse broke", "a@b.example", "7946", "sipariş 000042"):
        assert list(SupportTicket.objects.search(query)) == [ticket], query


@pytest.mark.parametrize("query", ["", "  \n", "\x00", "\u0301", "\ud800"])
@pytest.mark.django_db
def test_a_search_for_nothing_finds_everything(query: str) -> None:
    make_ticket()
    assert SupportTicket.objects.search(query).count() == 1


@pytest.mark.django_db
def test_a_subject_is_found_by_its_label_in_the_active_language() -> None:
    ticket = make_ticket(subject="Ödeme Sorunu", message="Card refused.")
    make_ticket(subject="Diğer", message="Something else.")
    for language, query in (("en", "PAYMENT"), ("en", "ödeme"), ("tr", "odeme"), ("en", "payment refused")):
        with translation.override(language):
            assert list(SupportTicket.objects.search(query)) == [ticket], (language, query)
    with translation.override("tr"):
        assert list(SupportTicket.objects.search("payment")) == []


@pytest.mark.django_db
def test_eight_words_count() -> None:
    make_ticket(message="a b c d e f g h")
    assert SupportTicket.objects.search("a b c d e f g h nowhere").exists()
    assert not SupportTicket.objects.search("a b c d e f g nowhere h").exists()


@pytest.mark.django_db
def test_an_edited_ticket_is_found_by_its_new_text() -> None:
    ticket = make_ticket(name="Işıl", message="An old text.")
    workflow.edit_ticket(ticket=ticket, changes={"message": "Another TEXT."}, actor=None)
    assert SupportTicket.objects.search("another isil").exists()
    assert not SupportTicket.objects.search("old").exists()


@pytest.mark.django_db
def test_saving_one_field_keeps_the_search_true() -> None:
    ticket = make_ticket(name="Işıl")
    ticket.name = "Gül"
    ticket.save(update_fields=["name"])
    assert SupportTicket.objects.search("gul").exists()
    assert not SupportTicket.objects.search("isil").exists()


@given(st.text())
def test_folding_twice_changes_nothing(text: Any) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_every_word_of_a_text_is_in_its_folded_text(text: str) -> None:
    assert all(term in fold(text) for term in search_terms(text))


@pytest.mark.django_db
def test_what_was_said_later_is_found_too() -> None:
    agent = make_user(is_staff=True)
    ticket, other = make_ticket(message="Something broke."), make_ticket()
    workflow.reply_as_requester(ticket=ticket, text="It is the Işık lamp.")
    workflow.add_note(ticket=ticket, text="Ask the courier.", actor=agent)
    for query in ("isik", "courier", "broke LAMP courier", "SUP courier"):
        assert list(SupportTicket.objects.search(query)) == [ticket], query
    workflow.reply_as_staff(ticket=other, text="The courier has it.", actor=agent)
    assert SupportTicket.objects.search("courier").count() == 2


@pytest.mark.django_db
def test_nothing_is_left_to_find_of_a_deleted_ticket() -> None:
    ticket = make_ticket()
    workflow.reply_as_requester(ticket=ticket, text="Hello?")
    assert SearchDocument.objects.count() == 2
    workflow.delete_ticket(ticket=ticket, actor=None)
    assert not SearchDocument.objects.exists()


@pytest.mark.django_db
def test_saving_again_keeps_one_document() -> None:
    ticket = make_ticket()
    ticket.message = "Another text, by the site's own code."
    ticket.save()
    message = workflow.reply_as_requester(ticket=ticket, text="Hello?").message
    assert message is not None
    message.text = "Goodbye."
    message.save()
    assert SearchDocument.objects.count() == 2
    assert SupportTicket.objects.search("another goodbye").exists()
    assert not SupportTicket.objects.search("hello").exists()
