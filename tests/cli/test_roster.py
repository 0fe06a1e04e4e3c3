"""Founding a real register and changing its roster, with real processes, keys and PINs."""

import re
from pathlib import Path

import pytest

from signapp.domain.acts import NumberingPolicy, Purpose, RegisterFounded
from signapp.domain.register import RegisterState
from signapp.services.audit import log
from signapp.storage.register import SqliteRegister
from tests.cli.city import PIN, City, answering, city, person
from tests.cli.running import signapp

WARNING = "the register has 2 registrars"
PROPOSED = re.compile(r"Proposed under the code ([0-9a-f]{16})\.")


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> City:
    """A city whose registrars have keys; nothing is founded in it."""
    return city(tmp_path_factory.mktemp("city"))


@pytest.fixture
def founded(issued: City, tmp_path: Path) -> City:
    """The same city with a register of the test's own."""
    for file in issued.folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    made = City(tmp_path, issued.authority)
    done = made.found()
    assert done.returncode == 0, done.stderr
    return made


def state(folder: Path) -> RegisterState:
    """Return what the register's entries add up to."""
    register = SqliteRegister(folder, read_only=True)
    try:
        made = RegisterState()
        for entry in log(register):
            made.apply(entry.actor, entry.at, entry.case, entry.act)
        return made
    finally:
        register.close()


def acts(folder: Path) -> list[str]:
    register = SqliteRegister(folder, read_only=True)
    try:
        return [type(entry.act).__name__ for entry in log(register)]
    finally:
        register.close()


# --- founding -------------------------------------------------------------------------------


def test_two_registrars_found_a_register_that_an_auditor_accepts(founded: City) -> None:
    made = state(founded.register).founded
    assert isinstance(made, RegisterFounded)
    assert (made.city, made.demo, made.case_prefix) == ("Esimerkin kaupunki", False, "ESM")
    assert made.registrars == ("raija", "kari")
    assert made.numbering is NumberingPolicy.OWN
    verified = signapp("register", "verify", founded.register, "--trust", founded.trust)
    assert verified.returncode == 0, verified.stdout
    assert "Founded by Raija Rekisteröijä, Kari Kirjaaja\n" in verified.stdout
    assert "DEMO" not in verified.stdout
    assert WARNING in verified.stdout


def test_the_founders_see_what_they_found_and_may_stop(founded: City, tmp_path: Path) -> None:
    other = City(tmp_path / "other", founded.authority)
    asked = [
        *("register", "found", other.folder, "--city", "X", "--pin-stdin"),
        *("--roster", founded.folder / "first.toml", "--trust", founded.trust),
        *("--registrar", "raija", founded.key("raija")),
        *("--registrar", "kari", founded.key("kari")),
    ]
    done = answering("n\n", *asked)
    assert done.returncode == 3
    assert "New person: Raija Rekisteröijä (raija); identity: passport or identity card seen" in (
        done.stdout
    )
    assert not other.folder.exists()
    assert answering(f"k\n{PIN}\n{PIN}\n", *asked).returncode == 0
    assert state(other.folder).founded


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"pins": f"{PIN}\nwrong\n"}, "WrongPinError"),
        ({"more": ("--prefix", "helsinki")}, "CasePrefixMalformed"),
    ],
)
def test_a_founding_that_fails_leaves_nothing(
    issued: City, tmp_path: Path, changes: dict[str, object], code: str
) -> None:
    for file in issued.folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    made = City(tmp_path, issued.authority)
    before = sorted(tmp_path.iterdir())
    done = made.found(*changes.get("more", ()), pins=changes.get("pins", f"{PIN}\n{PIN}\n"))
    assert done.returncode == 3
    assert f"[{code}]" in done.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_one_person_does_not_found_a_register_alone(founded: City) -> None:
    twice = ("--registrar", "raija", founded.key("raija"))
    for registrars, code in (
        ((*twice, *twice), 3),
        (twice, 2),
        ((*twice, "--registrar", "nobody", founded.key("kari")), 3),
    ):
        done = answering(
            f"{PIN}\n{PIN}\n",
            *("register", "found", founded.folder / "second", "--city", "X", "--pin-stdin"),
            *("--yes", "--roster", founded.folder / "first.toml", "--trust", founded.trust),
            *registrars,
        )
        assert done.returncode == code
        assert code == 2 or "[FounderUnfit]" in done.stderr
        assert not (founded.folder / "second").exists()


def test_no_register_is_founded_over_another(founded: City) -> None:
    before = (founded.register / "register.sqlite").read_bytes()
    done = founded.found()
    assert (done.returncode, "[RegisterExistsError]" in done.stderr) == (3, True)
    assert (founded.register / "register.sqlite").read_bytes() == before


def test_a_pin_is_never_taken_from_anywhere_but_a_terminal_unless_said(founded: City) -> None:
    done = answering(
        f"{PIN}\n", "register", "confirm", founded.register, "--as", "kari",
        "--key", founded.key("kari"), "--yes",
    )  # fmt: skip
    assert done.returncode in (2, 3)
    roster = founded.write("one.toml", person("x", "X", "mayor").split("session")[0])
    asked = ("register", "enrol", founded.register, roster)
    who = ("--as", "raija", "--key", founded.key("raija"))
    done = answering(f"{PIN}\n", *asked, *who, "--yes")
    assert (done.returncode, "[PinNotGivenError]" in done.stderr) == (2, True)
    assert acts(founded.register) == ["RegisterFounded"]


# --- the roster -----------------------------------------------------------------------------


@pytest.fixture
def mayor(founded: City) -> Path:
    """The roster file that enrols a mayor with both certificates and her competence."""
    for purpose in Purpose:
        founded.issue("paula", "Paula Pormestari", purpose)
    return founded.write(
        "mayor.toml",
        person("paula", "Paula Pormestari", "mayor")
        + 'signature = "paula-signature.pem"\n'
        + '[[provision]]\ncode = "p1"\noffice = "mayor"\ncitation = "10 luku 1 §"\n'
        + "since = {since}\n",
    )


def test_a_roster_file_is_proposed_by_one_and_confirmed_by_the_other(
    founded: City, mayor: Path
) -> None:
    done = founded.acts("raija", "enrol", founded.register, mayor)
    assert done.returncode == 0, done.stderr
    assert "5 changes:" in done.stdout
    assert WARNING in done.stdout
    (code,) = PROPOSED.findall(done.stdout)
    assert "paula" not in state(founded.register).roster.persons

    waits = signapp("register", "waiting", founded.register)
    assert f"{code}  proposed by Raija Rekisteröijä" in waits.stdout
    assert "Paula Pormestari: signature certificate, valid 1 January 2017" in waits.stdout

    own = founded.acts("raija", "confirm", founded.register, code)
    assert (own.returncode, "[SamePersonMayNotConfirm]" in own.stderr) == (3, True)

    done = founded.acts("kari", "confirm", founded.register)
    assert done.returncode == 0, done.stderr
    assert "   1  New person: Paula Pormestari (paula)" in done.stdout
    roster = state(founded.register).roster
    assert roster.persons["paula"].identity.value == "identity_document"
    assert all(roster.certificate_of("paula", purpose) for purpose in Purpose)
    verified = signapp("register", "verify", founded.register, "--trust", founded.trust)
    assert verified.returncode == 0, verified.stdout
    assert signapp("register", "waiting", founded.register).stdout == (
        "No change waits to be confirmed.\n"
    )


def test_every_bad_entry_is_told_with_its_line_and_nothing_is_written(
    founded: City, mayor: Path
) -> None:
    good = mayor.read_text(encoding="utf-8")
    bad = founded.write(
        "bad.toml",
        good
        + '[[person]]\ncode = "kari"\nname = "Kari"\nidentity = "staff_record"\n'
        + '[[holder]]\nperson = "paula"\noffice = "harbour"\nsince = "soon"\n'
        + '[[certificate]]\nperson = "raija"\npurpose = "signature"\nfile = "kari-session.pem"\n',
    )
    before = sorted(founded.register.rglob("*"))
    done = founded.acts("raija", "enrol", founded.register, bad)
    assert done.returncode == 3
    first = good.count("\n") + 1
    for line, entry, codes in (
        (first, "[[person]] 2", ["PersonKnown"]),
        (first + 4, "[[holder]] 1", ["RosterFieldMalformed", "RosterFieldMissing"]),
        (first + 8, "[[certificate]] 1", ["CertificateUnfit", "CertificateUnfit"]),
    ):
        told = re.findall(rf"bad\.toml:{line}  {re.escape(entry)}  .*\[(\w+)\]", done.stderr)
        assert told == codes
    assert acts(founded.register) == ["RegisterFounded"]
    assert sorted(founded.register.rglob("*")) == before


def test_a_certificate_is_bound_to_a_person_and_a_purpose(founded: City) -> None:
    founded.issue("kari", "Kari Kirjaaja", Purpose.SIGNATURE)
    file = founded.folder / "kari-signature.pem"
    wrong = founded.acts("raija", "bind", founded.register, "raija", "signature", file)
    assert (wrong.returncode, "[CertificateUnfit]" in wrong.stderr) == (3, True)
    done = founded.acts("raija", "bind", founded.register, "kari", "signature", file)
    assert done.returncode == 0, done.stderr
    assert founded.acts("kari", "confirm", founded.register).returncode == 0
    roster = state(founded.register).roster
    assert roster.certificate_of("kari", Purpose.SIGNATURE)
    again = founded.acts("raija", "bind", founded.register, "kari", "signature", file)
    assert (again.returncode, "[CertificateKnown]" in again.stderr) == (3, True)


def test_a_proposal_can_be_set_aside(founded: City, mayor: Path) -> None:
    founded.acts("raija", "enrol", founded.register, mayor)
    assert founded.acts("kari", "reject", founded.register).returncode == 0
    late = founded.acts("kari", "confirm", founded.register)
    assert (late.returncode, "[RosterProposalUnknown]" in late.stderr) == (3, True)
    assert "paula" not in state(founded.register).roster.persons


def test_whoever_is_no_registrar_changes_nothing(founded: City, mayor: Path) -> None:
    founded.acts("raija", "enrol", founded.register, mayor)
    founded.acts("kari", "confirm", founded.register)
    gone = founded.write(
        "gone.toml", '[[leaves]]\nperson = "kari"\noffice = "registry"\nlast_day = {since}\n'
    )
    done = founded.acts("paula", "enrol", founded.register, gone)
    assert (done.returncode, "[DutyNotInOffice]" in done.stderr) == (3, True)
    alone = founded.acts("raija", "enrol", founded.register, gone)
    assert (alone.returncode, "[RegistrarsTooFew]" in alone.stderr) == (3, True)


def test_a_third_registrar_ends_the_warning(founded: City) -> None:
    founded.issue("liisa", "Liisa Lisä")
    third = founded.write("third.toml", person("liisa", "Liisa Lisä", "registry"))
    assert WARNING in founded.acts("raija", "enrol", founded.register, third).stdout
    assert WARNING not in founded.acts("kari", "confirm", founded.register).stdout
    verified = signapp("register", "verify", founded.register, "--trust", founded.trust)
    assert verified.returncode == 0
    assert "Warning" not in verified.stdout


def test_a_demo_is_changed_at_its_own_date(demo_folder: Path) -> None:
    """The demo stands in 2017, when its registrars are in office."""
    roster = demo_folder / "one.toml"
    roster.write_text(
        '[[person]]\ncode = "new"\nname = "Uusi"\nidentity = "staff_record"\n', encoding="utf-8"
    )
    key = demo_folder / "keys" / "registrar-1-session.p12"
    done = answering(
        "1234\n", "register", "enrol", demo_folder, roster, "--as", "registrar-1",
        "--key", key, "--pin-stdin", "--yes",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "2017" in signapp("register", "waiting", demo_folder).stdout
