"""The words that the tickets are made of, and those that the searches look for."""

from functools import lru_cache
from random import Random
from typing import NamedTuple

from django_support_tickets.models.search import fold

# In 20 tickets, whatever the size: ten times in the ticket, ten times in one of its messages.
RARE = "zümrüdüanka"
RARE_TICKETS = 20
# In every third ticket.
COMMON = "kargo"
COMMON_PHRASES = ("Kargo hâlâ gelmedi.", "KARGO takip numarası çalışmıyor.", "The kargo company never called.")
# In 60 tickets, in one of these spellings, all of which a search for any of them finds.
SPELLINGS = ("Işıldağı", "IŞILDAĞI", "ışıldağı", "İŞİLDAGİ")
TURKISH_TICKETS = 60
ABSENT = "qwxyzzy"

FIRST_NAMES = (
    *("Ayşe", "Mehmet", "Zeynep", "Mustafa", "Elif", "Ahmet", "Çiğdem", "Ömer", "İrem", "Şükrü", "Gül", "Işık"),
    *("Emma", "Oliver", "Amelia", "Noah", "Sophie", "Lucas", "Hannah", "Daniel", "Chloé", "Björn"),
)
LAST_NAMES = (
    *("Yılmaz", "Kaya", "Demir", "Çelik", "Şahin", "Yıldız", "Öztürk", "Aydın", "Arslan", "Doğan", "Kılıç", "Işık"),
    *("Smith", "Jones", "Taylor", "Brown", "Müller", "Schmidt", "Martin", "Bernard", "Novák", "Rossi"),
)
OPENINGS = (
    *("Merhaba,", "İyi günler,", "Selamlar,", "Hello,", "Good morning,", "Hi there,"),
    *("Size daha önce de yazmıştım.", "I wrote to you last week."),
)
PHRASES = (
    *("Siparişim üç gündür hazırlanıyor görünüyor.", "Ürün kutudan kırık çıktı.", "Faturada adım yanlış yazılmış."),
    *("İade talebim neden onaylanmadı?", "Ödeme iki kez çekildi.", "Hesabıma giriş yapamıyorum, şifre gelmiyor."),
    *("Beden tablosundaki ölçüler tutmuyor.", "Uygulama açılırken kapanıyor.", "Adresimi değiştirmek istiyorum."),
    *("Kuponum geçersiz deniyor.", "Yanlış renk gönderilmiş.", "Garanti belgesi kutuda yoktu."),
    *("Teslimat saatini öğrenebilir miyim?", "Taksit seçeneği görünmüyor.", "Sepetteki ürünler siliniyor."),
    *("Ekran görüntüsünü ekte gönderiyorum.", "Kapıda ödeme yapabilir miyim?", "Yardımınız için teşekkürler."),
    *("My order still says that it is being packed.", "The box was open when it arrived.", "I was charged twice."),
    *("Could you change the address on the invoice?", "The password mail never arrives.", "It is the wrong size."),
    *("The app closes as soon as I open it.", "Please cancel what has not been sent.", "The zip is broken."),
    *("Can I exchange it for the blue one?", "The voucher is refused at the checkout.", "Two parts are missing."),
    *("When will it be back in stock?", "I would like my money back.", "Nobody answers your phone."),
    *("Attached is a picture of the damage.", "The guarantee card was not in the box.", "Thank you for your help."),
)
ANSWERS = (
    *("Talebinizi aldık, kontrol ediyoruz.", "İadeniz onaylandı.", "Yeni ürün yarın yola çıkacak."),
    *("Ödemeniz üç iş günü içinde iade edilir.", "Ekran görüntüsü gönderebilir misiniz?", "Adresiniz güncellendi."),
    *("We are looking into it.", "Your refund is on its way.", "A replacement leaves tomorrow."),
    *("Could you send us a picture?", "The address has been changed.", "Please try again with a new password."),
)


class Text(NamedTuple):
    """What somebody wrote, and the same as the app's own ``fold`` has it."""

    written: str
    folded: str


@lru_cache(maxsize=10_000)
def _fold_once(piece: str) -> str:
    return fold(piece)


def folded(piece: str) -> str:
    """Return what ``fold`` returns; a piece of plain ASCII, which is never the same twice, is not worth its time."""
    return piece.lower() if piece.isascii() else _fold_once(piece)


def joined(pieces: list[str]) -> Text:
    """Return pieces as one text: folded one by one they are the same as folded together."""
    return Text(" ".join(pieces), " ".join(map(folded, pieces)))


def complaint(rng: Random, *special: str) -> Text:
    """Return a requester's words: a few phrases, an order's number, and what is to be found in them."""
    pieces = [rng.choice(OPENINGS), *rng.choices(PHRASES, k=rng.randint(2, 4)), f"No. {rng.randrange(10**7):07d}."]
    return joined([*pieces, *special])


def answer(rng: Random, *special: str) -> Text:
    """Return the words of staff."""
    return joined([*rng.choices(ANSWERS, k=rng.randint(1, 3)), f"Ref. {rng.randrange(10**6):06d}.", *special])


def person(rng: Random) -> tuple[str, str]:
    """Return a name, and the beginning of an address that goes with it."""
    first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
    local = f"{folded(first)}.{folded(last)}"
    return f"{first} {last}", local
