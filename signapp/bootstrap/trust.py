"""Joins what shows and changes the trust of a register."""

from pathlib import Path

from signapp.bootstrap.reading import NoTimeStamps, register_folder, telling_of_files
from signapp.domain.errors import TrustFileError
from signapp.machine import SystemClock, keep_contact
from signapp.network.lists import HttpLists
from signapp.services.trust_facts import TrustFacts, facts_of
from signapp.services.trust_values import KeptLists, ListSource
from signapp.services.trusted_lists import FolderSource, TakingIn
from signapp.storage.trust import FolderTrust, read_pem
from signapp.workers.pdf import PdfWorker


def trust_facts(folder: Path) -> TrustFacts:
    """Return what a register trusts. Raises StorageError and others."""
    return facts_of(FolderTrust(register_folder(folder) / "trust"))


def take_lists(
    folder: Path, place: Path | None, territories: tuple[str, ...], signers: Path | None
) -> KeptLists:
    """Take trusted lists in from a folder, or from the network where none is given.

    Raises TrustedListRefusedError, TrustedListsMissingError, TrustedListNotFetchedError,
    TrustFileError, StorageError.
    """
    given = read_pem(signers) if signers else ()
    if signers and not given:
        raise TrustFileError(file=signers)
    store = FolderTrust(register_folder(folder) / "trust").trusted_lists
    pdf = PdfWorker(NoTimeStamps())
    try:
        with telling_of_files():
            source: ListSource = HttpLists("", keep_contact)
            if place is not None:
                source = FolderSource(place, pdf.name_list)
            return TakingIn(pdf, store, SystemClock().now()).take(source, territories, given)
    finally:
        pdf.close()
