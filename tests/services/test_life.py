"""What becomes of the seed case: amended, rejected, returned, and followed until it is final."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from signapp.demo.clock import DECIDED, FINAL, SIGNED
from signapp.demo.scene import CASE, seed_text
from signapp.domain import errors
from signapp.domain.acts import DocumentRef, Outcome, ProposalReturned
from signapp.domain.calendar import HELSINKI
from signapp.domain.claims import Settlement
from signapp.domain.deadlines import ClaimKind
from signapp.domain.decision import Stage
from signapp.services.audit import verify_register
from signapp.services.decide import Ruling, begin_decision, decide, return_proposal
from signapp.services.drafting import propose
from signapp.services.files import verify_files
from signapp.services.minutes import DecisionRecord, read_minutes, read_record
from signapp.services.minutes_content import template_data
from signapp.services.notify import (
    Settled,
    confirm_finality,
    forbid_enforcement,
    record_claim,
    settle_claim,
)
from signapp.services.ports import Holds
from signapp.services.prepare import (
    amend_proposal,
    open_document,
    proposal_text,
    read_text,
    save_draft,
    withdraw_proposal,
)
from signapp.services.proposal_text import AttachmentLine
from signapp.services.sign import sign_agreement
from signapp.services.steps import NextStep, next_step
from tests.services.conftest import Stand, StandAt

OTHERWISE = (
    "Pormestari päätti toisin: kulttuurin ja vapaa-ajan toimialan apulaispormestari saa tehdä "
    "suunnitelman 29.8.2017."
)
PROPOSED = replace(
    seed_text(), attachments=(AttachmentLine(1, "Toimintasuunnitelma Helsinki–Peking 2017–2019"),)
)
REFUSED = "Pormestari hylkäsi ehdotuksen."
PERIOD_ENDS = datetime(2017, 9, 15, 16, 0, tzinfo=HELSINKI)
FIRST_FINAL_DAY = datetime(2017, 9, 16, 0, 0, tzinfo=HELSINKI)
MINUTE = timedelta(minutes=1)
WITHDRAWN = Settled(date(2017, 9, 18), Settlement.WITHDRAWN)


def codes(act: Callable[..., object], *args: Any) -> list[str]:
    """Return the reasons for which a use case is refused."""
    with pytest.raises(errors.NotAuthorisedError) as caught:
        act(*args)
    return [reason.code for reason in caught.value.reasons]


def obstacles(stand: Stand, registrar: Any) -> list[tuple[str, date | None]]:
    """Return what stands against confirming finality now."""
    with pytest.raises(errors.NotAuthorisedError) as caught:
        confirm_finality(stand.desk, registrar, CASE)
    assert {reason.code for reason in caught.value.reasons} == {"NotFinalYet"}
    return [(reason.facts["why"], reason.facts["day"]) for reason in caught.value.reasons]


def mayor_decides(stand: Stand, ruling: Ruling) -> Path:
    """Have the mayor decide on 24 August; return the signed minutes."""
    stand.scene.clock.move_to(max(DECIDED, stand.scene.clock.now()))
    mayor = stand.enter("mayor")
    open_document(stand.desk, mayor, CASE, stand.plan)
    minutes = begin_decision(stand.desk, mayor, CASE, ruling)
    open_document(stand.desk, mayor, CASE, minutes)
    assert decide(stand.desk, mayor, CASE, stand.key("mayor")).holds is Holds.YES
    assert stand.case.decided
    return file_of(stand, stand.case.decided.signed.document)


def file_of(stand: Stand, ref: DocumentRef) -> Path:
    return stand.journal.register.document(ref)


def record_in(stand: Stand, minutes: Path) -> DecisionRecord:
    """Return the machine-readable decision that minutes embed."""
    content = stand.desk.pdf.embedded_record(minutes)
    assert content
    return read_record(content)


def deputy_signs(stand: Stand) -> Any:
    """Have the deputy mayor sign on 29 August; return our verdict."""
    stand.scene.clock.move_to(max(SIGNED, stand.scene.clock.now()))
    deputy = stand.enter("deputy-mayor")
    open_document(stand.desk, deputy, CASE, stand.plan)
    return sign_agreement(stand.desk, deputy, CASE, stand.key("deputy-mayor"))


def words_of(path: Path) -> str:
    """Return the text of a PDF without regard to lines."""
    with pypdfium2.PdfDocument(path) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return joined("".join(pages))


def joined(text: str) -> str:
    """Return a text without its spaces, line ends and hyphens, as lines may be broken anywhere."""
    return "".join(letter for letter in text if letter.isalnum())


# --- how the mayor decides ------------------------------------------------------------------


def test_an_amended_decision_keeps_both_texts_and_opens_signing(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    minutes = mayor_decides(stand, Ruling(Outcome.AMENDED, OTHERWISE, impartial=True))
    printed = words_of(minutes)
    assert joined(OTHERWISE) in printed
    assert joined(seed_text().decision) in printed
    assert printed.index(joined(OTHERWISE)) < printed.index(joined(seed_text().decision))
    record = record_in(stand, minutes)
    assert record.outcome is Outcome.AMENDED
    assert record.authorisation == stand.case.proposal.authorisation
    assert read_text(stand.desk, CASE, stand.case.begun.text).decision == OTHERWISE
    assert proposal_text(stand.desk, CASE) == PROPOSED
    assert deputy_signs(stand).holds is Holds.YES
    now = stand.journal.clock.now()
    register, trust = stand.journal.register, stand.desk.trust.material()
    assert verify_register(register, stand.desk.pdf, trust, now).holds


@pytest.mark.parametrize("outcome", [Outcome.AMENDED, Outcome.REJECTED])
def test_the_proposal_s_own_words_are_no_other_decision(
    stand_at: StandAt, outcome: Outcome
) -> None:
    """White space makes no difference, and a fresh salt neither (R7)."""
    stand = stand_at("propose")
    same = f"  {seed_text().decision.replace(' ', '  ')}\n"
    assert same != seed_text().decision
    stand.scene.clock.move_to(DECIDED)
    mayor, presenter = stand.enter("mayor"), stand.enter("presenter")
    open_document(stand.desk, mayor, CASE, stand.plan)
    ruling = Ruling(outcome, same, impartial=True)
    assert codes(begin_decision, stand.desk, mayor, CASE, ruling) == ["NothingAmended"]
    assert codes(amend_proposal, stand.desk, presenter, CASE, same) == ["NothingAmended"]
    assert stand.acts()[-2:] == ["AttemptRefused", "AttemptRefused"]
    begin_decision(stand.desk, mayor, CASE, Ruling(Outcome.AS_PROPOSED, impartial=True))
    assert "Päätös on ehdotuksen mukainen." in said_in(stand)


def said_in(stand: Stand) -> str:
    content = read_minutes(stand.desk, CASE)
    return json.dumps(template_data(content, stand.desk.document_texts), ensure_ascii=False)


def test_as_proposed_is_said_only_of_the_proposal_s_words(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    amend_proposal(stand.desk, stand.enter("presenter"), CASE, OTHERWISE)
    stand.scene.clock.move_to(DECIDED)
    mayor = stand.enter("mayor")
    open_document(stand.desk, mayor, CASE, stand.plan)
    begin_decision(stand.desk, mayor, CASE, Ruling(Outcome.AS_PROPOSED, impartial=True))
    assert "Päätös on ehdotuksen mukainen." not in said_in(stand)
    assert not read_minutes(stand.desk, CASE).is_as_proposed


def test_a_proposal_that_the_presenter_changed_is_decided_as_changed(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    amend_proposal(stand.desk, stand.enter("presenter"), CASE, OTHERWISE)
    minutes = mayor_decides(stand, Ruling(Outcome.AS_PROPOSED, impartial=True))
    assert record_in(stand, minutes).outcome is Outcome.AMENDED_BY_PRESENTER
    printed = words_of(minutes)
    assert joined(OTHERWISE) in printed
    assert joined(seed_text().decision) in printed


def test_a_rejected_proposal_authorises_nothing(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    minutes = mayor_decides(stand, Ruling(Outcome.REJECTED, REFUSED, impartial=True))
    record = record_in(stand, minutes)
    assert (record.outcome, record.authorisation) == (Outcome.REJECTED, None)
    assert joined(REFUSED) in words_of(minutes)
    assert codes(deputy_signs, stand) == ["OutcomeOpensNoSigning"]
    assert stand.case.signed is None

    plan = file_of(stand, stand.plan)
    now, trust = stand.journal.clock.now(), stand.desk.trust.material()
    by_decision, by_plan = verify_files(stand.desk.pdf, (minutes, plan), trust, now)
    assert by_decision.record == record
    assert by_plan.authority is not None
    assert by_plan.authority.holds is Holds.NO
    assert [one.code for one in by_plan.authority.remarks] == ["authority.nothing_authorised"]


def test_a_rejection_needs_a_text_of_its_own(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    stand.scene.clock.move_to(DECIDED)
    mayor = stand.enter("mayor")
    open_document(stand.desk, mayor, CASE, stand.plan)
    for outcome in (Outcome.REJECTED, Outcome.AMENDED, Outcome.NOTED):
        assert codes(begin_decision, stand.desk, mayor, CASE, Ruling(outcome, impartial=True)) == [
            "NothingAmended"
        ]
    ruling = Ruling(Outcome.AS_PROPOSED, OTHERWISE, impartial=True)
    assert codes(begin_decision, stand.desk, mayor, CASE, ruling) == [
        "DecisionDiffersFromProposal"
    ]
    assert stand.case.begun is None


# --- sent back, and submitted again ---------------------------------------------------------


def test_a_returned_proposal_is_submitted_again_and_decided(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    stand.scene.clock.move_to(DECIDED)
    first, reason = stand.case.proposal, "Perustele talousvaikutukset tarkemmin."
    mayor = stand.enter("mayor")
    return_proposal(stand.desk, mayor, CASE, reason)
    assert stand.case.stage is Stage.DRAFT
    assert next_step(stand.case, stand.journal.clock.now()) is NextStep.REVISE
    returned = stand.entries()[-1].act
    assert isinstance(returned, ProposalReturned)
    assert stand.journal.text(returned.reason) == reason

    preparer, presenter = stand.enter("preparer"), stand.enter("presenter")
    save_draft(stand.desk, preparer, CASE, replace(seed_text(), decision=OTHERWISE))
    propose(stand.desk, presenter, CASE)
    assert stand.case.past_proposals == (first,)
    assert read_text(stand.desk, CASE, first.text) == PROPOSED
    assert proposal_text(stand.desk, CASE).decision == OTHERWISE
    minutes = mayor_decides(stand, Ruling(Outcome.AS_PROPOSED, impartial=True))
    assert record_in(stand, minutes).outcome is Outcome.AS_PROPOSED
    printed = words_of(minutes)
    assert joined(OTHERWISE) in printed
    assert joined(seed_text().decision) not in printed
    assert (stand.case.begun.section, deputy_signs(stand).holds) == (1, Holds.YES)


def test_only_the_presenter_withdraws_and_only_the_mayor_returns(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    mayor, presenter = stand.enter("mayor"), stand.enter("presenter")
    assert codes(withdraw_proposal, stand.desk, mayor, CASE, "x") == ["DutyNotInOffice"]
    assert "DutyNotInOffice" in codes(return_proposal, stand.desk, presenter, CASE, "x")
    withdraw_proposal(stand.desk, presenter, CASE, "Liite tarkistetaan.")
    assert codes(return_proposal, stand.desk, mayor, CASE, "x") == ["WrongStage"]
    assert stand.acts().count("AttemptRefused") == 3


# --- until the decision is final ------------------------------------------------------------


def test_the_seed_case_is_final_when_the_registry_says_so_after_the_last_day(
    stand_at: StandAt,
) -> None:
    stand = stand_at("sign")
    for moment, expected in (
        (
            PERIOD_ENDS - MINUTE,
            [("period_running", date(2017, 9, 15)), ("not_confirmed", date(2017, 9, 16))],
        ),
        (PERIOD_ENDS, [("not_confirmed", date(2017, 9, 16))]),
        (FIRST_FINAL_DAY - MINUTE, [("not_confirmed", date(2017, 9, 16))]),
    ):
        stand.scene.clock.move_to(moment)
        assert obstacles(stand, stand.enter("registrar-1")) == expected
        assert next_step(stand.case, moment) is NextStep.AWAIT_FINALITY
    stand.scene.clock.move_to(FIRST_FINAL_DAY)
    assert next_step(stand.case, FIRST_FINAL_DAY) is NextStep.CONFIRM_FINALITY
    preparer = stand.enter("preparer")
    assert codes(confirm_finality, stand.desk, preparer, CASE) == ["DutyNotInOffice"]
    confirm_finality(stand.desk, stand.enter("registrar-1"), CASE)
    assert stand.case.final_on == date(2017, 9, 16)
    assert next_step(stand.case, FIRST_FINAL_DAY) is NextStep.RECORD_COUNTERPARTY


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=8))], ids=["UTC", "Beijing"])
def test_monday_the_18th_is_early_enough_wherever_the_clock_stands(
    stand_at: StandAt, zone: timezone
) -> None:
    stand = stand_at("sign")
    stand.scene.clock.move_to(FINAL.astimezone(zone))
    confirm_finality(stand.desk, stand.enter("registrar-2"), CASE)
    assert stand.case.final_on == date(2017, 9, 18)


def test_with_a_claim_the_decision_is_not_final_until_it_is_settled(stand_at: StandAt) -> None:
    stand = stand_at("sign")
    arrived = datetime(2017, 9, 14, 12, 0, tzinfo=HELSINKI)
    stand.scene.clock.move_to(arrived)
    registrar = stand.enter("registrar-1")
    record_claim(stand.desk, registrar, CASE, ClaimKind.RECTIFICATION_REQUEST, arrived)
    stand.scene.clock.move_to(FINAL)
    registrar = stand.enter("registrar-1")
    pending = [("claim_pending", date(2017, 9, 14)), ("not_confirmed", None)]
    assert obstacles(stand, registrar) == pending
    assert stand.case.final_on is None
    assert codes(
        settle_claim,
        stand.desk,
        registrar,
        CASE,
        2,
        WITHDRAWN,
    ) == ["ClaimUnknown"]
    settle_claim(stand.desk, registrar, CASE, 1, WITHDRAWN)
    confirm_finality(stand.desk, registrar, CASE)
    assert stand.case.final_on == date(2017, 9, 18)


def test_forbidden_enforcement_stops_the_signing(stand_at: StandAt) -> None:
    stand = stand_at("publish")
    registrar = stand.enter("registrar-1")
    forbid_enforcement(stand.desk, registrar, CASE, "kaupunginhallitus")
    assert codes(deputy_signs, stand) == ["EnforcementIsForbidden"]
    assert stand.case.signed is None
