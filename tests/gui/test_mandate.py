"""After the decision, by the window: a new decision, the comparison, an authorisation's end."""

from pathlib import Path

import pytest

from signapp.demo.clock import DAY_AFTER, PUBLISHED, SIGNED
from signapp.demo.scene import CASE
from signapp.domain.case import Case
from signapp.domain.mandate import Ending
from tests.gui.driver import Driver, texts_on
from tests.services.conftest import Stand
from tests.services.test_authorise import corrected

pytestmark = pytest.mark.walked("publish")

REASON = "Peking korjasi otsikkoa"


@pytest.fixture
def decided(driver: Driver) -> Driver:
    """The seed case after the decision and its publication."""
    return driver


def case_of(driver: Driver, number: str = CASE) -> Case:
    return driver.scene.desk.journal.case(number)


def later_number(driver: Driver) -> str:
    (number,) = set(driver.scene.desk.journal.state.cases) - {CASE}
    return number


def succeed(driver: Driver, file: Path | None = None) -> str:
    """Open the case of a new decision from the menu; return its number."""
    case = driver.window.case
    form = case.side.more["succeed"]
    case.bar.more.choose("succeed")
    assert not form.confirm.isEnabled()
    driver.fill(form, form.reason, REASON)
    if file is not None:
        form.file.take(file)
    driver.do_form(form)
    assert not form.isVisible()
    return later_number(driver)


def test_a_changed_text_becomes_a_new_case_and_is_compared(
    decided: Driver, tmp_path: Path
) -> None:
    decided.enter("preparer", PUBLISHED)
    decided.open_case()
    file = corrected(Stand(decided.scene), tmp_path)
    number = succeed(decided, file)
    assert decided.window.case._number == number
    documents = decided.window.case.documents
    kinds = documents._kinds()
    assert kinds == ["agreement", "comparison", "text"]
    documents._tabs.setCurrentIndex(kinds.index("comparison"))
    decided.settle()
    view = documents.comparison
    assert view._summary.text().startswith("2 sivua on muuttunut")
    text = view.page.toPlainText()
    assert "Sivu 1" in text
    assert "Sivu 6" in text
    assert "Cooperation Partnership" in text
    assert set(view._compared.pictures) == {0, 5}


def test_comparing_is_stopped_and_taken_up_again(decided: Driver, tmp_path: Path) -> None:
    decided.enter("preparer", PUBLISHED)
    decided.open_case()
    succeed(decided, corrected(Stand(decided.scene), tmp_path))
    documents = decided.window.case.documents
    view = documents.comparison
    documents._tabs.setCurrentIndex(documents._kinds().index("comparison"))
    decided.click(view.stop)
    decided.settle()
    assert view._compared is None
    decided.click(view.again)
    decided.settle()
    assert view._compared is not None
    assert not view.again.isVisible()


def test_a_late_flight_lapses_and_a_new_decision_is_what_is_next(decided: Driver) -> None:
    decided.enter("deputy-mayor", DAY_AFTER)
    rows = [*decided.window.inbox._mine.rows, *decided.window.inbox._rest.rows]
    assert "Valtuutus rauennut" in [chip.text for chip in rows[0].chips]
    decided.leave()
    decided.enter("preparer")
    decided.open_case()
    assert decided.act.text() == "Uusi päätös…"
    decided.do_act()
    form = decided.window.case.side.more["succeed"]
    assert form.days.chosen == "day"
    decided.fill(form, form.reason, "Lento oli myöhässä")
    assert "30.8.2017" in form.decision.toPlainText()
    assert "29.8.2017" not in form.decision.toPlainText()
    decided.do_form(form)
    number = later_number(decided)
    assert case_of(decided).ending(DAY_AFTER.date()) is Ending.LAPSED
    decided.leave()
    decided.enter("presenter")
    decided.open_case(number)
    assert decided.act.text() == decided.window.tools.language.say("window.act.propose")
    assert decided.act.isEnabled()


def test_the_presenter_proposes_the_new_case_as_it_is_drafted(
    decided: Driver, tmp_path: Path
) -> None:
    decided.enter("preparer", PUBLISHED)
    decided.open_case()
    number = succeed(decided, corrected(Stand(decided.scene), tmp_path))
    decided.leave()
    decided.enter("presenter")
    decided.open_case(number)
    decided.do_act()
    assert case_of(decided, number).proposal is not None
    wanted = case_of(decided, number).proposal
    assert wanted
    assert wanted.authorisation.days == case_of(decided).proposal.authorisation.days


def test_the_mayor_cancels_and_everybody_sees_it(decided: Driver) -> None:
    decided.enter("mayor", PUBLISHED)
    decided.open_case()
    case = decided.window.case
    form = case.side.more["cancel"]
    case.bar.more.choose("cancel")
    assert not form.confirm.isEnabled()
    decided.fill(form, form.reason, "Matka peruuntui")
    decided.do_form(form)
    assert case_of(decided).ending(PUBLISHED.date()) is Ending.CANCELLED
    assert "Valtuutus peruttu" in texts_on(case.head)
    decided.enter("deputy-mayor", SIGNED)
    decided.open_case()
    assert not decided.act.isEnabled()
    assert "Valtuutus on peruttu" in texts_on(decided.window.case.side.card)


def test_why_the_mayor_may_decide_stands_beside_why_the_deputy_may_sign(decided: Driver) -> None:
    decided.enter("deputy-mayor", SIGNED)
    decided.open_case()
    side = decided.window.case.side
    assert side.card.isVisible()
    told = texts_on(side.competence)
    assert "Miksi päättäjä saa päättää tästä?" in told
    assert "sellaisena kuin se oli 24.8.2017" in told
    assert case_of(decided).citation in told
