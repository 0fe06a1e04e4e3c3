"""Every document, key and level signed here, judged by four outsiders and by ourselves.

Where an outsider says another thing than we do, `resources/docs/interoperability.md` has a row
with the reason: the rows there are just the disagreements that are measured here.
"""

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from signapp.domain.errors import DamagedFileError
from signapp.resources import resource
from signapp.services.ports import Holds, SignatureVerdict, Verdict
from signapp.signing.verdict import judge
from tests import effort
from tests.interop import matrix
from tests.interop.judge import judge_with_java, openssl_cms_verifies, pdfsig_verdicts
from tests.interop.matrix import KINDS, LEVELS, Sample
from tests.interop.papers import papers, signed_by_poppler
from tests.interop.verdicts import FileVerdict, OpensslVerdict, PdfsigVerdict
from tests.signing import samples

INDICATIONS = {
    Holds.YES: "TOTAL_PASSED",
    Holds.NOT_KNOWN: "INDETERMINATE",
    Holds.NO: "TOTAL_FAILED",
}
DSS_LEVELS = {"CMS": "PKCS7_", **{level: f"PAdES_BASELINE_{level[2:]}" for level in LEVELS}}
WORDS = {Holds.YES: "holds", Holds.NOT_KNOWN: "not known", Holds.NO: "does not hold"}
LATER_SIGNATURE = re.compile(r"^CREATION /Catalog /StructTreeRoot .* /Obj \d+ 0 R /V ")
DSS, VERAPDF, POPPLER, OPENSSL = "EU DSS", "veraPDF", "pdfsig", "openssl"

Row = tuple[str, str, str, str]
"""A disagreement: the judge, what it is about, what the judge says, and what we say."""


@dataclass(frozen=True)
class Judged:
    """What everybody says of one file."""

    sample: Sample
    ours: Verdict
    java: FileVerdict
    poppler: tuple[PdfsigVerdict, ...]
    openssl: tuple[OpensslVerdict, ...]


@dataclass(frozen=True)
class Result:
    """All files with all verdicts, and the file that poppler signed."""

    judged: tuple[Judged, ...]
    foreign: set[Row]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder = tmp_path_factory.mktemp("matrix")
    everything = effort.effort(1) > 1
    made = matrix.makers(folder)
    all_papers = papers(made.stranger.issued)
    signed = matrix.sign_all(made, all_papers, folder, everything=everything)
    anchors, lists = made.anchors(folder), made.revocation_lists(folder)
    now = datetime.now(UTC)
    java = _java(signed, anchors, lists)
    judged = tuple(
        Judged(
            one,
            judge(one.path, made.trust, now, None),
            java[one.path],
            pdfsig_verdicts(one.path, anchors, folder),
            openssl_cms_verifies(one.path, anchors, folder),
        )
        for one in signed
    )
    return Result(judged, _signed_by_poppler(made, anchors, lists, folder))


def _java(
    signed: tuple[Sample, ...], anchors: Path, lists: list[Path]
) -> Mapping[Path, FileVerdict]:
    """Ask the Java judges once for each set of flavours, two at a time."""
    flavours = sorted({one.paper.flavours for one in signed})
    ask = partial(judge_with_java, trust_pem=anchors, revocation_lists=lists)
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(
            lambda wanted: ask(
                [one.path for one in signed if one.paper.flavours == wanted], flavours=wanted
            ),
            flavours,
        )
        return {path: verdict for answer in answers for path, verdict in answer.items()}


def _signed_by_poppler(
    made: matrix.Makers, anchors: Path, lists: list[Path], folder: Path
) -> set[Row]:
    """Return what is disagreed on about a file that poppler signed alone."""
    rsa = made.people["rsa3072", "file"].issued
    path = signed_by_poppler(samples.action_plan(), rsa, made.ours.root, folder)
    found = judge_with_java([path], anchors, flavours=(), revocation_lists=lists)[path]
    (poppler,) = (one for one in pdfsig_verdicts(path, anchors, folder) if one.field not in ours())
    try:
        judge(path, made.trust, datetime.now(UTC), None)
    except DamagedFileError:
        about = "file signed by poppler"
        says = found.signatures[0].indication
        return {
            (DSS, about, says, "damaged file"),
            (POPPLER, about, "valid" if poppler.valid else "not valid", "damaged file"),
        }
    return set()


def ours() -> tuple[str, str]:
    return samples.HELSINKI, samples.BEIJING


# --- what is compared -----------------------------------------------------------------------


def disagreements(one: Judged) -> Iterator[Row]:
    """Yield whatever an outsider says otherwise than we do."""
    mine = {made.field: made for made in one.ours.signatures}
    yield from _with_dss(one, mine)
    yield from _with_verapdf(one)
    yield from _with_poppler(one, mine)
    yield from _with_openssl(one, mine)


def _with_dss(one: Judged, mine: Mapping[str, SignatureVerdict]) -> Iterator[Row]:
    theirs = {made.field: made for made in one.java.signatures}
    if theirs.keys() != mine.keys():
        yield DSS, "fields", str(sorted(theirs)), str(sorted(mine))
    for field in theirs.keys() & mine.keys():
        their, my = theirs[field], mine[field]
        if their.indication != INDICATIONS[my.holds]:
            yield DSS, f"{my.level} signature", their.indication, WORDS[my.holds]
        if not their.level.startswith(DSS_LEVELS[my.level]):
            yield DSS, "level", their.level, my.level
    yield from _with_dss_besides(one.java)


def _with_dss_besides(java: FileVerdict) -> Iterator[Row]:
    for change in (change for made in java.signatures for change in made.changes):
        known = LATER_SIGNATURE.search(change)
        yield DSS, "later signature in a tagged field" if known else change, "change", "none"
    for stamp in java.timestamps:
        if not stamp.passed:
            yield DSS, stamp.kind, stamp.indication, "holds"
    if java.dss_error:
        yield DSS, "file", java.dss_error, "can be read"


def _with_verapdf(one: Judged) -> Iterator[Row]:
    for flavour, found in one.java.conformance.items():
        if not found.compliant:
            clauses = ", ".join(f"{it.clause}-{it.test}" for it in found.failures)
            yield VERAPDF, flavour, clauses or found.error, "kept"


def _with_poppler(one: Judged, mine: Mapping[str, SignatureVerdict]) -> Iterator[Row]:
    seen: set[str] = set()
    for verdict in one.poppler:
        my = mine.get(verdict.field)
        if my is None:
            if verdict.kind and not verdict.valid:
                yield POPPLER, "document time stamp", verdict.validity, "holds"
            continue
        if verdict.valid != (my.content.holds is Holds.YES):
            yield POPPLER, f"{my.level} content", verdict.validity, WORDS[my.content.holds]
        if verdict.trusted != (my.person.holds is Holds.YES):
            again = my.certificate in seen
            about = "second signature with one certificate" if again else f"{my.level} signer"
            yield POPPLER, about, verdict.trust, WORDS[my.person.holds]
        seen.add(my.certificate)


def _with_openssl(one: Judged, mine: Mapping[str, SignatureVerdict]) -> Iterator[Row]:
    for verdict in one.openssl:
        my = mine.get(verdict.field)
        holds = my.person.holds if my else Holds.YES
        if verdict.accepted != (holds is Holds.YES):
            said = "accepted" if verdict.accepted else "refused"
            yield OPENSSL, f"{my.level if my else verdict.kind}", said, WORDS[holds]


# --- the matrix -----------------------------------------------------------------------------


def test_every_level_is_signed_with_every_kind_of_key_on_every_document(result: Result) -> None:
    found = [one.sample for one in result.judged]
    assert matrix.pairs_of(found) == set(product(LEVELS, KINDS))
    assert len({one.paper.name for one in found}) == 13
    assert {one.mark for one in found} == set(matrix.marks())
    assert len({(one.paper.name, one.level) for one in found}) >= 26


def test_each_signature_reaches_the_level_that_was_asked_for(result: Result) -> None:
    for one in result.judged:
        own = [made for made in one.ours.signatures if made.level != "CMS"]
        assert {made.level for made in own} == {one.sample.level}, one.sample.name


def test_nobody_finds_a_signature_of_ours_broken(result: Result) -> None:
    for one in result.judged:
        own = [made for made in one.ours.signatures if made.level != "CMS"]
        assert own, one.sample.name
        assert all(made.content.holds is Holds.YES for made in own), one.sample.name
        assert one.java.passed, one.sample.name
        assert one.java.compliant, one.sample.name
        fields = {made.field for made in one.ours.signatures}
        known = [it for it in one.poppler if it.field in fields]
        assert len(known) == len(fields), one.sample.name
        assert all(it.valid for it in known), one.sample.name
        assert one.openssl, one.sample.name
        assert all(it.accepted for it in one.openssl), one.sample.name


def test_every_disagreement_has_its_row_and_every_row_its_disagreement(result: Result) -> None:
    measured = {row for one in result.judged for row in disagreements(one)} | result.foreign
    assert measured == set(explained())


def test_every_row_gives_a_reason() -> None:
    assert all(len(reason) > 60 for reason in explained().values())


def explained() -> dict[Row, str]:
    """Read the table of the document."""
    text = resource("docs", "interoperability.md").read_text(encoding="utf-8")
    table = [line for line in text.splitlines() if line.startswith("|")][2:]
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table]
    return {row[:4]: row[4] for row in rows}  # type: ignore[misc]
