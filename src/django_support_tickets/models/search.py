"""Search that folds letters the same way on every database."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.lookups import Contains
from django.utils.translation import gettext_lazy as _

# Turkish has four letters i: for a search they are one.
_LETTERS_I = str.maketrans({"İ": "i", "I": "i", "ı": "i"})
MAX_TERMS = 8


def fold(text: str) -> str:
    """Return the text without case, marks and control characters: "IŞIK" and "ışık" become "isik"."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS_I))
    folded = {ord(char): _folded_character(char) for char in set(decomposed)}
    return " ".join(decomposed.translate(folded).casefold().split())


def _folded_character(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cc":
        return " "
    return "" if category in ("Mn", "Cf", "Cs") else char


def search_terms(text: str) -> list[str]:
    """Return the folded words of a query; a row matches when it contains each of them. At most eight count."""
    return fold(text).split()[:MAX_TERMS]


def telling_part(term: str) -> str:
    """Return the part of a term that few texts have: the digits of a number, or what stands before the @.

    The prefix of all ticket numbers and the domain of half of all addresses take an index long to read, and leave
    nothing out.
    """
    digits = max(re.findall("[0-9]+", term), key=len, default="")
    local = term.partition("@")[0]
    return digits if len(digits) >= 6 else local if len(local) >= 3 else term


class Holds(Contains):
    """Whether a folded text has a term in it, at whatever place."""

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Ask the trigram index for the telling part, and what it finds for the whole."""
        part = telling_part(self.rhs)
        if part == self.rhs:
            return self.as_sql(compiler, connection)
        has_part, parameters = Contains(self.lhs, part).as_sql(compiler, connection)
        text, of_text = self.process_lhs(compiler, connection)
        return f"({has_part} AND strpos({text}, %s) > 0)", (*parameters, *of_text, self.rhs)


TRIGRAM_INDEX = "support_search_trigrams"


def has_trigram_index(connection: Any) -> bool:
    """Tell whether a database finds words without reading every text; one that has no such index needs none.

    :raises DatabaseError: if it cannot be asked.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_index JOIN pg_class ON oid = indexrelid WHERE relname = %s AND indisvalid",
            [TRIGRAM_INDEX],
        )
        return cursor.fetchone() is not None


def build_trigram_index(connection: Any) -> None:
    """Build PostgreSQL's index over the trigrams of all texts, beside readers and writers.

    :raises DatabaseError: if the extension pg_trgm cannot be had.
    """
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        # One that an interrupted run left behind is of no use.
        cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {TRIGRAM_INDEX}")
        table = connection.ops.quote_name(SearchDocument._meta.db_table)
        cursor.execute(f"CREATE INDEX CONCURRENTLY {TRIGRAM_INDEX} ON {table} USING gin (text gin_trgm_ops)")


def searchable(sources: Iterable[Any]) -> str:
    """Return texts as they are searched, one after the other; None counts as nothing."""
    return fold("\n".join(str(source or "") for source in sources))


class SearchDocumentQuerySet(models.QuerySet["SearchDocument"]):
    def keep(self, document: "SearchDocument", *, is_new: bool) -> None:
        """Store what can be found of a ticket, or of one of its messages, in place of what was stored before.

        :param is_new: whether nothing was stored before.
        """
        stored = self.filter(ticket=document.ticket, message=document.message)
        if is_new or not stored.update(text=document.text):
            document.save(using=self.db)


class SearchDocument(models.Model):
    """The folded text of a ticket, or of one of its messages: what a search looks through.

    A table of its own, so that an index over the words of a text is touched only when the text changes.
    """

    ticket = models.ForeignKey("django_support_tickets.SupportTicket", on_delete=models.CASCADE, related_name="+")
    message = models.OneToOneField(
        "django_support_tickets.TicketMessage", on_delete=models.CASCADE, null=True, related_name="+"
    )
    text = models.TextField()

    objects = SearchDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.text[:50]}"


SearchDocument._meta.get_field("text").register_lookup(Holds, "holds")
