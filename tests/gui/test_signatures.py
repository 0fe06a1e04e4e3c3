"""Both parties' signatures by the window: their file, ink, refusal, and giving up a signing."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from signapp.demo.authority import DemoAuthority
from signapp.demo.clock import SIGNED
from signapp.demo.scene import CASE
from signapp.domain import errors
from signapp.domain.acts import AbsenceRecorded, Purpose
from signapp.domain.decision import Case, Stage
from signapp.domain.slots import signed_by_all
from signapp.gui.screens.signing_forms import InkForm
from signapp.gui.widgets.file_field import FileField
from signapp.services.signing_acts import SigningAct
from tests.gui.driver import Driver, texts_on
from tests.signing import forgeries

pytestmark = pytest.mark.walked("publish")

REASON = "Suunnitelman liite 2 puuttuu"


def case_of(driver: Driver) -> Case:
    return driver.scene.desk.journal.case(CASE)


def plan_of(driver: Driver) -> bytes:
    """Return the newest file of the agreement, as the other party is sent it."""
    case, desk = case_of(driver), driver.scene.desk
    return desk.read(case.agreement.newest(case.originals[0].document))


def returned(driver: Driver, folder: Path) -> Path:
    """Return the file as Beijing signs it, with a certificate that nobody here knows."""
    stranger = DemoAuthority.found().issue("王小明", Purpose.SIGNATURE, "p256")
    path = folder / "signed-in-beijing.pdf"
    path.write_bytes(forgeries.signed_unasked(plan_of(driver), stranger, "Beijing"))
    return path


def drop(field: FileField, file: Path) -> None:
    """Drop a file on a field."""
    data, action = QMimeData(), Qt.DropAction.CopyAction
    data.setUrls([QUrl.fromLocalFile(str(file))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(5, 5), action, data, left, none)
    field.dragEnterEvent(entering)
    assert entering.isAccepted()
    field.dropEvent(QDropEvent(QPointF(5, 5), action, data, left, none))


def signatures(driver: Driver) -> str:
    return texts_on(driver.window.case.side.signatures)


@pytest.fixture
def signatory(driver: Driver) -> Driver:
    """The deputy mayor on the day of signing, who has read the plan."""
    driver.enter("deputy-mayor", SIGNED)
    driver.open_case()
    driver.read_through()
    return driver


def write_ink(driver: Driver, form: InkForm, scan: Path, *, other: bool = True) -> None:
    """Fill the form of ink with what it does not know already."""
    driver.until(form.isVisible, "the form")
    assert not form.confirm.isEnabled()
    drop(form.scan, scan)
    if other:
        driver.fill(form, form.name, "王小明")
        driver.fill(form, form.title, "Vice Mayor")
    driver.fill(form, form.kept_at, "Kaupunginarkisto")
    driver.do_form(form)


@pytest.fixture
def scan(signatory: Driver, tmp_path: Path) -> Path:
    """The scan of a paper: the plan's own pages."""
    path = tmp_path / "scan.pdf"
    attached = case_of(signatory).attachments[0].attached.original
    path.write_bytes(signatory.scene.desk.read(attached))
    return path


@pytest.mark.walked("sign")
def test_their_file_is_received_and_all_have_signed(driver: Driver, tmp_path: Path) -> None:
    driver.enter("preparer")
    assert "sopimuskumppanin allekirjoituksen" in driver.window.inbox._mine.rows[0].detail
    driver.open_case()
    assert "Kaupunki allekirjoittanut" in signatures(driver)
    assert "Beijing\nOdottaa allekirjoitusta" in signatures(driver)
    driver.do_act()
    form = driver.window.case.side.receive
    assert not form.confirm.isEnabled()
    drop(form.file, returned(driver, tmp_path))
    driver.do_form(form)
    assert signed_by_all(case_of(driver))
    assert "Kaikki allekirjoittaneet" in signatures(driver)
    assert "Beijing\nSähköinen allekirjoitus" in signatures(driver)
    driver.until(driver.window.case.side.verdict.isVisible, "the verdict")
    driver.settle()
    verdict = texts_on(driver.window.case.side.verdict)
    assert "王小明" in verdict
    assert "Aapo Apulainen" in verdict


@pytest.mark.walked("sign")
def test_another_file_is_refused_with_what_was_found(driver: Driver, tmp_path: Path) -> None:
    driver.enter("preparer")
    driver.open_case()
    driver.do_act()
    form = driver.window.case.side.receive
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(forgeries.page_replaced(returned(driver, tmp_path).read_bytes()))
    drop(form.file, forged)
    driver.do_form(form)
    assert "Sopimuskumppanin tiedostoa ei voi ottaa vastaan" in texts_on(driver.window.problem)
    assert form.isVisible()
    assert form.confirm.isEnabled()
    assert not signed_by_all(case_of(driver))


def test_ink_is_one_click_from_a_failed_signing(signatory: Driver, scan: Path) -> None:
    side = signatory.window.case.side
    signatory.do_act()
    signatory.confirm("9999")
    assert "Väärä" in texts_on(signatory.window.problem)
    signatory.click(side.prompt.ink)
    write_ink(signatory, side.ink, scan)
    case = case_of(signatory)
    assert case.stage is Stage.SIGNED
    assert case.signed is None
    assert signed_by_all(case)
    assert "Omakätinen allekirjoitus paperilla · 29.8.2017" in signatures(signatory)
    assert "王小明, Vice Mayor" in signatures(signatory)
    assert "Sähköinen" not in signatures(signatory)
    assert not signatory.act.isVisible()


def test_an_attendant_records_and_the_signatory_confirms(signatory: Driver, scan: Path) -> None:
    signatory.leave()
    signatory.enter("registrar-1")
    signatory.open_case()
    card = signatory.window.case.side.signatures
    signatory.click(card.buttons[SigningAct.INK])
    form = signatory.window.case.side.ink
    assert "Aapo Apulainen" in texts_on(form)
    write_ink(signatory, form, scan)
    assert case_of(signatory).stage is Stage.DECIDED
    assert "odottaa allekirjoittajan vahvistusta" in signatures(signatory)
    signatory.leave()
    signatory.enter("deputy-mayor")
    assert "vahvistaminen" in signatory.window.inbox._mine.rows[0].detail
    signatory.open_case()
    assert signatory.act.text() == "Vahvistan allekirjoitukseni. En ole esteellinen."
    signatory.do_act()
    assert case_of(signatory).stage is Stage.SIGNED
    assert "Kaikki allekirjoittaneet" in signatures(signatory)


def test_a_refusal_is_read_by_everybody_who_acted(signatory: Driver) -> None:
    signatory.click(signatory.window.case.bar.give_up)
    form = signatory.window.case.side.refuse
    assert not form.confirm.isEnabled()
    signatory.fill(form, form.reason, REASON)
    signatory.do_form(form)
    assert not signatory.act.isEnabled()
    for person in ("preparer", "presenter", "mayor", "registrar-2"):
        signatory.leave()
        signatory.enter(person)
        row = signatory.window.inbox._mine.rows[0]
        assert "Kieltäydytty" in [chip.text for chip in row.chips]
        signatory.open_case()
        assert REASON in signatures(signatory)


def test_two_registrars_give_up_what_nobody_can_finish(
    signatory: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = signatory.scene.desk
    with monkeypatch.context() as patch:
        failed = errors.WorkerFailedError(worker="key")

        def dies(*_: object) -> bytes:
            raise failed

        patch.setattr(desk.keys, "sign", dies)
        signatory.do_act()
        signatory.confirm()
    assert case_of(signatory).signing is not None
    assert signatory.window.case.side.prompt.ink.isVisible()
    signatory.leave()
    signatory.enter("registrar-1")
    away = AbsenceRecorded("deputy-mayor", SIGNED.date(), SIGNED.date())
    who = signatory.window.inbox._who
    assert who is not None
    desk.journal.record(who, away)
    signatory.open_case()
    assert "Keskeneräinen allekirjoitus: Aapo Apulainen" in signatures(signatory)
    signatory.do_act()
    assert case_of(signatory).signing is not None
    signatory.leave()
    signatory.enter("registrar-2")
    signatory.open_case()
    assert "Raija Rekisteröijä" in signatures(signatory)
    assert signatory.act.text() == "Vahvista luopuminen"
    signatory.do_act()
    assert case_of(signatory).signing is None
    assert len(case_of(signatory).agreement.voided) == 1
