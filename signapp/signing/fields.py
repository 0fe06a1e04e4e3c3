"""Places empty signature fields in a PDF and tags them, before anything is decided or signed."""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.sign.validation.pdf_embedded import read_certification_data

from signapp.domain.errors import (
    ActiveContentError,
    CertifiedFileError,
    FieldFilledError,
    FieldOutsidePageError,
)
from signapp.domain.file_errors import NoFreeFieldError
from signapp.services.ports import Box, FieldOrder
from signapp.signing.levels import reading_pdf
from signapp.signing.preflight.form import form_fields, rectangle
from signapp.signing.preflight.opening import BYTE_RANGE, opened, refuse_damaged
from signapp.signing.preflight.signed import closed

SIGNATURES_EXIST_AND_APPEND_ONLY = 3
PRINTED_AND_LOCKED_IN_PLACE = 132


def place_fields(source: bytes, fields: tuple[FieldOrder, ...]) -> bytes:
    """Return the PDF with empty signature fields in the given order; same input, same bytes.

    Each field gets its accessible label and, where the document is tagged, its own element at the
    end of the structure tree: so PDF/A-3a and PDF/UA-1 are kept through every later signature.
    A file that others have signed gets its fields, untagged, in a revision after theirs. Boxes
    are in points, in the page's own unrotated coordinates; one without a size makes a field for an
    invisible signature. Raises NotAPdfError,
    DamagedFileError, EncryptedFileError; FieldOutsidePageError; FieldFilledError when the name is
    taken; CertifiedFileError and NoFreeFieldError for a file that is certified.
    """
    with opened(source) as pdf:
        refuse_damaged(pdf)
        if BYTE_RANGE in source:
            return _appended(source, pdf, fields)
        _refuse_signed(pdf)
        form = _form(pdf)
        for order in fields:
            _refuse_taken(pdf, order)
            widget = _widget(pdf, order)
            form.Fields.append(widget)
            _tag(pdf, widget)
        output = io.BytesIO()
        pdf.save(output, deterministic_id=True)
    return output.getvalue().rstrip(b"\r\n") + b"\n"


def _appended(source: bytes, pdf: pikepdf.Pdf, fields: tuple[FieldOrder, ...]) -> bytes:
    """Return a signed file with the fields in one more revision; the bytes before stay."""
    with reading_pdf():
        reader = PdfFileReader(io.BytesIO(source))
        if closed(reader):
            raise CertifiedFileError
        if read_certification_data(reader) is not None:
            raise NoFreeFieldError
        writer = IncrementalPdfFileWriter.from_reader(reader)
        for order in fields:
            _refuse_taken(pdf, order)
            _page_around(pdf, order)
            left, bottom = round(order.box.left), round(order.box.bottom)
            right, top = round(order.box.right), round(order.box.top)
            spec = SigFieldSpec(
                order.field,
                on_page=order.box.page,
                box=(left, bottom, right, top),
                readable_field_name=order.label,
            )
            append_signature_field(writer, spec)
        output = io.BytesIO()
        writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()


def _refuse_taken(pdf: pikepdf.Pdf, order: FieldOrder) -> None:
    if order.field in {name.split(".")[0] for _, name, _ in form_fields(pdf)}:
        raise FieldFilledError(field=order.field)


def _refuse_signed(pdf: pikepdf.Pdf) -> None:
    for field, name, kind in form_fields(pdf):
        if kind == "/Sig" and "/V" in field:
            raise FieldFilledError(field=name)


def _form(pdf: pikepdf.Pdf) -> pikepdf.Object:
    form = pdf.Root.get("/AcroForm")
    if form is None:
        form = pdf.Root.AcroForm = pdf.make_indirect(Dictionary())
    if "/XFA" in form:
        raise ActiveContentError(what="xfa")
    if "/Fields" not in form:
        form.Fields = Array()
    form.SigFlags = SIGNATURES_EXIST_AND_APPEND_ONLY
    return form


def _widget(pdf: pikepdf.Pdf, order: FieldOrder) -> pikepdf.Object:
    box = order.box
    page = _page_around(pdf, order)
    widget = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=pikepdf.String(order.field),
            TU=pikepdf.String(order.label),
            F=PRINTED_AND_LOCKED_IN_PLACE,
            P=page.obj,
            Rect=Array([_points(it) for it in (box.left, box.bottom, box.right, box.top)]),
        )
    )
    if not box.unseen:
        widget.AP = Dictionary(N=_blank(pdf, box))
    if "/Annots" not in page.obj:
        page.obj.Annots = Array()
    page.obj.Annots.append(widget)
    page.obj.Tabs = Name.S
    return widget


def _blank(pdf: pikepdf.Pdf, box: Box) -> pikepdf.Object:
    """Return the appearance of an empty field: nothing, as large as the field."""
    blank = pdf.make_stream(b"")
    blank.Type, blank.Subtype = Name.XObject, Name.Form
    blank.BBox = Array([0, 0, _points(box.right - box.left), _points(box.top - box.bottom)])
    blank.Resources = Dictionary()
    return blank


def _page_around(pdf: pikepdf.Pdf, order: FieldOrder) -> pikepdf.Page:
    """Return the page of a field, whose box is a real one inside the page, or none at all."""
    box = order.box
    if not 0 <= box.page < len(pdf.pages):
        raise FieldOutsidePageError(field=order.field)
    page = pdf.pages[box.page]
    papers = (rectangle(page.mediabox), rectangle(page.cropbox))
    nowhere = box.unseen and (box.left, box.bottom) == (0, 0)
    if not nowhere and not all(_is_inside(box, paper) for paper in papers):
        raise FieldOutsidePageError(field=order.field)
    return page


def _is_inside(box: Box, paper: tuple[float, float, float, float]) -> bool:
    left, bottom, right, top = paper
    return left <= box.left < box.right <= right and bottom <= box.bottom < box.top <= top


def _points(number: float) -> float:
    return round(number, 3)


def _tag(pdf: pikepdf.Pdf, widget: pikepdf.Object) -> None:
    """Give the widget a Form element under the document's element (ISO 14289-1 7.18)."""
    tree = pdf.Root.get("/StructTreeRoot")
    if tree is None:
        return
    above = _document_element(tree)
    reference = Dictionary(Type=Name.OBJR, Obj=widget, Pg=widget.P)
    element = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Form, P=above, Pg=widget.P, K=reference)
    )
    if not isinstance(above.get("/K"), Array):
        above.K = Array([above.K] if "/K" in above else [])
    above.K.append(element)
    if "/ParentTree" not in tree:
        tree.ParentTree = pdf.make_indirect(Dictionary(Nums=Array()))
    parents = pikepdf.NumberTree(tree.ParentTree)
    key = max([*parents.keys(), int(tree.get("/ParentTreeNextKey", 0)) - 1]) + 1
    parents[key] = element
    tree.ParentTreeNextKey = key + 1
    widget.StructParent = key


def _document_element(tree: pikepdf.Object) -> pikepdf.Object:
    """Return the one top element of the structure tree, or the tree itself."""
    kids = tree.get("/K")
    if isinstance(kids, Array) and len(kids) == 1:
        kids = kids[0]
    return kids if isinstance(kids, Dictionary) and "/S" in kids else tree
