"""Corrected minutes by real signatures: printed, embedded, marked, audited (Hallintolaki 51 §)."""

from pathlib import Path

import pytest

from signapp.demo.clock import FINAL, PUBLISHED, SIGNED
from signapp.demo.scene import CASE, seed_text
from signapp.domain.errors import NotAuthorisedError
from signapp.domain.succession import SuccessionKind
from signapp.services.audit import verify_register
from signapp.services.correct import (
    abandon_correction,
    begin_correction,
    sign_correction,
    text_in_force,
)
from signapp.services.correction_marks import MarkKind, decided_anew_in, mark_on_entry
from signapp.services.files import verify_files
from signapp.services.minutes import read_record
from signapp.services.ports import Holds
from signapp.services.prepare import open_document
from signapp.services.sign import sign_agreement
from signapp.services.succeed import Successor, open_successor
from tests.services.conftest import Stand, StandAt
from tests.services.test_life import codes, file_of, joined, words_of
from tests.services.test_succeed import propose_and_decide

CORRECTED = seed_text().decision.replace("29.8.2017", "29.8.2017 Helsingissä")
REASON = "Allekirjoituspaikka oli jäänyt pois."


def correct(stand: Stand) -> Path:
    """Have the mayor correct the decision on the day of publication; return the new minutes."""
    stand.scene.clock.move_to(max(PUBLISHED, stand.journal.clock.now()))
    mayor = stand.enter("mayor")
    minutes = begin_correction(stand.desk, mayor, CASE, CORRECTED, REASON, fair=True)
    open_document(stand.desk, mayor, CASE, minutes)
    verdict = sign_correction(stand.desk, mayor, CASE, stand.key("mayor"))
    assert verdict.holds is Holds.YES
    assert stand.case.minutes_in_force
    return file_of(stand, stand.case.latest(stand.case.minutes_in_force).document)


def old_minutes(stand: Stand) -> Path:
    assert stand.case.decided
    return file_of(stand, stand.case.latest(stand.case.decided.signed).document)


def test_corrected_minutes_say_what_was_corrected_and_what_stays(stand_at: StandAt) -> None:
    stand = stand_at("decide")
    before = stand.case.begun
    printed = words_of(correct(stand))
    assert joined(CORRECTED) in printed
    assert joined(REASON) in printed
    assert joined("hallintolaki 51 ja 52 §") in printed
    assert joined("Korjaaminen ei muuta muutoksenhakuaikaa") in printed
    assert before
    assert f"{before.section}/{before.year}".replace("/", "") in printed
    assert text_in_force(stand.desk, CASE).decision == CORRECTED


def test_the_record_names_the_minutes_whose_place_is_taken(stand_at: StandAt) -> None:
    stand = stand_at("decide")
    new = correct(stand)
    first, second = (
        read_record(stand.desk.pdf.embedded_record(path) or b"")
        for path in (old_minutes(stand), new)
    )
    assert stand.case.decided
    assert second.corrects == stand.case.decided.signed.document.sha256
    assert first.corrects == ""
    assert (first.section, first.authorisation) == (second.section, second.authorisation)
    assert first.text != second.text


def test_the_audit_holds_and_marks_the_replaced_minutes(stand_at: StandAt) -> None:
    stand = stand_at("sign")
    correct(stand)
    verdict = verify_register(
        stand.journal.register,
        stand.desk.pdf,
        stand.desk.trust.material(),
        stand.journal.clock.now(),
    )
    assert verdict.holds is Holds.YES
    marked = {
        one.document.sha256
        for one in verdict.documents
        if one.entry and "entry.corrected" in [remark.code for remark in one.entry.remarks]
    }
    assert stand.case.decided
    assert stand.case.decided.signed.document.sha256 in marked
    assert stand.case.minutes_in_force
    assert stand.case.minutes_in_force.document.sha256 not in marked


def test_the_log_marks_the_entry_of_the_replaced_minutes(stand_at: StandAt) -> None:
    stand = stand_at("decide")
    assert not any(mark_on_entry(stand.journal.state, one) for one in stand.entries())
    correct(stand)
    marks = [
        (type(one.act).__name__, found.kind, found.facts["day"])
        for one in stand.entries()
        if (found := mark_on_entry(stand.journal.state, one))
    ]
    assert marks == [("Decided", MarkKind.CORRECTED, "2017-08-25")]


def test_files_given_together_tell_which_minutes_are_replaced(stand_at: StandAt) -> None:
    stand = stand_at("sign")
    new, old = correct(stand), old_minutes(stand)
    assert stand.case.signed
    plan = file_of(stand, stand.case.latest(stand.case.signed.signed).document)
    trust, now = stand.desk.trust.material(), stand.journal.clock.now()
    first, second, third = verify_files(stand.desk.pdf, (old, new, plan), trust, now)
    assert first.authority
    assert "authority.replaced" in [remark.code for remark in first.authority.remarks]
    assert second.authority is None
    assert third.holds is Holds.YES
    alone = verify_files(stand.desk.pdf, (new, plan), trust, now)[1]
    assert alone.holds is Holds.NOT_KNOWN
    assert alone.authority
    assert "authority.corrected_minutes" in [one.code for one in alone.authority.remarks]


def test_signing_goes_on_by_the_corrected_decision(stand_at: StandAt) -> None:
    stand = stand_at("publish")
    correct(stand)
    stand.scene.clock.move_to(SIGNED)
    deputy = stand.enter("deputy-mayor")
    open_document(stand.desk, deputy, CASE, stand.plan)
    assert sign_agreement(stand.desk, deputy, CASE, stand.key("deputy-mayor")).holds is Holds.YES


def test_a_correction_is_refused_and_given_up(stand_at: StandAt) -> None:
    stand = stand_at("decide")
    mayor = stand.enter("mayor")

    def begin(decision: str, *, fair: bool = True) -> None:
        begin_correction(stand.desk, mayor, CASE, decision, REASON, fair=fair)

    assert codes(begin, f" {seed_text().decision}\n") == ["NothingCorrected"]
    with pytest.raises(NotAuthorisedError) as caught:
        begin(CORRECTED, fair=False)
    assert [one.code for one in caught.value.reasons] == ["CorrectionUnfair"]
    begin(CORRECTED)
    abandon_correction(stand.desk, mayor, CASE)
    assert stand.case.corrections.done == ()
    assert text_in_force(stand.desk, CASE).decision == seed_text().decision


def test_an_error_of_substance_is_decided_anew_with_its_own_section(stand_at: StandAt) -> None:
    """Also when something was signed by the earlier decision, which then carries a mark (50 §)."""
    stand = stand_at("sign")
    kind, preparer = SuccessionKind.CORRECTION, stand.enter("preparer")
    wanted = Successor("Väärä allekirjoittaja.", decision=CORRECTED, kind=kind)
    later = open_successor(stand.desk, preparer, CASE, wanted)
    assert decided_anew_in(stand.journal.state, stand.case) == ""
    stand.scene.clock.move_to(FINAL)
    propose_and_decide(stand, later)
    anew = stand.journal.case(later)
    assert anew.begun
    assert anew.begun.section == 2
    assert anew.opened.succeeds
    assert (anew.opened.succeeds.case, anew.opened.succeeds.kind) == (CASE, kind)
    assert stand.case.mandate.replaced_by == later
    assert decided_anew_in(stand.journal.state, stand.case) == later
    marks = [
        found for one in stand.entries() if (found := mark_on_entry(stand.journal.state, one))
    ]
    assert [(one.kind, one.facts) for one in marks] == [(MarkKind.DECIDED_ANEW, {"number": later})]
