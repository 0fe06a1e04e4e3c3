"""The mayor decides a meeting's list by the window: reads each case, and signs all in one go."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from signapp.demo.people import SIGNATURE_PIN
from signapp.domain.decision import Stage
from signapp.domain.errors import KeyHomeMissingError
from signapp.gui.screens.decision_list import DecisionListScreen
from signapp.services.ports import KeyHome, KeyState, PinTries, PinUse
from tests.gui.driver import Driver, GapWatch, save, texts_on
from tests.meeting import numbers, propose_list

CASES = 3


class Meeting:
    """The mayor at the list, with hands that count what they press."""

    def __init__(self, driver: Driver, count: int = CASES, amended: tuple[int, ...] = ()) -> None:
        self.driver = driver
        self.listed = propose_list(driver.scene, count, amended)
        self.pressed = 0
        driver.window.sign_in.enter()
        driver.settle()
        driver.sign_in("mayor")

    @property
    def screen(self) -> DecisionListScreen:
        return self.driver.window.list

    def open(self) -> None:
        self.press(self.driver.window.inbox.open_list)
        self.driver.until(lambda: bool(self.screen.list.rows), "the list")
        self.driver.settle()

    def press(self, button: object) -> None:
        self.pressed += 1
        self.driver.click(button)  # type: ignore[arg-type]
        self.driver.settle()

    def read(self) -> None:
        """Turn the pages of the document on view, which is no press of a button."""
        self.driver.settle()
        pages = self.screen.documents.pages.view
        self.driver.until(lambda: pages.pages > 0, "the document")
        self.driver.settle()
        while not pages.all_seen:
            QTest.keyClick(pages, Qt.Key.Key_PageDown)
            self.driver.settle()

    def go_through(self) -> None:
        """Read and decide every case, to the summary."""
        self.read()
        self.press(self.screen.bar.primary)  # as proposed, and not disqualified
        self.go_on()

    def go_on(self) -> None:
        """Read the minutes of the first case, decide the others, go to the summary."""
        for _ in self.listed[1:]:
            self.read()
            self.press(self.screen.bar.primary)  # the next case
            self.read()
            self.press(self.screen.bar.primary)
        self.read()
        self.press(self.screen.bar.primary)  # to the signing
        self.driver.until(self.screen.signing.isVisible, "the summary")

    def sign(self, pin: str = SIGNATURE_PIN) -> None:
        self.driver.type_pin(self.screen.signing.prompt.field, pin)
        self.driver.settle()

    def stages(self) -> list[Stage]:
        cases = self.driver.scene.desk.journal.state.cases
        return [cases[one].stage for one in self.listed]

    def chips(self) -> list[str]:
        return [row.chips[-1].text for row in self.screen.signing.rows.rows]


@pytest.fixture
def meeting(driver: Driver) -> Meeting:
    return Meeting(driver)


@pytest.fixture
def pair(driver: Driver) -> Meeting:
    """A list of two cases, which is a list already."""
    return Meeting(driver, 2)


def test_the_list_is_decided_with_few_interactions_and_one_pin(
    meeting: Meeting, tmp_path: Path
) -> None:
    inbox = meeting.driver.window.inbox
    assert inbox.open_list.text() == "Päätä 3 asiaa kerralla…"
    meeting.open()
    assert [row.key for row in meeting.screen.list.rows] == list(numbers(CASES))
    assert not meeting.screen.bar.primary.isEnabled()  # the attachment was not read
    meeting.go_through()
    prompt = texts_on(meeting.screen.signing)
    assert "Allekirjoitat 3 pöytäkirjaa" in prompt
    assert "Yksi tunnusluku riittää kaikkiin 3 allekirjoitukseen." in prompt
    assert "En ole esteellinen näissä asioissa." in prompt
    assert [row.lead for row in meeting.screen.signing.rows.rows] == ["1 §", "2 §", "3 §"]
    assert meeting.stages() == [Stage.DECIDING] * CASES
    watch = GapWatch()
    meeting.sign()
    assert watch.stop() < 1.0  # a busy machine; it signs for seconds
    save(meeting.driver.window, tmp_path / "list.png")
    assert meeting.stages() == [Stage.DECIDED] * CASES
    assert meeting.chips() == ["Päätetty"] * CASES
    assert "Päätetty 3, epäonnistui 0, ei ehditty 0." in texts_on(meeting.screen.signing)
    assert meeting.pressed == 1 + 2 * CASES  # and one PIN; by themselves it would be 4 each
    meeting.press(meeting.screen.signing.close_button)
    assert "Listalla ei ole asioita." in texts_on(meeting.screen)


def test_a_wrong_pin_is_told_and_typed_again(pair: Meeting) -> None:
    pair.open()
    pair.go_through()
    pair.sign("000000")
    told = texts_on(pair.screen.signing)
    assert "Mitään ei allekirjoitettu." in told
    assert "Väärä tunnusluku" in told
    assert pair.stages() == [Stage.DECIDING] * 2
    assert pair.screen.signing.prompt.field.text() == ""
    pair.sign()
    assert pair.stages() == [Stage.DECIDED] * 2


def test_a_case_is_left_out_and_another_is_rejected(meeting: Meeting) -> None:
    meeting.open()
    screen, driver = meeting.screen, meeting.driver
    meeting.press(screen.bar.give_up)
    assert [row.key for row in screen.list.rows] == list(meeting.listed[1:])
    meeting.read()
    driver.click(screen.bar.other)
    driver.choose(screen.ruling, screen.ruling.choice, "rejected")
    driver.fill(screen.ruling, screen.ruling.text, "Pormestari hylkäsi ehdotuksen.")
    driver.do_form(screen.ruling)
    driver.settle()
    assert not screen.ruling.isVisible()
    meeting.read()
    assert screen.list.rows[0].detail.startswith("Poikkeaa ehdotuksesta")
    meeting.press(screen.bar.primary)
    meeting.read()
    meeting.press(screen.bar.primary)
    meeting.read()
    meeting.press(screen.bar.primary)
    meeting.sign()
    assert meeting.stages() == [Stage.PROPOSED, Stage.DECIDED, Stage.DECIDED]


def test_an_unfinished_list_is_taken_up_again(meeting: Meeting) -> None:
    meeting.open()
    meeting.read()
    meeting.press(meeting.screen.bar.primary)
    meeting.read()
    meeting.driver.leave()
    meeting.driver.sign_in("mayor")
    meeting.open()
    rows = meeting.screen.list.rows
    assert [[chip.text for chip in row.chips] for row in rows] == [["Nähty"], [], []]
    assert meeting.screen._number == meeting.listed[1]


def test_a_card_that_asks_each_time_says_so_before(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, asked = meeting.driver.scene.desk.keys, list[str]()
    monkeypatch.setattr(keys, "pin_use", lambda _home, pin, _der: asked.append(pin) or PinUse.EACH)
    meeting.open()
    meeting.go_through()
    for left in (3, 2, 1):
        assert meeting.stages().count(Stage.DECIDED) == CASES - left
        meeting.sign()
        if left == 3:
            assert "Tämä kortti kysyy tunnusluvun 2 kertaa." in texts_on(meeting.screen.signing)
    assert meeting.stages() == [Stage.DECIDED] * CASES
    assert len(asked) == 2  # the last one needs no question


def test_a_pin_pad_takes_the_pin_of_the_whole_list(
    pair: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, typed = pair.driver.scene.desk.keys, list[str]()
    sign, use = keys.sign, keys.pin_use

    def on_the_reader(home: KeyHome, pin: str, der: bytes, message: bytes) -> bytes:
        typed.append(pin)
        return sign(home, SIGNATURE_PIN, der, message)

    monkeypatch.setattr(keys, "state", lambda *_: KeyState(pin_pad=True, tries=PinTries.FEW))
    monkeypatch.setattr(keys, "sign", on_the_reader)
    monkeypatch.setattr(keys, "pin_use", lambda home, _pin, der: use(home, SIGNATURE_PIN, der))
    pair.open()
    pair.go_through()
    prompt = pair.screen.signing.prompt
    pair.driver.settle()
    told = texts_on(prompt)
    assert "lukijan omilla näppäimillä" in told
    assert "Yksi tunnusluku riittää kaikkiin 2 allekirjoitukseen." in told
    assert not prompt.field.isVisible()
    pair.press(prompt.sign)
    assert pair.stages() == [Stage.DECIDED] * 2
    assert set(typed) == {""}


def test_a_key_that_is_away_takes_no_pin(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = meeting.driver.scene.desk.keys

    def away(*_: object) -> KeyState:
        raise KeyHomeMissingError

    monkeypatch.setattr(keys, "state", away)
    meeting.open()
    meeting.go_through()
    meeting.driver.settle()
    prompt = meeting.screen.signing.prompt
    assert not prompt.field.isVisible()
    assert not prompt.sign.isEnabled()
    assert prompt.cancel.isEnabled()
