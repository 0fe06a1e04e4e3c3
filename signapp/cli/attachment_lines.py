"""Lines on the attachments of a case: the file as it came, and what is read or decided on."""

from collections.abc import Iterator

from signapp.cli.line import Line, Styled, line
from signapp.cli.log import VerifiedLog
from signapp.domain.decision import Case
from signapp.services.attachments import AttachmentFacts, attachment_facts, kind_words
from signapp.texts.catalogue import Texts


def attachment_lines(texts: Texts, log: VerifiedLog, case: Case) -> Iterator[Line]:
    """Yield each attachment with both its hashes, as the public may see it."""
    facts = attachment_facts(case, log.text, may_see=False)
    if facts:
        yield line(Styled(texts.say("intake.attachments"), bold=True))
    for one in facts:
        yield from _lines(texts, one)


def _lines(texts: Texts, one: AttachmentFacts) -> Iterator[Line]:
    number = texts.say("intake.attachment", number=one.number)
    yield line(f"  {number}: {texts.title_of(one.title)}")
    came = " · ".join(filter(None, (one.name, kind_words(texts, one.media_type))))
    yield line(f"    {texts.say('intake.came')}: {came}")
    yield line(f"      SHA-256 {one.original.sha256}")
    if one.prepared is None:
        yield line(f"    {texts.say('intake.same')}")
    else:
        key = "intake.made" if one.to_be_signed else "intake.read"
        yield line(f"    {texts.say(key)}")
        yield line(f"      SHA-256 {one.prepared.sha256}")
