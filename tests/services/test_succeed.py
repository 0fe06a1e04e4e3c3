"""The other side sent a changed text, or the flight is late: a new decision in one step."""

from datetime import timedelta
from pathlib import Path

import pytest

from signapp.demo.clock import DAY_AFTER, DECIDED, SIGNED
from signapp.demo.scene import CASE, FIELD, SIGNING_DAY
from signapp.domain import errors
from signapp.domain.authorisation import on_day
from signapp.domain.mandate import Ending
from signapp.domain.succession import SuccessionKind
from signapp.services.compare import compare_documents
from signapp.services.decide import AS_PROPOSED, begin_decision, decide, return_proposal
from signapp.services.ports import Holds
from signapp.services.prepare import draft, findings_in_draft, open_document, submit
from signapp.services.proposed_signing import ProposedSigning, drafted_signing
from signapp.services.review import mark
from signapp.services.sign import sign_agreement
from signapp.services.succeed import Successor, compared_texts, open_successor
from tests.services.conftest import Stand, StandAt
from tests.services.test_authorise import codes, corrected, told

LATE = on_day(SIGNING_DAY + timedelta(days=1))
REASON = "Lento on myöhässä."


def propose(stand: Stand, number: str, wanted: ProposedSigning) -> None:
    """The presenter sees what the review warns of, such as the old day, and proposes."""
    found = findings_in_draft(stand.desk, number, wanted.office, wanted.days)
    seen = frozenset(map(mark, found))
    submit(stand.desk, stand.enter("presenter"), number, wanted, (False, False), seen)


def propose_and_decide(stand: Stand, number: str) -> None:
    """The presenter proposes the new case as it is drafted; the mayor decides it."""
    wanted = drafted_signing(stand.desk, number)
    assert wanted
    propose(stand, number, wanted)
    mayor = stand.enter("mayor")
    prepared = stand.journal.case(number).attachments[0].prepared
    assert prepared
    open_document(stand.desk, mayor, number, prepared.prepared)
    minutes = begin_decision(stand.desk, mayor, number, AS_PROPOSED)
    open_document(stand.desk, mayor, number, minutes)
    decide(stand.desk, mayor, number, stand.key("mayor"))


def test_the_flight_is_late(stand_at: StandAt) -> None:
    """The same text on another day: everything is copied, deciding it ends the earlier one."""
    stand = stand_at("publish")
    stand.scene.clock.move_to(SIGNED)
    preparer = stand.enter("preparer")
    number = open_successor(stand.desk, preparer, CASE, Successor(REASON, days=LATE))
    later, before = stand.journal.case(number), stand.case
    link = later.opened.succeeds
    assert link
    assert (link.case, link.kind) == (CASE, SuccessionKind.SUCCESSOR)
    assert stand.journal.text(link.reason) == REASON
    assert stand.journal.text(later.opened.title) == stand.journal.text(before.opened.title)
    assert later.opened.class_code == before.opened.class_code
    written, signing = draft(stand.desk, number), drafted_signing(stand.desk, number)
    assert written
    assert signing
    assert written.decision
    assert (signing.days, signing.field) == (LATE, FIELD)
    assert before.proposal
    asked = before.proposal.authorisation
    assert (signing.office, signing.place) == (asked.office, asked.place)
    assert later.attachments[0].prepared == before.attachments[0].prepared
    assert compared_texts(stand.desk, later) is None
    assert stand.case.ending(SIGNING_DAY) is None
    propose_and_decide(stand, number)
    assert stand.case.ending(SIGNING_DAY) is Ending.REPLACED
    stand.scene.clock.move_to(DAY_AFTER)
    deputy = stand.enter("deputy-mayor")
    open_document(stand.desk, deputy, CASE, stand.plan)
    key = stand.key("deputy-mayor")
    refused = codes(sign_agreement, stand.desk, deputy, CASE, key)
    assert refused == ["AuthorisationIsReplaced", "TooLate"]
    open_document(stand.desk, deputy, number, stand.plan)
    assert sign_agreement(stand.desk, deputy, number, key).holds is Holds.YES
    told(stand)


def test_the_other_side_sent_a_changed_text(stand_at: StandAt, tmp_path: Path) -> None:
    stand = stand_at("publish")
    file, preparer = corrected(stand, tmp_path), stand.enter("preparer")
    number = open_successor(stand.desk, preparer, CASE, Successor("Uusi teksti.", file))
    later = stand.journal.case(number)
    prepared = later.attachments[0].prepared
    assert prepared
    assert prepared.prepared != stand.plan
    assert {place.field for place in prepared.places} == {"Helsinki", "Beijing"}
    signing = drafted_signing(stand.desk, number)
    assert signing
    assert signing.days == on_day(SIGNING_DAY)
    texts = compared_texts(stand.desk, later)
    assert texts == (stand.plan, prepared.prepared)
    seen: list[tuple[int, int]] = []
    found = compare_documents(
        stand.desk,
        *texts,
        lambda done, of: seen.append((done, of)) or True,  # type: ignore[func-returns-value]
    )
    assert found.numbers == (1, 6)
    assert (len(found.pages), seen[-1]) == (6, (6, 6))
    words = [(change.removed, change.added) for change in found.changed[0].changes]
    assert words == [("Cooperation", "Partnership")]


def test_comparing_can_be_stopped(stand_at: StandAt, tmp_path: Path) -> None:
    stand = stand_at("prepare")
    other = stand.journal.register.put_file(corrected(stand, tmp_path))
    with pytest.raises(errors.CancelledError):
        compare_documents(stand.desk, stand.plan, other, lambda done, _: done < 2)


def test_a_returned_case_is_succeeded_by_its_last_proposal(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    stand.scene.clock.move_to(DECIDED)
    return_proposal(stand.desk, stand.enter("mayor"), CASE, "Päivä muuttuu.")
    preparer = stand.enter("preparer")
    number = open_successor(stand.desk, preparer, CASE, Successor(REASON, days=LATE))
    signing = drafted_signing(stand.desk, number)
    assert signing
    assert signing.days == LATE
    propose_and_decide(stand, number)
    submit_again = drafted_signing(stand.desk, number)
    assert submit_again
    propose(stand, CASE, submit_again)
    mayor = stand.enter("mayor")
    open_document(stand.desk, mayor, CASE, stand.plan)
    refused = codes(begin_decision, stand.desk, mayor, CASE, AS_PROPOSED)
    assert refused == ["AuthorisationIsReplaced"]


def test_the_new_case_may_have_a_number_of_its_own_and_other_words(stand_at: StandAt) -> None:
    stand = stand_at("publish")
    wanted = Successor(REASON, days=LATE, number="HEL-2017-012345", decision="Uusi teksti.")
    number = open_successor(stand.desk, stand.enter("preparer"), CASE, wanted)
    assert number == "HEL 2017-012345"
    written = draft(stand.desk, number)
    assert written
    assert written.decision == "Uusi teksti."


def test_what_was_signed_is_not_succeeded(stand_at: StandAt) -> None:
    stand = stand_at("sign")
    preparer = stand.enter("preparer")
    refused = codes(open_successor, stand.desk, preparer, CASE, Successor(REASON))
    assert refused == ["NothingToReplace"]
    assert len(stand.journal.state.cases) == 1
