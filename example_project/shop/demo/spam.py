"""What nobody asked for."""

from typing import NamedTuple

# The subject that it comes under.
SUBJECT = "Diğer"


class Spam(NamedTuple):
    name: str
    email: str
    language: str
    text: str
    is_caught: bool = True  # By the form, or else by a member of staff.


SPAM = (
    Spam(
        "Brandon Growth",
        "brandon@ranks.example",
        "en",
        "Dear owner, your site is not on page one! We place 500 links for you in a week. See https://ranks.example/a "
        "https://ranks.example/b https://ranks.example/c https://ranks.example/d https://ranks.example/e "
        "https://ranks.example/f Reply YES to begin.",
    ),
    Spam(
        "Kolay Kredi",
        "bilgi@kredi.example",
        "tr",
        "Kefilsiz, belgesiz, beş dakikada nakit! Hemen başvurun: https://kredi.example/1 https://kredi.example/2 "
        "https://kredi.example/3 https://kredi.example/4 https://kredi.example/5 https://kredi.example/6",
    ),
    Spam(
        "Olivia Winner",
        "olivia@prizes.example",
        "en",
        "Congratulations!!! You have been chosen for a new phone. Pay only the shipping: https://prizes.example/claim",
        is_caught=False,
    ),
    Spam(
        "Takipçi Dünyası",
        "satis@takipci.example",
        "tr",
        "Markanıza on bin gerçek takipçi, bugüne özel yarı fiyatına! Ayrıntılar: www.takipci.example",
        is_caught=False,
    ),
    Spam(
        "Victor Coin",
        "victor@coins.example",
        "en",
        "I turned 200 into 20,000 in nine days and so can you. https://coins.example/start https://coins.example/proof "
        "https://coins.example/chat https://coins.example/faq https://coins.example/join https://coins.example/now",
    ),
    Spam(
        "Vitrin Reklam",
        "info@vitrin.example",
        "tr",
        "Sayın işletme sahibi, reklam panolarımızda son üç yer kaldı. Fiyat listesi için hemen arayın, bu fırsat "
        "kaçmaz. Bu mesajı almak istemiyorsanız dikkate almayınız.",
        is_caught=False,
    ),
)
