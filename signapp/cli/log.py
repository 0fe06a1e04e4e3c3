"""A register's log as the terminal shows it: read once, verified, and nothing unsigned in it."""

from dataclasses import dataclass

from signapp.domain import errors
from signapp.domain.decision import Case
from signapp.domain.register import RegisterState
from signapp.ledger.encoding import commit
from signapp.ledger.entries import Entry
from signapp.services.audit import read_log
from signapp.services.journal import ERASED
from signapp.services.ports import Register


@dataclass(frozen=True)
class VerifiedLog:
    """The entries of a register, what they add up to, and the texts that they commit to."""

    register: Register
    entries: tuple[Entry, ...]
    state: RegisterState

    @classmethod
    def read(cls, register: Register) -> "VerifiedLog":
        """Read and verify the log. Raises StorageError, the first LedgerError found."""
        entries, state = read_log(register)
        return cls(register, entries, state)

    def case(self, number: str) -> Case:
        """Return a case. Raises CaseUnknown."""
        if number not in self.state.cases:
            raise errors.CaseUnknown(number=number)
        return self.state.cases[number]

    def cases(self) -> tuple[Case, ...]:
        """Return all cases, changed last first."""
        touched = dict.fromkeys(entry.case for entry in reversed(self.entries) if entry.case)
        return tuple(self.state.cases[number] for number in touched)

    def of_case(self, number: str) -> tuple[Entry, ...]:
        """Return the entries of a case."""
        return tuple(entry for entry in self.entries if entry.case == number)

    def text(self, commitment: str) -> str:
        """Return the text of a commitment, or a mark when it was erased. Raises TextDiffers."""
        found = self.register.text(commitment)
        if found is None:
            return ERASED
        try:
            fits = commit(found.salt, found.text) == commitment
        except errors.EntryMalformed:
            fits = False
        if not fits:
            raise errors.TextDiffers(position=0, commitment=commitment)
        return found.text
