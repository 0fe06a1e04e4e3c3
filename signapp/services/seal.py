"""The visible mark in a signature field: name, office, capacity, time with zone, decision."""

import json
from datetime import datetime

from signapp.domain.authorisation import TextToSign
from signapp.domain.case import Case
from signapp.domain.slots import language_of, places_in
from signapp.services.desk import Desk, capacity_line, section_of
from signapp.services.journal import SignedIn
from signapp.services.ports import TypesettingOrder
from signapp.texts.catalogue import Texts


def decision_maker_seal(desk: Desk, who: SignedIn, number: str, at: datetime) -> bytes:
    """Return the mark for minutes, in the language of the minutes."""
    return _seal(desk, who, number, desk.document_texts, (200, 62), at)


def signatory_seal(
    desk: Desk, who: SignedIn, number: str, original: TextToSign, at: datetime
) -> bytes:
    """Return the mark for an original, in its language, as large as the city's field in it."""
    case = desk.journal.case(number)
    places = places_in(case, original)
    (box,) = [place.box for place in places if place.field == original.field]
    size = (box[2] - box[0], box[3] - box[1])
    return _seal(desk, who, number, text_language(desk, case, original), size, at)


def text_language(desk: Desk, case: Case, original: TextToSign) -> Texts:
    """Return the language of an original; of one without an attachment, our own."""
    language = language_of(case, original)
    return Texts(language) if language else desk.document_texts


def _seal(
    desk: Desk, who: SignedIn, number: str, texts: Texts, size: tuple[int, int], at: datetime
) -> bytes:
    journal, case = desk.journal, desk.journal.case(number)
    data = {
        "language": texts.language,
        "title": texts.say("seal.label"),
        "width": size[0],
        "height": size[1],
        "label": texts.say("seal.label"),
        "name": journal.text(journal.state.roster.persons[who.actor.person].name),
        "lines": [
            capacity_line(desk, who.actor, texts),
            texts.both_moments(at),
            texts.say("seal.decision", section=section_of(desk, case), case=number),
        ],
    }
    order = TypesettingOrder("seal", json.dumps(data, ensure_ascii=False), at)
    return desk.pdf.typeset(order).pdf
