"""Virtual users: strangers, customers and agents, who do one thing after the other and note what was acknowledged."""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from django.urls import reverse

from . import words
from .client import Answer, exchange, request
from .stories import CUSTOMER, STAFF, SUBJECTS
from .visitors import signed_in

# Of ten users, so many are of each kind.
KINDS = (
    "stranger",
    "customer",
    "customer",
    "customer",
    "stranger",
    "stranger",
    "agent",
    "stranger",
    "customer",
    "agent",
)
STATUSES = ("in_progress", "pending")
CSRF = "benchmark" + "0" * 23
ADMIN = "/admin/django_support_tickets/supportticket/"


class Records:
    """What the users saw: latencies, failures, and all that they were told was done."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.failures: Counter[str] = Counter()
        self.opened: list[str] = []
        self.replies: list[str] = []
        self.changes: Counter[str] = Counter()

    def note(self, what: str, answer: Answer) -> None:
        with self.lock:
            self.seconds[what].append(answer.seconds)
            if not answer.ok:
                self.failures[f"{what}: {answer.status}"] += 1


class User:
    """One visitor, with or without an account, who thinks between two requests."""

    def __init__(self, number: int, ports: Sequence[int], records: Records, *, think: float) -> None:
        self.kind = KINDS[number % len(KINDS)]
        self.port = ports[number % len(ports)]
        self.records, self.think = records, think
        self.rng = Random(number)
        self.address = f"load{number}@customer.example"
        self.headers: dict[str, str] = {}
        self.number, self.key, self.turn = "", "", 0
        if self.kind != "stranger":
            self._sign_in(number)

    def _sign_in(self, number: int) -> None:
        key = CUSTOMER + 1 + number % 150 if self.kind == "customer" else STAFF[number % len(STAFF)]
        session = signed_in(key).cookies["sessionid"].value
        self.headers = {"Cookie": f"sessionid={session}; csrftoken={CSRF}", "X_CSRFToken": CSRF}

    def acts(self, end: float) -> Iterable[Answer]:
        """Act until the time is up. The first thing is a ticket of one's own, to go on with."""
        time.sleep(self.rng.uniform(0, self.think))
        yield self.open_ticket()
        actions = {"stranger": STRANGERS, "customer": CUSTOMERS, "agent": AGENTS}[self.kind]
        while time.perf_counter() < end:
            time.sleep(min(self.rng.expovariate(1 / self.think), max(0, end - time.perf_counter())))
            # Without a ticket there is nothing to go on with.
            yield self.rng.choice(actions)(self) if self.number else self.open_ticket()

    def send(self, what: str, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        answer = exchange(self.port, request(method, path, body, **self.headers, **headers))
        self.records.note(what, answer)
        return answer

    def open_ticket(self) -> Answer:
        body = {
            "name": "Ayşe Yılmaz",
            "email": self.address,
            "subject": self.rng.choice(SUBJECTS),
            "message": words.complaint(self.rng).written,
        }
        path = reverse("support-ticket-list")
        answer = self.send("open a ticket", "POST", path, body, Idempotency_Key=uuid4().hex)
        if answer.ok:
            self.number = answer.json()["data"]["ticket_number"]
            self.records.opened.append(self.number)
        return answer

    def read(self, what: str, path: str) -> Answer:
        return self.send(what, "GET", path)

    def reply_as_customer(self) -> Answer:
        return self._reply("reply, customer", reverse("my-support-ticket-messages", args=[self.number]))

    def reply_as_agent(self) -> Answer:
        return self._with_key() or self._reply("reply, agent", reverse("support-ticket-messages", args=[self.key]))

    def _reply(self, what: str, path: str) -> Answer:
        text = f"{uuid4().hex} {words.answer(self.rng).written}"
        answer = self.send(what, "POST", path, {"text": text})
        if answer.ok:
            self.records.replies.append(text)
        return answer

    def change_status(self) -> Answer:
        """Change the status of the agent's own ticket, to another one each time."""
        if failed := self._with_key():
            return failed
        status = STATUSES[self.turn % len(STATUSES)]
        path = reverse("support-ticket-update-status", args=[self.key])
        answer = self.send("change a status", "PATCH", path, {"status": status})
        if answer.ok:
            self.turn += 1
            self.records.changes[self.number] += 1
        return answer

    def _with_key(self) -> Answer | None:
        """Look up the key of the agent's own ticket; return the answer if that failed."""
        if self.key:
            return None
        answer = self.read("search by number", f"{reverse('support-ticket-list')}?search={self.number}")
        found = answer.json()["results"] if answer.ok else []
        self.key = str(found[0]["id"]) if found else ""
        return None if self.key else answer


def reading(what: str, path: Callable[[User], str]) -> Callable[[User], Answer]:
    """Return the act of reading a page."""
    return lambda user: user.read(what, path(user))


def _staff_list(user: User) -> str:
    return f"{reverse('support-ticket-list')}?{user.rng.choice(('', 'status=pending', 'assigned_to=me', 'turn=staff'))}"


def _search(user: User) -> str:
    word = user.rng.choice((words.RARE, words.COMMON, user.number, user.address))
    return f"{reverse('support-ticket-list')}?search={quote(word)}"


STRANGERS = (User.open_ticket, reading("portal, form", lambda user: reverse("support_portal:new")))
CUSTOMERS = (
    User.open_ticket,
    User.reply_as_customer,
    reading("my-tickets", lambda user: reverse("my-support-ticket-list")),
    reading("my-tickets, one", lambda user: reverse("my-support-ticket-detail", args=[user.number])),
    reading("my-tickets, messages", lambda user: reverse("my-support-ticket-messages", args=[user.number])),
    reading("portal, tickets", lambda user: reverse("support_portal:tickets")),
    reading("portal, one ticket", lambda user: reverse("support_portal:ticket", args=[user.number])),
)
AGENTS = (
    User.reply_as_agent,
    User.change_status,
    reading("staff list", _staff_list),
    reading("staff list", _staff_list),
    reading("search", _search),
    reading("admin list", lambda user: ADMIN),
    reading("admin search", lambda user: f"{ADMIN}?q={quote(user.rng.choice((words.RARE, words.COMMON)))}"),
)
