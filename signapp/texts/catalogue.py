"""The texts of one language, by key, with dates, times, numbers and plurals in its manner."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from signapp.domain.acts import OfficeKind, OfficeTitle
from signapp.domain.authorisation import SigningDays, days_of
from signapp.domain.calendar import HELSINKI
from signapp.domain.errors import NotAuthorisedError, Reason, SignappError
from signapp.domain.network_errors import Failure, Failures
from signapp.domain.numbers import SectionNumber
from signapp.domain.publicity import RecordTitle
from signapp.resources import resource

LANGUAGES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_FI"}
DEFAULT = "fi"
DATES = {"en": "d MMMM y", "zh": "y年M月d日"}
OF_MARKS = {**LANGUAGES, "zh": "zh_Hans_CN"}
"""The languages of visible marks: Chinese has no other texts than theirs."""
COUNTED = ("count", "size")
"""Facts of a finding that are numbers."""


@dataclass(frozen=True)
class ErrorText:
    """What a person reads of an error: what is true now, heading, cause, remedy, and the code."""

    standing: str
    heading: str
    cause: str
    remedy: str
    code: str
    reasons: tuple["ErrorText", ...] = ()


@cache
def catalogue(language: str) -> dict[str, str | tuple[str, ...]]:
    """Return all messages of a language by key; a plural one as a tuple of forms."""
    messages: dict[str, str | tuple[str, ...]] = {}
    for path in sorted(resource("locale", language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=OF_MARKS[language]):
                key = message.id if isinstance(message.id, str) else message.id[0]
                if key and message.string:
                    text = message.string
                    messages[key] = text if isinstance(text, str) else tuple(text)
    return messages


class Texts:
    """Every text a person reads, in one language (`fi`, `sv`, `en`; `zh` for marks only)."""

    def __init__(self, language: str = DEFAULT) -> None:
        self.language = language
        self._locale = Locale.parse(OF_MARKS[language])
        self._manners: dict[type, Callable[[Any], str]] = {
            OfficeTitle: self.title,
            RecordTitle: self.title_of,
            SigningDays: self.days,
            SectionNumber: self.section,
            Failures: self.failures,
        }

    @property
    def _messages(self) -> dict[str, str | tuple[str, ...]]:
        return catalogue(self.language)  # which is read when the first text is wanted

    def say(self, key: str, /, **facts: Any) -> str:
        """Return the text of a key with its facts filled in. Raises KeyError for no such key."""
        message = self._messages[key]
        text = message if isinstance(message, str) else message[-1]
        return text.format_map({name: self.show(fact) for name, fact in facts.items()})

    def count(self, key: str, number: int, /, **facts: Any) -> str:
        """Return the text of a key in the plural form of a number, which is `{number}` in it."""
        forms = self._messages[key]
        form = forms if isinstance(forms, str) else forms[0 if number == 1 else -1]
        shown = {name: self.show(fact) for name, fact in facts.items()}
        return form.format_map({"number": self.number(number), **shown})

    def has(self, key: str) -> bool:
        """Tell whether there is a text with this key."""
        return key in self._messages

    def show(self, fact: Any) -> str:
        """Return a fact as a person writes it."""
        if isinstance(fact, datetime):
            return self.moment(fact)
        if isinstance(fact, date):
            return self.date(fact)
        if own := self._manners.get(type(fact)):
            return own(fact)
        if isinstance(fact, int) and not isinstance(fact, bool):
            return self.number(fact)
        return str(fact.name if isinstance(fact, Path) and fact.is_absolute() else fact)

    def date(self, day: date) -> str:
        """Return a day, as 29.8.2017 in Finnish and Swedish."""
        pattern = DATES.get(self.language, "d.M.y")
        return format_date(day, pattern, locale=self._locale)

    def days(self, days: SigningDays) -> str:
        """Return the days of a signing: a day, a range, a latest day, or that none is said."""
        if days.last is None:
            return self.say("days.none")
        if days.first is None:
            return self.say("days.latest", day=days.last)
        if days.single:
            return self.date(days.single)
        return self.say("days.range", first=days.first, last=days.last)

    def time(self, moment: datetime, zone: tzinfo | None = HELSINKI) -> str:
        """Return the time of day in a zone, with the zone's difference from UTC."""
        there = moment.astimezone(zone)
        pattern = "HH:mm" if self.language in DATES else "H.mm"
        minutes = int((there.utcoffset() or timedelta()).total_seconds()) // 60
        hours, rest = divmod(abs(minutes), 60)
        ahead = f"{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")
        return f"{format_time(there.time(), pattern, locale=self._locale)} (UTC{ahead})"

    def moment(self, moment: datetime, zone: ZoneInfo = HELSINKI) -> str:
        """Return day and time in a zone."""
        return f"{self.date(moment.astimezone(zone).date())} {self.time(moment, zone)}"

    def both_moments(self, local: datetime) -> str:
        """Return day and time in Helsinki, and by the local clock where that differs (R31)."""
        there, here = local, local.astimezone(HELSINKI)
        if there.utcoffset() == here.utcoffset():
            return self.moment(here)
        time_there = self.time(there, there.tzinfo)
        if there.date() != here.date():
            time_there = f"{self.date(there.date())} {time_there}"
        return f"{self.moment(here)} / {time_there}"

    def title(self, title: OfficeTitle) -> str:
        """Return the title of an office; a language that has none of its own takes English."""
        titles = {"fi": title.fi, "sv": title.sv}
        return titles.get(self.language, title.en)

    def section(self, section: SectionNumber) -> str:
        """Return a § number: 47 § of one person, § 47 of a body (R3)."""
        written = "body" if section.kind is OfficeKind.BODY else "person"
        return self.say(f"section.{written}", section=str(section.number))

    def title_of(self, title: RecordTitle) -> str:
        """Return the title of a record, or in its place its class and the grounds for it."""
        if not title.withheld:
            return title.text
        key = f"secret.title.{title.publicity.value}"
        return self.say(key, grounds=", ".join(title.grounds))

    def failures(self, failures: Failures) -> str:
        """Return what each host that was asked in vain did, without a full stop."""
        if not failures:
            return self.say("contact.nobody")
        return "; ".join(map(self._failure, failures))

    def _failure(self, one: Failure) -> str:
        if one.cause.startswith("http_"):
            return self.say("contact.http", host=one.host, status=one.cause.removeprefix("http_"))
        return self.say(f"contact.{one.cause}", host=one.host, words=one.words)

    def number(self, number: int) -> str:
        """Return a number with the language's grouping."""
        return format_decimal(number, locale=self._locale)

    def remark(self, code: str, facts: Mapping[str, str]) -> str:
        """Return the sentence of a verdict's remark; moments in its facts are shown as such."""
        shown = {name: _readable(name, fact) for name, fact in facts.items()}
        return self.say(f"remark.{code}", **shown)

    def finding(self, code: str, facts: Mapping[str, str]) -> tuple[str, str]:
        """Return the sentence of what was found in a file, and what to do about it.

        What acts in a file is told as its refusal tells it.
        """
        group, _, what = code.partition(".")
        if group == "active":
            cause = self.say(f"error.ActiveContentError.cause.{what}")
            return cause, self.say("error.ActiveContentError.remedy")
        shown = {name: int(fact) if name in COUNTED else fact for name, fact in facts.items()}
        own = f"finding.{code}.remedy"
        remedy = self.say(own if self.has(own) else f"finding.{group}.remedy", **shown)
        return self.say(f"finding.{code}", **shown), remedy

    def error(self, error: SignappError) -> ErrorText:
        """Return what a person reads of a known error."""
        code = error.code
        reasons = error.reasons if isinstance(error, NotAuthorisedError) else ()
        facts = {"basis": error.basis if isinstance(error, Reason) else "", **error.facts}
        return ErrorText(
            standing=self.say(f"standing.{error.standing.value}") if error.standing else "",
            heading=self.say(f"error.{code}.heading", **facts),
            cause=self.say(self._cause(error), **facts),
            remedy=self.say(f"error.{code}.remedy", **facts),
            code=code,
            reasons=tuple(self.error(reason) for reason in reasons),
        )

    def _cause(self, error: SignappError) -> str:
        """Return the key of the cause: that of a code among the facts, or else the general one."""
        general = f"error.{error.code}.cause"
        own = (f"{general}.{fact}" for fact in error.facts.values())
        return next((key for key in own if self.has(key)), general)


def can_tell(error: SignappError) -> bool:
    """Tell whether the error has every fact that its texts name, in every language."""
    try:
        for language in LANGUAGES:
            Texts(language).error(error)
    except (KeyError, ValueError):
        return False
    return True


def _readable(name: str, fact: str) -> str | int | date | SigningDays:
    """Return a remark's fact as it is read: a hash stands in groups that a line can break."""
    if name == "length":
        return int(fact)
    if name == "sha256":
        return " ".join(fact[start : start + 8] for start in range(0, len(fact), 8))
    return _moment(fact)


def _moment(fact: str) -> str | date | SigningDays:
    """Return a fact that is an ISO date, moment or interval as such, any other as it is."""
    if days := days_of(fact):
        return days
    for kind, length in ((date, len("2017-08-29")), (datetime, len("2017-08-29T11:00:00Z"))):
        if len(fact) >= length and fact[4:5] == fact[7:8] == "-":
            with suppress(ValueError):
                return kind.fromisoformat(fact)
    return fact
