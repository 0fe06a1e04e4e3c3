"""The visible mark of a signature: one page of a PDF, drawn into the signature field."""

import io
from dataclasses import dataclass, field
from typing import Any

from pyhanko.pdf_utils.content import ResourceType
from pyhanko.pdf_utils.form_tools import get_single_field_annot
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    StreamObject,
    pdf_name,
)
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.rw_common import find_inherited_value_in_tree
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import BaseStamp, BaseStampStyle

# Cosine and sine: on a page that is shown turned clockwise, a mark is drawn turned the other way.
UPRIGHT = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}


@dataclass(frozen=True)
class SealStyle(BaseStampStyle):
    """Draws the first page of `pdf` on a page that is shown turned by `turn` degrees.

    Without a `pdf` nothing is drawn: the signature is invisible. A blank appearance that the
    field has already is then left alone (`has_blank`), so that no judge sees a change in it.
    """

    pdf: bytes = field(default=b"", repr=False)
    turn: int = 0
    has_blank: bool = False

    def create_stamp(
        self,
        writer: BasePdfFileWriter,
        box: BoxConstraints,
        text_params: dict[str, Any],  # noqa: ARG002  (the library's signature)
    ) -> "SealContent | None":
        """Return the mark for a field of this size, or nothing; called by the library."""
        if not self.pdf and self.has_blank:
            return None
        return SealContent(writer, box, self)


class SealContent(BaseStamp):
    """A page that becomes a field's appearance: undistorted, centred, upright as shown."""

    def __init__(self, writer: BasePdfFileWriter, box: BoxConstraints, style: SealStyle) -> None:
        super().__init__(writer, style, box)
        self._pdf, self._turn = style.pdf, style.turn

    def render(self) -> bytes:
        """Import the page and return what draws it; called by the library."""
        if not self._pdf:
            return b""
        page = PdfFileReader(io.BytesIO(self._pdf))
        reference = self._ensure_writer.import_page_as_xobject(page)
        self.set_resource(ResourceType.XOBJECT, pdf_name("/Seal"), reference)
        left, bottom, right, top = (float(number) for number in reference.get_object()["/BBox"])
        if right <= left or top <= bottom:
            raise PdfReadError("empty page")
        cosine, sine = UPRIGHT[self._turn]
        wide, high = self._size()
        room = (high, wide) if sine else (wide, high)
        scale = min(room[0] / (right - left), room[1] / (top - bottom))
        a, b = scale * cosine, scale * sine
        x, y = (left + right) / 2, (bottom + top) / 2
        right_by, up_by = wide / 2 - a * x + b * y, high / 2 - b * x - a * y
        return b"q %g %g %g %g %g %g cm /Seal Do Q" % (a, b, -b, a, right_by, up_by)

    def as_form_xobject(self) -> StreamObject:
        """Return the appearance, in the form in which an empty field has its blank one.

        So the only change that a checker of revisions sees is what is drawn.
        """
        drawing = self.render()
        form = StreamObject(
            {
                pdf_name("/Type"): pdf_name("/XObject"),
                pdf_name("/Subtype"): pdf_name("/Form"),
                pdf_name("/BBox"): ArrayObject(map(FloatObject, (0, 0, *self._size()))),
                pdf_name("/Resources"): self.resources.as_pdf_object(),
            },
            stream_data=drawing,
        )
        form.compress()  # type: ignore[no-untyped-call]
        return form

    def _size(self) -> tuple[float, float]:
        return round(float(self.box.width), 3), round(float(self.box.height), 3)


def has_appearance(field_: DictionaryObject) -> bool:
    """Tell whether a signature field has an appearance."""
    return "/AP" in get_single_field_annot(field_)


def page_turn(field_: DictionaryObject) -> int:
    """Return by how many degrees clockwise the page of a signature field is shown turned."""
    widget = get_single_field_annot(field_)
    if "/P" not in widget:
        return 0
    page = widget["/P"]
    turn = find_inherited_value_in_tree(page, "/Rotate", "/Parent")  # type: ignore[no-untyped-call]
    return int(turn or 0) % 360
