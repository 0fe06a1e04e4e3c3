"""Setting up a desk: keys, cards and time stamp services, by real processes."""

import json
import os
from pathlib import Path

import pytest

from signapp.demo.authority import DemoAuthority
from signapp.demo.people import SIGNATURE_PIN
from signapp.domain.acts import Purpose
from signapp.services.ports import KeyHome, PinUse
from signapp.storage.desk_settings import (
    DeskSettings,
    PersonalKeys,
    keep_settings,
    read_settings,
)
from tests.cli.city import City, answering, city
from tests.cli.running import signapp
from tests.signing.tokens import MODULE, Cards


@pytest.fixture
def founded(tmp_path: Path) -> City:
    made = city(tmp_path)
    done = made.found()
    assert done.returncode == 0, done.stderr
    return made


def test_keys_and_services_are_kept_beside_the_register(founded: City) -> None:
    folder = founded.register
    done = signapp("desk", "key", folder, "raija", "--session", founded.key("raija"))
    assert (done.returncode, done.stdout) == (0, "The places of the keys are kept: raija.\n")
    token = "pkcs11:token=Kari?module-path=/usr/lib/cards.so"
    signature = ("--signature", token)
    done = signapp("desk", "key", folder, "kari", "--session", founded.key("kari"), *signature)
    assert done.returncode == 0
    services = ("https://stamps.example.org/tsa", "https://other.example.org/tsa")
    done = signapp("desk", "stamps", folder, *services)
    assert done.stdout == f"Time stamp services: {', '.join(services)}.\n"
    kept = read_settings(folder)
    assert kept.time_stamps == services
    assert kept.keys == {
        "raija": PersonalKeys(KeyHome("pkcs12", str(founded.key("raija"))), None),
        "kari": PersonalKeys(
            KeyHome("pkcs12", str(founded.key("kari"))), KeyHome("pkcs11", token)
        ),
    }
    assert signapp("desk", "stamps", folder).stdout == "No time stamp services are used.\n"
    assert read_settings(folder).time_stamps == ()
    assert read_settings(folder).keys == kept.keys


def test_an_address_that_is_none_is_refused(founded: City) -> None:
    done = signapp("desk", "stamps", founded.register, "ftp://stamps.example.org")
    assert done.returncode == 2
    assert "ftp://stamps.example.org" in done.stderr
    assert read_settings(founded.register).time_stamps == ()


def test_settings_of_an_older_program_are_read(founded: City) -> None:
    home = KeyHome("pkcs11", "pkcs11:token=Kari?module-path=/usr/lib/cards.so")
    keep_settings(founded.register, DeskSettings().with_pin_use(home, PinUse.EACH))
    assert read_settings(founded.register).pin_use(home) is PinUse.EACH
    (founded.register / "desk.json").write_text('{"keys": {}, "time_stamps": ["https://a.b"]}')
    kept = read_settings(founded.register)
    assert kept.time_stamps == ("https://a.b",)
    assert kept.pin_use(home) is PinUse.NOT_KNOWN


def test_damaged_settings_are_told(founded: City) -> None:
    (founded.register / "desk.json").write_text(json.dumps({"keys": 1}))
    done = signapp("desk", "key", founded.register, "raija", "--session", founded.key("raija"))
    assert done.returncode == 3
    assert "desk.json" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not MODULE and not os.environ.get("CI"), reason="SoftHSM2 is not installed")
def test_cards_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOFTHSM2_CONF", "")  # put back at the end
    cards = Cards(tmp_path / "cards")
    cards.make()
    assert signapp("desk", "cards", MODULE).stdout == "There are no cards in the readers.\n"
    issued = DemoAuthority.found().issue("Anni Äyräväinen", Purpose.SIGNATURE, "p256")
    cards.issue("Anni's card", issued)
    told = signapp("desk", "cards", MODULE).stdout
    assert told.startswith("Anni's card\n  pkcs11:token=Anni%27s%20card;serial=")
    assert "  the card does not tell the tries that are left\n" in told
    assert "  Anni Äyräväinen, valid until " in told


def test_a_module_that_is_not_there_is_told() -> None:
    done = signapp("desk", "cards", "/usr/lib/no-such-module.so")
    assert done.returncode == 3
    assert "/usr/lib/no-such-module.so" in done.stderr


@pytest.mark.skipif(not MODULE and not os.environ.get("CI"), reason="SoftHSM2 is not installed")
def test_what_is_to_be_known_of_a_card_stands_below_it(
    founded: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOFTHSM2_CONF", "")  # put back at the end
    cards = Cards(tmp_path / "cards")
    cards.make()
    cards.issue("Anni", DemoAuthority.found().issue("Anni", Purpose.SIGNATURE, "rsa2048"))
    told = signapp("desk", "cards", MODULE).stdout
    assert "    The key is short  [CertificateKeyShort]\n" in told
    assert "CertificateNotBound" not in told
    at_register = ("--register", founded.register, "--person", "raija")
    told = signapp("desk", "cards", MODULE, *at_register).stdout
    assert "    The certificate is not known  [CertificateNotBound]\n" in told
    assert "    The certificate's issuer is not known  [CertificateIssuerUnknown]\n" in told
    assert "\x1b" not in told
    assert "\N{REPLACEMENT CHARACTER}" not in told
    assert signapp("desk", "cards", MODULE, "--person", "raija").returncode == 2
    assert signapp("desk", "cards", MODULE, "--register", founded.register).returncode == 2


def test_a_key_is_chosen_and_tried_at_the_terminal(demo_folder: Path) -> None:
    keys = demo_folder / "keys"
    moved = keys / "moved.p12"
    moved.write_bytes((keys / "mayor-signature.p12").read_bytes())
    choose = ("desk", "choose", demo_folder, "mayor", "--pin-stdin", "--key")
    other = answering(f"{SIGNATURE_PIN}\n", *choose, keys / "deputy-mayor-signature.p12")
    assert "CertificateOfAnotherPerson" in other.stdout
    listed = answering(f"{SIGNATURE_PIN}\n", *choose, moved).stdout
    (digest,) = (one.strip() for one in listed.splitlines() if len(one.strip()) == 64)
    done = answering(f"{SIGNATURE_PIN}\n", *choose, moved, "--certificate", digest[:12])
    assert done.stdout == "The signature certificate is chosen: mayor.\n"
    assert read_settings(demo_folder / "register").keys["mayor"].signature == KeyHome(
        "pkcs12", str(moved)
    )
    before = signapp("register", "verify", demo_folder).stdout
    tried = ("desk", "test-signature", demo_folder, "mayor", "--pin-stdin")
    done = answering(f"{SIGNATURE_PIN}\n", *tried)
    assert done.returncode == 0
    assert "Level B-LTA" in done.stdout
    wrong = answering("000000\n", *tried)
    assert wrong.returncode == 3
    assert wrong.stderr.startswith("Nothing was signed.\nWrong PIN")
    assert signapp("register", "verify", demo_folder).stdout == before
