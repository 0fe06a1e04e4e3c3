"""One demo authority and its people for all tests of signing: keys take time to make."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from signapp.demo.authority import DemoAuthority
from signapp.services.ports import TrustMaterial
from tests.signing import samples


@pytest.fixture(scope="session")
def authority() -> DemoAuthority:
    return DemoAuthority.found()


@pytest.fixture(scope="session")
def trust(authority: DemoAuthority) -> TrustMaterial:
    return samples.trust(authority)


@pytest.fixture(scope="session")
def deputy(authority: DemoAuthority, tmp_path_factory: pytest.TempPathFactory) -> samples.Person:
    return samples.person(authority, tmp_path_factory.mktemp("deputy"), "Anni Äyräväinen")


@pytest.fixture(scope="session")
def counterpart(
    authority: DemoAuthority, tmp_path_factory: pytest.TempPathFactory
) -> samples.Person:
    return samples.person(authority, tmp_path_factory.mktemp("beijing"), "王小明", "p256")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.pdf"
    path.write_bytes(samples.action_plan())
    return path


@pytest.fixture
def nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test during which this process looks a host up or connects to one."""
    asked: list[object] = []

    def refuse(*details: object, **_: object) -> None:
        asked.append(details)
        raise OSError

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    yield
    assert asked == []
