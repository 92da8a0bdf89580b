"""Account problems, in Turkish."""

from ..text import Opening, Subject, requester, staff

ACCOUNTS = Subject(
    openings=(
        Opening(
            "Şifremi unuttum, sıfırlama e-postası gelmiyor. Spam klasörüne de baktım.",
            talks=(
                (
                    staff(
                        "Sıfırlama e-postasını yeniden gönderdim, bağlantı bir saat geçerli. Adresinizin doğru "
                        "yazıldığından da emin oldum. On dakika içinde gelmezse buradan yazın."
                    ),
                    requester("Bu sefer geldi, girebildim."),
                ),
                (
                    staff(
                        "Bu adresle açılmış bir hesap göremiyoruz; hesabınızı başka bir e-posta adresiyle açmış "
                        "olabilirsiniz. Eski adreslerinizle de dener misiniz? Güvenlik nedeniyle kayıtlı adresi "
                        "buradan yazamıyoruz."
                    ),
                    requester("Haklısınız, iş adresimle açmışım. Oradan sıfırladım, teşekkürler."),
                ),
            ),
            comeback=(
                requester("Bir gün çalıştı, bugün yine giremiyorum. Ekran görüntüsünü ekliyorum.", "screenshot"),
                staff(
                    "Görüntü için teşekkürler. Tarayıcınız eski şifreyi hatırlıyor. Kayıtlı şifreyi silip "
                    "yenisini yazmanız yeterli; hesabınızda bir sorun yok."
                ),
            ),
        ),
        Opening(
            "Telefon numaram değişti, girişte eski numarama kod gidiyor. Yeni numaramı nasıl tanımlayabilirim? "
            "Kimlik doğrulaması gerekiyorsa yapmaya hazırım.",
            talks=(
                (
                    staff(
                        "Güvenliğiniz için küçük bir doğrulama yapmamız gerekiyor: son siparişinizin tarihini ve "
                        "teslimat şehrini yazabilir misiniz?"
                    ),
                    requester("Son siparişim {date} günüydü, {city} adresine."),
                    staff(
                        "Teşekkürler, bilgiler doğru. Eski numara kaldırıldı; ilk girişinizde yeni numaranız sorulacak."
                    ),
                ),
                (
                    staff(
                        "Doğrulama için sizi kayıtlı adresinizden teyit ettik. Şimdi giriş sayfasında “Numaram "
                        "değişti” bağlantısını kullanabilirsiniz, bağlantı yarına kadar açık."
                    ),
                ),
            ),
        ),
        Opening(
            "hesabıma giremiyorum, hesabınız askıya alındı yazıyor. neden acaba? bir yanlışlık oldu sanırım",
            talks=(
                (
                    staff(
                        "Art arda on hatalı giriş denemesi olduğu için hesabınız kendiliğinden kilitlenmiş. "
                        "Denemeleri siz mi yaptınız?"
                    ),
                    requester("evet ben, şifreyi karıştırmışım"),
                    staff("O hâlde sorun yok, kilidi açtım. Şifrenizi yenilemenizi öneririm."),
                ),
                (
                    staff(
                        "Hesabınız güvenlik taramasında yanlışlıkla işaretlenmiş. Kısıtlamayı kaldırdık, "
                        "siparişlerinizde bir kayıp yok. Özür dileriz."
                    ),
                ),
            ),
        ),
        Opening(
            "Hesabımda benim vermediğim bir sipariş görünüyor ({order}, {date}). Şifremi değiştirdim ama "
            "endişeliyim. Hesabıma başka bir yerden girilmiş mi, bakabilir misiniz?",
            talks=(
                (
                    staff(
                        "Şifrenizi değiştirmeniz çok yerinde olmuş. Siparişi durdurduk ve bütün oturumları "
                        "kapattık. Kayıtlarda {date} günü daha önce görülmemiş bir cihazdan giriş var. Kayıtlı "
                        "kartınızla ödeme yapılmamış, içiniz rahat olsun."
                    ),
                    requester("Çok teşekkür ederim. Başka yapmam gereken bir şey var mı?"),
                    staff(
                        "Aynı şifreyi başka sitelerde kullanıyorsanız oralarda da değiştirin ve hesabınızda iki "
                        "adımlı girişi açın. Rehberi ekledim.",
                        "sheet",
                    ),
                ),
                (
                    staff(
                        "İnceledik: sipariş, hesabınızı paylaştığınız bir aile üyesinin telefonundan verilmiş "
                        "görünüyor. Tanıdık gelmiyorsa bize yazın, hemen iptal edelim."
                    ),
                    requester("Kızım vermiş, evet. Boşuna telaş yapmışım."),
                ),
            ),
        ),
        Opening(
            "KVKK kapsamında hesabımın ve kişisel verilerimin silinmesini talep ediyorum. İşlem tamamlandığında "
            "yazılı olarak bilgi verilmesini rica ederim.",
            talks=(
                (
                    staff(
                        "Talebinizi aldık ve hukuk birimimize ilettik. Yasal süre otuz gün, genellikle bir hafta "
                        "içinde sonuçlanıyor. Faturalar vergi mevzuatı gereği on yıl saklanmak zorunda; bunların "
                        "dışındaki bütün verileriniz silinecek."
                    ),
                    requester("Anladım, faturaların saklanması sorun değil."),
                    staff("Hesabınız ve kişisel verileriniz silindi. İşlem tutanağını ekte bulabilirsiniz.", "form"),
                    requester("Bilgilendirme için teşekkür ederim."),
                ),
            ),
        ),
        Opening(
            "Yanlışlıkla iki ayrı hesap açmışım, birinde siparişlerim birinde puanlarım duruyor. İkisini "
            "birleştirmeniz mümkün mü?",
            talks=(
                (
                    staff(
                        "Mümkün. Hangi adres kalsın istersiniz? Diğer hesaptaki siparişler, puanlar ve favoriler o "
                        "hesaba taşınacak."
                    ),
                    requester("Size yazdığım bu adres kalsın."),
                    staff("Birleştirme tamamlandı. Puanlarınız ve siparişleriniz artık tek hesapta."),
                ),
                (
                    staff(
                        "İki hesabınızı birleştirdik, bundan sonra bu adresle girmeniz yeterli. Toplam puanınız "
                        "hesabınızda görünüyor."
                    ),
                ),
            ),
        ),
        Opening(
            "E-posta adresimi değiştirmek istiyorum ama onay bağlantısına tıklayınca bağlantının süresi dolmuş "
            "diyor. Hemen tıklamama rağmen öyle. Ekran görüntüsü ektedir.",
            talks=(
                (
                    staff(
                        "Ekran görüntüsü çok yardımcı oldu. Bazı e-posta sağlayıcıları bağlantıyı önceden açıp "
                        "geçersiz kılıyor. Bu hatayı giderdik, yeniden dener misiniz?"
                    ),
                    requester("Şimdi oldu, yeni adresimle girdim."),
                ),
                (
                    staff(
                        "Onay bağlantısı yalnızca ilk istenen cihazda çalışıyordu, bu yanlış bir kısıtlamaydı. "
                        "Kaldırdık; size yeni bir bağlantı gönderdim."
                    ),
                ),
            ),
            files=("screenshot",),
        ),
        Opening(
            "Bülten aboneliğinden çıktım, {days} gündür hâlâ her gün e-posta geliyor. Lütfen beni listeden çıkarın.",
            talks=(
                (
                    staff(
                        "Sizi bütün listelerden çıkardım, rahatsızlık için özür dileriz. Hazırlanmış gönderiler "
                        "nedeniyle en fazla bir e-posta daha gelebilir."
                    ),
                ),
                (
                    staff(
                        "Aboneliğinizi iptal etmişsiniz ama “kampanya bildirimleri” ayrı bir listeymiş ve orada "
                        "kalmışsınız. İkisinden de çıkardım. Tek adımda çıkılabilmesi için ekibe ilettim."
                    ),
                    requester("Teşekkürler, umarım bu sefer biter."),
                ),
            ),
            comeback=(
                requester("Bugün yine iki bülten geldi."),
                staff(
                    "Özür dileriz. İkinci adresiniz ortak bir listede kalmış, onu da çıkardık. Bülten "
                    "sisteminde artık hiçbir kaydınız yok."
                ),
            ),
        ),
        Opening(
            "Kayıtlı adreslerim silinmiş, sipariş verirken hepsini tekrar yazmak zorunda kaldım. Geri gelir mi?",
            talks=(
                (
                    staff(
                        "Son güncellemede bazı hesaplarda adres defteri görünmez olmuştu, veriler silinmedi. Az "
                        "önce geri yüklendi; hesabınızda görebilirsiniz."
                    ),
                    requester("Hepsi geri gelmiş, elinize sağlık."),
                ),
                (
                    staff(
                        "Kontrol ettik, iki adresiniz duruyor ama yurt dışı etiketi aldığı için listede gizlenmiş. "
                        "Düzelttik, ikisi de yeniden seçilebilir."
                    ),
                ),
            ),
        ),
        Opening(
            "Geçen ayki alışverişlerimden kazandığım puanlar hesabıma yansımadı. Son siparişim {order}, tutarı "
            "{amount}. Puanların ne zaman yükleneceğini öğrenebilir miyim?",
            talks=(
                (
                    staff(
                        "Puanlar, on dört günlük iade süresi dolunca yükleniyor. {order} numaralı siparişin "
                        "puanları {soon} tarihinde hesabınızda olacak."
                    ),
                ),
                (
                    staff(
                        "Haklısınız, siparişiniz üye girişi yapılmadan verildiği için puan işlenmemiş. Elle "
                        "ekledik, bakiyenizi kontrol eder misiniz?"
                    ),
                    requester("Eklenmiş, hatta fazladan elli puan var gibi?"),
                    staff("O da beklettiğimiz için küçük bir hediyemiz. İyi alışverişler dileriz."),
                ),
            ),
        ),
    ),
    questions=(
        (
            requester("Bir de iki adımlı girişi nasıl açabilirim?"),
            staff(
                "Hesabım sayfasında “Güvenlik” bölümünden açabilirsiniz. Telefonunuzdaki doğrulama "
                "uygulamasıyla kodu okutmanız yeterli."
            ),
        ),
        (
            requester("Hesabımdaki doğum tarihini de düzeltebilir misiniz, yanlış girmişim."),
            staff(
                "Doğum tarihini kendiniz değiştirebilirsiniz: Hesabım, Kişisel bilgiler. Değişiklik hemen kaydedilir."
            ),
        ),
        (
            requester("Eski siparişlerim duruyor mu bu arada?"),
            staff("Hepsi duruyor; 2021’den bu yana bütün siparişleriniz listede."),
        ),
    ),
    follow_ups=(
        (
            requester(
                "Bir süre önce hesabımla ilgili yardımcı olmuştunuz. Şimdi de annemin hesabında aynı şey oldu, "
                "onun adına ben yazabilir miyim?"
            ),
            staff(
                "Elbette. Güvenlik gereği annenizin kendi adresinden kısa bir onay göndermesi yeterli; gelir "
                "gelmez aynı düzeltmeyi yapıyoruz."
            ),
        ),
        (
            requester("Yine şifre e-postası gelmiyor. Geçen seferki çözümü hatırlamıyorum, yardımcı olur musunuz?"),
            staff(
                "Elbette. Yeni bağlantıyı gönderdim. Adresimizi rehberinize eklerseniz bundan sonra gereksiz "
                "klasörüne düşmez."
            ),
        ),
    ),
    notes=(
        "Telefonla kimlik doğrulaması yapıldı.",
        "Giriş kayıtlarına bakıldı, şüpheli bir şey yok.",
        "Doğrulama tamamlanmadan hesapta değişiklik yapmayalım.",
        "Altı yıllık üye, hesap geçmişi temiz.",
    ),
)
