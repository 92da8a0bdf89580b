"""Questions about products, in Turkish."""

from ..text import Opening, Subject, requester, staff

PRODUCTS = Subject(
    openings=(
        Opening(
            "{product} tekrar stoğa girecek mi, girecekse yaklaşık ne zaman?",
            talks=(
                (
                    staff(
                        "Evet, yeni parti üretimde. Üreticimizin verdiği tarih {soon}. Ürün sayfasındaki “Gelince "
                        "haber ver” düğmesine basarsanız stoğa girdiği anda size e-posta gider."
                    ),
                    requester("Bastım, teşekkürler. Benim için bir tane ayırma şansınız var mı?"),
                    staff("Ayırdım, adınıza üç gün boyunca bekleyecek. Stoğa girince buradan da yazarım."),
                ),
                (
                    staff(
                        "Bu ürünün üretimine ara verildi, ne yazık ki yakın zamanda gelmeyecek. Benzerini "
                        "arıyorsanız aynı atölyenin {other_product} ürünü stokta."
                    ),
                ),
            ),
            comeback=(
                requester("Yazdığınız tarih geçti, ürün hâlâ stokta yok görünüyor."),
                staff(
                    "Üretim birkaç gün sarktı, size haber vermediğimiz için özür dileriz. Yeni tarih {soon}; bu "
                    "kez kesin, ürünler yola çıktı."
                ),
            ),
        ),
        Opening(
            "{product} ürününü anneme hediye almak istiyorum. Hediye paketi yapıyor musunuz, içine küçük bir not "
            "koydurabilir miyim?",
            talks=(
                (
                    staff(
                        "Evet, hediye paketi ücretsiz. Ödeme sayfasında “Hediye olarak gönder” kutusunu "
                        "işaretleyince not alanı açılıyor; notunuzu elle bir karta yazıyoruz. Kutuya fiyatı "
                        "gösteren belge konmuyor."
                    ),
                ),
                (
                    staff(
                        "Elbette yapıyoruz. Siparişi verdikten sonra notunuzu buraya yazmanız yeterli, karta elle "
                        "geçiririz."
                    ),
                    requester(
                        "Siparişi verdim, {order}. Not şöyle olsun: “Canım anneciğim, ellerinden öperim. {first}”"
                    ),
                    staff("Ne güzel bir not. Karta yazdık, paketiniz yarın yola çıkıyor."),
                ),
            ),
        ),
        Opening(
            "Sitede {kitchen} için ölçü yazmıyor. En, boy ve yüksekliğini santimetre olarak yazabilir misiniz? "
            "Mutfaktaki rafa sığıp sığmayacağından emin olamadım.",
            talks=(
                (
                    staff(
                        "Ölçüleri üreticimizden aldık, ürün bilgi formunu ekledim. Sayfaya da bugün eklenecek; "
                        "eksikliği fark ettirdiğiniz için teşekkür ederiz.",
                        "sheet",
                    ),
                    requester("Tam sığıyor, siparişimi verdim."),
                ),
                (
                    staff(
                        "Depodan bir örneğini alıp ölçtüm: genişlik 24 cm, derinlik 12 cm, yükseklik 18 cm. El "
                        "yapımı olduğu için bir santime kadar fark olabilir."
                    ),
                ),
            ),
            comeback=(
                requester(
                    "Ürün sayfasında hâlâ ölçü yazmıyor, benden sonra bakanlar da aynı soruyu sorar. "
                    "Ekletebilir misiniz?"
                ),
                staff("Haklısınız, güncelleme kaydedilmemiş. Az önce eklendi, sayfayı yenilediğinizde görebilirsiniz."),
            ),
        ),
        Opening(
            "{kitchen} bulaşık makinesinde yıkanabilir mi?",
            talks=(
                (
                    staff(
                        "Hayır, elde yıkamanızı öneririz. Üretici ılık su, yumuşak bir sünger ve az deterjan "
                        "öneriyor; makine deterjanı yüzeyini zamanla matlaştırır."
                    ),
                ),
                (
                    staff(
                        "Makinede yıkanmasını önermiyoruz. Bakım kartını ekliyorum; birkaç dakikalık bakımla uzun "
                        "yıllar kullanılır.",
                        "sheet",
                    ),
                    requester("Elde yıkamak benim için dert değil. Kart çok işime yaradı, teşekkürler."),
                ),
            ),
        ),
        Opening(
            "Oğlumun fıstık alerjisi var. {food} üretilirken kuruyemişle aynı tesiste işleniyor mu? Etikette "
            "yazmıyor, üreticisine sorup dönebilirseniz çok sevinirim.",
            talks=(
                (
                    staff(
                        "Bu konuda tahmine dayalı bir şey yazmak istemem. Üreticimize sordum, yanıtını alınca hemen "
                        "buradan ileteceğim. O zamana kadar lütfen tüketmeyin."
                    ),
                    requester("Hassasiyetiniz için çok teşekkür ederim, bekliyorum."),
                    staff(
                        "Üreticimiz yanıtladı: aynı tesiste yılın bir bölümünde fındık ve fıstık da işleniyor, "
                        "hatlar arada temizlense de iz miktarda bulaşma dışlanamıyor. Oğlunuz için önermiyoruz. "
                        "Etikete uyarı eklenmesini de istedik."
                    ),
                ),
                (
                    staff(
                        "Üreticimizle görüştük. Tesiste yalnızca bu ürün işleniyor, kuruyemiş bulunmuyor. Yazılı "
                        "beyanlarını ekte bulabilirsiniz; yine de doktorunuza danışmanızı öneririz.",
                        "sheet",
                    ),
                ),
            ),
        ),
        Opening(
            "{product} ile {other_product} arasında kaldım, günlük kullanım için hangisini önerirsiniz?",
            talks=(
                (
                    staff(
                        "İkisi de çok beğeniliyor. Her gün elinizin altında olacaksa {product} daha pratik; hediye "
                        "olarak düşünürseniz {other_product} daha şık duruyor."
                    ),
                    requester("O zaman ilkini alıyorum. Yardımınız için sağ olun."),
                ),
                (
                    staff(
                        "Ekipteki arkadaşlara da sordum, çoğunluk {other_product} dedi. On dört gün içinde iade "
                        "hakkınız var; içinize sinmezse diğeriyle değiştirebiliriz."
                    ),
                ),
            ),
        ),
        Opening(
            "{product} hangi kooperatifte üretiliyor, üreticinin adını öğrenebilir miyim? Doğrudan emeği geçenlerin "
            "payının ne kadar olduğunu da merak ediyorum. Bu konuda sitede bir sayfa varsa bağlantısını paylaşır "
            "mısınız?",
            talks=(
                (
                    staff(
                        "Bu ürünü on iki kadının kurduğu bir kooperatif üretiyor; satış fiyatının yüzde 62’si "
                        "doğrudan onlara kalıyor. Üreticilerimizi tanıttığımız sayfa: "
                        "https://shop.example/ureticiler"
                    ),
                    requester("Bu kadar açık paylaşmanız çok güzel. Sayfayı arkadaşlarıma da göndereceğim."),
                ),
                (
                    staff(
                        "Merakınıza sevindik. Ürün sayfasındaki “Kim üretti?” bölümünde atölyenin adı ve bulunduğu "
                        "ilçe yazıyor. Pay oranlarını her yıl https://shop.example/seffaflik adresinde yayımlıyoruz."
                    ),
                ),
            ),
        ),
        Opening(
            "Kafemiz için {product} almayı düşünüyoruz, yaklaşık {quantity} adet. Toplu alımda indirim yapıyor "
            "musunuz, kurumsal fatura kesiliyor mu?",
            talks=(
                (
                    staff(
                        "İlginiz için teşekkür ederiz. Bu miktarda yüzde 12 indirim yapabiliyoruz, kurumsal fatura "
                        "da kesiliyor. Teklifimizi ekte bulabilirsiniz, on gün geçerlidir.",
                        "offer",
                    ),
                    requester("Teklif için teşekkürler. Teslimatı iki parti hâlinde yapabilir misiniz? Depomuz küçük."),
                    staff(
                        "Yapabiliriz: yarısını {soon} tarihinde, kalanını üç hafta sonra teslim edelim. Fatura her "
                        "teslimatta ayrı kesilir. Onaylarsanız siparişi hazırlıyorum."
                    ),
                    requester("Onaylıyoruz, fatura bilgilerimiz ekte.", "form"),
                    staff("Bilgileri aldık, siparişiniz oluşturuldu. İyi kazançlar dileriz."),
                ),
            ),
        ),
        Opening(
            "Bambu masa lambası için garanti süresi ne kadar, hangi ampul takılıyor?",
            talks=(
                (
                    staff(
                        "Garanti süresi iki yıl. Lambaya E14 duylu, en çok 7 W LED ampul takılıyor; kutudan bir "
                        "adet sıcak beyaz ampul çıkıyor."
                    ),
                ),
                (
                    staff(
                        "İki yıl garantilidir. E14 duylu LED ampul kullanabilirsiniz; akkor ampul bambuyu ısıttığı "
                        "için uygun değil. Kullanım kılavuzunu ekledim.",
                        "sheet",
                    ),
                    requester("Kılavuz için teşekkürler, aradığım her şey varmış."),
                ),
            ),
        ),
        Opening(
            "Geçen yıl aldığım {food} çok memnun etti bizi. Bu yılki ürün aynı hasattan mı, son kullanma tarihi nedir?",
            talks=(
                (
                    staff(
                        "Memnuniyetinize sevindik. Şu anda sattığımız ürün bu yılın hasadı, son tüketim tarihi on "
                        "sekiz ay sonrası. Geçen yılın ürünü tükendi."
                    ),
                    requester("Tadı geçen yılkine yakın mı peki?"),
                    staff(
                        "Bu yıl yağış az olduğu için tadı biraz daha yoğun. Küçük boyuyla denemenizi öneririm, "
                        "beğenmezseniz iade alırız."
                    ),
                ),
            ),
        ),
        Opening(
            "selam, {textile} fotoğraftaki renkte mi geliyor yoksa daha mı koyu? ekrandan anlaşılmıyor",
            talks=(
                (
                    staff(
                        "Gün ışığında fotoğraftakine çok yakın, lamba altında bir ton koyu görünüyor. Sizin için "
                        "pencere kenarında çektiğim fotoğrafı ekliyorum.",
                        "swatch",
                    ),
                    requester("süper oldu, tam istediğim renkmiş"),
                ),
                (
                    staff(
                        "Fotoğraflar gün ışığında çekildi, elinize gelen de aynı renkte olacak. Kök boyayla "
                        "boyandığı için partiler arasında çok hafif ton farkı olabilir."
                    ),
                ),
            ),
        ),
    ),
    questions=(
        (
            requester("Peki aynı ürünün daha büyük boyu var mı?"),
            staff("Şu anda tek boy üretiliyor. Talebinizi atölyeye ilettim; yeni boy çıkarsa bültenimizde duyururuz."),
        ),
        (
            requester("Son bir soru: mağazanızdan gelip elden teslim alabilir miyim?"),
            staff("Evet, ödeme adımında “Depodan teslim” seçeneği var. Hafta içi 10.00-17.00 arasında alabilirsiniz."),
        ),
        (
            requester("Bu üründe kampanya olacak mı yakında?"),
            staff(
                "Önceden söyleyemiyoruz, ama ilk siparişinizde MERHABA10 koduyla yüzde on indirim kullanabilirsiniz."
            ),
        ),
    ),
    follow_ups=(
        (
            requester(
                "Geçenlerde sorduğum {product} için karar verdim. Hâlâ stokta mı, bir de taksit yapıyor musunuz?"
            ),
            staff(
                "Stokta var, hemen gönderebiliriz. Tüm banka kartlarına peşin, kredi kartlarına altı taksite "
                "kadar ödeme yapabilirsiniz."
            ),
        ),
        (
            requester(
                "O zaman tavsiye ettiğiniz ürünü almıştım, çok memnunum. Şimdi kardeşim için benzer bir şey "
                "arıyorum, ne önerirsiniz?"
            ),
            staff(
                "Memnun kalmanıza çok sevindim. Kardeşiniz için {other_product} güzel bir seçim olur, bu hafta "
                "hediye kutusuyla geliyor."
            ),
        ),
    ),
    notes=(
        "Üreticiye soruldu, cevap bekleniyor.",
        "Benzer soru sık geliyor, sık sorulanlara ekleyelim.",
        "Ürün sayfasındaki bilgi eksik, içerik ekibine kayıt açtım.",
        "Üreticiyle telefonda görüştüm, bilgiyi bugün gönderecekler.",
    ),
)
