"""Known errors about archives: files that hold others, made by us or handed in by somebody."""

from signapp.domain.errors import DocumentError


class ArchiveRefusedError(DocumentError):
    """An archive is not taken in; `what` tells why, `name` which of its members it is about."""
