"""Archives that nobody should take in, made byte by byte; each with the code that refuses it."""

import gzip
import hashlib
import io
import json
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace

MANIFEST = "manifest.json"
TEXT = b"The deputy mayor signs on 29 August 2017.\n" * 40
REGULAR = 0o100644 << 16


@dataclass(frozen=True)
class Forged:
    """A member as it is to be written, true or not."""

    name: str
    data: bytes = TEXT
    method: int = 8
    flags: int = 0x800
    made: int = 3 << 8 | 20
    attributes: int = REGULAR
    extra: bytes = b""
    comment: bytes = b""
    crc: int | None = None
    length: int | None = None
    offset: int | None = None
    packed: bytes | None = None
    local_name: str | None = None
    local_crc: int | None = None
    gap: bytes = b""
    raw: bytes | None = None

    @property
    def bytes_of_name(self) -> bytes:
        return self.raw if self.raw is not None else self.name.encode("utf-8")

    def body(self) -> bytes:
        if self.packed is not None:
            return self.packed
        return deflate(self.data) if self.method == 8 else self.data


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def written(members: list[Forged], *, before: bytes = b"", comment: bytes = b"") -> bytes:
    """Write an archive; everything is as each member says, true or not."""
    out, directory = bytearray(before), bytearray()
    for one in members:
        out += one.gap
        body, offset = one.body(), len(out)
        crc = zlib.crc32(one.data) if one.crc is None else one.crc
        length = len(one.data) if one.length is None else one.length
        local = one.bytes_of_name if one.local_name is None else one.local_name.encode()
        local_crc = crc if one.local_crc is None else one.local_crc
        head = (20, one.flags, one.method, 0, 0x21)
        out += struct.pack(
            "<4s5H3L2H", b"PK\3\4", *head, local_crc, len(body), length, len(local), 0
        )
        out += local + body
        offset = offset if one.offset is None else one.offset
        name = one.bytes_of_name
        rest = (len(name), len(one.extra), len(one.comment), 0, 0, one.attributes, offset)
        sizes = (crc, len(body), length)
        directory += struct.pack("<4s6H3L5H2L", b"PK\1\2", one.made, *head, *sizes, *rest)
        directory += name + one.extra + one.comment
    count = min(len(members), 0xFFFF)
    end = (0, 0, count, count, len(directory), len(out), len(comment))
    return bytes(out + directory) + struct.pack("<4s4H2LH", b"PK\5\6", *end) + comment


def listing(members: list[Forged], kind: str = "evidence", **changes: object) -> bytes:
    listed = [
        {"name": one.name, "sha256": hashlib.sha256(one.data).hexdigest(), "length": len(one.data)}
        for one in members
    ]
    said = {"format": "signapp-archive", "version": 1, "kind": kind, "members": listed, **changes}
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def with_manifest(
    members: list[Forged], kind: str = "evidence", **changes: object
) -> list[Forged]:
    return [*members, Forged(MANIFEST, listing(members, kind, **changes))]


def one(member: Forged) -> bytes:
    """An archive of two members, of which the second is the odd one."""
    return written(with_manifest([Forged("a.txt"), member]))


def named(name: str, raw: bytes | None = None) -> bytes:
    return one(Forged(name, raw=raw))


def both(first: str, second: str) -> bytes:
    return written(with_manifest([Forged(first), Forged(second, TEXT + b"2")]))


def sound() -> bytes:
    return written(with_manifest([Forged("a.txt"), Forged("b/c.pdf", b"%PDF-1.7", method=0)]))


def made_by_zipfile() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member in with_manifest([Forged("a.txt")]):
            archive.writestr(member.name, member.data)
    return out.getvalue()


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("x")
        info.size = len(TEXT)
        archive.addfile(info, io.BytesIO(TEXT))
    return out.getvalue()


def bomb(size: int = 8 << 20) -> bytes:
    """Zeros that take a thousandth of themselves, and say so."""
    return one(Forged("zeros.txt", bytes(size)))


def lying_bomb() -> bytes:
    """The same, whose headers speak of a few bytes."""
    return one(replace(Forged("zeros.txt", b"x"), packed=deflate(bytes(8 << 20))))


def overlapping() -> bytes:
    """Two members in the directory that share their packed bytes (a quine of a bomb)."""
    first, last = Forged("a.txt"), Forged("b.txt", offset=0)
    return written(with_manifest([first, last]))


def inside() -> bytes:
    """A member whose header lies in the packed bytes of another."""
    inner = written([Forged("b.txt")])[: -22 - 46 - 5]
    outer = Forged("a.txt", inner + TEXT, method=0)
    return written(with_manifest([outer, Forged("b.txt", offset=30 + 5)]))


def flipped(place: Callable[[bytes], int], bit: int = 0) -> bytes:
    content = bytearray(sound())
    content[place(bytes(content))] ^= 1 << bit
    return bytes(content)


def without_manifest() -> bytes:
    return written([Forged("a.txt")])


def extra_member() -> bytes:
    members = with_manifest([Forged("a.txt")])
    return written([Forged("0.txt"), *members])


def missing_member() -> bytes:
    members = with_manifest([Forged("a.txt"), Forged("b.txt")])
    return written([members[0], members[2]])


def other_bytes() -> bytes:
    members = with_manifest([Forged("a.txt")])
    return written([Forged("a.txt", TEXT[:-1] + b"!"), members[1]])


def huge_by_header() -> bytes:
    return one(Forged("large.txt", length=201 << 20))


def many() -> bytes:
    members = [Forged(f"m{number}.txt", b"x", method=0) for number in range(1001)]
    return written(with_manifest(members))


def end_says(**changes: int) -> bytes:
    names = ("count_here", "count", "size", "offset")
    content = bytearray(sound())
    values = dict(zip(names, struct.unpack("<2H2L", content[-14:-2]), strict=True)) | changes
    content[-14:-2] = struct.pack("<2H2L", *values.values())
    return bytes(content)


NOT_PLAIN = Forged("b.txt")

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "absolute": (lambda: named("/etc/passwd"), "unsafe_name"),
    "up": (lambda: named("../../evil.txt"), "unsafe_name"),
    "up within": (lambda: named("a/../../evil.txt"), "unsafe_name"),
    "here": (lambda: named("./a.txt"), "unsafe_name"),
    "drive": (lambda: named("C:/Windows/evil.txt"), "unsafe_name"),
    "drive, relative": (lambda: named("C:evil.txt"), "unsafe_name"),
    "stream": (lambda: named("b.txt:hidden"), "unsafe_name"),
    "backslash": (lambda: named("..\\..\\evil.txt"), "unsafe_name"),
    "share": (lambda: named("\\\\host\\share\\evil.txt"), "unsafe_name"),
    "two slashes": (lambda: named("a//b.txt"), "unsafe_name"),
    "folder": (lambda: one(Forged("folder/", b"")), "unsafe_name"),
    "no name": (lambda: named(""), "unsafe_name"),
    "NUL": (lambda: named("b.txt\0.pdf"), "unsafe_name"),
    "line feed": (lambda: named("b\n.txt"), "unsafe_name"),
    "escape code": (lambda: named("\x1b[2Jb.txt"), "unsafe_name"),
    "right to left": (lambda: named("b\u202efdp.txt"), "unsafe_name"),
    "device": (lambda: named("docs/NUL.txt"), "unsafe_name"),
    "full stop at the end": (lambda: named("a.txt."), "unsafe_name"),
    "space at the end": (lambda: named("a.txt "), "unsafe_name"),
    "long name": (lambda: named("n" * 256), "unsafe_name"),
    "home": (lambda: named("~/evil.txt"), "unsafe_name"),
    "hidden": (lambda: named(".bashrc"), "unsafe_name"),
    "no UTF-8": (lambda: named("b", raw=b"\xff\xfe.txt"), "unsafe_name"),
    "composed and not": (lambda: both("\u00e4.txt", "a\u0308.txt"), "unsafe_name"),
    "twice": (lambda: both("b.txt", "b.txt"), "same_name"),
    "twice by case": (lambda: both("b.txt", "B.TXT"), "same_name"),
    "file and folder": (lambda: both("b", "B/c.txt"), "same_name"),
    "two manifests": (lambda: written([*with_manifest([NOT_PLAIN]) * 2][1:]), "same_name"),
    "link": (lambda: one(replace(NOT_PLAIN, attributes=0o120777 << 16)), "link"),
    "device file": (lambda: one(replace(NOT_PLAIN, attributes=0o020666 << 16)), "link"),
    "encrypted": (lambda: one(replace(NOT_PLAIN, flags=0x801)), "encrypted"),
    "strongly encrypted": (lambda: one(replace(NOT_PLAIN, flags=0x841)), "encrypted"),
    "length comes later": (lambda: one(replace(NOT_PLAIN, flags=0x808)), "malformed"),
    "other packing": (lambda: one(replace(NOT_PLAIN, method=12, packed=b"BZh9")), "malformed"),
    "extra field": (lambda: one(replace(NOT_PLAIN, extra=b"up\1\0x")), "malformed"),
    "comment of a member": (lambda: one(replace(NOT_PLAIN, comment=b"hi")), "malformed"),
    "other rights": (lambda: one(replace(NOT_PLAIN, attributes=0o104755 << 16)), "malformed"),
    "other name before it": (lambda: one(replace(NOT_PLAIN, local_name="c.txt")), "malformed"),
    "other sum before it": (lambda: one(replace(NOT_PLAIN, local_crc=7)), "malformed"),
    "wrong sum": (lambda: one(replace(NOT_PLAIN, crc=7)), "differs"),
    "comment": (lambda: written(with_manifest([NOT_PLAIN]), comment=b"hi"), "not_an_archive"),
    "something before": (lambda: written(with_manifest([NOT_PLAIN]), before=b"MZ"), "overlapping"),
    "something between": (lambda: one(replace(NOT_PLAIN, gap=b"hidden")), "overlapping"),
    "overlapping": (overlapping, "overlapping"),
    "one inside another": (inside, "overlapping"),
    "bomb": (bomb, "ratio"),
    "lying bomb": (lying_bomb, "differs"),
    "too large": (huge_by_header, "too_large"),
    "too many": (many, "too_many"),
    "zip inside": (lambda: one(Forged("b.txt", sound())), "nested"),
    "zip by name": (lambda: named("b.zip"), "nested"),
    "gzip inside": (lambda: one(Forged("b.txt", gzip.compress(TEXT))), "nested"),
    "tar inside": (lambda: one(Forged("b.txt", tar())), "nested"),
    "zip inside, after nothing": (
        lambda: one(Forged("b.txt", sound(), packed=b"\0\0\0\xff\xff" * 20000 + deflate(sound()))),
        "nested",
    ),
    "more packed bytes": (
        lambda: one(replace(NOT_PLAIN, packed=deflate(TEXT) + b"hidden")),
        "differs",
    ),
    "fewer packed bytes": (lambda: one(replace(NOT_PLAIN, packed=deflate(TEXT)[:-3])), "differs"),
    "no manifest": (without_manifest, "no_manifest"),
    "not in the manifest": (extra_member, "unlisted"),
    "not in the archive": (missing_member, "missing"),
    "other bytes": (other_bytes, "differs"),
    "manifest of later": (lambda: written(with_manifest([NOT_PLAIN], version=2)), "manifest"),
    "manifest of others": (lambda: written(with_manifest([NOT_PLAIN], format="x")), "manifest"),
    "manifest with more": (lambda: written(with_manifest([NOT_PLAIN], more=1)), "manifest"),
    "manifest of words": (lambda: written([Forged(MANIFEST, b"hello")]), "manifest"),
    "nested manifest": (lambda: written([Forged(MANIFEST, b"[" * 99999, method=0)]), "manifest"),
    "long manifest": (
        lambda: written([Forged(MANIFEST, b"[" + b"0," * 400_000 + b"0]", method=0)]),
        "too_large",
    ),
    "other kind": (lambda: written(with_manifest([NOT_PLAIN], "backup")), "other_kind"),
    "cut off": (lambda: sound()[:-1], "not_an_archive"),
    "nothing": (lambda: b"", "not_an_archive"),
    "text": (lambda: TEXT, "not_an_archive"),
    "by another program": (made_by_zipfile, "malformed"),
    "count too small": (lambda: end_says(count_here=2, count=2), "malformed"),
    "count too large": (lambda: end_says(count_here=4, count=4), "malformed"),
    "directory elsewhere": (lambda: end_says(offset=0), "malformed"),
    "directory of gigabytes": (lambda: end_says(size=0xFFFFFFF0), "malformed"),
    "long form without": (lambda: end_says(count=0xFFFF), "malformed"),
}
