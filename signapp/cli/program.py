"""What the terminal's commands need of the program; `bootstrap` is such a program."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from signapp.services.anchors import Anchor
from signapp.services.archives import Archives
from signapp.services.backup_values import BackupMadeHere, Restored, Told
from signapp.services.condition import Row
from signapp.services.desk import Desk
from signapp.services.kept import KeptStore
from signapp.services.ports import (
    Checker,
    Clock,
    KeyHome,
    PdfWork,
    Register,
    TokenFacts,
    TrustMaterial,
)
from signapp.services.register import Founding
from signapp.services.trust_facts import TrustFacts
from signapp.services.trust_values import KeptLists


class Reading(Protocol):
    """Tools for reading and verifying, which change nothing."""

    @property
    def pdf(self) -> PdfWork:
        """The work on PDF files."""

    @property
    def clock(self) -> Clock:
        """The time."""

    @property
    def archives(self) -> Archives:
        """The opening of archives."""

    def register(self, folder: Path) -> Register:
        """Open a register, or the register of a demo's folder, for reading only."""

    def kept(self, folder: Path) -> KeptStore:
        """Return where this desk remembers registers, or a demo's desk its own."""

    def checkers(self, files: int) -> tuple[Checker, ...]:
        """Return the workers that judge so many files: more than one where it helps."""

    def trust(self, pem: Path | None, folder: Path | None = None) -> TrustMaterial:
        """Return the anchors of a PEM file or folder, or else those that a register keeps."""


class Program(Protocol):
    """The joined parts."""

    def reading(self) -> AbstractContextManager[Reading]:
        """Open the tools for reading."""

    def demo_folder(self) -> Path:
        """Return where the demo lives unless another folder is named."""

    def has_screen(self) -> bool:
        """Tell whether a window can be shown here."""

    def walk_demo(self, folder: Path, language: str, say: Callable[[str], None]) -> bool:
        """Walk the seed case without a window; tell whether everything holds."""

    def show_demo(self, folder: Path, language: str) -> int:
        """Open the demo's window; return the exit code of the program."""

    def show_register(self, folder: Path, language: str) -> int:
        """Open the window of a real register; return the exit code of the program."""

    def show_copy(self, folder: Path, language: str) -> int:
        """Open the auditor's workspace on a register for reading only; return the exit code."""

    def keep_keys(
        self, folder: Path, person: str, session: KeyHome, signature: KeyHome | None
    ) -> None:
        """Keep where a person's keys are."""

    def keep_time_stamps(self, folder: Path, addresses: tuple[str, ...], minutes: int) -> None:
        """Keep which time stamp services this desk asks, and how often for checkpoints."""

    def keep_hosts(self, folder: Path, hosts: tuple[str, ...], near: tuple[str, ...]) -> None:
        """Keep which hosts this desk may ask, and which of them are near."""

    def tokens(self, module: str) -> tuple[TokenFacts, ...]:
        """Return the cards that a PKCS#11 module reaches."""

    def now(self) -> datetime:
        """Return the present moment."""

    def working(self, folder: Path) -> AbstractContextManager[Desk]:
        """Open the desk of a register for acts."""

    def found_register(
        self,
        folder: Path,
        founding: Founding,
        certificates: tuple[bytes, ...],
        trust: TrustMaterial,
    ) -> None:
        """Found a real register in a folder."""

    def trust_facts(self, folder: Path) -> TrustFacts:
        """Return what a register trusts."""

    def take_lists(
        self, folder: Path, place: Path | None, territories: tuple[str, ...], signers: Path | None
    ) -> KeptLists:
        """Take trusted lists in from a folder, or from the network."""

    def open_checkout(self, path: Path, folder: Path) -> None:
        """Make the register of a checked-out case from its file."""

    def rebuild(self, folder: Path) -> None:
        """Drop the lists of a register and make them anew from its ledger."""

    def make_backup(self, folder: Path, place: Path, told: Told) -> BackupMadeHere:
        """Make a verified backup of a register."""

    def doctor(self, folder: Path | None, told: Told) -> tuple[Row, ...]:
        """Look at the program and, where one is named, at a register and its desk."""

    def restore(
        self,
        backup: Path,
        folder: Path,
        lost: Path | None,
        anchors: tuple[Anchor, ...],
        told: Told,
    ) -> Restored:
        """Set a register back from a backup, in a folder of its own."""

    def keep_crash_report(self, error: BaseException) -> Path:
        """Keep the report of an unknown error on this machine; return its file."""
