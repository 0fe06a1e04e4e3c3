"""The key worker: the only process that sees a PIN or a personal key; it never parses a PDF."""

from signapp.domain.errors import WorkerFailedError
from signapp.services.ports import KeyHome, Keys
from signapp.workers.process import HelperProcess
from signapp.workers.serving import leave_no_traces, own_channel, serve

NAME = "key"
LONGEST_SIGNING = 120.0
"""How many seconds a key may take: a card is slow, and a person may have to press its button."""


def main() -> None:
    """Be the key worker until the main process is gone."""
    from signapp.signing import keys  # noqa: PLC0415  (personal keys stay out of other processes)

    leave_no_traces()
    serve(own_channel(), Keys, keys, WorkerFailedError)


class KeyWorker:
    """Stands for the key worker in the main process; fits `services.ports.Keys`."""

    def __init__(self) -> None:
        self.process = HelperProcess(NAME, Keys, longest=LONGEST_SIGNING)

    def sign(self, home: KeyHome, pin: str, certificate: bytes, message: bytes) -> bytes:
        """Sign a message with the certificate's key."""
        result: bytes = self.process.call("sign", home, pin, certificate, message)
        return result
