"""Says whether the decision in minutes allows the signatures in another file."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from signapp.domain.acts import DocumentRef
from signapp.domain.authorisation import Authorisation, AuthorisationKind
from signapp.domain.calendar import helsinki_day
from signapp.services.minutes import DecisionRecord
from signapp.services.ports import (
    DecidedRevision,
    Holds,
    Part,
    Remark,
    SignatureVerdict,
    Verdict,
    worst,
)

Said = tuple[Holds, Remark]

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far a signer's clock and a time stamp service's may be apart."""


@dataclass(frozen=True)
class Minutes:
    """Minutes that a decision-maker certified, and the record of the decision in them."""

    path: Path
    record: DecisionRecord
    verdict: Verdict

    @property
    def signature(self) -> SignatureVerdict:
        """The decision-maker's own signature."""
        return self.verdict.signatures[0]


def about(begun: Collection[DocumentRef], wanted: Authorisation) -> Authorisation:
    """Return the authorisation as it speaks of the original that a file is."""
    for one in wanted.exact[1:]:
        if one.document in begun:
            return replace(wanted, document=one.document, field=one.field)
    return wanted


def may_differ(wanted: Authorisation) -> bool:
    """Tell whether other bytes than those in the minutes may be signed."""
    return wanted.minor_changes or wanted.kind is not AuthorisationKind.EXACT


def decided(wanted: Authorisation, *, speaks: bool) -> DecidedRevision | None:
    """Return what a file has to continue, where the minutes alone can say it."""
    if wanted.document is None or not (speaks or not may_differ(wanted)):
        return None
    return DecidedRevision(wanted.document, wanted.field)


def _kind(wanted: Authorisation, verdict: Verdict) -> Said:
    """Say what the decision was on; that this text was decided on is said of exact bytes only."""
    decided = verdict.decided
    if decided is not None and decided.holds is not Holds.NO:
        return Holds.YES, Remark("authority.kind_exact")
    if not may_differ(wanted):
        return Holds.NO, Remark("authority.kind_other")
    match wanted.kind:
        case AuthorisationKind.EXACT:
            return Holds.NOT_KNOWN, Remark("authority.kind_changed")
        case AuthorisationKind.DRAFT:
            return Holds.NOT_KNOWN, Remark("authority.kind_draft")
        case AuthorisationKind.DESCRIBED:
            return Holds.NOT_KNOWN, Remark("authority.kind_described")


def part(said: Iterable[Said]) -> Part:
    """Return one part out of several sentences, as bad as the worst of them."""
    pairs = tuple(said)
    return Part(worst(*(holds for holds, _ in pairs)), tuple(remark for _, remark in pairs))


def grounds(minutes: Minutes, wanted: Authorisation, verdict: Verdict) -> Iterator[Said]:
    """Say whether the decision in the minutes allows the signature in the agreement."""
    record = minutes.record
    facts = {"section": str(record.section), "year": str(record.year), "case": record.case}
    yield minutes.verdict.holds, Remark("authority.decision", facts)
    allows = {"counterparty": wanted.counterparty, "citation": record.citation}
    yield Holds.YES, Remark("authority.allows", allows)
    yield _kind(wanted, verdict)
    if wanted.conditions:
        count = {"count": str(len(wanted.conditions))}
        yield Holds.NOT_KNOWN, Remark("authority.conditions", count)
    ours = list(_of_the_city(wanted, verdict))
    for made in verdict.signatures:
        if made in ours:
            yield _day(wanted, made)
            yield from _after_deciding(minutes, made)
        elif ours:
            yield Holds.YES, Remark("authority.other_party", {"field": made.field})
    offices = {"office": wanted.office, "decision_maker": record.decision_maker}
    yield Holds.YES, Remark("authority.holder_not_checked", offices)


def _of_the_city(wanted: Authorisation, verdict: Verdict) -> tuple[SignatureVerdict, ...]:
    """Return the city's signature: in the field of the minutes, or the only one there is."""
    made = verdict.signatures
    if not wanted.field:
        return made if len(made) == 1 else ()
    return tuple(one for one in made if one.field == wanted.field)


def _after_deciding(minutes: Minutes, made: SignatureVerdict) -> Iterator[Said]:
    """Compare the times; corrected minutes are younger than the decision, and do not tell it."""
    if minutes.record.corrects:
        yield Holds.NOT_KNOWN, Remark("authority.corrected_minutes")
    else:
        yield from _order(minutes.signature, made)


def _day(wanted: Authorisation, made: SignatureVerdict) -> Said:
    """Compare the day: what the signer claims decides, what a time stamp proves may refute it.

    A time stamp proves only that the signature existed by then.
    """
    days, facts = wanted.days, {"day": wanted.days.to_iso()}
    if made.claimed is None:
        return Holds.NOT_KNOWN, Remark("authority.day_not_known", facts)
    claimed = helsinki_day(made.claimed)
    proven = helsinki_day(made.proven) if made.proven else claimed
    facts["signed"] = claimed.isoformat()
    if not days.admits(claimed) or days.too_early(proven):
        return Holds.NO, Remark("authority.other_day", facts)
    if days.too_late(proven):
        facts["signed"] = proven.isoformat()
        return Holds.NOT_KNOWN, Remark("authority.proven_later", facts)
    return Holds.YES, Remark("authority.day", facts)


def _order(decided: SignatureVerdict, made: SignatureVerdict) -> Iterator[Said]:
    """Refuse a signature that is older than the decision which is to allow it.

    Where the decision claims to be older, but that is proven only later, it can't be told.
    """
    first, then = decided.claimed or decided.proven, made.claimed or made.proven
    if first is None or then is None:
        return  # their own verdicts say that there is no time
    latest = made.proven or then + CLOCKS_DIFFER
    if then < first or latest + CLOCKS_DIFFER < first:
        yield Holds.NO, Remark("authority.before_minutes")
    elif decided.proven and latest < decided.proven:
        facts = {"proven": decided.proven.isoformat()}
        yield Holds.NOT_KNOWN, Remark("authority.minutes_proven_later", facts)
