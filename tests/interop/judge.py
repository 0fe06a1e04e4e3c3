"""Asks programs that share no code with ours what they think of a PDF file.

veraPDF and EU DSS answer from one Java program (`judges/`), poppler's `pdfsig` and OpenSSL are run
as they are. Nothing here uses pyHanko: a judge that shares the signer's library proves little.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import pikepdf
import pytest

from tests.interop.verdicts import (
    Conformance,
    Failure,
    FileVerdict,
    OpensslVerdict,
    PdfsigVerdict,
    SignatureVerdict,
    TimestampVerdict,
)

JUDGES = Path(__file__).parent / "judges"
PATIENCE = 240  # seconds; a first build fetches about 30 MB

HOW_TO_INSTALL = {
    "java": "a Java 17 runtime or newer (Debian: openjdk-17-jdk-headless)",
    "mvn": "Apache Maven and a Java 17 compiler (Debian: maven openjdk-17-jdk-headless)",
    "pdfsig": "poppler's command line tools (Debian: poppler-utils)",
    "certutil": "the tools of NSS (Debian: libnss3-tools)",
    "openssl": "OpenSSL 3 (Debian: openssl)",
}


@dataclass(frozen=True)
class _Signed:
    """One filled signature field as it stands in the bytes of the file."""

    field: str
    is_timestamp: bool
    content: bytes
    token: bytes
    covers_file: bool


def missing_judge(name: str, said: str = "") -> NoReturn:
    """Fail on the build server; elsewhere skip the test and say what to install."""
    text = f"The judge `{name}` is missing. Install {HOW_TO_INSTALL[name]}. {said}".strip()
    if os.environ.get("CI") == "true":
        pytest.fail(text, pytrace=False)
    pytest.skip(text)


def judge_with_java(
    files: Sequence[Path],
    trust_pem: Path,
    flavours: Sequence[str] = ("3a", "ua1"),
    at: datetime | None = None,
    revocation_lists: Sequence[Path] = (),
) -> dict[Path, FileVerdict]:
    """Ask veraPDF and EU DSS about all files in one run; `flavours=()` leaves veraPDF out.

    DSS opens no connection. It needs revocation data for every verdict but "indeterminate": a
    B-LT or B-LTA file brings them along, for B-B and B-T name DER files in `revocation_lists`.
    """
    classes = build_java_judges()
    command = [_tool("java"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", str(classes)]
    command += ["judges.Judges", "--trust", str(trust_pem), "--flavours", ",".join(flavours)]
    for revocation_list in revocation_lists:
        command += ["--crl", str(revocation_list)]
    if at is not None:
        command += ["--at", at.astimezone(UTC).isoformat().replace("+00:00", "Z")]
    run = _run([*command, *(str(file) for file in files)])
    if run.returncode != 0:
        raise RuntimeError(f"the Java judges gave no verdict: {run.stderr}")
    said = json.loads(run.stdout)
    return {file: _file_verdict(said[str(file)]) for file in files}


def build_java_judges() -> Path:
    """Build the Java judges where they are older than their sources; return their class path."""
    target = JUDGES / "target"
    classes = target / "judges-1.jar"
    target.mkdir(exist_ok=True)
    with (target / "lock").open("w") as lock:  # two test runs in one tree build only once
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_fresh(target / "built"):
            shutil.rmtree(target / "lib", ignore_errors=True)
            run = _run([_tool("mvn"), "-q", "-B", "-f", str(JUDGES / "pom.xml"), "package"])
            if run.returncode != 0:
                missing_judge("mvn", f"Maven said: {run.stdout[-2000:]}{run.stderr[-2000:]}")
            (target / "built").touch()
    return Path(f"{classes}{os.pathsep}{target / 'lib' / '*'}")


def pdfsig_verdicts(file: Path, trust_pem: Path, tmp_path: Path) -> tuple[PdfsigVerdict, ...]:
    """Ask poppler about every signature of the file.

    `-no-ocsp` is left out on purpose: poppler 22.12 then reports "Unknown issue" for each good
    certificate, because it reads a stale error number. It asks an OCSP service only when the
    certificate names one, so certificates for these tests name none.
    """
    store = _nss_database(trust_pem, tmp_path)
    run = _run([_tool("pdfsig"), "-nssdir", str(store), str(file)])
    _head, *parts = re.split(r"(?m)^Signature #\d+:$", run.stdout)
    return tuple(_pdfsig_verdict(part) for part in parts)


def openssl_cms_verifies(
    file: Path, trust_pem: Path, tmp_path: Path, at: datetime | None = None
) -> tuple[OpensslVerdict, ...]:
    """Ask OpenSSL about every signature and document time stamp, in the order of signing."""
    moment = [] if at is None else ["-attime", str(int(at.timestamp()))]
    return tuple(
        _openssl_verdict(signed, trust_pem, tmp_path, moment) for signed in _signed_parts(file)
    )


def _is_fresh(built: Path) -> bool:
    if not built.exists():
        return False
    sources = [JUDGES / "pom.xml", *(JUDGES / "src").rglob("*.java")]
    return built.stat().st_mtime > max(source.stat().st_mtime for source in sources)


def _tool(name: str) -> str:
    return shutil.which(name) or missing_judge(name)


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    plain = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        command,
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="replace",
        env=plain,
        timeout=PATIENCE,
    )


def _file_verdict(said: Mapping[str, Any]) -> FileVerdict:
    return FileVerdict(
        conformance={name: _conformance(one) for name, one in said["conformance"].items()},
        signatures=tuple(SignatureVerdict(**_typed(one)) for one in said["signatures"]),
        timestamps=tuple(TimestampVerdict(**_typed(one)) for one in said["timestamps"]),
        dss_error=said["dss_error"],
    )


def _conformance(said: Mapping[str, Any]) -> Conformance:
    failures = tuple(Failure(**failure) for failure in said["failures"])
    return Conformance(said["compliant"], said["checks"], failures, said["error"])


def _typed(said: Mapping[str, Any]) -> dict[str, Any]:
    """Instants become datetimes and lists tuples; every other value stays as it came."""
    return {name: _typed_value(name, value) for name, value in said.items()}


def _typed_value(name: str, value: Any) -> Any:
    if name.endswith("time"):
        return datetime.fromisoformat(value) if value else None
    return tuple(value) if isinstance(value, list) else value


def _nss_database(trust_pem: Path, tmp_path: Path) -> Path:
    """Make a certificate database in which the anchors may issue certificates for signing."""
    anchors = hashlib.sha256(trust_pem.read_bytes()).hexdigest()[:16]
    store = tmp_path / f"nss-{anchors}"
    if store.exists():
        return store
    store.mkdir()
    database = f"sql:{store}"
    _run([_tool("certutil"), "-N", "-d", database, "--empty-password"]).check_returncode()
    for number, pem in enumerate(_certificates_in(trust_pem)):
        one = store / f"anchor-{number}.pem"
        one.write_text(pem, encoding="ascii")
        add = ["-A", "-d", database, "-n", one.stem, "-t", "C,C,C", "-i", str(one)]
        _run([_tool("certutil"), *add]).check_returncode()
    return store


def _certificates_in(trust_pem: Path) -> list[str]:
    block = r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\n?"
    return re.findall(block, trust_pem.read_text(encoding="ascii"), flags=re.DOTALL)


def _pdfsig_verdict(part: str) -> PdfsigVerdict:
    def after(label: str) -> str:
        found = re.search(rf"(?m)^  - {label}: (.*)$", part)
        return found[1].strip() if found else ""

    return PdfsigVerdict(
        field=after("Signature Field Name"),
        signer=after("Signer Certificate Common Name"),
        kind=after("Signature Type"),
        validity=after("Signature Validation"),
        trust=after("Certificate Validation"),
        total_document_signed="  - Total document signed" in part.splitlines(),
    )


def _openssl_verdict(
    signed: _Signed, trust_pem: Path, tmp_path: Path, moment: list[str]
) -> OpensslVerdict:
    content = tmp_path / "signed.bytes"
    token = tmp_path / "signature.der"
    content.write_bytes(signed.content)
    token.write_bytes(signed.token)
    if signed.is_timestamp:
        question = ["ts", "-verify", "-data", str(content), "-in", str(token), "-token_in"]
    else:
        question = ["cms", "-verify", "-cades", "-binary", "-inform", "DER", "-purpose", "any"]
        question += ["-in", str(token), "-content", str(content), "-out", os.devnull]
    run = _run([_tool("openssl"), *question, "-CAfile", str(trust_pem), *moment])
    return OpensslVerdict(
        field=signed.field,
        kind="timestamp" if signed.is_timestamp else "signature",
        accepted=run.returncode == 0,
        covers_file=signed.covers_file,
        output=run.stdout + run.stderr,
    )


def _signed_parts(file: Path) -> list[_Signed]:
    whole = file.read_bytes()
    with pikepdf.open(file) as pdf:
        form = pdf.Root.get("/AcroForm", pikepdf.Dictionary())
        fields = list(_filled_fields(form.get("/Fields", pikepdf.Array()), ""))
        parts = [_signed_part(whole, name, value) for name, value in fields]
    return sorted(parts, key=lambda part: len(part.content))


def _filled_fields(fields: Any, parent: str) -> Iterator[tuple[str, pikepdf.Object]]:
    for field in fields:
        name = ".".join(part for part in (parent, str(field.get("/T", ""))) if part)
        yield from _filled_fields(field.get("/Kids", ()), name)
        if field.get("/FT") == pikepdf.Name.Sig and "/V" in field:
            yield name, field["/V"]


def _signed_part(whole: bytes, field: str, value: Any) -> _Signed:
    """Take what is signed, and the signature from the gap that the signature leaves open."""
    start, before, resume, after = (int(number) for number in value["/ByteRange"])
    gap = whole[start + before : resume]
    if start != 0 or gap[:1] != b"<" or gap[-1:] != b">":
        raise ValueError(f"the byte range of {field} leaves more open than the signature")
    return _Signed(
        field=field,
        is_timestamp=value.get("/Type") == pikepdf.Name.DocTimeStamp,
        content=whole[:before] + whole[resume : resume + after],
        token=_without_padding(bytes.fromhex(gap[1:-1].decode("ascii"))),
        covers_file=resume + after == len(whole),
    )


def _without_padding(filled: bytes) -> bytes:
    """Cut the zeros after a DER value: the tag, the length and as many bytes as it says."""
    length, header = filled[1], 2
    if length >= 0x80:
        header += length - 0x80
        length = int.from_bytes(filled[2:header])
    return filled[: header + length]
