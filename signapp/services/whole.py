"""A register read as a whole: its verified ledger, and every document that the ledger names."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from signapp.domain.acts import DocumentRef
from signapp.domain.checkout import CheckoutOpened
from signapp.domain.errors import LedgerError, TextDiffers, TextMissing
from signapp.ledger.encoding import SALT_LENGTH, commit
from signapp.ledger.entries import Entry
from signapp.ledger.verification import Replay
from signapp.services import away
from signapp.services.history import History
from signapp.services.ports import Register


@dataclass
class Whole:
    """A ledger that was read to its end: what it adds up to, and which documents it names."""

    ledger: Replay
    entries: list[tuple[Entry, int]] = field(default_factory=list)
    history: History = field(default_factory=History)
    documents: dict[DocumentRef, int] = field(default_factory=dict)
    """Each with the number of the first entry that names it."""

    @property
    def size(self) -> int:
        """The number of entries."""
        return self.ledger.tree.size

    def take(self, entry: Entry, number: int) -> None:
        """Remember an entry, which stands at a number or in a ledger that was taken in there."""
        self.entries.append((entry, number))
        self.history.take(entry, number)
        for ref in documents_in(entry.act):
            self.documents.setdefault(ref, number)

    def keep(self, case: str) -> None:
        """Forget the other cases: the register of one that is checked out has nothing of them."""
        entries, self.entries = self.entries, []
        self.history, self.documents = History(), {}
        for entry, number in entries:
            if entry.case in ("", case):
                self.take(entry, number)


def read_whole(register: Register) -> Whole:
    """Read and verify a ledger (levels A and B). Raises the first LedgerError found."""
    whole = Whole(Replay(read_away=away.reader(register)))
    ledger = whole.ledger
    for stored in register.entries():
        entry = ledger.take(stored.body, stored.signature)
        if ledger.findings:
            raise ledger.findings[0]
        if entry is None:
            continue
        for made in (*ledger.entries_away(entry), entry):
            whole.take(made, entry.number)
        if isinstance(entry.act, CheckoutOpened) and ledger.state.away:
            whole.keep(ledger.state.away)
    return whole


def text_findings(register: Register, history: History, ledger: Replay) -> Iterator[LedgerError]:
    """Yield what is wrong with the texts: each is there or was erased, and fits."""
    stored = {text.commitment: text for text in register.texts()}
    erased = ledger.state.keeping.erased
    for commitment, position in history.commitments.items():
        if commitment not in stored and commitment not in erased:
            yield TextMissing(position=position, commitment=commitment)
    for text in stored.values():
        if len(text.salt) != SALT_LENGTH or commit(text.salt, text.text) != text.commitment:
            yield TextDiffers(position=0, commitment=text.commitment)


def documents_in(value: Any) -> Iterator[DocumentRef]:
    """Yield every document that an act names, however deep."""
    if isinstance(value, DocumentRef):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from documents_in(part)
    elif dataclasses.is_dataclass(value):
        for one in dataclasses.fields(value):
            yield from documents_in(getattr(value, one.name))
