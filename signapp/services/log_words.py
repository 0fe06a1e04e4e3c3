"""The log in words of one language: what window, terminal and exports say of a row alike."""

from collections.abc import Iterator
from dataclasses import dataclass

from signapp.domain.acts import Capacity
from signapp.domain.auditing import LogFilter, Result
from signapp.services.log_rows import LogRow, Names
from signapp.services.log_totals import Sample, Totals
from signapp.texts.catalogue import Texts

Lines = tuple[tuple[str, str], ...]
"""Labels and what they stand before."""


@dataclass(frozen=True)
class LogWords:
    """Says rows, filters, totals and samples in a language."""

    texts: Texts
    names: Names

    def act_named(self, act: str) -> str:
        """Return an act by its name; one that this program does not know by its code."""
        return self.texts.say(f"act.{act}") if self.texts.has(f"act.{act}") else act

    def act(self, row: LogRow) -> str:
        """Return what was done, or attempted in vain."""
        if row.result is Result.REFUSED:
            return self.texts.say("log.refused", act=self.act_named(row.act))
        return self.act_named(row.act)

    def reasons(self, row: LogRow) -> str:
        """Return why something was refused, each reason by its heading."""
        return "; ".join(self.reason(code) for code in row.codes)

    def reason(self, code: str) -> str:
        """Return one reason by its heading; one that this program does not know by its code."""
        key = f"error.{code}.heading"
        return self.texts.say(key) if self.texts.has(key) else code

    def particulars(self, row: LogRow) -> str:
        """Return what a row says beyond its act: reasons, or pages."""
        if row.pages:
            return self.texts.say("log.pages", pages=row.pages)
        return self.reasons(row)

    def result(self, result: Result) -> str:
        """Return what came of it."""
        return self.texts.say(f"log.result.{result.value}")

    def person(self, row: LogRow) -> str:
        """Return who it was; without a person it was the desk."""
        return self.names.person(row.person) if row.person else self.texts.say("capacity.desk")

    def office_named(self, code: str) -> str:
        """Return an office by its code; none has no name."""
        title = self.names.offices.get(code)
        if title is not None:
            return self.texts.title(title)
        return code or self.texts.say("log.no_office")

    def office(self, row: LogRow) -> str:
        """Return for which office it was done, if for one."""
        return self.office_named(row.office) if row.office else ""

    def capacity(self, capacity: Capacity) -> str:
        """Return in which capacity it was done."""
        return self.texts.say(f"capacity.{capacity.value}")

    def who(self, row: LogRow) -> str:
        """Return person, office and, unless it is the holder's own, capacity."""
        others = (Capacity.DEPUTY, Capacity.SUBSTITUTE)
        capacity = self.capacity(row.capacity) if row.capacity in others else ""
        return ", ".join(part for part in (self.person(row), self.office(row), capacity) if part)

    def limit(self, key: str) -> str:
        """Return what can't be proven, by its key in `not_provable`."""
        return self.texts.say(f"not_provable.{key}")

    # --- filters, totals, samples -----------------------------------------------------------

    def filter_lines(self, wanted: LogFilter) -> Lines:
        """Return what a filter says, line by line; or that it lets everything through."""
        found = tuple(self._filtered(wanted))
        say = self.texts.say
        return found or ((say("log.filter.entries"), say("log.filter.everything")),)

    def _filtered(self, wanted: LogFilter) -> Iterator[tuple[str, str]]:
        say, show = self.texts.say, self.texts.show
        if wanted.case:
            yield say("log.filter.case"), wanted.case
        if wanted.person:
            yield say("log.filter.person"), self.names.person(wanted.person)
        if wanted.office:
            yield say("log.filter.office"), self.office_named(wanted.office)
        if wanted.capacity:
            yield say("log.filter.capacity"), self.capacity(wanted.capacity)
        if wanted.since or wanted.until:
            first, last = (show(day) if day else "" for day in (wanted.since, wanted.until))
            yield say("log.filter.days"), f"{first} – {last}".strip()
        if wanted.acts:
            yield say("log.filter.acts"), ", ".join(map(self.act_named, wanted.acts))
        if wanted.result:
            yield say("log.filter.result"), self.result(wanted.result)

    def sums(self, found: Totals) -> Lines:
        """Return the totals that stand first."""
        number, say = self.texts.number, self.texts.say
        return (
            (say("log.totals.entries"), number(found.entries)),
            (say("log.totals.signatures"), number(found.signatures)),
            (say("log.totals.refusals"), number(found.refusals)),
            (say("log.totals.failed_sign_ins"), number(found.failed_sign_ins)),
        )

    def tables(self, found: Totals) -> tuple[tuple[str, Lines], ...]:
        """Return the totals of each act, office, capacity, result and month, under headings."""
        number, say = self.texts.number, self.texts.say

        def by_result(code: str) -> str:
            return self.result(Result(code))

        def by_capacity(code: str) -> str:
            return self.capacity(Capacity(code))

        def by_month(code: str) -> str:
            year, month = code.split("-")
            return f"{int(month)}/{year}"

        groups = (
            (say("log.totals.acts"), found.acts, self.act_named),
            (say("log.totals.offices"), found.offices, self.office_named),
            (say("log.totals.capacities"), found.capacities, by_capacity),
            (say("log.totals.results"), found.results, by_result),
            (say("log.totals.months"), found.months, by_month),
        )
        return tuple(
            (heading, tuple((name(code), number(count)) for code, count in counts))
            for heading, counts, name in groups
            if counts
        )

    def sample_lines(self, sample: Sample) -> Lines:
        """Return how a sample was drawn."""
        say, number = self.texts.say, self.texts.number
        return (
            (say("log.sample.seed"), sample.seed),
            (say("log.sample.size"), number(len(sample.entries))),
            (say("log.sample.population"), number(sample.population)),
            (say("log.sample.drawn"), say(f"log.drawn.{sample.drawn.value}")),
            (say("log.sample.method"), say("log.sample.method.simple")),
        )
