"""What a template of a message is, and all that is written in one language.

Slots stand in braces, in Turkish where no suffix follows them. The names of files are kinds: see ``files.MAKERS``.
"""

from typing import NamedTuple

from django_support_tickets.choices import Party


class Line(NamedTuple):
    """What one side says in a conversation, and the kinds of files that come with it."""

    sender: Party
    text: str
    files: tuple[str, ...] = ()


Talk = tuple[Line, ...]


def staff(text: str, *files: str) -> Line:
    return Line(Party.STAFF, text, files)


def requester(text: str, *files: str) -> Line:
    return Line(Party.REQUESTER, text, files)


class Opening(NamedTuple):
    """A message that opens a ticket, and how it may go on.

    ``talks`` are the conversations that may follow; ``comeback`` is one after a solution that was none.
    """

    text: str
    talks: tuple[Talk, ...]
    files: tuple[str, ...] = ()
    comeback: Talk = ()


class Subject(NamedTuple):
    """What is written about one subject.

    ``questions`` come after the first one is answered, ``follow_ups`` long after the ticket was closed.
    """

    openings: tuple[Opening, ...]
    questions: tuple[Talk, ...]
    follow_ups: tuple[Talk, ...]
    notes: tuple[str, ...]


class Phrases(NamedTuple):
    """What is written about every subject; ``comments`` are those on ratings from one to five."""

    greetings: tuple[str, ...]
    closings: tuple[str, ...]
    staff_greetings: tuple[str, ...]
    staff_closings: tuple[str, ...]
    reminders: tuple[str, ...]
    thanks: tuple[str, ...]
    duplicates: tuple[str, ...]
    farewells: tuple[str, ...]
    handovers: tuple[str, ...]
    comments: dict[int, tuple[str, ...]]


class Language(NamedTuple):
    """All that is written in one language; keys of ``subjects`` are as the tickets store them."""

    subjects: dict[str, Subject]
    phrases: Phrases
    papers: dict[str, tuple[str, ...]]
    months: tuple[str, ...]
