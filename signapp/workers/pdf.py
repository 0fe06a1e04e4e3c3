"""The pdf worker: untrusted files live and die here; it has no key and no network."""

from datetime import datetime
from pathlib import Path

from signapp.domain.errors import DamagedFileError, TimeStampFailedError
from signapp.services.ports import (
    DecidedRevision,
    FieldOrder,
    PageDifference,
    PageImage,
    PdfFacts,
    PdfWork,
    PreparedSignature,
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
from signapp.workers.serving import asking, leave_no_traces, own_channel, serve

NAME = "pdf"
STAMP = "stamp"


class PdfWorkshop:
    """All work on PDF files, done in the process where this object lives."""

    def __init__(self, stamper: Stamper) -> None:
        # Only here, so that the main process never loads a PDF library.
        from signapp.documents import comparing, rendering, typesetting  # noqa: PLC0415
        from signapp.signing import fields, pades, preflight, verdict  # noqa: PLC0415

        self._stamper = stamper
        self._pades = pades
        self.typeset = typesetting.typeset
        self.place_fields = fields.place_fields
        self.inspect = preflight.inspect
        self.render = rendering.render
        self.compare_page = comparing.compare_page
        self.embedded_record = preflight.embedded_record
        self.prepare = pades.prepare
        self.judge = verdict.judge

    def assemble(
        self, order: SignatureOrder, prepared: PreparedSignature, signature: bytes
    ) -> SignedFile:
        """Fill the hole with the signature, and a time stamp if one can be had."""
        try:
            return self._pades.assemble(order, prepared, signature, self._stamper)
        except TimeStampFailedError:
            return self._pades.assemble(order, prepared, signature, None)

    def extend(self, source: Path, output: Path, trust: TrustMaterial, at: datetime) -> SignedFile:
        """Write a further revision with revocation data and an archive time stamp."""
        return self._pades.extend(source, output, trust, at, self._stamper)


def main() -> None:
    """Be the pdf worker until the main process is gone."""
    leave_no_traces()
    channel = own_channel()
    serve(channel, PdfWork, PdfWorkshop(asking(channel, STAMP)), DamagedFileError)


class PdfWorker:
    """Stands for the pdf worker in the main process; fits `services.ports.PdfWork`."""

    def __init__(self, time_stamps: TimeStamps) -> None:
        self.process = HelperProcess(NAME, PdfWork, {STAMP: time_stamps.stamp})

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
        result: PdfFacts = self.process.call("inspect", path)
        return result

    def render(self, path: Path, page: int, scale: float) -> PageImage:
        """Render a page with its signature widgets."""
        result: PageImage = self.process.call("render", path, page, scale)
        return result

    def compare_page(self, old: Path, new: Path, page: int) -> PageDifference:
        """Compare a page of two files: words and picture."""
        result: PageDifference = self.process.call("compare_page", old, new, page)
        return result

    def embedded_record(self, path: Path) -> bytes | None:
        """Return the decision record embedded in minutes, or None."""
        result: bytes | None = self.process.call("embedded_record", path)
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

    def extend(self, source: Path, output: Path, trust: TrustMaterial, at: datetime) -> SignedFile:
        """Write a further revision with revocation data and an archive time stamp."""
        result: SignedFile = self.process.call("extend", source, output, trust, at)
        return result

    def judge(
        self,
        path: Path,
        trust: TrustMaterial,
        at: datetime,
        decided: DecidedRevision | None,
    ) -> Verdict:
        """Return what is known of a file at a moment."""
        result: Verdict = self.process.call("judge", path, trust, at, decided)
        return result
