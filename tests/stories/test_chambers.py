"""The chambers' stories, word for word: O1 to O9."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from issuer.sealing import ChamberKey, seal_document
from muhur.installation import Home
from muhur.key_life import keeping as key_keeping
from muhur.key_life.bundles import public_of
from registry import verification_code
from registry.access import ADMINISTRATOR, USER, Caller
from registry.act import Act
from registry.store import OWNER
from tests.support.callers import client
from tests.support.living import issued, recorded
from tests.support.register import members_of, payload_document
from tests.support.told import Told, answered

YG, VISA = "EMO-2026-YB-000123-Y", "EMO-2025-YB-000078-6"
AREA = "Yüksek Gerilim İşletme Sorumluluğu"
LPG, BOUND = "KMO-2026-BB-000007-G", "MADENMO-2026-YB-000003-7"
WRONG, RIGHT = "MMO-2026-YB-000042-U", "MMO-2026-YB-000043-S"
ON = {"number": "49/112", "on": "2026-11-20"}
DAY = {"number": "49/112", "day": "2026-11-20"}
NO_DECISION = "Yetki belgesi için Yönetim Kurulu karar numarası ve tarihi gereklidir."
FOUR_EYES = "Hazırlayan kişi aynı belgeyi onaylayamaz."


def as_excel_saves(*rows: tuple[object, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode("cp1254")


def test_o1_a_class_of_twenty_five(anew: Told, tmp_path: Path) -> None:
    """22 issued; 69,5 is not rounded up, nor 40, nor an attendance of %79,99."""
    names = ["Çiğdem", "Işıl", "İrem", "Şükrü", "Ömer", "Ülkü", "Gökçe", "Ağah", "Nuri", "Ayşe", "Hüseyin"]
    people = [(f"{70_000 + n:06d}", names[n % 11], f"Yağış{chr(97 + n)}") for n in range(25)]
    members = tmp_path / "uyeler.csv"
    head = ("Sicil No", "Ad", "Soyad", "Unvan", "Durum")
    members.write_bytes(as_excel_saves(head, *((*one, "Makina Mühendisi", "aktif") for one in people)))
    anew.muhur("members", "import", members, "--chamber", "MMO")
    anew.muhur("runs", "add", "MMO-MT-01", "2026-9", "--start", "2026-11-09", "--end", "2026-11-13")
    results = [(10_000, 10_000 - place, 70 + place) for place in range(21)] + [(10_000, 8_000, 70)]
    results += [(10_000, 10_000, "69,5"), (10_000, 10_000, 40), (10_000, 7_999, 90)]
    rows = [(family, given, sicil_no, *result)
            for (sicil_no, given, family), result in zip(people, results, strict=True)]  # fmt: skip
    listed = tmp_path / "liste.csv"
    listed.write_bytes(as_excel_saves(("Soyad", "Ad", "Sicil No", "Toplam", "Devam", "Teorik Not"), *rows))
    words = (
        "issue", "MMO-MT-01/2026-9", listed, "--by", "egitim.mmo", "--approved-by", "onay.mmo", "--decision", "49/112",
        "--decision-date", "2026-11-20", "--at", "2026-11-22",
    )  # fmt: skip
    said = anew.muhur(*words)
    assert said.splitlines()[0] == "22 belge düzenlendi ve imzalandı." and "3 satır düzenlenmedi" in said
    again = anew.muhur_json(*words)
    assert again["counts"]["already_issued"] == 22
    refused = [
        (row["line"], [one["tr"] for one in row["reasons"]])
        for row in again["rows"]
        if row["result"] == "refused"
    ]
    assert refused == [
        (24, ["Yetki belgesi düzenlenemez: sınav notu 69,5, geçme notu 70."]),
        (25, ["Yetki belgesi düzenlenemez: sınav notu 40, geçme notu 70."]),
        (26, ["Yetki belgesi düzenlenemez: devam oranı %79,99, gereken en az %80."]),
    ]
    view = anew.verdict(number=again["rows"][0]["belge_no"])["credential"]
    assert view["board_decision"] == {"number": "49/112", "date": "2026-11-20"}


def test_o2_without_a_decision_and_o3_four_eyes(anew: Told) -> None:
    """One batch: sent for approval without a decision, then approved by who prepared it."""
    with anew.home.store.reading("MMO") as records:
        one = min(records.members.search("MMO", "", limit=1000), key=lambda member: member.sicil_no)
    row = {"sicil_no": one.sicil_no, "given_name": one.given_name, "family_name": one.family_name,
           "attended": "24", "scheduled": "24", "theory_mark": "88"}  # fmt: skip
    anew.muhur("runs", "add", "MMO-HV-01", "2026-9", "--start", "2026-11-09", "--end", "2026-11-11")
    both = anew.user("MMO", "officer", "approver", login="ayse.iki")
    with anew.site(caller=both) as site:
        made = answered(site.post("/api/v1/batches", json={"run": "MMO-HV-01/2026-9", "rows": [row]})).json()
        path = f"/api/v1/batches/{made['batch']}"
        refused = answered(site.post(f"{path}/submit", json={}), 422).json()
        assert refused["title"] == NO_DECISION
        answered(site.post(f"{path}/submit", json={"decision": DAY}))
        refused = answered(site.post(f"{path}/approve", json={}), 403).json()
        assert refused["title"] == FOUR_EYES
    with anew.site("MMO", "approver") as site:
        assert answered(site.post(f"{path}/approve", json={})).json()["counts"]["issued"] == 1


def test_o3_every_document_of_the_demonstration_had_four_eyes(told: Told) -> None:
    for chamber in ("EMO", "MMO", "IMO"):
        with told.site(caller=told.user(chamber, "officer", login=f"egitim.{chamber.lower()}")) as site:
            found = [one["batch"] for one in answered(site.get("/api/v1/batches")).json()["batches"]]
        found = [one for one in found if one["state"] == "yayinda"]
        assert found
        assert all(one["prepared_by"] != one["decided_by"] for one in found)
    shown = told.muhur_json("batch", "show", found[0]["id"], "--by", "egitim.imo")
    assert shown["report"]["counts"]["issued"] > 0
    assert "EMO kullanıcıları arasında" in told.muhur("batch", "list", "EMO", "--by", "kimse", expect=1)


def test_o4_what_a_member_is_authorised_to_do(anew: Told) -> None:
    asked = {"path": "/api/v1/members/101742/specialization", "params": {"area": AREA}}
    with anew.site("EMO", "registrar") as registrar, anew.site("EMO", "approver") as approver:
        # Without that word of the chamber, "none" would be said to be incomplete.
        answered(approver.post("/api/v1/inherited/complete"))
        found = answered(registrar.get(**asked)).json()
        assert found["message"]["tr"] == "Yetkili"
        (line,) = found["areas"]
        assert (line["area"], line["belge_no"], line["valid_until"]) == (AREA, YG, "2031-11-22")
        body = {"reason_code": "disiplin", "decision": ON}
        answered(approver.post(f"/api/v1/documents/{YG}/suspend", json=body))
        found = answered(registrar.get(**asked)).json()
    assert (found["message"]["tr"], found["areas"]) == ("Bu alanda geçerli bir uzmanlık kaydı yoktur.", [])
    assert [one["sentence"]["tr"] for one in found["history"] if one["belge_no"] == YG] == [
        f"{AREA} · Yetki Belgesi · Askıda · 22.11.2026"
    ]


def test_o5_a_document_that_rests_on_another_chambers(anew: Told) -> None:
    """Issued by the demonstration from a list that names the support; it ends, and is revoked, with it."""
    verdict = anew.verdict(number=BOUND)
    assert verdict["message"]["tr"] == "Bu belge geçerlidir."
    assert verdict["credential"]["valid_until"] == "2029-03-14"
    assert verdict["credential"]["supporting_belge_no"] == LPG
    assert anew.verdict(number=LPG)["credential"]["valid_until"] == "2029-03-14"
    with anew.site("KMO", "approver") as site:
        body = {"reason_code": "yaniltici_kullanim", "decision": ON}
        answered(site.post(f"/api/v1/documents/{LPG}/revoke", json=body))
    assert anew.verdict(number=BOUND)["standing"] == "revoked"
    assert "İptal edilmiş" in anew.page(BOUND)


def test_o6_a_correction(either_home: Home) -> None:
    """A wrong surname: the register is put right, then a batch of one replaces the document."""
    home = either_home
    with home.store.writing(OWNER) as records:
        records.credentials.continue_serials_after("MMO", 2026, "yetki", 41)
    assert issued(home, 1, "MMO-KL-01/2026-1") == [WRONG]
    sicil_no = members_of(home, "MMO")[0].sicil_no
    with home.store.reading() as records:
        before = records.credentials.by_belge_no(WRONG)
    assert before is not None
    name = {"given_name": "Ayşe", "family_name": "Doğru", "reason": "bilgi_hatasi"}
    with client(home, "MMO", "registrar") as site:
        answered(site.ask("PUT", f"/api/v1/members/{sicil_no}/name", json=name))
    asked = {"belge_no": WRONG, "reason": "bilgi_hatasi", "decision": DAY}
    with client(home, "MMO", "officer") as site:
        made = answered(site.post("/api/v1/batches/replacement", json=asked)).json()
        answered(site.post(f"/api/v1/batches/{made['batch']}/submit", json={}))
    with client(home, "MMO", "approver") as site:
        done = answered(site.post(f"/api/v1/batches/{made['batch']}/approve", json={})).json()
        events = answered(site.get(f"/api/v1/documents/{WRONG}")).json()["events"]
    assert [row["belge_no"] for row in done["rows"]] == [RIGHT]
    assert ("iptal_edildi", "bilgi_hatasi") in {(one["event"], one["reason_code"]) for one in events}
    with client(home) as public:
        page = answered(public.get(f"/v/{before.verification_code}")).text
        new = answered(public.post("/api/v1/verify", json={"number": RIGHT})).json()
    assert (
        f"Bu belgenin yerini {RIGHT} numaralı belge almıştır." in page
        and "bilgi" not in page.lower().split("<main")[0]
    )
    assert (new["standing"], new["credential"]["name"]) == ("valid", "A*** D***")


def test_o6_in_the_demonstration_the_old_qr_leads_to_the_new_document(told: Told) -> None:
    page = told.page(WRONG)
    assert f"Bu belgenin yerini {RIGHT} numaralı belge almıştır." in page
    assert f'href="/v/{told.code(RIGHT)}?lang=tr"' in page
    assert "Bu belge geçerlidir." in told.page(RIGHT)


def test_o7_the_visa(anew: Told) -> None:
    missing = anew.verdict(number=VISA)
    assert (missing["standing"], missing["message"]["tr"]) == (
        "visa_missing",
        "2026 yılı vizesi yapılmamıştır.",
    )
    assert "Vizesi yapılmamış" in anew.page(VISA)
    with anew.site("EMO", "officer") as site:
        answered(site.post(f"/api/v1/documents/{VISA}/visa", json={"visa_year": 2026}))
    found = anew.verdict(number=VISA)
    assert (found["standing"], found["message"]["tr"]) == ("valid", "Bu belge geçerlidir.")
    assert "Geçerli" in anew.page(VISA) and "Vizesi yapılmamış" not in anew.page(VISA)


def test_o8_the_same_member_and_run_again(anew: Told) -> None:
    listed = anew.folder / "lists" / "EMO-YG-01_2026-2.csv"
    words = (
        "--by",
        "egitim.emo",
        "--approved-by",
        "onay.emo",
        "--decision",
        "40/34",
        "--decision-date",
        "2026-11-20",
    )
    again = anew.muhur_json("issue", "EMO-YG-01/2026-2", listed, *words, "--at", "2026-11-22")
    assert again["counts"]["issued"] == 0
    (row,) = [row for row in again["rows"] if row["sicil_no"] == "101742"]
    assert [one["tr"] for one in row["reasons"]] == [
        f"Bu üye için aynı eğitimden düzenlenmiş belge vardır: {YG}."
    ]


def test_o9_a_chambers_key_is_withdrawn(either_home: Home) -> None:
    """Withdrawn on 01.12.2026: what was entered on 22.11.2026 stays; what the old key signs on 02.12.2026 is refused."""
    home = either_home
    (number,) = issued(home, 1, "EMO-YG-01/2026-1")
    withdrawn, next_day = datetime(2026, 12, 1, 6, tzinfo=UTC), datetime(2026, 12, 2, 6, tzinfo=UTC)
    with home.store.reading() as records:
        chamber = records.chambers.find("EMO")
        (old,) = [
            one
            for one in records.trust.signing_keys()
            if (one.owner_slug, one.purpose) == ("emo", "credential")
        ]
    assert chamber is not None
    who = [Caller(USER, login, "EMO", frozenset({ADMINISTRATOR})) for login in ("yonetici", "baskan")]
    key_keeping.compromise(home, old.kid, withdrawn, Act(who[0], withdrawn))
    key_keeping.rotate(home, chamber, Act(who[0], withdrawn), Act(who[1], withdrawn))

    # Whoever has the old key signs the next day, with that day's date or with one from before.
    signer = home.vault().signer(old.signer_uri)
    stolen = ChamberKey(chamber.no, public_of(replace(old, valid_until=None), chamber.did), signer)
    like = payload_document(recorded(home, number).compact)
    forged = {
        day: seal_document(
            replace(like, awarded_at=day, verification_code=verification_code.fresh()), stolen
        )[1]
        for day in (next_day, like.awarded_at)
    }
    (new,) = issued(home, 1, "EMO-YG-01/2026-2", next_day)
    with client(home, now=lambda: datetime(2026, 12, 2, 9, tzinfo=UTC)) as site:

        def asked(**given: str) -> dict[str, object]:
            found: dict[str, object] = answered(site.post("/api/v1/verify", json=given)).json()
            return found

        kept = asked(credential=recorded(home, number).compact)
        assert (kept["outcome"], kept["standing"]) == ("genuine", "valid")
        assert "Bu belge geçerlidir." in answered(site.get(f"/v/{like.verification_code}")).text
        for compact in forged.values():
            found = asked(credential=compact)
            assert (found["outcome"], found["reasons"]) == ("not_genuine", ["key.compromised"])
            assert "İmza anahtarı geçersiz kılınmış" in str(found["message"])
        assert asked(number=new)["standing"] == "valid"
