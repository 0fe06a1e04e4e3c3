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
from signapp.domain.errors import (
    RegisterExistsError,
    StorageError,
    TimeStampFailedError,
    TrustFileError,
)
from signapp.ledger.entries import EntryKey
from signapp.services.audit import rebuild as rebuild_lists
from signapp.services.desk import Desk
from signapp.services.journal import Journal, SignedIn
from signapp.services.ports import TrustMaterial
from signapp.services.register import Founding, found
from signapp.storage.desk_key import read_desk_key
from signapp.storage.founding import founding_in
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
    with founding_in(place.folder / UNFINISHED, place.register) as make_register:
        found_demo(
            place,
            lambda _, desk_key, trust: make_register(desk_key, trust),
            keys,
            clock,
        )


def found_register(
    folder: Path, founding: Founding, certificates: tuple[bytes, ...], trust: TrustMaterial
) -> None:
    """Found a real register in a folder that is empty or not there yet.

    `certificates` are those of the first roster, `trust` is kept beside the register. Raises
    RegisterExistsError, NotAuthorisedError, SigningErrors, StorageError.
    """
    folder = folder.absolute()
    if folder.exists() and any(folder.iterdir()):
        raise RegisterExistsError(folder=folder)
    unfinished, keys = folder.with_name(f".{folder.name}.unfinished"), KeyWorker()
    with ExitStack() as opened:
        opened.callback(shutil.rmtree, unfinished, ignore_errors=True)
        opened.callback(keys.process.kill)
        opened.enter_context(_telling_of_files())
        folder.parent.mkdir(parents=True, exist_ok=True)
        with founding_in(unfinished, folder) as make_register:
            desk_key = EntryKey()
            register = make_register(desk_key, trust)
            for content in certificates:
                register.put(content)
            found(register, SystemClock(), keys, desk_key, founding)


@contextmanager
def working(folder: Path) -> Iterator[Desk]:
    """Open the desk of a register for acts: a real one, or that of a demo at the demo's date.

    Raises StorageError, LedgerError.
    """
    register = register_folder(folder)
    with ExitStack() as opened:
        for demo in (register, register.parent):
            if DemoFolder(demo).clock.is_file():
                yield opened.enter_context(opened_demo(demo)).desk
                return
        yield _open_desk(register, opened)


def _open_desk(folder: Path, opened: ExitStack) -> Desk:
    with _telling_of_files():
        register = SqliteRegister(folder)
        opened.callback(register.close)
        journal = Journal(register, SystemClock(), read_desk_key(folder))
    keys, pdf = KeyWorker(), PdfWorker(NoTimeStamps())
    opened.callback(keys.process.kill)
    opened.callback(pdf.process.kill)
    return Desk(journal, pdf, keys, FolderTrust(folder / "trust"), Texts(DEFAULT))


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
