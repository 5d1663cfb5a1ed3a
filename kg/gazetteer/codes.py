"""Codes of divisions, and the schemes they belong to.

Input: a code of 2, 4, 6, 9 or 12 digits. Output: the code in the length of its scheme, the scheme
and an IRI. Codes of divisions down to counties have six digits (GB/T 2260), those of townships
nine (GB/T 10114). Development zones have codes of the same form that are none of either: numbers
71 to 80 in place of a county's, and townships numbered from 400 on (rules for the codes of
divisions used in statistics, National Bureau of Statistics).
"""

from __future__ import annotations

from typing import NamedTuple

from kg.gazetteer.values import Level
from kg.gazetteer.wording import settings

LENGTHS = {2: Level.PROVINCE, 4: Level.CITY, 6: Level.COUNTY, 9: Level.TOWN, 12: Level.VILLAGE}


class Coded(NamedTuple):
    """A code, the name of its scheme, and its IRI."""

    code: str
    scheme: str
    iri: str


def coded(digits: str) -> Coded:
    """A code with its scheme; `digits` are those of a table, shorter for higher divisions.

    >>> coded("4101").code, coded("410184").scheme, coded("410172360").code
    ('410100', 'GB/T 2260', '410172360')
    """
    code = whole(digits)
    scheme = settings()["scheme"][_scheme(code)]
    return Coded(code, scheme["label"], scheme["iri"] + code)


def whole(digits: str) -> str:
    """A code with the zeros of its scheme: six digits down to counties, then nine and twelve."""
    code = digits.ljust(6, "0")
    if len(code) == 12 and code.endswith("000"):
        code = code[:9]
    return code[:6] if len(code) == 9 and code.endswith("000") else code


def _scheme(code: str) -> str:
    if "71" <= code[4:6] <= "80" or len(code) == 12 or (len(code) == 9 and code[6:] >= "400"):
        return "statistics"
    return "town" if len(code) == 9 else "division"


def level(code: str) -> Level:
    """The level of a whole code: 410000 is a province's, 410100 a city's."""
    if len(code) > 6:
        return LENGTHS[len(code)]
    return Level.COUNTY if code[4:] != "00" else Level.CITY if code[2:4] != "00" else Level.PROVINCE


def parents(code: str) -> tuple[str, ...]:
    """Whole codes of what a division lies in, narrowest first."""
    cuts = [cut for cut in (9, 6, 4, 2) if cut < len(code)]
    found = (whole(code[:cut]) for cut in cuts)
    return tuple(dict.fromkeys(one for one in found if one != code))
