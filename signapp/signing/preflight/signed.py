"""Looks at the signatures that a file brings: whose they are, and what they still allow."""

from collections.abc import Iterator

import pikepdf
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm, enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import read_certification_data

from signapp.services.ports import FileFinding
from signapp.signing.preflight.findings import finding
from signapp.signing.preflight.form import form_fields, free_fields, is_signed
from signapp.signing.preflight.opening import Look


def signing_refusals(look: Look) -> Iterator[FileFinding]:
    """Yield why nobody could sign the file any more, though it is a sound one."""
    pdf, reader = look.pdf, look.reader
    if pdf is None or reader is None or not is_signed(pdf):
        return
    free = [name for _, name in free_fields(pdf)]
    if closed(reader):
        yield finding("certified.closed")
    elif read_certification_data(reader) is not None and not free:
        yield finding("certified.no_free_field")
    for name in free:
        if by := locking(reader, name):
            yield finding("lock.forbids", field=name, by=by)


def closed(reader: PdfFileReader) -> bool:
    """Tell whether a certification or a signature's lock forbids any further change."""
    certification = read_certification_data(reader)
    if certification is not None and certification.permission is MDPPerm.NO_CHANGES:
        return True
    levels = [one.docmdp_level for one in reader.embedded_regular_signatures]
    return MDPPerm.NO_CHANGES in levels


def locking(reader: PdfFileReader, field: str) -> str:
    """Return the field of the signature that locks another field; nothing if none does."""
    for made in reader.embedded_regular_signatures:
        if made.fieldmdp is not None and made.fieldmdp.is_locked(field):
            return str(made.field_name)
    return ""


def signature_remarks(look: Look) -> Iterator[FileFinding]:
    """Yield what is to be known of the signatures, and of the locks that are to come."""
    pdf, reader = look.pdf, look.reader
    if pdf is None or reader is None:
        return
    if is_signed(pdf):
        yield from _made(reader, pdf)
    yield from _locks(reader, [name for _, name, _ in form_fields(pdf)])


def _made(reader: PdfFileReader, pdf: pikepdf.Pdf) -> Iterator[FileFinding]:
    made = reader.embedded_regular_signatures
    if made:
        names = ", ".join(_signer(one.signer_cert) for one in made)
        yield finding("signed.others", names=names)
    elif reader.embedded_timestamp_signatures:
        yield finding("signed.time_stamp")
    certification = read_certification_data(reader)
    if certification is not None and certification.permission is MDPPerm.FILL_FORMS:
        yield finding("certified.filling")
    if certification is not None and certification.permission is MDPPerm.ANNOTATE:
        yield finding("certified.comments")
    if certification is None and not free_fields(pdf):
        yield finding("signed.new_field")


def _signer(certificate: object) -> str:
    subject = getattr(certificate, "subject", None)
    native = subject.native if subject is not None else {}
    return str(native.get("common_name") or native.get("organization_name") or "?")


def _locks(reader: PdfFileReader, names: list[str]) -> Iterator[FileFinding]:
    """Yield what the locks of empty signature fields will forbid to others."""
    for name, _, reference in enumerate_sig_fields(reader, filled_status=False):
        field = reference.get_object()
        lock = field.get("/Lock") if isinstance(field, DictionaryObject) else None
        if not isinstance(lock, DictionaryObject):
            continue
        locked = FieldMDPSpec.from_pdf_object(lock)
        others = [other for other in names if other != name and locked.is_locked(other)]
        if others:
            yield finding("lock.others", field=name, others=", ".join(others))
        if lock.get("/P") == MDPPerm.NO_CHANGES.value:
            yield finding("lock.document", field=name)
