"""What crosses the ports about trusted lists: names, pointers, and lists that were checked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

LARGEST_LIST = 32 * 1024 * 1024
"""How many bytes a trusted list may have; the largest of 2026 have about 10 MB."""


@dataclass(frozen=True)
class ListName:
    """What a file says it is: the list of the lists, or the list of a territory."""

    of_lists: bool
    territory: str


@dataclass(frozen=True)
class ListPointer:
    """What the list of the lists says of a list: where it is, and who signs it (DER)."""

    territory: str
    address: str
    signers: tuple[bytes, ...]


@dataclass(frozen=True)
class TrustedList:
    """A trusted list whose signature was checked.

    `issued` and `next_update` are what the list says; a closed list has no next one. `services`
    is text of the signing package's own: which services were granted when. `source` is where
    the list was taken from and `taken` when; both are empty until it is kept.
    """

    territory: str
    number: int
    issued: datetime
    next_update: datetime | None
    sha256: str
    services: str
    source: str = ""
    taken: datetime | None = None

    def is_out_of_date(self, at: datetime) -> bool:
        """Tell whether there should have been a newer list by now."""
        return self.next_update is None or at > self.next_update

    def speaks_of(self, moment: datetime, at: datetime) -> bool:
        """Tell whether the list, read at a time, can tell how things were at a moment.

        A list tells of everything before it was issued, and of later only while it is in date.
        """
        return moment <= self.issued or not self.is_out_of_date(at)


@dataclass(frozen=True)
class ListOfLists:
    """The list of the lists, checked, and what it says of the others."""

    itself: TrustedList
    pointers: tuple[ListPointer, ...]


@dataclass(frozen=True)
class KeptLists:
    """The lists at a desk: that of the lists, and those of the territories that were chosen."""

    of_lists: TrustedList
    territories: tuple[str, ...]
    lists: tuple[TrustedList, ...]


class ListReading(Protocol):
    """The reading of trusted lists; untrusted files are parsed in the pdf worker only."""

    def bundled_signers(self) -> tuple[bytes, ...]:
        """Return the certificates (DER) of the list of the lists that come with the program."""

    def name_list(self, content: bytes) -> ListName:
        """Return what a file says it is, unchecked. Raises TrustedListRefusedError."""

    def read_list_of_lists(self, content: bytes, signers: tuple[bytes, ...]) -> ListOfLists:
        """Check and read the list of the lists. Raises TrustedListRefusedError."""

    def read_trusted_list(self, content: bytes, pointer: ListPointer) -> TrustedList:
        """Check and read the list of a territory. Raises TrustedListRefusedError."""


class ListStore(Protocol):
    """Where checked lists are kept."""

    def lists(self) -> KeptLists | None:
        """Return the lists that are kept, if there are any. Raises StorageError."""

    def list_signers(self) -> tuple[bytes, ...]:
        """Return the signers of the list of the lists that this desk was given, or none."""

    def list_files(self) -> tuple[bytes, ...]:
        """Return the files of the lists that are kept, as they came. Raises StorageError."""

    def keep_lists(
        self, kept: KeptLists, contents: tuple[bytes, ...], signers: tuple[bytes, ...]
    ) -> None:
        """Keep lists in place of the earlier ones: all of them or none. Raises StorageError."""


class ListSource(Protocol):
    """Where lists come from."""

    def list_of_lists(self) -> tuple[str, bytes]:
        """Return the list of the lists and where it was. Raises StorageErrors."""

    def list_of(self, pointer: ListPointer, hosts: frozenset[str]) -> tuple[str, bytes]:
        """Return the list of a territory and where it was; only these hosts may be asked.

        Raises StorageErrors.
        """
