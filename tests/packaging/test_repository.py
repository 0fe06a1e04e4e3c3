"""What the repository as a whole must and must not hold."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("repo", "maven", "apache", "org"),
        ("repo1", "maven", "org"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("proxy", "golang", "org"),
        ("deb", "debian", "org"),
        ("security", "debian", "org"),
        ("snapshot", "debian", "org"),
        ("archive", "ubuntu", "com"),
    )
]


def git(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["git", "-c", "safe.directory=*", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_no_file_names_a_package_registry() -> None:
    """Packages come from wherever the user's own pip, npm, Maven and apt are set to look."""
    if shutil.which("git") is None or git("rev-parse", "--git-dir").returncode:
        pytest.skip("not a git repository")
    patterns = [argument for host in REGISTRIES for argument in ("-e", host)]
    found = git("grep", "--untracked", "-I", "-i", "-n", "-F", *patterns)
    assert found.returncode == 1, found.stdout + found.stderr


def test_packaging_folder_is_no_package() -> None:
    """With an __init__.py it would hide the library `packaging` from everything run here."""
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_ci_script_is_sound() -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash")
    script = ROOT / ".ci" / "run"
    done = subprocess.run([bash, "-n", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "set -euo pipefail" in script.read_text(encoding="utf-8")
