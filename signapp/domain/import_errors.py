"""Known errors about decision texts that come in as a file, or pasted."""

from signapp.domain.errors import DocumentError


class TextBinaryError(DocumentError):
    """A file (`name`) is neither plain text nor a PDF nor a Word document."""


class TooMuchTextError(DocumentError):
    """A text is longer than a decision ever is: it has `found` of what `what` tells."""


class NoTextError(DocumentError):
    """There is no text at all: nothing was written, or a scan has pictures only."""


class OfficeFileRefusedError(DocumentError):
    """A file of an office program is not read, and `what` tells why."""
