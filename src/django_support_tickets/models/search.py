"""Search that folds letters the same way on every database."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db import DatabaseError, models, transaction
from django.db.models.lookups import Contains
from django.utils.translation import gettext_lazy as _

from ..normalization import normalized_phone, phone_digits

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


# What is written around a number or a word, not in it.
_AROUND = "#.,;:!?()[]{}<>\"'«»“”„‚‘’…"
_PHONE = re.compile(r"\+?[0-9().\-/]*[0-9]")


def search_terms(text: str) -> list[str]:
    """Return the folded words of a query, without what stands around them. At most eight count."""
    return [term.strip(_AROUND) or term for term in fold(text).split()[:MAX_TERMS]]


def spellings(term: str) -> list[str]:
    """Return what a term may be written as: a number with signs in it also without, as the digits of a phone are kept.

    A row matches when it contains, of each term, one of them.
    """
    plain = normalized_phone(term)
    digits = phone_digits(plain)
    return [term, digits] if digits != term and len(digits) > 1 and _PHONE.fullmatch(plain) else [term]


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


# PostgreSQL's index over the trigrams of all texts, so that a search need not read each of them. The table is the one
# that the connection's search_path leads to: with a schema for each tenant, every tenant has a table and an index of
# the same names. Migration 0002 has a copy of this that stays as it is.
TRIGRAM_INDEX = "support_search_trigrams"

_TABLE = """
    SELECT quote_ident(nspname), quote_ident(relname) FROM pg_class
    JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE pg_class.oid = to_regclass(%s)
"""
_INDEX = """
    SELECT indisvalid FROM pg_index
    JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = to_regclass(%s) AND relname = %s
"""
_EXTENSION = """
    SELECT quote_ident(nspname) FROM pg_extension
    JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'pg_trgm'
"""


def has_trigram_index(connection: Any) -> bool:
    """Tell whether a database finds words without reading every text.

    One that is not PostgreSQL needs no index, and neither does one without the table.

    :raises DatabaseError: if it cannot be asked.
    """
    if connection.vendor != "postgresql":
        return True
    table = _table_name(connection)
    with connection.cursor() as cursor:
        return not _first(cursor, _TABLE, [table]) or _first(cursor, _INDEX, [table, TRIGRAM_INDEX]) == (True,)


def build_trigram_index(connection: Any) -> None:
    """Build the index if it is missing or was left half-built, beside readers and writers.

    In a transaction of the caller's, where PostgreSQL builds no index beside writers, they wait.

    :raises DatabaseError: if that fails, for instance since the extension pg_trgm cannot be had.
    """
    if has_trigram_index(connection):
        return
    if connection.in_atomic_block or not connection.get_autocommit():
        with transaction.atomic(using=connection.alias):
            _build(connection, "")
    else:
        _build(connection, "CONCURRENTLY")


def _build(connection: Any, concurrently: str) -> None:
    with connection.cursor() as cursor:
        schema, table = _first(cursor, _TABLE, [_table_name(connection)])
        operators = _extension_schema(connection, cursor)
        if _first(cursor, _INDEX, [_table_name(connection), TRIGRAM_INDEX]):
            # It is not valid: an interrupted run left it behind.
            cursor.execute(f"DROP INDEX {concurrently} IF EXISTS {schema}.{TRIGRAM_INDEX}")
        columns = f"text {operators}.gin_trgm_ops"
        cursor.execute(f"CREATE INDEX {concurrently} {TRIGRAM_INDEX} ON {schema}.{table} USING gin ({columns})")


def _extension_schema(connection: Any, cursor: Any) -> str:
    """Return the schema of pg_trgm, which need not be in the search_path; make the extension if there is none."""
    found = _first(cursor, _EXTENSION)
    # Not in a tenant's own schema if that can be helped: with it, everybody's index would go.
    for schema in () if found else ("SCHEMA public", ""):
        try:
            with transaction.atomic(using=connection.alias):
                cursor.execute(f"CREATE EXTENSION IF NOT EXISTS pg_trgm {schema}")
            break
        except DatabaseError:
            # Another process may have been quicker.
            if not schema and not _first(cursor, _EXTENSION):
                raise
    return str((found or _first(cursor, _EXTENSION))[0])


def _table_name(connection: Any) -> str:
    return str(connection.ops.quote_name(SearchDocument._meta.db_table))


def _first(cursor: Any, query: str, parameters: Any = None) -> Any:
    cursor.execute(query, parameters)
    return cursor.fetchone()
