"""Taking in trusted lists: from a folder or from the network, checked, kept all or none."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from signapp.domain.errors import StorageError
from signapp.domain.trust_errors import TrustedListRefusedError, TrustedListsMissingError
from signapp.services.desk import Desk
from signapp.services.trust_values import (
    LARGEST_LIST,
    KeptLists,
    ListName,
    ListOfLists,
    ListPointer,
    ListReading,
    ListSource,
    ListStore,
    TrustedList,
)

HOME_TERRITORY = "FI"
MOST_FILES = 200


@dataclass(frozen=True)
class TakingIn:
    """What the taking in of lists needs: the reader in the worker, the store, the time."""

    reading: ListReading
    store: ListStore
    now: datetime

    def take(
        self,
        source: ListSource,
        territories: tuple[str, ...] = (),
        signers: tuple[bytes, ...] = (),
    ) -> KeptLists:
        """Check the list of the lists and those of the territories, and keep them.

        Without `territories` those of the last time are taken, and Finland's at first. `signers`
        (DER) are those of the list of the lists; without them those of the last time, and at
        first those that come with the program. Nothing is kept unless all is well. Raises
        TrustedListRefusedError, TrustedListsMissingError, TrustedListNotFetchedError,
        StorageError.
        """
        before = self.store.lists()
        chosen = territories or (before.territories if before else (HOME_TERRITORY,))
        given = signers or self.store.list_signers()
        place, content = source.list_of_lists()
        lotl = self.reading.read_list_of_lists(content, given or self.reading.bundled_signers())
        _refuse_older(lotl.itself, before.of_lists if before else None)
        found, contents = [], [content]
        for pointer in _chosen(lotl, chosen, place):
            where, text = source.list_of(pointer, hosts_of(lotl))
            one = self.reading.read_trusted_list(text, pointer)
            _refuse_older(one, _same(before, one.territory))
            found.append(replace(one, source=where, taken=self.now))
            contents.append(text)
        itself = replace(lotl.itself, source=place, taken=self.now)
        kept = KeptLists(itself, chosen, tuple(found))
        self.store.keep_lists(kept, tuple(contents), given)
        return kept


def refresh_lists(desk: Desk) -> KeptLists | None:
    """Fetch the lists of the territories of the last time anew, where this desk may.

    Raises what `TakingIn.take` raises.
    """
    if desk.list_source is None:
        return None
    now = desk.journal.clock.now()
    return TakingIn(desk.pdf, desk.trust.trusted_lists, now).take(desk.list_source)


def hosts_of(lotl: ListOfLists) -> frozenset[str]:
    """Return the hosts that a checked list of the lists names: only they may be asked."""
    return frozenset(filter(None, (host_of(one.address) for one in lotl.pointers)))


@dataclass(frozen=True)
class FolderSource:
    """Lists that lie in a folder under any names; fits `ListSource`."""

    folder: Path
    name: Callable[[bytes], ListName]

    def list_of_lists(self) -> tuple[str, bytes]:
        """Return the one file that says it is the list of the lists."""
        return self._first(lambda one: one.of_lists, "list_of_lists")

    def list_of(self, pointer: ListPointer, hosts: frozenset[str]) -> tuple[str, bytes]:  # noqa: ARG002
        """Return the file that says it is the list of the territory."""

        def wanted(one: ListName) -> bool:
            return not one.of_lists and one.territory.upper() == pointer.territory

        return self._first(wanted, pointer.territory)

    def _first(self, wanted: Callable[[ListName], bool], missing: str) -> tuple[str, bytes]:
        """Return the first file that is wanted; a file that cannot be read is told at the end."""
        refused: list[TrustedListRefusedError] = []
        for path in self._files():
            try:
                content = read_limited(path)
                if wanted(self.name(content)):
                    return str(path), content
            except TrustedListRefusedError as e:
                refused.append(TrustedListRefusedError(list=path.name, cause=e.facts["cause"]))
        if refused:
            raise refused[0]
        raise TrustedListsMissingError(place=self.folder, missing=missing)

    def _files(self) -> Iterator[Path]:
        try:
            paths = sorted(self.folder.glob("*.xml"))
        except OSError as e:
            raise StorageError(cause=str(e)) from e
        if len(paths) > MOST_FILES:
            raise TrustedListsMissingError(place=self.folder, missing="too_many")
        yield from paths


def read_limited(path: Path) -> bytes:
    """Read a list from a file. Raises TrustedListRefusedError for a large one, StorageError."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_LIST + 1)
    except OSError as e:
        raise StorageError(cause=str(e)) from e
    if len(content) > LARGEST_LIST:
        raise TrustedListRefusedError(list=path.name, cause="too_large")
    return content


def _chosen(lotl: ListOfLists, territories: Iterable[str], place: str) -> Iterator[ListPointer]:
    """Yield the pointer to each territory's list. Raises TrustedListsMissingError."""
    known = {one.territory: one for one in lotl.pointers}
    for territory in territories:
        pointer = known.get(territory)
        if pointer is None:
            raise TrustedListsMissingError(place=place, missing=territory)
        yield pointer


def _refuse_older(new: TrustedList, kept: TrustedList | None) -> None:
    """Refuse a list that is older than the one that is kept: it would bring back the withdrawn."""
    if kept and (new.number, new.issued) < (kept.number, kept.issued):
        raise TrustedListRefusedError(list=new.territory, cause="older")


def _same(before: KeptLists | None, territory: str) -> TrustedList | None:
    lists = before.lists if before else ()
    return next((one for one in lists if one.territory == territory), None)


def host_of(address: str) -> str:
    """Return the host of an address, or nothing where it has none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
