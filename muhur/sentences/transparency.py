"""The transparency log of an installation: signing it, and what `muhur log check` finds."""

SENTENCES: dict[str, tuple[int, str, str]] = {
    "log.behind": (
        503,
        "Günlük {size} kayıt tutuyor, oysa {signed} kayıt için imza verilmişti: eski bir yedek. İmzalanmadı.",
        "The log holds {size} entries, but {signed} were signed: an old backup. It was not signed.",
    ),
    "log.differs": (
        503,
        "Günlük ({size} kayıt), daha önce imzalanmış olanın ({signed} kayıt) devamı değil. İmzalanmadı.",
        "The log ({size} entries) does not continue the one signed before ({signed} entries). It was not signed.",
    ),
    "log.no_key": (
        503,
        "Burada günlük anahtarı yok: `muhur log begin` çalıştırınız.",
        "No key of the log is at hand here: run `muhur log begin`.",
    ),
    "log.address": (
        422,
        "Bu bir günlüğün adresi değil: {url}. `https://…/log` biçiminde veriniz.",
        "This is not the address of a log: {url}. Give it as `https://…/log`.",
    ),
    "log.unreachable": (
        502,
        "Günlükten okunamadı: {where} ({why}).",
        "The log could not be read: {where} ({why}).",
    ),
    "log.checkpoint": (
        502,
        "Günlüğün gösterdiği denetim noktası kabul edilmedi: {reason}.",
        "The checkpoint that the log shows was not accepted: {reason}.",
    ),
    "log.too_long": (
        502,
        "Günlük {size} kayıt gösteriyor; en çok {most} kayıt denetlenir.",
        "The log shows {size} entries; at most {most} are audited.",
    ),
    "log.state": (
        422,
        "Daha önce görülen denetim noktası bu günlüğün değil: {reason}. `--state` ile başka bir dosya gösteriniz.",
        "The checkpoint seen before is not this log's: {reason}. Name another file by `--state`.",
    ),
    "log.shrunk": (
        502,
        "Günlük {size} kayıt gösteriyor, oysa daha önce {seen} kayıtla görülmüştü: geri alınmış.",
        "The log shows {size} entries, but it was seen with {seen} before: it was taken back.",
    ),
    "log.forked": (
        502,
        "Günlük ({size} kayıt), daha önce görülenin ({seen} kayıt) devamı değil: iki ayrı günlük gösterilmiş.",
        "The log ({size} entries) does not continue the one seen before ({seen} entries): two logs were shown.",
    ),
    "log.register": (
        502,
        "Sunulan günlük ({size} kayıt) bu kurulumun kaydındaki günlük ({own} kayıt) değil.",
        "The log that is served ({size} entries) is not the one in this installation's register ({own} entries).",
    ),
    "log.key_unreadable": (
        422,
        "`--key` bir günlük anahtarı değil; `muhur log show` çıktısındaki gibi veriniz.",
        "`--key` is not a log's key; give it as `muhur log show` prints it.",
    ),
    "log.no_trust": (
        422,
        "Günlüğün anahtarı bilinmiyor: `--trust` ve `--anchor`, `--key` ya da `--home` veriniz.",
        "The log's key is not known: give `--trust` and `--anchor`, `--key`, or `--home`.",
    ),
    "log.waiting": (
        503,
        "{belge_no} belgesinin günlük kaydı henüz imzalanmadı; PDF'i biraz sonra hazır olur.",
        "The log's entry of {belge_no} is not signed yet; its PDF will be ready in a moment.",
    ),
    "log.tile": (
        503,
        "Günlüğün saklanan bir parçası kayıtlarıyla uyuşmuyor: {where}.",
        "A stored tile of the log does not agree with its entries: {where}.",
    ),
    "log.root": (
        503,
        "Günlüğün kökü {where} kaydıyla uyuşmuyor.",
        "The log's root does not agree with its {where} entries.",
    ),
    "log.surplus": (
        503,
        "Günlükte olmaması gereken bir parça var: {where}.",
        "The log holds a tile that it should not have: {where}.",
    ),
    "log.opening": (
        503,
        "{where} numaralı günlük kaydı, saklanan olayla uyuşmuyor.",
        "Entry {where} of the log does not agree with the event that is kept for it.",
    ),
    "log.entry_missing": (
        503,
        "Bu belgenin günlük kaydı yok: {where}.",
        "This document has no entry in the log: {where}.",
    ),
}
