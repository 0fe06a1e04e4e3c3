"""What of a record is public: its class with the grounds, its public copies, its publication.

The values and acts of publicity, and the part of a case's state that they make. Secrecy follows
from the Act on the Openness of Government Activities (JulkL 621/1999), publishing from
Kuntalaki 140 §.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum

from signapp.domain.calendar import helsinki_day
from signapp.domain.references import Commitment, DocumentRef


class PublicityClass(Enum):
    """How public a record is, the most public first."""

    PUBLIC = "public"
    PARTLY_SECRET = "partly_secret"  # noqa: S105  (a class, no password)
    NOT_PUBLIC = "not_public"
    SECRET = "secret"  # noqa: S105

    @property
    def withholds_all(self) -> bool:
        """True when even the title is kept from those who do not act in the case."""
        return self in (PublicityClass.NOT_PUBLIC, PublicityClass.SECRET)


class PersonalData(Enum):
    """What personal data a record has; the later, the better it is protected."""

    NONE = "none"
    SOME = "some"
    SPECIAL = "special"
    CRIMINAL = "criminal"


class RecordKind(Enum):
    """The kinds of records of a case that have a class of their own."""

    CASE = "case"
    MINUTES = "minutes"
    ATTACHMENT = "attachment"


@dataclass(frozen=True)
class Record:
    """One record of a case; `number` is that of an attachment, else 0."""

    kind: RecordKind
    number: int = 0


WHOLE_CASE, MINUTES = Record(RecordKind.CASE), Record(RecordKind.MINUTES)


def attachment(number: int) -> Record:
    """Return the record that the attachment of a number is."""
    return Record(RecordKind.ATTACHMENT, number)


@dataclass(frozen=True)
class RecordTitle:
    """The title of a record as one reader may see it; `text` is empty where it is withheld."""

    text: str
    publicity: PublicityClass = PublicityClass.PUBLIC
    grounds: tuple[str, ...] = ()
    withheld: bool = False


# --- acts -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class PublicityClassed:
    """A record was given its publicity class with the grounds, and its personal-data class.

    `grounds` cite the law, as in "JulkL (621/1999) 24.1 § 20 k"; a public record has none.
    """

    record: Record
    publicity: PublicityClass
    grounds: tuple[str, ...]
    personal_data: PersonalData
    reason: Commitment


@dataclass(frozen=True)
class PublicCopyMade:
    """A public copy of signed minutes was made: other bytes, without what may not be shown.

    `original` is the signed file that it stands for, `left_out` are the parts left out whole,
    and `passages` tells how many passages were replaced.
    """

    copy: DocumentRef
    original: DocumentRef
    left_out: tuple[str, ...]
    passages: int


@dataclass(frozen=True)
class PublicationOrdered:
    """The minutes of an office are published: a standing decision (Kuntalaki 140.2 §)."""

    order: str
    office: str
    citation: str
    since: date
    until: date


@dataclass(frozen=True)
class PublicationDecided:
    """The decision-maker finds it necessary to publish these minutes (Kuntalaki 140.2 §)."""

    reason: Commitment


@dataclass(frozen=True)
class MinutesPublished:
    """The minutes were seen on the public network (Kuntalaki 140 §).

    `document` are the bytes that were published, `order` the standing decision that they were
    published by (empty: the decision-maker's own for this case), `seen_at` when somebody first
    saw them there.
    """

    address: str
    document: DocumentRef
    order: str
    seen_at: datetime


@dataclass(frozen=True)
class OutageRecorded:
    """The published minutes could not be seen from one moment to another."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class OutagesJudged:
    """The registry judged what outages mean: the day from which the publication counts."""

    counted_from: date
    reason: Commitment


@dataclass(frozen=True)
class MinutesTakenDown:
    """The published minutes, or the personal data in them, were removed from the network."""

    taken_down_at: datetime


PublicityAct = PublicityClassed | PublicCopyMade
PublicationAct = (
    PublicationDecided | MinutesPublished | OutageRecorded | OutagesJudged | MinutesTakenDown
)

# --- state ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Publicity:
    """The classes of a case's records, and the public copies of its minutes.

    The first `outdated` copies were made before the minutes were classed otherwise, and may show
    what the public may not see now.
    """

    classes: Mapping[Record, PublicityClassed] = field(default_factory=dict)
    copies: tuple[PublicCopyMade, ...] = ()
    outdated: int = 0

    def after(self, act: PublicityAct) -> "Publicity":
        """Return what holds after an act."""
        match act:
            case PublicityClassed():
                later = replace(self, classes={**self.classes, act.record: act})
                same = (later.of(MINUTES), later.grounds(MINUTES)) == (
                    self.of(MINUTES),
                    self.grounds(MINUTES),
                )
                return later if same else replace(later, outdated=len(self.copies))
            case PublicCopyMade():
                return replace(self, copies=(*self.copies, act))

    def copy_of(self, original: DocumentRef) -> PublicCopyMade | None:
        """Return the newest copy of these minutes that was made when they were classed as now."""
        made = [one for one in self.copies[self.outdated :] if one.original == original]
        return made[-1] if made else None

    def of(self, record: Record) -> PublicityClass:
        """Return a record's class: its own or the whole case's, whichever is the stricter."""
        own = [self.classes[one].publicity for one in (record, WHOLE_CASE) if one in self.classes]
        order = list(PublicityClass)
        return max(own, key=order.index, default=PublicityClass.PUBLIC)

    def grounds(self, record: Record) -> tuple[str, ...]:
        """Return the grounds for a record's class."""
        strictest = self.of(record)
        classed = [self.classes[one] for one in (record, WHOLE_CASE) if one in self.classes]
        grounds = [g for one in classed if one.publicity is strictest for g in one.grounds]
        return tuple(dict.fromkeys(grounds))

    def title(self, record: Record, text: str, *, may_see: bool) -> RecordTitle:
        """Return a record's title as a reader may see it; a withheld one holds no text."""
        publicity = self.of(record)
        withheld = publicity.withholds_all and not may_see
        return RecordTitle("" if withheld else text, publicity, self.grounds(record), withheld)

    @property
    def has_personal_data(self) -> bool:
        """Tell whether the minutes have personal data; they do until they are classed without."""
        classed = self.classes.get(MINUTES)
        return classed is None or classed.personal_data is not PersonalData.NONE

    @property
    def anything_withheld(self) -> bool:
        """Tell whether any record of the case is not wholly public."""
        public = PublicityClass.PUBLIC
        return any(one.publicity is not public for one in self.classes.values())


@dataclass(frozen=True)
class Publication:
    """The publication of a case's minutes: the first one counts, whatever came after it."""

    decided: bool = False
    first: MinutesPublished | None = None
    last: MinutesPublished | None = None
    counted_from: date | None = None
    outages: tuple[OutageRecorded, ...] = ()
    judged: int = 0
    taken_down_at: datetime | None = None

    def after(self, act: PublicationAct) -> "Publication":
        """Return what holds after an act."""
        match act:
            case PublicationDecided():
                return replace(self, decided=True)
            case MinutesPublished():
                return self._published(act)
            case OutageRecorded():
                return replace(self, outages=(*self.outages, act))
            case OutagesJudged():
                return replace(self, counted_from=act.counted_from, judged=len(self.gaps))
            case MinutesTakenDown():
                return replace(self, taken_down_at=act.taken_down_at)

    def _published(self, act: MinutesPublished) -> "Publication":
        """Publishing anew ends the gap that taking down made; the first day still counts."""
        outages = self.outages
        if self.taken_down_at:
            outages = (*outages, OutageRecorded(self.taken_down_at, act.seen_at))
        first = self.first or act
        return replace(self, first=first, last=act, outages=outages, taken_down_at=None)

    @property
    def counts_on(self) -> date | None:
        """The day from which the publication counts as notice; None while there is none."""
        if self.counted_from or self.first is None:
            return self.counted_from
        return helsinki_day(self.first.seen_at)

    @property
    def is_visible(self) -> bool:
        """Tell whether the minutes are on the network, as far as is known."""
        return self.first is not None and self.taken_down_at is None

    @property
    def gaps(self) -> tuple[tuple[datetime, datetime | None], ...]:
        """When the minutes could not be seen: from, and until, if that is known."""
        known = tuple((one.since, one.until) for one in self.outages)
        return (*known, (self.taken_down_at, None)) if self.taken_down_at else known

    def gaps_to_judge(self, until: datetime) -> tuple[tuple[datetime, datetime | None], ...]:
        """Return the gaps before a moment of which nobody has judged yet what they mean."""
        return tuple(gap for gap in self.gaps[self.judged :] if gap[0] < until)
