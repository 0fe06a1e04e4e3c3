"""A home for keys touches two files: its module, and the table that finds it."""

from types import SimpleNamespace

import pytest

from signapp.demo.authority import DemoAuthority
from signapp.domain.acts import Purpose
from signapp.domain.errors import KeyHomeMissingError
from signapp.services.key_choice import home_of, module_of
from signapp.services.ports import KeyHome, KeyState, PinUse
from signapp.signing import keys
from signapp.signing.keys.accepted import check_signature, sign_with


def test_a_third_home_needs_only_its_module_and_its_line(
    authority: DemoAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a remote service's module would be: it is reached by everything that uses keys."""
    issued = authority.issue("Anni Äyräväinen", Purpose.SIGNATURE, "p256")
    asked = []

    def sign(location: str, pin: str, certificate: bytes, message: bytes) -> bytes:
        asked.append((location, pin))
        return sign_with(issued.key, certificate, message)

    remote = SimpleNamespace(
        sign=sign,
        pin_use=lambda *_: PinUse.EACH,
        state=lambda *_: KeyState(pin_pad=True),
        certificates=lambda *_: (issued.der,),
    )
    home = home_of("remote://sign.example.org/anni")
    with pytest.raises(KeyHomeMissingError):
        keys.sign(home, "1234", issued.der, b"message")
    monkeypatch.setitem(keys.HOMES, "remote", remote)
    signature = keys.sign(home, "1234", issued.der, b"message")
    check_signature(issued.der, b"message", signature)
    assert asked == [("remote://sign.example.org/anni", "1234")]
    assert keys.pin_use(home, "", issued.der) is PinUse.EACH
    assert keys.state(home, issued.der).pin_pad
    assert keys.certificates(home, "") == (issued.der,)


def test_a_place_says_its_home() -> None:
    token = "pkcs11:token=Anni?module-path=/usr/lib/x.so"
    assert home_of(token) == KeyHome("pkcs11", token)
    assert home_of("/keys/anni.p12") == KeyHome("pkcs12", "/keys/anni.p12")
    assert home_of("C:/keys/anni.p12").kind == "pkcs12"  # a drive, no scheme


def test_a_module_is_a_profile_or_a_file() -> None:
    assert module_of("/opt/cards.so") == "/opt/cards.so"
    assert "cryptoki" in module_of("DigiSign").casefold()
    assert "opensc-pkcs11" in module_of("opensc")
