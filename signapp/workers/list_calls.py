"""The calls by which the main process has trusted lists checked and read."""

from signapp.services.trust_values import ListName, ListOfLists, ListPointer, TrustedList
from signapp.workers.process import HelperProcess


class ListCalls:
    """A part of the pdf worker's stand-in; fits `services.trust_values.ListReading`."""

    process: HelperProcess

    def bundled_signers(self) -> tuple[bytes, ...]:
        """Return the signers of the list of the lists that come with the program."""
        result: tuple[bytes, ...] = self.process.call("bundled_signers")
        return result

    def name_list(self, content: bytes) -> ListName:
        """Return what a trusted list says it is, unchecked."""
        result: ListName = self.process.call("name_list", content)
        return result

    def read_list_of_lists(self, content: bytes, signers: tuple[bytes, ...]) -> ListOfLists:
        """Check and read the list of the lists."""
        result: ListOfLists = self.process.call("read_list_of_lists", content, signers)
        return result

    def read_trusted_list(self, content: bytes, pointer: ListPointer) -> TrustedList:
        """Check and read the trusted list of a territory."""
        result: TrustedList = self.process.call("read_trusted_list", content, pointer)
        return result
