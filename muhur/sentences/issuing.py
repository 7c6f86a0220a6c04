"""Installation, lists, issuing, keys and trust, and requests of the public doors."""

SENTENCES: dict[str, tuple[int, str, str]] = {
    "reissue.which": (
        422,
        "Bir numara, bir liste (--list) ya da --all veriniz; yalnız birini.",
        "Give a number, a list (--list) or --all; one of them.",
    ),
    "reissue.count": (
        422,
        "Bir toplu işte 1 ile {most} arasında devralınan belge olabilir.",
        "A batch holds 1 to {most} earlier documents.",
    ),
    "installation.missing": (
        503,
        "Kurulum bulunamadı. Önce `muhur init` veya `muhur demo` çalıştırınız.",
        "No installation here. Run `muhur init` or `muhur demo` first.",
    ),
    "installation.exists": (
        409,
        "Bu klasörde zaten bir kurulum var: {home}.",
        "This folder already holds an installation: {home}.",
    ),
    "installation.public_url": (
        422,
        "Genel adres (--public-url) https://… olmalı (yalnız localhost için http), yol ve sorgu içermemeli: “{url}”.",
        "The public address (--public-url) must be https://… (http for localhost only) without path or query: “{url}”.",
    ),
    "installation.schema": (
        503,
        "Veritabanı şeması bu sürümün değil ({found}, beklenen {expected}). `muhur db upgrade` çalıştırınız.",
        "The database schema is not this version's ({found}, expected {expected}). Run `muhur db upgrade`.",
    ),
    "clock.simulated": (
        403,
        "Başka bir tarihle düzenleme yalnız ÖRNEK kurulumda yapılabilir.",
        "Issuing at another time is possible in an ÖRNEK installation only.",
    ),
    "clock.unreadable": (
        422,
        "Zaman okunamadı: {value}. Örnek: 2026-11-22 veya 2026-11-22T09:00:00Z.",
        "The time cannot be read: {value}. Example: 2026-11-22 or 2026-11-22T09:00:00Z.",
    ),
    "file.missing": (404, "Dosya bulunamadı: {path}.", "File not found: {path}."),
    "file.unwritable": (
        422,
        "Dosya yazılamıyor: {path}. Hiçbir belge düzenlenmedi.",
        "The file cannot be written: {path}. No document was issued.",
    ),
    "list.too_large": (
        413,
        "Dosya çok büyük; en çok {megabytes} MB olabilir. Hiçbir satır işlenmedi.",
        "The file is too large; at most {megabytes} MB. No row was processed.",
    ),
    "list.empty": (422, "Dosya boş.", "The file is empty."),
    "list.encoding": (
        422,
        "Dosyanın karakter kodlaması okunamadı. UTF-8 veya Windows-1254 (Türkçe Excel) olarak CSV kaydediniz.",
        "The file's encoding cannot be read. Save it as CSV in UTF-8 or Windows-1254 (Turkish Excel).",
    ),
    "list.unreadable": (422, "{line}. satır CSV olarak okunamadı.", "Row {line} cannot be read as CSV."),
    "list.no_rows": (
        422,
        "Dosyada başlıktan başka satır yok.",
        "The file has no row besides the header.",
    ),
    "list.too_many_rows": (
        413,
        "Dosyada en çok {rows} satır olabilir; listeyi bölünüz. Hiçbir satır işlenmedi.",
        "A file may have at most {rows} rows; split the list. No row was processed.",
    ),
    "list.column_missing": (
        422,
        "Eksik sütun: {columns}. Dosyadaki başlık: {found}",
        "Missing column: {columns}. Header of the file: {found}",
    ),
    "list.column_twice": (
        422,
        "Sütun iki kez var: {column}.",
        "The column stands twice: {column}.",
    ),
    "chambers.unreadable": (
        422,
        "Oda listesi okunamadı: {detail}.",
        "The list of chambers cannot be read: {detail}.",
    ),
    "chamber.unknown": (404, "Böyle bir Oda yok: {chamber}.", "No such chamber: {chamber}."),
    "programme.unknown": (
        404,
        "Böyle bir eğitim programı yok: {programme}.",
        "No such training programme: {programme}.",
    ),
    "programme.twice": (
        422,
        "Eğitim kodu dosyada birden çok kez var: {programme}.",
        "The training code stands in the file more than once: {programme}.",
    ),
    "programme.cell": (
        422,
        "{line}. satır, “{column}”: “{value}” kabul edilmiyor. Dosyadan hiçbir şey alınmadı.",
        "Row {line}, “{column}”: “{value}” is not accepted. Nothing of the file was taken.",
    ),
    "programme.not_assessed": (
        422,
        "{line}. satır, {programme}: ölçme ve değerlendirme olmayan program başarı veya yetki belgesi veremez.",
        "Row {line}, {programme}: a programme without assessment cannot issue başarı or yetki documents.",
    ),
    "member.other_chamber": (
        422,
        "{line}. satır: başka bir Oda yazılı ({oda}); liste {chamber} üyeleri içindir. Dosyadan hiçbir şey alınmadı.",
        "Row {line}: names another chamber ({oda}); the list is for {chamber}. Nothing of the file was taken.",
    ),
    "member.sicil": (
        422,
        "{line}. satır: “{value}” bir sicil no değil. Dosyadan hiçbir şey alınmadı.",
        "Row {line}: “{value}” is not a register number. Nothing of the file was taken.",
    ),
    "member.twice": (
        422,
        "{line}. satır: {sicil_no} numaralı sicil {first}. satırda da var. Dosyadan hiçbir şey alınmadı.",
        "Row {line}: register number {sicil_no} stands in row {first} too. Nothing of the file was taken.",
    ),
    "member.leading_zero": (
        422,
        "{line}. satır: {sicil_no} ile aynı adlı {suggestion} yalnız baştaki sıfırlarda ayrılıyor. Dosya alınmadı.",
        "Row {line}: {sicil_no} and {suggestion}, of the same name, differ in leading zeros only. The file was not taken.",
    ),
    "member.status": (
        422,
        (
            "{line}. satır: üyelik durumu “{value}” bilinmiyor (aktif, askida, ayrilmis, vefat). "
            "Dosyadan hiçbir şey alınmadı."
        ),
        (
            "Row {line}: membership status “{value}” is unknown (aktif, askida, ayrilmis, vefat). "
            "Nothing of the file was taken."
        ),
    ),
    "member.name": (
        422,
        (
            "{line}. satır: ad, soyad veya unvan boş, çok uzun ya da gizli karakter içeriyor. "
            "Dosyadan hiçbir şey alınmadı."
        ),
        "Row {line}: a name or title is empty, too long or has hidden characters. Nothing of the file was taken.",
    ),
    "row.cell_too_long": (
        422,
        "{line}. satırda çok uzun bir hücre var.",
        "Row {line} has a cell that is too long.",
    ),
    "row.too_many_cells": (
        422,
        "{line}. satırda başlıktan çok hücre var.",
        "Row {line} has more cells than the header.",
    ),
    "run.unknown": (404, "Böyle bir açılan eğitim yok: {run}.", "No such training run: {run}."),
    "run.exists": (409, "Bu açılan eğitim zaten var: {run}.", "This training run already exists: {run}."),
    "run.dates": (
        422,
        "Eğitim bitişi başlangıcından önce olamaz: {start} - {end}.",
        "A training cannot end before it begins: {start} - {end}.",
    ),
    "run.no": (
        422,
        "Açılış numarası harf, rakam ve tireden oluşmalı: {no}.",
        "A run number has letters, digits and hyphens: {no}.",
    ),
    "run.text": (
        422,
        "Şube veya yer adı boş, çok uzun ya da gizli karakter içeriyor.",
        "The branch or place is empty, too long or has hidden characters.",
    ),
    "run.other_chamber": (
        403,
        "{run} eğitimi {chamber} Odasının değil.",
        "The run {run} does not belong to {chamber}.",
    ),
    "run.not_finished": (
        422,
        "{run} eğitimi için {day} tarihinden önce belge düzenlenemez.",
        "No document can be issued for {run} before {day}.",
    ),
    "issue.valid_from_past": (
        422,
        "Geçerlilik başlangıcı geçmişte olamaz: {day}.",
        "The validity cannot begin in the past: {day}.",
    ),
    "issue.valid_from_far": (
        422,
        "Geçerlilik başlangıcı ({day}) en çok {days} gün sonra olabilir.",
        "The validity ({day}) can begin at most {days} days from now.",
    ),
    "rule.board_decision_missing": (
        422,
        "Yetki belgesi için Yönetim Kurulu karar numarası ve tarihi gereklidir.",
        "An authorisation document needs the board decision number and date.",
    ),
    "rule.board_decision_future": (
        422,
        "Yönetim Kurulu karar tarihi ({day}) veriliş tarihinden ({on}) sonra olamaz.",
        "The board decision ({day}) cannot be later than the day of issue ({on}).",
    ),
    "rule.board_decision_form": (
        422,
        "Yönetim Kurulu karar numarası 40/34 biçiminde olmalı: {value}.",
        "A board decision number looks like 40/34: {value}.",
    ),
    "rule.area_missing": (
        422,
        "{programme} programının uzmanlık alanı yazılmamış; yetki belgesi düzenlenemez.",
        "The programme {programme} has no area of specialization; no authorisation document can be issued.",
    ),
    "number.malformed": (
        422,
        "Belge numarası hatalı. Numarayı kontrol ediniz.",
        "The document number is not correct. Check the number.",
    ),
    "number.check_character": (
        422,
        "Belge numarası hatalı. Numarayı kontrol ediniz.",
        "The document number is not correct. Check the number.",
    ),
    "chamber.no_signers": (
        409,
        "{chamber} için imzacı adları girilmemiş: `muhur chambers signers {chamber} --baskan …`. Belge düzenlenmedi.",
        "{chamber} has no signers' names yet: `muhur chambers signers {chamber} --baskan …`. Nothing was issued.",
    ),
    "run.code_form": (
        422,
        "Açılan eğitim EĞİTİM/AÇILIŞ biçiminde yazılır, örneğin EMO-YG-01/2026-1: {run}.",
        "A run is written PROGRAMME/NUMBER, such as EMO-YG-01/2026-1: {run}.",
    ),
    "chamber.signer": (
        422,
        "İmzacının adı boş, çok uzun ya da gizli karakter içeriyor.",
        "The signer's name is empty, too long or has hidden characters.",
    ),
    "number.exhausted": (
        409,
        "Bu yıl için belge numarası kalmadı.",
        "No document number is left for this year.",
    ),
    "qr.too_long": (
        422,
        "{belge_no}: ad soyad karekoda sığmıyor.",
        "{belge_no}: the name does not fit into the QR code.",
    ),
    "document.not_found": (
        404,
        "Bu numarayla kayıtlı bir belge bulunamadı.",
        "No document is recorded under this number.",
    ),
    "document.unprintable": (
        422,
        "“{text}” belgeye basılamaz; yazı tiplerinde olmayan karakterler: {characters}",
        "“{text}” cannot be printed on a document; characters the fonts lack: {characters}",
    ),
    "key.possession": (
        503,
        "{kid} anahtarının gizli yarısı kasada yok veya uymuyor; güven listesi imzalanmadı.",
        "The vault does not hold the private half of {kid}; the trust list was not signed.",
    ),
    "key.none": (
        409,
        "{chamber} için bu tarihte geçerli bir imza anahtarı yok.",
        "{chamber} has no signing key that is valid at this time.",
    ),
    "anchor.unreadable": (
        422,
        "Güven çıpası okunamadı; JWK dosyası veya metni bekleniyor.",
        "The trust anchor cannot be read; a JWK file or text is expected.",
    ),
    "vault.passphrase": (
        503,
        "Anahtar kasasının parolası yok, çok kısa veya yanlış.",
        "The passphrase of the key vault is missing, too short or wrong.",
    ),
    "vault.permissions": (
        503,
        "Anahtar dosyasını başkaları okuyabiliyor; izinleri 600 yapınız.",
        "Others may read a key file; set its permissions to 600.",
    ),
    "vault.missing": (503, "İmza anahtarı dosyası bulunamadı.", "A signing key file is missing."),
    "vault.scheme": (
        503,
        "Bu tür anahtar deposu desteklenmiyor.",
        "This kind of key store is not supported.",
    ),
    "vault.name": (503, "Anahtar adı kabul edilmiyor.", "The key name is not accepted."),
    "trust.missing": (503, "Güven listesi yok.", "There is no trust list."),
    "trust.anchor": (
        503,
        "Güven listesi beklenen anahtarla imzalı değil.",
        "The trust list is not signed by the expected key.",
    ),
    "trust.malformed": (503, "Güven listesi okunamadı.", "The trust list cannot be read."),
    "trust.expired": (503, "Güven listesinin süresi dolmuş.", "The trust list is out of date."),
    "document.not_drawn": (
        501,
        "Bu belgenin tasarımı bu sürümde bulunmuyor; PDF çizilemedi.",
        "The design of this document is not part of this version; the PDF cannot be drawn.",
    ),
    "registry.unreachable": (
        503,
        "Veritabanına ulaşılamadı veya okunamadı (MUHUR_DATABASE_URL).",
        "The database could not be reached or read (MUHUR_DATABASE_URL).",
    ),
    "record.unreachable": (
        503,
        "Kütüğe ulaşılamadı. Biraz sonra yeniden deneyiniz.",
        "The register could not be reached. Try again shortly.",
    ),
    "request.unreadable": (
        400,
        "İstek okunamadı: multipart “file”, ya da JSON credential, qr veya number bekleniyor.",
        "The request cannot be read: multipart “file”, or JSON credential, qr or number is expected.",
    ),
    "request.too_large": (413, "İstek çok büyük.", "The request is too large."),
    "request.not_found": (404, "Sayfa bulunamadı.", "Page not found."),
    "request.method": (
        405,
        "Bu adres bu yöntemi desteklemiyor.",
        "This address does not support the method.",
    ),
}
