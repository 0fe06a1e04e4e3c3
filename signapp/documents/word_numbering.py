"""The lists of a Word document: which of them count their items."""

from dataclasses import dataclass
from xml.parsers import expat

COUNTING = ("decimal", "decimalZero", "ordinal", "cardinalText")


@dataclass(frozen=True)
class Numbering:
    """The form of each level of each list, by the list's number in the document."""

    forms: dict[str, dict[int, str]]

    def counts(self, listed: str, level: int) -> bool:
        """Tell whether the items of a level have numbers."""
        return self.forms.get(listed, {}).get(level, "bullet") in COUNTING


def numbering_of(content: bytes) -> Numbering:
    """Return the lists that a part on numbering defines. Raises what reading the part raises."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = reader.stop
    parser.StartElementHandler = reader.begin
    parser.Parse(content, True)
    return Numbering({one: reader.abstract.get(of, {}) for one, of in reader.concrete.items()})


class _Reader:
    """Hears the elements of the part."""

    def __init__(self) -> None:
        self.abstract: dict[str, dict[int, str]] = {}
        self.concrete: dict[str, str] = {}
        self._abstract = self._list = ""
        self._level = 0

    def stop(self, *_: object) -> None:
        """Refuse a document type, and with it every entity."""
        raise expat.ExpatError

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Hear an element begin."""
        tag = name.rpartition(" ")[2]
        given = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        value = given.get("val", "")
        match tag:
            case "abstractNum":
                self._abstract = given.get("abstractNumId", "")
                self.abstract[self._abstract] = {}
            case "lvl":
                level = given.get("ilvl", "0")
                self._level = int(level) if level.isdigit() else 0
            case "numFmt" if self._abstract in self.abstract:
                self.abstract[self._abstract][self._level] = value
            case "num":
                self._list = given.get("numId", "")
            case "abstractNumId":
                self.concrete[self._list] = value
