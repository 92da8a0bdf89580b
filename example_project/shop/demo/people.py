"""Customers: ordinary first and last names, combined at random."""

import random
import unicodedata
from typing import NamedTuple

TURKISH_WOMEN = (
    "Ayşe Fatma Zeynep Elif Merve Emine Hatice Selin Derya Esra Gizem Büşra Özlem Sevgi Nurcan Pınar İrem Şule Ebru "
    "Yasemin"
).split()
TURKISH_MEN = (
    "Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim Murat Emre Kerem Onur Serkan Tolga Yusuf Ömer Çağlar Uğur Barış "
    "Okan Volkan"
).split()
FIRST_NAMES = {
    "tr": [*TURKISH_WOMEN, *TURKISH_MEN],
    "en": (
        "Alice Amy Anna Beth Claire Diane Emily Grace Hannah Helen Jane Julia Karen Laura Lucy Martha Nora Rachel Ruth "
        "Sarah Adam Ben Brian Colin Daniel David Edward Frank George Henry Ian Jack James Kevin Luke Martin Oliver Peter "
        "Simon Thomas"
    ).split(),
}
LAST_NAMES = {
    "tr": (
        "Yılmaz Kaya Demir Çelik Şahin Yıldız Aydın Öztürk Arslan Doğan Kılıç Çetin Kara Koç Kurt Özdemir Şimşek Polat "
        "Korkmaz Erdem Güneş Aksoy Bulut Tekin Acar Uysal Işık Ateş Bozkurt Yavuz Güler Taş Çakır Ünal Keskin Aktaş"
    ).split(),
    "en": (
        "Allen Baker Barnes Bennett Brooks Carter Clarke Collins Cooper Davies Edwards Evans Fisher Foster Gibson Green "
        "Harris Hughes Jenkins Kelly Lewis Mason Mitchell Morgan Murphy Palmer Parker Price Reed Roberts Shaw Turner "
        "Walsh Ward Webb Wright"
    ).split(),
}
DOMAINS = ("example.com", "example.org", "example.net")


class Person(NamedTuple):
    name: str
    email: str
    phone: str
    language: str


def people(random_source: random.Random, number: int, *, turkish: float) -> list[Person]:
    """Return different people, a share of whom write in Turkish."""
    found: dict[str, Person] = {}
    while len(found) < number:
        person = _person(random_source, "tr" if random_source.random() < turkish else "en")
        found.setdefault(person.email, person)
    return list(found.values())


def polite_name(name: str) -> str:
    """Return how letters address a person: by the first name, which a Turkish one never is without its title."""
    first = name.partition(" ")[0]
    if first in TURKISH_WOMEN:
        return f"{first} Hanım"
    return f"{first} Bey" if first in TURKISH_MEN else first


def ascii_name(name: str) -> str:
    """Return the name in ASCII letters, as people write it in addresses."""
    decomposed = unicodedata.normalize("NFKD", name.replace("ı", "i"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _person(random_source: random.Random, language: str) -> Person:
    first, last = random_source.choice(FIRST_NAMES[language]), random_source.choice(LAST_NAMES[language])
    pattern = random_source.choice(("{first}.{last}", "{first}{last}", "{initial}.{last}", "{first}.{last}{year}"))
    local_part = pattern.format(first=first, last=last, initial=first[0], year=random_source.randint(70, 99))
    email = f"{ascii_name(local_part).lower()}@{random_source.choice(DOMAINS)}"
    return Person(f"{first} {last}", email, _phone(random_source, language), language)


def _phone(random_source: random.Random, language: str) -> str:
    """Return a number, or none. The British ones are Ofcom's for fiction, the Turkish ones are visibly made up."""
    number = random_source.randint(0, 999)
    if random_source.random() < 0.4:
        return ""
    if language == "en":
        return f"+44 7700 900{number:03}"
    return random_source.choice(("+90 555 000 0{}", "0555 000 0{}", "05550000{}")).format(f"{number:03}")
