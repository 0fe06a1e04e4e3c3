"""Ink on paper: recorded by an attendant, confirmed by who signed, never called electronic."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from signapp.demo.authority import DemoAuthority
from signapp.demo.clock import DAY_AFTER, DECIDED, SIGNED
from signapp.demo.people import DEPUTY_MAYOR
from signapp.demo.scene import CASE
from signapp.domain import errors
from signapp.domain.acts import AbsenceRecorded, Actor, Capacity, Purpose
from signapp.domain.decision import Stage
from signapp.domain.errors import NotAuthorisedError, Standing
from signapp.domain.slots import Filled, signed_by_all, slots
from signapp.services import signature
from signapp.services.audit import verify_register
from signapp.services.counterparty import receive_signed
from signapp.services.inbox import NextStep, Task, inbox
from signapp.services.ink import PaperSignatory, SignedPaper, confirm_ink, record_ink, signatory_on
from signapp.services.journal import SignedIn
from signapp.services.ports import Holds, KeyHome
from signapp.services.prepare import open_document
from signapp.services.refusal import give_up_signing, propose_to_give_up, refuse_to_sign
from signapp.services.sign import sign_agreement
from tests.services.conftest import Stand, StandAt
from tests.signing import forgeries

OURS, THEIRS = "Helsinki", "Beijing"
PAPER = SignedPaper(
    by_city=True,
    counterparts=(PaperSignatory(THEIRS, "王小明", "Vice Mayor"),),
    signed_on=SIGNED.date(),
    place="Helsinki",
    originals=2,
    languages=("en",),
    prevailing="en",
    kept_at="Kaupunginarkisto",
    attested_by="Raija Rekisteröijä",
)
SIGNATORY = Actor("deputy-mayor", DEPUTY_MAYOR, Capacity.HOLDER)
REASON = "Suunnitelman liite puuttuu."


@pytest.fixture
def ready(stand_at: StandAt) -> Stand:
    """A demo on the day of the signing."""
    stand = stand_at("publish")
    stand.scene.clock.move_to(SIGNED)
    return stand


def scan_of(stand: Stand) -> Path:
    """Return the scan of a signed paper: here the plan's own pages."""
    path = stand.scene.place.folder / "scan.pdf"
    path.write_bytes(stand.desk.read(stand.case.attachments[0].attached.original))
    return path


def record(stand: Stand, person: str = "registrar-1", **changes: Any) -> None:
    paper = replace(PAPER, **changes)
    record_ink(stand.desk, stand.enter(person), CASE, paper, scan_of(stand))


def filled(stand: Stand) -> dict[str, Filled]:
    return {slot.party: slot.filled for slot in slots(stand.case)}


def task_of(stand: Stand, person: str) -> Task:
    (task,) = inbox(stand.desk, stand.enter(person))
    return task


def reasons(act: Any, *args: Any) -> list[str]:
    with pytest.raises(NotAuthorisedError) as caught:
        act(*args)
    return [one.code for one in caught.value.reasons]


def deputy(stand: Stand) -> SignedIn:
    who = stand.enter("deputy-mayor")
    open_document(stand.desk, who, CASE, stand.case.agreement.newest(stand.plan))
    return who


def sign(stand: Stand) -> list[str]:
    return reasons(sign_agreement, stand.desk, deputy(stand), CASE, stand.key("deputy-mayor"))


# --- the record -----------------------------------------------------------------------------


def test_an_attendant_records_and_the_signatory_confirms(ready: Stand) -> None:
    assert signatory_on(ready.desk, CASE, SIGNED.date()) == SIGNATORY
    ready.scene.clock.move_to(DAY_AFTER)
    record(ready)
    assert filled(ready) == {OURS: Filled.INK_TO_CONFIRM, THEIRS: Filled.INK}
    assert ready.case.stage is Stage.DECIDED
    assert not signed_by_all(ready.case)
    waiting = task_of(ready, "deputy-mayor")
    assert (waiting.step, waiting.mine) == (NextStep.CONFIRM_INK, True)
    assert not task_of(ready, "mayor").mine
    assert reasons(confirm_ink, ready.desk, ready.enter("mayor"), CASE) == ["NotTheSignatory"]
    confirm_ink(ready.desk, ready.enter("deputy-mayor"), CASE)
    assert filled(ready) == {OURS: Filled.INK, THEIRS: Filled.INK}
    assert ready.case.stage is Stage.SIGNED
    assert signed_by_all(ready.case)
    assert ready.case.signed is None
    assert "DocumentSigned" not in ready.acts()
    (kept,) = ready.case.agreement.ink
    assert (kept.act.signed_on, kept.at.date()) == (SIGNED.date(), DAY_AFTER.date())
    assert kept.by.person == "registrar-1"
    assert ready.journal.text(kept.act.counterparts[0].name) == "王小明"
    assert ready.journal.text(kept.act.kept_at) == "Kaupunginarkisto"


def test_the_audit_looks_at_the_scan(ready: Stand) -> None:
    record(ready, "deputy-mayor")
    assert ready.case.stage is Stage.SIGNED
    ref = ready.case.agreement.ink[0].act.scan
    assert audit(ready) == {"scan": Holds.YES}
    path = ready.journal.register.document(ref)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"\n")
    assert audit(ready) == {"scan": Holds.NO}


def audit(stand: Stand) -> dict[str, Holds]:
    """Return what an audit says of the scans, after the ledger held."""
    desk = stand.desk
    found = verify_register(
        desk.journal.register, desk.pdf, desk.trust.material(), desk.journal.clock.now()
    )
    assert found.findings == ()
    return {one.role: one.holds for one in found.documents if one.role == "scan"}


def test_ink_closes_the_electronic_slot_and_the_other_way_round(ready: Stand) -> None:
    record(ready)
    assert sign(ready) == ["SignedByHand"]
    confirm_ink(ready.desk, ready.enter("deputy-mayor"), CASE)
    assert "SignedByHand" in sign(ready)
    assert reasons(record, ready) == ["SlotFilled", "SlotFilled"]


def test_signed_by_key_is_not_signed_by_hand(stand_at: StandAt) -> None:
    stand = stand_at("sign")
    assert reasons(record, stand) == ["AlreadySigned"]
    record(stand, by_city=False)
    assert filled(stand) == {OURS: Filled.ELECTRONIC, THEIRS: Filled.INK}
    assert signed_by_all(stand.case)


def test_we_by_hand_and_they_by_key(ready: Stand, tmp_path: Path) -> None:
    record(ready, "deputy-mayor", counterparts=())
    stranger = DemoAuthority.found().issue("王小明", Purpose.SIGNATURE, "p256")
    path = tmp_path / "theirs.pdf"
    path.write_bytes(forgeries.signed_unasked(ready.desk.read(ready.plan), stranger, THEIRS))
    receive_signed(ready.desk, ready.enter("registrar-1"), CASE, path)
    assert filled(ready) == {OURS: Filled.INK, THEIRS: Filled.ELECTRONIC}
    assert signed_by_all(ready.case)


def test_a_record_that_waits_can_be_made_anew_or_denied(ready: Stand) -> None:
    record(ready)
    record(ready, place="Peking")
    (kept,) = ready.case.agreement.ink
    assert ready.journal.text(kept.act.place) == "Peking"
    refuse_to_sign(ready.desk, ready.enter("deputy-mayor"), CASE, "En ole allekirjoittanut.")
    assert filled(ready) == {OURS: Filled.OPEN, THEIRS: Filled.OPEN}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"signed_on": date(2017, 8, 28)}, "TooEarly"),
        ({"signed_on": date(2017, 8, 30)}, "DayInFuture"),
        ({"signed_on": date(2017, 8, 23)}, "InkBeforeDecision"),
        ({"originals": 0}, "InkIncomplete"),
        ({"languages": ()}, "InkIncomplete"),
        ({"prevailing": "zh"}, "InkIncomplete"),
        ({"kept_at": " "}, "InkIncomplete"),
        ({"by_city": False, "counterparts": ()}, "InkIncomplete"),
        ({"counterparts": (PaperSignatory("Tallinna", "N. N.", "linnapea"),)}, "SlotUnknown"),
    ],
)
def test_a_record_that_cannot_be_is_refused(
    ready: Stand, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(NotAuthorisedError) as caught:
        record(ready, **changes)
    assert code in [one.code for one in caught.value.reasons]
    assert ready.case.agreement.ink == ()


def test_the_authorisation_held_on_the_day_of_the_ink(ready: Stand) -> None:
    """Recorded a day too late it is still that day which counts; and on it, who acted."""
    ready.scene.clock.move_to(DAY_AFTER)
    record(ready)
    assert ready.case.signed_by == SIGNATORY
    assert reasons(record, ready, "auditor") == ["DutyNotInOffice"]
    assert reasons(record, ready, "mayor") == ["DutyNotInOffice"]


def test_nobody_signs_by_hand_before_the_decision(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    stand.scene.clock.move_to(DECIDED)
    assert reasons(record, stand) == ["OutcomeOpensNoSigning"]


def test_a_scan_has_to_be_a_pdf(ready: Stand, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff\xe0 a photograph")
    with pytest.raises(errors.NotAPdfError):
        record_ink(ready.desk, ready.enter("registrar-1"), CASE, PAPER, photo)
    assert ready.case.agreement.ink == ()


# --- a card that fails ----------------------------------------------------------------------


def fails_unknown(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the key worker die while it signs, so that nobody knows whether it did."""

    def dies(home: KeyHome, pin: str, certificate: bytes, message: bytes) -> bytes:
        raise errors.WorkerFailedError(worker="key")

    who = deputy(stand)
    with monkeypatch.context() as patch:
        patch.setattr(stand.desk.keys, "sign", dies)
        with pytest.raises(errors.WorkerFailedError) as caught:
            sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
    assert caught.value.standing is Standing.NOT_KNOWN
    assert stand.case.signing is not None


def test_ink_needs_no_card_and_closes_what_it_left_open(
    ready: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails_unknown(ready, monkeypatch)
    record(ready)
    assert ready.case.signing is None
    assert ready.journal.register.job(CASE) is None
    confirm_ink(ready.desk, ready.enter("deputy-mayor"), CASE)
    assert ready.case.stage is Stage.SIGNED
    assert audit(ready) == {"scan": Holds.YES}


def test_two_registrars_give_up_a_signing_whose_signatory_is_away(
    ready: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails_unknown(ready, monkeypatch)
    attributes = ready.case.signing.attributes
    first, second = ready.enter("registrar-1"), ready.enter("registrar-2")
    assert reasons(propose_to_give_up, ready.desk, first, CASE) == ["SignatoryPresent"]
    away = AbsenceRecorded("deputy-mayor", SIGNED.date(), SIGNED.date())
    ready.journal.record(first, away)
    assert task_of(ready, "registrar-1").step is NextStep.GIVE_UP_SIGNING
    assert reasons(give_up_signing, ready.desk, second, CASE) == ["VoidNotProposed"]
    propose_to_give_up(ready.desk, first, CASE)
    assert reasons(give_up_signing, ready.desk, first, CASE) == ["SamePersonMayNotVoid"]
    assert task_of(ready, "registrar-2").step is NextStep.GIVE_UP_SIGNING
    assert task_of(ready, "registrar-1").step is not NextStep.GIVE_UP_SIGNING
    give_up_signing(ready.desk, second, CASE)
    assert ready.case.signing is None
    assert ready.case.agreement.voided == {attributes}
    assert ready.journal.register.job(CASE) is None


def test_after_giving_up_the_field_is_signed_by_a_new_beginning(
    ready: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails_unknown(ready, monkeypatch)
    old = ready.case.signing
    first, second = ready.enter("registrar-1"), ready.enter("registrar-2")
    lost = ready.key("deputy-mayor").certificate
    assert old.certificate == lost.sha256
    away = AbsenceRecorded("deputy-mayor", SIGNED.date(), SIGNED.date())
    entry = ready.journal.record(first, away)
    propose_to_give_up(ready.desk, first, CASE)
    give_up_signing(ready.desk, second, CASE)
    withdraw(ready, first, entry.act)
    verdict = sign_agreement(ready.desk, deputy(ready), CASE, ready.key("deputy-mayor"))
    assert verdict.holds is Holds.YES
    assert ready.case.signed_on.attributes != old.attributes
    assert ready.acts().count("SigningBegun") == 3  # the minutes, and the plan twice
    assert audit(ready) == {}


def withdraw(stand: Stand, who: SignedIn, away: AbsenceRecorded) -> None:
    from signapp.domain.acts import AbsenceWithdrawn

    stand.journal.record(who, AbsenceWithdrawn(away.person, away.since, away.until))


def test_what_was_given_up_is_not_finished_by_anybody(
    ready: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signature value that turns up after all is of no use any more."""
    who, kept = deputy(ready), []

    def crash(*args: Any) -> None:
        kept.append(ready.journal.register.job(CASE))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(signature, "store", crash)
        with pytest.raises(KeyboardInterrupt):
            sign_agreement(ready.desk, who, CASE, ready.key("deputy-mayor"))
    first, second = ready.enter("registrar-1"), ready.enter("registrar-2")
    ready.journal.record(first, AbsenceRecorded("deputy-mayor", SIGNED.date(), SIGNED.date()))
    propose_to_give_up(ready.desk, first, CASE)
    give_up_signing(ready.desk, second, CASE)
    (job,) = kept
    assert job.signature
    ready.journal.register.save_job(job)
    begun = next(
        entry.act
        for entry in reversed(ready.entries())
        if type(entry.act).__name__ == "SigningBegun"
    )
    assert "SigningIsVoided" in reasons(ready.journal.record, who, begun, CASE)


# --- refusing -------------------------------------------------------------------------------


def test_a_refusal_reaches_everybody_who_acted(ready: Stand) -> None:
    who = ready.enter("deputy-mayor")
    assert reasons(refuse_to_sign, ready.desk, who, CASE, "  ") == ["RefusalReasonMissing"]
    refuse_to_sign(ready.desk, who, CASE, REASON)
    assert ready.journal.text(ready.case.agreement.refusal.reason) == REASON
    for person in ("preparer", "presenter", "mayor", "registrar-1", "registrar-2"):
        task = task_of(ready, person)
        assert (task.step, task.mine, task.refused) == (NextStep.HANDLE_REFUSAL, True, True)
    assert not task_of(ready, "auditor").mine
    assert "SigningWasRefused" in sign(ready)
    assert reasons(record, ready) == ["SigningWasRefused"]
    assert reasons(refuse_to_sign, ready.desk, who, CASE, REASON) == ["SigningWasRefused"]


def test_only_the_authorised_office_refuses_and_only_before_it_signed(
    stand_at: StandAt,
) -> None:
    stand = stand_at("sign")
    mayor, who = stand.enter("mayor"), stand.enter("deputy-mayor")
    assert "OtherOfficeAuthorised" in reasons(refuse_to_sign, stand.desk, mayor, CASE, REASON)
    assert "WrongStage" in reasons(refuse_to_sign, stand.desk, who, CASE, REASON)
