"""What is wrong with a change of the roster, before two registrars can agree on it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from signapp.domain.acts import (
    DESK,
    CertificateBound,
    CertificateUnbound,
    DeputiesOrdered,
    OfficeDissolved,
    OfficeFormed,
    OfficeHeld,
    OfficeKind,
    OfficeLeft,
    PersonEnrolled,
    Policy,
    PolicySet,
    ProvisionEnded,
    ProvisionListed,
    Purpose,
    RegisterFounded,
    RosterChange,
    RosterChangeConfirmed,
    RosterChangeProposed,
    RosterChangeRejected,
    SubstituteNamed,
)
from signapp.domain.offices import Roster
from signapp.domain.publicity import PublicationOrdered
from signapp.domain.register import RegisterState
from signapp.domain.roster_rules import flaws, registrars
from tests.domain.stories import (
    DAY,
    IN_PERSON,
    OTHER_REGISTRAR,
    PREPARED_AT,
    PREPARER,
    REGISTRAR,
    SINCE,
    UNTIL,
    VALID_FROM,
    Story,
    bound,
    certificate,
    document,
    first_roster,
    office,
    sha256,
)

NEW = PersonEnrolled("niko", sha256("Niko"), IN_PERSON)
BASIS = "Khs 9.8.2021 § 557"
BACKWARDS = (UNTIL, SINCE)
KEY = CertificateBound("niko", Purpose.SESSION, document("key"), "", VALID_FROM, VALID_FROM)

ROSTER_RULES = {
    *("PersonUnknown", "OfficeUnknown", "OfficeKnown", "SpanReversed", "BasisMissing"),
    *("OwnDeputy", "CertificateKnown", "RegistrarsTooFew", "CasePrefixMalformed"),
}
"""The reasons that the tests below show."""

FLAWED: tuple[tuple[tuple[RosterChange, ...], str], ...] = (
    ((NEW, OfficeHeld("niko", "mayor", SINCE, UNTIL), KEY), ""),
    ((replace(NEW, person="paula"),), ""),
    ((replace(NEW, person=""),), "0 PersonUnknown"),
    ((OfficeHeld("niko", "mayor", SINCE, UNTIL), NEW), "0 PersonUnknown"),
    ((NEW, OfficeHeld("niko", "harbour", *BACKWARDS)), "1 OfficeUnknown, 1 SpanReversed"),
    ((OfficeFormed("mayor", OfficeKind.MAYOR, office("x", OfficeKind.MAYOR).title, SINCE),),
     "0 OfficeKnown"),
    ((office("", OfficeKind.MAYOR),), "0 OfficeUnknown"),
    ((OfficeLeft("paula", "culture", DAY),), "0 OfficeNotHeld"),
    ((OfficeLeft("antti", "culture", DAY),), ""),
    ((OfficeDissolved("culture", DAY, "harbour", " "),), "0 OfficeUnknown, 0 BasisMissing"),
    ((OfficeDissolved("culture", DAY, "culture", BASIS),), "0 OwnDeputy"),
    ((DeputiesOrdered("mayor", ("culture", "mayor"), SINCE, UNTIL, ""),),
     "0 BasisMissing, 0 OwnDeputy"),
    ((DeputiesOrdered("mayor", ("harbour",), *BACKWARDS, BASIS),),
     "0 OfficeUnknown, 0 SpanReversed"),
    ((SubstituteNamed("niko", "harbour", *BACKWARDS, ""),),
     "0 PersonUnknown, 0 OfficeUnknown, 0 SpanReversed, 0 BasisMissing"),
    ((ProvisionListed("p", "harbour", "", SINCE, ""),), "0 OfficeUnknown, 0 BasisMissing"),
    ((ProvisionEnded("p", DAY),), "0 CompetenceMissing"),
    ((ProvisionEnded("provision-1", DAY),), ""),
    ((PolicySet(Policy.NO_SELF_AUTHORISATION, False, " "),), "0 BasisMissing"),
    ((PolicySet(Policy.NO_SELF_AUTHORISATION, False, BASIS),), ""),
    ((PolicySet(Policy.NO_SELF_AUTHORISATION, False, BASIS, 1),), "0 PolicyHoursWrong"),
    ((PolicySet(Policy.STOP_WITHOUT_STAMP, True, BASIS, 0),), "0 PolicyHoursWrong"),
    ((PolicySet(Policy.STOP_WITHOUT_STAMP, True, BASIS, 8761),), "0 PolicyHoursWrong"),
    ((PolicySet(Policy.STOP_WITHOUT_STAMP, False, BASIS, 8),), "0 PolicyHoursWrong"),
    ((PolicySet(Policy.STOP_WITHOUT_STAMP, True, BASIS, 8),), ""),
    ((PolicySet(Policy.WARN_WITHOUT_STAMP, True, BASIS, 8760),), ""),
    ((PublicationOrdered("o", "mayor", BASIS, SINCE, UNTIL),), ""),
    ((PublicationOrdered("o", "harbour", " ", UNTIL, SINCE),),
     "0 OfficeUnknown, 0 SpanReversed, 0 BasisMissing"),
    ((replace(office("aide", OfficeKind.ASSISTANT), assists="mayor"),), ""),
    ((office("aide", OfficeKind.ASSISTANT),), "0 OfficeUnknown"),
    ((KEY,), "0 PersonUnknown"),
    ((bound("paula", Purpose.SESSION),), "0 CertificateKnown"),
    ((NEW, replace(bound("paula", Purpose.SESSION), person="niko")), "1 CertificateKnown"),
    ((NEW, KEY, replace(KEY, purpose=Purpose.SIGNATURE)), "2 CertificateKnown"),
    ((NEW, replace(KEY, not_after=VALID_FROM - timedelta(seconds=1))), "1 SpanReversed"),
    ((CertificateUnbound(sha256("none"), VALID_FROM),), "0 CertificateNotBound"),
    ((CertificateUnbound(certificate("paula", Purpose.SESSION), VALID_FROM),), ""),
)  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), FLAWED)
def test_every_flaw_is_told_with_its_place(
    changes: tuple[RosterChange, ...], expected: str
) -> None:
    roster = Roster().with_changes(first_roster())
    found = ", ".join(f"{place} {reason.code}" for place, reason in flaws(roster, changes))
    assert found == expected


@pytest.mark.parametrize(("changes", "expected"), FLAWED)
def test_what_is_flawed_is_neither_proposed_nor_founded(
    changes: tuple[RosterChange, ...], expected: str
) -> None:
    codes = [one.split()[1] for one in expected.split(", ") if one]
    propose = RosterChangeProposed("p", changes)
    assert Story().codes(REGISTRAR, propose, PREPARED_AT, "") == codes
    founding = RegisterFounded("Helsinki", True, "", (*first_roster(), *changes), (), ())
    founded = RegisterState().reasons_against(DESK, PREPARED_AT, "", founding)
    assert [reason.code for reason in founded] == codes


def test_a_change_is_looked_at_again_when_it_is_confirmed() -> None:
    """Two proposals form the same office: the second one comes too late."""
    story = Story()
    for code in ("first", "second"):
        formed = RosterChangeProposed(code, (office("harbour", OfficeKind.PREPARER),))
        story.does(REGISTRAR, formed, PREPARED_AT, "")
    story.does(OTHER_REGISTRAR, RosterChangeConfirmed("first"), PREPARED_AT, "")
    late = RosterChangeConfirmed("second")
    assert story.codes(OTHER_REGISTRAR, late, PREPARED_AT, "") == ["OfficeKnown"]


def test_a_proposal_that_was_set_aside_never_takes_effect() -> None:
    story = Story().does(REGISTRAR, RosterChangeProposed("p", (NEW,)), PREPARED_AT, "")
    aside = RosterChangeRejected("p")
    assert story.codes(PREPARER, aside, PREPARED_AT, "") == ["DutyNotInOffice"]
    story.does(REGISTRAR, aside, PREPARED_AT, "")
    for act in (aside, RosterChangeConfirmed("p")):
        assert story.codes(OTHER_REGISTRAR, act, PREPARED_AT, "") == ["RosterProposalUnknown"]
    assert "niko" not in story.state.roster.persons
    again = RosterChangeProposed("p", (NEW,))
    assert story.codes(REGISTRAR, again, PREPARED_AT, "") == ["RosterProposalKnown"]


def test_two_registrars_always_remain() -> None:
    story = Story()
    leaves = OfficeLeft(REGISTRAR.person, "registry", DAY)
    alone = RosterChangeProposed("p", (leaves,))
    assert story.codes(REGISTRAR, alone, PREPARED_AT, "") == ["RegistrarsTooFew"]
    lost = CertificateUnbound(certificate(REGISTRAR.person, Purpose.SESSION), PREPARED_AT)
    yesterday = replace(lost, since=PREPARED_AT - timedelta(days=1))
    keyless = RosterChangeProposed("p", (yesterday,))
    assert story.codes(OTHER_REGISTRAR, keyless, PREPARED_AT, "") == ["RegistrarsTooFew"]
    gone = OfficeDissolved("registry", DAY, "", BASIS)
    nobody = RosterChangeProposed("p", (gone,))
    assert story.codes(REGISTRAR, nobody, PREPARED_AT, "") == ["RegistrarsTooFew"]
    third = (NEW, OfficeHeld("niko", "registry", SINCE, UNTIL), replace(KEY, not_after=FAR))
    relieved = RosterChangeProposed("p", (*third, leaves))
    assert story.codes(REGISTRAR, relieved, PREPARED_AT, "") == []


FAR = datetime(2030, 1, 1, tzinfo=UTC)


def test_registrars_are_those_who_can_sign_in_for_a_registry() -> None:
    roster = Roster().with_changes(first_roster())
    both = {REGISTRAR.person, OTHER_REGISTRAR.person}
    assert registrars(roster, DAY) == both
    assert registrars(roster, UNTIL + timedelta(days=1)) == frozenset()
    assert registrars(roster, date(2019, 6, 1)) == frozenset()  # their certificates have expired
    third = (NEW, OfficeHeld("niko", "registry", SINCE, UNTIL))
    assert registrars(roster.with_changes(third), DAY) == both
    keyed = (*third, replace(KEY, not_after=FAR))
    assert registrars(roster.with_changes(keyed), DAY) == {*both, "niko"}


@pytest.mark.parametrize("prefix", ["", "H", "hel", "HÄL", "HEL ", "HEL1", "ABCDEFGHI"])
def test_case_numbers_begin_with_capital_letters(prefix: str) -> None:
    founding = RegisterFounded("Helsinki", True, "", first_roster(), (), (), case_prefix=prefix)
    found = RegisterState().reasons_against(DESK, PREPARED_AT, "", founding)
    assert [reason.code for reason in found] == ["CasePrefixMalformed"]
