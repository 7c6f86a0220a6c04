"""Refusals of sealing PDFs: code -> HTTP status, Turkish, English."""

SENTENCES: dict[str, tuple[int, str, str]] = {
    "seal.none": (
        409,
        "{chamber} için bu tarihte geçerli bir mühür sertifikası yok. Yöneticiniz `muhur seals` ile oluşturmalıdır.",
        "{chamber} has no seal certificate that is valid at this time. Your operator makes one by `muhur seals`.",
    ),
    "seal.expired": (
        409,
        "{owner} mührünün sertifikası bu tarihte geçerli değil; belge mühürlenmedi.",
        "The certificate of {owner}'s seal is not valid at this time; the document was not sealed.",
    ),
    "seal.missing": (
        503,
        "{belge_no} belgesinin mühürlü dosyası deposunda bulunamadı. Yöneticiniz yedekten geri yüklemelidir.",
        "The sealed file of {belge_no} is not in its store. Your operator should restore it from the backup.",
    ),
    "seal.timestamp_unreachable": (
        503,
        "Zaman damgası alınamadı; belge mühürlenmedi ve hiçbir şey saklanmadı. Birazdan yeniden deneyiniz.",
        "No time-stamp could be had; the document was not sealed and nothing was kept. Try again in a while.",
    ),
    "seal.revocation_unreachable": (
        503,
        "{owner} mührünün ya da zaman damgasının iptal bilgisi alınamadı; belge mühürlenmedi, hiçbir şey saklanmadı.",
        "No revocation data of {owner}'s seal or of the time-stamp could be had; nothing was sealed or kept.",
    ),
    "seal.revoked": (
        409,
        "{owner} mührünün ya da zaman damgasının sertifikası iptal edilmiş; belge mühürlenmedi.",
        "The certificate of {owner}'s seal or of the time-stamp is revoked; the document was not sealed.",
    ),
    "seal.roots": (
        503,
        "Mühür köklerinin dosyası okunamıyor: {path}. Yöneticiniz MUHUR_SEAL_ROOTS ayarını düzeltmelidir.",
        "The file of the seals' roots cannot be read: {path}. Your operator should mend MUHUR_SEAL_ROOTS.",
    ),
    "seal.store_unreachable": (
        503,
        "Mühürlü belgelerin deposuna ulaşılamıyor. Birazdan yeniden deneyiniz.",
        "The store of sealed documents cannot be reached. Try again in a while.",
    ),
    "seal.busy": (
        503,
        "Şu anda çok sayıda belge mühürleniyor. Biraz sonra yeniden deneyiniz.",
        "Too many documents are being sealed. Try again shortly.",
    ),
    "seal.design": (
        409,
        "{belge_no} belgesinin tasarımı mühürlü değildir; yeniden mühürlenemez.",
        "The design of {belge_no} is not a sealed one; it cannot be sealed again.",
    ),
    "seal.not_drawn": (
        409,
        "Belgenin PDF’i çizilemedi ({why}); mühürlenmedi.",
        "The PDF of the document could not be drawn ({why}); it was not sealed.",
    ),
    "seal.possession": (
        409,
        "{fingerprint} mühür sertifikasının özel anahtarına ulaşılamıyor veya anahtar başka.",
        "The private key of the seal certificate {fingerprint} cannot be reached, or is another one.",
    ),
    "seal.certificate": (
        422,
        "Bu sertifika mühür için kullanılamaz: {why}",
        "This certificate cannot be used for sealing: {why}",
    ),
    "seal.exists": (
        409,
        "Bu mühür sertifikası zaten kayıtlı.",
        "This seal certificate is recorded already.",
    ),
    "seal.not_found": (
        404,
        "{fingerprint} ile başlayan tek bir mühür sertifikası yok; `muhur seals list` gösterir.",
        "There is not one seal certificate that begins with {fingerprint}; `muhur seals list` shows them.",
    ),
    "seal.window": (
        422,
        "Mühür yalnız kendi süresi içinde kapatılabilir: {begins} - {ends}.",
        "A seal can be closed only within its own time: {begins} - {ends}.",
    ),
    "seal.which": (
        422,
        "Bir Oda ya da --all gerekir, ikisi birden değil.",
        "One chamber or --all is needed, not both.",
    ),
    "seal.level": (
        422,
        "Böyle bir mühür düzeyi yok: {level}. Düzeyler: {known}.",
        "There is no such level of seal: {level}. Levels: {known}.",
    ),
    "vault.uri": (
        422,
        "Anahtarın pkcs11: adresi anlaşılamadı; token, object veya id ve pin-source (dosya) gerekir.",
        "The key's pkcs11: URI is not understood; it needs token, object or id, and pin-source (a file).",
    ),
    "vault.hsm_module": (
        503,
        "Bu PKCS#11 modülü ayarlarda yok. Yöneticiniz MUHUR_HSM_MODULE ile tanımlamalıdır.",
        "This PKCS#11 module is not set. Your operator should name it by MUHUR_HSM_MODULE.",
    ),
    "vault.hsm_unreachable": (
        503,
        "Mühür anahtarının bulunduğu HSM’e ulaşılamıyor. Birazdan yeniden deneyiniz.",
        "The HSM that holds the seal key cannot be reached. Try again in a while.",
    ),
    "vault.hsm_pin": (
        503,
        "HSM’in PIN’i okunamıyor veya kabul edilmiyor; aynı PIN bir daha denenmez.",
        "The PIN of the HSM cannot be read or is refused; the same PIN is not tried again.",
    ),
}
