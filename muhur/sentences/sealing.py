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
    "seal.design": (
        409,
        "{belge_no} belgesinin tasarımı mühürlü değildir; yeniden mühürlenemez.",
        "The design of {belge_no} is not a sealed one; it cannot be sealed again.",
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
}
