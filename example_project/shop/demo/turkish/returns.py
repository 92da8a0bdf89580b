"""Returns and cancellations, in Turkish."""

from ..text import Opening, Subject, requester, staff

RETURNS = Subject(
    openings=(
        Opening(
            "{order} numaralı siparişimi iptal etmek istiyorum, henüz kargoya verilmemiş görünüyor.",
            talks=(
                (
                    staff(
                        "Siparişiniz iptal edildi. {amount} tutarındaki ödemeniz kartınıza iade edildi, bankanıza "
                        "göre bir ila üç iş günü içinde görünür."
                    ),
                ),
                (
                    staff(
                        "Siparişiniz az önce kargoya teslim edilmiş, bu yüzden iptal edemiyoruz. Teslimat sırasında "
                        "kabul etmezseniz paket bize geri döner ve ödemeniz iade edilir; ek ücret ödemezsiniz."
                    ),
                    requester("Tamam, kurye gelince teslim almayacağım."),
                    staff("Paket depomuza döndü, {amount} tutarındaki ödemeniz iade edildi. Dekont ektedir.", "refund"),
                ),
            ),
        ),
        Opening(
            "{product} beklediğim gibi çıkmadı, kullanmadan iade etmek istiyorum. {date} günü teslim aldım, on dört "
            "gün dolmadı. Kargo kodunu gönderir misiniz?",
            talks=(
                (
                    staff(
                        "İade talebiniz oluşturuldu, kargo kodunuz {return_code}. Ürünü kutusuyla birlikte {soon} "
                        "tarihine kadar anlaşmalı kargoya teslim edebilirsiniz, ücret ödemezsiniz. İade formu "
                        "ektedir.",
                        "form",
                    ),
                    requester("Formu doldurup kutuya koydum, bugün kargoya verdim. Gönderi belgesi ekte.", "receipt"),
                    staff("Teşekkürler. Ürün depomuza ulaştı ve kontrolden geçti, {amount} kartınıza iade edildi."),
                ),
                (
                    staff(
                        "Elbette. İade etiketini ekledim, çıktısını kutunun üzerine yapıştırmanız yeterli. "
                        "Yazıcınız yoksa şubede {return_code} kodunu söylemeniz de olur. Beklentinizi neyin "
                        "karşılamadığını yazarsanız üreticimize iletiriz.",
                        "label",
                    ),
                    requester("Fotoğrafta daha büyük duruyordu, ölçüsüne dikkat etmemişim. Ürünün kendisi güzel."),
                    staff(
                        "Görüşünüz için teşekkürler, ürün sayfasına elde tutulan bir fotoğraf da ekleyeceğiz. Ürün "
                        "ulaşınca iadeniz yapılacak."
                    ),
                ),
            ),
            comeback=(
                requester("İade yapıldı demiştiniz ama kargo ücretini kesmişsiniz. Ücretsiz olacağını yazmıştınız."),
                staff("Haklısınız, kesilmemeliydi. Kargo ücretini de bugün iade ettik, dekont ektedir.", "refund"),
            ),
        ),
        Opening(
            "İade ettiğim ürün {days} gün önce deponuza ulaşmış, takipten görüyorum. Ücret iadesi ne zaman yapılır? "
            "Sipariş: {order}, tutar: {amount}",
            talks=(
                (
                    staff(
                        "Ürününüz dün kontrolden geçti, {amount} tutarındaki iade bugün bankaya iletildi. Referans "
                        "numarası: {reference}"
                    ),
                ),
                (
                    staff(
                        "Kontrol sırasında yoğunluk nedeniyle gecikme olmuş, kusura bakmayın. İadenizi hemen "
                        "onayladım; en geç {soon} günü kartınızda görünür."
                    ),
                    requester("Bugün hesabıma geçti, teşekkür ederim."),
                ),
            ),
            comeback=(
                requester("Verdiğiniz tarih de geçti, hâlâ iade yok."),
                staff("Çok haklısınız. Banka talimatı geri çevirmiş; bugün havale yaptık, dekont ektedir.", "refund"),
            ),
        ),
        Opening(
            "{fragile} kutudan çatlak çıktı. Değişim değil iade istiyorum. Fotoğraf ektedir, sipariş numaram {order}.",
            talks=(
                (
                    staff(
                        "Fotoğraf için teşekkürler, çatlak açıkça görünüyor. İade onaylandı, ürünü geri "
                        "göndermenize gerek yok. {amount} kartınıza iade edildi."
                    ),
                    requester("Bu kadar çabuk olacağını düşünmemiştim. Teşekkürler."),
                ),
                (
                    staff(
                        "Çok üzüldük. İadeyi hemen yapabiliriz; üretici hatası mı kargo hasarı mı anlayabilmemiz "
                        "için ürünün altından bir fotoğraf daha gönderebilir misiniz?"
                    ),
                    requester("Alttan ve yandan çektim.", "photo", "photo"),
                    staff(
                        "Teşekkürler, üretim hatası. Ödemeniz iade edildi, dekont ektedir. Atölyeye de ilettik.",
                        "refund",
                    ),
                ),
            ),
            files=("photo",),
        ),
        Opening(
            "beden küçük geldi bir büyüğüyle değişim olur mu? sipariş {order}",
            talks=(
                (
                    staff(
                        "Olur, bir büyük beden stokta. Size ayırdım. Elinizdekini {return_code} koduyla ücretsiz "
                        "gönderin, kargo kabul edince yenisi yola çıkar."
                    ),
                    requester("kargoya verdim bugün"),
                    staff("Yeni ürününüz de yola çıktı, takip numarası {tracking}."),
                ),
                (
                    staff(
                        "Bir büyük beden şu anda stokta yok, {soon} tarihinde gelecek. Beklerseniz ayıralım, "
                        "beklemezseniz iade alalım."
                    ),
                    requester("beklerim, ayırın lütfen"),
                    staff("Ayırdım. Gelince haber vereceğim."),
                ),
            ),
        ),
        Opening(
            "İade formunu doldurup ekledim. {order} numaralı siparişteki iki üründen yalnızca {product} iade "
            "edilecek, diğerinden memnunuz. Faturanın aslını da kutuya koydum.",
            talks=(
                (
                    staff(
                        "Formunuzu aldık, eksiksiz. Kargo kodunuz {return_code}. Paket ulaşınca yalnızca o ürünün "
                        "bedeli iade edilecek."
                    ),
                ),
                (
                    staff(
                        "Form için teşekkürler. İmza alanı boş kalmış; imzalayıp fotoğrafını gönderebilir misiniz? "
                        "Yeniden doldurmanıza gerek yok."
                    ),
                    requester("İmzalı hâli ekte.", "scan"),
                    staff("Tamamdır, iade kaydınız açıldı. Kargo kodu: {return_code}"),
                ),
            ),
            files=("form",),
        ),
        Opening(
            "Siparişi verdikten on dakika sonra iptal ettim, iptal onayı da geldi. Buna rağmen ürün bugün kargoya "
            "verilmiş. Teslim almayacağım, bilginiz olsun. Para iadesi {amount} olarak yapılmalı, sipariş {order}.",
            talks=(
                (
                    staff(
                        "Haklısınız, iptal depoya geç ulaşmış. Paketi kargo firmasından geri çağırdık. {amount} "
                        "tutarındaki ödemeniz bugün iade edildi, paketin bize dönmesini beklemiyoruz."
                    ),
                    requester("Teşekkürler, ben de kuryeye teslim almayacağımı söyledim."),
                ),
                (
                    staff(
                        "Bilgi için teşekkürler, kuryeye teslim almamanız yeterli. İadeniz onaylandı, referans "
                        "numarası {reference}."
                    ),
                ),
            ),
        ),
        Opening(
            "İade için kargo şubesine gittim, verdiğiniz kodun süresi dolmuş dediler. Yeni kod alabilir miyim? "
            "Sipariş {order}.",
            talks=(
                (
                    staff(
                        "Boşuna gitmiş olmanıza üzüldük. Yeni kodunuz {return_code}, on gün geçerli. Dilerseniz "
                        "kuryeyi adresinize de yönlendirebiliriz."
                    ),
                    requester("Kuryeyi yönlendirirseniz çok iyi olur, şube biraz uzak."),
                    staff("Kurye {soon} günü 10.00-14.00 arasında gelip paketi alacak."),
                ),
            ),
            comeback=(
                requester("Kurye iki gündür gelmedi, paket hâlâ bende."),
                staff(
                    "Kargo şubesini aradım, rotaya alınmamış. Yarın öğleden önce gelecekler; gelmezlerse size "
                    "başka bir firma yönlendireceğim."
                ),
            ),
        ),
        Opening(
            "Hediye gelen {product} için iade yapabilir miyim? Siparişi ben vermedim, elimde yalnızca hediye fişi "
            "var. Mümkünse tutarı hediye çeki olarak almak isterim.",
            talks=(
                (
                    staff(
                        "Hediye fişiyle iade alabiliyoruz. Fişin fotoğrafını gönderirseniz çekinizi hazırlayalım; "
                        "hediyeyi alan kişiye bilgi gitmez."
                    ),
                    requester("Fişin fotoğrafı ekte.", "scan"),
                    staff(
                        "Teşekkürler. İade kodunuz {return_code}. Ürün ulaşınca {amount} tutarındaki çek bu adrese "
                        "gönderilecek."
                    ),
                ),
            ),
        ),
        Opening(
            "{order} siparişindeki {textile} iki haftada rengini kaybetti, talimata uygun yıkadık. Ayıplı ürün "
            "olduğunu düşünüyorum, iade talep ediyorum. Ürünün fotoğrafı ve fatura bende mevcut, fotoğrafı "
            "ekliyorum.",
            talks=(
                (
                    staff(
                        "Fotoğraf için teşekkürler. Kök boyanın sabitlenmesinde sorun olmuş, haklısınız. Ürünü "
                        "ayıplı olarak iade alıyoruz; kargo bize ait. Etiket ektedir.",
                        "label",
                    ),
                    requester("Bugün gönderdim. Ürünü değil ama ilginizi beğendim."),
                    staff(
                        "Bunu duymak güzel, teşekkür ederiz. Ödemeniz iade edildi. Aynı üründen yeni partide size "
                        "yüzde yirmi indirim tanımladık."
                    ),
                ),
                (
                    staff(
                        "İncelememiz için faturanın da bir kopyasını ekleyebilir misiniz? Hangi partiden olduğunu "
                        "üzerindeki numaradan bulacağız."
                    ),
                    requester("Fatura ektedir.", "invoice"),
                    staff(
                        "Teşekkürler. O partide üç benzer bildirim daha var. İadeniz onaylandı, {amount} kartınıza "
                        "geçecek."
                    ),
                ),
            ),
            files=("photo",),
        ),
        Opening(
            "Kısmi iptal yapılabiliyor mu? {order} içinden {product} çıksın, kalanlar gelsin istiyorum.",
            talks=(
                (
                    staff(
                        "Yapılabiliyor. Ürünü siparişten çıkardık, bedeli kartınıza iade edildi. Kalan ürünler "
                        "yarın kargoda."
                    ),
                ),
                (
                    staff(
                        "Bu siparişte kampanya uygulandığı için ürünü çıkarınca indirim de değişiyor: iade edilecek "
                        "tutar biraz düşük olur. Yine de çıkaralım mı?"
                    ),
                    requester("Olsun, çıkaralım."),
                    staff("Tamamdır, çıkarıldı. Kalanlar yarın yola çıkıyor."),
                ),
            ),
        ),
    ),
    questions=(
        (
            requester("Para iadesi banka kartıma mı geçecek, hediye çeki olarak mı?"),
            staff("Ödemeyi yaptığınız karta geçecek. Dilerseniz yüzde beş fazlasıyla hediye çekine çevirebiliriz."),
        ),
        (
            requester("Kutusunu atmıştım, başka bir kutuyla göndersem olur mu?"),
            staff("Olur, ürünü koruyacak herhangi bir kutu yeterli. Etiketi dış kutuya yapıştırmanızı rica ederiz."),
        ),
        (
            requester("İade etiketini yazdıramadım, elle yazsam kabul ederler mi?"),
            staff("Evet, kutunun üzerine {return_code} yazmanız yeterli."),
        ),
    ),
    follow_ups=(
        (
            requester(
                "Geçen ay değişim yaptığım ürünün dikişi açıldı. {order} numaralı siparişti. Yine değişim olur mu?"
            ),
            staff("Elbette. İki yıl boyunca dikiş hatalarını ücretsiz değiştiriyoruz. Kargo kodunuz {return_code}."),
        ),
        (
            requester("Bir süre önce iade ettiğim ürünü sonradan özledim desem yeridir. Aynısı hâlâ var mı?"),
            staff(
                "Bu mesaj günümüzü güzelleştirdi. Evet, stokta; dönüşünüze MERHABA10 koduyla yüzde on indirim "
                "tanımladık."
            ),
        ),
    ),
    notes=(
        "Sipariş kaydını kontrol ettim, süreler uygun.",
        "Muhasebeye önden bilgi verdim, gecikmesin.",
        "İyi niyetli müşteri, kolaylık gösterelim (ekip lideri onayı).",
        "Aynı üründen bu ay dördüncü talep, üreticiyle görüşelim.",
        "Depoya not düştüm, paket gelince öncelik verecekler.",
    ),
)
