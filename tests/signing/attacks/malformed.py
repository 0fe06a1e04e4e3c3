"""Malformed signatures (USF), signature wrapping (SWA, SIWA), and ByteRanges that lie."""

import re

from pyhanko.pdf_utils import generic

from tests.signing import forgeries
from tests.signing.attacks.bases import Base
from tests.signing.attacks.editing import (
    by_hand,
    hole_of,
    in_place,
    number_of_value,
    revised,
)
from tests.signing.forgeries import BYTE_RANGE
from tests.signing.samples import HELSINKI

# --- USF: the signature says nothing, and a careless reader takes that for a yes -------------


def contents_key_gone(base: Base) -> bytes:
    start, _ = hole_of(base.pdf)
    return in_place(base.pdf, b"/Contents", b"/Kontents", start - 40)


def contents_empty(base: Base) -> bytes:
    start, end = hole_of(base.pdf)
    return base.pdf[: start - 1] + b"<>" + b" " * (end - start) + base.pdf[end + 1 :]


def contents_null(base: Base) -> bytes:
    start, end = hole_of(base.pdf)
    return base.pdf[: start - 1] + b"null".ljust(end - start + 2) + base.pdf[end + 1 :]


def contents_zero(base: Base) -> bytes:
    start, end = hole_of(base.pdf)
    return base.pdf[:start] + b"0" * (end - start) + base.pdf[end:]


def byte_range_key_gone(base: Base) -> bytes:
    return in_place(base.pdf, b"/ByteRange", b"/BiteRange")


def byte_range_null(base: Base) -> bytes:
    found = next(re.finditer(rb"/ByteRange (\[[^]]*\])", base.pdf))
    null = b"null".ljust(len(found[1]))
    return base.pdf[: found.start(1)] + null + base.pdf[found.end(1) :]


def byte_range_negative(base: Base) -> bytes:
    return forgeries.byte_range(base.pdf, lambda r: [0, r[1], r[2], -1])


# --- ByteRanges that lie --------------------------------------------------------------------


def byte_range_overlapping(base: Base) -> bytes:
    return forgeries.byte_range(base.pdf, lambda r: [0, r[1], r[1] - 10, r[3]])


def byte_range_short(base: Base) -> bytes:
    return forgeries.byte_range(base.pdf, lambda r: [0, r[1], r[2], r[3] - 40])


def byte_range_wide_hole(base: Base) -> bytes:
    return forgeries.byte_range(base.pdf, lambda r: [0, r[1] - 8, r[2], r[3]])


def byte_range_starts_late(base: Base) -> bytes:
    return forgeries.byte_range(base.pdf, lambda r: [1, r[1] - 1, r[2], r[3]])


def byte_range_three_numbers(base: Base) -> bytes:
    return forgeries.byte_range(base.pdf, lambda r: r[:3])


def byte_range_beyond(base: Base) -> bytes:
    return forgeries.byte_range(base.pdf, lambda r: [0, r[1], r[2], 10 ** len(str(r[3])) - 1])


# --- SWA, SIWA: the signed bytes are moved, and others stand in their place ------------------


def _ranges(base: Base) -> tuple[int, int, int, bytes]:
    """Return where the hole begins and ends, where the signed bytes end, and what follows it."""
    _, before, after, rest = (int(n) for n in next(BYTE_RANGE.finditer(base.pdf))[1].split())
    return before, after, after + rest, base.pdf[after : after + rest]


def wrapped(base: Base) -> bytes:
    """Move the second part back, with new objects between; /ByteRange says so a second time."""
    before, after, end, second = _ranges(base)
    hole = base.pdf[before:after]
    between = b" >>\nendobj\n3 0 obj\n<< /Type /Page >>\nendobj\n"
    moved = before + len(hole) + 60 + len(between)
    again = b" /ByteRange [0 %d %d %d]" % (before, moved, len(second))
    between = again.ljust(60) + between
    return base.pdf[:before] + hole + between + second + base.pdf[end:]


def wrapped_at_the_old_index(base: Base) -> bytes:
    """As before, with an index of the attacker's where the moved bytes say that theirs is."""
    _before, after, end, second = _ranges(base)
    index = int(re.findall(rb"startxref\s+(\d+)", second)[-1])
    head = base.pdf[:after] + b" >>\nendobj\n"
    filling = b"%" + b"x" * (index - len(head) - 2) + b"\n" if index > len(head) + 2 else b""
    table = b"xref\n0 0\ntrailer\n<< /Size 5 /Root 1 0 R >>\n"
    return head + filling + table + second + base.pdf[end:]


def wrapped_in_a_revision(base: Base, page: bool = False) -> bytes:
    """Let a revision's copy of the signature count a copy of the second part, in that revision."""
    before, _after, _, second = _ranges(base)
    number = number_of_value(base.pdf, HELSINKI)
    start, end = hole_of(base.pdf)
    digits = base.pdf[start:end]
    source = forgeries.page_replaced(base.pdf) if page else base.pdf
    stream = b"<< /Length %d >>\nstream\n" % len(second)
    size = re.findall(rb"/Size (\d+)", base.pdf)[-1]
    free = int(size) + 50
    at = len(source) + len(b"%d 0 obj\n" % free) + len(stream)
    copy = (
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached "
        b"/ByteRange [0 %d %d %d] /Contents <%b> >>"
    ) % (before, at, len(second), digits)
    return by_hand(source, {free: stream + second + b"\nendstream", number: copy})


def wrapped_with_another_page(base: Base) -> bytes:
    return wrapped_in_a_revision(base, page=True)


def wrapped_in_another_object(base: Base) -> bytes:
    """As before, but the field is led to a new dictionary and the old one stays."""

    def change(writer: object) -> None:
        from tests.signing.attacks.editing import field_of

        field = field_of(writer, HELSINKI)
        copy = generic.DictionaryObject(field["/V"])
        copy["/ByteRange"] = generic.ArrayObject(
            map(generic.NumberObject, (0, *_ranges(base)[:2], len(_ranges(base)[3])))
        )
        field["/V"] = writer.add_object(copy)
        writer.update_container(field)

    return revised(base.pdf, change)
