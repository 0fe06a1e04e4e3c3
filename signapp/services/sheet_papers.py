"""The sheets that leave as papers of a case, each with what stands in its way."""

from signapp.services.paper_values import Paper
from signapp.services.sheet_checklist import checklist
from signapp.services.sheet_finality import finality_certificate, not_final
from signapp.services.sheet_ink import ink_page, not_open
from signapp.services.sheet_verification import nothing_signed, verification_sheet
from signapp.services.sheets import paper_of

SHEETS = (
    Paper("verification", paper_of(verification_sheet), nothing_signed, languages=True),
    Paper("finality", paper_of(finality_certificate), not_final, languages=True),
    Paper("ink-page", paper_of(ink_page), not_open, languages=True),
    Paper("checklist", paper_of(checklist), not_open, languages=True),
)
"""In the order in which they are offered."""
