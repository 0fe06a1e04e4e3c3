"""The call by which the main process has PDF files bound into one."""

from pathlib import Path

from signapp.services.binding_values import Pack
from signapp.workers.process import HelperProcess


class BindingCalls:
    """A part of the pdf worker's stand-in; fits `services.binding_values.BindingWork`."""

    process: HelperProcess

    def bind(self, pack: Pack, output: Path) -> int:
        """Write all parts into one PDF; all files lie in folders that the worker reaches."""
        result: int = self.process.call("bind", pack, output)
        return result
