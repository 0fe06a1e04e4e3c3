"""The papers of a case leave by the window: offered, greyed with the reason, written, told."""

from pathlib import Path

import pytest

from signapp.demo.clock import DECIDED
from signapp.domain.papers import PaperTaken
from signapp.services.audit import log
from tests.gui.driver import Driver, texts_on
from tests.gui.test_checkout import choose, offered_by


@pytest.mark.walked("decide")
def test_a_paper_is_chosen_and_written_and_the_form_stays(driver: Driver, tmp_path: Path) -> None:
    driver.enter("preparer", DECIDED)
    driver.open_case()
    form = choose(driver, "papers")
    buttons, sentences = form.kind.buttons, form.kind.sentences
    assert form.kind.chosen == "minutes"
    assert not buttons["public-copy"].isEnabled()
    assert sentences["public-copy"].text() == "Tällaista asiakirjaa asialla ei ole"
    assert not buttons["evidence"].isEnabled()
    assert not form.of_language.isVisible()
    assert form.done.isHidden()
    driver.click(buttons["circulation"])
    assert form.of_language.isVisible()
    form.of_language.setCurrentIndex(form.of_language.findData("sv"))
    file = tmp_path / "kierto.pdf"
    form.save(str(file))
    driver.settle()
    assert file.read_bytes().startswith(b"%PDF-")
    assert form.isVisible()
    assert "kierto.pdf" in texts_on(form.done)
    assert form.confirm.isEnabled()
    register = driver.scene.desk.journal.register
    (taken,) = [one.act for one in log(register) if isinstance(one.act, PaperTaken)]
    assert taken.kind == "circulation"
    form.save(str(tmp_path / "nowhere" / "x.pdf"))
    driver.settle()
    assert form.isVisible()
    assert "StorageError" in texts_on(driver.window)


@pytest.mark.walked("propose")
def test_nobody_is_offered_papers_who_may_take_none(driver: Driver) -> None:
    driver.enter("auditor", DECIDED)
    driver.open_case()
    assert "papers" not in offered_by(driver)
