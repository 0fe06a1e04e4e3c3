"""The call by which the main process has words looked for in the bytes of a file."""

from contextlib import AbstractContextManager
from pathlib import Path

from signapp.workers.process import HelperProcess


class TraceCalls:
    """A part of the pdf worker's stand-in; fits `services.public_copy_values.TraceSearch`."""

    process: HelperProcess

    def _reachable(self, path: Path) -> AbstractContextManager[Path]:
        """Yield where the worker finds a file."""
        raise NotImplementedError

    def traces(self, path: Path, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of the words that a file has anywhere."""
        with self._reachable(path) as near:
            result: tuple[str, ...] = self.process.call("traces", near, words)
        return result
