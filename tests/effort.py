"""How much the generating tests try: little by default, ten times as much with `--full`."""

from hypothesis import settings

FULL_FACTOR = 10
_factor = 1


def try_everything() -> None:
    """Let every generating test try the full count, from now on."""
    global _factor  # noqa: PLW0603  (set once, before any test is collected)
    _factor = FULL_FACTOR
    settings.load_profile("signapp-full")


def effort(usual: int) -> int:
    """Return how many cases a test generates: the usual number, or with `--full` ten times it."""
    return usual * _factor
