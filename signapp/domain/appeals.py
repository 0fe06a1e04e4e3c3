"""Appeal instructions: which versions of them a register has, and which are approved."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from signapp.domain.acts import (
    Actor,
    AppealTextApproved,
    AppealTextWritten,
    ChosenAppeal,
    Commitment,
)


@dataclass(frozen=True)
class WrittenAppeal:
    """The words that a registrar gave an instruction, and who did."""

    instruction: ChosenAppeal
    text: Commitment
    by: str


@dataclass(frozen=True)
class AppealTexts:
    """What became of the instructions in this register.

    `written` has the newest words by code and language; where there are none, those that ship
    with the program stand. `may_be_drafts` is true of a demo only.
    """

    may_be_drafts: bool = False
    written: Mapping[tuple[str, str], WrittenAppeal] = field(default_factory=dict)
    approved: frozenset[ChosenAppeal] = frozenset()

    def after(self, act: AppealTextWritten | AppealTextApproved, actor: Actor) -> "AppealTexts":
        """Return the texts after an act that was lawful."""
        if isinstance(act, AppealTextApproved):
            return replace(self, approved=self.approved | {act.instruction})
        key = (act.instruction.code, act.instruction.language)
        new = WrittenAppeal(act.instruction, act.text, actor.person)
        return replace(self, written={**self.written, key: new})

    def newest(self, instruction: ChosenAppeal) -> WrittenAppeal | None:
        """Return the newest words that a registrar gave an instruction, if any."""
        return self.written.get((instruction.code, instruction.language))
