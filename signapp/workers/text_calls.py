"""The calls by which the main process has the text of a file read, and words looked up."""

from contextlib import AbstractContextManager
from pathlib import Path

from signapp.services.import_values import ReadText
from signapp.workers.process import HelperProcess


class TextCalls:
    """A part of the pdf worker's stand-in; fits `services.import_values.TextReading`."""

    process: HelperProcess

    def _reachable(self, path: Path) -> AbstractContextManager[Path]:
        """Yield where the worker finds a file."""
        raise NotImplementedError

    def read_text(self, path: Path) -> ReadText:
        """Return the lines of a PDF, or of a Word document."""
        with self._reachable(path) as near:
            result: ReadText = self.process.call("read_text", near)
        return result

    def known_words(self, words: tuple[str, ...]) -> tuple[str, ...] | None:
        """Return those of the words that a Finnish dictionary knows."""
        result: tuple[str, ...] | None = self.process.call("known_words", words)
        return result
