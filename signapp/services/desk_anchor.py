"""What this desk remembers of a register, as an anchor for its verification."""

import json
from contextlib import suppress
from dataclasses import replace

from signapp.domain.errors import EntryMalformed, SignappError
from signapp.domain.values import to_plain
from signapp.ledger.entries import read_entry
from signapp.services.anchors import Anchor, newest_checkpoint
from signapp.services.kept import Kept, KeptStore
from signapp.services.ports import Clock, Register


def own_anchor(store: KeptStore, register: Register) -> tuple[Anchor, ...]:
    """Return what this desk remembers of a register: one anchor, or none at first sight.

    Raises StorageError.
    """
    last = next(register.entries(max(0, register.size() - 1)), None)
    if last is None:
        return ()
    try:
        kept = store.of(read_entry(last.body).register)
    except EntryMalformed:  # the verification tells it
        return ()
    if kept is None:
        return ()
    return (Anchor("", json.dumps(to_plain(kept, Kept)), own=True),)


def remember_reading(store: KeptStore, register: Register, clock: Clock) -> None:
    """Remember the newest checkpoint of a register that was verified, unless a newer one is.

    Only a desk that writes can sign what came after it. What can't be kept is not remembered.
    """
    with suppress(SignappError):
        made, note, accepted = newest_checkpoint(register)
        before = store.of(made.register)
        if before is None or _size(before) < made.size:
            now = clock.now()
            kept = before or Kept(made.register, note, now)
            store.keep(replace(kept, note=note, seen=now, accepted=accepted))


def _size(kept: Kept) -> int:
    return int(kept.note.split("\n")[1])
