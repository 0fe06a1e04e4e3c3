"""The roster: who holds what on a day, and changes that take two registrars."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from signapp.domain.acts import (
    DraftEdited,
    OfficeHeld,
    OfficeKind,
    PersonEnrolled,
    ProvisionListed,
    Purpose,
    RosterChangeConfirmed,
    RosterChangeProposed,
)
from signapp.domain.numbers import case_number_fits
from signapp.domain.offices import RecordType, Roster, record_type
from signapp.domain.situation import DUTIES, Duty
from tests.domain.stories import (
    EVERYBODY,
    IN_PERSON,
    MAYOR,
    OTHER_REGISTRAR,
    PREPARED_AT,
    PREPARER,
    PROVISION,
    REGISTRAR,
    SINCE,
    UNTIL,
    Story,
    bound,
    first_roster,
    holder,
    office,
    sha256,
)

DAY = timedelta(days=1)
NEWCOMER = "niko"
CHANGES = (
    PersonEnrolled(NEWCOMER, sha256("Niko"), IN_PERSON),
    OfficeHeld(NEWCOMER, PREPARER.office, SINCE, UNTIL),
)


# --- two registrars -------------------------------------------------------------------------


def test_a_change_takes_effect_with_another_registrars_confirmation() -> None:
    story = Story.of("draft")
    newcomer = holder(NEWCOMER, PREPARER.office)
    story.does(REGISTRAR, RosterChangeProposed("p", CHANGES), PREPARED_AT, "")
    assert story.codes(newcomer, DraftEdited(), PREPARED_AT) == ["OfficeNotHeld"]
    story.does(OTHER_REGISTRAR, RosterChangeConfirmed("p"), PREPARED_AT, "")
    assert story.codes(newcomer, DraftEdited(), PREPARED_AT) == []
    assert story.state.roster.persons[NEWCOMER] == CHANGES[0]


def test_nobody_confirms_their_own_proposal() -> None:
    story = Story().does(REGISTRAR, RosterChangeProposed("p", CHANGES), PREPARED_AT, "")
    confirm = RosterChangeConfirmed("p")
    assert story.codes(REGISTRAR, confirm, PREPARED_AT, "") == ["SamePersonMayNotConfirm"]


def test_nobody_confirms_their_own_proposal_from_a_second_office() -> None:
    second = office("registry-2", OfficeKind.REGISTRAR)
    story = Story(second, OfficeHeld(REGISTRAR.person, "registry-2", SINCE, UNTIL))
    story.does(REGISTRAR, RosterChangeProposed("p", CHANGES), PREPARED_AT, "")
    again = holder(REGISTRAR.person, "registry-2")
    codes = story.codes(again, RosterChangeConfirmed("p"), PREPARED_AT, "")
    assert codes == ["SamePersonMayNotConfirm"]


def test_only_registrars_confirm() -> None:
    story = Story().does(REGISTRAR, RosterChangeProposed("p", CHANGES), PREPARED_AT, "")
    for someone in (MAYOR, PREPARER):
        codes = story.codes(someone, RosterChangeConfirmed("p"), PREPARED_AT, "")
        assert codes == ["DutyNotInOffice"]


def test_a_proposal_is_confirmed_once() -> None:
    story = Story().does(REGISTRAR, RosterChangeProposed("p", CHANGES), PREPARED_AT, "")
    story.does(OTHER_REGISTRAR, RosterChangeConfirmed("p"), PREPARED_AT, "")
    codes = story.codes(OTHER_REGISTRAR, RosterChangeConfirmed("p"), PREPARED_AT, "")
    assert codes == ["RosterProposalUnknown"]


def test_the_code_of_a_proposal_is_never_used_again() -> None:
    propose = RosterChangeProposed("p", ())
    story = Story().does(REGISTRAR, propose, PREPARED_AT, "")
    assert story.codes(OTHER_REGISTRAR, propose, PREPARED_AT, "") == ["RosterProposalKnown"]
    story.does(OTHER_REGISTRAR, RosterChangeConfirmed("p"), PREPARED_AT, "")
    assert story.codes(REGISTRAR, propose, PREPARED_AT, "") == ["RosterProposalKnown"]


# --- who holds what on a day ----------------------------------------------------------------


@pytest.fixture
def roster() -> Roster:
    return Roster().with_changes(first_roster())


def test_an_office_is_held_from_its_first_to_its_last_day(roster: Roster) -> None:
    held = [
        roster.holds("paula", "mayor", day) for day in (SINCE - DAY, SINCE, UNTIL, UNTIL + DAY)
    ]
    assert held == [False, True, True, False]
    assert roster.holder("mayor", UNTIL) == "paula"
    assert roster.holder("mayor", UNTIL + DAY) is None
    assert roster.holder("harbour", SINCE) is None
    assert not roster.holds("veera", "mayor", SINCE)


def test_an_office_is_not_held_before_it_exists(roster: Roster) -> None:
    formed = SINCE + 30 * DAY
    later = roster.with_changes([office("mayor", OfficeKind.MAYOR, since=formed)])
    assert not later.holds("paula", "mayor", formed - DAY)
    assert later.holds("paula", "mayor", formed)


def test_one_person_may_hold_several_offices_at_their_own_times(roster: Roster) -> None:
    day = date(2018, 5, 1)
    more = roster.with_changes([OfficeHeld("paula", "culture", day, day)])
    codes = [[one.office for one in more.offices_of("paula", d)] for d in (day - DAY, day)]
    assert codes == [["mayor"], ["mayor", "culture"]]
    assert not roster.holds("paula", "culture", day)  # the older roster is what it was


def test_a_successor_holds_the_office_from_the_first_day_on(roster: Roster) -> None:
    both = roster.with_changes([OfficeHeld("eeva", "mayor", UNTIL + DAY, UNTIL + 365 * DAY)])
    assert [both.holder("mayor", UNTIL), both.holder("mayor", UNTIL + DAY)] == ["paula", "eeva"]


def test_the_certificate_bound_last_is_the_one_in_use(roster: Roster) -> None:
    old = roster.certificate_of("paula", Purpose.SIGNATURE)
    assert old == bound("paula", Purpose.SIGNATURE)
    new = replace(old, certificate=replace(old.certificate, sha256=sha256("renewed")))
    renewed = roster.with_changes([new])
    assert renewed.certificate_of("paula", Purpose.SIGNATURE) == new
    assert renewed.certificate_of("paula", Purpose.SESSION) == bound("paula", Purpose.SESSION)
    assert renewed.certificate_of(NEWCOMER, Purpose.SESSION) is None


def test_a_provision_gives_competence_to_one_office_from_its_day_on(roster: Roster) -> None:
    code = PROVISION.provision
    listed = roster.provision_of(code, "mayor", SINCE)
    assert listed is not None
    assert (listed.citation, listed.until) == (PROVISION.citation, None)
    assert roster.provision_of(code, "mayor", SINCE - DAY) is None
    assert roster.provision_of(code, "culture", SINCE) is None
    assert roster.provision_of("none", "mayor", SINCE) is None
    moved = roster.with_changes([ProvisionListed(code, "culture", "other", SINCE, "")])
    assert moved.provision_of(code, "mayor", SINCE) is None


# --- kinds of offices -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", OfficeKind)
def test_the_record_type_follows_from_the_decision_maker(kind: OfficeKind) -> None:
    """Mayor and deputy mayors are elected: theirs are never decisions of office holders (R4)."""
    elected = {OfficeKind.MAYOR, OfficeKind.DEPUTY_MAYOR}
    expected = dict.fromkeys(elected, RecordType.ELECTED_OFFICIAL)
    expected[OfficeKind.BODY] = RecordType.BODY
    assert record_type(kind) == expected.get(kind, RecordType.OFFICE_HOLDER)


def test_every_kind_of_office_has_duties_and_none_has_two_that_check_each_other() -> None:
    assert DUTIES.keys() == set(OfficeKind)
    for kind, duties in DUTIES.items():
        assert bool(duties) is (kind is not OfficeKind.ASSISTANT)
        assert not ({Duty.PREPARE, Duty.PRESENT} & duties and Duty.DECIDE in duties)
        assert not (Duty.REGISTER in duties and len(duties) > 1)
        assert not (Duty.AUDIT in duties and len(duties) > 1)


def test_everybody_here_holds_the_office_they_act_for(roster: Roster) -> None:
    assert all(roster.holds(one.person, one.office, SINCE) for one in EVERYBODY)


@pytest.mark.parametrize(
    ("number", "fits"),
    [
        ("HEL 2017-008888", True),
        ("HEL 2017-08888", False),
        ("HEL 2017-0088880", False),
        ("HEL 2017-008888\n", False),
        (" HEL 2017-008888", False),
        ("hel 2017-008888", False),
        ("HEL\u00a02017-008888", False),
        ("HEL 2017\u2013008888", False),
        ("HEL ٢٠١٧-008888", False),
        ("", False),
    ],
)
def test_a_case_number_has_one_form(number: str, fits: bool) -> None:
    assert case_number_fits(number) is fits
