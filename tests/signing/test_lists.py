"""Trusted lists: what is read of them, and what makes them refused; no foreign file is needed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from signapp.demo.authority import DemoAuthority
from signapp.domain.trust_errors import TrustedListRefusedError
from signapp.services.trust_values import LARGEST_LIST, ListPointer, TrustedList
from signapp.signing.listed import registry_of, services_in
from signapp.signing.lists import (
    bundled_signers,
    name_list,
    read_list_of_lists,
    read_trusted_list,
)
from tests.signing import lists
from tests.signing.lists import GRANTED, WITHDRAWN, Listed, ListOf, Operator, State

ADDRESS = "https://lists.example.org/fi.xml"


@pytest.fixture(scope="module")
def eu() -> Operator:
    return Operator.named("Signer of the list of the lists")


@pytest.fixture(scope="module")
def finland() -> Operator:
    return Operator.named("Signer of the list of Finland")


@pytest.fixture(scope="module")
def pointer(finland: Operator) -> ListPointer:
    return ListPointer("FI", ADDRESS, (finland.der,))


@pytest.fixture(scope="module")
def fi(authority: DemoAuthority) -> ListOf:
    return ListOf("FI", (Listed(authority.root),))


def refused(read: Callable[[], object]) -> str:
    with pytest.raises(TrustedListRefusedError) as told:
        read()
    return str(told.value.facts["cause"])


# --- reading --------------------------------------------------------------------------------


def test_the_list_of_the_lists_tells_where_the_others_are(
    eu: Operator, pointer: ListPointer
) -> None:
    content = eu.sign(lists.list_of_lists((pointer,)))
    assert name_list(content).of_lists
    found = read_list_of_lists(content, (Operator.named("another").der, eu.der))
    assert found.pointers == (pointer,)
    assert (found.itself.territory, found.itself.number) == ("EU", 7)
    assert (found.itself.issued, found.itself.next_update) == (lists.ISSUED, lists.NEXT)


def test_a_list_tells_its_services_through_their_history(
    authority: DemoAuthority, finland: Operator, pointer: ListPointer
) -> None:
    ended = lists.BEGAN + timedelta(days=1000)
    states = (
        State(WITHDRAWN, ended),
        State(GRANTED, names_certificate=False, qualifiers=("QCWithQSCD",)),
    )
    content = finland.sign(ListOf("FI", (Listed(authority.root, states),)).xml())
    assert name_list(content).territory == "FI"
    (service,) = services_in(read_trusted_list(content, pointer).services)
    assert (service.since, service.until) == (lists.BEGAN, ended)
    assert service.certificates == (authority.root.hex(),)
    assert service.types == ("qct_esign",)
    (qualifying,) = service.qualifying
    assert qualifying.qualifiers == ("QCWithQSCD",)
    assert qualifying.criteria.usages[0].must == ("non_repudiation",)
    registry = registry_of(read_trusted_list(content, pointer).services)
    assert len(list(registry.known_certificate_authorities)) == 1


def test_a_list_tells_of_later_only_while_it_is_in_date() -> None:
    issued = datetime(2026, 6, 1, tzinfo=UTC)
    one = TrustedList("FI", 1, issued, issued + timedelta(days=30), "", "[]")
    in_date, late = issued + timedelta(days=10), issued + timedelta(days=31)
    assert one.speaks_of(issued - timedelta(days=900), late)
    assert one.speaks_of(in_date, in_date)
    assert not one.speaks_of(in_date, late)
    assert one.is_out_of_date(late)
    assert not one.is_out_of_date(in_date)


def test_the_program_knows_signers_of_the_real_list_of_the_lists() -> None:
    assert len(bundled_signers()) >= 1


# --- refusing -------------------------------------------------------------------------------


def test_a_list_of_another_signer_is_refused(
    eu: Operator, fi: ListOf, pointer: ListPointer
) -> None:
    content = eu.sign(fi.xml())
    assert refused(lambda: read_trusted_list(content, pointer)) == "signature"
    lotl = eu.sign(lists.list_of_lists((pointer,)))
    assert refused(lambda: read_list_of_lists(lotl, pointer.signers)) == "signature"
    assert refused(lambda: read_list_of_lists(lotl, bundled_signers())) == "signature"


def test_a_changed_list_is_refused(finland: Operator, fi: ListOf, pointer: ListPointer) -> None:
    content = finland.sign(fi.xml())
    assert read_trusted_list(content, pointer)
    for old, new in ((b"granted", b"granTed"), (b"2016-07-01", b"2015-07-01"), (b">7<", b">8<")):
        changed = content.replace(old, new, 1)
        assert changed != content
        assert refused(lambda changed=changed: read_trusted_list(changed, pointer)) == "signature"


def test_an_unsigned_list_is_refused(fi: ListOf, pointer: ListPointer) -> None:
    assert refused(lambda: read_trusted_list(fi.xml().encode(), pointer)) == "signature"


def test_what_is_wrapped_around_a_signed_list_does_not_count(
    finland: Operator, fi: ListOf, pointer: ListPointer, authority: DemoAuthority
) -> None:
    genuine = finland.sign(ListOf("FI").xml()).split(b"?>", 1)[1]
    forged = fi.xml().encode().replace(b"</TrustServiceStatusList>", b"")
    content = forged + genuine + b"</TrustServiceStatusList>"
    try:
        found = read_trusted_list(content, pointer)
    except TrustedListRefusedError:
        return
    assert found.services == "[]"


def test_a_list_of_another_territory_is_refused(
    finland: Operator, pointer: ListPointer, authority: DemoAuthority
) -> None:
    content = finland.sign(ListOf("SE", (Listed(authority.root),)).xml())
    assert refused(lambda: read_trusted_list(content, pointer)) == "other_territory"


def test_a_list_in_the_place_of_the_list_of_the_lists_is_refused(
    eu: Operator, fi: ListOf, finland: Operator
) -> None:
    content = eu.sign(fi.xml())
    assert refused(lambda: read_list_of_lists(content, (eu.der,))) == "other_kind"
    lotl = finland.sign(lists.list_of_lists((), territory="FI"))
    here = ListPointer("FI", ADDRESS, (finland.der,))
    assert refused(lambda: read_trusted_list(lotl, here)) == "other_kind"


def test_the_signers_certificate_must_be_valid_when_the_list_was_issued(
    finland: Operator, pointer: ListPointer
) -> None:
    later = datetime(2047, 1, 1, tzinfo=UTC)
    content = finland.sign(ListOf("FI", issued=later, following=None).xml())
    assert refused(lambda: read_trusted_list(content, pointer)) == "signature"


LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "lol">' for n in range(10)
)
DEEP = "<a>" * 100_000 + "</a>" * 100_000
HOSTILE = {
    "billion laughs": f"<!DOCTYPE x [{LAUGHS}]><x>&l9;</x>".encode(),
    "external entity": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "external DTD": b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>',
    "entities in UTF-16": '<!DOCTYPE x [<!ENTITY e "1">]><x>&e;</x>'.encode("utf-16"),
    "entities in UTF-16 without mark": '<!DOCTYPE x [<!ENTITY e "1">]><x/>'.encode("utf-16-le"),
    "entities in UTF-7": b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-<x/>',
    "a deep tree": DEEP.encode(),
    "a long name": b"<" + b"a" * 20_000_000 + b"/>",
    "no XML": b"%PDF-1.7",
    "nothing": b"",
    "too large": b" " * (LARGEST_LIST + 1),
    "many elements": b"<x>" + b"<a/>" * 1_000_001 + b"</x>",
    "another document": b"<html/>",
}
CAUSES = {"entities", "unreadable", "too_large", "other_kind"}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_are_refused(kind: str, pointer: ListPointer) -> None:
    content = HOSTILE[kind]
    assert refused(lambda: name_list(content)) in CAUSES
    assert refused(lambda: read_trusted_list(content, pointer)) in CAUSES
    assert refused(lambda: read_list_of_lists(content, pointer.signers)) in CAUSES


def test_a_list_with_entities_is_refused_though_it_is_signed(
    finland: Operator, fi: ListOf, pointer: ListPointer
) -> None:
    head, body = finland.sign(fi.xml()).split(b"?>", 1)
    content = head + b'?><!DOCTYPE x [<!ENTITY e "1">]>' + body
    assert refused(lambda: read_trusted_list(content, pointer)) == "entities"


@pytest.mark.parametrize("cut", [200, 1000, 3000, -40])
def test_a_list_that_was_cut_is_refused(
    cut: int, finland: Operator, fi: ListOf, pointer: ListPointer
) -> None:
    content = finland.sign(fi.xml())[:cut]
    assert refused(lambda: read_trusted_list(content, pointer)) == "unreadable"
