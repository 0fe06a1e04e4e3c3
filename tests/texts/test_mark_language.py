"""Chinese has the texts of visible marks and no other; each says what the English one says."""

from babel.messages.pofile import read_po

from signapp.domain.acts import OfficeTitle
from signapp.resources import resource
from signapp.texts.catalogue import OF_MARKS, Texts, catalogue
from tests.texts.sources import placeholders, texts_of


def test_each_chinese_text_has_the_facts_of_the_english_one() -> None:
    chinese, english = catalogue("zh"), texts_of("en")
    assert chinese.keys() >= {"seal.label", "seal.decision", "seal.reason.agreement"}
    assert chinese.keys() >= {f"acting.{how}" for how in ("deputy", "substitute")}
    for key, text in chinese.items():
        assert placeholders((str(text),)) == placeholders(english[key]), key


def test_the_chinese_catalogue_is_sound() -> None:
    with (resource("locale", "zh") / "marks.po").open("rb") as file:
        catalog = read_po(file, locale=OF_MARKS["zh"], abort_invalid=True)
    assert not list(catalog.check())


def test_a_title_without_a_chinese_form_is_told_in_english() -> None:
    title = OfficeTitle("apulaispormestari", "apulaispormestarin", "borgmästare", "Deputy Mayor")
    assert Texts("zh").title(title) == "Deputy Mayor"
