"""Every paper that leaves as a PDF, in every language, as other programs read it.

veraPDF says whether it is PDF/A-3a and PDF/UA-1, poppler in which order its structure is read out.
A kind that is added is looked at without a word here, unless no stage of the case lets it be made.
"""

import re
import ssl
import subprocess
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from signapp.demo.authority import DemoAuthority
from signapp.demo.scene import CASE
from signapp.demo.walk import Walk
from signapp.services.paper_values import Options
from signapp.services.papers import PAPERS, Offered, offered, take_paper
from signapp.texts.catalogue import LANGUAGES, Texts
from tests.documents.structure import Told, told
from tests.interop.judge import judge_with_java
from tests.services.conftest import Stand

StandAt = Callable[[str], Stand]
PDF = [one.code for one in PAPERS if one.ending == "pdf"]


def made(stand: Stand, folder: Path) -> Iterator[Path]:
    """Yield every paper that can be made now, each in every language."""
    for person in ("registrar-1", "mayor", "preparer"):
        who = stand.enter(person)
        for one in offered(stand.desk, CASE, who):
            if one.paper.ending != "pdf" or one.against:
                continue
            for options in wanted(one):
                which = re.sub(r"[^a-z0-9]", "_", options.which or "0")
                if one.paper.code == "agreement" and stand.case.signed:
                    which += "_signed"  # it is looked at before and after
                name = f"{one.paper.code}-{which}-{options.language or 'own'}"
                file = folder / f"{name}.pdf"
                if not file.exists():
                    take_paper(stand.desk, who, CASE, one.paper.code, file, options)
                    yield file


def wanted(one: Offered) -> Iterator[Options]:
    keys = [choice.key for choice in one.choices] or [""]
    for key in keys:
        for language in LANGUAGES if one.paper.languages else ("",):
            yield Options(key, language)


def words(text: str) -> list[str]:
    """Return the words without digits: a hash is read out in pieces."""
    return [one for one in re.findall(r"\w+", text) if one.isalpha()]


def levels(pieces: list[Told]) -> list[int]:
    """Return the levels of headings in reading order."""
    heads = {
        one.element: int(kind[1])
        for one in pieces
        for kind in one.inside
        if re.fullmatch("H[1-6]", kind)
    }
    return list(heads.values())


def seen(file: Path) -> list[str]:
    """Return the words between head and foot of the pages, as they follow in the content."""
    with pikepdf.open(file) as pdf:
        _, _, width, height = map(int, pdf.pages[0].mediabox)
    body = ("-x", "0", "-y", "115", "-W", str(width), "-H", str(height - 215))
    command = ["pdftotext", "-raw", *body, str(file), "-"]
    return words(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.fixture
def papers(stand_at: StandAt, tmp_path: Path) -> list[Path]:
    """Every paper that can be made at one of three stages, in every language."""
    stand, folder = stand_at("publish"), tmp_path / "papers"
    folder.mkdir()
    found = list(made(stand, folder))
    walk = Walk(stand.scene, Texts("fi"), lambda _: None)
    for step in (walk.sign, walk.finalise):
        step()
        found += made(stand, folder)
    return found


def test_every_paper_is_archivable_and_read_out_in_order(
    papers: list[Path], tmp_path: Path
) -> None:
    kinds = {re.match(r"(.*)-\w+-\w+$", one.stem)[1] for one in papers}  # type: ignore[index]
    assert kinds == set(PDF), "each kind can be made at some stage"
    root = tmp_path / "root.pem"
    root.write_text(ssl.DER_cert_to_PEM_cert(DemoAuthority.found().root))
    for file, verdict in judge_with_java(papers, root).items():
        for flavour, found in verdict.conformance.items():
            assert found.compliant, (file.name, flavour, found.failures)
        pieces = told(file)
        heads = levels(pieces)
        assert heads[0] == 1, file.name
        assert heads.count(1) == 1, file.name
        assert all(b <= a + 1 for a, b in pairwise(heads)), (file.name, heads)
        read, shown = words(" ".join(one.text for one in pieces)), seen(file)
        alike = SequenceMatcher(None, read, shown, autojunk=False)
        common = sum(block.size for block in alike.get_matching_blocks())
        assert common >= 0.8 * len(shown), (file.name, common, len(shown))
