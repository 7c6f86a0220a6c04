"""Which designs a chamber may use, and its choice of one.

A family named after a chamber carries that chamber's logo and colours: it is nobody else's. Only a design whose PDF
is sealed can be chosen, and of a family its newest version; a choice of an older one means that. A choice counts for what is prepared from then on; an approval binds the design it saw.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from registry.act import Act
from registry.chamber import Chamber
from registry.document import SUCCEEDED
from registry.records.registry_records import Records
from registry.refusal import Refusal
from templates.certificates.designs import DESIGNS, named
from templates.certificates.specimens import COMPACT, usual
from templates.drawing import draw_picture_as

# Of several designs on one page of the desk: 60 dots an inch are enough to tell them apart and to read the large texts.
PICTURE_PPI = 60.0


class DesignRefused(Refusal):
    """The design is not one that this chamber may choose."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A design that a chamber may choose: its name, what people call it, its languages, and whether it is in use."""

    design: str
    tr: str
    en: str
    languages: tuple[str, ...]
    chosen: bool


def offered_to(chamber: Chamber, slugs: Iterable[str]) -> list[Offered]:
    """What the chamber may choose from, its own first; ``slugs`` are those of all chambers."""
    foreign = frozenset(slugs) - {chamber.slug}
    found = [
        named(name)
        for name in sorted(DESIGNS, key=lambda name: (_family(name) != chamber.slug, name.split("/")))
        if named(name).sealed and name not in SUCCEEDED and _family(name) not in foreign
    ]
    return [
        Offered(one.name, one.called["tr"], one.called["en"], one.languages, one.name == chamber.design)
        for one in found
    ]


def choose(records: Records, act: Act, name: str) -> Offered:
    """Draw the documents of the caller's chamber in this design from now on. Raises ``DesignRefused``."""
    chamber = chamber_of(records, act)
    there = {one.design: one for one in offered_to(chamber, slugs_of(records))}
    if name not in there:
        raise DesignRefused("design.not_offered", design=name[:80], names=", ".join(sorted(there)))
    if name != chamber.design:
        records.chambers.set_design(chamber.code, name)
        records.audit.add(
            act,
            "chamber.design",
            chamber_code=chamber.code,
            target_kind="chamber",
            target=chamber.code,
            facts={"design": name, "before": chamber.design},
        )
    return replace(there[name], chosen=True)


def chamber_of(records: Records, act: Act) -> Chamber:
    """The chamber of the caller."""
    found = records.chambers.find(act.caller.own_chamber())
    if found is None:
        raise Refusal("access.not_found")
    return found


def slugs_of(records: Records) -> list[str]:
    """The names of all chambers as families of designs carry them."""
    return [one.slug for one in records.chambers.all()]


def looked_at(design: str, payload: Mapping[str, Any]) -> bytes:
    """A payload's sheet in another design, as PNG with the ÖRNEK mark and no credential in it: nothing to hand out."""
    shown = dict(payload) | {"document": dict(payload["document"]) | {"design": design, "specimen": True}}
    return draw_picture_as(named(design), shown, COMPACT, PICTURE_PPI)


def specimen_of(chamber: Chamber, kind: str) -> dict[str, Any]:
    """Stands in for a document where the chamber has none of this kind: its own name and signers, nobody's data."""
    payload = usual(kind)
    payload["issuer"]["name"] = chamber.name_tr
    payload["document"]["signers"] = [{"name": one.name, "role": one.role} for one in chamber.signers]
    subject = payload["credentialSubject"]
    subject["licenseNumber"] = subject["licenseNumber"].replace("EMO", chamber.code)
    return payload


def _family(name: str) -> str:
    return name.partition("/")[0]
