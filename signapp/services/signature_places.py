"""Preparing an agreement for signing: each party's place on its pages, chosen and changed."""

from dataclasses import dataclass, replace
from pathlib import Path

from signapp.domain import errors
from signapp.domain.acts import DocumentRef
from signapp.domain.case import Attachment, Case
from signapp.domain.decision import Stage
from signapp.domain.place_errors import OwnPlacesError
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.last_places import Used
from signapp.services.page_places import box_in_file, box_on_page
from signapp.services.place_words import party_words
from signapp.services.placing import check_places
from signapp.services.ports import Box, Covered, FieldOrder, PageSize, PdfFacts
from signapp.services.prepare import place_signatures
from signapp.services.prepared_from import prepared_from
from signapp.services.proposed_signing import drafted_signing, save_signing
from signapp.services.usual_places import (
    LAST_TIME,
    UsualPlace,
    arranged,
    as_places,
    own_field,
    template,
    templates,
)
from signapp.texts.catalogue import LANGUAGES, Texts


@dataclass(frozen=True)
class StartingPlaces:
    """Where the placing of signatures in a file begins: its pages, and boxes as they are shown.

    `own` are the fields that came with the file: then there is nothing to place. `template` is
    the name of what the boxes are, or nothing where they are what was prepared; `last` are the
    places of last time, where somebody chose them.
    """

    file: Path
    pages: tuple[PageSize, ...]
    boxes: tuple[Box, ...]
    own: tuple[str, ...] = ()
    template: str = ""
    last: tuple[UsualPlace, ...] = ()


def field_orders(
    desk: Desk, pages: tuple[PageSize, ...], titled: tuple[str, str], places: tuple[Box, ...]
) -> tuple[FieldOrder, ...]:
    """Return the fields to create in `places`, as the pages are shown.

    What a screen reader says of them is made of the title and the party, in the language of the
    agreement, which are given as `titled`. Raises DocumentErrors.
    """
    check_places(pages, places)
    title, language = titled
    texts = Texts(language) if language in LANGUAGES else desk.document_texts
    return tuple(
        FieldOrder(
            box.name,
            f"{title}: {party_words(texts, box.name)}",
            box_in_file(pages[box.page], box),
        )
        for box in places
    )


def places_used(desk: Desk) -> tuple[str, tuple[UsualPlace, ...]]:
    """Return the name of what was used last, and its places. Raises StorageError."""
    used = desk.last_places.read()
    if used.places:
        return LAST_TIME, used.places
    known = {one.name: one.places for one in templates()}
    name = used.template if used.template in known else templates()[0].name
    return name, known[name]


def last_time(desk: Desk, facts: PdfFacts) -> tuple[Box, ...]:
    """Return where the places that were used last are in a file. Raises StorageError."""
    return arranged(places_used(desk)[1], facts.pages)


def remember(desk: Desk, pages: tuple[PageSize, ...], boxes: tuple[Box, ...]) -> None:
    """Let the next agreement begin with these places, as the pages are shown.

    What is just a template is kept by its name. Raises StorageError.
    """
    same = (one.name for one in templates() if arranged(one.places, pages) == boxes)
    name = next(same, "")
    desk.last_places.keep(Used(name) if name else Used("", as_places(boxes, pages)))


def named_places(desk: Desk, name: str) -> tuple[UsualPlace, ...]:
    """Return the places of a template, or those of last time. Raises KeyError, StorageError."""
    return places_used(desk)[1] if name == LAST_TIME else template(name).places


def begin_places(desk: Desk, file: Path, *, repaired: bool = False) -> StartingPlaces:
    """Return where the placing begins in a file that is not attached yet, or a repaired copy.

    Raises DocumentErrors, StorageError.
    """
    if repaired:
        file = desk.journal.register.document(desk.journal.register.put(desk.pdf.repair(file)))
    facts = desk.pdf.inspect(file)
    if own := _own(facts):
        return StartingPlaces(file, facts.pages, (), own)
    name, places = places_used(desk)
    last = places if name == LAST_TIME else ()
    return StartingPlaces(file, facts.pages, arranged(places, facts.pages), (), name, last)


def read_places(desk: Desk, number: str, attachment: int) -> StartingPlaces:
    """Return the places in an attachment as it is prepared now.

    Raises NotAuthorisedError when it is not prepared, DocumentErrors, StorageError.
    """
    attached = _attachment(desk.journal.case(number), attachment)
    if attached.prepared is None:
        raise errors.NotAuthorisedError((errors.AttachmentNotForSigning(number=attachment),))
    file = desk.journal.register.document(attached.prepared.prepared)
    facts = desk.pdf.inspect(file)
    boxes = tuple(
        box_on_page(facts.pages[field.box.page], field.box)
        for field in facts.fields
        if not field.filled
    )
    source = desk.journal.register.document(prepared_from(desk.journal.register, number, attached))
    name, places = places_used(desk)
    last = places if name == LAST_TIME else ()
    return StartingPlaces(file, facts.pages, boxes, _own(desk.pdf.inspect(source)), "", last)


def _own(facts: PdfFacts) -> tuple[str, ...]:
    return tuple(field.box.name for field in facts.fields if not field.filled)


def what_is_covered(
    desk: Desk, file: Path, pages: tuple[PageSize, ...], boxes: tuple[Box, ...]
) -> tuple[Covered, ...]:
    """Return what boxes, as the pages are shown, would hide. Raises DocumentErrors."""
    there = (box for box in boxes if box.page < len(pages))
    return desk.pdf.covered(file, tuple(box_in_file(pages[box.page], box) for box in there))


def place_again(
    desk: Desk, who: SignedIn, number: str, attachment: int, places: tuple[Box, ...]
) -> DocumentRef:
    """Prepare an attachment anew with its places elsewhere, from the file as it came.

    It can be done until the proposal is submitted; what was prepared before stays in the log.
    Raises NotAuthorisedError, OwnPlacesError, DocumentErrors, StorageError.
    """
    attached = _attachment(desk.journal.case(number), attachment)
    source = prepared_from(desk.journal.register, number, attached)
    path = desk.journal.register.document(source)
    facts = desk.pdf.inspect(path)
    if own := _own(facts):
        raise OwnPlacesError(fields=", ".join(own))
    title = desk.journal.text(attached.attached.title)
    orders = field_orders(desk, facts.pages, (title, attached.attached.language), places)
    copy = source if source != attached.attached.original else None
    made = place_signatures(desk, who, number, attachment, orders, copy)
    _follow_in_draft(desk, who, number, attachment, [box.name for box in places])
    remember(desk, facts.pages, places)
    return made


def _follow_in_draft(
    desk: Desk, who: SignedIn, number: str, attachment: int, fields: list[str]
) -> None:
    """Let the draft name the city's field again, if it named one that is no more."""
    drafted = drafted_signing(desk, number)
    if drafted and drafted.attachment == attachment and drafted.field not in ("", *fields):
        save_signing(desk, who, number, replace(drafted, field=own_field(tuple(fields))))


def changeable(case: Case) -> tuple[int, ...]:
    """Return the numbers of the attachments whose places may be changed now."""
    if case.stage is not Stage.DRAFT:
        return ()
    return tuple(
        one.attached.number
        for one in case.attachments
        if one.prepared and one.prepared.places and one.prepared.prepared != one.attached.original
    )


def _attachment(case: Case, number: int) -> Attachment:
    if not 1 <= number <= len(case.attachments):
        raise errors.NotAuthorisedError((errors.AttachmentNumbersBroken(number=number),))
    return case.attachments[number - 1]
