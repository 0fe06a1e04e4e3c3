"""Every text exists once, in each language, with the same facts; the code asks for no other."""

import re
from pathlib import Path
from typing import get_args

import pytest

from signapp.domain.acts import Act, Capacity, Outcome, Purpose
from signapp.domain.calendar import Method
from signapp.domain.deadlines import ClaimKind
from signapp.domain.decision import Stage
from signapp.domain.deputies import Cause
from signapp.domain.errors import Standing
from signapp.domain.situation import Duty
from signapp.services.ports import Holds
from signapp.services.sign import GROUNDS
from signapp.services.steps import NextStep
from signapp.signing import remarks
from signapp.texts.catalogue import LANGUAGES, catalogue
from tests.texts.sources import (
    forms_of,
    key_counts,
    key_of,
    keys_in_code,
    keys_under,
    messages_of,
    parsed,
    placeholders,
    po_files,
    sayings,
    strings_in_code,
    texts_of,
    values_of,
)

FILES = [path for language in LANGUAGES for path in po_files(language)]
LEVELS = {"", "B-B", "B-T", "B-LT", "B-LTA", "CMS"}
KEYWORD = r"(?:(?:msgid|msgid_plural|msgstr|msgstr\[[01]\]) )?"
PO_LINE = re.compile(rf'#.*|(?:{KEYWORD}"(?:[^"\\]|\\["\\n])*")?')
"""Babel reads more than this, with surprises: a stray quote inside a text, for one."""
REMARK_WITH_FACTS = re.compile(r'^ +"([a-z_.]+)",(?:  # ([^(\n]+))?', re.MULTILINE)

each_language = pytest.mark.parametrize("language", LANGUAGES)


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


# --- the files ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_file_is_sound(path: Path) -> None:
    catalog, messages = parsed(path), messages_of(path)
    assert messages
    assert catalog.mime_headers
    headers = dict(catalog.mime_headers)
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert f'"Language: {path.parent.name}\\n"' in path.read_text("utf-8")
    assert catalog.num_plurals == 2
    assert not list(catalog.check())
    assert not catalog.obsolete
    for message in messages:
        assert not message.fuzzy, key_of(message)
        assert not message.context, key_of(message)
        assert isinstance(message.id, str) or len(forms_of(message)) == 2, key_of(message)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_line_has_the_form_of_a_catalogue(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in lines if not PO_LINE.fullmatch(line)] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_texts_are_filled_and_tidy(path: Path) -> None:
    for message in messages_of(path):
        for form in forms_of(message):
            assert form.strip(), key_of(message)
            assert form == form.strip(), key_of(message)
            assert all(name.isidentifier() for name in placeholders((form,))), key_of(message)


@each_language
def test_no_key_is_defined_twice(language: str) -> None:
    assert [key for key, count in key_counts(language).items() if count > 1] == []


def test_languages_have_the_same_files() -> None:
    names = {language: [path.name for path in po_files(language)] for language in LANGUAGES}
    assert names["sv"] == names["fi"]
    assert names["en"] == names["fi"]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_languages_have_the_same_keys(language: str) -> None:
    assert texts_of(language).keys() ^ texts_of("fi").keys() == set()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_languages_have_the_same_placeholders(language: str) -> None:
    finnish, other = texts_of("fi"), texts_of(language)
    different = [
        key
        for key in finnish.keys() & other.keys()
        if placeholders(finnish[key]) != placeholders(other[key])
        or len(finnish[key]) != len(other[key])
    ]
    assert different == []


@each_language
def test_program_reads_what_the_files_hold(language: str) -> None:
    held = {
        key: forms if len(forms) > 1 else forms[0] for key, forms in texts_of(language).items()
    }
    assert catalogue(language) == held


# --- acts, stages, states -------------------------------------------------------------------


@each_language
@pytest.mark.parametrize(
    ("prefix", "wanted"),
    [
        ("standing", values_of(Standing)),
        ("act", {kind.__name__ for kind in get_args(Act)}),
        ("capacity", values_of(Capacity)),
        ("stage", values_of(Stage)),
        ("duty", values_of(Duty)),
        ("purpose", values_of(Purpose)),
        ("outcome", values_of(Outcome)),
        ("step", values_of(NextStep)),
        ("cause", values_of(Cause)),
        ("method", values_of(Method)),
        ("claim", values_of(ClaimKind)),
        ("holds", values_of(Holds)),
        ("verdict", values_of(Holds) | {"no_signatures"}),
        ("level", LEVELS),
    ],
    ids=lambda it: it if isinstance(it, str) else "",
)
def test_every_value_has_its_text(prefix: str, wanted: set[str], language: str) -> None:
    assert keys_under(language, f"{prefix}.") == wanted


@each_language
def test_every_part_of_a_verdict_has_its_name(language: str) -> None:
    parts = {"content", "person", "time", "decided", "authority", "entry"}
    assert keys_under(language, "part.") >= parts


@each_language
def test_every_ground_for_signing_has_its_line_and_title(language: str) -> None:
    wanted = {part for name in GROUNDS for part in (name, f"{name}.title")}
    assert keys_under(language, "card.") >= wanted


# --- remarks --------------------------------------------------------------------------------


def codes_of_services() -> set[str]:
    """Return the codes of remarks that the services themselves make."""
    form = re.compile(r"(entry|authority)\.[a-z_]+")
    return {text for text in strings_in_code() if form.fullmatch(text)}


@each_language
def test_every_remark_has_its_text(language: str) -> None:
    made = codes_of_services()
    assert {"entry.same_signature", "authority.decision"} <= made
    assert keys_under(language, "remark.") == remarks.REMARKS | made


@each_language
def test_remarks_use_only_their_facts(language: str) -> None:
    source = Path(remarks.__file__).read_text("utf-8")
    listed = {
        code: {fact.strip() for fact in facts.split(",")} - {""}
        for code, facts in REMARK_WITH_FACTS.findall(source)
    }
    assert listed.keys() == remarks.REMARKS
    for code in remarks.REMARKS:
        assert placeholders(texts_of(language)[f"remark.{code}"]) <= listed[code], code
    for code in codes_of_services():
        assert placeholders(texts_of(language)[f"remark.{code}"]) <= strings_in_code(), code


@each_language
@pytest.mark.parametrize("code", ["content.changed", "decided.changed"])
def test_changed_names_no_place_that_may_be_absent(code: str, language: str) -> None:
    assert placeholders(texts_of(language)[f"remark.{code}"]) == {"revision"}


@each_language
def test_no_verdict_claims_a_qualified_signature(language: str) -> None:
    claim = re.compile(r"\bqualified|kvalificer|hyväksyt\w+ (sähköi|allekirj)", re.IGNORECASE)
    proven = ("remark.kind.qualified_", "remark.kind.no_device_")  # said with a proof only
    for key, forms in texts_of(language).items():
        if key.startswith(proven):
            assert claim.search(forms[0]) or "hyväksyt" in forms[0], key
        elif key.startswith(("level.", "remark.", "verdict.", "holds.", "part.", "error.")):
            assert not any(claim.search(form) for form in forms), key


# --- what the code asks for -----------------------------------------------------------------


@each_language
def test_every_key_in_the_code_exists(language: str) -> None:
    keys, asked = texts_of(language).keys(), {*sayings(), *keys_in_code()}
    missing = {
        f"{saying.place}: {saying.pattern}"
        for saying in asked
        if not any(re.fullmatch(saying.pattern, key) for key in keys)
    }
    assert missing == set()


@each_language
def test_code_gives_the_facts_that_a_text_needs(language: str) -> None:
    texts = texts_of(language)
    lacking = [
        f"{saying.place}: {key} needs {sorted(placeholders(forms) - saying.facts)}"
        for saying in sayings()
        if saying.literal and saying.facts is not None
        for key, forms in texts.items()
        if re.fullmatch(saying.pattern, key) and not placeholders(forms) <= saying.facts
    ]
    assert lacking == []
