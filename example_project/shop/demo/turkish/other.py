"""Everything else, in Turkish."""

from ..text import Opening, Subject, requester, staff

OTHER = Subject(
    openings=(
        Opening(
            "{city} şehrinde el sanatları üreten küçük bir kadın kooperatifiyiz. Ürünlerimizi sitenizde satmak için "
            "nasıl başvurabiliriz? Tanıtım dosyamızı ekte bulabilirsiniz.",
            talks=(
                (
                    staff(
                        "Dosyanızı ilgiyle inceledik, emeğinize sağlık. Başvurunuzu kooperatif ilişkileri ekibine "
                        "ilettim. Ürünlerinizden üç dört tanesinin fotoğrafını da eklerseniz değerlendirme hızlanır."
                    ),
                    requester("Ürün fotoğraflarımız ektedir.", "swatch", "swatch", "swatch"),
                    staff(
                        "Çok güzel işler. Ekibimiz {soon} günü sizi arayacak. Başvuru şartlarını ekte bulabilirsiniz.",
                        "sheet",
                    ),
                ),
                (
                    staff(
                        "Başvurunuz için teşekkür ederiz. Yeni üreticileri yılda iki kez alıyoruz, sıradaki dönem "
                        "ocak ayında. Sizi listeye ekledik; başvuru şartları ektedir.",
                        "sheet",
                    ),
                ),
            ),
            files=("form",),
            comeback=(
                requester("Bizi arayacağınızı yazmıştınız, henüz arayan olmadı."),
                staff("Özür dileriz, notumuz yanlış tarihe kaydedilmiş. Ekibimiz bugün 15.00’te sizi arıyor."),
            ),
        ),
        Opening(
            "Mağazanız var mı, {city} civarında ürünleri görerek alabileceğim bir yer arıyorum.",
            talks=(
                (
                    staff(
                        "Sürekli bir mağazamız yok, ama her ay bir şehirde üretici pazarı kuruyoruz. Takvim: "
                        "https://shop.example/pazar"
                    ),
                    requester("Harika, bizim şehre de gelin lütfen."),
                ),
                (
                    staff(
                        "Şu anda yalnızca internetten satış yapıyoruz. Beğenmediğiniz ürünü on dört gün içinde "
                        "ücretsiz iade edebilirsiniz."
                    ),
                ),
            ),
        ),
        Opening(
            "Üniversitede kooperatifçilik üzerine bir bitirme ödevi hazırlıyorum. Sizinle yarım saatlik çevrim içi "
            "bir görüşme yapmam mümkün olur mu? Soruları önceden gönderebilirim.",
            talks=(
                (
                    staff(
                        "Çok seviniriz. Kooperatif ilişkileri ekibimizden bir arkadaşımız sizinle görüşebilir. "
                        "Sorularınızı ve size uygun iki gün yazar mısınız?"
                    ),
                    requester("Sorularım ekte. Salı veya perşembe öğleden sonra benim için uygun.", "form"),
                    staff(
                        "Perşembe 15.00 için anlaştık. Görüşme bağlantısı o sabah e-posta adresinize gelecek. "
                        "Ödevinizde başarılar dileriz."
                    ),
                ),
            ),
        ),
        Opening(
            "Yurt dışına gönderim yapıyor musunuz? Almanya için kargo ücreti ne kadar olur?",
            talks=(
                (
                    staff(
                        "Evet, Avrupa Birliği ülkelerine gönderiyoruz. Almanya için 5 kg’a kadar 690 TL, teslimat "
                        "beş ila sekiz iş günü. Gümrük işlemlerini biz yapıyoruz."
                    ),
                    requester("Sıvı ürünler de gidiyor mu, zeytinyağı almak istiyorum."),
                    staff("Teneke ambalajlı olanlar gidiyor, cam şişeler ne yazık ki gitmiyor."),
                ),
            ),
        ),
        Opening(
            "Geçen gün telefonda benimle ilgilenen arkadaşınıza teşekkür etmek istedim. Sorunumu beş dakikada "
            "çözdü, üstelik hep güler yüzlüydü. Böyle çalışanlarınız olduğu için şanslısınız.",
            talks=(
                (
                    staff(
                        "Bu güzel mesaj için biz teşekkür ederiz. Arkadaşımıza ilettik, günü güzelleşti. Her zaman "
                        "bekleriz."
                    ),
                ),
            ),
        ),
        Opening(
            "Kargo kutularınız çok büyük, küçücük bir sabun için kocaman kutu geldi. Daha az ambalaj rica ediyorum.",
            talks=(
                (
                    staff(
                        "Haklısınız. Küçük boy kutularımız tükendiği için büyük kutu kullanılmış. Bu ay küçük "
                        "kutular geldi; dolgu malzemesini de geri dönüştürülmüş kâğıda çevirdik."
                    ),
                    requester("Duyduğuma sevindim, teşekkür ederim."),
                ),
            ),
        ),
        Opening(
            "Okulumuzun kermesi için ürün bağışı yapıyor musunuz? Kermes {next_date} tarihinde, geliri burs fonuna "
            "aktarılacak.",
            talks=(
                (
                    staff(
                        "Ne güzel bir amaç. Her yıl on okula ürün desteği veriyoruz. Okul yönetiminin yazısını "
                        "ekleyebilirseniz başvurunuzu hemen değerlendirelim."
                    ),
                    requester("Yazı ektedir, şimdiden teşekkürler.", "form"),
                    staff(
                        "Başvurunuz onaylandı. Yirmi adet küçük sabun ve on adet bez çanta {soon} günü okulunuzda "
                        "olacak. Kermesiniz bereketli olsun."
                    ),
                ),
            ),
        ),
        Opening(
            "bayram günlerinde kargo çalışıyor mu, son sipariş günü ne zaman acaba",
            talks=(
                (
                    staff(
                        "Arife günü öğlene kadar kargo çalışıyor. Bayramdan önce ulaşması için siparişi üç iş günü "
                        "önce vermenizi öneririz."
                    ),
                    requester("tamamdır sağ olun"),
                ),
            ),
        ),
        Opening(
            "Kuryeniz paketi teslim ederken oldukça kaba davrandı, kapıya bırakıp gitti. Teslimat {date} günü "
            "öğleden sonraydı. Şikâyetimin ilgili yere iletilmesini rica ediyorum.",
            talks=(
                (
                    staff(
                        "Yaşadığınız için üzgünüz. Şikâyetinizi kargo firmasının bölge müdürlüğüne ilettik, "
                        "kuryeyle görüşecekler. Sonucu öğrenince size yazacağım."
                    ),
                    requester("Teşekkür ederim. Amacım kimsenin işinden olması değil, biraz dikkat edilsin yeter."),
                    staff(
                        "Anlayışınız için teşekkürler. Kargo firması sizden özür diledi, kurye uyarıldı. Sonraki "
                        "teslimatlarınız için kapıda bekleme notu eklendi."
                    ),
                ),
            ),
        ),
        Opening(
            "İş ilanlarınızı nereden takip edebilirim? Müşteri hizmetlerinde dört yıl deneyimim var.",
            talks=(
                (
                    staff(
                        "İlginiz için teşekkürler. Açık pozisyonlar https://shop.example/kariyer adresinde. Destek "
                        "ekibine ocak ayında iki arkadaş alacağız; öz geçmişinizi oradan gönderebilirsiniz."
                    ),
                    requester("Gönderdim, haber bekliyorum. İyi çalışmalar."),
                ),
            ),
        ),
    ),
    questions=(
        (
            requester("Sosyal medyada hangi adla bulabilirim sizi?"),
            staff("Bütün kanallarda @imecehub adını kullanıyoruz, üreticilerimizi de oradan tanıtıyoruz."),
        ),
        (
            requester("Bu arada kurumsal hediye kutusu da yapıyor musunuz?"),
            staff("Yapıyoruz, yirmi adetten başlıyor. Örnek teklifi ekledim.", "offer"),
        ),
    ),
    follow_ups=(
        (
            requester("Geçen ayki yazışmamızın devamı olarak soruyorum: başvuru dönemi açıldı mı?"),
            staff("Evet, dün açıldı. Başvuru bağlantısı: https://shop.example/basvuru"),
        ),
        (
            requester("Aynı konuda bir ricam daha olacak, uygun olduğunuzda yazabilir misiniz?"),
            staff("Tabii, buradan yazabilirsiniz; ben ilgileneceğim."),
        ),
    ),
    notes=(
        "İlgili ekibe ilettim, yanıt bekliyorum.",
        "Ekip toplantısında da konuşalım.",
        "Güzel bir mesaj, ekiple paylaştım.",
    ),
)
