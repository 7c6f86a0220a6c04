"""Refusals of the commands about certificate designs: code -> HTTP status, Turkish, English."""

SENTENCES: dict[str, tuple[int, str, str]] = {
    "design.absent": (
        404,
        "{design} adında bir tasarım veya `design.json` bulunan bir klasör yok.",
        "There is no design {design}, and no folder of that name with a `design.json`.",
    ),
    "design.unfit": (
        422,
        "{design} tasarımı çizilemiyor: {why}",
        "The design {design} cannot be drawn: {why}",
    ),
    "design.kind": (
        422,
        "{kind} bir belge türü değildir; katilim, basari veya yetki yazınız.",
        "{kind} is no kind of document; write katilim, basari or yetki.",
    ),
    "design.not_offered": (
        422,
        "{design} tasarımını odanız seçemez. Seçebilecekleri: {names}.",
        "Your chamber cannot choose the design {design}. It can choose: {names}.",
    ),
}
