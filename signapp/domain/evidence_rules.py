"""The rules of evidence: the registry gives it out, and says so by the hash of the file."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from signapp.domain import errors
from signapp.domain.errors import Reason
from signapp.domain.evidence import EvidenceTaken
from signapp.domain.evidence_errors import EvidenceMalformed
from signapp.domain.situation import Duty, Situation, has_duty

SHA256 = re.compile("[0-9a-f]{64}")


def _take(s: Situation, act: EvidenceTaken) -> Iterator[Reason]:
    yield from has_duty(s, Duty.REGISTER)
    if s.case is None:
        yield errors.CaseUnknown(number="")
    if not SHA256.fullmatch(act.sha256):
        yield EvidenceMalformed()


EVIDENCE_CHECKS: dict[type, Callable[[Situation, Any], Iterator[Reason]]] = {
    EvidenceTaken: _take,
}
