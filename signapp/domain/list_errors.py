"""Known errors about a list of cases that is decided in one go."""

from signapp.domain.errors import Reason


class ListOrderBroken(Reason):
    """The decision says that it follows a case (`follows`) whose decision does not lie open."""


class ListClosed(Reason):
    """A key was asked for the list already, so no case (`number` is the last) joins it (R3)."""
