"""Checks evidence that was taken out of a register: the archive, the ledger, the documents.

Everything is in the file; the trust anchors in it are those that the other side trusted, and are
never trusted here: whoever checks says whom they trust.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from os import SEEK_END
from pathlib import Path

from signapp.domain.acts import DocumentRef
from signapp.domain.errors import DocumentMissingError, LedgerError, SignappError
from signapp.domain.evidence import EvidenceTaken
from signapp.domain.evidence_errors import EvidenceUnreadableError
from signapp.domain.papers import PaperTaken
from signapp.ledger.entries import read_entry
from signapp.ledger.excerpt import FILE as LEDGER
from signapp.ledger.heads import CaseHead
from signapp.ledger.verification import replay
from signapp.services import away
from signapp.services.anchor_proofs import against_notes
from signapp.services.anchors import Anchor
from signapp.services.archives import MANIFEST, Archive, ArchiveKind, Archives, Put, Store
from signapp.services.document_audit import DocumentAudit, DocumentVerdict
from signapp.services.evidence_form import (
    BUNDLE,
    TEXTS,
    Contents,
    TextsPart,
    read_contents,
    read_ledger,
    read_texts,
)
from signapp.services.evidence_ledger import LedgerOfEvidence, verify_ledger
from signapp.services.history import History
from signapp.services.ports import (
    Holds,
    PdfWork,
    Register,
    SaltedText,
    TrustMaterial,
    worst,
)

CERTIFICATES, ENDING = "certificates/", ".der"
MACHINE_READ = (BUNDLE, LEDGER, TEXTS)
BEGINNING, LAST_LINES = b"PK\3\4", 200
TAKEN = (EvidenceTaken, PaperTaken)
"""That something was taken out is nothing new of the case."""
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Tools:
    """What checking needs, and whom the one who checks trusts, as of which moment."""

    archives: Archives
    store: Store
    pdf: PdfWork
    trust: TrustMaterial
    at: datetime


@dataclass(frozen=True)
class EvidenceVerdict:
    """What was found of evidence.

    `damaged` names members that are not what the manifest says; where these are what a machine
    reads, nothing else is known. `later` is how many entries a register has more of the case.
    """

    path: Path
    contents: Contents | None = None
    damaged: tuple[SignappError, ...] = ()
    entries: int = 0
    size: int = 0
    root: str = ""
    findings: tuple[LedgerError, ...] = ()
    documents: tuple[DocumentVerdict, ...] = ()
    anchors: int = 0
    uncompared: tuple[str, ...] = ()
    later: int | None = None

    @property
    def holds(self) -> Holds:
        """The worst of all parts; an anchor that says nothing of it leaves that open."""
        if self.damaged or self.findings:
            return Holds.NO
        states = [one.holds for one in self.documents]
        return worst(Holds.NOT_KNOWN if self.uncompared else Holds.YES, *states)

    @property
    def facts(self) -> dict[str, object]:
        """What fills the texts of remarks."""
        return {"files": ", ".join(self.uncompared), "later": self.later, "count": self.anchors}

    def remarks(self, *, told_trust: bool) -> tuple[str, ...]:
        """Return the codes of what is to be said besides: what was compared, what was not."""
        said = {
            "goes_on": self.later is not None and self.later > 0,
            "newest": self.later == 0,
            "anchored": self.anchors > len(self.uncompared) and not self.findings,
            "uncompared": bool(self.uncompared),
            "no_anchor": not self.anchors and self.later is None,
            "no_trust": bool(self.documents) and not told_trust,
            "no_documents": self.contents is not None and self.contents.public,
            "authority": True,
        }
        return tuple(code for code, is_so in said.items() if is_so)


def is_archive(path: Path) -> bool:
    """Tell whether a file is an archive, by its name or by its manifest: a DOCX is none of ours.

    Raises nothing: what can't be read is none.
    """
    try:
        with path.open("rb") as file:
            begins = file.read(len(BEGINNING)) == BEGINNING
            file.seek(max(0, file.seek(0, SEEK_END) - LAST_LINES))
            ends = MANIFEST.encode() in file.read()
    except OSError:
        return False
    return begins and (ends or path.suffix.lower() == ".zip")


def check_evidence(
    tools: Tools, path: Path, anchors: Iterable[Anchor] = (), register: Register | None = None
) -> EvidenceVerdict:
    """Return what is known of evidence; nothing is asked of anybody.

    Raises ArchiveRefusedError for what is no sound archive of evidence, EvidenceUnreadableError,
    LedgerError of the register that it is compared with, StorageError.
    """
    archive = tools.archives.open(path, ArchiveKind.EVIDENCE)
    damaged = tuple(archive.damaged())
    verdict = EvidenceVerdict(path, damaged=damaged)
    if any(one.facts["name"] in MACHINE_READ for one in damaged):
        return verdict
    contents, anchors = read_contents(archive.read), tuple(anchors)
    _compare_lists(archive, contents)
    texts = None if contents.public else read_texts(archive.read)
    part = read_ledger(archive.read)
    names = {one.ref: one.name for one in contents.documents}

    def read_away(ref: DocumentRef) -> bytes | None:
        return archive.read(names[ref]) if ref in names else None

    ledger = verify_ledger(contents, part, texts, anchors, read_away)
    verdict = replace(
        verdict,
        contents=contents,
        entries=len(ledger.excerpt.read),
        size=ledger.excerpt.tree.size,
        root=ledger.excerpt.root,
        findings=ledger.findings,
        anchors=len(anchors),
        uncompared=ledger.uncompared,
    )
    if register is not None:
        here = ledger.excerpt.head(contents.case)
        verdict = _beside_register(verdict, part.checkpoint, here, register)
    if texts is not None and not damaged:
        papers = EvidencePapers.of(archive, tools.store, texts)
        verdict = replace(verdict, documents=tuple(_documents(tools, ledger, contents, papers)))
    return verdict


def _compare_lists(archive: Archive, contents: Contents) -> None:
    """What is said to be a document is a member of those bytes, and no other document is there."""
    listed = {one.name: one.ref for one in archive.manifest.members}
    said = {one.name: one.ref for one in contents.documents}
    there = {name for name in listed if name.startswith("documents/")}
    for name in sorted(said.keys() | there):
        if said.get(name) != listed.get(name):
            raise EvidenceUnreadableError(name=name)
    if contents.public == (TEXTS in listed):
        raise EvidenceUnreadableError(name=TEXTS)


def _beside_register(
    verdict: EvidenceVerdict, note: str, here: CaseHead, register: Register
) -> EvidenceVerdict:
    """Compare the checkpoint with a register, and tell how far the case has gone on there."""
    stored = tuple(register.entries())
    rows = ((one.body, one.signature) for one in stored)
    ledger = replay(rows, away.reader(register))
    if ledger.findings:
        raise ledger.findings[0]
    found = tuple(against_notes(ledger, stored, [Anchor(str(verdict.path), note)]))
    case = verdict.contents.case if verdict.contents else ""
    later = [entry for one in stored if (entry := read_entry(one.body)).case == case]
    more = sum(1 for one in later[here.entries :] if not isinstance(one.act, TAKEN))
    return replace(verdict, findings=(*verdict.findings, *found), later=None if found else more)


def _documents(
    tools: Tools, ledger: LedgerOfEvidence, contents: Contents, papers: "EvidencePapers"
) -> Iterator[DocumentVerdict]:
    """Judge the documents as those of a register are (level C), and the certificates."""
    excerpt, history = ledger.excerpt, History()
    for entry in excerpt.told:
        history.take(entry)
    audit = DocumentAudit(
        *(papers, tools.pdf, tools.trust, tools.at, excerpt.state, history, excerpt.origin)
    )
    for bound in history.bound:
        if bound.certificate in papers.certificates:
            yield audit.certificate(bound)
    if contents.case in excerpt.state.cases:
        yield from audit.of_case(excerpt.state.cases[contents.case])


@dataclass
class EvidencePapers:
    """The documents and texts of evidence; fits `services.document_audit.Papers`.

    An earlier revision is the beginning of a later one, and is cut out when it is asked for.
    """

    store: Store
    kept: tuple[DocumentRef, ...]
    certificates: frozenset[DocumentRef]
    texts: dict[str, SaltedText] = field(default_factory=dict)

    @classmethod
    def of(cls, archive: Archive, store: Store, texts: TextsPart) -> "EvidencePapers":
        """Put the members of an archive into a store. Raises ArchiveRefusedError, StorageError."""
        put: Put = store.put_chunks
        kept = archive.store(put)
        documents = tuple(ref for name, ref in kept.items() if name.startswith("documents/"))
        certificates = (ref for name, ref in kept.items() if name.startswith(CERTIFICATES))
        known = {one.commitment: one for one in texts.texts}
        return cls(store, documents, frozenset(certificates), known)

    def text(self, commitment: str) -> SaltedText | None:
        """Return a text, or None when it is not in the evidence."""
        return self.texts.get(commitment)

    def document(self, ref: DocumentRef) -> Path:
        """Return the file of a document. Raises DocumentMissingError, StorageError."""
        if ref in self.kept or ref in self.certificates:
            return self.store.checked(ref)
        for later in self.kept:
            if ref.length < later.length:
                beginning = self.store.checked(later).read_bytes()[: ref.length]
                if hashlib.sha256(beginning).hexdigest() == ref.sha256:
                    return self.store.checked(self.store.put(beginning))
        raise DocumentMissingError(sha256=ref.sha256)
