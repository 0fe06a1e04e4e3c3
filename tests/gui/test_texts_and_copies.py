"""Lists and tables are read in the window as they are printed; copies offer forms of words."""

from types import SimpleNamespace
from typing import Any, cast

from PySide6.QtWidgets import QApplication, QTextBrowser

from signapp.demo.scene import seed_text
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.block_html import blocks_html
from signapp.gui.screens.publicity_forms import PublicCopyForm

TEXT = """Aiheet:
- opetus
- <b>kulttuuri</b>
1. Valmistelu
a) kanslia
2. Seuranta

Aihe\tHinta
Juhla\t25 000 €"""


def test_lists_and_tables_are_shown_and_nothing_is_markup(qapp: QApplication) -> None:
    browser = QTextBrowser()
    browser.setHtml("".join(blocks_html(TEXT)))
    said = browser.toPlainText().replace("\N{NO-BREAK SPACE}", " ").split("\n")
    assert said[:6] == [
        *("Aiheet:", "– opetus", "– <b>kulttuuri</b>", "1. Valmistelu", "a) kanslia"),
        "2. Seuranta",
    ]
    assert [line for line in said[6:] if line] == ["Aihe", "Hinta", "Juhla", "25 000 €"]
    assert "<table" in browser.toHtml()
    assert qapp is not None


def test_forms_of_a_word_are_ticked_and_left_out_unless_refused(qapp: QApplication) -> None:
    form = PublicCopyForm(Language("fi"), Look(qapp))
    form.show_case(cast("Any", SimpleNamespace(text=seed_text())))
    form.passages.setPlainText("Helsinki")
    shown = {box.text(): box for box in form.forms.boxes.values() if not box.isHidden()}
    assert {"Helsingin", "Helsingissä"} <= set(shown)
    shown["Helsingissä"].setChecked(False)
    form.passages.setPlainText("Helsinki\nEero")
    kept = cast("Any", form.answer()).keywords["left_out"].passages
    assert kept[:2] == ("Helsinki", "Eero")
    assert "Helsingin" in kept
    assert "Helsingissä" not in kept
    form.passages.setPlainText("")
    assert all(box.isHidden() for box in form.forms.boxes.values())
    assert cast("Any", form.answer()).keywords["left_out"].passages == ()
