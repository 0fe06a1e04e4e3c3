"""After the decision: notices, claims, finality, and what they mean for signing (R21–R26)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from signapp.domain.acts import (
    Act,
    ClaimArrived,
    ClaimSettled,
    EnforcementJudgement,
    NoticeGiven,
    ProposalSubmitted,
)
from signapp.domain.calendar import HELSINKI, Appeal, Ground, Method
from signapp.domain.claims import (
    EnforcementForbidden,
    EnforcementPermitted,
    EnforcementRejudged,
    Settlement,
)
from signapp.domain.deadlines import ClaimKind
from tests.domain.stories import (
    AUDITOR,
    CLAIM,
    CLAIMED_AT,
    CONFIRMED,
    DEPUTY,
    FINAL_AT,
    FORBIDDEN_ENFORCEMENT,
    INSTRUCTION,
    MAYOR,
    NOTICE,
    OTHER_REGISTRAR,
    PERIOD_ENDS,
    PREPARER,
    PRESENTER,
    PROPOSAL,
    PUBLISHED,
    PUBLISHED_AT,
    REASON,
    REGISTRAR,
    SETTLED,
    SHOWN_PLAN,
    SIGNED_AT,
    SIGNING_PLAN,
    WHENEVER,
    Story,
    helsinki,
    proposal,
    sha256,
)

SECOND = timedelta(seconds=1)
SETTLED_AT = helsinki("2017-10-02T09:00:00")
LAST_DAY, FIRST_FINAL_DAY = date(2017, 9, 15), date(2017, 9, 16)
USELESS = EnforcementJudgement(True, False, sha256("a request would be useless"))
ANY_DAY = proposal(days=WHENEVER)
DISPUTED = replace(ANY_DAY, enforcement=USELESS)

Obstacle = tuple[str, date | None]

NO_OBSTACLE = EnforcementRejudged(False, False, REASON)


def published(situation: str = "decided", submitted: ProposalSubmitted = ANY_DAY) -> Story:
    """Return the seed case, published on 25 August."""
    story = Story.of(situation, submitted=submitted)
    return story.does(PREPARER, PUBLISHED, PUBLISHED_AT)


def final(submitted: ProposalSubmitted = ANY_DAY) -> Story:
    return published(submitted=submitted).does(REGISTRAR, CONFIRMED, FINAL_AT)


def obstacles(story: Story, at: datetime) -> list[Obstacle]:
    """Return what stands against confirming finality at a moment."""
    reasons = story.refusals(REGISTRAR, CONFIRMED, at)
    assert {reason.code for reason in reasons} <= {"NotFinalYet"}
    return [(reason.facts["why"], reason.facts["day"]) for reason in reasons]


# --- the registry, and nobody else ----------------------------------------------------------

REGISTRY_ACTS: tuple[tuple[Act, datetime], ...] = (
    (NOTICE, PUBLISHED_AT),
    (ClaimArrived(ClaimKind.TAKE_UP, PUBLISHED_AT), PUBLISHED_AT),
    (SETTLED, SETTLED_AT),
    (FORBIDDEN_ENFORCEMENT, CLAIMED_AT),
    (CONFIRMED, SETTLED_AT),
)
each_act = pytest.mark.parametrize(
    ("act", "at"), REGISTRY_ACTS, ids=[type(act).__name__ for act, _ in REGISTRY_ACTS]
)


@each_act
def test_only_the_registry_records_what_follows_a_decision(act: Act, at: datetime) -> None:
    story = published()
    if act != CONFIRMED:
        story.does(REGISTRAR, CLAIM, CLAIMED_AT)
    for registrar in (REGISTRAR, OTHER_REGISTRAR):
        assert story.codes(registrar, act, at) == []
    for someone in (PREPARER, PRESENTER, MAYOR, DEPUTY, AUDITOR):
        assert story.codes(someone, act, at) == ["DutyNotInOffice"]


@pytest.mark.parametrize("situation", ["draft", "proposed", "deciding", "signing minutes"])
def test_nothing_follows_before_the_decision(situation: str) -> None:
    story = Story.of(situation)
    for act, at in REGISTRY_ACTS:
        assert "WrongStage" in story.codes(REGISTRAR, act, at)


# --- notices (R21, R23) ---------------------------------------------------------------------


def notice(method: Method, ground: Ground = Ground.GENERAL, **changes: object) -> NoticeGiven:
    return replace(NOTICE, method=method, ground=ground, **changes)


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (notice(Method.LETTER), None),
        (notice(Method.CERTIFIED), None),  # the receipt may come later
        (notice(Method.LETTER, appeal=Appeal.PROHIBITED), None),
        (notice(Method.ELECTRONIC), "no_ground"),
        (notice(Method.ELECTRONIC, Ground.CONSENT), None),
        (notice(Method.ELECTRONIC, Ground.STATUTE), "no_ground"),
        (notice(Method.ELECTRONIC, Ground.STATUTE, citation="Laki 1/2026 1 §"), None),
        (
            notice(Method.PUBLIC_NETWORK, appeal=Appeal.PROCUREMENT_RECTIFICATION),
            "no_rule",
        ),
        (notice(Method.CERTIFIED, received_on=date(2017, 8, 24)), "received_before_sent"),
        (notice(Method.CERTIFIED, received_on=date(2017, 8, 25)), None),
    ],
)
def test_a_notice_that_would_start_no_period_is_refused(act: NoticeGiven, why: str | None) -> None:
    reasons = published().refusals(REGISTRAR, act, SIGNED_AT)
    assert [(one.code, one.facts["why"]) for one in reasons] == (
        [("NoticeFlawed", why)] if why else []
    )


def test_a_notice_of_a_day_without_a_rule_is_refused() -> None:
    reasons = published().codes(
        REGISTRAR, notice(Method.LETTER, sent_on=date(2017, 5, 31)), SIGNED_AT
    )
    assert reasons == ["NoticeFlawed", "BeforeTheDecision"]


def test_nothing_answers_a_decision_before_it_was_made() -> None:
    """A notice sent before would end a party's period too early."""
    story = published()
    eve = replace(NOTICE, sent_on=date(2017, 8, 23))
    assert story.codes(REGISTRAR, eve, SIGNED_AT) == ["BeforeTheDecision"]
    assert story.codes(REGISTRAR, replace(NOTICE, sent_on=date(2017, 8, 24)), SIGNED_AT) == []
    early = ClaimArrived(ClaimKind.TAKE_UP, helsinki("2017-08-23T23:59:59"))
    assert story.codes(REGISTRAR, early, SIGNED_AT) == ["BeforeTheDecision"]
    early = ClaimArrived(ClaimKind.TAKE_UP, helsinki("2017-08-24T00:00:00"))
    assert story.codes(REGISTRAR, early, SIGNED_AT) == []


def test_a_receipt_is_shown_today_or_before() -> None:
    eve, morning = helsinki("2017-08-28T23:59:59"), helsinki("2017-08-29T00:00:00")
    act = notice(Method.CERTIFIED, received_on=date(2017, 8, 29))
    assert published().codes(REGISTRAR, act, eve) == ["DayInFuture"]
    assert published().codes(REGISTRAR, act, morning) == []


def test_a_claim_is_not_settled_before_it_arrives() -> None:
    story = published().does(REGISTRAR, CLAIM, CLAIMED_AT)
    before = replace(SETTLED, settled_on=date(2017, 9, 7))
    assert story.codes(REGISTRAR, before, SETTLED_AT) == ["SettledBeforeArrival"]
    assert story.codes(REGISTRAR, replace(SETTLED, settled_on=date(2017, 9, 8)), SETTLED_AT) == []


def test_a_prohibition_names_who_issued_it_and_is_not_taken_back_by_an_empty_one() -> None:
    story = published().does(REGISTRAR, FORBIDDEN_ENFORCEMENT, CLAIMED_AT)
    for nobody in ("", "  "):
        act = replace(FORBIDDEN_ENFORCEMENT, body=nobody)
        assert story.codes(REGISTRAR, act, CLAIMED_AT) == ["ForbiddingBodyMissing"]


def test_a_prohibition_after_finality_is_not_lifted_by_confirming_again() -> None:
    story = final().does(REGISTRAR, FORBIDDEN_ENFORCEMENT, SETTLED_AT)
    assert story.codes(REGISTRAR, CONFIRMED, SETTLED_AT) == ["AlreadyFinal"]
    assert "EnforcementIsForbidden" in story.codes(DEPUTY, SIGNING_PLAN, SETTLED_AT)


def test_a_notice_was_sent_today_or_before() -> None:
    story = published()
    eve, morning = helsinki("2017-08-27T23:59:59"), helsinki("2017-08-28T00:00:00")
    sent = replace(NOTICE, sent_on=date(2017, 8, 28))
    assert story.codes(REGISTRAR, sent, eve) == ["DayInFuture"]
    assert story.codes(REGISTRAR, sent, morning) == []


def test_the_latest_of_all_periods_decides() -> None:
    """Published on 25 August, but a letter was sent on the 28th: 4 September, and 14 days."""
    story = published().does(REGISTRAR, replace(NOTICE, sent_on=date(2017, 8, 28)), SIGNED_AT)
    assert obstacles(story, FINAL_AT) == [
        ("period_running", date(2017, 9, 18)),
        ("not_confirmed", date(2017, 9, 19)),
    ]
    assert obstacles(story, helsinki("2017-09-18T16:00:00")) == [
        ("not_confirmed", date(2017, 9, 19))
    ]
    assert obstacles(story, helsinki("2017-09-19T00:00:00")) == []


def test_a_receipt_that_comes_later_takes_the_place_of_the_notice() -> None:
    sent = notice(Method.CERTIFIED)
    story = published().does(REGISTRAR, sent, PUBLISHED_AT)
    assert ("receipt_not_shown", date(2017, 8, 25)) in obstacles(story, FINAL_AT)
    shown = replace(sent, received_on=date(2017, 8, 30))
    story.does(REGISTRAR, shown, helsinki("2017-08-31T09:00:00"))
    assert [one.received_on for one in story.case.notices] == [date(2017, 8, 30)]
    assert obstacles(story, FINAL_AT) == []


def test_another_addressee_or_another_instruction_is_another_notice() -> None:
    story = published()
    for act in (
        NOTICE,
        replace(NOTICE, addressee=sha256("another addressee")),
        replace(NOTICE, appeal=Appeal.PROCUREMENT_RECTIFICATION),
    ):
        story.does(REGISTRAR, act, PUBLISHED_AT)
    assert len(story.case.notices) == 3


# --- the seed case: published 25 August, over on 15 September at 16:00 ----------------------


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (
            PUBLISHED_AT,
            [("period_running", LAST_DAY), ("not_confirmed", FIRST_FINAL_DAY)],
        ),
        (
            PERIOD_ENDS - SECOND,
            [("period_running", LAST_DAY), ("not_confirmed", FIRST_FINAL_DAY)],
        ),
        (PERIOD_ENDS, [("not_confirmed", FIRST_FINAL_DAY)]),
        (FINAL_AT - SECOND, [("not_confirmed", FIRST_FINAL_DAY)]),
        (FINAL_AT, []),
        (helsinki("2017-09-18T09:00:00"), []),
    ],
)
def test_finality_is_confirmed_on_the_day_after_the_last_one(
    moment: datetime, expected: list[Obstacle]
) -> None:
    """In Helsinki, wherever the clock stands."""
    story = published()
    for zone in (HELSINKI, UTC, timezone(timedelta(hours=8))):
        assert obstacles(story, moment.astimezone(zone)) == expected


@pytest.mark.parametrize("situation", ["decided", "signed"])
def test_the_decision_is_final_from_the_day_of_the_confirmation(situation: str) -> None:
    story = published(situation)
    assert story.case.final_on is None
    story.does(REGISTRAR, CONFIRMED, helsinki("2017-09-18T09:00:00"))
    assert story.case.final_on == date(2017, 9, 18)
    again = story.codes(OTHER_REGISTRAR, CONFIRMED, helsinki("2017-09-20T09:00:00"))
    assert again == ["AlreadyFinal"]


def test_a_decision_that_was_not_published_does_not_become_final() -> None:
    """Not even when everybody was told by letter: the members' period has not begun."""
    story = Story.of("decided").does(REGISTRAR, NOTICE, PUBLISHED_AT)
    late = helsinki("2018-09-18T09:00:00")
    assert obstacles(story, late) == [("minutes_not_published", None), ("not_confirmed", None)]


# --- claims (R24) ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ClaimKind)
def test_a_claim_stops_finality_until_it_is_settled(kind: ClaimKind) -> None:
    story = published().does(REGISTRAR, ClaimArrived(kind, CLAIMED_AT), CLAIMED_AT)
    assert obstacles(story, SETTLED_AT) == [
        ("claim_pending", date(2017, 9, 8)),
        ("not_confirmed", None),
    ]
    story.does(REGISTRAR, SETTLED, SETTLED_AT)
    assert obstacles(story, SETTLED_AT) == []
    story.does(REGISTRAR, CONFIRMED, SETTLED_AT)
    assert story.case.final_on == date(2017, 10, 2)


def test_a_claim_settled_early_does_not_shorten_the_period() -> None:
    story = published().does(REGISTRAR, CLAIM, CLAIMED_AT)
    story.does(REGISTRAR, ClaimSettled(1, CLAIMED_AT.date(), Settlement.WITHDRAWN), CLAIMED_AT)
    assert obstacles(story, PERIOD_ENDS) == [("not_confirmed", FIRST_FINAL_DAY)]
    assert obstacles(story, FINAL_AT) == []


def test_every_claim_has_to_be_settled_once() -> None:
    story = published().does(REGISTRAR, CLAIM, CLAIMED_AT)
    story.does(REGISTRAR, ClaimArrived(ClaimKind.TAKE_UP, CLAIMED_AT), CLAIMED_AT)
    for number, codes in ((0, 1), (1, 0), (2, 0), (3, 1), (-1, 1)):
        act = replace(SETTLED, claim=number)
        assert story.codes(REGISTRAR, act, SETTLED_AT) == ["ClaimUnknown"] * codes
    story.does(REGISTRAR, replace(SETTLED, claim=2), SETTLED_AT)
    assert story.codes(REGISTRAR, replace(SETTLED, claim=2), SETTLED_AT) == ["ClaimUnknown"]
    assert [claim.settled_on for claim in story.case.claims] == [None, date(2017, 10, 2)]
    assert obstacles(story, SETTLED_AT)[0] == ("claim_pending", date(2017, 9, 8))
    story.does(REGISTRAR, SETTLED, SETTLED_AT).does(REGISTRAR, CONFIRMED, SETTLED_AT)


@pytest.mark.parametrize(
    ("arrived", "why"),
    [(PERIOD_ENDS - SECOND, "claim_pending"), (PERIOD_ENDS, "late_claim_pending")],
)
def test_a_late_claim_is_told_apart_and_still_has_to_be_settled(
    arrived: datetime, why: str
) -> None:
    story = published().does(REGISTRAR, ClaimArrived(ClaimKind.APPEAL, arrived), arrived)
    assert obstacles(story, FINAL_AT) == [(why, LAST_DAY), ("not_confirmed", None)]


def test_a_claim_that_arrives_after_the_confirmation_takes_finality_back() -> None:
    story = final()
    arrived = helsinki("2017-09-20T09:00:00")
    story.does(REGISTRAR, ClaimArrived(ClaimKind.APPEAL, arrived), arrived)
    assert story.case.final_on is None
    assert obstacles(story, arrived)[0] == ("late_claim_pending", date(2017, 9, 20))
    story.does(REGISTRAR, SETTLED, SETTLED_AT).does(REGISTRAR, CONFIRMED, SETTLED_AT)
    assert story.case.final_on == date(2017, 10, 2)


def test_claims_are_recorded_when_they_came_and_settled_when_they_were() -> None:
    story = published()
    assert story.codes(REGISTRAR, CLAIM, CLAIMED_AT - SECOND) == ["DayInFuture"]
    story.does(REGISTRAR, CLAIM, CLAIMED_AT)
    eve = helsinki("2017-10-01T23:59:59")
    assert story.codes(REGISTRAR, SETTLED, eve) == ["DayInFuture"]
    assert story.codes(REGISTRAR, SETTLED, eve + SECOND) == []


# --- enforcement before finality (R26) ------------------------------------------------------


@pytest.mark.parametrize(
    "judgement",
    [USELESS, replace(USELESS, enforcement_forbidden=True), EnforcementJudgement(False, True, "")],
)
def test_before_finality_the_judgement_has_to_allow_it(judgement: EnforcementJudgement) -> None:
    story = published(submitted=replace(ANY_DAY, enforcement=judgement))
    assert story.codes(DEPUTY, SIGNING_PLAN, SIGNED_AT) == ["EnforcementNotJudged"]
    assert published().codes(DEPUTY, SIGNING_PLAN, SIGNED_AT) == []


def test_after_finality_no_judgement_is_needed() -> None:
    story = published(submitted=DISPUTED)
    assert story.codes(DEPUTY, SIGNING_PLAN, FINAL_AT) == ["EnforcementNotJudged"]
    story.does(REGISTRAR, CONFIRMED, FINAL_AT)
    assert story.codes(DEPUTY, SIGNING_PLAN, FINAL_AT) == []


def test_with_finality_taken_back_the_judgement_is_needed_again() -> None:
    story = final(DISPUTED)
    arrived = helsinki("2017-09-20T09:00:00")
    story.does(REGISTRAR, ClaimArrived(ClaimKind.APPEAL, arrived), arrived)
    codes = ["EnforcementToBeRejudged", "EnforcementNotJudged"]
    assert story.codes(DEPUTY, SIGNING_PLAN, arrived) == codes


def test_after_a_claim_enforcement_is_judged_anew_and_only_for_what_is_new() -> None:
    """Only a claim that enforcement would make useless stops it, or whoever handles it."""
    story = published()
    assert story.codes(DEPUTY, NO_OBSTACLE, CLAIMED_AT) == ["NothingToRejudge"]
    story.does(REGISTRAR, CLAIM, CLAIMED_AT)
    assert story.codes(DEPUTY, SIGNING_PLAN, CLAIMED_AT) == ["EnforcementToBeRejudged"]
    assert story.codes(MAYOR, NO_OBSTACLE, CLAIMED_AT) == ["OtherOfficeAuthorised"]
    story.does(DEPUTY, NO_OBSTACLE, CLAIMED_AT)
    assert story.codes(DEPUTY, SIGNING_PLAN, CLAIMED_AT) == []
    story.does(REGISTRAR, CLAIM, CLAIMED_AT)
    assert story.codes(DEPUTY, SIGNING_PLAN, CLAIMED_AT) == ["EnforcementToBeRejudged"]


@pytest.mark.parametrize("answers", [(True, False), (False, True), (True, True)])
def test_an_obstacle_found_anew_stops_the_signing(answers: tuple[bool, bool]) -> None:
    story = published().does(REGISTRAR, CLAIM, CLAIMED_AT)
    story.does(DEPUTY, EnforcementRejudged(*answers, REASON), CLAIMED_AT)
    assert story.codes(DEPUTY, SIGNING_PLAN, CLAIMED_AT) == ["EnforcementNotJudged"]


def test_a_no_in_the_proposal_is_not_judged_into_a_yes() -> None:
    story = published(submitted=DISPUTED).does(REGISTRAR, CLAIM, CLAIMED_AT)
    story.does(DEPUTY, NO_OBSTACLE, CLAIMED_AT)
    assert story.codes(DEPUTY, SIGNING_PLAN, CLAIMED_AT) == ["EnforcementNotJudged"]


def test_a_lifted_prohibition_is_judged_before_signing() -> None:
    story = published().does(REGISTRAR, CLAIM, CLAIMED_AT)
    court = EnforcementForbidden("administrative court")
    story.does(REGISTRAR, FORBIDDEN_ENFORCEMENT, CLAIMED_AT).does(REGISTRAR, court, CLAIMED_AT)
    lifted, unknown = EnforcementPermitted("city board"), EnforcementPermitted("the mayor")
    assert story.codes(REGISTRAR, unknown, CLAIMED_AT) == ["NotForbidden"]
    story.does(REGISTRAR, lifted, CLAIMED_AT)
    (reason,) = story.refusals(DEPUTY, SIGNING_PLAN, CLAIMED_AT)
    assert reason.facts == {"body": "administrative court"}
    story.does(REGISTRAR, EnforcementPermitted("administrative court"), CLAIMED_AT)
    assert story.codes(DEPUTY, SIGNING_PLAN, CLAIMED_AT) == ["EnforcementToBeRejudged"]
    story.does(DEPUTY, NO_OBSTACLE, CLAIMED_AT)
    assert story.codes(DEPUTY, SIGNING_PLAN, CLAIMED_AT) == []


def test_whoever_handles_a_claim_can_forbid_the_signing() -> None:
    story = published().does(REGISTRAR, CLAIM, CLAIMED_AT)
    story.does(REGISTRAR, EnforcementForbidden("administrative court"), CLAIMED_AT)
    (reason,) = story.refusals(DEPUTY, SIGNING_PLAN, CLAIMED_AT)
    assert (reason.code, reason.basis) == ("EnforcementIsForbidden", "Kuntalaki 143 §")
    assert reason.facts == {"body": "administrative court"}


def test_a_signing_that_was_begun_is_asked_again_after_a_prohibition() -> None:
    story = published().does(DEPUTY, SHOWN_PLAN, SIGNED_AT).does(DEPUTY, SIGNING_PLAN, SIGNED_AT)
    story.does(REGISTRAR, FORBIDDEN_ENFORCEMENT, SIGNED_AT)
    assert story.codes(DEPUTY, SIGNING_PLAN, SIGNED_AT) == ["EnforcementIsForbidden"]


def test_a_prohibition_ends_with_finality() -> None:
    """Kuntalaki 143 § is about enforcing a decision that is not final."""
    story = published()
    story.does(REGISTRAR, CLAIM, CLAIMED_AT)
    story.does(REGISTRAR, FORBIDDEN_ENFORCEMENT, CLAIMED_AT)
    story.does(REGISTRAR, SETTLED, SETTLED_AT)
    assert story.codes(DEPUTY, SIGNING_PLAN, SETTLED_AT) == ["EnforcementIsForbidden"]
    story.does(REGISTRAR, CONFIRMED, SETTLED_AT)
    assert story.codes(DEPUTY, SIGNING_PLAN, SETTLED_AT) == []


# --- what the appeal instructions of a decision say (R25) ------------------------------------


def with_appeals(*kinds: Appeal) -> Story:
    appeals = tuple(replace(INSTRUCTION, code=kind.value, kind=kind) for kind in kinds)
    return Story.of("decided", submitted=replace(PROPOSAL, appeals=appeals))


def test_a_prohibited_appeal_leaves_nothing_to_wait_for() -> None:
    story = with_appeals(Appeal.PROHIBITED)
    notice = replace(NOTICE, appeal=Appeal.PROHIBITED)
    story.does(REGISTRAR, notice, PUBLISHED_AT)
    assert story.case.finality.periods == ()
    story.does(REGISTRAR, CONFIRMED, PUBLISHED_AT)


def test_members_have_no_period_against_a_procurement_decision() -> None:
    story = with_appeals(Appeal.PROCUREMENT_RECTIFICATION, Appeal.PROHIBITED)
    assert story.case.appeal is Appeal.PROCUREMENT_RECTIFICATION
    notice = replace(NOTICE, appeal=Appeal.PROCUREMENT_RECTIFICATION)
    story.does(REGISTRAR, notice, PUBLISHED_AT)
    assert [one.notice.addressee for one in story.case.finality.periods] == [NOTICE.addressee]


def test_one_way_that_is_open_counts_more_than_a_prohibition() -> None:
    story = with_appeals(Appeal.PROHIBITED, Appeal.RECTIFICATION_REQUEST)
    assert story.case.appeal is Appeal.RECTIFICATION_REQUEST
    assert "NotFinalYet" in story.codes(REGISTRAR, CONFIRMED, PUBLISHED_AT)
