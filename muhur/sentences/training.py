"""Programmes, runs, trainers, evidence and feeds."""

SENTENCES: dict[str, tuple[int, str, str]] = {
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
