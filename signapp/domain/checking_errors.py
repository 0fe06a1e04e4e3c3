"""Known errors about checking files."""

from signapp.domain.errors import UsageError


class NothingToCheckError(UsageError):
    """Nothing that was given (`folder` and others) is a PDF file or holds one."""
