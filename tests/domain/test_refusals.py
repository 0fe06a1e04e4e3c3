"""Every refusal: in this situation, this act by this person gives exactly these reasons."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from signapp.domain import errors
from signapp.domain.acts import (
    DESK,
    Act,
    Actor,
    Capacity,
    DecisionAbandoned,
    DeputiesOrdered,
    DisqualificationDeclared,
    DocumentOpened,
    DraftEdited,
    EnforcementJudgement,
    OfficeDissolved,
    OfficeHeld,
    ProposalSubmitted,
    ProvisionEnded,
    Purpose,
    RegisterFounded,
    RosterChange,
    RosterChangeConfirmed,
    RosterChangeProposed,
    SigningAbandoned,
)
from signapp.domain.authorisation import on_day
from signapp.domain.authority import why_not_sign
from signapp.domain.calendar import HELSINKI, Method
from tests.domain.stories import (
    AMENDED,
    ATTACHED,
    AUDITOR,
    BEGUN,
    CASE,
    CLAIM,
    CONFIRMED,
    DAY,
    DECIDED,
    DECIDED_AT,
    DEPUTY,
    FIELD,
    MAYOR,
    MINUTES,
    NOTICE,
    OPENED,
    OTHER_CASE,
    OTHER_DEPUTY,
    PREPARED,
    PREPARED_AT,
    PREPARER,
    PRESENTER,
    PROPOSAL,
    PROPOSED_AT,
    PROVISION,
    PUBLISHED,
    PUBLISHED_AT,
    REGISTRAR,
    SETTLED,
    SHOWN_MINUTES,
    SHOWN_PLAN,
    SIGNED,
    SIGNED_AT,
    SIGNING_MINUTES,
    SIGNING_PLAN,
    SINCE,
    STAMPED,
    TABLED,
    TEXT,
    UNTIL,
    WHENEVER,
    Story,
    bound,
    certificate,
    document,
    helsinki,
    holder,
    proposal,
    sha256,
)
from tests.domain.test_numbers import NUMBER_RULES
from tests.domain.test_roster_rules import ROSTER_RULES

BEFORE_TERM, AFTER_TERM = helsinki("2017-05-31T23:59:59"), helsinki("2021-08-01T00:00:00")
DAY_BEFORE, DAY_AFTER = helsinki("2017-08-28T12:00:00"), helsinki("2017-08-30T09:00:00")
SOMETHING_ELSE = document("another plan")
SIGNATURE = Purpose.SIGNATURE
DISPUTED = replace(
    PROPOSAL, enforcement=EnforcementJudgement(True, False, sha256("a claim would be useless"))
)
FORBIDDEN = replace(
    PROPOSAL, enforcement=EnforcementJudgement(False, True, sha256("a court forbade it"))
)
NEXT_YEAR = proposal(days=on_day(date(2018, 8, 29)))


@dataclass(frozen=True)
class Refusal:
    """An act that is refused, and the codes of all reasons.

    `changes` are added to the roster, `submitted` is what was proposed.
    """

    name: str
    situation: str
    actor: Actor
    act: Act
    at: datetime
    codes: str
    number: str = CASE
    changes: tuple[RosterChange, ...] = ()
    submitted: ProposalSubmitted = PROPOSAL


PREPARING = (
    Refusal("twice", "draft", PREPARER, OPENED, PREPARED_AT, "CaseExists"),
    Refusal("form", "nothing", PREPARER, OPENED, PREPARED_AT, "CaseNumberMalformed", "HEL 17-1"),
    Refusal("mayor opens", "nothing", MAYOR, OPENED, PREPARED_AT, "DutyNotInOffice"),
    Refusal("auditor edits", "draft", AUDITOR, DraftEdited(), PREPARED_AT, "DutyNotInOffice"),
    Refusal("late edit", "proposed", PREPARER, DraftEdited(), PROPOSED_AT, "WrongStage"),
    Refusal("early edit", "draft", PREPARER, DraftEdited(), BEFORE_TERM, "OfficeNotHeld"),
    Refusal(
        "office no more",
        *("draft", PREPARER, DraftEdited(), PROPOSED_AT, "OfficeNoMore"),
        changes=(OfficeDissolved("international", date(2017, 8, 21), "", "a decision"),),
    ),
    Refusal("unknown", "draft", PREPARER, DraftEdited(), PREPARED_AT, "CaseUnknown", OTHER_CASE),
    Refusal("number again", "draft", PREPARER, ATTACHED, PREPARED_AT, "AttachmentNumbersBroken"),
    Refusal(
        "number left out",
        *("draft", PREPARER, replace(ATTACHED, number=3), PREPARED_AT),
        "AttachmentNumbersBroken",
    ),
    Refusal(
        "prepared without attachment",
        *("draft", PREPARER, replace(PREPARED, number=2), PREPARED_AT),
        "AttachmentNumbersBroken",
    ),
    Refusal(
        "prepared anew after submission",
        *("proposed", PREPARER, PREPARED, PROPOSED_AT, "WrongStage"),
    ),
    Refusal("preparer presents", "draft", PREPARER, PROPOSAL, PROPOSED_AT, "DutyNotInOffice"),
    Refusal(
        "no competence",
        *("draft", PRESENTER, replace(PROPOSAL, provision="none"), PROPOSED_AT),
        "CompetenceMissing",
    ),
    Refusal(
        "competence of another office",
        *("draft", PRESENTER, replace(PROPOSAL, decision_maker="culture"), PROPOSED_AT),
        "CompetenceMissing",
    ),
    Refusal(
        "attachment that is not there",
        *("draft", PRESENTER, proposal(attachment=2), PROPOSED_AT, "AttachmentMissing"),
    ),
    Refusal(
        "other bytes than were prepared",
        *("draft", PRESENTER, proposal(document=SOMETHING_ELSE), PROPOSED_AT),
        "AttachmentMissing",
    ),
    Refusal(
        "field that was not placed",
        *("draft", PRESENTER, proposal(field="Shanghai"), PROPOSED_AT, "AuthorisationIncomplete"),
    ),
    Refusal(
        "office that does not exist",
        *("draft", PRESENTER, proposal(office="harbour"), PROPOSED_AT, "AuthorisationIncomplete"),
    ),
    Refusal(
        "office that signs nothing",
        *("draft", PRESENTER, proposal(office="audit"), PROPOSED_AT, "AuthorisationIncomplete"),
    ),
    Refusal(
        "no counterparty",
        *("draft", PRESENTER, proposal(counterparty=""), PROPOSED_AT, "AuthorisationIncomplete"),
    ),
    Refusal("shown to nobody in office", "draft", DEPUTY, SHOWN_PLAN, AFTER_TERM, "OfficeNotHeld"),
)

DECIDING = (
    Refusal("undecided office", "proposed", DEPUTY, BEGUN, DECIDED_AT,
            "DutyNotInOffice DocumentNotShown"),
    Refusal("registrar", "proposed", REGISTRAR, BEGUN, DECIDED_AT,
            "DutyNotInOffice DutyNotInOffice DocumentNotShown"),
    Refusal("term over", "proposed", MAYOR, replace(BEGUN, year=2021), AFTER_TERM,
            "OfficeNotHeld"),
    Refusal("draft", "draft", MAYOR, BEGUN, DECIDED_AT, "WrongStage"),
    Refusal("§ 2 first", "proposed", MAYOR, replace(BEGUN, section=2), DECIDED_AT, "SectionTaken"),
    Refusal("§ 0", "proposed", MAYOR, replace(BEGUN, section=0), DECIDED_AT, "SectionTaken"),
    Refusal("last year's §", "proposed", MAYOR, replace(BEGUN, year=2016), DECIDED_AT,
            "SectionTaken"),
    Refusal("impartiality not declared", "proposed", MAYOR, replace(BEGUN, impartial=False),
            DECIDED_AT, "ImpartialityNotDeclared"),
    Refusal("ground 8", "proposed", MAYOR, DisqualificationDeclared(8), DECIDED_AT,
            "GroundUnknown"),
    Refusal("changed into the same", "proposed", PRESENTER, replace(AMENDED, text=TEXT),
            PROPOSED_AT, "NothingAmended"),
    Refusal("tabled until yesterday", "proposed", MAYOR, replace(TABLED, until=date(2017, 8, 23)),
            DECIDED_AT, "DayPassed"),
    Refusal("standing in for a mayor who is there", "proposed",
            replace(OTHER_DEPUTY, office="mayor", capacity=Capacity.DEPUTY), SHOWN_PLAN,
            DECIDED_AT, "HolderPresent",
            changes=(DeputiesOrdered("mayor", ("education",), SINCE, UNTIL, "order"),)),
    Refusal("minutes of the day before", "deciding", MAYOR, SIGNING_MINUTES,
            DECIDED_AT + timedelta(days=1), "BegunOnAnotherDay"),
    Refusal("other field", "deciding", MAYOR, replace(SIGNING_MINUTES, field=FIELD), DECIDED_AT,
            "FieldUnknown"),
    Refusal("minutes not shown", "deciding", MAYOR,
            replace(SIGNING_MINUTES, document=SOMETHING_ELSE), DECIDED_AT, "DocumentNotShown"),
    Refusal("key used", "signing minutes", MAYOR, DecisionAbandoned(), DECIDED_AT,
            "KeyAlreadyUsed"),
    Refusal("abandoned by another", "deciding", PRESENTER, DecisionAbandoned(), DECIDED_AT,
            "DutyNotInOffice DutyNotInOffice PreparerMayNotDecide"),
    Refusal("key not used", "deciding", MAYOR, DECIDED, DECIDED_AT, "SigningNotBegun"),
    Refusal("another person's key", "signing minutes", DEPUTY, DECIDED, DECIDED_AT,
            "SigningNotBegun"),
    Refusal("not as proposed", "proposed", MAYOR, replace(BEGUN, text=sha256("other")),
            DECIDED_AT, "DecisionDiffersFromProposal"),
    Refusal("shorter than what was signed", "signing minutes", MAYOR,
            replace(DECIDED, signed=replace(DECIDED.signed, document=MINUTES)), DECIDED_AT,
            "OtherDocument"),
)  # fmt: skip

SIGNING = (
    Refusal("before the decision", "proposed", DEPUTY, SIGNING_PLAN, SIGNED_AT,
            "NotDecided DocumentNotShown"),
    Refusal("while deciding", "deciding", DEPUTY, SIGNING_PLAN, DECIDED_AT,
            "DutyNotInOffice BegunByAnother FieldUnknown DocumentNotShown"),
    Refusal("other office", "decided", OTHER_DEPUTY,
            replace(SIGNING_PLAN, certificate=certificate(OTHER_DEPUTY.person, SIGNATURE)),
            SIGNED_AT, "OtherOfficeAuthorised DocumentNotShown"),
    Refusal("the mayor himself", "decided", MAYOR,
            replace(SIGNING_PLAN, certificate=certificate(MAYOR.person, SIGNATURE)),
            SIGNED_AT, "OtherOfficeAuthorised"),
    Refusal("other bytes", "decided", DEPUTY, replace(SIGNING_PLAN, document=SOMETHING_ELSE),
            SIGNED_AT, "OtherDocument DocumentNotShown"),
    Refusal("same hash, other length", "decided", DEPUTY,
            replace(SIGNING_PLAN, document=replace(SIGNING_PLAN.document, length=999)),
            SIGNED_AT, "OtherDocument"),
    Refusal("other field", "decided", DEPUTY, replace(SIGNING_PLAN, field="Beijing"), SIGNED_AT,
            "FieldUnknown"),
    Refusal("useless claim", "decided", DEPUTY, SIGNING_PLAN, SIGNED_AT, "EnforcementNotJudged",
            submitted=DISPUTED),
    Refusal("forbidden from the start", "decided", DEPUTY, SIGNING_PLAN, SIGNED_AT,
            "EnforcementNotJudged", submitted=FORBIDDEN),
    Refusal("begun otherwise", "signing plan", DEPUTY,
            replace(SIGNING_PLAN, attributes=sha256("something else")), SIGNED_AT,
            "AnotherSigningOpen"),
    Refusal("twice", "signed", DEPUTY, SIGNING_PLAN, SIGNED_AT, "AlreadySigned"),
    Refusal("unbound certificate", "decided", DEPUTY,
            replace(SIGNING_PLAN, certificate=sha256("a bought one")), SIGNED_AT,
            "CertificateNotBound"),
    Refusal("another's certificate", "decided", DEPUTY,
            replace(SIGNING_PLAN, certificate=certificate(MAYOR.person, SIGNATURE)), SIGNED_AT,
            "CertificateOfAnotherPerson"),
    Refusal("session certificate", "decided", DEPUTY,
            replace(SIGNING_PLAN, certificate=certificate(DEPUTY.person, Purpose.SESSION)),
            SIGNED_AT, "SessionCertificateForDocument"),
    Refusal("expired a second ago", "decided", DEPUTY, SIGNING_PLAN, SIGNED_AT,
            "CertificateNotValid", changes=(
                bound(DEPUTY.person, SIGNATURE, until=SIGNED_AT - timedelta(seconds=1)),)),
    Refusal("finished without beginning", "decided", DEPUTY, SIGNED, SIGNED_AT, "SigningNotBegun"),
    Refusal("finished by another", "signing plan", MAYOR, SIGNED, SIGNED_AT, "SigningNotBegun"),
    Refusal("given up by another", "signing plan", OTHER_DEPUTY, SigningAbandoned("x"), SIGNED_AT,
            "SigningNotBegun"),
    Refusal("nothing to give up", "decided", DEPUTY, SigningAbandoned("x"), SIGNED_AT,
            "SigningNotBegun"),
    Refusal("shorter than what was decided", "signing plan", DEPUTY,
            replace(SIGNED, signed=replace(SIGNED.signed, document=SIGNING_PLAN.document)),
            SIGNED_AT, "OtherDocument"),
    Refusal("published early", "deciding", PREPARER, PUBLISHED, DECIDED_AT, "WrongStage"),
    Refusal("published by the mayor", "decided", MAYOR, PUBLISHED, PUBLISHED_AT,
            "DutyNotInOffice"),
    Refusal("published by nobody", "decided", DESK, PUBLISHED, PUBLISHED_AT,
            "OfficeNotHeld DutyNotInOffice"),
    Refusal("stamp before the decision", "deciding", DESK, STAMPED, DECIDED_AT,
            "WrongStage OtherDocument"),
    Refusal("stamp on something else", "decided", DESK,
            replace(STAMPED, before=SOMETHING_ELSE), DECIDED_AT, "OtherDocument"),
    Refusal("stamp that adds nothing", "decided", DESK,
            replace(STAMPED, signed=replace(STAMPED.signed, document=STAMPED.before)),
            DECIDED_AT, "OtherDocument"),
)  # fmt: skip

AFTERMATH = (
    Refusal("no ground", "decided", REGISTRAR, replace(NOTICE, method=Method.ELECTRONIC),
            PUBLISHED_AT, "NoticeFlawed"),
    Refusal("sent tomorrow", "decided", REGISTRAR, NOTICE, DECIDED_AT, "DayInFuture"),
    Refusal("claim to come", "decided", REGISTRAR, CLAIM, PUBLISHED_AT, "DayInFuture"),
    Refusal("no such claim", "decided", REGISTRAR, SETTLED, AFTER_TERM - timedelta(days=1),
            "ClaimUnknown"),
    Refusal("not even published", "decided", REGISTRAR, CONFIRMED, PUBLISHED_AT,
            "NotFinalYet NotFinalYet"),
)  # fmt: skip

ROSTER = (
    Refusal("the mayor proposes", "nothing", MAYOR, RosterChangeProposed("p", ()), PREPARED_AT,
            "DutyNotInOffice", ""),
    Refusal("never proposed", "nothing", REGISTRAR, RosterChangeConfirmed("p"), PREPARED_AT,
            "RosterProposalUnknown", ""),
    Refusal("founded twice", "nothing", DESK, RegisterFounded("", True, "", (), (), ()),
            PREPARED_AT, "WrongStage", ""),
)  # fmt: skip

ALL = (*PREPARING, *DECIDING, *SIGNING, *AFTERMATH, *ROSTER)


@pytest.mark.parametrize("refusal", ALL, ids=lambda one: f"{one.situation}: {one.name}")
def test_each_refusal_gives_exactly_its_reasons(refusal: Refusal) -> None:
    story = Story.of(refusal.situation, *refusal.changes, submitted=refusal.submitted)
    codes = story.codes(refusal.actor, refusal.act, refusal.at, refusal.number)
    assert codes == refusal.codes.split()


def test_every_reason_of_the_rules_is_shown_by_an_example_here() -> None:
    elsewhere = {
        "RevisionContinued",  # below
        "SessionEnded",  # given by the journal, which knows the sessions
        "ProposalTextMissing",  # given by the service, which knows the draft
        *("Finding", "WarningsNotSeen"),  # given by its review of the text
        *("CorrectionNotBegun", "NothingToCorrect"),  # there as well
        *("NothingCorrected", "CorrectionUnfair", "CorrectionOpen"),  # test_corrections.py
        *("AppealTextUnsuitable", "ContactInvented"),  # and the words of an instruction
        *("SectionMissing", "AppealTextNotApproved", "AppealTextOutdated"),  # test_appeals.py
        *("AppealTextUnknown", "AppealTextUnchanged", "AppealTextOwn"),  # there as well
        *("AnotherDecisionOpen", "TooEarly", "TooLate"),  # below, and in test_sections.py
        *("TabledUntil", "OutcomeOpensNoSigning"),  # in test_outcomes.py
        *("HolderPrevented", "SelfAuthorisation"),  # in test_deputies.py
        "EnforcementIsForbidden",  # in test_aftermath.py
        *("TextOnlyDescribed", "TextNotFixed", "SigningDaysReversed"),  # in test_authorisation.py
        *("BeforeTheDecision", "SettledBeforeArrival"),  # there, too
        *("ForbiddingBodyMissing", "AlreadyFinal"),  # and these
        "AbsenceOfAnother",  # in test_deputies.py
        *("ChangesNotAllowed", "ConditionNotMet", "ConditionUnknown", "DelegationNotAllowed"),
        *("AuthorisationIsCancelled", "SigningMomentPassed"),  # these too
        *(
            "AuthorisationIsReplaced",
            "NothingToReplace",
            "SuccessorBeingDecided",
        ),  # in test_succession.py
        *("RosterProposalKnown", "SamePersonMayNotConfirm"),  # in test_roster.py
        *("PersonKnown", "FounderUnfit"),  # given by the services, which read the roster file
        *("RosterFieldMissing", "RosterFieldMalformed", "RosterFieldUnknown", "RosterFileEmpty"),
        *("CertificateFileUnreadable", "CertificateUnfit"),
        "AbsenceUnknown",  # in test_deputies.py
        "AttachmentNotForSigning",  # in test_attachments.py
        *ROSTER_RULES,
        *NUMBER_RULES,
    }
    shown = {code for refusal in ALL for code in refusal.codes.split()}
    here = {cls for cls in errors.Reason.__subclasses__() if cls.__module__ == errors.__name__}
    assert {cls.__name__ for cls in here} == shown | elsewhere


def test_a_revision_is_continued_once() -> None:
    """Two desks stamp the same file: with both, what followed the first one would be lost."""
    story = Story.of("signed").does(DESK, STAMPED, SIGNED_AT)
    longer = replace(STAMPED.signed, document=document("another stamp", 3100))
    assert story.codes(DESK, replace(STAMPED, signed=longer), SIGNED_AT) == ["RevisionContinued"]
    story.does(DESK, replace(STAMPED, before=STAMPED.signed.document, signed=longer), SIGNED_AT)
    assert story.case.latest(story.case.decided.signed).document == longer.document


# --- several faults at once -----------------------------------------------------------------


def test_all_reasons_against_a_signature_are_returned_at_once() -> None:
    """The wrong person at the wrong time with the wrong file and key is told all of it."""
    story = Story.of("signed")
    act = replace(
        SIGNING_PLAN,
        document=SOMETHING_ELSE,
        field="Beijing",
        certificate=certificate(MAYOR.person, Purpose.SESSION),
    )
    assert story.codes(OTHER_DEPUTY, act, AFTER_TERM) == [
        "AlreadySigned",
        "OtherOfficeAuthorised",
        "OfficeNotHeld",
        "TooLate",
        "OtherDocument",
        "FieldUnknown",
        "DocumentNotShown",
        "CertificateOfAnotherPerson",
        "SessionCertificateForDocument",
        "CertificateNotValid",
    ]


def test_all_reasons_against_a_proposal_are_returned_at_once() -> None:
    act = replace(
        proposal(document=SOMETHING_ELSE, office="harbour", counterparty=""),
        provision="none",
    )
    assert Story.of("proposed").codes(PREPARER, act, BEFORE_TERM) == [
        "OfficeNotHeld",
        "DutyNotInOffice",
        "WrongStage",
        "CompetenceMissing",
        "AttachmentMissing",
        "AuthorisationIncomplete",
        "AuthorisationIncomplete",
    ]


def test_all_reasons_against_a_decision_are_returned_at_once() -> None:
    story = Story.of("deciding", OfficeHeld(PRESENTER.person, "culture", SINCE, UNTIL))
    someone = holder(PRESENTER.person, "culture")
    assert story.codes(someone, replace(BEGUN, section=7), AFTER_TERM) == [
        "OfficeNotHeld",
        "DutyNotInOffice",
        "PreparerMayNotDecide",
        "WrongStage",
        "SectionTaken",
        "DocumentNotShown",
    ]


def test_a_reason_carries_the_facts_and_the_law() -> None:
    (reason,) = Story.of("decided").refusals(DEPUTY, SIGNING_PLAN, DAY_AFTER)
    assert isinstance(reason, errors.TooLate)
    assert reason.facts == {"day": on_day(DAY), "today": date(2017, 8, 30)}
    (reason,) = Story.of("decided", submitted=DISPUTED).refusals(DEPUTY, SIGNING_PLAN, SIGNED_AT)
    assert reason.basis == "Kuntalaki 143 §"


# --- the preparer and the presenter never decide (R13) --------------------------------------

MAYOR_AS_PREPARER = holder(MAYOR.person, PREPARER.office)
MAYOR_AS_PRESENTER = holder(MAYOR.person, PRESENTER.office)


@pytest.mark.parametrize("second_office", [PREPARER.office, PRESENTER.office])
def test_whoever_edited_even_once_may_not_decide(second_office: str) -> None:
    """It is the person that counts, not the office for which they act."""
    held = OfficeHeld(MAYOR.person, second_office, SINCE, UNTIL)
    edited = Story.of("draft", held)
    edited.does(holder(MAYOR.person, second_office), DraftEdited(), PREPARED_AT)
    edited.does(PRESENTER, PROPOSAL, PROPOSED_AT).does(MAYOR, SHOWN_PLAN)
    assert edited.codes(MAYOR, BEGUN) == ["PreparerMayNotDecide"]

    untouched = Story.of("proposed", held)
    assert untouched.codes(MAYOR, BEGUN) == []


EDITS = [replace(ATTACHED, number=2), PREPARED]


@pytest.mark.parametrize("act", EDITS, ids=lambda act: type(act).__name__)
def test_attaching_and_placing_fields_count_as_editing(act: Act) -> None:
    story = Story.of("draft", OfficeHeld(MAYOR.person, PREPARER.office, SINCE, UNTIL))
    story.does(MAYOR_AS_PREPARER, act, PREPARED_AT)
    story.does(PRESENTER, PROPOSAL, PROPOSED_AT).does(MAYOR, SHOWN_PLAN)
    assert story.codes(MAYOR, BEGUN) == ["PreparerMayNotDecide"]


def test_the_person_who_opened_the_case_may_not_decide() -> None:
    story = Story(OfficeHeld(MAYOR.person, PREPARER.office, SINCE, UNTIL))
    for act in (OPENED, ATTACHED, PREPARED):
        story.does(MAYOR_AS_PREPARER, act, PREPARED_AT)
    story.does(PRESENTER, PROPOSAL, PROPOSED_AT).does(MAYOR, SHOWN_PLAN)
    assert story.codes(MAYOR, BEGUN) == ["PreparerMayNotDecide"]


def test_the_presenter_may_not_decide_as_mayor() -> None:
    story = Story.of("draft", OfficeHeld(MAYOR.person, PRESENTER.office, SINCE, UNTIL))
    story.does(MAYOR_AS_PRESENTER, PROPOSAL, PROPOSED_AT).does(MAYOR, SHOWN_PLAN)
    assert story.codes(MAYOR, BEGUN) == ["PreparerMayNotDecide"]


def test_a_preparer_who_became_mayor_later_may_not_sign_the_minutes() -> None:
    """The rule is asked again before the key is used."""
    story = Story.of("deciding", OfficeHeld(PREPARER.person, "mayor", SINCE, UNTIL))
    new_mayor = holder(PREPARER.person, "mayor")
    story.does(new_mayor, SHOWN_MINUTES)
    act = replace(SIGNING_MINUTES, certificate=certificate(PREPARER.person, SIGNATURE))
    assert story.codes(new_mayor, act) == ["PreparerMayNotDecide", "BegunByAnother"]


def test_the_preparer_may_sign_what_the_mayor_decided() -> None:
    """Only deciding is closed to the preparer; the authorised office may have prepared."""
    held = OfficeHeld(DEPUTY.person, PREPARER.office, SINCE, UNTIL)
    story = Story.of("draft", held)
    story.does(holder(DEPUTY.person, PREPARER.office), DraftEdited(), PREPARED_AT)
    story.does(PRESENTER, PROPOSAL, PROPOSED_AT).does(MAYOR, SHOWN_PLAN)
    for act in (BEGUN, SHOWN_MINUTES, SIGNING_MINUTES, DECIDED):
        story.does(MAYOR, act)
    story.does(DEPUTY, SHOWN_PLAN, SIGNED_AT).does(DEPUTY, SIGNING_PLAN, SIGNED_AT)


# --- the authorised day is a day in Helsinki (R31) ------------------------------------------

BEIJING = timezone(timedelta(hours=8))
FIRST_SECOND, LAST_SECOND = helsinki("2017-08-29T00:00:00"), helsinki("2017-08-29T23:59:59")
SECOND = timedelta(seconds=1)
ZONES = [HELSINKI, UTC, BEIJING]


def test_the_boundaries_are_where_helsinki_changes_the_date() -> None:
    assert FIRST_SECOND.astimezone(UTC) == datetime(2017, 8, 28, 21, tzinfo=UTC)
    assert LAST_SECOND.astimezone(BEIJING) == datetime(2017, 8, 30, 4, 59, 59, tzinfo=BEIJING)


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize(
    ("moment", "codes"),
    [
        (FIRST_SECOND - SECOND, ["TooEarly"]),
        (FIRST_SECOND, []),
        (LAST_SECOND, []),
        (LAST_SECOND + SECOND, ["TooLate"]),
        (DAY_BEFORE, ["TooEarly"]),
        (DAY_AFTER, ["TooLate"]),
    ],
)
def test_a_binding_day_lasts_from_midnight_to_midnight_in_helsinki(
    moment: datetime, codes: list[str], zone: timezone
) -> None:
    story = Story.of("decided")
    assert story.codes(DEPUTY, SIGNING_PLAN, moment.astimezone(zone)) == codes


@pytest.mark.parametrize("moment", [DAY_BEFORE, DAY_AFTER, helsinki("2018-01-02T10:00:00")])
def test_a_day_that_only_describes_allows_another_day(moment: datetime) -> None:
    story = Story.of("decided", submitted=proposal(days=WHENEVER))
    assert story.codes(DEPUTY, SIGNING_PLAN, moment) == []


@pytest.mark.parametrize(
    ("moment", "codes"),
    [
        (helsinki("2021-07-31T23:59:59"), []),
        (helsinki("2021-08-01T00:00:00"), ["OfficeNotHeld"]),
        (datetime(2021, 7, 31, 20, 59, 59, tzinfo=UTC), []),
        (datetime(2021, 7, 31, 21, 0, 0, tzinfo=UTC), ["OfficeNotHeld"]),
    ],
)
def test_the_last_day_in_office_ends_at_midnight_in_helsinki(
    moment: datetime, codes: list[str]
) -> None:
    lasting = bound(DEPUTY.person, SIGNATURE, until=helsinki("2030-01-01T00:00:00"))
    story = Story.of("decided", lasting, submitted=proposal(days=WHENEVER))
    assert story.codes(DEPUTY, SIGNING_PLAN, moment) == codes


def test_a_certificate_holds_in_its_first_and_last_second() -> None:
    until = bound(DEPUTY.person, SIGNATURE, until=SIGNED_AT)
    assert Story.of("decided", until).codes(DEPUTY, SIGNING_PLAN, SIGNED_AT) == []
    since = replace(until, not_before=SIGNED_AT, not_after=SIGNED_AT + SECOND)
    assert Story.of("decided", since).codes(DEPUTY, SIGNING_PLAN, SIGNED_AT) == []
    late = replace(since, not_before=SIGNED_AT + SECOND)
    codes = Story.of("decided", late).codes(DEPUTY, SIGNING_PLAN, SIGNED_AT)
    assert codes == ["CertificateNotValid"]


def test_the_minutes_are_signed_by_the_mayors_own_signature_certificate() -> None:
    story = Story.of("deciding")
    for code, expected in (
        (certificate(DEPUTY.person, SIGNATURE), ["CertificateOfAnotherPerson"]),
        (certificate(MAYOR.person, Purpose.SESSION), ["SessionCertificateForDocument"]),
        (sha256("a bought one"), ["CertificateNotBound"]),
    ):
        assert story.codes(MAYOR, replace(SIGNING_MINUTES, certificate=code)) == expected


def test_a_document_is_shown_to_the_person_who_signs_it() -> None:
    """Somebody else's look does not count, nor a look at other bytes."""
    story = Story.of("signing minutes").does(MAYOR, DECIDED)
    story.does(OTHER_DEPUTY, SHOWN_PLAN, SIGNED_AT)
    story.does(DEPUTY, DocumentOpened(SOMETHING_ELSE), SIGNED_AT)
    assert story.codes(DEPUTY, SIGNING_PLAN, SIGNED_AT) == ["DocumentNotShown"]
    assert story.does(DEPUTY, SHOWN_PLAN, SIGNED_AT).codes(DEPUTY, SIGNING_PLAN, SIGNED_AT) == []


def test_why_not_sign_is_what_the_act_would_be_refused_for() -> None:
    code = certificate(DEPUTY.person, SIGNATURE)
    for situation, at in (("decided", SIGNED_AT), ("decided", DAY_AFTER), ("signed", SIGNED_AT)):
        story = Story.of(situation)
        asked = why_not_sign(story.state.situation(DEPUTY, at, CASE), code)
        assert [one.code for one in asked] == story.codes(DEPUTY, SIGNING_PLAN, at)
    for situation in ("nothing", "draft"):
        story = Story.of(situation)
        asked = why_not_sign(story.state.situation(DEPUTY, SIGNED_AT, CASE), code)
        assert [one.code for one in asked] == ["NotDecided"]


def test_competence_has_to_be_in_force_on_the_day_of_the_decision() -> None:
    story = Story.of("proposed")
    later = replace(PROVISION, since=date(2017, 9, 1))
    gone = ProvisionEnded(PROVISION.provision, DECIDED_AT.date() - timedelta(days=1))
    story.does(REGISTRAR, RosterChangeProposed("p", (gone, later)), number="")
    story.does(holder("kari", "registry"), RosterChangeConfirmed("p"), number="")
    assert story.codes(MAYOR, BEGUN) == ["CompetenceMissing"]
    assert story.codes(MAYOR, BEGUN, helsinki("2017-09-01T00:00:00")) == []
