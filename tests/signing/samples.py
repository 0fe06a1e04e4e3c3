"""Small documents and orders to sign: an action plan with the fields of both cities."""

import hashlib
import io
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pikepdf

from signapp.demo.authority import DemoAuthority, Issued
from signapp.documents.typesetting import typeset
from signapp.domain.acts import DocumentRef, Purpose
from signapp.services.ports import (
    Box,
    FieldOrder,
    KeyHome,
    PreparedSignature,
    SignatureOrder,
    SignedFile,
    Stamper,
    TrustMaterial,
    TypesettingOrder,
)
from signapp.signing import keys
from signapp.signing.fields import place_fields
from signapp.signing.pades import assemble, prepare

MOMENT = datetime(2017, 8, 29, 7, 15, tzinfo=UTC)  # 10.15 in Helsinki
LISTED = datetime(2017, 8, 29, 3, 0, tzinfo=UTC)
PIN = "käsi 2017"
HELSINKI, BEIJING = "Helsinki", "Beijing"


@cache
def action_plan() -> bytes:
    """Return the unsigned action plan with two tagged, empty signature fields."""
    plan = {
        "language": "en",
        "title": "Action Plan",
        "subtitle": "on co-operation between two cities",
        "parties": ["City of Helsinki", "Beijing Municipality"],
        "sections": [
            {
                "heading": "1 Co-operation",
                "blocks": [{"kind": "paragraph", "text": "Both cities learn."}],
            }
        ],
        "signatures_heading": "Signatures",
        "signatures": [
            {"party": name, "heading": "for the city", "box": name, "lines": ["Name", "Title"]}
            for name in (HELSINKI, BEIJING)
        ],
    }
    made = typeset(TypesettingOrder("agreement", json.dumps(plan), MOMENT))
    fields = tuple(FieldOrder(box.name, f"Signature of {box.name}", box) for box in made.boxes)
    return place_fields(made.pdf, fields)


@cache
def seal(name: str) -> bytes:
    """Return a visible mark of the size of the action plan's fields."""
    data = {
        "language": "en",
        "title": "Signature",
        "width": 208,
        "height": 62,
        "label": "Signed electronically",
        "name": name,
        "lines": ["Deputy Mayor", "29.8.2017 10.15"],
    }
    return typeset(TypesettingOrder("seal", json.dumps(data), MOMENT)).pdf


def plain_page() -> bytes:
    """Return a page of A4 with no field."""
    output = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.save(output, deterministic_id=True)
    return output.getvalue()


@cache
def square_field() -> bytes:
    """Return a square page of 200 points with a square field in its middle."""
    output = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        pdf.save(output)
    box = Box(HELSINKI, 0, 50, 50, 150, 150)
    return place_fields(output.getvalue(), (FieldOrder(HELSINKI, "Signature", box),))


def ref(content: bytes) -> DocumentRef:
    """Return what names a document: its hash and length."""
    return DocumentRef(hashlib.sha256(content).hexdigest(), len(content))


def turned(pdf: bytes, degrees: int) -> bytes:
    """Return the PDF with all pages turned clockwise."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for page in opened.pages:
            page.rotate(degrees, relative=False)
        opened.save(output)
    return output.getvalue().rstrip(b"\n") + b"\n"


@dataclass(frozen=True)
class Person:
    """Somebody who signs: the certificate and the home of its key."""

    name: str
    issued: Issued
    home: KeyHome


def person(authority: DemoAuthority, folder: Path, name: str, kind: str = "rsa3072") -> Person:
    """Return a person with a signature certificate and a key file."""
    issued = authority.issue(name, Purpose.SIGNATURE, kind)
    return Person(name, issued, key_file(folder, issued))


def key_file(folder: Path, issued: Issued) -> KeyHome:
    """Write a key file for an issued certificate."""
    path = folder / f"{issued.certificate.serial_number:x}.p12"
    path.write_bytes(issued.pkcs12(PIN))
    return KeyHome("pkcs12", str(path))


def trust(authority: DemoAuthority) -> TrustMaterial:
    """Return what a desk of the demo trusts."""
    return TrustMaterial(
        roots=(authority.root,),
        others=(authority.time_stamp_certificate,),
        revocation_lists=(authority.revocation_list(LISTED),),
    )


def stamper(authority: DemoAuthority, at: datetime = MOMENT) -> Stamper:
    """Return a time stamp service whose clock stands still."""
    return lambda request: authority.stamp(request, at)


def order(
    authority: DemoAuthority, signer: Person, source: Path, **changes: object
) -> SignatureOrder:
    """Return an order to sign the field of Helsinki, with changes."""
    return order_of(signer, source, **{"trust": trust(authority), **changes})


def order_of(signer: Person, source: Path, **changes: object) -> SignatureOrder:
    """Return an order to sign the field of Helsinki that trusts what is given, with changes."""
    first = SignatureOrder(
        source=source,
        output=source.with_name(f"{source.stem}-signed.pdf"),
        field=HELSINKI,
        certificate=signer.issued.der,
        trust=TrustMaterial(),
        signed_at=MOMENT,
        seal=seal(signer.name),
        name=signer.name,
        reason="Decision § 1",
        location="Helsinki",
        certify=False,
    )
    return replace(first, **changes)


def value_of(signer: Person, prepared: PreparedSignature) -> bytes:
    """Return the signature value of somebody's key over what was prepared."""
    return keys.sign(signer.home, PIN, signer.issued.der, prepared.signed_attributes)


def sign(wish: SignatureOrder, signer: Person, stamps: Stamper | None) -> SignedFile:
    """Sign as the services do: prepare, key, assemble."""
    prepared = prepare(wish)
    value = value_of(signer, prepared)
    return assemble(wish, prepared, value, stamps)
