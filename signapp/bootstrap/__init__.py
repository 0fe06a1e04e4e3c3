"""The only place where the parts are chosen and joined."""

from signapp.bootstrap.checkouts import open_checkout
from signapp.bootstrap.demo import opened_demo, show_demo, walk_demo
from signapp.bootstrap.keeping import doctor, make_backup, restore
from signapp.bootstrap.office import (
    found_register,
    keep_hosts,
    keep_keys,
    keep_time_stamps,
    now,
    show_copy,
    show_register,
    tokens,
    working,
)
from signapp.bootstrap.reading import ReadingDesk, reading, rebuild
from signapp.bootstrap.trust import take_lists, trust_facts
from signapp.bootstrap.versions import refuse_old
from signapp.machine import demo_folder, has_screen, keep_crash_report

__all__ = [
    "ReadingDesk",
    "demo_folder",
    "doctor",
    "found_register",
    "has_screen",
    "keep_crash_report",
    "keep_hosts",
    "keep_keys",
    "keep_time_stamps",
    "make_backup",
    "now",
    "open_checkout",
    "opened_demo",
    "reading",
    "rebuild",
    "refuse_old",
    "restore",
    "show_copy",
    "show_demo",
    "show_register",
    "take_lists",
    "tokens",
    "trust_facts",
    "walk_demo",
    "working",
]
