"""Lists what a file carries for its own validation: certificates, revocation, time stamps."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pikepdf

from signapp.services.file_fitness import error_of
from signapp.services.ports import ValidationItem
from signapp.signing.preflight.findings import finding
from signapp.signing.preflight.form import form_fields
from signapp.signing.preflight.opening import MISSHAPEN, opened

STORED = (("/Certs", "certificate"), ("/OCSPs", "ocsp_answer"), ("/CRLs", "revocation_list"))
TIME_STAMP = "/DocTimeStamp"


def validation_data(path: Path) -> tuple[ValidationItem, ...]:
    """Return the document security store (ETSI EN 319 142-1), signatures and time stamps.

    Raises NotAPdfError, EncryptedFileError, DamagedFileError.
    """
    with opened(path.read_bytes()) as pdf:
        try:
            return tuple(dict.fromkeys((*_signatures(pdf), *_stored(pdf))))
        except MISSHAPEN as e:
            raise error_of(finding("damage.structure")) from e


def _signatures(pdf: pikepdf.Pdf) -> Iterator[ValidationItem]:
    for field, name, kind in form_fields(pdf):
        if kind == "/Sig" and "/V" in field:
            stamp = field.V.get("/Type") == TIME_STAMP
            content = bytes(field.V.Contents)
            yield _item("time_stamp" if stamp else "signature", name, _der(content))


def _stored(pdf: pikepdf.Pdf) -> Iterator[ValidationItem]:
    store = pdf.Root.get("/DSS")
    if store is None:
        return
    for key, kind in STORED:
        streams: Iterable[pikepdf.Object] = store.get(key, [])
        for stream in streams:
            yield _item(kind, "", stream.read_bytes())


def _der(padded: bytes) -> bytes:
    """Return a signature without the zeros that fill its place up: DER says how long it is."""
    if len(padded) < 2 or not padded[1] & 0x80:
        return padded[: 2 + padded[1]] if len(padded) > 1 else padded
    count = padded[1] & 0x7F
    return padded[: 2 + count + int.from_bytes(padded[2 : 2 + count])]


def _item(kind: str, field: str, content: bytes) -> ValidationItem:
    return ValidationItem(kind, field, hashlib.sha256(content).hexdigest(), len(content))
