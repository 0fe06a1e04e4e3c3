"""Several originals in one agreement: each language version is signed by every party."""

import json
from pathlib import Path
from typing import Any

import pytest

from signapp.demo.authority import DemoAuthority
from signapp.demo.clock import DECIDED, PROPOSED, SIGNED
from signapp.demo.scene import CASE
from signapp.domain import errors
from signapp.domain.acts import DocumentRef, Purpose
from signapp.domain.decision import Stage
from signapp.domain.errors import NotAuthorisedError
from signapp.domain.slots import Filled, signed_by_all, slots
from signapp.resources import resource
from signapp.services.audit import verify_register
from signapp.services.counterparty import receive_signed
from signapp.services.decide import AS_PROPOSED, begin_decision, decide
from signapp.services.drafting import propose
from signapp.services.files import verify_files
from signapp.services.minutes import render_minutes
from signapp.services.ports import FieldOrder, Holds, TypesettingOrder
from signapp.services.prepare import attach, open_document, place_signatures
from signapp.services.sheet_verification import verification_sheet
from signapp.services.sign import sign_agreement, why_may_i_sign
from signapp.texts.catalogue import Texts
from tests.services.conftest import Stand, StandAt
from tests.services.test_life import joined, words_of
from tests.services.test_sheets import in_order, words
from tests.signing import forgeries


def second_original(stand: Stand, *, to_be_signed: bool = True) -> DocumentRef | None:
    """Attach a Finnish version of the plan, with the same two fields; return its bytes."""
    plan = json.loads(resource("demo", "action_plan_en.json").read_text("utf-8"))
    plan |= {"language": "fi", "title": "Toimintasuunnitelma 2017–2019"}
    order = TypesettingOrder("agreement", json.dumps(plan), stand.journal.clock.now())
    typeset = stand.desk.pdf.typeset(order)
    path, who = stand.scene.place.folder / "plan-fi.pdf", stand.enter("preparer")
    path.write_bytes(typeset.pdf)
    number = attach(stand.desk, who, CASE, path, "Suomeksi", "fi", to_be_signed=to_be_signed)
    if not to_be_signed:
        return None
    fields = tuple(FieldOrder(box.name, box.name, box) for box in typeset.boxes)
    return place_signatures(stand.desk, who, CASE, number, fields)


def proposed(stand: Stand) -> None:
    stand.scene.clock.move_to(PROPOSED)
    propose(stand.desk, stand.enter("presenter"), CASE)


def decided(stand: Stand) -> Path:
    """Have the mayor read both originals and decide; return the signed minutes."""
    stand.scene.clock.move_to(DECIDED)
    mayor = stand.enter("mayor")
    open_document(stand.desk, mayor, CASE, stand.plan)
    with pytest.raises(NotAuthorisedError) as caught:
        begin_decision(stand.desk, mayor, CASE, AS_PROPOSED)
    assert [one.code for one in caught.value.reasons] == ["DocumentNotShown"]
    for original in stand.case.originals:
        open_document(stand.desk, mayor, CASE, original.document)
    begin_decision(stand.desk, mayor, CASE, AS_PROPOSED)
    open_document(stand.desk, mayor, CASE, render_minutes(stand.desk, CASE))
    decide(stand.desk, mayor, CASE, stand.key("mayor"))
    return stand.journal.register.document(stand.case.decided.signed.document)


def filled(stand: Stand) -> list[tuple[str, Filled]]:
    return [(slot.party, slot.filled) for slot in slots(stand.case)]


def newest(stand: Stand, number: int) -> Path:
    """Return the newest file of an original, as it is sent."""
    case = stand.case
    ref = case.agreement.newest(case.originals[number].document)
    return stand.journal.register.document(ref)


def test_every_slot_of_each_original_is_signed(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    finnish = second_original(stand)
    proposed(stand)
    wanted = stand.case.proposal.authorisation
    assert [one.document for one in stand.case.originals] == [stand.plan, finnish]
    assert (wanted.further[0].attachment, wanted.prevailing) == (2, "en")
    minutes = decided(stand)
    assert joined(finnish.sha256) in words_of(minutes)

    stand.scene.clock.move_to(SIGNED)
    deputy = stand.enter("deputy-mayor")
    for original in stand.case.originals:
        open_document(stand.desk, deputy, CASE, original.document)
    verdict = sign_agreement(stand.desk, deputy, CASE, stand.key("deputy-mayor"))
    assert verdict.holds is Holds.YES
    assert stand.acts().count("DocumentSigned") == 2
    assert filled(stand) == [
        ("Helsinki", Filled.ELECTRONIC), ("Beijing", Filled.OPEN),
        ("Helsinki", Filled.ELECTRONIC), ("Beijing", Filled.OPEN),
    ]  # fmt: skip
    assert stand.case.stage is Stage.SIGNED

    stranger = DemoAuthority.found().issue("王小明", Purpose.SIGNATURE, "p256")
    registrar, path = stand.enter("registrar-1"), stand.scene.place.folder / "theirs.pdf"
    for number in (1, 0):
        assert not signed_by_all(stand.case)
        signed = forgeries.signed_unasked(newest(stand, number).read_bytes(), stranger, "Beijing")
        path.write_bytes(signed)
        receive_signed(stand.desk, registrar, CASE, path)
    assert signed_by_all(stand.case)
    check_files_and_register(stand, minutes)
    check_verification_sheet(stand)


def check_verification_sheet(stand: Stand) -> None:
    """It tells of every signature in each original, theirs as well, and of nobody missing."""
    pdf = verification_sheet(stand.desk, CASE, Texts("en"))
    text, say = words(pdf), Texts("en").say
    in_order(text, say("sheet.verification.complete"), say("sheet.original.nth", number=1))
    for number, original in enumerate(stand.case.originals, 1):
        signed = stand.case.agreement.newest(original.document)
        in_order(
            *(text, say("sheet.original.nth", number=number), original.document.sha256),
            *(signed.sha256, say("sheet.signature", party="Helsinki"), "Aapo Apulainen"),
            *(say("sheet.signature", party="Beijing"), say("sheet.signer.other"), "王小明"),
        )
    assert say("sheet.signature.open") not in text
    assert say("verdict.not_known") in text  # nobody here trusts the issuer of their certificate


def check_files_and_register(stand: Stand, minutes: Path) -> None:
    desk, now = stand.desk, stand.journal.clock.now()
    trust, files = desk.trust.material(), [minutes, newest(stand, 0), newest(stand, 1)]
    first, *agreements = verify_files(desk.pdf, files, trust, now)
    assert first.authority is None
    for found in agreements:
        assert [one.code for one in found.verdict.decided.remarks] == ["decided.exact"]
        ours = [one for one in found.verdict.signatures if one.field == "Helsinki"]
        assert [one.holds for one in ours] == [Holds.YES]
        assert found.authority.holds is Holds.YES
    audited = verify_register(desk.journal.register, desk.pdf, trust, now)
    assert audited.findings == ()
    entries = [one for one in audited.documents if one.role == "agreement" and one.verdict]
    assert len(entries) == 2
    assert all(one.entry.holds is Holds.YES for one in entries)


def test_a_signing_that_stops_between_originals_goes_on(
    stand_at: StandAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = stand_at("prepare")
    second_original(stand)
    proposed(stand)
    decided(stand)
    stand.scene.clock.move_to(SIGNED)
    deputy = stand.enter("deputy-mayor")
    open_document(stand.desk, deputy, CASE, stand.plan)
    key = stand.key("deputy-mayor")
    with pytest.raises(NotAuthorisedError) as caught:
        sign_agreement(stand.desk, deputy, CASE, key)
    assert [one.code for one in caught.value.reasons] == ["DocumentNotShown"]
    assert "DocumentSigned" not in stand.acts()
    assert why_may_i_sign(stand.desk, deputy, CASE).against
    open_document(stand.desk, deputy, CASE, stand.case.originals[1].document)
    assert not why_may_i_sign(stand.desk, deputy, CASE).against
    sign, tries = stand.desk.keys.sign, []

    def signs_once(*args: Any) -> bytes:
        tries.append(args)
        if len(tries) > 1:
            raise errors.WrongPinError
        return sign(*args)

    with monkeypatch.context() as patch:
        patch.setattr(stand.desk.keys, "sign", signs_once)
        with pytest.raises(errors.WrongPinError):
            sign_agreement(stand.desk, deputy, CASE, key)
    assert stand.acts().count("DocumentSigned") == 1
    assert stand.case.stage is Stage.DECIDED
    sign_agreement(stand.desk, deputy, CASE, key)
    assert stand.acts().count("DocumentSigned") == 2
    assert stand.case.stage is Stage.SIGNED


def test_a_translation_is_not_signed(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    second_original(stand, to_be_signed=False)
    proposed(stand)
    assert [one.document for one in stand.case.originals] == [stand.plan]
    assert stand.case.proposal.authorisation.prevailing == ""
