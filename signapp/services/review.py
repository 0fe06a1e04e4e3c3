"""The last look at a text before it is proposed: what it becomes, and what looks wrong (R9)."""

from dataclasses import replace

from signapp.domain import errors
from signapp.domain.authorisation import SigningDays
from signapp.domain.decision import Case
from signapp.domain.errors import Finding, Reason
from signapp.domain.lints import TextToCheck, findings
from signapp.domain.publicity import MINUTES, WHOLE_CASE, attachment
from signapp.services.desk import Desk
from signapp.services.proposal_text import AttachmentLine, ProposalText

HEADINGS = (
    *("decision", "consideration", "proposal", "rationale", "grounds", "competence"),
    *("presenter", "further_information", "attachments", "appeal", "extracts", "distribution"),
)
"""The headings that the minutes print by themselves."""
PUBLISHED = (WHOLE_CASE, MINUTES)
"""The records whose class is that of the text."""


def as_proposed(desk: Desk, case: Case, written: ProposalText) -> ProposalText:
    """Return a draft as it is proposed: with the attachments that the case has, and with what
    is known today of its appeal instructions.
    """
    approved = desk.journal.state.appeal_texts.approved
    return replace(
        written,
        attachments=attachment_lines(desk, case),
        appeals=tuple(
            replace(appeal, draft=appeal.chosen not in approved) for appeal in written.appeals
        ),
    )


def attachment_lines(desk: Desk, case: Case) -> tuple[AttachmentLine, ...]:
    """Return the attachments of a case as its text lists them."""
    return tuple(
        AttachmentLine(one.attached.number, desk.journal.text(one.attached.title))
        for one in case.attachments
    )


def review(
    desk: Desk, case: Case, text: ProposalText, office: str, days: SigningDays
) -> tuple[Finding, ...]:
    """Return what looks wrong in a text by which an office is to sign on these days."""
    formed = desk.journal.state.roster.offices.get(office)
    say = desk.document_texts.say
    others = (
        *text.rationale,
        *text.consideration,
        text.enforcement_reason,
        *(appeal.name for appeal in text.appeals),
    )
    return findings(
        TextToCheck(
            title=text.title,
            decision=text.decision,
            others=others,
            attachments={line.number: line.title for line in text.attachments},
            first=days.first,
            last=days.last,
            office=formed.title if formed else None,
            headings=tuple(say(f"minutes.heading.{key}") for key in HEADINGS),
            secrets=_secrets(desk, case),
            today=desk.today(),
        )
    )


def _secrets(desk: Desk, case: Case) -> tuple[str, ...]:
    """Return the titles of secret attachments, which a public text may not repeat (R53)."""
    if any(case.publicity.title(record, "", may_see=False).withheld for record in PUBLISHED):
        return ()  # nothing of this text becomes public
    titles = {line.number: line.title for line in attachment_lines(desk, case)}
    return tuple(
        title
        for number, title in titles.items()
        if case.publicity.title(attachment(number), title, may_see=False).withheld
    )


def mark(finding: Finding) -> str:
    """Return what tells a finding from others: its code and where it was found."""
    where = ", ".join(f"{name}={fact}" for name, fact in sorted(finding.facts.items()))
    return f"{finding.code}({where})"


def not_let_stand(found: tuple[Finding, ...], seen: frozenset[str]) -> tuple[Reason, ...]:
    """Return the findings against a text: the certain ones, and that others were not seen."""
    certain = tuple(one for one in found if one.certain)
    unseen = [one for one in found if not one.certain and mark(one) not in seen]
    return (*certain, *((errors.WarningsNotSeen(warnings=len(unseen)),) if unseen else ()))


def unsuitable_appeals(
    desk: Desk, written: ProposalText, decision_maker: str
) -> tuple[Reason, ...]:
    """Return a reason for each appeal instruction that is another decision-maker's."""
    office = desk.journal.state.roster.offices.get(decision_maker)
    return tuple(
        errors.AppealTextUnsuitable(instruction=appeal.code)
        for appeal in written.appeals
        if office and not appeal.suits(office.kind)
    )
