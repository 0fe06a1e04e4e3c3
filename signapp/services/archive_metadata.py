"""Makes the metadata of a case for the archive from its evidence: every document described."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath
from uuid import NAMESPACE_URL, uuid5

from signapp.domain.acts import Actor
from signapp.domain.calendar import helsinki_day
from signapp.domain.decision import Case, Stage
from signapp.domain.intake import ENDINGS, PDF
from signapp.domain.numbers import dashed, diary_number
from signapp.domain.offices import record_type
from signapp.domain.publicity import MINUTES, WHOLE_CASE, Record, attachment
from signapp.services.archive_form import (
    FORMAT,
    HASH_ALGORITHM,
    VERSION,
    Agent,
    ArchivedCase,
    ArchivedRecord,
    ArchiveMetadata,
    CaseStatus,
    DecisionMade,
    FunctionClass,
    Handling,
    HandlingType,
    PackagedFile,
    PersonalDataTerm,
    Protection,
    PublicityTerm,
    Role,
    ValidationData,
)
from signapp.services.archive_retention import (
    COPY,
    EXTRACT,
    FOR_EVER,
    RECTIFICATION,
    secrecy_period,
)
from signapp.services.document_language import in_its_language
from signapp.services.evidence_form import EvidenceFile
from signapp.services.evidence_words import Said, hashes_in
from signapp.texts.catalogue import Texts

OF_MINUTES, PUBLIC_COPY = ("minutes", "minutes-replaced"), "public-copy"
WORDS = Texts("fi")
"""The language of the records plan, whatever that of the documents is."""


@dataclass(frozen=True)
class Archiving:
    """What the metadata are made from: the evidence, and where each file's report is."""

    said: Said
    reports: dict[str, str]

    @property
    def case(self) -> Case:
        """The case."""
        return self.said.case

    @cached_property
    def issued(self) -> dict[str, date]:
        """The day of the first entry that names each document, by its hash."""
        found: dict[str, date] = {}
        for entry in self.said.of_case:
            for sha256 in hashes_in(entry):
                found.setdefault(sha256, helsinki_day(entry.at))
        return found

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of the attachment that each document is a version of, by its hash."""
        found: dict[str, int] = {}
        for one in self.case.attachments:
            prepared = one.prepared.prepared if one.prepared else one.attached.original
            chain = self.case.agreement.chain(prepared)
            for ref in (one.attached.original, prepared, *chain):
                found[ref.sha256] = one.attached.number
        return found

    def identify(self, *parts: str) -> str:
        """Return an identifier that is always the same for the same parts of this case."""
        named = "/".join((self.said.desk.journal.origin, self.case.number, *parts))
        return f"{{{str(uuid5(NAMESPACE_URL, named)).upper()}}}"

    def agent(self, role: Role, actor: Actor) -> Agent:
        """Return who somebody was."""
        journal = self.said.desk.journal
        roster = journal.state.roster
        enrolled, office = roster.persons.get(actor.person), roster.offices.get(actor.office)
        name = journal.text(enrolled.name) if enrolled else actor.person
        title = WORDS.title(office.title) if office else actor.office
        return Agent(role, name, title, actor.office, actor.capacity.value)

    def protection(self, record: Record, issued: date | None) -> Protection:
        """Return how public a record is."""
        publicity = self.case.publicity
        grounds, classed = publicity.grounds(record), publicity.classes.get(record)
        return Protection(
            publicity_class=PublicityTerm[publicity.of(record).name],
            security_reasons=grounds,
            secrecy_period=secrecy_period(publicity.of(record), grounds, issued),
            personal_data=PersonalDataTerm[classed.personal_data.name] if classed else None,
        )


def metadata_of(archiving: Archiving) -> ArchiveMetadata:
    """Return the metadata of a case and all its documents. Raises DocumentErrors, StorageError."""
    said = archiving.said
    founded = said.desk.journal.state.founded
    return ArchiveMetadata(
        format=FORMAT,
        version=VERSION,
        made=said.made,
        city=founded.city if founded else "",
        register=said.desk.journal.name,
        demo=founded is not None and founded.demo,
        case=_case(archiving),
        records=tuple(_record(archiving, one) for one in said.files),
        handlings=tuple(_handlings(archiving.case)),
    )


def _case(archiving: Archiving) -> ArchivedCase:
    case, journal = archiving.case, archiving.said.desk.journal
    opened = min(helsinki_day(one.at) for one in archiving.said.of_case)
    return ArchivedCase(
        native_id=archiving.identify(),
        case_id=dashed(case.number),
        case_id_label=case.number,
        diary_number=diary_number(case.number, case.opened.class_code),
        function_class=FunctionClass(case.opened.class_code, case.opened.class_title),
        title=journal.text(case.opened.title),
        status=_status(case),
        opened=opened,
        decision=_decision(archiving),
        parties=(case.proposal.authorisation.counterparty,) if case.proposal else (),
        protection=archiving.protection(WHOLE_CASE, opened),
        agents=tuple(_agents(archiving, signer=case.signed_by)),
        retention=FOR_EVER,
    )


def _status(case: Case) -> CaseStatus:
    if case.final_on is not None or case.stage is Stage.REMOVED:
        return CaseStatus.CLOSED
    return CaseStatus.SOLVED if case.decided else CaseStatus.PENDING


def _decision(archiving: Archiving) -> DecisionMade | None:
    case = archiving.case
    if case.begun is None or case.decided_at is None or case.proposal is None:
        return None
    code = case.proposal.decision_maker
    office = archiving.said.desk.journal.state.roster.offices[code]
    return DecisionMade(
        section=case.begun.section,
        year=case.begun.year,
        decided=helsinki_day(case.decided_at),
        outcome=case.begun.outcome.value,
        decision_maker=WORDS.title(office.title),
        decision_maker_id=code,
        final_from=case.final_on,
    )


def _agents(archiving: Archiving, signer: Actor | None) -> Iterator[Agent]:
    """Yield who had to do with the decision, and who signed."""
    case = archiving.case
    yield archiving.agent(Role.MAIN_CREATOR, case.presenter or case.charge)
    for actor in dict.fromkeys(case.preparers):
        yield archiving.agent(Role.DRAFTSMAN, actor)
    if case.decided_by:
        yield archiving.agent(Role.DECISION_MAKER, case.decided_by)
    if signer:
        yield archiving.agent(Role.SIGNER, signer)


def _record(archiving: Archiving, file: EvidenceFile) -> ArchivedRecord:
    """Return one document with everything that is known of it."""
    desk, case = archiving.said.desk, archiving.case
    number, issued = archiving.numbers.get(file.sha256, 0), archiving.issued.get(file.sha256)
    of_minutes = file.role in (*OF_MINUTES, PUBLIC_COPY)
    record = MINUTES if of_minutes else attachment(number) if number else WHOLE_CASE
    series = "minutes" if file.role in OF_MINUTES else f"attachment/{number}" if number else ""
    path, pdf = desk.journal.register.document(file.ref), media_of(file) == PDF
    items = desk.pdf.validation_data(path) if pdf else ()
    signer = case.decided_by if file.role in OF_MINUTES else case.signed_by
    return ArchivedRecord(
        native_id=archiving.identify(file.role, file.sha256),
        version_series_id=archiving.identify(series or f"{file.role}/{file.sha256}"),
        type=_type(archiving, file.role),
        title=_title(archiving, number),
        language=_language(archiving, number, of_minutes=of_minutes),
        issued=issued,
        protection=archiving.protection(record, issued),
        agents=tuple(_agents(archiving, signer if items else None)),
        file=PackagedFile(file.name, media_of(file), file.length, HASH_ALGORITHM, file.sha256),
        validation_data=tuple(
            ValidationData(one.kind, one.field, one.length, HASH_ALGORITHM, one.sha256)
            for one in items
        ),
        validation_report=archiving.reports.get(file.sha256, ""),
        retention=COPY if file.role == PUBLIC_COPY else FOR_EVER,
    )


MEDIA_TYPES = {f".{ending}": kind for kind, ending in ENDINGS.items()} | {".txt": "text/plain"}


def media_of(file: EvidenceFile) -> str:
    """Return the media type of a file, which may be an original of any kind that is attached."""
    return MEDIA_TYPES.get(PurePosixPath(file.name).suffix, "application/octet-stream")


def _type(archiving: Archiving, role: str) -> str:
    """Return the type of a record, in the words of the records plan."""
    if role not in OF_MINUTES or archiving.case.proposal is None:
        return WORDS.say(f"archive.type.{role}")
    return WORDS.say(f"archive.type.{role}", kind=_kind_of_minutes(archiving))


def _kind_of_minutes(archiving: Archiving) -> str:
    proposal = archiving.case.proposal
    assert proposal is not None  # there are no minutes without
    office = archiving.said.desk.journal.state.roster.offices[proposal.decision_maker]
    return WORDS.say(f"record_type.{record_type(office.kind).value}")


def _title(archiving: Archiving, number: int) -> str:
    """Return the title of an attachment, or that of the case."""
    text = archiving.said.desk.journal.text
    for one in archiving.case.attachments:
        if one.attached.number == number:
            return text(one.attached.title)
    return text(archiving.case.opened.title)


def _language(archiving: Archiving, number: int, *, of_minutes: bool) -> str:
    """Return the language of a document; what nobody said of is empty."""
    if of_minutes:
        desk = in_its_language(archiving.said.desk, archiving.case.number)
        return desk.document_texts.language
    attached = [one.attached for one in archiving.case.attachments]
    return next((one.language for one in attached if one.number == number), "")


def _handlings(case: Case) -> Iterator[Handling]:
    """Yield extracts that were sent and claims that arrived."""
    for notice in case.notices:
        yield Handling(HandlingType.EXTRACT, notice.sent_on, EXTRACT)
    for claim in case.claims:
        yield Handling(HandlingType.RECTIFICATION, helsinki_day(claim.arrived_at), RECTIFICATION)
