"""Shadow attacks: the document was prepared before it was signed, and turns into another after."""

from pyhanko.pdf_utils import generic

from tests.signing.attacks.bases import Base
from tests.signing.attacks.editing import (
    Writer,
    annotations_of,
    by_hand,
    page_of,
    reader,
    revised,
)
from tests.signing.attacks.saving import _page_number, value_replaced


def cover_taken_away(base: Base) -> bytes:
    """Hide: empty the cover that lay over a text."""

    def change(writer: Writer) -> None:
        cover = page_of(writer)["/Resources"]["/XObject"]["/Cover"]
        cover._data, cover._encoded_data = b" ", None
        cover.pop("/Filter", None)
        writer.update_container(cover)

    return revised(base.pdf, change)


def stamp_taken_away(base: Base) -> bytes:
    """Hide: take the annotation away that lay over a text."""

    def change(writer: Writer) -> None:
        page = page_of(writer)
        kept = [raw for raw in annotations_of(page) if raw.get_object()["/Subtype"] != "/Stamp"]
        assert len(kept) < len(annotations_of(page))
        page["/Annots"] = generic.ArrayObject(kept)

    return revised(base.pdf, change)


def value_in_a_form(base: Base) -> bytes:
    """Replace: give a text field another value."""
    return value_replaced(base)


def glyphs_redrawn(base: Base) -> bytes:
    """Replace: let a font draw other pictures for the same letters."""

    def change(writer: Writer) -> None:
        glyph = page_of(writer)["/Resources"]["/Font"]["/Shown"]["/CharProcs"]["/A"]
        glyph._data, glyph._encoded_data = b"600 0 0 0 500 900 d1 0 400 500 500 re f", None
        glyph.pop("/Filter", None)
        writer.update_container(glyph)

    return revised(base.pdf, change)


def other_tree_of_pages(base: Base) -> bytes:
    """Hide and replace: let the catalog name the second tree of pages that was always there."""

    def change(writer: Writer) -> None:
        hidden = writer.root["/PieceInfo"]["/Attack"].raw_get("/Private")
        writer.root["/Pages"] = hidden
        writer.update_root()

    return revised(base.pdf, change)


def other_body_of_the_page(base: Base) -> bytes:
    """Hide and replace: let a new index lead the page's number to other signed bytes.

    Not one new object is written.
    """
    opened = reader(base.pdf)
    tree = opened.root["/PieceInfo"]["/Attack"]["/Private"]
    other = tree["/Kids"].raw_get(0)
    place = opened.xrefs[other.reference]
    assert isinstance(place, int)
    return by_hand(base.pdf, {}, offsets={_page_number(base): place})
