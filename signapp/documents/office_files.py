"""Looks into text documents (DOCX, ODT) before another program opens them: what is in them.

A document is refused that would do something, or show something that lies elsewhere; and one
that grows out of all proportion when it is unpacked.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from signapp.domain.intake_errors import ConversionRefusedError
from signapp.services.arrivals import ArrivalKind

MOST_PARTS = 5_000
MOST_BYTES, MOST_XML = 400 << 20, 60 << 20
"""How large all parts of a document may be together when unpacked, and one that is read."""
CHUNK = 1 << 20
MISSHAPEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, ValueError, NotImplementedError
)  # fmt: skip
"""What unpacking raises when a file does not have the promised form."""
TYPES, MIMETYPE, MANIFEST = "[Content_Types].xml", "mimetype", "META-INF/manifest.xml"
DOCX_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_MAIN = b"application/vnd.ms-word.document.macroEnabled.main+xml"
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
MACRO_PARTS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|activex/.*)$", re.IGNORECASE)
SCRIPT_PARTS = re.compile(r"^(Basic|Scripts)/.+\.(xml|xlb|xba|py|js|bsh|java|class|jar)$")
FETCHING = re.compile(r"\b(INCLUDEPICTURE|INCLUDETEXT|DDEAUTO|DDE|IMPORT|LINK)\b")
"""Fields that take their content from elsewhere."""
CHANGES = frozenset({"ins", "del", "moveFrom", "moveTo", "changed-region"})
LINKS = frozenset({"a", "template", "user-defined"})
"""Elements of an ODT that may name other places: nothing is fetched for them."""
ELSEWHERE = re.compile(r"^([a-z][a-z0-9+.-]*:|/|\.\./|\\\\)", re.IGNORECASE)


def kind_of(path: Path) -> ArrivalKind | None:
    """Return which kind of text document a ZIP file is, or None. Raises ConversionRefusedError."""
    with _unzipped(path) as parts:
        names = set(parts.namelist())
        if TYPES in names:
            types = _read(parts, TYPES)
            return ArrivalKind.DOCX if DOCX_MAIN in types or MACRO_MAIN in types else None
        if MIMETYPE in names:
            return ArrivalKind.ODT if _read(parts, MIMETYPE).strip() == ODT_TYPE else None
    return None


def look_at_docx(path: Path) -> tuple[int, tuple[str, ...]]:
    """Return what is to be known of a DOCX. Raises ConversionRefusedError."""
    with _unzipped(path) as parts:
        names = parts.namelist()
        if MACRO_MAIN in _read(parts, TYPES) or any(map(MACRO_PARTS.search, names)):
            raise ConversionRefusedError(cause="macros")
        seen = _Seen()
        for name in names:
            if name.endswith(".rels"):
                _parse(_read(parts, name), seen.relation)
            elif name.startswith("word/") and name.endswith(".xml"):
                _parse(_read(parts, name), seen.word, seen.read)
        if FETCHING.search("".join(seen.instructions)):
            raise ConversionRefusedError(cause="elsewhere")
        _unpack(parts)
    return 0, seen.findings


def look_at_odt(path: Path) -> tuple[int, tuple[str, ...]]:
    """Return what is to be known of an ODT. Raises ConversionRefusedError."""
    with _unzipped(path) as parts:
        names = parts.namelist()
        if MANIFEST in names:
            _parse(_read(parts, MANIFEST), _refuse_encrypted)
        if any(map(SCRIPT_PARTS.search, names)):
            raise ConversionRefusedError(cause="macros")
        seen = _Seen()
        for name in names:
            if name.endswith((".xml", ".rdf")) and not name.startswith("META-INF/"):
                _parse(_read(parts, name), seen.open_document)
        _unpack(parts)
    return 0, seen.findings


@dataclass
class _Seen:
    """Follows a parser through the parts of a document, and remembers what is to be told."""

    found: set[str] = field(default_factory=set)
    instructions: list[str] = field(default_factory=list)
    _instructing: bool = False

    @property
    def findings(self) -> tuple[str, ...]:
        return tuple(sorted(self.found))

    def relation(self, name: str, attributes: dict[str, str]) -> None:
        """Look at what a part of a DOCX is related to."""
        if name != "Relationship" or attributes.get("TargetMode", "").lower() != "external":
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        if kind == "attachedTemplate":
            self.found.add("office.template")
        elif kind != "hyperlink":
            raise ConversionRefusedError(cause="elsewhere")

    def word(self, name: str, attributes: dict[str, str]) -> None:
        """Look at an element of a DOCX."""
        self._instructing = name == "instrText"
        if name == "fldSimple":
            self.instructions.append(f" {attributes.get('instr', '')} ")
        elif name == "fldChar" and attributes.get("fldCharType") == "begin":
            self.instructions.append(" ")
        elif name in CHANGES:
            self.found.add("office.changes")
        elif name == "comment":
            self.found.add("office.comments")

    def read(self, text: str) -> None:
        """Take in what a field is told to do, which may stand in several pieces."""
        if self._instructing:
            self.instructions.append(text)

    def open_document(self, name: str, attributes: dict[str, str]) -> None:
        """Look at an element of an ODT."""
        if name == "event-listener":
            raise ConversionRefusedError(cause="macros")
        leads = ELSEWHERE.search(attributes.get("href", "").strip())
        if name.startswith("dde-") or (leads and name not in LINKS):
            raise ConversionRefusedError(cause="elsewhere")
        if name == "template" and leads:
            self.found.add("office.template")
        elif name in CHANGES:
            self.found.add("office.changes")
        elif name == "annotation":
            self.found.add("office.comments")


def _refuse_encrypted(name: str, _: dict[str, str]) -> None:
    if name == "encryption-data":
        raise ConversionRefusedError(cause="encrypted")


# --- parts ----------------------------------------------------------------------------------


@contextmanager
def _unzipped(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open the parts of a document, as many and as large as they may be."""
    try:
        with zipfile.ZipFile(path) as parts:
            _check(parts.infolist())
            yield parts
    except MISSHAPEN as e:
        raise ConversionRefusedError(cause="damaged") from e


def _check(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise ConversionRefusedError(cause="large")
    if any(part.flag_bits & 1 for part in parts):
        raise ConversionRefusedError(cause="encrypted")
    if len(set(names)) < len(names) or any(".." in name.split("/") for name in names):
        raise ConversionRefusedError(cause="damaged")


def _read(parts: zipfile.ZipFile, name: str) -> bytes:
    if parts.getinfo(name).file_size > MOST_XML:
        raise ConversionRefusedError(cause="large")
    return parts.read(name)


def _unpack(parts: zipfile.ZipFile) -> None:
    """Unpack every part once, so that each is as large as it says, and whole."""
    for part in parts.infolist():
        with parts.open(part) as content:
            while content.read(CHUNK):
                pass


def _parse(
    content: bytes,
    begin: Callable[[str, dict[str, str]], None],
    read: Callable[[str], None] | None = None,
) -> None:
    """Read XML without entities; `begin` gets the names of elements and attributes bare."""

    def bare(name: str, attributes: dict[str, str]) -> None:
        begin(_bare(name), {_bare(key): value for key, value in attributes.items()})

    def refuse(*_: object) -> None:
        raise ConversionRefusedError(cause="damaged")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = bare
    parser.StartDoctypeDeclHandler = refuse
    if read is not None:
        parser.CharacterDataHandler = read
    try:
        parser.Parse(content, True)
    except expat.ExpatError as e:
        raise ConversionRefusedError(cause="damaged") from e


def _bare(name: str) -> str:
    return name.rpartition(":")[2]
