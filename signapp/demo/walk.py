"""Walks the seed case in the terminal: each step, who did it, and what it proves."""

from collections.abc import Callable
from datetime import datetime

from signapp.demo.clock import DECIDED, FINAL, PREPARED, PROPOSED, PUBLISHED, SIGNED
from signapp.demo.people import PEOPLE, SESSION_PIN, SIGNATURE_PIN
from signapp.demo.scene import CASE, Scene, open_seed_case, seed_text
from signapp.domain.acts import DocumentRef, Purpose, SignedRevision
from signapp.domain.calendar import Ground, Method
from signapp.domain.decision import Stage
from signapp.services.audit import verify_register
from signapp.services.decide import AS_PROPOSED, begin_decision, decide
from signapp.services.drafting import propose, review_draft
from signapp.services.journal import SignedIn
from signapp.services.minutes import render_minutes
from signapp.services.notify import confirm_finality, give_notice
from signapp.services.ports import Holds, Verdict
from signapp.services.prepare import open_document
from signapp.services.publish import publish, take_down
from signapp.services.register import sign_in, sign_out
from signapp.services.schedule import backwards, backwards_line
from signapp.services.sign import newest, sign_agreement
from signapp.services.signature import SigningKey
from signapp.services.stamping import stamp_now
from signapp.texts.catalogue import Texts

Say = Callable[[str], None]
ADDRESS = "https://www.example.org/paatokset/HEL-2017-008888"


class Walk:
    """One walk of the seed case; each method is a step and says its line."""

    def __init__(self, scene: Scene, texts: Texts, say: Say) -> None:
        self._scene = scene
        self._desk = scene.desk
        self._texts = texts
        self._say = say
        self._homes = {who.person: who for who in scene.people}

    def all_steps(self) -> bool:
        """Walk from the opening of the case to the auditor's check; tell whether all holds."""
        self._line("founded", self._scene.clock.now(), register=self._desk.journal.name)
        if self._stage is None:
            self.prepare()
        if self._stage is Stage.DRAFT:
            self.propose()
        if self._stage in (Stage.PROPOSED, Stage.DECIDING):
            self.decide()
        if self._desk.journal.case(CASE).published_at is None:
            self.publish()
        if self._stage is Stage.DECIDED:
            self.sign()
        if self._desk.journal.case(CASE).final_on is None:
            self.finalise()
        return self.audit()

    @property
    def _stage(self) -> Stage | None:
        """Where the case is, so that a walk that was broken off goes on from there."""
        case = self._desk.journal.state.cases.get(CASE)
        return case.stage if case else None

    def prepare(self) -> None:
        """The preparer opens the case; the prepared file gets its hash."""
        preparer = self._enter("preparer", PREPARED)
        open_seed_case(self._scene, preparer)
        prepared = self._agreement()
        self._line(
            "prepared", PREPARED, "preparer", sha256=prepared.sha256, length=prepared.length
        )
        sign_out(self._desk, preparer.session)

    def propose(self) -> None:
        """The presenter submits the proposal."""
        presenter = self._enter("presenter", PROPOSED)
        found = review_draft(self._desk, CASE)
        for finding in found:
            told = self._texts.error(finding)
            self._say(self._texts.say("walk.finding", heading=told.heading, cause=told.cause))
        if not found:
            self._say(self._texts.say("walk.no_findings"))
        propose(self._desk, presenter, CASE)
        self._line("proposed", PROPOSED, "presenter", case=CASE)
        if way := backwards(self._desk, self._desk.journal.case(CASE)):
            self._say(backwards_line(self._texts, way))
        sign_out(self._desk, presenter.session)

    def decide(self) -> None:
        """The mayor reads, decides as proposed and signs the minutes."""
        mayor = self._enter("mayor", DECIDED)
        open_document(self._desk, mayor, CASE, self._agreement())
        if self._stage is Stage.PROPOSED:
            begin_decision(self._desk, mayor, CASE, AS_PROPOSED)
        minutes = render_minutes(self._desk, CASE)
        open_document(self._desk, mayor, CASE, minutes)
        verdict = decide(self._desk, mayor, CASE, self._key("mayor"))
        begun = self._desk.journal.case(CASE).begun
        section = begun.section if begun else 0
        self._line("decided", DECIDED, "mayor", section=section, level=_level(verdict))
        sign_out(self._desk, mayor.session)

    def publish(self) -> None:
        """The preparer publishes the minutes, and the registry sends the extract."""
        preparer = self._enter("preparer", PUBLISHED)
        publish(self._desk, preparer, CASE, ADDRESS)
        sign_out(self._desk, preparer.session)
        registrar = self._enter("registrar-1", PUBLISHED)
        party = seed_text().counterparty
        give_notice(self._desk, registrar, CASE, party, Method.ELECTRONIC, Ground.CONSENT)
        sign_out(self._desk, registrar.session)
        ends_at = self._desk.journal.case(CASE).finality.ends_at
        self._line("published", PUBLISHED, "preparer", ends_at=ends_at)

    def sign(self) -> None:
        """The deputy mayor signs the action plan on the authorised day."""
        deputy = self._enter("deputy-mayor", SIGNED)
        open_document(self._desk, deputy, CASE, self._agreement())
        verdict = sign_agreement(self._desk, deputy, CASE, self._key("deputy-mayor"))
        self._line("signed", SIGNED, "deputy-mayor", level=_level(verdict))
        sign_out(self._desk, deputy.session)

    def finalise(self) -> None:
        """The registry confirms finality, and personal data go from the network."""
        registrar = self._enter("registrar-1", FINAL)
        confirm_finality(self._desk, registrar, CASE)
        self._line("final", FINAL, "registrar-1")
        take_down(self._desk, registrar, CASE)
        self._line("taken_down", FINAL, "registrar-1")
        sign_out(self._desk, registrar.session)

    def audit(self) -> bool:
        """The auditor verifies everything; the outsider's files are written."""
        desk, now = self._desk, self._scene.clock.now()
        stamp_now(desk)
        auditor = self._enter("auditor", now)
        verdict = verify_register(
            desk.journal.register, desk.pdf, desk.trust.material(), self._scene.clock.now()
        )
        sign_out(desk, auditor.session)
        holds = verdict.holds is Holds.YES
        key = "verified" if holds else "not_verified"
        self._line(key, now, "auditor", entries=verdict.size, documents=len(verdict.documents))
        self._write_out()
        return holds

    def _write_out(self) -> None:
        case, out = self._desk.journal.case(CASE), self._scene.place.out
        for name, act in (("minutes", case.decided), ("action-plan-signed", case.signed)):
            if act:
                (out / f"{name}.pdf").write_bytes(self._newest(act.signed))
        if case.publication.last:
            public = self._desk.read(case.publication.last.document)
            (out / "minutes-public.pdf").write_bytes(public)
        self._say(self._texts.say("walk.left", folder=str(self._scene.place.folder)))

    def _newest(self, signed: SignedRevision) -> bytes:
        return self._desk.read(newest(self._desk.journal.case(CASE), signed))

    def _agreement(self) -> DocumentRef:
        (attachment,) = self._desk.journal.case(CASE).attachments
        assert attachment.prepared is not None  # the first step prepared it
        return attachment.prepared.prepared

    def _enter(self, person: str, moment: datetime) -> SignedIn:
        if moment > self._scene.clock.now():
            self._scene.clock.move_to(moment)
        session = sign_in(self._desk, person, self._homes[person].session, SESSION_PIN)
        (office,) = [one.office for one in PEOPLE if one.code == person]
        return session.acting_for(office)

    def _key(self, person: str) -> SigningKey:
        home = self._homes[person].signature
        certificate = self._desk.certificate(person, Purpose.SIGNATURE)
        assert home is not None  # the demo gave both to whoever signs
        assert certificate is not None
        return SigningKey(home, SIGNATURE_PIN, certificate, impartial=True)

    def _line(self, step: str, moment: datetime, person: str = "", **facts: object) -> None:
        names = {one.code: one for one in PEOPLE}
        who = ""
        if person:
            office = self._desk.journal.state.roster.offices[names[person].office]
            who = f"{names[person].name}, {self._texts.title(office.title)}"
        done = self._texts.say(f"walk.{step}.done", **facts)
        proves = self._texts.say(f"walk.{step}.proves", **facts)
        self._say(
            self._texts.say("walk.line", day=moment.date(), who=who, done=done, proves=proves)
        )


def _level(verdict: Verdict) -> str:
    return verdict.signatures[0].level if verdict.signatures else ""
