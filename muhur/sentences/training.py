"""Programmes, runs, trainers, evidence and feeds."""

SENTENCES: dict[str, tuple[int, str, str]] = {
    "rule.no_document": (
        422,
        "{programme} programı belgesiz biter; belge düzenlenemez.",
        "The programme {programme} ends without a document; none can be issued.",
    ),
    "run.cancelled": (
        409,
        "{run} eğitimi iptal edilmiştir.",
        "The run {run} was cancelled.",
    ),
    "run.not_open": (
        409,
        "{run} eğitimi henüz açılmadı.",
        "The run {run} is not open yet.",
    ),
    "list.workbook": (
        422,
        "XLSX dosyası okunamadı; Excel ile açıp yeniden kaydediniz. Hiçbir satır işlenmedi.",
        "The XLSX file cannot be read; open it in Excel and save it again. No row was processed.",
    ),
    "list.old_workbook": (
        422,
        "Dosya eski biçimli (.xls) ya da parolalı bir Excel dosyası. Excel'de açıp parolasız XLSX olarak kaydediniz.",
        "The file is an old (.xls) or password-protected workbook. Open it in Excel and save it as XLSX, unprotected.",
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
    "programme.field": (
        422,
        "“{field}”: “{value}” kabul edilmiyor.",
        "“{field}”: “{value}” is not accepted.",
    ),
    "programme.standalone": (
        422,
        "{programme}: ölçme ve değerlendirme olmayan program başarı veya yetki belgesi veremez.",
        "{programme}: a programme without assessment cannot issue başarı or yetki documents.",
    ),
    "programme.title": (
        422,
        "“{title}” başlığı bu belge türüne uymuyor.",
        "The title “{title}” does not suit this kind of document.",
    ),
    "programme.exists": (
        409,
        "Bu eğitim programı zaten var: {programme}.",
        "This training programme already exists: {programme}.",
    ),
    "programme.changed": (
        409,
        "{programme} programı bu arada değişti; bugünkü sürümü {version}.",
        "The programme {programme} has changed meanwhile; its version is {version} now.",
    ),
    "programme.inactive": (
        409,
        "{programme} programı kapalıdır; yeni eğitim açılamaz.",
        "The programme {programme} is closed; no run can be opened.",
    ),
    "run.state": (
        422,
        "Açılışın durumu “{state}” bilinmiyor (planlandi, acik, tamamlandi, iptal).",
        "The state “{state}” of the run is unknown (planlandi, acik, tamamlandi, iptal).",
    ),
    "run.number": (
        422,
        "Kontenjan ve toplam 1 ile 9999999 arasında bir tam sayı olmalı: {number}.",
        "Capacity and total are whole numbers from 1 to 9999999: {number}.",
    ),
    "run.state_after": (
        409,
        "{run} eğitiminin durumu {before} iken {after} yapılamaz.",
        "The run {run} is {before} and cannot become {after}.",
    ),
    "run.has_documents": (
        409,
        "{run} eğitiminden belge düzenlenmiştir; eğitim iptal edilemez.",
        "Documents were issued from {run}; it cannot be cancelled.",
    ),
    "run.capacity": (
        409,
        "{run} eğitiminin kontenjanı {capacity}; {count} katılımcı kabul edilemez.",
        "The run {run} has {capacity} places; {count} participants cannot be accepted.",
    ),
    "run.total_recorded": (
        409,
        "{run} eğitiminden belge alanların toplamı {recorded}; açılışın toplamı {total} olamaz.",
        "Members with documents from {run} have the total {recorded}; the run's total cannot be {total}.",
    ),
    "trainer.unknown": (404, "Böyle bir eğitici yok: {trainer}.", "No such trainer: {trainer}."),
    "trainer.profile": (
        422,
        "Eğitici profili “{profile}” bilinmiyor (oda, akademisyen, bakanlik, diger).",
        "The trainer profile “{profile}” is unknown (oda, akademisyen, bakanlik, diger).",
    ),
    "trainer.name": (
        422,
        "Eğiticinin adı boş, çok uzun ya da gizli karakter içeriyor.",
        "The trainer's name is empty, too long or has hidden characters.",
    ),
    "trainer.twice": (
        422,
        "{line}. satır: aynı eğitici {first}. satırda da var. Dosyadan hiçbir şey alınmadı.",
        "Row {line}: the same trainer stands in row {first} too. Nothing of the file was taken.",
    ),
    "trainer.several": (
        409,
        "{line}. satır: havuzda aynı ad ve profille {count} eğitici var. Dosyadan hiçbir şey alınmadı.",
        "Row {line}: the pool has {count} trainers of this name and profile. Nothing of the file was taken.",
    ),
    "approval.only_watched": (
        422,
        "Sürekli onay yalnız katılım belgesi veren zamandan bağımsız programlar içindir: {programme}.",
        "A standing approval is for asynchronous programmes with participation documents only: {programme}.",
    ),
    "approval.exists": (
        409,
        "{programme} programının {version}. sürümü için hazırlanmış veya yürürlükte bir sürekli onay var.",
        "Version {version} of {programme} already has a standing approval, prepared or in force.",
    ),
    "approval.unknown": (404, "Böyle bir sürekli onay yok.", "No such standing approval."),
    "approval.approved": (
        409,
        "{programme} için bu sürekli onay zaten verilmiştir.",
        "This standing approval for {programme} was already given.",
    ),
    "approval.ended": (
        409,
        "{programme} için bu sürekli onay sona ermiştir.",
        "This standing approval for {programme} has ended.",
    ),
    "approval.superseded": (
        409,
        "{programme} programı yeni bir sürümdedir; bu sürekli onay geçerli değildir.",
        "The programme {programme} has a new version; this standing approval does not hold.",
    ),
}
