"""The pdf worker: untrusted files live and die here; it has no key and no network."""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from shutil import copyfile
from typing import Any
from uuid import uuid4

from signapp.domain.errors import (
    CancelledError,
    DamagedFileError,
    StorageError,
    TimeStampFailedError,
)
from signapp.domain.network_errors import RevocationUnknownError
from signapp.domain.values import from_plain
from signapp.services.binding_values import Pack
from signapp.services.ports import (
    Box,
    Covered,
    DecidedRevision,
    FieldOrder,
    Judging,
    PageDifference,
    PageImage,
    PdfFacts,
    PdfWork,
    Preflight,
    PreparedSignature,
    RevocationSource,
    SignatureOrder,
    SignedFile,
    TimeStamps,
    Told,
    TrustMaterial,
    Typeset,
    TypesettingOrder,
    ValidationItem,
    Verdict,
)
from signapp.workers.arrivals import ArrivalCalls
from signapp.workers.binding_calls import BindingCalls
from signapp.workers.list_calls import ListCalls
from signapp.workers.note_stamps import NoteStampCalls
from signapp.workers.process import PROGRESS, HelperProcess
from signapp.workers.sandbox import LOOKING_SECONDS, allow, confine
from signapp.workers.serving import asking, leave_no_traces, own_channel, serve
from signapp.workers.telling import telling
from signapp.workers.text_calls import TextCalls
from signapp.workers.trace_calls import TraceCalls

NAME = "pdf"
STAMP, REVOCATION = "stamp", "revocation"
LOOKS = (
    "inspect",
    "preflight",
    "render",
    "covered",
    "compare_page",
    "embedded_record",
    "validation_data",
    "judge_stamp",
    "look_at_arrival",
    "read_text",
    "traces",
)
"""What is done with every file that comes in; judging tells how far it is, and can be ended."""


def main(folders: list[str]) -> None:
    """Be the pdf worker until the main process is gone, confined to the folders."""
    # Only here, so that the main process never loads a PDF library.
    from signapp.workers.workshop import PdfWorkshop  # noqa: PLC0415

    leave_no_traces()
    channel = own_channel()
    workshop = PdfWorkshop(
        asking(channel, STAMP, lambda: TimeStampFailedError(cause="")),
        asking(channel, REVOCATION, RevocationUnknownError),
        telling(asking(channel, PROGRESS, CancelledError)),
    )
    tempfile.tempdir = folders[0]  # for the pages of a scan
    confine(tuple(map(Path, folders)))
    serve(channel, PdfWork, workshop, DamagedFileError, _bound)


def _bound(method: str, arguments: list[Any]) -> None:
    """Bound memory and, for a look at a file that anybody may have made, time."""
    allow(sum(map(_size, arguments)), LOOKING_SECONDS if method in LOOKS else None)


def _size(argument: object) -> int:
    """Return how many bytes an argument brings or names; whoever reads a file says it is gone."""
    match argument:
        case bytes():
            return len(argument)
        case Path():
            with suppress(OSError):
                return argument.stat().st_size
        case SignatureOrder():
            return _size(argument.source)
        case Pack():
            return sum(_size(one.path) for one in argument.parts)
    return 0


class NobodyToAsk:
    """Stands where nobody may be asked about revocation; fits `ports.RevocationSource`."""

    def revocation(self, certificate: bytes, issuer: bytes) -> bytes:  # noqa: ARG002
        """Refuse."""
        raise RevocationUnknownError


class PdfWorker(ArrivalCalls, TextCalls, TraceCalls, BindingCalls, NoteStampCalls, ListCalls):
    """Stands for the pdf worker in the main process; fits `services.ports.PdfWork`.

    `folders` are those of the registers whose files it works on. Any other file is put beside
    them for as long as it is looked at, because the worker can reach nothing else.
    """

    def __init__(
        self,
        time_stamps: TimeStamps,
        *folders: Path,
        revocation: RevocationSource | None = None,
    ) -> None:
        self._lent = tempfile.TemporaryDirectory(prefix="signapp-")
        self._told: Told | None = None
        self._folders = [Path(self._lent.name).resolve()]
        answers: dict[str, Callable[..., bytes]] = {
            STAMP: time_stamps.stamp,
            REVOCATION: (revocation or NobodyToAsk()).revocation,
        }
        self.process = HelperProcess(NAME, PdfWork, answers)
        self.reach(*folders)

    def reach(self, *folders: Path) -> None:
        """Let the worker reach further folders; a process that cannot is replaced."""
        self._folders += [folder.resolve() for folder in folders]
        self.process.kill()
        self.process.arguments = tuple(map(str, self._folders))

    def close(self) -> None:
        """End the process and take back what was lent to it."""
        self.process.kill()
        self._lent.cleanup()

    @contextmanager
    def _reachable(self, path: Path) -> Iterator[Path]:
        """Yield where the worker finds a file: itself, or a copy lent to it.

        Raises StorageError when the file cannot be read.
        """
        if any(path.resolve().is_relative_to(folder) for folder in self._folders):
            yield path
            return
        lent = Path(self._lent.name) / f"{uuid4().hex}.pdf"
        try:
            copyfile(path, lent)
        except OSError as e:
            raise StorageError(cause=str(e)) from e
        try:
            yield lent
        finally:
            lent.unlink()

    def typeset(self, order: TypesettingOrder) -> Typeset:
        """Typeset a template."""
        result: Typeset = self.process.call("typeset", order)
        return result

    def place_fields(self, source: bytes, fields: tuple[FieldOrder, ...]) -> bytes:
        """Return the PDF with tagged, empty signature fields."""
        result: bytes = self.process.call("place_fields", source, fields)
        return result

    def inspect(self, path: Path) -> PdfFacts:
        """Return pages and fields of a PDF; refuse one that is not to be signed."""
        with self._reachable(path) as near:
            result: PdfFacts = self.process.call("inspect", near)
        return result

    def preflight(self, path: Path) -> Preflight:
        """Return everything that is to be known of a file before it is signed."""
        with self._reachable(path) as near:
            result: Preflight = self.process.call("preflight", near)
        return result

    def repair(self, path: Path) -> bytes:
        """Return a repaired copy of an unsigned file."""
        with self._reachable(path) as near:
            result: bytes = self.process.call("repair", near)
        return result

    def render(self, path: Path, page: int, scale: float) -> PageImage:
        """Render a page with its signature widgets."""
        with self._reachable(path) as near:
            result: PageImage = self.process.call("render", near, page, scale)
        return result

    def covered(self, path: Path, boxes: tuple[Box, ...]) -> tuple[Covered, ...]:
        """Return which boxes lie over something on their pages, and over what."""
        with self._reachable(path) as near:
            result: tuple[Covered, ...] = self.process.call("covered", near, boxes)
        return result

    def compare_page(self, old: Path, new: Path, page: int) -> PageDifference:
        """Compare a page of two files: words and picture."""
        with self._reachable(old) as before, self._reachable(new) as after:
            result: PageDifference = self.process.call("compare_page", before, after, page)
        return result

    def embedded_record(self, path: Path) -> bytes | None:
        """Return the decision record embedded in minutes, or None."""
        with self._reachable(path) as near:
            result: bytes | None = self.process.call("embedded_record", near)
        return result

    def validation_data(self, path: Path) -> tuple[ValidationItem, ...]:
        """Return what a file carries for its own validation."""
        with self._reachable(path) as near:
            result: tuple[ValidationItem, ...] = self.process.call("validation_data", near)
        return result

    def prepare(self, order: SignatureOrder) -> PreparedSignature:
        """Write the file with a hole for the signature."""
        result: PreparedSignature = self.process.call("prepare", order)
        return result

    def assemble(
        self, order: SignatureOrder, prepared: PreparedSignature, signature: bytes
    ) -> SignedFile:
        """Fill the hole with the signature and a time stamp."""
        result: SignedFile = self.process.call("assemble", order, prepared, signature)
        return result

    def extend(
        self, source: Path, output: Path, trust: TrustMaterial, at: datetime, field: str = ""
    ) -> SignedFile:
        """Write a further revision with revocation data and an archive time stamp."""
        result: SignedFile = self.process.call("extend", source, output, trust, at, field)
        return result

    def stamped_until(self, path: Path) -> datetime | None:
        """Return until when the last document time stamp counts."""
        with self._reachable(path) as near:
            result: datetime | None = self.process.call("stamped_until", near)
        return result

    def judge(
        self,
        path: Path,
        trust: TrustMaterial,
        at: datetime,
        decided: DecidedRevision | None,
    ) -> Verdict:
        """Return what is known of a file at a moment."""
        with self._reachable(path) as near:
            result: Verdict = self.process.call(
                "judge", near, trust, at, decided, told=self._heard
            )
        return result

    def report(self, path: Path, trust: TrustMaterial, at: datetime, verdict: Verdict) -> str:
        """Return a report on a file in the standard's form."""
        with self._reachable(path) as near:
            result: str = self.process.call("report", near, trust, at, verdict)
        return result

    @contextmanager
    def telling(self, told: Told) -> Iterator[None]:
        """Tell `told` of every judging inside; CancelledError raised by it ends the work."""
        self._told = told
        try:
            yield
        finally:
            self._told = None

    def _heard(self, content: bytes) -> bytes:
        """Hear from the worker how far it is; nonsense ends it."""
        judging: Judging = from_plain(json.loads(content), Judging, [])
        if self._told:
            self._told(judging)
        return b""

    def break_off(self) -> None:
        """End what is under way, from any thread: it ends with WorkerFailedError."""
        self.process.kill()

    def certificate_standing(self, certificate: bytes, trust: TrustMaterial, at: datetime) -> str:
        """Return what speaks against a certificate as issued."""
        result: str = self.process.call("certificate_standing", certificate, trust, at)
        return result
