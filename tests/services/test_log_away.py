"""What was done away while a case was checked out is in the log of where it came home."""

from signapp.domain.acts import DocumentSigned
from signapp.services.audit_desk import AuditDesk
from signapp.services.log_rows import read_verified
from tests.domain.stories import CASE, DEPUTY
from tests.services.test_checkout import Home, home

__all__ = ["home"]


def test_an_audit_sees_what_was_signed_away(home: Home) -> None:
    away = home.goes()
    away.signs(DEPUTY)
    home.returns(away)
    home.takes_in()
    desk = AuditDesk(home.desk)
    reading = desk.read()
    assert reading.root == home.journal.root
    (taken_in,) = [row for row in reading.rows if row.act == "CaseTakenIn"]
    (signed,) = [row for row in reading.rows if row.act == "DocumentSigned"]
    assert (signed.number, signed.case, signed.person) == (taken_in.number, CASE, DEPUTY.person)
    assert signed.away is not None
    assert signed.place == f"{taken_in.number}/{signed.away}"
    assert reading.rows.index(signed) < reading.rows.index(taken_in)
    entry = desk.entry(None, signed)
    assert isinstance(entry.entry.act, DocumentSigned)
    assert entry.signed is not None
    verified = read_verified(home.office.register)
    assert (verified.findings, verified.rows, verified.root) == ((), reading.rows, reading.root)
