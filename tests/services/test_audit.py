"""What an auditor is told of a register that somebody changed who owns its files."""

import sqlite3
from pathlib import Path

import pytest

from signapp.demo.authority import DemoAuthority
from signapp.demo.clock import SIGNED
from signapp.demo.scene import CASE
from signapp.domain import errors
from signapp.domain.acts import ProvisionListed, SignedRevision, TimestampAdded
from signapp.ledger.entries import read_entry
from signapp.ledger.verification import replay
from signapp.services.audit import RegisterVerdict, check_case, verify_register
from signapp.services.outbox import add_missing_time_stamps
from signapp.services.ports import Holds, TrustMaterial
from signapp.services.prepare import open_document
from signapp.services.register import confirm_roster_change, propose_roster_change
from signapp.services.sign import sign_agreement
from signapp.storage.register import SqliteRegister
from tests.services.conftest import Stand, StandAt


@pytest.fixture
def stand(stand_at: StandAt) -> Stand:
    return stand_at("sign")


def audit(stand: Stand, trust: TrustMaterial | None = None) -> RegisterVerdict:
    material = trust or stand.desk.trust.material()
    return verify_register(
        stand.journal.register, stand.desk.pdf, material, stand.journal.clock.now()
    )


def change(stand: Stand, statement: str) -> None:
    with sqlite3.connect(stand.scene.place.register / "register.sqlite") as connection:
        connection.execute(statement)
    connection.close()


def remarks(found: RegisterVerdict) -> set[str]:
    parts = [one.entry for one in found.documents if one.entry and one.entry.holds is Holds.NO]
    return {remark.code for part in parts for remark in part.remarks}


def test_an_honest_register_holds_by_the_root_alone(stand: Stand) -> None:
    trust = TrustMaterial(roots=stand.desk.trust.material().roots)
    assert audit(stand, trust).holds is Holds.YES


def test_without_anchors_it_can_not_be_told(stand: Stand) -> None:
    found = verify_register(
        stand.journal.register, stand.desk.pdf, TrustMaterial(), stand.journal.clock.now()
    )
    assert found.holds is Holds.NOT_KNOWN


def test_an_empty_register_does_not_hold(tmp_path: Path, stand: Stand) -> None:
    register = SqliteRegister.found(tmp_path / "empty")
    try:
        found = verify_register(
            register, stand.desk.pdf, TrustMaterial(), stand.journal.clock.now()
        )
    finally:
        register.close()
    assert found.holds is Holds.NO
    assert [one.code for one in found.findings] == ["NotFounded"]


def test_a_deleted_text_and_one_moved_into_its_salt_are_found(stand: Stand) -> None:
    change(stand, "delete from texts where text like 'Päivi%'")
    change(
        stand,
        "update texts set salt = cast(salt || cast('Aapo ' as blob) as blob),"
        " text = substr(text, 6) where text like 'Aapo %'",
    )
    assert {one.code for one in audit(stand).findings} == {"TextMissing", "TextDiffers"}


def test_a_certificate_of_the_roster_must_be_there_and_fit(stand: Stand) -> None:
    bound = stand.journal.state.roster.certificates
    first, *_ = (one.certificate for one in bound.values())
    stand.journal.register.document(first).unlink()
    missing = [one.problem for one in audit(stand).documents if one.problem]
    assert [problem.code for problem in missing if problem] == ["DocumentMissingError"]


def test_anchors_that_issued_nothing_here_do_not_hold(stand: Stand) -> None:
    foreign = TrustMaterial(roots=(DemoAuthority.found().root,))
    found = audit(stand, foreign)
    assert found.holds is Holds.NO
    assert "entry.certificate_not_issued" in remarks(found)


def test_a_time_stamp_for_a_signature_that_nobody_made_is_refused(stand: Stand) -> None:
    assert stand.case.signed
    known = stand.case.signed.signed
    foreign = stand.journal.register.put(b"%PDF-1.7 " + b"x" * (known.document.length + 1))
    added = SignedRevision(foreign, "0" * 64, "B-LTA")
    with pytest.raises(errors.NotAuthorisedError) as caught:
        stand.journal.record_by_desk(TimestampAdded(known.document, added), CASE)
    assert [type(reason) for reason in caught.value.reasons] == [errors.OtherDocument]


def test_another_level_than_the_ledger_says_is_found(stand: Stand) -> None:
    newest = stand.case.revisions[-1]
    longer = stand.desk.read(newest.document) + b"\n"
    added = SignedRevision(stand.journal.register.put(longer), newest.cms, "B-T")
    stand.journal.record_by_desk(TimestampAdded(newest.document, added), CASE)
    assert audit(stand).holds is Holds.NO


def test_a_new_citation_leaves_older_minutes_as_they_are(stand: Stand) -> None:
    first, second = stand.enter("registrar-1"), stand.enter("registrar-2")
    (listed,) = stand.journal.state.roster.provisions
    amended = ProvisionListed(listed.provision, listed.office, "another wording", listed.since, "")
    confirm_roster_change(
        stand.desk, second, propose_roster_change(stand.desk, first, (amended,), ())
    )
    assert audit(stand).holds is Holds.YES


def test_a_time_stamp_that_came_later_leaves_the_register_whole(
    stand_at: StandAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = stand_at("publish")
    stand.scene.clock.move_to(SIGNED)
    who = stand.enter("deputy-mayor")
    open_document(stand.desk, who, CASE, stand.plan)
    answers = stand.desk.pdf.process._answers  # type: ignore[attr-defined]
    stamp = answers["stamp"]

    def away(_: bytes) -> bytes:
        raise errors.TimeStampFailedError(cause="away")

    with monkeypatch.context() as patch:
        patch.setitem(answers, "stamp", away)
        sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
    assert stand.case.signed
    assert stand.case.signed.signed.level == "B-B"
    monkeypatch.setitem(answers, "stamp", stamp)
    add_missing_time_stamps(stand.desk)
    assert stand.case.revisions[-1].level == "B-LTA"
    assert audit(stand).holds is Holds.YES


def test_a_case_shown_with_an_entry_left_out_is_refused(stand: Stand) -> None:
    stored = list(stand.journal.register.entries())
    ledger = replay((one.body, one.signature) for one in stored)
    of_case = [one for one in stored if read_entry(one.body).case == CASE]
    check_case(of_case, CASE, ledger)
    for left_out in (0, len(of_case) // 2, len(of_case) - 1):
        shown = of_case[:left_out] + of_case[left_out + 1 :]
        with pytest.raises(errors.CaseEntryLeftOut):
            check_case(shown, CASE, ledger)
