"""Every code a verdict may use in a remark, and the small tools with which remarks are made."""

from collections.abc import Iterable
from datetime import UTC, datetime
from struct import error as struct_error
from zlib import error as zlib_error

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko.pdf_utils.misc import PdfError
from pyhanko_certvalidator.errors import PathError, ValidationError

from signapp.services.ports import Holds, Part, Remark, worst

CONTENT = frozenset(
    {
        "content.unchanged",
        "content.unseen",
        "content.changed",  # what, revision (and page or field, when there is one)
        "content.digest_differs",
        "content.signature_wrong",
        "content.weak_digest",  # algorithm
        "content.not_pades",  # what
        "content.other_kind",  # what
        "content.structure",  # what
        "content.coverage",
        "content.bytes_after_end",
        "content.bytes_unaccounted",  # offset
        "content.shared_dictionary",  # fields
        "content.hybrid",
        "content.hybrid_added",  # revision
        "content.covered",  # page
        "content.pixels_differ",  # page
        "content.not_rendered",
        "content.being_checked",  # in a first answer only
    }
)
SIGNER = frozenset(
    {
        "signer.known",  # name, anchor
        "signer.listed",  # name, anchor, list, service
        "signer.untrusted",  # name
        "signer.revoked",  # name, since
        "signer.expired",  # name, until
        "signer.not_yet_valid",  # name, since
        "signer.no_content_commitment",  # name
        "signer.weak_key",  # name, key
        "signer.no_anchor",  # name
        "signer.revocation_unknown",  # name
        "signer.unreadable",
    }
)
TIME = frozenset(
    {
        "time.proven",  # at, by
        "time.claimed_only",  # at
        "time.none",
        "time.in_future",  # at
        "time.clock_differs",  # claimed, proven
        "time.stamp_broken",  # by
        "time.stamp_untrusted",  # by
        "time.stamp_revoked",  # by, since
        "time.stamp_expired",  # by, until
        "time.stamp_not_yet_valid",  # by, since
        "time.stamp_weak_key",  # by, key
        "time.stamp_no_anchor",  # by
        "time.stamp_revocation_unknown",  # by
    }
)
CHANGES = frozenset(
    {
        "change.signature",  # revision, harmless, field
        "change.time_stamp",  # revision, harmless, field
        "change.revocation_data",  # revision, harmless
        "change.form_field",  # revision, harmless, field
        "change.annotation",  # revision, harmless, page
        "change.page",  # revision, harmless, page
        "change.other",  # revision, harmless
    }
)
DECIDED = frozenset(
    {
        "decided.exact",  # sha256, length
        "decided.other_document",
        "decided.changed",  # what, revision (and page or field, when there is one)
        "decided.pixels_differ",  # page
        "decided.not_rendered",
        "decided.other_field_filled",  # field
        "decided.not_signed",  # field
    }
)
KIND = frozenset(
    {
        "kind.qualified_signature",  # list, service, at
        "kind.qualified_seal",  # list, service, at
        "kind.no_device_signature",  # list, service, at
        "kind.no_device_seal",  # list, service, at
        "kind.advanced",  # list, at
        "kind.not_granted",  # list, at
        "kind.not_listed",  # lists
        "kind.list_out_of_date",  # list, until
        "kind.no_list",
        "kind.no_time",
        "kind.not_held",
        "kind.unclear",
    }
)
STANDARD = frozenset(
    {
        "standard.passed",  # process
        "standard.failed",  # process, sub
        "standard.indeterminate",  # process, sub
        "standard.explained",  # process, sub
        "standard.not_run",
    }
)
REMARKS = CONTENT | SIGNER | TIME | CHANGES | DECIDED | KIND | STANDARD
"""Every code a `Remark` of a verdict may carry; revisions and pages in facts count from 1."""

LIBRARY_FAULTS: tuple[type[Exception], ...] = (
    *(PdfError, PathError, ValidationError, InvalidSignature, UnsupportedAlgorithm),
    *(ValueError, TypeError, LookupError, AttributeError, AssertionError, ArithmeticError),
    *(RuntimeError, OSError, EOFError, MemoryError, struct_error, zlib_error),
    NameError,  # asn1crypto asks for the length of a key of a kind that it does not know
)
"""What pyHanko, asn1crypto and PDFium raise on malformed input: it means "damaged", never more."""


def remark(code: str, **facts: object) -> Remark:
    """Return a remark with its facts as text; `code` is one of REMARKS."""
    assert code in REMARKS, code
    return Remark(code, {name: _as_text(fact) for name, fact in facts.items()})


def part(holds: Holds, code: str, **facts: object) -> Part:
    """Return a part of a verdict with one remark."""
    return Part(holds, (remark(code, **facts),))


def together(parts: Iterable[Part]) -> Part:
    """Return the worst state of the parts with all their remarks, the worst first."""
    states = list(Holds)
    ordered = sorted(parts, key=lambda each: -states.index(each.holds))
    remarks = tuple(dict.fromkeys(_hashable(r) for each in ordered for r in each.remarks))
    return Part(
        worst(*(each.holds for each in ordered)),
        tuple(Remark(code, dict(facts)) for code, facts in remarks),
    )


def _hashable(one: Remark) -> tuple[str, tuple[tuple[str, str], ...]]:
    return one.code, tuple(one.facts.items())


def _as_text(fact: object) -> str:
    if isinstance(fact, datetime):
        return fact.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(fact)
