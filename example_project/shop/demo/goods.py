"""What the shop sells."""

from decimal import Decimal
from typing import NamedTuple


class Product(NamedTuple):
    """A product, and the slot of a message in which it makes sense besides ``product``."""

    kind: str
    tr: str
    en: str
    price: Decimal


PRODUCTS = tuple(
    Product(kind, tr, en, Decimal(price))
    for kind, tr, en, price in (
        ("food", "Taş baskı zeytinyağı (5 L)", "stone-pressed olive oil (5 l)", "1849.00"),
        ("food", "Süzme çiçek balı (850 g)", "raw flower honey (850 g)", "420.00"),
        ("food", "Kuru incir (1 kg)", "box of dried figs (1 kg)", "310.00"),
        ("other", "Antep fıstıklı lokum", "pistachio lokum", "389.90"),
        ("fragile", "Seramik kahve fincanı takımı", "ceramic coffee cup set", "759.90"),
        ("fragile", "Çini desenli sürahi", "tile-pattern carafe", "679.00"),
        ("fragile", "Bambu masa lambası", "bamboo desk lamp", "829.90"),
        ("kitchen", "Bakır cezve", "copper coffee pot", "649.00"),
        ("kitchen", "Zeytin ağacı kesme tahtası", "olive-wood cutting board", "549.00"),
        ("kitchen", "Çelik termos", "steel thermos flask", "459.90"),
        ("textile", "El dokuması havlu seti", "hand-woven towel set", "489.90"),
        ("textile", "Keten masa örtüsü", "linen tablecloth", "899.90"),
        ("textile", "Yün battaniye", "wool blanket", "1299.00"),
        ("textile", "Kilim desenli sırt çantası", "kilim-pattern backpack", "1149.00"),
        ("other", "Defne sabunu (6’lı)", "laurel soap (pack of 6)", "259.90"),
        ("other", "Deri cüzdan", "leather wallet", "699.00"),
        ("other", "Ahşap oyuncak tren", "wooden toy train", "529.00"),
    )
)
