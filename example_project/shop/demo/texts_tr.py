"""Messages in Turkish. Slots stand where no suffix follows them."""

from .text import Language, Text

MESSAGES = {
    "Sipariş Sorunu": (
        Text("{date} tarihinde verdiğim {order} numaralı sipariş hâlâ kargoya verilmedi. Durumunu öğrenebilir miyim?"),
        Text(
            "{order} numaralı siparişim sistemde {date} tarihinde teslim edilmiş görünüyor ama bana ulaşan bir paket "
            "yok. Apartman görevlisine ve komşulara da sordum, kimse almamış. Kargo firmasını aradım, gönderici "
            "kurumla görüşün dediler. Ne yapmam gerekiyor?"
        ),
        Text(
            "Siparişim bugün geldi fakat kutudan {product} yerine {other_product} çıktı. Sipariş numaram {order}. "
            "Doğru ürünün gönderilmesini rica ediyorum."
        ),
        Text(
            "Paket ezilmiş hâlde teslim edildi, içindeki {fragile} kırılmış. Kurye tutanak tutmadan gitti. Kutunun "
            "fotoğrafını ekte gönderiyorum. Sipariş no: {order}",
            "photo",
        ),
        Text("siparişim {days} gündür hazırlanıyor yazıyor, ne zaman çıkacak?? sipariş no {order}"),
        Text(
            "{order} numaralı siparişimde iki ürün vardı, yalnızca {product} geldi. {other_product} faturada "
            "görünüyor ama kutuda yoktu. Eksik ürünü ne zaman gönderirsiniz?"
        ),
        Text(
            "Teslimat adresimi yanlış girmişim. {order} numaralı sipariş henüz kargoya verilmediyse adresi "
            "değiştirebilir misiniz? Doğru adres: Çınar Mah. Gül Sok. No: 14 D: 5, {city}"
        ),
        Text(
            "Kargo takip numarası {days} gündür aynı yerde duruyor, dağıtım merkezinden çıkmamış görünüyor. Sipariş "
            "{order}, adres {city}. Hediye olarak almıştım, {next_date} gününe yetişmesi gerekiyordu. Yetişmeyecekse "
            "lütfen şimdiden söyleyin, ona göre başka bir şey bakayım."
        ),
        Text(
            "ÜÇÜNCÜ YAZIŞIM! {order} numaralı siparişle ilgili hâlâ bir cevap alamadım. Param alındı, ürün yok. Bugün "
            "dönüş olmazsa tüketici hakem heyetine başvuracağım."
        ),
        Text(
            "Siparişimi aldım, çok güzel paketlemişsiniz, elinize sağlık. Yalnız {textile} için seçtiğim renk gelmemiş; "
            "ben yeşil istemiştim, kutudan bej çıktı. Sipariş numarası {order}. Değişim mümkün mü?"
        ),
        Text(
            "{date} günü iki ayrı sipariş verdim ({order} ve bir sonraki). İkisini tek pakette gönderme şansınız var "
            "mı? Kargo ücretini iki kez ödemek istemiyorum."
        ),
    ),
    "Ürün Hakkında Soru": (
        Text("{product} tekrar stoğa girecek mi, girecekse yaklaşık ne zaman?"),
        Text(
            "{product} ürününü anneme hediye almak istiyorum. Hediye paketi yapıyor musunuz, içine küçük bir not "
            "koydurabilir miyim?"
        ),
        Text(
            "Sitede {kitchen} için ölçü yazmıyor. En, boy ve yüksekliğini santimetre olarak yazabilir misiniz? "
            "Mutfaktaki rafa sığıp sığmayacağından emin olamadım."
        ),
        Text("{kitchen} bulaşık makinesinde yıkanabilir mi?"),
        Text(
            "Oğlumun fıstık alerjisi var. {food} üretilirken kuruyemişle aynı tesiste işleniyor mu? Etikette "
            "yazmıyor, üreticisine sorup dönebilirseniz çok sevinirim."
        ),
        Text("{product} ile {other_product} arasında kaldım, günlük kullanım için hangisini önerirsiniz?"),
        Text(
            "{product} hangi kooperatifte üretiliyor, üreticinin adını öğrenebilir miyim? Doğrudan emeği geçenlerin "
            "payının ne kadar olduğunu da merak ediyorum. Bu konuda sitede bir sayfa varsa bağlantısını paylaşır mısınız?"
        ),
        Text(
            "Kafemiz için {product} almayı düşünüyoruz, yaklaşık {quantity} adet. Toplu alımda indirim yapıyor musunuz, "
            "kurumsal fatura kesiliyor mu?"
        ),
        Text("Bambu masa lambası için garanti süresi ne kadar, hangi ampul takılıyor?"),
        Text(
            "Geçen yıl aldığım {food} çok memnun etti bizi. Bu yılki ürün aynı hasattan mı, son kullanma tarihi nedir?"
        ),
        Text("selam, {textile} fotoğraftaki renkte mi geliyor yoksa daha mı koyu? ekrandan anlaşılmıyor"),
    ),
    "Ödeme Sorunu": (
        Text(
            "{date} tarihinde kartımdan {amount} iki kez çekilmiş. Sipariş tek: {order}. Fazla çekilen tutarın iadesini "
            "rica ederim."
        ),
        Text(
            "Ödeme ekranında SMS kodunu giriyorum, sayfa dönüp duruyor ve sonunda hata veriyor. Üç farklı kartla denedim. "
            "Ekran görüntüsünü ekledim.",
            "screenshot",
        ),
        Text("{order} için kart ekstremde {amount} görünüyor ama siparişlerimde böyle bir sipariş yok?"),
        Text(
            "Havale ile ödeme yaptım, açıklamaya {order} yazdım. {days} gün oldu, hâlâ ödeme bekleniyor görünüyor. "
            "Dekont ektedir.",
            "receipt",
        ),
        Text(
            "Sepette {amount} yazıyordu, ödeme adımında kargo ücreti eklendi. 750 TL üzeri kargo bedava değil miydi? "
            "Kampanya sayfasında hâlâ öyle yazıyor."
        ),
        Text("Taksit seçeneği çıkmıyor. {amount} tutarındaki sepet için kaç taksit yapabiliyorum?"),
        Text(
            "{order} numaralı siparişin faturası şahıs adına kesilmiş, şirket adına olması gerekiyordu. Vergi dairesi ve "
            "numarasını sipariş notuna yazmıştım. Faturayı düzeltip tekrar gönderir misiniz? Eski faturayı ekledim.",
            "invoice",
        ),
        Text(
            "İptal ettiğim siparişin {amount} tutarındaki iadesi {days} gündür hesabıma geçmedi. Bankam kendilerine "
            "ulaşan bir iade olmadığını söylüyor. Sipariş {order}. İade işleminin referans numarasını iletebilir misiniz?"
        ),
        Text("indirim kodum çalışmıyor, {code} yazınca geçersiz diyor. oysa bugün geldi mesaj"),
        Text(
            "Hediye çekinin bakiyesi {amount} olmalıydı, sepette kullanınca sıfır göründü. Ödeme yarıda kaldı ama çek "
            "kullanılmış sayılıyor. Kontrol eder misiniz?"
        ),
        Text(
            "{order} numaralı siparişimin e-faturası gelmedi. Muhasebeye vermem gerekiyor, e-posta adresime "
            "gönderebilir misiniz?"
        ),
    ),
    "Hesap Sorunu": (
        Text("Şifremi unuttum, sıfırlama e-postası gelmiyor. Spam klasörüne de baktım."),
        Text(
            "Telefon numaram değişti, girişte eski numarama kod gidiyor. Yeni numaramı nasıl tanımlayabilirim? Kimlik "
            "doğrulaması gerekiyorsa yapmaya hazırım."
        ),
        Text("hesabıma giremiyorum, hesabınız askıya alındı yazıyor. neden acaba? bir yanlışlık oldu sanırım"),
        Text(
            "Hesabımda benim vermediğim bir sipariş görünüyor ({order}, {date}). Şifremi değiştirdim ama endişeliyim. "
            "Hesabıma başka bir yerden girilmiş mi, bakabilir misiniz?"
        ),
        Text(
            "KVKK kapsamında hesabımın ve kişisel verilerimin silinmesini talep ediyorum. İşlem tamamlandığında yazılı "
            "olarak bilgi verilmesini rica ederim."
        ),
        Text(
            "Yanlışlıkla iki ayrı hesap açmışım, birinde siparişlerim birinde puanlarım duruyor. İkisini birleştirmeniz "
            "mümkün mü?"
        ),
        Text(
            "E-posta adresimi değiştirmek istiyorum ama onay bağlantısına tıklayınca bağlantının süresi dolmuş diyor. "
            "Hemen tıklamama rağmen öyle. Ekran görüntüsü ektedir.",
            "screenshot",
        ),
        Text("Bülten aboneliğinden çıktım, {days} gündür hâlâ her gün e-posta geliyor. Lütfen beni listeden çıkarın."),
        Text("Kayıtlı adreslerim silinmiş, sipariş verirken hepsini tekrar yazmak zorunda kaldım. Geri gelir mi?"),
        Text(
            "Geçen ayki alışverişlerimden kazandığım puanlar hesabıma yansımadı. Son siparişim {order}, tutarı {amount}. "
            "Puanların ne zaman yükleneceğini öğrenebilir miyim?"
        ),
    ),
    "Teknik Destek": (
        Text(
            "Mobil uygulama son güncellemeden sonra açılır açılmaz kapanıyor. Telefonu yeniden başlattım, silip yeniden "
            "yükledim, değişmedi."
        ),
        Text(
            "Sepete ürün ekleyince sayfa bembeyaz kalıyor. Bilgisayarda da telefonda da aynı. Ekran görüntüsünü "
            "yolluyorum.",
            "screenshot",
        ),
        Text(
            "Arama kutusuna Türkçe karakterle yazınca sonuç çıkmıyor, “incir” yazınca buluyor ama “İNCİR” yazınca bulmuyor."
        ),
        Text("site çok yavaş, ürün fotoğrafları yüklenmiyor. internetim gayet iyi"),
        Text(
            "Keçe terlik sayfasındaki beden tablosu telefonda ekrandan taşıyor, sağ tarafı okunmuyor. Yatay çevirince de "
            "düzelmiyor. Aşağıya ekran görüntüsü bırakıyorum.",
            "screenshot",
        ),
        Text("Adres eklerken ilçe listesi boş geliyor. İl olarak {city} seçiyorum, sonrası yüklenmiyor."),
        Text(
            "Ekran okuyucu kullanıyorum. Ödeme adımındaki “Siparişi tamamla” düğmesi okunmuyor, yalnızca “düğme” diyor. "
            "Önceki tasarımda böyle bir sorun yoktu. Benim gibi kullanan başkaları da vardır, düzeltirseniz çok seviniriz."
        ),
        Text("Bildirimleri kapatmama rağmen uygulama günde beş altı bildirim gönderiyor. Ayarlardan da kapalı."),
        Text(
            "Favori listeme eklediğim ürünler her çıkış yaptığımda sıfırlanıyor. {days} gündür böyle. Tarayıcı "
            "önbelleğini temizledim, farklı tarayıcı da denedim."
        ),
        Text(
            "Sipariş geçmişinde {date} öncesine gidemiyorum, “sonraki sayfa” düğmesi aynı sayfayı tekrar açıyor. Eski bir "
            "faturaya ihtiyacım var."
        ),
    ),
    "İade/İptal": (
        Text("{order} numaralı siparişimi iptal etmek istiyorum, henüz kargoya verilmemiş görünüyor."),
        Text(
            "{product} beklediğim gibi çıkmadı, kullanmadan iade etmek istiyorum. {date} günü teslim aldım, on dört gün "
            "dolmadı. Kargo kodunu gönderir misiniz?"
        ),
        Text(
            "İade ettiğim ürün {days} gün önce deponuza ulaşmış, takipten görüyorum. Ücret iadesi ne zaman yapılır? "
            "Sipariş: {order}, tutar: {amount}"
        ),
        Text(
            "{fragile} kutudan çatlak çıktı. Değişim değil iade istiyorum. Fotoğraf ektedir, sipariş numaram {order}.",
            "photo",
        ),
        Text("beden küçük geldi bir büyüğüyle değişim olur mu? sipariş {order}"),
        Text(
            "İade formunu doldurup ekledim. {order} numaralı siparişteki iki üründen yalnızca {product} iade edilecek, "
            "diğerinden memnunuz. Faturanın aslını da kutuya koydum.",
            "form",
        ),
        Text(
            "Siparişi verdikten on dakika sonra iptal ettim, iptal onayı da geldi. Buna rağmen ürün bugün kargoya "
            "verilmiş. Teslim almayacağım, bilginiz olsun. Para iadesi {amount} olarak yapılmalı, sipariş {order}."
        ),
        Text(
            "İade için kargo şubesine gittim, verdiğiniz kodun süresi dolmuş dediler. Yeni kod alabilir miyim? "
            "Sipariş {order}."
        ),
        Text(
            "Hediye gelen {product} için iade yapabilir miyim? Siparişi ben vermedim, elimde yalnızca hediye fişi var. "
            "Mümkünse tutarı hediye çeki olarak almak isterim.",
        ),
        Text(
            "{order} siparişindeki {textile} iki haftada rengini kaybetti, talimata uygun yıkadık. Ayıplı ürün olduğunu "
            "düşünüyorum, iade talep ediyorum. Ürünün fotoğrafı ve fatura bende mevcut, fotoğrafı ekliyorum.",
            "photo",
        ),
        Text("Kısmi iptal yapılabiliyor mu? {order} içinden {product} çıksın, kalanlar gelsin istiyorum."),
    ),
    "Diğer": (
        Text(
            "{city} şehrinde el sanatları üreten küçük bir kadın kooperatifiyiz. Ürünlerimizi sitenizde satmak için "
            "nasıl başvurabiliriz? Tanıtım dosyamızı ekte bulabilirsiniz.",
            "form",
        ),
        Text("Mağazanız var mı, {city} civarında ürünleri görerek alabileceğim bir yer arıyorum."),
        Text(
            "Üniversitede kooperatifçilik üzerine bir bitirme ödevi hazırlıyorum. Sizinle yarım saatlik çevrim içi bir "
            "görüşme yapmam mümkün olur mu? Soruları önceden gönderebilirim."
        ),
        Text("Yurt dışına gönderim yapıyor musunuz? Almanya için kargo ücreti ne kadar olur?"),
        Text(
            "Geçen gün telefonda benimle ilgilenen arkadaşınıza teşekkür etmek istedim. Sorunumu beş dakikada çözdü, "
            "üstelik hep güler yüzlüydü. Böyle çalışanlarınız olduğu için şanslısınız."
        ),
        Text("Kargo kutularınız çok büyük, küçücük bir sabun için kocaman kutu geldi. Daha az ambalaj rica ediyorum."),
        Text(
            "Okulumuzun kermesi için ürün bağışı yapıyor musunuz? Kermes {next_date} tarihinde, geliri burs fonuna "
            "aktarılacak."
        ),
        Text("bayram günlerinde kargo çalışıyor mu, son sipariş günü ne zaman acaba"),
        Text(
            "Kuryeniz paketi teslim ederken oldukça kaba davrandı, kapıya bırakıp gitti. Teslimat {date} günü öğleden "
            "sonraydı. Şikâyetimin ilgili yere iletilmesini rica ediyorum."
        ),
        Text("İş ilanlarınızı nereden takip edebilirim? Müşteri hizmetlerinde dört yıl deneyimim var."),
    ),
}

GREETINGS = (
    "Merhaba,\n\n",
    "Merhaba,\n",
    "Merhabalar,\n\n",
    "İyi günler,\n\n",
    "Sayın yetkili,\n\n",
    "Selamlar,\n",
    "",
    "",
)
CLOSINGS = (
    "\n\nTeşekkürler.",
    "\n\nİyi çalışmalar dilerim.",
    "\n\nŞimdiden teşekkür ederim.\n{name}",
    "\n\nSaygılarımla,\n{name}",
    "\n\nDönüşünüzü bekliyorum.",
    "",
    "",
    "",
)

NOTES = {
    "Sipariş Sorunu": (
        "Depoyla görüşüldü, paket yarın çıkıyor.",
        "Kargo firmasına araştırma kaydı açıldı, 48 saat içinde dönecekler.",
        "Yeni gönderim onaylandı. Müşteri ikinci kez mağdur olmasın, kargo takibi bizde.",
    ),
    "Ürün Hakkında Soru": (
        "Üreticiye soruldu, cevap bekleniyor.",
        "Toplu alım için satış ekibine iletildi.",
    ),
    "Ödeme Sorunu": (
        "Çift çekim doğrulandı, iade talimatı muhasebeye verildi.",
        "Dekont muhasebede eşleşti.",
        "Banka tarafında bekliyor, referans numarası müşteriye iletildi.",
    ),
    "Hesap Sorunu": (
        "Telefonla kimlik doğrulaması yapıldı.",
        "KVKK talebi: hukuk birimine iletildi, yasal süre 30 gün.",
    ),
    "Teknik Destek": (
        "Aynı hatayı üç müşteri daha bildirdi, yazılım ekibinde kayıt açık.",
        "Tarayıcı ve sürüm bilgisi istendi.",
    ),
    "İade/İptal": (
        "İade kodu gönderildi. Ürün depoya ulaşınca ücret iadesi yapılacak.",
        "Ayıplı ürün, kargo ücreti bizden.",
        "Süre aşımı var ama iyi niyetle kabul edildi (ekip lideri onayı).",
    ),
    "Diğer": (
        "Kooperatif ilişkilerine yönlendirildi.",
        "Teşekkür mesajı ekiple paylaşıldı.",
    ),
}

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

TURKISH = Language(MESSAGES, GREETINGS, CLOSINGS, NOTES, MONTHS)
