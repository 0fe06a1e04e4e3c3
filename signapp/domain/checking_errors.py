"""Known errors about checking files."""

from signapp.domain.errors import UsageError


class NothingToCheckError(UsageError):
    """The folders that were given hold no PDF file."""
