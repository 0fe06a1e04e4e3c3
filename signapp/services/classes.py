"""The function classes (tehtäväluokat) of the city: codes and titles, from a shipped list."""

from functools import cache
from types import MappingProxyType

from signapp.domain.numbers import CLASS_CODE
from signapp.resources import resource

AGREEMENTS_WITH_FOREIGN_CITIES = "04 03 01"
"""What is suggested for an agreement with a foreign city (R2)."""


@cache
def function_classes() -> MappingProxyType[str, str]:
    """Return the title of each class that a case may have, by its code, in the list's order."""
    lines = resource("registry", "function_classes.tsv").read_text(encoding="utf-8").splitlines()
    listed = (line.split("\t") for line in lines[1:])
    return MappingProxyType({code: title for code, title in listed if CLASS_CODE.fullmatch(code)})


def class_title(code: str) -> str:
    """Return the title of a class, or nothing when there is no such class."""
    return function_classes().get(code, "")
