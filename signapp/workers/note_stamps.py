"""The calls by which the main process has notes stamped, and stamps over notes judged."""

from datetime import datetime

from signapp.services.ports import NoteStamp, StampVerdict, TrustMaterial
from signapp.workers.process import HelperProcess


class NoteStampCalls:
    """A part of the pdf worker's stand-in; fits `services.ports.NoteStamping`."""

    process: HelperProcess

    def stamp_note(self, note: bytes, trust: TrustMaterial) -> NoteStamp:
        """Ask for a time stamp over a note."""
        result: NoteStamp = self.process.call("stamp_note", note, trust)
        return result

    def judge_stamp(
        self, note: bytes, response: bytes, trust: TrustMaterial, at: datetime
    ) -> StampVerdict:
        """Return what is known of a service's answer to a note."""
        result: StampVerdict = self.process.call("judge_stamp", note, response, trust, at)
        return result
