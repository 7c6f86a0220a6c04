"""The 81 provinces (il) of Turkey, as members and lists name them."""

from registry.turkish import fold, sort_key

_NAMES = (
    "Adana Adıyaman Afyonkarahisar Ağrı Aksaray Amasya Ankara Antalya Ardahan Artvin Aydın Balıkesir Bartın "
    "Batman Bayburt Bilecik Bingöl Bitlis Bolu Burdur Bursa Çanakkale Çankırı Çorum Denizli Diyarbakır Düzce "
    "Edirne Elazığ Erzincan Erzurum Eskişehir Gaziantep Giresun Gümüşhane Hakkari Hatay Iğdır Isparta İstanbul "
    "İzmir Kahramanmaraş Karabük Karaman Kars Kastamonu Kayseri Kırıkkale Kırklareli Kırşehir Kilis Kocaeli "
    "Konya Kütahya Malatya Manisa Mardin Mersin Muğla Muş Nevşehir Niğde Ordu Osmaniye Rize Sakarya Samsun Siirt "
    "Sinop Sivas Şanlıurfa Şırnak Tekirdağ Tokat Trabzon Tunceli Uşak Van Yalova Yozgat Zonguldak"
)
PROVINCES = tuple(sorted(_NAMES.split(), key=sort_key))
_BY_FOLDED = {fold(name): name for name in PROVINCES}


def province_named(text: str) -> str | None:
    """The province that a person means, however its letters are typed ("istanbul", "ISTANBUL"), or None."""
    return _BY_FOLDED.get(fold(text))
