"""What a decision allows an office to sign: which text, with whom, when, and on what terms."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from signapp.domain.references import Commitment, DocumentRef, SignaturePlace


class AuthorisationKind(Enum):
    """What was decided on: the very bytes, a draft that may be corrected, or a description.

    Only of the first kind can it be said that this text was decided on.
    """

    EXACT = "exact"
    DRAFT = "draft"
    DESCRIBED = "described"


@dataclass(frozen=True)
class SigningDays:
    """The days of the signing, in Helsinki's calendar: from `first` to `last`, both included.

    A single day is both; a latest day has no first one; without a last day no day is said.
    `binding` says whether they bind or only describe: the preparer's choice (R31).
    """

    first: date | None
    last: date | None
    binding: bool

    def admits(self, day: date) -> bool:
        """Tell whether the signing may be on the day."""
        return not (self.too_early(day) or self.too_late(day))

    def too_early(self, day: date) -> bool:
        """Tell whether the days bind and have not come."""
        return self.binding and self.first is not None and day < self.first

    def too_late(self, day: date) -> bool:
        """Tell whether the days bind and are over: the authorisation has lapsed."""
        return self.binding and self.last is not None and self.last < day

    @property
    def single(self) -> date | None:
        """The one day, if it is one."""
        return self.last if self.first == self.last else None

    def to_iso(self) -> str:
        """Return the days as an interval of ISO 8601; an open or missing end is `..`."""
        if self.single:
            return self.single.isoformat()
        return "/".join(day.isoformat() if day else ".." for day in (self.first, self.last))


def days_of(iso: str) -> SigningDays | None:
    """Return the days of an ISO 8601 interval as `SigningDays.to_iso` writes it, or None."""
    try:
        first, last = (None if end == ".." else date.fromisoformat(end) for end in iso.split("/"))
    except ValueError:
        return None
    return SigningDays(first, last, binding=True)


def on_day(day: date, *, binding: bool = True) -> SigningDays:
    """Return a single day of signing."""
    return SigningDays(day, day, binding)


@dataclass(frozen=True)
class Condition:
    """A condition that has to be met before the signing."""

    text: Commitment


@dataclass(frozen=True)
class TextToSign:
    """The bytes that are to be signed, and the city's signature field in them."""

    document: DocumentRef
    field: str


@dataclass(frozen=True)
class FurtherOriginal:
    """Another language version that is signed as well: its attachment, bytes, the city's field."""

    attachment: int
    document: DocumentRef
    field: str


@dataclass(frozen=True)
class Authorisation:
    """What the decision allows: which office, which text, with whom, when, on what terms (R30).

    `attachment` and `document` are the exact bytes or the draft; of a text that is only
    described they are 0 and absent. `field` is the city's signature field, of exact bytes only.
    With `sub_delegation` the office may name somebody else to sign; with `minor_changes` the
    bytes may still be changed a little, which is logged (R18). `further` are the other language
    versions that are originals as well, `prevailing` is the language of the one that prevails
    over them; an attachment that is neither is a translation to be read only (R39).
    """

    kind: AuthorisationKind
    office: str
    counterparty: str
    attachment: int
    document: DocumentRef | None
    field: str
    days: SigningDays
    place: str
    conditions: tuple[Condition, ...]
    sub_delegation: bool
    minor_changes: bool
    further: tuple[FurtherOriginal, ...] = ()
    prevailing: str = ""

    @property
    def exact(self) -> tuple[TextToSign, ...]:
        """The very bytes that were decided on, each with the city's field; none of a draft."""
        if self.kind is not AuthorisationKind.EXACT or self.document is None:
            return ()
        others = (TextToSign(one.document, one.field) for one in self.further)
        return (TextToSign(self.document, self.field), *others)


# --- the acts on an authorisation after the decision ----------------------------------------


@dataclass(frozen=True)
class AgreementFixed:
    """The bytes that will be signed are fixed after the decision, or changed a little (R18).

    `original` is the text as it came, `document` the same with its signature fields at `places`,
    `field` the city's. `difference` is the difference to what was decided on, in words and
    lines, `pages` are the pages that differ (from 1), `reason` says why.
    """

    original: DocumentRef
    document: DocumentRef
    field: str
    places: tuple[SignaturePlace, ...]
    pages: tuple[int, ...]
    difference: Commitment
    reason: Commitment


@dataclass(frozen=True)
class ConditionConfirmed:
    """Somebody confirms that a condition (counted from 1) is met; `basis` says by what."""

    condition: int
    basis: Commitment


@dataclass(frozen=True)
class SigningDelegated:
    """The authorised office names another office to sign; with `person`, only that person.

    The last naming counts; the authorised office itself may still sign.
    """

    office: str
    person: str


@dataclass(frozen=True)
class AuthorisationCancelled:
    """The decision-maker takes the authorisation back before anybody has signed (R19)."""

    reason: Commitment


@dataclass(frozen=True)
class CounterpartyNamed:
    """Who will sign for the counterparty; not a part of what was decided, so it may change."""

    name: Commitment


AuthorisationAct = (
    AgreementFixed
    | ConditionConfirmed
    | SigningDelegated
    | AuthorisationCancelled
    | CounterpartyNamed
)
