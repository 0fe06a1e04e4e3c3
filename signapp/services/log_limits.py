"""What can't be proven of a register with the anchors at hand: it is told with every verdict."""

from dataclasses import dataclass

ALWAYS = ("unrecorded", "clocks", "second_copy", "person_at_desk", "paper")
"""What no ledger proves, whatever anchors there are."""


@dataclass(frozen=True)
class Limit:
    """Something that can't be proven: a stable code, and how many anchors were compared."""

    code: str
    anchors: int

    @property
    def key(self) -> str:
        """The key of its text."""
        return f"limit.{self.code}"


def not_provable(anchors: int) -> tuple[Limit, ...]:
    """Return what can't be proven when so many anchors from outside were compared."""
    first = "after_anchor" if anchors else "rollback"
    return tuple(Limit(code, anchors) for code in (first, *ALWAYS))
