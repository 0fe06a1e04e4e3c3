"""Prepared documents keep PDF/A-3a and PDF/UA-1, as veraPDF sees it."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signapp.documents.arrivals import look_at_arrival
from signapp.documents.picture_pages import picture_pages
from signapp.documents.typesetting import typeset
from signapp.services.arrivals import PictureOrder
from signapp.services.ports import Box, FieldOrder
from signapp.signing.fields import place_fields
from signapp.texts.catalogue import LANGUAGES
from tests.documents.incoming import photo, scan
from tests.documents.orders import (
    action_plan_order,
    minutes_order,
    prepared,
    seal_order,
    sheet_order,
)
from tests.documents.test_minutes_text import minutes, printed
from tests.interop.judge import judge_with_java


@pytest.fixture
def trust_pem(tmp_path: Path) -> Path:
    """Return some certificate: the judge of signatures wants one even when nothing is signed."""
    path = tmp_path / "root.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=nobody"),
            *("-keyout", str(tmp_path / "key.pem"), "-out", str(path)),
        ],
        check=True,
        capture_output=True,
    )
    return path


def pictures(tmp_path: Path, content: bytes) -> bytes:
    path = tmp_path / "picture"
    path.write_bytes(content)
    pages = look_at_arrival(path, "picture").pages
    order = PictureOrder("Kuva", "fi", ("Kuva",) * pages, datetime(2017, 8, 23, tzinfo=UTC))
    return picture_pages(path, order)


def test_documents_are_archivable_and_accessible(tmp_path: Path, trust_pem: Path) -> None:
    contents = {
        "plan.pdf": prepared(action_plan_order()),
        "minutes.pdf": prepared(minutes_order()),
        "minutes-without-notice.pdf": prepared(minutes_order(demo_notice="")),
        "plan-unseen.pdf": place_fields(
            prepared(action_plan_order()),
            (FieldOrder("City", "City", Box("City", 0, 0.0, 0.0, 0.0, 0.0)),),
        ),
        "lists-and-tables.pdf": printed(minutes(), tmp_path / "printed.pdf").read_bytes(),
        "seal.pdf": typeset(seal_order()).pdf,
        "scan.pdf": pictures(tmp_path, scan(2)),
        "photo.pdf": pictures(tmp_path, photo()),
        **{f"sheet-{one}.pdf": typeset(sheet_order(one)).pdf for one in LANGUAGES},
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    verdicts = judge_with_java([tmp_path / name for name in contents], trust_pem)
    for path, verdict in verdicts.items():
        for flavour, conformance in verdict.conformance.items():
            assert conformance.compliant, (path.name, flavour, conformance.failures)
