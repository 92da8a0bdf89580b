from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from django_support_tickets import workflow
from django_support_tickets.exceptions import IdempotencyConflict
from django_support_tickets.models import Delivery, IdempotencyKey, SupportTicket
from django_support_tickets.workflow import idempotency, opening
from tests.factories import ticket_fields

pytestmark = pytest.mark.django_db


def open_once(key: str = "key", fingerprint: str = "body") -> opening.Opened:
    return workflow.open_ticket_once(key=key, fingerprint=fingerprint, **ticket_fields())


def test_a_repeated_request_gets_the_first_ticket() -> None:
    first, second = open_once(), open_once()
    assert (first.ticket, first.replayed) == (second.ticket, False)
    assert second.replayed
    assert SupportTicket.objects.count() == Delivery.objects.count() == 1


def test_another_key_opens_another_ticket() -> None:
    assert open_once("one").ticket != open_once("other").ticket


def test_the_same_key_with_another_request_is_refused() -> None:
    open_once()
    with pytest.raises(IdempotencyConflict) as caught:
        open_once(fingerprint="another body")
    assert caught.value.code == "idempotency_conflict"
    assert SupportTicket.objects.count() == 1


def test_the_key_itself_is_not_stored() -> None:
    open_once("a-key-of-the-client")
    assert "a-key" not in IdempotencyKey.objects.get().digest


def test_a_key_is_honoured_for_its_hours() -> None:
    first = open_once().ticket
    with time_machine.travel(timezone.now() + timedelta(hours=23, minutes=59), tick=False):
        assert open_once().ticket == first
        assert not idempotency.expired_keys().exists()
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1), tick=False):
        assert open_once(fingerprint="another body").ticket != first
    assert IdempotencyKey.objects.count() == 1


def test_a_deleted_ticket_frees_its_key() -> None:
    first = open_once().ticket
    workflow.delete_ticket(ticket=first, actor=None)
    again = open_once()
    assert (again.replayed, IdempotencyKey.objects.get().ticket) == (False, again.ticket)


def test_the_slower_of_two_gets_the_faster_ones_ticket(monkeypatch: pytest.MonkeyPatch) -> None:
    first = open_once().ticket
    looked_up = opening.ticket_of_key
    answers = iter([None])
    monkeypatch.setattr(opening, "ticket_of_key", lambda *key: next(answers, None) or looked_up(*key))
    # The first look-up is made to miss the key, as if it were taken right after.
    calls = []
    monkeypatch.setattr(opening, "ticket_of_key", lambda *key: looked_up(*key) if calls else calls.append(key))

    assert open_once() == (first, True)

    assert SupportTicket.objects.count() == 1
    assert SupportTicket.generate_ticket_number().endswith("000002"), "the slower one's number went back"


def test_a_key_that_vanishes_in_between_is_a_conflict(monkeypatch: pytest.MonkeyPatch) -> None:
    open_once()
    monkeypatch.setattr(opening, "ticket_of_key", lambda *key: None)
    with pytest.raises(IdempotencyConflict):
        open_once()
