"""Decisions in the shape of the city's open decision data: the names are its own.

The form is published as resources/docs/open-decisions.schema.json and explained in
resources/docs/open-decisions.md.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class DecisionMaker:
    """Who decided: office, and what kind of decision-maker it is."""

    id: str
    name_fi: str
    name_sv: str | None
    type: str
    type_id: str
    sector_id: str | None
    sector_fi: str | None


@dataclass(frozen=True)
class Source:
    """Where the decision was published, and an identifier of its minutes."""

    path: str
    native_id: str


@dataclass(frozen=True)
class Section:
    """A section of the text; its paragraphs are lines."""

    key: str
    heading: str
    text: str


@dataclass(frozen=True)
class Person:
    """Who presented the case."""

    title: str | None
    name: str | None


@dataclass(frozen=True)
class MoreInfo:
    """Who tells more about the case, at work."""

    name: str
    title: str | None
    phone: str
    email: str


@dataclass(frozen=True)
class AttachmentListed:
    """An attachment as the decision lists it."""

    number: int
    title: str
    publicity_class: str
    security_reasons: tuple[str, ...]


@dataclass(frozen=True)
class AppealShown:
    """The appeal instruction: its headings, the law, to whom, within how many days."""

    variant: str
    headings: tuple[str, ...]
    law: tuple[str, ...]
    authority: str | None
    days: int | None


@dataclass(frozen=True)
class NoAppealShown:
    """No instruction is shown."""

    variant: str


NONE_SHOWN = NoAppealShown("none_shown")


@dataclass(frozen=True)
class ExtractListed:
    """Who gets an extract, and what goes with it."""

    recipient: str
    attachments: tuple[str, ...]


@dataclass(frozen=True)
class Authorised:
    """Which office may sign what, with whom, on which day."""

    signatory_office: str
    signatory_title_fi: str
    counterparty: str
    attachment_number: int
    signing_date: str
    sub_delegation: bool
    minor_changes_allowed: bool


@dataclass(frozen=True)
class SignerShown:
    """Who signed the minutes."""

    role: str
    name: str
    title: str


@dataclass(frozen=True)
class SignatureBlockShown:
    """What stands where the minutes are signed."""

    text: str
    signers: tuple[SignerShown, ...]


@dataclass(frozen=True)
class OpenDecision:
    """One decision, with what is secret in it replaced; by itself, nothing of its texts."""

    id: str
    provenance: str
    source: Source
    record_type: str
    decision_maker: DecisionMaker
    language: str
    case_id_label: str | None
    case_id: str | None
    diary_number_full: str | None
    classification_code: str | None
    classification_title: str | None
    section: int | None
    section_text: str | None
    decision_date: str
    test_use: str = ""
    meeting: None = None
    title: str = ""
    reference: str | None = None
    sections: tuple[Section, ...] = ()
    motion_sections: tuple[Section, ...] = ()
    outcome: str = "decided"
    presenter: Person | None = None
    presenter_heading: str | None = None
    more_info: tuple[MoreInfo, ...] = ()
    attachments: tuple[AttachmentListed, ...] = ()
    appeal: AppealShown | NoAppealShown = NONE_SHOWN
    extracts: tuple[ExtractListed, ...] = ()
    distribution: tuple[str, ...] = ()
    authorisation: Authorised | None = None
    published_date: str | None = None
    signature_block: SignatureBlockShown | None = None


@dataclass(frozen=True)
class OpenMeta:
    """What is said of all decisions of a file."""

    note: str
    licence_note: str


@dataclass(frozen=True)
class OpenDecisions:
    """A file of decisions."""

    meta: OpenMeta
    decisions: tuple[OpenDecision, ...]

    def to_json(self) -> bytes:
        """Return the JSON of the file; what may be absent is absent where there is nothing."""
        return (json.dumps(_plain(asdict(self)), ensure_ascii=False, indent=1) + "\n").encode()


MAY_BE_ABSENT = ("published_date", "signature_block")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: item for key, item in value.items() if key not in MAY_BE_ABSENT or item}
        return {key: _plain(item) for key, item in kept.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
