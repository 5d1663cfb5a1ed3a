"""When a wording that was found names what an annotator wrote.

Input: two strings. Output: whether they name the same person, place, body, thing or post. The
patterns stand in `alike.toml`. How much leniency there is, and every figure below, is that of the
project's scorer, so that figures can be compared.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

_BLANK: Final = re.compile(r"[\s\u200b-\u200f\ufeff]+")
_PEOPLE: Final = frozenset(
    {"visitors", "companions", "chairs", "attendees", "donors", "recipients", "issuers"}
)
_PERSON_LENGTH: Final = 4  # characters; names up to this length must be equal
_PART: Final = 0.5  # how much of a name a part of it must be
_END_PART: Final = 0.25  # how much of it its end must be
_LIKENESS: Final = 0.8  # of names that differ here and there
_POST_LIKENESS: Final = 0.85


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    text = Path(__file__).with_name("alike.toml").read_text(encoding="utf-8")
    return {name: re.compile(pattern) for name, pattern in tomllib.loads(text).items()}


def bare(text: str) -> str:
    """`text` in NFKC, without space and characters of no width: what directives are found in."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A name as names are compared: NFKC, lower case, no punctuation."""
    return _patterns()["dropped"].sub("", unicodedata.normalize("NFKC", name)).lower()


def same_name(gold: str, found: str, role: str = "") -> bool:
    """Whether `found` names `gold`; `role` is a key of the gold, such as `visitors`."""
    wanted, given = plain(gold), plain(found)
    if not wanted or not given or wanted == given:
        return bool(wanted) and wanted == given
    short, long = sorted((wanted, given), key=len)
    if role in _PEOPLE and len(long) <= _PERSON_LENGTH and not _bodies(wanted, given):
        return False
    if short in long:
        share = len(short) / len(long)
        at_end = short == given and wanted.endswith(given)
        return len(short) > 1 and (share >= _PART or (at_end and share >= _END_PART))
    alike = all(_counted(name, wanted) == _counted(name, given) for name in ("number", "side"))
    return alike and _likeness(wanted, given) >= _LIKENESS


def same_post(gold: str, found: str) -> bool:
    """Whether `found` is the post `gold`, of the same grade."""
    wanted, given = plain(gold), plain(found)
    if _counted("grade", wanted) != _counted("grade", given):
        return False
    if wanted == given:
        return True
    short, long = sorted((wanted, given), key=len)
    if len(short) >= 3 and long.endswith(short):
        return True
    return len(short) >= 4 and _likeness(wanted, given) >= _POST_LIKENESS


def same_issuer(gold: str, found: str) -> bool:
    """Whether two issuers are one; a meeting without a name is any meeting."""
    if same_name(gold, found, "issuers"):
        return True
    unnamed = [bool(_patterns()["meeting"].fullmatch(plain(name))) for name in (gold, found)]
    meeting = [bool(_patterns()["meeting_end"].search(plain(name))) for name in (gold, found)]
    return all(unnamed) or (unnamed[0] and meeting[1]) or (unnamed[1] and meeting[0])


def _bodies(*names: str) -> bool:
    return all(_patterns()["body"].search(name) for name in names)


def _counted(pattern: str, text: str) -> Counter[str]:
    return Counter(_patterns()[pattern].findall(text))


def _likeness(one: str, other: str) -> float:
    return 2 * _common(one, other) / (len(one) + len(other))


def _common(one: str, other: str) -> int:
    """Length of the longest common subsequence, a row of the table in the bits of one integer.

    Hyyrö, Bit-parallel LCS-length computation revisited (AWOCA 2004).
    """
    places: dict[str, int] = {}
    for at, character in enumerate(one):
        places[character] = places.get(character, 0) | 1 << at
    whole = row = (1 << len(one)) - 1
    for character in other:
        hit = row & places.get(character, 0)
        row = ((row + hit) | (row - hit)) & whole
    return len(one) - row.bit_count()
