"""The program itself, years later by the machine's clock (libfaketime): what still holds."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.city import pem
from tests.cli.running import command, environment
from tests.network.pki import Pki, pki
from tests.signing import samples

FAKETIME = shutil.which("faketime")
pytestmark = pytest.mark.skipif(
    not FAKETIME and not os.environ.get("CI"), reason="faketime is not installed"
)
SIGNED = "2024-03-01 12:00:00"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pki]:
    folder = tmp_path_factory.mktemp("authority")
    with pki(folder) as made:
        yield made


@pytest.fixture(scope="module")
def files(city: Pki) -> dict[str, Path]:
    """A file of each level, signed in 2024 with a certificate of one year."""
    plan = city.folder / "plan.pdf"
    plan.write_bytes(samples.action_plan())
    made = {"B-B": city.sign(plan, stamped=False), "B-T": city.sign(plan)}
    archived = city.extend(made["B-T"])
    made["B-LTA"] = archived.rename(city.folder / "archived.pdf")
    city.down.append("/tsa/")
    made["B-LT"] = city.extend(made["B-T"])
    city.down.clear()
    return made


@pytest.fixture(scope="module")
def anchors(city: Pki) -> Path:
    """The root, and the time stamp service as trusted lists name it: an anchor of its own."""
    path = city.folder / "anchors.pem"
    path.write_bytes(pem(city.der("root")) + pem(city.der("tsa")))
    return path


def verified(file: Path, anchors: Path, moment: str) -> tuple[int, str]:
    """Run the whole program, its worker too, at a moment of the machine's clock."""
    assert FAKETIME
    done = subprocess.run(
        [FAKETIME, "-f", f"@{moment}", *command("verify", file, "--trust", anchors)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=environment(TZ="UTC", FAKETIME_DONT_FAKE_MONOTONIC="1"),
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


@pytest.mark.parametrize("year", [2026, 2029])
def test_archived_file_holds(files: dict[str, Path], anchors: Path, year: int) -> None:
    code, told = verified(files["B-LTA"], anchors, f"{year}-03-01 12:00:00")
    assert code == 0, told


@pytest.mark.parametrize(
    ("level", "code", "said"),
    [
        ("B-LT", 0, "A time stamp proves"),
        ("B-T", 3, "can't be told"),
        ("B-B", 3, "only what the signer's clock said"),
    ],
)
def test_what_the_others_say(
    files: dict[str, Path], anchors: Path, level: str, code: int, said: str
) -> None:
    found, told = verified(files[level], anchors, "2026-03-01 12:00:00")
    assert (found, said in told) == (code, True), told


def test_the_clock_is_really_another_one(files: dict[str, Path], anchors: Path) -> None:
    """Before it was signed, a file is from the future."""
    code, told = verified(files["B-LTA"], anchors, "2024-02-15 12:00:00")
    assert code == 3, told
    assert datetime.now(UTC).year != 2024
