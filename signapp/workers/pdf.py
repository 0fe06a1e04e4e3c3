"""The pdf worker: untrusted files live and die here; it has no key and no network."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from uuid import uuid4

from signapp.domain.errors import (
    CertificateRefusedError,
    DamagedFileError,
    StorageError,
    TimeStampFailedError,
)
from signapp.domain.network_errors import RevocationServicesError, RevocationUnknownError
from signapp.services.ports import (
    AskRevocation,
    DecidedRevision,
    FieldOrder,
    PageDifference,
    PageImage,
    PdfFacts,
    PdfWork,
    PreparedSignature,
    RevocationSource,
    SignatureOrder,
    SignedFile,
    Stamper,
    TimeStamps,
    TrustMaterial,
    Typeset,
    TypesettingOrder,
    Verdict,
)
from signapp.workers.process import HelperProcess
from signapp.workers.sandbox import confine
from signapp.workers.serving import asking, leave_no_traces, own_channel, serve

NAME = "pdf"
STAMP, REVOCATION = "stamp", "revocation"


class PdfWorkshop:
    """All work on PDF files, done in the process where this object lives."""

    def __init__(self, stamper: Stamper, ask_revocation: AskRevocation) -> None:
        # Only here, so that the main process never loads a PDF library.
        from signapp.documents import comparing, rendering, typesetting  # noqa: PLC0415
        from signapp.signing import (  # noqa: PLC0415
            fields,
            pades,
            preflight,
            renewal,
            revocation,
            verdict,
        )

        self._stamper = stamper
        self._ask_revocation = ask_revocation
        self._pades = pades
        self.typeset = typesetting.typeset
        self.place_fields = fields.place_fields
        self.inspect = preflight.inspect
        self.render = rendering.render
        self.compare_page = comparing.compare_page
        self.embedded_record = preflight.embedded_record
        self.stamped_until = renewal.stamped_until
        self._judge = verdict.judge
        self._standing = revocation.certificate_standing
        self._with_revocation = revocation.with_data_for_judging

    def prepare(self, order: SignatureOrder) -> PreparedSignature:
        """Write the file with a hole for the signature."""
        return self._pades.prepare(order, self._ask_revocation)

    def assemble(
        self, order: SignatureOrder, prepared: PreparedSignature, signature: bytes
    ) -> SignedFile:
        """Fill the hole with the signature, and a time stamp if one can be had."""
        try:
            return self._pades.assemble(order, prepared, signature, self._stamper)
        except TimeStampFailedError:
            return self._pades.assemble(order, prepared, signature, None)

    def extend(
        self, source: Path, output: Path, trust: TrustMaterial, at: datetime, field: str = ""
    ) -> SignedFile:
        """Write a further revision with revocation data and an archive time stamp."""
        ask = self._ask_revocation
        return self._pades.extend(source, output, trust, at, self._stamper, field, ask)

    def judge(
        self,
        path: Path,
        trust: TrustMaterial,
        at: datetime,
        decided: DecidedRevision | None,
    ) -> Verdict:
        """Return what is known of a file at a moment, and from issuers that may be asked."""
        known = self._with_revocation(path, trust, self._ask_revocation)
        return self._judge(path, known, at, decided)

    def certificate_standing(self, certificate: bytes, trust: TrustMaterial, at: datetime) -> str:
        """Return what speaks against a certificate as issued, and to issuers that may be asked."""
        return self._standing(certificate, trust, at, self._ask_revocation)


def main(folders: list[str]) -> None:
    """Be the pdf worker until the main process is gone, confined to the folders."""
    leave_no_traces()
    channel = own_channel()
    workshop = PdfWorkshop(
        asking(channel, STAMP, lambda: TimeStampFailedError(cause="")),
        asking(channel, REVOCATION, RevocationUnknownError),
    )
    confine(tuple(map(Path, folders)))
    serve(channel, PdfWork, workshop, DamagedFileError)


class NobodyToAsk:
    """Stands where nobody may be asked about revocation; fits `ports.RevocationSource`."""

    def revocation(self, certificate: bytes, issuer: bytes) -> bytes:  # noqa: ARG002
        """Refuse."""
        raise RevocationUnknownError


class PdfWorker:
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
        self._lent = TemporaryDirectory(prefix="signapp-")
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

    def render(self, path: Path, page: int, scale: float) -> PageImage:
        """Render a page with its signature widgets."""
        with self._reachable(path) as near:
            result: PageImage = self.process.call("render", near, page, scale)
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

    def prepare(self, order: SignatureOrder) -> PreparedSignature:
        """Write the file with a hole for the signature.

        Where the certificate is refused because nobody told whether it is revoked, the error is
        who was asked, and what came of it.
        """
        try:
            result: PreparedSignature = self.process.call("prepare", order)
        except CertificateRefusedError as e:
            if e.facts.get("cause") == "revocation_unknown":
                for refusal in self.process.refusals:
                    if isinstance(refusal, RevocationServicesError):
                        raise refusal from e
            raise
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
            result: Verdict = self.process.call("judge", near, trust, at, decided)
        return result

    def certificate_standing(self, certificate: bytes, trust: TrustMaterial, at: datetime) -> str:
        """Return what speaks against a certificate as issued."""
        result: str = self.process.call("certificate_standing", certificate, trust, at)
        return result
