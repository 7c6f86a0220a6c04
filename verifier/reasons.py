"""Reason codes of a verdict with their sentences, Turkish and English (docs/spec/verdict.md lists all).

A code is stable: programs may branch on it. Sentences may be reworded, except those quoted in the
acceptance stories.
"""

from collections.abc import Mapping

SENTENCES: dict[str, tuple[str, str]] = {
    # what was handed in
    "input.empty": ("Denetlenecek bir şey verilmedi.", "Nothing was given to check."),
    "input.too_large": (
        "Verilen dosya veya metin çok büyük; denetlenmedi.",
        "The file or text is too large and was not checked.",
    ),
    "input.unrecognised": (
        (
            "Verilen dosya veya metin tanınamadı. Belge numarası, doğrulama kodu, karekod metni, imzalı belge verisi "
            "veya PDF veriniz."
        ),
        (
            "The file or text was not recognised. Give a document number, a verification code, QR text, a signed "
            "credential or a PDF."
        ),
    ),
    "number.malformed": (
        "Belge numarası hatalı. Numarayı kontrol ediniz.",
        "The document number is not correct. Check the number.",
    ),
    "number.check_character": (
        "Belge numarası hatalı. Numarayı kontrol ediniz.",
        "The document number is not correct. Check the number.",
    ),
    "code.malformed": (
        "Doğrulama kodu hatalı. Kodu kontrol ediniz.",
        "The verification code is not correct. Check the code.",
    ),
    # the envelope of a credential
    "envelope.malformed": (
        "İmzalı belge verisi bozuk veya eksik.",
        "The signed credential is damaged or incomplete.",
    ),
    "envelope.header": (
        "İmzalı belge verisinin başlığı kabul edilen biçimde değil.",
        "The header of the signed credential is not of the accepted form.",
    ),
    "envelope.typ": ("Bu, imzalı bir belge verisi değil.", "This is not a signed document credential."),
    "envelope.too_large": (
        "İmzalı belge verisi izin verilenden büyük.",
        "The signed credential is larger than allowed.",
    ),
    "envelope.algorithm": (
        "İmza, anahtarın kaydındaki yöntemle atılmamış.",
        "The signature does not use the algorithm in the key's record.",
    ),
    "credential.unsigned": (
        "Bu veride imza yok; kimin düzenlediği denetlenemez. PDF'i veya credential.jwt dosyasını veriniz.",
        "This data carries no signature; its issuer cannot be checked. Give the PDF or the file credential.jwt.",
    ),
    "credential.profile": (
        "İmzalı içerik, Oda belgelerinin biçimine uymuyor.",
        "The signed content does not follow the form of chamber documents.",
    ),
    "credential.signature": (
        "Belge içeriği imzayla uyuşmuyor. Bu belgeye güvenmeyiniz.",
        "The content does not match the signature. Do not trust this document.",
    ),
    "credential.future": (
        "Belgenin veriliş günü gelecekte: {date}. Denetleyen bilgisayarın saati doğruysa bu belgeye güvenmeyiniz.",
        "The day of issue lies in the future: {date}. Unless this computer's clock is wrong, do not trust this document.",
    ),
    "proof.form": (
        "JSON içindeki imza (DataIntegrityProof) kabul edilen biçimde değil.",
        "The proof inside the JSON (DataIntegrityProof) is not of the accepted form.",
    ),
    "proof.time": (
        "JSON içindeki imzanın zamanı, belgenin verilişinden önce ya da gelecekte. Bu belgeye güvenmeyiniz.",
        "The proof inside the JSON says it was made before the document or in the future. Do not trust this document.",
    ),
    "proof.busy": (
        "JSON içindeki imza şu anda denetlenemedi. Biraz sonra yeniden deneyiniz.",
        "The proof inside the JSON could not be checked right now. Try again shortly.",
    ),
    # who signed
    "issuer.unknown": (
        "Tanınmayan veren. Belgeyi imzalayan anahtar TMMOB güven listesinde yok.",
        "Unknown issuer. The signing key is not in the TMMOB trust list.",
    ),
    "issuer.mismatch": (
        "Tanınmayan veren. İmzalayan anahtar, belgede adı yazılı Odaya ait değil.",
        "Unknown issuer. The signing key does not belong to the chamber named in the document.",
    ),
    "issuer.kind": (
        "Bu Odanın bu türde belge düzenleme yetkisi yok.",
        "This chamber may not issue documents of this kind.",
    ),
    "key.purpose": (
        "İmzalayan anahtar belge imzalamak için değil.",
        "The signing key is not for signing documents.",
    ),
    "key.window": (
        "İmza anahtarı, belgenin veriliş tarihinde geçerli değildi.",
        "The signing key was not valid at the date of issue.",
    ),
    "key.not_active": (
        "İmza anahtarı, eldeki güven listesinde henüz kullanıma alınmamış. Güven listesini yenileyiniz.",
        "The signing key was not yet in use by this trust list. Renew the trust list.",
    ),
    "key.compromised": (
        "İmza anahtarı geçersiz kılınmış. Belge {date} tarihinden önce kütüğe işlenmemiş; bu belgeye güvenmeyiniz.",
        "The signing key was declared compromised. The document was not entered in the register before {date}; do not trust it.",
    ),
    "key.time_unproven": (
        "İmza anahtarı {date} tarihinden beri geçersiz. Belgenin daha önce kütüğe işlendiği burada gösterilemedi; kütükten sorgulayınız.",
        "The signing key is compromised since {date}. That the document was entered before could not be shown here; ask the register.",
    ),
    # the trust list
    "trust.missing": (
        "Güven listesi yok; veren denetlenemedi.",
        "There is no trust list; the issuer could not be checked.",
    ),
    "trust.anchor": (
        "Güven listesi beklenen TMMOB anahtarıyla imzalı değil; veren denetlenemedi.",
        "The trust list is not signed by the expected TMMOB key; the issuer could not be checked.",
    ),
    "trust.malformed": (
        "Güven listesi okunamadı; veren denetlenemedi.",
        "The trust list could not be read; the issuer could not be checked.",
    ),
    "trust.expired": (
        "Güven listesinin süresi dolmuş; veren denetlenemedi.",
        "The trust list is out of date; the issuer could not be checked.",
    ),
    # the QR
    "qr.foreign_address": (
        "Bu karekod TMMOB doğrulama adresine ait değil. Açmayınız, belgeye güvenmeyiniz.",
        "This QR code does not belong to the TMMOB verification address. Do not open it or trust the document.",
    ),
    "qr.malformed": ("Karekod verisi bozuk veya eksik.", "The QR data is damaged or incomplete."),
    "qr.claims": (
        "Karekodun imzalı içeriği Oda belgelerinin biçimine uymuyor.",
        "The signed content of the QR code does not follow the form of chamber documents.",
    ),
    "qr.signature": (
        "Karekod imzası geçersiz. Bu belgeye güvenmeyiniz.",
        "The signature in the QR code is not valid. Do not trust this document.",
    ),
    "qr.differs": (
        "Karekod ile kayıtlı belge aynı değil. Bu belgeye güvenmeyiniz.",
        "The QR code and the recorded document are not the same. Do not trust this document.",
    ),
    # the PDF
    "pdf.unreadable": (
        "PDF okunamadı; dosya eksik veya bozuk olabilir. Yeniden indirip deneyiniz.",
        "The PDF could not be read; the file may be incomplete or damaged. Download it again and retry.",
    ),
    "pdf.encrypted": (
        "PDF şifreli; okunamadı. Oda belgeleri şifreli değildir.",
        "The PDF is encrypted and was not read. Chamber documents are not encrypted.",
    ),
    "pdf.limits": (
        "PDF güvenli sınırlar içinde okunamadı; denetlenmedi.",
        "The PDF could not be read within safe limits and was not checked.",
    ),
    "pdf.busy": (
        "Şu anda çok sayıda PDF denetleniyor; bu PDF denetlenmedi. Biraz sonra yeniden deneyiniz.",
        "Many PDFs are being checked right now; this one was not. Try again shortly.",
    ),
    "pdf.no_credential": (
        "Bu PDF'te imzalı belge verisi yok. Oda belgelerinin PDF'inde vardır.",
        "This PDF carries no signed credential. PDFs of chamber documents do.",
    ),
    "pdf.several_credentials": (
        "Bu PDF'te birden çok belge verisi var; özgün belgede bir tane bulunur.",
        "This PDF carries several credentials; an original document has one.",
    ),
    "pdf.page_differs": (
        "PDF görünümü imzalı veriyle uyuşmuyor{where}. Yalnız aşağıda gösterilen imzalı bilgilere güveniniz.",
        "The PDF differs from the signed data{where}. Rely only on the signed fields shown below.",
    ),
    "page.not_drawn": (
        "PDF görünümü karşılaştırılamadı. Yalnız aşağıda gösterilen imzalı bilgilere güveniniz.",
        "The look of the PDF could not be compared. Rely only on the signed fields shown below.",
    ),
    # its seal
    "pdf.unsealed": (
        "Bu PDF'te Odanın mührü yok; özgün belge mühürlüdür. Yalnız aşağıda gösterilen imzalı bilgilere güveniniz.",
        "This PDF does not carry the chamber's seal; the original does. Rely only on the signed fields shown below.",
    ),
    "pdf.several_seals": (
        "Bu PDF'te birden çok imza var; özgün belgede yalnız Odanın mührü bulunur. Yalnız imzalı bilgilere güveniniz.",
        "This PDF carries several signatures; the original has the chamber's seal alone. Rely only on the signed fields.",
    ),
    "pdf.seal_broken": (
        "PDF'in mührü dosyayla uyuşmuyor: dosya ya da mühür sonradan değişmiş. Yalnız imzalı bilgilere güveniniz.",
        "The seal does not match the file: one of them was changed afterwards. Rely only on the signed fields.",
    ),
    "pdf.seal_form": (
        (
            "PDF'in mührü kabul edilen yöntem ve biçimde değil; dosyanın değişip değişmediği söylenemez. Yalnız imzalı "
            "bilgilere güveniniz."
        ),
        (
            "The seal is not of an accepted method and form; whether the file was changed cannot be told. Rely only on "
            "the signed fields."
        ),
    ),
    "pdf.changed_after_seal": (
        "PDF'e mühürden sonra ekleme yapılmış; özgün dosya değildir. Yalnız imzalı bilgilere güveniniz.",
        "Something was added to the PDF after the seal; it is not the original file. Rely only on the signed fields.",
    ),
    "pdf.seal_adds": (
        "PDF'in mührü Oda belgelerinin mührü biçiminde değil. Yalnız imzalı bilgilere güveniniz.",
        "The seal of this PDF is not of the form that chamber documents have. Rely only on the signed fields.",
    ),
    "pdf.seal_foreign": (
        "PDF, belgeyi veren Odanın mührüyle değil, başka bir sertifikayla imzalanmış. Yalnız imzalı bilgilere güveniniz.",
        "The PDF is signed under another certificate, not by the issuing chamber's seal. Rely only on the signed fields.",
    ),
    "pdf.seal_window": (
        "PDF, Oda mührünün geçerli olmadığı bir tarihte mühürlenmiş. Yalnız imzalı bilgilere güveniniz.",
        "The PDF was sealed at a time when the chamber's seal was not valid. Rely only on the signed fields.",
    ),
    "pdf.seal_time": (
        "PDF'in mühür tarihi belgenin verilişinden önce veya gelecekte. Yalnız imzalı bilgilere güveniniz.",
        "The PDF was sealed before the document was issued, or in the future. Rely only on the signed fields.",
    ),
    "pdf.content": (
        "Bu PDF'te Oda belgelerinde bulunmayan etkin veya gizli içerik var. Yalnız imzalı bilgilere güveniniz.",
        "This PDF holds active or hidden content that chamber documents never have. Rely only on the signed fields.",
    ),
    "pdf.attachments": (
        "Bu PDF'in ekleri özgün belgenin ekleri değil. Yalnız imzalı bilgilere güveniniz.",
        "The attachments of this PDF are not those of the original. Rely only on the signed fields.",
    ),
    "seal.unknown": (
        "Oda mührünün sertifikası eldeki güven listesinde yok; mühür denetlenemedi. Güven listesini yenileyiniz.",
        "The chamber's seal certificate is not in this trust list; the seal could not be checked. Renew the trust list.",
    ),
    # the register
    "photo.no_code": (
        "Fotoğrafta karekod bulunamadı. Karekodu yakından, düz ve ışıklı çekiniz ya da belge numarasını yazınız.",
        "No QR code was found in the photo. Take it close, flat and in good light, or enter the document number.",
    ),
    "photo.unreadable": (
        "Bu fotoğraf açılamadı. PNG ya da JPEG olarak kaydedip yeniden deneyiniz.",
        "This photo could not be opened. Save it as PNG or JPEG and try again.",
    ),
    "photo.limits": (
        "Fotoğraf güvenli sınırlar içinde okunamadı; denetlenmedi. Daha küçük bir fotoğraf deneyiniz.",
        "The photo could not be read within safe limits and was not checked. Try a smaller one.",
    ),
    "photo.busy": (
        "Şu anda çok sayıda fotoğraf denetleniyor; bu fotoğraf denetlenmedi. Biraz sonra yeniden deneyiniz.",
        "Many photos are being checked right now; this one was not. Try again shortly.",
    ),
    "badge.no_credential": (
        "Bu resimde imzalı belge verisi yok. Rozeti, indirdiğiniz dosyanın kendisi olarak veriniz.",
        "This picture carries no signed credential. Give the badge as the file that was downloaded.",
    ),
    "badge.several_credentials": (
        "Bu rozette birden çok imzalı belge verisi var. Oda belgelerinin rozetinde yalnız bir tane bulunur.",
        "This badge carries several signed credentials. Badges of chamber documents carry exactly one.",
    ),
    "badge.form": (
        "Bu rozetteki veri, Open Badges biçimine uygun yerleştirilmemiş. Bu rozete güvenmeyiniz.",
        "The data in this badge is not placed as Open Badges asks for. Do not trust this badge.",
    ),
    "badge.unreadable": (
        "Bu rozet okunamadı; dosya eksik veya bozuk olabilir. Yeniden indirip deneyiniz.",
        "This badge could not be read; the file may be incomplete or damaged. Download it again and retry.",
    ),
    "badge.limits": (
        "Rozet güvenli sınırlar içinde okunamadı; denetlenmedi.",
        "The badge could not be read within safe limits and was not checked.",
    ),
    "badge.busy": (
        "Şu anda çok sayıda rozet denetleniyor; bu rozet denetlenmedi. Biraz sonra yeniden deneyiniz.",
        "Many badges are being checked right now; this one was not. Try again shortly.",
    ),
    "record.not_found": (
        "Bu numarayla kayıtlı bir belge bulunamadı.",
        "No document is recorded under this number.",
    ),
    "record.missing": (
        "Bu belge kütükte kayıtlı değil. Bu belgeye güvenmeyiniz.",
        "This document is not in the register. Do not trust it.",
    ),
    "record.differs": (
        "Kütükteki belge bu veriyle aynı değil. Bu belgeye güvenmeyiniz.",
        "The document in the register is not the same as this one. Do not trust it.",
    ),
    "record.unreachable": (
        "Kütüğe ulaşılamadı; güncel durum sorgulanamadı.",
        "The register could not be reached; the current status is unknown.",
    ),
    "record.offline": (
        "Çevrimdışı denetim: güncel durum sorgulanamadı.",
        "Checked offline: the current status is unknown.",
    ),
    # the status list, where the register cannot be asked
    "status.absent": (
        "Belgenin durum listesi elde yok; güncel durum listeden de denetlenemedi.",
        "The document's status list is not at hand, so the status could not be checked by it either.",
    ),
    "status.malformed": (
        "Durum listesi bozuk veya beklenen biçimde değil; denetlenmedi.",
        "The status list is damaged or not of the expected form and was not used.",
    ),
    "status.issuer": (
        "Durum listesini belgeyi veren Oda imzalamamış; liste kullanılmadı.",
        "The status list is not signed by the chamber that issued the document and was not used.",
    ),
    "status.signature": (
        "Durum listesinin imzası geçersiz; liste kullanılmadı.",
        "The signature of the status list is not valid; the list was not used.",
    ),
    "status.key_compromised": (
        "Durum listesi geçersiz kılınmış bir anahtarla imzalanmış; liste kullanılmadı.",
        "The status list is signed with a compromised key and was not used.",
    ),
    "status.address": (
        "Eldeki durum listesi, belgenin gösterdiği liste değil.",
        "The status list at hand is not the one that the document names.",
    ),
    "status.purpose": (
        "Durum listesi başka bir amaçla yayımlanmış; kullanılmadı.",
        "The status list was published for another purpose and was not used.",
    ),
    "status.size": (
        "Durum listesinin boyu beklenenden farklı; liste kullanılmadı.",
        "The status list is not of the expected size and was not used.",
    ),
    "status.index": (
        "Belgenin gösterdiği yer durum listesinde yok.",
        "The place that the document names is not in the status list.",
    ),
    "status.future": (
        "Durum listesi ileri bir tarihi taşıyor: {date}. Bilgisayarın saatini kontrol ediniz.",
        "The status list is dated in the future: {date}. Check this computer's clock.",
    ),
    "status.stale": (
        "Durum listesi {date} tarihli; güncel sayılmak için eski.",
        "The status list of {date} is too old to count as current.",
    ),
    "status.rolled_back": (
        "Durum listesi {date} tarihli; daha yenisi görülmüştü, kullanılmadı.",
        "The status list of {date} was not used: a newer one has been seen.",
    ),
    "status.ambiguous": (
        "Odanın {date} tarihli durum listeleri bu karekod için tek bir sonuç vermiyor. Belgenin dosyasını veriniz.",
        "The chamber's status lists of {date} do not agree on this QR code. Give the document's file.",
    ),
    "status.not_in_force": (
        "Bu belge {date} tarihli durum listesine göre yürürlükte değildir. Güncel durumunu kütükten sorgulayınız.",
        "By the status list of {date} this document is not in force. Ask the register for its current status.",
    ),
    # the transparency log
    "log.malformed": ("Günlük kanıtı okunamıyor.", "The log's proof cannot be read."),
    "log.origin": ("Kanıt başka bir günlüğe ait.", "The proof belongs to another log."),
    "log.unsigned": ("Kanıtı günlük imzalamamış.", "The log did not sign the proof."),
    "log.signature": ("Kanıttaki bir imza tutmuyor.", "A signature in the proof does not hold."),
    "log.witnesses": (
        "Kanıtta yeterli tanık imzası yok.",
        "The proof is not signed by enough witnesses.",
    ),
    "log.inclusion": (
        "Kanıt, günlükte böyle bir kayıt bulunduğunu göstermiyor.",
        "The proof does not show that the log holds such an entry.",
    ),
    "log.event": (
        "Kanıt, bu belgenin değil başka bir kaydın kanıtı.",
        "The proof is that of another entry, not of this document.",
    ),
    "log.time": (
        "Belge {issued} tarihini taşıyor, günlük kaydı ise {date} tarihli. Bu belgeye güvenmeyiniz.",
        "The document is dated {issued}, but its entry in the log {date}. Do not trust this document.",
    ),
    "log.unknown": (
        "Eldeki güven listesi günlüğün anahtarını göstermiyor; kanıt denetlenemedi. Güven listesini yenileyiniz.",
        "This trust list does not name the log's key; the proof could not be checked. Renew the trust list.",
    ),
    # standing
    "standing.replaced": (
        "Bu belgenin yerini {belge_no} numaralı belge almıştır.",
        "Document {belge_no} has taken the place of this one.",
    ),
    "standing.revoked": (
        "Bu belge {date} tarihinde iptal edilmiştir.",
        "This document was revoked on {date}.",
    ),
    "standing.suspended": (
        "Bu belge {date} tarihinde askıya alınmıştır.",
        "This document was suspended on {date}.",
    ),
    "standing.support_revoked": (
        "Bu belgenin dayandığı belge {date} tarihinde iptal edilmiştir; bu belge de iptal edilmiş sayılır.",
        "The document that this one rests on was revoked on {date}; this one counts as revoked too.",
    ),
    "standing.support_suspended": (
        "Bu belgenin dayandığı belge {date} tarihinde askıya alınmıştır; bu belge de askıda sayılır.",
        "The document that this one rests on was suspended on {date}; this one counts as suspended too.",
    ),
    "standing.expired": (
        "Bu belgenin süresi {date} tarihinde dolmuştur.",
        "This document expired on {date}.",
    ),
    "standing.visa_missing": (
        "{year} yılı vizesi yapılmamıştır.",
        "The visa for {year} has not been recorded.",
    ),
    "standing.not_yet_valid": (
        "Bu belgenin geçerliliği {date} tarihinde başlayacaktır.",
        "This document becomes valid on {date}.",
    ),
    "standing.unknown": (
        "İmza geçerlidir. Güncel durum sorgulanamadı.",
        "The signature is valid. The current status could not be checked.",
    ),
}

VALID = ("Bu belge geçerlidir.", "This document is valid.")
VALID_BY_LIST = (
    "İmza geçerlidir. Güncel durum sorgulanamadı; sonuç {date} tarihli listeye dayanır.",
    "The signature is valid. The current status could not be asked; this result rests on the list of {date}.",
)

STEP_LABELS: dict[str, tuple[str, str]] = {
    "read": ("Okunabilirlik", "Readable"),
    "issuer": ("Veren", "Issuer"),
    "signature": ("İmza", "Signature"),
    "key": ("İmza anahtarı", "Signing key"),
    "claims": ("İmzalı içerik", "Signed content"),
    "record": ("Belge kütüğü", "Document register"),
    "page": ("PDF görünümü", "Look of the PDF"),
    "seal": ("Oda mührü", "Chamber seal"),
    "log": ("Şeffaflık günlüğü", "Transparency log"),
    "status": ("Durum listesi", "Status list"),
    "standing": ("Geçerlilik", "Validity"),
}

# What a seal may be called (5070 sayılı Kanun, Ek Madde 1): by the level that the trust list states, never more.
SEAL_LEVELS: dict[str, tuple[str, str]] = {
    "oda_imzasi": ("oda imzası", "chamber signature"),
    "gelismis_emuhur": ("gelişmiş elektronik mühür", "advanced electronic seal"),
    "guvenli_emuhur": ("güvenli elektronik mühür", "qualified electronic seal"),
}

STEP_PASSED: dict[str, tuple[str, str]] = {
    "read": ("Verilen bilgi okundu.", "What was given could be read."),
    "issuer": (
        "Veren, TMMOB güven listesindeki bir Odadır.",
        "The issuer is a chamber in the TMMOB trust list.",
    ),
    "signature": (
        "İmza, Odanın anahtarıyla doğrulandı; içerik değişmemiş.",
        "The signature verifies under the chamber's key; nothing was changed.",
    ),
    "key": (
        "Anahtar, belgenin veriliş tarihinde geçerliydi.",
        "The key was valid at the date of issue.",
    ),
    "claims": (
        "İmzalı içerik eksiksiz ve tutarlı.",
        "The signed content is complete and consistent.",
    ),
    "record": ("Belge kütükte aynen kayıtlı.", "The register holds exactly this document."),
    "page": (
        "PDF, imzalı veriden yeniden çizilen belgeyle aynı.",
        "The PDF is the same as the document drawn again from the signed data.",
    ),
    "seal": (
        "Dosyanın tümü Odanın mührüyle ({level}) {date} tarihinde mühürlenmiş; sonradan değişmemiş.",
        "The whole file was sealed by the chamber ({level_en}) on {date} and has not been changed since.",
    ),
    "log": (
        "Belgenin verilişi şeffaflık günlüğünün {index} numaralı kaydıdır ({date}); günlüğün imzası tutuyor.",
        "The document's issue is entry {index} of the transparency log ({date}); the log's signature holds.",
    ),
    "status": (
        "Kütüğe sorulamadı; Odanın {date} tarihli durum listesinde belge yürürlükte.",
        "The register could not be asked; the chamber's status list of {date} has the document in force.",
    ),
    "standing": ("Belge bugün geçerli.", "The document is valid today."),
}

READ_FROM: dict[str, tuple[str, str]] = {
    "scan": (
        (
            "Bu PDF özgün belge değil, tarama gibi bir görüntüsüdür. Üzerindeki karekod okundu; sayfada yazanlar "
            "karşılaştırılmadı. Karekoddaki bilgileri sayfada yazanlarla karşılaştırınız."
        ),
        (
            "This PDF is not the original but a picture of it, such as a scan. The QR code on it was read; what its page "
            "says was not compared. Compare what the QR code holds with what the page says."
        ),
    ),
    "photo": (
        (
            "Fotoğraftaki karekod okundu; kâğıtta yazanlar karşılaştırılmadı. Karekoddaki bilgileri kâğıtta yazanlarla "
            "karşılaştırınız."
        ),
        (
            "The QR code in the photo was read; what the paper says was not compared. Compare what the QR code holds with "
            "what the paper says."
        ),
    ),
    "file": (
        "Bu PDF'in üzerindeki karekod okundu; sayfada yazanlar karşılaştırılmadı.",
        "The QR code on this PDF was read; what its page says was not compared.",
    ),
    "badge": (
        "Rozetteki imzalı belge verisi okundu; resimde görünenler karşılaştırılmadı.",
        "The signed credential in the badge was read; what its picture shows was not compared.",
    ),
}
SEAL_STAMPED = (
    " Dosyadaki zaman damgasını kimin verdiği denetlenmedi.",
    " Who gave the time-stamp in the file was not checked.",
)
# Where the register settled what its signature cannot.
KEY_IN_TIME = (
    "Anahtar {date} tarihinde geçersiz kılınmış; belge bundan önce kütüğe işlenmiş.",
    "The key was declared compromised as of {date}; the document was entered in the register before.",
)
LOG_WITNESSED = (
    " {witnesses} tanık da imzalamış.",
    " Signed by {witnesses} witnesses as well.",
)
STANDING_BY_LIST = (
    "Belge, tarihlerine ve {date} tarihli listeye göre geçerli.",
    "The document is valid by its dates and by the list of {date}.",
)


def sentence(code: str, facts: Mapping[str, str] | None = None) -> tuple[str, str]:
    """The Turkish and English sentence of a code, its facts filled in."""
    return filled(SENTENCES[code], facts or {})


def passed_sentence(name: str, facts: Mapping[str, str]) -> tuple[str, str]:
    """What a step says that passed; a ``date`` among the facts is the day of the list it rests on.

    ``of`` tells what was read, where that is not the document itself.
    """
    if name == "read" and "of" in facts:
        return READ_FROM[facts["of"]]
    if name == "seal" and "form" in facts:
        turkish, english = filled(STEP_PASSED[name], facts)
        return turkish + SEAL_STAMPED[0], english + SEAL_STAMPED[1]
    if name == "key" and "date" in facts:
        return filled(KEY_IN_TIME, facts)
    if name == "log" and "witnesses" in facts:
        (turkish, english), also = filled(STEP_PASSED[name], facts), filled(LOG_WITNESSED, facts)
        return turkish + also[0], english + also[1]
    by_list = name == "standing" and "date" in facts
    return filled(STANDING_BY_LIST if by_list else STEP_PASSED[name], facts)


def filled(pair: tuple[str, str], facts: Mapping[str, str]) -> tuple[str, str]:
    """Both languages with the facts filled in."""
    return pair[0].format(**facts), pair[1].format(**facts)
