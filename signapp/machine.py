"""This machine: its clock, its screen, its folders, and what is kept on it for those who mend."""

import json
import os
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from signapp import __version__
from signapp.network.fetching import Contact


class SystemClock:
    """The machine's clock; fits `services.ports.Clock`."""

    def now(self) -> datetime:
        """Return the present moment in whole seconds, in the zone of the machine."""
        return datetime.now(UTC).replace(microsecond=0).astimezone()


def elapsed() -> float:
    """Return seconds that really pass, also while the machine sleeps; from no certain moment."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(clock) if clock is not None else time.monotonic()


def demo_folder() -> Path:
    """Return where the demo lives unless another folder is named."""
    return Path(platformdirs.user_data_dir("signapp")) / "demo"


def kept_folder() -> Path:
    """Return where this user's desk remembers registers: outside of all of them."""
    return Path(platformdirs.user_data_dir("signapp")) / "registers"


def keep_contact(contact: Contact) -> None:
    """Keep a line about a request to the network, on this machine (A-R19)."""
    folder = Path(platformdirs.user_log_dir("signapp"))
    told = {"at": datetime.now(UTC).isoformat(timespec="seconds"), **asdict(contact)}
    with suppress(OSError):  # a full disk stops no signature
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / "network.log").open("a", encoding="utf-8") as log:
            log.write(json.dumps(told) + "\n")


def keep_crash_report(error: BaseException) -> Path:
    """Keep the report of an unknown error on this machine; return its file.

    It names the kind of the error and places in the program: no message, person or folder.
    """
    folder = Path(platformdirs.user_log_dir("signapp"))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    report = folder / f"crash-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.txt"
    places = [
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    report.write_text("\n".join([f"signapp {__version__}", type(error).__name__, *places, ""]))
    return report


def has_screen() -> bool:
    """Tell whether a window can be shown here."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
