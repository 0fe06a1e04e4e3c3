"""Makes JSON Schemas (draft 2020-12) from the dataclasses that are published as JSON.

`python -m tests.schemas` writes those in resources/docs anew and keeps their descriptions.
"""

import dataclasses
import json
import types
import typing
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from signapp.domain.acts import COMMITMENT, DocumentRef
from signapp.domain.authorisation import Authorisation
from signapp.resources import resource
from signapp.services import archive_form as archive
from signapp.services.archive_form import ArchiveMetadata, published_as
from signapp.services.minutes import RECORD_KIND, DecisionRecord
from signapp.services.open_decision_form import MAY_BE_ABSENT, OpenDecisions

Schema = dict[str, Any]
Naming = Callable[[str], str]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
HASH, DAY = "^[0-9a-f]{64}$", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
MOMENT = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$"
LARGEST = 2**53 - 1
A_HASH: Schema = {"type": "string", "pattern": HASH}
A_HASH_OR_NONE: Schema = {"type": "string", "pattern": f"{HASH[:-1]}$|^$"}
A_GUID: Schema = {
    "type": "string",
    "pattern": "^\\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\\}$",
}
NARROWER: dict[tuple[type, str], Schema] = {
    (DocumentRef, "sha256"): A_HASH,
    (DocumentRef, "length"): {"type": "integer", "minimum": 1, "maximum": LARGEST},
    (DecisionRecord, "kind"): {"const": RECORD_KIND},
    (DecisionRecord, "section"): {"type": "integer", "minimum": 1, "maximum": LARGEST},
    (DecisionRecord, "year"): {"type": "integer", "minimum": 2000, "maximum": 9999},
    (DecisionRecord, "root"): A_HASH,
    (DecisionRecord, "corrects"): A_HASH_OR_NONE,
    (archive.ArchiveMetadata, "format"): {"const": archive.FORMAT},
    (archive.ArchiveMetadata, "version"): {"const": archive.VERSION},
    (archive.Retention, "years"): {"type": "integer", "minimum": -1, "maximum": 1000},
    (archive.ArchivedCase, "native_id"): A_GUID,
    (archive.ArchivedRecord, "native_id"): A_GUID,
    (archive.ArchivedRecord, "version_series_id"): A_GUID,
    (archive.PackagedFile, "hash_algorithm"): {"const": archive.HASH_ALGORITHM},
    (archive.PackagedFile, "hash_value"): A_HASH,
    (archive.ValidationData, "hash_algorithm"): {"const": archive.HASH_ALGORITHM},
    (archive.ValidationData, "hash_value"): A_HASH,
    (Authorisation, "prevailing"): {"type": "string", "pattern": "^[a-z]{2,3}$|^$"},
}
"""What the format says more of a field than its type does."""

PUBLISHED: dict[str, tuple[type, Naming]] = {
    "decision-record": (DecisionRecord, str),
    "archive-metadata": (ArchiveMetadata, published_as),
    "open-decisions": (OpenDecisions, str),
}
"""Each with what its fields are called where they are published."""


class Maker:
    """Makes the schema of one dataclass; what it holds stands once, among the definitions."""

    def __init__(self, name_of: Naming) -> None:
        self.definitions: dict[str, Schema] = {}
        self._name_of = name_of

    def made(self, cls: type) -> Schema:
        """Return the schema of a whole document."""
        schema = {"$schema": DRAFT, **self._object(cls)}
        return {**schema, "$defs": self.definitions} if self.definitions else schema

    def _object(self, cls: type) -> Schema:
        hints = typing.get_type_hints(cls, include_extras=True)
        properties = {
            self._name_of(name): NARROWER.get((cls, name)) or self._of(hint)
            for name, hint in hints.items()
        }
        return {
            "type": "object",
            "properties": properties,
            "required": [one for one in properties if one not in MAY_BE_ABSENT],
            "additionalProperties": False,
        }

    def _of(self, hint: Any) -> Schema:
        origin = typing.get_origin(hint)
        if origin is typing.Annotated:
            marked = COMMITMENT in typing.get_args(hint)[1:]
            return A_HASH if marked else self._of(typing.get_args(hint)[0])
        if origin in (typing.Union, types.UnionType):
            members = [self._of(one) for one in typing.get_args(hint)]
            return {"anyOf": members}
        if origin is tuple:
            return {"type": "array", "items": self._of(typing.get_args(hint)[0])}
        if dataclasses.is_dataclass(hint) and isinstance(hint, type):
            if hint.__name__ not in self.definitions:
                self.definitions[hint.__name__] = {}
                self.definitions[hint.__name__] = self._object(hint)
            return {"$ref": f"#/$defs/{hint.__name__}"}
        return _scalar(hint)


def _scalar(hint: Any) -> Schema:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [one.value for one in hint]}
    return {
        str: {"type": "string"},
        bool: {"type": "boolean"},
        int: {"type": "integer", "minimum": 0, "maximum": LARGEST},
        date: {"type": "string", "pattern": DAY, "format": "date"},
        datetime: {"type": "string", "pattern": MOMENT, "format": "date-time"},
        type(None): {"type": "null"},
    }[hint].copy()


def made_of(name: str) -> Schema:
    """Return a schema as the program's own types say it."""
    cls, name_of = PUBLISHED[name]
    return Maker(name_of).made(cls)


def file_of(name: str) -> Path:
    return resource("docs") / f"{name}.schema.json"


@cache
def published(name: str) -> Schema:
    """Return a schema as it ships."""
    found: Schema = json.loads(file_of(name).read_text("utf-8"))
    return found


def validator(name: str) -> Draft202012Validator:
    """Return what checks documents against a schema that ships, formats too."""
    schema = published(name)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def bare(schema: Any) -> Any:
    """Return a schema without the words for people."""
    if isinstance(schema, list):
        return [bare(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    words = ("description", "title", "$id")
    plain = {key: value for key, value in schema.items() if key not in words or _named(value)}
    return {key: bare(value) for key, value in plain.items()}


def _named(value: Any) -> bool:
    """Tell a property called title or description from the words of a schema."""
    return isinstance(value, dict)


def undescribed(schema: Schema) -> list[str]:
    """Return the names of the properties that nothing is said of."""
    objects = [schema, *schema.get("$defs", {}).values()]
    pairs = [pair for one in objects for pair in one.get("properties", {}).items()]
    return [name for name, what in pairs if not what.get("description")]


def _with_words(made: Any, before: Any) -> Any:
    """Return a schema with the words that stood at the same places before."""
    if not isinstance(made, dict) or not isinstance(before, dict):
        return made
    words = {
        key: value
        for key, value in before.items()
        if key in ("$id", "title", "description") and isinstance(value, str)
    }
    rest = {key: _with_words(value, before.get(key)) for key, value in made.items()}
    return {**{key: rest.pop(key) for key in ("$schema",) if key in rest}, **words, **rest}


def write() -> None:
    """Write every schema anew."""
    for name in PUBLISHED:
        file, made = file_of(name), made_of(name)
        before = json.loads(file.read_text("utf-8")) if file.exists() else {}
        text = json.dumps(_with_words(made, before), ensure_ascii=False, indent=2)
        file.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    write()
