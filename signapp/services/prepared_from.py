"""What the signature fields of an attachment were put in, where that is not the file as it came.

A repaired copy is named by no entry: it is kept with the draft for as long as the
places may change.
"""

from signapp.domain.acts import DocumentRef
from signapp.domain.case import Attachment
from signapp.domain.values import from_plain, to_plain
from signapp.ledger.encoding import canonical, parse
from signapp.services.ports import Register


def keep_copy(register: Register, number: str, attachment: int, copy: DocumentRef) -> None:
    """Keep with the draft in which copy of an attachment the fields are. Raises StorageError."""
    content = canonical(to_plain(copy, DocumentRef)).decode()
    register.save_draft(_place(number, attachment), content)


def prepared_from(register: Register, number: str, attached: Attachment) -> DocumentRef:
    """Return what an attachment is prepared from: a copy, or the file as it came.

    Raises StorageError.
    """
    content = register.draft(_place(number, attached.attached.number))
    if content is None:
        return attached.plain
    copy: DocumentRef = from_plain(parse(content.encode()), DocumentRef)
    return copy


def _place(number: str, attachment: int) -> str:
    return f"{number} copy {attachment}"
