"""Signing by two parties by the rules: slots, ink of a past day, refusals, giving up."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from signapp.domain import bilateral_errors
from signapp.domain.acts import (
    AbsenceRecorded,
    Act,
    Actor,
    CertificateUnbound,
    DecisionAbandoned,
    DecisionBegun,
    DocumentOpened,
    Purpose,
    RosterChangeConfirmed,
    RosterChangeProposed,
)
from signapp.domain.authorisation import AuthorisationCancelled
from signapp.domain.bilateral import InkSignatory, SigningVoided, SigningVoidProposed
from signapp.domain.decision import Stage
from signapp.domain.errors import Reason
from signapp.domain.slots import Filled, signed_by_all, slots
from tests.domain.stories import (
    AUDITOR,
    BEGUN,
    BEIJING,
    CONFIRMED,
    DAY,
    DECIDED_AT,
    DEPUTY,
    FIELD,
    FINAL_AT,
    FORBIDDEN_ENFORCEMENT,
    INK,
    INK_CONFIRMED,
    MAYOR,
    OTHER_DEPUTY,
    OTHER_REGISTRAR,
    PREPARED_PLAN,
    PREPARER,
    PUBLISHED,
    PUBLISHED_AT,
    REASON,
    REGISTRAR,
    RETURNED_FILE,
    SIGNED,
    SIGNED_AT,
    SIGNED_PLAN,
    SIGNING_MINUTES,
    SIGNING_PLAN,
    THEIRS,
    VOID_PROPOSED,
    VOIDED,
    WILL_NOT_SIGN,
    Story,
    certificate,
    document,
    sha256,
    signing,
)

FIRST = replace(RETURNED_FILE, before=PREPARED_PLAN)
NEXT_DAY = SIGNED_AT + timedelta(days=1)
THEIR_INK = replace(INK, city=None)
OUR_INK = replace(INK, counterparts=())


def filled(story: Story) -> dict[str, Filled]:
    return {slot.party: slot.filled for slot in slots(story.case)}


def away(story: Story) -> Story:
    """Record that the deputy mayor is away on the day of signing."""
    return story.does(REGISTRAR, AbsenceRecorded(DEPUTY.person, DAY, DAY), SIGNED_AT, "")


# --- slots ----------------------------------------------------------------------------------


def test_a_slot_for_each_party_the_city_s_first() -> None:
    found = slots(Story.of("decided").case)
    assert [(one.party, one.field, one.ours) for one in found] == [
        (FIELD, FIELD, True), (BEIJING, BEIJING, False),
    ]  # fmt: skip
    assert {one.original.document for one in found} == {PREPARED_PLAN}


def test_in_either_order_all_have_signed() -> None:
    ours_first = Story.of("signed")
    assert not signed_by_all(ours_first.case)
    ours_first.does(REGISTRAR, RETURNED_FILE, SIGNED_AT)
    theirs_first = Story.of("decided").does(REGISTRAR, FIRST, SIGNED_AT)
    assert not theirs_first.case.signed_by_city
    theirs_first.does(DEPUTY, DocumentOpened(THEIRS.document), SIGNED_AT)
    begun = replace(signing(DEPUTY, THEIRS.document, FIELD), signed_at=SIGNED_AT)
    theirs_first.does(DEPUTY, begun, SIGNED_AT)
    longer = replace(SIGNED, signed=replace(SIGNED.signed, document=document("both", 4000)))
    theirs_first.does(DEPUTY, longer, SIGNED_AT)
    for story in (ours_first, theirs_first):
        assert signed_by_all(story.case)
        assert story.stage is Stage.SIGNED
    assert ours_first.case.latest(SIGNED.signed).document == THEIRS.document
    chain = theirs_first.case.agreement.chain(PREPARED_PLAN)
    assert chain == (PREPARED_PLAN, THEIRS.document, longer.signed.document)


def test_a_stamp_goes_on_from_their_file() -> None:
    """Of our own signature their file says what ours said."""
    story = Story.of("signed").does(REGISTRAR, RETURNED_FILE, SIGNED_AT)
    ours = story.case.latest(SIGNED.signed)
    assert (ours.document, ours.cms, ours.level) == (
        THEIRS.document, SIGNED.signed.cms, SIGNED.signed.level,
    )  # fmt: skip


# --- each refusal ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("situation", "actor", "act", "codes"),
    [
        ("decided", AUDITOR, FIRST, "DutyNotInOffice"),
        ("decided", DEPUTY, FIRST, "DutyNotInOffice"),
        ("decided", REGISTRAR, RETURNED_FILE, "RevisionNotNewest"),
        ("signed", REGISTRAR, FIRST, "RevisionNotNewest"),
        ("decided", REGISTRAR, replace(FIRST, field=FIELD), "SlotUnknown"),
        ("decided", REGISTRAR, replace(FIRST, field="Shanghai"), "SlotUnknown"),
        ("signing plan", REGISTRAR, FIRST, "AnotherSigningOpen"),
        (
            "signed", REGISTRAR,
            replace(RETURNED_FILE, signed=replace(THEIRS, document=document("short", 2000))),
            "RevisionNotNewest",
        ),
        ("signed", REGISTRAR, INK, "AlreadySigned"),
        ("decided", AUDITOR, INK, "DutyNotInOffice"),
        ("decided", DEPUTY, INK, ""),
        ("decided", DEPUTY, THEIR_INK, "DutyNotInOffice"),
        ("decided", REGISTRAR, replace(INK, city=OTHER_DEPUTY), "OtherOfficeAuthorised"),
        ("decided", REGISTRAR, replace(INK, city=MAYOR), "OtherOfficeAuthorised"),
        ("decided", REGISTRAR, replace(INK, documents=(SIGNED_PLAN,)), "OtherDocument"),
        ("decided", REGISTRAR, replace(INK, documents=()), "OtherDocument"),
        ("decided", REGISTRAR, replace(INK, originals=0), "InkIncomplete"),
        ("decided", REGISTRAR, replace(INK, prevailing="zh"), "InkIncomplete"),
        ("decided", REGISTRAR, replace(THEIR_INK, counterparts=()), "InkIncomplete"),
        (
            "decided", REGISTRAR,
            replace(INK, counterparts=(InkSignatory(FIELD, REASON, REASON),)), "SlotUnknown",
        ),
        ("decided", REGISTRAR, replace(INK, signed_on=date(2017, 8, 28)), "TooEarly"),
        ("decided", REGISTRAR, replace(INK, signed_on=date(2017, 8, 30)), "DayInFuture TooLate"),
        ("decided", MAYOR, WILL_NOT_SIGN, "OtherOfficeAuthorised"),
        ("signing plan", DEPUTY, WILL_NOT_SIGN, "AnotherSigningOpen"),
        ("decided", DEPUTY, INK_CONFIRMED, "NothingToConfirm"),
        ("signing plan", REGISTRAR, VOID_PROPOSED, "SignatoryPresent"),
        ("signing plan", MAYOR, VOID_PROPOSED, "DutyNotInOffice SignatoryPresent"),
        ("decided", REGISTRAR, VOID_PROPOSED, "SigningNotBegun"),
        ("signing plan", REGISTRAR, SigningVoidProposed(sha256("x")), "SigningNotBegun"),
    ],
)  # fmt: skip
def test_each_refusal(situation: str, actor: Actor, act: Act, codes: str) -> None:
    assert sorted(Story.of(situation).codes(actor, act, SIGNED_AT)) == codes.split()


def test_what_is_filled_is_not_filled_again() -> None:
    received = Story.of("signed").does(REGISTRAR, RETURNED_FILE, SIGNED_AT)
    again = replace(RETURNED_FILE, before=THEIRS.document,
                    signed=replace(THEIRS, document=document("again", 5000)))  # fmt: skip
    assert received.codes(REGISTRAR, again, SIGNED_AT) == ["SlotFilled"]
    assert received.codes(REGISTRAR, THEIR_INK, SIGNED_AT) == ["SlotFilled"]
    inked = Story.of("signed").does(REGISTRAR, THEIR_INK, SIGNED_AT)
    assert inked.codes(REGISTRAR, RETURNED_FILE, SIGNED_AT) == ["SlotFilled"]


def test_ink_closes_the_key_s_way_and_only_its_signatory_confirms() -> None:
    story = Story.of("decided").does(PREPARER, INK, SIGNED_AT)
    assert filled(story) == {FIELD: Filled.INK_TO_CONFIRM, BEIJING: Filled.INK}
    assert story.codes(DEPUTY, SIGNING_PLAN, SIGNED_AT) == ["SignedByHand"]
    assert story.codes(MAYOR, INK_CONFIRMED, SIGNED_AT) == ["NotTheSignatory"]
    partial = replace(INK_CONFIRMED, impartial=False)
    assert story.codes(DEPUTY, partial, SIGNED_AT) == ["ImpartialityNotDeclared"]
    story.does(DEPUTY, INK_CONFIRMED, NEXT_DAY)
    assert signed_by_all(story.case)
    assert story.case.signed_by == DEPUTY
    assert story.case.signed_at is None


# --- the day of the ink ---------------------------------------------------------------------


def test_ink_is_judged_by_the_day_it_was_written_on() -> None:
    """What came after it, and what the signatory is since, changes nothing."""
    story = Story.of("decided").does(PREPARER, PUBLISHED, PUBLISHED_AT)
    story.does(REGISTRAR, FORBIDDEN_ENFORCEMENT, NEXT_DAY)
    story.does(REGISTRAR, AbsenceRecorded(DEPUTY.person, NEXT_DAY.date(), NEXT_DAY.date()),
               NEXT_DAY, "")  # fmt: skip
    assert story.codes(REGISTRAR, INK, NEXT_DAY) == []


def test_what_stood_against_it_that_day_still_does() -> None:
    story = Story.of("decided").does(PREPARER, PUBLISHED, PUBLISHED_AT)
    story.does(REGISTRAR, FORBIDDEN_ENFORCEMENT, SIGNED_AT)
    assert story.codes(REGISTRAR, INK, NEXT_DAY) == ["EnforcementIsForbidden"]
    absent = away(Story.of("decided"))
    assert absent.codes(REGISTRAR, INK, NEXT_DAY) == ["HolderPrevented"]
    early = replace(INK, signed_on=date(2017, 8, 23))
    assert "InkBeforeDecision" in Story.of("decided").codes(REGISTRAR, early, SIGNED_AT)


def test_finality_that_came_later_does_not_help_the_ink() -> None:
    useless = Story.of("signed")
    assert useless.case.on(date(2017, 8, 22)).stage is Stage.PROPOSED
    assert useless.case.on(date(2017, 8, 28)).stage is Stage.DECIDED
    assert useless.case.on(DAY).stage is Stage.SIGNED
    final = useless.does(PREPARER, PUBLISHED, PUBLISHED_AT).does(REGISTRAR, CONFIRMED, FINAL_AT)
    assert final.case.on(DAY).final_on is None
    assert final.case.final_on is not None


# --- refusing -------------------------------------------------------------------------------


def test_a_refusal_ends_the_signing_and_a_record_that_was_denied() -> None:
    story = Story.of("decided").does(PREPARER, INK, SIGNED_AT)
    story.does(DEPUTY, WILL_NOT_SIGN, SIGNED_AT)
    assert filled(story) == {FIELD: Filled.OPEN, BEIJING: Filled.OPEN}
    for actor, act in ((DEPUTY, SIGNING_PLAN), (REGISTRAR, INK), (REGISTRAR, FIRST)):
        assert story.codes(actor, act, SIGNED_AT) == ["SigningWasRefused"]
    assert story.codes(DEPUTY, WILL_NOT_SIGN, SIGNED_AT) == ["SigningWasRefused"]
    assert story.codes(MAYOR, AuthorisationCancelled(REASON), SIGNED_AT) == []


# --- giving up ------------------------------------------------------------------------------


def test_two_registrars_give_up_and_another_beginning_is_possible() -> None:
    story = away(Story.of("signing plan")).does(REGISTRAR, VOID_PROPOSED, SIGNED_AT)
    assert story.codes(REGISTRAR, VOIDED, SIGNED_AT) == ["SamePersonMayNotVoid"]
    story.does(OTHER_REGISTRAR, VOIDED, SIGNED_AT)
    assert story.codes(DEPUTY, SIGNED, SIGNED_AT) == ["SigningNotBegun"]
    later = replace(SIGNING_PLAN, attributes=sha256("anew"), signed_at=SIGNED_AT)
    assert story.codes(DEPUTY, later, SIGNED_AT) == ["HolderPrevented"]
    again = replace(later, attributes=SIGNING_PLAN.attributes)
    assert "SigningIsVoided" in story.codes(DEPUTY, again, SIGNED_AT)
    assert story.codes(OTHER_REGISTRAR, VOIDED, SIGNED_AT) == [
        "SigningNotBegun",
        "VoidNotProposed",
    ]


def test_nobody_gives_up_what_nobody_proposed() -> None:
    story = away(Story.of("signing plan"))
    assert story.codes(OTHER_REGISTRAR, VOIDED, SIGNED_AT) == ["VoidNotProposed"]


def test_a_signatory_who_lost_the_key_cannot_finish() -> None:
    story = Story.of("signing plan")
    lost = CertificateUnbound(certificate(DEPUTY.person, Purpose.SIGNATURE), SIGNED_AT)
    story.does(REGISTRAR, RosterChangeProposed("lost", (lost,)), SIGNED_AT, "")
    story.does(OTHER_REGISTRAR, RosterChangeConfirmed("lost"), SIGNED_AT, "")
    assert story.codes(REGISTRAR, VOID_PROPOSED, SIGNED_AT + timedelta(minutes=1)) == []


def test_the_section_of_minutes_that_may_be_signed_is_never_used_again() -> None:
    story = Story.of("signing minutes")
    story.does(REGISTRAR, AbsenceRecorded(MAYOR.person, DECIDED_AT.date(), DECIDED_AT.date()),
               DECIDED_AT, "")  # fmt: skip
    attributes = SIGNING_MINUTES.attributes
    story.does(REGISTRAR, SigningVoidProposed(attributes), DECIDED_AT)
    story.does(OTHER_REGISTRAR, SigningVoided(attributes), DECIDED_AT)
    assert story.case.signing is None
    story.does(MAYOR, DecisionAbandoned(), NEXT_DAY)
    assert story.codes(MAYOR, BEGUN, NEXT_DAY) == ["SectionTaken"]
    second: DecisionBegun = replace(BEGUN, section=2)
    story.does(MAYOR, second, NEXT_DAY).does(MAYOR, DecisionAbandoned(), NEXT_DAY)
    assert story.codes(MAYOR, second, NEXT_DAY) == []


def test_every_reason_about_slots_is_shown_by_an_example() -> None:
    """By this module, or by the services' tests where a service gives it."""
    by_services = {"RefusalReasonMissing"}
    shown = Path(__file__).read_text("utf-8")
    reasons = {
        cls.__name__
        for cls in Reason.__subclasses__()
        if cls.__module__ == bilateral_errors.__name__
    }
    assert {code for code in reasons if f'"{code}"' not in shown and f"{code} " not in shown} <= (
        by_services
    )
    assert len(reasons) > 12
