"""Trusted lists from the network: the list of the lists, and those that it names."""

from collections.abc import Callable

from signapp.domain.trust_errors import TrustedListNotFetchedError
from signapp.network.fetching import Contact, Fetcher, NotFetchedError, Rules
from signapp.services.trust_values import LARGEST_LIST, ListPointer
from signapp.services.trusted_lists import host_of

LIST_OF_LISTS = "https://ec.europa.eu/tools/lotl/eu-lotl.xml"
PURPOSE = "trusted_list"
LONGEST = 60.0
"""How many seconds one list may take: the largest have about 10 MB."""


class HttpLists:
    """Fetches lists by the rules of `fetching`; fits `services.trust_values.ListSource`.

    Where the list of the lists is fetched from is set; other hosts are those that it names once
    its signature was checked. `near` are hosts whose address need not be public.
    """

    def __init__(
        self,
        address: str,
        told: Callable[[Contact], None],
        near: frozenset[str] = frozenset(),
    ) -> None:
        self._address = address or LIST_OF_LISTS
        self._told = told
        self._near = near

    def list_of_lists(self) -> tuple[str, bytes]:
        """Return the list of the lists and its address. Raises TrustedListNotFetchedError."""
        return self._address, self._get(self._address, frozenset({host_of(self._address)}))

    def list_of(self, pointer: ListPointer, hosts: frozenset[str]) -> tuple[str, bytes]:
        """Return the list of a territory. Raises TrustedListNotFetchedError."""
        return pointer.address, self._get(pointer.address, hosts)

    def _get(self, address: str, hosts: frozenset[str]) -> bytes:
        fetcher = Fetcher(Rules(hosts, self._near, LONGEST, LARGEST_LIST), self._told)
        try:
            return fetcher.get(address, PURPOSE)
        except NotFetchedError as e:
            raise TrustedListNotFetchedError(list=address, answer=e.cause) from e
