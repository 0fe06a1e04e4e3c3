"""The key worker: the only process that sees a PIN or a personal key; it never parses a PDF."""

from collections.abc import Iterator
from contextlib import contextmanager

from signapp.domain.errors import (
    KeyHomeMissingError,
    KeyNotOnTokenError,
    TokenFailedError,
    TokenModuleError,
    WorkerFailedError,
)
from signapp.services.ports import KeyHome, Keys, KeyState, PinUse, TokenFacts
from signapp.workers.process import HelperProcess
from signapp.workers.serving import leave_no_traces, own_channel, serve

NAME = "key"
LONGEST_SIGNING = 120.0
"""How many seconds a key may take: a card is slow, and a person may have to press its button."""

TOKEN_TROUBLE = (KeyHomeMissingError, KeyNotOnTokenError, TokenFailedError, TokenModuleError)


def main(_: list[str]) -> None:
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
        with self._starting_anew():
            result: bytes = self.process.call("sign", home, pin, certificate, message)
        return result

    def pin_use(self, home: KeyHome, pin: str, certificate: bytes) -> PinUse:
        """Tell how many signatures one PIN serves."""
        with self._starting_anew():
            result: PinUse = self.process.call("pin_use", home, pin, certificate)
        return result

    def state(self, home: KeyHome, certificate: bytes) -> KeyState:
        """Return how a key will be asked; a new process looks, as for `tokens`."""
        self.process.kill()
        with self._starting_anew():
            result: KeyState = self.process.call("state", home, certificate)
        return result

    def certificates(self, home: KeyHome, pin: str) -> tuple[bytes, ...]:
        """Return the certificates in a home."""
        with self._starting_anew():
            result: tuple[bytes, ...] = self.process.call("certificates", home, pin)
        return result

    def tokens(self, module: str) -> tuple[TokenFacts, ...]:
        """Return the tokens that a PKCS#11 module reaches, as they are now.

        A process that has loaded a module does not see what is plugged in later, so the look is
        taken by a new one.
        """
        self.process.kill()
        result: tuple[TokenFacts, ...] = self.process.call("tokens", module)
        return result

    @contextmanager
    def _starting_anew(self) -> Iterator[None]:
        """Replace the process after a token failed: a card that comes back is seen only so."""
        try:
            yield
        except TOKEN_TROUBLE:
            self.process.kill()
            raise
