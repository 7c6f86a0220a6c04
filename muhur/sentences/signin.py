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
    "signin.code": (
        422,
        "Kod doğru değil ya da kullanılmış. Uygulamanın gösterdiği yeni kodu yazınız.",
        "The code is wrong or was used. Type the new code that your app shows.",
    ),
    "signin.step_over": (
        422,
        "Bu adımın süresi doldu. Yeniden giriş yapınız.",
        "This step took too long. Sign in again.",
    ),
    "signin.link_over": (
        422,
        "Bu bağlantı kullanılmış ya da süresi dolmuş. Yeni bir bağlantı isteyiniz.",
        "This link was used or is over. Ask for a new one.",
    ),
    "signin.needs_app": (
        422,
        "Göreviniz iki adımlı giriş gerektirir. Önce bir geçiş anahtarı ekleyiniz.",
        "Your role needs two steps to sign in. Add a passkey first.",
    ),
    "signin.no_app": (
        404,
        "Bu hesapta doğrulama uygulaması yok.",
        "This account has no authenticator app.",
    ),
    "signin.nothing_to_show": (
        422,
        "Hesabınızda parola ya da geçiş anahtarı yok. Çıkış yapıp yeniden giriş yapınız.",
        "Your account has no password or passkey. Sign out and sign in again.",
    ),
    "signin.specimen": (
        403,
        "Kod yalnız ÖRNEK kurulumda gösterilir.",
        "Codes are shown in an ÖRNEK installation only.",
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
    "passkey.refused": (
        422,
        "Geçiş anahtarı kabul edilmedi. Yeniden deneyiniz ya da başka bir yolla giriş yapınız.",
        "The passkey was not accepted. Try again, or sign in another way.",
    ),
    "passkey.too_many": (
        422,
        "En çok {most} geçiş anahtarı eklenebilir.",
        "At most {most} passkeys can be added.",
    ),
    "passkey.unknown": (404, "Böyle bir geçiş anahtarınız yok.", "You have no such passkey."),
    "passkey.last": (
        422,
        "Bu, giriş yapabildiğiniz son yol. Önce başka bir yol ekleyiniz.",
        "This is the last way you can sign in by. Add another one first.",
    ),
    "invitation.over": (
        422,
        "Bu davet kullanılmış ya da süresi dolmuş. Odanızdan yeni bir davet isteyiniz.",
        "This invitation was used or is over. Ask your chamber for a new one.",
    ),
    "invitation.sicil_no": (
        422,
        "Sicil no bu davetle uyuşmuyor. Numarayı kontrol ediniz.",
        "The registration number does not fit this invitation. Check the number.",
    ),
    "invitation.off": (
        422,
        "Kapalı bir hesap davet edilemez.",
        "An account that is switched off cannot be invited.",
    ),
    "provider.off": (404, "Kurum hesabıyla giriş bu kurulumda açık değil.", "No provider is set up here."),
    "provider.fault": (
        502,
        "Kurumun giriş hizmetinden yanıt alınamadı. Biraz sonra yeniden deneyiniz ya da başka bir yolla giriş yapınız.",
        "The provider did not answer as it should. Try again in a while, or sign in another way.",
    ),
    "provider.refused": (
        422,
        "Kurum hesabıyla giriş tamamlanmadı. Yeniden deneyiniz.",
        "Signing in at the provider was not finished. Try again.",
    ),
    "provider.unknown": (
        422,
        "Bu kurum hesabı burada hiçbir hesaba bağlı değil. Önce davetinizle ya da Hesabım sayfasından bağlayınız.",
        "That identity is linked to no account here. Link it first, by your invitation or on your account page.",
    ),
    "provider.taken": (
        422,
        "Bu kurum hesabı başka bir hesaba bağlı.",
        "That identity is linked to another account.",
    ),
    "vault.sealed": (
        503,
        "Doğrulama uygulamasının kaydı açılamadı. Yöneticinizden yeni bir davet isteyiniz.",
        "The record of the authenticator app cannot be opened. Ask your administrator for a new invitation.",
    ),
}
