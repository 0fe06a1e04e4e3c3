"""What is next in a case, whose step it is, by when, and what stands in its way (R61)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from signapp.demo.clock import DECIDED, FINAL, PUBLISHED, SIGNED
from signapp.demo.people import DEPUTY_MAYOR
from signapp.demo.scene import CASE, seed_text
from signapp.domain.acts import Outcome
from signapp.domain.calendar import HELSINKI
from signapp.domain.deadlines import ClaimKind
from signapp.services.correct import begin_correction
from signapp.services.decide import (
    AS_PROPOSED,
    Ruling,
    begin_decision,
    remove_proposal,
    return_proposal,
    table_proposal,
)
from signapp.services.inbox import Task, inbox
from signapp.services.notify import forbid_enforcement, record_claim
from signapp.services.prepare import open_document
from signapp.services.steps import NextStep
from signapp.texts.catalogue import LANGUAGES, Texts
from tests.services.conftest import Stand, StandAt
from tests.services.test_life import mayor_decides

DAY = date(2017, 8, 29)
NEXT_DAY = SIGNED + timedelta(days=1)


def task(stand: Stand, person: str = "auditor") -> Task:
    """Return the one case as somebody sees it, who has nothing to do in it."""
    (one,) = inbox(stand.desk, stand.enter(person))
    return one


def told(stand: Stand) -> tuple[str, str, date | None, list[str]]:
    one = task(stand)
    by = one.by.fi if one.by else ""
    return one.step.value, by, one.day, [reason.code for reason in one.blocked]


DEPUTY = "kulttuurin ja vapaa-ajan toimialan apulaispormestari"
CLERK = "kansainvälisten asioiden asiantuntija"


@pytest.mark.parametrize(
    ("stage", "moment", "wanted"),
    [
        ("prepare", None, ("propose", "", None, [])),
        ("propose", None, ("decide", "pormestari", DAY, [])),
        ("propose", NEXT_DAY, ("decide", "pormestari", DAY, ["TooLate"])),
        ("decide", None, ("sign", DEPUTY, DAY, ["TooEarly"])),
        ("publish", SIGNED, ("sign", DEPUTY, DAY, [])),
        ("publish", NEXT_DAY, ("succeed", CLERK, None, ["TooLate"])),
        ("sign", None, ("await_finality", "kirjaaja", date(2017, 9, 16), ["NotFinalYet"])),
        ("sign", FINAL, ("confirm_finality", "kirjaaja", date(2017, 9, 16), [])),
    ],
)
def test_the_way_of_the_seed_case(
    stand_at: StandAt,
    stage: str,
    moment: datetime | None,
    wanted: tuple[str, str, date | None, list[str]],
) -> None:
    stand = stand_at(stage)
    if moment:
        stand.scene.clock.move_to(moment)
    assert told(stand) == wanted


def at_mayor(stand: Stand, act: Callable[..., object], *args: object) -> None:
    stand.scene.clock.move_to(DECIDED)
    act(stand.desk, stand.enter("mayor"), CASE, *args)


def test_a_tabled_proposal_waits_until_its_day(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    at_mayor(stand, table_proposal, date(2017, 8, 28), "Liite puuttuu.")
    assert told(stand) == ("decide", "pormestari", date(2017, 8, 28), ["TabledUntil"])
    assert not task(stand, "mayor").mine
    stand.scene.clock.move_to(datetime(2017, 8, 28, 9, tzinfo=HELSINKI))
    assert told(stand) == ("decide", "pormestari", DAY, [])
    assert task(stand, "mayor").mine


def test_a_returned_proposal_is_revised_by_those_who_prepare(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    at_mayor(stand, return_proposal, "Liite puuttuu.")
    assert told(stand)[0] == "revise"
    assert task(stand, "preparer").mine
    assert task(stand, "presenter").mine
    assert not task(stand, "mayor").mine


def test_nothing_is_next_when_a_proposal_was_removed(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    at_mayor(stand, remove_proposal, "Asia raukesi.")
    assert told(stand) == ("nothing", "", None, [])


def test_minutes_of_another_day_have_to_be_begun_anew(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    stand.scene.clock.move_to(DECIDED)
    mayor = stand.enter("mayor")
    open_document(stand.desk, mayor, CASE, stand.plan)
    begin_decision(stand.desk, mayor, CASE, AS_PROPOSED)
    assert told(stand) == ("finish_deciding", "pormestari", DAY, [])
    stand.scene.clock.move_to(PUBLISHED)
    assert told(stand) == ("finish_deciding", "pormestari", DAY, ["BegunOnAnotherDay"])


def test_a_prohibition_and_a_claim_stand_in_the_way_of_signing(stand_at: StandAt) -> None:
    stand = stand_at("publish")
    stand.scene.clock.move_to(SIGNED)
    registrar = stand.enter("registrar-1")
    record_claim(stand.desk, registrar, CASE, ClaimKind.RECTIFICATION_REQUEST, SIGNED)
    forbid_enforcement(stand.desk, registrar, CASE, "Kaupunginhallitus")
    step, by, _, codes = told(stand)
    assert (step, by) == ("sign", DEPUTY)
    assert codes == ["EnforcementIsForbidden"]


def test_a_pending_claim_is_waited_for(stand_at: StandAt) -> None:
    stand = stand_at("sign")
    registrar = stand.enter("registrar-1")
    now = stand.journal.clock.now()
    record_claim(stand.desk, registrar, CASE, ClaimKind.RECTIFICATION_REQUEST, now)
    step, by, day, codes = told(stand)
    assert (step, by, day) == ("await_claim", "", None)
    assert set(codes) == {"NotFinalYet"}
    facts = [reason.facts["why"] for reason in task(stand).blocked]
    assert "claim_pending" in facts


def test_an_open_correction_comes_first(stand_at: StandAt) -> None:
    stand = stand_at("sign")
    mayor = stand.enter("mayor")
    words = seed_text().decision.replace("29.8.2017", "29.8.2017 Helsingissä")
    begin_correction(stand.desk, mayor, CASE, words, "Paikka puuttui.", fair=True)
    assert told(stand) == ("finish_correcting", "pormestari", None, [])
    stand.scene.clock.move_to(NEXT_DAY)
    assert told(stand) == ("finish_correcting", "pormestari", None, ["BegunOnAnotherDay"])


def test_a_rejected_proposal_goes_on_to_finality(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    ruling = Ruling(Outcome.REJECTED, "Pormestari hylkäsi ehdotuksen.", impartial=True)
    mayor_decides(stand, ruling)
    step, by, _, codes = told(stand)
    assert (step, by) == ("await_finality", "kirjaaja")
    assert codes == ["NotFinalYet"]
    assert task(stand).blocked[0].facts["why"] == "minutes_not_published"


def test_a_dissolved_office_blocks_signing_until_there_is_a_successor(stand_at: StandAt) -> None:
    from signapp.domain.acts import OfficeDissolved
    from signapp.services.register import confirm_roster_change, propose_roster_change

    stand = stand_at("publish")
    change = OfficeDissolved(DEPUTY_MAYOR, date(2017, 8, 27), "", "Kvsto 1.8.2017 § 1")
    first, second = stand.enter("registrar-1"), stand.enter("registrar-2")
    proposal = propose_roster_change(stand.desk, first, (change,), ())
    confirm_roster_change(stand.desk, second, proposal)
    stand.scene.clock.move_to(SIGNED)
    step, _, _, codes = told(stand)
    assert step == "sign"
    assert "OfficeNoMore" in codes


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", list(NextStep))
def test_every_step_is_told_in_every_language(step: NextStep, language: str) -> None:
    assert Texts(language).say(f"step.{step.value}")
