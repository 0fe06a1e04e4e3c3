"""Files that are made to hang, to exhaust or to confuse whoever opens them."""

import io
import zlib

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from tests.signing import forgeries
from tests.signing.attacks.bases import Base
from tests.signing.attacks.editing import (
    Writer,
    by_hand,
    last_startxref,
    page_of,
    reader,
    revised,
)

BOMB = 300 << 20


def index_of_itself(base: Base) -> bytes:
    """A cross-reference section whose predecessor is itself."""
    at = len(base.pdf)
    size, root = int(reader(base.pdf).trailer["/Size"]), reader(base.pdf).root_ref.idnum
    table = b"xref\n0 0\ntrailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    return base.pdf + table % (size, root, at, at)


def index_in_a_circle(base: Base) -> bytes:
    """Two sections that name each other as predecessors."""
    size, root = int(reader(base.pdf).trailer["/Size"]), reader(base.pdf).root_ref.idnum
    section = (
        b"xref\n0 0\ntrailer\n<< /Size %d /Root %d 0 R /Prev %010d >>\nstartxref\n%d\n%%%%EOF\n"
    )
    first = len(base.pdf)
    second = first + len(section % (size, root, 0, first))
    return base.pdf + section % (size, root, second, first) + section % (size, root, first, second)


def pages_in_a_circle(base: Base) -> bytes:
    """A tree of pages that contains itself."""

    def change(writer: Writer) -> None:
        pages = writer.root["/Pages"]
        pages["/Kids"].append(writer.root.raw_get("/Pages"))
        writer.update_container(pages)
        writer.update_container(pages["/Kids"])

    return revised(base.pdf, change)


def fields_in_a_circle(base: Base) -> bytes:
    def change(writer: Writer) -> None:
        form = writer.root["/AcroForm"]
        field = form["/Fields"][0]
        field[pdf_name("/Kids")] = generic.ArrayObject([form["/Fields"].raw_get(0)])
        writer.update_container(field)

    return revised(base.pdf, change)


def reference_to_itself(base: Base) -> bytes:
    """An object that is a reference to itself, as the content of the first page."""
    free = int(reader(base.pdf).trailer["/Size"]) + 3
    number = reader(base.pdf).root.raw_get("/Pages").idnum
    return by_hand(base.pdf, {free: b"%d 0 R" % free, number: b"%d 0 R" % free})


def page_bomb(base: Base) -> bytes:
    """A page whose content is 300 MB of blanks, packed."""

    def change(writer: Writer) -> None:
        stream = generic.StreamObject(stream_data=b"")
        stream._data, stream._encoded_data = None, bomb()
        stream[pdf_name("/Filter")] = pdf_name("/FlateDecode")
        page_of(writer)["/Contents"] = writer.add_object(stream)

    return revised(base.pdf, change)


def bomb() -> bytes:
    """Return 300 MB of blanks, packed."""
    packer = zlib.compressobj(9)
    parts = [packer.compress(b" " * (1 << 20)) for _ in range(BOMB >> 20)]
    return b"".join([*parts, packer.flush()])


def object_stream_bomb(base: Base) -> bytes:
    """The catalog, said to be in a packed stream of 300 MB."""
    packed = bomb()
    size, root = int(reader(base.pdf).trailer["/Size"]), reader(base.pdf).root_ref.idnum
    at = len(base.pdf)
    body = (
        b"%d 0 obj\n<< /Type /ObjStm /N 1 /First 10 /Filter /FlateDecode /Length %d >>\nstream\n"
    )
    body = body % (size, len(packed)) + packed + b"\nendstream\nendobj\n"
    entries = b"\x02" + size.to_bytes(4, "big") + b"\0\0"
    entries += b"\x01" + at.to_bytes(4, "big") + b"\0\0"
    place = at + len(body)
    entries += b"\x01" + place.to_bytes(4, "big") + b"\0\0"
    index = (
        b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Index [%d 1 %d 2] /Root %d 0 R "
        b"/Prev %d /Length %d >>\nstream\n"
    ) % (size + 1, size + 2, root, size, root, last_startxref(base.pdf), len(entries))
    return (
        base.pdf + body + index + entries
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % place
    )  # fmt: skip


def encrypted_afterwards(base: Base) -> bytes:
    """A revision that calls the file encrypted."""
    handler = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (%b) /U (%b) >>"
    return by_hand(base.pdf, {}, extra=handler % (b"o" * 32, b"u" * 32))


def encrypted(base: Base) -> bytes:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(base.pdf)) as opened:
        opened.save(output, encryption=pikepdf.Encryption(owner="owner", user=""))
    return output.getvalue()


def rewritten(base: Base) -> bytes:
    """The whole file written anew by another program: nothing is where it was."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(base.pdf)) as opened:
        opened.save(output)
    return output.getvalue()


def hybrid(base: Base) -> bytes:
    return forgeries.hybrid(base.pdf)


def cut_in_the_middle(base: Base) -> bytes:
    return base.pdf[: len(base.pdf) // 2]


def cut_at_the_end(base: Base) -> bytes:
    return base.pdf[:-9]


def other_version(base: Base) -> bytes:
    return base.pdf.replace(b"%PDF-1.", b"%PDF-2.", 1)


def deep_nesting(base: Base) -> bytes:
    """Arrays in arrays, ten thousand deep, in the catalog's place."""
    root = reader(base.pdf).root_ref.idnum
    return by_hand(base.pdf, {root: b"[" * 10_000 + b"]" * 10_000})
