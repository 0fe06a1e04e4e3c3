"""What goes into the evidence on a case besides the ledger: documents, certificates, texts."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from signapp.domain.acts import COMMITMENT, CertificateBound, DocumentRef, SessionOpened
from signapp.domain.decision import Case
from signapp.domain.evidence_errors import PersonCodeTellsNameError
from signapp.domain.intake import ending_of
from signapp.domain.values import marked
from signapp.ledger.entries import Entry
from signapp.resources import resource
from signapp.services.archives import Member
from signapp.services.desk import Desk
from signapp.services.evidence_form import EvidenceFile
from signapp.services.ports import SaltedText, TrustMaterial
from signapp.services.public_copy import copy_in_force

AWAY = "away-ledger"
"""What was done while the case was checked out: entries, and no PDF."""
VERIFIER = "verify_register.py"
SHORTEST_NAME = 4
"""Shorter parts of names stand in other words by chance."""


@dataclass(frozen=True)
class Paper:
    """A document of the case, what it is, and how the name of its file ends."""

    role: str
    ref: DocumentRef
    ending: str = "pdf"


def papers(case: Case, *, public: bool) -> tuple[Paper, ...]:
    """Return the documents of a case that evidence holds, each once, the decisive ones first.

    Of a file that goes on in a later revision only that one is given: it begins with the others.
    The public variant has nothing but the public copy of the minutes in force.
    """
    chosen = _public_papers(case) if public else _all_papers(case)
    return tuple({one.ref: one for one in reversed(tuple(chosen))}.values())[::-1]


def _all_papers(case: Case) -> Iterator[Paper]:
    for signed in case.all_minutes:
        in_force = signed == case.minutes_in_force
        yield Paper("minutes" if in_force else "minutes-replaced", case.latest(signed).document)
    continued = {ref for one in case.originals for ref in case.agreement.chain(one.document)}
    yield from _agreements(case, continued)
    for fixed in case.mandate.fixed:
        yield Paper("fixed-original", fixed.original)
    for attachment in case.attachments:
        ending = ending_of(attachment.attached.media_type)
        yield Paper("attachment", attachment.attached.original, ending)
        prepared = attachment.prepared
        if prepared and prepared.prepared not in continued:
            yield Paper("prepared", prepared.prepared)
    for ledger in case.checkouts.ledgers:
        yield Paper(AWAY, ledger, "txt")
    yield from _copies(case)


def _agreements(case: Case, continued: set[DocumentRef]) -> Iterator[Paper]:
    """Yield every original as it is now, what others sent back beside it, and signed paper."""
    agreement = case.agreement
    for original in case.originals:
        role = "agreement" if agreement.signature_in(original) else "agreement-unsigned"
        yield Paper(role, agreement.newest(original.document))
    for received in agreement.received:
        if agreement.newest(received.signed.document) not in continued:
            yield Paper("received", received.signed.document)
    for ink in agreement.ink:
        yield Paper("wet-ink", ink.act.scan)


def _public_papers(case: Case) -> Iterator[Paper]:
    """Yield the public copy, unless the minutes were classed otherwise since it was made."""
    made = copy_in_force(case)
    if made:
        yield Paper("public-copy", made.copy)


def _copies(case: Case) -> Iterator[Paper]:
    minutes = case.minutes_in_force
    for made in case.publicity.copies[::-1]:
        if minutes and made.original == minutes.document:
            yield Paper("public-copy", made.copy)
            return


def document_members(
    desk: Desk, case: Case, *, public: bool
) -> tuple[tuple[Member, ...], tuple[EvidenceFile, ...]]:
    """Return the documents as members, and the list of them. Raises StorageError."""
    members, files, counted = list[Member](), list[EvidenceFile](), dict[str, int]()
    for one in papers(case, public=public):
        counted[one.role] = counted.get(one.role, 0) + 1
        name = f"documents/{one.role}-{counted[one.role]}.{one.ending}"
        members.append(Member(name, desk.journal.register.document(one.ref)))
        files.append(EvidenceFile(name, one.role, one.ref.sha256, one.ref.length))
    return tuple(members), tuple(files)


def certificate_members(desk: Desk, case: Case, entries: tuple[Entry, ...]) -> Iterator[Member]:
    """Yield the certificates with which people signed and opened sessions. Raises StorageError."""
    used = {begun.certificate for _, begun in case.signatures}
    used |= {one.act.certificate for one in entries if isinstance(one.act, SessionOpened)}
    known = desk.journal.state.roster.certificates
    for bound in (known[sha256] for sha256 in sorted(used) if sha256 in known):
        yield Member(_certificate_name(bound), desk.read(bound.certificate))


def _certificate_name(bound: CertificateBound) -> str:
    return f"certificates/{bound.certificate.sha256}.der"


def trust_members(desk: Desk) -> Iterator[Member]:
    """Yield what the register trusts and knows of revocation, and the trusted lists as kept."""
    material = desk.trust.material()
    for folder, ending, contents in _trusted(material):
        for number, content in enumerate(contents, 1):
            yield Member(f"trust/{folder}/{number}.{ending}", content)
    for number, content in enumerate(desk.trust.trusted_lists.list_files(), 1):
        yield Member(f"trust/lists/{number}.xml", content)


def _trusted(material: TrustMaterial) -> tuple[tuple[str, str, tuple[bytes, ...]], ...]:
    return (
        ("anchors", "der", material.roots),
        ("issuers", "der", material.others),
        ("revocation", "crl", material.revocation_lists),
        ("answers", "der", material.answers),
    )


def program_members() -> Iterator[Member]:
    """Yield the verifier, and what tells how to do without it."""
    yield Member(f"verifier/{VERIFIER}", resource("verifier", VERIFIER))
    for name in ("ledger", "check"):
        yield Member(f"verifier/{name}.md", resource("docs", f"{name}.md"))


def texts_of(desk: Desk, entries: tuple[Entry, ...], case: Case) -> tuple[SaltedText, ...]:
    """Return the texts of a case, and the names of those who acted in what the evidence holds."""
    wanted = [one for entry in entries if entry.case == case.number for one in _texts(entry)]
    persons = desk.journal.state.roster.persons
    acting = dict.fromkeys(entry.actor.person for entry in entries)
    wanted += [persons[code].name for code in acting if code in persons]
    found = (desk.journal.register.text(one) for one in dict.fromkeys(wanted))
    return tuple(one for one in found if one)


def _texts(entry: Entry) -> Iterator[str]:
    return (one for one in marked(entry.act, COMMITMENT) if one)


def refuse_names_in_codes(desk: Desk) -> None:
    """Refuse a public variant where a person's code tells a part of their name.

    Raises PersonCodeTellsNameError.
    """
    for code, enrolled in desk.journal.state.roster.persons.items():
        name, told = _plain(desk.journal.text(enrolled.name)), _plain(code)
        parts = [part for part in re.split(r"[^a-z]+", name) if len(part) >= SHORTEST_NAME]
        if any(part in told for part in parts):
            raise PersonCodeTellsNameError(person=code)


def _plain(text: str) -> str:
    """Return letters without marks, as codes are written."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))
