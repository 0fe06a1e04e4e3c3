"""Says each change of the roster in a sentence, so that a registrar sees what is confirmed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

from signapp.domain.acts import (
    CertificateBound,
    CertificateUnbound,
    DeputiesOrdered,
    OfficeDissolved,
    OfficeFormed,
    PersonEnrolled,
    PolicySet,
    RosterChange,
)
from signapp.domain.calendar import helsinki_day
from signapp.domain.offices import Roster
from signapp.texts.catalogue import Texts

Reveal = Callable[[str], str]
"""Returns the text of a commitment."""


@dataclass(frozen=True)
class RosterWords:
    """Words for changes that would follow on a roster; `reveal` tells the names."""

    texts: Texts
    roster: Roster
    reveal: Reveal

    def sentences(self, changes: tuple[RosterChange, ...]) -> Iterator[str]:
        """Yield a sentence for each change; later ones know the people of those before."""
        after = RosterWords(self.texts, self.roster.with_changes(changes), self.reveal)
        for change in changes:
            yield after.sentence(change, known=self.roster)

    def sentence(self, change: RosterChange, known: Roster) -> str:
        """Return the sentence for one change; `known` is the roster before it."""
        kind = type(change).__name__
        if isinstance(change, PersonEnrolled) and change.person in known.persons:
            kind = "renamed"
        if isinstance(change, OfficeDissolved) and not change.successor:
            kind = "dissolved_alone"
        if isinstance(change, PolicySet) and change.hours:
            kind = "policy_with_hours"
        return self.texts.say(f"roster.change.{kind}", **self._facts(change))

    def _facts(self, change: RosterChange) -> dict[str, object]:
        facts = {one.name: getattr(change, one.name) for one in fields(change)}
        if "person" in facts:
            facts["name"] = self.name(facts["person"])
        if "office" in facts:
            facts["title"] = self.title(facts["office"])
        return {**facts, **self._own_facts(change)}

    def _own_facts(self, change: RosterChange) -> dict[str, object]:
        """Return the facts that only this kind of change has."""
        say = self.texts.say
        match change:
            case OfficeFormed():
                return {"kind": say(f"office_kind.{change.kind.value}")}
            case PersonEnrolled():
                return {"identity": say(f"identity.{change.identity.value}")}
            case OfficeDissolved():
                return {"heir": self.title(change.successor)}
            case DeputiesOrdered():
                return {"deputies": ", ".join(map(self.title, change.deputies))}
            case CertificateBound():
                return {
                    "purpose": say(f"certificate_kind.{change.purpose.value}"),
                    "sha256": change.certificate.sha256,
                    "since": helsinki_day(change.not_before),
                    "until": helsinki_day(change.not_after),
                }
            case PolicySet():
                said = "in_force" if change.in_force else "not_in_force"
                return {
                    "policy": say(f"policy.{change.policy.value}"),
                    "said": say(f"policy.{said}"),
                }
            case CertificateUnbound():
                bound = self.roster.certificates.get(change.certificate)
                return {"name": self.name(bound.person) if bound else ""}
        return {}

    def name(self, person: str) -> str:
        """Return a person's name."""
        enrolled = self.roster.persons.get(person)
        return self.reveal(enrolled.name) if enrolled else person

    def title(self, office: str) -> str:
        """Return the title of an office."""
        formed = self.roster.offices.get(office)
        return self.texts.title(formed.title) if formed else office
