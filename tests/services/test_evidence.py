"""Evidence on a case: complete, proven offline by both verifiers, in public without names."""

import json
import random
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2
import pytest

from signapp.bootstrap import opened_demo, reading
from signapp.demo.people import PEOPLE
from signapp.demo.scene import CASE, CLASS_CODE
from signapp.domain.acts import SessionOpened
from signapp.domain.archive_errors import ArchiveRefusedError
from signapp.domain.errors import NotAuthorisedError
from signapp.domain.evidence import CaseHeadSigned, EvidenceTaken
from signapp.domain.evidence_errors import PersonCodeTellsNameError
from signapp.ledger.entries import Entry, EntryKey, read_entry
from signapp.ledger.excerpt import Gap, Shown
from signapp.ledger.notes import make_checkpoint
from signapp.ledger.tree import node_hash
from signapp.resources import resource
from signapp.services.anchors import Anchor, last_checkpoint, receipt
from signapp.services.archives import ArchiveKind, Limits, Member
from signapp.services.evidence import take_evidence
from signapp.services.evidence_check import EvidenceVerdict, Tools, check_evidence
from signapp.services.evidence_form import (
    BUNDLE,
    LEDGER,
    TEXTS,
    LedgerPart,
    TextsPart,
    read_contents,
    read_ledger,
    read_texts,
    written,
)
from signapp.services.evidence_ledger import verify_ledger
from signapp.services.ports import Holds
from signapp.services.prepare import open_case
from signapp.storage.archives import ZipArchives
from signapp.storage.register import SqliteRegister
from tests.ledger.second_opinion import verifier
from tests.services.conftest import Stand

ZIPS, KIND = ZipArchives(), ArchiveKind.EVIDENCE
SCRIPT = resource("verifier", "verify_register.py")
FILES = re.compile(r"documents/(minutes|agreement|attachment|public-copy)-1\.pdf")
Parts = tuple[LedgerPart, TextsPart]


@dataclass(frozen=True)
class Made:
    """A walked demo in which two cases are open, and what was taken out of it."""

    folder: Path
    whole: Path
    public: Path

    @property
    def trust(self) -> Path:
        return self.folder / "out" / "trust.pem"

    def register(self) -> SqliteRegister:
        return SqliteRegister(self.folder / "register", read_only=True)

    def entries(self) -> list[Entry]:
        register = self.register()
        rows = [read_entry(one.body) for one in register.entries()]
        register.close()
        return rows


@pytest.fixture(scope="module")
def made(walked_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("evidence")
    demo = Path(shutil.copytree(walked_demo, folder / "demo"))
    paths = folder / "whole.zip", folder / "public.zip"
    with opened_demo(demo) as scene:
        stand = Stand(scene)
        open_case(stand.desk, stand.enter("preparer"), "HEL 2017-009999", CLASS_CODE, "Another")
        who = stand.enter("registrar-1")
        for path in paths:
            told: list[tuple[int, int]] = []
            file = take_evidence(
                *(stand.desk, ZIPS, who, CASE, path),
                public=path == paths[1],
                told=lambda done, total, told=told: told.append((done, total)),
            )
            assert told[-1] == (6, 6)
            assert file.length == path.stat().st_size
    return Made(demo, *paths)


def checked(made: Made, path: Path, *anchors: Anchor, register: bool = False) -> EvidenceVerdict:
    """Check evidence as the terminal does, after the demo's end."""
    from signapp.demo.clock import FINAL

    with reading() as tools, tools.archives.place() as store:
        opened = tools.register(made.folder) if register else None
        trust = tools.trust(made.trust)
        given = Tools(tools.archives, store, tools.pdf, trust, FINAL)
        return check_evidence(given, path, anchors, opened)


def ours(path: Path, *anchors: Anchor) -> list[tuple[int, str]]:
    """Return what the program finds in the ledger of evidence, sorted."""
    archive = ZIPS.open(path, KIND)
    contents = read_contents(archive.read)
    texts = None if contents.public else read_texts(archive.read)
    found = verify_ledger(contents, read_ledger(archive.read), texts, anchors)
    return sorted((one.facts["position"], one.code) for one in found.findings)


def theirs(path: Path) -> list[tuple[int, str]]:
    """Return what the verifier that shares no code finds, sorted."""
    found = verifier().verify(path, [])
    return [(one["entry"], one["code"]) for one in found["problems"]]


# --- what is in it --------------------------------------------------------------------------


def test_it_holds_the_decisive_documents_and_all_that_proves_them(made: Made) -> None:
    names = zipfile.ZipFile(made.whole).namelist()
    assert len([one for one in names if FILES.fullmatch(one)]) == 4
    for one in ("fi", "sv", "en"):
        assert {f"summary-{one}.pdf", f"circulation-{one}.pdf"} <= set(names)
    for prefix in ("certificates/", "trust/anchors/", "trust/revocation/", "verifier/"):
        assert any(one.startswith(prefix) for one in names), prefix
    assert {"READ-ME-FIRST.txt", BUNDLE, LEDGER, TEXTS, "manifest.json"} <= set(names)
    with zipfile.ZipFile(made.whole) as archive:
        assert archive.read("verifier/verify_register.py") == SCRIPT.read_bytes()
        assert archive.read("documents/minutes-1.pdf") == (
            (made.folder / "out" / "minutes.pdf").read_bytes()
        )


def test_every_entry_of_the_case_is_shown_and_of_the_other_none(made: Made) -> None:
    part = read_ledger(ZIPS.open(made.whole, KIND).read)
    shown = {one.seq for one in part.entries}
    entries = made.entries()
    head = next(one for one in entries if isinstance(one.act, CaseHeadSigned))
    of_case = {one.number for one in entries if one.case == CASE and one.number < head.number}
    assert of_case < shown
    assert not shown & {one.number for one in entries if one.case not in ("", CASE)}
    assert max(shown) == head.number
    assert (head.act.number, head.act.entries) == (CASE, len(of_case))


def test_who_took_it_is_logged_by_its_hash(made: Made) -> None:
    taken = [one for one in made.entries() if isinstance(one.act, EvidenceTaken)]
    assert [(one.actor.person, one.case, one.act.public) for one in taken] == [
        ("registrar-1", CASE, False),
        ("registrar-1", CASE, True),
    ]
    import hashlib

    for one, path in zip(taken, (made.whole, made.public), strict=True):
        assert one.act.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_only_the_registry_takes_it_and_the_refusal_is_logged(
    stand_at: Callable[[str], Stand], tmp_path: Path
) -> None:
    stand = stand_at("prepare")
    for person in ("preparer", "auditor", "mayor"):
        with pytest.raises(NotAuthorisedError) as refused:
            take_evidence(stand.desk, ZIPS, stand.enter(person), CASE, tmp_path / "e.zip")
        assert "DutyNotInOffice" in {one.code for one in refused.value.reasons}
    assert not (tmp_path / "e.zip").exists()
    assert stand.acts().count("AttemptRefused") == 3
    assert "CaseHeadSigned" not in stand.acts()


def test_evidence_on_an_unfinished_case_holds_too(
    stand_at: Callable[[str], Stand], tmp_path: Path
) -> None:
    """Nothing is decided yet; what there is, is proven."""
    stand = stand_at("propose")
    take_evidence(stand.desk, ZIPS, stand.enter("registrar-2"), CASE, tmp_path / "e.zip")
    assert ours(tmp_path / "e.zip") == theirs(tmp_path / "e.zip") == []
    names = zipfile.ZipFile(tmp_path / "e.zip").namelist()
    assert "documents/agreement-unsigned-1.pdf" in names
    assert not [one for one in names if "minutes" in one]


# --- both verifiers -------------------------------------------------------------------------


def test_true_evidence_holds_by_the_anchors_of_whoever_checks(made: Made) -> None:
    found = checked(made, made.whole)
    assert (found.holds, found.findings, found.damaged) == (Holds.YES, (), ())
    assert {one.role for one in found.documents} >= {"minutes", "agreement", "certificate"}
    assert theirs(made.whole) == theirs(made.public) == []


def test_the_anchors_in_it_are_not_trusted(made: Made) -> None:
    made_up = replace(made, folder=made.folder)
    with reading() as tools, tools.archives.place() as store:
        trust = tools.trust(None)
        given = Tools(tools.archives, store, tools.pdf, trust, tools.clock.now())
        found = check_evidence(given, made_up.whole)
    assert found.holds is Holds.NOT_KNOWN
    assert "no_trust" in found.remarks(told_trust=False)


def test_it_is_verified_in_a_clean_place_without_network(made: Made, tmp_path: Path) -> None:
    """The verifier out of the archive, from another folder, with nothing of ours in its way."""
    with zipfile.ZipFile(made.public) as archive:
        archive.extract("verifier/verify_register.py", tmp_path)
    program = [sys.executable, "-I", "verifier/verify_register.py", made.public, "--json"]
    strace = shutil.which("strace")
    watched = [strace, "-f", "-qq", "-e", "trace=%network", "-o", "calls"] if strace else []
    done = subprocess.run(
        [*watched, *map(str, program)],
        cwd=tmp_path, env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert (done.returncode, found["holds"], found["case"]) == (0, True, CASE)
    if strace:
        assert "AF_INET" not in (tmp_path / "calls").read_text()
    said = " ".join(found["not_checked"])
    assert all(word in said for word in ("B, authority", "C, documents", "roll-back"))


def test_a_flipped_bit_in_any_member_is_named_by_both(made: Made, tmp_path: Path) -> None:
    content, pick = made.whole.read_bytes(), random.Random(17)
    with zipfile.ZipFile(made.whole) as archive:
        members = archive.infolist()
    path = tmp_path / "flipped.zip"
    for one in members:
        begins = one.header_offset + 30 + len(one.filename)
        damaged = bytearray(content)
        damaged[begins + pick.randrange(one.compress_size)] ^= 1 << pick.randrange(8)
        path.write_bytes(damaged)
        found = verifier().verify(path, [])
        assert (found["holds"], found["damaged"]) == (False, [one.filename])
        with pytest.raises(ArchiveRefusedError) as refused:
            ZIPS.open(path, KIND).check()
        assert refused.value.facts["name"] == one.filename


# --- damage that the archive does not show --------------------------------------------------


def rewritten(source: Path, target: Path, change: Callable[[Parts], Parts]) -> Path:
    """Write evidence again with another ledger or other texts; the archive itself is sound."""
    archive = ZIPS.open(source, KIND)
    part, texts = change((read_ledger(archive.read), read_texts(archive.read)))
    new = {LEDGER: written(part), TEXTS: written(texts)}
    members = [
        Member(one.name, new.get(one.name) or archive.read(one.name))
        for one in archive.manifest.members
    ]
    ZIPS.write(target, KIND, members)
    return target


def without(part: LedgerPart, numbers: Iterable[int], leaves: Sequence[bytes]) -> LedgerPart:
    """Leave entries out, and put the hashes of their leaves in their place."""
    left = set(numbers)
    kept = tuple(one for one in part.entries if one.seq not in left)
    gaps = (Gap(number, 1, leaves[number]) for number in left)
    return replace(part, entries=kept, gaps=(*part.gaps, *gaps))


@pytest.fixture(scope="module")
def rows(made: Made) -> list[tuple[Entry, Shown]]:
    register = made.register()
    stored = list(register.entries())
    register.close()
    return [
        (read_entry(one.body), Shown(number, one.body.decode(), one.signature))
        for number, one in enumerate(stored)
    ]


Change = Callable[[Parts, list[tuple[Entry, Shown]]], Parts]


def _entry_missing(parts: Parts, rows: list[tuple[Entry, Shown]]) -> Parts:
    entries = parts[0].entries
    return replace(parts[0], entries=(*entries[:9], *entries[10:])), parts[1]


def _hidden(pick: Callable[[Entry], bool]) -> Change:
    def change(parts: Parts, rows: list[tuple[Entry, Shown]]) -> Parts:
        shown = {one.seq for one in parts[0].entries}
        numbers = [entry.number for entry, _ in rows if entry.number in shown and pick(entry)]
        return without(parts[0], numbers, [one.leaf for _, one in rows]), parts[1]

    return change


def _first(*acts: str) -> Callable[[Entry], bool]:
    seen = list[str]()

    def pick(entry: Entry) -> bool:
        name = type(entry.act).__name__
        seen.append(name)
        return name in acts and seen.count(name) == 1

    return pick


def _other_case(parts: Parts, rows: list[tuple[Entry, Shown]]) -> Parts:
    """Show the opening of the other case, in whose place there was a gap."""
    other = next(one for entry, one in rows if entry.case not in ("", CASE))
    (gap,) = [one for one in parts[0].gaps if one.seq <= other.seq < one.seq + one.width]
    leaves = [one.leaf for _, one in rows]
    beside = [Gap(n, 1, leaves[n]) for n in range(gap.seq, gap.seq + gap.width) if n != other.seq]
    gaps = tuple(one for one in parts[0].gaps if one != gap)
    shown = (*parts[0].entries, other)
    return replace(parts[0], entries=shown, gaps=(*gaps, *beside)), parts[1]


def _wrong_proof(parts: Parts, rows: list[tuple[Entry, Shown]]) -> Parts:
    first, *rest = parts[0].gaps
    wrong = replace(first, hash=node_hash(first.hash, first.hash))
    return replace(parts[0], gaps=(wrong, *rest)), parts[1]


def _gap_misplaced(parts: Parts, rows: list[tuple[Entry, Shown]]) -> Parts:
    first, *rest = parts[0].gaps
    return replace(parts[0], gaps=(replace(first, width=first.width * 2), *rest)), parts[1]


def _wrong_key(parts: Parts, rows: list[tuple[Entry, Shown]]) -> Parts:
    name, size, _ = parts[0].checkpoint.split("\n", 2)
    other, root = EntryKey(), "11" * 32
    note = make_checkpoint(name, int(size), root, other).note(other.public)
    return replace(parts[0], checkpoint=note), parts[1]


def _older_checkpoint(parts: Parts, rows: list[tuple[Entry, Shown]]) -> Parts:
    """A true checkpoint of the desk, made before the last entries."""
    entry = next(one for one, _ in reversed(rows) if type(one.act).__name__ == "CheckpointIssued"
                 and one.number < parts[0].entries[-1].seq)  # fmt: skip
    from signapp.ledger.notes import Checkpoint

    made = Checkpoint(entry.register, entry.act.size, entry.act.root, entry.act.signature)
    return replace(parts[0], checkpoint=made.note(entry.key)), parts[1]


def _text_changed(parts: Parts, rows: list[tuple[Entry, Shown]]) -> Parts:
    first, *rest = parts[1].texts
    return parts[0], TextsPart((replace(first, text=first.text + "!"), *rest))


def _text_missing(parts: Parts, rows: list[tuple[Entry, Shown]]) -> Parts:
    return parts[0], TextsPart(parts[1].texts[1:])


def _body_changed(parts: Parts, rows: list[tuple[Entry, Shown]]) -> Parts:
    changed = [
        replace(one, body=one.body.replace('"in_force":', '"in_forge":').replace("2017", "2018"))
        if one.seq == parts[0].entries[-4].seq
        else one
        for one in parts[0].entries
    ]
    return replace(parts[0], entries=tuple(changed)), parts[1]


DAMAGES: dict[str, tuple[Change, str]] = {
    "entry missing": (_entry_missing, "EntryOutOfOrder"),
    "entry of the case left out": (_hidden(_first("DocumentOpened")), "CaseEntryLeftOut"),
    "last entries of the case left out": (
        _hidden(lambda one: one.case == CASE and one.case_entry > 17),
        "CaseEntryLeftOut",
    ),
    "head left out": (_hidden(_first("CaseHeadSigned")), "CaseHeadMissing"),
    "session left out": (_hidden(_first("SessionOpened")), "KeyNotInForce"),
    "founding left out": (_hidden(_first("RegisterFounded")), "NotFounded"),
    "entry of another case put in": (_other_case, "EvidenceIncomplete"),
    "wrong proof": (_wrong_proof, "HistoryRewritten"),
    "gap of another width": (_gap_misplaced, "EntryOutOfOrder"),
    "wrong checkpoint key": (_wrong_key, "AnchorOfAnotherRegister"),
    "older checkpoint": (_older_checkpoint, "HistoryRewritten"),
    "text changed": (_text_changed, "TextDiffers"),
    "text missing": (_text_missing, "TextMissing"),
    "body changed": (_body_changed, "SignatureOfEntryWrong"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_found_by_both_alike(
    made: Made, rows: list[tuple[Entry, Shown]], tmp_path: Path, name: str
) -> None:
    change, code = DAMAGES[name]
    path = rewritten(made.whole, tmp_path / "e.zip", lambda parts: change(parts, rows))
    found = ours(path)
    assert code in {one for _, one in found}
    assert theirs(path) == found


def test_rewriting_without_a_change_changes_nothing(made: Made, tmp_path: Path) -> None:
    """So what the damaged ones are refused for is the damage."""
    path = rewritten(made.whole, tmp_path / "e.zip", lambda parts: parts)
    assert path.read_bytes() == made.whole.read_bytes()


def test_a_document_of_elsewhere_and_a_changed_list_are_found(made: Made, tmp_path: Path) -> None:
    archive = ZIPS.open(made.whole, KIND)
    contents = {one.name: archive.read(one.name) for one in archive.manifest.members}
    contents["documents/agreement-1.pdf"] = contents["documents/public-copy-1.pdf"]
    ZIPS.write(tmp_path / "e.zip", KIND, [Member(*one) for one in contents.items()])
    with pytest.raises(Exception, match="agreement-1"):
        checked(made, tmp_path / "e.zip")
    other = read_contents(archive.read)
    strange = contents["summary-en.pdf"]
    import hashlib

    new = [
        replace(one, sha256=hashlib.sha256(strange).hexdigest(), length=len(strange))
        if one.role == "agreement"
        else one
        for one in other.documents
    ]
    contents["documents/agreement-1.pdf"] = strange
    contents[BUNDLE] = written(replace(other, documents=tuple(new)))
    ZIPS.write(tmp_path / "e.zip", KIND, [Member(*one) for one in contents.items()])
    found = checked(made, tmp_path / "e.zip")
    assert found.holds is Holds.NO
    assert [one.code for one in found.findings] == ["DocumentNotOfCase"]


# --- anchors and registers ------------------------------------------------------------------


def test_it_is_compared_with_a_register_and_with_anchors(made: Made) -> None:
    found = checked(made, made.public, register=True)
    assert (found.holds, found.later) == (Holds.YES, 0)
    part = read_ledger(ZIPS.open(made.public, KIND).read)
    same = Anchor("same", part.checkpoint)
    register = made.register()
    newest = Anchor("newest", last_checkpoint(register))
    proof = Anchor("proof", receipt(register, 3))
    register.close()
    assert "anchored" in checked(made, made.public, same).remarks(told_trust=True)
    assert ours(made.public, same, proof, newest) == []
    assert ours(made.public, Anchor("false", part.checkpoint.replace("signapp", "signopp")))
    assert ours(made.whole, newest) == []


def test_an_anchor_of_another_moment_leaves_it_open(made: Made) -> None:
    newer = read_ledger(ZIPS.open(made.public, KIND).read).checkpoint
    found = checked(made, made.whole, Anchor("newer", newer))
    assert (found.holds, found.uncompared) == (Holds.NOT_KNOWN, ("newer",))


def test_a_register_that_was_put_back_is_told_by_evidence(
    made: Made, founded_template: Path
) -> None:
    found = checked(replace(made, folder=founded_template), made.public, register=True)
    assert [one.code for one in found.findings] == ["RegisterRolledBack"]


# --- the public variant ---------------------------------------------------------------------


def texts_in(path: Path) -> Iterator[tuple[str, str]]:
    """Yield every text of an archive: of each member as it is, and of PDF files what they show."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            yield name, content.decode("utf-8", "replace")
            yield name, content.decode("latin-1")
            if name.endswith(".pdf"):
                document = pypdfium2.PdfDocument(content)
                for page in document:
                    yield name, page.get_textpage().get_text_range()
                yield name, json.dumps(document.get_metadata_dict())
                document.close()


def test_the_public_variant_has_nobody_s_name(made: Made) -> None:
    names = [one.name for one in PEOPLE] + [one.name.split(" ")[0] for one in PEOPLE]
    searched = [(name, text) for name, text in texts_in(made.public) if "public-copy" not in name]
    assert len({name for name, _ in searched}) > 12
    for member, text in searched:
        normal = re.sub(r"\s+", " ", text)
        assert not [name for name in names if name in normal], member
    whole = " ".join(text for _, text in texts_in(made.whole))
    assert all(one.name in whole for one in PEOPLE if one.code in ("mayor", "preparer"))


def test_the_public_variant_leaves_out_what_holds_personal_data(made: Made) -> None:
    names = zipfile.ZipFile(made.public).namelist()
    assert TEXTS not in names
    assert not [one for one in names if one.startswith(("certificates/", "trust/"))]
    assert [one for one in names if one.startswith("documents/")] == [
        "documents/public-copy-1.pdf"
    ]


def test_codes_that_tell_names_stop_the_public_variant(
    stand_at: Callable[[str], Stand], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = stand_at("prepare")
    who, persons = stand.enter("registrar-1"), stand.journal.state.roster.persons
    told = {"reka.rekisteroija": persons["registrar-1"]}
    monkeypatch.setitem(vars(stand.journal.state.roster), "persons", {**persons, **told})
    with pytest.raises(PersonCodeTellsNameError):
        take_evidence(stand.desk, ZIPS, who, CASE, tmp_path / "e.zip", public=True)
    assert not (tmp_path / "e.zip").exists()


# --- papers for people ----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_summary_is_one_page_and_says_until_when(made: Made, language: str) -> None:
    with zipfile.ZipFile(made.whole) as archive:
        document = pypdfium2.PdfDocument(archive.read(f"summary-{language}.pdf"))
        assert len(document) == 1
        text = document[0].get_textpage().get_text_range()
        minutes = read_contents(archive.read).documents[0].sha256
    assert "Päivi Pormestari" in text
    assert minutes in re.sub(r"\s", "", text)
    assert CASE in text
    document.close()


def test_it_stays_small_and_few(made: Made) -> None:
    assert made.whole.stat().st_size < Limits().total
    assert any(isinstance(one.act, SessionOpened) for one in made.entries())
