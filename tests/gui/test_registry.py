"""The registry's and the preparers' further acts, done by the window's menu and forms."""

from datetime import date

import pytest

from signapp.demo.clock import FINAL, PUBLISHED, SIGNED
from signapp.demo.scene import CASE
from signapp.domain.calendar import helsinki_day
from signapp.domain.claims import Settlement
from signapp.domain.decision import Case
from signapp.domain.publicity import WHOLE_CASE, PublicityClass
from signapp.gui.screens.keyed_form import KeyedForm
from signapp.gui.widgets.form import qt_day
from tests.gui.driver import Driver, texts_on

pytestmark = pytest.mark.walked("publish")

GROUND = "JulkL (621/1999) 24.1 § 20 k"


def case_of(driver: Driver) -> Case:
    return driver.scene.desk.journal.case(CASE)


def choose(driver: Driver, key: str) -> KeyedForm:
    """Choose a further act from the menu; return its form."""
    driver.window.case.bar.more.choose(key)
    driver.settle()
    form = driver.window.case.side.more[key]
    assert form.isVisible()
    return form


def offered(driver: Driver) -> set[str]:
    """Return the keys of what the menu offers."""
    return {str(action.data()) for action in driver.window.case.bar.more.menu().actions()}


@pytest.fixture
def registrar(driver: Driver) -> Driver:
    """The registry's view of the published decision, on the day of the signing."""
    driver.enter("registrar-1", SIGNED)
    driver.open_case()
    return driver


def test_a_claim_stops_finality_and_is_settled(registrar: Driver) -> None:
    assert offered(registrar) == {
        *("class", "copy", "claim", "forbid", "outage", "calendar", "papers", "evidence", "kit"),
        "check_out",
    }
    form = choose(registrar, "claim")
    registrar.do_form(form)
    (claim,) = case_of(registrar).claims
    assert claim.arrived_at == SIGNED.replace(second=0)
    assert "Oikaisuvaatimus" in texts_on(registrar.window.case.side.finality)
    form = choose(registrar, "settle")
    assert not form.confirm.isEnabled()
    registrar.choose(form, form.how, "decided")
    registrar.do_form(form)
    assert case_of(registrar).claims[0].settled_on == helsinki_day(SIGNED)
    assert case_of(registrar).needs_certificate
    form = choose(registrar, "certificate")
    assert not form.confirm.isEnabled()
    registrar.fill(form, form.court, "Helsingin hallinto-oikeus")
    assert form.confirm.isEnabled()
    registrar.do_form(form)  # refused: the period is not over
    assert case_of(registrar).final_on is None
    assert form.isVisible()


def test_a_prohibition_is_recorded_lifted_and_judged_by_the_signatory(registrar: Driver) -> None:
    form = choose(registrar, "forbid")
    registrar.fill(form, form.body, "kaupunginhallitus")
    registrar.do_form(form)
    assert case_of(registrar).forbidden_by == "kaupunginhallitus"
    form = choose(registrar, "permit")
    registrar.do_form(form)
    assert case_of(registrar).forbidden_by == ""
    registrar.leave()
    registrar.sign_in("deputy-mayor")
    registrar.open_case()
    registrar.read_through()
    assert not registrar.act.isEnabled()
    assert "uudelleen" in registrar.window.case.bar.heading.text()
    registrar.click(registrar.window.case.bar.other)
    form = registrar.window.case.side.more["rejudge"]
    registrar.choose(form, form.useless, "no")
    registrar.choose(form, form.forbidden, "no")
    assert not form.confirm.isEnabled()
    registrar.fill(form, form.reason, "Kielto kumottiin.")
    registrar.do_form(form)
    assert case_of(registrar).enforcement.news == ()
    assert registrar.act.isEnabled()
    assert "arvioi" not in registrar.window.case.bar.other.text().casefold()


def test_an_outage_is_recorded_and_judged_before_finality(registrar: Driver) -> None:
    form = choose(registrar, "outage")
    assert not form.confirm.isEnabled()
    form.since.show_moment(PUBLISHED.replace(hour=12))
    registrar.do_form(form)
    assert len(case_of(registrar).publication.outages) == 1
    card = registrar.window.case.side.finality
    assert "ei ole arvioitu" in texts_on(card)
    form = choose(registrar, "judge_outage")
    form.counted_from.setDate(qt_day(date(2017, 8, 29)))
    registrar.fill(form, form.reason, "Katko kesti monta päivää.")
    registrar.do_form(form)
    assert case_of(registrar).publication.counts_on == date(2017, 8, 29)
    assert "ei ole arvioitu" not in texts_on(card)


@pytest.mark.walked("sign")
def test_personal_data_are_taken_down_by_the_primary_button(driver: Driver) -> None:
    driver.enter("preparer", FINAL)
    assert driver.window.inbox._mine.rows
    driver.open_case()
    assert driver.act.text() == "Merkitse henkilötiedot poistetuiksi verkosta"
    driver.do_act()
    assert case_of(driver).publication.taken_down_at
    assert "poistetuiksi" not in driver.act.text()


@pytest.mark.walked("prepare")
def test_a_draft_is_handed_over_by_the_registry(driver: Driver) -> None:
    driver.enter("registrar-1")
    driver.open_case()
    form = choose(driver, "hand_over")
    driver.choose(form, form.to, "0")
    driver.fill(form, form.reason, "Valmistelija sairastui.")
    driver.do_form(form)
    assert case_of(driver).charge.person == "presenter"
    assert "Eero Esittelijä" in texts_on(driver.window.case.side.facts)
    assert {one.person for one in case_of(driver).preparers} == {"preparer"}


@pytest.mark.walked("prepare")
def test_a_record_is_classed_only_with_its_ground_and_reason(driver: Driver) -> None:
    driver.enter("preparer")
    driver.open_case()
    form = choose(driver, "class")
    driver.choose(form, form.publicity, "secret")
    driver.fill(form, form.reason, "Liikesalaisuus")
    assert not form.confirm.isEnabled()
    driver.fill(form, form.grounds, "salainen")
    assert not form.confirm.isEnabled()
    driver.fill(form, form.grounds, GROUND)
    driver.do_form(form)
    assert case_of(driver).publicity.of(WHOLE_CASE) is PublicityClass.SECRET
    assert f"({GROUND})" in texts_on(driver.window.case.side.facts)


def test_the_settlements_are_those_of_the_rules(registrar: Driver) -> None:
    form = registrar.window.case.side.more["settle"]
    assert set(form.how.buttons) == {one.value for one in Settlement}
