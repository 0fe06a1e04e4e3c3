"""How dates, times, numbers, plurals and errors are written in each language."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import signapp.texts.catalogue
from signapp.domain.acts import OfficeTitle
from signapp.domain.errors import NotAuthorisedError, Standing, TooEarly, WrongPinError
from signapp.texts.catalogue import LANGUAGES, Texts, catalogue

SUMMER = datetime(2017, 8, 29, 11, 5, tzinfo=UTC)
WINTER = datetime(2017, 1, 9, 12, 5, tzinfo=UTC)
NBSP = "\N{NO-BREAK SPACE}"
MAYOR = OfficeTitle("pormestari", "pormestarin", "borgmästare", "mayor")

PLURALS = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "log.entries"
msgid_plural "log.entries"
msgstr[0] "{number} merkintä asiassa {case}"
msgstr[1] "{number} merkintää asiassa {case}"

msgid "log.same"
msgstr "{number} kpl"
"""


@pytest.fixture
def with_plurals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Texts]:
    """Give texts from a catalogue with plural forms."""
    (tmp_path / "log.po").write_text(PLURALS, encoding="utf-8")
    monkeypatch.setattr(signapp.texts.catalogue, "resource", lambda *_: tmp_path)
    catalogue.cache_clear()
    yield Texts("fi")
    catalogue.cache_clear()


@pytest.mark.parametrize(
    ("language", "day", "written"),
    [
        ("fi", date(2017, 8, 29), "29.8.2017"),
        ("sv", date(2017, 8, 29), "29.8.2017"),
        ("en", date(2017, 8, 29), "29 August 2017"),
        ("fi", date(2018, 1, 2), "2.1.2018"),
        ("sv", date(2018, 1, 2), "2.1.2018"),
        ("en", date(2018, 1, 2), "2 January 2018"),
    ],
)
def test_days_have_no_leading_zero(language: str, day: date, written: str) -> None:
    assert Texts(language).date(day) == written


@pytest.mark.parametrize(
    ("language", "moment", "written"),
    [
        ("fi", SUMMER, "14.05 (UTC+3)"),
        ("sv", SUMMER, "14.05 (UTC+3)"),
        ("en", SUMMER, "14:05 (UTC+3)"),
        ("fi", WINTER, "14.05 (UTC+2)"),
        ("en", WINTER, "14:05 (UTC+2)"),
        ("fi", datetime(2017, 8, 29, 6, 5, tzinfo=UTC), "9.05 (UTC+3)"),
        ("en", datetime(2017, 8, 29, 6, 5, tzinfo=UTC), "09:05 (UTC+3)"),
    ],
)
def test_times_are_those_of_helsinki_with_their_zone(
    language: str, moment: datetime, written: str
) -> None:
    assert Texts(language).time(moment) == written


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("Asia/Kolkata", "16.35 (UTC+5:30)"),
        ("Asia/Kathmandu", "16.50 (UTC+5:45)"),
        ("Asia/Shanghai", "19.05 (UTC+8)"),
        ("America/New_York", "7.05 (UTC-4)"),
        ("UTC", "11.05 (UTC+0)"),
    ],
)
def test_times_of_other_zones(zone: str, written: str) -> None:
    assert Texts("fi").time(SUMMER, ZoneInfo(zone)) == written


def test_the_day_of_a_moment_is_the_day_in_its_zone() -> None:
    late = datetime(2017, 8, 28, 21, 30, tzinfo=UTC)
    assert Texts("fi").moment(late) == "29.8.2017 0.30 (UTC+3)"
    assert Texts("fi").moment(late, ZoneInfo("UTC")) == "28.8.2017 21.30 (UTC+0)"
    assert Texts("en").moment(SUMMER) == "29 August 2017 14:05 (UTC+3)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_grouped_by_a_no_break_space(language: str) -> None:
    texts = Texts(language)
    assert texts.number(25000) == f"25{NBSP}000"
    assert texts.number(1234567) == f"1{NBSP}234{NBSP}567"
    assert texts.number(47) == "47"


def test_plural_forms_follow_the_number(with_plurals: Texts) -> None:
    assert with_plurals.count("log.entries", 1, case="A") == "1 merkintä asiassa A"
    assert with_plurals.count("log.entries", 0, case="A") == "0 merkintää asiassa A"
    assert with_plurals.count("log.entries", 2, case="A") == "2 merkintää asiassa A"
    assert with_plurals.count("log.entries", 25000, case="A") == f"25{NBSP}000 merkintää asiassa A"


def test_a_text_without_plural_forms_serves_every_number(with_plurals: Texts) -> None:
    assert [with_plurals.count("log.same", n) for n in (1, 2)] == ["1 kpl", "2 kpl"]


def test_an_unknown_key_is_a_bug() -> None:
    texts = Texts("fi")
    assert not texts.has("no.such.key")
    with pytest.raises(KeyError):
        texts.say("no.such.key")
    with pytest.raises(KeyError):
        texts.count("no.such.key", 1)


def test_an_absent_fact_is_a_bug() -> None:
    with pytest.raises(KeyError):
        Texts("fi").say("error.TooEarly.cause", day=date(2017, 8, 29))


def test_an_unknown_language_is_a_bug() -> None:
    with pytest.raises(KeyError):
        Texts("de")


def test_facts_are_shown_as_a_person_writes_them() -> None:
    texts = Texts("sv")
    assert texts.show(date(2017, 8, 29)) == "29.8.2017"
    assert texts.show(SUMMER) == "29.8.2017 14.05 (UTC+3)"
    assert texts.show(25000) == f"25{NBSP}000"
    assert texts.show(MAYOR) == "borgmästare"
    assert texts.show("HEL 2017-008888") == "HEL 2017-008888"
    assert texts.show(Path.home() / "minutes.pdf") == "minutes.pdf"


def test_titles_are_in_the_language_of_the_text() -> None:
    titles = [Texts(language).title(MAYOR) for language in LANGUAGES]
    assert titles == ["pormestari", "borgmästare", "mayor"]


def test_an_error_tells_every_reason_with_its_facts() -> None:
    reason = TooEarly(day=date(2017, 8, 29), today=date(2017, 8, 28))
    told = Texts("fi").error(NotAuthorisedError((reason,)))
    assert (told.code, told.standing) == ("NotAuthorisedError", "")
    (inner,) = told.reasons
    assert inner.code == "TooEarly"
    assert "29.8.2017" in inner.cause
    assert "28.8.2017" in inner.cause


def test_an_error_says_first_what_is_true_now() -> None:
    error = WrongPinError()
    error.standing = Standing.NOTHING_SIGNED
    assert Texts("fi").error(error).standing == "Mitään ei allekirjoitettu."
    assert Texts("sv").error(error).standing == "Ingenting undertecknades."
    assert Texts("en").error(error).standing == "Nothing was signed."


def test_a_remark_shows_days_and_moments_of_its_facts() -> None:
    texts = Texts("fi")
    day = texts.remark("authority.day", {"day": "2017-08-29", "signed": "2017-08-29"})
    assert day.count("29.8.2017") == 2
    proven = {"at": "2017-08-29T11:05:00Z", "by": "Koeleimaaja"}
    assert "29.8.2017 14.05 (UTC+3)" in texts.remark("time.proven", proven)
    assert "Koeleimaaja" in texts.remark("time.proven", proven)
    exact = texts.remark("decided.exact", {"sha256": "2017-0", "length": "5"})
    assert "2017-0" in exact
