"""The sentences of a register's condition: what is, and what to do about it."""

from signapp.domain.keeping import LossKnownBy, RegisterRestored
from signapp.services.condition import Row
from signapp.texts.catalogue import Texts


def sentences(texts: Texts, row: Row) -> tuple[str, str]:
    """Return the sentence on a row, and the remedy where there is one, else nothing."""
    key = f"condition.{row.name}.{row.code}"
    if row.error is not None:
        told = texts.error(row.error)
        facts = {"problem": told.cause, **row.facts}
        own = texts.say(key, **facts) if texts.has(key) else told.cause
        return own, told.remedy
    remedy = f"{key}.remedy"
    return texts.say(key, **row.facts), texts.say(remedy, **row.facts) if texts.has(remedy) else ""


def lost_sentence(texts: Texts, act: RegisterRestored) -> str:
    """Return the sentence on what a restore lost."""
    if act.known_by is LossKnownBy.UNKNOWN:
        return texts.say("restore.lost.unknown")
    if act.known_size == act.size:
        return texts.say(f"restore.lost.nothing.{act.known_by.value}")
    facts = {"first": act.size, "last": act.known_size - 1}
    return texts.say(f"restore.lost.{act.known_by.value}", **facts)
