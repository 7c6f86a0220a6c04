"""Checking documents without an account."""

SENTENCES: dict[str, tuple[int, str, str]] = {
    "lookups.too_many": (
        429,
        "Çok sayıda sorgu yapıldı. {seconds} saniye sonra yeniden deneyiniz.",
        "Too many look-ups were made. Try again in {seconds} seconds.",
    ),
}
