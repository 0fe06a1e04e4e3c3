"""How a replay reaches the ledgers of cases that came home: each is a document of the register."""

from signapp.domain.acts import DocumentRef
from signapp.domain.errors import StorageError
from signapp.ledger.away import ReadAway
from signapp.services.ports import Register


def reader(register: Register) -> ReadAway:
    """Return what reads such a ledger, or nothing where it is missing or altered."""

    def read(ref: DocumentRef) -> bytes | None:
        try:
            return register.document(ref).read_bytes()
        except (StorageError, OSError):
            return None

    return read
