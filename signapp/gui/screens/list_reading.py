"""What the screen of a list shows: its cases as rows, and how each one ended."""

from dataclasses import dataclass

from signapp.domain.errors import SignappError
from signapp.gui.screens.case_key import Key, key_of
from signapp.gui.widgets.row_list import Chip, Row
from signapp.services.decide_all import CaseEnd, How
from signapp.services.decision_list import DecisionList, ListedCase, Place
from signapp.services.desk import Desk
from signapp.services.ports import Credentials, PinUse
from signapp.texts.catalogue import Texts

FILE_KEY = "pkcs12"
"""The kind of key home whose PIN always serves several signatures."""


@dataclass(frozen=True)
class ListReading:
    """The list as it stands, the person's key, and how often it asks for its PIN."""

    cases: tuple[ListedCase, ...]
    key: Key | None
    pin_use: PinUse

    @property
    def ready(self) -> tuple[ListedCase, ...]:
        """The cases for which only the key is missing; those that a key has signed come first."""
        ready = (one for one in self.cases if one.ready)
        return tuple(sorted(ready, key=lambda one: one.place is not Place.SIGNED))

    def of(self, number: str) -> ListedCase | None:
        """Return a case of the list, or None."""
        return next((one for one in self.cases if one.number == number), None)

    def next_after(self, number: str) -> str:
        """Return the next case that is not ready, after one and then from the top; or nothing."""
        places = [one.number for one in self.cases]
        start = places.index(number) + 1 if number in places else 0
        turned = (*self.cases[start:], *self.cases[:start])
        return next((one.number for one in turned if not one.ready and not one.against), "")


def read_list(desk: Desk, found: DecisionList, credentials: Credentials) -> ListReading:
    """Read the list and the key of whoever decides. Raises StorageError, DocumentErrors."""
    home = credentials.signature
    use = PinUse.SEVERAL if home and home.kind == FILE_KEY else credentials.pin_use
    return ListReading(found.read(), key_of(desk, credentials), use)


def reading_row(texts: Texts, one: ListedCase) -> Row:
    """Return a case as a row beside its documents, where there is little room: what is odd
    first, and how far it is.
    """
    said = [texts.say("window.list.secret")] if one.secret else []
    said += [texts.say("window.list.deviates")] if one.deviates else []
    return Row(
        title=texts.title_of(one.title),
        detail=" · ".join((*said, one.number)),
        key=one.number,
        lead=texts.section(one.section) if one.begun else "",
        chips=(_standing(texts, one),) if one.begun or one.against else (),
    )


def case_row(texts: Texts, one: ListedCase) -> Row:
    """Return a case of the list as a row: what is decided, what is odd, where it stands."""
    chips = []
    if one.secret:
        chips.append(Chip(texts.say("window.list.secret"), "warning"))
    if one.deviates:
        chips.append(Chip(texts.say("window.list.deviates"), "warning"))
    chips.append(_standing(texts, one))
    return Row(
        title=texts.title_of(one.title),
        detail=" · ".join(case_details(texts, one)),
        key=one.number,
        lead=texts.section(one.section),
        chips=tuple(chips),
    )


def case_details(texts: Texts, one: ListedCase) -> list[str]:
    """Return what the summary says of a case: its outcome, and what is to be looked at first."""
    said = [one.number, texts.say(f"outcome.{one.outcome.value}")]
    if one.remarks:
        said.append(texts.count("window.list.remarks", len(one.remarks)))
    said += [texts.error(reason).heading for reason in one.against]
    return said


def _standing(texts: Texts, one: ListedCase) -> Chip:
    """Return how far a case is."""
    if one.against and one.place is not Place.SIGNED:
        return Chip(texts.say("window.list.stopped"), "danger")
    if one.place is Place.RESERVED:
        seen = not one.to_be_seen
        key = "seen" if seen else "to_read"
        return Chip(texts.say(f"window.list.{key}"), "success" if seen else "primary")
    tones = {Place.WAITING: "", Place.SIGNED: "warning", Place.NOT_KNOWN: "warning"}
    return Chip(texts.say(f"window.list.place.{one.place.value}"), tones.get(one.place, "success"))


def end_row(texts: Texts, row: Row, end: CaseEnd) -> Row:
    """Return the row of a case after its end: the level reached, or what is true and why."""
    tones = {How.DECIDED: "success", How.FAILED: "danger", How.NOT_REACHED: ""}
    chip = Chip(texts.say(f"window.list.end.{end.how.value}"), tones[end.how])
    said = [row.key]
    if end.level:
        said.append(texts.say("window.list.level", level=end.level))
    if end.error is not None:
        said += error_words(texts, end.error)
    return Row(row.title, " · ".join(said), row.key, row.lead, (chip,))


def error_words(texts: Texts, error: SignappError) -> list[str]:
    """Return the words for an error: what is true now, and every cause."""
    told = texts.error(error)
    causes = [reason.heading for reason in told.reasons] or [told.heading]
    return [*([told.standing] if told.standing else []), *causes]
