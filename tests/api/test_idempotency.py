"""A request that is sent again, with an Idempotency-Key, opens no second ticket."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connections
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.test import APIClient

from django_support_tickets.models import Delivery, IdempotencyKey, SupportTicket, TicketEvent
from tests.api.routes import TICKETS, detail, update_status
from tests.attachments import samples
from tests.factories import make_user, ticket_fields

pytestmark = pytest.mark.django_db


def send(
    client: APIClient, key: str = "k1", language: str = "en", body_format: str = "json", **fields: Any
) -> Response:
    headers = {"idempotency-key": key, "accept-language": language}
    return client.post(TICKETS, ticket_fields(**fields), format=body_format, headers=headers)


def test_the_first_answer_comes_again(api: APIClient) -> None:
    first, second = send(api), send(api)
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert first.status_code == 201
    assert (SupportTicket.objects.count(), Delivery.objects.count(), TicketEvent.objects.count()) == (1, 1, 1)


def test_it_comes_in_the_language_of_the_first(api: APIClient) -> None:
    assert send(api, language="tr").content == send(api, language="en").content


def test_it_stays_the_same_when_the_ticket_changes(api: APIClient, staff_api: APIClient) -> None:
    first = send(api)
    ticket = SupportTicket.objects.get()
    staff_api.patch(update_status(ticket), {"status": "closed"}, format="json")
    staff_api.patch(detail(ticket), {"name": "Zeynep Kaya"}, format="json")
    assert send(api).content == first.content


def test_the_format_of_the_body_does_not_matter(api: APIClient) -> None:
    assert send(api).content == send(api, body_format="multipart").content
    assert SupportTicket.objects.count() == 1


@pytest.mark.parametrize("field", ["name", "email", "phone", "subject", "message"])
def test_the_same_key_for_another_body_is_a_conflict(api: APIClient, field: str) -> None:
    other = {
        "name": "Zeynep Kaya",
        "email": "zeynep@customer.example",
        "phone": "",
        "subject": "Diğer",
        "message": "Something else entirely.",
    }
    send(api)
    response = send(api, **{field: other[field]})
    assert response.status_code == 409
    assert (response.json()["status"], list(response.json())) == ("error", ["status", "message"])
    assert SupportTicket.objects.count() == 1


def test_the_file_belongs_to_the_body(api: APIClient, stored_files: Any) -> None:
    def with_file(content: bytes, name: str = "a.pdf") -> Response:
        return send(api, body_format="multipart", attachment=samples.upload(content, name))

    first = with_file(samples.pdf())
    assert with_file(samples.pdf()).content == first.content
    assert with_file(samples.pdf() + b"\n").status_code == 409
    assert with_file(samples.pdf(), "b.pdf").status_code == 409
    assert send(api).status_code == 409
    assert len(stored_files()) == SupportTicket.objects.count() == 1


def test_several_files_belong_to_the_body(api: APIClient, stored_files: Any) -> None:
    def with_files(*files: tuple[bytes, str], **more: Any) -> Response:
        uploads = [samples.upload(content, name) for content, name in files]
        return send(api, body_format="multipart", attachments=uploads, **more)

    first_file, second_file = (samples.pdf(), "a.pdf"), (samples.png(), "b.png")
    first = with_files(first_file, second_file)
    assert first.status_code == 201
    assert with_files(first_file, second_file).content == first.content
    for others in (
        [],
        [first_file],
        [second_file, first_file],
        [first_file, second_file, second_file],
        [first_file, (samples.png(), "c.png")],
        [(samples.pdf() + b"\n", "a.pdf"), second_file],
    ):
        assert with_files(*others).status_code == 409
    assert with_files(second_file, attachment=samples.upload(*first_file)).status_code == 409
    assert len(stored_files()) == 2
    assert SupportTicket.objects.count() == 1


def test_the_single_file_is_not_the_first_of_several(api: APIClient) -> None:
    assert send(api, body_format="multipart", attachment=samples.upload(samples.pdf(), "a.pdf")).status_code == 201
    several = [samples.upload(samples.pdf(), "a.pdf")]
    assert send(api, body_format="multipart", attachments=several).status_code == 409


@pytest.mark.parametrize("nothing", [None, []])
def test_no_files_are_no_files(api: APIClient, nothing: Any) -> None:
    assert send(api).content == send(api, attachments=nothing).content


def test_other_keys_and_no_key_are_other_requests(api: APIClient) -> None:
    numbers = {send(api, key).json()["data"]["ticket_number"] for key in ("k1", "k2", "K1", "", "")}
    assert len(numbers) == 5


def test_each_user_has_keys_of_their_own(api: APIClient) -> None:
    """Or one could read another one's answer by guessing the key."""
    clients = [api]
    for _number in range(2):
        clients.append(APIClient())
        clients[-1].force_login(make_user())
    for client in (*clients, *clients):
        assert send(client).status_code == 201
    assert SupportTicket.objects.count() == 3


def test_a_refused_request_does_not_use_its_key_up(api: APIClient) -> None:
    assert send(api, name="R2D2").status_code == 400
    assert send(api).status_code == 201


def test_a_key_expires(api: APIClient, settings: Any) -> None:
    settings.SUPPORT_TICKET_IDEMPOTENCY_HOURS = 2
    send(api)
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=59)):
        assert send(api, message="Something else entirely.").status_code == 409
    with time_machine.travel(timezone.now() + timedelta(hours=2, minutes=1)):
        assert send(api, message="Something else entirely.").status_code == 201
    assert SupportTicket.objects.count() == 2


def test_the_key_of_a_deleted_ticket_is_free(api: APIClient, staff_api: APIClient) -> None:
    send(api)
    staff_api.delete(detail(SupportTicket.objects.get()))
    assert send(api).status_code == 201
    assert SupportTicket.objects.count() == 1


@pytest.mark.parametrize("key", ["x" * 256, "é", "a\tb", "a\x7fb", "😀"])
def test_a_key_is_printable_ascii(api: APIClient, key: str) -> None:
    response = send(api, key)
    assert (response.status_code, list(response.json())) == (400, ["Idempotency-Key"])
    assert not SupportTicket.objects.exists()
    assert send(api, "x" * 255).status_code == 201


def test_neither_key_nor_body_is_kept(api: APIClient) -> None:
    send(api, "my secret key")
    row = IdempotencyKey.objects.values("digest", "fingerprint").get()
    assert all(len(value) == 64 and value.isalnum() for value in row.values())


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_open_one_ticket_and_send_one_mail(stored_files: Any) -> None:
    together = Barrier(20)

    def post(_number: int) -> tuple[int, bytes]:
        file = samples.upload(samples.pdf(), "a.pdf")
        try:
            together.wait(30)
            response = send(APIClient(), body_format="multipart", attachment=file)
            return response.status_code, response.content
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as threads:
        answers = set(threads.map(post, range(20)))
    ((status, _content),) = answers
    assert status == 201
    assert SupportTicket.objects.count() == Delivery.objects.count() == TicketEvent.objects.count() == 1
    assert len(stored_files()) == 1
    assert [message.to for message in mail.outbox] == [["ayse@customer.example"]]
    assert SupportTicket.objects.get().ticket_number.endswith("-000001")


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_of_two_bodies_with_one_key_one_is_a_conflict() -> None:
    together = Barrier(8)

    def post(number: int) -> int:
        try:
            together.wait(30)
            return send(APIClient(), message=f"This is the body of kind {number % 2}").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        answers = sorted(threads.map(post, range(8)))
    assert answers == [201] * 4 + [409] * 4
    assert SupportTicket.objects.count() == 1
