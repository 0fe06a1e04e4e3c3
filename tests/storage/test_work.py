"""Drafts, signing jobs, texts and the desk key: kept as they were given."""

import os
import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signapp.domain import errors
from signapp.domain.damage_errors import WorkDamagedError
from signapp.ledger.encoding import commit
from signapp.ledger.entries import EntryKey
from signapp.services.ports import (
    PreparedSignature,
    SaltedText,
    SignatureOrder,
    SigningJob,
    StoredEntry,
    TrustMaterial,
)
from signapp.storage.desk_key import keep_desk_key, read_desk_key
from signapp.storage.register import SqliteRegister
from tests.domain.stories import CASE, OTHER_CASE
from tests.effort import effort
from tests.storage.registers import Office, raw, reading

SALT = bytes(range(16))
JOB = SigningJob(
    case=CASE,
    phase="prepared",
    order=SignatureOrder(
        source=Path("/var/lib/ä ö/source.pdf"),
        output=Path("/var/lib/output.pdf"),
        field="Helsinki",
        certificate=bytes(range(256)),
        trust=TrustMaterial(roots=(b"root",), others=(), revocation_lists=(b"", b"crl")),
        signed_at=datetime(2017, 8, 29, 11, 0, tzinfo=UTC),
        seal=b"%PDF",
        name="Aapo Apulainen",
        reason="1 § – „päätös“ 北京",
        location="Helsinki",
        certify=False,
    ),
    prepared=PreparedSignature(b"\0" * 32, 100, 200, b"\x31\x00"),
)


def test_a_job_comes_back_as_it_went(at_work: Office) -> None:
    for job in (JOB, replace(JOB, prepared=None), replace(JOB, phase="signed", signature=b"\0s")):
        at_work.register.save_job(job)
        assert at_work.register.job(CASE) == job
        with reading(at_work.folder) as elsewhere:
            assert elsewhere.job(CASE) == job
    assert at_work.register.job(OTHER_CASE) is None


def test_a_job_is_dropped_alone(at_work: Office) -> None:
    at_work.register.save_job(JOB)
    at_work.register.save_job(replace(JOB, case=OTHER_CASE))
    at_work.register.drop_job(CASE)
    assert at_work.register.job(CASE) is None
    assert at_work.register.job(OTHER_CASE) == replace(JOB, case=OTHER_CASE)


@settings(max_examples=effort(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_draft_comes_back_as_it_went(at_work: Office, content: str) -> None:
    at_work.register.save_draft(CASE, content)
    assert at_work.register.draft(CASE) == content
    assert at_work.register.draft(OTHER_CASE) is None


@pytest.mark.parametrize("table", ["drafts", "jobs"])
def test_work_that_the_disk_changed_is_not_gone_on_with(at_work: Office, table: str) -> None:
    at_work.register.save_draft(CASE, "{}")
    at_work.register.save_job(JOB)
    assert at_work.register.damaged_work() == ()
    with raw(at_work.folder) as connection:
        connection.execute(f"update {table} set content = content || ' '")
    assert at_work.register.damaged_work() == (CASE,)
    read = {"drafts": at_work.register.draft, "jobs": at_work.register.job}[table]
    with pytest.raises(WorkDamagedError):
        read(CASE)


def test_drafts_and_jobs_are_no_part_of_the_ledger(at_work: Office) -> None:
    before = at_work.rows()
    at_work.register.save_draft(CASE, "{}")
    at_work.register.save_job(JOB)
    assert at_work.rows() == before


def test_a_text_is_found_by_its_commitment_until_it_is_erased(at_work: Office) -> None:
    text = SaltedText(commit(SALT, "Päivi"), SALT, "Päivi")
    at_work.append(StoredEntry(b"body", b"signature"), (text,))
    assert at_work.register.text(text.commitment) == text
    assert list(at_work.register.texts()) == [text]
    with raw(at_work.folder) as connection:
        connection.execute("delete from texts")
    assert at_work.register.text(text.commitment) is None


def test_an_erased_text_is_gone_from_the_file(at_work: Office) -> None:
    """secure_delete overwrites what was there."""
    canary = "canary-" + "0123456789" * 10
    text = SaltedText(commit(SALT, canary), SALT, canary)
    at_work.append(StoredEntry(b"body", b"signature"), (text,))
    assert canary.encode() in (at_work.folder / "register.sqlite").read_bytes()
    at_work.register._connection.execute("delete from texts")
    assert canary.encode() not in (at_work.folder / "register.sqlite").read_bytes()


def test_the_desk_key_is_kept_once_and_for_its_owner(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        keep_desk_key(tmp_path, key := EntryKey())
    finally:
        os.umask(old)
    assert read_desk_key(tmp_path).public == key.public
    (path,) = tmp_path.iterdir()
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(errors.StorageError):
        keep_desk_key(tmp_path, EntryKey())
    assert read_desk_key(tmp_path).public == key.public


@pytest.mark.parametrize("content", [None, b"", b"short", b"\0" * 33])
def test_a_desk_key_that_is_none_is_a_known_error(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "desk.key").write_bytes(content)
    with pytest.raises(errors.StorageError):
        read_desk_key(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_a_register_founded_with_an_open_mask_is_private(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        SqliteRegister.found(tmp_path / "register").close()
    finally:
        os.umask(old)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    private = dict.fromkeys(("register", "documents", "work"), 0o700)
    assert modes == {**private, "register.sqlite": 0o600}
