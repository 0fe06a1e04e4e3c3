"""The only place where the parts are chosen and joined."""

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

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
from signapp.machine import (
    SystemClock,
    demo_folder,
    has_screen,
    keep_contact,
    keep_crash_report,
)
from signapp.network.stamps import HttpTimeStamps
from signapp.services.audit import rebuild as rebuild_lists
from signapp.services.desk import Desk
from signapp.services.journal import Journal, SignedIn
from signapp.services.ports import Credentials, KeyHome, TokenFacts, TrustMaterial
from signapp.services.register import Founding, found
from signapp.storage.desk_key import read_desk_key
from signapp.storage.desk_settings import PersonalKeys, keep_settings, read_settings
from signapp.storage.founding import founding_in
from signapp.storage.register import SqliteRegister
from signapp.storage.trust import FolderTrust, read_pem, write_pem
from signapp.texts.catalogue import DEFAULT, Texts
from signapp.workers.key import KeyWorker
from signapp.workers.pdf import PdfWorker

__all__ = ["demo_folder", "has_screen", "keep_crash_report"]
UNFINISHED = "register.unfinished"
"""Where a demo's register is founded."""


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
        found_demo(place, lambda _, key, trust: make_register(key, trust), keys, clock)


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
    services = read_settings(folder).time_stamps
    keys = KeyWorker()
    pdf = PdfWorker(HttpTimeStamps(services, keep_contact), folder)
    opened.callback(keys.process.kill)
    opened.callback(pdf.close)
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


def show_register(folder: Path, language: str) -> int:
    """Open the window of a register for those whose keys are known at this desk.

    Returns the exit code of the program. Raises StorageError, LedgerError.
    """
    from signapp.gui.application import run  # noqa: PLC0415  (a terminal needs no Qt)

    place = register_folder(folder)
    with ExitStack() as opened:
        desk = _open_desk(place, opened)
        return run(desk, _people(desk, place), None, language, None, keep_crash_report)


def _people(desk: Desk, folder: Path) -> tuple[Credentials, ...]:
    """Return the enrolled people whose keys are known at this desk."""
    desk.journal.catch_up()
    known, enrolled = read_settings(folder).keys, desk.journal.state.roster.persons
    return tuple(
        Credentials(person, keys.session, keys.signature)
        for person, keys in known.items()
        if person in enrolled
    )


def keep_keys(folder: Path, person: str, session: KeyHome, signature: KeyHome | None) -> None:
    """Keep where a person's keys are. Raises StorageError."""
    place = register_folder(folder)
    keys = PersonalKeys(session, signature)
    keep_settings(place, read_settings(place).with_keys(person, keys))


def keep_time_stamps(folder: Path, addresses: tuple[str, ...]) -> None:
    """Keep which time stamp services this desk asks, in their order. Raises StorageError."""
    place = register_folder(folder)
    keep_settings(place, replace(read_settings(place), time_stamps=addresses))


def tokens(module: str) -> tuple[TokenFacts, ...]:
    """Return the cards that a PKCS#11 module reaches. Raises TokenModuleError and others."""
    keys = KeyWorker()
    try:
        return keys.tokens(module)
    finally:
        keys.process.kill()
