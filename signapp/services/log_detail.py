"""What an entry of the log says beyond its name: reasons, pages, the hour where it was signed."""

from dataclasses import dataclass
from typing import Any

from signapp.domain.acts import CaseOpened, Commitment, SigningBegun
from signapp.domain.authorisation import (
    AgreementFixed,
    AuthorisationCancelled,
    ConditionConfirmed,
    CounterpartyNamed,
    SigningDelegated,
)
from signapp.domain.calendar import HELSINKI
from signapp.domain.evidence import EvidenceTaken
from signapp.domain.papers import PaperTaken
from signapp.domain.printing import OriginalsPrinted
from signapp.domain.publicity import WHOLE_CASE
from signapp.ledger.entries import Entry
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.publicity import withheld_from


@dataclass(frozen=True)
class Detail:
    """A sentence: the key of its text and what fills it."""

    key: str
    facts: dict[str, Any]


def detail_of(desk: Desk, who: SignedIn, entry: Entry) -> Detail | None:
    """Return what an entry says to a person, or None; texts of a secret case are left out."""
    case = desk.journal.state.cases.get(entry.case)
    secret = case is not None and bool(withheld_from(desk, who, case, WHOLE_CASE))
    return _Reader(desk, secret=secret).detail(entry)


@dataclass(frozen=True)
class _Reader:
    desk: Desk
    secret: bool

    def _text(self, commitment: Commitment) -> str:
        return "…" if self.secret else self.desk.journal.text(commitment)

    def detail(self, entry: Entry) -> Detail | None:  # noqa: C901  (a line each)
        roster = self.desk.journal.state.roster
        match entry.act:
            case SigningBegun() as act:
                return _place_of_signing(act)
            case CaseOpened(succeeds=link) if link:
                facts = {"case": link.case, "reason": self._text(link.reason)}
                return Detail("log.succeeds", facts)
            case AgreementFixed(pages=pages, reason=reason):
                shown = ", ".join(map(str, pages)) or "–"
                return Detail("log.fixed", {"pages": shown, "reason": self._text(reason)})
            case ConditionConfirmed(condition=number, basis=basis):
                return Detail("log.condition", {"number": number, "basis": self._text(basis)})
            case SigningDelegated(office=office) if office in roster.offices:
                return Detail("log.delegated", {"office": roster.offices[office].title})
            case AuthorisationCancelled(reason=reason):
                return Detail("log.reason", {"reason": self._text(reason)})
            case EvidenceTaken(sha256=sha256, public=public):
                return Detail(
                    "log.evidence.public" if public else "log.evidence", {"hash": sha256}
                )
            case PaperTaken(kind=kind, sha256=sha256):
                return Detail("log.paper", {"kind": kind, "hash": sha256})
            case OriginalsPrinted(copies=copies):
                return Detail("log.printed", {"copies": copies})
            case CounterpartyNamed(name=name):
                return Detail("log.name", {"name": self._text(name)})
        return None


def _place_of_signing(act: SigningBegun) -> Detail | None:
    """Tell both local times where the desk stood in another zone than Helsinki's (R31)."""
    local = act.local_time
    if local.utcoffset() == local.astimezone(HELSINKI).utcoffset():
        return None
    return Detail("log.local_time", {"local": local})
