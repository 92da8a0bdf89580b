"""Which turns the tickets' stories take."""

import random
from typing import NamedTuple

from django_support_tickets.choices import Status


class Course(NamedTuple):
    """Which turns one ticket's story takes.

    ``ends_with`` is the kind of the step, or the status, with which it breaks off; empty means that it goes on to
    the end.
    """

    is_easy: bool = True  # Done while others wait.
    is_duplicate: bool = False
    is_put_in_progress: bool = False
    is_handed_over: bool = False
    has_note: bool = False
    has_summary: bool = False
    reminds: bool = False
    falls_silent: bool = False
    asks_more: bool = False
    thanks: bool = False
    comes_back: bool = False
    rating: int = 0
    closes: bool = False
    days_until_closed: float = 2
    follows_up: bool = False
    ends_with: str = ""


class Own(NamedTuple):
    """A ticket of the customer that a visitor can sign in as."""

    days_ago: float
    subject: str
    course: Course


def draw_course(source: random.Random) -> Course:
    """Return the course of an ordinary ticket."""

    def happens(probability: float) -> bool:
        return source.random() < probability

    is_easy, comes_back = happens(0.38), happens(0.3)
    return Course(
        is_easy=is_easy,
        is_duplicate=happens(0.03),
        is_put_in_progress=happens(0.35),
        is_handed_over=happens(0.07),
        has_note=happens(0.3),
        has_summary=happens(0.15),
        reminds=happens(0.4),
        falls_silent=happens(0.08),
        asks_more=happens(0.25),
        thanks=happens(0.45),
        comes_back=comes_back,
        rating=_draw_rating(source, is_easy and not comes_back) if happens(0.4) else 0,
        closes=happens(0.12),
        days_until_closed=5 + source.expovariate(1 / 2),
        follows_up=happens(0.04),
    )


def _draw_rating(source: random.Random, is_content: bool) -> int:
    weights = (1, 1, 4, 20, 74) if is_content else (8, 12, 22, 34, 24)
    return source.choices((1, 2, 3, 4, 5), weights)[0]


# One in each state that a requester can meet.
OWN = (
    Own(80, "Ürün Hakkında Soru", Course(has_note=True, rating=5, follows_up=True)),
    Own(58, "Ödeme Sorunu", Course(thanks=True, days_until_closed=6)),
    Own(33, "Hesap Sorunu", Course(falls_silent=True)),
    Own(15, "Sipariş Sorunu", Course(has_note=True, comes_back=True, rating=3)),
    Own(11, "Ürün Hakkında Soru", Course(asks_more=True, closes=True, rating=5)),
    Own(7, "İade/İptal", Course(has_note=True, rating=4, ends_with="rate")),
    Own(5, "Sipariş Sorunu", Course(asks_more=True, ends_with=Status.RESOLVED)),
    Own(4, "Teknik Destek", Course(has_note=True, asks_more=True, ends_with="reply")),
    Own(3, "Ödeme Sorunu", Course(ends_with="answer")),
    Own(0.1, "İade/İptal", Course(ends_with="open")),
)
