"""Known errors about the places of signatures that are put on a page here."""

from signapp.domain.errors import DocumentError, Reason


class PlaceTooSmallError(DocumentError):
    """The place of a signature (`field`) has no room for a legible mark.

    It is `width` by `height` millimetres, where `least_width` by `least_height` are needed.
    """


class PlacesOverlapError(DocumentError):
    """Two places (`field` and `other`) lie over one another."""


class PlacesMissingError(DocumentError):
    """There is no place for any signature."""


class OwnPlacesError(DocumentError):
    """The file brought its own signature fields (`fields`): they stay where they are."""


class PlacesUnsound(Reason):
    """A party has two places, or a place (`field`) is no rectangle on a page (R36)."""
