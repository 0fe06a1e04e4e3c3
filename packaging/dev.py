"""Sets up, starts and checks signapp from a fresh clone; needs nothing but Python.

It runs before anything is installed, so it imports the standard library only, and must
itself load in an old Python, to be able to say that it is too old.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "packaging" / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
VENV = ROOT / ".venv"
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
PYTHON = VENV / SCRIPTS / ("python.exe" if os.name == "nt" else "python")
PACKAGES_STAMP, PROJECT_STAMP = VENV / "signapp-packages", VENV / "signapp-project"

USAGE = """\
python3 packaging/dev.py VERB [ARGUMENTS]

  setup   make .venv from the lock file (the others do it too, when needed)
  demo    start the demonstration             arguments go to `signapp demo`
  test    run the tests, without benchmarks   arguments go to pytest; the whole suite
          uses all cores; with --full every generating test tries its whole count
  bench   run the benchmarks                  arguments go to pytest
  lint    ruff, mypy, import-linter           arguments go to `ruff check`
  lock    write the lock file anew            arguments go to uv (such as --upgrade)
"""

# Qt's wheels bring Qt, but not these libraries of the system.
QT_ALWAYS = (
    *("libGL.so.1", "libEGL.so.1", "libxkbcommon.so.0"),
    *("libdbus-1.so.3", "libfontconfig.so.1", "libglib-2.0.so.0"),
)
QT_X11 = (
    *("libX11-xcb.so.1", "libxkbcommon-x11.so.0", "libxcb-cursor.so.0", "libxcb-icccm.so.4"),
    *("libxcb-image.so.0", "libxcb-keysyms.so.1", "libxcb-randr.so.0", "libxcb-render.so.0"),
    *("libxcb-render-util.so.0", "libxcb-shape.so.0", "libxcb-shm.so.0", "libxcb-sync.so.1"),
    *("libxcb-util.so.1", "libxcb-xfixes.so.0", "libxcb-xkb.so.1"),
)
QT_WAYLAND = ("libwayland-client.so.0", "libwayland-cursor.so.0", "libwayland-egl.so.1")

# What pip writes when it fails, and what to tell then; the first that fits counts.
PIP_FAILURES = {
    "No space left": "The disk is full: free about 1 GB, then run this again.",
    "NOT MATCH THE HASHES": "A download differs from the lock file and was refused: report it.",
    "CERTIFICATE_VERIFY": "Package index not trusted: put your proxy's CA file in PIP_CERT.",
    "connection broken": "No connection to the package index: check network and HTTPS_PROXY.",
    "No matching dist": "Needed: Linux with glibc 2.34, Windows on x64 or macOS 15 on ARM.",
}


class CannotGoOnError(Exception):
    """Something outside the project is missing; the text says what, and what to do."""


def main(arguments: Sequence[str], version: tuple[int, ...] = sys.version_info[:3]) -> int:
    """Run one verb; returns the exit code."""
    if version < (3, 11):
        found = ".".join(map(str, version))
        sys.stderr.write(f"signapp needs Python 3.11 or newer; {sys.executable} is {found}.\n")
        return 2
    verb, rest = (arguments[0] if arguments else ""), arguments[1:]
    if verb not in ("setup", "demo", "test", "bench", "lint", "lock"):
        asked = verb in ("-h", "--help", "help")
        (sys.stdout if asked else sys.stderr).write(USAGE)
        return 0 if asked else 2
    try:
        return lock(rest) if verb == "lock" else perform(verb, rest)
    except CannotGoOnError as reason:
        sys.stderr.write(f"{reason}\n")
        return 2
    except KeyboardInterrupt:
        return 130


def perform(verb: str, arguments: Sequence[str]) -> int:
    """Make ready what the verb needs, then do it."""
    environment = environment_for(verb, os.environ)
    stamp = packages_stamp(LOCK.read_bytes(), ROOT)
    usable = PYTHON.exists() and is_stamped(PACKAGES_STAMP, stamp)
    if sys.platform == "linux":
        libraries = qt_libraries(environment) if verb != "lint" else ()
        provide([*absent(libraries, ctypes.CDLL), *(() if usable else absent_modules())])
    if not usable:
        make_venv(stamp)
    install_project(digest(PROJECT.read_bytes()))
    if verb == "setup":
        print(f"{VENV} is ready. Start with: python3 packaging/dev.py demo")
    folder = None if verb == "demo" else ROOT  # the demo takes paths as its user wrote them
    return max((run(line, environment, folder) for line in commands(verb, arguments)), default=0)


def commands(verb: str, arguments: Sequence[str]) -> list[list[str]]:
    """The command lines that a verb stands for."""
    python = [str(PYTHON), "-m"]
    if verb == "demo":
        return [[*python, "signapp", "demo", *arguments]]
    if verb == "test":
        named = [Path(argument).as_posix() for argument in arguments]
        asked = any("tests/benchmarks" in name for name in named)
        options = [] if asked else ["--ignore=tests/benchmarks"]
        if not any("tests" in name for name in named):
            # one more than there are cores: a test often waits for the helper processes
            options += ["--numprocesses", str((os.cpu_count() or 1) + 1), "--dist", "loadfile"]
        if "--full" in arguments:  # which takes its time
            options += ["--timeout=0", "-o", "faulthandler_timeout=0"]
        return [[*python, "pytest", *options, *arguments]]
    if verb == "bench":
        return [[*python, "pytest", "tests/benchmarks", "--benchmark-only", *arguments]]
    if verb == "lint":
        return [
            [*python, "ruff", "check", *arguments],
            [*python, "ruff", "format", "--check"],
            [*python, "mypy"],
            [*python, "mypy", "packaging/dev.py"],
            [str(PYTHON.with_name("lint-imports"))],
        ]
    return []


def environment_for(verb: str, environment: Mapping[str, str]) -> dict[str, str]:
    """The variables a verb runs with: tests draw off screen unless told otherwise."""
    offscreen = {"QT_QPA_PLATFORM": "offscreen"} if verb in ("test", "bench") else {}
    return {**offscreen, **environment}


def run(command: Sequence[str], environment: Mapping[str, str], folder: Path | None) -> int:
    """Run one command to its end. Ctrl+C reaches it too, and it may end in its own way."""
    sys.stdout.flush()
    with subprocess.Popen(command, env=environment, cwd=folder) as child:
        while True:
            try:
                code = child.wait()
            except KeyboardInterrupt:
                continue
            return code if code >= 0 else 128 - code


def qt_libraries(environment: Mapping[str, str]) -> list[str]:
    """What Qt opens on the screen, or without one, that the environment tells of."""
    offscreen = environment.get("QT_QPA_PLATFORM", "").startswith("offscreen")
    x11 = QT_X11 if environment.get("DISPLAY") and not offscreen else ()
    wayland = QT_WAYLAND if environment.get("WAYLAND_DISPLAY") and not offscreen else ()
    return [*QT_ALWAYS, *x11, *wayland]


def absent(sonames: Iterable[str], load: Callable[[str], object]) -> list[str]:
    """Those libraries that the system's loader does not find."""
    missing = []
    for soname in sonames:
        try:
            load(soname)
        except OSError:
            missing.append(soname)
    return missing


def absent_modules() -> list[str]:
    """Debian leaves the module that puts pip into a .venv out of its Python."""
    return [] if importlib.util.find_spec("ensurepip") else ["ensurepip"]


def debian_package(thing: str, known: Callable[[str], bool]) -> str:
    """The package of a library, by Debian's rule for naming them, or of ensurepip."""
    if thing == "ensurepip":
        return f"python3.{sys.version_info.minor}-venv"
    if thing == "libglib-2.0.so.0":  # the exception, and with a new name since 2024
        return next(filter(known, ["libglib2.0-0t64"]), "libglib2.0-0")
    return re.sub(r"(?<=\d)\.so\.", "-", thing.lower()).replace(".so.", "")


def provide(missing: Sequence[str]) -> None:
    """Install the packages that hold the missing things, or say how to."""
    if not missing:
        return
    lacking = f"Missing on this system: {', '.join(missing)}."
    if shutil.which("apt-get") is None:
        raise CannotGoOnError(f"{lacking} Install the packages of your distribution that hold it.")
    root = os.geteuid() == 0
    if root:
        print(lacking, "Installing it with apt-get.", flush=True)
        apt_get("update")
    packages = [debian_package(thing, known_to_apt) for thing in missing]
    install = ("install", "-y", "--no-install-recommends", *packages)
    if not (root and apt_get(*install)):
        line = f"sudo apt-get update && sudo apt-get {' '.join(install)}"
        raise CannotGoOnError(f"{lacking} Run this, then the same command again:\n\n  {line}\n")


def apt_get(*arguments: str) -> bool:
    """Run apt-get without questions and with errors only; whether it succeeded."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", *arguments]
    quiet = subprocess.DEVNULL
    return subprocess.run(command, env=environment, stdout=quiet, check=False).returncode == 0


def known_to_apt(package: str) -> bool:
    """Whether this Debian or Ubuntu release has the package."""
    shown = subprocess.run(["apt-cache", "show", package], capture_output=True, check=False)
    return shown.returncode == 0


def packages_stamp(locked: bytes, root: Path) -> str:
    """What the installed packages depend on: the lock file, the Python, and where it all lies."""
    return f"{digest(locked)} {sys.implementation.cache_tag} {root}"


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def is_stamped(file: Path, stamp: str) -> bool:
    """Whether the file exists and says exactly this."""
    return file.is_file() and file.read_text(encoding="utf-8") == stamp


def make_venv(stamp: str) -> None:
    """Make .venv anew. The stamp is written last, so that a half-made one is known as such."""
    try:
        put_away(VENV)
        VENV.mkdir(exist_ok=True)
        PACKAGES_STAMP.write_text("unfinished", encoding="utf-8")
    except OSError as error:
        raise CannotGoOnError(f"{VENV} cannot be made: {error}") from error
    print("Making .venv from packaging/requirements.lock (about 220 MB to fetch) …", flush=True)
    create(VENV)
    pip(PYTHON, "--require-hashes", "--only-binary", ":all:", "--requirement", str(LOCK))
    PACKAGES_STAMP.write_text(stamp, encoding="utf-8")


def put_away(venv: Path) -> None:
    """Remove an outdated or half-made .venv of ours; leave alone what somebody else made."""
    old = venv.with_name(".venv.old")
    shutil.rmtree(old, ignore_errors=True)
    if not venv.exists() or not any(venv.iterdir()):
        return
    if not (venv / PACKAGES_STAMP.name).exists():
        raise CannotGoOnError(f"{venv} is not of this script's making: remove or rename it first.")
    venv.rename(old)  # in one step: interrupted, it leaves no .venv that has lost its stamp
    shutil.rmtree(old, ignore_errors=True)


def create(venv: Path) -> None:
    """Make an empty virtual environment with pip in it."""
    python = getattr(sys, "_base_executable", sys.executable)  # we may run in the old .venv
    command = [python, "-m", "venv", str(venv)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        raise CannotGoOnError(f"{python} cannot make {venv}:\n{made.stdout}{made.stderr}")


def install_project(stamp: str) -> None:
    """Let .venv use the working tree itself; again only when pyproject.toml has changed.

    Hatchling is locked with the rest: with build isolation, pip would fetch it without hashes.
    An editable install, and not a .pth file of our own, because it also gives the version, the
    licence texts and the command `signapp` to those who ask for them in the usual way.
    """
    if not is_stamped(PROJECT_STAMP, stamp):
        pip(PYTHON, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
        PROJECT_STAMP.write_text(stamp, encoding="utf-8")


def pip(python: Path, *arguments: str) -> None:
    """`pip install`, with progress for a person and quiet for a log."""
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", *quiet]
    done = subprocess.run([*command, *arguments], stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise CannotGoOnError(explain(done.stderr))


def explain(pip_says: str) -> str:
    """Cause and remedy of pip's failure, with pip's own words on it."""
    lines = pip_says.splitlines()
    for sign, remedy in PIP_FAILURES.items():
        for number, line in enumerate(lines):
            if sign in line:
                return "\n".join([remedy, *lines[number : number + 2]])
    return "\n".join(["pip could not install the packages.", *lines[-5:]])


def lock(arguments: Sequence[str]) -> int:
    """Choose versions at least a week old for all systems; write them down with their hashes."""
    with tempfile.TemporaryDirectory() as folder:
        uv = shutil.which(PYTHON.with_name("uv"))
        if uv is None:
            create(Path(folder))
            pip(Path(folder, SCRIPTS, PYTHON.name), "uv")
        code = compile_lock(uv or str(Path(folder, SCRIPTS, "uv")), arguments)
    if "://" in LOCK.read_text(encoding="utf-8"):
        raise CannotGoOnError(f"{LOCK} holds an address, but must work with any package index.")
    return code


def compile_lock(uv: str, arguments: Sequence[str]) -> int:
    """Let uv resolve the project, its extras, its build backend, and uv itself."""
    import tomllib  # noqa: PLC0415 - an old Python, which must load this module, has none

    build = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["build-system"]["requires"]
    command = [
        *(uv, "pip", "compile", "pyproject.toml", "-", "--extra", "dev", "--universal", "--quiet"),
        *("--python-version", "3.11", "--only-binary", ":all:", "--exclude-newer", "7 days"),
        *("--generate-hashes", "--no-emit-index-url", "--output-file", str(LOCK), *arguments),
    ]
    # editables: what hatchling wants for an editable install, and does not require itself
    tools = "\n".join([*build, "editables", "uv"])
    environment = {**os.environ, "UV_CUSTOM_COMPILE_COMMAND": "python3 packaging/dev.py lock"}
    done = subprocess.run(command, input=tools, text=True, cwd=ROOT, env=environment, check=False)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
