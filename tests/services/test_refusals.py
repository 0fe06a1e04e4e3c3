"""What must not be possible, tried for real: each refusal has its code, and nothing is signed."""

from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signapp.demo.clock import DAY_AFTER, DAY_BEFORE, DECIDED, SIGNED
from signapp.demo.people import DEPUTY_MAYOR, MAYOR
from signapp.demo.scene import CASE
from signapp.domain import errors
from signapp.domain.errors import Standing
from signapp.services.decide import AS_PROPOSED, abandon_decision, begin_decision, decide
from signapp.services.journal import SignedIn
from signapp.services.minutes import render_minutes
from signapp.services.ports import DecidedRevision, Holds, SignatureOrder
from signapp.services.prepare import open_document
from signapp.services.register import sign_in
from signapp.services.seal import signatory_seal
from signapp.services.sign import sign_agreement, why_may_i_sign
from tests.services.conftest import Stand, StandAt


def codes(caught: pytest.ExceptionInfo[errors.NotAuthorisedError]) -> set[str]:
    return {reason.code for reason in caught.value.reasons}


def ready_to_sign(
    stand_at: StandAt, moment: datetime = SIGNED, person: str = "deputy-mayor", office: str = ""
) -> tuple[Stand, SignedIn]:
    stand = stand_at("publish")
    stand.scene.clock.move_to(moment)
    who = stand.enter(person, office)
    if not office:
        open_document(stand.desk, who, CASE, stand.plan)
    return stand, who


def test_the_day_before_and_the_day_after_are_refused(stand_at: StandAt) -> None:
    stand, who = ready_to_sign(stand_at, DAY_BEFORE)
    with pytest.raises(errors.NotAuthorisedError) as caught:
        sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
    assert codes(caught) == {"TooEarly"}
    assert caught.value.standing is Standing.NOTHING_SIGNED
    stand.scene.clock.move_to(DAY_AFTER)
    who = stand.enter("deputy-mayor")
    with pytest.raises(errors.NotAuthorisedError) as caught:
        sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
    assert codes(caught) == {"TooLate"}
    assert stand.acts().count("AttemptRefused") == 2
    assert stand.case.signed is None


def test_another_office_is_refused(stand_at: StandAt) -> None:
    stand, mayor = ready_to_sign(stand_at, person="mayor")
    with pytest.raises(errors.NotAuthorisedError) as caught:
        sign_agreement(stand.desk, mayor, CASE, stand.key("mayor"))
    assert codes(caught) == {"OtherOfficeAuthorised"}


def test_an_office_that_is_not_held_is_refused(stand_at: StandAt) -> None:
    stand, mayor = ready_to_sign(stand_at, person="mayor", office=DEPUTY_MAYOR)
    with pytest.raises(errors.NotAuthorisedError) as caught:
        sign_agreement(stand.desk, mayor, CASE, stand.key("mayor"))
    assert codes(caught) == {"OfficeNotHeld"}


def test_another_persons_certificate_is_refused(stand_at: StandAt) -> None:
    stand, who = ready_to_sign(stand_at)
    with pytest.raises(errors.NotAuthorisedError) as caught:
        sign_agreement(stand.desk, who, CASE, stand.key("mayor"))
    assert codes(caught) == {"CertificateOfAnotherPerson"}


def test_a_session_certificate_signs_no_document(stand_at: StandAt) -> None:
    stand, who = ready_to_sign(stand_at)
    with pytest.raises(errors.NotAuthorisedError) as caught:
        sign_agreement(stand.desk, who, CASE, stand.session_key("deputy-mayor"))
    assert codes(caught) == {"SessionCertificateForDocument"}


def test_another_key_under_the_right_certificate_is_refused(stand_at: StandAt) -> None:
    stand, who = ready_to_sign(stand_at)
    own, other = stand.key("deputy-mayor"), stand.key("mayor")
    with pytest.raises(errors.KeyMismatchError) as caught:
        sign_agreement(stand.desk, who, CASE, replace(other, certificate=own.certificate))
    assert caught.value.standing is Standing.NOTHING_SIGNED
    assert stand.acts()[-1] == "SigningAbandoned"


def test_nothing_is_signed_before_the_decision(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    stand.scene.clock.move_to(SIGNED)
    who = stand.enter("deputy-mayor")
    open_document(stand.desk, who, CASE, stand.plan)
    with pytest.raises(errors.NotAuthorisedError) as caught:
        sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
    assert codes(caught) == {"NotDecided"}


def test_all_reasons_are_told_at_once(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    mayor = stand.enter("mayor")
    with pytest.raises(errors.NotAuthorisedError) as caught:
        sign_agreement(stand.desk, mayor, CASE, stand.session_key("deputy-mayor"))
    assert codes(caught) == {
        "NotDecided",
        "OtherOfficeAuthorised",
        "TooEarly",
        "DocumentNotShown",
        "CertificateOfAnotherPerson",
        "SessionCertificateForDocument",
    }
    card = why_may_i_sign(stand.desk, mayor, CASE)
    assert not card.may_sign
    assert {reason.code for ground in card.grounds for reason in ground.against} == {
        reason.code for reason in card.against
    }


def test_a_document_that_was_not_shown_is_not_signed(stand_at: StandAt) -> None:
    stand = stand_at("publish")
    stand.scene.clock.move_to(SIGNED)
    who = stand.enter("deputy-mayor")
    with pytest.raises(errors.NotAuthorisedError) as caught:
        sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
    assert codes(caught) == {"DocumentNotShown"}


def test_the_preparer_and_the_presenter_decide_nothing(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    stand.scene.clock.move_to(DECIDED)
    for person in ("preparer", "presenter"):
        who = stand.enter(person)
        open_document(stand.desk, who, CASE, stand.plan)
        with pytest.raises(errors.NotAuthorisedError) as caught:
            begin_decision(stand.desk, who, CASE, AS_PROPOSED)
        assert {"PreparerMayNotDecide", "DutyNotInOffice"} <= codes(caught)
    assert stand.case.begun is None


def test_a_section_number_is_free_again_after_giving_up(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    stand.scene.clock.move_to(DECIDED)
    mayor = stand.enter("mayor")
    open_document(stand.desk, mayor, CASE, stand.plan)
    begin_decision(stand.desk, mayor, CASE, AS_PROPOSED)
    assert stand.case.begun.section == 1
    abandon_decision(stand.desk, mayor, CASE)
    begin_decision(stand.desk, mayor, CASE, AS_PROPOSED)
    assert stand.case.begun.section == 1


def test_minutes_that_were_not_shown_are_not_signed(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    stand.scene.clock.move_to(DECIDED)
    mayor = stand.enter("mayor")
    open_document(stand.desk, mayor, CASE, stand.plan)
    begin_decision(stand.desk, mayor, CASE, AS_PROPOSED)
    with pytest.raises(errors.NotAuthorisedError) as caught:
        decide(stand.desk, mayor, CASE, stand.key("mayor"))
    assert codes(caught) == {"DocumentNotShown"}


def test_a_wrong_pin_signs_nothing_and_the_right_one_then_does(stand_at: StandAt) -> None:
    stand, who = ready_to_sign(stand_at)
    with pytest.raises(errors.WrongPinError) as caught:
        sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor", "000000"))
    assert caught.value.standing is Standing.NOTHING_SIGNED
    assert stand.acts()[-2:] == ["SigningBegun", "SigningAbandoned"]
    assert stand.journal.register.job(CASE) is None
    verdict = sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
    assert verdict.holds is Holds.YES


def test_a_second_signature_in_the_same_field_is_refused(stand_at: StandAt) -> None:
    stand = stand_at("sign")
    who = stand.enter("deputy-mayor")
    with pytest.raises(errors.NotAuthorisedError) as caught:
        sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
    assert "AlreadySigned" in codes(caught)


def test_one_changed_byte_after_the_decision_stops_the_signing(stand_at: StandAt) -> None:
    stand, who = ready_to_sign(stand_at)
    path = stand.journal.register.document(stand.plan)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)
    with pytest.raises(errors.DocumentAlteredError) as caught:
        sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
    assert caught.value.standing is Standing.NOTHING_SIGNED
    assert stand.case.signed is None


def test_a_removed_document_stops_the_signing(stand_at: StandAt) -> None:
    stand, who = ready_to_sign(stand_at)
    stand.journal.register.document(stand.plan).unlink()
    with pytest.raises(errors.DocumentMissingError) as caught:
        sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
    assert caught.value.standing is Standing.NOTHING_SIGNED


def test_an_expired_session_does_nothing_more(stand_at: StandAt) -> None:
    stand = stand_at("publish")
    stand.scene.clock.move_to(SIGNED)
    who = stand.enter("deputy-mayor")
    stand.scene.clock.move_to(SIGNED + timedelta(hours=13))
    with pytest.raises(errors.NotAuthorisedError) as caught:
        open_document(stand.desk, who, CASE, stand.plan)
    assert codes(caught) == {"SessionEnded"}


def test_a_failed_sign_in_is_logged_by_the_desk(stand_at: StandAt) -> None:
    stand = stand_at("founded")
    with pytest.raises(errors.WrongPinError):
        sign_in(stand.desk, "mayor", stand.homes["mayor"].session, "9999")
    last = stand.entries()[-1]
    assert type(last.act).__name__ == "SignInFailed"
    assert (last.act.person, last.act.code, last.actor.person) == ("mayor", "WrongPinError", "")


def test_another_persons_key_file_opens_no_session(stand_at: StandAt) -> None:
    stand = stand_at("founded")
    with pytest.raises(errors.KeyMismatchError):
        sign_in(stand.desk, "mayor", stand.homes["preparer"].session, "1234")


def test_a_page_replaced_before_the_signature_is_found(stand_at: StandAt, tmp_path: Path) -> None:
    """The prefix is kept and the signature covers all; only the decided revision tells."""
    stand, who = ready_to_sign(stand_at)
    plan = stand.journal.register.document(stand.plan)
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(with_page_replaced(plan.read_bytes()))
    assert forged.read_bytes().startswith(plan.read_bytes())
    signed = sign_outside(stand, who, forged, tmp_path / "signed.pdf")
    trust, now = stand.desk.trust.material(), stand.journal.clock.now()
    alone = stand.desk.pdf.judge(signed, trust, now, None)
    assert alone.holds is Holds.YES, "the signature itself is honest"
    decided = DecidedRevision(stand.plan, "Helsinki")
    verdict = stand.desk.pdf.judge(signed, trust, now, decided)
    assert verdict.holds is Holds.NO
    assert {remark.code for remark in verdict.decided.remarks} & {
        "decided.changed",
        "decided.pixels_differ",
    }


def with_page_replaced(content: bytes) -> bytes:
    """Append a revision that draws something else on page 1."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0]
    stream = generic.StreamObject(stream_data=b"0 0 1 rg 100 300 300 300 re f")
    page["/Contents"] = writer.add_object(stream)
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def sign_outside(stand: Stand, who: SignedIn, source: Path, output: Path) -> Path:
    """Sign a file with the deputy mayor's real key, past every rule of ours."""
    key = stand.key("deputy-mayor")
    order = SignatureOrder(
        source=source,
        output=output,
        field="Helsinki",
        certificate=stand.desk.read(key.certificate),
        trust=stand.desk.trust.material(),
        signed_at=stand.journal.clock.now(),
        seal=signatory_seal(
            stand.desk, who, CASE, stand.case.originals[0], stand.journal.clock.now()
        ),
        name="Aapo Apulainen",
        reason="",
        location="",
        certify=False,
    )
    prepared = stand.desk.pdf.prepare(order)
    signature = stand.desk.keys.sign(
        key.home, key.pin, order.certificate, prepared.signed_attributes
    )
    stand.desk.pdf.assemble(order, prepared, signature)
    return output


def test_the_same_decision_gives_the_same_minutes(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    stand.scene.clock.move_to(DECIDED)
    mayor = stand.enter("mayor")
    open_document(stand.desk, mayor, CASE, stand.plan)
    first = begin_decision(stand.desk, mayor, CASE, AS_PROPOSED)
    assert render_minutes(stand.desk, CASE) == first
    with pikepdf.open(stand.journal.register.document(first)) as pdf:
        assert "decision.json" in pdf.attachments
    assert mayor.actor.office == MAYOR
