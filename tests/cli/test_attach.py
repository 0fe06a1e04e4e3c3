"""Files are attached at the terminal, which shows both hashes of each."""

from pathlib import Path

from signapp.bootstrap import opened_demo
from signapp.demo.people import SESSION_PIN
from signapp.demo.scene import CASE
from signapp.demo.walk import Walk
from signapp.texts.catalogue import Texts
from tests.cli.city import answering
from tests.cli.running import signapp
from tests.documents.incoming import docx, photo


def test_a_picture_is_attached_and_a_macro_is_not(demo_folder: Path) -> None:
    with opened_demo(demo_folder) as scene:
        Walk(scene, Texts("en"), lambda _: None).prepare()
    picture, macros = demo_folder / "map.jpg", demo_folder / "letter.docx"
    picture.write_bytes(photo())
    macros.write_bytes(docx(**{"word/vbaProject.bin": b"x"}))
    key = demo_folder / "keys" / "preparer-session.p12"
    how = ("--title", "Map", "--only-read", "--as", "preparer", "--key", key, "--pin-stdin")
    refused = answering("", "case", "attach", demo_folder, CASE, macros, *how)
    assert refused.returncode == 3
    assert "ConversionRefusedError" in refused.stderr
    done = answering(f"y\n{SESSION_PIN}\n", "case", "attach", demo_folder, CASE, picture, *how)
    assert done.returncode == 0, done.stderr
    with opened_demo(demo_folder) as scene:
        attachment = scene.desk.journal.case(CASE).attachments[1]
    shown = signapp("case", "show", demo_folder, CASE).stdout
    for ref in (attachment.attached.original, attachment.document):
        assert ref.sha256 in done.stdout
        assert ref.sha256 in shown
    assert "map.jpg" in shown
