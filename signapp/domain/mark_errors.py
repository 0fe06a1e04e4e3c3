"""Known errors about the visible mark of a signature."""

from signapp.domain.errors import DocumentError


class MarkTooSmallError(DocumentError):
    """The signature field (`width` and `height` in points) has no room for a legible mark."""


class MarkImageError(DocumentError):
    """A picture cannot stand in a mark (`cause` tells why)."""
