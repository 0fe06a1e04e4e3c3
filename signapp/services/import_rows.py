"""The rows below a decision that tell what is to be signed, as minutes print them."""

import re
from collections.abc import Iterable
from dataclasses import replace

from signapp.domain.lints import days_in
from signapp.services.import_facts import Knowledge, office_named
from signapp.services.import_paragraphs import COLUMN
from signapp.services.import_values import Wanted

LABELS = {
    "office": "allekirjoittaja|undertecknare|signatory",
    "counterparty": "sopimuskumppani|avtalspart|counterparty",
    "day": "allekirjoituspäivä|undertecknas den|day of signing",
    "attachment": "allekirjoitettava liite|bilaga som undertecknas|attachment to be signed",
    "other": "paikka|ort|place|liitteen sha-256|bilagans sha-256|sha-256 of the attachment"
    "|liitteen koko|bilagans storlek|size of the attachment|päätetty teksti|text som beslutats"
    "|text that was decided on|ehdot|villkor|conditions|edelleen valtuuttaminen"
    "|vidarebemyndigande|sub-delegation|muutokset|ändringar|changes",
}


def fact_in(paragraph: str) -> tuple[str, str] | None:
    """Return what a row tells: the key of its label, and its value; None for other text."""
    label, gap, value = paragraph.partition(COLUMN)
    if not gap:
        return None
    for key, form in LABELS.items():
        if re.fullmatch(form, label.strip().casefold()):
            return key, value.strip()
    return None


def with_facts(wanted: Wanted, rows: Iterable[str], known: Knowledge) -> Wanted:
    """Return what a decision allows with what its rows tell, which they tell more exactly."""
    told = dict(fact for row in rows if (fact := fact_in(row)))
    number = re.match(r"\d{1,3}(?!\d)", told.get("attachment", ""))
    words = told.get("office", "")
    signing = [one for one in known.offices if one.signs]
    return replace(
        wanted,
        office=office_named(words, signing) or wanted.office,
        office_words=words or wanted.office_words,
        counterparty=told.get("counterparty", "") or wanted.counterparty,
        days=days_in(told.get("day", "")) or wanted.days,
        attachment=int(number[0]) if number else wanted.attachment,
    )
