"""Confines a worker on Linux: no connection, no new program, no file but those it was given.

Landlock (kernel 5.13 or newer) closes the file system, a seccomp filter the system calls that
reach out of the process. What the kernel does not have is left out; `confine` says what is in
force.
"""

import ctypes
import errno
import os
import platform
import struct
import sys
from math import ceil
from pathlib import Path

from signapp.resources import resource

MOST_FILES = 256
"""How many files a worker may have open."""
MOST_BYTES = 4 << 30
"""How many bytes of data a worker may ever hold."""
USUAL_BYTES = 1 << 30
"""How many bytes of data a worker may hold, besides what a large file takes."""
BYTES_PER_BYTE = 4
"""How many bytes of data each byte of a large file may take."""
LARGE_FILE = 64 << 20
"""From how many bytes on a file is large."""
LOOKING_SECONDS = 10
"""How many seconds of work a look at one file may take; one of 5000 pages takes one."""

LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
LANDLOCK_VERSION = 1
RULE_PATH_BENEATH = 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, MAKE_DIR = 1 << 4, 1 << 7
REMOVE_FILE, MAKE_REG, REFER, TRUNCATE = 1 << 5, 1 << 8, 1 << 13, 1 << 14
FILES_BY_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""All rights over files that a version of Landlock knows, as a mask."""
READ = READ_FILE | READ_DIR
CHANGE = READ | WRITE_FILE | REMOVE_FILE | MAKE_REG | TRUNCATE
ALL_CONNECTIONS = 0b11
CONNECTIONS_SINCE = 4
SCOPES_SINCE, ALL_SCOPES = 6, 0b11
SYSTEM = tuple(map(Path, ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime")))
FONTS = tuple(map(Path, ("/etc/fonts", "/var/cache/fontconfig")))
LOADER = Path("/lib64/ld-linux-x86-64.so.2" if platform.machine() == "x86_64"
              else "/lib/ld-linux-aarch64.so.1")  # fmt: skip
"""What the kernel executes together with every program."""
READABLE_DEVICES = ("/dev/null", "/dev/urandom", "/dev/zero")

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
UNKNOWN_CALL = 0x00050000 | errno.ENOSYS
PRETEND = 0x00050000
"""A call that does nothing and tells that all went well."""
LOCAL = 1
"""The family of sockets within this machine."""
CLONE_THREAD = 0x00010000
LOAD, JUMP_EQUAL, JUMP_SET, RETURN = 0x20, 0x15, 0x45, 0x06

# Numbers of system calls: x86-64, and the table that all newer architectures share.
_X86_64 = {
    "socket": 41, "connect": 42, "accept": 43, "bind": 49, "listen": 50, "accept4": 288,
    "fork": 57, "vfork": 58, "execve": 59, "execveat": 322, "ptrace": 101, "kill": 62,
    "process_vm_readv": 310, "process_vm_writev": 311, "mount": 165, "umount2": 166,
    "pivot_root": 155, "chroot": 161, "unshare": 272, "setns": 308, "bpf": 321,
    "perf_event_open": 298, "keyctl": 250, "add_key": 248, "request_key": 249,
    "init_module": 175, "finit_module": 313, "delete_module": 176, "kexec_load": 246,
    "open_by_handle_at": 304, "userfaultfd": 323, "io_uring_setup": 425, "pidfd_getfd": 438,
}  # fmt: skip
_SHARED = {
    "socket": 198, "connect": 203, "accept": 202, "bind": 200, "listen": 201, "accept4": 242,
    "execve": 221, "execveat": 281, "ptrace": 117, "kill": 129, "process_vm_readv": 270,
    "process_vm_writev": 271, "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51,
    "unshare": 97, "setns": 268, "bpf": 280, "perf_event_open": 241, "keyctl": 219,
    "add_key": 217, "request_key": 218, "init_module": 105, "finit_module": 273,
    "delete_module": 106, "kexec_load": 104, "open_by_handle_at": 265, "userfaultfd": 282,
    "io_uring_setup": 425, "pidfd_getfd": 438,
}  # fmt: skip
_CLONE3 = 435
_MACHINES = {"x86_64": (0xC000003E, _X86_64, 56), "aarch64": (0xC00000B7, _SHARED, 220)}
"""What a machine calls itself to the kernel, its forbidden calls, and the number of clone."""


def confine(folders: tuple[Path, ...]) -> tuple[str, ...]:
    """Confine this process for good; `folders` are all that it may read and write from now on.

    The program itself and its data stay readable. Returns the names of what is in force:
    `limits`, `landlock`, `seccomp`.
    """
    if sys.platform != "linux":
        return ()
    _limit()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return ("limits",)
    in_force = ["limits"]
    if _close_files(libc, folders):
        in_force.append("landlock")
    if _close_calls(libc):
        in_force.append("seccomp")
    return tuple(in_force)


def confine_program(program: Path, folder: Path, data: tuple[Path, ...]) -> tuple[str, ...]:
    """Confine this process for good to become one other program, which it may execute alone.

    That program may write in `folder` and nowhere else, and read the system's libraries and
    fonts, and its own `data`. It reaches no other machine and no other process: it may make local
    sockets, but they lead nowhere. Returns the names of what is in force, as `confine` does.
    """
    if sys.platform != "linux":
        return ()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return ()
    rights = dict.fromkeys((*SYSTEM, *FONTS, *data), READ)
    rights |= {program: READ_FILE | EXECUTE, LOADER.resolve(): READ_FILE | EXECUTE}
    rights[folder] = CHANGE | MAKE_DIR | REMOVE_DIR | REFER
    in_force = []
    if _close_rights(libc, rights):
        in_force.append("landlock")
    if _close_calls(libc, becoming=True):
        in_force.append("seccomp")
    return tuple(in_force)


def _limit() -> None:
    from resource import (  # noqa: PLC0415  (POSIX only)
        RLIM_INFINITY,
        RLIMIT_DATA,
        RLIMIT_NOFILE,
        getrlimit,
        setrlimit,
    )

    for what, most in ((RLIMIT_NOFILE, MOST_FILES), (RLIMIT_DATA, MOST_BYTES)):
        _, hard = getrlimit(what)
        least = most if hard == RLIM_INFINITY else min(most, hard)
        setrlimit(what, (least, least))


def allow(size: int, seconds: int | None = None) -> None:
    """Bound the memory that this process takes from now on for `size` bytes, and its time.

    `seconds` are those of the processors, so a busy machine takes none away; None is no bound.
    Who takes more memory gets MemoryError; who takes more time is ended by the kernel.
    """
    if sys.platform != "linux":
        return
    from resource import (  # noqa: PLC0415  (POSIX only)
        RLIMIT_CPU,
        RLIMIT_DATA,
        RUSAGE_SELF,
        getrlimit,
        getrusage,
        setrlimit,
    )

    _, most = getrlimit(RLIMIT_DATA)
    wanted = USUAL_BYTES + (BYTES_PER_BYTE * size if size >= LARGE_FILE else 0)
    setrlimit(RLIMIT_DATA, (min(wanted, most) if most > 0 else wanted, most))
    _, ever = getrlimit(RLIMIT_CPU)
    used = getrusage(RUSAGE_SELF)
    until = ever if seconds is None else ceil(used.ru_utime + used.ru_stime) + seconds
    setrlimit(RLIMIT_CPU, (until, ever))


# --- files ----------------------------------------------------------------------------------


def _close_files(libc: ctypes.CDLL, folders: tuple[Path, ...]) -> bool:
    rights = dict.fromkeys(_program(), READ | EXECUTE)
    return _close_rights(libc, rights | dict.fromkeys(folders, CHANGE))


def _close_rights(libc: ctypes.CDLL, allowed: dict[Path, int]) -> bool:
    """Close the file system but for what is allowed on some paths and below them."""
    version = libc.syscall(LANDLOCK_CREATE, None, 0, LANDLOCK_VERSION)
    if version < 1:
        return False
    handled = FILES_BY_VERSION[max(known for known in FILES_BY_VERSION if known <= version)]
    connections = ALL_CONNECTIONS if version >= CONNECTIONS_SINCE else 0
    scopes = ALL_SCOPES if version >= SCOPES_SINCE else 0
    attributes = struct.pack("QQQ", handled, connections, scopes)
    size = 24 if scopes else 16 if connections else 8
    rules = libc.syscall(LANDLOCK_CREATE, attributes, size, 0)
    if rules < 0:
        return False
    try:
        devices = {Path(one): READ_FILE for one in READABLE_DEVICES}
        for path, rights in (devices | allowed).items():
            if path.exists():
                _open_path(libc, rules, path, rights & handled)
        return bool(libc.syscall(LANDLOCK_RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


def _program() -> set[Path]:
    """Return where Python, the libraries, the program and its data are."""
    own = {Path(__file__).resolve().parents[1], resource("locale").parent}
    python = {Path(sys.prefix), Path(sys.base_prefix), Path(sys.exec_prefix)}
    system = {Path("/usr"), Path("/lib"), Path("/lib64"), Path("/etc/localtime")}
    return {path for path in own | python | system if path.exists()}


def _open_path(libc: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rights &= ~READ_DIR if not path.is_dir() else -1
        rule = struct.pack("=Qi", rights, descriptor)
        libc.syscall(LANDLOCK_ADD, rules, RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(descriptor)


# --- system calls ---------------------------------------------------------------------------


def _close_calls(libc: ctypes.CDLL, *, becoming: bool = False) -> bool:
    """Refuse what starts programs or reaches other processes and machines; threads may start.

    A process that is `becoming` another program may execute it. Such a program makes a local
    socket, so that a second start finds it: it gets one, but its name is never given out.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is None or sys.maxsize < 2**32:
        return False
    architecture, calls, clone = machine
    program = [
        (LOAD, 0, 0, 4),  # the architecture
        (JUMP_EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, 0),  # the number of the call
        (JUMP_EQUAL, 0, 1, _CLONE3),
        (RETURN, 0, 0, UNKNOWN_CALL),  # the C library then uses clone, whose flags can be seen
        (JUMP_EQUAL, 0, 4, clone),
        (LOAD, 0, 0, 16),  # the flags
        (JUMP_SET, 0, 1, CLONE_THREAD),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE),
    ]
    refused = dict(calls)
    if becoming:
        for name in ("execve", "socket", "bind", "listen"):
            del refused[name]
        program += [
            *((JUMP_EQUAL, 0, 4, calls["socket"]), (LOAD, 0, 0, 16)),
            *((JUMP_EQUAL, 0, 1, LOCAL), (RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REFUSE)),
            *((JUMP_EQUAL, 0, 1, calls["bind"]), (RETURN, 0, 0, PRETEND)),
            *((JUMP_EQUAL, 0, 1, calls["listen"]), (RETURN, 0, 0, PRETEND)),
        ]
    for number in sorted(refused.values()):
        program += [(JUMP_EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE)]
    program.append((RETURN, 0, 0, ALLOW))
    code = b"".join(struct.pack("=HBBI", *step) for step in program)
    buffer = ctypes.create_string_buffer(code)
    filtering = struct.pack("HxxxxxxQ", len(program), ctypes.addressof(buffer))
    return bool(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filtering, 0, 0) == 0)
