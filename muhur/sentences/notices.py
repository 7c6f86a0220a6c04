"""Notices, links, watches, requests, quotas and earlier paper."""

SENTENCES: dict[str, tuple[int, str, str]] = {
    "address.email": (422, "E-posta adresi okunamadı.", "The e-mail address cannot be read."),
    "inherited.being_signed": (
        409,
        "{number} numaralı belgenin imzalı belgesi düzenleniyor; bitince onu iptal ediniz.",
        "A signed document for {number} is being issued; revoke that one once it is there.",
    ),
    "inherited.changed": (
        409,
        "Liste hazırlandıktan sonra değişmiş; onaylanamaz.",
        "The list was changed after it was prepared; it cannot be approved.",
    ),
    "inherited.day": (
        422,
        "Tarih veriliş gününden önce ya da ileride olamaz: {day}.",
        "The day may not lie before the issue or in the future: {day}.",
    ),
    "inherited.ended": (
        409,
        "{number} numaralı belge zaten sona ermiş.",
        "Document {number} has ended already.",
    ),
    "inherited.waiting": (
        409,
        "Onay bekleyen devralınan belge listesi var; önce karara bağlayınız.",
        "A list of earlier documents waits for approval; decide it first.",
    ),
    "numbers.none": (
        422,
        "Listede belge numarası yok. Her satıra bir numara yazınız ya da numaraların bir sütunda olduğu bir dosya seçiniz.",
        "The list has no document number. Write one number a line, or choose a file with the numbers in a column.",
    ),
    "numbers.too_many": (
        413,
        "Bir listede en çok {most} numara olabilir.",
        "A list may hold at most {most} numbers.",
    ),
    "outbox.not_failed": (
        409,
        "Bu bildirimlerden biri vazgeçilmiş bir bildirim değil; hiçbiri yeniden denenmeyecek.",
        "One of these messages was not given up; none of them is tried again.",
    ),
    "outbox.state": (
        422,
        "Bildirim durumu bilinmiyor; olabilecekler: {states}.",
        "Unknown state of a message; there are: {states}.",
    ),
    "outbox.which": (
        422,
        "Bildirim kimlikleri ya da --all veriniz, ikisini birden değil.",
        "Give ids of messages or --all, not both.",
    ),
    "petition.state": (
        422,
        "Başvuru durumu acik, kabul ya da ret olmalıdır.",
        "The state of a request is acik, kabul or ret.",
    ),
    "petition.decided": (
        409,
        "Bu başvuru sonuçlanmış; yeniden karara bağlanamaz.",
        "This request was decided already; it cannot be decided again.",
    ),
    "petition.kind": (
        422,
        "Başvuru türü düzeltme, itiraz ya da ad değişikliği olmalıdır.",
        "A request is a correction, an objection or a name change.",
    ),
    "petition.not_granted": (
        409,
        "Bu başvuru kabul edilmemiş; yerine getirilemez.",
        "This request was not granted; it cannot be carried out.",
    ),
    "petition.nothing_to_carry_out": (
        409,
        "Başvuruda yeni ad, soyad veya unvan yok. Kaydı düzeltip belgeyi ayrıca düzeltiniz.",
        "The request names no new name or title. Mend the register, then correct the document.",
    ),
    "petition.text": (
        422,
        "Metin boş olamaz; en çok {longest} karakter.",
        "The text may not be empty; at most {longest} characters.",
    ),
    "petition.too_many": (
        409,
        "Sonuçlanmamış {most} başvurunuz var; önce yanıtlarını bekleyiniz.",
        "You have {most} open requests; wait for their answers first.",
    ),
    "petition.wanted": (
        422,
        "İstenen yeni değerler bu başvuru türüne uymuyor.",
        "The new values do not suit this kind of request.",
    ),
    "quota.exceeded": (
        429,
        "Odanın bugünkü sınırı aşılıyor: {limit} (kullanılan {used}, istenen {asked}). Hiçbir şey yapılmadı.",
        "This exceeds the chamber's limit for today: {limit} (used {used}, asked {asked}). Nothing was done.",
    ),
    "quota.per_day": (
        422,
        "Günlük sınır 0 ile {most} arasında olmalıdır.",
        "A daily quota lies between 0 and {most}.",
    ),
    "quota.unknown": (
        422,
        "Sınır konabilecekler: {names}.",
        "What can have a quota: {names}.",
    ),
    "share.days": (
        422,
        "Bağlantının süresi 1 ile {longest} gün arasında olmalıdır.",
        "A link lasts between 1 and {longest} days.",
    ),
    "share.field": (
        422,
        "Bağlantıda yalnız sınav notu ve devam açılabilir.",
        "A link may open the mark and the attendance only.",
    ),
    "share.made": (
        409,
        "Bu bağlantı daha önce oluşturuldu; bir kez gösterilir. Gerekiyorsa yenisini oluşturunuz.",
        "This link was made before; it is shown once. Make a new one if you need it.",
    ),
    "share.too_many": (
        409,
        "Açık {most} paylaşım bağlantınız var; önce birini sonlandırınız.",
        "You have {most} open links; end one first.",
    ),
    "share.unknown": (404, "Belge bulunamadı.", "No such document."),
    "watch.unknown": (404, "Kayıt bulunamadı.", "No such record."),
    "webhook.address": (
        422,
        "Bu adrese bildirim gönderilemez; dışarıdan ulaşılan bir https adresi gerekir.",
        "Notices cannot be sent to this address; an https address reachable from outside is needed.",
    ),
    "webhook.event": (422, "Böyle bir olay yok.", "There is no such event."),
}
