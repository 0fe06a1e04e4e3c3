"""The visible mark in a signature field: name, office, capacity, time with zone, decision."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from signapp.domain.authorisation import TextToSign
from signapp.domain.case import Case
from signapp.domain.decision import Stage
from signapp.domain.errors import StorageError
from signapp.domain.mark_errors import MarkImageError
from signapp.domain.slots import language_of, places_in
from signapp.services.desk import Desk, capacity_line, section_of
from signapp.services.document_language import in_its_language
from signapp.services.journal import SignedIn
from signapp.services.marks import MarkChoice, MarkForm, MarkLanguage
from signapp.services.ports import PageImage, TypesettingOrder
from signapp.texts.catalogue import OF_MARKS, Texts

MINUTES_SIZE = (200, 62)
LARGEST_PICTURE = 2_000_000


def decision_maker_seal(desk: Desk, who: SignedIn, number: str, at: datetime) -> bytes:
    """Return the mark for minutes, in the language of the minutes; nothing if invisible."""
    texts = in_its_language(desk, number).document_texts
    return _seal(desk, who, number, texts, MINUTES_SIZE, at)


def signatory_seal(
    desk: Desk, who: SignedIn, number: str, original: TextToSign, at: datetime
) -> bytes:
    """Return the mark for an original, in its language, as large as the city's field in it.

    On a page that is shown turned by a quarter the field's height is the width of the mark. In a
    field without a size there is none.
    """
    case = desk.journal.case(number)
    places = places_in(case, original)
    (place,) = [place for place in places if place.field == original.field]
    file = desk.journal.register.document(original.document)
    page = desk.pdf.inspect(file).pages[place.page]
    left, bottom, right, top = (round(edge * page.unit) for edge in place.box)
    size = (top - bottom, right - left) if page.sideways else (right - left, top - bottom)
    if not any(size):
        return b""
    return _seal(desk, who, number, text_language(desk, case, original), size, at)


def text_language(desk: Desk, case: Case, original: TextToSign) -> Texts:
    """Return the language of an original; where marks do not know it, that of our documents."""
    language = language_of(case, original)
    return Texts(language) if language in OF_MARKS else desk.document_texts


def picture_of_mark(desk: Desk, who: SignedIn, number: str, scale: float) -> PageImage | None:
    """Return how the mark of the signature that comes next will look; None if invisible.

    Raises GlyphMissingError, MarkTooSmallError, StorageError.
    """
    case, now = desk.journal.case(number), desk.journal.clock.now()
    if case.signable and case.stage is not Stage.DECIDING:  # the minutes come first
        original = next(iter(case.signable.values()))
        pdf = signatory_seal(desk, who, number, original, now)
    else:
        pdf = decision_maker_seal(desk, who, number, now)
    if not pdf:
        return None
    sheet = desk.journal.register.work / f"mark-{who.actor.person}.pdf"
    try:
        sheet.write_bytes(pdf)
        return desk.pdf.render(sheet, 0, scale)
    except OSError as e:
        raise StorageError(cause=str(e)) from e
    finally:
        sheet.unlink(missing_ok=True)


def choose_mark(desk: Desk, person: str, form: MarkForm, language: MarkLanguage) -> None:
    """Keep the form and the language of a person's mark. Raises StorageError."""
    desk.marks.keep(person, replace(desk.marks.of(person), form=form, language=language))


def choose_picture(desk: Desk, person: str, file: Path | None) -> None:
    """Keep the picture beside the words of a person's mark, or have none from now on.

    The picture is checked and redrawn first. Raises MarkImageError, StorageError.
    """
    picture = desk.pdf.mark_picture(_read(file)) if file else b""
    desk.marks.keep(person, replace(desk.marks.of(person), picture=picture))


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST_PICTURE:
            raise MarkImageError(cause="large")
        return file.read_bytes()
    except OSError as e:
        raise StorageError(cause=str(e)) from e


def _seal(
    desk: Desk, who: SignedIn, number: str, texts: Texts, size: tuple[int, int], at: datetime
) -> bytes:
    choice = desk.marks.of(who.actor.person)
    if choice.form is MarkForm.INVISIBLE:
        return b""
    if choice.language is not MarkLanguage.AUTOMATIC:
        texts = Texts(choice.language.value)
    data = {**_words(desk, who, number, texts, at), **_look(choice, size)}
    order = TypesettingOrder("seal", json.dumps(data, ensure_ascii=False), at)
    return desk.pdf.typeset(order).pdf


def _words(
    desk: Desk, who: SignedIn, number: str, texts: Texts, at: datetime
) -> dict[str, object]:
    journal, case = desk.journal, desk.journal.case(number)
    return {
        "language": texts.language,
        "title": texts.say("seal.label"),
        "label": texts.say("seal.label"),
        "name": journal.text(journal.state.roster.persons[who.actor.person].name),
        "lines": [
            capacity_line(desk, who.actor, texts),
            texts.both_moments(at),
            texts.say("seal.decision", section=section_of(desk, case), case=number),
        ],
    }


def _look(choice: MarkChoice, size: tuple[int, int]) -> dict[str, object]:
    return {
        "width": size[0],
        "height": size[1],
        "form": choice.form.value,
        "picture": list(choice.picture),
    }
