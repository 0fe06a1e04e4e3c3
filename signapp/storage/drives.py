"""On what kind of drive a folder lies: may several machines write to it, or does a service?

SQLite's locks cannot be relied on over a network (sqlite.org, "Appropriate Uses" and "How To
Corrupt"), so a register is not written there. Nothing here writes.
"""

import ctypes
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePath

NETWORK_MAGIC = {
    0x6969: "nfs",
    0x517B: "smb",
    0xFF534D42: "cifs",
    0xFE534D42: "smb2",
    0x564C: "ncp",
    0x5346414F: "afs",
    0x6B414653: "kafs",
    0x73757245: "coda",
    0x00C36400: "ceph",
    0x01021997: "9p",
    0x7461636F: "ocfs2",
    0x01161970: "gfs2",
    0x0BD00BD0: "lustre",
    0x19830326: "beegfs",
}
"""File systems of several machines, by the magic number that statfs(2) tells.

From Linux's include/uapi/linux/magic.h and its fs/*/; the last five also from `man 2 statfs` and
the file systems' own sources.
"""
FUSE_MAGIC = 0x65735546
LOCAL_FUSE = {"fuseblk", "fuse.ntfs-3g", "fuse.exfat", "fuse.lxcfs", "fuse.gocryptfs"}
"""FUSE's magic says nothing of what is behind; these types are drives of the machine itself."""
NETWORK_TYPES = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "afs", "ceph", "9p"}
"""File systems of several machines, by the name that the mount table tells."""

DRIVE_REMOTE = 4
"""What Windows' GetDriveType says of a network drive."""
MNT_LOCAL = 0x00001000
"""The flag of macOS' statfs for a drive of the machine itself (sys/mount.h)."""

SYNCHRONISED = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "mobile documents": "iCloud",
    "icloud drive": "iCloud",
    "iclouddrive": "iCloud",
    "seafile": "Seafile",
    "syncthing": "Syncthing",
}
"""How folders that a service copies between machines are named, in small letters."""
MARKS = {
    ".stfolder": "Syncthing",
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".sync_folder": "Nextcloud",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".tmp.driveupload": "Google Drive",
}
"""Files that such a service leaves at the top of its folder."""


@dataclass(frozen=True)
class Drive:
    """A file system: its name, and whether several machines may write to it."""

    system: str
    network: bool


def drive_of(folder: Path) -> Drive:
    """Return on what kind of drive a folder lies, or the folder that it will be made in."""
    place = _existing(folder)
    if sys.platform == "win32":
        return _on_windows(place)
    if sys.platform == "darwin":
        return _on_macos(place)
    return _on_linux(place)


def synchronised_by(folder: Path) -> str:
    """Return the service that copies a folder to other machines, as far as is to be seen."""
    place = folder.absolute()
    for part in (place, *place.parents):
        name = part.name.casefold()
        for known, service in SYNCHRONISED.items():
            if name == known or name.startswith((f"{known} ", f"{known}-")):
                return service
        for mark, service in MARKS.items():
            if (part / mark).exists():
                return service
    return ""


def roams(folder: Path) -> bool:
    """Tell whether a folder is in a Windows profile that is copied at each sign-in."""
    parts = [part.casefold() for part in PurePath(folder.absolute()).parts]
    return ("appdata", "roaming") in pairwise(parts)


def _existing(folder: Path) -> Path:
    place = folder.absolute()
    return next((one for one in (place, *place.parents) if one.exists()), place)


def of_type(name: str) -> Drive:
    """Return what the type's name in a mount table says."""
    over_network = name in NETWORK_TYPES or (name.startswith("fuse") and name not in LOCAL_FUSE)
    return Drive(name, over_network)


def of_magic(magic: int) -> Drive | None:
    """Return what a magic number says, if it is one of a file system of several machines."""
    name = NETWORK_MAGIC.get(magic & 0xFFFFFFFF)
    return Drive(name, network=True) if name else None


def mounted_type(table: str, place: Path) -> str:
    """Return the type of the file system that a place is in, from the text of a mountinfo file."""
    found, longest = "", -1
    for row in table.splitlines():
        before, _, after = row.partition(" - ")
        fields = before.split(" ")
        if len(fields) < MOUNT_FIELDS or not after:
            continue
        point = Path(_unescaped(fields[4]))
        if place.is_relative_to(point) and len(point.parts) >= longest:
            found, longest = after.split(" ")[0], len(point.parts)
    return found


MOUNT_FIELDS = 5
"""The mount point is the fifth field (proc(5), /proc/pid/mountinfo)."""


def _unescaped(field: str) -> str:
    for code, sign in ((r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", "\\")):
        field = field.replace(code, sign)
    return field


def _on_linux(place: Path) -> Drive:
    magic = _magic(place)
    known = of_magic(magic)
    if known:
        return known
    try:
        table = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return Drive("fuse", network=True) if magic == FUSE_MAGIC else Drive("", network=False)
    return of_type(mounted_type(table, place.resolve()))


def _magic(place: Path) -> int:
    """Return the type of a file system, the first word of what statfs(2) fills in."""
    told = (ctypes.c_long * 64)()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.statfs(str(place).encode(sys.getfilesystemencoding(), "surrogateescape"), told) != 0:
        return 0
    return int(told[0])


def _on_macos(place: Path) -> Drive:
    """Read `f_flags` and `f_fstypename` of macOS' statfs (64-bit inodes), at 64 and 72 bytes."""
    told = ctypes.create_string_buffer(4096)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.statfs(str(place).encode(), told) != 0:
        return Drive("", network=False)
    flags = int.from_bytes(told.raw[64:68], "little")
    name = told.raw[72:88].split(b"\0")[0].decode("ascii", "replace")
    return Drive(name, network=not flags & MNT_LOCAL or name in NETWORK_TYPES)


def _on_windows(place: Path) -> Drive:
    anchor = place.resolve().anchor
    kind = getattr(ctypes, "windll").kernel32.GetDriveTypeW(anchor)  # noqa: B009  (Windows only)
    return Drive(anchor, network=anchor.startswith("\\\\") or kind == DRIVE_REMOTE)
