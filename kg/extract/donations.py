"""Donations: who gives what to whom, with numbers, units and worth.

Input: matches of rules that emit Donation. Output: drafts. Options: `carry-recipient`: without
a recipient of its own it has that of the donation before in the sentence (or the place the
donor visits); `aid`: goods brought by an official; `no-donor-subject`: the donor is a slot.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property

from kg.annotate import PEOPLE
from kg.extract.phrases import members
from kg.extract.reading import Draft, Match, Reading, start_draft
from kg.model import Item, Mention


class Donations:
    """Collects donations over an article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.patterns = reading.rules.patterns("goods")
        table = reading.rules.tables["numerals"]
        self.numerals: dict[str, int] = table["digits"]
        self.scales: dict[str, int] = table["scales"]
        number, unit = self.patterns["number"].pattern, self.patterns["unit"].pattern
        about = self.patterns["about"].pattern
        self.amount = re.compile(
            f"(?P<before>{about})?{number}(?P<after>{about})?(?P<unit>{unit})?"
        )
        self.drafts: list[Draft] = []

    def take(self, match: Match, visits: list[Draft]) -> list[Draft]:
        """The donations that `match` tells of: one, or one for each donor with its own goods."""
        donors = self._donors(match)
        items, value = self._items(match)
        if not donors or not (items or value):
            return []
        if "aid" in match.rule.options and not any(i.quantity or len(i.name) > 1 for i in items):
            return []
        recipients = self._recipients(match, visits)
        draft = start_draft("Donation", match, self.reading)
        draft.add("donor", donors)
        draft.add("recipient", recipients)
        draft.items, draft.value_cny = items, value
        drafts = self._shares(draft, match)
        self.drafts += drafts
        return drafts

    def _shares(self, draft: Draft, match: Match) -> list[Draft]:
        """A、B和C分别捐赠x、y和z: one donation each."""
        donors, items = draft.roles["donor"], draft.items
        coded = self.reading.annotated.coded
        each = self.patterns["each"].search(coded, match.clause.start, match.slots["trigger"][1])
        if not each or len(donors) < 2 or len(donors) != len(items):
            return [draft]
        drafts = []
        for donor, item in zip(donors, items, strict=True):
            part = start_draft("Donation", match, self.reading)
            part.add("donor", [donor])
            part.add("recipient", draft.roles["recipient"])
            part.items = [item]
            drafts.append(part)
        drafts[-1].value_cny = draft.value_cny
        return drafts

    # -- who ------------------------------------------------------------------------------

    def _donors(self, match: Match) -> list[Mention]:
        if "no-donor-subject" in match.rule.options:
            return self._named(match, "donor")
        subject = match.clause.subject
        if subject is None or subject.form == "meeting":
            return []
        if subject.form == "people":
            return self.reading.subject(subject)
        return self._split(subject.start, subject.end)

    def _recipients(self, match: Match, visits: list[Draft]) -> list[Mention]:
        named = self._named(match, "recipient")
        if not named and "no-donor-subject" in match.rule.options and match.clause.subject:
            subject = match.clause.subject
            named = self._split(subject.start, subject.end)
        if named or "carry-recipient" not in match.rule.options:
            return named
        if "aid" in match.rule.options:
            return self._receiving(match, visits)
        if self.drafts and _same_paragraph(self.drafts[-1], match):
            return self.drafts[-1].roles.get("recipient", [])
        return self._host(match.clause.start)

    @cached_property
    def _ceremony(self) -> int:
        """Where the first words for a ceremony of giving begin."""
        coded = self.reading.annotated.coded
        found = self.patterns["ceremony"].search(coded)
        return found.start() if found else len(coded)

    def _host(self, end: int) -> list[Mention]:
        """Who holds the first ceremony told of before `end`."""
        if end <= self._ceremony:
            return []
        host = self.patterns["ceremony"].search(self.reading.annotated.coded, self._ceremony, end)
        return self._split(*host.span("host")) if host else []

    def _receiving(self, match: Match, visits: list[Draft]) -> list[Mention]:
        """Those visited: the person named last in the sentence, else the places of the visit."""
        coded = self.reading.annotated.coded
        own = match.clause.subject.start if match.clause.subject else -1
        at = coded.rfind(PEOPLE, match.sentence.start, match.slots["trigger"][0])
        if at > own:
            return self.reading.people(at)
        if visits and _same_paragraph(visits[-1], match):
            return list(visits[-1].roles.get("place", ()))
        return []

    def _named(self, match: Match, slot: str) -> list[Mention]:
        span = match.slots.get(slot)
        if not span:
            return []
        start, end = span
        coded = self.reading.annotated.coded
        lead = self.patterns["recipient_lead"].match(coded[start:end])
        start += lead.end() if lead and lead.end() < end - start else 0
        tail = self.patterns["recipient_tail"].search(coded[start:end])
        end = start + tail.start() if tail and tail.start() > 1 else end
        return self._split(start, end)

    def _split(self, start: int, end: int) -> list[Mention]:
        coded = self.reading.annotated.coded
        mentions: list[Mention] = []
        for a, b in members(self.reading, start, end):
            pronoun = self.patterns["pronoun"].match(coded[a:b])
            sign = coded.find(PEOPLE, a, b)
            if sign >= 0 and b - sign <= 4:
                mentions += self.reading.people(sign)
            elif pronoun:
                mentions += self._private_before(a)
            elif b - a >= 2:
                mentions.append(self.reading.phrase(a, b))
        return mentions

    def _private_before(self, at: int) -> list[Mention]:
        """The last person named before `at` who is no official: whom a pronoun of a gift means."""
        number = bisect_left(self._private, at)
        return self.reading.people(self._private[number - 1])[-1:] if number else []

    @cached_property
    def _private(self) -> list[int]:
        """Where people stand of whom the last is no official."""
        official = self.reading.official
        return [
            at
            for at, sign in self.reading.annotated.signs.items()
            if sign.people and official.get(sign.people[-1].name) != "official"
        ]

    # -- what -----------------------------------------------------------------------------

    def _items(self, match: Match) -> tuple[list[Item], float | int | None]:
        start, end = match.slots["given"]
        a, b = self.reading.clean(start, end)
        text = self.reading.text[a:b]
        stop = self.patterns["stop"].search(text)
        text = text[: stop.start()] if stop else text
        value = None
        worth = self.patterns["worth"].search(text)
        if worth:
            amount = self.amount.match(text, worth.end())
            if amount:
                value, _ = self._number(amount)
                tail = amount.end()
                of = self.patterns["worth_end"].match(text, tail)
                tail = of.end() if of else tail
                text = text[: worth.start()] + "\0" * (tail - worth.start()) + text[tail:]
        else:
            value = self._worth_after(match)
        items = [item for s, e in self._pieces(text) if (item := self._item(text, s, e, a))]
        return items, value

    def _worth_after(self, match: Match) -> float | int | None:
        """A worth that the next clause states: ……，价值30万元."""
        coded = self.reading.annotated.coded[match.clause.end : match.sentence.end]
        lead = self.patterns["worth_after"].match(coded)
        worth = self.patterns["worth"].match(coded, lead.end()) if lead else None
        amount = self.amount.match(coded, worth.end()) if worth else None
        return self._number(amount)[0] if amount else None

    def _pieces(self, text: str) -> list[tuple[int, int]]:
        pieces, done = [], 0
        for cut in self.patterns["split"].finditer(text):
            pieces.append((done, cut.start()))
            done = cut.end()
        pieces.append((done, len(text)))
        return [(s, e) for s, e in pieces if text[s:e].strip("\0")]

    def _item(self, text: str, start: int, end: int, base: int) -> Item | None:
        lead = re.match("\0+", text[start:end])
        start += lead.end() if lead else 0
        lead = self.patterns["lead"].match(text[start:end])
        start += lead.end() if lead and lead.end() < end - start else 0
        piece = text[start:end].replace("\0", "")
        amount = self.amount.search(piece)
        while amount and not amount["unit"] and (later := self.amount.search(piece, amount.end())):
            amount = later
        if not amount or not (amount["unit"] or self.patterns["money"].match(piece, amount.end())):
            return self._unnumbered(piece, start, end, base)
        name = self._item_name(piece, amount)
        quantity, about = self._number(amount)
        money = self.patterns["money"].match(piece, amount.end())
        unit = amount["unit"]
        if money or unit in self.patterns_yuan:
            unit, name = money[0] if money else unit, name or self._money_word()
            unit = self.patterns_yuan[0] if unit in self.patterns_yuan else unit
        if not name:
            return None
        quote = self.reading.quote((base + start, base + end))
        return Item(name, quantity, unit, about, quote)

    @property
    def patterns_yuan(self) -> tuple[str, ...]:
        """Units that are yuan; the first is how records write it."""
        return tuple(self.reading.rules.tables["numerals"]["yuan"])

    def _money_word(self) -> str:
        return str(self.reading.rules.tables["numerals"]["cash"])

    def _item_name(self, piece: str, amount: re.Match[str]) -> str:
        after = piece[amount.end() :]
        money = self.patterns["money"].match(after)
        after = after[money.end() :] if money else after
        tail = self.patterns["tail"].search(after)
        after = after[: tail.start()] if tail and tail.start() else after
        after = self.patterns["item_lead"].sub("", after)
        before = self.patterns["lead"].sub("", piece[: amount.start()])
        before = self.patterns["item_tail"].sub("", before)
        name = after if len(after) > len(before) or not before else before
        name = self.patterns["last_of"].sub("", name) if len(name) > 6 else name
        return self.patterns["name_edges"].sub("", name)

    def _unnumbered(self, piece: str, start: int, end: int, base: int) -> Item | None:
        tail = self.patterns["tail"].search(piece)
        name = piece[: tail.start()] if tail and tail.start() else piece
        if not 1 < len(name) <= 12 or self.patterns["not_goods"].search(name):
            return None
        name = self.patterns["name_edges"].sub("", name)
        quote = self.reading.quote((base + start, base + end))
        return Item(name, None, None, approximate=False, quote=quote)

    def _number(self, amount: re.Match[str]) -> tuple[float | int, bool]:
        digits = amount["number"].replace(",", "")
        scale = 1
        for sign in (amount["scale"] or "") + (amount["scale2"] or ""):
            scale *= self.scales[sign]
        value = float(digits) if digits[0].isdigit() else float(self._chinese(digits))
        number = round(value * scale, 6)
        about = bool(amount["about"] or amount["before"] or amount["after"])
        return (int(number) if number == int(number) else number), about

    def _chinese(self, digits: str) -> int:
        total = section = current = 0
        for sign in digits:
            if sign in self.numerals:
                current = self.numerals[sign]
            else:
                section += (current or 1) * self.scales[sign]
                current = 0
        return total + section + current


def _same_paragraph(draft: Draft, match: Match) -> bool:
    return draft.match.sentence.paragraph == match.sentence.paragraph
