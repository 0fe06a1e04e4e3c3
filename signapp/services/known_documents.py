"""What a register knows of files that are checked: by their bytes, and by who signed where."""

from dataclasses import dataclass, field
from pathlib import Path

from signapp.domain.acts import DocumentRef
from signapp.ledger.verification import Replay
from signapp.services.beginnings import beginnings
from signapp.services.history import History
from signapp.services.ports import Holds, Part, Register, Remark, Verdict


@dataclass(frozen=True)
class _Known:
    """A revision of a signed document: the one remark that says what it is, and its case."""

    case: str
    holds: Holds
    code: str


@dataclass
class KnownDocuments:
    """The signed documents of a register, by their bytes and by their signatures.

    It reads the ledger once and catches up later; what it says is said of verified entries only.
    """

    register: Register
    _ledger: Replay = field(default_factory=Replay)
    _history: History = field(default_factory=History)
    _revisions: dict[DocumentRef, _Known] = field(default_factory=dict)
    _signatures: dict[str, str] = field(default_factory=dict)
    _signers: dict[tuple[str, str], str] = field(default_factory=dict)

    def catch_up(self) -> None:
        """Read what the ledger has more than before. Raises the first LedgerError found."""
        read = self._ledger.tree.size
        for stored in self.register.entries(read):
            entry = self._ledger.take(stored.body, stored.signature)
            if entry is not None:
                self._history.take(entry)
        if self._ledger.findings:
            raise self._ledger.findings[0]
        if self._ledger.tree.size > read:
            self._arrange()

    def _arrange(self) -> None:
        """Put every revision in its place: the newest, or what a later one has more than it."""
        for case, theirs in self._history.received:
            ref = theirs.signed.document
            self._revisions[ref] = _Known(case, Holds.YES, "entry.newest")
            self._signatures[theirs.signed.cms] = case
        for signed in self._history.signed:
            begun = signed.begun
            self._signatures[signed.done.cms] = signed.case
            self._signers[begun.certificate, begun.field] = signed.case
            later = Holds.YES, "entry.newest"
            for one in reversed(signed.added):
                self._revisions[one.signed.document] = _Known(signed.case, *later)
                if one.theirs:
                    later = Holds.NO, "entry.signature_missing"
                elif later[0] is Holds.YES:
                    later = Holds.NOT_KNOWN, "entry.stamps_missing"
            self._revisions[signed.done.document] = _Known(signed.case, *later)
            for theirs in signed.first:
                lacking = _Known(signed.case, Holds.NO, "entry.signature_missing")
                self._revisions[theirs.signed.document] = lacking

    def part(self, path: Path, verdict: Verdict, case: str = "") -> Part:
        """Say what the register knows of a file; `case` is the one that its record names.

        Raises StorageError.
        """
        exact = self._revisions.get(verdict.document)
        if exact:
            return _part(exact.holds, exact.code, exact.case)
        for ref in beginnings(path, self._revisions):
            known = self._revisions[ref]
            if known.code == "entry.newest":
                return _part(Holds.NOT_KNOWN, "entry.continued", known.case)
        return self._by_signatures(verdict, case)

    def _by_signatures(self, verdict: Verdict, case: str) -> Part:
        """Say of bytes that are not the register's whether they pass for a document of it."""
        made = verdict.signatures
        copied = [self._signatures[one.cms] for one in made if one.cms in self._signatures]
        if copied:
            return _part(Holds.NO, "entry.other_bytes", copied[0])
        signers = ((one.certificate, one.field) for one in made)
        same = [self._signers[signer] for signer in signers if signer in self._signers]
        if case in self._ledger.state.cases:
            same.insert(0, case)
        if same:
            return _part(Holds.NO, "entry.other_document", same[0])
        return Part(Holds.NOT_KNOWN, (Remark("entry.not_known"),))


def _part(holds: Holds, code: str, case: str) -> Part:
    return Part(holds, (Remark(code, {"case": case}),))
