"""Changing the roster takes two registrars, and counts from the second one on."""

from datetime import UTC, date, datetime, timedelta

import pytest

from signapp.demo.people import DEPUTY_MAYOR
from signapp.demo.scene import CASE, CLASS_CODE
from signapp.domain import errors
from signapp.domain.acts import (
    CertificateUnbound,
    OfficeHeld,
    OfficeLeft,
    PersonEnrolled,
    Purpose,
)
from signapp.domain.calendar import HELSINKI
from signapp.ledger.verification import LONGEST_SESSION
from signapp.services.journal import salted
from signapp.services.prepare import open_case
from signapp.services.register import confirm_roster_change, propose_roster_change
from tests.domain.stories import IN_PERSON
from tests.services.conftest import StandAt

TODAY, LATER = date(2017, 8, 21), date(2017, 12, 31)


def test_a_change_of_the_roster_takes_two_registrars(stand_at: StandAt) -> None:
    stand = stand_at("founded")
    name = salted("Uusi Apulainen")
    changes = (
        PersonEnrolled("new", name.commitment, IN_PERSON),
        OfficeHeld("new", DEPUTY_MAYOR, TODAY, LATER),
    )
    first, second = stand.enter("registrar-1"), stand.enter("registrar-2")
    proposal = propose_roster_change(stand.desk, first, changes, (name,))
    roster = stand.journal.state.roster
    assert not roster.holds("new", DEPUTY_MAYOR, TODAY)
    with pytest.raises(errors.NotAuthorisedError) as caught:
        confirm_roster_change(stand.desk, first, proposal)
    assert [reason.code for reason in caught.value.reasons] == ["SamePersonMayNotConfirm"]
    confirm_roster_change(stand.desk, second, proposal)
    roster = stand.journal.state.roster
    assert roster.holds("new", DEPUTY_MAYOR, TODAY)
    assert stand.journal.text(roster.persons["new"].name) == "Uusi Apulainen"


@pytest.mark.parametrize("night", ["2017-10-28", "2018-03-24"], ids=["autumn", "spring"])
def test_a_session_of_the_night_in_which_the_clocks_change_lasts_as_long_as_any(
    stand_at: StandAt, night: str
) -> None:
    """Twelve hours by the wall clock are thirteen, or eleven, in that night."""
    stand = stand_at("founded")
    evening = datetime.fromisoformat(f"{night}T23:00:00").replace(tzinfo=HELSINKI)
    stand.scene.clock.move_to(evening)
    preparer = stand.enter("preparer")
    assert preparer.session.until - evening.astimezone(UTC) == LONGEST_SESSION
    stand.scene.clock.move_to(evening.astimezone(UTC) + LONGEST_SESSION - timedelta(minutes=1))
    open_case(stand.desk, preparer, CASE, CLASS_CODE, "title")


def test_only_registrars_change_the_roster(stand_at: StandAt) -> None:
    stand = stand_at("founded")
    change = OfficeHeld("mayor", DEPUTY_MAYOR, TODAY, LATER)
    with pytest.raises(errors.NotAuthorisedError) as caught:
        propose_roster_change(stand.desk, stand.enter("mayor"), (change,), ())
    assert [reason.code for reason in caught.value.reasons] == ["DutyNotInOffice"]


def test_unbinding_a_lost_card_ends_the_session_that_it_opened(stand_at: StandAt) -> None:
    stand = stand_at("founded")
    preparer = stand.enter("preparer")
    first, second = stand.enter("registrar-1"), stand.enter("registrar-2")
    card = stand.desk.certificate("preparer", Purpose.SESSION)
    assert card
    now = stand.journal.clock.now()
    change = CertificateUnbound(card.sha256, now)
    code = propose_roster_change(stand.desk, first, (change,), ())
    confirm_roster_change(stand.desk, second, code)
    stand.scene.clock.move_to(now + timedelta(minutes=1))
    size = stand.journal.size
    with pytest.raises(errors.NotAuthorisedError) as caught:
        open_case(stand.desk, preparer, CASE, CLASS_CODE, "title")
    assert [reason.code for reason in caught.value.reasons] == ["SessionEnded"]
    assert stand.journal.size == size


def test_leaving_an_office_and_losing_a_certificate_count_from_their_day(
    stand_at: StandAt,
) -> None:
    stand = stand_at("founded")
    first, second = stand.enter("registrar-1"), stand.enter("registrar-2")
    bound = stand.desk.certificate("deputy-mayor", Purpose.SIGNATURE)
    assert bound
    noon = stand.journal.clock.now()
    changes = (
        OfficeLeft("deputy-mayor", DEPUTY_MAYOR, TODAY),
        CertificateUnbound(bound.sha256, noon),
    )
    confirm_roster_change(
        stand.desk, second, propose_roster_change(stand.desk, first, changes, ())
    )
    roster = stand.journal.state.roster
    assert roster.holds("deputy-mayor", DEPUTY_MAYOR, TODAY)
    assert not roster.holds("deputy-mayor", DEPUTY_MAYOR, LATER)
    assert roster.certificates[bound.sha256].not_after == noon
