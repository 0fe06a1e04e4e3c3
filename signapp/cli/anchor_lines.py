"""Lines on what anchors prove of a register, and on what can't be proven with those at hand."""

from collections.abc import Iterator

from signapp.cli.line import Line, Styled, line
from signapp.services.anchor_proofs import AnchorKind, AnchorProof
from signapp.services.audit import RegisterVerdict
from signapp.services.not_provable import not_provable
from signapp.services.two_clocks import Bracket
from signapp.texts.catalogue import Texts


def anchor_lines(texts: Texts, found: RegisterVerdict) -> Iterator[Line]:
    """Yield what each anchor proves, and what is not proven; always."""
    for proof in found.proofs:
        if proof.problem is None and (not proof.inside or proof is last_inside(found)):
            yield from proof_lines(texts, proof)
    for jump in found.clock_jumps:
        yield line(Styled(jump_sentence(texts, jump), "yellow"))
    if not any(proof.own for proof in found.proofs):
        yield line(texts.say("anchor.first_sight"))
    yield line(Styled(texts.say("not_provable"), bold=True))
    for key in not_provable(found.proofs):
        yield line("  · ", texts.say(f"not_provable.{key}"))


def last_inside(found: RegisterVerdict) -> AnchorProof | None:
    """Return the time stamp of the register's own that covers most; None where none is good."""
    good = [one for one in found.proofs if one.inside and one.not_later]
    return max(good, key=lambda one: one.size, default=None)


def proof_lines(texts: Texts, proof: AnchorProof) -> Iterator[Line]:
    """Yield what an anchor proves that the register continues."""
    yield line(Styled("  ✓ ", "green"), anchor_sentence(texts, proof))
    if proof.stamp and proof.not_later is None:
        for remark in proof.stamp.remarks:
            yield line("    ", texts.remark(remark.code, remark.facts))


def jump_sentence(texts: Texts, jump: Bracket) -> str:
    """Return how the claimed moment of an entry and the proven ones contradict each other."""
    key = "behind" if jump.behind else "ahead"
    proven = jump.not_earlier if jump.behind else jump.not_later
    facts = {"number": jump.number, "claimed": jump.claimed, "proven": proven}
    return texts.say(f"clock_jump.{key}", **facts)


def anchor_sentence(texts: Texts, proof: AnchorProof) -> str:
    """Return what an anchor proves, in a sentence."""
    facts = {"file": proof.file, "size": proof.size, "seen": proof.seen, "at": proof.not_later}
    if proof.inside:
        return texts.say(f"anchor.inside.{proof.kind.value}", **facts)
    if proof.own:
        return texts.say("anchor.own", **facts)
    said = texts.say(f"anchor.{proof.kind.value}", **facts)
    stamped = proof.kind in (AnchorKind.TOKEN, AnchorKind.MINUTES) and proof.not_later
    return f"{said} {texts.say('anchor.not_later', **facts)}" if stamped else said
