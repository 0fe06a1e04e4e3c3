"""How a worker tells the main process how far it is, without asking it too often."""

import json
import time
from collections.abc import Callable

from signapp.domain.values import to_plain
from signapp.services.ports import Judging, Told

BETWEEN = 0.1
"""Seconds between two reports of how far a judging is."""


def telling(ask: Callable[[bytes], bytes]) -> Told:
    """Return what tells the main process how far a judging is: at once at first, then seldom."""
    last = 0.0

    def told(judging: Judging) -> None:
        nonlocal last
        now = time.monotonic()
        if judging.first or now - last >= BETWEEN:
            last = now
            ask(json.dumps(to_plain(judging, Judging, [])).encode())

    return told
