"""What went wrong for people in other offices with other programs, and does not here."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest

from signapp.demo.scene import seed_text
from signapp.domain import errors
from signapp.domain.acts import (
    AbsenceRecorded,
    Actor,
    AttemptRefused,
    Capacity,
    CertificateUnbound,
    Decided,
    DocumentRef,
    DocumentSigned,
    OfficeLeft,
    ProposalReturned,
    Purpose,
    SigningBegun,
    TimestampAdded,
)
from signapp.domain.authorisation import on_day
from signapp.domain.calendar import helsinki_day
from signapp.domain.errors import Standing
from signapp.ledger.entries import Entry
from signapp.services import decide, prepare, refusal, review
from signapp.services.audit import log
from signapp.services.inbox import NextStep, inbox, next_step
from signapp.services.minutes import read_record
from signapp.services.ports import Box, FieldOrder, Holds
from signapp.services.register import confirm_roster_change, propose_roster_change
from signapp.services.sign import sign_agreement, why_may_i_sign
from signapp.services.signature import SigningKey
from tests.domain.stories import (
    CASE,
    DEPUTY,
    FIELD,
    MAYOR,
    OTHER_CASE,
    OTHER_REGISTRAR,
    PREPARER,
    PRESENTER,
    REGISTRAR,
    helsinki,
)
from tests.services.miniature import Miniature, miniature

MORNING = helsinki("2017-08-24T10:00:00")
TEXT = replace(seed_text(), decision="The mayor decides so.", rationale=("It is so.",))


def deputy(person: str, office: str) -> Actor:
    return Actor(person, office, Capacity.DEPUTY)


class Town:
    """A miniature city with short words for the usual way of a case."""

    def __init__(self, office: Miniature) -> None:
        self.office = office
        self.desk, self.journal = office.desk, office.desk.journal

    def prepares(self, number: str = CASE, words: str = "plan", opens: bool = True) -> DocumentRef:
        """The preparer opens the case, writes the draft and attaches the agreement."""
        preparer = self.office.enter(PREPARER)
        if opens:
            prepare.open_case(self.desk, preparer, number, "04 03 01", "An agreement")
            prepare.save_draft(self.desk, preparer, number, TEXT)
            self.attaches(number, words)
        return self.places(number)

    def attaches(self, number: str, words: str) -> int:
        file = self.office.folder.parent / f"{words}.pdf"
        file.write_bytes(f"%PDF-miniature\n{words}".encode())
        preparer = self.office.enter(PREPARER)
        return prepare.attach(self.desk, preparer, number, file, words.title(), "en")

    def places(self, number: str, attachment: int = 1, edge: int = 10) -> DocumentRef:
        orders = tuple(
            FieldOrder(name, name, Box(name, 0, edge, 10, 200, 80)) for name in (FIELD, "Beijing")
        )[: 1 if edge == 10 else 2]
        preparer = self.office.enter(PREPARER)
        return prepare.place_signatures(self.desk, preparer, number, attachment, orders)

    def proposes(self, number: str = CASE) -> None:
        """The presenter proposes that the deputy mayor signs today."""
        today = helsinki_day(self.office.clock.now())
        wanted = prepare.ProposedSigning(
            *("mayor", "provision-1", "culture", 1, FIELD, on_day(today), "Helsinki")
        )
        case = self.journal.case(number)
        text = review.as_proposed(self.desk, case, TEXT)
        found = review.review(self.desk, case, text, "culture", wanted.days)
        seen, who = frozenset(map(review.mark, found)), self.office.enter(PRESENTER)
        prepare.submit(self.desk, who, number, wanted, (False, False), seen)

    def begins(self, number: str = CASE, who: Actor = MAYOR) -> DocumentRef:
        """Whoever decides reads the agreement, and begins."""
        self.reads(who, self.plan(number), number)
        signed_in = self.office.enter(who)
        return decide.begin_decision(self.desk, signed_in, number, decide.AS_PROPOSED)

    def decides(self, number: str = CASE, who: Actor = MAYOR) -> None:
        """Whoever decides reads, begins, reads the minutes and signs them."""
        self.reads(who, self.begins(number, who), number)
        key = self.office.key(who.person)
        assert decide.decide(self.desk, self.office.enter(who), number, key).holds is Holds.YES

    def reads(self, who: Actor, document: DocumentRef, number: str = CASE) -> None:
        prepare.open_document(self.desk, self.office.enter(who), number, document)

    def signs(self, who: Actor = DEPUTY, key: SigningKey | None = None) -> Any:
        """Whoever is to sign reads the agreement and signs it."""
        self.reads(who, self.plan())
        signed_in = self.office.enter(who)
        return sign_agreement(self.desk, signed_in, CASE, key or self.office.key(who.person))

    def is_away(self, person: str, days: int = 0) -> None:
        today = helsinki_day(self.office.clock.now())
        absence = AbsenceRecorded(person, today, today + timedelta(days=days))
        self.journal.record(self.office.enter(REGISTRAR), absence)

    def plan(self, number: str = CASE) -> DocumentRef:
        prepared = self.journal.case(number).attachments[0].prepared
        assert prepared
        return prepared.prepared

    def why_not(self, who: Actor) -> list[str]:
        """Return what stands against somebody's signing the agreement now."""
        card = why_may_i_sign(self.desk, self.office.enter(who), CASE)
        return [reason.code for reason in card.against]

    def entries(self, kind: type) -> list[Entry]:
        return [entry for entry in log(self.office.register) if isinstance(entry.act, kind)]

    def refused(self, act: Callable[..., Any], *given: Any, **named: Any) -> list[str]:
        """Return why something is refused; the refusal itself is in the log."""
        with pytest.raises(errors.NotAuthorisedError) as caught:
            act(*given, **named)
        return [reason.code for reason in caught.value.reasons]


@pytest.fixture
def town() -> Iterator[Town]:
    with miniature(MORNING) as office:
        yield Town(office)


def test_an_approval_does_not_stay_on_a_document_that_was_edited_afterwards(town: Town) -> None:
    """A file was changed after its approval, and went on bearing the mark of being approved.

    Here nothing can be changed once it is proposed; and when a proposal came back and its
    agreement was prepared anew, the mayor has seen nothing and proposed is nothing.
    """
    first = town.prepares()
    town.proposes()
    town.reads(MAYOR, first)
    assert town.refused(town.places, CASE) == ["WrongStage"]
    decide.return_proposal(town.desk, town.office.enter(MAYOR), CASE, "Prepare it anew.")
    second = town.places(CASE, edge=20)
    assert second != first
    town.proposes()
    act = decide.begin_decision, town.desk, town.office.enter(MAYOR), CASE, decide.AS_PROPOSED
    assert town.refused(*act) == ["DocumentNotShown"]
    town.decides()
    assert town.journal.case(CASE).authorises.document == second


def test_the_wrong_file_is_not_approved_instead_of_the_right_one(town: Town) -> None:
    """Somebody approved one file of several with like names, and another one was signed.

    The decision names the bytes themselves, in the ledger and in the minutes' own record, and
    nothing else is signed by it.
    """
    right = town.prepares(words="plan")
    town.attaches(CASE, "plan (final)")
    wrong = town.journal.case(CASE).attachments[1].attached.original
    town.proposes()
    town.decides()
    case = town.journal.case(CASE)
    minutes = town.journal.register.document(case.decided.signed.document)
    content = town.desk.pdf.embedded_record(minutes)
    assert content
    assert read_record(content).authorisation.document == right
    town.reads(DEPUTY, wrong)
    certificate = town.desk.certificate(DEPUTY.person, Purpose.SIGNATURE)
    assert certificate
    now = town.office.clock.now()
    other = SigningBegun(wrong, FIELD, certificate.sha256, "", True, now, 0)
    against = town.refused(town.journal.record, town.office.enter(DEPUTY), other, CASE)
    assert against == ["OtherDocument"]
    assert town.signs().holds is Holds.YES


def test_nobody_signs_before_the_one_who_has_to_approve(town: Town) -> None:
    """The second in a chain could sign before the first had approved, and nobody noticed."""
    town.prepares()
    assert town.refused(town.begins) == ["WrongStage"]
    town.proposes()
    assert town.refused(town.signs) == ["NotDecided"]
    assert town.why_not(DEPUTY) == ["NotDecided"]
    assert next_step(town.journal.case(CASE), town.office.clock.now()) is NextStep.DECIDE
    assert town.entries(DocumentSigned) == []
    town.decides()
    assert town.signs().holds is Holds.YES


def test_two_cases_do_not_wait_for_each_other_for_ever(town: Town) -> None:
    """Two flows blocked each other, and neither told what it waited for.

    Here the second is told which case lies open, and goes on when that is given up.
    """
    for number in (CASE, OTHER_CASE):
        town.prepares(number, words=f"plan of {number[-1]}")
        town.proposes(number)
    town.begins(CASE)
    with pytest.raises(errors.NotAuthorisedError) as caught:
        town.begins(OTHER_CASE)
    (reason,) = caught.value.reasons
    assert (reason.code, reason.facts) == ("AnotherDecisionOpen", {"number": CASE})
    decide.abandon_decision(town.desk, town.office.enter(MAYOR), CASE)
    town.decides(OTHER_CASE)
    town.decides(CASE)
    sections = [town.journal.case(number).begun.section for number in (OTHER_CASE, CASE)]
    assert sections == [1, 2]


def test_a_refusal_and_its_reason_reach_those_who_acted_before(town: Town) -> None:
    """Somebody refused in the middle of a flow; the others waited on, and the reason was lost."""
    town.prepares()
    town.proposes()
    reason = "The costs are not accounted for."
    decide.return_proposal(town.desk, town.office.enter(MAYOR), CASE, reason)
    for who in (PREPARER, PRESENTER):
        (task,) = inbox(town.desk, town.office.enter(who))
        assert (task.number, task.step) == (CASE, NextStep.REVISE)
    (entry,) = town.entries(ProposalReturned)
    assert isinstance(entry.act, ProposalReturned)
    assert (entry.actor, town.journal.text(entry.act.reason)) == (MAYOR, reason)


def test_a_refusal_to_sign_has_a_reason_and_reaches_everyone_who_acted(town: Town) -> None:
    """The last one in a flow refused; nobody before them was told, and no reason was kept."""
    town.prepares()
    town.proposes()
    town.decides()
    signatory = town.office.enter(DEPUTY)
    for nothing in ("", "  "):
        refuse = refusal.refuse_to_sign, town.desk, signatory, CASE, nothing
        assert town.refused(*refuse) == ["RefusalReasonMissing"]
    refusal.refuse_to_sign(town.desk, signatory, CASE, "The annex is not the one agreed on.")
    for who in (PREPARER, PRESENTER, MAYOR, DEPUTY):
        (task,) = inbox(town.desk, town.office.enter(who))
        assert task.refused
    refused = town.journal.case(CASE).agreement.refusal
    assert (refused.by, town.journal.text(refused.reason)) == (
        DEPUTY,
        "The annex is not the one agreed on.",
    )
    assert town.refused(town.signs) == ["SigningWasRefused"]


@pytest.mark.parametrize("fails", ["assemble", "judge", "put_file"])
def test_the_log_tells_of_no_signature_that_was_not_stored(
    town: Town, fails: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log said that something had happened, which had failed on the way."""
    town.prepares()
    town.proposes()
    town.decides()

    def fail(*_: object) -> None:
        raise errors.StorageError(cause="the disk is full")

    place = town.office.register if fails == "put_file" else town.office.paper
    with monkeypatch.context() as broken:
        broken.setattr(place, fails, fail)
        with pytest.raises(errors.StorageError) as caught:
            town.signs()
    assert caught.value.standing is Standing.SIGNATURE_EXISTS
    assert town.entries(DocumentSigned) == []
    assert town.journal.case(CASE).signed is None
    assert town.signs().holds is Holds.YES  # goes on with the same signature
    assert len(town.entries(SigningBegun)) == 2  # one for the minutes, one for the agreement


def test_the_log_tells_of_no_time_stamp_that_nobody_gave(town: Town) -> None:
    """The log said that a message had gone out, while the service was away."""
    town.prepares()
    town.proposes()
    town.office.paper.stamps = False
    town.decides()
    assert town.signs().signatures[0].level == "B-T"
    assert town.entries(TimestampAdded) == []


def test_the_signer_is_not_the_clerk_who_was_signed_in(town: Town) -> None:
    """The mayor's card lay in the reader while a clerk was signed in: the clerk was recorded.

    A signature needs the person, the office and the certificate to be one; and a session key
    of the clerk's writes no entry in the mayor's name.
    """
    town.prepares()
    town.proposes()
    minutes = town.begins()
    town.reads(MAYOR, minutes)
    clerk, mayors_card = town.office.enter(PREPARER), town.office.key(MAYOR.person)
    against = town.refused(decide.decide, town.desk, clerk, CASE, mayors_card)
    assert {"DutyNotInOffice", "BegunByAnother", "CertificateOfAnotherPerson"} <= set(against)
    as_mayor = replace(clerk, actor=MAYOR)
    assert town.refused(decide.decide, town.desk, as_mayor, CASE, mayors_card) == ["SessionEnded"]
    assert town.entries(Decided) == []
    assert [entry.actor for entry in town.entries(AttemptRefused)] == [PREPARER]
    verdict = decide.decide(town.desk, town.office.enter(MAYOR), CASE, mayors_card)
    assert [made.signer for made in verdict.signatures] == ["Paula"]


def test_two_delegations_of_one_person_are_not_mixed(town: Town) -> None:
    """Somebody stood in for two others, and acted for one with what the other had given.

    Elina stands in for the deputy mayor, Anni for the mayor, and each for the other after them;
    what one office allows is not done for the other.
    """
    town.prepares()
    town.proposes()
    town.is_away("paula")
    town.is_away("antti")
    for_mayor, for_culture = deputy("anni", "mayor"), deputy("elina", "culture")
    assert town.refused(town.begins, CASE, deputy("elina", "mayor")) == ["HolderPresent"]
    town.decides(CASE, for_mayor)
    for wrong, codes in (
        (for_mayor, ["OtherOfficeAuthorised", "SelfAuthorisation"]),
        (deputy("anni", "culture"), ["HolderPresent", "SelfAuthorisation"]),
        (
            Actor("elina", "education", Capacity.HOLDER),
            ["OtherOfficeAuthorised", "DocumentNotShown"],
        ),
    ):
        assert town.why_not(wrong) == codes
    assert town.signs(for_culture).holds is Holds.YES
    case = town.journal.case(CASE)
    assert (case.decided_by, case.signed_by) == (for_mayor, for_culture)


def test_a_delegation_ends_with_its_day(town: Town) -> None:
    """A delegation without dates stayed in force for years after its cause was over."""
    town.prepares()
    town.proposes()
    town.is_away("paula")
    in_for = deputy("anni", "mayor")
    town.begins(CASE, in_for)
    town.office.clock.moment += timedelta(days=1)
    give_up = decide.abandon_decision, town.desk, town.office.enter(in_for), CASE
    assert town.refused(*give_up) == ["HolderPresent"]
    decide.abandon_decision(town.desk, town.office.enter(MAYOR), CASE)


@pytest.mark.parametrize(
    ("there", "code"),
    [
        ("2017-08-24T05:00:00", None),
        ("2017-08-25T04:59:59", None),
        ("2017-08-25T05:00:00", "TooLate"),
    ],
)
def test_the_day_is_helsinkis_wherever_the_clock_stands(
    town: Town, there: str, code: str | None
) -> None:
    """Times were kept without a zone, and a signature seemed to be of the day before or after."""
    town.prepares()
    town.proposes()
    town.decides()
    beijing = timezone(timedelta(hours=8))
    moment = helsinki(there).replace(tzinfo=beijing)
    town.office.clock.moment = max(moment, town.office.clock.now().astimezone(beijing))
    if code:
        assert town.refused(town.signs) == [code]
    else:
        assert town.signs().holds is Holds.YES
        assert helsinki_day(town.journal.case(CASE).signed_at) == MORNING.date()


def test_an_expired_certificate_is_no_wrong_pin(town: Town) -> None:
    """A certificate had expired, and the program asked for the PIN until the card was locked."""
    town.prepares()
    town.proposes()
    town.decides()
    certificate = town.desk.certificate(DEPUTY.person, Purpose.SIGNATURE)
    assert certificate
    change = CertificateUnbound(certificate.sha256, town.office.clock.now())
    first, second = town.office.enter(REGISTRAR), town.office.enter(OTHER_REGISTRAR)
    code = propose_roster_change(town.desk, first, (change,), ())
    confirm_roster_change(town.desk, second, code)
    town.office.clock.moment += timedelta(minutes=1)
    deputy_mayor, asked = town.office.enter(DEPUTY), []
    town.office.pens.sign = lambda *_: asked.append("PIN")  # type: ignore[method-assign]
    key = replace(town.office.key(DEPUTY.person), certificate=certificate)
    assert town.refused(sign_agreement, town.desk, deputy_mayor, CASE, key) == [
        "DocumentNotShown",
        "CertificateNotValid",
    ]
    assert asked == []


def test_who_left_the_office_yesterday_does_not_sign_today(town: Town) -> None:
    """Rights were taken away weeks after somebody had left, because nobody thought of it."""
    town.prepares()
    town.proposes()
    town.decides()
    today = helsinki_day(town.office.clock.now())
    left = OfficeLeft(DEPUTY.person, "culture", today - timedelta(days=1))
    first, second = town.office.enter(REGISTRAR), town.office.enter(OTHER_REGISTRAR)
    confirm_roster_change(town.desk, second, propose_roster_change(town.desk, first, (left,), ()))
    assert "OfficeNotHeld" in town.why_not(DEPUTY)
    assert town.signs(deputy("elina", "culture")).holds is Holds.YES
