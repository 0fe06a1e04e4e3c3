"""The rules of papers: whoever holds an office may take one, the registry alone some kinds."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from signapp.domain import errors
from signapp.domain.errors import Reason
from signapp.domain.paper_errors import PaperMalformed
from signapp.domain.papers import OF_REGISTRY, PaperTaken
from signapp.domain.situation import Duty, Situation, has_duty, holds

KIND, SHA256 = re.compile("[a-z]+(-[a-z]+)*"), re.compile("[0-9a-f]{64}")


def _take(s: Situation, act: PaperTaken) -> Iterator[Reason]:
    of_registry = act.kind in OF_REGISTRY
    yield from has_duty(s, Duty.REGISTER) if of_registry else holds(s, s.actor.office)
    if s.case is None:
        yield errors.CaseUnknown(number="")
    if not KIND.fullmatch(act.kind) or not SHA256.fullmatch(act.sha256) or act.copies < 1:
        yield PaperMalformed()


PAPER_CHECKS: dict[type, Callable[[Situation, Any], Iterator[Reason]]] = {
    PaperTaken: _take,
}
