"""The decision record as data: of its published form, read back with suspicion."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from signapp.demo.scene import CASE as DEMO_CASE
from signapp.documents.typesetting import typeset
from signapp.domain.authorisation import (
    Authorisation,
    AuthorisationKind,
    Condition,
    FurtherOriginal,
    SigningDays,
)
from signapp.domain.errors import EntryMalformed
from signapp.ledger.encoding import canonical
from signapp.services.minutes import RECORD_NAME, DecisionRecord, read_record, record_of
from signapp.services.papers import take_paper
from signapp.services.ports import LONGEST_RECORD, Embedded
from signapp.signing.preflight import embedded_record
from tests.documents.orders import action_plan_order
from tests.domain.stories import (
    AUTHORISATION,
    BEGUN_CORRECTION,
    CASE,
    DAY,
    DECIDED_AT,
    MAYOR,
    PLAN,
    PROPOSAL,
    Story,
    sha256,
)
from tests.schemas import PUBLISHED, bare, made_of, published, undescribed, validator
from tests.services.conftest import Stand

REGISTER = "signapp.register/0123456789abcdef"
Change = Callable[[dict[str, Any]], object]


def of(case: Story) -> DecisionRecord:
    made = record_of(case.state, REGISTER, CASE)
    return replace(made, root=sha256("the ledger before"))


def decided(authorisation: Authorisation) -> DecisionRecord:
    return of(Story.of("decided", submitted=replace(PROPOSAL, authorisation=authorisation)))


DRAFT = replace(AUTHORISATION, kind=AuthorisationKind.DRAFT, field="")
DESCRIBED = replace(
    DRAFT,
    kind=AuthorisationKind.DESCRIBED,
    attachment=0,
    document=None,
    days=SigningDays(None, DAY, binding=True),
    conditions=(Condition(sha256("a condition")),),
)
TWO = replace(AUTHORISATION, further=(FurtherOriginal(2, PLAN, "city-2"),), prevailing="en")
EXACT = decided(AUTHORISATION)
RECORDS = {
    "exact": EXACT,
    "draft": decided(DRAFT),
    "described": decided(DESCRIBED),
    "two languages": replace(EXACT, authorisation=TWO),
    "rejected": replace(EXACT, authorisation=None),
    "corrected": of(Story.of("decided").does(MAYOR, BEGUN_CORRECTION, DECIDED_AT)),
}
each_record = pytest.mark.parametrize("name", RECORDS)


@pytest.mark.parametrize("name", PUBLISHED)
def test_what_is_published_is_the_form_of_the_program_and_each_field_is_described(
    name: str,
) -> None:
    """`python -m tests.schemas` writes them anew."""
    assert bare(published(name)) == bare(made_of(name))
    assert undescribed(published(name)) == []
    assert list(published(name))[:4] == ["$schema", "$id", "title", "description"]


@each_record
def test_every_record_fits_the_published_form(name: str) -> None:
    record = RECORDS[name]
    validator("decision-record").validate(json.loads(record.to_json()))
    assert read_record(record.to_json()) == record


def test_the_records_differ_in_what_they_are_for() -> None:
    assert RECORDS["corrected"].corrects
    kinds = [one.authorisation.kind for one in RECORDS.values() if one.authorisation]
    assert set(kinds) == set(AuthorisationKind)


def test_a_real_record_is_taken_out_of_the_minutes(
    stand_at: Callable[[str], Stand], tmp_path: Path
) -> None:
    stand, file = stand_at("decide"), tmp_path / "record.json"
    take_paper(stand.desk, stand.enter("mayor"), DEMO_CASE, "record", file)
    validator("decision-record").validate(json.loads(file.read_text("utf-8")))
    record = read_record(file.read_bytes())
    assert record == record_of(stand.journal.state, stand.journal.name, DEMO_CASE)


def changes() -> Iterator[tuple[str, Change]]:
    """Yield every field left out, and other things that no record has."""
    plain = json.loads(EXACT.to_json())
    for name in plain:
        yield f"without {name}", lambda one, name=name: one.pop(name)  # type: ignore[misc]
    for name in plain["authorisation"]:
        yield f"without {name} of it", lambda one, name=name: one["authorisation"].pop(name)  # type: ignore[misc]
    yield "more", lambda one: one.update(more=1)
    yield "other kind", lambda one: one.update(kind="signapp-decision/v2")
    yield "other outcome", lambda one: one.update(outcome="perhaps")
    yield "text for a number", lambda one: one.update(section="47")
    yield "a number for text", lambda one: one.update(citation=1)
    yield "true for a number", lambda one: one.update(year=True)
    yield "no days", lambda one: one["authorisation"].update(days=None)
    yield "a day that is none", lambda one: one["authorisation"]["days"].update(last="2017-02-30")
    yield "no length", lambda one: one["authorisation"]["document"].update(length=0)


@pytest.mark.parametrize(("what", "change"), list(changes()), ids=lambda one: str(one)[:30])
def test_what_was_changed_fits_neither_the_form_nor_our_reader(what: str, change: Change) -> None:
    plain = json.loads(EXACT.to_json())
    change(plain)
    assert not validator("decision-record").is_valid(plain), what
    with pytest.raises(EntryMalformed):
        read_record(canonical(plain))


GOOD = EXACT.to_json()
HOSTILE = {
    "deep": b'{"a":' * 30_000 + b"1" + b"}" * 30_000,
    "deep lists": b"[" * 60_000,
    "deep inside": GOOD.replace(b'"authorisation":', b'"authorisation":' + b"[" * 20_000),
    "huge number": GOOD.replace(b'"section":1', b'"section":' + b"9" * 5_000),
    "over the edge": GOOD.replace(b'"section":1', b'"section":9007199254740992'),
    "exponent": GOOD.replace(b'"section":1', b'"section":1e999'),
    "float": GOOD.replace(b'"section":1', b'"section":1.0'),
    "NaN": GOOD.replace(b'"section":1', b'"section":NaN'),
    "infinity": GOOD.replace(b'"section":1', b'"section":-Infinity'),
    "twice": GOOD.replace(b'"section":1', b'"section":2,"section":1'),
    "spaced": GOOD.replace(b'"section":1', b'"section": 1'),
    "surrogate": GOOD.replace(b'"kind":"signapp', b'"kind":"\\ud800signapp'),
    "no UTF-8": GOOD[:-1] + b"\xff}",
    "mark first": b"\xef\xbb\xbf" + GOOD,
    "after it": GOOD + b"{}",
    "empty": b"",
    "100 MB": b'{"kind":"' + b"x" * 100_000_000 + b'"}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_json_is_refused_by_one_code(name: str) -> None:
    assert HOSTILE[name] != GOOD
    with pytest.raises(EntryMalformed) as refused:
        read_record(HOSTILE[name])
    assert refused.value.code == "EntryMalformed"


def test_of_a_bomb_inside_a_file_only_the_beginning_is_inflated(tmp_path: Path) -> None:
    """The file is small; what it claims to embed is not."""
    bomb = Embedded(RECORD_NAME, "application/json", "A record", b" " * 2_000_000)
    order = replace(action_plan_order(), embedded=(bomb,))
    file = tmp_path / "bomb.pdf"
    file.write_bytes(typeset(order).pdf)
    assert file.stat().st_size < 1_000_000
    found = embedded_record(file)
    assert found is not None
    assert len(found) == LONGEST_RECORD + 1
    with pytest.raises(EntryMalformed):
        read_record(found)
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        spec = pdf.attachments[RECORD_NAME].obj.EF.F
        spec.write(b"not deflated", filter=pikepdf.Name.ASCIIHexDecode)
        pdf.save(file)
    assert embedded_record(file) == b"not deflated"
