"""Why the decision-maker may decide: the competence provision, as it read that day."""

from signapp.domain.competence import ProvisionInForce
from signapp.domain.decision import Case
from signapp.services.desk import Desk


def citation(desk: Desk, case: Case) -> str:
    """Return the citation as it read when deciding began; before that, as it reads today."""
    if case.citation or case.proposal is None:
        return case.citation
    found = provision_in_force(desk, case)
    return found.citation if found else ""


def provision_in_force(desk: Desk, case: Case) -> ProvisionInForce | None:
    """Return the provision that the proposal cites, if it is in force today."""
    if case.proposal is None:
        return None
    code, office = case.proposal.provision, case.proposal.decision_maker
    return desk.journal.state.roster.provision_of(code, office, desk.today())
