"""The frame of our ZIP archives: one form for each record, so that no byte is left unexplained.

A record that is read has to be the very bytes that we would write. So what other programs might
read in another way does not exist here: no comments, no links, no folders, no flags, no gaps.
"""

import struct
from dataclasses import dataclass

STORED, DEFLATED = 0, 8
LOCAL, CENTRAL = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L")
END, END_64 = struct.Struct("<4s4H2LH"), struct.Struct("<4sQ2H2L4Q")
LOCATOR_64 = struct.Struct("<4sLQL")
TAIL = END_64.size + LOCATOR_64.size + END.size
UTF_8, DAY, FILE_MODE = 0x800, 0x21, 0o100644 << 16
VERSION, VERSION_64, UNIX = 20, 45, 3 << 8
FULL, FULL_SHORT = 0xFFFFFFFF, 0xFFFF
LARGE = FULL - (1 << 24)
"""From this length on the long form is used; deflating never adds as much as is left to FULL."""
LONGEST_NAME, LONGEST_EXTRA = 255, 28


@dataclass(frozen=True)
class Record:
    """A member's place in an archive: how it is packed, and how long it is before and after."""

    name: bytes
    method: int
    crc: int
    packed: int
    length: int
    offset: int

    @property
    def begins(self) -> int:
        """Where its packed bytes begin."""
        return self.offset + len(self.local())

    @property
    def ends(self) -> int:
        """Where its packed bytes end."""
        return self.begins + self.packed

    def local(self) -> bytes:
        """Return the header that stands before its bytes."""
        large = self.length >= LARGE
        extra = _extra(self.length, self.packed) if large else b""
        sizes = (FULL, FULL) if large else (self.packed, self.length)
        version = VERSION_64 if large else VERSION
        head = (b"PK\3\4", version, UTF_8, self.method, 0, DAY, self.crc, *sizes)
        return LOCAL.pack(*head, len(self.name), len(extra)) + self.name + extra

    def central(self) -> bytes:
        """Return its line in the directory at the end."""
        large, far = self.length >= LARGE, self.offset >= FULL
        long = ((self.length, self.packed) if large else ()) + ((self.offset,) if far else ())
        extra = _extra(*long) if long else b""
        sizes = (FULL, FULL) if large else (self.packed, self.length)
        version = VERSION_64 if long else VERSION
        head = (b"PK\1\2", UNIX | version, version, UTF_8, self.method, 0, DAY, self.crc, *sizes)
        rest = (len(self.name), len(extra), 0, 0, 0, FILE_MODE, FULL if far else self.offset)
        return CENTRAL.pack(*head, *rest) + self.name + extra


def _extra(*values: int) -> bytes:
    return struct.pack(f"<2H{len(values)}Q", 1, 8 * len(values), *values)


def end_of(count: int, size: int, offset: int) -> bytes:
    """Return the records at the very end, after a directory of that size at that offset."""
    long = count >= FULL_SHORT or offset >= FULL or size >= FULL
    short = min(count, FULL_SHORT)
    end = END.pack(b"PK\5\6", 0, 0, short, short, min(size, FULL), min(offset, FULL), 0)
    if not long:
        return end
    head = (b"PK\6\6", END_64.size - 12, UNIX | VERSION_64, VERSION_64, 0, 0)
    end_64 = END_64.pack(*head, count, count, size, offset)
    return end_64 + LOCATOR_64.pack(b"PK\6\7", 0, offset + size, 1) + end


def read_end(tail: bytes) -> tuple[int, int, int] | None:
    """Return number, size and offset of the directory from an archive's last bytes, or None.

    The caller compares `tail` with what `end_of` makes of them.
    """
    if len(tail) < END.size or not tail[-END.size :].startswith(b"PK\5\6"):
        return None
    _, _, _, _, count, size, offset, _ = END.unpack(tail[-END.size :])
    if FULL not in (size, offset) and count != FULL_SHORT:
        return count, size, offset
    if len(tail) < TAIL:
        return None
    *_, count, size, offset = END_64.unpack(tail[-TAIL : -TAIL + END_64.size])
    return count, size, offset


def read_central(directory: bytes, at: int) -> Record | None:
    """Return the record that begins in a directory, or None when it is no plain member of ours.

    `flaw` tells of such a record what it is.
    """
    head = directory[at : at + CENTRAL.size]
    if len(head) < CENTRAL.size:
        return None
    _, _, _, _, method, _, _, crc, packed, length, named, extra, *_, offset = CENTRAL.unpack(head)
    name_end = at + CENTRAL.size + named
    name, more = directory[at + CENTRAL.size : name_end], directory[name_end : name_end + extra]
    long = [value for (value,) in struct.iter_unpack("<Q", more[4 : 4 + len(more[4:]) // 8 * 8])]
    if length == FULL and len(long) > 1:
        length, packed = long.pop(0), long.pop(0)
    if offset == FULL and long:
        offset = long.pop(0)
    return Record(name, method, crc, packed, length, offset)


def flaw(directory: bytes, at: int) -> str:
    """Return what a record is that no member of ours has: encrypted, a link, or just malformed."""
    head = directory[at : at + CENTRAL.size]
    if len(head) < CENTRAL.size:
        return "malformed"
    _, made, _, flags, *_, attributes, _ = CENTRAL.unpack(head)
    if flags & 0x2041:
        return "encrypted"
    kind = attributes >> 28
    return "link" if made >> 8 == UNIX >> 8 and kind not in (0, FILE_MODE >> 28) else "malformed"
