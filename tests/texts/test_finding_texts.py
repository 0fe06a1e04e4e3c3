"""Every finding about a file has its sentence and its remedy, with the facts that it has."""

import re
from pathlib import Path

import pytest

from signapp.services import arrival_findings
from signapp.services.ports import Severity
from signapp.signing.preflight import active, findings
from signapp.texts.catalogue import LANGUAGES, Texts
from tests.texts.sources import keys_under, placeholders, texts_of, values_of

LISTED = re.compile(r'^    "([a-z0-9_.]+)": [RWT],(?:  # (.+))?$', re.MULTILINE)
FACTS = {
    code: {fact.strip() for fact in facts.split(",")} - {""}
    for code, facts in LISTED.findall(Path(findings.__file__).read_text("utf-8"))
}

ARRIVING = arrival_findings.CODES.keys()
"""What is found in files that are no PDF: it has no facts."""

each_language = pytest.mark.parametrize("language", LANGUAGES)


@each_language
def test_every_finding_has_a_sentence_and_a_remedy_with_its_facts(language: str) -> None:
    assert FACTS.keys() == findings.CODES.keys()
    texts = Texts(language)
    for code, facts in (FACTS | {code: set() for code in ARRIVING}).items():
        numbers = dict.fromkeys(facts, "7")
        for said in texts.finding(code, numbers):
            assert said.endswith("."), code
            assert "{" not in said
        assert placeholders(texts_of(language)[f"finding.{code}"]) == facts, code


@each_language
def test_no_sentence_belongs_to_no_finding(language: str) -> None:
    known = {*findings.CODES, *ARRIVING}
    groups = {code.partition(".")[0] for code in known}
    keys = {key.removesuffix(".remedy") for key in keys_under(language, "finding.")}
    assert keys - groups == known


@each_language
def test_what_acts_is_told_as_it_is_refused(language: str) -> None:
    texts = Texts(language)
    for what in {*active.ACTIONS.values(), *active.KEYS.values()}:
        sentence, remedy = texts.finding(f"active.{what}", {})
        assert (sentence, remedy) == (
            texts.say(f"error.ActiveContentError.cause.{what}"),
            texts.say("error.ActiveContentError.remedy"),
        )


@each_language
def test_every_severity_has_its_name(language: str) -> None:
    assert keys_under(language, "severity.") == values_of(Severity)
