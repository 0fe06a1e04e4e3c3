"""Known errors about keeping a register: its file, its drive, backups, restores, erasures."""

from signapp.domain.errors import NotARegisterError, Reason, SignappError, StorageError


class RestoreNotConfirmed(Reason):
    """The register was restored from a backup of `size` entries; two registrars must see it."""


class NoRestoreWaits(Reason):
    """There is no restore that waits to be confirmed, or not this one."""


class LossMisstated(Reason):
    """What a restore says of the lost entries does not fit together."""


class TextMustStay(Reason):
    """The text is part of a decision or of who made it, which is kept, or is not here."""


class TextAlreadyErased(Reason):
    """The text was erased before (`at`)."""


class NothingKept(Reason):
    """An entry on backups or removed files that names none."""


class RegisterTooNewError(NotARegisterError):
    """The register was made by a newer program (`version`)."""


class GuardsMissingError(NotARegisterError):
    """Tables or guards of the register are missing or changed (`missing`)."""


class RegisterDamagedError(StorageError):
    """The database of the register is damaged (`found`)."""


class RegisterUnsafeError(StorageError):
    """The register's file or folder (`path`) is not safe (`what`: link, writable)."""


class NetworkDriveError(StorageError):
    """The folder (`folder`) is on a network drive (`system`), where nothing is written."""


class WalModeError(StorageError):
    """The register is in a mode in which this SQLite (`version`) can damage it."""


class BackupExistsError(StorageError):
    """There is something already where a backup is to be made (`place`)."""


class NotABackupError(StorageError):
    """The folder or file (`place`) is no backup, or not a whole one."""


class BackupDamagedError(StorageError):
    """A file of the backup (`file`) is missing or altered."""


class PartTooOldError(SignappError):
    """A part of the program (`part`) is older (`found`) than the program needs (`floor`)."""
