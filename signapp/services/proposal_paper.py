"""A proposal set like minutes, for whoever is to decide on it: before there are any minutes."""

import json
from dataclasses import replace
from typing import Any

from signapp.domain.acts import ProposalSubmitted
from signapp.domain.case import Case
from signapp.domain.numbers import diary_number
from signapp.domain.offices import record_type
from signapp.domain.publicity import attachment
from signapp.services.desk import Desk
from signapp.services.document_language import in_its_language
from signapp.services.journal import SignedIn
from signapp.services.minutes_authorisation import authorisation_rows
from signapp.services.minutes_content import Header, MinutesContent, Signer, template_data
from signapp.services.ports import TypesettingOrder
from signapp.services.prepare import read_text
from signapp.services.proposal_text import ProposalText
from signapp.services.publicity import acts_in
from signapp.services.sheets import name_of
from signapp.texts.catalogue import Texts


def proposal_paper(desk: Desk, who: SignedIn, case: Case, notice: str) -> bytes:
    """Return the proposal of a case as a PDF, as a person may read it.

    `notice` says on its first page what it is not. Raises TextErasedError, DocumentErrors.
    """
    desk = in_its_language(desk, case.number)
    proposal = case.proposal
    assert proposal is not None  # whoever asks has a case that waits for a decision
    data = _data(desk, who, case, proposal)
    order = TypesettingOrder(
        "minutes",
        json.dumps({**data, "copy_notice": notice}, ensure_ascii=False),
        desk.journal.clock.now(),
    )
    return desk.pdf.typeset(order).pdf


def _data(desk: Desk, who: SignedIn, case: Case, proposal: ProposalSubmitted) -> dict[str, Any]:
    """Return what the minutes' template prints, with the headings of a proposal."""
    texts = desk.document_texts
    data = template_data(_content(desk, who, case, proposal), texts)
    data["header"]["record"] = texts.say("minutes.heading.proposal")
    for part in data["sections"]:
        if part["key"] == "decision":
            part["heading"] = texts.say("minutes.heading.proposal")
    return data


def _content(desk: Desk, who: SignedIn, case: Case, proposal: ProposalSubmitted) -> MinutesContent:
    texts, roster = desk.document_texts, desk.journal.state.roster
    office = roster.offices[proposal.decision_maker]
    kind = texts.say(f"record_type.{record_type(office.kind).value}")
    founded, presenter = desk.journal.state.founded, case.presenter
    city = founded.city if founded else ""
    text = read_text(desk, case.number, case.proposed_text or proposal.text)
    return MinutesContent(
        header=Header(city, kind, "", texts.title(office.title), "", ""),
        identity=(
            (texts.say("minutes.diary_number"), diary_number(case.number, case.opened.class_code)),
            (texts.say("minutes.class"), case.opened.class_title),
            (texts.say("minutes.record_type"), kind),
        ),
        text=_as_seen(texts, case, text, may_see=acts_in(desk, who, case)),
        presenter=(
            Signer(
                name_of(desk, presenter.person),
                texts.title(roster.offices[presenter.office].title),
            )
            if presenter
            else None
        ),
        competence=case.citation,
        authorisation=authorisation_rows(desk, proposal.authorisation),
        footer=(city, texts.say("minutes.footer", register=desk.journal.origin)),
    )


def _as_seen(texts: Texts, case: Case, text: ProposalText, *, may_see: bool) -> ProposalText:
    """Return the text with the titles of attachments as a person may see them."""
    lines = (
        (line, case.publicity.title(attachment(line.number), line.title, may_see=may_see))
        for line in text.attachments
    )
    shown = tuple(replace(line, title=texts.title_of(of)) for line, of in lines)
    return replace(text, attachments=shown)
