"""What a signature is under eIDAS: said only where list, time and certificate prove it (R34)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from signapp.demo.authority import DemoAuthority, Issued
from signapp.services.ports import Holds, SignatureVerdict, TrustMaterial
from signapp.services.trust_values import ListPointer, TrustedList
from signapp.signing.lists import read_trusted_list
from signapp.signing.verdict import judge
from tests.signing import lists, samples
from tests.signing.lists import (
    CA_QC,
    ESEAL,
    ESIG,
    GRANTED,
    ISSUED,
    QTST,
    WITHDRAWN,
    Listed,
    ListOf,
    Operator,
    State,
)

TODAY = ISSUED + timedelta(days=20)
BEFORE, AFTER = datetime(2017, 6, 1, tzinfo=UTC), datetime(2018, 6, 1, tzinfo=UTC)
"""Days before and after the one on which the samples are signed."""
CLAIM = "qualified"

Sign = Callable[..., Path]
Taken = Callable[..., TrustedList]


@pytest.fixture(scope="module")
def operator() -> Operator:
    return Operator.named("Signer of the list of Finland")


@pytest.fixture(scope="module")
def taken(operator: Operator, authority: DemoAuthority) -> Taken:
    """Return a list as it is once it was signed, checked and read."""

    def take(
        *states: State, territory: str = "FI", kind: str = CA_QC, certificate: bytes = b"",
        **changes: object,
    ) -> TrustedList:  # fmt: skip
        listed = Listed(certificate or authority.root, states or (State(GRANTED),), kind)
        content = operator.sign(replace(ListOf(territory, (listed,)), **changes).xml())
        pointer = ListPointer(territory, "https://lists.example.org/", (operator.der,))
        return read_trusted_list(content, pointer)

    return take


@pytest.fixture(scope="module")
def signed(authority: DemoAuthority, tmp_path_factory: pytest.TempPathFactory) -> Sign:
    """Return a file signed with a certificate, each made once."""
    folder, made = tmp_path_factory.mktemp("kinds"), dict[tuple[object, ...], Path]()

    def sign(*, stamps: bool = True, **about: object) -> Path:
        key = (stamps, *sorted(about.items()))
        if key not in made:
            issued: Issued = lists.qualified_person(authority, "Anni Äyräväinen", **about)  # type: ignore[arg-type]
            person = samples.Person("Anni", issued, samples.key_file(folder, issued))
            source = folder / f"{len(made)}.pdf"
            source.write_bytes(samples.action_plan())
            stamper = samples.stamper(authority) if stamps else None
            order = samples.order(authority, person, source)
            samples.sign(order, person, stamper)
            made[key] = order.output
        return made[key]

    return sign


@pytest.fixture(scope="module")
def found(trust: TrustMaterial) -> Callable[..., SignatureVerdict]:
    def judged(
        path: Path, *kept: TrustedList, at: datetime = TODAY, roots: bool = True
    ) -> SignatureVerdict:
        known = replace(trust, lists=kept, roots=trust.roots if roots else ())
        return judge(path, known, at).signatures[0]

    return judged


def kind(verdict: SignatureVerdict) -> str:
    assert verdict.kind is not None
    return verdict.kind.code.removeprefix("kind.")


Found = Callable[..., SignatureVerdict]


@pytest.mark.parametrize(
    ("states", "about", "expected"),
    [
        ((State(GRANTED),), {}, "qualified_signature"),
        ((State(GRANTED),), {"device": False}, "no_device_signature"),
        ((State(GRANTED),), {"statements": False}, "advanced"),
        ((State(GRANTED, uses=(ESIG, ESEAL)),), {"kind": "qct_eseal"}, "qualified_seal"),
        (
            (State(GRANTED, uses=(ESEAL,)),),
            {"kind": "qct_eseal", "device": False},
            "no_device_seal",
        ),
        ((State(GRANTED, uses=(ESEAL,)),), {}, "advanced"),
        ((State(GRANTED),), {"kind": "qct_web"}, "advanced"),
        ((State(GRANTED, qualifiers=("QCNoQSCD",)),), {}, "no_device_signature"),
        ((State(GRANTED, qualifiers=("QCWithQSCD",)),), {"device": False}, "qualified_signature"),
        ((State(GRANTED, qualifiers=("NotQualified",)),), {}, "advanced"),
        ((State(WITHDRAWN, AFTER), State(GRANTED)), {}, "qualified_signature"),
        (
            (State(WITHDRAWN, AFTER), State(GRANTED, names_certificate=False)),
            {},
            "qualified_signature",
        ),
        ((State(WITHDRAWN, BEFORE), State(GRANTED)), {}, "not_granted"),
        ((State(GRANTED, AFTER), State(WITHDRAWN)), {}, "not_granted"),
        ((State(GRANTED, AFTER),), {}, "not_granted"),
        ((State(GRANTED, BEFORE), State(WITHDRAWN)), {}, "advanced"),
    ],
)
def test_the_kind_follows_list_and_certificate_at_the_proven_time(
    states: tuple[State, ...], about: dict[str, object], expected: str,
    signed: Sign, taken: Taken, found: Found,
) -> None:  # fmt: skip
    verdict = found(signed(**about), taken(*states))
    assert kind(verdict) == expected
    assert verdict.holds is Holds.YES
    if expected.startswith(CLAIM):
        assert verdict.kind is not None
        assert verdict.kind.facts["list"] == "FI"
        assert verdict.kind.facts["service"] == "Certificates for officials"
        assert verdict.kind.facts["at"] == "2017-08-29T07:15:00Z"


def test_without_proof_nothing_is_claimed(signed: Sign, taken: Taken, found: Found) -> None:
    assert kind(found(signed())) == "no_list"
    assert kind(found(signed(stamps=False), taken())) == "no_time"
    other = taken(territory="SE", certificate=Operator.named("another issuer").der)
    verdict = found(signed(), other)
    assert kind(verdict) == "not_listed"
    assert verdict.kind is not None
    assert verdict.kind.facts == {"lists": "SE"}


def test_a_signature_that_does_not_hold_has_no_kind(
    signed: Sign, taken: Taken, found: Found, tmp_path: Path
) -> None:
    changed = tmp_path / "changed.pdf"
    content = signed().read_bytes()
    changed.write_bytes(content.replace(b"/Reason", b"/Season", 1))
    verdict = found(changed, taken())
    assert verdict.content.holds is Holds.NO
    assert kind(verdict) == "not_held"


def test_a_list_that_is_out_of_date_tells_only_what_came_before_it(
    signed: Sign, taken: Taken, found: Found
) -> None:
    late = ISSUED + timedelta(days=400)
    assert kind(found(signed(), taken(), at=late)) == "qualified_signature"
    early = datetime(2017, 8, 1, tzinfo=UTC)  # issued before the signature was made
    old = taken(issued=early, following=early + timedelta(days=90))
    assert kind(found(signed(), old, at=datetime(2017, 9, 1, tzinfo=UTC))) == "qualified_signature"
    verdict = found(signed(), old)
    assert kind(verdict) == "list_out_of_date"
    assert verdict.holds is Holds.YES  # the anchor was given besides


def test_contradicting_lists_prove_nothing(signed: Sign, taken: Taken, found: Found) -> None:
    withdrawn = taken(State(WITHDRAWN, BEFORE), State(GRANTED), territory="SE")
    assert kind(found(signed(), taken(), withdrawn)) == "unclear"


def test_a_signer_is_known_by_a_list_and_it_says_which(
    signed: Sign, taken: Taken, found: Found, authority: DemoAuthority
) -> None:
    stamps = taken(kind=QTST, certificate=authority.time_stamp_certificate)
    verdict = found(signed(), taken(), stamps, roots=False)
    assert verdict.holds is Holds.YES, verdict
    (told,) = verdict.person.remarks
    assert told.code == "signer.listed"
    assert told.facts["list"] == "FI"
    assert told.facts["service"] == "Certificates for officials"
    assert kind(verdict) == "qualified_signature"


def test_a_service_that_was_not_granted_then_is_no_anchor(
    signed: Sign, taken: Taken, found: Found, authority: DemoAuthority
) -> None:
    stamps = taken(kind=QTST, certificate=authority.time_stamp_certificate)
    withdrawn = taken(State(WITHDRAWN, BEFORE), State(GRANTED))
    verdict = found(signed(), withdrawn, stamps, roots=False)
    assert verdict.person.holds is Holds.NOT_KNOWN
    assert kind(verdict) == "not_held"


def test_a_time_stamp_service_vouches_for_no_signer(
    signed: Sign, taken: Taken, found: Found, authority: DemoAuthority
) -> None:
    verdict = found(signed(), taken(kind=QTST), roots=False)
    assert verdict.person.holds is Holds.NOT_KNOWN
