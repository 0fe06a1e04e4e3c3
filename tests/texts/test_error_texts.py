"""Every known error has its heading, cause and remedy, and says only what is known of it."""

import ast
import re
from pathlib import Path

import pytest

from signapp.domain.aftermath import BETTER_BEFORE_SENDING
from signapp.domain.deadlines import WhyNotFinal
from signapp.domain.decision import Stage
from signapp.domain.deputies import Cause
from signapp.domain.errors import (
    DamagedFileError,
    NotAuthorisedError,
    Reason,
    SignappError,
    WorkerFailedError,
)
from signapp.domain.situation import Duty
from signapp.signing.certificates import CAUSES
from signapp.signing.preflight import active
from signapp.texts.catalogue import LANGUAGES, Texts
from tests.texts.sources import (
    error_classes,
    facts_named,
    keys_under,
    modules,
    placeholders,
    raisings,
    strings_in_code,
    texts_of,
    values_of,
)

ERRORS = error_classes()
PARTS = ("heading", "cause", "remedy")
CODED_FACTS = ("cause", "what", "missing", "stage", "key")
"""Facts that hold a code: where it is written out in the code, it has a cause of its own."""
LAWS = {
    "Kuntalaki": {
        "fi": "kuntalaki",
        "sv": "kommunallagen",
        "en": "Local Government Act",
    },
    "Hallintolaki": {
        "fi": "hallintolaki",
        "sv": "förvaltningslagen",
        "en": "Administrative Procedure Act",
    },
    "JulkL": {
        "fi": "julkisuuslaki",
        "sv": "offentlighetslagen",
        "en": "Act on the Openness of Government Activities",
    },
    "Laki 13/2003": {
        "fi": "laki sähköisestä asioinnista viranomaistoiminnassa",
        "sv": "lagen om elektronisk kommunikation i myndigheternas verksamhet",
        "en": "Act on Electronic Services and Communication in the Public Sector",
    },
    "Laki 759/2004": {
        "fi": "laki yksityisyyden suojasta työelämässä",
        "sv": "lagen om integritetsskydd i arbetslivet",
        "en": "Act on the Protection of Privacy in Working Life",
    },
    "Julkisuuslaki": {
        "fi": "julkisuuslaki",
        "sv": "offentlighetslagen",
        "en": "Act on the Openness of Government Activities",
    },
    "hallintosääntö": {
        "fi": "hallintosääntö",
        "sv": "förvaltningsstadgan",
        "en": "administrative regulations",
    },
}
BASIS = re.compile(r"(.+?)(?: (\d+) §)?")
WITH_BASIS = [cls for cls in ERRORS if issubclass(cls, Reason) and cls.basis]
IN_BRACKETS = re.compile(r"\(([^()]*)\)\.$")
"""Where a cause names its law: in brackets at its end."""

each_language = pytest.mark.parametrize("language", LANGUAGES)
each_error = pytest.mark.parametrize("cls", ERRORS, ids=lambda cls: cls.__name__)


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
@pytest.mark.parametrize("cls", WITH_BASIS, ids=lambda cls: cls.__name__)
def test_cause_names_the_legal_basis(cls: type[Reason], language: str) -> None:
    law, section = BASIS.fullmatch(cls.basis).groups()
    cited = IN_BRACKETS.findall(texts_of(language)[f"error.{cls.__name__}.cause"][0])[-1]
    assert LAWS[law][language] in cited
    assert numbers_in(cited) == ([int(section)] if section else [])


@pytest.mark.parametrize("cls", WITH_BASIS, ids=lambda cls: cls.__name__)
def test_each_cause_names_the_same_law_in_every_language(cls: type[Reason]) -> None:
    """A cause of its own may have a law of its own."""
    for key in keys_under("fi", f"error.{cls.__name__}.cause"):
        named = set()
        for language in LANGUAGES:
            (cause,) = texts_of(language)[f"error.{cls.__name__}.cause{key}"]
            cited = IN_BRACKETS.findall(cause)[-1]
            laws = [law for law, names in LAWS.items() if names[language] in cited]
            named.add((*laws, *numbers_in(cited)))
        assert len(named) == 1, key
        assert named != {()}, key


def numbers_in(cited: str) -> list[int]:
    """Return the sections that a citation names."""
    return [int(number) for number in re.findall(r"\d+", cited)]


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
        *active.ACTIONS.values(),
        *active.ANNOTATIONS.values(),
        *active.KEYS.values(),
        *yielded_by(active.active_content.__name__, Path(active.__file__)),
        *yielded_by(active._acting.__name__, Path(active.__file__)),
        *yielded_by(active._elsewhere.__name__, Path(active.__file__)),
    }
    assert keys_under(language, "error.CertificateRefusedError.cause.") == certificate
    assert keys_under(language, "error.SignatureNotValidError.cause.") > certificate
    assert keys_under(language, "error.ActiveContentError.cause.") == content
    assert keys_under(language, "error.WrongStage.cause.") == values_of(Stage) | {"founded"}
    assert keys_under(language, "error.DutyNotInOffice.cause.") == values_of(Duty)
    assert keys_under(language, "error.NotFinalYet.cause.") == values_of(WhyNotFinal)
    assert keys_under(language, "error.NoticeFlawed.cause.") == {
        flaw.value for flaw in BETTER_BEFORE_SENDING
    }
    not_vacant = {Cause.PREVENTED.value, Cause.DISQUALIFIED.value}
    assert keys_under(language, "error.HolderPrevented.cause.") == not_vacant


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
