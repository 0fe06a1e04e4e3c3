"""LibreOffice converts without reaching anything, within bounds, and ends when it is told to."""

import json
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pypdfium2
import pytest

from signapp.domain.errors import CancelledError
from signapp.domain.intake_errors import ConversionFailedError, OfficeMissingError
from signapp.services.arrivals import ArrivalKind
from signapp.workers.office import LibreOffice
from tests.documents.incoming import WORD, docx, needs_office, odt, paragraph, relations

ROOT = Path(__file__).parents[2]
PICTURE = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing"><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="x"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData'
    ' uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://'
    'schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip xmlns:r="http://'
    'schemas.openxmlformats.org/officeDocument/2006/relationships" r:link="r1"/></pic:blipFill>'
    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)
PROBE = """
import json, os, socket, subprocess
report = {}
def tried(name, attempt):
    try:
        attempt()
        report[name] = "done"
    except OSError as e:
        report[name] = type(e).__name__
def connect(family, address):
    one = socket.socket(family)
    one.connect(address)
tried("write_own", lambda: open("own", "w").close())
tried("make_folder", lambda: os.mkdir("folder"))
tried("write_outside", lambda: open("../outside", "w").close())
tried("read_outside", lambda: open("../secret").read())
tried("read_people", lambda: open("/etc/passwd").read())
tried("connect", lambda: connect(socket.AF_INET, ("127.0.0.1", PORT)))
tried("reach_local", lambda: connect(socket.AF_UNIX, "../local"))
tried("spawn", lambda: subprocess.run(["/bin/true"]))
tried("become", lambda: os.execv("/bin/true", ["true"]))
open("report", "w").write(json.dumps(report))
"""

BECOMING = """
import os, sys
from pathlib import Path
from signapp.workers.sandbox import confine_program

program, folder = map(Path, sys.argv[1:3])
confine_program(program, folder, (Path(sys.base_prefix),))
os.chdir(folder)
os.execv(program, [str(program), "-I", "-S", "-c", sys.argv[3]])
"""


def listening(tmp_path: Path) -> tuple[socket.socket, socket.socket]:
    remote = socket.create_server(("127.0.0.1", 0))
    local = socket.socket(socket.AF_UNIX)
    local.bind(str(tmp_path / "local"))
    local.listen()
    return remote, local


@pytest.mark.skipif(sys.platform != "linux", reason="confined on Linux only")
def test_a_program_that_converts_reaches_nothing_but_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (tmp_path / "secret").write_text("secret")
    remote, local = listening(tmp_path)
    program = PROBE.replace("PORT", str(remote.getsockname()[1]))
    with remote, local:
        python = Path(sys.executable).resolve()
        command = [sys.executable, "-c", BECOMING, str(python), str(folder), program]
        subprocess.run(command, check=True, timeout=60, cwd=ROOT)
    report = json.loads((folder / "report").read_text())
    assert {name for name, how in report.items() if how == "done"} == {"write_own", "make_folder"}
    assert not (tmp_path / "outside").exists()


@needs_office
def test_nothing_elsewhere_is_asked_for_what_a_document_wants(tmp_path: Path) -> None:
    """A look refuses such a file; here it gets through, and still nothing is fetched."""
    remote, local = listening(tmp_path)
    asked = f"http://127.0.0.1:{remote.getsockname()[1]}/picture.png"
    content = docx(
        paragraph("Sopimus") + PICTURE,
        **{
            "word/_rels/document.xml.rels": relations("image", asked, external=True),
            "word/settings.xml": f'<w:settings xmlns:w="{WORD}"/>',
            "word/_rels/settings.xml.rels": relations("attachedTemplate", asked, external=True),
        },
    )
    (tmp_path / "a.docx").write_bytes(content)
    with remote, local:
        made = LibreOffice().convert(tmp_path / "a.docx", ArrivalKind.DOCX)
        remote.settimeout(0)
        with pytest.raises(BlockingIOError):
            remote.accept()
    assert made.startswith(b"%PDF-")


@needs_office
def test_an_open_document_is_converted(tmp_path: Path) -> None:
    (tmp_path / "a.odt").write_bytes(odt("<text:p>Yhteistyösopimus</text:p>"))
    made = LibreOffice().convert(tmp_path / "a.odt", ArrivalKind.ODT)
    with pypdfium2.PdfDocument(made) as pdf:
        assert pdf[0].get_textpage().get_text_bounded().strip() == "Yhteistyösopimus"


@needs_office
def test_a_long_conversion_is_broken_off_and_leaves_nothing(tmp_path: Path) -> None:
    body = "".join(paragraph(f"Kappale {number} " + "sana " * 80) for number in range(8000))
    (tmp_path / "long.docx").write_bytes(docx(body))
    office, ended = LibreOffice(), []

    def convert() -> None:
        try:
            office.convert(tmp_path / "long.docx", ArrivalKind.DOCX)
        except CancelledError as e:
            ended.append(e)

    thread = threading.Thread(target=convert)
    thread.start()
    while office.process_id is None:
        time.sleep(0.01)
    process = office.process_id
    office.break_off()
    thread.join()
    assert len(ended) == 1
    assert not Path(f"/proc/{process}").exists()


@needs_office
def test_a_conversion_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(docx())
    with pytest.raises(ConversionFailedError) as refusal:
        LibreOffice(longest=0.01).convert(tmp_path / "a.docx", ArrivalKind.DOCX)
    assert refusal.value.facts == {"cause": "time"}


def test_without_libreoffice_it_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(docx())
    office = LibreOffice(program=None)
    assert office.version == ""
    with pytest.raises(OfficeMissingError):
        office.convert(tmp_path / "a.docx", ArrivalKind.DOCX)
