"""Compares the signature in a stored file with what the ledger says of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from signapp.domain.acts import SignedRevision
from signapp.domain.authorisation import AuthorisationKind, SigningDays, on_day
from signapp.domain.calendar import helsinki_day
from signapp.domain.decision import Case
from signapp.services.history import MINUTES, SignedDocument
from signapp.services.minutes_basis import basis_of
from signapp.services.ports import Holds, Remark, SignatureVerdict, Verdict

BEFORE = timedelta(minutes=5)
"""How long before its entry a signature may be begun: its file is prepared first."""

AFTER = timedelta(minutes=10)
"""How long after its entry a time stamp may say that it was made."""

WITHOUT_STAMP = "B-B"

Said = tuple[Holds, Remark]


def compare(
    signed: SignedDocument, newest: SignedRevision, verdict: Verdict, case: Case
) -> Iterator[Said]:
    """Yield what differs between the newest revision's signature and the ledger."""
    made = next((one for one in verdict.signatures if one.field == signed.begun.field), None)
    if made is None or made.cms != signed.done.cms:
        yield Holds.NO, Remark("entry.other_signature")
        return
    if made.certificate != signed.begun.certificate:
        yield Holds.NO, Remark("entry.other_certificate")
    if made.attributes != signed.begun.attributes:
        yield Holds.NO, Remark("entry.other_attributes")
    yield from _others(signed, verdict)
    if made.level != newest.level:
        yield Holds.NO, Remark("entry.other_level")
    if not _in_time(signed, made):
        yield Holds.NO, Remark("entry.other_time")
    yield from _day(signed, made, case)


def kind_of(signed: SignedDocument, case: Case) -> Iterator[Said]:
    """Say of an agreement what the decision was on: these bytes, a draft, or a description."""
    wanted = case.proposal.authorisation if case.proposal else None
    if signed.role == MINUTES or wanted is None:
        return
    fixed = case.mandate.text
    pages = {"pages": (", ".join(map(str, fixed.pages)) if fixed else "") or "–"}
    match wanted.kind:
        case AuthorisationKind.EXACT if fixed:
            yield Holds.YES, Remark("entry.kind_exact_changed", pages)
        case AuthorisationKind.EXACT:
            yield Holds.YES, Remark("entry.kind_exact")
        case AuthorisationKind.DRAFT:
            yield Holds.YES, Remark("entry.kind_draft", pages)
        case AuthorisationKind.DESCRIBED:
            yield Holds.YES, Remark("entry.kind_described")


def _others(signed: SignedDocument, verdict: Verdict) -> Iterator[Said]:
    """Every other signature is one that the ledger knows to be the other party's."""
    field = signed.begun.field
    found = {(one.field, one.cms) for one in verdict.signatures if one.field != field}
    known = {(one.field, one.signed.cms) for one in signed.theirs}
    if found != known:
        yield Holds.NO, Remark("entry.more_signatures")
        return
    for theirs, _ in sorted(known):
        yield Holds.YES, Remark("entry.counterparty", {"field": theirs})


def _in_time(signed: SignedDocument, made: SignatureVerdict) -> bool:
    """Tell whether it claims the moment of its entry, and was made before the one that ends it.

    The first time stamp of a signature without its own is added by a later entry.
    """
    earliest, stamped_by = signed.begun_at - BEFORE, signed.done_at
    stamps = [one for one in signed.added if one.theirs is None]
    if signed.done.level == WITHOUT_STAMP and stamps:
        stamped_by = stamps[0].at
    return (
        made.claimed is not None
        and made.claimed == signed.begun.signed_at
        and earliest <= made.claimed <= signed.done_at
        and earliest <= (made.proven or made.claimed) <= stamped_by + AFTER
    )


def _day(signed: SignedDocument, made: SignatureVerdict, case: Case) -> Iterator[Said]:
    """The day is that of the minutes, or one to which the decision binds the signature."""
    days = _bound_days(signed, case)
    if days is None or made.claimed is None:
        return
    if not days.admits(helsinki_day(made.claimed)):
        yield Holds.NO, Remark("entry.other_day")
    elif signed.role != MINUTES and not days.admits(helsinki_day(made.proven or made.claimed)):
        facts = {"day": days.to_iso(), "proven": _text(made.proven)}
        yield Holds.NOT_KNOWN, Remark("entry.proven_later", facts)


def _bound_days(signed: SignedDocument, case: Case) -> SigningDays | None:
    if signed.role == MINUTES:
        if case.begun is None:
            return None
        return on_day(helsinki_day(basis_of(case, signed.done.document).at))
    return case.proposal.authorisation.days if case.proposal else None


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
