"""One authority for the tests of both workers: its keys take a second to make."""

import pytest

from signapp.demo.authority import DemoAuthority


@pytest.fixture(scope="session")
def authority() -> DemoAuthority:
    return DemoAuthority.found()
