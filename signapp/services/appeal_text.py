"""Appeal instructions (Kuntalaki 141 §): our own wording, as shipped, in three languages.

Every shipped text is a draft until a lawyer has looked at it and a registrar approved it.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from signapp.domain.acts import ChosenAppeal, OfficeKind
from signapp.domain.calendar import Appeal
from signapp.domain.values import from_plain, to_plain
from signapp.ledger.encoding import canonical, parse
from signapp.resources import resource

INVENTED = ".example"
"""In the contact details of a shipped text: they are invented, and a registrar replaces them."""
HEADING = "## "
"""Begins a heading where a text is edited as plain lines."""


@dataclass(frozen=True)
class AppealPart:
    """A part of an instruction: its heading and paragraphs."""

    heading: str
    text: tuple[str, ...]


@dataclass(frozen=True)
class AppealText:
    """One appeal instruction in one language, as it is printed in a decision.

    `makers` are the kinds of decision-makers whose decisions it suits, all when there are none;
    `days` is 0 where appeal is prohibited; a `draft` was not approved when it was chosen.
    """

    code: str
    kind: Appeal
    language: str
    makers: tuple[OfficeKind, ...]
    name: str
    authority: str
    days: int
    laws: tuple[str, ...]
    parts: tuple[AppealPart, ...]
    draft: bool = True

    @property
    def version(self) -> str:
        """The SHA-256 of the words, in hexadecimal; whether they are a draft does not count."""
        return hashlib.sha256(replace(self, draft=True).to_json().encode()).hexdigest()

    @property
    def key(self) -> str:
        """What tells it from all others, those in other languages included."""
        return f"{self.language} {self.code}"

    @property
    def chosen(self) -> ChosenAppeal:
        """How an act names this very version."""
        return ChosenAppeal(self.code, self.language, self.version, self.kind)

    @property
    def body(self) -> str:
        """The parts as plain lines: headings behind `## `, paragraphs apart by empty lines."""
        return "\n\n".join(
            "\n\n".join((f"{HEADING}{part.heading}", *part.text)) for part in self.parts
        )

    @property
    def has_invented_contact(self) -> bool:
        """Tell whether contact details in it are still those of the shipped text."""
        return INVENTED in self.to_json()

    def suits(self, kind: OfficeKind) -> bool:
        """Tell whether it goes with the decisions of such an office."""
        return not self.makers or kind in self.makers

    def with_words(self, name: str, authority: str, body: str) -> "AppealText":
        """Return the instruction in other words; `body` is as the property gives it."""
        return replace(self, name=name, authority=authority, parts=parts_of(body), draft=True)

    def to_json(self) -> str:
        """Return the canonical JSON of the instruction."""
        return canonical(to_plain(self, AppealText)).decode()

    @classmethod
    def of_json(cls, content: str) -> "AppealText":
        """Return the instruction that was written so. Raises MalformedValueError."""
        text: AppealText = from_plain(parse(content.encode()), AppealText)
        return text


def parts_of(body: str) -> tuple[AppealPart, ...]:
    """Return the parts of a text in plain lines; what stands before a heading has none."""
    parts: list[AppealPart] = []
    for block in (one.strip() for one in body.split("\n\n")):
        first, _, rest = block.partition("\n")
        is_heading = first.startswith(HEADING)
        if is_heading:
            parts.append(AppealPart(first.removeprefix(HEADING).strip(), ()))
        paragraph = " ".join((rest if is_heading else block).split())
        if paragraph:
            last = parts.pop() if parts else AppealPart("", ())
            parts.append(replace(last, text=(*last.text, paragraph)))
    return tuple(parts)


@cache
def shipped(language: str) -> tuple[AppealText, ...]:
    """Return the instructions that ship with the program in a language (`fi`, `sv`, `en`)."""
    content = json.loads(resource("appeals", f"{language}.json").read_text(encoding="utf-8"))
    return tuple(_text(language, one, content["parts"]) for one in content["texts"])


def _text(language: str, one: dict[str, Any], parts: dict[str, Any]) -> AppealText:
    facts = {"authority": one["authority"], "days": one["days"]}
    return AppealText(
        code=one["code"],
        kind=Appeal(one["kind"]),
        language=language,
        makers=tuple(OfficeKind(maker) for maker in one["makers"]),
        name=one["name"],
        authority=one["authority"],
        days=one["days"],
        laws=tuple(one["laws"]),
        parts=tuple(
            AppealPart(
                parts[key]["heading"],
                tuple(paragraph.format_map(facts) for paragraph in parts[key]["text"]),
            )
            for key in one["parts"]
        ),
    )
