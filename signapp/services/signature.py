"""One signature from begun to stored: the same phases for minutes and for agreements.

Prepared file → `SigningBegun` with the hash of what the key is to sign → key → signature value →
assembled file → its own entry → time stamps. Each phase is kept before the next begins, so that
a crash leaves the old state or a job that goes on; and every error says what is true by then.
"""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from signapp.domain import errors
from signapp.domain.acts import (
    CaseAct,
    DocumentRef,
    SignedRevision,
    SigningAbandoned,
    SigningBegun,
    TimestampAdded,
)
from signapp.domain.calendar import minutes_ahead
from signapp.domain.network_errors import RevocationUnknownError
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.ports import (
    DecidedRevision,
    Holds,
    KeyHome,
    SignatureOrder,
    SigningJob,
    Verdict,
)
from signapp.services.prepared_file import check_prepared, is_known_enough
from signapp.services.standing import KEY_USED, PREPARED, SIGNED

HIGHEST_LEVEL = "B-LTA"


@dataclass(frozen=True)
class SigningKey:
    """The key that a person chose: its home, the PIN, and the certificate it belongs to.

    `impartial` is what the person declares with the PIN: that they are not disqualified (R14).
    Without it the rules refuse the signature.
    """

    home: KeyHome
    pin: str
    certificate: DocumentRef
    impartial: bool


@dataclass(frozen=True)
class SignatureTask:
    """What is to be signed: the decided bytes, the field, the visible mark, and what it says.

    `signed_at` is the one moment that the mark, the signature and the ledger tell, in the
    desk's own zone. `finished` makes the act that the stored signature is recorded with.
    """

    document: DocumentRef
    field: str
    seal: bytes
    reason: str
    location: str
    certify: bool
    signed_at: datetime
    finished: Callable[[SignedRevision], CaseAct]

    @property
    def decided(self) -> DecidedRevision:
        """What the signed file is compared with."""
        return DecidedRevision(self.document, self.field)

    def fits(self, begun: SigningBegun) -> bool:
        """Tell whether a signing that was begun is this one."""
        return (begun.document, begun.field) == (self.document, self.field)


def make_signature(
    desk: Desk, who: SignedIn, number: str, task: SignatureTask, key: SigningKey
) -> Verdict:
    """Sign, look at the stored result ourselves, record it, and add time stamps.

    Called again after a crash it goes on where it stopped, with the same bytes. Raises
    NotAuthorisedError, SigningErrors, DocumentErrors, StorageError.
    """
    revision = sign_and_store(desk, who, number, task, key)
    return extend(desk, number, revision, task.decided)


def sign_and_store(
    desk: Desk, who: SignedIn, number: str, task: SignatureTask, key: SigningKey
) -> SignedRevision:
    """Sign, look at the stored result ourselves, and record it. Raises as `make_signature`."""
    job = resume(desk, who, number, task) or begin(desk, who, number, task, key)
    if not job.signature:
        job = use_key(desk, who, job, key)
    return store(desk, who, job, task)


def begin(
    desk: Desk, who: SignedIn, number: str, task: SignatureTask, key: SigningKey
) -> SigningJob:
    """Ask the rules, make the file with a hole, and record exactly what the key is to sign.

    The certificate is checked before any PIN is asked, and what the pdf worker prepared is
    compared with the decided bytes before any key is used.
    """
    journal = desk.journal
    act = SigningBegun(
        document=task.document,
        field=task.field,
        certificate=key.certificate.sha256,
        attributes="",
        impartial=key.impartial,
        signed_at=task.signed_at,
        utc_offset=minutes_ahead(task.signed_at),
    )
    journal.require(who, act, number)
    order = _order(desk, who, number, task, key.certificate)
    job = SigningJob(number, PREPARED, order, desk.pdf.prepare(order))
    assert job.prepared is not None
    check_prepared(order, job.prepared, task.document)
    journal.register.save_job(job)
    journal.record(who, replace(act, attributes=job_hash(job)), number)
    return job


def resume(desk: Desk, who: SignedIn, number: str, task: SignatureTask) -> SigningJob | None:
    """Return the signing that was begun and not finished, if it is this person's, or None.

    Only what the ledger says the key was to sign goes on. While no signature exists, the rules
    are asked again. Raises JobAlteredError for a job that is not the recorded one.
    """
    journal = desk.journal
    begun = journal.case(number).signing
    if begun is None:
        return None
    if not task.fits(begun) or journal.case(number).signing_by != who.actor:
        raise errors.NotAuthorisedError((errors.AnotherSigningOpen(),))
    job = journal.register.job(number)
    certificate = DocumentRef(begun.certificate, len(job.order.certificate) if job else 0)
    if job is None or job_hash(job) != begun.attributes:
        raise errors.JobAlteredError(case=number)
    if not job.signature:
        _still_allowed(desk, who, job, begun)
    order = _order(desk, who, number, task, certificate)
    return replace(job, order=replace(order, signed_at=job.order.signed_at))


def use_key(desk: Desk, who: SignedIn, job: SigningJob, key: SigningKey) -> SigningJob:
    """Have the key sign, and keep the signature value at once."""
    assert job.prepared is not None  # a job is kept only with its prepared file
    register = desk.journal.register
    register.save_job(replace(job, phase=KEY_USED))
    try:
        signature = desk.keys.sign(
            key.home, key.pin, job.order.certificate, job.prepared.signed_attributes
        )
    except errors.SigningError as e:
        if job.phase == PREPARED:  # an earlier try may have signed: then it is not known
            register.save_job(job)
            _give_up(desk, who, job.case, e)
        raise
    signed = replace(job, phase=SIGNED, signature=signature)
    register.save_job(signed)
    return signed


def store(desk: Desk, who: SignedIn, job: SigningJob, task: SignatureTask) -> SignedRevision:
    """Assemble the file, store it, judge the stored bytes, and only then record the act."""
    assert job.prepared is not None
    register = desk.journal.register
    signed = desk.pdf.assemble(job.order, job.prepared, job.signature)
    revision = SignedRevision(register.put_file(job.order.output), signed.cms, signed.level)
    _accept(desk, revision, task.decided)
    desk.journal.record(who, task.finished(revision), job.case)
    register.drop_job(job.case)
    job.order.output.unlink(missing_ok=True)  # it is stored, and may be secret
    return revision


def extend(desk: Desk, number: str, revision: SignedRevision, decided: DecidedRevision) -> Verdict:
    """Add what makes a signature last, where it can be had; else it waits in the outbox."""
    try:
        _, verdict = add_revision(desk, number, revision, decided)
    except (errors.TimeStampFailedError, RevocationUnknownError):
        verdict = _accept(desk, revision, decided)
    return verdict


def add_revision(
    desk: Desk, number: str, revision: SignedRevision, decided: DecidedRevision
) -> tuple[SignedRevision, Verdict]:
    """Add revocation data and an archive time stamp as a new revision; return it, judged.

    Raises TimeStampFailedError, RevocationUnknownError, SignatureNotValidError, StorageError.
    """
    journal = desk.journal
    source = journal.register.document(revision.document)
    output = extension_path(desk, number)
    trust, now = desk.trust.material(), journal.clock.now()
    added = desk.pdf.extend(source, output, trust, now, decided.field)
    later = SignedRevision(journal.register.put_file(output), added.cms, added.level)
    verdict = _accept(desk, later, decided)
    try:
        journal.record_by_desk(TimestampAdded(revision.document, later), number)
    except errors.NotAuthorisedError:  # another desk was first: its revision counts
        later = journal.case(number).latest(revision)
        verdict = _accept(desk, later, decided)
    output.unlink(missing_ok=True)  # it is stored, and may be secret
    return later, verdict


def extension_path(desk: Desk, number: str) -> Path:
    """Return where a further revision is written before it is stored."""
    return desk.journal.register.work / f"{number.replace(' ', '-')}-extended.pdf"


def _accept(desk: Desk, revision: SignedRevision, decided: DecidedRevision) -> Verdict:
    """Judge stored bytes against the decided ones. Raises SignatureNotValidError.

    Of another party's signature only the content is looked at: the verdict tells of the rest.
    """
    verdict = desk.pdf.judge(
        desk.journal.register.document(revision.document),
        desk.trust.material(),
        desk.journal.clock.now(),
        decided,
    )
    own = (made.person for made in verdict.signatures if made.field == decided.field)
    parts = [made.content for made in verdict.signatures]
    parts += [person for person in own if not is_known_enough(person)]
    broken = [part for part in [*parts, verdict.decided] if part and part.holds is not Holds.YES]
    if broken:
        codes = (remark.code for remark in broken[0].remarks)
        raise errors.SignatureNotValidError(cause=", ".join(codes))
    return verdict


def _order(
    desk: Desk, who: SignedIn, number: str, task: SignatureTask, certificate: DocumentRef
) -> SignatureOrder:
    journal = desk.journal
    return SignatureOrder(
        source=journal.register.document(task.document),
        output=journal.register.work / f"{number.replace(' ', '-')}.pdf",
        field=task.field,
        certificate=desk.read(certificate),
        trust=desk.trust.material(),
        signed_at=task.signed_at,
        seal=task.seal,
        name=journal.text(journal.state.roster.persons[who.actor.person].name),
        reason=task.reason,
        location=task.location,
        certify=task.certify,
    )


def job_hash(job: SigningJob) -> str:
    """Return the hash of what the key is to sign, as the ledger has it."""
    attributes = job.prepared.signed_attributes if job.prepared else b""
    return hashlib.sha256(attributes).hexdigest()


def _still_allowed(desk: Desk, who: SignedIn, job: SigningJob, begun: SigningBegun) -> None:
    """Ask the rules again before a key is used later than it was meant to be."""
    try:
        desk.journal.require(who, begun, job.case)
    except errors.NotAuthorisedError as e:
        if job.phase == PREPARED:
            _give_up(desk, who, job.case, e)
        raise


def _give_up(desk: Desk, who: SignedIn, number: str, error: errors.SignappError) -> None:
    """End a signing in which no key signed; if that cannot be recorded it can be resumed."""
    with suppress(errors.SignappError):
        desk.journal.record(who, SigningAbandoned(error.code), number)
        desk.journal.register.drop_job(number)
