"""Keys on tokens sign in the key worker, and every failure is told by its cause."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pkcs11
import pytest
from pkcs11 import TokenFlag

from signapp.demo.authority import DemoAuthority, Issued
from signapp.domain import errors
from signapp.domain.acts import Purpose
from signapp.services.ports import KeyHome, KeyState, PinTries, PinUse
from signapp.signing.keys import pkcs11 as pkcs11_home
from signapp.signing.keys.accepted import check_signature
from signapp.signing.keys.pkcs11 import KIND, Place, place_of
from signapp.workers.key import KeyWorker
from tests.signing.tokens import MODULE, PIN, Cards

MESSAGE = b"the signed attributes"

needs_softhsm = pytest.mark.skipif(
    not MODULE and not os.environ.get("CI"), reason="SoftHSM2 is not installed"
)


@pytest.fixture
def cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cards:
    monkeypatch.setenv("SOFTHSM2_CONF", "")  # put back at the end
    made = Cards(tmp_path / "cards")
    made.make()
    return made


@pytest.fixture
def worker() -> Iterator[KeyWorker]:
    made = KeyWorker()
    yield made
    made.process.kill()


@pytest.fixture(scope="module")
def issued(authority: DemoAuthority) -> Issued:
    return authority.issue("Anni Äyräväinen", Purpose.SIGNATURE, "p256")


@needs_softhsm
@pytest.mark.parametrize("kind", ["rsa2048", "rsa3072", "p256", "p384"])
def test_key_on_a_token_signs(
    authority: DemoAuthority, cards: Cards, worker: KeyWorker, kind: str
) -> None:
    made = authority.issue("Anni Äyräväinen", Purpose.SIGNATURE, kind)
    home = cards.issue("Anni", made)
    for _ in range(2):
        check_signature(made.der, MESSAGE, worker.sign(home, PIN, made.der, MESSAGE))


@needs_softhsm
def test_key_that_asks_each_time_signs(cards: Cards, worker: KeyWorker, issued: Issued) -> None:
    home = cards.issue("Anni", issued, each_time=True)
    for _ in range(2):
        check_signature(issued.der, MESSAGE, worker.sign(home, PIN, issued.der, MESSAGE))


@needs_softhsm
def test_it_is_known_whether_a_key_asks_each_time(
    authority: DemoAuthority, cards: Cards, worker: KeyWorker, issued: Issued, tmp_path: Path
) -> None:
    each = cards.issue("Anni", issued, each_time=True)
    once = cards.issue("Outi", authority.issue("Outi Outola", Purpose.SIGNATURE, "p256"))
    (outi,) = (one for one in worker.tokens(MODULE) if one.label == "Outi")
    assert worker.pin_use(each, PIN, issued.der) is PinUse.EACH
    assert worker.pin_use(once, PIN, outi.certificates[0]) is PinUse.SEVERAL
    file = tmp_path / "anni.p12"
    file.write_bytes(issued.pkcs12("2468"))
    assert worker.pin_use(KeyHome("pkcs12", str(file)), "2468", issued.der) is PinUse.SEVERAL
    with pytest.raises(errors.WrongPinError):
        worker.pin_use(each, "000000", issued.der)


@needs_softhsm
def test_failures_are_told_by_their_cause(
    authority: DemoAuthority, cards: Cards, worker: KeyWorker, issued: Issued
) -> None:
    home = cards.issue("Anni", issued)
    other = authority.issue("Outi Outola", Purpose.SIGNATURE, "p256")
    elsewhere = KeyHome(KIND, str(Place("Nobody", "", MODULE)))
    no_module = KeyHome(KIND, str(Place("Anni", "", "/usr/lib/no-such-module.so")))
    no_place = KeyHome(KIND, "pkcs11:token=Anni")
    for where, pin, certificate, error in (
        (home, "000000", issued.der, errors.WrongPinError),
        (home, "1", issued.der, errors.WrongPinError),
        (home, "", issued.der, errors.WrongPinError),
        (home, PIN, other.der, errors.KeyNotOnTokenError),
        (elsewhere, PIN, issued.der, errors.KeyHomeMissingError),
        (no_module, PIN, issued.der, errors.TokenModuleError),
        (no_place, PIN, issued.der, errors.KeyHomeMissingError),
    ):
        with pytest.raises(error) as caught:
            worker.sign(where, pin, certificate, MESSAGE)
        assert type(caught.value) is error
        assert PIN not in str(caught.value.facts)
    assert worker.sign(home, PIN, issued.der, MESSAGE)


@needs_softhsm
def test_card_that_was_pulled_out_works_when_it_is_back(
    cards: Cards, worker: KeyWorker, issued: Issued
) -> None:
    home = cards.issue("Anni", issued)
    assert worker.sign(home, PIN, issued.der, MESSAGE)
    shutil.move(cards.tokens, cards.folder / "drawer")
    cards.tokens.mkdir()
    with pytest.raises(errors.SigningError):
        worker.sign(home, PIN, issued.der, MESSAGE)
    with pytest.raises(errors.KeyHomeMissingError):
        worker.sign(home, PIN, issued.der, MESSAGE)
    cards.tokens.rmdir()
    shutil.move(cards.folder / "drawer", cards.tokens)
    assert worker.sign(home, PIN, issued.der, MESSAGE)


@needs_softhsm
def test_two_tokens_are_told_apart(
    authority: DemoAuthority, cards: Cards, worker: KeyWorker, issued: Issued
) -> None:
    other = authority.issue("Outi Outola", Purpose.SIGNATURE, "p256")
    first, second = cards.issue("Anni", issued), cards.issue("Outi", other)
    assert worker.sign(first, PIN, issued.der, MESSAGE)
    assert worker.sign(second, PIN, other.der, MESSAGE)
    found = worker.tokens(MODULE)
    assert {one.label: one.certificates for one in found} == {
        "Anni": (issued.der,),
        "Outi": (other.der,),
    }
    assert {(one.tries, one.pin_pad) for one in found} == {(PinTries.NOT_TOLD, False)}
    for one in found:
        certificate = one.certificates[0]
        assert worker.sign(one.home, PIN, certificate, MESSAGE)


@needs_softhsm
def test_a_card_that_comes_later_is_found(cards: Cards, worker: KeyWorker, issued: Issued) -> None:
    assert worker.tokens(MODULE) == ()
    cards.issue("Anni", issued)
    assert [one.label for one in worker.tokens(MODULE)] == ["Anni"]


@needs_softhsm
def test_state_is_told_without_a_pin(
    authority: DemoAuthority, cards: Cards, worker: KeyWorker, issued: Issued
) -> None:
    home = cards.issue("Anni", issued)
    other = authority.issue("Outi Outola", Purpose.SIGNATURE, "p256")
    assert worker.state(home, issued.der) == KeyState(pin_pad=False, tries=PinTries.NOT_TOLD)
    assert worker.certificates(home, "") == (issued.der,)
    with pytest.raises(errors.KeyNotOnTokenError):
        worker.state(home, other.der)
    shutil.rmtree(cards.tokens)
    cards.tokens.mkdir()
    with pytest.raises(errors.KeyHomeMissingError):
        worker.state(home, issued.der)


@needs_softhsm
def test_two_tokens_with_the_same_label_are_told_apart_by_their_number(
    authority: DemoAuthority, cards: Cards, worker: KeyWorker, issued: Issued
) -> None:
    other = authority.issue("Outi Outola", Purpose.SIGNATURE, "p256")
    cards.issue("Kortti", issued)
    (first,) = worker.tokens(MODULE)
    cards.issue("Kortti", other)
    homes = {one.certificates[0]: one.home for one in worker.tokens(MODULE)}
    assert set(homes) == {issued.der, other.der}
    assert homes[issued.der] == first.home
    for content, home in homes.items():
        check_signature(content, MESSAGE, worker.sign(home, PIN, content, MESSAGE))
    with pytest.raises(errors.KeyNotOnTokenError):
        worker.sign(homes[issued.der], PIN, other.der, MESSAGE)


@needs_softhsm
def test_a_certificate_of_another_kind_than_the_key_is_refused(
    authority: DemoAuthority, cards: Cards, worker: KeyWorker, issued: Issued
) -> None:
    """The token keeps an RSA certificate under the identifier of a P-256 key."""
    other = authority.issue("Anni Äyräväinen", Purpose.SIGNATURE, "rsa2048")
    home = cards.issue("Anni", issued, certificate=other.der)
    with pytest.raises(errors.KeyMismatchError):
        worker.sign(home, PIN, other.der, MESSAGE)


@needs_softhsm
def test_a_session_that_was_left_open_does_not_hinder_the_next(
    cards: Cards, issued: Issued
) -> None:
    """In one process: somebody is logged in already, and a failed try leaves no login behind."""
    code = """
import sys, pkcs11
from signapp.domain import errors
from signapp.services.ports import KeyHome
from signapp.signing import keys
module, location, certificate = sys.argv[1], sys.argv[2], bytes.fromhex(sys.argv[3])
home = KeyHome("pkcs11", location)
for pin in ("000000", "471192", "471192"):
    try:
        keys.sign(home, pin, certificate, b"m"); print("signed")
    except errors.SignappError as e:
        print(e.code)
left = pkcs11.lib(module).get_token(token_label="Anni").open(user_pin="471192")
try:
    keys.sign(home, "471192", certificate, b"m"); print("signed")
except errors.SignappError as e:
    print(e.code, e.facts["failure"])
left.close()
keys.sign(home, "471192", certificate, b"m"); print("signed")
"""
    home = cards.issue("Anni", issued)
    done = subprocess.run(
        [sys.executable, "-c", code, MODULE, home.location, issued.der.hex()],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [
        "WrongPinError",
        "signed",
        "signed",
        "TokenFailedError UserAlreadyLoggedIn",
        "signed",
    ]


@pytest.mark.parametrize(
    ("flags", "tries", "after"),
    [
        (TokenFlag.USER_PIN_COUNT_LOW, PinTries.FEW, errors.WrongPinError),
        (TokenFlag.USER_PIN_FINAL_TRY, PinTries.LAST, errors.LastTryError),
        (TokenFlag.USER_PIN_LOCKED, PinTries.LOCKED, errors.PinLockedError),
        (TokenFlag(0), PinTries.NOT_TOLD, errors.WrongPinError),
    ],
)
def test_what_a_token_says_of_its_tries_is_told(
    monkeypatch: pytest.MonkeyPatch, issued: Issued, flags: TokenFlag, tries: PinTries, after: type
) -> None:
    """SoftHSM never locks, so a token stands in that does."""
    token = _Token(flags)
    monkeypatch.setattr(pkcs11_home, "_ready", lambda _: iter([token]))
    monkeypatch.setattr(pkcs11_home, "_certificates", lambda _: (issued.der,))
    home = str(Place("Anni", "", "/lib/cards.so"))
    assert pkcs11_home.state(home, issued.der) == KeyState(pin_pad=False, tries=tries)
    with pytest.raises(after) as caught:
        pkcs11_home.sign(home, "000000", issued.der, MESSAGE)
    assert type(caught.value) is after
    assert token.opened == (0 if tries is PinTries.LOCKED else 1)  # a locked one is not asked


def test_a_token_with_a_pin_pad_is_asked_there(
    monkeypatch: pytest.MonkeyPatch, issued: Issued
) -> None:
    token = _Token(TokenFlag.PROTECTED_AUTHENTICATION_PATH)
    monkeypatch.setattr(pkcs11_home, "_ready", lambda _: iter([token]))
    monkeypatch.setattr(pkcs11_home, "_certificates", lambda _: (issued.der,))
    home = str(Place("Anni", "", "/lib/cards.so"))
    assert pkcs11_home.state(home, issued.der).pin_pad
    with pytest.raises(errors.WrongPinError):
        pkcs11_home.sign(home, "", issued.der, MESSAGE)
    assert token.pins == [pkcs11.PROTECTED_AUTH]


class _Token:
    """A token with flags, whose PIN is always wrong."""

    label = "Anni"
    serial = b"1"

    def __init__(self, flags: TokenFlag) -> None:
        self.flags = flags
        self.pins: list[object] = []
        self.slot = self

    @property
    def opened(self) -> int:
        return len(self.pins)

    def get_token(self) -> "_Token":
        return self

    def open(self, user_pin: object) -> None:
        self.pins.append(user_pin)
        raise pkcs11.exceptions.PinIncorrect


def test_a_place_is_a_uri() -> None:
    place = Place("Anni Äyräväinen; 2", "0b/12", "/opt/card module/lib.so")
    assert place_of(str(place)) == place
    for wrong in ("", "pkcs12:token=a?module-path=b", "pkcs11:?module-path=b", "pkcs11:token=a"):
        with pytest.raises(errors.KeyHomeMissingError):
            place_of(wrong)
