"""Why the decision-maker may decide: the competence provision, as it read that day."""

from signapp.domain import errors
from signapp.domain.acts import Capacity
from signapp.domain.calendar import helsinki_day
from signapp.domain.case import Case
from signapp.domain.competence import ProvisionInForce
from signapp.services.desk import Desk
from signapp.services.sign import Ground, SigningCard


def citation(desk: Desk, case: Case) -> str:
    """Return the citation as it read when deciding began; before that, as it reads today."""
    if case.citation or case.proposal is None:
        return case.citation
    found = provision_read(desk, case)
    return found.citation if found else ""


def provision_read(desk: Desk, case: Case) -> ProvisionInForce | None:
    """Return the provision that the proposal cites, as it read when deciding began, or reads now.

    None is returned where it was not in force.
    """
    if case.proposal is None:
        return None
    code, office = case.proposal.provision, case.proposal.decision_maker
    day = helsinki_day(case.begun_at) if case.begun_at else desk.today()
    return desk.journal.state.roster.provision_of(code, office, day)


def why_may_they_decide(desk: Desk, case: Case) -> SigningCard | None:
    """Return the card "Why may the mayor decide this?" of a proposed or decided case.

    It says which provision gives the competence, as it read on the day, by which delegation if
    there is one, and who decided in which capacity and on which basis.
    """
    if case.proposal is None:
        return None
    provision = provision_read(desk, case)
    missing = errors.CompetenceMissing(provision=case.proposal.provision)
    office = desk.journal.state.roster.offices[case.proposal.decision_maker].title
    day = helsinki_day(case.begun_at) if case.begun_at else desk.today()
    facts = {"office": office, "citation": citation(desk, case), "day": day}
    grounds = [Ground("card.why_decide", facts, () if provision else (missing,))]
    if provision and provision.basis:
        grounds.append(Ground("card.why_delegated", {"basis": provision.basis}))
    if case.decided_by:
        grounds.append(_decider(desk, case))
    return SigningCard(tuple(grounds), tuple(one for ground in grounds for one in ground.against))


def _decider(desk: Desk, case: Case) -> Ground:
    """Return who decided; of whoever stood in, the order or decision that lets them."""
    decider, roster = case.decided_by, desk.journal.state.roster
    assert decider is not None  # asked of a decided case
    name = desk.journal.text(roster.persons[decider.person].name)
    facts = {"name": name, "office": roster.offices[decider.office].title, "basis": ""}
    day = helsinki_day(case.decided_at) if case.decided_at else desk.today()
    if decider.capacity is Capacity.DEPUTY and (order := roster.deputies_of(decider.office, day)):
        return Ground("card.why_deputy", {**facts, "basis": order.basis})
    if decider.capacity is Capacity.SUBSTITUTE:
        bases = [
            one.basis
            for one in roster.substitutes_of(decider.office, day)
            if one.person == decider.person
        ]
        return Ground("card.why_deputy", {**facts, "basis": ", ".join(bases)})
    return Ground("card.why_holder", facts)
