"""The only place where the parts are chosen and joined."""

import os
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from signapp import __version__
from signapp.demo.authority import DemoAuthority
from signapp.demo.clock import DemoClock
from signapp.demo.scene import (
    AUTHORITY_PASSPHRASE,
    DemoFolder,
    DemoTimeStamps,
    Scene,
    found_demo,
    open_seed_case,
    submit_seed_case,
)
from signapp.demo.walk import Say, Walk
from signapp.domain.errors import TimeStampFailedError, TrustFileError
from signapp.ledger.entries import EntryKey
from signapp.services.audit import rebuild as rebuild_lists
from signapp.services.desk import Desk
from signapp.services.journal import Journal, SignedIn
from signapp.services.ports import Register, TrustMaterial
from signapp.storage.desk_key import keep_desk_key, read_desk_key
from signapp.storage.register import SqliteRegister
from signapp.storage.trust import FolderTrust, read_pem, write_pem
from signapp.texts.catalogue import DEFAULT, Texts
from signapp.workers.key import KeyWorker
from signapp.workers.pdf import PdfWorker


class SystemClock:
    """The machine's clock; fits `services.ports.Clock`."""

    def now(self) -> datetime:
        """Return the present moment in whole seconds."""
        return datetime.now(UTC).replace(microsecond=0)


class NoTimeStamps:
    """Stands where no time stamp service is set up; fits `services.ports.TimeStamps`."""

    def stamp(self, request: bytes) -> bytes:  # noqa: ARG002
        """Refuse: there is nobody to ask."""
        raise TimeStampFailedError(cause="none")


@dataclass(frozen=True)
class ReadingDesk:
    """What reading and verifying needs: tools that change nothing."""

    pdf: PdfWorker
    clock: SystemClock

    def register(self, folder: Path) -> SqliteRegister:
        """Open a register, or the register of a demo's folder, for reading only."""
        return SqliteRegister(register_folder(folder), read_only=True)

    def trust(self, pem: Path | None, folder: Path | None = None) -> TrustMaterial:
        """Return the anchors of a PEM file, or else those that the register keeps.

        Raises TrustFileError.
        """
        if pem is not None:
            roots = read_pem(pem)
            if not roots:
                raise TrustFileError(file=pem)
            return TrustMaterial(roots=roots)
        return (
            FolderTrust(register_folder(folder) / "trust").material()
            if folder
            else TrustMaterial()
        )


@contextmanager
def reading() -> Iterator[ReadingDesk]:
    """Open the tools for reading and verifying, and end their process afterwards."""
    pdf = PdfWorker(NoTimeStamps())
    try:
        yield ReadingDesk(pdf, SystemClock())
    finally:
        pdf.process.kill()


def register_folder(folder: Path) -> Path:
    """Return the register's folder, given it or the folder of a demo around it."""
    inner = folder / "register"
    return inner if (inner / "register.sqlite").is_file() else folder


def rebuild(folder: Path) -> None:
    """Drop the lists of a register and make them anew from its ledger."""
    register = SqliteRegister(register_folder(folder))
    try:
        rebuild_lists(register)
    finally:
        register.close()


def demo_folder() -> Path:
    """Return where the demo lives unless another folder is named."""
    return Path(platformdirs.user_data_dir("signapp")) / "demo"


@contextmanager
def opened_demo(folder: Path) -> Iterator[Scene]:
    """Open the demo in a folder, founding it first where there is none yet."""
    place = DemoFolder(folder)
    clock = DemoClock(place.clock, time.monotonic)
    keys = KeyWorker()
    try:
        if not (place.register / "register.sqlite").is_file():
            found_demo(place, _make_register, keys, clock)
        authority = DemoAuthority.load(place.authority, AUTHORITY_PASSPHRASE)
        write_pem(place.out / "trust.pem", (authority.root,))
        register = SqliteRegister(place.register)
        pdf = PdfWorker(DemoTimeStamps(authority, clock))
        try:
            journal = Journal(register, clock, read_desk_key(place.register))
            trust = FolderTrust(place.register / "trust")
            yield Scene(place, Desk(journal, pdf, keys, trust, Texts(DEFAULT)), clock)
        finally:
            clock.keep()
            pdf.process.kill()
            register.close()
    finally:
        keys.process.kill()


def walk_demo(folder: Path, language: str, say: Say) -> bool:
    """Walk the seed case without a window; tell whether everything holds."""
    with opened_demo(folder) as scene:
        return Walk(scene, Texts(language), say).all_steps()


@dataclass(frozen=True)
class SeedActs:
    """The acts on the seed case that the window cannot do yet; fits `gui.tools.DemoActs`."""

    scene: Scene

    def open_case(self, who: SignedIn) -> None:
        """Open the seed case with its action plan."""
        open_seed_case(self.scene, who)

    def submit(self, who: SignedIn) -> None:
        """Submit the proposal of the seed case."""
        submit_seed_case(self.scene, who)


def show_demo(folder: Path, language: str) -> int:
    """Open the demo's window; return the exit code of the program."""
    from signapp.gui.application import run  # noqa: PLC0415  (a terminal needs no Qt)

    with opened_demo(folder) as scene:
        acts = SeedActs(scene)
        return run(scene.desk, scene.people, scene.clock, language, acts, keep_crash_report)


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


def _make_register(folder: Path, desk_key: EntryKey, trust: TrustMaterial) -> Register:
    register = SqliteRegister.found(folder)
    keep_desk_key(folder, desk_key)
    FolderTrust(folder / "trust").keep(trust)
    return register
