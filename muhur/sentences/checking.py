"""Checking documents without an account."""

SENTENCES: dict[str, tuple[int, str, str]] = {
    "lookups.too_many": (
        429,
        "Çok sayıda sorgu yapıldı. {seconds} saniye sonra yeniden deneyiniz.",
        "Too many look-ups were made. Try again in {seconds} seconds.",
    ),
    "drawing.busy": (
        503,
        "Şu anda çok sayıda belge çiziliyor. Biraz sonra yeniden deneyiniz.",
        "Too many documents are being drawn. Try again shortly.",
    ),
    "proof.no_key": (
        503,
        "Bu kurulumda bu belge için JSON içinde imza üretilemiyor. İmzalı veriyi (JWT) indiriniz.",
        "This installation cannot make a proof inside JSON for this document. Download the signed credential (JWT).",
    ),
}
