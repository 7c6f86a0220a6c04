"""What happens to a document after its publication."""

SENTENCES: dict[str, tuple[int, str, str]] = {
    "event.already_revoked": (
        409,
        "Bu belge {day} tarihinde iptal edilmiş; iptal kesindir.",
        "This document was revoked on {day}; that is final.",
    ),
    "event.before_issue": (
        422,
        "Tarih ({day}) belgenin veriliş tarihinden ({issued}) önce olamaz.",
        "The date ({day}) cannot be before the document's issue ({issued}).",
    ),
    "event.before_last": (
        422,
        "Tarih ({day}) belgenin bugünkü durumunun başladığı tarihten ({last}) önce olamaz.",
        "The date ({day}) cannot be before its present state began ({last}).",
    ),
    "event.decision_future": (
        422,
        "Yönetim Kurulu kararının tarihi ({day}) ileri bir tarih olamaz.",
        "The board decision's date ({day}) cannot be in the future.",
    ),
    "event.expired": (
        409,
        "Bu belgenin süresi {day} tarihinde dolmuş; vize işlenemez.",
        "This document expired on {day}; no visa can be recorded.",
    ),
    "event.future": (
        422,
        "Tarih ({day}) ileri bir tarih olamaz.",
        "The date ({day}) cannot be in the future.",
    ),
    "event.has_successor": (
        409,
        "Bu belgenin yerine geçen bir belge zaten var: {belge_no}.",
        "A document has already taken this one's place: {belge_no}.",
    ),
    "event.list_length": (
        422,
        "Listede en az bir, en çok {longest} belge numarası olabilir.",
        "A list has at least one and at most {longest} document numbers.",
    ),
    "event.no_visa": (
        409,
        "Bu belge yıllık vize gerektirmez.",
        "This document needs no annual visa.",
    ),
    "event.note": (
        422,
        "Açıklama en çok {longest} karakter olabilir ve gizli karakter içeremez.",
        "A note has at most {longest} characters and no hidden ones.",
    ),
    "event.one_or_list": (
        422,
        "Ya bir belge numarası ya da bir liste (--list) veriniz.",
        "Give either a document number or a list (--list).",
    ),
    "event.own_successor": (
        422,
        "Bir belge kendi yerine geçemez.",
        "A document cannot take its own place.",
    ),
    "event.reason_unknown": (
        422,
        "Gerekçe listede yok: {reason}. Olabilecekler: {reasons}.",
        "The reason is not in the list: {reason}. Possible: {reasons}.",
    ),
    "event.repeated": (
        422,
        "Bu belge {first}. satırda da var; bu satır yok sayıldı.",
        "The same document stands in row {first} too; this row was ignored.",
    ),
    "event.visa_done": (
        409,
        "{year} yılı vizesi zaten işlenmiş.",
        "The visa for {year} is recorded already.",
    ),
    "event.visa_year": (
        422,
        "Vize yılı {year} olamaz: ilk vizesi {first} yılının, içinde bulunulan yıl {last}.",
        "The visa's year cannot be {year}: the first visa is that of {first}, this year is {last}.",
    ),
}
