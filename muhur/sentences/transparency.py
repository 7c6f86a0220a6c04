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
