"""The rules of audits: who exports the log, what auditors never do, which pages are noted."""

import re
from collections.abc import Callable, Iterator
from typing import Any, get_args

from signapp.domain import auditing_errors, errors
from signapp.domain.acts import OfficeKind, Policy, SessionAct
from signapp.domain.auditing import AuditExported, PagesViewed
from signapp.domain.errors import Reason
from signapp.domain.situation import Duty, Situation, has_duty, holds

SHA256 = re.compile("[0-9a-f]{64}")
OF_AUDITORS = (AuditExported, *get_args(SessionAct))


def only_reads(s: Situation, act: object) -> Iterator[Reason]:
    """Refuse whatever an auditor's office would do besides its one act."""
    office = s.roster.offices.get(s.actor.office)
    if office and office.kind is OfficeKind.AUDITOR and not isinstance(act, OF_AUDITORS):
        yield auditing_errors.AuditorOnlyReads()


def _export(s: Situation, act: AuditExported) -> Iterator[Reason]:
    yield from has_duty(s, Duty.AUDIT)
    drawn = act.sampled > 0 and bool(act.seed)
    if not SHA256.fullmatch(act.sha256) or not (drawn or (act.sampled, act.seed) == (0, "")):
        yield auditing_errors.ExportMalformed()


def _view(s: Situation, act: PagesViewed) -> Iterator[Reason]:
    yield from holds(s, s.actor.office)
    if s.case is None:
        yield errors.CaseUnknown(number="")
    if not s.roster.follows(Policy.CIRCULATION_OF_CHECKS):
        yield auditing_errors.PagesNotNoted()
    following = 1
    for one in act.ranges:
        if not following <= one.first <= one.last <= act.pages:
            yield auditing_errors.PagesMalformed()
            return
        following = one.last + 2  # else it would be one range
    if not act.ranges:
        yield auditing_errors.PagesMalformed()


AUDITING_CHECKS: dict[type, Callable[[Situation, Any], Iterator[Reason]]] = {
    AuditExported: _export,
    PagesViewed: _view,
}
