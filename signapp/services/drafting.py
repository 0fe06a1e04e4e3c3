"""The draft of a proposal: its text and what it asks to be allowed, kept until it is submitted."""

import json
from dataclasses import dataclass
from pathlib import Path

from signapp.domain import errors
from signapp.domain.acts import OfficeTitle
from signapp.domain.competence import ProvisionInForce, in_force
from signapp.domain.errors import Finding
from signapp.domain.situation import DUTIES, Duty
from signapp.services.appeal_text import AppealText
from signapp.services.appeals import appeals_now
from signapp.services.desk import Desk
from signapp.services.file_fitness import fit_for_signing
from signapp.services.intake import Came, record_converted, taken_in
from signapp.services.journal import SignedIn
from signapp.services.ports import Box
from signapp.services.prepare import (
    draft,
    findings_in_draft,
    keep_signatures,
    place_signatures,
    record_attachment,
    save_draft,
    submit,
)
from signapp.services.prepared_from import keep_copy
from signapp.services.proposal_text import ProposalText
from signapp.services.proposed_signing import ProposedSigning, drafted_signing, save_signing
from signapp.services.signature_places import field_orders, last_time, remember
from signapp.texts.catalogue import LANGUAGES


@dataclass(frozen=True)
class Plan:
    """What the proposal asks for, and the answers to the questions of Kuntalaki 143 §."""

    signing: ProposedSigning
    request_would_become_useless: bool
    enforcement_forbidden: bool


@dataclass(frozen=True)
class Drafting:
    """A draft as it stands, and what may be chosen in it today.

    `signatories` are the offices that may sign, by their code; `fields` the signature fields of
    each attachment that is prepared, by its number; `findings` what looks wrong in the text.
    """

    text: ProposalText | None
    plan: Plan | None
    signatories: tuple[tuple[str, OfficeTitle], ...]
    provisions: tuple[ProvisionInForce, ...]
    appeals: tuple[AppealText, ...]
    fields: tuple[tuple[int, tuple[str, ...]], ...]
    findings: tuple[Finding, ...]


def save_plan(desk: Desk, who: SignedIn, number: str, text: ProposalText, plan: Plan) -> None:
    """Keep the whole draft. Raises NotAuthorisedError."""
    save_draft(desk, who, number, text)
    save_signing(desk, who, number, plan.signing)
    answers = [plan.request_would_become_useless, plan.enforcement_forbidden]
    desk.journal.register.save_draft(_answers(number), json.dumps(answers))


def plan_of(desk: Desk, number: str) -> Plan | None:
    """Return what the draft asks to be allowed, or None while nobody has said it."""
    signing = drafted_signing(desk, number)
    if signing is None:
        return None
    useless, forbidden = json.loads(desk.journal.register.draft(_answers(number)) or NOT_ASKED)
    return Plan(signing, useless, forbidden)


NOT_ASKED = "[false, false]"


def _answers(number: str) -> str:
    return f"{number} enforcement"


def read_drafting(desk: Desk, number: str) -> Drafting:
    """Read a draft with all that may be chosen in it.

    Appeal instructions come in every language, those in the text's own first: the language of
    the chosen one is that of the decision.
    """
    text = draft(desk, number)
    own = (text.language if text else "") or desk.document_texts.language
    languages = sorted(LANGUAGES, key=lambda one: one != own)
    roster, today = desk.journal.state.roster, desk.today()
    there = [o for o in roster.offices.values() if roster.in_charge(o.office, today) == o.office]
    makers = {office.office for office in there if Duty.DECIDE in DUTIES[office.kind]}
    codes = dict.fromkeys(one.provision for one in roster.provisions)
    provisions = [one for code in codes if (one := in_force(roster.provisions, code, today))]
    return Drafting(
        text=text,
        plan=plan_of(desk, number),
        signatories=tuple(
            (office.office, office.title) for office in there if Duty.SIGN in DUTIES[office.kind]
        ),
        provisions=tuple(one for one in provisions if one.office in makers),
        appeals=tuple(entry.text for one in languages for entry in appeals_now(desk, one)),
        fields=tuple(
            (one.attached.number, tuple(place.field for place in one.prepared.places))
            for one in desk.journal.case(number).attachments
            if one.prepared
        ),
        findings=review_draft(desk, number),
    )


@dataclass(frozen=True)
class NewAgreement:
    """The file of an agreement, its title and language, and whether a repaired copy stands in.

    `came` is what was made of it when it was looked at, if it was.
    """

    file: Path
    title: str
    language: str
    repaired: bool = False
    came: Came | None = None


def attach_agreement(
    desk: Desk,
    who: SignedIn,
    number: str,
    file: Path,
    title: str,
    language: str,
    *,
    repaired: bool = False,
) -> int:
    """Attach a PDF that the parties are to sign, where they signed last; see `attach_placed`."""
    return attach_placed(desk, who, number, NewAgreement(file, title, language, repaired))


def attach_placed(
    desk: Desk, who: SignedIn, number: str, agreement: NewAgreement, places: tuple[Box, ...] = ()
) -> int:
    """Attach a file that the parties are to sign; return its attachment number.

    Empty signature fields that it brings stay where they are; one without any gets them in
    `places`, as the pages are shown, or else where they were put last time. The file is kept as
    it came; where it is `repaired`, a repaired copy of it is what will be decided on. Raises
    NotAuthorisedError, DocumentErrors, StorageError.
    """
    register, file, title = desk.journal.register, agreement.file, agreement.title
    copy = register.put(desk.pdf.repair(file)) if agreement.repaired else None
    titled = (title, agreement.language)
    kept, made = taken_in(desk, file, titled, agreement.came, signed=True)
    copy = copy or made
    path = register.document(copy or kept.original)
    fit_for_signing(desk.pdf, path)
    facts = desk.pdf.inspect(path)
    there = tuple(field.box for field in facts.fields if not field.filled)
    wanted = places or last_time(desk, facts)
    orders = () if there else field_orders(desk, facts.pages, titled, wanted)
    attachment = record_attachment(desk, who, number, kept, title, agreement.language)
    record_converted(desk, who, number, attachment, made)
    if there:
        keep_signatures(desk, who, number, attachment, there, copy)
        if copy is not None:
            keep_copy(register, number, attachment, copy)
    else:
        place_signatures(desk, who, number, attachment, orders, copy)
    if orders and places:
        remember(desk, facts.pages, places)
    return attachment


def review_draft(desk: Desk, number: str) -> tuple[Finding, ...]:
    """Return what looks wrong in a draft, were it proposed today; nothing while there is none."""
    plan = plan_of(desk, number)
    if plan is None:
        return ()
    return findings_in_draft(desk, number, plan.signing.office, plan.signing.days)


def propose(desk: Desk, who: SignedIn, number: str, seen: frozenset[str] = frozenset()) -> None:
    """Submit the draft as it stands as the presenter's proposal.

    `seen` are the marks of the warnings that the presenter lets stand. Raises NotAuthorisedError.
    """
    plan = plan_of(desk, number)
    if plan is None:
        raise errors.NotAuthorisedError((errors.ProposalTextMissing(),))
    answers = (plan.request_would_become_useless, plan.enforcement_forbidden)
    submit(desk, who, number, plan.signing, answers, seen)
