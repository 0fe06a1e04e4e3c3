"""Files that are no PDF are attached in the window: converted first, shown, kept as they came."""

from pathlib import Path

import pytest

from signapp.domain.errors import CancelledError
from signapp.services.arrivals import ArrivalKind
from signapp.workers.office import LibreOffice
from tests.documents.incoming import docx, needs_office, paragraph, photo, scan
from tests.gui.driver import Driver, texts_on
from tests.gui.test_drafting import case_of, open_new


def taken(driver: Driver, path: Path, content: bytes) -> None:
    """Take a file into the form that attaches, as if it had been dropped there."""
    path.write_bytes(content)
    driver.click(driver.window.case.bar.other)
    driver.window.case.side.attach.file.take(path)


def test_a_picture_is_attached_to_be_read_and_its_original_saved(
    driver: Driver, tmp_path: Path
) -> None:
    open_new(driver)
    taken(driver, tmp_path / "Pohjakuva.jpg", photo())
    side = driver.window.case.side
    form = side.attach
    driver.until(lambda: form.card.card is not None)
    driver.settle()
    assert form.name.text() == "Pohjakuva"
    assert "Sijainti ei ole PDF:ssä" in texts_on(form.card)
    assert form.conversion.isVisible()
    assert not form.conversion.cancel.isVisible()
    form.only_read.setChecked(True)
    driver.do_form(form)
    (attachment,) = case_of(driver).attachments
    original = attachment.attached.original
    assert attachment.prepared
    assert (attachment.attached.to_be_signed, attachment.prepared.places) == (False, ())
    shown = texts_on(side.files).replace(" ", "").replace("\n", "")
    assert original.sha256 in shown
    assert attachment.prepared.prepared.sha256 in shown
    preflights = driver.window.case._preflights
    preflights.originals.save(side.files.facts[0], str(tmp_path / "saved.jpg"))
    driver.settle()
    assert (tmp_path / "saved.jpg").read_bytes() == photo()


def test_a_scan_is_attached_with_places_on_its_pages(driver: Driver, tmp_path: Path) -> None:
    open_new(driver)
    taken(driver, tmp_path / "sopimus.tif", scan(2))
    form = driver.window.case.side.attach
    driver.until(lambda: bool(form.places.boxes))
    driver.settle()
    driver.do_form(form)
    (attachment,) = case_of(driver).attachments
    assert attachment.prepared
    assert [place.page for place in attachment.prepared.places] == [1, 1]


def test_what_is_refused_says_why_and_can_not_be_attached(driver: Driver, tmp_path: Path) -> None:
    open_new(driver)
    taken(driver, tmp_path / "sopimus.docx", docx(**{"word/vbaProject.bin": b"x"}))
    driver.until(lambda: "makroja" in texts_on(driver.window.problem))
    form = driver.window.case.side.attach
    driver.fill(form, form.name, "Sopimus")
    assert not form.confirm.isEnabled()


@needs_office
def test_a_conversion_is_told_and_cancelled(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = []
    convert = LibreOffice.convert

    def converts(office: LibreOffice, source: Path, kind: ArrivalKind) -> bytes:
        try:
            return convert(office, source, kind)
        except CancelledError:
            ended.append(kind)
            raise

    monkeypatch.setattr(LibreOffice, "convert", converts)
    open_new(driver)
    body = "".join(paragraph(f"Kappale {number} " + "sana " * 60) for number in range(4000))
    taken(driver, tmp_path / "pitkä.docx", docx(body))
    form, office = driver.window.case.side.attach, driver.scene.desk.office
    driver.until(lambda: form.conversion.cancel.isVisible() and office.process_id is not None)
    assert "LibreOffice" in texts_on(form.conversion)
    driver.click(form.conversion.cancel)
    driver.until(lambda: not form.conversion.cancel.isVisible())
    assert ended == [ArrivalKind.DOCX]
    assert not form.confirm.isEnabled()
