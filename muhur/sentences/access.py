"""Who calls, tokens, users and programs."""

SENTENCES: dict[str, tuple[int, str, str]] = {
    "access.sign_in": (401, "Bu işlem için oturum açmanız gerekir.", "Sign in to do this."),
    "access.denied": (403, "Bu işlem için yetkiniz yok ({right}).", "You may not do this ({right})."),
    "access.prove": (
        403,
        "Bu işlemden önce kimliğinizi yeniden doğrulayınız.",
        "Prove who you are again before this.",
    ),
    "access.not_found": (404, "Kayıt bulunamadı.", "No such record."),
    "account.name": (
        422,
        "Ad 1 ile 120 karakter arasında, gizli karakter içermeyen bir metin olmalıdır.",
        "A name is a text of 1 to 120 characters without hidden ones.",
    ),
    "audit.note_unreadable": (
        422,
        "Verilen dosya, önceki bir `muhur audit check --json` çıktısı değil.",
        "The file is not what `muhur audit check --json` has given earlier.",
    ),
    "audit.unavailable": (
        503,
        "Denetim kaydı yazılamadığı için sonuç verilmedi. İşlem yapılmış olabilir; yeniden denemeden önce kontrol ediniz.",
        "No result is given because the audit record could not be stored. The act may have been done: check before trying again.",
    ),
    "delegation.approver": (
        422,
        "Onay yetkisi yalnız etkin bir onaylayandan, aynı Odanın başka bir etkin kullanıcısına devredilir.",
        "Only an active approver can lend the right to approve, to another active user of the same chamber.",
    ),
    "delegation.days": (
        422,
        "Devir bugün veya sonra başlamalı, en çok {days} gün sürmelidir.",
        "A delegation begins today or later and lasts at most {days} days.",
    ),
    "delegation.own": (
        403,
        "Kendinize onay yetkisi devredemezsiniz; onaylayan yalnız kendi yetkisini devreder.",
        "You cannot lend yourself the right to approve, and an approver lends only his own.",
    ),
    "idempotency.key": (
        400,
        "Idempotency-Key 1 ile 64 arasında görünür ASCII karakterden oluşmalıdır.",
        "Idempotency-Key has 1 to 64 visible ASCII characters.",
    ),
    "idempotency.not_kept": (
        409,
        "Bu anahtarla yapılan istek yerine getirildi; yanıtı saklanmadı.",
        "The request with this key was carried out; its answer was not kept.",
    ),
    "idempotency.other_request": (
        422,
        "Bu anahtar başka bir istekte kullanılmış.",
        "This key was used for another request.",
    ),
    "idempotency.under_way": (
        409,
        "Bu anahtarla yapılan istek henüz bitmedi; biraz sonra yeniden deneyiniz.",
        "The request with this key has not ended yet; try again in a while.",
    ),
    "oauth.invalid_client": (401, "Program tanınmadı.", "The program is not known."),
    "oauth.invalid_request": (400, "Belirteç isteği okunamadı.", "The token request cannot be read."),
    "oauth.invalid_scope": (
        400,
        "İstenen kapsam bu programa verilmemiş.",
        "The program was not given the scope it asks for.",
    ),
    "oauth.unsupported_grant_type": (
        400,
        "Yalnız client_credentials kullanılabilir.",
        "Only client_credentials can be used.",
    ),
    "page.foreign_form": (
        403,
        "Bu form başka bir siteden ya da eski bir sayfadan gönderildi. Sayfayı açıp yeniden deneyiniz.",
        "This form came from another site or an old page. Open the page and try again.",
    ),
    "program.scopes": (
        422,
        "Bir programa verilebilecek kapsamlar: {scopes}.",
        "Scopes that a program can be given: {scopes}.",
    ),
    "request.fields": (
        422,
        "İstekteki alanlar tanıma uymuyor: {fields}.",
        "Fields of the request are not as described: {fields}.",
    ),
    "request.json": (400, "İstek geçerli bir JSON değil.", "The request is not valid JSON."),
    "user.exists": (409, "Bu kullanıcı adı alınmış.", "This login is taken."),
    "user.login": (
        422,
        "Kullanıcı adı 3 ile 64 karakter arasında; küçük ASCII harf, rakam, nokta, tire ve alt çizgiden oluşur.",
        "A login has 3 to 64 characters: lower-case ASCII letters, digits, point, hyphen, underscore.",
    ),
    "user.own": (
        403,
        "Kendi rollerinizi değiştiremez, kendinizi devre dışı bırakamazsınız.",
        "You cannot change your own roles or switch yourself off.",
    ),
    "user.roles": (422, "Burada verilebilecek roller: {roles}.", "Roles that can be given here: {roles}."),
    "user.roles_apart": (
        422,
        "Oda yöneticisi aynı zamanda onaylayan olamaz.",
        "A chamber administrator cannot be an approver too.",
    ),
    "access.no_such_user": (
        403,
        "{chamber} kullanıcıları arasında bu rolde etkin bir {login} yok ({role}).",
        "{chamber} has no active user {login} in this role ({role}).",
    ),
}
