"""Order problems, in Turkish."""

from ..text import Opening, Subject, requester, staff

ORDERS = Subject(
    openings=(
        Opening(
            "{date} tarihinde verdiğim {order} numaralı sipariş hâlâ kargoya verilmedi. Durumunu öğrenebilir miyim?",
            talks=(
                (
                    staff(
                        "{order} numaralı siparişinizi kontrol ettim. Siparişteki {product} üreticimizden geç "
                        "ulaştığı için hazırlık uzamış; sizi önceden bilgilendirmemiz gerekirdi, özür dileriz. Ürün "
                        "bugün depomuza girdi, paketiniz yarın kargoya verilecek."
                    ),
                    requester("Teşekkür ederim. Takip numarası da gelir mi?"),
                    staff("Elbette. Paketiniz kargoya verildi, takip numaranız {tracking}. Tahmini teslimat {soon}."),
                ),
                (
                    staff(
                        "Siparişiniz depomuzda hazırlanıyor; kampanya yoğunluğu nedeniyle bir gün gecikmiş. Bugün "
                        "akşama kadar kargoya verilecek. Takip numarası, paket çıktığı anda e-posta adresinize "
                        "gönderilir."
                    ),
                ),
            ),
            comeback=(
                requester(
                    "Takip sayfası iki gündür “kayıt alındı” diyor, paket hâlâ yola çıkmamış görünüyor. Tekrar "
                    "bakar mısınız?"
                ),
                staff(
                    "Haklısınız, talebi erken sonuçlandırmışız. Paket aktarma aracını kaçırmış, bu sabah yola "
                    "çıktı. Teslimatı görmeden bu talebi kapatmayacağım."
                ),
            ),
        ),
        Opening(
            "{order} numaralı siparişim sistemde {date} tarihinde teslim edilmiş görünüyor ama bana ulaşan bir "
            "paket yok. Apartman görevlisine ve komşulara da sordum, kimse almamış. Kargo firmasını aradım, "
            "gönderici kurumla görüşün dediler. Ne yapmam gerekiyor?",
            talks=(
                (
                    staff(
                        "Yaşadığınız sorun için üzgünüz. Kargo firmasına araştırma kaydı açtık; teslim tutanağını "
                        "ve paketin kime verildiğini sorduk. Sonucu en geç 48 saat içinde buradan yazacağım. Bu "
                        "arada kapıya ya da yönetim odasına bırakılmış bir not bulursanız bize iletmeniz süreci "
                        "hızlandırır."
                    ),
                    requester("Kapıda not yoktu. Güvenlik kamerasına da baktırdım, o gün binaya kurye girmemiş."),
                    staff(
                        "Bu bilgi çok yardımcı oldu, teşekkür ederiz. Kargo firması paketi yanlış adrese "
                        "bıraktığını doğruladı. Daha fazla beklemenizi istemiyoruz: aynı ürünlerle yeni bir paket "
                        "hazırladık, {soon} tarihinde elinizde olacak. Takip numarası: {tracking}"
                    ),
                ),
                (
                    staff(
                        "Kargo firmasıyla görüştük. Paketiniz dağıtım şubesindeymiş, kurye teslimat kaydını "
                        "yanlışlıkla girmiş. Bugün yeniden dağıtıma çıkıyor. Akşama kadar gelmezse bize buradan "
                        "yazın, yeni bir paket gönderelim."
                    ),
                    requester("Paket az önce geldi, sorun kalmadı."),
                    staff("Haber verdiğiniz için teşekkür ederiz, ulaşmasına sevindik."),
                ),
            ),
        ),
        Opening(
            "Siparişim bugün geldi fakat kutudan {product} yerine {other_product} çıktı. Sipariş numaram {order}. "
            "Doğru ürünün gönderilmesini rica ediyorum.",
            talks=(
                (
                    staff(
                        "Karışıklık için özür dileriz, depoda iki paketin etiketi yer değiştirmiş. Doğru ürün bugün "
                        "yola çıkıyor. Yanlış gelen ürünü aynı kuryeye teslim edebilirsiniz, sizden ücret alınmaz. "
                        "İade etiketini ekte gönderiyorum.",
                        "label",
                    ),
                    requester(
                        "Kurye geldiğinde evde olmayabilirim. Yanlış ürünü apartman görevlisine bıraksam olur mu?"
                    ),
                    staff(
                        "Olur. Kurye notuna paketin apartman görevlisinden alınacağını ekledik; etiketin kutunun "
                        "üzerinde olması yeterli."
                    ),
                ),
                (
                    staff(
                        "Bildirdiğiniz için teşekkür ederiz. Depoyla birlikte kontrol edebilmemiz için kutudan "
                        "çıkan ürünün ve kutunun üzerindeki etiketin fotoğrafını gönderebilir misiniz?"
                    ),
                    requester("Fotoğraflar ektedir.", "photo", "photo"),
                    staff(
                        "Fotoğraflar için teşekkürler, hata bizden kaynaklanmış. Doğru ürün bugün kargoya verildi, "
                        "takip numarası {tracking}. Yanlış gelen ürünü {return_code} iade koduyla ücretsiz "
                        "gönderebilirsiniz."
                    ),
                ),
            ),
        ),
        Opening(
            "Paket ezilmiş hâlde teslim edildi, içindeki {fragile} kırılmış. Kurye tutanak tutmadan gitti. Kutunun "
            "fotoğrafını ekte gönderiyorum. Sipariş no: {order}",
            talks=(
                (
                    staff(
                        "Çok üzüldük, fotoğraf için teşekkür ederiz. Kırılan ürünün yenisini ücretsiz gönderiyoruz; "
                        "{soon} tarihinde elinizde olması gerekir. Kırık parçaları geri göndermenize gerek yok."
                    ),
                    requester(
                        "Teşekkürler. Yenisini daha sağlam paketleyebilir misiniz? İlk kutuda hiç dolgu malzemesi "
                        "yoktu."
                    ),
                    staff(
                        "Haklısınız, uyarınızı paketleme ekibine ilettim. Yeni paket çift kutuyla ve kâğıt dolguyla "
                        "hazırlandı. Takip numarası: {tracking}"
                    ),
                ),
                (
                    staff(
                        "Geçmiş olsun. Tutanak tutulmamış olması sizin için sorun yaratmaz, kargo firmasıyla biz "
                        "görüşürüz. Değişim mi istersiniz, ücret iadesi mi? Kırılan ürünün de bir fotoğrafını "
                        "gönderirseniz hasar kaydını tamamlayabiliriz."
                    ),
                    requester("Değişim isterim. Kırılan ürünün fotoğraflarını ekliyorum.", "photo", "photo"),
                    staff("Teşekkürler, hasar kaydı tamamlandı. Yeni ürününüz yola çıktı, takip numarası {tracking}."),
                ),
            ),
            files=("photo",),
            comeback=(
                requester(
                    "Gelen yeni paketin de bir köşesi ezilmiş. Üründe bir şey yok gibi ama bilginiz olsun "
                    "istedim, fotoğrafı ekliyorum.",
                    "photo",
                ),
                staff(
                    "Bilgi verdiğiniz için teşekkür ederiz, fotoğrafı kargo firmasına ilettik. Kullanırken bir "
                    "kusur fark ederseniz bize yazmanız yeterli, ücretsiz değiştiririz."
                ),
            ),
        ),
        Opening(
            "siparişim {days} gündür hazırlanıyor yazıyor, ne zaman çıkacak?? sipariş no {order}",
            talks=(
                (
                    staff(
                        "Beklettiğimiz için özür dileriz. Siparişinizdeki {product} küçük partiler hâlinde "
                        "üretildiği için hazırlığı uzadı. Paketiniz {soon} tarihinde kargoya verilecek. Beklemek "
                        "istemezseniz siparişi ücretsiz iptal edebiliriz, nasıl isterseniz."
                    ),
                    requester("yok iptal etmeyin, beklerim. yeter ki o tarihte çıksın"),
                    staff(
                        "Anlayışınız için teşekkür ederiz. Söz verdiğimiz gibi paketiniz bugün çıktı, takip "
                        "numaranız {tracking}."
                    ),
                ),
                (
                    staff(
                        "Kontrol ettim: paketiniz bu sabah kargoya teslim edilmiş ama ekrandaki durum "
                        "güncellenmemiş. Takip numaranız {tracking}. Gecikme ve yanlış görünen durum için özür "
                        "dileriz."
                    ),
                ),
            ),
            comeback=(
                requester("bugün çıkacak demiştiniz hâlâ hazırlanıyor yazıyor"),
                staff(
                    "Haklısınız, kargo aracı dün gelmediği için paketiniz depoda kalmış. Az önce teslim edildi, "
                    "takip numarası {tracking}."
                ),
            ),
        ),
        Opening(
            "{order} numaralı siparişimde iki ürün vardı, yalnızca {product} geldi. {other_product} faturada "
            "görünüyor ama kutuda yoktu. Eksik ürünü ne zaman gönderirsiniz?",
            talks=(
                (
                    staff(
                        "Kontrol ettik, haklısınız: {other_product} pakete konmamış. Eksik ürün bugün ayrı bir "
                        "paketle yola çıkıyor, ek kargo ücreti alınmayacak. Takip numarası: {tracking}"
                    ),
                ),
                (
                    staff(
                        "Siparişiniz iki ayrı depodan çıktığı için iki paket hâlinde gönderildi. {other_product} "
                        "ikinci pakette; takip numarası {tracking}, tahmini teslimat {soon}. Bunu sipariş "
                        "sayfasında açıkça göstermediğimiz için kusura bakmayın."
                    ),
                    requester("Anladım, ikinci paketi fark etmemişim. Teşekkür ederim."),
                ),
            ),
            comeback=(
                requester("Eksik ürün geldi ama kutudan fatura çıkmadı. İade etmek istersem sorun olur mu?"),
                staff("Sorun olmaz, sipariş numaranız yeterli. E-arşiv faturanızı yine de ekliyorum.", "invoice"),
            ),
        ),
        Opening(
            "Teslimat adresimi yanlış girmişim. {order} numaralı sipariş henüz kargoya verilmediyse adresi "
            "değiştirebilir misiniz? Doğru adres: Çınar Mah. Gül Sok. No: 14 D: 5, {city}",
            talks=(
                (
                    staff(
                        "Adresinizi güncelledim. Siparişiniz henüz kargoya verilmemişti, yazdığınız adrese "
                        "gönderilecek."
                    ),
                ),
                (
                    staff(
                        "Siparişiniz bu sabah kargoya verildiği için adresi kendi ekranımızdan değiştiremiyoruz, "
                        "kargo firmasına yönlendirme talebi açtık. Kuryenin sizi arayabilmesi için güncel telefon "
                        "numaranızı yazabilir misiniz?"
                    ),
                    requester("Tabii, 0555 000 0147. Gün içinde her zaman ulaşabilirsiniz."),
                    staff(
                        "Teşekkürler, numaranızı ilettik. Yönlendirme onaylandı, paketiniz {soon} tarihinde yeni "
                        "adresinize teslim edilecek."
                    ),
                ),
            ),
            comeback=(
                requester("Kurye yine eski adrese gitmiş, alt kat komşum aradı. Paket şimdi nerede?"),
                staff(
                    "Özür dileriz, kurye ilk kayda bakmış. Şubeyle görüştük: paket yarın öğleden önce doğru "
                    "adresinize getirilecek, kurye çıkmadan sizi arayacak."
                ),
            ),
        ),
        Opening(
            "Kargo takip numarası {days} gündür aynı yerde duruyor, dağıtım merkezinden çıkmamış görünüyor. Sipariş "
            "{order}, adres {city}. Hediye olarak almıştım, {next_date} gününe yetişmesi gerekiyordu. "
            "Yetişmeyecekse lütfen şimdiden söyleyin, ona göre başka bir şey bakayım.",
            talks=(
                (
                    staff(
                        "Kargo firmasıyla görüştük: paketiniz aktarma merkezinde kalmış. Öncelikli dağıtıma alındı, "
                        "en geç {soon} günü teslim edilecek. Hediyenizin yetişmesi için takibini biz yapıyoruz, her "
                        "gelişmede buradan yazacağım."
                    ),
                    requester("Umarım yetişir. Bir değişiklik olursa telefonla da arayabilirsiniz."),
                    staff("Güzel haber: paketiniz bugün dağıtıma çıktı, akşama kadar teslim edilecek."),
                ),
                (
                    staff(
                        "Kargo firması paketin yerini bize de net söyleyemedi. O yüzden beklemedik, aynı üründen "
                        "bugün ikinci bir paket çıkardık. Takip numarası {tracking}, teslimat {soon}. Eski paket de "
                        "ulaşırsa kuryeye geri vermeniz yeterli."
                    ),
                ),
            ),
            comeback=(
                requester("Paket bugün de gelmedi, tarih iyice yaklaştı. Artık ne yapacağımı bilemiyorum."),
                staff(
                    "Çok haklısınız. Şube müdürüyle görüştüm, paketi akşam 20.00’ye kadar özel kuryeyle "
                    "getirecekler. Elinize ulaştığını duymadan bu talebi kapatmayacağım."
                ),
            ),
        ),
        Opening(
            "ÜÇÜNCÜ YAZIŞIM! {order} numaralı siparişle ilgili hâlâ bir cevap alamadım. Param alındı, ürün yok. "
            "Bugün dönüş olmazsa tüketici hakem heyetine başvuracağım.",
            talks=(
                (
                    staff(
                        "Yaşattığımız sıkıntı için içtenlikle özür dileriz. Mesajlarınızın yanıtsız kalması kabul "
                        "edilemez, nedenini ekip liderimizle inceliyoruz. {order} numaralı siparişiniz bugün "
                        "öncelikli olarak hazırlandı ve kargoya verildi, takip numarası {tracking}. Kargo ücretini "
                        "de kartınıza iade ettik."
                    ),
                    requester(
                        "Sonunda bir cevap. Takip numarasına baktım, çalışıyor. Paket gelmeden bu konuyu kapatmayın "
                        "lütfen."
                    ),
                    staff(
                        "Kapatmayacağız. Takibi bizzat yapıyorum, teslimat {soon} günü görünüyor. Bir aksaklık "
                        "olursa siz yazmadan ben haber vereceğim."
                    ),
                ),
                (
                    staff(
                        "Haklısınız. Önceki yazışmalarınız iki ayrı kayda düştüğü için gözden kaçmış, özür dileriz. "
                        "Siparişinizdeki ürün stokta kalmadığı için gönderilememiş. Dilerseniz ödemenizi bugün iade "
                        "edelim, dilerseniz {soon} tarihinde gelecek yeni stoktan gönderelim. Hangisini istersiniz?"
                    ),
                    requester("Artık beklemek istemiyorum, iade edin."),
                    staff(
                        "{amount} tutarındaki ödemeniz kartınıza iade edildi, dekont ektedir. Bankanıza bağlı "
                        "olarak hesabınızda görünmesi bir ila üç iş günü sürebilir.",
                        "refund",
                    ),
                ),
            ),
        ),
        Opening(
            "Siparişimi aldım, çok güzel paketlemişsiniz, elinize sağlık. Yalnız {textile} için seçtiğim renk "
            "gelmemiş; ben yeşil istemiştim, kutudan bej çıktı. Sipariş numarası {order}. Değişim mümkün mü?",
            talks=(
                (
                    staff(
                        "Güzel sözleriniz için teşekkür ederiz, renk hatası için de özür dileriz. Yeşil olanı sizin "
                        "için ayırdım. Kurye {soon} günü yenisini getirip bej olanı geri alabilir, sizin için uygun "
                        "mu?"
                    ),
                    requester("Uygun, öğleden sonra evdeyim."),
                    staff("Not ettim, kurye 13.00 ile 18.00 arasında gelecek."),
                ),
                (
                    staff(
                        "Elbette mümkün. Bej ürünü {return_code} iade koduyla ücretsiz gönderebilirsiniz; kargo "
                        "kabul eder etmez yeşil olan yola çıkar. İade etiketi ektedir.",
                        "label",
                    ),
                ),
            ),
        ),
        Opening(
            "{date} günü iki ayrı sipariş verdim ({order} ve bir sonraki). İkisini tek pakette gönderme şansınız "
            "var mı? Kargo ücretini iki kez ödemek istemiyorum.",
            talks=(
                (
                    staff(
                        "İki siparişiniz de hazırlık aşamasında olduğu için birleştirdik. Tek paket hâlinde "
                        "gönderilecek, ikinci kargo ücretini kartınıza iade ettik."
                    ),
                ),
                (
                    staff(
                        "İlk siparişiniz kargoya verilmiş olduğundan birleştiremedik. Mağdur olmamanız için ikinci "
                        "siparişin kargo ücretini iade ettik."
                    ),
                    requester("Çok naziksiniz, bunu beklemiyordum."),
                ),
            ),
        ),
    ),
    questions=(
        (
            requester("Bir şey daha sorayım: paket geldiğinde evde olmazsam kurye ne yapıyor?"),
            staff(
                "Kurye kapıya not bırakır ve ertesi iş günü bir kez daha gelir. İkinci seferde de ulaşamazsa "
                "paket üç gün boyunca en yakın şubede sizi bekler."
            ),
        ),
        (
            requester("Teslimat günü için saat aralığı seçebiliyor muyum?"),
            staff("Maalesef saat aralığı seçilemiyor. Kurye gelmeden yaklaşık bir saat önce size SMS gönderir."),
        ),
        (
            requester("Bu arada faturayı PDF olarak da gönderebilir misiniz?"),
            staff("Elbette, e-arşiv faturanız ektedir.", "invoice"),
        ),
    ),
    follow_ups=(
        (
            requester(
                "{order} numaralı siparişte gelen {product} evde çok beğenildi. Aynısından iki tane daha alsam "
                "bayramdan önce elimde olur mu?"
            ),
            staff(
                "Beğenmenize çok sevindik. Stokta var; bugün 14.00’e kadar verilen siparişler aynı gün kargoya "
                "veriliyor, bayramdan önce rahatlıkla ulaşır."
            ),
        ),
        (
            requester(
                "Daha önce yazıştığımız siparişin faturasını şimdi de muhasebecim istiyor, ben silmişim. "
                "Yeniden gönderebilir misiniz?"
            ),
            staff("Tabii, {order} numaralı siparişin e-arşiv faturası ektedir.", "invoice"),
        ),
    ),
    notes=(
        "Depoyla telefonda görüştüm, kaydı onlar da görüyor.",
        "Kargo firmasının bölge sorumlusuna da bilgi verdim.",
        "Müşteri ikinci kez mağdur olmasın, takibi bizde.",
        "Aynı konuda bu ay üçüncü talep. Depo sorumlusuna toplu olarak iletelim.",
        "Müşteriyi telefonla da aradım, durumu anlattım. Sakin ve anlayışlı.",
        "Eski siparişlerine baktım, iki yıldır düzenli alışveriş yapıyor.",
    ),
)
