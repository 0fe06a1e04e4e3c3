"""What the pdf worker does, in its own process: the main process never loads this module."""

from datetime import datetime
from pathlib import Path

from signapp.documents import (
    arrivals,
    binding,
    comparing,
    converted,
    covering,
    dictionary,
    picture_pages,
    pictures,
    rendering,
    text_files,
    traces,
    typesetting,
)
from signapp.domain.errors import TimeStampFailedError
from signapp.services.ports import (
    AskRevocation,
    DecidedRevision,
    NoteStamp,
    PreparedSignature,
    SignatureOrder,
    SignedFile,
    Stamper,
    Told,
    TrustMaterial,
    Verdict,
)
from signapp.services.trust_values import (
    ListName,
    ListOfLists,
    ListPointer,
    ListReading,
    TrustedList,
)
from signapp.signing import (
    fields,
    note_stamps,
    pades,
    preflight,
    renewal,
    repair,
    revocation,
    validation_data,
    verdict,
)


class PdfWorkshop:
    """All work on PDF files, done in the process where this object lives."""

    def __init__(self, stamper: Stamper, ask_revocation: AskRevocation, told: Told) -> None:
        self._stamper = stamper
        self._ask_revocation = ask_revocation
        self._told = told
        self._pades = pades
        self.typeset = typesetting.typeset
        self.look_at_arrival = arrivals.look_at_arrival
        self.finish_converted = converted.finish_converted
        self.picture_pages = picture_pages.picture_pages
        self.mark_picture = pictures.mark_picture
        self.place_fields = fields.place_fields
        self.inspect = preflight.inspect
        self.preflight = preflight.preflight
        self.repair = repair.repair
        self.render = rendering.render
        self.covered = covering.covered
        self.bind = binding.bind
        self.compare_page = comparing.compare_page
        self.read_text = text_files.read_text
        self.traces = traces.traces
        self.known_words = dictionary.known_words
        self.embedded_record = preflight.embedded_record
        self.validation_data = validation_data.validation_data
        self.stamped_until = renewal.stamped_until
        self.judge_stamp = note_stamps.judge_stamp
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

    def stamp_note(self, note: bytes, trust: TrustMaterial) -> NoteStamp:
        """Ask for a time stamp over a note."""
        return note_stamps.stamp_note(note, trust, self._stamper, self._ask_revocation)

    def judge(
        self,
        path: Path,
        trust: TrustMaterial,
        at: datetime,
        decided: DecidedRevision | None,
    ) -> Verdict:
        """Return what is known of a file at a moment, and from issuers that may be asked."""
        known = self._with_revocation(path, trust, self._ask_revocation)
        return self._judge(path, known, at, decided, self._told)

    def report(self, path: Path, trust: TrustMaterial, at: datetime, verdict: Verdict) -> str:
        """Return a report in the standard's form, with what issuers say that may be asked."""
        known = self._with_revocation(path, trust, self._ask_revocation)
        from signapp.signing.reports import report  # noqa: PLC0415  (slow to import, seldom asked)

        return report(path, known, at, verdict)

    def certificate_standing(self, certificate: bytes, trust: TrustMaterial, at: datetime) -> str:
        """Return what speaks against a certificate as issued, and to issuers that may be asked."""
        return self._standing(certificate, trust, at, self._ask_revocation)

    # Trusted lists are read once a week at most, and what reads them is slow to import.

    def bundled_signers(self) -> tuple[bytes, ...]:
        """Return the signers of the list of the lists that come with the program."""
        return _lists().bundled_signers()

    def name_list(self, content: bytes) -> ListName:
        """Return what a trusted list says it is, unchecked."""
        return _lists().name_list(content)

    def read_list_of_lists(self, content: bytes, signers: tuple[bytes, ...]) -> ListOfLists:
        """Check and read the list of the lists."""
        return _lists().read_list_of_lists(content, signers)

    def read_trusted_list(self, content: bytes, pointer: ListPointer) -> TrustedList:
        """Check and read the trusted list of a territory."""
        return _lists().read_trusted_list(content, pointer)


def _lists() -> ListReading:
    from signapp.signing import lists  # noqa: PLC0415

    return lists
