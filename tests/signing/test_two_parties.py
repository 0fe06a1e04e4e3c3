"""A file that both parties sign: in either order, with a certificate that is not known here."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from signapp.demo.authority import DemoAuthority
from signapp.domain.errors import SignatureNotValidError
from signapp.services.ports import DecidedRevision, Holds, SignatureVerdict, TrustMaterial, Verdict
from signapp.signing.pades import extend
from signapp.signing.verdict import judge
from tests.signing import forgeries, samples
from tests.signing.samples import BEIJING, HELSINKI, MOMENT, Person


@dataclass(frozen=True)
class Parties:
    """Our deputy mayor, and a stranger whose certificate comes from an authority of their own."""

    ours: DemoAuthority
    deputy: Person
    theirs: DemoAuthority
    stranger: Person
    folder: Path

    def helsinki(self, pdf: bytes) -> bytes:
        return self._sign(pdf, self.ours, self.deputy, HELSINKI)

    def beijing(self, pdf: bytes, field: str = BEIJING) -> bytes:
        return self._sign(pdf, self.theirs, self.stranger, field)

    def _sign(self, pdf: bytes, authority: DemoAuthority, who: Person, field: str) -> bytes:
        source = self.folder / "source.pdf"
        source.write_bytes(pdf)
        order = samples.order(authority, who, source, field=field)
        samples.sign(order, who, samples.stamper(authority))
        return order.output.read_bytes()

    def extend(self, pdf: bytes, field: str) -> bytes:
        source, output = self.folder / "source.pdf", self.folder / "extended.pdf"
        source.write_bytes(pdf)
        trust = samples.trust(self.ours)
        made = extend(source, output, trust, MOMENT, samples.stamper(self.ours), field)
        assert made.level == "B-LTA"
        return output.read_bytes()

    def judge(self, pdf: bytes, decided: DecidedRevision) -> Verdict:
        path = self.folder / "judged.pdf"
        path.write_bytes(pdf)
        return judge(path, samples.trust(self.ours), MOMENT, decided)


@pytest.fixture(scope="module")
def parties(
    authority: DemoAuthority, deputy: Person, tmp_path_factory: pytest.TempPathFactory
) -> Parties:
    folder, theirs = tmp_path_factory.mktemp("parties"), DemoAuthority.found()
    stranger = samples.person(theirs, folder, "王小明", "p256")
    return Parties(authority, deputy, theirs, stranger, folder)


def in_field(verdict: Verdict, field: str) -> SignatureVerdict:
    (made,) = [one for one in verdict.signatures if one.field == field]
    return made


DECIDED = DecidedRevision(samples.ref(samples.action_plan()), HELSINKI)


@pytest.mark.parametrize("first", [HELSINKI, BEIJING])
def test_in_either_order_ours_holds_and_of_theirs_only_the_signer_is_not_known(
    parties: Parties, trust: TrustMaterial, first: str
) -> None:
    decided = samples.action_plan()
    if first == HELSINKI:
        both = parties.beijing(parties.extend(parties.helsinki(decided), HELSINKI))
    else:
        both = parties.extend(parties.helsinki(parties.beijing(decided)), HELSINKI)
    verdict = parties.judge(both, DECIDED)
    assert verdict.decided
    assert [one.code for one in verdict.decided.remarks] == ["decided.exact"]
    ours, theirs = in_field(verdict, HELSINKI), in_field(verdict, BEIJING)
    assert ours.holds is Holds.YES
    assert ours.level == "B-LTA"
    assert theirs.content.holds is Holds.YES
    assert theirs.person.holds is Holds.NOT_KNOWN
    assert [one.code for one in theirs.person.remarks] == ["signer.untrusted"]
    assert verdict.holds is Holds.NOT_KNOWN


def test_what_the_other_party_changed_besides_is_found(parties: Parties) -> None:
    signed = parties.helsinki(samples.action_plan())
    before = DecidedRevision(samples.ref(signed), BEIJING)
    honest = parties.judge(parties.beijing(signed), before).decided
    assert honest
    assert honest.holds is Holds.YES
    for forged in (
        forgeries.page_replaced(signed), forgeries.annotated(signed), forgeries.page_added(signed),
    ):  # fmt: skip
        verdict = parties.judge(parties.beijing(forged), before)
        assert verdict.decided
        assert verdict.decided.holds is Holds.NO
        assert {one.code for one in verdict.decided.remarks} == {"decided.changed"}


def test_a_stamp_for_a_signer_who_is_not_known_is_refused(parties: Parties) -> None:
    both = parties.beijing(parties.helsinki(samples.action_plan()))
    with pytest.raises(SignatureNotValidError):
        parties.extend(both, BEIJING)
    assert in_field(parties.judge(parties.extend(both, HELSINKI), DECIDED), HELSINKI).level == (
        "B-LTA"
    )
