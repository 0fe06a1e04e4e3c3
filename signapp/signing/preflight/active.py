"""Finds what may act, change or hide in a PDF: scripts, actions, layers, other files inside."""

from collections.abc import Iterator
from typing import Any

import pikepdf

RECORD_NAME = "decision.json"
"""The one file that may travel inside a PDF: the decision record in our own minutes."""

ACTIONS = {
    "/JavaScript": "javascript",
    "/Launch": "launch",
    "/SubmitForm": "submit_form",
    "/ImportData": "import_data",
    "/ResetForm": "reset_form",
    "/GoToR": "external_file",
    "/GoToE": "embedded_file",
    "/GoToDp": "unknown_action",
    "/Hide": "hide",
    "/SetOCGState": "layers",
    "/Trans": "transition",
    "/Rendition": "multimedia",
    "/Movie": "multimedia",
    "/Sound": "multimedia",
    "/GoTo3DView": "multimedia",
    "/RichMediaExecute": "multimedia",
}
"""Actions by their type; it is the action's own, wherever it stands."""
HARMLESS_ACTIONS = frozenset({"/GoTo", "/URI", "/Named", "/Thread"})
TURNING = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
WEB = ("http://", "https://", "mailto:", "tel:")
ANNOTATIONS = {
    "/FileAttachment": "embedded_file",
    "/Movie": "multimedia",
    "/Screen": "multimedia",
    "/Sound": "multimedia",
    "/3D": "multimedia",
    "/RichMedia": "multimedia",
    "/PS": "postscript",
}
KEYS = {
    "/JS": "javascript",
    "/AA": "additional_actions",
    "/XFA": "xfa",
    "/OCProperties": "layers",
    "/Alternates": "alternates",
    "/OPI": "external_file",
    "/Collection": "embedded_file",
}


def active_content(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield the code of everything in the file that may act, change or hide; some repeatedly."""
    opening = pdf.Root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") != "/GoTo":
        yield "open_action"
    records = 0
    for dictionary, is_stream in dictionaries(pdf):
        keys = dictionary.keys()
        yield from (what for key, what in KEYS.items() if key in keys)
        yield from _elsewhere(dictionary, is_stream=is_stream)
        yield from _acting(dictionary)
        if "/Subtype" in keys and (what := ANNOTATIONS.get(_word(dictionary["/Subtype"]))):
            yield what
        if "/EF" in keys:
            records += 1
            if records > 1 or file_name(dictionary) != RECORD_NAME:
                yield "embedded_file"


def _elsewhere(dictionary: Any, *, is_stream: bool) -> Iterator[str]:
    """Yield when the bytes of a stream, or the page of a picture, stand in another file."""
    if is_stream and "/F" in dictionary:
        yield "external_file"
    if is_stream and isinstance(dictionary.get("/Ref"), pikepdf.Dictionary):
        yield "external_file"


def _acting(dictionary: Any) -> Iterator[str]:
    """Yield what an action does, and what an annotation or bookmark does that nobody knows."""
    kind = _word(dictionary.get("/S"))
    if what := ACTIONS.get(kind):
        yield what
    elif kind == "/Named" and "/N" in dictionary and _word(dictionary["/N"]) not in TURNING:
        yield "named"
    elif kind == "/URI" and not str(dictionary.get("/URI", "")).lower().startswith(WEB):
        yield "strange_link"
    elif kind == "/Thread" and "/F" in dictionary:
        yield "external_file"
    action = dictionary.get("/A") if "/Subtype" in dictionary or "/Title" in dictionary else None
    if isinstance(action, pikepdf.Dictionary):
        known = ACTIONS.keys() | HARMLESS_ACTIONS
        if _word(action.get("/S")) not in known:
            yield "unknown_action"


def _word(name: Any) -> str:
    return str(name) if isinstance(name, pikepdf.Name) else ""


def dictionaries(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, bool]]:
    """Yield every dictionary of the file, at any depth, and whether it is that of a stream."""
    waiting: list[Any] = [pdf.trailer, *pdf.objects]
    while waiting:
        it = waiting.pop()
        is_stream = isinstance(it, pikepdf.Stream)
        if is_stream:
            it = it.stream_dict
        if isinstance(it, pikepdf.Dictionary):
            yield it, is_stream
            waiting += [child for child in it.as_dict().values() if _is_direct_container(child)]
        elif isinstance(it, pikepdf.Array):
            waiting += [child for child in it if _is_direct_container(child)]


def _is_direct_container(it: Any) -> bool:
    return isinstance(it, (pikepdf.Dictionary, pikepdf.Array)) and not it.is_indirect


def file_name(specification: Any) -> str:
    """Return the one name of a file specification; nothing when it has two or none."""
    names = {str(specification[key]) for key in ("/F", "/UF") if key in specification}
    return names.pop() if len(names) == 1 else ""
