"""Recipients that are only counted: 两户, 这三处, 两个单位 stand for those visited just before.

Input: the words for a recipient, the visits told of so far. Output: mentions, where those named
before are as many as is said, else none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.parties import Parties
from kg.extract.reading import Draft, Match
from kg.model import Mention

_PARAGRAPHS = 2  # within which a visit stands on which those were seen who are counted


class Counted:
    """Reads recipients by a number word, by the table `[parties]`."""

    def __init__(self, parties: Parties) -> None:
        self.parties = parties
        self.reading = parties.reading
        self.coded = parties.coded
        self.patterns = parties.patterns

    def meant(
        self, match: Match, span: tuple[int, int], visits: list[Draft], taken: frozenset[str]
    ) -> list[Mention]:
        """Those for whom `coded[slice(*span)]` stands, none of them one of `taken`."""
        told = self.patterns["so_many"].fullmatch(self.coded, *span)
        if told is None:
            return []
        if each := told["each"]:
            return next((group for group in self._places(match, visits, each) if group), [])
        digits = self.reading.rules.tables["numerals"]["digits"]
        number = digits.get(told["number"]) or int(told["number"])
        groups = [] if told["homes"] else list(self._places(match, visits, told["what"]))
        if not told["what"] and not told["places"]:
            groups = [*self._homes(match, span[0], visits, taken), *groups]
        return next((group for group in groups if len(group) == number), [])

    def at_home(self, match: Match, visits: list[Draft]) -> list[Mention]:
        """The only one at whose home the visit told in the sentence was."""
        homes = next(self._visited(match, visits), [])
        there = [who for place in homes[-1:] for who in self._at_home(place)]
        return there if len(there) == 1 else []

    def _homes(
        self, match: Match, at: int, visits: list[Draft], taken: frozenset[str]
    ) -> Iterator[list[Mention]]:
        """Those at whose homes the visit was, and the people told last before `at`."""
        for places in self._visited(match, visits):
            yield [who for place in places for who in self._at_home(place)]
        yield self.parties.private_in(self.parties.paragraph_start(at), at, taken)

    def _at_home(self, place: Mention) -> list[Mention]:
        """Who lives in the household that `place` names: 王结根 for 水畈村王结根家."""
        home = self.patterns["home"].fullmatch(place.name)
        if home is None:
            return []
        who, told = home["who"], place.quote
        start = told.start + max(0, told.text.find(who))
        return [Mention(who, "Person", told._replace(text=who, start=start, end=start + len(who)))]

    def _places(
        self, match: Match, visits: list[Draft], what: str | None
    ) -> Iterator[list[Mention]]:
        """The places visited that are no homes, those of the kind `what` first."""
        kind = self.reading.rules.tables["anaphora"].get(what, what) if what else ""
        ends = re.compile(f"(?:{kind})$")
        for places in self._visited(match, visits):
            named = [place for place in places if not self.patterns["home"].fullmatch(place.name)]
            if kind:
                yield [place for place in named if ends.search(place.name)]
            if not kind or len(named) == len(places):
                yield named

    def _visited(self, match: Match, visits: list[Draft]) -> Iterator[list[Mention]]:
        """The places of the last visit, those told in the sentence of `match` before all of them."""
        visit = visits[-1] if visits else None
        if visit is None:
            return
        places = visit.roles.get("place", [])
        here = self.reading.clean(match.sentence.start, match.sentence.end)
        start = self.reading.quote(here).start
        yield [place for place in places if place.quote.start >= start]
        if match.sentence.paragraph - visit.match.sentence.paragraph >= _PARAGRAPHS:
            return
        yield list(places)
