"""What one ticket's customer and staff write: templates, filled in, and the files that they say are attached."""

import random
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from .english import ENGLISH
from .files import MAKERS
from .goods import PRODUCTS
from .people import Person, polite_name
from .text import Language, Line, Opening, Talk
from .turkish import TURKISH

T = TypeVar("T")

LANGUAGES: dict[str, Language] = {"tr": TURKISH, "en": ENGLISH}
CITIES = ("Ankara", "İzmir", "Bursa", "Antalya", "Eskişehir", "Trabzon", "Muğla", "Gaziantep", "Çanakkale", "Mersin")
CODES = ("IMECE15", "HASAT20", "MERHABA10")
# Order problems come more often than praise.
SUBJECT_WEIGHTS = {
    "Sipariş Sorunu": 28,
    "Ürün Hakkında Soru": 17,
    "Ödeme Sorunu": 14,
    "Hesap Sorunu": 10,
    "Teknik Destek": 11,
    "İade/İptal": 15,
    "Diğer": 5,
}


class Paper(NamedTuple):
    """A file to be drawn: its kind, and what stands on it."""

    kind: str
    lines: list[str]


class Said(NamedTuple):
    """A text as it is sent, with its files."""

    text: str
    papers: list[Paper]


class Letter(NamedTuple):
    """What opens a ticket, and what the conversation about it is made of."""

    subject: str
    opening: Said
    talk: Talk
    comeback: Talk
    language: str
    slots: dict[str, Any]


class Writer:
    """Writes letters and answers, and uses every template before it takes one again."""

    def __init__(self, source: random.Random) -> None:
        self.source = source
        self._unused: dict[tuple[Any, ...], list[Any]] = {}

    def letter(self, person: Person, at: datetime, subject: str = "", *, with_comeback: bool = False) -> Letter:
        """Return a customer's letter.

        :param with_comeback: take a template that has one.
        """
        subject = subject or self.source.choices([*SUBJECT_WEIGHTS], [*SUBJECT_WEIGHTS.values()])[0]
        openings = LANGUAGES[person.language].subjects[subject].openings
        if with_comeback:
            openings = tuple(opening for opening in openings if opening.comeback)
        opening = self.next_of(openings)
        slots = self._slots(person, at)
        message = self._message(opening, person.language, slots)
        said = Said(message, _papers(self._files_of(opening, subject), person.language, slots))
        return Letter(subject, said, self.next_of(opening.talks), opening.comeback, person.language, slots)

    def answer(self, line: Line | str, letter: Letter, at: datetime, agent: User) -> Said:
        """Return what an agent answers at a time; a string is a line without files."""
        phrases = LANGUAGES[letter.language].phrases
        greeting, closing = self.source.choice(phrases.staff_greetings), self.next_of(phrases.staff_closings)
        said = self.words(line, letter, at, agent)
        return said._replace(text=f"{_fill(greeting, letter, at, agent)}{said.text}{_fill(closing, letter, at, agent)}")

    def words(self, line: Line | str, letter: Letter, at: datetime, agent: User, **slots: str) -> Said:
        """Return a few words without greeting or closing: what a customer adds, or what staff note.

        :param agent: who is in charge of the ticket.
        """
        template, files = (line, ()) if isinstance(line, str) else (line.text, line.files)
        text = _fill(template, letter, at, agent, **slots)
        return Said(text, _papers(files, letter.language, letter.slots))

    def next_of(self, templates: tuple[T, ...]) -> T:
        """Return a template that was not used since all others were."""
        unused = self._unused.setdefault(templates, [])
        if not unused:
            unused.extend(templates)
            self.source.shuffle(unused)
        found: T = unused.pop()
        return found

    def _message(self, opening: Opening, language: str, slots: dict[str, Any]) -> str:
        message = opening.text.format_map(slots)
        if message[0].islower() or opening.text[:2].isupper():  # Who writes so does not begin with "Dear".
            return message
        phrases = LANGUAGES[language].phrases
        greeting, closing = self.source.choice(phrases.greetings), self.source.choice(phrases.closings)
        return greeting + message + closing.format_map(slots)

    def _files_of(self, opening: Opening, subject: str) -> tuple[str, ...]:
        """Return the files that the letter speaks of, and those that people add without a word about it."""
        if not opening.files:
            is_about_an_order = subject in ("Sipariş Sorunu", "Ödeme Sorunu", "İade/İptal")
            return ("invoice",) if is_about_an_order and self.source.random() < 0.12 else ()
        first = opening.files[0]
        further = first if first in ("photo", "screenshot", "swatch") else "invoice"
        number = self.source.choices((0, 1, 2), (60, 28, 12))[0]
        return (*opening.files, *[further] * number)

    def _slots(self, person: Person, at: datetime) -> dict[str, Any]:
        source, language = self.source, person.language
        product, other = source.sample(PRODUCTS, k=2)
        by_kind = {
            kind: getattr(source.choice([product for product in PRODUCTS if product.kind == kind]), language)
            for kind in ("food", "fragile", "kitchen", "textile")
        }
        return {
            **by_kind,
            "product": getattr(product, language),
            "other_product": getattr(other, language),
            "amount": _amount(product.price + source.choice((0, other.price)), language),
            "order": f"IH-{source.randint(204_000, 219_999)}",
            "tracking": f"7300 {source.randint(1000, 9999)} {source.randint(1000, 9999)}",
            "return_code": f"IK-{source.randint(40_000, 79_999)}",
            "reference": f"{source.randint(2_100_000_000, 2_999_999_999)}",
            "date": _date(at - timedelta(days=source.randint(2, 12)), language),
            "next_date": _date(at + timedelta(days=source.randint(9, 20)), language),
            "days": source.randint(3, 12),
            "quantity": source.randrange(20, 90, 10),
            "city": source.choice(CITIES),
            "code": source.choice(CODES),
            "name": person.name,
            "first": person.name.partition(" ")[0],
            "person": polite_name(person.name),
        }


def draw(source: random.Random, papers: list[Paper], at: datetime) -> list[SimpleUploadedFile]:
    """Return the files of what is said at a time, each with a name of its own."""
    files: dict[str, SimpleUploadedFile] = {}
    for number, paper in enumerate(papers, start=1):
        file = MAKERS[paper.kind](source, paper.lines, timezone.localtime(at))
        name = str(file.name)
        if name in files:
            stem, _, extension = name.rpartition(".")
            file.name = name = f"{stem} ({number}).{extension}"
        files[name] = file
    return [*files.values()]


def _papers(kinds: tuple[str, ...], language: str, slots: dict[str, Any]) -> list[Paper]:
    texts = LANGUAGES[language].papers
    return [Paper(kind, [line.format_map(slots) for line in texts[kind]]) for kind in kinds]


def _fill(template: str, letter: Letter, at: datetime, agent: User, **slots: str) -> str:
    """Return the text; what is promised "soon" is two days away, or three when that is a Sunday."""
    soon = at + timedelta(days=2)
    if timezone.localtime(soon).weekday() == 6:
        soon += timedelta(days=1)
    staff = {"agent": agent.first_name, "helper": polite_name(agent.get_full_name())}
    return template.format_map({**letter.slots, **staff, "soon": _date(soon, letter.language), **slots})


def _date(at: datetime, language: str) -> str:
    local = timezone.localtime(at)
    return f"{local.day} {LANGUAGES[language].months[local.month - 1]}"


def _amount(amount: Decimal, language: str) -> str:
    """Return the amount with the language's separators."""
    english = f"{amount:,.2f} TL"
    return english.translate(str.maketrans(",.", ".,")) if language == "tr" else english
