"""Several who give in one list: A捐款10万元、B捐款5万元，C2万元.

Input: matches of rules that emit Donation. Output: for each giver of the list a match of its own, with who
gives, where the list says so, and the words for what he gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from kg.clauses import Clause
from kg.extract.givers import Givers
from kg.extract.reading import Match, Reading
from kg.model import Mention

_MORE = 100  # clauses behind a gift in which others are told to give
_Part = tuple[list[Mention], dict[str, tuple[int, int]]]  # who gives, and the words for the rest


class Runs:
    """Parts lists of gifts, by the table `[donations]`."""

    def __init__(self, reading: Reading, givers: Givers) -> None:
        self.coded = reading.annotated.coded
        self.patterns = reading.rules.patterns("donations")
        self.goods = reading.rules.patterns("goods")
        self.givers = givers
        self._read: dict[tuple[int, bool], list[_Part]] = {}  # by where a clause starts

    def read(self, match: Match) -> Iterator[tuple[list[Mention], Match]]:
        """`match`, and one for each further donor of A捐款2万元、B捐款1万元."""
        given = match.slots.get("given")
        if given is None:
            yield [], match
            return
        if "each-by" in match.rule.options:
            yield from self._each_by(match, *given)
            return
        start = given[0]
        donors: list[Mention] = []
        for cut in self.patterns["run"].finditer(self.coded, *given):
            gives = cut.end() > cut.end("who")  # else he only stands before a sum
            if not self.patterns["gift_told"].search(self.coded, start, cut.start()):
                continue  # 由A、B捐赠的
            others = self.givers.giver(*cut.span("who"), surely=gives)
            if not gives and (not others or self._is_share(match, *cut.span("who"))):
                continue
            yield donors, _with(match, given=(start, cut.start()))
            start, donors = cut.end(), others
        yield donors, _with(match, given=(start, given[1]))
        for clause in islice(match.sentence.later(match.clause), _MORE):
            also = self.also(match, clause)
            yield from also
            if not also:
                break

    def also(self, match: Match, clause: Clause) -> list[tuple[list[Mention], Match]]:
        """Who else gives, or gets, so much, by a clause of nothing more: A捐款10万元，B5万元、C1万元."""
        return [(donors, _with(match, **slots)) for donors, slots in self._parts(match, clause)]

    def goes_on(self, match: Match, clause: Clause) -> bool:
        """Whether a clause tells nothing but that."""
        return bool(self._parts(match, clause))

    def _parts(self, match: Match, clause: Clause) -> list[_Part]:
        """The parts of such a clause, which is read once, however many of a list ask for it."""
        raised = "folk" in match.rule.options  # 募集捐款6万元，其中A4万元
        if not raised and not self.patterns["gave"].search(self.coded, *match.slots["trigger"]):
            return []
        asked = clause.start, self._may_share(match)
        if asked not in self._read:
            self._read[asked] = self._read_parts(clause, may_share=asked[1])
        return self._read[asked]

    def _read_parts(self, clause: Clause, *, may_share: bool) -> list[_Part]:
        told: list[_Part] = []
        for part in self.patterns["also_part"].finditer(self.coded, clause.start, clause.end):
            also = self.patterns["also"].match(self.coded, *part.span())
            if also is None:
                return []
            share = may_share and self._takes(*also.span("who"))
            donors = [] if share else self.givers.giver(*also.span("who"))
            if not donors and (not share or also["of"]):
                return []
            taken = {"recipient": also.span("who")} if share else {}
            told.append((donors, {"given": also.span("given"), **taken}))
        return told

    def names_other(self, clause: Clause) -> bool:
        """Whether a clause only names a sum of something else than money or goods: 营业额5万元."""
        also = self.patterns["also"].match(self.coded, clause.start, clause.end)
        goods = self.goods
        return also is not None and not (
            goods["money_name"].search(also["who"]) or goods["bought"].search(also["who"])
        )

    def _is_share(self, match: Match, start: int, end: int) -> bool:
        """Whether who stands before a sum may as well be one of those to whom it goes."""
        return self._may_share(match) and self._takes(start, end)

    def _may_share(self, match: Match) -> bool:
        return "recipient" in match.slots or "each-by" in match.rule.options

    def _takes(self, start: int, end: int) -> bool:
        return self.patterns["takes"].search(self.coded, start, end) is not None

    def _each_by(self, match: Match, start: int, end: int) -> Iterator[tuple[list[Mention], Match]]:
        """X捐赠的x、Y捐赠的y: what each of the donors gives."""
        for part in self.patterns["each_by"].finditer(self.coded, start, end):
            donors = self.givers.giver(*part.span("who"), surely=True)
            yield donors, _with(match, given=part.span("given"))


def _with(match: Match, **slots: tuple[int, int]) -> Match:
    return replace(match, slots={**match.slots, **slots})
