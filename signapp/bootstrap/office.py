"""Joins a real register: its founding, its desk, its window."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from signapp.bootstrap.demo import opened_demo
from signapp.bootstrap.reading import NoTimeStamps, checker, register_folder, telling_of_files
from signapp.bootstrap.upkeep import with_upkeep
from signapp.demo.scene import (
    DemoFolder,
)
from signapp.domain.errors import (
    RegisterExistsError,
)
from signapp.ledger.entries import EntryKey
from signapp.machine import (
    SystemClock,
    elapsed,
    keep_contact,
    keep_crash_report,
    kept_folder,
)
from signapp.network.lists import HttpLists
from signapp.network.revocation import HttpRevocation
from signapp.network.stamps import HttpTimeStamps
from signapp.services.clock_check import ClockCheck
from signapp.services.desk import Desk
from signapp.services.journal import Journal, Told
from signapp.services.ports import Credentials, KeyHome, TokenFacts, TrustMaterial
from signapp.services.register import Founding, found
from signapp.storage.archives import ZipArchives
from signapp.storage.desk_key import read_desk_key
from signapp.storage.desk_settings import FolderKeys, PersonalKeys, keep_settings, read_settings
from signapp.storage.founding import founding_in
from signapp.storage.kept import FolderKept
from signapp.storage.last_places import FolderLastPlaces
from signapp.storage.marks import FolderMarks
from signapp.storage.register import SqliteRegister
from signapp.storage.trust import FolderTrust
from signapp.texts.catalogue import DEFAULT, Texts
from signapp.workers.key import KeyWorker
from signapp.workers.office import LibreOffice
from signapp.workers.pdf import PdfWorker


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
        opened.enter_context(telling_of_files())
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
        yield open_desk(register, opened)


def open_desk(folder: Path, opened: ExitStack, told: Told | None = None) -> Desk:
    """Open the desk of a real register until `opened` closes. Raises StorageError, LedgerError.

    `told` is told how far the reading of the ledger is.
    """
    with telling_of_files():
        register = SqliteRegister(folder)
        opened.callback(register.close)
        kept = FolderKept(kept_folder())
        journal = Journal(register, SystemClock(), read_desk_key(folder), told, kept)
        opened.callback(journal.close)
    settings, trust = read_settings(folder), FolderTrust(folder / "trust")
    near, check = (
        frozenset(settings.near_hosts),
        ClockCheck(journal.clock, journal.memory, elapsed),
    )
    stamps = HttpTimeStamps(settings.time_stamps, keep_contact, near, stamped=check.stamped)
    revocation = HttpRevocation(
        settings.hosts, keep_contact, journal.clock, near, keep=trust.keep_evidence
    )
    keys, pdf = KeyWorker(), PdfWorker(stamps, folder, revocation=revocation)
    opened.callback(keys.process.kill)
    opened.callback(pdf.close)
    marks, lists = FolderMarks(folder), HttpLists("", keep_contact, near)
    desk = Desk(
        *(journal, pdf, keys, trust, Texts(DEFAULT), check, marks, lists),
        last_places=FolderLastPlaces(folder),
        key_places=FolderKeys(folder),
        archives=ZipArchives(),
        office=LibreOffice(),
        reader=partial(SqliteRegister.for_reading, folder),
        stamp_every=timedelta(minutes=settings.stamp_minutes),
    )
    return with_upkeep(desk, folder, register)


def show_register(folder: Path, language: str) -> int:
    """Open the window of a register for those whose keys are known at this desk.

    Returns the exit code of the program. Raises StorageError, LedgerError.
    """
    from signapp.gui.application import run  # noqa: PLC0415  (a terminal needs no Qt)
    from signapp.gui.opening import opened_in_sight  # noqa: PLC0415

    place = register_folder(folder)
    with ExitStack() as opened:
        found = opened_in_sight(lambda told: open_desk(place, opened, told), language)
        if found is None:
            return 0
        desk = replace(found, checker=opened.enter_context(checker()))
        return run(desk, people_at(desk, place), None, language, None, keep_crash_report)


def show_copy(folder: Path, language: str) -> int:
    """Open the auditor's workspace on a register that is opened for reading only.

    Nobody signs in, and nothing can be written, by the database's own word; so it may lie where
    nothing can be written. Returns the exit code of the program. Raises StorageError, LedgerError.
    """
    from signapp.gui.application import run  # noqa: PLC0415  (a terminal needs no Qt)

    place = register_folder(folder)
    with ExitStack() as opened:
        desk = replace(open_copy(place, opened), checker=opened.enter_context(checker()))
        return run(desk, (), None, language, None, keep_crash_report)


def open_copy(folder: Path, opened: ExitStack) -> Desk:
    """Open a desk at which nothing can be written. Raises StorageError, LedgerError."""
    register = opened.enter_context(SqliteRegister.for_reading(folder))
    journal = Journal(register, SystemClock(), EntryKey())
    keys, pdf = KeyWorker(), PdfWorker(NoTimeStamps(), folder)
    opened.callback(keys.process.kill)
    opened.callback(pdf.close)
    return Desk(
        *(journal, pdf, keys, FolderTrust(folder / "trust"), Texts(DEFAULT)),
        reader=partial(SqliteRegister.for_reading, folder),
        read_only=True,
    )


def people_at(desk: Desk, folder: Path) -> tuple[Credentials, ...]:
    """Return the enrolled people whose keys are known at this desk."""
    desk.journal.catch_up()
    enrolled = desk.journal.state.roster.persons
    return tuple(one for one in FolderKeys(folder).people() if one.person in enrolled)


def keep_keys(folder: Path, person: str, session: KeyHome, signature: KeyHome | None) -> None:
    """Keep where a person's keys are. Raises StorageError."""
    place = register_folder(folder)
    keys = PersonalKeys(session, signature)
    keep_settings(place, read_settings(place).with_keys(person, keys))


def keep_time_stamps(folder: Path, addresses: tuple[str, ...], minutes: int) -> None:
    """Keep which time stamp services this desk asks, in their order, and how often at most.

    Raises StorageError.
    """
    place = register_folder(folder)
    settings = replace(read_settings(place), time_stamps=addresses, stamp_minutes=minutes)
    keep_settings(place, settings)


def keep_hosts(folder: Path, hosts: tuple[str, ...], near: tuple[str, ...]) -> None:
    """Keep which hosts this desk may ask, and which of them are near. Raises StorageError."""
    place = register_folder(folder)
    hosts = tuple(dict.fromkeys((*hosts, *near)))
    keep_settings(place, replace(read_settings(place), hosts=hosts, near_hosts=near))


def tokens(module: str) -> tuple[TokenFacts, ...]:
    """Return the cards that a PKCS#11 module reaches. Raises TokenModuleError and others."""
    keys = KeyWorker()
    try:
        return keys.tokens(module)
    finally:
        keys.process.kill()


def now() -> datetime:
    """Return the present moment of this machine."""
    return SystemClock().now()
