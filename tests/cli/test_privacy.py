"""Canaries: no PIN is left anywhere, no name in what the program keeps outside of a register.

A city works at the terminal with keys whose passphrase and people whose names are looked for
afterwards in every file, in the arguments of every process and in what was printed.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from signapp.demo.authority import DemoAuthority
from signapp.domain.acts import Purpose
from tests.cli.city import OFFICES, SINCE, City, pem, person
from tests.cli.running import ROOT, Done

PIN = "kanarialintu-9917-salasana"
WRONG = "kanarialintu-0000-arvaus"
SURNAME = "Kanarialintunen"
SECRETS = (PIN.encode(), WRONG.encode())

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc")


class Walk:
    """A city's work in folders of its own, begun with no mask, watched while it goes on."""

    def __init__(self, folder: Path) -> None:
        self.home, self.temporary = folder / "home", folder / "temporary"
        for made in (self.home, self.temporary):
            made.mkdir(mode=0o700)
        self.city = City(folder / "city", DemoAuthority.found())
        self.city.folder.mkdir()
        self.told: list[Done] = []
        self.seen: set[bytes] = set()
        for code, name in (("raija", f"Raija {SURNAME}"), ("kari", "Kari Kirjaaja")):
            issued = self.city.authority.issue(name, Purpose.SESSION, "p256")
            self.city.key(code).write_bytes(issued.pkcs12(PIN))
            certificate = issued.certificate.public_bytes(Encoding.PEM)
            (self.city.folder / f"{code}-session.pem").write_bytes(certificate)
        self.city.trust.write_bytes(pem(self.city.authority.root))
        people = person("raija", f"Raija {SURNAME}", "registry") + person(
            "kari", "Kari Kirjaaja", "registry"
        )
        self.city.write("first.toml", OFFICES + people)
        self.city.write("more.toml", person("mika", f"Mika {SURNAME}", "mayor", SINCE).replace(
            'session = "mika-session.pem"\n', ""))  # fmt: skip

    def run(self, answers: str, *arguments: object) -> Done:
        """Run the program with no mask; look at the arguments of all processes meanwhile."""
        places = {"HOME": str(self.home), "TMPDIR": str(self.temporary), "TMP": ""}
        program = [sys.executable, "-m", "signapp", "--language", "en", *map(str, arguments)]
        with subprocess.Popen(
            ["/bin/sh", "-c", 'umask 000; exec "$@"', "sh", *program],
            cwd=ROOT,
            env={**{k: v for k, v in os.environ.items() if not k.startswith("XDG_")}, **places},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            over = threading.Event()
            watch = threading.Thread(target=self._watch, args=(over,))
            watch.start()
            out, err = process.communicate(answers, timeout=120)
            over.set()
            watch.join()
        done = Done(arguments, process.returncode, out, err)
        self.told.append(done)
        return done

    def _watch(self, over: threading.Event) -> None:
        while not over.wait(0.02):
            for entry in Path("/proc").glob("[0-9]*"):
                for name in ("cmdline", "environ"):
                    try:
                        self.seen.add((entry / name).read_bytes())
                    except OSError:
                        continue

    def outside(self) -> Iterator[Path]:
        """Yield every file that was left outside of the register and what the city brought."""
        for place in (self.home, self.temporary):
            yield from (one for one in place.rglob("*") if one.is_file())


def holding(files: list[Path], *words: bytes) -> list[Path]:
    """Return the files that hold one of the words, also as UTF-16 or in hexadecimal."""
    forms = [
        form
        for word in words
        for form in (word, word.decode().encode("utf-16-le"), word.hex().encode())
    ]
    return [one for one in files if any(form in one.read_bytes() for form in forms)]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """The work: founding, changes, refusals, a wrong PIN, a backup, a crash, a look at it all."""
    made = Walk(tmp_path_factory.mktemp("canaries"))
    city, register = made.city, made.city.register
    found = made.run(
        f"{PIN}\n{PIN}\n",
        "register", "found", register, "--city", "Esimerkin kaupunki", "--prefix", "ESM",
        "--roster", city.folder / "first.toml", "--trust", city.trust,
        "--registrar", "raija", city.key("raija"), "--registrar", "kari", city.key("kari"),
        "--pin-stdin", "--yes",
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    who = ("--as", "raija", "--key", city.key("raija"), "--pin-stdin", "--yes")
    wrong = made.run(f"{WRONG}\n", "register", "enrol", register, city.folder / "more.toml", *who)
    assert "[WrongPinError]" in wrong.stderr
    more = made.run(f"{PIN}\n", "register", "enrol", register, city.folder / "more.toml", *who)
    assert more.returncode == 0, more.stderr
    refused = made.run(f"{PIN}\n", "register", "confirm", register, *who)
    assert "[SamePersonMayNotConfirm]" in refused.stderr
    assert made.run("", "desk", "key", register, "raija", "--session", city.key("raija"),
                    ).returncode == 0  # fmt: skip
    assert made.run("", "doctor", register).returncode == 1
    assert made.run("", "register", "verify", register).returncode == 0
    crash = (
        "from signapp.machine import keep_crash_report\n"
        f"try:\n    raise ValueError('{PIN} {SURNAME}')\n"
        "except ValueError as e:\n    keep_crash_report(e)\n"
    )
    subprocess.run(
        [sys.executable, "-c", crash],
        cwd=ROOT,
        env={**os.environ, "HOME": str(made.home), "XDG_STATE_HOME": ""},
        check=True,
    )
    return made


def test_no_pin_is_left_in_any_file(walk: Walk) -> None:
    """In the register neither (A-R21)."""
    files = [*walk.outside(), *(one for one in walk.city.register.rglob("*") if one.is_file())]
    assert len(files) >= 7
    assert holding(files, *SECRETS) == []


def test_no_pin_is_in_an_argument_an_environment_or_an_answer(walk: Walk) -> None:
    assert any(b"signapp" in one and b"--worker" in one for one in walk.seen)
    assert [one for one in walk.seen if any(secret in one for secret in SECRETS)] == []
    told = "".join(done.stdout + done.stderr for done in walk.told)
    assert "Wrong PIN" in told
    assert PIN not in told
    assert WRONG not in told


def test_no_name_is_kept_outside_of_the_register(walk: Walk) -> None:
    """A crash whose message holds one is among the files (A-R22)."""
    kept = list(walk.outside())
    assert any(one.name.startswith("crash-") for one in kept)
    assert holding(kept, SURNAME.encode()) == []
    assert holding([walk.city.register / "register.sqlite"], SURNAME.encode())


def test_the_search_finds_what_is_there(walk: Walk) -> None:
    """Without this, finding nothing would mean nothing."""
    for number, form in enumerate((PIN.encode(), PIN.encode("utf-16-le"), PIN.encode().hex())):
        planted = walk.temporary / f"planted-{number}"
        planted.write_bytes(b"before " + (form if isinstance(form, bytes) else form.encode()))
        assert holding(list(walk.outside()), *SECRETS) == [planted]
        planted.unlink()


def test_nothing_is_open_to_others_whatever_the_mask(walk: Walk) -> None:
    """The program was begun with umask 000 each time (A-R23)."""
    register = walk.city.register
    made = [register, *register.rglob("*")]
    assert len(made) > 7
    assert [one for one in made if one.stat().st_mode & 0o077] == []


def test_a_crash_leaves_no_image_of_the_memory() -> None:
    """The main process holds session keys, the workers hold PINs."""
    program = (
        "import resource, sys\n"
        "sys.argv = ['signapp', '--version']\n"
        "from signapp.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "(0, 0)"
