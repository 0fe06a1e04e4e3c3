"""What the catalogues and the program's source say, read for the tests of texts."""

import ast
import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import signapp
import signapp.domain
from signapp.domain.errors import SignappError
from signapp.resources import resource
from signapp.texts.catalogue import LANGUAGES

for part in pkgutil.iter_modules(signapp.domain.__path__, "signapp.domain."):
    importlib.import_module(part.name)  # errors that no test imports count, too

CODE = Path(signapp.__file__).parent
for _module in sorted(CODE.glob("domain/*errors.py")):  # so that all classes are there
    import_module(f"signapp.domain.{_module.stem}")
KEY_SHAPE = re.compile(r"[a-z_]+(\.[\w-]+)+")
SAYING = ("say", "count", "has")
FACT_IN_DOCSTRING = re.compile(r"`(\w+)`")
MSGID = re.compile(r'^msgid "(.+)"$', re.MULTILINE)


def po_files(language: str) -> list[Path]:
    return sorted(resource("locale", language).glob("*.po"))


@cache
def parsed(path: Path) -> Catalog:
    """Parse a catalogue strictly: anything malformed raises PoFileError."""
    language = LANGUAGES[path.parent.name]
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages_of(path: Path) -> list[Message]:
    return [message for message in parsed(path) if message.id]


def key_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms_of(message: Message) -> tuple[str, ...]:
    text = message.string
    return (text,) if isinstance(text, str) else tuple(text or ())


@cache
def texts_of(language: str) -> dict[str, tuple[str, ...]]:
    """Return every key of a language with its forms."""
    return {
        key_of(message): forms_of(message)
        for path in po_files(language)
        for message in messages_of(path)
    }


def key_counts(language: str) -> Counter[str]:
    """Count how often each key is defined; the parser itself would merge them silently."""
    return Counter(
        key for path in po_files(language) for key in MSGID.findall(path.read_text("utf-8"))
    )


def keys_under(language: str, prefix: str) -> set[str]:
    """Return what follows a prefix in the keys of a language."""
    return {key.removeprefix(prefix) for key in texts_of(language) if key.startswith(prefix)}


def values_of(kind: type[Enum]) -> set[str]:
    return {member.value for member in kind}


def placeholders(forms: tuple[str, ...]) -> set[str]:
    return {
        name for form in forms for _, name, _, _ in Formatter().parse(form) if name is not None
    }


def error_classes(cls: type[SignappError] = SignappError) -> list[type[SignappError]]:
    """Return every class of the tree of errors, parents first."""
    for module in pkgutil.iter_modules(signapp.domain.__path__):
        importlib.import_module(f"signapp.domain.{module.name}")
    return [found for child in cls.__subclasses__() for found in (child, *error_classes(child))]


def facts_named(cls: type[SignappError]) -> set[str]:
    """Return the facts that the docstrings of a class and of its parents name in backticks."""
    return {
        fact
        for ancestor in cls.__mro__
        if issubclass(ancestor, SignappError)
        for fact in FACT_IN_DOCSTRING.findall(ancestor.__doc__ or "")
    }


@cache
def modules() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text("utf-8")) for path in sorted(CODE.rglob("*.py"))}


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    for path, module in modules().items():
        for node in ast.walk(module):
            yield path, node


@cache
def strings_in_code() -> set[str]:
    return {
        node.value
        for _, node in nodes()
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@dataclass(frozen=True)
class Raising:
    """A place where an error is made: its class, the facts it gets, and where."""

    code: str
    facts: frozenset[str]
    literals: tuple[tuple[str, str], ...]
    place: str


def raisings() -> list[Raising]:
    """Return every place in the code that makes an error of the tree."""
    known = {cls.__name__ for cls in error_classes()} - {"NotAuthorisedError"}
    made = []
    for path, node in nodes():
        if isinstance(node, ast.Call) and _name(node.func) in known:
            made.append(_raising(_name(node.func), node.keywords, path, node))
        elif isinstance(node, ast.Raise) and node.exc and _name(node.exc) in known:
            made.append(_raising(_name(node.exc), [], path, node))
    return made


def _raising(
    code: str, keywords: list[ast.keyword], path: Path, node: ast.expr | ast.stmt
) -> Raising:
    literals = tuple(
        (keyword.arg, keyword.value.value)
        for keyword in keywords
        if keyword.arg
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
    )
    facts = frozenset(keyword.arg for keyword in keywords if keyword.arg)
    return Raising(code, facts, literals, f"{path.relative_to(CODE)}:{node.lineno}")


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


@dataclass(frozen=True)
class Saying:
    """A place where a text is asked for: a pattern for its key, and the facts it gets.

    `facts` is absent where they are not written out.
    """

    pattern: str
    literal: bool
    facts: frozenset[str] | None
    place: str

    @property
    def area(self) -> str:
        """The first part of the key, where it is written out."""
        return self.pattern.split(r"\.")[0]


def sayings() -> list[Saying]:
    """Return every call of `say`, `count` and `has` whose key stands in the code."""
    return [
        saying
        for path, node in nodes()
        if isinstance(node, ast.Call) and node.args and _name(node.func) in SAYING
        for saying in _sayings(node, _name(node.func), node.args[0], path)
    ]


def keys_in_code() -> list[Saying]:
    """Return everything in the code that has the form of a key in an area of the catalogues."""
    areas = {key.split(".")[0] for key in texts_of("fi")} | {"window", "card"}
    return [
        saying
        for path, node in nodes()
        if isinstance(node, ast.Constant | ast.JoinedStr)
        for saying in _sayings(ast.Call(node, [], [], lineno=node.lineno), "", node, path)
        if saying.area in areas
    ]


def _sayings(call: ast.Call, method: str, key: ast.expr, path: Path) -> Iterator[Saying]:
    place = f"{path.relative_to(CODE)}:{call.lineno}"
    names = [keyword.arg for keyword in call.keywords]
    given = {name for name in names if name} | ({"number"} if method == "count" else set())
    facts = None if None in names or method == "has" else frozenset(given)
    match key:
        case ast.IfExp():
            yield from _sayings(call, method, key.body, path)
            yield from _sayings(call, method, key.orelse, path)
        case ast.Constant(value=str(text)) if KEY_SHAPE.fullmatch(text):
            yield Saying(re.escape(text), literal=True, facts=facts, place=place)
        case ast.JoinedStr():
            yield Saying(_pattern(key), literal=False, facts=facts, place=place)


def _pattern(joined: ast.JoinedStr) -> str:
    return "".join(
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.-]*"
        for part in joined.values
    )
