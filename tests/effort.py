"""How much the generating tests try: little by default, the whole count with `--full`."""

from hypothesis import settings

FULL_FACTOR = 10
_factor = 1


def try_everything() -> None:
    """Let every generating test try the full count, from now on."""
    global _factor  # noqa: PLW0603  (set once, before any test is collected)
    _factor = FULL_FACTOR
    settings.load_profile("signapp-full")


def effort(usual: int, whole: int = 0) -> int:
    """Return how many cases a test generates: the usual number, or with `--full` the whole one.

    The whole one is ten times the usual, if none is named.
    """
    if _factor == 1:
        return usual
    return whole or usual * _factor
