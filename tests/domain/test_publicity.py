"""Publicity classes, public copies, publication with its gaps, and the charge of a draft."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from signapp.domain import errors, publicity_errors
from signapp.domain.acts import (
    Act,
    Actor,
    FinalityConfirmed,
    OfficeFormed,
    OfficeHeld,
    OfficeKind,
    OfficeTitle,
    PersonEnrolled,
    RosterChange,
)
from signapp.domain.claims import Settlement
from signapp.domain.custody import DraftHandedOver
from signapp.domain.deadlines import publish_by
from signapp.domain.publication import is_to_be_taken_down
from signapp.domain.publicity import (
    MINUTES,
    WHOLE_CASE,
    MinutesTakenDown,
    OutageRecorded,
    OutagesJudged,
    PersonalData,
    PublicityClass,
    PublicityClassed,
    Record,
    RecordKind,
)
from tests.domain.stories import (
    AUDITOR,
    CLAIM,
    CLAIMED_AT,
    CLASSED,
    CONFIRMED,
    COPIED,
    DECIDED_AT,
    DEPUTY,
    FINAL_AT,
    HANDED_OVER,
    IN_PERSON,
    MAYOR,
    ORDER,
    ORDERED,
    OTHER_REGISTRAR,
    OUTAGE,
    OUTAGE_JUDGED,
    PERIOD_ENDS,
    PERMITTED,
    PREPARED_AT,
    PREPARER,
    PRESENTER,
    PROPOSAL,
    PUBLIC_COPY,
    PUBLISHED,
    PUBLISHED_AT,
    REASON,
    REGISTRAR,
    REJUDGED,
    SETTLED,
    SIGNED_AT,
    SIGNED_MINUTES,
    SINCE,
    STAMPED,
    TAKEN_DOWN,
    UNTIL,
    Story,
    document,
    helsinki,
    holder,
    sha256,
    steps,
)

GROUND = "JulkL (621/1999) 24.1 § 20 k"
PUBLIC, PARTLY, NOT_PUBLIC, SECRET = PublicityClass
SECOND = timedelta(seconds=1)
ATTACHMENT = Record(RecordKind.ATTACHMENT, 1)


def classed(
    publicity: PublicityClass = SECRET,
    *grounds: str,
    record: Record = WHOLE_CASE,
    data: PersonalData = PersonalData.SOME,
) -> PublicityClassed:
    return PublicityClassed(record, publicity, grounds, data, REASON)


def published() -> Story:
    return Story.of("signed").does(PREPARER, PUBLISHED, PUBLISHED_AT)


# --- classes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (classed(SECRET, GROUND), []),
        (classed(PARTLY, GROUND, "Laki (1086/2022) 5 §"), []),
        (classed(NOT_PUBLIC, "JulkL (621/1999) 6.1 § 5 k", record=MINUTES), []),
        (classed(PUBLIC), []),
        (classed(SECRET), ["SecrecyGroundMissing"]),
        (classed(SECRET, "because I say so"), ["SecrecyGroundMissing"]),
        (classed(SECRET, GROUND, "and more"), ["SecrecyGroundMissing"]),
        (classed(PUBLIC, GROUND), ["PublicHasNoGround"]),
        (classed(SECRET, GROUND, record=ATTACHMENT), []),
        (classed(SECRET, GROUND, record=Record(RecordKind.ATTACHMENT, 2)), ["RecordUnknown"]),
        (classed(SECRET, GROUND, record=Record(RecordKind.ATTACHMENT)), ["RecordUnknown"]),
        (classed(SECRET, GROUND, record=Record(RecordKind.MINUTES, 1)), ["RecordUnknown"]),
    ],
)
def test_what_is_kept_from_the_public_has_a_ground_in_law(
    given: PublicityClassed, codes: list[str]
) -> None:
    assert Story.of("draft").codes(PREPARER, given, PREPARED_AT) == codes


@pytest.mark.parametrize("actor", [MAYOR, DEPUTY, AUDITOR])
def test_only_preparers_and_the_registry_class_records(actor: Actor) -> None:
    assert Story.of("draft").codes(actor, CLASSED, PREPARED_AT) == ["DutyNotInOffice"]


def test_the_stricter_of_the_case_s_class_and_the_record_s_own_holds() -> None:
    story = Story.of("draft").does(PREPARER, classed(PARTLY, GROUND), PREPARED_AT)
    publicity = story.case.publicity
    assert [publicity.of(one) for one in (WHOLE_CASE, MINUTES, ATTACHMENT)] == [PARTLY] * 3
    own = "JulkL (621/1999) 24.1 § 25 k"
    story.does(PRESENTER, classed(SECRET, own, record=ATTACHMENT), PREPARED_AT)
    story.does(PREPARER, classed(PUBLIC, record=MINUTES), PREPARED_AT)
    publicity = story.case.publicity
    assert publicity.of(ATTACHMENT) is SECRET
    assert publicity.grounds(ATTACHMENT) == (own,)
    assert (publicity.of(MINUTES), publicity.grounds(MINUTES)) == (PARTLY, (GROUND,))
    story.does(PREPARER, classed(PUBLIC), PREPARED_AT)
    assert story.case.publicity.of(MINUTES) is PUBLIC
    assert story.case.publicity.of(ATTACHMENT) is SECRET


def test_a_withheld_title_holds_no_text() -> None:
    publicity = Story.of("draft").does(PREPARER, CLASSED, PREPARED_AT).case.publicity
    hidden = publicity.title(WHOLE_CASE, "a secret", may_see=False)
    assert (hidden.text, hidden.withheld, hidden.grounds) == ("", True, (GROUND,))
    assert publicity.title(WHOLE_CASE, "a secret", may_see=True).text == "a secret"
    partly = Story.of("draft").does(PREPARER, classed(PARTLY, GROUND), PREPARED_AT).case.publicity
    assert partly.title(WHOLE_CASE, "public", may_see=False).text == "public"


def test_whoever_classes_a_draft_prepares_it_and_whoever_does_later_does_not() -> None:
    story = Story.of("draft").does(REGISTRAR, CLASSED, PREPARED_AT)
    assert REGISTRAR in story.case.preparers
    later = Story.of("proposed").does(OTHER_REGISTRAR, CLASSED, DECIDED_AT)
    assert OTHER_REGISTRAR not in later.case.preparers


# --- public copies --------------------------------------------------------------------------


def test_a_public_copy_is_of_the_signed_minutes_and_is_not_them() -> None:
    story = Story.of("signed")
    for wrong in (
        replace(COPIED, original=document("others")),
        replace(COPIED, copy=SIGNED_MINUTES),
    ):
        assert story.codes(PREPARER, wrong, PUBLISHED_AT) == ["PublicCopyNotOfThese"]
    assert story.codes(MAYOR, COPIED, PUBLISHED_AT) == ["DutyNotInOffice"]
    story.does(PREPARER, COPIED, PUBLISHED_AT)
    assert story.case.publicity.copies == (COPIED,)


def test_of_what_is_partly_secret_only_a_public_copy_is_published() -> None:
    story = Story.of("signed")
    other = replace(PUBLISHED, document=document("anything"))
    assert story.codes(PREPARER, other, PUBLISHED_AT) == ["NotAPublicCopy"]
    stamped = replace(PUBLISHED, document=STAMPED.signed.document)
    assert story.codes(PREPARER, stamped, PUBLISHED_AT) == ["NotAPublicCopy"]
    story.does(REGISTRAR, classed(SECRET, GROUND, record=ATTACHMENT), PUBLISHED_AT)
    assert story.codes(PREPARER, PUBLISHED, PUBLISHED_AT) == ["NotAPublicCopy"]
    story.does(PREPARER, COPIED, PUBLISHED_AT)
    assert story.codes(PREPARER, PUBLISHED, PUBLISHED_AT) == ["NotAPublicCopy"]
    story.does(PREPARER, replace(PUBLISHED, document=PUBLIC_COPY), PUBLISHED_AT)


# --- publication ----------------------------------------------------------------------------


def test_minutes_are_published_by_a_standing_decision_or_the_decision_makers_own() -> None:
    story = Story.of("signed")
    unknown, own = replace(PUBLISHED, order="another"), replace(PUBLISHED, order="")
    for wrong in (unknown, own):
        assert story.codes(PREPARER, wrong, PUBLISHED_AT) == ["PublicationNotDecided"]
    assert story.codes(DEPUTY, ORDERED, PUBLISHED_AT) == ["DutyNotInOffice"]
    assert set(story.codes(PREPARER, ORDERED, PUBLISHED_AT)) == {"DutyNotInOffice"}
    story.does(MAYOR, ORDERED, PUBLISHED_AT)
    assert story.codes(PREPARER, unknown, PUBLISHED_AT) == ["PublicationNotDecided"]
    story.does(PREPARER, own, PUBLISHED_AT)


@pytest.mark.parametrize(
    "order",
    [
        replace(ORDER, office="culture"),
        replace(ORDER, since=date(2017, 8, 25)),
        replace(ORDER, until=date(2017, 8, 23)),
    ],
)
def test_a_standing_decision_is_of_the_office_and_in_force_when_it_decided(
    order: RosterChange,
) -> None:
    story = Story.of("signed", order)
    assert story.codes(PREPARER, PUBLISHED, PUBLISHED_AT) == ["PublicationNotDecided"]


def test_it_counts_when_the_minutes_were_first_seen_and_never_anew() -> None:
    story = Story.of("signed")
    for seen_at, code in (
        (PUBLISHED_AT + SECOND, "DayInFuture"),
        (DECIDED_AT - SECOND, "CountedTooEarly"),
    ):
        wrong = replace(PUBLISHED, seen_at=seen_at)
        assert story.codes(PREPARER, wrong, PUBLISHED_AT) == [code]
    story.does(PREPARER, PUBLISHED, FINAL_AT)  # seen on 25 August, recorded later
    assert story.case.published_at == PUBLISHED_AT
    assert story.case.finality.earliest_day == date(2017, 9, 16)
    again = replace(PUBLISHED, seen_at=SIGNED_AT)
    (reason,) = story.refusals(PREPARER, again, FINAL_AT)
    assert (reason.code, reason.facts) == ("AlreadyPublished", {"day": date(2017, 8, 25)})


def test_taken_down_by_mistake_and_published_again_it_still_counts_from_the_first_day() -> None:
    story = published()
    mistake = MinutesTakenDown(SIGNED_AT)
    assert story.codes(AUDITOR, mistake, SIGNED_AT) == ["DutyNotInOffice"]
    early = MinutesTakenDown(PUBLISHED_AT - SECOND)
    assert story.codes(PREPARER, early, SIGNED_AT) == ["CountedTooEarly"]
    late = MinutesTakenDown(SIGNED_AT + SECOND)
    assert story.codes(PREPARER, late, SIGNED_AT) == ["DayInFuture"]
    story.does(PREPARER, mistake, SIGNED_AT)
    assert story.codes(PREPARER, mistake, SIGNED_AT) == ["NotPublished"]
    back = SIGNED_AT + timedelta(hours=3)
    before = replace(PUBLISHED, seen_at=SIGNED_AT - SECOND)
    assert story.codes(PREPARER, before, back) == ["CountedTooEarly"]
    story.does(
        PREPARER, replace(PUBLISHED, address="https://www.example.org/2", seen_at=back), back
    )
    assert story.case.published_at == PUBLISHED_AT
    assert story.case.publication.last
    assert story.case.publication.last.address == "https://www.example.org/2"
    assert story.case.publication.gaps == ((SIGNED_AT, back),)
    assert story.codes(REGISTRAR, CONFIRMED, FINAL_AT) == ["OutageNotJudged"]


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (PUBLISHED_AT - SECOND, SIGNED_AT),
        (SIGNED_AT, SIGNED_AT),
        (SIGNED_AT, PUBLISHED_AT),
        (SIGNED_AT, FINAL_AT + SECOND),
    ],
)
def test_an_outage_lies_in_the_time_of_publication(since: datetime, until: datetime) -> None:
    outage = OutageRecorded(since, until)
    assert published().codes(PREPARER, outage, FINAL_AT) == ["OutageMalformed"]
    assert Story.of("signed").codes(PREPARER, OUTAGE, FINAL_AT) == ["NotPublished"]


def test_finality_waits_until_somebody_judged_the_outage() -> None:
    story = published().does(PREPARER, OUTAGE, FINAL_AT)
    (reason,) = story.refusals(REGISTRAR, CONFIRMED, FINAL_AT)
    assert (reason.code, reason.facts) == ("OutageNotJudged", {"day": date(2017, 8, 27)})
    assert story.codes(PREPARER, OUTAGE_JUDGED, FINAL_AT) == ["DutyNotInOffice"]
    for counted, code in ((date(2017, 8, 24), "CountedTooEarly"), (UNTIL, "DayInFuture")):
        assert story.codes(REGISTRAR, OutagesJudged(counted, REASON), FINAL_AT) == [code]
    story.does(REGISTRAR, OUTAGE_JUDGED, FINAL_AT)
    assert story.codes(REGISTRAR, CONFIRMED, FINAL_AT) == []
    second = OutageRecorded(SIGNED_AT, SIGNED_AT + SECOND)
    story.does(PREPARER, second, FINAL_AT)
    assert story.codes(REGISTRAR, CONFIRMED, FINAL_AT) == ["OutageNotJudged"]


def test_a_publication_that_counts_from_later_moves_the_whole_period() -> None:
    story = published().does(PREPARER, OUTAGE, FINAL_AT)
    story.does(REGISTRAR, OutagesJudged(date(2017, 8, 28), REASON), FINAL_AT)
    assert story.case.published_at == PUBLISHED_AT
    assert story.case.finality.earliest_day == date(2017, 9, 19)
    assert story.codes(REGISTRAR, CONFIRMED, FINAL_AT) == ["NotFinalYet", "NotFinalYet"]
    assert story.codes(REGISTRAR, CONFIRMED, helsinki("2017-09-19T00:00:00")) == []


def test_an_outage_after_the_period_is_of_no_matter() -> None:
    later = OutageRecorded(PERIOD_ENDS, PERIOD_ENDS + SECOND)
    story = published().does(PREPARER, later, FINAL_AT)
    assert story.codes(REGISTRAR, CONFIRMED, FINAL_AT) == []


def test_personal_data_are_to_be_taken_down_when_the_period_ends() -> None:
    story = published()
    assert not is_to_be_taken_down(story.case, PERIOD_ENDS - SECOND)
    assert is_to_be_taken_down(story.case, PERIOD_ENDS)
    story.does(REGISTRAR, TAKEN_DOWN, FINAL_AT)
    assert not is_to_be_taken_down(story.case, FINAL_AT)
    assert story.codes(REGISTRAR, CONFIRMED, FINAL_AT) == []
    none = classed(PUBLIC, record=MINUTES, data=PersonalData.NONE)
    story = published().does(PREPARER, none, FINAL_AT)
    assert not is_to_be_taken_down(story.case, FINAL_AT)


# --- claims ---------------------------------------------------------------------------------


def test_after_a_board_s_decision_the_court_certifies_finality() -> None:
    settled_at = helsinki("2017-11-20T09:00:00")
    story = published().does(REGISTRAR, CLAIM, CLAIMED_AT)
    story.does(REGISTRAR, replace(SETTLED, how=Settlement.DECIDED), settled_at)
    court, day = "Helsinki administrative court", date(2017, 11, 16)
    for wrong, code in (
        (CONFIRMED, "CourtCertificateMissing"),
        (FinalityConfirmed(court), "CourtCertificateMissing"),
        (FinalityConfirmed("", day), "CourtCertificateMissing"),
        (FinalityConfirmed(court, date(2017, 11, 21)), "CertificateInFuture"),
    ):
        assert story.codes(REGISTRAR, wrong, settled_at) == [code]
    story.does(REGISTRAR, FinalityConfirmed(court, day), settled_at)
    assert story.case.final_on == date(2017, 11, 20)


def test_a_withdrawn_claim_needs_no_court() -> None:
    settled_at = helsinki("2017-10-02T09:00:00")
    story = published().does(REGISTRAR, CLAIM, CLAIMED_AT).does(REGISTRAR, SETTLED, settled_at)
    assert story.codes(REGISTRAR, CONFIRMED, settled_at) == []


# --- the charge of a draft, and assistants --------------------------------------------------

COLLEAGUE = holder("vilma", "international")
COLLEAGUE_ENROLLED: tuple[RosterChange, ...] = (
    PersonEnrolled("vilma", sha256("vilma"), IN_PERSON),
    OfficeHeld("vilma", "international", SINCE, UNTIL),
)
TO_COLLEAGUE = DraftHandedOver("vilma", "international", REASON)


@pytest.mark.parametrize("actor", [PREPARER, REGISTRAR, PRESENTER])
def test_a_draft_is_handed_over_and_everyone_who_edited_stays_a_preparer(actor: Actor) -> None:
    story = Story.of("draft", *COLLEAGUE_ENROLLED)
    assert story.case.charge == PREPARER
    story.does(actor, TO_COLLEAGUE, PREPARED_AT)
    assert story.case.charge == COLLEAGUE
    assert PREPARER in story.case.preparers
    assert story.codes(PREPARER, HANDED_OVER, PREPARED_AT) == ["NotInCharge"]
    assert story.codes(actor, TO_COLLEAGUE, PREPARED_AT)[-1] == "AlreadyInCharge"


def test_a_draft_is_handed_over_to_preparers_only_and_while_it_is_one() -> None:
    story = Story.of("draft", *COLLEAGUE_ENROLLED)
    for person, office in (("paula", "mayor"), ("vilma", "mayor"), ("x", "y")):
        act = DraftHandedOver(person, office, REASON)
        assert story.codes(REGISTRAR, act, PREPARED_AT) == ["NotAPreparer"]
    for actor in (MAYOR, AUDITOR, COLLEAGUE):
        codes = story.codes(actor, TO_COLLEAGUE, PREPARED_AT)
        assert codes == ["NotInCharge"]
    assert Story.of("proposed", *COLLEAGUE_ENROLLED).codes(REGISTRAR, TO_COLLEAGUE) == [
        "WrongStage"
    ]


ASSISTANT = holder("anna", "mayor-assistant")
ASSISTING: tuple[RosterChange, ...] = (
    OfficeFormed(
        "mayor-assistant",
        OfficeKind.ASSISTANT,
        OfficeTitle("avustaja", "avustajan", "assistent", "assistant"),
        SINCE,
        "mayor",
    ),
    PersonEnrolled("anna", sha256("anna"), IN_PERSON),
    OfficeHeld("anna", "mayor-assistant", SINCE, UNTIL),
)


def test_an_assistant_acts_on_nothing() -> None:
    tried = 0
    for situation, (name, parts) in zip(
        ("draft", "proposed", "deciding", "signing minutes", "decided", "signing plan"),
        list(steps(PROPOSAL).items()),
        strict=False,
    ):
        assert situation == name
        for actor, act, at in parts[1:] if name == "draft" else parts:
            story = Story.of("draft" if name == "draft" else name, *ASSISTING)
            if type(act).__name__ == "DocumentOpened":
                continue  # reading is what an assistant is there for, and it is logged
            assert story.codes(ASSISTANT, act, at), (actor, act)
            tried += 1
    assert tried > 6
    later: tuple[Act, ...] = (CLAIM, SETTLED, CONFIRMED, PUBLISHED, OUTAGE, TAKEN_DOWN, CLASSED)
    for act in (*later, REJUDGED, PERMITTED, ORDERED, COPIED):
        assert Story.of("signed", *ASSISTING).codes(ASSISTANT, act, FINAL_AT)


# --- backwards ------------------------------------------------------------------------------


def test_backwards_from_the_signing_day() -> None:
    """Published on 7 August the decision is final on the 29th, not before it."""
    assert publish_by(date(2017, 8, 29)) == date(2017, 8, 4)


# --- every reason ---------------------------------------------------------------------------


def test_every_reason_of_publicity_is_shown_here() -> None:
    text = (__import__("pathlib").Path(__file__)).read_text(encoding="utf-8")
    text += (__import__("pathlib").Path(__file__).with_name("test_aftermath.py")).read_text(
        "utf-8"
    )
    names = {
        cls.__name__
        for cls in errors.Reason.__subclasses__()
        if cls.__module__ == publicity_errors.__name__
    }
    assert len(names) > 15
    assert {name for name in names if f'"{name}"' not in text} == set()
