"""Signing in and what it is proved by."""

SENTENCES: dict[str, tuple[int, str, str]] = {
    "signin.wrong": (
        422,
        "Giriş bilgileri doğru değil. Kullanıcı adınızı ve parolanızı kontrol ediniz.",
        "That is not right. Check your login and your password.",
    ),
    "signin.wait": (
        429,
        "Çok sayıda sorgu yapıldı. {seconds} saniye sonra yeniden deneyiniz.",
        "Too many requests. Try again in {seconds} seconds.",
    ),
    "password.short": (
        422,
        "Parola en az {least} karakter olmalıdır. Birkaç sözcükten oluşan bir parola kolay akılda kalır.",
        "A password has at least {least} characters. One of several words is easy to remember.",
    ),
    "password.long": (
        422,
        "Parola en çok {most} karakter olabilir.",
        "A password has at most {most} characters.",
    ),
    "password.common": (
        422,
        "Bu parola çok kullanılan ya da kolay tahmin edilen parolalardandır. Başka bir parola seçiniz.",
        "This password is common or easy to guess. Choose another one.",
    ),
    "password.name": (
        422,
        "Parola adınızdan, kullanıcı adınızdan ya da e-postanızdan oluşmamalıdır.",
        "A password must not be made of your name, login or e-mail.",
    ),
}
