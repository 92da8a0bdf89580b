"""What is written about every subject, in Turkish."""

from ..text import Phrases

PHRASES = Phrases(
    greetings=(
        "Merhaba,\n\n",
        "Merhaba,\n",
        "Merhabalar,\n\n",
        "İyi günler,\n\n",
        "Sayın yetkili,\n\n",
        "Selamlar,\n",
        "",
        "",
    ),
    closings=(
        "\n\nTeşekkürler.",
        "\n\nİyi çalışmalar dilerim.",
        "\n\nŞimdiden teşekkür ederim.\n{name}",
        "\n\nSaygılarımla,\n{name}",
        "\n\nDönüşünüzü bekliyorum.",
        "",
        "",
        "",
    ),
    staff_greetings=(
        "Merhaba {person},\n\n",
        "Merhaba {person},\n\n",
        "Sayın {name},\n\n",
        "{person} merhaba,\n\n",
        "İyi günler {person},\n\n",
    ),
    staff_closings=(
        "\n\nİyi günler dileriz.\n{agent}",
        "\n\nSaygılarımızla,\n{agent}\nİmeceHub Destek Ekibi",
        "\n\nBaşka bir sorunuz olursa bu talepten yazabilirsiniz.\n{agent}",
        "\n\nKolay gelsin, iyi günler.\n{agent}",
        "\n\n{agent}, İmeceHub",
    ),
    reminders=(
        "Merhaba, talebimle ilgili bir gelişme var mı?",
        "Bir güncelleme alabilir miyim? Bekliyorum.",
        "Tekrar merhaba, henüz dönüş olmadı. Bilgi verebilir misiniz?",
        "İki gün oldu, hâlâ yanıt bekliyorum.",
        "Mesajım size ulaştı mı acaba?",
    ),
    thanks=(
        "Çok teşekkür ederim, elinize sağlık.",
        "Bu kadar hızlı dönüş beklemiyordum. Teşekkürler!",
        "Tamamdır, teşekkürler.",
        "İlginiz için teşekkür ederim, sorunum kalmadı.",
        "Teşekkürler {helper}, çok yardımcı oldunuz.",
        "Sağ olun, iyi çalışmalar dilerim.",
        "tamam oldu çok sağ olun",
        "Şimdi anladım, açıklamanız için teşekkürler.",
        "Harikasınız 🙏 Teşekkür ederim.",
        "Teşekkür ederim, iyi ki yazmışım.",
        "Güler yüzlü ilginiz için teşekkürler. Kolay gelsin.",
        "Teşekkürler, talebi kapatabilirsiniz.",
    ),
    duplicates=(
        "Aynı konuda açtığınız diğer talepten size yanıt verdik. Karışıklık olmasın diye bunu kapatıyorum.",
        "Bu mesajınız bize iki kez ulaşmış. İlkinden devam ediyoruz, bu talebi kapattım.",
        "Telefonda görüştüğümüz gibi sorununuz çözüldüğü için talebi kapatıyorum.",
    ),
    farewells=(
        "Bir süredir sizden haber alamadığımız için talebi kapatıyorum. İhtiyacınız olursa buradan yazmanız yeterli, "
        "kaldığımız yerden devam ederiz.",
        "Sorununuzun çözüldüğünü varsayarak talebi kapatıyorum. Yanılıyorsam yazmanız yeterli, hemen yeniden açılır.",
    ),
    handovers=(
        "Vardiyam bitiyor, {colleague} devralıyor. Müşteriye söz verdiğimiz tarih {soon}.",
        "{colleague} bu konuya benden daha hâkim, ona aktardım.",
        "İzne çıkıyorum, {colleague} takip edecek. Bekleyen tek şey müşterinin onayı.",
    ),
    comments={
        5: (
            "Çok hızlı ve nazik bir destek aldım, teşekkürler.",
            "Sorunum aynı gün çözüldü. Gönül rahatlığıyla alışverişe devam edeceğim.",
            "{helper} çok ilgiliydi, adım adım yardımcı oldu.",
            "Beklediğimin çok üzerinde bir ilgi.",
            "Keşke her mağaza böyle olsa.",
            "süper 👏",
        ),
        4: (
            "Sorun çözüldü, yalnızca ilk yanıt biraz geç geldi.",
            "Gayet iyiydi, teşekkürler.",
            "Çözüm güzel ama baştan bilgilendirilseydim daha iyi olurdu.",
            "İlgili ve açıklayıcıydınız.",
        ),
        3: (
            "Çözüldü ama üç kez yazmam gerekti.",
            "İdare eder. Bekleme süresi uzundu.",
            "Yanıtlar biraz kalıp gibiydi.",
        ),
        2: (
            "Çok bekledim, araya bir de hafta sonu girdi.",
            "Sonunda çözüldü ama süreç yorucuydu.",
        ),
        1: (
            "Bir haftada çözülen bir konu bir günde çözülebilirdi.",
            "Aynı şeyi üç farklı kişiye anlattım.",
        ),
    },
)

MONTHS = (
    "Ocak",
    "Şubat",
    "Mart",
    "Nisan",
    "Mayıs",
    "Haziran",
    "Temmuz",
    "Ağustos",
    "Eylül",
    "Ekim",
    "Kasım",
    "Aralık",
)
