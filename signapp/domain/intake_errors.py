"""Known errors about files that come in: what they are, and why no pages can be made of them."""

from signapp.domain.errors import DocumentError, Reason


class AttachmentNotPrepared(Reason):
    """The attachment (`number`) is no PDF, and nothing was made of it that can be decided on."""


class FileKindError(DocumentError):
    """A file is of no kind that can be attached, or of another than its name says (`cause`).

    `kind` is what it is, `name` what its name says.
    """


class ConversionRefusedError(DocumentError):
    """A text document cannot be converted safely or wholly (`cause` tells why)."""


class PictureRefusedError(DocumentError):
    """A picture or scan cannot become pages (`cause` tells why)."""


class OfficeMissingError(DocumentError):
    """There is no LibreOffice here that could convert the document."""


class ConversionFailedError(DocumentError):
    """LibreOffice made no usable PDF of the document (`cause` tells why)."""
