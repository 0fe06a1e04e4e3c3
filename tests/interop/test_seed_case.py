"""What the walk of the seed case leaves, judged by others than ourselves."""

import hashlib
import json
from pathlib import Path

import pikepdf
import pytest

from tests.interop.judge import judge_with_java, openssl_cms_verifies, pdfsig_verdicts

FIELDS = {"minutes.pdf": "Decision-maker", "action-plan-signed.pdf": "Helsinki"}


@pytest.fixture(scope="module")
def out(walked_demo: Path) -> Path:
    return walked_demo / "out"


@pytest.mark.parametrize("name", FIELDS)
def test_pdfsig_accepts_the_signature(out: Path, name: str, tmp_path: Path) -> None:
    verdicts = {
        verdict.field: verdict
        for verdict in pdfsig_verdicts(out / name, out / "trust.pem", tmp_path)
    }
    assert verdicts[FIELDS[name]].valid
    assert verdicts[FIELDS[name]].trusted


@pytest.mark.parametrize("name", FIELDS)
def test_openssl_accepts_signature_and_time_stamp(out: Path, name: str, tmp_path: Path) -> None:
    verdicts = openssl_cms_verifies(out / name, out / "trust.pem", tmp_path)
    assert [verdict.kind for verdict in verdicts] == ["signature", "timestamp"]
    assert all(verdict.accepted for verdict in verdicts)


def test_dss_and_verapdf_accept_both_files_today(out: Path) -> None:
    files = [out / name for name in FIELDS]
    for path, verdict in judge_with_java(files, out / "trust.pem").items():
        assert verdict.passed, path
        assert verdict.unchanged, path
        assert verdict.compliant, (path, verdict.conformance)
        assert [made.level for made in verdict.signatures] == ["PAdES_BASELINE_LTA"]
        assert [made.field for made in verdict.signatures] == [FIELDS[path.name]]


def test_the_certification_of_the_minutes_permits_form_filling_only(out: Path) -> None:
    with pikepdf.open(out / "minutes.pdf") as pdf:
        signature = pdf.Root.Perms.DocMDP
        assert int(signature.Reference[0].TransformParams.P) == 2


def test_two_files_alone_tell_which_bytes_were_decided_on(out: Path) -> None:
    """With nothing of ours: read the record from the minutes, hash the start of the plan."""
    with pikepdf.open(out / "minutes.pdf") as pdf:
        record = json.loads(pdf.attachments["decision.json"].get_file().read_bytes())
    decided = record["authorisation"]["document"]
    plan = (out / "action-plan-signed.pdf").read_bytes()
    assert hashlib.sha256(plan[: decided["length"]]).hexdigest() == decided["sha256"]
    assert len(plan) > decided["length"]
    days = record["authorisation"]["days"]
    assert (days["first"], days["last"], days["binding"]) == ("2017-08-29", "2017-08-29", True)
