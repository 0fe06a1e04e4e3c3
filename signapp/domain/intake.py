"""What may be attached: a PDF as it came, or another file beside the PDF that was made of it."""

from collections.abc import Iterator

from signapp.domain import errors
from signapp.domain.acts import DocumentPrepared
from signapp.domain.intake_errors import AttachmentNotPrepared
from signapp.domain.situation import Situation

PDF = "application/pdf"
ENDINGS = {
    PDF: "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.oasis.opendocument.text": "odt",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/tiff": "tif",
}
"""How the name of a file ends, by its media type: all that may be attached."""


def ending_of(media_type: str) -> str:
    """Return how the name of a copy of an attachment ends; an unknown type gives no hint."""
    return ENDINGS.get(media_type, "bin")


def prepared_as_wanted(s: Situation, act: DocumentPrepared) -> Iterator[errors.Reason]:
    """Refuse to prepare what is not attached, and fields where nobody is to sign (R5)."""
    attachments = s.case.attachments if s.case else ()
    if not 1 <= act.number <= len(attachments):
        yield errors.AttachmentNumbersBroken(number=act.number)
    elif act.places and not attachments[act.number - 1].attached.to_be_signed:
        yield errors.AttachmentNotForSigning(number=act.number)


def all_can_be_read(s: Situation) -> Iterator[errors.Reason]:
    """Refuse a proposal while an attachment can be read in the form of another program only."""
    for one in s.case.attachments if s.case else ():
        if one.attached.media_type != PDF and one.prepared is None:
            yield AttachmentNotPrepared(number=one.attached.number)
