"""Members, specialization, privacy."""

SENTENCES: dict[str, tuple[int, str, str]] = {
    "asking.area": (422, "Uzmanlık alanı okunamadı.", "The area cannot be read."),
    "asking.count": (
        422,
        "Bir sorguda 1 ile {most} arasında sicil numarası olabilir.",
        "One question may hold 1 to {most} sicil numbers.",
    ),
    "asking.purpose": (
        422,
        "Sorgunun gerekçesi 5 ile 200 karakter arasında olmalıdır; üye bunu görür.",
        "The purpose of a question has 5 to 200 characters; the member will read it.",
    ),
    "member.day_ahead": (
        422,
        "Tarih ileride olamaz: {day}.",
        "The day may not lie ahead: {day}.",
    ),
    "member.erased": (
        409,
        "{sicil_no} sicil numaralı kaydın kişisel verileri silinmiştir; kayıt değiştirilemez.",
        "The personal data of entry {sicil_no} were erased; it cannot be changed.",
    ),
    "member.exists": (
        409,
        "Bu sicil numarası kayıtlı: {sicil_no}.",
        "This sicil number is taken: {sicil_no}.",
    ),
    "member.left": (
        409,
        "{sicil_no} sicil numaralı üyelik sona ermiş.",
        "Membership {sicil_no} has ended.",
    ),
    "member.merge_itself": (
        409,
        "Bir kayıt kendisiyle birleştirilemez.",
        "An entry cannot be merged into itself.",
    ),
    "member.merge_names": (
        409,
        "{wrong} ve {right} sicil numaralı kayıtların adları aynı değil. Aynı kişiyse bunu açıkça onaylayınız.",
        "Entries {wrong} and {right} bear different names. Confirm explicitly that they are one person.",
    ),
    "member.merged": (
        409,
        "Bu kayıt {sicil_no} sicil numaralı kayıtla birleştirilmiştir.",
        "This entry was merged into {sicil_no}.",
    ),
    "member.name_reason": (
        422,
        "Ad değişikliğinin nedeni ad_degisikligi veya bilgi_hatasi olmalıdır.",
        "The reason of a name change is ad_degisikligi or bilgi_hatasi.",
    ),
    "member.not_found": (404, "Kayıt bulunamadı.", "No such record."),
    "member.province": (422, "Böyle bir il yok: {province}.", "There is no such province: {province}."),
    "member.same": (409, "Kayıt zaten böyle.", "The entry already says so."),
    "member.sicil_form": (
        422,
        "Sicil numarası Odanın biçimine uymuyor: {value}.",
        "The sicil number does not follow the chamber's form: {value}.",
    ),
    "member.status_unknown": (
        422,
        "Üyelik durumu bilinmiyor: {value}.",
        "Unknown membership status: {value}.",
    ),
    "member.text": (
        422,
        "Ad, soyad, unvan veya açıklama boş, çok uzun ya da gizli karakter içeriyor.",
        "A name, title or note is empty, too long or has hidden characters.",
    ),
    "member.transfer_chamber": (
        422,
        "Nakil için başka bir Oda belirtilmelidir: {chamber}.",
        "A transfer names another chamber: {chamber}.",
    ),
    "own.consent_unknown": (404, "Böyle bir izin konusu yok.", "There is no such consent."),
    "own.link_code": (
        404,
        "Bağlama kodu geçerli değil. Kod 15 dakika geçerlidir ve bir kez kullanılır.",
        "The link code does not count. A code is good for 15 minutes and once.",
    ),
    "own.link_same_chamber": (
        409,
        "Aynı Odanın iki kaydı bağlanamaz; Odanızdan birleştirilmesini isteyiniz.",
        "Two entries of one chamber cannot be linked; ask your chamber to merge them.",
    ),
    "own.linked_elsewhere": (
        409,
        "İki kayıt da başka kayıtlara bağlı. Önce birinin bağını kaldırınız.",
        "Both entries are linked to others. End one of the links first.",
    ),
    "own.not_linked": (409, "Kaydınız başka bir kayda bağlı değil.", "Your entry is not linked."),
    "privacy.open_batch": (
        409,
        "{sicil_no} sicil numaralı kayıt için hazırlanan belge var. Önce taslaktan vazgeçiniz.",
        "A document of entry {sicil_no} is being prepared. Withdraw it first.",
    ),
    "privacy.still_member": (
        409,
        "{sicil_no} sicil numaralı kişi üyedir; sicil kaydı yasa gereği tutulur, silinemez.",
        "Entry {sicil_no} is a member; the law requires that the sicil is kept.",
    ),
}
