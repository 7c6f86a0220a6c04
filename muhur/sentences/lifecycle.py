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
    "lifecycle.board_decision_missing": (
        422,
        "Bu işlem için Yönetim Kurulu karar numarası ve tarihi gereklidir.",
        "This needs the number and date of a board decision.",
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
    "statuslist.clock": (
        409,
        "Bilgisayarın saati {chamber} durum listesinin tarihinden ({date}) geride; işlem yapılmadı. Saati düzeltiniz.",
        "The clock is behind the date of the status list of {chamber} ({date}); nothing was done. Set the clock right.",
    ),
    "statuslist.newer": (
        409,
        "{chamber} durum listesi bu sırada yenilendi; işlem yapılmadı. Yeniden deneyiniz.",
        "The status list of {chamber} was renewed meanwhile; nothing was done. Try again.",
    ),
    "batch.not_found": (404, "Böyle bir belge listesi yok.", "No such batch."),
    "batch.changed": (
        409,
        "Liste bu arada değişti; güncel hâline yeniden bakınız.",
        "The batch has changed meanwhile; look at it again.",
    ),
    "batch.empty": (
        422,
        "Hiçbir satır belge düzenlemeye uygun değil.",
        "No row qualifies for a document.",
    ),
    "batch.other_run": (
        422,
        "Liste başka bir açılan eğitimin; kayıtlı liste değiştirilmedi.",
        "The list is of another run; the batch was not changed.",
    ),
    "batch.no_list": (
        422,
        "Düzeltme ve yenileme belgesi satır satır değiştirilemez; vazgeçip yeniden hazırlayınız.",
        "A correction or renewal cannot be changed row by row; give it up and prepare it again.",
    ),
    "batch.none_left": (
        422,
        "Bu listede düzenlenmiş belge yok.",
        "No document of this list has been issued.",
    ),
    "batch.archives_busy": (
        503,
        "Şu anda başka PDF paketleri hazırlanıyor. Birkaç dakika sonra yeniden deneyiniz.",
        "Other bundles of PDFs are being made just now. Try again in a few minutes.",
    ),
    "worklist.gone": (
        404,
        "Bu liste artık yok: kaydedilmiş ya da silinmiş olabilir.",
        "This list is no longer there: it was saved or discarded.",
    ),
    "worklist.changed": (
        409,
        "Bu listeyi bu arada başkası değiştirdi. Güncel hâli aşağıdadır; bakıp yeniden kaydediniz.",
        "Somebody else has changed this list meanwhile. It is shown as it is now; look at it and save again.",
    ),
    "approval.content_changed": (
        409,
        "Onaylanan içerik değişti, hiçbir belge düzenlenmedi. Satır (sicil no): {rows}.",
        "The approved content has changed; nothing was issued. Row (register number): {rows}.",
    ),
    "issue.not_due": (
        409,
        "Bu liste {day} tarihinde düzenlenecek.",
        "This batch is to be issued on {day}.",
    ),
    "issue.at_range": (
        422,
        "Düzenlenme zamanı gelecekte ve en çok {days} gün sonra olmalı.",
        "The time of issue must lie in the future, at most {days} days from now.",
    ),
    "successor.other_kind": (
        409,
        "{belge_no}: programın belge türü değişmiş; yerine belge düzenlenemez.",
        "{belge_no}: the programme's kind has changed; no document can take its place.",
    ),
    "successor.there_is_one": (
        409,
        "Bu belgenin yerini almış bir belge var: {belge_no}.",
        "A document has already taken its place: {belge_no}.",
    ),
    "successor.prepared": (
        409,
        "{belge_no} yerine hazırlanmış bir toplu iş var: {batch}.",
        "A batch is prepared for {belge_no} already: {batch}.",
    ),
    "successor.suspended": (
        409,
        "{belge_no} askıda; önce askısı karara bağlanmalıdır.",
        "{belge_no} is suspended; that must be decided first.",
    ),
    "successor.over": (
        409,
        "{belge_no} belgesinin süresi dolmuş; düzeltilemez, yenilenebilir.",
        "{belge_no} has expired: it cannot be corrected, only renewed.",
    ),
    "successor.needs_run": (
        422,
        "{belge_no} yeni bir açılan eğitimin listesiyle yenilenir.",
        "{belge_no} is renewed from the list of a new run.",
    ),
    "issue.by_worker": (
        409,
        "Bu makinede imza anahtarı yok; onaylanan listeyi anahtarların bulunduğu makine düzenler.",
        "This machine has no signing keys; a batch approved here is issued by the one that has.",
    ),
}
