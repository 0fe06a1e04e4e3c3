"""Files verified alone: what counts as minutes, and what they say of the files given with them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from signapp.bootstrap import opened_demo
from signapp.demo.authority import DemoAuthority
from signapp.demo.clock import DAY_AFTER, DAY_BEFORE, DECIDED, FINAL, PREPARED, SIGNED
from signapp.demo.scene import AUTHORITY_PASSPHRASE, FIELD, SIGNING_DAY
from signapp.domain.acts import DocumentRef
from signapp.domain.authorisation import on_day
from signapp.domain.authority import MINUTES_FIELD
from signapp.resources import resource
from signapp.services.files import FileVerdict, verify_files
from signapp.services.minutes import DecisionRecord, read_record
from signapp.services.ports import (
    Embedded,
    FieldOrder,
    Holds,
    PdfWork,
    SignatureOrder,
    TrustMaterial,
    TypesettingOrder,
)
from signapp.services.sign import newest
from tests.services.conftest import Stand

HOUR = timedelta(hours=1)


class Workshop:
    """The finished demo, and the means to make and sign other files with its people's keys."""

    def __init__(self, stand: Stand, authority: DemoAuthority, folder: Path) -> None:
        self.stand = stand
        self.desk = stand.desk
        self._authority = authority
        self._folder = folder
        self._made = 0
        case, register = stand.case, stand.journal.register
        self.plan = register.document(stand.plan)
        self.minutes = register.document(newest(case, case.decided.signed))
        self.signed = register.document(newest(case, case.signed.signed))
        content = stand.desk.pdf.embedded_record(self.minutes)
        assert content
        self.record = read_record(content)

    def typeset(self, title: str, field: str, record: bytes | None = None) -> Path:
        """Make an agreement whose first field has a name; with a record it passes for minutes."""
        data = json.loads(resource("demo", "action_plan_en.json").read_text("utf-8"))
        data["title"] = title
        files = (Embedded("decision.json", "application/json", "x", record),) if record else ()
        made = self.desk.pdf.typeset(
            TypesettingOrder("agreement", json.dumps(data), PREPARED, files)
        )
        names = [field, "second"]
        orders = [FieldOrder(name, "x", box) for name, box in zip(names, made.boxes, strict=True)]
        path = self._place()
        path.write_bytes(self.desk.pdf.place_fields(made.pdf, tuple(orders)))
        return path

    def sign(
        self,
        source: Path,
        person: str,
        at: datetime,
        field: str = FIELD,
        certify: bool = False,
        stamped: datetime | None = None,
    ) -> Path:
        """Sign a file past every rule of ours; the time stamps say `stamped`."""
        self.desk.pdf.process._answers["stamp"] = lambda request: self._authority.stamp(
            request, stamped or at
        )
        key, trust = self.stand.key(person), self.desk.trust.material()
        seal = {"language": "en", "title": "a", "width": 200, "height": 62}
        seal |= {"label": "a", "name": "x", "lines": ["a"]}
        order = SignatureOrder(
            source=source,
            output=self._place(),
            field=field,
            certificate=self.desk.read(key.certificate),
            trust=trust,
            signed_at=at,
            seal=self.desk.pdf.typeset(TypesettingOrder("seal", json.dumps(seal), PREPARED)).pdf,
            name="n",
            reason="r",
            location="l",
            certify=certify,
        )
        made = self.desk.pdf.prepare(order)
        value = self.desk.keys.sign(key.home, key.pin, order.certificate, made.signed_attributes)
        self.desk.pdf.assemble(order, made, value)
        extended = self._place()
        self.desk.pdf.extend(order.output, extended, trust, max(stamped or at, PREPARED))
        return extended

    def decide(
        self, record: DecisionRecord, at: datetime, stamped: datetime | None = None
    ) -> Path:
        """Make and sign minutes with a record of one's own, as the mayor would."""
        source = self.typeset("minutes", MINUTES_FIELD, record.to_json())
        return self.sign(source, "mayor", at, MINUTES_FIELD, certify=True, stamped=stamped)

    def verify(self, *paths: Path, pdf: PdfWork | None = None) -> tuple[FileVerdict, ...]:
        """Verify files with the trust anchor alone, long after."""
        roots = TrustMaterial(roots=self.desk.trust.material().roots)
        return verify_files(pdf or self.desk.pdf, paths, roots, FINAL)

    def _place(self) -> Path:
        self._made += 1
        return self._folder / f"{self._made}.pdf"


@pytest.fixture(scope="module")
def work(stages: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    folder = tmp_path_factory.mktemp("files")
    with opened_demo(stages["sign"]) as scene:
        authority = DemoAuthority.load(scene.place.authority, AUTHORITY_PASSPHRASE)
        stand = Stand(scene)
        stand.let_reach(folder)
        yield Workshop(stand, authority, folder)


def codes(found: FileVerdict) -> list[str]:
    return [remark.code for remark in found.authority.remarks] if found.authority else []


HONEST = [
    *("authority.decision", "authority.allows", "authority.kind_exact"),
    *("authority.day", "authority.holder_not_checked"),
]


def test_honest_files_hold_and_name_offices_and_counterparty(work: Workshop) -> None:
    minutes, plan = work.verify(work.minutes, work.signed)
    assert (minutes.holds, plan.holds) == (Holds.YES, Holds.YES)
    assert minutes.record == work.record
    assert minutes.record.text == work.stand.case.begun.text
    assert codes(plan) == HONEST
    said = {name: fact for remark in plan.authority.remarks for name, fact in remark.facts.items()}
    assert said["office"] == work.record.authorisation.office
    assert said["decision_maker"] == work.record.decision_maker
    assert said["citation"] == work.record.citation
    assert said["counterparty"] == work.record.authorisation.counterparty


def test_minutes_with_a_second_signature_are_no_minutes(work: Workshop) -> None:
    minutes = work.decide(work.record, DECIDED)
    twice = work.sign(minutes, "presenter", SIGNED, "second")
    found, plan = work.verify(twice, work.signed)
    assert codes(found) == ["authority.not_minutes"]
    assert plan.authority is None


def test_an_agreement_with_a_record_is_still_compared_with_the_minutes(work: Workshop) -> None:
    other = work.typeset("other plan", FIELD, work.record.to_json())
    minutes, plan = work.verify(work.minutes, work.sign(other, "deputy-mayor", SIGNED))
    assert plan.holds is Holds.NO
    assert plan.record is None
    assert [r.code for r in plan.verdict.decided.remarks] == ["decided.other_document"]
    assert codes(minutes) == ["authority.of_no_file"]
    assert minutes.holds is Holds.NOT_KNOWN


@pytest.mark.parametrize(
    "content",
    [b'{"hello":"world"}', b"[" * 100_000, b'{"a":' + b"9" * 5000 + b"}", b"\xff"],
    ids=["foreign", "deep", "long number", "no text"],
)
def test_a_foreign_record_is_no_record(work: Workshop, content: bytes) -> None:
    signed = work.sign(work.typeset("x", FIELD, content), "deputy-mayor", SIGNED)
    (alone,) = work.verify(signed)
    assert alone.holds is Holds.YES
    assert (alone.record, alone.authority, alone.problem) == (None, None, None)


@pytest.mark.parametrize(
    "change",
    [
        lambda record: replace(record, kind="signapp-decision/v9"),
        lambda record: _with_document(record, DocumentRef("ab" * 32, -5)),
        lambda record: _with_document(record, DocumentRef("ab" * 32, 0)),
    ],
    ids=["other kind", "negative length", "no length"],
)
def test_a_record_that_is_not_ours_is_no_record(
    work: Workshop, change: Callable[[DecisionRecord], DecisionRecord]
) -> None:
    minutes = work.decide(change(work.record), DECIDED)
    found, plan = work.verify(minutes, work.signed)
    assert (found.record, found.authority, plan.authority) == (None, None, None)


def _with_document(record: DecisionRecord, ref: DocumentRef) -> DecisionRecord:
    return replace(record, authorisation=replace(record.authorisation, document=ref))


def test_a_decision_after_the_agreement_allows_nothing(work: Workshop) -> None:
    late = work.decide(work.record, DAY_AFTER)
    _, plan = work.verify(late, work.signed)
    assert plan.holds is Holds.NO
    assert "authority.before_minutes" in codes(plan)


def test_a_decision_that_is_proven_only_after_the_agreement_is_not_known(work: Workshop) -> None:
    late = work.decide(work.record, DECIDED, stamped=DAY_AFTER)
    _, plan = work.verify(late, work.signed)
    assert plan.holds is Holds.NOT_KNOWN
    assert "authority.minutes_proven_later" in codes(plan)


@pytest.mark.parametrize(
    ("claimed", "stamped", "holds", "code"),
    [
        (SIGNED, SIGNED + HOUR, Holds.YES, "authority.day"),
        (SIGNED, DAY_BEFORE, Holds.NO, "authority.other_day"),
    ],
    ids=["later that day", "proven before"],
)
def test_the_day_is_claimed_and_proven(
    work: Workshop, claimed: datetime, stamped: datetime, holds: Holds, code: str
) -> None:
    signed = work.sign(work.plan, "deputy-mayor", claimed, stamped=stamped)
    _, plan = work.verify(work.minutes, signed)
    assert plan.authority.holds is holds
    assert code in codes(plan)


def test_a_day_that_does_not_bind_is_only_told(work: Workshop) -> None:
    wanted = replace(work.record.authorisation, days=on_day(SIGNING_DAY, binding=False))
    minutes = work.decide(replace(work.record, authorisation=wanted), DECIDED)
    _, plan = work.verify(minutes, work.sign(work.plan, "deputy-mayor", DAY_AFTER))
    assert plan.holds is Holds.YES
    assert "authority.day" in codes(plan)


def test_a_rejected_proposal_allows_no_signature(work: Workshop) -> None:
    minutes = work.decide(replace(work.record, authorisation=None), DECIDED)
    _, plan = work.verify(minutes, work.signed)
    assert plan.holds is Holds.NO
    assert codes(plan) == ["authority.nothing_authorised"]


def test_the_decision_that_speaks_of_the_file_is_found_among_several(work: Workshop) -> None:
    other = work.decide(_with_document(work.record, DocumentRef("ab" * 32, 7)), DECIDED)
    first, second, plan = work.verify(other, work.minutes, work.signed)
    assert codes(first) == ["authority.of_no_file"]
    assert (second.holds, plan.holds) == (Holds.YES, Holds.YES)
