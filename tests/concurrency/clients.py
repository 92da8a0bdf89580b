"""Clients of one database, each a process of its own, that do the same thing at the same time.

``python -m tests.concurrency.clients ACTION CLIENTS TIMES [ARGUMENT]`` loads Django once, forks the clients before it
connects to anything, and prints what they report as JSON: the results of all their calls, and their errors.
"""

import json
import multiprocessing
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import django


def open_tickets(client: int, times: int) -> Iterator[str]:
    """Open tickets, each with its mail, and yield their numbers."""
    from django_support_tickets import workflow
    from tests.factories import ticket_fields

    for turn in range(times):
        fields = ticket_fields(email=f"customer{client}.{turn}@customer.example")
        yield workflow.open_ticket(**fields, language="en").ticket_number


def open_once(client: int, times: int, key: str) -> Iterator[tuple[str, bool]]:
    """Ask for a ticket with a file by one key, and yield its number and whether the file is there."""
    from django_support_tickets import workflow
    from tests.attachments import samples
    from tests.factories import ticket_fields

    for _turn in range(times):
        fields = ticket_fields(language="en", attachment=samples.upload(samples.pdf(), "fatura.pdf"))
        ticket = workflow.open_ticket_once(key=key, fingerprint="same", **fields).ticket
        yield ticket.ticket_number, ticket.attachment.storage.exists(ticket.attachment.name)


def change(client: int, times: int, pk: str) -> Iterator[str]:
    """Change the status and the assignee of one ticket by turns."""
    from django.contrib.auth import get_user_model
    from django.db import router

    from django_support_tickets import workflow
    from django_support_tickets.choices import Status
    from django_support_tickets.models import SupportTicket

    ticket = SupportTicket(pk=int(pk))
    users = get_user_model().objects.using(router.db_for_write(SupportTicket))
    staff = [None, *users.filter(is_staff=True).order_by("pk")]
    for turn in range(times):
        if turn % 2:
            workflow.assign_ticket(ticket=ticket, assignee=staff[(client + turn) % len(staff)], actor=None)
        else:
            status = Status.values[(client + turn) % len(Status.values)]
            workflow.change_status(ticket=ticket, status=status, actor=None)
        yield "done"


def reply(client: int, times: int, pk: str) -> Iterator[str]:
    """Write into one ticket as its requester, each time with a file, and yield in which ticket the text now stands."""
    from django_support_tickets import workflow
    from django_support_tickets.models import SupportTicket
    from tests.attachments import samples

    for turn in range(times):
        written = workflow.reply_as_requester(
            ticket=SupportTicket(pk=int(pk)),
            text=f"Message {turn} of {client}.",
            attachments=[samples.upload(samples.pdf(), "fatura.pdf")],
        )
        yield written.ticket.ticket_number


def send(client: int, times: int) -> Iterator[int]:
    """Send each mail there is, and yield the keys of those that this client sent."""
    from django_support_tickets.models import Delivery
    from django_support_tickets.notifications import outbox

    for _turn in range(times):
        yield from [pk for pk in Delivery.objects.values_list("pk", flat=True) if outbox.send(pk)]


def tick(client: int, times: int) -> Iterator[int]:
    """Run the recurring command's work, and yield how many mails it sent."""
    from django_support_tickets import workflow

    for _turn in range(times):
        yield workflow.tick(limit=500)


ACTIONS = {"open": open_tickets, "open_once": open_once, "change": change, "reply": reply, "send": send, "tick": tick}


def client(number: int, action: str, times: int, arguments: list[str], barrier: Any, reports: Any) -> None:
    results: list[Any] = []
    errors: list[str] = []
    barrier.wait(timeout=60)
    try:
        results.extend(ACTIONS[action](number, times, *arguments))
    except Exception:  # noqa: BLE001  Handed to the test.
        errors.append(traceback.format_exc())
    reports.put((results, errors))


def main(action: str, clients: int, times: int, arguments: list[str]) -> None:
    django.setup()
    context = multiprocessing.get_context("fork")
    barrier, reports = context.Barrier(clients), context.SimpleQueue()
    processes = [
        context.Process(target=client, args=(number, action, times, arguments, barrier, reports))
        for number in range(clients)
    ]
    for process in processes:
        process.start()
    collected = [reports.get() for _process in processes]
    for process in processes:
        process.join()
    results = [result for results, _errors in collected for result in results]
    errors = [error for _results, errors in collected for error in errors]
    json.dump({"results": results, "errors": errors}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
