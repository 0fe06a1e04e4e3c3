"""The lock file: complete, pinned by hash, free of addresses, and good for three systems."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "packaging" / "requirements.lock"
UV = Path(sys.executable).with_name("uv.exe" if os.name == "nt" else "uv")
SYSTEMS = {
    "Linux x86-64": ("x86_64-manylinux_2_34", {}),
    "Linux ARM": ("aarch64-manylinux_2_39", {}),
    "Windows x64": ("windows", {}),
    "macOS 15 ARM": ("macos", {"MACOSX_DEPLOYMENT_TARGET": "15.0"}),
}
NO_NETWORK = re.compile(
    "dns error|failed to lookup|error sending request|timed out", re.IGNORECASE
)


def locked() -> dict[str, tuple[Requirement, int]]:
    """Each locked package with the number of its hashes."""
    text = LOCK.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    packages = {}
    for line in lines:
        requirement = Requirement(line.split("--hash")[0])
        hashes = re.findall(r"--hash=sha256:[0-9a-f]{64}(?!\w)", line)
        packages[requirement.name] = requirement, len(hashes)
    return packages


def wanted() -> list[Requirement]:
    """What pyproject.toml asks for, with the development tools and the build backend."""
    text = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = text["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    return [
        Requirement(line)
        for line in (*project["dependencies"], *extras, *text["build-system"]["requires"])
    ]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_package_has_one_version_and_hashes() -> None:
    for name, (requirement, hashes) in locked().items():
        assert re.fullmatch(r"==[^=*,]+", str(requirement.specifier)), name
        assert requirement.url is None, name
        assert hashes > 0, name


def test_no_address_and_no_option() -> None:
    text = LOCK.read_text(encoding="utf-8")
    assert "://" not in text
    assert re.findall(r"^\s*-(?!-hash=sha256:).*", text, re.MULTILINE) == []
    assert text.splitlines()[1].strip("# ") == "python3 packaging/dev.py lock"


@pytest.mark.parametrize("requirement", wanted(), ids=lambda requirement: requirement.name)
def test_pyproject_is_met(requirement: Requirement) -> None:
    """Fails when pyproject.toml has changed and `dev.py lock` was not run."""
    pinned, _ = locked()[normal(requirement.name)]
    version = str(pinned.specifier).removeprefix("==")
    assert requirement.specifier.contains(version, prereleases=True)


def test_qt_that_crashes_python_is_kept_out() -> None:
    pinned, _ = locked()["pyside6-essentials"]
    assert Requirement("x<6.12").specifier.contains(str(pinned.specifier).removeprefix("=="))


@pytest.mark.skipif(not UV.exists(), reason="uv is not in this environment")
@pytest.mark.parametrize("python", ["3.11", "3.14"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_ready_made_packages_for(system: str, python: str, tmp_path: Path) -> None:
    platform, variables = SYSTEMS[system]
    command = [
        *(str(UV), "pip", "install", "--dry-run", "--python", sys.executable),
        *("--target", str(tmp_path / "nowhere"), "--python-platform", platform),
        *("--python-version", python, "--only-binary", ":all:"),
        *("--require-hashes", "--requirement", str(LOCK)),
    ]
    environment = {**os.environ, **variables}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode and NO_NETWORK.search(done.stderr):
        pytest.skip("no connection to a package index")
    assert done.returncode == 0, done.stderr
    assert "pyside6-essentials" in done.stderr
