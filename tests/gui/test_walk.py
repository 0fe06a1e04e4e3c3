"""The seed case by the window, with real workers: from the empty register to the audit."""

from signapp.demo.clock import DECIDED, FINAL, PROPOSED, PUBLISHED, SIGNED
from signapp.demo.scene import CASE
from signapp.domain.decision import Stage
from signapp.services.ports import Holds
from tests.gui.driver import Driver, GapWatch, texts_on

LONGEST_GAP = 1.0
"""Seconds: far more than the 50 ms aimed at, but less than any waiting for a worker."""
OFFICE = "kulttuurin ja vapaa-ajan toimialan apulaispormestari"
ADDRESS = "https://www.example.org/paatokset/HEL-2017-008888"
ACTS = (
    "Rekisteri perustettiin",
    "Asia avattiin",
    "Liite lisättiin",
    "Liite valmisteltiin päätettäväksi",
    "Päätösehdotus annettiin",
    "Asiakirja avattiin",
    "Päättäminen aloitettiin ja pykälä varattiin",
    "Pöytäkirja allekirjoitettiin ja asia päätettiin",
    "Asiakirja allekirjoitettiin",
    "Aikaleima lisättiin",
)


def test_seed_case_by_the_window(driver: Driver, record_property: object) -> None:
    propose(driver)
    decide(driver)
    publish(driver)
    watch = GapWatch()
    sign(driver)
    gap = watch.stop()
    record_property("longest_gap_ms", round(gap * 1000))  # type: ignore[operator]
    print(f"longest gap of the window's thread while signing: {gap * 1000:.0f} ms")
    assert gap < LONGEST_GAP
    finalise(driver)
    audit(driver)


def propose(driver: Driver) -> None:
    driver.enter("preparer")
    assert "Yhtään asiaa ei ole vielä avattu" in texts_on(driver.window.inbox)
    driver.click(driver.window.inbox._open)
    driver.settle()
    driver.enter("presenter", PROPOSED)
    driver.open_case()
    assert driver.act.text() == "Anna ehdotus"
    driver.do_act()
    assert driver.scene.desk.journal.case(CASE).stage is Stage.PROPOSED
    assert not driver.act.isVisible()


def decide(driver: Driver) -> None:
    driver.enter("mayor", DECIDED)
    driver.open_case()
    assert driver.act.text() == "Päätän ehdotuksen mukaan. En ole esteellinen."
    assert not driver.act.isEnabled()
    driver.read_through()
    driver.do_act()
    assert driver.act.text() == "Allekirjoita pöytäkirja ja päätä asia"
    assert not driver.act.isEnabled()
    driver.read_through()
    driver.do_act()
    driver.confirm()
    assert driver.scene.desk.journal.case(CASE).stage is Stage.DECIDED
    assert shown_verdict(driver) is Holds.YES


def publish(driver: Driver) -> None:
    driver.enter("preparer", PUBLISHED)
    assert "Seuraavaksi: pöytäkirjan julkaiseminen" in driver.window.inbox._mine.rows[0].detail
    driver.open_case()
    side = driver.window.case.side
    assert "Ei vielä julkaistu" in texts_on(side.finality)
    driver.do_act()
    assert not side.publish.confirm.isEnabled()
    driver.fill(side.publish, side.publish.address, ADDRESS)
    driver.do_form(side.publish)
    assert not side.publish.isVisible()
    assert "25.8.2017" in texts_on(side.finality)
    assert not driver.act.isVisible()
    driver.leave()
    driver.enter("registrar-1")
    driver.open_case()
    assert driver.act.text() == "Merkitse ote lähetetyksi"
    driver.do_act()
    assert side.notice.addressee.text() == "Pekingin kaupunki"
    driver.choose(side.notice, side.notice.method, "electronic")
    driver.do_form(side.notice)
    text = texts_on(side.finality)
    assert "15.9.2017 16.00" in text
    assert "aikaisintaan 16.9.2017" in text
    assert "Katsotaan saaneen tiedon 28.8.2017" in text
    assert ADDRESS in text.replace("\u200b", "")


def finalise(driver: Driver) -> None:
    driver.leave()
    driver.enter("registrar-1")
    assert not driver.window.inbox._mine.rows
    assert "Odottaa lainvoimaa · kirjaaja · 16.9.2017" in driver.window.inbox._rest.rows[0].detail
    driver.enter("registrar-1", FINAL)
    assert "Seuraavaksi: lainvoiman vahvistaminen" in driver.window.inbox._mine.rows[0].detail
    driver.open_case()
    assert driver.act.text() == "Vahvista lainvoima"
    driver.do_act()
    assert driver.scene.desk.journal.case(CASE).final_on == FINAL.date()
    assert "Lainvoimainen 18.9.2017" in texts_on(driver.window.case.side.finality)
    assert driver.act.text() == "Merkitse henkilötiedot poistetuiksi verkosta"
    driver.do_act()
    assert not driver.act.isVisible()


def sign(driver: Driver) -> None:
    driver.enter("deputy-mayor", SIGNED)
    driver.open_case()
    assert driver.act.text() == f"Allekirjoita: {OFFICE}"
    driver.read_through()
    driver.do_act()
    driver.confirm()
    assert driver.scene.desk.journal.case(CASE).stage is Stage.SIGNED
    assert shown_verdict(driver) is Holds.YES
    text = texts_on(driver.window.case.side.verdict)
    assert "Allekirjoitettu liite" in text
    for part in ("Sisältö", "Allekirjoittaja", "Aika", "Päätetty asiakirja"):
        assert f"{part}\nPitää" in text


def audit(driver: Driver) -> None:
    driver.leave()
    driver.enter("auditor")
    audit = driver.window.audit
    driver.window.navigation.setCurrentRow(1)
    driver.settle()
    model = audit.table.rows
    listed = [model.index(row, 2).data() for row in range(model.rowCount())]
    assert [act for act in ACTS if act not in listed] == []
    numbers = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert numbers == [str(n) for n in reversed(range(len(listed)))]
    people = [model.index(row, 3).data() for row in range(model.rowCount())]
    assert "Aapo Apulainen, kulttuurin ja vapaa-ajan toimialan apulaispormestari" in people
    audit.tabs.setCurrentWidget(audit.verification)
    driver.click(audit.verification.start)
    driver.settle()
    assert audit.verification.found is not None
    assert audit.verification.found.holds is Holds.YES
    assert texts_on(audit.verification.verdict).startswith("Rekisteri pitää")


def shown_verdict(driver: Driver) -> Holds:
    view = driver.window.case.side.verdict
    assert view.isVisible()
    assert view.verdict is not None
    return view.verdict.holds
