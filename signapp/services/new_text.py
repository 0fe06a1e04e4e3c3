"""A later version of a text that is to be signed, with the fields where they were before."""

from dataclasses import dataclass, replace
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
    """Return the fields of a later text: on the same page, or again on the last one.

    They are where they are in the file, not where the act rounds them to, so that a page looks
    the same when nothing else changed.
    """
    there = {field.box.name: field.box for field in old.fields}
    boxes = [there.get(place.field) or _box(place) for place in places]
    return tuple(
        FieldOrder(place.field, place.party, _on_page(box, len(old.pages), len(new.pages)))
        for place, box in zip(places, boxes, strict=True)
    )


def _box(place: SignaturePlace) -> Box:
    return Box(place.field, place.page, *(float(edge) for edge in place.box))


def _on_page(box: Box, old_pages: int, new_pages: int) -> Box:
    last = new_pages - 1
    return replace(box, page=last if box.page == old_pages - 1 else min(box.page, last))


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
