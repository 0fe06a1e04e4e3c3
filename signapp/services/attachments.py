"""What is known of the attachments of a case: the files as they came, and what is read of each."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

from signapp.domain.acts import DocumentRef
from signapp.domain.decision import Case
from signapp.domain.errors import StorageError
from signapp.domain.publicity import RecordTitle, attachment
from signapp.services.arrivals import ArrivalKind
from signapp.services.desk import Desk
from signapp.texts.catalogue import Texts

KINDS = {kind.value: kind.name for kind in ArrivalKind}


@dataclass(frozen=True)
class AttachmentFacts:
    """An attachment: its title, its file's name and type as it came, both hashes.

    Title and name are empty where they are withheld. `prepared` is None where the file is read as
    it came.
    """

    number: int
    title: RecordTitle
    name: str
    media_type: str
    to_be_signed: bool
    original: DocumentRef
    prepared: DocumentRef | None


def attachment_facts(
    case: Case, text: Callable[[str], str], *, may_see: bool
) -> tuple[AttachmentFacts, ...]:
    """Return what is known of each attachment; `text` returns the text of a commitment."""
    found = []
    for one in case.attachments:
        came = one.attached
        record = attachment(came.number)
        title = case.publicity.title(record, text(came.title), may_see=may_see)
        found.append(
            AttachmentFacts(
                number=came.number,
                title=title,
                name="" if title.withheld else text(came.file_name),
                media_type=came.media_type,
                to_be_signed=came.to_be_signed,
                original=came.original,
                prepared=one.document if one.document != came.original else None,
            )
        )
    return tuple(found)


def kind_words(texts: Texts, media_type: str) -> str:
    """Return what a file is, in words."""
    return texts.say(f"intake.kind.{KINDS.get(media_type, 'other')}")


def save_original(desk: Desk, ref: DocumentRef, target: Path) -> None:
    """Save a checked copy of a file as it came. Raises StorageError."""
    source = desk.journal.register.document(ref)
    try:
        copyfile(source, target)
    except OSError as e:
        raise StorageError(cause=str(e)) from e
