"""Programmes, runs, trainers, evidence and feeds."""

SENTENCES: dict[str, tuple[int, str, str]] = {
    "rule.no_document": (
        422,
        "{programme} programı belgesiz biter; belge düzenlenemez.",
        "The programme {programme} ends without a document; none can be issued.",
    ),
    "run.cancelled": (
        409,
        "{run} eğitimi iptal edilmiştir; belge düzenlenemez.",
        "The run {run} was cancelled; no document can be issued.",
    ),
    "run.not_open": (
        409,
        "{run} eğitimi henüz açılmadı; belge düzenlenemez.",
        "The run {run} is not open yet; no document can be issued.",
    ),
    "list.workbook": (
        422,
        "XLSX dosyası okunamadı; Excel ile açıp yeniden kaydediniz. Hiçbir satır işlenmedi.",
        "The XLSX file cannot be read; open it in Excel and save it again. No row was processed.",
    ),
    "list.workbook_large": (
        413,
        "XLSX dosyası açıldığında çok büyük. Hiçbir satır işlenmedi.",
        "The XLSX file is too large when unpacked. No row was processed.",
    ),
    "list.hidden_rows": (
        422,
        "XLSX dosyasında gizli satır var; gösteriniz veya siliniz. Hiçbir satır işlenmedi.",
        "The XLSX file has hidden rows; show or delete them. No row was processed.",
    ),
    "list.too_many_columns": (
        413,
        "XLSX sayfasında en çok {columns} sütun olabilir. Hiçbir satır işlenmedi.",
        "An XLSX sheet may have at most {columns} columns. No row was processed.",
    ),
}
