"""Years pass: what each level still proves, with a real authority whose clock moves along."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from signapp.domain.errors import CertificateRefusedError, TimeStampFailedError
from signapp.domain.network_errors import RevocationServicesError, RevocationUnknownError
from signapp.services.ports import Holds, SignatureVerdict, TrustMaterial
from signapp.signing.levels import level_of
from signapp.signing.renewal import stamped_until
from signapp.signing.revocation import with_data_for_judging
from signapp.signing.verdict import judge
from tests.network.pki import DAY, SIGNED, YEAR, Pki, pki
from tests.signing import samples


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Pki]:
    folder = tmp_path / "authority"
    folder.mkdir()
    with pki(folder) as made:
        yield made


def verdict(city: Pki, path: Path, moment: datetime, trust: TrustMaterial) -> SignatureVerdict:
    """Judge as a desk does that may ask: at a moment, with what issuers say then."""
    city.move_to(moment)
    known = with_data_for_judging(path, trust, city.revocation().revocation)
    (found,) = judge(path, known, moment, None).signatures
    return found


def codes(found: SignatureVerdict) -> set[str]:
    return {one.code for one in (*found.person.remarks, *found.time.remarks)}


def test_one_stamp_for_the_signature_and_one_for_the_file(city: Pki, plan: Path) -> None:
    """B-LTA takes two stamps, an OCSP answer for each of both certificates, and no more."""
    archived = city.extend(city.sign(plan))
    assert level_of(archived, samples.HELSINKI) == "B-LTA"
    assert (city.count("tsa"), city.count("crls")) == (2, 0)
    assert city.count("ocsp") == 3  # the signer before the PIN, and both when the file is to last
    purposes = [one.purpose for one in city.told]
    assert (purposes.count("time_stamp"), purposes.count("ocsp")) == (2, 3)
    assert {one.outcome for one in city.told} == {"answered"}


def test_revocation_list_stands_in_for_ocsp(city: Pki, plan: Path) -> None:
    city.down.append("/ocsp/")
    archived = city.extend(city.sign(plan))
    assert level_of(archived, samples.HELSINKI) == "B-LTA"
    assert city.count("crls") == 2  # one before the PIN; the next one covers both certificates
    assert verdict(city, archived, SIGNED + DAY, city.trust()).holds is Holds.YES


@pytest.mark.parametrize("years", [2, 5])
def test_archived_file_holds_years_later(city: Pki, plan: Path, years: int) -> None:
    """The signer's certificate expired after one year, and nobody answers for it any more."""
    archived = city.extend(city.sign(plan))
    assert stamped_until(archived) == SIGNED + 8 * YEAR
    found = verdict(city, archived, SIGNED + years * YEAR, city.trust())
    assert found.holds is Holds.YES, codes(found)
    assert (found.level, found.proven) == ("B-LTA", SIGNED)


def test_what_the_lower_levels_lack_years_later(city: Pki, plan: Path) -> None:
    bare, stamped = city.sign(plan, stamped=False), city.sign(plan)
    city.down.append("/tsa/")
    known = city.extend(stamped)
    city.down.clear()
    later, trust = SIGNED + 2 * YEAR, city.trust()
    assert [level_of(one, samples.HELSINKI) for one in (bare, stamped, known)] == [
        "B-B",
        "B-T",
        "B-LT",
    ]
    city.hosts = frozenset()  # offline: what the file holds is all there is

    found = verdict(city, bare, later, trust)
    assert codes(found) == {"signer.expired", "time.claimed_only"}
    assert found.holds is Holds.NOT_KNOWN
    found = verdict(city, stamped, later, trust)
    assert codes(found) == {"signer.expired", "time.stamp_revocation_unknown", "time.claimed_only"}
    city.hosts = frozenset({"127.0.0.1"})
    found = verdict(city, known, later, trust)
    assert found.holds is Holds.YES  # while its stamp's certificate lives
    found = verdict(city, known, SIGNED + 9 * YEAR, trust)
    assert "time.stamp_expired" in codes(found)
    assert found.holds is Holds.NOT_KNOWN


def test_renewed_file_holds_ten_years_later(city: Pki, plan: Path) -> None:
    archived = city.extend(city.sign(plan))
    city.move_to(SIGNED + 7 * YEAR)
    renewed = city.extend(archived, "tsa-new")
    assert renewed.read_bytes().startswith(archived.read_bytes())
    assert stamped_until(renewed) == SIGNED + 30 * YEAR
    later, trust = SIGNED + 10 * YEAR, city.trust()
    assert verdict(city, renewed, later, trust).holds is Holds.YES
    found = verdict(city, archived, later, trust)
    assert found.holds is Holds.NOT_KNOWN
    assert "time.stamp_expired" in codes(found)


def test_revocation_after_signing_takes_nothing_back(city: Pki, plan: Path) -> None:
    bare = city.sign(plan, "revoked-later", stamped=False)
    archived = city.extend(city.sign(plan, "revoked-later"))
    later, trust = SIGNED + 60 * DAY, city.trust()
    found = verdict(city, archived, later, trust)
    assert found.holds is Holds.YES, codes(found)
    found = verdict(city, bare, later, trust)
    assert found.person.holds is Holds.NOT_KNOWN  # nothing proves that it was made before
    assert "signer.revoked" in codes(found)


def test_revoked_certificate_does_not_sign(city: Pki, plan: Path) -> None:
    with pytest.raises(CertificateRefusedError) as caught:
        city.sign(plan, "revoked-before")
    assert caught.value.facts == {"cause": "revoked"}


def test_file_signed_after_the_revocation_does_not_hold(city: Pki, plan: Path) -> None:
    """Whoever signs with another program, and is stamped, is told from those before."""
    city.move_to(SIGNED - 2 * DAY)
    order = city.sign(plan, "revoked-before", stamped=False)  # not revoked yet
    assert verdict(city, order, SIGNED - 2 * DAY, city.trust()).person.holds is Holds.YES
    city.move_to(SIGNED + DAY)
    city.hosts = frozenset()  # a desk that may not ask does not see it, and says so
    with pytest.raises(RevocationUnknownError):
        city.extend(order)
    found = verdict(city, order, SIGNED + DAY, city.trust())
    assert "signer.revocation_unknown" in codes(found)
    city.hosts = frozenset({"127.0.0.1"})
    found = verdict(city, order, SIGNED + DAY, city.trust())
    assert "signer.revoked" in codes(found)


def test_offline_nothing_is_asked_and_it_is_said_what_is_missing(city: Pki, plan: Path) -> None:
    city.hosts = frozenset()
    signed = city.sign(plan)
    assert level_of(signed, samples.HELSINKI) == "B-T"
    assert "signer.revocation_unknown" in codes(verdict(city, signed, SIGNED, city.trust()))
    with pytest.raises(RevocationUnknownError):
        city.extend(signed)
    with pytest.raises(RevocationServicesError) as told:
        city.revocation().revocation(city.der("signer"), city.der("root"))
    assert told.value.facts["name"] == "Test signer"
    assert str(told.value.facts["failures"]) == "127.0.0.1: not_allowed; 127.0.0.1: not_allowed"
    assert city.requests == ["/city/tsa/tsa"]  # the time stamp service, which is set up
    assert [one.purpose for one in city.told] == ["time_stamp"]


@pytest.mark.parametrize("tsa", ["tsa-revoked", "tsa-plain"])
def test_bad_service_is_stood_in_for(city: Pki, plan: Path, tsa: str) -> None:
    """One whose certificate is revoked, and one whose certificate is not made for stamps."""
    known = city.trust()
    if tsa == "tsa-revoked":
        listed = city.revocation()
        city.down.append("/ocsp/")
        answer = listed.revocation(city.der(tsa), city.der("root"))
        known = TrustMaterial(known.roots, (), (answer,))
    city.trust = lambda *_: known  # type: ignore[method-assign]
    signed = city.sign(plan, "signer", tsa, "tsa")
    assert level_of(signed, samples.HELSINKI) == "B-T"
    with pytest.raises(TimeStampFailedError):
        city.sign(plan, "signer", tsa)
