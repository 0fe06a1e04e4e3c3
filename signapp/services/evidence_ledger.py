"""Verifies the ledger's part of evidence: proofs, keys, the head of the case, texts, anchors."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from signapp.domain import errors
from signapp.domain.acts import COMMITMENT
from signapp.domain.anchor_errors import AnchorOfAnotherRegister
from signapp.domain.errors import EntryMalformed, LedgerError
from signapp.domain.evidence_errors import DocumentNotOfCase
from signapp.domain.keeping import TextErased
from signapp.domain.values import marked
from signapp.ledger.away import ReadAway, not_at_hand
from signapp.ledger.encoding import commit
from signapp.ledger.excerpt import FILE as LEDGER
from signapp.ledger.excerpt import Excerpt
from signapp.ledger.notes import (
    PROOF_HEADER,
    Checkpoint,
    Receipt,
    read_checkpoint,
    read_receipt,
)
from signapp.services.anchors import Anchor
from signapp.services.evidence_form import Contents, LedgerPart, TextsPart
from signapp.services.evidence_words import hashes_in


@dataclass(frozen=True)
class LedgerOfEvidence:
    """The excerpt of evidence, which was verified, with all that was found.

    `uncompared` are the anchors that say nothing of it: they are newer, or of another moment.
    """

    excerpt: Excerpt
    findings: tuple[LedgerError, ...]
    uncompared: tuple[str, ...] = ()


def verify_ledger(
    contents: Contents,
    part: LedgerPart,
    texts: TextsPart | None,
    anchors: Iterable[Anchor],
    read_away: ReadAway = not_at_hand,
) -> LedgerOfEvidence:
    """Verify the excerpt of evidence (level A); `read_away` finds what was done away."""
    excerpt, found = Excerpt(read_away=read_away), list[LedgerError]()
    excerpt.take_all((*part.entries, *part.gaps))
    if excerpt.register != contents.register:
        found.append(errors.NotFounded(position=0))
    head = excerpt.head_problem(contents.case, part.entries)
    found += [head] if head else []
    found += _documents(excerpt, contents)
    if texts is not None:
        found += _texts(excerpt, contents.case, texts)
    found += _checkpoint(excerpt, part.checkpoint)
    against, uncompared = _anchors(excerpt, anchors)
    return LedgerOfEvidence(excerpt, (*excerpt.findings, *found, *against), uncompared)


def _checkpoint(excerpt: Excerpt, note: str) -> Iterator[LedgerError]:
    """The checkpoint is the desk's, and of just the tree that was grown."""
    try:
        made = read_checkpoint(note, excerpt.desk_key)
    except (EntryMalformed, ValueError):
        made = None
    if made is None or made.register != excerpt.register:
        yield AnchorOfAnotherRegister(file=LEDGER, position=excerpt.tree.size)
    elif (made.size, made.root) != (excerpt.tree.size, excerpt.root):
        yield errors.HistoryRewritten(position=excerpt.tree.size)


def _documents(excerpt: Excerpt, contents: Contents) -> Iterator[LedgerError]:
    """Every document is one that an entry of the case names."""
    of_case = [entry for entry in excerpt.told if entry.case == contents.case]
    named = {sha256 for entry in of_case for sha256 in hashes_in(entry)}
    for one in contents.documents:
        if one.sha256 not in named:
            yield DocumentNotOfCase(name=one.name, position=excerpt.tree.size)


def _texts(excerpt: Excerpt, case: str, part: TextsPart) -> Iterator[LedgerError]:
    """Every text that an entry of the case commits to is there, and each that is there fits."""
    stored, first = {one.commitment for one in part.texts}, dict[str, int]()
    for entry in (one for one in excerpt.told if one.case == case):
        for commitment in filter(None, marked(entry.act, COMMITMENT)):
            first.setdefault(commitment, entry.number)
    erased = {one.act.erased for one in excerpt.read if isinstance(one.act, TextErased)}
    for commitment, position in first.items():
        if commitment not in stored | erased:
            yield errors.TextMissing(position=position, commitment=commitment)
    for one in part.texts:
        if not _fits(one.commitment, one.salt, one.text):
            position = first.get(one.commitment, 0)
            yield errors.TextDiffers(position=position, commitment=one.commitment)


def _fits(commitment: str, salt: bytes, text: str) -> bool:
    try:
        return commit(salt, text) == commitment
    except EntryMalformed:
        return False


def _anchors(
    excerpt: Excerpt, anchors: Iterable[Anchor]
) -> tuple[list[LedgerError], tuple[str, ...]]:
    """Return what anchors say against the excerpt, and which of them say nothing of it."""
    against, uncompared = list[LedgerError](), list[str]()
    for anchor in anchors:
        try:
            given = _read(anchor.content, excerpt.desk_key)
        except (EntryMalformed, ValueError):
            against.append(AnchorOfAnotherRegister(file=anchor.file, position=0))
            continue
        seen = given.checkpoint if isinstance(given, Receipt) else given
        if seen.register != excerpt.register:
            against.append(AnchorOfAnotherRegister(file=anchor.file, position=0))
        elif seen.size not in excerpt.roots:
            uncompared.append(anchor.file)
        elif excerpt.roots[seen.size] != seen.root:
            against.append(errors.HistoryRewritten(position=seen.size))
    return against, tuple(uncompared)


def _read(content: str, desk_key: str) -> Checkpoint | Receipt:
    if content.startswith(PROOF_HEADER):
        return read_receipt(content, desk_key)
    return read_checkpoint(content, desk_key)
