"""Search that folds letters the same way on every database."""

import unicodedata
from typing import Any

from django.db import models

# Turkish has four letters i: for a search they are one.
_LETTERS_I = str.maketrans({"İ": "i", "I": "i", "ı": "i"})
MAX_TERMS = 8


def fold(text: str) -> str:
    """Return the text without case, marks and control characters: "IŞIK" and "ışık" become "isik"."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS_I))
    kept = (_folded_character(char) for char in decomposed)
    return " ".join("".join(kept).casefold().split())


def _folded_character(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cc":
        return " "
    return "" if category in ("Mn", "Cf", "Cs") else char


def search_terms(text: str) -> list[str]:
    """Return the folded words of a query; a row matches when it contains each of them. At most eight count."""
    return fold(text).split()[:MAX_TERMS]


class SearchTextField(models.TextField):  # type: ignore[type-arg]  # Not subscriptable.
    """Holds the folded text of other fields of its row, computed anew whenever the row is saved.

    :param sources: names of the fields whose text can be found.
    """

    def __init__(self, *args: Any, sources: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.sources = sources
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        text = fold("\n".join(str(getattr(model_instance, source) or "") for source in self.sources))
        setattr(model_instance, self.attname, text)
        return text

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
