"""Reports and generated sets."""

SENTENCES: dict[str, tuple[int, str, str]] = {
    "report.unknown": (404, "Böyle bir rapor yok: {name}.", "There is no such report: {name}."),
    "report.chamber_unknown": (404, "Böyle bir oda yok: {chamber}.", "There is no such chamber: {chamber}."),
    "report.own_chamber_only": (
        403,
        "{name} raporu yalnız odanın kendisine gösterilir.",
        "The report {name} is shown to the chamber itself only.",
    ),
    "report.until_not_here": (
        422,
        "Gün yalnız odanın kendi expiring raporunda seçilebilir.",
        "A day can be chosen for a chamber's own expiring report only.",
    ),
    "report.until_out_of_range": (
        422,
        "Gün bugün ile on yıl sonrası arasında olmalıdır: {until}.",
        "The day must lie between today and ten years ahead: {until}.",
    ),
    "sets.not_specimen": (
        409,
        "Üretilmiş veri yalnız boş bir klasöre veya ÖRNEK kuruluma yazılır: {home}.",
        "Generated data is written to an empty folder or an ÖRNEK installation only: {home}.",
    ),
    "sets.parts": (
        422,
        "Kaçta biri üretileceği en az 1 olmalıdır: {parts}.",
        "The set can be built whole (1) or as one part in more: {parts}.",
    ),
    "sets.other_data": (
        409,
        "Bu kurulumda başka veri var; üretilmiş set için boş bir klasör veriniz.",
        "This installation holds other data; give an empty folder for a generated set.",
    ),
}
