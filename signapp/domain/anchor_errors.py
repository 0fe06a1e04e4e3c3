"""Known errors about anchors: checkpoints and receipts that were kept outside of a register."""

from signapp.domain.errors import LedgerError, SignappError


class RegisterRolledBack(LedgerError):
    """A register has fewer entries (`position`) than it had for an anchor (`file`, `size`)."""


class AnchorOfAnotherRegister(LedgerError):
    """An anchor (`file`) was not signed by this register's desk key."""


class ReceiptProvesNothing(LedgerError):
    """A receipt (`file`) does not lead from the register's entry to its checkpoint."""


class CheckpointMissingError(SignappError):
    """A register has no checkpoint yet, or none that an entry (`number`) stands before."""
