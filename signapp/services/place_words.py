"""Places of signatures in words: whose they are, and where on which page."""

from signapp.services.placing import MM
from signapp.services.ports import Box
from signapp.services.usual_places import OURS, THEIRS
from signapp.texts.catalogue import Texts


def party_words(texts: Texts, field: str) -> str:
    """Return whose place a field is, in words; a name that somebody chose is said as it is."""
    kind, _, number = field.partition(" ")
    known = {OURS: "places.party.ours", THEIRS: "places.party.theirs"}
    if kind not in known or (number and not number.isdigit()):
        return field
    return f"{texts.say(known[kind])} {number}".rstrip()


def place_words(texts: Texts, box: Box, pages: int) -> str:
    """Return where a box is on its page, in millimetres from the lower left corner."""
    if box.unseen:
        return texts.say("places.unseen")
    left, bottom, width, height = (
        round(length / MM)
        for length in (box.left, box.bottom, box.right - box.left, box.top - box.bottom)
    )
    return texts.say(
        "places.where",
        page=box.page + 1, pages=pages, left=left, bottom=bottom, width=width, height=height,
    )  # fmt: skip


def short_words(texts: Texts, box: Box, pages: int) -> str:
    """Return on which page a box is, and how large."""
    if box.unseen:
        return texts.say("places.unseen")
    width, height = (round(length / MM) for length in (box.right - box.left, box.top - box.bottom))
    return texts.say("places.short", page=box.page + 1, pages=pages, width=width, height=height)
