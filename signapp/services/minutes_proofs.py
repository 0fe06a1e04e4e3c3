"""What the stamped minutes in a register prove of it: they print the root of what was before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from signapp.domain.acts import Corrected, Decided, TimestampAdded
from signapp.ledger.entries import Entry
from signapp.services.anchor_proofs import AnchorJudge, AnchorKind, AnchorProof
from signapp.services.anchors import Anchor
from signapp.services.document_audit import DocumentVerdict
from signapp.services.ports import Holds
from signapp.services.two_clocks import Bracket, ProvenMoment, brackets, clock_jumps, of_home


def minutes_proofs(
    documents: tuple[DocumentVerdict, ...], printed: Mapping[str, int]
) -> Iterator[AnchorProof]:
    """Yield what the register's own minutes prove: they print the root of what was before them."""
    told = set[str]()
    for document in documents:
        for made in document.verdict.signatures if document.verdict else ():
            new = made.cms in printed and made.cms not in told
            if new and document.holds is Holds.YES and made.proven:
                told.add(made.cms)
                size, proven = printed[made.cms], made.proven
                yield AnchorProof(
                    AnchorKind.MINUTES, document.case, size, proven, stamp=made.time, inside=True
                )


def proven_moments(
    entries: Sequence[Entry], proofs: Iterable[AnchorProof]
) -> Iterator[ProvenMoment]:
    """Yield the moments that stamped minutes prove besides; `proofs` are a verdict's."""
    carried = dict[str, int]()
    for entry in of_home(entries):
        if isinstance(entry.act, Decided | Corrected | TimestampAdded):
            carried[entry.case] = entry.number
    for proof in proofs:
        if proof.kind is AnchorKind.MINUTES and proof.inside and proof.not_later:
            number = carried.get(proof.file, proof.size + len(entries))
            yield ProvenMoment(proof.size, number, proof.not_later)


def proven(
    judge: AnchorJudge,
    entries: Sequence[Entry],
    documents: tuple[DocumentVerdict, ...],
    anchors: tuple[Anchor, ...],
) -> tuple[tuple[AnchorProof, ...], tuple[Bracket, ...]]:
    """Return what anchors prove, given ones and those inside, and what contradicts a clock."""
    printed = judge.ledger.state.stamping.covers
    inside = (*judge.inside(entries), *minutes_proofs(documents, printed))
    jumps = clock_jumps(brackets(entries, proven_moments(entries, inside)))
    return (*judge.proofs(anchors), *inside), jumps
