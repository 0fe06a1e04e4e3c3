"""What the screen of a case knows of its authorisation: why it was given, and what may be done."""

from dataclasses import dataclass

from signapp.domain.acts import DocumentRef, OfficeTitle
from signapp.domain.authorisation import SigningDays
from signapp.domain.case import Case
from signapp.domain.publicity import MINUTES, WHOLE_CASE, attachment
from signapp.services.authorise import ConditionState, conditions_of
from signapp.services.competence import why_may_they_decide
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.mandate_acts import MandateAct, mandate_acts
from signapp.services.publicity import withheld_from
from signapp.services.sign import SigningCard
from signapp.services.succeed import compared_texts


@dataclass(frozen=True)
class MandateReading:
    """Why the decision-maker may decide, what may be done to the authorisation, and by what.

    `compared` are the earlier and the new text, where they differ; `offices` those to which the
    signing may be passed on; `succeeds` names the case whose place this one takes, and why.
    """

    competence: SigningCard | None
    compared: tuple[DocumentRef, DocumentRef] | None
    conditions: tuple[ConditionState, ...]
    days: SigningDays | None
    offices: tuple[tuple[str, OfficeTitle], ...]
    counterparty_signatory: str
    succeeds: str
    may: frozenset[MandateAct]


def read_mandate(desk: Desk, who: SignedIn, case: Case) -> MandateReading:
    """Read it for a person; what is secret to them is left out."""
    roster, today, may = desk.journal.state.roster, desk.today(), mandate_acts(desk, who, case)
    wanted = case.proposal.authorisation if case.proposal else None
    named, link = case.mandate.counterparty_signatory, case.opened.succeeds
    signed = attachment(wanted.attachment if wanted and wanted.attachment else 1)
    secret = any(withheld_from(desk, who, case, one) for one in (WHOLE_CASE, MINUTES))
    secret_text = secret or bool(withheld_from(desk, who, case, signed))
    return MandateReading(
        competence=why_may_they_decide(desk, case),
        compared=None if secret_text else compared_texts(desk, case),
        conditions=() if secret else conditions_of(desk, case),
        days=wanted.days if wanted else None,
        offices=tuple(
            (code, office.title)
            for code, office in roster.offices.items()
            if MandateAct.DELEGATE in may
            and roster.exists(code, today)
            and code != who.actor.office
        ),
        counterparty_signatory=desk.journal.text(named) if named else "",
        succeeds=f"{link.case}: {desk.journal.text(link.reason)}" if link else "",
        may=may,
    )
