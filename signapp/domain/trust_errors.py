"""Known errors about trusted lists and validation reports."""

from signapp.domain.errors import DocumentError, StorageError


class TrustedListRefusedError(DocumentError):
    """A trusted list (`list`: its file, address or territory) is not taken in (`cause`)."""


class TrustedListsMissingError(StorageError):
    """Where trusted lists were looked for (`place`), something is missing (`missing`)."""


class TrustedListNotFetchedError(StorageError):
    """A trusted list could not be fetched from its address (`list`); how that went (`answer`)."""


class ReportNotMadeError(DocumentError):
    """No report in the standard's form can be made of the signature in a field (`field`)."""
