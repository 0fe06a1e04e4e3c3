"""Ways to forge a signed PDF, each a small function from bytes to bytes, made for our own files.

They follow the published classes of attacks: other content in a later revision, bytes that one
parser skips and another repairs, a signature wrapped or copied into another place, malformed
places of the signature, content replaced before the signature.
"""

import io
import re
from collections.abc import Callable

import pikepdf
from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import (
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
    append_signature_field,
    enumerate_sig_fields,
)
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signapp.demo.authority import Issued

BYTE_RANGE = re.compile(rb"/ByteRange \[([0-9 ]+)\]")
HOLE = re.compile(rb"/Contents <([0-9A-Fa-f]+)>")

Forgery = Callable[[bytes], bytes]


# --- revisions that change something --------------------------------------------------------


def _revised(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    writer, output = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
    change(writer)
    writer.write(output)
    return output.getvalue()


def _page(writer: IncrementalPdfFileWriter, number: int = 0) -> generic.DictionaryObject:
    reference, _ = writer.find_page_for_modification(number)
    writer.mark_update(reference)
    return reference.get_object()


def page_replaced(pdf: bytes) -> bytes:
    """Give the first page other content, in a revision."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        content = generic.StreamObject(stream_data=b"0 0 0 rg 60 400 300 200 re f")
        _page(writer)["/Contents"] = writer.add_object(content)

    return _revised(pdf, change)


def page_stream_overwritten(pdf: bytes) -> bytes:
    """Overwrite the content stream of the first page, leaving the page itself alone."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        reference, _ = writer.find_page_for_modification(0)
        stream = reference.get_object().raw_get("/Contents").get_object()
        stream._data, stream._encoded_data = b"1 0 0 rg 60 400 300 200 re f", None
        stream.pop("/Filter", None)
        writer.update_container(stream)

    return _revised(pdf, change)


def page_turned(pdf: bytes) -> bytes:
    """Rotate the first page."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        _page(writer)["/Rotate"] = generic.NumberObject(90)

    return _revised(pdf, change)


def annotated(pdf: bytes) -> bytes:
    """Put a text box over the first page."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        page = _page(writer)
        box = {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (60, 600, 300, 700))),
            pdf_name("/Contents"): pdf_string("not agreed"),
            pdf_name("/DA"): pdf_string("/Helv 12 Tf 1 0 0 rg"),
        }
        known = page["/Annots"] if "/Annots" in page else generic.ArrayObject()
        added = writer.add_object(generic.DictionaryObject(box))
        page["/Annots"] = generic.ArrayObject(
            [*(known.raw_get(n) for n in range(len(known))), added]
        )

    return _revised(pdf, change)


def _change_field(
    pdf: bytes, name: str, change: Callable[[generic.DictionaryObject], None]
) -> bytes:
    def revise(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        field = next(f.get_object() for f in form["/Fields"] if f.get_object()["/T"] == name)
        change(field)
        writer.update_container(field)

    return _revised(pdf, revise)


def field_moved(pdf: bytes, name: str) -> bytes:
    """Move the widget of a signature."""

    def change(field: generic.DictionaryObject) -> None:
        field["/Rect"] = generic.ArrayObject(generic.FloatObject(n + 20) for n in field["/Rect"])

    return _change_field(pdf, name, change)


def appearance_replaced(pdf: bytes, name: str) -> bytes:
    """Take the visible mark of a signature away."""
    return _change_field(pdf, name, lambda field: field.pop("/AP"))


def value_changed(pdf: bytes, name: str) -> bytes:
    """Change the value of a form field."""
    return _change_field(
        pdf, name, lambda field: field.__setitem__(pdf_name("/V"), pdf_string("9 000"))
    )


def title_changed(pdf: bytes) -> bytes:
    """Change the document's title, a thing that is not on any page."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        info = writer.trailer["/Info"]
        info[pdf_name("/Title")] = pdf_string("Another plan")
        writer.update_container(info)

    return _revised(pdf, change)


def metadata_changed(pdf: bytes) -> bytes:
    """Change the title in the document information and in the XMP metadata."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        writer.document_meta.title = "Another plan"
        writer.update_root()

    return _revised(pdf, change)


def script_added(pdf: bytes) -> bytes:
    """Let the document run a script when it is opened."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        action = {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): pdf_string("0;")}
        writer.root[pdf_name("/OpenAction")] = generic.DictionaryObject(action)
        writer.update_root()

    return _revised(pdf, change)


def page_added(pdf: bytes) -> bytes:
    """Append a page."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        pages = writer.root["/Pages"]
        page = {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/Parent"): writer.root.raw_get("/Pages"),
            pdf_name("/MediaBox"): generic.ArrayObject(
                map(generic.NumberObject, (0, 0, 595, 842))
            ),
            pdf_name("/Resources"): generic.DictionaryObject(),
        }
        pages["/Kids"].append(writer.add_object(generic.DictionaryObject(page)))
        pages["/Count"] = generic.NumberObject(pages["/Count"] + 1)
        writer.update_container(pages)
        writer.update_container(pages["/Kids"])

    return _revised(pdf, change)


# --- bytes that no revision explains --------------------------------------------------------


def junk_after_end(pdf: bytes) -> bytes:
    """Append bytes after the end."""
    return pdf + b"%junk\n"


def line_end_after_end(pdf: bytes) -> bytes:
    """Append one more line end."""
    return pdf + b"\n"


def stray_object(pdf: bytes) -> bytes:
    """Append an object that no cross-reference names, and a copy of the last lines."""
    return pdf + b"3 0 obj\n<< /Type /Page >>\nendobj\n" + pdf[pdf.rindex(b"startxref") :]


def stray_object_in_revision(pdf: bytes) -> bytes:
    """Hide an object that no cross-reference names in an otherwise allowed revision."""
    revised = _revised(pdf, lambda writer: writer.update_root())
    start = int(re.findall(rb"startxref\n(\d+)", revised)[-1])
    stray = b"3 0 obj\n<< /Type /Page >>\nendobj\n"
    tail = revised[start:].replace(
        b"startxref\n%d" % start, b"startxref\n%d" % (start + len(stray))
    )
    return revised[:start] + stray + tail


def revision_cut_in_half(pdf: bytes) -> bytes:
    """Append a revision with another page, and cut its end off."""
    revised = page_replaced(pdf)
    return revised[: revised.rindex(b"xref\n", 0, revised.rindex(b"startxref"))]


def hybrid(pdf: bytes) -> bytes:
    """Append a revision with two cross-reference sections for different parsers."""
    size, root, previous = (
        int(re.findall(pattern, pdf)[-1])
        for pattern in (rb"/Size (\d+)", rb"/Root (\d+)", rb"startxref\n(\d+)")
    )
    at = len(pdf)
    stream = (
        b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Index [0 0] /Root %d 0 R /Length 0 >>\n"
        b"stream\n\nendstream\nendobj\n"
    ) % (size, size + 1, root)
    table = b"xref\n0 0\ntrailer\n<< /Size %d /Root %d 0 R /Prev %d /XRefStm %d >>\n" % (
        *(size + 1, root, previous, at),
    )
    return pdf + stream + table + b"startxref\n%d\n%%%%EOF\n" % (at + len(stream))


# --- malformed places of a signature --------------------------------------------------------


def byte_range(pdf: bytes, change: Callable[[list[int]], list[int]], number: int = 0) -> bytes:
    """Rewrite a /ByteRange in place, keeping the length of the file."""
    found = list(BYTE_RANGE.finditer(pdf))[number]
    numbers = change([int(part) for part in found[1].split()])
    digits = b" ".join(b"%d" % each for each in numbers).ljust(len(found[1]))
    assert len(digits) == len(found[1])
    return pdf[: found.start(1)] + digits + pdf[found.end(1) :]


def hole_tail(pdf: bytes) -> bytes:
    """Write something after the signature, in the zeros that pad its hole."""
    end = next(HOLE.finditer(pdf)).end(1)
    return pdf[: end - 8] + b"DEADBEEF" + pdf[end:]


def hole_not_hexadecimal(pdf: bytes) -> bytes:
    """Write a space into the hole, which parsers skip."""
    end = next(HOLE.finditer(pdf)).end(1)
    return pdf[: end - 2] + b"  " + pdf[end:]


def dictionary_shared(pdf: bytes, owner: str, borrower: str) -> bytes:
    """Let another field use the signature of a field."""
    reader = PdfFileReader(io.BytesIO(pdf))
    field = next(f for n, _, f in enumerate_sig_fields(reader) if n == owner).get_object()
    number = field.raw_get("/V").idnum

    def change(other: generic.DictionaryObject) -> None:
        other[pdf_name("/V")] = generic.IndirectObject(number, 0, other.container_ref.pdf)

    return _change_field(pdf, borrower, change)


def dictionary_copied(pdf: bytes, owner: str, borrower: str) -> bytes:
    """Copy the signature of a field into a new object, and let another field use that."""

    def revise(writer: IncrementalPdfFileWriter) -> None:
        fields = {
            f.get_object()["/T"]: f.get_object() for f in writer.root["/AcroForm"]["/Fields"]
        }
        copy = generic.DictionaryObject(fields[owner]["/V"])
        fields[borrower][pdf_name("/V")] = writer.add_object(copy)
        writer.update_container(fields[borrower])

    return _revised(pdf, revise)


# --- signatures that our own signing would refuse -------------------------------------------


def signed_unasked(
    pdf: bytes,
    issued: Issued,
    field: str,
    stamps: TimeStamper | None = None,
    subfilter: SigSeedSubFilter = SigSeedSubFilter.PADES,
    certificate: bytes | None = None,
    md_algorithm: str = "sha256",
) -> bytes:
    """Sign with any certificate, without a check, by the machine's clock."""
    key = issued.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = SimpleSigner(
        signing_cert=x509.Certificate.load(certificate or issued.der),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=SimpleCertificateStore(),
    )
    metadata = PdfSignatureMetadata(
        field_name=field,
        subfilter=subfilter,
        md_algorithm=md_algorithm,
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )
    output = io.BytesIO()
    PdfSigner(metadata, signer, timestamper=stamps).sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)), output=output, bytes_reserved=32768
    )
    return output.getvalue()


def covered_by_new_field(pdf: bytes, issued: Issued) -> bytes:
    """Sign a new field that lies over the text of the first page."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        append_signature_field(writer, SigFieldSpec("Cover", box=(50, 500, 500, 800)))

    return signed_unasked(_revised(pdf, change), issued, "Cover")


def stamped_with_script(pdf: bytes, stamps: TimeStamper, script: bool = True) -> bytes:
    """Add a real document time stamp in an invisible field that runs a script."""
    writer, output = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
    append_signature_field(writer, SigFieldSpec("Stamp"))
    field = next(enumerate_sig_fields(writer, with_name="Stamp"))[2].get_object()
    if script:
        action = {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): pdf_string("0;")}
        field[pdf_name("/A")] = generic.DictionaryObject(action)
    PdfTimeStamper(stamps, field_name="Stamp").timestamp_pdf(writer, "sha256", output=output)
    return output.getvalue()


def with_bad_revocation_data(pdf: bytes) -> bytes:
    """Replace the revocation data in the document by nonsense."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        store = writer.root["/DSS"]
        for key in ("/CRLs", "/Certs"):
            nonsense = writer.add_object(generic.StreamObject(stream_data=b"0\x03\x02\x01"))
            store[key] = generic.ArrayObject([nonsense])
        writer.update_container(store)

    return _revised(pdf, change)


def with_amount(pdf: bytes, name: str) -> bytes:
    """Add a text field to an unsigned PDF."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        page = opened.pages[0]
        field = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T=pikepdf.String(name),
            V=pikepdf.String("1 000"),
            F=4,
            Rect=pikepdf.Array([60, 500, 200, 520]),
            P=page.obj,
        )
        added = opened.make_indirect(field)
        opened.Root.AcroForm.Fields.append(added)
        if "/Annots" not in page.obj:
            page.obj.Annots = pikepdf.Array()
        page.obj.Annots.append(added)
        opened.save(output)
    return output.getvalue().rstrip(b"\n") + b"\n"
