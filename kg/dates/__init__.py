"""Dates: finding the expressions in a text, and what they come to.

Input: cleaned text; the words and patterns of `ontology/rules/dates.toml` and
`ontology/lexicon/date-*.txt`. Output: `DateExpr` values with offsets into that text, and
normalised dates in the forms of DESIGN §4.
"""

from __future__ import annotations

from kg.dates.expression import DateExpr, Point
from kg.dates.find import find
from kg.dates.resolve import Narrative, resolve, resolve_all
from kg.dates.rules import DateRules, load_dates
from kg.dates.signed import signed_day

__all__ = [
    "DateExpr",
    "DateRules",
    "Narrative",
    "Point",
    "find",
    "load_dates",
    "resolve",
    "resolve_all",
    "signed_day",
]
