"""Payment problems, in Turkish."""

from ..text import Opening, Subject, requester, staff

PAYMENTS = Subject(
    openings=(
        Opening(
            "{date} tarihinde kartımdan {amount} iki kez çekilmiş. Sipariş tek: {order}. Fazla çekilen tutarın "
            "iadesini rica ederim.",
            talks=(
                (
                    staff(
                        "Kontrol ettik, ikinci çekimi biz de görüyoruz. Bankadan onay iki kez geldiği için oluşmuş. "
                        "{amount} tutarındaki fazla çekim iptal edildi; kartınıza yansıması bir ila üç iş günü "
                        "sürer. Referans numarası: {reference}"
                    ),
                    requester("Teşekkürler, {reference} numarasını bankaya söylesem yeterli mi?"),
                    staff("Evet, banka bu numarayla işlemi hemen bulur. Dekontu da ekledim.", "refund"),
                ),
                (
                    staff(
                        "Ekranımızda tek çekim görünüyor; ikincisi büyük olasılıkla henüz kesinleşmemiş bir "
                        "provizyon. Emin olabilmemiz için hesap hareketlerinizin ekran görüntüsünü gönderebilir "
                        "misiniz? Kart numaranızın görünmesine gerek yok."
                    ),
                    requester("Ekran görüntüsünü ekledim, ikisi de aynı güne ait.", "screenshot"),
                    staff(
                        "Teşekkürler. İkinci satır provizyon olarak görünüyor, bankanız en geç {soon} günü serbest "
                        "bırakacak. O tarihte düşmezse bize yazın, bankayla biz görüşelim."
                    ),
                ),
            ),
            comeback=(
                requester("Söylediğiniz süre doldu ama hesabımda hâlâ bir değişiklik yok."),
                staff(
                    "Haklısınız, bankadan dönüş gecikmiş. Az önce ödeme kuruluşunu aradık; tutar bugün gün "
                    "sonunda hesabınıza geçecek. Referans: {reference}"
                ),
            ),
        ),
        Opening(
            "Ödeme ekranında SMS kodunu giriyorum, sayfa dönüp duruyor ve sonunda hata veriyor. Üç farklı kartla "
            "denedim. Ekran görüntüsünü ekledim.",
            talks=(
                (
                    staff(
                        "Ekran görüntüsü için teşekkür ederiz. Hata, ödeme kuruluşundaki bir kesintiden "
                        "kaynaklanıyordu; bir saat önce giderildi. Kartlarınızdan çekim yapılmadığını da kontrol "
                        "ettim. Tekrar dener misiniz?"
                    ),
                    requester("Şimdi oldu, siparişim geçti. Sağ olun."),
                ),
                (
                    staff(
                        "Tarayıcınızdaki bir eklenti bankanın doğrulama sayfasını engelliyor olabilir. Gizli "
                        "pencerede denemenizi rica ederiz. Yine olmazsa hangi tarayıcıyı kullandığınızı yazın, "
                        "ödeme bağlantısı gönderelim."
                    ),
                    requester("Gizli pencerede oldu gerçekten, reklam engelleyici yapıyormuş."),
                    staff("Denediğiniz için teşekkürler. Bu durumu yardım sayfamıza da ekliyoruz."),
                ),
            ),
            files=("screenshot",),
            comeback=(
                requester("Bugün başka bir sipariş verirken yine aynı hatayı aldım.", "screenshot"),
                staff(
                    "Bu kez bankanızın doğrulama sayfası yanıt vermiyormuş. Size özel bir ödeme bağlantısı "
                    "gönderdim, siparişiniz sepetinizde duruyor."
                ),
            ),
        ),
        Opening(
            "{order} için kart ekstremde {amount} görünüyor ama siparişlerimde böyle bir sipariş yok?",
            talks=(
                (
                    staff(
                        "Bu sipariş, aynı kartla üye olmadan verilmiş görünüyor; bu yüzden hesabınızda "
                        "listelenmiyor. Evden başka biri kartınızı kullanmış olabilir mi? Değilse hemen kartınızı "
                        "bankanıza bildirin, siparişi de durduralım."
                    ),
                    requester("Eşim vermiş, haberim yoktu. Kusura bakmayın, panik yaptım."),
                    staff(
                        "Hiç önemli değil, dikkatli olmanız en doğrusu. Dilerseniz siparişi hesabınıza ekleyebiliriz."
                    ),
                ),
                (
                    staff(
                        "İnceledik: {order} numaralı sipariş hesabınızda başka bir e-posta adresiyle açılmış. İki "
                        "hesabı birleştirdik, siparişi artık listenizde görebilirsiniz."
                    ),
                ),
            ),
        ),
        Opening(
            "Havale ile ödeme yaptım, açıklamaya {order} yazdım. {days} gün oldu, hâlâ ödeme bekleniyor görünüyor. "
            "Dekont ektedir.",
            talks=(
                (
                    staff(
                        "Dekontunuz için teşekkür ederiz, ödemenizi bulduk. Açıklama alanı bankadan boş geldiği "
                        "için eşleşmemiş. Siparişiniz onaylandı, bugün hazırlanıyor."
                    ),
                ),
                (
                    staff(
                        "Dekonttaki tutarla sipariş tutarı arasında küçük bir fark olduğu için sistem "
                        "eşleştirememiş. Fark kargo ücretinden kaynaklanıyor, onu biz karşıladık. Siparişiniz "
                        "onaylandı."
                    ),
                    requester("Çok incesiniz, kargo ücretini gözden kaçırmışım."),
                ),
            ),
            files=("receipt",),
        ),
        Opening(
            "Sepette {amount} yazıyordu, ödeme adımında kargo ücreti eklendi. 750 TL üzeri kargo bedava değil "
            "miydi? Kampanya sayfasında hâlâ öyle yazıyor.",
            talks=(
                (
                    staff(
                        "Kampanya, indirimden sonraki tutara göre hesaplanıyor; kupon düşünce sepetiniz sınırın "
                        "altında kalmış. Sayfadaki ifade yanıltıcıydı, bugün düzelttik. Kargo ücretinizi bu "
                        "seferlik iade ettik."
                    ),
                ),
                (
                    staff(
                        "Haklısınız, dün geceki güncellemede kampanya kuralı yanlışlıkla kapanmış. Düzeltildi; "
                        "ödediğiniz kargo ücreti kartınıza iade edildi. Uyarınız için teşekkür ederiz."
                    ),
                    requester("Hızlı çözdünüz, teşekkürler."),
                ),
            ),
        ),
        Opening(
            "Taksit seçeneği çıkmıyor. {amount} tutarındaki sepet için kaç taksit yapabiliyorum?",
            talks=(
                (
                    staff(
                        "Bu tutarda kredi kartına altı taksite kadar ödeme yapabilirsiniz. Seçenek, kart "
                        "numarasının ilk altı hanesini girdikten sonra görünür; banka kartlarında ve yurt dışı "
                        "kartlarda çıkmaz."
                    ),
                    requester("Banka kartı giriyormuşum, kredi kartımla çıktı. Teşekkür ederim."),
                ),
                (
                    staff(
                        "Gıda ürünlerinde mevzuat gereği taksit yapılamıyor, sepetinizde gıda olduğu için seçenek "
                        "çıkmıyor. Gıda dışındaki ürünleri ayrı sipariş verirseniz altı taksite kadar "
                        "bölebilirsiniz."
                    ),
                ),
            ),
        ),
        Opening(
            "{order} numaralı siparişin faturası şahıs adına kesilmiş, şirket adına olması gerekiyordu. Vergi "
            "dairesi ve numarasını sipariş notuna yazmıştım. Faturayı düzeltip tekrar gönderir misiniz? Eski "
            "faturayı ekledim.",
            talks=(
                (
                    staff(
                        "Düzeltme yapabilmemiz için eski faturayı iptal edip yenisini kesmemiz gerekiyor. Şirket "
                        "unvanınızı, vergi dairenizi ve vergi numaranızı yazabilir veya vergi levhanızı ekleyebilir "
                        "misiniz? Sipariş notu bize eksik ulaşmış."
                    ),
                    requester("Vergi levhası ektedir.", "form"),
                    staff("Teşekkürler. Eski fatura iptal edildi, şirketinize kesilen yeni fatura ektedir.", "invoice"),
                ),
                (
                    staff(
                        "Sipariş notunuzu gördük. Fatura bugün iptal edilip şirketiniz adına yeniden kesildi, ekte "
                        "bulabilirsiniz. Bundan sonra ödeme adımındaki “Kurumsal fatura” kutusunu işaretlemeniz "
                        "yeterli.",
                        "invoice",
                    ),
                ),
            ),
            files=("invoice",),
            comeback=(
                requester("Yeni gelen faturada da adres eski. Tekrar düzeltebilir miyiz?"),
                staff("Özür dileriz, adres eski kayıttan gelmiş. Düzeltilmiş fatura ektedir.", "invoice"),
            ),
        ),
        Opening(
            "İptal ettiğim siparişin {amount} tutarındaki iadesi {days} gündür hesabıma geçmedi. Bankam kendilerine "
            "ulaşan bir iade olmadığını söylüyor. Sipariş {order}. İade işleminin referans numarasını iletebilir "
            "misiniz?",
            talks=(
                (
                    staff(
                        "İade işlemi bizim tarafımızda yapılmış, referans numarası {reference}. Bankanız bu "
                        "numarayla işlemi “mutabakat” bölümünden sorgulayabilir. İade dekontunu da ekledim.",
                        "refund",
                    ),
                    requester("Numarayla sorunca buldular, yarın geçecekmiş."),
                    staff(
                        "Sevindik. Yarın akşama kadar görünmezse buradan yazın, ödeme kuruluşuyla birlikte ilgileniriz."
                    ),
                ),
                (
                    staff(
                        "İnceledik, iade talimatı bankadan geri dönmüş; kartınız yenilenmiş olabilir. İadeyi "
                        "hesabınıza havaleyle yapabiliriz, IBAN bilginizi hesabınızdaki “İadelerim” sayfasına "
                        "girebilir misiniz? Güvenliğiniz için buraya yazmayın."
                    ),
                    requester("Girdim, kartım gerçekten geçen ay yenilenmişti."),
                    staff("Havale yapıldı, dekont ektedir. Beklettiğimiz için özür dileriz.", "refund"),
                ),
            ),
        ),
        Opening(
            "indirim kodum çalışmıyor, {code} yazınca geçersiz diyor. oysa bugün geldi mesaj",
            talks=(
                (
                    staff(
                        "Kod büyük harfle ve boşluksuz yazılmalı; kopyalarken sonda bir boşluk kalmış olabilir. Bir "
                        "de indirimli ürünlerde geçmiyor. Sepetinizi kontrol eder misiniz?"
                    ),
                    requester("boşluk varmış gerçekten, düzeldi"),
                ),
                (
                    staff(
                        "Kodunuz yanlış tanımlanmış, özür dileriz. {code} şimdi çalışıyor, süresini de üç gün uzattık."
                    ),
                ),
            ),
        ),
        Opening(
            "Hediye çekinin bakiyesi {amount} olmalıydı, sepette kullanınca sıfır göründü. Ödeme yarıda kaldı ama "
            "çek kullanılmış sayılıyor. Kontrol eder misiniz?",
            talks=(
                (
                    staff(
                        "Ödeme yarıda kalınca çekin bakiyesi geçici olarak bloke oluyor. Blokeyi kaldırdık, "
                        "bakiyeniz yeniden {amount}. Şimdi kullanabilirsiniz."
                    ),
                ),
                (
                    staff(
                        "Çekinizin son dört hanesini yazabilir misiniz? Aynı anda iki sepette kullanılmış "
                        "görünüyor, hangisinin geçerli olduğuna bakalım."
                    ),
                    requester("Son dört hane 4817. İkinci sepeti telefondan açmıştım, ondan olabilir."),
                    staff("Evet, ondanmış. Telefondaki sepeti boşalttık, bakiyeniz geri geldi."),
                ),
            ),
        ),
        Opening(
            "{order} numaralı siparişimin e-faturası gelmedi. Muhasebeye vermem gerekiyor, e-posta adresime "
            "gönderebilir misiniz?",
            talks=(
                (
                    staff(
                        "E-arşiv faturanız ektedir. Kayıtlı adresinize de yeniden gönderdim; gereksiz klasörüne "
                        "düşmüş olabilir.",
                        "invoice",
                    ),
                    requester("Evet oradaymış. Ekteki de yeterli, teşekkürler."),
                ),
            ),
        ),
    ),
    questions=(
        (
            requester("Bir de şunu sorayım: kartımı sitede kayıtlı tutmak güvenli mi?"),
            staff(
                "Kart bilgisi bizde değil, lisanslı ödeme kuruluşunda saklanıyor; biz yalnızca son dört "
                "hanesini görüyoruz. Dilediğiniz an hesabınızdan silebilirsiniz."
            ),
        ),
        (
            requester("Kapıda ödeme yapabiliyor muyuz?"),
            staff(
                "Evet, 2.500 TL’ye kadar olan siparişlerde nakit veya kartla kapıda ödeme var. Hizmet bedeli 29,90 TL."
            ),
        ),
        (
            requester("İade dekontunu da gönderebilir misiniz, muhasebe istiyor."),
            staff("Dekont ektedir.", "refund"),
        ),
    ),
    follow_ups=(
        (
            requester(
                "Geçen ayki ödeme sorunu bu ay da başıma geldi, yine aynı kartla. Sipariş {order} için "
                "yazışmıştık. Kalıcı bir çözümü var mı?"
            ),
            staff(
                "Tekrar yaşadığınız için üzgünüz. Kartınızı kayıtlardan silip yeniden ekleyince sorun kalıcı "
                "olarak düzeliyor; bunu sizin için hazırladık, sonraki ödemede kart bilgisini yeniden girmeniz "
                "yeterli."
            ),
        ),
        (
            requester(
                "Yıl sonu mutabakatı için {order} numaralı siparişin iade dekontuna ihtiyacım oldu, "
                "gönderebilir misiniz?"
            ),
            staff("Dekontu ekte bulabilirsiniz.", "refund"),
        ),
    ),
    notes=(
        "Ödeme kuruluşunun panelinden kontrol ettim, kayıt orada da var.",
        "Muhasebeyle görüştüm, aynı kaydı onlar da görüyor.",
        "Tutar küçük, uzatmadan çözelim (ekip lideri onayladı).",
        "Aynı saatlerde dört benzer bildirim var, ödeme kuruluşuna ilettim.",
    ),
)
