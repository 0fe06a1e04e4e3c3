"""What only the register knows: an older revision, another document with a good signature."""

from datetime import timedelta
from pathlib import Path

from signapp.demo.clock import SIGNED
from signapp.demo.scene import CASE
from signapp.services.beginnings import beginnings, begins_with
from signapp.services.files import FileJudge, FileVerdict, verify_each
from signapp.services.known_documents import KnownDocuments
from signapp.services.ports import Holds
from signapp.services.prepare import open_document
from signapp.services.sign import sign_agreement
from tests.services.conftest import Stand, StandAt
from tests.services.test_files import sign_outside


def beside(stand: Stand, path: Path) -> tuple[FileVerdict, str]:
    """Return the verdict on a file beside the register, and the code of what that says."""
    known = KnownDocuments(stand.journal.register)
    known.catch_up()
    now = stand.journal.clock.now() + timedelta(days=1)
    judge = FileJudge(stand.desk.pdf, stand.desk.trust.material(), now, known)
    (found,) = verify_each((judge,), (path,))
    assert found.entry
    (remark,) = found.entry.remarks
    assert remark.facts.get("case", CASE) == CASE
    return found, remark.code


def newest(stand: Stand) -> Path:
    """Return the newest revision of the signed agreement."""
    (made,) = stand.case.agreement.signatures
    return stand.journal.register.document(stand.case.latest(made.act.signed).document)


def test_the_newest_document_holds(stand_at: StandAt) -> None:
    stand = stand_at("sign")
    found, code = beside(stand, newest(stand))
    assert (code, found.holds) == ("entry.newest", Holds.YES)


def test_a_rolled_back_revision_is_told(stand_at: StandAt, tmp_path: Path) -> None:
    stand = stand_at("sign")
    whole, _ = beside(stand, newest(stand))
    assert whole.verdict
    signed = whole.verdict.signatures[0].revision
    older = tmp_path / "older.pdf"
    older.write_bytes(newest(stand).read_bytes()[: signed.length])
    found, code = beside(stand, older)
    assert found.verdict
    assert found.verdict.holds is Holds.YES, "by itself it is a good signature"
    assert (code, found.holds) == ("entry.stamps_missing", Holds.NOT_KNOWN)


def test_another_document_with_a_good_signature_is_told(stand_at: StandAt, tmp_path: Path) -> None:
    stand = stand_at("publish")
    stand.scene.clock.move_to(SIGNED)
    plan = stand.journal.register.document(stand.plan)
    other = sign_outside(stand, "deputy-mayor", plan, tmp_path / "s.pdf", "Helsinki", SIGNED)
    found, code = beside(stand, other)
    assert found.verdict
    assert found.verdict.holds is Holds.YES
    assert (code, found.holds) == ("entry.not_known", Holds.NOT_KNOWN), "not signed here yet"
    deputy = stand.enter("deputy-mayor")
    open_document(stand.desk, deputy, CASE, stand.plan)
    sign_agreement(stand.desk, deputy, CASE, stand.key("deputy-mayor"))
    found, code = beside(stand, other)
    assert (code, found.holds) == ("entry.other_document", Holds.NO)


def test_what_stands_behind_a_document_of_the_register_is_told(
    stand_at: StandAt, tmp_path: Path
) -> None:
    stand = stand_at("sign")
    longer = tmp_path / "longer.pdf"
    trust, now = stand.desk.trust.material(), stand.journal.clock.now()
    stand.desk.pdf.extend(newest(stand), longer, trust, now)
    assert beside(stand, longer)[1] == "entry.continued"


def test_the_beginnings_of_a_file_are_found_in_one_reading(
    stand_at: StandAt, tmp_path: Path
) -> None:
    stand = stand_at("sign")
    whole, _ = beside(stand, newest(stand))
    assert whole.verdict
    signed, all_of_it = whole.verdict.signatures[0].revision, whole.verdict.document
    other = tmp_path / "other.pdf"
    other.write_bytes(b"x" * (all_of_it.length + 1))
    assert beginnings(newest(stand), [signed, all_of_it]) == (all_of_it, signed)
    assert begins_with(newest(stand), signed)
    assert beginnings(other, [signed, all_of_it]) == ()
