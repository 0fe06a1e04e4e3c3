"""Numbers: of cases (R1), of function classes (R2), and § numbers as they are written (R3)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from signapp.domain import errors
from signapp.domain.acts import CaseOpened, DecisionBegun, NumberingPolicy, OfficeKind
from signapp.domain.errors import Reason
from signapp.domain.situation import Situation

PREFIX = re.compile(r"[A-Z]{2,8}")
CLASS_CODE = re.compile(r"[0-9]{2}(?: [0-9]{2}){1,3}")
SPACES = "\u00a0\u202f"
"""No-break spaces, which stand for the plain one where a case number is printed."""


@dataclass(frozen=True)
class SectionNumber:
    """A § number as it is said of a decision-maker of a kind: 47 §, or § 47 of a body (R3)."""

    number: int
    kind: OfficeKind


def prefix_fits(prefix: str) -> bool:
    """Tell whether case numbers may begin with this: two to eight capital letters."""
    return PREFIX.fullmatch(prefix) is not None


def case_number_fits(number: str, prefix: str = "HEL") -> bool:
    """Tell whether a case number has the form HEL 2017-000000 (R1)."""
    return re.fullmatch(f"{re.escape(prefix)} [0-9]{{4}}-[0-9]{{6}}", number) is not None


def read_case_number(typed: str, prefix: str) -> str:
    """Return a case number in its one form, however its space was written.

    Both HEL 2017-000000 and HEL-2017-000000 are read; anything else comes back as it is, and is
    refused by the rules.
    """
    plain = typed.strip().translate(dict.fromkeys(map(ord, SPACES), " "))
    dashed = re.fullmatch(f"{re.escape(prefix)}-([0-9]{{4}}-[0-9]{{6}})", plain)
    return f"{prefix} {dashed[1]}" if dashed else plain


def dashed(number: str) -> str:
    """Return a case number without a space, HEL-2017-000000, as for names of files (R1)."""
    return number.replace(" ", "-", 1)


def next_case_number(known: Iterator[str], prefix: str, year: int) -> str:
    """Return the case number after the highest known one of a year."""
    start = f"{prefix} {year}-"
    last = max((int(one[len(start) :]) for one in known if one.startswith(start)), default=0)
    return f"{start}{last + 1:06}"


def diary_number(number: str, class_code: str) -> str:
    """Return the full diary number, composed of case number and class; it is never typed (R2)."""
    return f"{number} T {class_code}"


def opening(s: Situation, act: CaseOpened) -> Iterator[Reason]:
    """Refuse a class that is none, and a case number from where the policy has none from."""
    if CLASS_CODE.fullmatch(act.class_code) is None or not act.class_title:
        yield errors.ClassCodeUnknown(code=act.class_code)
    yield from _source(s, act.source)


def section(s: Situation, act: DecisionBegun) -> Iterator[Reason]:
    """Refuse a § that is not the decision-maker's next one, or was used before (R3).

    An own number is the lowest one of the year in Helsinki that is neither given nor reserved,
    so that there is no gap; one from elsewhere must only be new.
    """
    yield from _source(s, act.source)
    following = s.numbering.following
    if act.year != s.today.year or (s.policy is NumberingPolicy.OWN and act.section != following):
        yield errors.SectionTaken(section=act.section, next=following)
    elif act.section < 1 or act.section in s.numbering.given | s.numbering.reserved:
        yield errors.SectionUsed(section=act.section, year=act.year)


def _source(s: Situation, source: str) -> Iterator[Reason]:
    if s.policy is NumberingPolicy.EXTERNAL and not source.strip():
        yield errors.NumberSourceMissing()
    if s.policy is NumberingPolicy.OWN and source:
        yield errors.NumberingIsOwn(source=source)
