"""Members as the union's auditor sees them: numbers whole, names to their first letters (story D3)."""

from registry.access import AccessRefused
from registry.act import Act
from registry.chamber import Chamber
from registry.people import membership, shapes
from registry.people.privacy import shown_name
from registry.store import PUBLIC, Store
from registry.turkish import mask_name


def masked(store: Store, act: Act, chamber_code: str, after: str | None, limit: int) -> shapes.MaskedPage:
    """One page of a chamber's members in Turkish order of their names, which stay hidden."""
    act.caller.require("union:members", chamber_code)
    found = membership.search(store, chamber_code, "", limit, after)
    with store.reading(chamber_code) as records:
        by_status = records.members.count_by_status(chamber_code)
    return shapes.MaskedPage(
        chamber=chamber_code,
        total=sum(by_status.values()),
        by_status=by_status,
        members=[
            shapes.MaskedMember(
                sicil_no=one.sicil_no, name=mask_name(shown_name(one).full_name), status=one.status
            )
            for one in found
        ],
        after=found[-1].sicil_no if len(found) == limit else None,
    )


def totals(store: Store) -> list[tuple[Chamber, dict[str, int]]]:
    """How many members each chamber has, by state; each counted in its own scope."""
    with store.reading(PUBLIC) as records:
        chambers = records.chambers.all()
    found = []
    for chamber in chambers:
        with store.reading(chamber.code) as records:
            found.append((chamber, records.members.count_by_status(chamber.code)))
    return found


def chamber_of(store: Store, code: str) -> Chamber:
    """The chamber of a code; raises ``AccessRefused`` if there is none."""
    with store.reading(code) as records:
        chamber = records.chambers.find(code)
    if chamber is None:
        raise AccessRefused("access.not_found")
    return chamber
