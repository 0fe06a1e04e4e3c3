"""Incremental saving attacks (ISA), and changes of content after the signature."""

import re

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from tests.signing import forgeries
from tests.signing.attacks.bases import AMOUNT, Base
from tests.signing.attacks.editing import (
    Writer,
    annotations_of,
    by_hand,
    catalog_entry,
    dictionary,
    field_of,
    last_startxref,
    page_of,
    pdf,
    reader,
    revised,
    with_annotation,
)
from tests.signing.samples import BEIJING, HELSINKI

BLACK = b"<< /Length 29 >>\nstream\n0 0 0 rg 60 400 300 200 re f \nendstream"


def _page_number(base: Base) -> int:
    opened = reader(base.pdf)
    node = opened.root.raw_get("/Pages")
    while "/Kids" in node.get_object():
        node = node.get_object()["/Kids"].raw_get(0)
    return int(node.idnum)


def _page_again(base: Base, content: int) -> bytes:
    """Return the first page's object with another content stream."""
    parent = reader(base.pdf).root.raw_get("/Pages").idnum
    return (
        b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] "
        b"/Resources << >> /Contents %d 0 R >>"
    ) % (parent, content)


def _another_page(base: Base) -> dict[int, bytes]:
    free = int(re.findall(rb"/Size (\d+)", base.pdf)[-1]) + 5
    return {free: BLACK, _page_number(base): _page_again(base, free)}


# --- ISA ------------------------------------------------------------------------------------


def full_revision(base: Base) -> bytes:
    return by_hand(base.pdf, _another_page(base))


def without_table(base: Base) -> bytes:
    return by_hand(base.pdf, _another_page(base), table=False)


def objects_only(base: Base) -> bytes:
    return by_hand(base.pdf, _another_page(base), table=False, trailer=False)


def old_index_again(base: Base) -> bytes:
    """Objects, and a copy of the last lines: some readers find objects by themselves."""
    at = last_startxref(base.pdf)
    return by_hand(base.pdf, _another_page(base), table=False, trailer=False, startxref=at)


def wrong_index(base: Base) -> bytes:
    return by_hand(base.pdf, _another_page(base), startxref=len(base.pdf) + 7)


def catalog_unlisted(base: Base) -> bytes:
    """Another catalog that no index lists, before a revision that looks honest."""
    stray = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    return by_hand(base.pdf + stray, {})


def page_changed_and_back(base: Base) -> bytes:
    original = reader(base.pdf)
    number = _page_number(base)
    place = original.xrefs.get_historical_ref(
        generic.Reference(number, 0, pdf=original), original.xrefs.total_revisions - 1
    )
    changed = full_revision(base)
    if isinstance(place, int):
        return by_hand(changed, {}, offsets={number: place})
    return by_hand(changed, {}, extra=b"/Again true")


def object_freed(base: Base) -> bytes:
    """Let the index call the stream of the first page free."""
    number = _page_number(base)
    at = len(base.pdf)
    size = int(reader(base.pdf).trailer["/Size"])
    root = reader(base.pdf).root_ref.idnum
    table = b"xref\n%d 1\n0000000000 00001 f\r\n" % number
    end = b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    return base.pdf + table + end % (size, root, last_startxref(base.pdf), at)


def second_end(base: Base) -> bytes:
    """A revision that is cut off, then the end of the signed one again."""
    broken = forgeries.revision_cut_in_half(base.pdf)
    return broken + b"\nstartxref\n%d\n%%%%EOF\n" % last_startxref(base.pdf)


# --- annotations on approved and certified files (EAA) --------------------------------------


def free_text(base: Base) -> bytes:
    return with_annotation(base.pdf, Subtype="/FreeText", Contents="not agreed", DA="/Helv 9 Tf")


def rubber_stamp(base: Base) -> bytes:
    return with_annotation(base.pdf, Subtype="/Stamp")


def redaction(base: Base) -> bytes:
    return with_annotation(base.pdf, Subtype="/Redact", OverlayText="gone")


def square(base: Base) -> bytes:
    return with_annotation(base.pdf, Subtype="/Square", IC=[1, 1, 1])


def highlight(base: Base) -> bytes:
    quad = [60, 660, 260, 660, 60, 600, 260, 600]
    return with_annotation(base.pdf, Subtype="/Highlight", QuadPoints=quad)


def note_nobody_sees(base: Base) -> bytes:
    return with_annotation(base.pdf, Subtype="/Text", Contents="void", Rect=[0, 0, 0, 0])


# --- a second signature that covers (SSA) ---------------------------------------------------


def new_field_over_text(base: Base) -> bytes:
    return forgeries.covered_by_new_field(base.pdf, base.insider.issued)


def empty_field_over_text(base: Base) -> bytes:
    """Add a field that is not signed at all, with a look that covers the text."""

    def change(writer: Writer) -> None:
        page_ref, _ = writer.find_page_for_modification(0)
        page = page_of(writer)
        look = generic.StreamObject(
            dictionary(Type="/XObject", Subtype="/Form", BBox=[0, 0, 400, 300]),
            stream_data=b"1 1 1 rg 0 0 400 300 re f",
        )
        field = dictionary(Type="/Annot", Subtype="/Widget", FT="/Sig", T="Cover", F=4,
                           Rect=[50, 500, 450, 800])  # fmt: skip
        field["/AP"] = dictionary(N=writer.add_object(look))
        field["/P"] = generic.IndirectObject(page_ref.idnum, 0, writer)
        added = writer.add_object(field)
        page["/Annots"] = generic.ArrayObject([*annotations_of(page), added])
        form = writer.root["/AcroForm"]
        form["/Fields"].append(added)
        writer.update_container(form)
        writer.update_container(form["/Fields"])

    return revised(base.pdf, change)


# --- what is changed otherwise --------------------------------------------------------------


def other_field_moved(base: Base) -> bytes:
    return forgeries.field_moved(base.pdf, BEIJING)


def mark_moved(base: Base) -> bytes:
    return forgeries.field_moved(base.pdf, HELSINKI)


def mark_gone(base: Base) -> bytes:
    return forgeries.appearance_replaced(base.pdf, HELSINKI)


def mark_replaced(base: Base) -> bytes:
    def change(writer: Writer) -> None:
        field = field_of(writer, HELSINKI)
        look = generic.StreamObject(
            dictionary(Type="/XObject", Subtype="/Form", BBox=[0, 0, 100, 50]),
            stream_data=b"1 0 0 rg 0 0 100 50 re f",
        )
        field["/AP"] = dictionary(N=writer.add_object(look))
        writer.update_container(field)

    return revised(base.pdf, change)


def mark_stream_overwritten(base: Base) -> bytes:
    def change(writer: Writer) -> None:
        look = field_of(writer, HELSINKI)["/AP"]["/N"]
        look._data, look._encoded_data = b"1 0 0 rg 0 0 999 999 re f", None
        look.pop("/Filter", None)
        writer.update_container(look)

    return revised(base.pdf, change)


def value_replaced(base: Base) -> bytes:
    return forgeries.value_changed(base.pdf, AMOUNT)


def value_of_the_signature_gone(base: Base) -> bytes:
    return forgeries._change_field(base.pdf, HELSINKI, lambda field: field.pop("/V"))


def page_gone(base: Base) -> bytes:
    def change(writer: Writer) -> None:
        pages = writer.root["/Pages"]
        if len(pages["/Kids"]) > 1:
            pages["/Kids"].pop(0)
        else:
            pages["/Kids"].clear()
        pages["/Count"] = generic.NumberObject(len(pages["/Kids"]))
        writer.update_container(pages)
        writer.update_container(pages["/Kids"])

    return revised(base.pdf, change)


def page_cropped(base: Base) -> bytes:
    def change(writer: Writer) -> None:
        page_of(writer)["/CropBox"] = pdf([0, 400, 595, 842])

    return revised(base.pdf, change)


def page_twice(base: Base) -> bytes:
    def change(writer: Writer) -> None:
        pages = writer.root["/Pages"]
        pages["/Kids"].append(pages["/Kids"].raw_get(0))
        pages["/Count"] = generic.NumberObject(pages["/Count"] + 1)
        writer.update_container(pages)
        writer.update_container(pages["/Kids"])

    return revised(base.pdf, change)


def script_on_a_page(base: Base) -> bytes:
    def change(writer: Writer) -> None:
        action = dictionary(S="/JavaScript", JS="app.alert(1)")
        page_of(writer)[pdf_name("/AA")] = dictionary(O=action)

    return revised(base.pdf, change)


def script_on_the_field(base: Base) -> bytes:
    def change(field: generic.DictionaryObject) -> None:
        field[pdf_name("/AA")] = dictionary(E=dictionary(S="/JavaScript", JS="app.alert(1)"))

    return forgeries._change_field(base.pdf, HELSINKI, change)


def script_by_name(base: Base) -> bytes:
    action = dictionary(S="/JavaScript", JS="app.alert(1)")
    return catalog_entry(
        base.pdf, "/Names", dictionary(JavaScript=dictionary(Names=["a", action]))
    )


def link_to_elsewhere(base: Base) -> bytes:
    action = dictionary(S="/URI", URI="https://example.org/")
    return with_annotation(base.pdf, Subtype="/Link", A=action)


def launch(base: Base) -> bytes:
    return catalog_entry(base.pdf, "/OpenAction", dictionary(S="/Launch", F="calc.exe"))


def remote_document(base: Base) -> bytes:
    action = dictionary(S="/GoToR", F="//example.org/other.pdf", D=[0, "/Fit"])
    return catalog_entry(base.pdf, "/OpenAction", action)


def submission(base: Base) -> bytes:
    action = dictionary(S="/SubmitForm", F="https://example.org/")
    return with_annotation(base.pdf, Subtype="/Link", A=action)


def layers(base: Base) -> bytes:
    group = dictionary(Type="/OCG", Name="hidden")
    return catalog_entry(
        base.pdf, "/OCProperties", dictionary(OCGs=[group], D=dictionary(OFF=[group]))
    )


def dynamic_form(base: Base) -> bytes:
    def change(writer: Writer) -> None:
        form = writer.root["/AcroForm"]
        form[pdf_name("/XFA")] = writer.add_object(generic.StreamObject(stream_data=b"<xdp/>"))
        writer.update_container(form)

    return revised(base.pdf, change)


def embedded_file(base: Base) -> bytes:
    def change(writer: Writer) -> None:
        stream = writer.add_object(generic.StreamObject(stream_data=b"MZ"))
        file = dictionary(Type="/Filespec", F="x.exe", EF=dictionary(F=stream))
        names = dictionary(EmbeddedFiles=dictionary(Names=["x", file]))
        writer.root[pdf_name("/Names")] = names
        writer.update_root()

    return revised(base.pdf, change)


def content_from_elsewhere(base: Base) -> bytes:
    """Let the first page take its content from another file."""

    def change(writer: Writer) -> None:
        stream = generic.StreamObject(stream_data=b"")
        stream[pdf_name("/F")] = dictionary(Type="/Filespec", FS="/URL", F="https://example.org/")
        page_of(writer)["/Contents"] = writer.add_object(stream)

    return revised(base.pdf, change)


def language(base: Base) -> bytes:
    return catalog_entry(base.pdf, "/Lang", "zh")


def new_text_field(base: Base) -> bytes:
    def change(writer: Writer) -> None:
        field = dictionary(FT="/Tx", T="Another", V="1")
        form = writer.root["/AcroForm"]
        form["/Fields"].append(writer.add_object(field))
        writer.update_container(form)
        writer.update_container(form["/Fields"])

    return revised(base.pdf, change)


def revocation_data_gone(base: Base) -> bytes:
    """Take the store of revocation data out of the catalog, or put something else there."""
    return catalog_entry(base.pdf, "/DSS", dictionary(Type="/DSS", Evil=dictionary(A=1)))
