"""What minutes print of the authorisation, row by row: just what the embedded record says."""

from signapp.domain.authorisation import Authorisation
from signapp.services.desk import Desk
from signapp.services.minutes_content import Rows


def authorisation_rows(desk: Desk, wanted: Authorisation | None) -> Rows:
    """Return the authorisation as pairs of a label and a value, in the document's language."""
    if wanted is None:
        return ()
    say, texts = desk.document_texts.say, desk.document_texts
    office = desk.journal.state.roster.offices[wanted.office]
    binding = "minutes.day_binds" if wanted.days.binding else "minutes.day_describes"
    rows = {
        "office": texts.title(office.title),
        "counterparty": wanted.counterparty,
        "day": say(binding, day=wanted.days),
        "place": wanted.place,
        "attachment": texts.number(wanted.attachment) if wanted.attachment else "",
        "sha256": wanted.document.sha256 if wanted.document else "",
        "length": (say("minutes.bytes", length=wanted.document.length) if wanted.document else ""),
        "kind": say(f"minutes.kind.{wanted.kind.value}"),
        "conditions": " ".join(
            f"{number}) {desk.journal.text(one.text)}"
            for number, one in enumerate(wanted.conditions, 1)
        ),
        "delegation": say(f"minutes.delegation.{_yes_no(allowed=wanted.sub_delegation)}"),
        "changes": say(f"minutes.changes.{_yes_no(allowed=wanted.minor_changes)}"),
    }
    found = [(say(f"minutes.fact.{key}"), value) for key, value in rows.items() if value]
    for one in wanted.further:
        size = say("minutes.bytes", length=one.document.length)
        found.append((say("minutes.fact.attachment"), texts.number(one.attachment)))
        found.append((say("minutes.fact.sha256"), one.document.sha256))
        found.append((say("minutes.fact.length"), size))
    if wanted.prevailing:
        key = f"window.attach.language.{wanted.prevailing}"
        language = say(key) if texts.has(key) else wanted.prevailing
        found.append((say("minutes.fact.prevailing"), language))
    return tuple(found)


def _yes_no(*, allowed: bool) -> str:
    return "yes" if allowed else "no"
