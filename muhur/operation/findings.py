"""What the doctor can find: level, and sentences in both languages on what is wrong and how to mend it.

``fault``: something does not work or is not safe. ``warning``: it soon will not, or is not as it should be.
``unknown``: it could not be looked at.
"""

from dataclasses import dataclass
from typing import Literal

Level = Literal["warning", "fault", "unknown"]
# code: level, what (tr, en), mend (tr, en)
FINDINGS: dict[str, tuple[Level, str, str, str, str]] = {
    "home_missing": (
        "fault",
        "Burada kurulum yok: {home}.",
        "No installation here: {home}.",
        "`muhur init` ile kurunuz, `muhur restore` ile geri yükleyiniz veya doğru klasörü MUHUR_HOME ile gösteriniz.",
        "Make one with `muhur init`, bring one back with `muhur restore`, or name the right folder by MUHUR_HOME.",
    ),
    "home_incomplete": (
        "fault",
        "Geri yükleme yarım kalmış: {home}.",
        "A restore did not end: {home}.",
        "Aynı `muhur restore` komutunu yeniden çalıştırınız.",
        "Run the same `muhur restore` again.",
    ),
    "home_open_to_others": (
        "fault",
        "Başkaları okuyabiliyor: {path} ({mode}).",
        "Others may read {path} ({mode}).",
        "`chmod -R go= {home}` çalıştırınız; anahtarlar başkasınca okunduysa yenileyiniz.",
        "Run `chmod -R go= {home}`; if others have read the keys, replace them.",
    ),
    "database_unreachable": (
        "fault",
        "Veritabanına ulaşılamıyor.",
        "The database cannot be reached.",
        "Sunucunun çalıştığını ve MUHUR_DATABASE_URL değerini denetleyiniz.",
        "See that the server runs and that MUHUR_DATABASE_URL is right.",
    ),
    "schema_other": (
        "fault",
        "Veritabanı şeması {found}, bu sürümünki {expected}.",
        "The database schema is {found}, this version's is {expected}.",
        "Yedek alıp `muhur db upgrade` çalıştırınız; şema daha yeniyse Mühür’ü yükseltiniz.",
        "Back up and run `muhur db upgrade`; if the schema is newer, upgrade Mühür.",
    ),
    "database_setting": (
        "fault",
        "Veritabanı ayarı {name} = {value}: elektrik kesilince kayıt kaybolabilir.",
        "The database setting {name} = {value}: a power cut could lose records.",
        "{name} = {wanted} yapınız.",
        "Set {name} = {wanted}.",
    ),
    "database_checksums": (
        "warning",
        "Veritabanında sayfa sağlaması (data_checksums) kapalı: bozulan disk fark edilmez.",
        "The database has no page checksums (data_checksums): a failing disk goes unnoticed.",
        "Sunucuyu durdurup `pg_checksums --enable` çalıştırınız.",
        "Stop the server and run `pg_checksums --enable`.",
    ),
    "database_old": (
        "warning",
        "PostgreSQL {version}; en az {wanted} önerilir.",
        "PostgreSQL {version}; at least {wanted} is advised.",
        "Sunucuyu yükseltiniz.",
        "Upgrade the server.",
    ),
    "database_encoding": (
        "fault",
        "Veritabanının karakter kodlaması {value}.",
        "The database's encoding is {value}.",
        "UTF8 bir veritabanı oluşturup `muhur restore` ile taşıyınız.",
        "Create a database in UTF8 and move by `muhur restore`.",
    ),
    "database_superuser": (
        "warning",
        "Mühür veritabanına üst kullanıcı (superuser) olarak bağlanıyor.",
        "Mühür logs in to the database as a superuser.",
        "Yalnız bu veritabanının sahibi olan bir kullanıcı açınız: docs/operate/large.md.",
        "Make an account that only owns this database: docs/operate/large.md.",
    ),
    "row_security_off": (
        "fault",
        "Satır güvenliği zorlanmıyor: {tables}. Bir Odanın işlemi başkasının kayıtlarını görebilir.",
        "Row security is not forced on {tables}. One chamber's work could see another's rows.",
        "Tabloların sahibi olarak `ALTER TABLE … FORCE ROW LEVEL SECURITY` çalıştırınız.",
        "As the tables' owner run `ALTER TABLE … FORCE ROW LEVEL SECURITY`.",
    ),
    "passphrase_unreadable": (
        "fault",
        "Anahtarlar burada ama kasa parolası okunamıyor: {path}.",
        "The keys are here but the vault's passphrase cannot be read: {path}.",
        "Dosyayı yalnız bu hesabın okuyabileceği biçimde koyup MUHUR_VAULT_PASSPHRASE_FILE ile gösteriniz.",
        "Put the file where only this account reads it and name it by MUHUR_VAULT_PASSPHRASE_FILE.",
    ),
    "passphrase_beside_keys": (
        "warning",
        "Kasa parolası anahtarlarla aynı klasörde: {path}.",
        "The vault's passphrase lies in the same folder as the keys: {path}.",
        "Ayrı bir yere taşıyıp MUHUR_VAULT_PASSPHRASE_FILE ile gösteriniz.",
        "Move it elsewhere and name it by MUHUR_VAULT_PASSPHRASE_FILE.",
    ),
    "key_none": (
        "fault",
        "İmzalayan anahtarı olmayan Odalar: {chambers}.",
        "Chambers without a key that signs: {chambers}.",
        "`muhur keys rotate ODA --by … --confirmed-by …` çalıştırınız; o zamana dek belge düzenlenemez.",
        "Run `muhur keys rotate CHAMBER --by … --confirmed-by …`; nothing can be issued until then.",
    ),
    "private_key_unusable": (
        "fault",
        "{owner} anahtarının özel yarısı kullanılamıyor ({kid}): {reason}.",
        "The private half of a key of {owner} cannot be used ({kid}): {reason}.",
        "Anahtar klasörünü yedekten geri koyunuz; olmuyorsa bu anahtar kaybolmuştur, yenisi gerekir.",
        "Bring the keys folder back from a backup; if that fails the key is lost and a new one is needed.",
    ),
    "trust_unusable": (
        "fault",
        "Güven paketi bu çıpayla açılmıyor ({reason}): hiçbir belge doğrulanamaz.",
        "The trust bundle does not open under this anchor ({reason}): no document can be verified.",
        "Doğru `anchor.jwk` dosyasını koyunuz; süresi dolmuşsa `muhur trust renew` çalıştırınız.",
        "Put the right `anchor.jwk` there; if it has expired run `muhur trust renew`.",
    ),
    "trust_ageing": (
        "warning",
        "Güven paketi {days} gün sonra dolacak.",
        "The trust bundle expires in {days} days.",
        "Anahtarların bulunduğu hesapta `muhur trust renew` çalıştırınız.",
        "Run `muhur trust renew` under the account that holds the keys.",
    ),
    "trust_without_log": (
        "warning",
        "Güven paketi şeffaflık günlüğünün anahtarını göstermiyor: günlük kanıtları denetlenemez.",
        "The trust bundle does not name the transparency log's key: its proofs cannot be checked.",
        "Anahtarların bulunduğu hesapta `muhur trust renew` çalıştırınız.",
        "Run `muhur trust renew` under the account that holds the keys.",
    ),
    "clock_behind": (
        "fault",
        "Son kayıt gelecekte: {at}. Saat geri kalmış olabilir.",
        "The last record lies in the future: {at}. The clock may be behind.",
        "Saati eşitleyiniz (NTP); o zamana dek belge düzenlemeyiniz.",
        "Synchronise the clock (NTP); issue nothing until then.",
    ),
    "chain_broken": (
        "fault",
        "Kayıt zinciri {place}. kayıtta bozuk: {chamber}.",
        "The chain of {chamber} is broken at entry {place}.",
        "Belge düzenlemeyi durdurunuz, bugünkü veritabanını saklayınız ve `muhur sicil check` ile son sağlam yedeği karşılaştırınız.",
        "Stop issuing, keep today's database, and compare with the last good backup by `muhur sicil check`.",
    ),
    "documents_unmatched": (
        "fault",
        "{count} belgenin kaydı ile kendisi uyuşmuyor; ilki {first}.",
        "{count} documents do not agree with their entries; the first is {first}.",
        "`muhur sicil check` hepsini söyler; yedekle karşılaştırınız.",
        "`muhur sicil check` lists them; compare with a backup.",
    ),
    "log_without_key": (
        "warning",
        "Şeffaflık günlüğünün anahtarı yok: kayıtlar imzasız.",
        "The transparency log has no key: its entries are not signed.",
        "`muhur log begin` çalıştırınız.",
        "Run `muhur log begin`.",
    ),
    "log_goes_back": (
        "fault",
        "Şeffaflık günlüğü ({size} kayıt), imzalanmış olanın devamı değil ({reason}).",
        "The transparency log ({size} entries) does not continue what was signed ({reason}).",
        "Daha yeni bir yedeği geri yükleyiniz; doğrulama sürer, günlük imzalanmaz.",
        "Restore a newer backup; verifying goes on, the log is not signed.",
    ),
    "log_unsigned": (
        "warning",
        "Şeffaflık günlüğünün {size} kaydından {signed} kadarı imzalı.",
        "Of the {size} entries of the transparency log {signed} are signed.",
        "Anahtarların olduğu yerde `muhur worker` veya `muhur log begin` çalıştırınız.",
        "Run `muhur worker` or `muhur log begin` where the keys are.",
    ),
    "audit_broken": (
        "fault",
        "Denetim izi {place}. kayıtta bozuk: {chamber}.",
        "The audit trail of {chamber} is broken at record {place}.",
        "Bugünkü veritabanını saklayınız; `muhur audit check` ne olduğunu söyler, son sağlam yedekle karşılaştırınız.",
        "Keep today's database; `muhur audit check` says what happened, compare with the last good backup.",
    ),
    "seal_none": (
        "fault",
        "Geçerli mühür sertifikası olmayan Odalar: {chambers}.",
        "Chambers without a seal certificate that is valid now: {chambers}.",
        "`muhur seals make ODA` ya da `muhur seals add ODA …` çalıştırınız; o zamana dek PDF verilemez.",
        "Run `muhur seals make CHAMBER` or `muhur seals add CHAMBER …`; no PDF can be given until then.",
    ),
    "seal_ending": (
        "warning",
        "{chamber} mührünün süresi {days} gün sonra doluyor ({fingerprint}).",
        "The seal of {chamber} ends in {days} days ({fingerprint}).",
        "Sağlayıcıdan yenisini alıp `muhur seals add` ile ekleyiniz ya da `muhur seals make ODA` çalıştırınız.",
        "Get another and add it by `muhur seals add`, or run `muhur seals make CHAMBER`.",
    ),
    "seal_key_unusable": (
        "fault",
        "{owner} mührünün anahtarı kullanılamıyor ({fingerprint}): {reason}.",
        "The key of {owner}'s seal cannot be used ({fingerprint}): {reason}.",
        "HSM’i, MUHUR_HSM_MODULE ayarını ve PIN dosyasını, dosyadaki anahtarda anahtar klasörünü denetleyiniz.",
        "See the HSM, MUHUR_HSM_MODULE and the PIN file; for a key in a file, the keys folder.",
    ),
    "sealed_missing": (
        "fault",
        "Son {looked} mühürlü PDF’ten {count} tanesi deposunda yok veya değişmiş; ilki {first}.",
        "Of the last {looked} sealed PDFs {count} are missing from their store or altered; the first is {first}.",
        "Depoyu yedekten geri yükleyiniz; bir dosya kaybolduysa `muhur seals again BELGE_NO` yenisini mühürler.",
        "Restore the store from a backup; if a file is lost, `muhur seals again BELGE_NO` seals another.",
    ),
    "status_list_missing": (
        "fault",
        "Durum listesi yok: {lists}. Çevrimdışı denetim durumu söyleyemez.",
        "No status list: {lists}. An offline check cannot tell the standing.",
        "Anahtarların bulunduğu hesapta `muhur worker --once` çalıştırınız.",
        "Run `muhur worker --once` under the account that holds the keys.",
    ),
    "status_list_old": (
        "warning",
        "Durum listesi eski: {lists}; en eskisi {hours} saatlik.",
        "Status lists are old: {lists}; the oldest is {hours} hours old.",
        "İşçi süreci anahtarlara erişebiliyor mu: `muhur worker --once`.",
        "See that the worker reaches the keys: `muhur worker --once`.",
    ),
    "intents_open": (
        "warning",
        "{count} belge yarım kalmış ({chambers}).",
        "{count} documents were begun and not finished ({chambers}).",
        "Aynı listeyi yeniden düzenleyiniz: yarım kalan tamamlanır, hiçbiri iki kez verilmez.",
        "Issue the same list again: what was begun is finished, nothing is issued twice.",
    ),
    "signers_missing": (
        "warning",
        "İmzacı adı girilmemiş Odalar: {chambers}.",
        "Chambers without signers' names: {chambers}.",
        "`muhur chambers signers ODA --baskan …` ile giriniz; o zamana dek belge düzenleyemezler.",
        "Enter them by `muhur chambers signers CHAMBER --baskan …`; they cannot issue until then.",
    ),
    "outbox_late": (
        "warning",
        "{count} ileti bekliyor; en eskisi {hours} saattir.",
        "{count} messages wait, the oldest for {hours} hours.",
        "Posta sunucusunu ve `muhur worker` sürecini denetleyiniz.",
        "See the mail server and `muhur worker`.",
    ),
    "outbox_given_up": (
        "warning",
        "{count} ileti gönderilemedi ve bırakıldı.",
        "{count} messages could not be sent and were given up.",
        "Adresleri denetleyiniz.",
        "Check the addresses.",
    ),
    "backup_none": (
        "warning",
        "Bu kurulumun yedeği alınmamış.",
        "This installation has not been backed up.",
        "`muhur backup KLASÖR` çalıştırınız ve her gece çalışacak biçimde kurunuz.",
        "Run `muhur backup FOLDER` and have it run every night.",
    ),
    "backup_old": (
        "warning",
        "Son yedek {hours} saatlik.",
        "The last backup is {hours} hours old.",
        "Gece yedeğinin neden alınmadığına bakınız: `muhur backup KLASÖR`.",
        "See why the nightly backup was not made: `muhur backup FOLDER`.",
    ),
    "disk_low": (
        "warning",
        "Diskte az yer kaldı: {path}, {free} MB (%{percent}).",
        "Little disk space is left: {path}, {free} MB ({percent} %).",
        "Yer açınız veya diski büyütünüz.",
        "Make room or enlarge the disk.",
    ),
    "disk_full": (
        "fault",
        "Disk dolmak üzere: {path}, {free} MB.",
        "The disk is nearly full: {path}, {free} MB.",
        "Hemen yer açınız: dolu diskte belge düzenlenemez.",
        "Make room at once: on a full disk nothing can be issued.",
    ),
    "address_unreachable": (
        "warning",
        "Genel adres buradan yanıt vermiyor: {url} ({reason}).",
        "The public address does not answer from here: {url} ({reason}).",
        "Ters vekili, sertifikayı ve alan adını denetleyiniz; `muhur serve` çalışıyor olmalı.",
        "See the reverse proxy, its certificate and the name; `muhur serve` must be running.",
    ),
    "check_failed": (
        "unknown",
        "Denetim yapılamadı: {error}.",
        "The check could not be made: {error}.",
        "Günlükteki yere bakınız ve yeniden deneyiniz.",
        "Look at the named place and try again.",
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be."""

    code: str
    facts: dict[str, object]

    @property
    def level(self) -> Level:
        """How bad it is."""
        return FINDINGS[self.code][0]

    @property
    def sentences(self) -> dict[str, dict[str, str]]:
        """``what`` and ``mend``, each in ``tr`` and ``en``."""
        _, *texts = FINDINGS[self.code]
        turkish, english, mend_tr, mend_en = (text.format(**self.facts) for text in texts)
        return {"what": {"tr": turkish, "en": english}, "mend": {"tr": mend_tr, "en": mend_en}}


def found(code: str, **facts: object) -> Finding:
    """A finding with the facts of its sentences."""
    return Finding(code, facts)
