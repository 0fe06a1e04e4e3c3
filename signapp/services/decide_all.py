"""Signing the minutes of a list in one go: each by itself, so that one failure stops no other.

First every case is signed and recorded, and only then are the files archived (B-LT, B-LTA): that
is the safer order. What has legal effect is done before anything that can wait; the PIN is
forgotten sooner; and a time stamp service that is slow or away costs no decision. What is not
archived here is added later by `signature.add_missing_time_stamps`, as after any other decision.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum

from signapp.domain import errors
from signapp.domain.errors import SignappError, Standing
from signapp.domain.numbers import SectionNumber
from signapp.services.decide import decide_only
from signapp.services.desk import Desk, section_of
from signapp.services.journal import SignedIn
from signapp.services.ports import DecidedRevision, PinUse, TrustMaterial
from signapp.services.signature import HIGHEST_LEVEL, SigningKey, extend
from signapp.services.standing import telling_standing
from signapp.services.trust_values import ListStore

STOPPING: tuple[type[SignappError], ...] = (
    *(errors.WrongPinError, errors.LastTryError, errors.PinLockedError),
    *(errors.PinChangeNeededError, errors.KeyHomeMissingError, errors.KeyNotOnTokenError),
    *(errors.TokenModuleError, errors.TokenFailedError, errors.KeyFileDamagedError),
    *(errors.KeyMismatchError, errors.KeyNotAcceptedError, errors.CertificateRefusedError),
    errors.LedgerError,
)
"""What would fail again, or hurt, with the next case: a PIN is not tried twice by a program."""
EVERYWHERE: tuple[type[SignappError], ...] = (
    *(errors.SessionEnded, errors.OfficeNotHeld, errors.OfficeNoMore, errors.HolderPrevented),
    *(errors.CertificateNotBound, errors.CertificateNotValid),
    *(errors.CertificateOfAnotherPerson, errors.SessionCertificateForDocument),
)
"""The reasons of the rules that hold for every case of the list."""


class How(Enum):
    """How it ended with a case of the list."""

    DECIDED = "decided"
    FAILED = "failed"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True)
class CaseEnd:
    """How it ended with one case: the cause with its `standing` where it failed, and the level
    of the signature where it was decided.
    """

    number: str
    section: SectionNumber
    how: How
    error: SignappError | None = None
    level: str = ""


@dataclass(frozen=True)
class Progress:
    """How far it is: `done` of `total`; `now` is the case that is being signed, or archived.

    `ended` tells of the case that has just come to its end.
    """

    done: int
    total: int
    now: str
    ended: CaseEnd | None = None
    archiving: bool = False


@dataclass(frozen=True)
class ListEnd:
    """How it ended with every case, in their order; `stopped` is the cause that ended all, and
    `cancelled` tells that the person did. With `asks_again` the key wants its PIN anew for the
    next case, and was given one only for the first.
    """

    cases: tuple[CaseEnd, ...]
    stopped: SignappError | None = None
    cancelled: bool = False
    asks_again: bool = False

    def of(self, how: How) -> tuple[CaseEnd, ...]:
        """Return the cases with which it ended so."""
        return tuple(one for one in self.cases if one.how is how)


@dataclass(frozen=True)
class SameTrust:
    """The trust material as it was when the list was begun; fits `services.ports.Trust`."""

    now: TrustMaterial
    trusted_lists: ListStore

    def material(self) -> TrustMaterial:
        """Return it: one and the same for the whole list, read once."""
        return self.now


def decide_all(
    desk: Desk,
    who: SignedIn,
    numbers: Iterable[str],
    key: SigningKey,
    told: Callable[[Progress], None] = lambda _: None,
    goes_on: Callable[[], bool] = lambda: True,
) -> ListEnd:
    """Sign the minutes of the cases in this order, which have all been shown.

    `goes_on` is asked between cases only: once a key is used for a case, that case is finished.
    A failure is kept with its cause and the next case follows, except where that would hurt
    (`stops_all`). A PIN serves the first case alone where the key asks for it each time. What
    fails in one case is in the result; raises StorageError when nothing can be read at all.
    """
    warm = replace(desk, trust=SameTrust(desk.trust.material(), desk.trust.trusted_lists))
    wanted, ended, again = list(numbers), list[CaseEnd](), False
    stopped, cancelled = None, False
    while len(ended) < len(wanted) and not again:
        number = wanted[len(ended)]
        if not goes_on():
            cancelled = True
            break
        told(Progress(len(ended), len(wanted), number))
        first = not ended and len(wanted) > 1
        end, again = _decide(warm, who, number, key, ask_use=first)
        ended.append(end)
        told(Progress(len(ended), len(wanted), number, end))
        if end.error is not None and stops_all(end.error):
            stopped = end.error
            break
    rest = wanted[len(ended) :]
    ended += [CaseEnd(one, _section(desk, one), How.NOT_REACHED) for one in rest]
    del key  # the PIN is needed no longer
    _archive(warm, [one.number for one in ended if one.how is How.DECIDED], told, goes_on)
    levels = tuple(replace(one, level=_level(desk, one)) for one in ended)
    return ListEnd(levels, stopped, cancelled, again and stopped is None)


def _asks_each_time(desk: Desk, key: SigningKey) -> bool:
    """Tell whether a PIN serves one signature only; a reader with keys of its own asks itself."""
    if not key.pin:
        return False
    certificate = desk.read(key.certificate)
    return desk.keys.pin_use(key.home, key.pin, certificate) is PinUse.EACH


def stops_all(error: SignappError) -> bool:
    """Tell whether an error ends the whole list.

    So does everything about the key, its PIN and its certificate, a session that has ended, a
    ledger that does not hold, and not knowing whether the key has signed.
    """
    if error.standing is Standing.NOT_KNOWN:
        return True
    if isinstance(error, errors.NotAuthorisedError):
        return any(isinstance(reason, EVERYWHERE) for reason in error.reasons)
    return isinstance(error, STOPPING)


def _decide(
    desk: Desk, who: SignedIn, number: str, key: SigningKey, *, ask_use: bool
) -> tuple[CaseEnd, bool]:
    """Decide one case; tell how it ended, and whether the key wants its PIN anew for the next."""
    section, again = _section(desk, number), False
    try:
        if ask_use:
            with telling_standing(desk, number, lambda case: case.decided):
                again = _asks_each_time(desk, key)
        decide_only(desk, who, number, key)
    except errors.SignappError as e:
        # An error after the entry was written (of a job that could not be dropped, say) undoes
        # no decision: the ledger says what is true.
        how = How.DECIDED if e.standing is Standing.RECORDED else How.FAILED
        return CaseEnd(number, section, how, e), again
    return CaseEnd(number, section, How.DECIDED), again


def _section(desk: Desk, number: str) -> SectionNumber:
    return section_of(desk, desk.journal.case(number))


def _level(desk: Desk, end: CaseEnd) -> str:
    case = desk.journal.case(end.number)
    signed = case.decided.signed if case.decided and end.how is How.DECIDED else None
    return case.latest(signed).level if signed else ""


def _archive(
    desk: Desk,
    numbers: list[str],
    told: Callable[[Progress], None],
    goes_on: Callable[[], bool],
) -> None:
    """Add revocation data and archive time stamps; the first refusal leaves the rest for later."""
    for done, number in enumerate(numbers):
        case = desk.journal.case(number)
        if case.decided is None or case.decided_on is None or not goes_on():
            return
        told(Progress(done, len(numbers), number, archiving=True))
        decided = DecidedRevision(case.decided_on.document, case.decided_on.field)
        with suppress(errors.SignappError):
            extend(desk, number, case.latest(case.decided.signed), decided)
        newest = desk.journal.case(number).latest(case.decided.signed)
        if newest.level != HIGHEST_LEVEL:
            return  # nobody stamps now
