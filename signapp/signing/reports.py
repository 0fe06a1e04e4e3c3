"""Writes a validation report (ETSI TS 119 102-2) that is nowhere better than our own verdict.

The library's report speaks of each signature as it was made, and not of what came after it. So
where our verdict is worse, its indication takes the place of the report's, and the codes
of what was found stand beside it; whoever asked writes the same verdict out in full.
"""

import asyncio
from datetime import datetime
from pathlib import Path

from lxml import etree
from pyhanko.sign.validation.report.tools import generate_report

from signapp.domain.trust_errors import ReportNotMadeError
from signapp.services.ports import Holds, Part, SignatureVerdict, TrustMaterial, Verdict, worst
from signapp.signing.ades import validate
from signapp.signing.persons import Known, known_certificates
from signapp.signing.remarks import LIBRARY_FAULTS
from signapp.signing.structure import Signed, filled_fields, opened

SPACE = "http://uri.etsi.org/19102/v1.2.1#"
INDICATION = "urn:etsi:019102:mainindication:"
SUB = "urn:etsi:019102:subindication:"
PASSED, INDETERMINATE, FAILED = "total-passed", "indeterminate", "total-failed"
ORDER = (PASSED, INDETERMINATE, FAILED)
OURS = {
    Holds.YES: (PASSED, "OK"),
    Holds.NOT_KNOWN: (INDETERMINATE, "SIG_CONSTRAINTS_FAILURE"),
    Holds.NO: (FAILED, "FORMAT_FAILURE"),
}
OUR_VERDICT = "urn:signapp:verdict"


def report(path: Path, trust: TrustMaterial, at: datetime, verdict: Verdict) -> str:
    """Return one report on all signatures of a file, given our verdict on it at the moment.

    Raises ReportNotMadeError for a signature that cannot be read, NotAPdfError,
    EncryptedFileError, DamagedFileError.
    """
    with opened(path) as source:
        known = known_certificates(trust, source.reader, at)
        found = {one.field: one for one in filled_fields(source.reader)}
        whole: etree._Element | None = None
        for made in verdict.signatures:
            one = _one(found.get(made.field), made, known)
            _mark(one, made, verdict)
            whole = one if whole is None else _joined(whole, one)
    if whole is None:
        raise ReportNotMadeError(field="–")
    text: str = etree.tostring(whole, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'


def _one(signed: Signed | None, made: SignatureVerdict, known: Known) -> etree._Element:
    """Return the library's report on one signature. Raises ReportNotMadeError."""
    if signed is None or signed.embedded is None:
        raise ReportNotMadeError(field=made.field)
    try:
        moment = made.proven or known.read_at
        result = asyncio.run(validate(signed.embedded, made.level, known, moment))
        made_report = generate_report(signed.embedded, result.found)
    except LIBRARY_FAULTS as e:  # that it lacks something among them
        raise ReportNotMadeError(field=made.field) from e
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    return etree.fromstring(made_report.encode(), parser)


def _mark(whole: etree._Element, made: SignatureVerdict, verdict: Verdict) -> None:
    """Put our indication in the report's place where ours is worse, and say what was found.

    That the time is only claimed is no fault there: such a report claims no proven time either.
    """
    parts = [made.content, made.person, *([verdict.decided] if verdict.decided else [])]
    if made.time.holds is Holds.NO:
        parts.append(made.time)
    holds = worst(*(one.holds for one in parts))
    status = whole.find(f".//{_tag('SignatureValidationStatus')}")
    main = status.find(_tag("MainIndication"))
    ours, sub = OURS[holds]
    said = (main.text or "").removeprefix(INDICATION)
    if said not in ORDER or ORDER.index(ours) > ORDER.index(said):
        main.text = INDICATION + ours
        for old in status.findall(_tag("SubIndication")):
            status.remove(old)
        replaced = etree.Element(_tag("SubIndication"))
        replaced.text = SUB + sub
        main.addnext(replaced)
    data = etree.SubElement(status, _tag("AssociatedValidationReportData"))
    more = etree.SubElement(data, _tag("AdditionalValidationReportData"))
    ours_in_words = etree.SubElement(more, _tag("ReportData"))
    etree.SubElement(ours_in_words, _tag("Type")).text = OUR_VERDICT
    etree.SubElement(ours_in_words, _tag("Value")).text = f"{holds.value}: {_codes(parts)}"


def _codes(parts: list[Part]) -> str:
    return " ".join(remark.code for one in parts for remark in one.remarks)


def _joined(whole: etree._Element, more: etree._Element) -> etree._Element:
    """Return one report on the signatures of both; what both rest on stands there once."""
    single, objects = _tag("SignatureValidationReport"), _tag("SignatureValidationObjects")
    whole.findall(single)[-1].addnext(more.find(single))
    kept, added = whole.find(objects), more.find(objects)
    known = {one.get("id") for one in kept}
    kept.extend([one for one in added if one.get("id") not in known])
    return whole


def _tag(name: str) -> str:
    return f"{{{SPACE}}}{name}"
