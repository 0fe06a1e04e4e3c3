"""Demos at a stage of the case, made once and copied for each test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from signapp.bootstrap import opened_demo
from signapp.demo.people import PEOPLE, SESSION_PIN, SIGNATURE_PIN
from signapp.demo.scene import CASE, Scene
from signapp.domain.acts import DocumentRef, Purpose
from signapp.domain.decision import Case
from signapp.ledger.entries import Entry
from signapp.services.audit import log
from signapp.services.journal import SignedIn
from signapp.services.register import sign_in
from signapp.services.signature import SigningKey
from signapp.workers.pdf import PdfWorker

StandAt = Callable[[str], "Stand"]


class Stand:
    """A demo that stands open at a stage, with short words for what tests do in it."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.desk = scene.desk
        self.journal = scene.desk.journal
        self.homes = {who.person: who for who in scene.people}

    def let_reach(self, folder: Path) -> None:
        """Let the pdf worker also write what the tests make in a folder."""
        assert isinstance(self.desk.pdf, PdfWorker)
        self.desk.pdf.reach(folder)

    def enter(self, person: str, office: str = "") -> SignedIn:
        """Sign a person in for their own office, or for another one."""
        session = sign_in(self.desk, person, self.homes[person].session, SESSION_PIN)
        (own,) = [one.office for one in PEOPLE if one.code == person]
        return session.acting_for(office or own)

    def key(self, person: str, pin: str = SIGNATURE_PIN, *, impartial: bool = True) -> SigningKey:
        """Return a person's signature key."""
        home, certificate = (
            self.homes[person].signature,
            self.desk.certificate(person, Purpose.SIGNATURE),
        )
        assert home
        assert certificate
        return SigningKey(home, pin, certificate, impartial=impartial)

    def session_key(self, person: str) -> SigningKey:
        """Return a person's session key, as if it were a signature key."""
        certificate = self.desk.certificate(person, Purpose.SESSION)
        assert certificate
        return SigningKey(self.homes[person].session, SESSION_PIN, certificate, impartial=True)

    @property
    def case(self) -> Case:
        """The state of the seed case."""
        return self.journal.case(CASE)

    @property
    def plan(self) -> DocumentRef:
        """The action plan that is decided on."""
        prepared = self.case.attachments[0].prepared
        assert prepared
        return prepared.prepared

    def acts(self) -> list[str]:
        """Return the names of all acts in the ledger."""
        return [type(entry.act).__name__ for entry in self.entries()]

    def entries(self) -> tuple[Entry, ...]:
        """Return all entries."""
        return log(self.journal.register)


@pytest.fixture
def stand_at(stages: dict[str, Path], tmp_path: Path) -> Iterator[StandAt]:
    """Open a copy of the demo after a step: founded, prepare, propose, decide, publish, sign."""
    opened = []

    def stand(step: str) -> Stand:
        folder = tmp_path / "demo"
        shutil.copytree(stages[step], folder)
        context = opened_demo(folder)
        opened.append(context)
        made = Stand(context.__enter__())
        made.let_reach(tmp_path)
        return made

    yield stand
    for context in opened:
        context.__exit__(None, None, None)
