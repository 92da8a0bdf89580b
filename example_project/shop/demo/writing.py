"""One customer's message: a template, filled in, and the file that it says is attached."""

import random
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from .files import MAKERS
from .goods import PRODUCTS
from .people import Person
from .text import Language, Text
from .texts_en import ENGLISH
from .texts_tr import TURKISH

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


class Letter(NamedTuple):
    subject: str
    message: str
    attachment: SimpleUploadedFile | None


class Writer:
    """Writes letters, and uses every template of a subject before it takes one again."""

    def __init__(self, source: random.Random) -> None:
        self.source = source
        self._unused: dict[tuple[str, str], list[Text]] = {}

    def letter(self, person: Person, at: datetime) -> Letter:
        language = LANGUAGES[person.language]
        subject = self.source.choices([*SUBJECT_WEIGHTS], [*SUBJECT_WEIGHTS.values()])[0]
        template = self._template(person.language, subject)
        slots = self._slots(person, at)
        message = template.text.format_map(slots)
        if not (message[0].islower() or template.text[:2].isupper()):  # Who writes so does not begin with "Dear".
            greeting, closing = self.source.choice(language.greetings), self.source.choice(language.closings)
            message = greeting + message + closing.format_map(slots)
        return Letter(
            subject,
            message,
            self._attachment(template.file or self._unmentioned_file(subject), person.language, slots, at),
        )

    def note(self, person: Person, subject: str) -> str:
        """Return what staff might note about such a letter."""
        return self.source.choice(LANGUAGES[person.language].notes[subject])

    def _template(self, language: str, subject: str) -> Text:
        unused = self._unused.setdefault((language, subject), [])
        if not unused:
            unused.extend(LANGUAGES[language].messages[subject])
            self.source.shuffle(unused)
        return unused.pop()

    def _unmentioned_file(self, subject: str) -> str:
        """Some people attach their invoice without a word about it."""
        is_about_an_order = subject in ("Sipariş Sorunu", "Ödeme Sorunu", "İade/İptal")
        return "invoice" if is_about_an_order and self.source.random() < 0.12 else ""

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
            "date": _date(at - timedelta(days=source.randint(2, 12)), language),
            "next_date": _date(at + timedelta(days=source.randint(5, 14)), language),
            "days": source.randint(3, 12),
            "quantity": source.randrange(20, 90, 10),
            "city": source.choice(CITIES),
            "code": source.choice(CODES),
            "name": person.name,
        }

    def _attachment(self, kind: str, language: str, slots: dict[str, Any], at: datetime) -> SimpleUploadedFile | None:
        if not kind:
            return None
        lines = [line.format_map(slots) for line in PAPERS[language][kind]]
        return MAKERS[kind](self.source, lines, timezone.localtime(at))


def _date(at: datetime, language: str) -> str:
    local = timezone.localtime(at)
    return f"{local.day} {LANGUAGES[language].months[local.month - 1]}"


def _amount(amount: Decimal, language: str) -> str:
    """Return the amount with the language's separators."""
    english = f"{amount:,.2f} TL"
    return english.translate(str.maketrans(",.", ".,")) if language == "tr" else english


# What stands on the attached papers: a title, then lines.
PAPERS = {
    "tr": {
        "photo": ("{order}", "{name}", "{city}", "İmeceHub"),
        "screenshot": ("Bir şeyler ters gitti", "İşleminiz tamamlanamadı.", "Hata kodu: IH-502", "Sipariş: {order}"),
        "receipt": (
            "Havale dekontu",
            "Gönderen: {name}",
            "Alıcı: İmeceHub",
            "Tarih: {date}",
            "Tutar: {amount}",
            "Açıklama: {order}",
            "İşlem başarıyla gerçekleşmiştir.",
        ),
        "invoice": (
            "Fatura",
            "İmeceHub",
            "Sayın {name}",
            "Sipariş: {order}, {date}",
            "1 × {product}",
            "Genel toplam: {amount}",
            "Bu bir örnek belgedir.",
        ),
        "form": (
            "Form",
            "Ad soyad: {name}",
            "Şehir: {city}",
            "Sipariş: {order}",
            "Ürün: {product}",
            "Tarih: {date}",
            "İmza: {name}",
        ),
    },
    "en": {
        "photo": ("{order}", "{name}", "{city}", "İmeceHub"),
        "screenshot": ("Something went wrong", "We could not finish this.", "Error code: IH-502", "Order: {order}"),
        "receipt": (
            "Transfer receipt",
            "From: {name}",
            "To: İmeceHub",
            "Date: {date}",
            "Amount: {amount}",
            "Reference: {order}",
            "The transfer was carried out.",
        ),
        "invoice": (
            "Invoice",
            "İmeceHub",
            "To: {name}",
            "Order: {order}, {date}",
            "1 × {product}",
            "Total: {amount}",
            "This is a sample document.",
        ),
        "form": (
            "Form",
            "Name: {name}",
            "City: {city}",
            "Order: {order}",
            "Item: {product}",
            "Date: {date}",
            "Signature: {name}",
        ),
    },
}
