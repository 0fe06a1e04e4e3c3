"""What minutes print, as values, and how the template is told: section by section, in order.

What a section lacks is not printed. "As proposed" is said only where the texts are the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from signapp.domain.wording import same_words
from signapp.services.appeal_text import AppealText
from signapp.services.proposal_text import Extract, ProposalText, TextKind
from signapp.services.text_blocks import TextTable, printed_blocks, printed_table
from signapp.texts.catalogue import Texts

Block = dict[str, Any]
Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Header:
    """The head of every page."""

    city: str
    record_type: str
    number: str
    decision_maker: str
    date: str
    section: str


@dataclass(frozen=True)
class Signer:
    """A person as minutes name them."""

    name: str
    title: str


@dataclass(frozen=True)
class SignatureBlock:
    """The end of the minutes: who signs, and in which field; without one nobody signs here."""

    statement: str
    signers: tuple[Signer, ...]
    box: str = ""


@dataclass(frozen=True)
class MinutesContent:
    """Everything that the minutes of one decision print.

    `text` is what was decided, `printed` how its decision is printed where a deputy made it;
    `proposed` the decision that was proposed, empty where somebody decided alone; `outcome`
    introduces it where it differs. `kind` is that of the decision, as a motion may end in a
    decision that it is tabled. `correction` says what was corrected, `secrecy` is the mark of
    minutes that are not public.
    """

    header: Header
    identity: Rows
    text: ProposalText
    printed: str = ""
    proposed: str = ""
    outcome: str = ""
    kind: TextKind = TextKind.DECISION
    presenter: Signer | None = None
    competence: str = ""
    authorisation: Rows = ()
    ledger: Rows = ()
    signature: SignatureBlock | None = None
    correction: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    record_name: str = ""
    secrecy: str = ""

    @property
    def is_as_proposed(self) -> bool:
        """True when the decision has the words of the proposal (R7)."""
        return bool(self.proposed) and same_words(self.text.decision, self.proposed)


def template_data(content: MinutesContent, texts: Texts) -> dict[str, Any]:
    """Return what the template prints: every word and label, in the language of `texts`."""
    header, text = content.header, content.text
    return {
        "language": texts.language,
        "title": text.title,
        "author": header.city,
        "header": {
            "city": header.city,
            "record": texts.say("minutes.minutes"),
            "record_type": header.record_type,
            "number": header.number,
            "decision_maker": header.decision_maker,
            "section": " · ".join(one for one in (header.section, header.date) if one),
            "secrecy": content.secrecy,
        },
        "demo_notice": text.notice,
        "correction": list(content.correction),
        "identity": [list(row) for row in _identity(content, texts)],
        "sections": [
            {"key": key, "heading": texts.say(f"minutes.heading.{key}"), "blocks": blocks}
            for key, blocks in _sections(content, texts).items()
            if blocks
        ],
        "signature": _signature(content, texts),
        "footer": list(content.footer),
        "record_name": content.record_name,
    }


def _identity(content: MinutesContent, texts: Texts) -> Rows:
    reference = ((texts.say("minutes.reference"), content.text.reference),)
    return tuple(row for row in (*content.identity, *reference) if row[1])


def _sections(content: MinutesContent, texts: Texts) -> dict[str, list[Block]]:
    text = content.text
    presented = "rationale" if content.presenter or content.proposed else "grounds"
    proposal = "motion_proposed" if text.kind is TextKind.MOTION else "proposal"
    return {
        content.kind.value: [
            *printed_blocks(content.printed or text.decision),
            *_facts(content.authorisation),
        ],
        "consideration": printed_blocks(*text.consideration),
        proposal: _proposal(content, texts),
        presented: printed_blocks(*text.rationale),
        "competence": printed_blocks(content.competence),
        "enforcement": printed_blocks(text.enforcement_reason),
        "presenter": _person(content.presenter),
        "further_information": listed(*(one.line for one in text.further_information)),
        "attachments": _counted((one.number, one.title) for one in text.attachments),
        "appeal": [block for one in text.appeals for block in _appeal(one, texts)],
        "extracts": _extracts(text.extracts, texts),
        "distribution": listed(*text.distribution),
        "history": printed_blocks(*text.history),
        "ledger": _facts(content.ledger),
    }


def _proposal(content: MinutesContent, texts: Texts) -> list[Block]:
    """Say that the decision accords with the proposal, or how not and what was proposed (R7)."""
    if content.is_as_proposed:
        return printed_blocks(texts.say("minutes.outcome.as_proposed"))
    return printed_blocks(content.outcome, content.proposed) if content.proposed else []


def _appeal(appeal: AppealText, texts: Texts) -> list[Block]:
    """Print a whole instruction: its name, whether it is a draft, its parts, the law."""
    name = {"kind": "subheading", "text": appeal.name, "level": 3}
    return [name, *appeal_parts(appeal, texts, 4)]


def appeal_parts(appeal: AppealText, texts: Texts, level: int) -> list[Block]:
    """Return an instruction without its name, with headings of a level."""
    blocks: list[Block] = []
    if appeal.draft:
        blocks.append({"kind": "note", "text": texts.say("minutes.appeal_draft")})
    for part in appeal.parts:
        if part.heading:
            blocks.append({"kind": "subheading", "text": part.heading, "level": level})
        blocks += printed_blocks(*part.text)
    return blocks + listed(*appeal.laws)


def _extracts(extracts: tuple[Extract, ...], texts: Texts) -> list[Block]:
    """Print who gets an extract and what goes with it, as a table."""
    if not extracts:
        return []
    head = (texts.say("minutes.extract"), texts.say("minutes.extract.enclosed"))
    rows = tuple((one.recipient, ", ".join(one.enclosed) or "–") for one in extracts)
    return [printed_table(TextTable(head, rows))]


def _person(signer: Signer | None) -> list[Block]:
    items = [one for one in (signer.title, signer.name) if one] if signer else []
    return [{"kind": "lines", "items": items}] if items else []


def listed(*lines: str) -> list[Block]:
    """Print short texts as a list; a single one needs none."""
    items = [line for line in lines if line]
    if len(items) == 1:
        return [{"kind": "paragraph", "text": items[0]}]
    return [{"kind": "list", "items": items}] if items else []


def _counted(items: Iterable[tuple[int, str]]) -> list[Block]:
    numbered = [[number, title] for number, title in items]
    return [{"kind": "counted", "items": numbered}] if numbered else []


def _facts(rows: Rows) -> list[Block]:
    return [{"kind": "facts", "rows": [list(row) for row in rows]}] if rows else []


def _signature(content: MinutesContent, texts: Texts) -> dict[str, Any] | None:
    """Return what stands around the mark of the person who decides, in which capacity."""
    block = content.signature
    if block is None:
        return None
    return {
        "heading": texts.say("minutes.signature"),
        "statement": block.statement,
        "signers": [{"name": one.name, "title": one.title} for one in block.signers],
        "box": block.box,
    }
