"""Where a visitor can go: the entries of the navigation that their rights open."""

from collections.abc import Mapping
from types import MappingProxyType

from registry.access import MEMBER, USER, Caller
from templates.screens import Place

# key of the sentence, path, right that the page asks for, heading it stands under
DESK = (
    ("nav_home", "/oda", "documents:read", ""),
    ("nav_batches", "/oda/listeler", "batches:read", "issue"),
    ("nav_runs", "/oda/acilislar", "training:read", "issue"),
    ("nav_programmes", "/oda/programlar", "training:read", "issue"),
    ("nav_trainers", "/oda/egiticiler", "training:read", "issue"),
    ("nav_standing", "/oda/surekli-onaylar", "batches:read", "issue"),
    ("nav_documents", "/oda/belgeler", "documents:read", "registry"),
    ("nav_members", "/oda/uyeler", "members:read", "registry"),
    ("nav_ask", "/oda/sorgu", "specialization:ask", "registry"),
    ("nav_inherited", "/oda/devralinan", "documents:read", "registry"),
    ("nav_requests", "/oda/talepler", "requests:read", "registry"),
    ("nav_reports", "/oda/raporlar", "reports:read", "chamber"),
    ("nav_users", "/oda/kullanicilar", "users:manage", "chamber"),
    ("nav_delegations", "/oda/vekalet", "delegations:manage", "chamber"),
    ("nav_programs", "/oda/baglantilar", "programs:manage", "chamber"),
    ("nav_hooks", "/oda/bildirim-adresleri", "programs:manage", "chamber"),
    ("nav_keys", "/oda/anahtarlar", "documents:read", "chamber"),
    ("nav_design", "/oda/tasarim", "documents:read", "chamber"),
    ("nav_quotas", "/oda/kotalar", "chamber:manage", "chamber"),
    ("nav_trail", "/oda/denetim-izi", "audit:own", "chamber"),
)
MEMBERS = (
    ("nav_my_documents", "/uye", "self", ""),
    ("nav_my_record", "/uye/uzmanlik", "self", ""),
    ("nav_shares", "/uye/paylasimlar", "self", ""),
    ("nav_accesses", "/uye/erisim", "self", ""),
    ("nav_my_requests", "/uye/talepler", "self", ""),
    ("nav_my_data", "/uye/verilerim", "self", ""),
)
AUDIT = (
    ("nav_overview", "/denetim", "union:reports", ""),
    ("nav_union_reports", "/denetim/raporlar", "union:reports", ""),
    ("nav_consistency", "/denetim/tutarlilik", "audit:read", ""),
    ("nav_audit_trail", "/denetim/iz", "audit:read", ""),
    ("nav_keys", "/denetim/anahtarlar", "audit:read", ""),
    ("nav_union_members", "/denetim/uyeler", "union:members", ""),
)


def home_of(caller: Caller) -> str:
    """Where somebody begins."""
    if caller.kind == MEMBER:
        return "/uye"
    if caller.kind != USER:
        return "/"
    return "/oda" if caller.chamber_code is not None else "/denetim"


def places_of(
    caller: Caller, path: str, waiting: Mapping[str, int] = MappingProxyType({})
) -> list[tuple[Place, bool]]:
    """The visitor's places, each once, and whether the visit stands in it. ``waiting``: what waits, by path."""
    area = {"/uye": MEMBERS, "/oda": DESK, "/denetim": AUDIT}.get(home_of(caller), ())
    found: dict[str, Place] = {}
    for key, where, right, group in area:
        if caller.has(right):
            found.setdefault(where, Place(key, where, group, waiting.get(where)))
    here = max(
        (where for where in found if path == where or path.startswith(f"{where}/")), key=len, default=""
    )
    return [(place, where == here) for where, place in found.items()]
