"""The registry's forms after a decision: claims, a court's certificate, outages."""

from functools import partial

from signapp.domain.claims import Settlement
from signapp.domain.deadlines import ClaimKind
from signapp.domain.publicity import Publication
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.keyed_form import KeyedForm
from signapp.gui.widgets.form import (
    Answer,
    Choices,
    day_field,
    day_in,
    line_field,
    qt_day,
    text_field,
)
from signapp.gui.widgets.moment_field import MomentField
from signapp.services.notify import (
    Certificate,
    Settled,
    confirm_finality,
    record_claim,
    settle_claim,
)
from signapp.services.publish import judge_outages, record_outage

CLAIMS = tuple(kind.value for kind in ClaimKind)
SETTLEMENTS = tuple(one.value for one in Settlement)


def registers(reading: CaseReading) -> bool:
    """Tell whether the registry looks at a decision that was made."""
    return reading.registers and reading.case.decided is not None


class ClaimForm(KeyedForm):
    """Asks what claim arrived, and when."""

    key = "claim"

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self.kind = Choices(look, CLAIMS)
        self.arrived = MomentField(look, self.look_at_fields)
        self._lay_out(
            self._field("kind", self.kind, "claim"), self._field("arrived", self.arrived)
        )
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it to the registry after a decision."""
        return registers(reading)

    def show_case(self, reading: CaseReading) -> None:
        """Begin with a request for rectification that arrives now."""
        self.kind.choose(CLAIMS[0])
        self.arrived.show_moment(reading.around.now)
        self.work(on=False)

    def answer(self) -> Answer | None:
        """Return the recording of the claim."""
        kind = self.kind.chosen
        if not kind:
            return None
        return partial(record_claim, kind=ClaimKind(kind), arrived_at=self.arrived.moment)


class SettleForm(KeyedForm):
    """Asks how and when the open claim came to nothing."""

    key = "settle"

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._claim = 0
        self.how = Choices(look, SETTLEMENTS)
        self.on = day_field(self.look_at_fields)
        self._lay_out(self._field("how", self.how, "settlement"), self._field("on", self.on))
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it to the registry while a claim is open."""
        return registers(reading) and _open_claim(reading) > 0

    def show_case(self, reading: CaseReading) -> None:
        """Ask about the claim that has been open longest."""
        self._claim = _open_claim(reading)
        self.how.choose("")
        self.on.setDate(qt_day(reading.today))
        self.work(on=False)

    def answer(self) -> Answer | None:
        """Return the settling of the claim."""
        how = self.how.chosen
        settled = Settled(day_in(self.on), Settlement(how)) if how else None
        return partial(settle_claim, claim=self._claim, settled=settled) if settled else None


def _open_claim(reading: CaseReading) -> int:
    """Return the number of the first open claim, from 1; 0 when there is none."""
    claims = enumerate(reading.case.claims, 1)
    return next((number for number, one in claims if one.settled_on is None), 0)


class CertificateForm(KeyedForm):
    """Asks which court certified finality, and when."""

    key = "certificate"

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self.court = line_field(self.look_at_fields)
        self.day = day_field(self.look_at_fields)
        self._lay_out(self._field("court", self.court), self._field("day", self.day))
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it to the registry where finality is for a court to certify."""
        case = reading.case
        return registers(reading) and case.needs_certificate and case.final_on is None

    def show_case(self, reading: CaseReading) -> None:
        """Begin with no court, and today."""
        self.court.clear()
        self.day.setDate(qt_day(reading.today))
        self.work(on=False)

    def answer(self) -> Answer | None:
        """Return the recording of what was certified."""
        court = self.court.text().strip()
        told = Certificate(court, day_in(self.day))
        return partial(confirm_finality, certificate=told) if court else None


class OutageForm(KeyedForm):
    """Asks from when to when the published minutes could not be seen."""

    key = "outage"

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self.since = MomentField(look, self.look_at_fields)
        self.until = MomentField(look, self.look_at_fields)
        self._lay_out(self._field("since", self.since), self._field("until", self.until))
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it to the registry and to preparers while the minutes are published."""
        return (
            reading.registers or reading.around.prepares
        ) and reading.case.publication.is_visible

    def show_case(self, reading: CaseReading) -> None:
        """Begin with no length, now."""
        self.since.show_moment(reading.around.now)
        self.until.show_moment(reading.around.now)
        self.work(on=False)

    def answer(self) -> Answer | None:
        """Return the recording of the outage, once it has a length."""
        since, until = self.since.moment, self.until.moment
        return partial(record_outage, since=since, until=until) if since < until else None


class JudgeOutageForm(KeyedForm):
    """Asks from which day the publication counts in spite of an outage, and why."""

    key = "judge_outage"

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self.counted_from = day_field(self.look_at_fields)
        self.reason = text_field(look, self.look_at_fields)
        self._lay_out(
            self._field("counted_from", self.counted_from), self._field("reason", self.reason)
        )
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it to the registry while an outage waits to be judged."""
        published: Publication = reading.case.publication
        return registers(reading) and len(published.gaps) > published.judged

    def show_case(self, reading: CaseReading) -> None:
        """Begin with the day from which it counts now."""
        self.counted_from.setDate(qt_day(reading.case.publication.counts_on or reading.today))
        self.reason.clear()
        self.work(on=False)

    def answer(self) -> Answer | None:
        """Return the judgement, once it has a reason."""
        reason, day = self.reason.toPlainText().strip(), day_in(self.counted_from)
        return partial(judge_outages, counted_from=day, reason=reason) if reason else None
