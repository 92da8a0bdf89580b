"""Technical support, in Turkish."""

from ..text import Opening, Subject, requester, staff

TECHNICAL = Subject(
    openings=(
        Opening(
            "Mobil uygulama son güncellemeden sonra açılır açılmaz kapanıyor. Telefonu yeniden başlattım, silip "
            "yeniden yükledim, değişmedi.",
            talks=(
                (
                    staff(
                        "Bildirdiğiniz için teşekkür ederiz. Telefonunuzun markasını, modelini ve işletim sistemi "
                        "sürümünü yazabilir misiniz? Sorun bazı modellerde görülüyor."
                    ),
                    requester("Üç yıllık bir telefon, Android 11 yüklü."),
                    staff(
                        "Sorun tam da bu sürümdeymiş. Düzeltilmiş uygulama bugün mağazaya gönderildi, yarın "
                        "güncelleme olarak görürsünüz. O zamana kadar tarayıcıdan girebilirsiniz."
                    ),
                ),
                (
                    staff(
                        "Aynı sorunu yaşayan birkaç müşterimiz daha oldu. Düzeltme bu sabah yayımlandı; uygulamayı "
                        "güncelleyince açılması gerekir."
                    ),
                    requester("Güncelledim, açılıyor. Teşekkürler."),
                ),
            ),
            comeback=(
                requester("Güncelledikten sonra bir gün çalıştı, bugün yine açılmıyor."),
                staff(
                    "Bugünkü sürümde aynı hata geri gelmiş, yayından kaldırdık. Uygulamayı mağazadan yeniden "
                    "yüklerseniz önceki sürüm gelecek."
                ),
            ),
        ),
        Opening(
            "Sepete ürün ekleyince sayfa bembeyaz kalıyor. Bilgisayarda da telefonda da aynı. Ekran görüntüsünü "
            "yolluyorum.",
            talks=(
                (
                    staff(
                        "Ekran görüntüsü için teşekkürler, hatayı ekibimiz buldu: stokta kalmayan bir ürün sepet "
                        "sayfasını bozuyormuş. Düzeltildi, sepetiniz duruyor."
                    ),
                ),
                (
                    staff(
                        "Sorunu biz de görebildik, yazılım ekibi üzerinde çalışıyor. Bu arada hangi ürünü "
                        "eklediğinizi yazarsanız daha hızlı ilerleriz."
                    ),
                    requester("{product} ekleyince oluyor, diğerlerinde sorun yok."),
                    staff(
                        "Bu bilgi işimizi çok kolaylaştırdı. Ürünün kaydı bozulmuş, düzelttik. Şimdi sepete "
                        "ekleyebilirsiniz."
                    ),
                ),
            ),
            files=("screenshot",),
            comeback=(
                requester("Bugün yine aynı hatayı aldım, bu sefer ödeme sayfasında.", "screenshot"),
                staff("Ekran görüntüsü için teşekkürler. Düzeltme o sayfaya uygulanmamış, az önce tamamladık."),
            ),
        ),
        Opening(
            "Arama kutusuna Türkçe karakterle yazınca sonuç çıkmıyor, “incir” yazınca buluyor ama “İNCİR” yazınca "
            "bulmuyor.",
            talks=(
                (
                    staff(
                        "Çok doğru bir tespit. Büyük “İ” harfi aramada yanlış çevriliyormuş. Düzeltme bugün "
                        "yayında; “İNCİR”, “incir” ve “İncir” artık aynı sonucu veriyor."
                    ),
                    requester("Denedim, “IĞDIR” bile çalışıyor. Tebrikler!"),
                ),
                (
                    staff(
                        "Uyarınız için teşekkür ederiz, yazılım ekibine ilettik. Düzeltme sıradaki sürümle, {soon} "
                        "tarihinde gelecek."
                    ),
                ),
            ),
        ),
        Opening(
            "site çok yavaş, ürün fotoğrafları yüklenmiyor. internetim gayet iyi",
            talks=(
                (
                    staff(
                        "Görsellerin bulunduğu sunucuda bir saatlik bir yavaşlama oldu, şimdi normale döndü. "
                        "Sayfayı yenileyip dener misiniz?"
                    ),
                    requester("şimdi hızlı, tamamdır"),
                ),
                (
                    staff(
                        "Bizim tarafımızda bir yavaşlık görünmüyor. Hangi şehirden ve hangi operatörle "
                        "bağlandığınızı yazarsanız ölçüm yapabiliriz."
                    ),
                    requester("{city}, ev interneti. akşamları oluyor genelde"),
                    staff(
                        "Operatörünüzle aramızdaki bağlantıda akşam yoğunluğu tespit ettik, trafiği başka bir hatta "
                        "aldık. Bu akşam bakıp yazarsanız seviniriz."
                    ),
                ),
            ),
            comeback=(
                requester("dün akşam yine açılmadı, saat 21 civarıydı"),
                staff(
                    "Saat bilgisi için teşekkürler. O saatlerdeki yedekleme işini geceye aldık, bu akşamdan "
                    "itibaren yavaşlama olmayacak."
                ),
            ),
        ),
        Opening(
            "Keçe terlik sayfasındaki beden tablosu telefonda ekrandan taşıyor, sağ tarafı okunmuyor. Yatay "
            "çevirince de düzelmiyor. Aşağıya ekran görüntüsü bırakıyorum.",
            talks=(
                (
                    staff(
                        "Ekran görüntüsü için teşekkürler. Tablo artık telefonda da sığıyor. Siz yazana kadar kimse "
                        "fark etmemişti."
                    ),
                ),
                (
                    staff("Sorunu tasarım ekibine ilettik. O arada beden tablosunu ekte gönderiyorum.", "sheet"),
                    requester("Tablo işimi gördü, 38 numara aldım."),
                ),
            ),
            files=("screenshot",),
        ),
        Opening(
            "Adres eklerken ilçe listesi boş geliyor. İl olarak {city} seçiyorum, sonrası yüklenmiyor.",
            talks=(
                (staff("İlçe listesini aldığımız servis yanıt vermiyormuş, düzeldi. Şimdi seçebilirsiniz."),),
                (
                    staff(
                        "Tarayıcınız listenin eski sürümünü saklamış olabilir. Sayfayı Ctrl + F5 ile yenileyip "
                        "dener misiniz?"
                    ),
                    requester("Denedim, olmadı. Ekran görüntüsü ekte.", "screenshot"),
                    staff(
                        "Teşekkürler, sorun bizdeymiş: il adındaki bir boşluk yüzünden ilçeler eşleşmiyormuş. "
                        "Düzelttik, adresinizi de sizin için ekledim."
                    ),
                ),
            ),
        ),
        Opening(
            "Ekran okuyucu kullanıyorum. Ödeme adımındaki “Siparişi tamamla” düğmesi okunmuyor, yalnızca “düğme” "
            "diyor. Önceki tasarımda böyle bir sorun yoktu. Benim gibi kullanan başkaları da vardır, düzeltirseniz "
            "çok seviniriz.",
            talks=(
                (
                    staff(
                        "Bildirdiğiniz için gerçekten teşekkür ederiz, bu bizim için önemli. Yeni tasarımda "
                        "düğmenin adı unutulmuş. Düzeltme bugün yayına alındı. Ödeme sayfasının kalanını da ekran "
                        "okuyucuyla baştan sona denetledik."
                    ),
                    requester(
                        "Denedim, şimdi eksiksiz okuyor. İlginiz için teşekkür ederim. Kargo seçeneklerinde de "
                        "benzer bir durum vardı, o da düzelmiş."
                    ),
                ),
                (
                    staff(
                        "Haklısınız, bu hata yeni tasarımla gelmiş. Hangi ekran okuyucuyu ve hangi tarayıcıyı "
                        "kullandığınızı yazarsanız düzeltmeyi aynı ortamda deneyebiliriz."
                    ),
                    requester("NVDA ile Firefox kullanıyorum."),
                    staff(
                        "Teşekkürler. Aynı ortamda denedik, düzeltme yayında. Sayfanın tamamı artık klavyeyle de "
                        "dolaşılabiliyor."
                    ),
                ),
            ),
        ),
        Opening(
            "Bildirimleri kapatmama rağmen uygulama günde beş altı bildirim gönderiyor. Ayarlardan da kapalı.",
            talks=(
                (
                    staff(
                        "Hesabınızdaki bildirim izni telefondakinden ayrı tutuluyormuş ve açık kalmış. Kapattım; "
                        "bundan sonra yalnızca sipariş durumu bildirimi gelir."
                    ),
                ),
                (
                    staff(
                        "Bildirimler eski bir cihaz kaydından geliyordu, o kaydı sildik. Yarın da gelirse bize yazın."
                    ),
                    requester("İki gündür gelmedi, sorun çözüldü."),
                ),
            ),
            comeback=(
                requester("Üç gün gelmedi, bugün yine iki tane geldi."),
                staff(
                    "Kampanya bildirimleri ayrı bir servisten gidiyormuş, onu da kapattık. Artık yalnızca "
                    "sipariş durumu bildirimi alırsınız."
                ),
            ),
        ),
        Opening(
            "Favori listeme eklediğim ürünler her çıkış yaptığımda sıfırlanıyor. {days} gündür böyle. Tarayıcı "
            "önbelleğini temizledim, farklı tarayıcı da denedim.",
            talks=(
                (
                    staff(
                        "Favoriler hesabınıza değil oturuma kaydoluyormuş, bu bizim hatamız. Düzeltildi. Silinen "
                        "listenizi yedekten geri yükledik, eksik varsa yazın."
                    ),
                    requester("Listem eksiksiz geri gelmiş, inanamadım. Teşekkürler!"),
                ),
            ),
        ),
        Opening(
            "Sipariş geçmişinde {date} öncesine gidemiyorum, “sonraki sayfa” düğmesi aynı sayfayı tekrar açıyor. "
            "Eski bir faturaya ihtiyacım var.",
            talks=(
                (
                    staff(
                        "Sayfalama düzeltildi, artık bütün siparişlerinize ulaşabilirsiniz. Aradığınız fatura hangi "
                        "siparişindi? Bulamazsanız ben göndereyim."
                    ),
                    requester("Sipariş {order} idi, ama artık kendim de görebiliyorum."),
                    staff("Harika. Yine de kolaylık olsun diye ekledim.", "invoice"),
                ),
            ),
        ),
    ),
    questions=(
        (
            requester("Bir de karanlık tema düşünüyor musunuz? Geceleri ekran göz yoruyor."),
            staff("Yapılacaklar listemizde, baharda gelecek. Önerinizi listeye ekledim."),
        ),
        (
            requester("Uygulamanın tablet sürümü var mı?"),
            staff("Ayrı bir sürüm yok ama uygulama tabletlerde de çalışıyor, yatay kullanımı da destekliyor."),
        ),
        (
            requester("Sizde hata bildirince nereden takip edebiliyorum?"),
            staff("Bu talebin sayfasından takip edebilirsiniz, bütün yanıtlar burada durur."),
        ),
    ),
    follow_ups=(
        (
            requester(
                "Daha önce bildirdiğim hata son güncellemeyle geri geldi galiba. Ekran görüntüsü ekte.", "screenshot"
            ),
            staff(
                "Haklısınız, güncelleme eski dosyayı geri getirmiş. Yeniden düzelttik ve bu hata için otomatik "
                "bir denetim ekledik, bir daha geri gelmeyecek."
            ),
        ),
        (
            requester(
                "Geçen sefer çok ilgilenmiştiniz, bu kez bir önerim var: sepette ürünlerin fotoğrafı "
                "büyütülebilse iyi olurdu."
            ),
            staff("Güzel öneri, ürün ekibine ilettim. Gelecek ayki planlama toplantısında konuşacağız."),
        ),
    ),
    notes=(
        "Aynı hatayı üç müşteri daha bildirdi, yazılım ekibinde kayıt açık.",
        "Hatayı kendi telefonumda da görebildim, kayda ekledim.",
        "Yazılım ekibine ilettim, bugün bakacaklar.",
        "Düzeltme yayına alınınca müşteriye haber verelim.",
    ),
)
