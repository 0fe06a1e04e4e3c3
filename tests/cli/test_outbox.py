"""The terminal tells what waits for a time stamp and what is to be renewed, and sends it."""

import shutil
from pathlib import Path

from signapp.storage.desk_settings import read_settings
from tests.cli.running import signapp


def test_nothing_waits_in_a_walked_demo(walked_demo: Path) -> None:
    done = signapp("register", "outbox", walked_demo / "register")
    assert (done.returncode, done.stderr) == (0, "")
    files, acts = done.stdout.splitlines()
    assert files == "No signed file waits for a time stamp."
    assert acts.startswith("All acts of legal effect have a time stamp from outside;")


def test_files_that_age_are_listed_and_renewed(walked_demo: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(walked_demo, tmp_path / "demo")
    done = signapp("register", "renew", folder)
    assert (done.returncode, done.stdout) == (0, "No file's time stamp has to be renewed yet.\n")
    until = "B-LTA  the time stamp is to be renewed by 1 January 2047"
    done = signapp("register", "renew", folder, "--within", 20000)
    assert done.returncode == 3
    assert done.stdout.count(until) == 2
    added = signapp("register", "log", folder).stdout.count("A time stamp was added")
    sent = signapp("register", "renew", folder, "--within", 20000, "--send")
    assert (sent.returncode, sent.stderr) == (0, "")
    assert sent.stdout.count("B-LTA") == 2
    assert signapp("register", "verify", folder / "register").returncode == 0
    log = signapp("register", "log", folder).stdout
    assert log.count("A time stamp was added") == added + 2


def test_hosts_are_kept_beside_the_register(walked_demo: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(walked_demo / "register", tmp_path / "register")
    done = signapp("desk", "hosts", folder, "OCSP.example.org", "--near", "10.1.2.3")
    told = "This desk may ask these hosts for revocation data and lists"
    assert (done.returncode, done.stdout) == (0, f"{told}: ocsp.example.org, 10.1.2.3.\n")
    settings = read_settings(folder)
    assert settings.hosts == ("ocsp.example.org", "10.1.2.3")
    assert settings.near_hosts == ("10.1.2.3",)
    assert signapp("desk", "hosts", folder, "http://ocsp.example.org/").returncode == 2
    assert read_settings(folder) == settings
    done = signapp("desk", "hosts", folder)
    assert done.stdout == "This desk asks nobody for revocation data or lists.\n"
    assert read_settings(folder).hosts == ()
