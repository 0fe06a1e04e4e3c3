"""Reasons why an extract of minutes can't be made, or sent as one."""

from signapp.domain.errors import Reason


class ExtractIsOriginal(Reason):
    """What was sent as an extract is the signed original itself."""


class NoRecipients(Reason):
    """The decision names nobody who gets an extract."""


class RecipientUnknown(Reason):
    """The decision names no such recipient of an extract (`recipient`)."""
