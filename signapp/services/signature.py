"""One signature from begun to stored: the same phases for minutes and for agreements.

`SigningBegun` → prepared file → key → signature value → assembled file → its own entry → time
stamps. Each phase is kept before the next begins, so that a crash leaves the old state or a job
that goes on; and every error says whether a signature exists by then.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from signapp.domain import errors
from signapp.domain.acts import (
    CaseAct,
    DocumentRef,
    SignedRevision,
    SigningAbandoned,
    SigningBegun,
    TimestampAdded,
)
from signapp.domain.errors import Standing
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.ports import (
    DecidedRevision,
    Holds,
    KeyHome,
    Part,
    SignatureOrder,
    SigningJob,
    Verdict,
)

HIGHEST_LEVEL = "B-LTA"


@dataclass(frozen=True)
class SigningKey:
    """The key that a person chose: its home, the PIN, and the certificate it belongs to."""

    home: KeyHome
    pin: str
    certificate: DocumentRef


@dataclass(frozen=True)
class SignatureTask:
    """What is to be signed: the decided bytes, the field, the visible mark, and what it says.

    `finished` makes the act that the stored signature is recorded with.
    """

    document: DocumentRef
    field: str
    seal: bytes
    reason: str
    location: str
    certify: bool
    finished: Callable[[SignedRevision], CaseAct]

    @property
    def decided(self) -> DecidedRevision:
        """What the signed file is compared with."""
        return DecidedRevision(self.document, self.field)


def make_signature(
    desk: Desk, who: SignedIn, number: str, task: SignatureTask, key: SigningKey
) -> Verdict:
    """Sign, look at the stored result ourselves, record it, and add time stamps.

    Called again after a crash it goes on where it stopped, with the same bytes. Raises
    NotAuthorisedError, SigningErrors, DocumentErrors, StorageError, each with its `standing`.
    """
    with standing(Standing.NOTHING_SIGNED):
        begin(desk, who, number, task, key)
        job = desk.journal.register.job(number) or prepare(desk, who, number, task, key)
    if not job.signature:
        job = use_key(desk, who, job, key)
    with standing(Standing.SIGNATURE_EXISTS):
        revision = store(desk, who, job, task)
        return extend(desk, number, revision, task.decided)


def begin(desk: Desk, who: SignedIn, number: str, task: SignatureTask, key: SigningKey) -> None:
    """Record that a key is about to be used, if the rules allow it."""
    act = SigningBegun(task.document, task.field, key.certificate.sha256, impartial=True)
    case = desk.journal.case(number)
    if (case.signing, case.signing_by) != (act, who.actor):
        desk.journal.record(who, act, number)


def prepare(
    desk: Desk, who: SignedIn, number: str, task: SignatureTask, key: SigningKey
) -> SigningJob:
    """Make the file with a hole for the signature; the certificate is checked before any PIN."""
    journal = desk.journal
    order = SignatureOrder(
        source=journal.register.document(task.document),
        output=journal.register.work / f"{number.replace(' ', '-')}.pdf",
        field=task.field,
        certificate=desk.read(key.certificate),
        trust=desk.trust.material(),
        signed_at=journal.clock.now(),
        seal=task.seal,
        name=journal.text(journal.state.roster.persons[who.actor.person].name),
        reason=task.reason,
        location=task.location,
        certify=task.certify,
    )
    with _abandoning(desk, who, number):
        job = SigningJob(number, "prepared", order, desk.pdf.prepare(order))
    journal.register.save_job(job)
    return job


def use_key(desk: Desk, who: SignedIn, job: SigningJob, key: SigningKey) -> SigningJob:
    """Have the key sign, and keep the signature value at once."""
    assert job.prepared is not None  # `prepare` made it
    desk.journal.register.save_job(replace(job, phase="key_used"))
    with standing(Standing.NOT_KNOWN), _abandoning(desk, who, job.case):
        signature = desk.keys.sign(
            key.home, key.pin, job.order.certificate, job.prepared.signed_attributes
        )
    signed = replace(job, phase="signed", signature=signature)
    with standing(Standing.SIGNATURE_EXISTS):
        desk.journal.register.save_job(signed)
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
    return revision


def extend(desk: Desk, number: str, revision: SignedRevision, decided: DecidedRevision) -> Verdict:
    """Add revocation data and an archive time stamp as a new revision, where one can be had."""
    journal = desk.journal
    source = journal.register.document(revision.document)
    output = journal.register.work / f"{number.replace(' ', '-')}-extended.pdf"
    try:
        added = desk.pdf.extend(source, output, desk.trust.material(), journal.clock.now())
    except errors.TimeStampFailedError:
        return _accept(desk, revision, decided)
    later = SignedRevision(journal.register.put_file(output), added.cms, added.level)
    verdict = _accept(desk, later, decided)
    journal.record_by_desk(TimestampAdded(revision.document, later), number)
    output.unlink(missing_ok=True)
    return verdict


def add_missing_time_stamps(desk: Desk) -> None:
    """Extend what was signed while no time stamp could be had, or before a crash."""
    desk.journal.catch_up()
    for case in tuple(desk.journal.state.cases.values()):
        for act, begun in ((case.decided, case.decided_on), (case.signed, case.signed_on)):
            if act and begun and case.latest(act.signed).level != HIGHEST_LEVEL:
                decided = DecidedRevision(begun.document, begun.field)
                extend(desk, case.number, case.latest(act.signed), decided)


def _accept(desk: Desk, revision: SignedRevision, decided: DecidedRevision) -> Verdict:
    """Judge stored bytes against the decided ones. Raises SignatureNotValidError."""
    verdict = desk.pdf.judge(
        desk.journal.register.document(revision.document),
        desk.trust.material(),
        desk.journal.clock.now(),
        decided,
    )
    parts = [part for made in verdict.signatures for part in (made.content, made.person)]
    broken = [part for part in [*parts, verdict.decided] if part and part.holds is not Holds.YES]
    if broken:
        raise errors.SignatureNotValidError(cause=_cause(broken[0]))
    return verdict


def _cause(part: Part) -> str:
    return ", ".join(remark.code for remark in part.remarks)


@contextmanager
def standing(known: Standing) -> Iterator[None]:
    """Say what is true after an error that passes, unless it says so itself."""
    try:
        yield
    except errors.SignappError as e:
        e.standing = e.standing or known
        raise


@contextmanager
def _abandoning(desk: Desk, who: SignedIn, number: str) -> Iterator[None]:
    """Give the signing up when the key surely signed nothing."""
    try:
        yield
    except (errors.SigningError, errors.DocumentError) as e:
        e.standing = Standing.NOTHING_SIGNED
        desk.journal.record(who, SigningAbandoned(e.code), number)
        desk.journal.register.drop_job(number)
        raise
