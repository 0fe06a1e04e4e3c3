"""A register on the disk for each test, with a case that is being prepared."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.registers import Office, office


@pytest.fixture
def at_work(tmp_path: Path) -> Iterator[Office]:
    """A preparer at a desk with a register."""
    made = office(tmp_path / "register")
    yield made
    made.register.close()
