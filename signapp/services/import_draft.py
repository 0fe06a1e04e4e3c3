"""A decision text that came in becomes a draft, once a person has looked at what was found.

Nothing is written before that.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from signapp.domain.authorisation import AuthorisationKind, SigningDays
from signapp.domain.situation import DUTIES, Duty
from signapp.services.appeal_text import AppealText
from signapp.services.appeals import appeals_now
from signapp.services.desk import Desk
from signapp.services.drafting import Drafting, Plan, read_drafting, save_plan
from signapp.services.import_facts import Knowledge, KnownOffice
from signapp.services.import_source import read_file, read_pasted
from signapp.services.import_text import MAIN, understand
from signapp.services.import_values import ImportedDecision, Part, Reading, ReadText, Section
from signapp.services.journal import SignedIn
from signapp.services.prepare import save_draft
from signapp.services.proposal_text import ProposalText, TextKind
from signapp.services.proposed_signing import ProposedSigning
from signapp.services.usual_places import own_field
from signapp.texts.catalogue import LANGUAGES

KINDS = {Part.OPINION: TextKind.OPINION, Part.MOTION: TextKind.MOTION}
TAKEN = frozenset(
    (
        *(Part.RATIONALE, Part.GROUNDS, Part.ENFORCEMENT, Part.FURTHER_INFORMATION),
        *(Part.ATTACHMENTS, Part.APPEAL, Part.EXTRACTS, Part.DISTRIBUTION, Part.HISTORY),
        *(Part.REFERENCE, Part.AUTHORISATION),
    )
)
"""The parts that have a place in a draft, beside the decision itself."""


@dataclass(frozen=True)
class Imported:
    """A text as it was read, and what it says with the answers that were given so far."""

    read: ReadText
    decision: ImportedDecision
    answers: tuple[tuple[int, Reading], ...] = ()


def import_file(desk: Desk, file: Path) -> Imported:
    """Read a file and understand it. Raises StorageError, DocumentErrors."""
    return _understood(desk, read_file(desk.pdf, file), {})


def import_pasted(desk: Desk, text: str) -> Imported:
    """Understand a text that was pasted. Raises NoTextError, TooMuchTextError."""
    return _understood(desk, read_pasted(text), {})


def answered(desk: Desk, imported: Imported, answers: Mapping[int, Reading]) -> Imported:
    """Understand a text anew, with the readings that a person gave to cut words."""
    return _understood(desk, imported.read, {**dict(imported.answers), **answers})


def _understood(desk: Desk, read: ReadText, answers: dict[int, Reading]) -> Imported:
    decision = understand(read, knowledge(desk), desk.pdf.known_words, answers)
    return Imported(read, decision, tuple(answers.items()))


def knowledge(desk: Desk) -> Knowledge:
    """Return what the register knows today that a text may name."""
    roster, today = desk.journal.state.roster, desk.today()
    offices = tuple(
        KnownOffice(
            one.office,
            one.title,
            decides=Duty.DECIDE in DUTIES[one.kind],
            signs=Duty.SIGN in DUTIES[one.kind],
        )
        for one in roster.offices.values()
        if roster.exists(one.office, today)
    )
    appeals = tuple(entry.text for language in LANGUAGES for entry in appeals_now(desk, language))
    return Knowledge(offices, appeals, desk.journal.state.case_prefix)


def filled_text(
    decision: ImportedDecision, known: Knowledge, kept: ProposalText | None = None
) -> ProposalText:
    """Return the text of a draft as the import fills it; what it lacks stays as it was kept."""
    before = kept or ProposalText("", "", ())
    main = decided(decision)
    enforcement, history = decision.section(Part.ENFORCEMENT), decision.section(Part.HISTORY)
    reference = decision.section(Part.REFERENCE)
    appeals = instructions(decision, known)
    return replace(
        before,
        title=decision.identity.title or before.title,
        decision=main.text if main else before.decision,
        rationale=rationale_of(decision) or before.rationale,
        counterparty=decision.wanted.counterparty or before.counterparty,
        appeals=appeals or before.appeals,
        enforcement_reason=enforcement.text if enforcement else before.enforcement_reason,
        further_information=decision.contacts or before.further_information,
        extracts=decision.extracts or before.extracts,
        distribution=decision.distribution or before.distribution,
        attachments=decision.attachments or before.attachments,
        history=history.paragraphs if history else before.history,
        reference=decision.identity.reference
        or (reference.text if reference else before.reference),
        kind=KINDS.get(main.part, TextKind.DECISION) if main else before.kind,
        language=decision.language or before.language,
    )


def instructions(decision: ImportedDecision, known: Knowledge) -> tuple[AppealText, ...]:
    """Return the appeal instructions of the catalogue that a text means, in its language."""
    there = {one.code: one for one in known.appeals if one.language == decision.language}
    return tuple(there[code] for code in decision.appeals if code in there)


def decided(decision: ImportedDecision) -> Section | None:
    """Return the part that a draft's decision is filled with: what was decided, or proposed."""
    return decision.section(*MAIN) or decision.section(Part.PROPOSAL)


def rationale_of(decision: ImportedDecision) -> tuple[str, ...]:
    """Return the presenter's rationale, or the grounds; they may stand in several places."""
    first = decision.section(Part.RATIONALE, Part.GROUNDS)
    return tuple(
        paragraph
        for one in decision.sections
        if first and one.part is first.part
        for paragraph in one.paragraphs
    )


def left_over(decision: ImportedDecision) -> Iterator[Section]:
    """Yield the parts that were recognised and have no place in a draft."""
    main = decided(decision)
    rationale = decision.section(Part.RATIONALE, Part.GROUNDS)
    for one in decision.sections:
        is_rationale = one.part in (Part.RATIONALE, Part.GROUNDS)
        is_other = is_rationale and rationale is not None and one.part is not rationale.part
        is_second = one.part in TAKEN and decision.section(one.part) is not one
        as_proposed = one.part is Part.PROPOSAL and decision.as_proposed
        has_place = one is main or one.part in TAKEN or as_proposed
        if one.paragraphs and (not has_place or is_other or (is_second and not is_rationale)):
            yield one


def days_of(decision: ImportedDecision) -> SigningDays | None:
    """Return the days of signing that a text tells; by itself a day is taken to bind."""
    days, at_latest = decision.wanted.days, decision.wanted.at_latest
    if not days:
        return None
    return SigningDays(None if at_latest else min(days), max(days), binding=True)


def filled_plan(drafting: Drafting, decision: ImportedDecision) -> Plan | None:
    """Return what the draft asks to be allowed; None while the text and the case do not tell it.

    What is decided on has to be attached and prepared before.
    """
    before = drafting.plan.signing if drafting.plan else None
    office = decision.wanted.office or (before.office if before else "")
    maker = decision.wanted.decision_maker or (before.decision_maker if before else "")
    provisions = [one for one in drafting.provisions if maker in ("", one.office)]
    days = days_of(decision) or (before.days if before else None)
    attachment = decision.wanted.attachment or (before.attachment if before else 0)
    fields = dict(drafting.fields).get(attachment)
    if not office or not provisions or days is None or fields is None:
        return None
    signing = ProposedSigning(
        decision_maker=provisions[0].office,
        provision=provisions[0].provision,
        office=office,
        attachment=attachment,
        field=own_field(fields),
        days=days,
        place=before.place if before else "",
        kind=before.kind if before else AuthorisationKind.EXACT,
    )
    useless = drafting.plan.request_would_become_useless if drafting.plan else False
    forbidden = drafting.plan.enforcement_forbidden if drafting.plan else False
    return Plan(signing, useless, forbidden)


def keep_import(desk: Desk, who: SignedIn, number: str, decision: ImportedDecision) -> bool:
    """Fill the draft of a case with what a text says; tell whether its plan is filled, too.

    Raises NotAuthorisedError.
    """
    drafting = read_drafting(desk, number)
    text = filled_text(decision, knowledge(desk), drafting.text)
    plan = filled_plan(drafting, decision)
    if plan is None:
        save_draft(desk, who, number, text)
    else:
        save_plan(desk, who, number, text, plan)
    return plan is not None
