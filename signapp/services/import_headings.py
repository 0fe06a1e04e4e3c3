"""The headings of decision texts in Finnish, Swedish and English, in the forms that occur."""

import re
from dataclasses import dataclass
from functools import cache

from signapp.domain.lints import doubled
from signapp.services.import_values import Part
from signapp.services.plain_words import in_one_line

FORMS: dict[Part, dict[str, str]] = {
    Part.DECISION: {
        "fi": "päätös|päätöksen sisältö",
        "sv": "beslut|beslutet",
        "en": "decision",
    },
    Part.OPINION: {"fi": "lausunto", "sv": "utlåtande", "en": "opinion|statement"},
    Part.MOTION: {"fi": "esitys", "sv": "framställning", "en": "motion"},
    Part.CONSIDERATION: {
        "fi": "käsittely|asian käsittely",
        "sv": "behandling|ärendets behandling",
        "en": "consideration",
    },
    Part.GROUNDS: {
        "fi": "päätöksen perustelut|päätöksen perustelu|perustelut|päätösteksti",
        "sv": "motivering(?:ar)?(?: (?:till|för) beslutet)?|grunder(?:na)?(?: för beslutet)?"
        "|beslutsmotivering(?:ar)?|motiveringarna",
        "en": "grounds|grounds of the decision|grounds for the decision",
    },
    Part.PROPOSAL: {
        "fi": "(?:päätös|esitys|lausunto)?ehdotus|(?:päätös|esitys|lausunto)ehdotukset"
        "|alkuperäinen (?:päätös)?ehdotus",
        "sv": "(?:besluts)?förslag|förslag till (?:beslut|utlåtande|framställning)"
        "|förslaget|förslag till motion",
        "en": "proposal|proposed decision|proposed motion",
    },
    Part.RATIONALE: {
        "fi": "esittelijän perustelut?|ehdotuksen perustelut",
        "sv": "föredragandens motivering(?:ar(?:na)?)?|motivering(?:ar)? till förslaget",
        "en": "presenter['’]s (?:rationale|grounds)",
    },
    Part.SUMMARY: {"fi": "tiivistelmä", "sv": "sammandrag|sammanfattning", "en": "summary"},
    Part.COMPETENCE: {
        "fi": "toimivalta|toimivallan peruste|sovelletut (?:säännökset|lainkohdat)",
        "sv": "behörighet|befogenhet(?:er)?|tillämpade bestämmelser",
        "en": "competence",
    },
    Part.ENFORCEMENT: {
        "fi": "täytäntöönpano(?: ennen lainvoimaa)?",
        "sv": "verkställighet(?: före laga kraft)?",
        "en": "enforcement(?: before the decision is final)?",
    },
    Part.SIGNATURE: {
        "fi": "(?:sähköinen )?allekirjoitus|allekirjoitukset",
        "sv": "(?:elektronisk )?underskrift(?:er)?",
        "en": "(?:electronic )?signatures?",
    },
    Part.PRESENTER: {
        "fi": "esittelijä(?:tiedot)?|esittelijät",
        "sv": "föredragande(?:n)?",
        "en": "presenter",
    },
    Part.FURTHER_INFORMATION: {
        "fi": "lisätiedo(?:t|n antajat?|ista vastaa)|lisätietoja|lisätieto(?:jen antajat?)?",
        "sv": "upplysningar|(?:tilläggs|ytterligare |närmare )upplysningar|tilläggsuppgifter"
        "|mer information|ytterligare information",
        "en": "further information",
    },
    Part.ATTACHMENTS: {
        "fi": "liite|liitteet|liiteaineisto|liitteenä",
        "sv": "bilag(?:a|or|orna)",
        "en": "attachments?",
    },
    Part.APPEAL: {
        "fi": "muutoksenhaku|muutoksenhaku(?:ohje(?:et)?|tiedot)",
        "sv": "ändringssökande|sökande av ändring|anvisning(?:ar)? för ändringssökande",
        "en": "appeal|appeal instructions",
    },
    Part.EXTRACTS: {
        "fi": "otteet|ote|pöytäkirjanotteet|otteet otteen liitteet|ote otteen liitteet"
        "|otteen liitteet",
        "sv": "utdrag|protokollsutdrag|utdrag bilagor till utdrag(?:et)?"
        "|bilagor till utdrag(?:et)?",
        "en": "extracts?",
    },
    Part.DISTRIBUTION: {
        "fi": "tiedoksi|tiedoksianto|jakelu",
        "sv": "för kännedom(?: till)?|delges|delgivning|distribution",
        "en": "distribution|for information",
    },
    Part.HISTORY: {
        "fi": "päätöshistoria|asian aiempi käsittely",
        "sv": "beslutshistori(?:k|a)|ärendets tidigare behandling",
        "en": "decision history|history",
    },
    Part.REFERENCE: {"fi": "viite|otsikonviite", "sv": "referens|hänvisning", "en": "reference"},
    Part.LEDGER: {
        "fi": "tapahtumarekisteri päätöshetkellä",
        "sv": "händelseregistret vid beslutet",
        "en": "the ledger at the time of the decision",
    },
}
"""Regular expressions for the whole heading, in small letters."""

INSTRUCTIONS = {
    "muutoksenhakukielto": "fi",
    "ohjeet oikaisuvaatimuksen tekemiseksi": "fi",
    "muutoksenhaku hankintapäätökseen": "fi",
    "valitusosoitus": "fi",
    "förbud mot (?:sökande av ändring|ändringssökande)": "sv",
    "anvisning(?:ar)? (?:för|om) (?:begäran om|hur man begär) omprövning": "sv",
    "besvärsanvisning": "sv",
    "ändringssökande i upphandlingsbeslut": "sv",
}
"""Headings of whole appeal instructions, which may stand where no part of appeal was begun."""


@dataclass(frozen=True)
class Heading:
    """A heading that was recognised; an instruction's is a part of what it says, too."""

    part: Part
    language: str
    is_text: bool = False


def heading_of(line: str) -> Heading | None:
    """Return what a line is a heading of, when it is nothing but a heading."""
    text = in_one_line(line).rstrip(":").rstrip()
    if not text or len(text) > 80:
        return None
    twice, text = bool(doubled(text)), (doubled(text) or text).casefold()
    found = _pattern().fullmatch(text)
    if found is not None and found.lastgroup is not None:
        language, part = found.lastgroup.split("_", 1)
        if not (twice and part == Part.REFERENCE.value):
            return Heading(Part(part), language)
    is_loud = line.strip() == line.strip().upper()
    for form, language in INSTRUCTIONS.items():
        if is_loud and re.fullmatch(form, text):
            return Heading(Part.APPEAL, language, is_text=True)
    return None


@cache
def _pattern() -> re.Pattern[str]:
    """Return one expression for all headings, whose groups tell the language and the part."""
    return re.compile(
        "|".join(
            f"(?P<{language}_{part.value}>{form})"
            for part, forms in FORMS.items()
            for language, form in forms.items()
        )
    )
