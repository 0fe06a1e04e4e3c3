"""A case of one's own, from an empty register to the mayor's decision, by the window."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from signapp.demo.clock import DECIDED, PROPOSED
from signapp.domain.decision import Case, Stage
from signapp.services.drafting import plan_of
from signapp.services.usual_places import OURS, THEIRS
from tests.gui.driver import Driver, texts_on
from tests.signing import samples

NUMBER = "HEL 2017-000001"
DECISION = "Pormestari päätti valtuuttaa apulaispormestarin allekirjoittamaan liitteen 1."


def case_of(driver: Driver) -> Case:
    return driver.scene.desk.journal.case(NUMBER)


def open_new(driver: Driver) -> None:
    """Open a case by the form of the inbox."""
    inbox = driver.window.inbox
    driver.enter("preparer")
    driver.click(inbox.open_new)
    form = inbox.form
    assert form.number.text() == NUMBER
    assert form.kind.currentData() == "04 03 01"
    assert not form.confirm.isEnabled()
    driver.fill(form, form.title, "Yhteistyösopimus Pekingin kanssa")
    driver.do_form(form)
    assert driver.window.case.isVisible()
    assert "Yhteistyösopimus Pekingin kanssa" in texts_on(driver.window.case.head)


def attach(driver: Driver, file: Path) -> None:
    """Attach an agreement."""
    fill_attach(driver, file)
    driver.do_form(driver.window.case.side.attach)


def fill_attach(driver: Driver, file: Path) -> None:
    """Fill in the form for an agreement, and wait until the file was looked at."""
    case = driver.window.case
    driver.click(case.bar.other)
    form = case.side.attach
    form.file.take(file)
    driver.fill(form, form.name, "Yhteistyösopimus")
    driver.choose(form, form.language, "en")
    driver.settle()


def write(driver: Driver) -> None:
    """Write the proposal, as far as the form has no good guess of its own."""
    case = driver.window.case
    driver.click(case.bar.primary)
    form = case.side.draft
    for key, text in (
        ("decision", DECISION),
        ("rationale", "Kaupungit ovat tehneet yhteistyötä vuodesta 2006."),
        ("counterparty", "Pekingin kaupunki"),
        ("contacts", "Veera Valmistelija; asiantuntija"),
        ("extracts", "Pekingin kaupunki; Liite 1"),
        ("reason", "Allekirjoitus ei tee oikaisuvaatimusta hyödyttömäksi."),
    ):
        driver.fill(form, form.texts[key], text)
    signatory = form.signatory.findText("kulttuurin", Qt.MatchFlag.MatchStartsWith)
    form.signatory.setCurrentIndex(signatory)
    driver.do_form(form)


def test_a_case_of_ones_own_is_prepared_proposed_and_begun(driver: Driver, tmp_path: Path) -> None:
    agreement = tmp_path / "agreement.pdf"
    agreement.write_bytes(samples.action_plan())
    open_new(driver)
    form = driver.window.case.side.draft
    driver.click(driver.window.case.bar.primary)
    assert not form.confirm.isEnabled()  # nothing to sign yet
    form.cancelled.emit()
    attach(driver, agreement)
    (attachment,) = case_of(driver).attachments
    assert attachment.prepared
    assert {place.field for place in attachment.prepared.places} == {
        samples.HELSINKI,
        samples.BEIJING,
    }
    write(driver)
    plan = plan_of(driver.scene.desk, NUMBER)
    assert plan
    assert plan.signing.field == samples.HELSINKI
    driver.enter("presenter", PROPOSED)
    driver.open_case(NUMBER)
    driver.do_act()
    form = driver.window.case.side.propose
    assert form.isVisible()  # the text says no day, but the draft wants one
    assert case_of(driver).stage is Stage.DRAFT
    driver.do_form(form)
    assert case_of(driver).stage is Stage.PROPOSED, texts_on(driver.window.problem)
    driver.enter("mayor", DECIDED)
    driver.open_case(NUMBER)
    driver.read_through()
    driver.do_act()
    assert case_of(driver).stage is Stage.DECIDING, texts_on(driver.window.problem)


def test_an_agreement_without_fields_gets_the_usual_ones(driver: Driver, tmp_path: Path) -> None:
    open_new(driver)
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(samples.plain_page())
    attach(driver, plain)
    (attachment,) = case_of(driver).attachments
    assert attachment.prepared
    assert [place.field for place in attachment.prepared.places] == [OURS, THEIRS]
    assert attachment.prepared.prepared != attachment.attached.original


def test_what_is_no_pdf_is_refused_and_the_form_stays(driver: Driver, tmp_path: Path) -> None:
    open_new(driver)
    wrong = tmp_path / "letter.pdf"
    wrong.write_text("not a PDF")
    fill_attach(driver, wrong)
    form = driver.window.case.side.attach
    assert "Tiedosto ei ole PDF." in texts_on(form.card)
    assert not form.repaired.isVisible()
    assert not form.confirm.isEnabled()
    assert case_of(driver).attachments == ()


def test_a_damaged_file_is_attached_as_a_repaired_copy(driver: Driver, tmp_path: Path) -> None:
    open_new(driver)
    damaged = tmp_path / "damaged.pdf"
    damaged.write_bytes(samples.action_plan() + b"<html>sent by mail</html>")
    fill_attach(driver, damaged)
    form = driver.window.case.side.attach
    assert "PDF:n lopun jälkeen" in texts_on(form.card)
    assert form.repaired.isChecked()
    form.repaired.setChecked(False)
    assert not form.confirm.isEnabled()
    form.repaired.setChecked(True)
    driver.do_form(form)
    (attachment,) = case_of(driver).attachments
    desk = driver.scene.desk
    assert desk.read(attachment.attached.original) == damaged.read_bytes()
    assert attachment.prepared
    assert desk.pdf.preflight(desk.journal.register.document(attachment.prepared.prepared)) == (
        driver.window.case.side.preflight.card
    )
    shown = texts_on(driver.window.case.side.facts).replace(" ", "")
    assert attachment.attached.original.sha256 in shown
    assert attachment.prepared.prepared.sha256 in shown


def test_what_is_on_view_is_told_to_be_sound(driver: Driver, tmp_path: Path) -> None:
    open_new(driver)
    agreement = tmp_path / "agreement.pdf"
    agreement.write_bytes(samples.action_plan())
    attach(driver, agreement)
    card = driver.window.case.side.preflight
    assert card.isVisible()
    assert "Tarkastettu: ei huomautettavaa." in texts_on(card)


def test_a_draft_is_kept_and_shown_again(driver: Driver, tmp_path: Path) -> None:
    agreement = tmp_path / "agreement.pdf"
    agreement.write_bytes(samples.action_plan())
    open_new(driver)
    attach(driver, agreement)
    write(driver)
    form = driver.window.case.side.draft
    driver.click(driver.window.case.bar.primary)
    assert form.texts["decision"].toPlainText() == DECISION  # type: ignore[attr-defined]
    assert "kulttuurin" in form.signatory.currentText()
    assert form.texts["contacts"].toPlainText().startswith("Veera Valmistelija; ")  # type: ignore[attr-defined]


@pytest.mark.walked("prepare")
def test_preparer_sees_by_when_to_publish(driver: Driver) -> None:
    """29.8.2017 is the day of signing: what is published by 4.8. is final before it."""
    driver.enter("preparer")
    driver.open_case()
    assert "4.8.2017" in texts_on(driver.window.case.side.facts)
