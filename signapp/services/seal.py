"""The visible mark in a signature field: name, office, capacity, time with zone, decision."""

import json

from signapp.services.desk import Desk, capacity_line, section_of
from signapp.services.journal import SignedIn
from signapp.services.ports import TypesettingOrder
from signapp.texts.catalogue import Texts


def decision_maker_seal(desk: Desk, who: SignedIn, number: str) -> bytes:
    """Return the mark for minutes, in the language of the minutes."""
    return _seal(desk, who, number, desk.document_texts, (200, 62))


def signatory_seal(desk: Desk, who: SignedIn, number: str, field: str) -> bytes:
    """Return the mark for an agreement, in the agreement's language, as large as its field."""
    case = desk.journal.case(number)
    assert case.proposal is not None  # nothing is signed without a decision
    attachment = case.attachments[case.proposal.authorisation.attachment - 1]
    places = attachment.prepared.places if attachment.prepared else ()
    (box,) = [place.box for place in places if place.field == field]
    size = (box[2] - box[0], box[3] - box[1])
    return _seal(desk, who, number, Texts(attachment.attached.language), size)


def _seal(desk: Desk, who: SignedIn, number: str, texts: Texts, size: tuple[int, int]) -> bytes:
    journal = desk.journal
    case, now = journal.case(number), journal.clock.now()
    data = {
        "language": texts.language,
        "title": texts.say("seal.label"),
        "width": size[0],
        "height": size[1],
        "label": texts.say("seal.label"),
        "name": journal.text(journal.state.roster.persons[who.actor.person].name),
        "lines": [
            capacity_line(desk, who.actor, texts),
            texts.moment(now),
            texts.say("seal.decision", section=section_of(desk, case), case=number),
        ],
    }
    order = TypesettingOrder("seal", json.dumps(data, ensure_ascii=False), now)
    return desk.pdf.typeset(order).pdf
