"""The texts of a decision as the sections and the appeal instruction of the city's open data."""

from collections.abc import Iterator

from signapp.domain.calendar import Appeal
from signapp.services.minutes_content import MinutesContent
from signapp.services.open_decision_form import NONE_SHOWN, AppealShown, NoAppealShown, Section
from signapp.services.proposal_text import TextKind
from signapp.texts.catalogue import Texts

VARIANTS = {
    Appeal.PROHIBITED: "muutoksenhakukielto",
    Appeal.RECTIFICATION_REQUEST: "oikaisuvaatimus",
    Appeal.PROCUREMENT_RECTIFICATION: "hankintaoikaisu_ja_valitus",
    Appeal.MUNICIPAL_APPEAL: "valitus",
}
SECTION_KEYS = {
    "decision": ("decision", "proposal_to_higher_body"),
    "consideration": ("handling",),
    "proposal": ("proposal", "proposal_draft"),
    "motion_proposed": ("proposal", "proposal_draft"),
    "rationale": ("presenter_rationale", "rationale"),
    "grounds": ("presenter_rationale", "rationale"),
}
"""The sections of the open data that hold what a part of the minutes holds."""


def sections_of(content: MinutesContent, texts: Texts) -> Iterator[Section]:
    """Yield what was decided, how it was handled, and the grounds of whoever decided alone."""
    motion = content.kind is TextKind.MOTION
    key = "proposal_to_higher_body" if motion else "decision"
    decision = content.printed or content.text.decision
    yield Section(key, texts.say(f"minutes.heading.{content.kind.value}"), decision)
    if content.text.consideration:
        handled = "\n".join(content.text.consideration)
        yield Section("handling", texts.say("minutes.heading.consideration"), handled)
    if not content.proposed and not content.presenter:
        yield from _rationale("rationale", "grounds", content, texts)


def motion_of(content: MinutesContent, texts: Texts) -> Iterator[Section]:
    """Yield what was proposed, and the grounds of whoever presented it."""
    motion = content.text.kind is TextKind.MOTION
    key, heading = ("proposal_draft", "motion_proposed") if motion else ("proposal", "proposal")
    if content.proposed:
        same = texts.say("minutes.outcome.as_proposed")
        text = same if content.is_as_proposed else content.proposed
        yield Section(key, texts.say(f"minutes.heading.{heading}"), text)
    if content.proposed or content.presenter:
        yield from _rationale("presenter_rationale", "rationale", content, texts)


def _rationale(key: str, heading: str, content: MinutesContent, texts: Texts) -> Iterator[Section]:
    if content.text.rationale:
        said = "\n".join(content.text.rationale)
        yield Section(key, texts.say(f"minutes.heading.{heading}"), said)


def appeal_of(content: MinutesContent) -> AppealShown | NoAppealShown:
    """Return the instructions as one: the shape knows no more."""
    appeals = content.text.appeals
    if not appeals:
        return NONE_SHOWN
    headings = (
        line for one in appeals for line in (one.name, *(part.heading for part in one.parts))
    )
    return AppealShown(
        variant=VARIANTS[appeals[0].kind],
        headings=tuple(line for line in headings if line),
        law=tuple(law for one in appeals for law in one.laws),
        authority=next((one.authority for one in appeals if one.authority), None),
        days=next((one.days for one in appeals if one.days), None),
    )
