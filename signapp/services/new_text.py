"""A later version of a text that is to be signed, with the fields where they were before."""

from dataclasses import dataclass
from pathlib import Path

from signapp.domain.acts import DocumentRef, SignaturePlace
from signapp.services.desk import Desk
from signapp.services.ports import Box, FieldOrder, PdfFacts


@dataclass(frozen=True)
class NewText:
    """A text as it came, and with its signature fields."""

    original: DocumentRef
    document: DocumentRef
    places: tuple[SignaturePlace, ...]


def fields_as_before(
    places: tuple[SignaturePlace, ...], old: PdfFacts, new: PdfFacts
) -> tuple[FieldOrder, ...]:
    """Return the fields of a later text: on the same page, or again on the last one."""
    return tuple(
        FieldOrder(place.field, place.party, _box(place, len(old.pages), len(new.pages)))
        for place in places
    )


def _box(place: SignaturePlace, old_pages: int, new_pages: int) -> Box:
    last = new_pages - 1
    page = last if place.page == old_pages - 1 else min(place.page, last)
    left, bottom, right, top = (float(edge) for edge in place.box)
    return Box(place.field, page, left, bottom, right, top)


def take_in(
    desk: Desk, file: Path, before: DocumentRef, places: tuple[SignaturePlace, ...]
) -> NewText:
    """Store a later text, and the same with the signature fields of the one before.

    Raises DocumentErrors, StorageError.
    """
    register = desk.journal.register
    original = register.put_file(file)
    facts = desk.pdf.inspect(register.document(original))
    orders = fields_as_before(places, desk.pdf.inspect(register.document(before)), facts)
    return with_fields(desk, original, orders, facts)


def with_fields(
    desk: Desk, original: DocumentRef, orders: tuple[FieldOrder, ...], facts: PdfFacts
) -> NewText:
    """Place the fields that a text does not have yet."""
    there = {field.box.name: field.box for field in facts.fields if not field.filled}
    missing = tuple(order for order in orders if order.field not in there)
    document = original
    if missing:
        document = desk.journal.register.put(desk.pdf.place_fields(desk.read(original), missing))
    boxes = tuple(there.get(order.field, order.box) for order in orders)
    return NewText(original, document, tuple(map(_place, boxes)))


def _place(box: Box) -> SignaturePlace:
    edges = tuple(round(edge) for edge in (box.left, box.bottom, box.right, box.top))
    return SignaturePlace(box.name, box.name, box.page, edges)
