"""The verifier that shares no code with the program, as a second opinion on the same rows."""

import importlib.util
from functools import cache
from types import ModuleType
from typing import Any

from signapp.ledger.verification import Replay
from signapp.resources import resource

BEYOND = frozenset({"ActNotAllowed"})
"""What the verifier does not look for: it knows no rules of the law."""


@cache
def verifier() -> ModuleType:
    """Return the verifier as a module."""
    spec = importlib.util.spec_from_file_location(
        "verify_register", resource("verifier/verify_register.py")
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def second_opinion(rows: list[tuple[bytes, bytes]]) -> Any:
    """Return the verifier's ledger after it took all rows."""
    ledger = verifier().Ledger()
    for body, signature in rows:
        ledger.take(body, signature)
    return ledger


def agree(read: Replay, rows: list[tuple[bytes, bytes]]) -> None:
    """Fail unless the verifier found the same, at the same entries, and has the same root.

    What an act may hold it does not know: such an entry is wrong for it for another reason, and
    so are those after it, which it reads in another light.
    """
    other = second_opinion(rows)
    assert other.roots[other.size].hex() == read.root
    found = [(one.facts["position"], one.code) for one in read.findings if one.code not in BEYOND]
    assert len(other.problems) == len(found)
    knows_less = False
    for ours, theirs in zip(found, other.problems, strict=True):
        knows_less |= theirs != ours and ours == (theirs[0], "EntryMalformed")
        assert theirs == ours or (knows_less and theirs[0] == ours[0]), (ours, theirs)
