"""The audit looks closely: at each certificate, each revision and each moment."""

import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from signapp.demo.authority import DemoAuthority
from signapp.demo.clock import DAY_AFTER, DAY_BEFORE, PREPARED, SIGNED
from signapp.demo.scene import AUTHORITY_PASSPHRASE, CASE, FIELD
from signapp.domain import errors
from signapp.domain.acts import (
    CertificateBound,
    CertificateUnbound,
    DocumentRef,
    PersonEnrolled,
    Purpose,
    RosterChange,
    SignedRevision,
    SigningBegun,
    TimestampAdded,
)
from signapp.domain.decision import Case
from signapp.ledger.verification import Replay
from signapp.services import signature
from signapp.services.audit import (
    RegisterVerdict,
    log,
    rebuild,
    verify_register,
)
from signapp.services.certificate_audit import certificate_part
from signapp.services.document_audit import DocumentVerdict
from signapp.services.history import AGREEMENT, Added, SignedDocument
from signapp.services.journal import salted
from signapp.services.outbox import add_missing_time_stamps
from signapp.services.ports import (
    Holds,
    Part,
    SaltedText,
    SignatureOrder,
    SignatureVerdict,
    SigningJob,
    TrustMaterial,
    TypesettingOrder,
    Verdict,
)
from signapp.services.prepare import open_document
from signapp.services.register import confirm_roster_change, propose_roster_change
from signapp.services.sign import sign_agreement
from signapp.services.signature_audit import compare
from signapp.storage.register import SqliteRegister
from tests.domain.stories import IN_PERSON
from tests.services.conftest import Stand, StandAt

NOWHERE = DocumentRef("", 0)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def roots(stand: Stand) -> TrustMaterial:
    """What an auditor brings along: the root alone, no list and no other certificate."""
    return TrustMaterial(roots=stand.desk.trust.material().roots)


def audit(stand: Stand, trust: TrustMaterial | None = None) -> RegisterVerdict:
    register, now = stand.journal.register, stand.journal.clock.now()
    return verify_register(register, stand.desk.pdf, trust or roots(stand), now)


def said(found: RegisterVerdict) -> set[str]:
    """Return the codes of everything that speaks against a register."""
    against = [one for one in found.documents if one.holds is not Holds.YES]
    remarks = {r.code for one in against if one.entry for r in one.entry.remarks}
    problems = {one.problem.code for one in against if one.problem}
    return {finding.code for finding in found.findings} | remarks | problems


def change(stand: Stand, *changes: RosterChange, names: tuple[SaltedText, ...] = ()) -> None:
    """Change the roster as two registrars do."""
    first, second = stand.enter("registrar-1"), stand.enter("registrar-2")
    proposal = propose_roster_change(stand.desk, first, changes, names)
    confirm_roster_change(stand.desk, second, proposal)


def in_database(stand: Stand, statement: str, *values: object) -> None:
    """Change the database as somebody does who owns the file."""
    path = stand.scene.place.register / "register.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement, values)


# --- what is honest holds -------------------------------------------------------------------


def test_a_register_is_recognised_by_its_founding(stand_at: StandAt) -> None:
    stand = stand_at("sign")
    found = audit(stand)
    assert found.holds is Holds.YES, said(found)
    assert audit(stand, stand.desk.trust.material()).holds is Holds.YES
    assert found.registrars == ("Raija Rekisteröijä", "Kari Kirjaaja")
    first = Replay()
    (entry, *_) = stand.journal.register.entries()
    first.take(entry.body, entry.signature)
    assert found.founding == first.root  # the tree of one leaf is that leaf's hash
    (root,) = roots(stand).roots
    assert found.anchors == (hashlib.sha256(root).hexdigest(),)
    bound = stand.journal.state.roster.certificates
    assert [one.role for one in found.documents].count("certificate") == len(bound) > 10


def test_a_new_name_and_a_certificate_that_is_unbound_break_nothing(stand_at: StandAt) -> None:
    stand = stand_at("sign")
    name, bound = salted("Aapo Uusinimi"), stand.desk.certificate("mayor", Purpose.SIGNATURE)
    assert bound
    unbound = CertificateUnbound(bound.sha256, stand.journal.clock.now())
    change(
        stand, PersonEnrolled("deputy-mayor", name.commitment, IN_PERSON), unbound, names=(name,)
    )
    assert audit(stand).holds is Holds.YES


def without_stamps(stand: Stand) -> None:
    """Sign the agreement while no time stamp service answers."""

    def refuse(_: bytes) -> bytes:
        raise errors.TimeStampFailedError(cause="away")

    answers = stand.desk.pdf.process._answers
    answer, answers["stamp"] = answers["stamp"], refuse
    sign(stand)
    answers["stamp"] = answer
    assert stand.case.signed.signed.level == "B-B"


def sign(stand: Stand) -> None:
    stand.scene.clock.move_to(SIGNED)
    who = stand.enter("deputy-mayor")
    open_document(stand.desk, who, CASE, stand.plan)
    sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))


@pytest.mark.parametrize(
    ("moment", "holds"),
    [(SIGNED + HOUR, Holds.YES), (DAY_AFTER, Holds.NOT_KNOWN)],
    ids=["on the day", "the day after"],
)
def test_time_stamps_that_come_later(stand_at: StandAt, moment: datetime, holds: Holds) -> None:
    """A day that binds is proven only by a time stamp of that day."""
    stand = stand_at("publish")
    without_stamps(stand)
    assert audit(stand, stand.desk.trust.material()).holds is Holds.NOT_KNOWN
    stand.scene.clock.move_to(moment)
    add_missing_time_stamps(stand.desk)
    assert stand.case.revisions[-1].level == "B-LTA"
    found = audit(stand)
    assert found.holds is holds
    assert said(found) == (set() if holds is Holds.YES else {"entry.proven_later"})


def test_two_desks_that_add_time_stamps_at_once_break_nothing(stand_at: StandAt) -> None:
    """The second one is refused: a fork would lose what follows the first one's stamp."""
    stand = stand_at("sign")
    extended = again(stand, stand.case.signed.signed)
    late = TimestampAdded(stand.case.signed.signed.document, extended)
    with pytest.raises(errors.NotAuthorisedError) as caught:
        stand.journal.record_by_desk(late, CASE)
    assert [reason.code for reason in caught.value.reasons] == ["RevisionContinued"]
    assert audit(stand).holds is Holds.YES


def again(stand: Stand, revision: SignedRevision, times: int = 1) -> SignedRevision:
    """Extend a stored revision, past the ledger."""
    source = stand.journal.register.document(revision.document)
    trust, now = stand.desk.trust.material(), stand.journal.clock.now()
    for number in range(times):
        output = stand.scene.place.folder / f"again-{number}.pdf"
        added = stand.desk.pdf.extend(source, output, trust, now)
        source = output
    return SignedRevision(stand.journal.register.put_file(source), added.cms, added.level)


# --- level A: founding, texts, reading ------------------------------------------------------


def test_an_empty_register_does_not_hold(stand_at: StandAt, tmp_path: Path) -> None:
    stand = stand_at("founded")
    register = SqliteRegister.found(tmp_path / "empty")
    found = verify_register(register, stand.desk.pdf, roots(stand), PREPARED)
    assert found.holds is Holds.NO
    assert (said(found), found.founding, found.registrars) == ({"NotFounded"}, "", ())
    with pytest.raises(errors.NotFounded):
        log(register)
    with pytest.raises(errors.NotFounded):
        rebuild(register)
    register.close()


def test_a_register_that_lost_its_founding_does_not_hold(
    stand_at: StandAt, tmp_path: Path
) -> None:
    stand = stand_at("prepare")
    register, last = SqliteRegister.found(tmp_path / "headless"), b""
    for number, entry in enumerate(tuple(stand.journal.register.entries())[1:]):
        register.append(number, last, entry)
        last = entry.signature
    found = verify_register(register, stand.desk.pdf, roots(stand), PREPARED)
    assert found.findings[0].code == "NotFounded"
    register.close()


@pytest.mark.parametrize("which", ["name", "title", "proposal", "enforcement"])
def test_a_missing_text_is_found(stand_at: StandAt, which: str) -> None:
    stand = stand_at("propose")
    case = stand.case
    wanted = {
        "name": stand.journal.state.roster.persons["mayor"].name,
        "title": case.opened.title,
        "proposal": case.proposal.text,
        "enforcement": case.proposal.enforcement.reason,
    }[which]
    in_database(stand, "delete from texts where commitment = ?", wanted)
    found = audit(stand)
    assert found.holds is Holds.NO
    (missing,) = found.findings
    assert missing.code == "TextMissing"
    assert missing.facts["commitment"] == wanted
    assert (missing.facts["position"] == 0) == (which == "name")


def test_a_salt_that_took_a_letter_of_the_text_is_found(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    title = stand.case.opened.title
    kept = stand.journal.register.text(title)
    assert kept
    salt, rest = kept.salt + kept.text[:1].encode(), kept.text[1:]
    statement = "update texts set salt = ?, text = ? where commitment = ?"
    in_database(stand, statement, salt, rest, title)
    assert said(audit(stand)) == {"TextDiffers"}


def test_an_audit_holds_no_lock_while_it_judges(
    stand_at: StandAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = stand_at("prepare")
    other, take = SqliteRegister(stand.scene.place.register), Replay.take
    other._connection.execute("pragma busy_timeout = 0")

    def writing(ledger: Replay, body: bytes, signature: bytes) -> object:
        other.save_draft("somebody", "writes")
        return take(ledger, body, signature)

    monkeypatch.setattr(Replay, "take", writing)
    register, now = stand.journal.register, stand.journal.clock.now()
    assert verify_register(register, stand.desk.pdf, roots(stand), now).findings == ()
    assert log(register)
    other.close()


def test_what_is_appended_while_an_audit_reads_is_no_finding(
    stand_at: StandAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = stand_at("prepare")
    preparer = stand.enter("preparer")
    register, rows = stand.journal.register, stand.journal.register.case_rows

    def later() -> object:
        monkeypatch.undo()
        open_document(stand.desk, preparer, CASE, stand.plan)
        return rows()

    monkeypatch.setattr(register, "case_rows", later)
    found = audit(stand)
    assert found.holds is Holds.YES, said(found)
    assert found.size == stand.journal.size


# --- level C: certificates ------------------------------------------------------------------


def test_another_person_s_certificate_is_found_also_when_it_was_bound_for_a_while(
    stand_at: StandAt,
) -> None:
    """Two registrars make a certificate of the presenter the mayor's, and later unbind it."""
    stand = stand_at("propose")
    authority = DemoAuthority.load(stand.scene.place.authority, AUTHORITY_PASSPHRASE)
    issued = authority.issue("Eero Esittelijä", Purpose.SIGNATURE, "p256")
    ref = stand.journal.register.put(issued.der)
    change(stand, bound_as(issued.der, Purpose.SIGNATURE, ref))
    assert said(audit(stand)) == {"entry.certificate_differs"}
    change(stand, CertificateUnbound(ref.sha256, stand.journal.clock.now()))
    assert said(audit(stand)) == {"entry.certificate_differs"}


def test_a_certificate_of_an_authority_of_one_s_own_is_found(stand_at: StandAt) -> None:
    stand = stand_at("founded")
    issued = DemoAuthority.found().issue("Päivi Pormestari", Purpose.SIGNATURE, "p256")
    change(stand, bound_as(issued.der, Purpose.SIGNATURE, stand.journal.register.put(issued.der)))
    assert said(audit(stand)) == {"entry.certificate_not_issued"}


def bound_as(der: bytes, purpose: Purpose, ref: DocumentRef = NOWHERE) -> CertificateBound:
    certificate = x509.load_der_x509_certificate(der)
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return CertificateBound(
        "mayor",
        purpose,
        ref,
        key.hex(),
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
    )


NAME = SaltedText("", b"", "Päivi Pormestari")


@pytest.fixture(scope="module")
def authority() -> DemoAuthority:
    return DemoAuthority.found()


@pytest.mark.parametrize(
    "differ",
    [
        lambda bound: replace(bound, public_key="00" + bound.public_key[2:]),
        lambda bound: replace(bound, not_before=bound.not_before - SECOND),
        lambda bound: replace(bound, not_after=bound.not_after - SECOND),
        lambda bound: replace(bound, purpose=Purpose.SIGNATURE),
    ],
    ids=["key", "from", "until", "usage"],
)
def test_a_certificate_is_what_the_roster_says(
    authority: DemoAuthority, differ: Callable[[CertificateBound], CertificateBound]
) -> None:
    der = authority.issue(NAME.text, Purpose.SESSION, "p256").der
    bound, trust = bound_as(der, Purpose.SESSION), TrustMaterial(roots=(authority.root,))
    assert certificate_part(der, bound, NAME, trust).holds is Holds.YES
    assert certificate_part(der, bound, None, trust).holds is Holds.YES
    assert certificate_part(der, differ(bound), NAME, trust).holds is Holds.NO
    other = replace(NAME, text="Päivi Pormestar")
    assert certificate_part(der, bound, other, trust).holds is Holds.NO
    assert certificate_part(der, bound, NAME, TrustMaterial()).holds is Holds.NOT_KNOWN


@pytest.mark.parametrize("content", [b"", b"\x30\x03\x02\x01\x00", b"no certificate"])
def test_what_is_no_certificate_does_not_hold(authority: DemoAuthority, content: bytes) -> None:
    bound = bound_as(authority.root, Purpose.SESSION)
    part = certificate_part(content, bound, NAME, TrustMaterial(roots=(authority.root,)))
    assert part.holds is Holds.NO


def test_a_person_s_certificate_is_no_authority(authority: DemoAuthority) -> None:
    """Whoever holds a trusted certificate signs another one with its key."""
    person = authority.issue("Eero Esittelijä", Purpose.SIGNATURE, "p256")
    forged = DemoAuthority(person, authority._stamper).issue(NAME.text, Purpose.SESSION, "p256")
    trust = TrustMaterial(roots=(authority.root,), others=(person.der,))
    part = certificate_part(forged.der, bound_as(forged.der, Purpose.SESSION), NAME, trust)
    assert part.holds is Holds.NO


# --- level C: later revisions ---------------------------------------------------------------


def test_a_time_stamp_with_another_signature_is_refused(stand_at: StandAt) -> None:
    stand = stand_at("sign")
    before = stand.case.latest(stand.case.signed.signed)
    later = again(stand, before)
    other = TimestampAdded(before.document, replace(later, cms="cd" * 32))
    with pytest.raises(errors.NotAuthorisedError) as caught:
        stand.journal.record_by_desk(other, CASE)
    assert [reason.code for reason in caught.value.reasons] == ["OtherDocument"]


def test_a_time_stamp_on_a_file_that_does_not_exist_is_found(stand_at: StandAt) -> None:
    stand = stand_at("sign")
    before = stand.case.latest(stand.case.signed.signed)
    nothing = DocumentRef("ab" * 32, before.document.length + 1)
    stand.journal.record_by_desk(
        TimestampAdded(before.document, SignedRevision(nothing, before.cms, "B-LTA")), CASE
    )
    assert said(audit(stand)) == {"DocumentMissingError"}


def test_a_revision_that_does_not_continue_the_one_before_is_found(stand_at: StandAt) -> None:
    stand = stand_at("sign")
    signed = stand.case.signed.signed
    aside = again(stand, signed, times=2)
    stand.journal.record_by_desk(TimestampAdded(stand.case.latest(signed).document, aside), CASE)
    assert said(audit(stand)) == {"entry.not_continued"}


def test_a_level_that_was_not_reached_is_found(stand_at: StandAt) -> None:
    stand = stand_at("sign")
    before = stand.case.latest(stand.case.signed.signed)
    later = replace(again(stand, before), level="B-LT")
    stand.journal.record_by_desk(TimestampAdded(before.document, later), CASE)
    assert said(audit(stand)) == {"entry.other_level"}


def test_a_signature_that_comes_as_a_time_stamp_is_found(stand_at: StandAt) -> None:
    """Whoever has the desk's key and any trusted certificate fills the other city's field."""
    stand = stand_at("sign")
    case, desk, key = stand.case, stand.desk, stand.key("presenter")
    before, now = case.latest(case.signed.signed), stand.journal.clock.now()
    signed, extended = (stand.scene.place.folder / name for name in ("a.pdf", "b.pdf"))
    seal = {"language": "en", "title": "a", "width": 200, "height": 62}
    seal |= {"label": "a", "name": "Mayor of Beijing", "lines": ["a"]}
    order = SignatureOrder(
        source=stand.journal.register.document(before.document),
        output=signed,
        field="Beijing",
        certificate=desk.read(key.certificate),
        trust=desk.trust.material(),
        signed_at=now,
        seal=desk.pdf.typeset(TypesettingOrder("seal", json.dumps(seal), PREPARED)).pdf,
        name="Mayor of Beijing",
        reason="",
        location="",
        certify=False,
    )
    made = desk.pdf.prepare(order)
    value = desk.keys.sign(key.home, key.pin, order.certificate, made.signed_attributes)
    desk.pdf.assemble(order, made, value)
    desk.pdf.extend(signed, extended, order.trust, now)
    later = replace(before, document=stand.journal.register.put_file(extended))
    stand.journal.record_by_desk(TimestampAdded(before.document, later), CASE)
    found = audit(stand)
    assert found.holds is Holds.NO
    assert said(found) == {"entry.more_signatures"}


# --- level C: the time of a signature -------------------------------------------------------


def test_a_signature_that_claims_another_time_is_found(
    stand_at: StandAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = stand_at("publish")
    order = signature._order

    def earlier(*arguments: Any) -> SignatureOrder:
        return replace(order(*arguments), signed_at=DAY_BEFORE)

    monkeypatch.setattr(signature, "_order", earlier)
    sign(stand)
    assert said(audit(stand)) >= {"entry.other_time", "entry.other_day"}


def test_a_time_stamp_from_before_the_signing_is_found(stand_at: StandAt) -> None:
    stand = stand_at("publish")
    authority = DemoAuthority.load(stand.scene.place.authority, AUTHORITY_PASSPHRASE)
    answers = stand.desk.pdf.process._answers
    answers["stamp"] = lambda request: authority.stamp(request, DAY_BEFORE)
    sign(stand)
    assert "entry.other_time" in said(audit(stand))


def test_another_statement_than_was_begun_is_found(
    stand_at: StandAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry says what the key is to sign; somebody else's job was signed instead."""
    stand = stand_at("publish")
    hashed = signature.job_hash

    def other(job: SigningJob) -> str:
        return hashed(job)[::-1]

    monkeypatch.setattr(signature, "job_hash", other)
    sign(stand)
    assert said(audit(stand)) == {"entry.other_attributes"}


BEGUN = datetime(2017, 8, 29, 11, 0, tzinfo=UTC)
DONE = BEGUN + timedelta(seconds=30)
YES = Part(Holds.YES, ())
REF = DocumentRef("", 10)


def compared(
    claimed: datetime | None,
    proven: datetime | None = None,
    added: datetime | None = None,
    entry: datetime | None = None,
    case: Case | None = None,
) -> set[str]:
    """Compare a signature with a ledger, in all but its times as it should be."""
    level = "B-B" if added else "B-T"
    done = SignedRevision(REF, "cms", level)
    newest = replace(done, level="B-LTA") if added else done
    moment = entry or claimed or BEGUN
    begun = SigningBegun(REF, FIELD, "certificate", "attributes", True, moment, 180)
    later = [Added(REF, newest, added)] if added else []
    signed = SignedDocument(CASE, AGREEMENT, begun, BEGUN, done, DONE, later)
    made = SignatureVerdict(
        FIELD, "", "certificate", "cms", newest.level, REF, claimed, proven, YES, YES, YES, (),
        attributes="attributes",
    )  # fmt: skip
    nobody: Any = case or _Unbound()
    return {said.code for _, said in compare(signed, newest, Verdict(REF, (made,), None), nobody)}


class _Unbound:
    """A case whose decision binds no day."""

    proposal = None


@pytest.mark.parametrize(
    ("claimed", "proven", "added"),
    [
        (BEGUN - SECOND, BEGUN, None),
        (BEGUN, DONE + timedelta(minutes=10), None),
        (BEGUN, BEGUN - timedelta(minutes=5), None),
        (DONE, None, None),
        (DONE, DONE + timedelta(days=3), DONE + timedelta(days=3)),
    ],
)
def test_times_that_fit(
    claimed: datetime, proven: datetime | None, added: datetime | None
) -> None:
    assert compared(claimed, proven, added) == set()


@pytest.mark.parametrize(
    ("claimed", "proven", "added"),
    [
        (None, BEGUN, None),
        (DONE + SECOND, None, None),
        (BEGUN - timedelta(minutes=6), None, None),
        (BEGUN, BEGUN - timedelta(minutes=6), None),
        (BEGUN, DONE + timedelta(minutes=11), None),
        (BEGUN, DONE + timedelta(days=4), DONE + timedelta(days=3)),
    ],
)
def test_times_that_do_not_fit(
    claimed: datetime | None, proven: datetime | None, added: datetime | None
) -> None:
    assert compared(claimed, proven, added) == {"entry.other_time"}


def test_a_signature_claims_the_moment_that_its_entry_says() -> None:
    assert compared(BEGUN, entry=BEGUN) == set()
    assert compared(BEGUN + SECOND, entry=BEGUN) == {"entry.other_time"}


# --- three states ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("problem", "holds"),
    [
        (errors.WorkerFailedError(worker="pdf"), Holds.NOT_KNOWN),
        (errors.DocumentAlteredError(sha256=""), Holds.NO),
        (errors.DamagedFileError(), Holds.NO),
    ],
    ids=lambda it: it.code if isinstance(it, errors.SignappError) else "",
)
def test_a_helper_that_failed_says_nothing_of_a_document(
    problem: errors.SignappError, holds: Holds
) -> None:
    assert DocumentVerdict(CASE, AGREEMENT, REF, problem=problem).holds is holds
    assert DocumentVerdict(CASE, AGREEMENT, REF).holds is Holds.YES
