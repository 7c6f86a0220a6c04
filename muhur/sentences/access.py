"""Who calls, tokens, users and programs."""

SENTENCES: dict[str, tuple[int, str, str]] = {
    "access.sign_in": (401, "Bu işlem için oturum açmanız gerekir.", "Sign in to do this."),
    "access.denied": (403, "Bu işlem için yetkiniz yok ({right}).", "You may not do this ({right})."),
    "access.not_found": (404, "Kayıt bulunamadı.", "No such record."),
}
