"""Batches, approval, and the life of documents."""

SENTENCES: dict[str, tuple[int, str, str]] = {
    "lifecycle.role": (
        403,
        "Bu işlem için yetkiniz yok ({action}).",
        "You may not take this step ({action}).",
    ),
    "lifecycle.illegal": (
        409,
        "Bu işlem belgenin bugünkü durumunda yapılamaz ({state}: {action}).",
        "The document's state does not allow this ({state}: {action}).",
    ),
    "lifecycle.four_eyes": (
        403,
        "Hazırlayan kişi aynı belgeyi onaylayamaz.",
        "Who prepared a document may not approve it.",
    ),
    "lifecycle.decision_missing": (
        422,
        "Yetki belgesi için Yönetim Kurulu karar numarası ve tarihi gereklidir.",
        "An authorisation document needs the number and date of a board decision.",
    ),
    "lifecycle.reason_missing": (422, "Gerekçe gereklidir.", "A reason is required."),
    "lifecycle.note_missing": (
        422,
        "Geri çevirmek için açıklama gereklidir.",
        "Returning a batch needs a note.",
    ),
    "lifecycle.successor_missing": (
        422,
        "Yerine geçen belge belirtilmelidir.",
        "The document that takes its place must be named.",
    ),
    "lifecycle.visa_year_missing": (422, "Vize yılı gereklidir.", "The visa's year is required."),
    "lifecycle.board_decision_missing": (
        422,
        "Bu işlem için Yönetim Kurulu karar numarası ve tarihi gereklidir.",
        "This needs the number and date of a board decision.",
    ),
    # what happens to a document after its publication
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
        "Vize yılı {year} olamaz; {first} ile {last} arasında olmalıdır.",
        "The visa's year cannot be {year}; it lies between {first} and {last}.",
    ),
}
