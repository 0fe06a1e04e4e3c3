"""The terminal as a person uses it: real processes, their output and their exit codes."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate

from signapp.demo.authority import DemoAuthority
from tests.cli.running import damaged, signapp

LANGUAGES = ("fi", "sv", "en")


@pytest.fixture
def out(walked_demo: Path) -> Path:
    return walked_demo / "out"


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_files_together_hold(out: Path, language: str) -> None:
    done = signapp(
        "verify",
        out / "minutes.pdf",
        out / "action-plan-signed.pdf",
        "--trust",
        out / "trust.pem",
        language=language,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2017" in done.stdout
    assert "remark." not in done.stdout


def test_the_office_holder_is_said_not_to_be_checked(out: Path) -> None:
    files = out / "minutes.pdf", out / "action-plan-signed.pdf"
    done = signapp("verify", *files, "--trust", out / "trust.pem", "--json")
    _, plan = json.loads(done.stdout)["files"]
    codes = [remark["code"] for remark in plan["authority"]["remarks"]]
    assert codes == [
        "authority.decision",
        "authority.allows",
        "authority.kind_exact",
        "authority.day",
        "authority.holder_not_checked",
    ]
    assert plan["verdict"]["decided"]["holds"] == "holds"


def test_without_trust_it_can_not_be_told(out: Path) -> None:
    assert signapp("verify", out / "minutes.pdf").returncode == 3


def test_a_foreign_trust_anchor_does_not_hold(out: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    root = load_der_x509_certificate(DemoAuthority.found().root)
    other.write_bytes(root.public_bytes(Encoding.PEM))
    done = signapp("verify", out / "minutes.pdf", "--trust", other)
    assert done.returncode in (1, 3)
    assert "does not hold" in done.stdout.lower() or "can't be told" in done.stdout.lower()


def test_a_plan_with_one_changed_byte_does_not_hold(out: Path, tmp_path: Path) -> None:
    content = bytearray((out / "action-plan-signed.pdf").read_bytes())
    content[5000] ^= 1
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(content)
    done = signapp("verify", out / "minutes.pdf", changed, "--trust", out / "trust.pem")
    assert done.returncode == 1


def test_another_agreement_is_not_what_was_decided_on(out: Path) -> None:
    copy = out / "minutes.pdf"
    other = out.parent / "action-plan.pdf"
    done = signapp("verify", copy, other, "--trust", out / "trust.pem", "--json")
    assert done.returncode == 1
    decided = json.loads(done.stdout)["files"][1]["verdict"]["decided"]
    assert [remark["code"] for remark in decided["remarks"]] == ["decided.other_document"]


def test_a_register_verifies_and_lists_its_log(walked_demo: Path) -> None:
    done = signapp("register", "verify", walked_demo)
    assert done.returncode == 0, done.stdout
    log = signapp("register", "log", walked_demo)
    assert log.returncode == 0
    assert "Tuula Tarkastaja, auditor" in log.stdout or "Tuula Tarkastaja" in log.stdout
    case = signapp("case", "show", walked_demo, "HEL 2017-008888")
    assert "Veera Valmistelija" in case.stdout
    assert "Tuula Tarkastaja" not in case.stdout


EDIT = """
update entries set body = cast(replace(cast(body as text), 'mayor', 'mayer') as blob)
where seq = 14
"""


@pytest.mark.parametrize(
    "statements",
    [
        [EDIT],
        ["delete from entries where seq = 12"],
        ["delete from entries where seq = 12", "update entries set seq = seq - 1 where seq > 12"],
        [
            "update entries set seq = -seq - 1 where seq >= 15",
            "insert into entries select 15, body, signature from entries where seq = 10",
            "update entries set seq = -seq where seq < 0",
        ],
        [
            "update entries set seq = -1 where seq = 8",
            "update entries set seq = 8 where seq = 9",
            "update entries set seq = 9 where seq = -1",
        ],
    ],
    ids=["edited", "deleted", "deleted and renumbered", "inserted", "swapped"],
)
def test_a_changed_ledger_is_found(
    walked_demo: Path, tmp_path: Path, statements: list[str]
) -> None:
    done = signapp("register", "verify", damaged(walked_demo, tmp_path, *statements))
    assert done.returncode == 1
    assert "does not hold" in done.stdout.lower()
    assert "Traceback" not in done.stderr


def test_a_changed_list_or_text_is_found(walked_demo: Path, tmp_path: Path) -> None:
    statement = "update cases set stage = 'draft'"
    done = signapp("register", "verify", damaged(walked_demo, tmp_path, statement))
    assert "[ProjectionDiffers]" in done.stdout
    signapp("register", "rebuild", tmp_path / "register")
    assert signapp("register", "verify", tmp_path / "register").returncode == 0


def test_a_removed_and_an_altered_document_are_found(walked_demo: Path, tmp_path: Path) -> None:
    folder = damaged(walked_demo, tmp_path)
    documents = (path for path in (folder / "documents").rglob("*") if path.is_file())
    files = sorted(path for path in documents if path.stat().st_size > 50_000)
    files[0].unlink()
    files[1].chmod(0o600)
    files[1].write_bytes(files[1].read_bytes()[:-1] + b"x")
    done = signapp("register", "verify", folder)
    assert done.returncode == 1
    assert "[DocumentMissingError]" in done.stdout
    assert "[DocumentAlteredError]" in done.stdout


def test_the_demo_walks_where_there_is_no_screen(tmp_path: Path) -> None:
    done = signapp("demo", "--dir", tmp_path / "demo", DISPLAY="", WAYLAND_DISPLAY="")
    assert done.returncode == 0, done.stdout + done.stderr
    for name in ("minutes.pdf", "action-plan-signed.pdf", "trust.pem"):
        assert (tmp_path / "demo" / "out" / name).is_file()
    again = signapp("demo", "--headless", "--dir", tmp_path / "demo")
    assert again.returncode == 0, again.stdout + again.stderr
