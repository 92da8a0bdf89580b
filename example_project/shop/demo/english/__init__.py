"""What is written in English."""

from ..text import Language
from .accounts import ACCOUNTS
from .orders import ORDERS
from .other import OTHER
from .papers import PAPERS
from .payments import PAYMENTS
from .phrases import MONTHS, PHRASES
from .products import PRODUCTS
from .returns import RETURNS
from .technical import TECHNICAL

ENGLISH = Language(
    {
        "Sipariş Sorunu": ORDERS,
        "Ürün Hakkında Soru": PRODUCTS,
        "Ödeme Sorunu": PAYMENTS,
        "Hesap Sorunu": ACCOUNTS,
        "Teknik Destek": TECHNICAL,
        "İade/İptal": RETURNS,
        "Diğer": OTHER,
    },
    PHRASES,
    PAPERS,
    MONTHS,
)
