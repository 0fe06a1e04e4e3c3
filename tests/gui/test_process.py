"""What the window's process loads, and the canary for the binding that it stands on."""

import subprocess
import sys

import PySide6
import pytest

FOREIGN = ("pyhanko", "typst", "pikepdf", "pypdfium2", "signapp.signing", "signapp.documents")
EMITTING = """
import sys
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

class Source(QObject):
    told = Signal(bool)

application = QCoreApplication([])
source, heard = Source(), []
source.told.connect(heard.append)
for _ in range(20_000):
    source.told.emit(True)
    source.told.emit(False)
for _ in range(2_000):
    QTimer.singleShot(0, lambda: None)
QTimer.singleShot(0, application.quit)
application.exec()
assert len(heard) == 40_000
assert sys.getrefcount(True) > 100 or sys.version_info >= (3, 12)
"""


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )


def test_window_loads_no_library_of_the_workers() -> None:
    found = run_python(
        "import sys, signapp.gui.application\n"
        f"print([name for name in {FOREIGN!r} if name in sys.modules])"
    )
    assert found.returncode == 0, found.stderr
    assert found.stdout.strip() == "[]"


def test_emitting_signals_does_not_crash() -> None:
    """PySide6 6.12.0 drops a reference to True, False or None with each emit."""
    assert run_python(EMITTING).returncode == 0


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="those are immortal from 3.12 on")
def test_binding_is_not_the_one_that_crashes() -> None:
    assert not PySide6.__version__.startswith("6.12.")
