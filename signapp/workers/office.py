"""Has LibreOffice convert text documents: each time anew, confined, within bounds, killable."""

import os
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from signapp.domain.errors import CancelledError, StorageError
from signapp.domain.intake_errors import ConversionFailedError, OfficeMissingError
from signapp.services.arrivals import ArrivalKind
from signapp.workers.process import worker_command
from signapp.workers.sandbox import confine_program

NAME = "office"
PLACES = (
    "/usr/lib/libreoffice/program",
    "/usr/lib64/libreoffice/program",
    "/opt/libreoffice*/program",
    "/Applications/LibreOffice.app/Contents/MacOS",
    "C:/Program Files/LibreOffice/program",
    "C:/Program Files (x86)/LibreOffice/program",
)
"""Where LibreOffice is, when the search path does not tell."""
DATA = tuple(map(Path, ("/etc/libreoffice", "/var/lib/libreoffice", "/var/spool/libreoffice")))
LONGEST = 180.0
"""How many seconds a conversion may take; one of 500 pages takes about half a minute."""
MOST_SECONDS, MOST_MEMORY, LARGEST_RESULT = 240, 3 << 30, 300 << 20
"""The bounds of the process: seconds of the processors, data, and each file that it writes."""
RESTART = 81
"""With this code it ends when it has made its profile, and wants to be started again."""
ENDINGS = {ArrivalKind.DOCX: "docx", ArrivalKind.ODT: "odt"}
FILTER = (
    'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"3"},'
    '"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"PDFUACompliance":{"type":"boolean","value":"true"},'
    '"ExportNotes":{"type":"boolean","value":"false"},'
    '"ExportFormFields":{"type":"boolean","value":"false"}}'
)
"""PDF/A-3b and PDF/UA-1, as far as the document allows; no comments, no form fields."""
SETTING = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
    "<value>{value}</value></prop></item>"
)
SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisablePythonRuntime", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Office.Java/VirtualMachine", "Enable", "false"),
)
"""What a profile is told: no macros, no Java, no links followed."""


def main(arguments: list[str]) -> None:
    """Become LibreOffice, confined; `arguments` are its program, its folder, and its own ones."""
    import resource  # noqa: PLC0415  (POSIX only)

    program, folder = Path(arguments[0]), Path(arguments[1])
    for what, most in (
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_DATA, MOST_MEMORY),
        (resource.RLIMIT_FSIZE, LARGEST_RESULT),
    ):
        resource.setrlimit(what, (most, most))
    confine_program(program, folder, (*DATA, program.parent))
    os.chdir(folder)
    os.execve(program, [str(program), *arguments[2:]], _environment(folder))  # noqa: S606


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment that tells nothing of the person and leads to no screen."""
    place = str(folder)
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    own = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP", "XDG_RUNTIME_DIR"), place)
    return {**kept, **own, "PATH": "", "LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}


def find_office() -> Path | None:
    """Return the program of LibreOffice, or None where there is none."""
    called = next(filter(None, map(shutil.which, ("soffice", "libreoffice"))), None)
    folders = [Path(called).resolve().parent] if called else []
    for place in map(Path, PLACES):
        folders += sorted(Path(place.anchor).glob(str(place.relative_to(place.anchor))))
    names = {"linux": "soffice.bin", "win32": "soffice.exe"}
    programs = (folder / names.get(sys.platform, "soffice") for folder in folders)
    return next((one for one in programs if one.is_file()), None)


def _version(program: Path) -> str:
    """Return how LibreOffice calls itself, such as LibreOffice 7.4."""
    places = (program.parent, program.parent.parent / "Resources")
    for file in (place / name for place in places for name in ("bootstraprc", "bootstrap.ini")):
        if file.is_file():
            for line in file.read_text("utf-8", "replace").splitlines():
                if line.startswith("ProductKey="):
                    return line.partition("=")[2].strip()
    return "LibreOffice"


@dataclass
class LibreOffice:
    """Converts text documents; fits `services.office.Office`."""

    program: Path | None = field(default_factory=find_office)
    longest: float = LONGEST
    _process: "subprocess.Popen[bytes] | None" = None
    _stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def version(self) -> str:
        """How it calls itself; nothing where there is none."""
        return _version(self.program) if self.program else ""

    @property
    def process_id(self) -> int | None:
        """The id of the process that converts, or None."""
        return self._process.pid if self._process else None

    def convert(self, source: Path, kind: ArrivalKind) -> bytes:
        """Return a text document as a PDF, from a folder and a profile that then are no more.

        Raises OfficeMissingError, ConversionFailedError (`time`, `nothing`), CancelledError,
        StorageError.
        """
        if self.program is None:
            raise OfficeMissingError
        self._stopped.clear()
        with TemporaryDirectory(prefix="signapp-office-", ignore_cleanup_errors=True) as name:
            folder = Path(name).resolve()
            document = folder / f"document.{ENDINGS[kind]}"
            try:
                shutil.copyfile(source, document)
                _make_profile(folder / "profile")
                self._run(self.program, folder, document)
                made = folder / "document.pdf"
                if not made.is_file() or not 0 < made.stat().st_size <= LARGEST_RESULT:
                    raise ConversionFailedError(cause="nothing")
                return made.read_bytes()
            except OSError as e:
                raise StorageError(cause=str(e)) from e

    def break_off(self) -> None:
        """End the conversion that is under way, from any thread: it ends with CancelledError."""
        self._stopped.set()
        if self._process is not None:
            self._process.kill()

    def _run(self, program: Path, folder: Path, document: Path) -> None:
        own = [
            *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--convert-to", FILTER, "--outdir", str(folder), str(document)),
        ]
        confined = worker_command(NAME, str(program), str(folder), *own)
        command = confined if sys.platform == "linux" else [str(program), *own]
        if self._ended(command, folder) == RESTART:
            self._ended(command, folder)

    def _ended(self, command: list[str], folder: Path) -> int:
        """Run a command to its end and return its code."""
        plain = None if sys.platform == "linux" else _environment(folder)
        process = self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=plain,
        )
        try:
            if self._stopped.is_set():
                process.kill()
            code = process.wait(self.longest)
        except subprocess.TimeoutExpired as e:
            raise ConversionFailedError(cause="time") from e
        finally:
            self._process = None
            process.kill()
            process.wait()
        if self._stopped.is_set():
            raise CancelledError
        return code


def _make_profile(profile: Path) -> None:
    items = "".join(
        SETTING.format(path=path, name=name, value=value) for path, name, value in SETTINGS
    )
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(f"{head}{items}</oor:items>")
