"""Corrections: a clerical error replaces the minutes, an error of substance is decided anew."""

from dataclasses import replace
from datetime import datetime

import pytest

from signapp.domain.acts import (
    DESK,
    Actor,
    CorrectionAbandoned,
    CorrectionBegun,
    DocumentOpened,
    DocumentSigned,
    SigningAbandoned,
    TimestampAdded,
)
from signapp.domain.authority import MINUTES_FIELD
from signapp.domain.decision import Stage
from signapp.domain.succession import Succession, SuccessionKind
from tests.domain.stories import (
    BEGUN,
    BEGUN_CORRECTION,
    CASE,
    CORRECTED,
    DECIDED,
    DECIDED_AT,
    DEPUTY,
    FINAL_AT,
    MAYOR,
    NOTICE,
    OPENED,
    OTHER_CASE,
    PREPARER,
    PRESENTER,
    PUBLISHED_AT,
    REASON,
    REGISTRAR,
    SIGNED,
    SIGNED_AT,
    SIGNING_MINUTES,
    SIGNING_PLAN,
    TEXT,
    Story,
    document,
    sha256,
    signing,
    steps,
)

WORDS = BEGUN_CORRECTION.text
NEW_MINUTES = document("corrected minutes", 1200)
SIGNED_NEW = CORRECTED.signed
SHOWN_NEW = DocumentOpened(NEW_MINUTES)
AT = PUBLISHED_AT
SIGNING_NEW = replace(signing(MAYOR, NEW_MINUTES, MINUTES_FIELD), signed_at=AT)


def begun(situation: str = "decided") -> Story:
    story = Story.of(situation)
    return story.does(MAYOR, BEGUN_CORRECTION, AT if situation == "decided" else FINAL_AT)


def corrected() -> Story:
    story = begun()
    for act in (SHOWN_NEW, SIGNING_NEW, CORRECTED):
        story.does(MAYOR, act, AT)
    return story


def test_corrected_minutes_take_the_place_of_the_signed_ones() -> None:
    story = corrected()
    case = story.case
    assert case.stage is Stage.DECIDED
    assert case.minutes_in_force == SIGNED_NEW
    assert case.all_minutes == (DECIDED.signed, SIGNED_NEW)
    assert case.text_in_force == WORDS
    assert case.begun
    assert case.begun.text == TEXT
    assert case.begun.section == BEGUN.section
    assert case.signing is None
    assert case.corrections.open is None


def test_nothing_is_replaced_before_it_is_signed() -> None:
    case = begun().case
    assert case.minutes_in_force == DECIDED.signed
    assert case.text_in_force == TEXT


def test_the_periods_go_on_as_they_were() -> None:
    story = Story.of("decided").does(REGISTRAR, NOTICE, PUBLISHED_AT)
    before = story.case.finality
    for act in (BEGUN_CORRECTION, SHOWN_NEW, SIGNING_NEW, CORRECTED):
        story.does(MAYOR, act, AT)
    assert story.case.finality == before


def test_the_agreement_is_signed_by_the_decision_all_the_same() -> None:
    story = corrected()
    assert story.case.authorises is not None
    story.does(DEPUTY, SIGNING_PLAN, SIGNED_AT).does(DEPUTY, SIGNED, SIGNED_AT)
    assert story.stage is Stage.SIGNED


def test_a_signed_case_is_corrected_as_well() -> None:
    story = begun("signed")
    assert story.stage is Stage.SIGNED
    later = replace(SIGNING_NEW, signed_at=FINAL_AT)
    for act in (SHOWN_NEW, later, CORRECTED):
        story.does(MAYOR, act, FINAL_AT)
    assert story.stage is Stage.SIGNED
    assert story.case.minutes_in_force == SIGNED_NEW


def test_a_correction_can_be_corrected() -> None:
    story = corrected()
    again = replace(BEGUN_CORRECTION, text=sha256("once more"))
    assert story.codes(MAYOR, BEGUN_CORRECTION, AT) == ["NothingCorrected"]
    story.does(MAYOR, again, AT)
    assert story.case.corrections.last
    assert story.case.corrections.last.signed == SIGNED_NEW


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (replace(BEGUN_CORRECTION, text=TEXT), "NothingCorrected"),
        (replace(BEGUN_CORRECTION, fair=False), "CorrectionUnfair"),
        (replace(BEGUN_CORRECTION, impartial=False), "ImpartialityNotDeclared"),
    ],
)
def test_what_is_no_correction(act: CorrectionBegun, code: str) -> None:
    assert Story.of("decided").codes(MAYOR, act, AT) == [code]


@pytest.mark.parametrize("situation", ["draft", "proposed", "deciding"])
def test_only_what_was_decided_is_corrected(situation: str) -> None:
    assert "WrongStage" in Story.of(situation).codes(MAYOR, BEGUN_CORRECTION, DECIDED_AT)


@pytest.mark.parametrize("who", [PREPARER, PRESENTER, REGISTRAR, DEPUTY])
def test_only_the_decision_maker_corrects(who: Actor) -> None:
    assert "DutyNotInOffice" in Story.of("decided").codes(who, BEGUN_CORRECTION, AT)


def test_one_thing_at_a_time() -> None:
    story = begun()
    assert "CorrectionOpen" in story.codes(MAYOR, replace(BEGUN_CORRECTION, text=REASON), AT)
    signing_plan = Story.of("signing plan")
    assert signing_plan.codes(MAYOR, BEGUN_CORRECTION, SIGNED_AT) == ["AnotherSigningOpen"]


def test_corrected_minutes_are_signed_as_minutes_are() -> None:
    story = begun()
    assert story.codes(MAYOR, SIGNING_NEW, AT) == ["DocumentNotShown"]
    story.does(MAYOR, SHOWN_NEW, AT)
    late = replace(SIGNING_NEW, signed_at=SIGNED_AT)
    assert story.codes(MAYOR, late, SIGNED_AT) == ["BegunOnAnotherDay"]
    other = replace(SIGNING_NEW, certificate=SIGNING_PLAN.certificate)
    assert story.codes(MAYOR, other, AT) == ["CertificateOfAnotherPerson"]
    assert story.codes(MAYOR, CORRECTED, AT) == ["SigningNotBegun"]


def test_without_a_correction_minutes_are_not_signed_again() -> None:
    story = Story.of("decided").does(MAYOR, SHOWN_NEW, AT)
    assert "OtherOfficeAuthorised" in story.codes(MAYOR, SIGNING_NEW, AT)
    assert "CorrectionNotBegun" in story.codes(MAYOR, CORRECTED, AT)
    assert story.codes(MAYOR, CorrectionAbandoned(), AT) == ["CorrectionNotBegun"]


def test_a_signature_on_minutes_signs_no_agreement_and_the_other_way_round() -> None:
    story = begun().does(MAYOR, SHOWN_NEW, AT).does(MAYOR, SIGNING_NEW, AT)
    assert "SigningNotBegun" in story.codes(MAYOR, DocumentSigned(SIGNED_NEW), AT)
    plan = Story.of("signing plan")
    assert "SigningNotBegun" in plan.codes(DEPUTY, CORRECTED, SIGNED_AT)


def test_a_correction_is_given_up_before_a_key_is_used() -> None:
    story = begun().does(MAYOR, CorrectionAbandoned(), AT)
    assert story.case.corrections.open is None
    story = begun().does(MAYOR, SHOWN_NEW, AT).does(MAYOR, SIGNING_NEW, AT)
    assert story.codes(MAYOR, CorrectionAbandoned(), AT) == ["KeyAlreadyUsed"]
    story.does(MAYOR, SigningAbandoned("WrongPinError"), AT)
    story.does(MAYOR, CorrectionAbandoned(), AT)


def test_time_stamps_are_added_to_all_minutes() -> None:
    story = corrected()
    for signed in story.case.all_minutes:
        later = replace(signed, document=document(f"stamped {signed.cms}", 5000), level="B-LTA")
        story.does(DESK, TimestampAdded(signed.document, later), AT)
        assert story.case.latest(signed) == later


# --- errors of substance --------------------------------------------------------------------

ANEW = replace(OPENED, succeeds=Succession(CASE, SuccessionKind.CORRECTION, REASON))


@pytest.mark.parametrize("situation", ["draft", "proposed", "deciding"])
def test_only_a_decision_is_decided_anew(situation: str) -> None:
    story = Story.of(situation)
    assert story.codes(PREPARER, ANEW, AT, OTHER_CASE) == ["NothingToCorrect"]


@pytest.mark.parametrize("situation", ["decided", "signed"])
def test_a_new_decision_with_its_own_section_ends_the_earlier_one(situation: str) -> None:
    story = Story.of(situation)
    at = AT if situation == "decided" else FINAL_AT
    story.does(PREPARER, ANEW, at, OTHER_CASE)
    assert story.case.mandate.replaced_by == ""
    finish(story, at)
    assert story.case.mandate.replaced_by == OTHER_CASE
    assert story.state.cases[OTHER_CASE].begun
    assert story.state.cases[OTHER_CASE].begun.section == 2
    assert story.state.cases[OTHER_CASE].opened.succeeds
    if situation == "decided":
        assert "AuthorisationIsReplaced" in story.codes(DEPUTY, SIGNING_PLAN, SIGNED_AT)


def finish(story: Story, at: datetime) -> None:
    """Walk the new case on from its opening to the decision."""
    for name in ("draft", "proposed", "deciding", "signing minutes", "decided"):
        for actor, act, _ in steps()[name]:
            if act is OPENED or actor is DEPUTY:
                continue
            made = replace(act, section=2) if act == BEGUN else act
            if act == SIGNING_MINUTES:
                made = replace(act, signed_at=at)
            story.does(actor, made, at, OTHER_CASE)
