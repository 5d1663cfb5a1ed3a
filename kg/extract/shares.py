"""Shares: which of several donors gives what to which of several recipients.

Input: a match of a rule that emits Donation, its parties and what is given. Output: shares, each
the donors, the recipients and the items of one gift.
"""

from __future__ import annotations

from dataclasses import replace

from kg.extract.goods import Amount, Goods
from kg.extract.parties import Parties
from kg.extract.reading import Draft, Match
from kg.extract.receivers import Receivers
from kg.model import Item, Mention

_REACH = 600  # characters of a clause in which is looked for what shares it out
Found = tuple[Item, Amount | None]  # an item, and what it is worth
Share = tuple[list[Mention], list[Mention], list[Found]]


class Shares:
    """Parts what is told in one, by the table `[donations]`."""

    def __init__(self, parties: Parties, receivers: Receivers, goods: Goods) -> None:
        self.coded = parties.coded
        self.patterns = parties.reading.rules.patterns("donations")
        self.receivers = receivers
        self.goods = goods

    def apart(
        self,
        match: Match,
        donors: list[Mention],
        recipients: list[Mention],
        items: list[Found],
        visits: list[Draft],
    ) -> list[Share]:
        """A、B分别到x、y，看望X、Y，送去…: each has given to those whom he went to see."""
        trips = [v for v in visits[-len(donors) :] if v.match.sentence is match.sentence]
        apart = [v.names("visitor") for v in trips] == [[m.name] for m in donors]
        if len(donors) < 2 or not apart or "recipient" in match.slots:
            return self._shares(match, donors, recipients, items)
        if recipients == trips[-1].roles.get("place") and len(recipients) == 1:
            return [
                ([d], v.roles.get("place", []), items) for d, v in zip(donors, trips, strict=True)
            ]
        if len(recipients) != len(donors):
            return self._shares(match, donors, recipients, items)
        return [([d], [r], items) for d, r in zip(donors, recipients, strict=True)]

    def _shares(
        self, match: Match, donors: list[Mention], recipients: list[Mention], items: list[Found]
    ) -> list[Share]:
        """A、B分别捐赠x、y: one gift each; so are gifts to several, each with its own."""
        if len(items) == 1 and (told := self.receivers.shares(match, self.goods)):
            item, _ = items[0]
            return [(donors, who, [(replace(item, **c._asdict()), None)]) for who, c in told]
        end = max(match.slots["trigger"][1], match.slots.get("given", (0, 0))[1])
        start = max(match.clause.start, end - _REACH)
        each = self.patterns["each"].search(self.coded, start, end)
        apiece = self.patterns["apiece"].search(self.coded, start, end)
        alike = self.patterns["goods_alike"].search(self.coded, start, end)
        numbered = all(item.quantity is not None for item, _ in items)
        in_turn = self.patterns["in_turn"].search(self.coded, start, end)
        of_kind = in_turn and len({(item.name, item.unit) for item, _ in items}) == 1
        paired = len(donors) == len(items) > 1 and numbered and len(recipients) < 2
        if (each or of_kind) and paired and not alike:
            return [([d], recipients, [i]) for d, i in zip(donors, items, strict=True)]
        if each and len(donors) > 1 and len(recipients) < 2 and not alike:
            people = any(m.kind == "Person" for m in donors)
            stated = numbered or len(items) == 1
            if stated and ("aid" not in match.rule.options or (len(items) == 1 and not people)):
                return [([d], recipients, items) for d in donors]
        if each and len(recipients) == len(items) > 1 and numbered and not apiece:
            return [(donors, [r], [i]) for r, i in zip(recipients, _alike(items), strict=True)]
        if not alike and (apiece or (each and len(items) == 1)):
            return [(donors, [r], items) for r in recipients] or [(donors, recipients, items)]
        return [(donors, recipients, items)]


def _alike(items: list[Found]) -> list[Found]:
    """慰问金3万元、1万元: the sums after the first bear its name."""
    first = items[0][0]
    return [
        (replace(item, name=first.name), worth) if item.unit == first.unit else (item, worth)
        for item, worth in items
    ]
