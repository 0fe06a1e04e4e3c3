"""What a desk keeps of the places that were used last."""

from pathlib import Path

import pytest

from signapp.domain.errors import StorageError
from signapp.services.last_places import Used
from signapp.services.usual_places import Corner, UsualPlace
from signapp.storage.last_places import NAME, FolderLastPlaces

OWN = Used("", (UsualPlace("City", "last", Corner.TOP_RIGHT, 20.0, 21.5, 70.0, 25.0),))


def test_what_was_used_last_is_kept(tmp_path: Path) -> None:
    places = FolderLastPlaces(tmp_path)
    assert places.read() == Used()
    places.keep(OWN)
    assert FolderLastPlaces(tmp_path).read() == OWN
    assert [one.name for one in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"\xff\xfe", b'{"template": "x", "places": [{"party": "City"}]}',
     b'{"template": "", "places": [' + b"[" * 5000 + b"]" * 5000 + b"]}"],
)  # fmt: skip
def test_what_cannot_be_read_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(StorageError):
        FolderLastPlaces(tmp_path).read()
    with pytest.raises(StorageError):
        FolderLastPlaces(tmp_path / NAME).keep(OWN)
