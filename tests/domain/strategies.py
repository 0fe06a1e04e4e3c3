"""Hypothesis strategies for the values of the domain, made from their type hints."""

import dataclasses
import types
import typing
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any

from hypothesis import strategies as st

TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Z"]), max_size=12)
MOMENTS = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001  (the zone is given beside it)
    max_value=datetime(2999, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    types.NoneType: st.none(),
    str: TEXTS,
    bytes: st.binary(max_size=16),
    bool: st.booleans(),
    int: st.integers(-(2**53) + 1, 2**53 - 1),
    datetime: MOMENTS,
    date: st.dates(),
}


@cache
def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for values that fit a type hint. Raises KeyError for an unknown type."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return st.one_of(*(values_of(member) for member in typing.get_args(hint)))
    if typing.get_origin(hint) is tuple:
        return st.lists(values_of(typing.get_args(hint)[0]), max_size=3).map(tuple)
    if dataclasses.is_dataclass(hint):
        fields = typing.get_type_hints(hint)
        return st.builds(hint, **{name: values_of(fields[name]) for name in fields})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    return SCALARS[hint]
