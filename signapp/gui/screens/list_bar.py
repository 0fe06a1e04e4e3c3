"""What the foot of a list says and offers for the case on view."""

from signapp.gui.language import Language
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.list_reading import ListReading
from signapp.gui.widgets.action_bar import ActionBar


def dress_list_bar(
    bar: ActionBar, language: Language, reading: ListReading, number: str, case: CaseReading | None
) -> None:
    """Say how the case stands, and offer the one act that comes next."""
    say, one = language.say, reading.of(number)
    waits = one is not None and not one.begun
    bar.offer_other(say("window.act.other_ruling") if waits else "")
    bar.offer_more("", {})
    parties = ", ".join(case.parties) if case and waits else ""
    declare = say("window.act.declare_disqualified") if waits else ""
    bar.tell_aside(say("window.parties", parties=parties) if parties else "", declare)
    if one is None:
        bar.tell(say("window.list.empty"), "", "muted")
        bar.offer("", allowed=False)
        return
    give_up = say("window.list.leave_out")
    read = not one.to_be_seen
    if one.against:
        told = language.texts.error(one.against[0])
        bar.tell(say("window.bar.blocked", heading=told.heading), told.remedy, "warning")
    elif not read:
        key = "read_minutes" if one.begun else "read_attachment"
        bar.tell(say(f"window.list.{key}"), "", "warning")
    elif waits:
        bar.tell(say("window.list.ready_to_begin"), "", "success")
    else:
        bar.tell(say("window.list.seen_all"), "", "success")
    if waits:
        allowed = not one.against and read
        bar.offer(say("window.act.begin_decision"), allowed=allowed, give_up=give_up)
        return
    if following := reading.next_after(number):
        allowed = following != number and (read or bool(one.against))
        bar.offer(say("window.list.next"), allowed=allowed, give_up=give_up)
        return
    count = len(reading.ready)
    act = language.texts.count("window.list.to_signing", count)
    bar.offer(act, allowed=count > 0, give_up=give_up)
