"""Known errors about anchors: checkpoints and receipts that were kept outside of a register."""

from signapp.domain.errors import LedgerError, Reason, SignappError


class RegisterRolledBack(LedgerError):
    """A register has fewer entries (`position`) than it had for an anchor (`file`, `size`)."""


class AnchorOfAnotherRegister(LedgerError):
    """An anchor (`file`) was not signed by this register's desk key."""


class ReceiptProvesNothing(LedgerError):
    """A receipt (`file`) does not lead from the register's entry to its checkpoint."""


class CheckpointMissingError(SignappError):
    """A register has no checkpoint yet, or none that an entry (`number`) stands before."""


class AnchorContradicted(LedgerError):
    """A register goes on otherwise than the `size` entries that an anchor (`file`) saw."""


class AnchorNotGood(LedgerError):
    """The signature or time stamp of an anchor (`file`) does not hold."""


class RegisterBehindDesk(LedgerError):
    """A register has fewer entries (`position`) than this desk saw (`size`, at `seen`)."""


class RegisterNotContinued(LedgerError):
    """A register goes on otherwise than this desk saw it (`size` entries, at `seen`)."""


class HistoryContinues(Reason):
    """The register continues what this desk saw: there is no other history to accept."""


class AcceptanceReasonMissing(Reason):
    """Another history of a register is accepted only with a reason."""
