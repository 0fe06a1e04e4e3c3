"""How long records of a decision are kept, and how long secret ones are secret (R52).

Years of keeping are those of the city's records plan for the process of deciding. The years of
secrecy are the law's general ones; a ground with years of its own is left open for the archivist.
"""

import re
from calendar import isleap
from datetime import date

from signapp.domain.publicity import PublicityClass
from signapp.services.archive_form import PERMANENT, Retention, SecrecyPeriod

PLAN = "Tiedonohjaussuunnitelma"
FOR_EVER = Retention(PERMANENT, f"{PLAN}: päätöspöytäkirja liitteineen säilytetään pysyvästi")
RECTIFICATION = Retention(10, f"{PLAN}: oikaisuvaatimus 10 vuotta")
EXTRACT = Retention(0, f"{PLAN}: pöytäkirjanotetta ei säilytetä")
COPY = Retention(0, f"{PLAN}: julkaistu jäljennös; alkuperäinen säilytetään pysyvästi")

GENERAL = re.compile(r"JulkL \(621/1999\) 24\.1 § ([0-9]{1,2}) k")
PRIVATE_LIFE = range(24, 33)
"""The items of section 24(1) that protect private life."""
YEARS, YEARS_OF_PRIVATE_LIFE = 25, 100
BASIS = "JulkL (621/1999) 31.2 §"


def secrecy_period(
    publicity: PublicityClass, grounds: tuple[str, ...], begins: date | None
) -> SecrecyPeriod | None:
    """Return how long a record is secret that was issued on a day; None of a public one.

    For private life it is 50 years from the person's death, or 100 years where that is not
    known, as it is here. A ground outside section 24(1) has no years that are known here.
    """
    if publicity is PublicityClass.PUBLIC:
        return None
    found = [GENERAL.fullmatch(ground) for ground in grounds]
    if not found or not all(found):
        return SecrecyPeriod(None, begins, None, ", ".join(grounds))
    private = any(one and int(one[1]) in PRIVATE_LIFE for one in found)
    years = YEARS_OF_PRIVATE_LIFE if private else YEARS
    return SecrecyPeriod(years, begins, _later(begins, years) if begins else None, BASIS)


def _later(day: date, years: int) -> date:
    """Return the same day so many years later; of 29 February the last of the month."""
    year = day.year + years
    last = (day.month, day.day) == (2, 29) and not isleap(year)
    return day.replace(year=year, day=28) if last else day.replace(year=year)
