"""The life of the keys that sign a chamber's documents."""

SENTENCES: dict[str, tuple[int, str, str]] = {
    "key.unknown": (
        404,
        "Belge imzalayan böyle bir anahtar yok: {kid}.",
        "There is no such key that signs documents: {kid}.",
    ),
    "key.transition": (
        409,
        "{kid} anahtarı bu durumda ({state}) bu adıma ({action}) izin vermez.",
        "Key {kid} is in a state ({state}) that does not allow this step ({action}).",
    ),
    "key.two_persons": (
        403,
        "Anahtarı öneren kişi onaylayamaz; ikinci bir kişi gerekir.",
        "Who proposed the key cannot confirm it; a second person is needed.",
    ),
    "key.second_person": (
        422,
        "Hazırda bekleyen bir anahtar yok: yeni anahtar için ikinci kişiyi --confirmed-by ile belirtiniz.",
        "No key is waiting: name the second person of a new one by --confirmed-by.",
    ),
    "key.weak": (
        422,
        "Anahtar kabul edilmedi: {why}.",
        "The key was not taken: {why}.",
    ),
    "key.known": (
        409,
        "Bu anahtar ya da kısa adı burada önceden biliniyor: {kid}. Bir anahtar tek Odaya ve tek amaca hizmet eder.",
        "This key, or its short name, is known here already: {kid}. A key serves one chamber and one purpose.",
    ),
    "key.blocked": (
        409,
        "Bu anahtar engellenmiş: {thumbprint}.",
        "This key is blocked: {thumbprint}.",
    ),
    "key.in_use": (
        409,
        "{kid} kullanımda; engellenmez. Çalındıysa `muhur keys compromise`, değilse `muhur keys rotate` çalıştırınız.",
        "{kid} is in use and is not blocked. Run `muhur keys compromise` if it was stolen, else `muhur keys rotate`.",
    ),
    "key.reason": (
        422,
        "Bilinmeyen neden: {reason}. Bilinenler: {known}.",
        "Unknown reason: {reason}. Known are: {known}.",
    ),
    "key.last": (
        409,
        "{kid} Odanın imzalayan tek anahtarı; önce `muhur keys rotate` ile yenisini kullanıma alınız.",
        "{kid} is the only key of the chamber that signs; put a new one in use by `muhur keys rotate` first.",
    ),
    "key.since": (
        422,
        "{kid} için tarih {date} gününden önce olmalı; gelecekte ya da önce bildirilenden sonra olamaz.",
        "The time for {kid} must lie before {date}: not in the future, and not after the one declared before.",
    ),
    "key.overlap": (
        422,
        "Geçiş süresi {days} gün olamaz; en çok {most} gün.",
        "An overlap of {days} days is not possible; at most {most} days.",
    ),
    "key.unvouched": (
        409,
        "{kid} anahtarı önceki güven paketinde yok ya da orada daha dar; yalnız veritabanındaki bir satır anahtar olmaz.",
        "Key {kid} is not in the bundle before, or narrower there; a row in the database alone makes no key.",
    ),
    "key.brought": (
        422,
        "--signer ve --public birlikte verilir: anahtarın yeri ve açık yarısı.",
        "Give --signer and --public together: where the key is, and its public half.",
    ),
    "drill.unknown": (
        422,
        "Böyle bir tatbikat yok: {what}. Olanlar: {known}.",
        "There is no such drill: {what}. There are: {known}.",
    ),
    "key.thumbprint": (
        422,
        "Anahtarın parmak izi 64 onaltılık rakamdır ya da açık anahtar dosyası verilir.",
        "A key's thumbprint is 64 hexadecimal digits; or give the file of the public key.",
    ),
}
