"""The report in the standard's form: readable back, and nowhere better than our verdict."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
from pyhanko.generated.etsi import ts_11910202 as etsi
from xsdata.formats.dataclass.parsers import XmlParser

from signapp.demo.authority import DemoAuthority
from signapp.domain.trust_errors import ReportNotMadeError
from signapp.services.ports import Holds, TrustMaterial
from signapp.signing.pades import extend
from signapp.signing.reports import OUR_VERDICT, report
from signapp.signing.verdict import judge
from tests.signing import forgeries, samples
from tests.signing.samples import BEIJING, MOMENT, Person

TODAY = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
AMOUNT = "Amount"


@pytest.fixture(scope="module")
def both(
    authority: DemoAuthority, deputy: Person, counterpart: Person, trust: TrustMaterial,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:  # fmt: skip
    folder = tmp_path_factory.mktemp("reports")
    source, out = folder / "plan.pdf", folder / "archived.pdf"
    source.write_bytes(forgeries.with_amount(samples.action_plan(), AMOUNT))
    order = samples.order(authority, deputy, source)
    samples.sign(order, deputy, samples.stamper(authority))
    second = samples.order(
        authority, counterpart, order.output, field=BEIJING, output=folder / "both.pdf"
    )
    samples.sign(second, counterpart, samples.stamper(authority))
    extend(second.output, out, trust, MOMENT, samples.stamper(authority))
    return out


def indications(xml: str) -> list[str]:
    read = XmlParser().from_string(xml, etsi.ValidationReport)
    told = []
    for one in read.signature_validation_report:
        assert one.signature_validation_status is not None
        assert one.signature_validation_status.main_indication is not None
        told.append(one.signature_validation_status.main_indication.rpartition(":")[2])
    return told


def test_a_report_on_honest_signatures_passes_and_can_be_read_back(
    both: Path, trust: TrustMaterial
) -> None:
    verdict = judge(both, trust, TODAY)
    assert verdict.holds is Holds.YES
    xml = report(both, trust, TODAY, verdict)
    assert indications(xml) == ["total-passed", "total-passed"]
    root = etree.fromstring(xml.encode())
    ids = [one.get("id") for one in root.iter("{*}ValidationObject") if one.get("id")]
    assert ids
    assert len(ids) == len(set(ids))
    types = [one.text for one in root.iter("{*}ReportData") for one in one if one.text]
    assert types[0] == OUR_VERDICT
    assert types[1].startswith("holds: content.unchanged signer.known")


def test_a_change_after_the_signature_fails_in_the_report_too(
    both: Path, trust: TrustMaterial, tmp_path: Path
) -> None:
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(forgeries.page_turned(both.read_bytes()))
    verdict = judge(forged, trust, TODAY)
    assert all(made.content.holds is Holds.NO for made in verdict.signatures)
    xml = report(forged, trust, TODAY, verdict)
    assert indications(xml) == ["total-failed", "total-failed"]
    assert "does_not_hold: content.changed" in xml


def test_a_signer_who_is_not_known_is_no_pass(both: Path) -> None:
    nobody = TrustMaterial()
    xml = report(both, nobody, TODAY, judge(both, nobody, TODAY))
    assert set(indications(xml)) == {"indeterminate"}


def test_a_file_without_signatures_has_no_report(plan: Path, trust: TrustMaterial) -> None:
    with pytest.raises(ReportNotMadeError):
        report(plan, trust, TODAY, judge(plan, trust, TODAY))
