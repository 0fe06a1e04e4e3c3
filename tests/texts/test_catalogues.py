"""Every text exists once, in each language, with the same facts; the code asks for no other."""

import ast
import re
from enum import Enum
from pathlib import Path
from typing import get_args

import pytest

from signapp.domain.acts import Act, Capacity, Outcome, Purpose
from signapp.domain.authority import Duty
from signapp.domain.decision import Stage
from signapp.domain.errors import (
    DamagedFileError,
    NotAuthorisedError,
    Reason,
    SignappError,
    Standing,
    WorkerFailedError,
)
from signapp.services.inbox import NextStep
from signapp.services.ports import Holds
from signapp.services.sign import GROUNDS
from signapp.signing import preflight, remarks
from signapp.signing.certificates import CAUSES
from signapp.texts.catalogue import LANGUAGES, Texts, catalogue
from tests.texts.sources import (
    error_classes,
    facts_named,
    forms_of,
    key_counts,
    key_of,
    keys_in_code,
    keys_under,
    messages_of,
    modules,
    parsed,
    placeholders,
    po_files,
    raisings,
    sayings,
    strings_in_code,
    texts_of,
)

FILES = [path for language in LANGUAGES for path in po_files(language)]
ERRORS = error_classes()
PARTS = ("heading", "cause", "remedy")
LEVELS = {"", "B-B", "B-T", "B-LT", "B-LTA", "CMS"}
CODED_FACTS = ("cause", "what", "missing", "stage", "key")
"""Facts that hold a code: where it is written out in the code, it has a cause of its own."""
KEYWORD = r"(?:(?:msgid|msgid_plural|msgstr|msgstr\[[01]\]) )?"
PO_LINE = re.compile(rf'#.*|(?:{KEYWORD}"(?:[^"\\]|\\["\\n])*")?')
"""Babel reads more than this, with surprises: a stray quote inside a text, for one."""
REMARK_WITH_FACTS = re.compile(r'^ +"([a-z_.]+)",(?:  # ([^(\n]+))?', re.MULTILINE)

each_language = pytest.mark.parametrize("language", LANGUAGES)
each_error = pytest.mark.parametrize("cls", ERRORS, ids=lambda cls: cls.__name__)


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def values(kind: type[Enum]) -> set[str]:
    return {member.value for member in kind}


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


# --- errors ---------------------------------------------------------------------------------


@each_language
@each_error
def test_error_has_heading_cause_and_remedy(cls: type[SignappError], language: str) -> None:
    texts = texts_of(language)
    heading, cause, remedy = (texts[f"error.{cls.__name__}.{part}"] for part in PARTS)
    assert not heading[0].endswith(".")
    assert cause[0].endswith(".")
    assert remedy[0].endswith(".")


@each_language
def test_error_texts_belong_to_an_error(language: str) -> None:
    names = {cls.__name__ for cls in ERRORS}
    keys = keys_under(language, "error.")
    assert {key.split(".")[0] for key in keys} == names
    assert {key.split(".")[1] for key in keys} == set(PARTS)


@each_language
@each_error
def test_error_texts_use_only_facts_of_the_error(cls: type[SignappError], language: str) -> None:
    known = facts_named(cls) | ({"basis"} if issubclass(cls, Reason) else set())
    for key in keys_under(language, f"error.{cls.__name__}."):
        used = placeholders(texts_of(language)[f"error.{cls.__name__}.{key}"])
        assert used <= known, key


@each_language
def test_error_texts_use_only_facts_that_are_always_given(language: str) -> None:
    made = raisings()
    assert len(made) > 100
    for raising in made:
        for key in keys_under(language, f"error.{raising.code}."):
            used = placeholders(texts_of(language)[f"error.{raising.code}.{key}"]) - {"basis"}
            assert used <= raising.facts, f"{raising.place}: {raising.code}.{key}"


@each_language
@pytest.mark.parametrize("cls", [DamagedFileError, WorkerFailedError])
def test_errors_made_at_a_worker_s_edge_use_no_facts(
    cls: type[SignappError], language: str
) -> None:
    """A worker's unforeseen error becomes one of these, and brings no facts of theirs."""
    for part in PARTS:
        assert not placeholders(texts_of(language)[f"error.{cls.__name__}.{part}"])


@each_language
@each_error
def test_error_can_be_told(cls: type[SignappError], language: str) -> None:
    error = (
        cls(**dict.fromkeys(facts_named(cls), "fact")) if cls is not NotAuthorisedError else None
    )
    told = Texts(language).error(error or NotAuthorisedError((Reason(),)))
    assert told.code == cls.__name__
    for text in (told.heading, told.cause, told.remedy):
        assert text
        assert "{" not in text


@each_language
@pytest.mark.parametrize(
    "cls",
    [cls for cls in ERRORS if issubclass(cls, Reason) and cls.basis],
    ids=lambda cls: cls.__name__,
)
def test_cause_names_the_legal_basis(cls: type[Reason], language: str) -> None:
    causes = [
        forms[0]
        for key, forms in texts_of(language).items()
        if key.startswith(f"error.{cls.__name__}.cause")
    ]
    law = {"fi": "kuntalaki", "sv": "kommunallagen", "en": "Local Government Act"}
    rules = {
        "fi": "hallintosääntö",
        "sv": "förvaltningsstadgan",
        "en": "administrative regulations",
    }
    name, _, section = cls.basis.partition(" ")
    assert name in ("Kuntalaki", "hallintosääntö")
    wanted = law[language] if name == "Kuntalaki" else rules[language]
    for cause in causes:
        assert wanted in cause
        assert section.removesuffix(" §") in cause


@each_language
def test_coded_facts_have_a_cause_of_their_own(language: str) -> None:
    texts = texts_of(language)
    missing = [
        f"{raising.place}: error.{raising.code}.cause.{value}"
        for raising in raisings()
        if raising.code != "TimeStampFailedError"  # nobody to ask: the cause says it already
        for fact, value in raising.literals
        if fact in CODED_FACTS and f"error.{raising.code}.cause.{value}" not in texts
    ]
    assert missing == []


@each_language
def test_causes_with_codes_from_a_table_are_complete(language: str) -> None:
    certificate = {cause for _, cause in CAUSES} | {"untrusted", "weak"}
    content = {
        *preflight._ACTIONS.values(),
        *preflight._ANNOTATIONS.values(),
        *preflight._KEYS.values(),
        *yielded_by(preflight._active.__name__, Path(preflight.__file__)),
        "external_file",
    }
    assert keys_under(language, "error.CertificateRefusedError.cause.") == certificate
    assert keys_under(language, "error.SignatureNotValidError.cause.") > certificate
    assert keys_under(language, "error.ActiveContentError.cause.") == content
    assert keys_under(language, "error.WrongStage.cause.") == values(Stage) | {"founded"}
    assert keys_under(language, "error.DutyNotInOffice.cause.") == values(Duty)


def yielded_by(function: str, path: Path) -> set[str]:
    """Return the texts that a function yields as literals."""
    (found,) = [
        node
        for node in ast.walk(modules()[path])
        if isinstance(node, ast.FunctionDef) and node.name == function
    ]
    return {
        node.value.value
        for node in ast.walk(found)
        if isinstance(node, ast.Yield)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


@each_language
def test_causes_with_codes_have_codes_of_the_program(language: str) -> None:
    codes = {key.split(".cause.")[1] for key in keys_under(language, "error.") if ".cause." in key}
    assert codes <= strings_in_code() | {cls.__name__ for cls in ERRORS}


# --- acts, stages, states -------------------------------------------------------------------


@each_language
@pytest.mark.parametrize(
    ("prefix", "wanted"),
    [
        ("standing", values(Standing)),
        ("act", {kind.__name__ for kind in get_args(Act)}),
        ("capacity", values(Capacity)),
        ("stage", values(Stage)),
        ("duty", values(Duty)),
        ("purpose", values(Purpose)),
        ("outcome", values(Outcome)),
        ("step", values(NextStep)),
        ("holds", values(Holds)),
        ("verdict", values(Holds) | {"no_signatures"}),
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
    claim = re.compile(r"qualified|kvalificer|hyväksyt\w+ (sähköi|allekirj)", re.IGNORECASE)
    for key, forms in texts_of(language).items():
        if key.startswith(("level.", "remark.", "verdict.", "holds.", "part.", "error.")):
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
