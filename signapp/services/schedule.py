"""The days of a case ahead: backwards from the signing, and as a calendar file (RFC 5545).

Moments are written in UTC and days as dates, so that no reader needs a table of time zones:
16:00 in Helsinki is the same moment wherever the calendar is opened.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from signapp.domain.acts import ProposalSubmitted
from signapp.domain.calendar import helsinki_day
from signapp.domain.deadlines import publish_by
from signapp.domain.decision import Case, Stage
from signapp.domain.errors import StorageError
from signapp.domain.publication import members_period
from signapp.domain.publicity import RecordTitle
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.proposed_signing import drafted_signing
from signapp.services.publicity import case_title, file_name
from signapp.texts.catalogue import Texts

PRODUCT = "-//signapp//signapp//EN"
LONGEST_LINE = 75
"""Octets in a line of a calendar file; a longer one is folded."""


@dataclass(frozen=True)
class Backwards:
    """By when to publish, for the decision to be final before the day of the signing.

    `publish_by` is None where no day is early enough under the rules that are known. `in_time`
    tells whether that can still be met: otherwise the judgement of Kuntalaki 143 § is needed.
    """

    signing_day: date
    publish_by: date | None
    in_time: bool


def backwards(desk: Desk, case: Case) -> Backwards | None:
    """Return the day to publish by, found by trying the deadline engine day by day.

    None when the case has no signing day, or is published, signed or removed already.
    """
    day = _signing_day(case.proposal) or _drafted_day(desk, case)
    if day is None or case.published_at or case.stage in (Stage.SIGNED, Stage.REMOVED):
        return None
    latest = publish_by(day)
    return Backwards(day, latest, latest is not None and desk.today() <= latest)


def backwards_line(texts: Texts, found: Backwards) -> str:
    """Say by when to publish, or that the judgement of Kuntalaki 143 § is needed."""
    facts = {"day": found.signing_day, "publish": found.publish_by or found.signing_day}
    return texts.say("backwards.in_time" if found.in_time else "backwards.too_late", **facts)


def _drafted_day(desk: Desk, case: Case) -> date | None:
    signing = drafted_signing(desk, case.number) if case.stage is Stage.DRAFT else None
    return signing.days.last if signing else None


def _signing_day(proposal: ProposalSubmitted | None) -> date | None:
    """Return the first day on which the signing may be."""
    days = proposal.authorisation.days if proposal else None
    return (days.first or days.last) if days else None


@dataclass(frozen=True)
class Event:
    """Something in a case's calendar: at a moment, or on a whole day; `kind` keys its text."""

    kind: str
    at: datetime | date


def events(case: Case) -> tuple[Event, ...]:
    """Return the deadlines of a case that are known, earliest first."""
    found: list[Event] = []
    day, members, ends_at = _signing_day(case.proposal), members_period(case), None
    if case.decided:
        ends_at = case.finality.ends_at
    if day and case.stage not in (Stage.SIGNED, Stage.REMOVED):
        found.append(Event("signing", day))
    if ends_at:
        found.append(Event("period_ends", ends_at))
    if members and case.publication.is_visible:
        found.append(Event("take_down", members.last_day))
    return tuple(sorted(found, key=_order))


def _order(event: Event) -> tuple[date, bool]:
    at = event.at
    return (helsinki_day(at), True) if isinstance(at, datetime) else (at, False)


def calendar_of(
    register: str, case: Case, title: RecordTitle, texts: Texts, changed: datetime
) -> bytes:
    """Return the calendar file of a case; the same case gives the same bytes.

    `changed` is when the case last changed. A withheld title is told by its grounds only.
    """
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"),
        "METHOD:PUBLISH",
    ]
    for event in events(case):
        lines += _event(register, case, event, changed, texts, texts.title_of(title))
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for one in lines for part in _folded(one)).encode()


def _event(
    register: str, case: Case, event: Event, changed: datetime, texts: Texts, title: str
) -> list[str]:
    summary = texts.say(f"calendar.{event.kind}", case=case.number)
    return [
        "BEGIN:VEVENT",
        f"UID:{event.kind}.{file_name(case, 'case')}.{register.replace('/', '.')}",
        f"DTSTAMP:{_utc(changed)}",
        *_times(event.at),
        f"SUMMARY:{_escaped(summary)}",
        f"DESCRIPTION:{_escaped(title)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _times(at: datetime | date) -> tuple[str, ...]:
    """Return beginning and end: a moment has no end, a day ends where the next begins."""
    if isinstance(at, datetime):
        return (f"DTSTART:{_utc(at)}",)
    following = at + timedelta(days=1)
    return f"DTSTART;VALUE=DATE:{at:%Y%m%d}", f"DTEND;VALUE=DATE:{following:%Y%m%d}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return "".join(one for one in text if one.isprintable())


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 octets, no character cut in two (RFC 5545, 3.1)."""
    piece, room = "", LONGEST_LINE
    for character in line:
        size = len(character.encode())
        if size > room:
            yield piece
            piece, room = " ", LONGEST_LINE - 1
        piece, room = piece + character, room - size
    yield piece


def export_calendar(desk: Desk, who: SignedIn, number: str, folder: Path, texts: Texts) -> Path:
    """Write a case's calendar into a folder, for a person; return its file.

    The file's name tells no title. Raises NotAuthorisedError, StorageError.
    """
    case = desk.journal.case(number)
    (changed,) = [row.changed for row in desk.journal.register.case_rows() if row.number == number]
    content = calendar_of(
        desk.journal.origin,
        case,
        case_title(desk, case, who),
        texts,
        datetime.fromisoformat(changed),
    )
    file = folder / f"{file_name(case, 'calendar')}.ics"
    try:
        file.write_bytes(content)
    except OSError as e:
        raise StorageError(cause=str(e)) from e
    return file
