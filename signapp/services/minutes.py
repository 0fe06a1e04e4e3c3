"""The minutes of one decision: what they say, and the record of it that a machine can read."""

import json
from dataclasses import dataclass, replace
from typing import Any

from signapp.domain.acts import (
    Actor,
    Commitment,
    DecisionBegun,
    DocumentRef,
    OfficeTitle,
    Outcome,
    ProposalSubmitted,
)
from signapp.domain.authorisation import Authorisation
from signapp.domain.authority import MINUTES_FIELD
from signapp.domain.calendar import helsinki_day
from signapp.domain.decision import Case
from signapp.domain.errors import EntryMalformed, MalformedValueError
from signapp.domain.numbers import SectionNumber, diary_number
from signapp.domain.offices import record_type
from signapp.domain.publicity import attachment
from signapp.domain.register import RegisterState
from signapp.domain.values import from_plain, to_plain
from signapp.ledger.encoding import canonical, parse
from signapp.services.desk import Desk, capacity_line
from signapp.services.document_language import in_its_language
from signapp.services.minutes_authorisation import authorisation_rows
from signapp.services.minutes_basis import Basis, basis_of, newest_basis
from signapp.services.minutes_content import (
    Header,
    MinutesContent,
    Rows,
    SignatureBlock,
    Signer,
    template_data,
)
from signapp.services.minutes_handling import (
    as_printed,
    capital,
    disqualification_lines,
    secrecy_lines,
)
from signapp.services.ports import LONGEST_RECORD, Embedded, FieldOrder, TypesettingOrder
from signapp.services.prepare import read_text
from signapp.services.proposal_text import ProposalText

RECORD_NAME = "decision.json"
RECORD_KIND = "signapp-decision/v1"


@dataclass(frozen=True)
class DecisionRecord:
    """The decision as the minutes embed it: canonical JSON of just these fields.

    `text` is the commitment to the decided text, `citation` the provision as it read then;
    `authorisation` is absent when the proposal was not accepted; `size` and `root` are those of
    the ledger when the § number was reserved, or the correction begun. Corrected minutes name in
    `corrects` the SHA-256 of the signed minutes whose place they take.
    """

    kind: str
    register: str
    case: str
    section: int
    year: int
    outcome: Outcome
    text: Commitment
    decision_maker: str
    provision: str
    citation: str
    authorisation: Authorisation | None
    size: int
    root: str
    corrects: str

    def to_json(self) -> bytes:
        """Return the canonical JSON that is embedded."""
        return canonical(to_plain(self, DecisionRecord))


def read_record(content: bytes) -> DecisionRecord:
    """Return an embedded record. Raises EntryMalformed for anything else.

    What is longer than a record can be is not even read as JSON.
    """
    if len(content) > LONGEST_RECORD:
        raise EntryMalformed
    try:
        record: DecisionRecord = from_plain(parse(content), DecisionRecord)
    except MalformedValueError as e:
        raise EntryMalformed from e
    wanted = record.authorisation
    decided = wanted.document if wanted else None
    if record.kind != RECORD_KIND or (decided and decided.length < 1):
        raise EntryMalformed
    return record


def record_of(
    state: RegisterState, register: str, number: str, basis: Basis | None = None
) -> DecisionRecord:
    """Return the record of a decision that is being made, or was made; of its newest minutes,
    or of those that have another basis.
    """
    case = state.cases[number]
    proposal, begun = case.proposal, case.begun
    assert proposal is not None  # the rules let no decision begin without a proposal
    assert begun is not None
    basis = basis or newest_basis(case)
    return DecisionRecord(
        kind=RECORD_KIND,
        register=register,
        case=case.number,
        section=begun.section,
        year=begun.year,
        outcome=begun.outcome,
        text=basis.text,
        decision_maker=proposal.decision_maker,
        provision=proposal.provision,
        citation=case.citation,
        authorisation=proposal.authorisation if begun.outcome.opens_signing else None,
        size=basis.size,
        root=basis.root,
        corrects=basis.corrects,
    )


def render_minutes(desk: Desk, number: str) -> DocumentRef:
    """Render the newest minutes with their signature field: those of the decision, or of its
    last correction. The same case gives the same bytes. Raises DocumentErrors, StorageError.
    """
    desk = in_its_language(desk, number)
    basis, texts = newest_basis(desk.journal.case(number)), desk.document_texts
    record = Embedded(
        RECORD_NAME,
        "application/json",
        texts.say("minutes.record"),
        record_of(desk.journal.state, desk.journal.origin, number).to_json(),
    )
    data = json.dumps(minutes_data(desk, number), ensure_ascii=False)
    typeset = desk.pdf.typeset(TypesettingOrder("minutes", data, basis.at, (record,)))
    label = texts.say("minutes.field", office=texts.title(_office(desk, number)))
    (box,) = [box for box in typeset.boxes if box.name == MINUTES_FIELD]
    return desk.journal.register.put(
        desk.pdf.place_fields(typeset.pdf, (FieldOrder(MINUTES_FIELD, label, box),))
    )


def _begun(desk: Desk, number: str) -> tuple[Case, ProposalSubmitted, DecisionBegun]:
    case = desk.journal.case(number)
    assert case.proposal is not None  # the rules let no decision begin without a proposal
    assert case.begun is not None
    return case, case.proposal, case.begun


def _office(desk: Desk, number: str) -> OfficeTitle:
    _, proposal, _ = _begun(desk, number)
    return desk.journal.state.roster.offices[proposal.decision_maker].title


def minutes_data(desk: Desk, number: str, basis: Basis | None = None) -> dict[str, Any]:
    """Return what the template prints of a decision, in the language of its text."""
    desk = in_its_language(desk, number)
    return template_data(read_minutes(desk, number, basis), desk.document_texts)


def signed_minutes_data(desk: Desk, number: str) -> dict[str, Any]:
    """Return what the minutes in force print, whatever correction of them is being made."""
    case = desk.journal.case(number)
    assert case.minutes_in_force is not None  # asked before
    return minutes_data(desk, number, basis_of(case, case.minutes_in_force.document))


def read_minutes(desk: Desk, number: str, basis: Basis | None = None) -> MinutesContent:
    """Return what the minutes of a decision print that is being made, or was made.

    Raises StorageError.
    """
    desk = in_its_language(desk, number)
    texts = desk.document_texts
    case, _, begun = _begun(desk, number)
    presenter, basis = case.presenter, basis or newest_basis(case)
    record = record_of(desk.journal.state, desk.journal.origin, number, basis)
    text = read_text(desk, number, basis.text)
    handled = (*text.consideration, *disqualification_lines(desk, case))
    return MinutesContent(
        header=_header(desk, number),
        identity=_identity(desk, number),
        text=_with_secret_titles_masked(desk, case, replace(text, consideration=handled)),
        printed=_as_printed(desk, case, text.decision),
        proposed=_proposed(desk, number),
        outcome=texts.say(f"minutes.outcome.{begun.outcome.value}"),
        presenter=signer_of(desk, presenter) if presenter else None,
        competence=case.citation,
        authorisation=authorisation_rows(desk, record.authorisation),
        ledger=_ledger(desk, record),
        signature=_signature(desk, basis.by),
        correction=_correction(desk, case, basis),
        footer=(_city(desk), texts.say("minutes.footer", register=desk.journal.origin)),
        record_name=RECORD_NAME,
        secrecy=" · ".join(secrecy_lines(desk, case)),
    )


def _as_printed(desk: Desk, case: Case, decision: str) -> str:
    assert case.begun_by is not None  # set together with `begun`
    title = desk.journal.state.roster.offices[case.begun_by.office].title
    return as_printed(decision, case.begun_by, title, desk.document_texts)


def _with_secret_titles_masked(desk: Desk, case: Case, text: ProposalText) -> ProposalText:
    """Return the text as minutes print it: of a secret attachment only the ground is told."""
    lines = (
        (line, case.publicity.title(attachment(line.number), line.title, may_see=False))
        for line in text.attachments
    )
    shown = tuple(replace(line, title=desk.document_texts.title_of(of)) for line, of in lines)
    return replace(text, attachments=shown)


def _city(desk: Desk) -> str:
    founded = desk.journal.state.founded
    return founded.city if founded else ""


def _header(desk: Desk, number: str) -> Header:
    texts = desk.document_texts
    case, proposal, begun = _begun(desk, number)
    office = desk.journal.state.roster.offices[proposal.decision_maker]
    assert case.begun_at is not None  # set together with `begun`
    return Header(
        city=_city(desk),
        record_type=texts.say(f"record_type.{record_type(office.kind).value}"),
        number=f"{begun.section}/{begun.year}",
        decision_maker=capital(texts.title(office.title)),
        date=texts.date(helsinki_day(case.begun_at)),
        section=texts.section(SectionNumber(begun.section, office.kind)),
    )


def _identity(desk: Desk, number: str) -> Rows:
    say = desk.document_texts.say
    case, proposal, _ = _begun(desk, number)
    office = desk.journal.state.roster.offices[proposal.decision_maker]
    return (
        (say("minutes.diary_number"), diary_number(case.number, case.opened.class_code)),
        (say("minutes.class"), case.opened.class_title),
        (say("minutes.record_type"), say(f"record_type.{record_type(office.kind).value}")),
    )


def _proposed(desk: Desk, number: str) -> str:
    """Return the decision that was proposed: the first one, where the presenter changed it."""
    case, proposal, begun = _begun(desk, number)
    first = case.amended is not None and begun.outcome is Outcome.AMENDED_BY_PRESENTER
    proposed = proposal.text if first else case.proposed_text or proposal.text
    return read_text(desk, number, proposed).decision


def signer_of(desk: Desk, actor: Actor) -> Signer:
    """Return a person as minutes name them, in the language of documents."""
    roster, texts = desk.journal.state.roster, desk.document_texts
    name = desk.journal.text(roster.persons[actor.person].name)
    return Signer(name, texts.title(roster.offices[actor.office].title))


def _correction(desk: Desk, case: Case, basis: Basis) -> tuple[str, ...]:
    """Say of corrected minutes that they are, what was corrected, and what stays (52 and 53 §)."""
    if basis.reason is None:
        return ()
    say, decided_at = desk.document_texts.say, case.decided_at
    decided_on = helsinki_day(decided_at) if decided_at else helsinki_day(basis.at)
    return (
        say("minutes.corrected", day=helsinki_day(basis.at), decided=decided_on),
        say("minutes.corrected.reason", reason=desk.journal.text(basis.reason)),
        say("minutes.corrected.period"),
    )


def _signature(desk: Desk, actor: Actor) -> SignatureBlock:
    """Return what stands around the mark of the person who decides, in which capacity."""
    texts = desk.document_texts
    signer = replace(signer_of(desk, actor), title=capacity_line(desk, actor, texts))
    return SignatureBlock(texts.say("minutes.signed_electronically"), (signer,), MINUTES_FIELD)


def _ledger(desk: Desk, record: DecisionRecord) -> Rows:
    say = desk.document_texts.say
    return (
        (say("minutes.fact.register"), record.register),
        (say("minutes.fact.size"), desk.document_texts.number(record.size)),
        (say("minutes.fact.root"), record.root),
    )
