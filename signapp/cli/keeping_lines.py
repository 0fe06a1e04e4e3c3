"""Lines about backups, restores, erasures and sweeps."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from signapp.cli.line import Line, Styled, line
from signapp.domain.keeping import Restore
from signapp.services.audit import RegisterVerdict
from signapp.services.backup_values import BackupMadeHere, Restored
from signapp.services.condition import StoredFile
from signapp.services.condition_words import lost_sentence
from signapp.services.erase import ErasableText
from signapp.texts.catalogue import Texts


def backup_lines(texts: Texts, made: BackupMadeHere) -> Iterator[Line]:
    """Yield what a backup holds, and whether the register knows of it."""
    facts = made.facts
    yield line(Styled(texts.say("terminal.backup.made", place=str(made.place)), "green"))
    yield line(texts.say("terminal.backup.holds", size=facts.size, documents=facts.documents))
    yield line(texts.say("terminal.backup.root", root=facts.root))
    if not made.logged:
        yield line(Styled(texts.say("terminal.backup.not_logged"), "yellow"))


def restore_lines(texts: Texts, made: Restored, folder: Path) -> Iterator[Line]:
    """Yield what a register was set back to, what was lost, and what has to follow."""
    yield line(Styled(texts.say("terminal.restore.made", folder=str(folder)), "green"))
    yield line(texts.say("terminal.restore.size", size=made.facts.size, root=made.facts.root))
    yield line(Styled(lost_sentence(texts, made.act), "yellow"))
    if made.aside:
        yield line(texts.count("terminal.restore.aside", len(made.aside)))
        for ref in made.aside:
            yield line(f"  {ref.sha256}  {texts.number(ref.length)}")
    yield line(Styled(texts.say("terminal.restore.waits"), bold=True))


def waiting_restore_lines(texts: Texts, restore: Restore) -> Iterator[Line]:
    """Yield what is confirmed: when the register was set back, to what, and what was lost."""
    act = restore.act
    yield line(Styled(texts.say("restore.when", at=restore.at, size=act.size), bold=True))
    yield line(lost_sentence(texts, act))


def kept_lines(texts: Texts, found: RegisterVerdict) -> Iterator[Line]:
    """Yield what a verdict tells of restores and of texts that were erased, and by whom."""
    for one in found.keeping.restores:
        yield from waiting_restore_lines(texts, one)
        names = ", ".join(found.names[person] for person in one.confirmed_by)
        if one.waits:
            yield line(Styled(texts.say("restore.waits"), "yellow"))
        else:
            yield line(texts.say("restore.confirmed", names=names))
    for erasure in found.keeping.erased.values():
        ground = texts.say(f"erasure.ground.{erasure.act.ground.value}")
        facts = {"at": erasure.at, "name": found.names[erasure.person], "ground": ground}
        yield line(texts.say("terminal.erased", **facts))


def erasable_lines(texts: Texts, found: tuple[ErasableText, ...]) -> Iterator[Line]:
    """Yield the texts that may be erased, one a line."""
    for one in found:
        yield line(Styled(one.commitment[:16], bold=True), f"  {one.case}  {one.text}")
    if not found:
        yield line(texts.say("terminal.erase.none"))


def erased_lines(texts: Texts, backups: tuple[datetime, ...]) -> Iterator[Line]:
    """Yield that a text is gone, and where it may still be."""
    yield line(Styled(texts.say("terminal.erase.done"), "green"))
    if backups:
        days = ", ".join(texts.moment(at) for at in backups)
        yield line(Styled(texts.say("terminal.erase.backups", days=days), "yellow"))
    yield line(texts.say("terminal.erase.elsewhere"))


def orphan_lines(texts: Texts, found: tuple[StoredFile, ...]) -> Iterator[Line]:
    """Yield the files that nothing names: each with its length and its age in hours."""
    for one in found:
        hours = texts.number(one.age // timedelta(hours=1))
        name = one.sha256 or one.path.name
        yield line(f"  {name}  ", texts.say("terminal.orphan", length=one.length, hours=hours))
    if not found:
        yield line(texts.say("condition.orphans.none"))
