"""The attacker's tools: a revision by a PDF library, one by hand, and edits in place."""

import io
import re
from collections.abc import Callable

from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from tests.signing.forgeries import HOLE, _page, _revised

Writer = IncrementalPdfFileWriter
revised = _revised
page_of = _page
STARTXREF = re.compile(rb"startxref\s+(\d+)")


def dictionary(**entries: object) -> generic.DictionaryObject:
    """Return a PDF dictionary; texts that begin with a slash become names."""
    return generic.DictionaryObject({pdf_name(f"/{k}"): pdf(v) for k, v in entries.items()})


def pdf(value: object) -> generic.PdfObject:
    """Return a Python value as a PDF object."""
    if isinstance(value, generic.PdfObject):
        return value
    if isinstance(value, str):
        return pdf_name(value) if value.startswith("/") else pdf_string(value)
    if isinstance(value, (list, tuple)):
        return generic.ArrayObject(map(pdf, value))
    return generic.NumberObject(value) if isinstance(value, int) else generic.FloatObject(value)


def field_of(writer: Writer, name: str) -> generic.DictionaryObject:
    """Return a form field by its name."""
    fields = (field.get_object() for field in writer.root["/AcroForm"]["/Fields"])
    return next(field for field in fields if field["/T"] == name)


def annotations_of(page: generic.DictionaryObject) -> list[generic.PdfObject]:
    """Return the annotations of a page, unresolved."""
    known = page["/Annots"] if "/Annots" in page else generic.ArrayObject()
    return [known.raw_get(n) for n in range(len(known))]


def with_annotation(source: bytes, **entries: object) -> bytes:
    """Put an annotation with a look of its own on the first page, in a revision."""

    def change(writer: Writer) -> None:
        page = page_of(writer)
        look = generic.StreamObject(
            dictionary(Type="/XObject", Subtype="/Form", BBox=[0, 0, 200, 60]),
            stream_data=b"1 0 0 rg 0 0 200 60 re f",
        )
        box = dictionary(**{"Type": "/Annot", "Rect": [60, 600, 260, 660], "F": 4, **entries})
        box["/AP"] = dictionary(N=writer.add_object(look))
        added = writer.add_object(box)
        page["/Annots"] = generic.ArrayObject([*annotations_of(page), added])

    return revised(source, change)


def catalog_entry(source: bytes, key: str, value: object) -> bytes:
    """Set an entry of the catalog, in a revision."""

    def change(writer: Writer) -> None:
        writer.root[pdf_name(key)] = pdf(value)
        writer.update_root()

    return revised(source, change)


def last_startxref(source: bytes) -> int:
    """Return where the last cross-reference section stands."""
    return int(STARTXREF.findall(source)[-1])


def reader(source: bytes) -> PdfFileReader:
    """Open a file as the attacker's library does."""
    return PdfFileReader(io.BytesIO(source))


def number_of_value(source: bytes, field: str) -> int:
    """Return the number of the object that holds the signature of a field."""
    found = enumerate_sig_fields(reader(source), with_name=field)
    return int(next(iter(found))[2].get_object().raw_get("/V").idnum)


def by_hand(
    source: bytes,
    objects: dict[int, bytes],
    *,
    table: bool = True,
    trailer: bool = True,
    offsets: dict[int, int] | None = None,
    extra: bytes = b"",
    startxref: int | None = None,
) -> bytes:
    """Append a revision with a table of cross-references, or parts of one.

    `offsets` are entries of the table that point at bytes which are there already; `extra` goes
    into the trailer; another `startxref` than the true one may be said.
    """
    old = reader(source)
    size, root = int(old.trailer["/Size"]), old.root_ref.idnum
    body, places = source, dict(offsets or {})
    for number, content in objects.items():
        places[number] = len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    at = len(body)
    if table:
        body += b"xref\n" if places else b"xref\n0 0\n"
        for number, place in sorted(places.items()):
            body += b"%d 1\n%010d 00000 n\r\n" % (number, place)
    if trailer:
        size = max([size, *(number + 1 for number in places)])
        body += b"trailer\n<< /Size %d /Root %d 0 R /Prev %d %b >>\n" % (
            *(size, root, last_startxref(source), extra),
        )
    if table or trailer or startxref is not None:
        body += b"startxref\n%d\n%%%%EOF\n" % (at if startxref is None else startxref)
    return body


def in_place(source: bytes, old: bytes, new: bytes, after: int = 0) -> bytes:
    """Replace the first occurrence of bytes by as many others."""
    assert len(old) == len(new)
    at = source.index(old, after)
    return source[:at] + new + source[at + len(old) :]


def hole_of(source: bytes) -> tuple[int, int]:
    """Return where the hexadecimal digits of the first signature begin and end."""
    found = next(HOLE.finditer(source))
    return found.start(1), found.end(1)


def with_contents(source: bytes, content: bytes) -> bytes:
    """Put other bytes into the hole of the first signature, padded."""
    start, end = hole_of(source)
    digits = content.hex().encode().ljust(end - start, b"0")
    assert len(digits) == end - start
    return source[:start] + digits + source[end:]


def with_cms(source: bytes, change: Callable[[cms.SignedData], None]) -> bytes:
    """Change the first signature's CMS, and put it back."""
    start, end = hole_of(source)
    info = cms.ContentInfo.load(bytes.fromhex(source[start:end].decode()), strict=False)
    signed = info["content"]
    change(signed)
    again = cms.ContentInfo({"content_type": "signed_data", "content": signed})
    return with_contents(source, again.dump())
