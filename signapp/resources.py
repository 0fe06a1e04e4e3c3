"""Finds the program's data files: in the installed package, the frozen program or the tree."""

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """Return the path of a data file or folder, named by its parts below `resources`.

    Raises FileNotFoundError, which is a bug of ours or a broken installation.
    """
    places = [_PACKAGE / "resources", _PACKAGE.parent / "resources"]
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        places[:0] = [Path(frozen, "signapp", "resources"), Path(frozen, "resources")]
    for place in places:
        path = place.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"{'/'.join(parts)} is in none of {', '.join(map(str, places))}")
