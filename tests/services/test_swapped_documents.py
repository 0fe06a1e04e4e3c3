"""A signed file put back to an earlier revision, or exchanged for another one, is flagged.

Both commands are looked at: `verify --register` on a file from elsewhere, and `register verify`
on a register whose own file was exchanged. Each exchanged file has nothing but good signatures.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from signapp.demo.clock import SIGNED
from signapp.services.ports import Holds
from tests.cli.running import signapp
from tests.services.conftest import Stand, StandAt
from tests.services.test_files import minutes_of, sign_outside
from tests.services.test_known_documents import newest

END = b"%%EOF\n"
DOCUMENTS = {"minutes": minutes_of, "agreement": newest}


def ends(pdf: bytes) -> Iterator[int]:
    """Yield where each revision of a file ends, but for the last."""
    at = pdf.find(END) + len(END)
    while at < len(pdf):
        yield at
        at = pdf.find(END, at) + len(END)


def good_signatures(stand: Stand, path: Path) -> int:
    """Return how many signatures a file has; all of them hold."""
    verdict = stand.desk.pdf.judge(path, stand.desk.trust.material(), SIGNED, None)
    assert all(made.content.holds is Holds.YES for made in verdict.signatures)
    return len(verdict.signatures)


def other_file(stand: Stand, folder: Path) -> Path:
    """Return another PDF that the deputy mayor signed with the real key, in the same field."""
    plan = stand.journal.register.document(stand.plan)
    return sign_outside(stand, "deputy-mayor", plan, folder / "o.pdf", "Helsinki", SIGNED)


def replacements(stand: Stand, document: str, folder: Path) -> Iterator[Path]:
    """Yield what somebody would like to pass off as a document: each has a good signature."""
    whole = DOCUMENTS[document](stand).read_bytes()
    for number, end in enumerate(ends(whole)):
        older = folder / f"older-{number}.pdf"
        older.write_bytes(whole[:end])
        if good_signatures(stand, older):
            yield older
    yield other_file(stand, folder)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_verifying_a_file_beside_the_register_flags_it(
    stand_at: StandAt, tmp_path: Path, document: str
) -> None:
    stand, folder = stand_at("sign"), tmp_path / "given"
    folder.mkdir()
    right = shutil.copy(DOCUMENTS[document](stand), folder / "a-right.pdf")
    wrong = list(replacements(stand, document, folder))
    assert {path.stem for path in wrong} == {"older-1", "o"}
    done = signapp("verify", folder, "--register", stand.scene.place.register, "--json")
    found = {one["path"]: one for one in json.loads(done.stdout)["files"]}
    assert found[str(right)]["entry"]["holds"] == "holds"
    for path in wrong:
        entry = found[str(path)]["entry"]
        (remark,) = entry["remarks"]
        if path.name.startswith("older"):
            assert remark["code"] in ("entry.stamps_missing", "entry.signature_missing")
        else:
            assert (remark["code"], entry["holds"]) == ("entry.other_document", "does_not_hold")
        assert found[str(path)]["holds"] != "holds"
    assert done.returncode == 1


@pytest.mark.parametrize("document", DOCUMENTS)
def test_verifying_the_register_flags_its_exchanged_file(
    stand_at: StandAt, tmp_path: Path, document: str
) -> None:
    stand, register = stand_at("sign"), tmp_path / "demo" / "register"
    place = DOCUMENTS[document](stand)
    true = place.read_bytes()
    assert signapp("register", "verify", register).returncode == 0
    place.chmod(0o600)
    for wrong in list(replacements(stand, document, tmp_path)):
        place.write_bytes(wrong.read_bytes())
        done = signapp("register", "verify", register, language="en")
        assert done.returncode == 1, wrong
        assert "DocumentAlteredError" in done.stdout, done.stdout
    place.write_bytes(true)
    assert signapp("register", "verify", register).returncode == 0
