"""The desk at which people work: the journal and the tools, joined by `bootstrap`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

from signapp.domain.acts import Actor, Capacity, CertificateBound, DocumentRef, OfficeKind, Purpose
from signapp.domain.calendar import helsinki_day
from signapp.domain.decision import Case
from signapp.domain.numbers import SectionNumber
from signapp.services.archives import Archives
from signapp.services.clock_check import ClockCheck, ClockDifference
from signapp.services.condition import Upkeep
from signapp.services.journal import Journal
from signapp.services.last_places import LastPlaces, LastPlacesInMemory
from signapp.services.marks import Marks, MarksInMemory
from signapp.services.office import Office
from signapp.services.ports import (
    Checker,
    DecidedRevision,
    KeyPlaces,
    Keys,
    PdfWork,
    Register,
    Trust,
    Verdict,
)
from signapp.services.trust_values import ListSource
from signapp.texts.catalogue import Texts


@dataclass(frozen=True)
class Desk:
    """The first argument of every use case.

    `document_texts` is the language of the documents made here, whatever the window's is;
    `list_source` is where trusted lists come from, if they may be fetched here;
    `clock_check` tells how the clock compared with the last time stamp, where stamps are real;
    `checker` judges files from elsewhere: where there is none, none can be dropped on the window;
    `office` converts text documents that are attached;
    `archives` writes and opens the files in which a case leaves;
    `reader` opens the register once more, for reading only, by the database's own word; with
    `read_only` nothing else is open, and nobody signs in;
    `upkeep` keeps the register's folder in order;
    `stamp_every` is how often, at most, a time stamp over a checkpoint is asked for;
    `last_places` knows where signatures were put last.
    """

    journal: Journal
    pdf: PdfWork
    keys: Keys
    trust: Trust
    document_texts: Texts
    clock_check: ClockCheck | None = None
    marks: Marks = field(default_factory=MarksInMemory)
    list_source: ListSource | None = None
    checker: Checker | None = None
    office: Office | None = None
    key_places: KeyPlaces | None = None
    archives: Archives | None = None
    reader: Callable[[], AbstractContextManager[Register]] | None = None
    read_only: bool = False
    upkeep: Upkeep | None = None
    stamp_every: timedelta = timedelta(hours=1)
    last_places: LastPlaces = field(default_factory=LastPlacesInMemory)

    @contextmanager
    def for_reading(self) -> Iterator[Register]:
        """Open the register for reading only, as audits do. Raises StorageError."""
        if self.reader is None:
            yield self.journal.register
            return
        with self.reader() as register:
            yield register

    def today(self) -> date:
        """Return the calendar date in Helsinki."""
        return helsinki_day(self.journal.clock.now())

    @property
    def clock_off(self) -> ClockDifference | None:
        """How far the clock was off at the last time stamp, if it was."""
        return self.clock_check.difference if self.clock_check else None

    def certificate(self, person: str, purpose: Purpose) -> DocumentRef | None:
        """Return the certificate bound to the person for the purpose, or None.

        Of several it is the one chosen at this desk, else the one that was bound last.
        """
        bound = self.binding(person, purpose)
        return bound.certificate if bound else None

    def binding(self, person: str, purpose: Purpose) -> CertificateBound | None:
        """Return how the certificate is bound that the person uses here, or None."""
        roster = self.journal.state.roster
        chosen = roster.certificates.get(self._chosen(person, purpose))
        if chosen and (chosen.person, chosen.purpose) == (person, purpose):
            return chosen
        return roster.certificate_of(person, purpose)

    def _chosen(self, person: str, purpose: Purpose) -> str:
        people = self.key_places.people() if self.key_places else ()
        for one in people:
            if one.person == person:
                session = purpose is Purpose.SESSION
                return one.session_certificate if session else one.signature_certificate
        return ""

    def read(self, ref: DocumentRef) -> bytes:
        """Return the bytes of a document, checked. Raises StorageError."""
        return self.journal.register.document(ref).read_bytes()

    def judge(self, ref: DocumentRef, decided: DecidedRevision | None = None) -> Verdict:
        """Return our verdict on a stored document, compared with what was decided on."""
        now = self.journal.clock.now()
        path = self.journal.register.document(ref)
        return self.pdf.judge(path, self.trust.material(), now, decided)


def section_of(desk: Desk, case: Case, following: int = 0) -> SectionNumber:
    """Return the § number of a case, or the one that follows, as its decision-maker's."""
    roster = desk.journal.state.roster
    office = roster.offices.get(case.proposal.decision_maker) if case.proposal else None
    kind = office.kind if office else OfficeKind.MAYOR
    return SectionNumber(case.begun.section if case.begun else following, kind)


def capacity_line(desk: Desk, actor: Actor, texts: Texts) -> str:
    """Return for which office somebody acts, and how: its holder, deputy or substitute."""
    title = desk.journal.state.roster.offices[actor.office].title
    if actor.capacity not in (Capacity.DEPUTY, Capacity.SUBSTITUTE):
        return texts.title(title)
    genitive = title.fi_genitive if texts.language == "fi" else texts.title(title)
    return texts.say(f"acting.{actor.capacity.value}", office=genitive)
