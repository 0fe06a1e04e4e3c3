"""What cannot be proven of a register with the anchors at hand; it is always told."""

from collections.abc import Sequence

from signapp.services.anchor_proofs import AnchorKind, AnchorProof


def not_provable(anchors: Sequence[AnchorProof]) -> tuple[str, ...]:
    """Return the keys of what can't be proven with these anchors, in the order of telling.

    Each is the last part of the key of a text (`not_provable.…`).
    """
    outside = [one for one in anchors if one.anchors]
    stamped = any(one.not_later for one in anchors if one.problem is None)
    keys = ["rolled_back_after", "rewritten_after"] if outside else ["rolled_back", "rewritten"]
    if outside and all(one.kind is AnchorKind.DESK and one.own for one in outside):
        keys.append("same_machine")
    keys.append("between_stamps" if stamped else "clock")
    return (*keys, "unrecorded", "second_copy", "unlocked_card")
