"""A test signature shows how well a key signs, and leaves nothing behind."""

from dataclasses import replace

import pytest

from signapp.demo.people import SIGNATURE_PIN
from signapp.domain import errors
from signapp.domain.errors import Standing
from signapp.domain.key_errors import RevocationNotKnown
from signapp.services.ports import Credentials, PinUse
from signapp.services.trial import make_test_signature, trial_texts
from signapp.texts.catalogue import LANGUAGES, Texts
from tests.services.conftest import Stand, StandAt


@pytest.fixture
def stand(stand_at: StandAt) -> Stand:
    return stand_at("propose")


def own(stand: Stand, person: str = "mayor") -> Credentials:
    assert stand.desk.key_places
    (found,) = [one for one in stand.desk.key_places.people() if one.person == person]
    return found


def test_a_test_signature_reaches_the_highest_level_and_is_thrown_away(stand: Stand) -> None:
    acts, documents = stand.acts(), list(stand.desk.journal.register.work.parent.rglob("*.pdf"))
    kept = sorted(stand.desk.journal.register.work.parent.rglob("*"))
    trial = make_test_signature(stand.desk, own(stand), SIGNATURE_PIN)
    assert (trial.level, trial.clock_off, trial.missing) == ("B-LTA", 0, None)
    assert trial.stamped_by
    assert trial.seconds > 0
    assert trial.pin_use is PinUse.SEVERAL
    assert stand.acts() == acts
    now = sorted(stand.desk.journal.register.work.parent.rglob("*"))
    assert [one.name for one in now if one not in kept] == ["desk.json"]
    assert documents == list(stand.desk.journal.register.work.parent.rglob("*.pdf"))
    assert own(stand).pin_use is PinUse.SEVERAL
    for language in LANGUAGES:
        told = "\n".join(trial_texts(Texts(language), trial))
        assert "B-LTA" in told
        assert "{" not in told


def test_a_failure_is_told_by_its_cause_and_signs_nothing(stand: Stand) -> None:
    acts = stand.acts()
    mayor = own(stand)
    assert mayor.signature
    gone = replace(mayor.signature, location="/nowhere/key.p12")
    other = own(stand, "deputy-mayor").signature
    for credentials, pin, error in (
        (mayor, "000000", errors.WrongPinError),
        (replace(mayor, signature=gone), SIGNATURE_PIN, errors.KeyHomeMissingError),
        (replace(mayor, signature=other), SIGNATURE_PIN, errors.KeyMismatchError),
        (replace(mayor, signature=None), SIGNATURE_PIN, errors.KeyHomeMissingError),
        (own(stand, "preparer"), SIGNATURE_PIN, errors.KeyHomeMissingError),
    ):
        with pytest.raises(error) as caught:
            make_test_signature(stand.desk, credentials, pin)
        assert type(caught.value) is error
        assert caught.value.standing is Standing.NOTHING_SIGNED
    assert stand.acts() == acts
    assert not list(stand.desk.journal.register.work.iterdir())


def test_revocation_that_is_not_known_is_told_and_refuses_nothing(stand: Stand) -> None:
    for one in (stand.scene.place.register / "trust").glob("*.crl"):
        one.unlink()
    trial = make_test_signature(stand.desk, own(stand), SIGNATURE_PIN)
    assert [type(one) for one in trial.told] == [RevocationNotKnown]
    assert trial.level == "B-T"
    assert trial.missing is not None
