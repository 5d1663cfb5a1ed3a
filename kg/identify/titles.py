"""What a post or a body is, as far as its wording and the jurisdiction around it tell.

Input: a wording, a jurisdiction. Output: a `Title`, the same for wordings that say the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.identify.settings import Settings
from kg.rdf.seat import is_alone, read, split, within


@dataclass(frozen=True, slots=True, order=True)
class Title:
    """The place of a county or above, what is held or done there, and what the wording names.

    `upper` and `lower` are places that the wording names itself, down to a county and below.
    """

    place: str
    rest: str
    upper: str = ""
    lower: str = ""

    @property
    def is_unique(self) -> bool:
        """Whether the place is named so that it is no other."""
        return is_alone(self.place) or len(read(self.place).chain) > 1


def title(wording: str, jurisdiction: str, settings: Settings) -> Title:
    """Read a wording in a jurisdiction."""
    seat = read(wording)
    upper, lower = split(seat)
    place = within(jurisdiction, upper) if upper else jurisdiction
    sign = read(jurisdiction).sign if seat.level is None else ""
    rest = settings.shorten(lower + sign + seat.rest)
    return Title(settings.shorten(place), rest, upper, lower)


def is_of_level(wording: str, jurisdiction: str) -> bool:
    """Whether a wording that names no place speaks of a jurisdiction of that level."""
    return read(wording).level in (None, read(jurisdiction).level)
