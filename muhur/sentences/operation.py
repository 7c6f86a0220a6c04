"""Operating an installation: backup, restore, doctor, jobs."""

SENTENCES: dict[str, tuple[int, str, str]] = {
    "installation.incomplete": (
        503,
        "Bu klasöre geri yükleme yarım kalmış: {home}. `muhur restore` komutunu yeniden çalıştırınız.",
        "A restore into this folder did not end: {home}. Run `muhur restore` again.",
    ),
    "backup.exists": (409, "Bu dosya zaten var: {path}.", "This file exists already: {path}."),
    "backup.unwritable": (422, "Yedek yazılamıyor: {path}.", "The backup cannot be written: {path}."),
    "backup.no_passphrase_file": (
        422,
        "Kasa parolası bir dosyada değil ({path}); yedeğe konulamaz.",
        "The vault's passphrase is not in a file ({path}); it cannot be put into the backup.",
    ),
    "backup.row_security": (
        403,
        "Bu veritabanı kullanıcısı bütün kayıtları göremez ({table}); yedek eksik olurdu ve alınmadı.",
        "This database account cannot see every row ({table}); the backup would lack some and was not made.",
    ),
    "backup.unreadable": (
        422,
        "Bu dosya bir Mühür yedeği değil: {path}.",
        "This file is no backup of Mühür: {path}.",
    ),
    "backup.damaged": (
        422,
        "Yedek bozulmuş: {part}. Hiçbir şey yazılmadı; başka bir yedek kullanınız.",
        "The backup is damaged: {part}. Nothing was written; use another backup.",
    ),
    "backup.newer": (
        422,
        "Yedek daha yeni bir sürümün ({revision}). Önce Mühür’ü yükseltiniz.",
        "The backup is of a newer version ({revision}). Upgrade Mühür first.",
    ),
    "restore.not_empty": (
        409,
        "Klasör boş değil: {home}. Geri yükleme yalnız boş yere yapılır; hiçbir şey yazılmadı.",
        "The folder is not empty: {home}. A restore needs an empty place; nothing was written.",
    ),
    "restore.database_not_empty": (
        409,
        "Veritabanında kayıt var. Geri yükleme yalnız boş veritabanına yapılır; hiçbir şey yazılmadı.",
        "The database holds records. A restore needs an empty one; nothing was written.",
    ),
    "restore.counts": (
        500,
        "{table} tablosunda {expected} yerine {found} kayıt var. Geri yükleme bitirilmedi.",
        "The table {table} has {found} rows instead of {expected}. The restore was not finished.",
    ),
}
