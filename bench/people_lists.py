"""Class lists for measurements."""

import csv
import io
from collections.abc import Iterable

from registry.member import Member

COLUMNS = ["sicil_no", "ad", "soyad", "devam", "toplam", "teorik_not", "uygulama_not"]


def class_list(people: Iterable[Member]) -> bytes:
    """A list that every rule accepts."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(COLUMNS)
    writer.writerows(
        [one.sicil_no, one.given_name, one.family_name, "24", "24", "85,5", "85,5"] for one in people
    )
    return text.getvalue().encode("utf-8-sig")
