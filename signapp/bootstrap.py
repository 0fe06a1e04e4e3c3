"""The only place where the parts are chosen and joined."""

import os
import shutil
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
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
)
from signapp.demo.walk import Say, Walk
from signapp.domain.errors import StorageError, TimeStampFailedError, TrustFileError
from signapp.ledger.entries import EntryKey
from signapp.services.audit import rebuild as rebuild_lists
from signapp.services.desk import Desk
from signapp.services.journal import Journal, SignedIn
from signapp.services.ports import Register, TrustMaterial
from signapp.storage.desk_key import keep_desk_key, read_desk_key
from signapp.storage.documents import sync_folder
from signapp.storage.register import SqliteRegister
from signapp.storage.trust import FolderTrust, read_pem, write_pem
from signapp.texts.catalogue import DEFAULT, Texts
from signapp.workers.key import KeyWorker
from signapp.workers.pdf import PdfWorker

UNFINISHED = "register.unfinished"
"""Where a demo's register is founded."""


class SystemClock:
    """The machine's clock; fits `services.ports.Clock`."""

    def now(self) -> datetime:
        """Return the present moment in whole seconds, in the zone of the machine."""
        return datetime.now(UTC).replace(microsecond=0).astimezone()


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
    opened: ExitStack

    def register(self, folder: Path) -> SqliteRegister:
        """Open a register, or the register of a demo's folder, for reading only."""
        register = SqliteRegister(register_folder(folder), read_only=True)
        self.opened.callback(register.close)
        self.pdf.reach(register_folder(folder))
        return register

    def trust(self, pem: Path | None, folder: Path | None = None) -> TrustMaterial:
        """Return the anchors of a PEM file, or else those that the register keeps.

        What the register keeps besides anchors helps in both cases: that is signed by others.
        Raises StorageError, TrustFileError.
        """
        known = TrustMaterial()
        if folder is not None:
            known = FolderTrust(register_folder(folder) / "trust").material()
        if pem is None:
            return known
        roots = read_pem(pem)
        if not roots:
            raise TrustFileError(file=pem)
        return replace(known, roots=roots)


@contextmanager
def reading() -> Iterator[ReadingDesk]:
    """Open the tools for reading and verifying, and end their process afterwards."""
    pdf = PdfWorker(NoTimeStamps())
    with ExitStack() as opened:
        opened.callback(pdf.close)
        yield ReadingDesk(pdf, SystemClock(), opened)


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
    """Open the demo in a folder, founding it first where there is none yet.

    Raises StorageError and other known errors.
    """
    with ExitStack() as opened:
        with _telling_of_files():
            scene = _open(DemoFolder(folder), opened)
        yield scene


def _open(place: DemoFolder, opened: ExitStack) -> Scene:
    clock, keys = DemoClock(place.clock, time.monotonic), KeyWorker()
    opened.callback(keys.process.kill)
    if not (place.register / "register.sqlite").is_file():
        _found(place, keys, clock)
    authority = _authority(place)
    write_pem(place.out / "trust.pem", (authority.root,))
    register = SqliteRegister(place.register)
    opened.callback(register.close)
    pdf = PdfWorker(DemoTimeStamps(authority, clock), place.register)
    opened.callback(pdf.close)
    journal = Journal(register, clock, read_desk_key(place.register))
    opened.callback(clock.keep)
    trust = FolderTrust(place.register / "trust")
    return Scene(place, Desk(journal, pdf, keys, trust, Texts(DEFAULT)), clock)


def _found(place: DemoFolder, keys: KeyWorker, clock: DemoClock) -> None:
    """Found the demo; its register gets its name last, so that a half-founded one is none.

    What a founding that was broken off left behind is founded anew.
    """
    unfinished = place.folder / UNFINISHED
    if unfinished.exists():
        shutil.rmtree(unfinished)
    with ExitStack() as opened:

        def make_register(_: Path, desk_key: EntryKey, trust: TrustMaterial) -> Register:
            register = SqliteRegister.found(unfinished)
            opened.callback(register.close)
            keep_desk_key(unfinished, desk_key)
            FolderTrust(unfinished / "trust").keep(trust)
            return register

        found_demo(place, make_register, keys, clock)
    if place.register.exists():
        place.register.rmdir()  # only if nothing is in it
    unfinished.rename(place.register)
    sync_folder(place.folder)


def _authority(place: DemoFolder) -> DemoAuthority:
    try:
        return DemoAuthority.load(place.authority, AUTHORITY_PASSPHRASE)
    except ValueError as e:
        raise StorageError(cause=f"{place.authority}: {e}") from e


@contextmanager
def _telling_of_files() -> Iterator[None]:
    """Tell of a file of the demo that is missing or in the way as a known error."""
    try:
        yield
    except BrokenPipeError:
        raise  # nobody reads the output any more
    except OSError as e:
        raise StorageError(cause=str(e)) from e


def walk_demo(folder: Path, language: str, say: Say) -> bool:
    """Walk the seed case without a window; tell whether everything holds."""
    with _telling_of_files(), opened_demo(folder) as scene:
        return Walk(scene, Texts(language), say).all_steps()


@dataclass(frozen=True)
class SeedActs:
    """Opens the demo's own case; fits `gui.tools.DemoActs`."""

    scene: Scene

    def open_case(self, who: SignedIn) -> None:
        """Open the seed case with its action plan."""
        open_seed_case(self.scene, who)


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
