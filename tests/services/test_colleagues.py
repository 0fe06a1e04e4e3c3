"""An assistant looks over the mayor's shoulder; a clerk who is ill hands nothing over alone."""

from dataclasses import replace

import pytest

from signapp.demo.clock import DECIDED, PREPARED
from signapp.demo.people import MAYOR, SINCE, UNTIL
from signapp.demo.scene import CASE, seed_text
from signapp.domain import errors
from signapp.domain.acts import (
    Actor,
    Capacity,
    IdentityCheck,
    OfficeFormed,
    OfficeHeld,
    OfficeKind,
    OfficeTitle,
    PersonEnrolled,
    RosterChange,
)
from signapp.domain.publicity import WHOLE_CASE, PersonalData, PublicityClass
from signapp.ledger.entries import EntryKey
from signapp.services.decide import AS_PROPOSED, begin_decision
from signapp.services.handover import hand_over, possible_preparers
from signapp.services.inbox import inbox
from signapp.services.journal import Session, SignedIn, salted
from signapp.services.prepare import save_draft
from signapp.services.publicity import Class, class_record
from signapp.services.register import confirm_roster_change, propose_roster_change
from tests.services.conftest import Stand, StandAt

AIDE = OfficeFormed(
    "mayor-aide",
    OfficeKind.ASSISTANT,
    OfficeTitle("avustaja", "avustajan", "assistent", "assistant"),
    SINCE,
    MAYOR,
)
SECRET = Class(
    PublicityClass.SECRET, ("JulkL (621/1999) 24.1 § 20 k",), PersonalData.SOME, "salaista"
)


def enrol(stand: Stand, person: str, office: str, *changes: RosterChange) -> SignedIn:
    """Enrol somebody by two registrars; return them as a reader, whose session is not open."""
    name = salted(person.title())
    held = OfficeHeld(person, office, SINCE, UNTIL)
    enrolled = PersonEnrolled(person, name.commitment, IdentityCheck.INVENTED)
    first, second = stand.enter("registrar-1"), stand.enter("registrar-2")
    code = propose_roster_change(stand.desk, first, (*changes, enrolled, held), (name,))
    confirm_roster_change(stand.desk, second, code)
    session = Session(person, EntryKey(), first.session.until)
    return SignedIn(session, Actor(person, office, Capacity.HOLDER))


def test_an_assistant_sees_the_mayors_list_and_acts_on_nothing(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    stand.scene.clock.move_to(DECIDED)
    aide = enrol(stand, "anna", "mayor-aide", AIDE)
    mayor = stand.enter("mayor")
    assert inbox(stand.desk, aide) == inbox(stand.desk, mayor)
    (task,) = inbox(stand.desk, aide)
    assert task.mine
    with pytest.raises(errors.NotAuthorisedError):
        begin_decision(stand.desk, aide, CASE, AS_PROPOSED)
    opened = replace(mayor, actor=aide.actor)
    with pytest.raises(errors.NotAuthorisedError):
        begin_decision(stand.desk, opened, CASE, AS_PROPOSED)
    assert stand.case.begun is None


def test_a_secret_title_is_not_for_the_assistant(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    class_record(stand.desk, stand.enter("presenter"), CASE, WHOLE_CASE, SECRET)
    aide = enrol(stand, "anna", "mayor-aide", AIDE)
    assert inbox(stand.desk, stand.enter("mayor"))[0].title.text == seed_text().title
    shown = inbox(stand.desk, aide)[0].title
    assert (shown.text, shown.withheld) == ("", True)


def test_a_draft_of_a_clerk_who_is_ill_is_handed_over_by_the_presenter(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    assert stand.scene.clock.now() >= PREPARED
    colleague = enrol(stand, "vilma", "international")
    preparer, presenter = stand.enter("preparer"), stand.enter("presenter")
    assert inbox(stand.desk, preparer)[0].mine
    assert not inbox(stand.desk, colleague)[0].mine
    (vilma,) = [one for one in possible_preparers(stand.desk, stand.case) if one.person == "vilma"]
    with pytest.raises(errors.NotAuthorisedError) as caught:
        hand_over(stand.desk, stand.enter("auditor"), CASE, vilma, "x")
    assert [one.code for one in caught.value.reasons] == ["NotInCharge"]
    hand_over(stand.desk, presenter, CASE, vilma, "Valmistelija on sairaana.")
    assert inbox(stand.desk, colleague)[0].mine
    assert not inbox(stand.desk, preparer)[0].mine
    assert stand.acts()[-1] == "DraftHandedOver"
    assert "preparer" in stand.case.prepared_by
    save_draft(stand.desk, preparer, CASE, seed_text())  # a colleague may still help
    assert stand.case.charge.person == "vilma"
