"""Joins what reading and verifying needs."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from signapp.bootstrap.checkouts import unpack
from signapp.demo.scene import DemoFolder
from signapp.domain.errors import (
    StorageError,
    TimeStampFailedError,
    TrustFileError,
)
from signapp.machine import SystemClock, kept_folder
from signapp.services.audit import rebuild as rebuild_lists
from signapp.services.ports import TrustMaterial
from signapp.storage.archives import ZipArchives
from signapp.storage.kept import FolderKept
from signapp.storage.register import SqliteRegister
from signapp.storage.trust import FolderTrust, anchors_in, read_pem
from signapp.workers.pdf import PdfWorker

FEW, TWO = 4, 2
"""Up to how many files one worker is as fast: the start of a second takes longer than they do."""


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
    unpacked: dict[Path, Path] = field(default_factory=dict)

    def place(self, path: Path) -> Path:
        """Return a register's folder, given it, the folder of a demo around it, or a case file."""
        if not path.is_file():
            return register_folder(path)
        if path not in self.unpacked:
            self.unpacked[path] = unpack(path, self.opened)
        return self.unpacked[path]

    @property
    def archives(self) -> ZipArchives:
        """The opening of archives."""
        return ZipArchives()

    def register(self, folder: Path) -> SqliteRegister:
        """Open a register, that of a demo's folder or of a case file, for reading only."""
        register = SqliteRegister(self.place(folder), read_only=True)
        self.opened.callback(register.close)
        self.pdf.reach(self.place(folder))
        return register

    def kept(self, folder: Path) -> FolderKept:
        """Return where this desk remembers registers, or a demo's desk its own."""
        demo = DemoFolder(register_folder(folder).absolute().parent)
        return FolderKept(demo.kept if demo.clock.is_file() else kept_folder())

    def checkers(self, files: int) -> tuple[PdfWorker, ...]:
        """Return the workers that judge so many files: two where there are cores for them."""
        if files <= FEW or (os.cpu_count() or 1) < TWO:
            return (self.pdf,)
        second = PdfWorker(NoTimeStamps())
        self.opened.callback(second.close)
        return self.pdf, second

    def trust(self, pem: Path | None, folder: Path | None = None) -> TrustMaterial:
        """Return the anchors of a PEM file or folder, or else those that the register keeps.

        What the register keeps besides anchors helps in both cases: that is signed by others.
        Raises StorageError, TrustFileError.
        """
        known = TrustMaterial()
        if folder is not None:
            known = FolderTrust(self.place(folder) / "trust").material()
        if pem is None:
            return known
        if pem.is_dir():
            return anchors_in(register_trust(pem))
        roots = read_pem(pem)
        if not roots:
            raise TrustFileError(file=pem)
        return replace(known, roots=roots)


def register_trust(folder: Path) -> Path:
    """Return where a register keeps its trust anchors, given its folder; or else the folder."""
    inner = register_folder(folder) / "trust"
    return inner if inner.is_dir() else folder


@contextmanager
def checker() -> Iterator[PdfWorker]:
    """Open a worker that judges files from elsewhere beside a window; it reaches no register."""
    worker = PdfWorker(NoTimeStamps())
    try:
        yield worker
    finally:
        worker.close()


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
def telling_of_files() -> Iterator[None]:
    """Tell of a file of the demo that is missing or in the way as a known error."""
    try:
        yield
    except BrokenPipeError:
        raise  # nobody reads the output any more
    except OSError as e:
        raise StorageError(cause=str(e)) from e
