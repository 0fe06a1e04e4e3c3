"""The calls by which the main process has incoming files looked at, and pages made of pictures."""

from contextlib import AbstractContextManager
from pathlib import Path

from signapp.services.arrivals import Arrival, PictureOrder
from signapp.workers.process import HelperProcess


class ArrivalCalls:
    """A part of the pdf worker's stand-in; fits `services.arrivals.Arrivals`."""

    process: HelperProcess

    def _reachable(self, path: Path) -> AbstractContextManager[Path]:
        raise NotImplementedError

    def look_at_arrival(self, path: Path, name: str) -> Arrival:
        """Return what a file is that came in under a name."""
        with self._reachable(path) as near:
            result: Arrival = self.process.call("look_at_arrival", near, name)
        return result

    def picture_pages(self, path: Path, order: PictureOrder) -> bytes:
        """Return pictures or scans as a PDF."""
        with self._reachable(path) as near:
            result: bytes = self.process.call("picture_pages", near, order)
        return result

    def finish_converted(self, content: bytes, title: str, language: str) -> bytes:
        """Return what another program converted, with its title."""
        result: bytes = self.process.call("finish_converted", content, title, language)
        return result

    def mark_picture(self, content: bytes) -> bytes:
        """Return a picture for a mark, checked and redrawn."""
        result: bytes = self.process.call("mark_picture", content)
        return result
