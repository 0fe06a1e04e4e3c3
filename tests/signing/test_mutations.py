"""No change by chance makes a file hold that looks different; only known errors come out."""

import itertools
import random
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from signapp.demo.authority import DemoAuthority
from signapp.domain.errors import DocumentError
from signapp.services.ports import Holds, TrustMaterial
from signapp.signing.verdict import judge
from tests.effort import effort
from tests.signing import forgeries, samples
from tests.signing.attacks.bases import Base, all_bases
from tests.signing.samples import HELSINKI, Person

TODAY = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SEED = 20170829
COUNT = 10_000 if effort(1) > 1 else 150
"""How many mutations are tried; all of them with `--full`."""

Mutate = Callable[[bytes, random.Random], bytes]
TOKEN = re.compile(rb"/[A-Za-z]{2,}|\d{2,}|endobj|stream|xref|trailer|obj\b")
OBJECT = re.compile(rb"(?<!\d)\d+ 0 obj\b.*?endobj\s", re.DOTALL)
ENTRY = re.compile(rb"\d{10} \d{5} [nf]")
END = re.compile(rb"%%EOF\r?\n?")


def flip(pdf: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(pdf))
    return pdf[:at] + bytes([pdf[at] ^ (1 << chance.randrange(8))]) + pdf[at + 1 :]


def cut(pdf: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(pdf))
    return pdf[:at] + pdf[at + chance.choice([1, 2, 16, 300]) :]


def cut_off(pdf: bytes, chance: random.Random) -> bytes:
    return pdf[: chance.randrange(len(pdf))]


def append(pdf: bytes, chance: random.Random) -> bytes:
    return pdf + chance.choice([b"\n", b"%x\n", b"\0", chance.randbytes(40), pdf[-200:]])


def overwrite(pdf: bytes, chance: random.Random) -> bytes:
    at, length = chance.randrange(len(pdf)), chance.choice([1, 2, 16, 300])
    return pdf[:at] + chance.randbytes(length) + pdf[at + length :]


def object_again(pdf: bytes, chance: random.Random) -> bytes:
    """Repeat an object, somewhere or at the end."""
    found = chance.choice(list(OBJECT.finditer(pdf)))[0]
    at = chance.choice([len(pdf), *(end.end() for end in END.finditer(pdf))])
    return pdf[:at] + found + pdf[at:]


def index_edited(pdf: bytes, chance: random.Random) -> bytes:
    """Exchange two entries of the index, or let one point elsewhere."""
    one, other = (chance.choice(list(ENTRY.finditer(pdf))) for _ in range(2))
    at = one.start()
    new = chance.choice([other[0], b"%010d 00000 n" % chance.randrange(len(pdf))])
    return pdf[:at] + new + pdf[at + len(new) :]


def token_swapped(pdf: bytes, chance: random.Random) -> bytes:
    """Exchange two neighbouring bytes inside a token."""
    found = chance.choice(list(TOKEN.finditer(pdf)))
    at = chance.randrange(found.start(), found.end() - 1)
    return pdf[:at] + pdf[at + 1 : at + 2] + pdf[at : at + 1] + pdf[at + 2 :]


def number_changed(pdf: bytes, chance: random.Random) -> bytes:
    """Give a number as many other digits."""
    found = chance.choice(list(re.finditer(rb"(?<![0-9a-fA-F])\d+(?![0-9a-fA-F])", pdf)))
    digits = b"".join(b"%d" % chance.randrange(10) for _ in found[0])
    return pdf[: found.start()] + digits + pdf[found.end() :]


def revision_spliced(pdf: bytes, chance: random.Random) -> bytes:
    """Leave a revision out, or say one twice."""
    ends = [0, *(end.end() for end in END.finditer(pdf))]
    pieces = [pdf[a:b] for a, b in itertools.pairwise(ends)]
    number = chance.randrange(len(pieces))
    return b"".join(
        pieces[:number] + chance.choice([[], [pieces[number]] * 2]) + pieces[number:][1:]
    )


def page_changed(pdf: bytes, chance: random.Random) -> bytes:
    """Append a well-formed revision that changes a page, with one byte flipped in it."""
    revise = chance.choice([forgeries.page_replaced, forgeries.annotated, forgeries.page_turned])
    revised = revise(pdf)
    at = chance.randrange(len(pdf), len(revised))
    return revised[:at] + bytes([revised[at] ^ (1 << chance.randrange(8))]) + revised[at + 1 :]


MUTATIONS: tuple[Mutate, ...] = (
    *(flip, cut, cut_off, append, overwrite, object_again, index_edited, token_swapped),
    *(number_changed, revision_spliced, page_changed),
)


@pytest.fixture(scope="module")
def bases(
    authority: DemoAuthority, tmp_path_factory: pytest.TempPathFactory, counterpart: Person
) -> list[Base]:
    folder = tmp_path_factory.mktemp("mutated")
    deputy = samples.person(authority, folder, "Anni Äyräväinen", "p256")
    return all_bases(authority, deputy, counterpart, folder)


def look(pdf: bytes) -> list[bytes]:
    """Return the pages as PDFium shows them."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    try:
        return [bytes(page.render(may_draw_forms=True).buffer) for page in document]
    finally:
        document.close()


def other_look(pdf: bytes, folder: Path) -> list[bytes]:
    """Return the pages as poppler shows them."""
    source = folder / "poppler.pdf"
    source.write_bytes(pdf)
    for old in folder.glob("poppler-*.ppm"):
        old.unlink()
    command = ["pdftoppm", "-r", "40", str(source), str(folder / "poppler")]
    subprocess.run(command, check=True, capture_output=True)
    return [path.read_bytes() for path in sorted(folder.glob("poppler-*.ppm"))]


def test_no_mutation_holds_with_another_look_or_escapes(
    bases: list[Base], trust: TrustMaterial, tmp_path: Path
) -> None:
    """Whatever still holds looks as it did when the last signature was made, to two programs."""
    chance = random.Random(SEED)
    looks = {base.name: look(base.pdf) for base in bases}
    other_looks = (
        {base.name: other_look(base.pdf, tmp_path) for base in bases}
        if shutil.which("pdftoppm")
        else {}
    )
    path, outcomes = tmp_path / "mutated.pdf", Counter[tuple[str, str]]()
    for number in range(COUNT):
        base, mutate = bases[number % len(bases)], MUTATIONS[number % len(MUTATIONS)]
        forged = mutate(base.pdf, chance)
        path.write_bytes(forged)
        try:
            verdict = judge(path, trust, TODAY, base.decision)
        except DocumentError as e:
            outcomes[mutate.__name__, type(e).__name__] += 1
            continue
        unharmed = [s for s in verdict.signatures if s.content.holds is Holds.YES]
        outcomes[mutate.__name__, verdict.holds.value] += 1
        complete = len(verdict.signatures) == base.signers == len(unharmed)
        if complete and verdict.signatures[0].field == HELSINKI:
            same = look(forged) == looks[base.name]
            assert same, f"{mutate.__name__} {number} of {base.name} holds and looks different"
            if other_looks and forged != base.pdf:
                assert other_look(forged, tmp_path) == other_looks[base.name], number
    print(f"\n{COUNT} mutations:")
    for (kind, outcome), count in sorted(outcomes.items()):
        print(f"  {kind:18} {outcome:18} {count}")


@pytest.mark.usefixtures("nobody_is_asked")
def test_judging_asks_no_network(bases: list[Base], trust: TrustMaterial, tmp_path: Path) -> None:
    """Files that name addresses in every way are judged without one connection."""
    from tests.signing.attacks import saving

    path = tmp_path / "asking.pdf"
    forges = (
        *(saving.link_to_elsewhere, saving.remote_document, saving.submission),
        *(saving.content_from_elsewhere, saving.launch, saving.script_by_name),
    )
    for base in bases[:4]:
        for forge in forges:
            path.write_bytes(forge(base))
            judge(path, trust, TODAY, base.decision)
