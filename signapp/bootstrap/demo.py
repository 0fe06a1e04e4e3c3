"""Joins the demonstration: its folder, its register, its window."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from signapp.bootstrap.reading import checker, telling_of_files
from signapp.bootstrap.upkeep import with_upkeep
from signapp.demo.authority import DemoAuthority
from signapp.demo.clock import DemoClock
from signapp.demo.people import credentials
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
    StorageError,
)
from signapp.machine import (
    keep_crash_report,
)
from signapp.services.desk import Desk
from signapp.services.journal import Journal, SignedIn
from signapp.storage.archives import ZipArchives
from signapp.storage.desk_key import read_desk_key
from signapp.storage.desk_settings import FolderKeys
from signapp.storage.founding import founding_in
from signapp.storage.kept import FolderKept
from signapp.storage.last_places import FolderLastPlaces
from signapp.storage.marks import FolderMarks
from signapp.storage.register import SqliteRegister
from signapp.storage.trust import FolderTrust, write_pem
from signapp.texts.catalogue import DEFAULT, Texts
from signapp.workers.key import KeyWorker
from signapp.workers.office import LibreOffice
from signapp.workers.pdf import PdfWorker

UNFINISHED = "register.unfinished"
"""Where a demo's register is founded."""


@contextmanager
def opened_demo(folder: Path) -> Iterator[Scene]:
    """Open the demo in a folder, founding it first where there is none yet.

    Raises StorageError and other known errors.
    """
    with ExitStack() as opened:
        with telling_of_files():
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
    journal = Journal(register, clock, read_desk_key(place.register), kept=FolderKept(place.kept))
    opened.callback(clock.keep)
    opened.callback(journal.close)
    trust = FolderTrust(place.register / "trust")
    marks, places = (
        FolderMarks(place.register),
        FolderKeys(place.register, credentials(place.keys)),
    )
    desk = Desk(
        *(journal, pdf, keys, trust, Texts(DEFAULT)),
        marks=marks,
        last_places=FolderLastPlaces(place.register),
        key_places=places,
        archives=ZipArchives(),
        office=LibreOffice(),
        reader=partial(SqliteRegister.for_reading, place.register),
    )
    return Scene(place, with_upkeep(desk, place.register, register), clock)


def _found(place: DemoFolder, keys: KeyWorker, clock: DemoClock) -> None:
    """Found the demo; its register gets its name last, so that a half-founded one is none.

    What a founding that was broken off left behind is founded anew.
    """
    with founding_in(place.folder / UNFINISHED, place.register) as make_register:
        found_demo(place, lambda _, key, trust: make_register(key, trust), keys, clock)


def _authority(place: DemoFolder) -> DemoAuthority:
    try:
        return DemoAuthority.load(place.authority, AUTHORITY_PASSPHRASE)
    except ValueError as e:
        raise StorageError(cause=f"{place.authority}: {e}") from e


def walk_demo(folder: Path, language: str, say: Say) -> bool:
    """Walk the seed case without a window; tell whether everything holds."""
    with telling_of_files(), opened_demo(folder) as scene:
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

    with opened_demo(folder) as scene, checker() as checking:
        acts, desk = SeedActs(scene), replace(scene.desk, checker=checking)
        return run(desk, scene.people, scene.clock, language, acts, keep_crash_report)
