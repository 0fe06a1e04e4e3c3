"""Judges a signed file in three parts: content, signer, time; and whether it is what was decided.

pyHanko reads, computes and compares revisions; the rules are ours, because its own verdict is
"valid" for files that show something else than was signed. Its AdES procedures are not used: each
level wants another one, and what counts for them as proof of existence or as a fresh list changes
with the procedure. Instead each chain is judged at the moment that the time stamps prove for it
(see `times`), which is the same idea in few lines.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from asn1crypto.x509 import Certificate
from pyhanko.sign.fields import MDPPerm

from signapp.domain.errors import DamagedFileError, DocumentError
from signapp.services.ports import (
    DecidedRevision,
    Holds,
    Judging,
    JudgingStep,
    Remark,
    SignatureVerdict,
    Told,
    TrustMaterial,
    Verdict,
)
from signapp.signing.ades import judge_by_standard
from signapp.signing.content import (
    content_part,
    harmful,
    shared_dictionaries,
    signature_faults,
    telling_unseen,
)
from signapp.signing.decided import judge_decided
from signapp.signing.levels import level_in
from signapp.signing.objects import field_places, signature_fields
from signapp.signing.persons import (
    Known,
    common_name,
    fingerprint,
    judge_kind,
    judge_signer,
    known_certificates,
)
from signapp.signing.pixels import Look, Place, View, compare_pages
from signapp.signing.policy import strict_policy
from signapp.signing.remarks import LIBRARY_FAULTS, REMARKS, part
from signapp.signing.revisions import Changes
from signapp.signing.structure import Signed, SourceFile, filled_fields, opened
from signapp.signing.times import Stamp, TimeFinding, judge_document_stamps, judge_time

__all__ = ["REMARKS", "judge"]


def judge(
    path: Path,
    trust: TrustMaterial,
    at: datetime,
    decided: DecidedRevision | None = None,
    told: Told = lambda _: None,
) -> Verdict:
    """Return what is known of a file at the moment `at`; nothing is ever fetched.

    `told` hears a first answer as soon as the signatures are computed, then of each slow step.

    Raises NotAPdfError, EncryptedFileError, DamagedFileError.
    """
    with opened(path) as source:
        try:
            return asyncio.run(_judge(source, trust, at, decided, told))
        except LIBRARY_FAULTS as e:
            raise DamagedFileError from e


@dataclass(frozen=True)
class _Case:
    """One signature on its way to a verdict."""

    signed: Signed
    faults: list[Remark]
    changes: list[Remark]

    @property
    def unharmed(self) -> bool:
        """Whether nothing speaks against the content so far."""
        return not harmful(self.faults) and all(c.facts["harmless"] == "yes" for c in self.changes)


async def _judge(
    source: SourceFile,
    trust: TrustMaterial,
    at: datetime,
    decided: DecidedRevision | None,
    told: Told,
) -> Verdict:
    filled = filled_fields(source.reader)
    source.digest_all(_lengths(source, filled, decided))
    cases = _by_themselves(source, filled)
    known = known_certificates(trust, source.reader, at)
    stamped = [signed for signed in filled if signed.is_time_stamp]
    stamps = await judge_document_stamps(source, stamped, known, at)
    verdicts = [await _verdict(source, case, stamps, known, at) for case in cases]
    told(_first_answer(source, verdicts, decided))
    cases = _with_changes(source, cases, told)
    on_decided = judge_decided(source, decided) if decided else None
    unharmed = [case.signed.end for case in cases if case.unharmed]
    if decided and on_decided and on_decided.holds is Holds.YES:
        unharmed.append(decided.document.length)
    looks = compare_pages(
        source.data,
        _views(source, filled, unharmed),
        lambda done, total: told(Judging(JudgingStep.PAGES, done, total)),
    )
    if decided and on_decided and on_decided.holds is Holds.YES:
        on_decided = looks[decided.document.length].as_part("decided", on_decided)
    completed = [
        await _completed(*pair, looks, known) for pair in zip(cases, verdicts, strict=True)
    ]
    return Verdict(source.ref(source.length), tuple(completed), on_decided)


def _first_answer(
    source: SourceFile, verdicts: list[SignatureVerdict], decided: DecidedRevision | None
) -> Judging:
    on_decided = part(Holds.NOT_KNOWN, "content.being_checked") if decided else None
    first = Verdict(source.ref(source.length), tuple(verdicts), on_decided)
    return Judging(JudgingStep.CHANGES, 0, len(verdicts), first)


async def _completed(
    case: _Case, first: SignatureVerdict, looks: dict[int, Look], known: Known
) -> SignatureVerdict:
    """Return a first answer with what the slow parts showed of the content."""
    unchanged = part(Holds.YES, "content.unchanged")
    look = looks[case.signed.end].as_part("content", unchanged) if case.unharmed else unchanged
    content = content_part(case.faults, case.changes, look)
    content = telling_unseen(content, case.signed)
    certificate, others = _certificates(case.signed)
    found = [content.holds, first.person.holds, first.time.holds]
    holding = content.holds is first.person.holds is Holds.YES
    return replace(
        first,
        content=content,
        changes=tuple(case.changes),
        kind=await judge_kind(certificate, known, others, first.proven, holds=holding),
        standard=await judge_by_standard(case.signed, first.level, known, first.proven, found),
    )


def _lengths(
    source: SourceFile, filled: list[Signed], decided: DecidedRevision | None
) -> list[int]:
    lengths = [source.length, *(signed.end for signed in filled)]
    if decided:
        lengths.append(decided.document.length)
    return [length for length in lengths if 0 < length <= source.length]


def _by_themselves(source: SourceFile, filled: list[Signed]) -> list[_Case]:
    """Look at each signature by itself; of the changes after it nothing is known yet."""
    shared, cases = shared_dictionaries(filled), []
    for signed in filled:
        if signed.is_time_stamp:
            continue
        faults = signature_faults(source, signed)
        faults += [shared[signed.field]] if signed.field in shared else []
        cases.append(_Case(signed, faults, []))
    return cases


def _with_changes(source: SourceFile, cases: list[_Case], told: Told) -> list[_Case]:
    """Add to each signature the changes that were made after it."""
    changes, examined = Changes(source.reader, strict_policy()), list[_Case]()
    for case in cases:
        signed = case.signed
        if signed.embedded:
            later = changes.after(signed.revision, signed.embedded)
            case = replace(case, changes=later)  # noqa: PLW2901
        examined.append(case)
        told(Judging(JudgingStep.CHANGES, len(examined), len(cases)))
    return examined


def _views(source: SourceFile, filled: list[Signed], lengths: list[int]) -> list[View]:
    """Return the revisions to compare with the whole file; fields filled later may differ."""
    if all(length == source.length for length in lengths):
        return [View(length) for length in lengths]
    places = field_places(source.reader)
    views = []
    for length in sorted(set(lengths)):
        later = [signed.field for signed in filled if signed.end > length]
        revision = source.revision_ending_at(length)
        known = signature_fields(source.reader, revision) if revision is not None else set()
        new = [field for field in later if field not in known]
        views.append(View(length, *(_all_places(places, fields) for fields in (later, new))))
    return views


def _all_places(places: dict[str, list[Place]], fields: list[str]) -> tuple[Place, ...]:
    return tuple(place for field in fields for place in places.get(field, ()))


async def _verdict(
    source: SourceFile,
    case: _Case,
    stamps: list[Stamp],
    known: Known,
    at: datetime,
) -> SignatureVerdict:
    """Return what a signature tells by itself: its content is still being checked."""
    signed, end = case.signed, case.signed.end
    being_checked = part(Holds.NOT_KNOWN, "content.being_checked")
    certificate, others = _certificates(signed)
    time = await _time(signed, stamps, known, at)
    person = part(Holds.NOT_KNOWN, "signer.unreadable")
    if certificate:
        moment, proof = time.proven or at, time.proven or time.claimed
        person = await judge_signer(certificate, known, others, moment, proof)
    return SignatureVerdict(
        field=signed.field,
        signer=common_name(certificate) if certificate else "",
        certificate=fingerprint(certificate) if certificate else "",
        cms=sha256(signed.cms).hexdigest() if signed.cms else "",
        level=_level(source, signed),
        revision=source.ref(end if 0 < end <= source.length else source.length),
        claimed=time.claimed,
        proven=time.proven,
        content=content_part(case.faults, case.changes, being_checked),
        person=person,
        time=time.verdict,
        changes=tuple(case.changes),
        certifies=_certifies(source, signed),
        attributes=_attributes(signed),
    )


def _certifies(source: SourceFile, signed: Signed) -> bool:
    """Tell whether the catalog names this signature as the certification, for form filling."""
    try:
        named = source.reader.root["/Perms"].raw_get("/DocMDP").idnum
        level = signed.embedded.docmdp_level if signed.embedded else None
        return bool(named == signed.value and level is MDPPerm.FILL_FORMS)
    except LIBRARY_FAULTS:
        return False


def _attributes(signed: Signed) -> str:
    """Return the hash of what the key signed, or nothing when that cannot be read."""
    try:
        signer = signed.embedded.signer_info if signed.embedded else None
        return sha256(signer["signed_attrs"].untag().dump()).hexdigest() if signer else ""
    except LIBRARY_FAULTS:
        return ""


async def _time(signed: Signed, stamps: list[Stamp], known: Known, at: datetime) -> TimeFinding:
    if signed.embedded is None:
        return TimeFinding(None, None, part(Holds.NOT_KNOWN, "time.none"))
    return await judge_time(signed, stamps, known, at)


def _certificates(signed: Signed) -> tuple[Certificate | None, list[Certificate]]:
    """Return the signer's certificate and the others in the signature, if they can be read."""
    try:
        if signed.embedded:
            common_name(signed.embedded.signer_cert)
            return signed.embedded.signer_cert, signed.embedded.other_embedded_certs
    except LIBRARY_FAULTS:
        pass
    return None, []


def _level(source: SourceFile, signed: Signed) -> str:
    """Return the level, or nothing for a signature that cannot be read."""
    try:
        return level_in(source.reader, signed.field) if signed.embedded else ""
    except DocumentError:
        return ""
    except LIBRARY_FAULTS:
        return ""
