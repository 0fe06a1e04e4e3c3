"""The set-up script: what it finds missing, what it says, what it makes anew and what it keeps."""

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "packaging" / "dev.py"


def load_script(path: Path = SCRIPT) -> ModuleType:
    spec = importlib.util.spec_from_file_location("signapp_dev_script", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


dev = load_script()


class TestCommandLine:
    @pytest.mark.parametrize("arguments", [[], ["dmeo"], ["--verbose"], ["TEST"]])
    def test_unknown_verb_shows_usage(
        self, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert dev.main(arguments) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err == dev.USAGE

    @pytest.mark.parametrize("asked", ["-h", "--help", "help"])
    def test_help_is_no_error(self, asked: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert dev.main([asked]) == 0
        assert capsys.readouterr().out == dev.USAGE

    @pytest.mark.parametrize("version", [(3, 7, 2), (3, 10, 14)])
    def test_old_python_gets_a_sentence(
        self, version: tuple[int, ...], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert dev.main(["demo"], version) == 2
        said = capsys.readouterr().err
        assert "Python 3.11 or newer" in said
        assert ".".join(map(str, version)) in said

    def test_script_loads_in_an_old_python(self) -> None:
        source = SCRIPT.read_text(encoding="utf-8")
        ast.parse(source, feature_version=(3, 7))
        imported = {
            name.name.split(".")[0]
            for node in ast.parse(source).body
            if isinstance(node, ast.Import)
            for name in node.names
        }
        assert imported <= sys.stdlib_module_names - {"tomllib"}

    def test_arguments_are_passed_on(self) -> None:
        demo = dev.commands("demo", ["--language", "sv"])[0]
        assert demo == [str(dev.PYTHON), "-m", "signapp", "demo", "--language", "sv"]
        assert dev.commands("test", ["-x", "tests/domain"])[0][-2:] == ["-x", "tests/domain"]
        assert "--fix" in dev.commands("lint", ["--fix"])[0]
        assert dev.commands("setup", []) == []

    def test_benchmarks_run_only_when_asked_for(self) -> None:
        assert "--ignore=tests/benchmarks" in dev.commands("test", ["-q"])[0]
        named = dev.commands("test", ["tests/benchmarks/test_ledger.py"])[0]
        assert "--ignore=tests/benchmarks" not in named
        assert "--benchmark-only" in dev.commands("bench", [])[0]

    def test_the_whole_suite_uses_all_cores_and_one_file_does_not(self) -> None:
        assert "--numprocesses" in dev.commands("test", [])[0]
        assert "--numprocesses" in dev.commands("test", ["-q", "--full"])[0]
        assert "--numprocesses" not in dev.commands("test", ["tests/domain"])[0]
        assert "--numprocesses" not in dev.commands("bench", [])[0]

    def test_tests_draw_off_screen_unless_told_otherwise(self) -> None:
        assert dev.environment_for("test", {})["QT_QPA_PLATFORM"] == "offscreen"
        told = {"QT_QPA_PLATFORM": "xcb"}
        assert dev.environment_for("test", told) == told
        assert dev.environment_for("demo", {"A": "b"}) == {"A": "b"}

    @pytest.mark.skipif(os.name == "nt", reason="signals are numbers on POSIX only")
    @pytest.mark.parametrize(("code", "expected"), [("sys.exit(5)", 5), ("os.abort()", 134)])
    def test_exit_code_is_the_program_s_own(self, code: str, expected: int) -> None:
        command = [sys.executable, "-c", f"import os, sys; {code}"]
        assert dev.run(command, os.environ, None) == expected


class TestWhatTheSystemMustHave:
    def test_no_screen_needs_no_screen_libraries(self) -> None:
        assert dev.qt_libraries({}) == [*dev.QT_ALWAYS]
        assert dev.qt_libraries({"DISPLAY": "", "WAYLAND_DISPLAY": ""}) == [*dev.QT_ALWAYS]

    def test_off_screen_needs_none_either(self) -> None:
        environment = {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen:fontsize=2"}
        assert dev.qt_libraries(environment) == [*dev.QT_ALWAYS]

    def test_each_screen_needs_its_own(self) -> None:
        assert dev.qt_libraries({"DISPLAY": ":0"}) == [*dev.QT_ALWAYS, *dev.QT_X11]
        assert dev.qt_libraries({"WAYLAND_DISPLAY": "w"}) == [*dev.QT_ALWAYS, *dev.QT_WAYLAND]

    def test_only_what_the_loader_lacks_is_missing(self) -> None:
        def load(soname: str) -> None:
            if "xcb" in soname:
                raise OSError(soname)

        wanted = ["libGL.so.1", "libxcb-cursor.so.0", "libxkbcommon.so.0", "libxcb-shape.so.0"]
        assert dev.absent(wanted, load) == ["libxcb-cursor.so.0", "libxcb-shape.so.0"]

    @pytest.mark.parametrize(
        ("thing", "package"),
        [
            ("libGL.so.1", "libgl1"),
            ("libEGL.so.1", "libegl1"),
            ("libdbus-1.so.3", "libdbus-1-3"),
            ("libX11-xcb.so.1", "libx11-xcb1"),
            ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
            ("libxcb-render-util.so.0", "libxcb-render-util0"),
            ("libwayland-cursor.so.0", "libwayland-cursor0"),
            ("libglib-2.0.so.0", "libglib2.0-0"),
            ("ensurepip", f"python3.{sys.version_info.minor}-venv"),
        ],
    )
    def test_packages_on_debian_12(self, thing: str, package: str) -> None:
        assert dev.debian_package(thing, lambda name: not name.endswith("t64")) == package

    def test_glib_has_a_new_name_where_apt_knows_it(self) -> None:
        assert dev.debian_package("libglib-2.0.so.0", lambda _: True) == "libglib2.0-0t64"
        assert dev.debian_package("libGL.so.1", lambda _: True) == "libgl1"

    @pytest.mark.skipif(shutil.which("apt-cache") is None, reason="not a Debian or Ubuntu system")
    def test_apt_knows_every_package(self) -> None:
        if not dev.known_to_apt("libgl1"):
            pytest.skip("apt has no package lists here")
        things = [*dev.QT_ALWAYS, *dev.QT_X11, *dev.QT_WAYLAND]
        packages = [dev.debian_package(thing, dev.known_to_apt) for thing in things]
        command = ["apt-cache", "show", "--no-all-versions", *packages]
        shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        assert set(packages) <= set(re.findall(r"^Package: (\S+)$", shown, re.MULTILINE))

    @pytest.mark.skipif(sys.platform != "linux", reason="Qt finds all it needs elsewhere")
    def test_qt_asks_for_no_library_that_we_do_not_know(self) -> None:
        """A newer Qt that wants one more library fails here, and not on a clerk's machine."""
        come_along = r"lib(c|m|stdc\+\+|gcc_s|z|zstd|icu\w+|gthread-2\.0|freetype|X11|xcb|Qt6.*)"
        asked = set()
        for file in ("plugins/platforms/libqxcb.so", "plugins/platforms/libqwayland.so"):
            asked |= libraries_named_in(qt_folder() / file)
        for part in ("Core", "Gui", "DBus", "XcbQpa", "WaylandClient"):
            asked |= libraries_named_in(qt_folder() / "lib" / f"libQt6{part}.so.6")
        assert {"libxcb-cursor.so.0", "libEGL.so.1"} <= asked
        unknown = asked - {*dev.QT_ALWAYS, *dev.QT_X11, *dev.QT_WAYLAND}
        assert [
            name for name in unknown if not re.fullmatch(come_along, name.split(".so")[0])
        ] == []


def qt_folder() -> Path:
    spec = importlib.util.find_spec("PySide6")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "Qt"


def libraries_named_in(binary: Path) -> set[str]:
    """The sonames in an ELF file's string table."""
    names = re.findall(rb"(?<=\0)lib[\w.+-]+\.so\.\d+(?=\0)", binary.read_bytes())
    return {name.decode() for name in names}


class TestWhatPipMeans:
    @pytest.mark.parametrize(
        ("pip_says", "told"),
        [
            ("ERROR: [Errno 28] No space left on device", "disk is full"),
            ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES\n    click==8 from", "was refused"),
            (
                "after connection broken by 'SSLError([SSL: CERTIFICATE_VERIFY_FAILED])'",
                "PIP_CERT",
            ),
            (
                "after connection broken by 'NewConnectionError'\nERROR: No matching dist",
                "network",
            ),
            ("ERROR: No matching distribution found for pyside6-essentials==6.11.3", "glibc 2.34"),
            ("ERROR: something new", "something new"),
        ],
    )
    def test_cause_and_remedy(self, pip_says: str, told: str) -> None:
        assert told in dev.explain(f"WARNING: a word before\n{pip_says}\n")

    def test_names_the_refused_package(self) -> None:
        assert "click==8" in dev.explain("DO NOT MATCH THE HASHES\n    click==8 from elsewhere\n")


class TestWhenToMakeItAnew:
    def test_stamp_follows_lock_and_place(self) -> None:
        stamp = dev.packages_stamp(b"click==8", Path("/here"))
        assert stamp == dev.packages_stamp(b"click==8", Path("/here"))
        assert stamp != dev.packages_stamp(b"click==9", Path("/here"))
        assert stamp != dev.packages_stamp(b"click==8", Path("/there"))
        assert sys.implementation.cache_tag in stamp

    def test_is_stamped(self, tmp_path: Path) -> None:
        stamp = tmp_path / "stamp"
        assert not dev.is_stamped(stamp, "a")
        stamp.write_text("unfinished")
        assert not dev.is_stamped(stamp, "a")
        stamp.write_text("a")
        assert dev.is_stamped(stamp, "a")

    def test_ours_is_put_away(self, tmp_path: Path) -> None:
        venv = tmp_path / ".venv"
        venv.mkdir()
        (venv / dev.PACKAGES_STAMP.name).write_text("unfinished")
        dev.put_away(venv)
        assert list(tmp_path.iterdir()) == []

    def test_somebody_else_s_is_kept(self, tmp_path: Path) -> None:
        venv = tmp_path / ".venv"
        (venv / "bin").mkdir(parents=True)
        with pytest.raises(dev.CannotGoOnError, match="remove or rename"):
            dev.put_away(venv)
        assert (venv / "bin").exists()

    def test_nothing_there_is_fine(self, tmp_path: Path) -> None:
        dev.put_away(tmp_path / ".venv")
        (tmp_path / ".venv").mkdir()
        dev.put_away(tmp_path / ".venv")


BACKEND = '''
import zipfile

NAME = "trial-1-py3-none-any.whl"

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    """The smallest wheel that pip takes."""
    with zipfile.ZipFile(f"{wheel_directory}/{NAME}", "w") as wheel:
        about = "trial-1.dist-info"
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\\nName: trial\\nVersion: 1\\n")
        tag = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
        wheel.writestr(f"{about}/WHEEL", tag)
        wheel.writestr(f"{about}/RECORD", "")
    return NAME
'''
PROJECT = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'


class Clone:
    """A little project with a real copy of the script, on which it is run for real."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.script = folder / "packaging" / "dev.py"
        self.lock = folder / "packaging" / "requirements.lock"
        self.venv = folder / ".venv"
        self.script.parent.mkdir()
        shutil.copy(SCRIPT, self.script)
        self.lock.write_text("")
        (folder / "pyproject.toml").write_text(PROJECT)
        (folder / "backend.py").write_text(BACKEND)

    def setup(self, **variables: str) -> subprocess.CompletedProcess[str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        return subprocess.run(
            [sys.executable, str(self.script), "setup"],
            env={**own, "QT_QPA_PLATFORM": "offscreen", **variables},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    clone = Clone(tmp_path_factory.mktemp("clone"))
    clone.venv.mkdir()
    (clone.venv / dev.PACKAGES_STAMP.name).write_text("unfinished")
    (clone.venv / "left-over").write_text("of an interrupted run")
    done = clone.setup()
    assert done.returncode == 0, done.stderr
    return clone


class TestForReal:
    """Makes virtual environments; nothing of it needs a network."""

    def test_a_half_made_venv_is_made_anew(self, clone: Clone) -> None:
        assert not (clone.venv / "left-over").exists()
        assert not clone.venv.with_name(".venv.old").exists()
        python = clone.venv / dev.PYTHON.relative_to(dev.VENV)
        shown = subprocess.run(
            [python, "-m", "pip", "list", "--disable-pip-version-check"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "trial" in shown.stdout

    def test_the_second_run_is_quick_and_touches_nothing(self, clone: Clone) -> None:
        before = {file: file.stat().st_mtime_ns for file in clone.venv.iterdir()}
        begun = time.monotonic()
        done = clone.setup()
        assert time.monotonic() - begun < 2  # about 0.1 s on an idle machine
        assert done.returncode == 0
        assert "Making" not in done.stdout
        assert {file: file.stat().st_mtime_ns for file in clone.venv.iterdir()} == before

    def test_without_network_it_says_so(self, clone: Clone) -> None:
        clone.lock.write_text(f"no-such-package-here==1 --hash=sha256:{'0' * 64}\n")
        nowhere = "http://127.0.0.1:9"
        done = clone.setup(PIP_INDEX_URL=nowhere, PIP_RETRIES="1", NO_PROXY="127.0.0.1")
        assert done.returncode == 2
        assert "No connection to the package index" in done.stderr
        assert "Traceback" not in done.stderr
        assert (clone.venv / dev.PACKAGES_STAMP.name).read_text() == "unfinished"
