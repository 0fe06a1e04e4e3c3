"""The visible mark in a signature field: name, office, capacity, time with zone, decision."""

import json
from datetime import datetime

from signapp.domain.acts import SignaturePlace
from signapp.domain.case import Attachment, Case
from signapp.services.desk import Desk, capacity_line, section_of
from signapp.services.journal import SignedIn
from signapp.services.ports import TypesettingOrder
from signapp.texts.catalogue import Texts


def decision_maker_seal(desk: Desk, who: SignedIn, number: str, at: datetime) -> bytes:
    """Return the mark for minutes, in the language of the minutes."""
    return _seal(desk, who, number, desk.document_texts, (200, 62), at)


def signatory_seal(desk: Desk, who: SignedIn, number: str, field: str, at: datetime) -> bytes:
    """Return the mark for an agreement, in the agreement's language, as large as its field."""
    case = desk.journal.case(number)
    (box,) = [place.box for place in _places(case) if place.field == field]
    size = (box[2] - box[0], box[3] - box[1])
    return _seal(desk, who, number, text_language(desk, case), size, at)


def text_language(desk: Desk, case: Case) -> Texts:
    """Return the language of the text that is signed; of one without an attachment, our own."""
    attachment = _attachment(case)
    return Texts(attachment.attached.language) if attachment else desk.document_texts


def _attachment(case: Case) -> Attachment | None:
    number = case.proposal.authorisation.attachment if case.proposal else 0
    return next((one for one in case.attachments if one.attached.number == number), None)


def _places(case: Case) -> tuple[SignaturePlace, ...]:
    """Return where the fields are in the text that is signed."""
    if case.mandate.text:
        return case.mandate.text.places
    attachment = _attachment(case)
    return attachment.prepared.places if attachment and attachment.prepared else ()


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
