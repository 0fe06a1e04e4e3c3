"""Starts signapp: the terminal's commands, the window, or one of the workers."""

import io
import os
import sys
from types import ModuleType


def main() -> None:
    """Run the program that the arguments ask for."""
    os.umask(0o077)  # what the program and its workers write is the person's alone
    _leave_no_image()
    if sys.argv[1:2] == ["--worker"]:
        _work(sys.argv[2], sys.argv[3:])
        return
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # there is none behind a window on Windows
            stream.reconfigure(errors="backslashreplace")
    from signapp.cli.commands import signapp  # noqa: PLC0415  (a worker needs none of it)

    signapp(obj=_joined)


def _leave_no_image() -> None:
    """See to it that a crash leaves no image of the memory, in which session keys are."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  (POSIX only)

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _joined() -> ModuleType:
    from signapp import bootstrap  # noqa: PLC0415  (an answer about usage needs none of it)

    bootstrap.refuse_old()
    return bootstrap


def _work(name: str, arguments: list[str]) -> None:
    from signapp.workers import key, office, pdf  # noqa: PLC0415

    {pdf.NAME: pdf.main, key.NAME: key.main, office.NAME: office.main}[name](arguments)


if __name__ == "__main__":
    main()
