"""Known errors about files: what stands in the way of signing them, and of repairing them."""

from signapp.domain.errors import DocumentError


class FieldLockedError(DocumentError):
    """A signature that is there already locks the field (`field`)."""


class NoFreeFieldError(DocumentError):
    """The file is certified and has no free signature field; a new one would break that."""


class FieldNamesClashError(DocumentError):
    """Two signature fields of the file have the same name (`field`)."""


class RepairRefusedError(DocumentError):
    """A file cannot be repaired, and `what` tells why."""
