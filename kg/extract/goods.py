"""What is given: kinds of goods with numbers and units, money, worth.

Input: the words of a gift, as they stand in the cleaned text. Output: a `Lot` of goods, each with
its place in those words. Knows nothing of who gives or receives.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from kg.rules import Rules

Amount = float | int

_SECTION = 1000  # what a larger numeral multiplies is all that stands before it: 三万五千
_QUOTES = "\u201c\u201d"
_LONGEST = 400  # characters of what may name one kind of goods with what stands beside it
_LONG = 14  # characters: what is longer is no name of goods without a number


class Count(NamedTuple):
    """A number of goods."""

    quantity: Amount
    unit: str
    approximate: bool


@dataclass(frozen=True, slots=True)
class Good:
    """One kind of goods, or a sum of money, in `text[start:end]` of the words of a gift."""

    name: str
    quantity: Amount | None
    unit: str | None
    approximate: bool
    start: int
    end: int
    worth: Amount | None = None
    each: bool = False


@dataclass(frozen=True, slots=True)
class Lot:
    """All that the words of one gift name, and what it is worth together where they say so."""

    goods: tuple[Good, ...] = ()
    worth: Amount | None = None

    @property
    def numbered(self) -> bool:
        """Whether any of the goods has a number."""
        return any(good.quantity is not None for good in self.goods)


class Goods:
    """Reads lots, by the tables `[goods]` and `[numerals]`."""

    def __init__(self, rules: Rules) -> None:
        self.patterns = rules.patterns("goods")
        table = rules.tables["numerals"]
        self.cash: str = table["cash"]
        self.yuan: tuple[str, ...] = tuple(table["yuan"])
        self.currencies: tuple[str, ...] = tuple(table["currencies"])
        self.single: str = table["single"]
        self.numerals: dict[str, int] = table["digits"]
        self.scales: dict[str, int] = table["scales"]
        number, unit = self.patterns["number"].pattern, self.patterns["unit"].pattern
        about = self.patterns["about"].pattern
        self.amount = re.compile(
            f"(?P<before>{about})?{number}(?P<after>{about})?(?P<unit>{unit})?"
        )

    def read(self, text: str) -> Lot:
        """The goods in `text`, the words of a gift."""
        stop = self.patterns["stop"].search(text)
        text = text[: stop.start()] if stop else text
        if self.patterns["no_gift"].search(text):
            return Lot()
        text, worths, total = self._without_worth(text)
        for aside in ("brackets", "holds"):
            text = self.patterns[aside].sub(lambda m: "\0" * len(m[0]), text)
        goods: list[Good] = []
        for start, end in self._pieces(text):
            last = goods[-1] if goods else None
            if good := self._good(text, start, end) or self._again(text, start, end, last):
                goods.append(self._of_its_own(good, last, text))
        goods = [self._with_worth(good, worths) for good in _shared(goods)]
        if len(goods) == 1 and worths and self.is_sum(goods[0].name, goods[0].quantity):
            return Lot((replace(goods[0], quantity=worths[-1][1], unit=self.yuan[0], worth=None),))
        return Lot(tuple(goods), total if total is not None else _sum(worths))

    def worth(self, text: str, start: int = 0) -> tuple[Amount, int] | None:
        """The worth that stands at `start` in `text`, and where it ends."""
        lead = self.patterns["worth"].match(text, start)
        amount = self.amount.match(text, lead.end()) if lead else None
        if not amount or not (self._is_money(amount, text) or self._is_scaled(amount)):
            return None
        return self.number(amount)[0], amount.end()

    def _is_scaled(self, amount: re.Match[str]) -> bool:
        """Whether an amount is one of money, though that is not said, as it counts nothing: 价值115万."""
        return bool(amount["scale"] or amount["scale2"]) and amount["unit"] is None

    def count(self, text: str) -> Count | None:
        """The number that `text` tells and nothing else, of goods named before: 共150本."""
        lead = self.patterns["in_sum"].match(text)
        amount = self.amount.fullmatch(text, lead.end()) if lead else None
        counted = amount and not self._is_money(amount, text)
        return self._count(amount) if amount and counted else None

    def sum(self, text: str) -> Count | None:
        """The sum of money that `text` tells and nothing else, each one's or all of it: 每人6000元."""
        lead = self.patterns["sum_each"].match(text)
        amount = self.amount.fullmatch(text, lead.end()) if lead else None
        if not amount or amount["unit"] not in self.yuan:
            return None
        return Count(self.number(amount)[0], self.yuan[0], self.number(amount)[1])

    def share(self, text: str) -> tuple[int, Count] | None:
        """The number that ends `text`, and where it begins: 市消防大队2万元."""
        for amount in self.amount.finditer(text):
            if amount.end() == len(text) and (count := self._count(amount)):
                return amount.start(), count
        return None

    def _count(self, amount: re.Match[str]) -> Count | None:
        quantity, about = self.number(amount)
        return Count(quantity, amount["unit"], about) if amount["unit"] else None

    def is_sum(self, name: str, quantity: Amount | None) -> bool:
        """Whether what is said to be worth so much is that sum itself: 善款共计36万元."""
        return quantity is None and self.patterns["sum_name"].search(name) is not None

    # -- worth ----------------------------------------------------------------------------

    def _without_worth(self, text: str) -> tuple[str, list[tuple[int, Amount]], Amount | None]:
        """`text` with every stated worth blanked out; the worths with their places; their total."""
        worths: list[tuple[int, Amount]] = []
        total: Amount | None = None
        parts: list[str] = []
        done = 0
        for lead in self.patterns["worth"].finditer(text):
            found = self.worth(text, lead.start()) if lead.start() >= done else None
            if not found or (not lead.start() and self.patterns["sum"].fullmatch(lead[0])):
                continue
            value, end = found
            of = self.patterns["worth_end"].match(text, end)
            end = of.end() if of else end
            parts += (text[done : lead.start()], "\0" * (end - lead.start()))
            done = end
            if self.patterns["in_all"].match(lead[0]):
                total = value
            worths.append((lead.start(), value))
        return "".join(parts) + text[done:], worths, total

    def _with_worth(self, good: Good, worths: list[tuple[int, Amount]]) -> Good:
        first = bisect_left(worths, good.start, key=itemgetter(0))
        own = first < len(worths) and worths[first][0] < good.end
        return replace(good, worth=worths[first][1]) if own else good

    # -- goods ----------------------------------------------------------------------------

    def _pieces(self, text: str) -> Iterator[tuple[int, int]]:
        done = 0
        for cut in self.patterns["split"].finditer(text):
            yield done, cut.start()
            done = cut.end()
        yield done, len(text)

    def _good(self, text: str, start: int, end: int) -> Good | None:
        if end - start > _LONGEST:
            return None
        piece = text[start:end]
        plain = piece.replace("\0", "")
        lead = self.patterns["lead"].match(plain)
        plain = plain[lead.end() :] if lead and lead.end() < len(plain) else plain
        if some := self.patterns["some"].search(plain):
            plain = plain[: some.start()] + plain[some.end() :]
            plain = plain or (self.cash if some[0].endswith(self.yuan) else "")
        if not plain or self.patterns["of_others"].search(plain):
            return None
        amount = None if self.patterns["umbrella"].search(plain) else self._amount(plain)
        if amount is None:
            name = self._bare_name(plain)
            return Good(name, None, None, False, start, end) if name else None  # noqa: FBT003
        quantity, about = self.number(amount)
        unit = amount["unit"] or self.yuan[0]
        name = self._name(plain, amount)
        if unit in self.yuan and (bought := self._bought(plain, amount)):
            return Good(bought, None, None, False, start, end, worth=quantity)  # noqa: FBT003
        foreign = next((c for c in self.currencies if plain[: amount.start()].endswith(c)), None)
        if foreign and unit in self.yuan:
            unit = foreign
        if unit in self.yuan or unit in self.currencies or not amount["unit"]:
            unit = self.yuan[0] if unit in self.yuan else unit
            name = name if self.patterns["money_name"].search(name) else self.cash
        if not name or self.patterns["never"].search(name):
            return None
        each = bool(self.patterns["each_end"].search(plain[: amount.start()]))
        return Good(name, quantity, unit, about, start, end, each=each)

    def _again(self, text: str, start: int, end: int, last: Good | None) -> Good | None:
        """A further number of the goods before it: 口罩1000只、2000只."""
        amount = self.amount.fullmatch(text, start, end)
        if amount is None or last is None or amount["unit"] != last.unit or not last.unit:
            return None
        quantity, about = self.number(amount)
        return Good(last.name, quantity, last.unit, about, start, end)

    def _of_its_own(self, good: Good, last: Good | None, text: str) -> Good:
        """`good`, without a number if that is one of all goods in a list of which `last` has none."""
        listed = good.quantity is not None and last is not None and last.quantity is None
        if listed and self.patterns["of_all"].search(text, good.start, good.end):
            return replace(good, quantity=None, unit=None, approximate=False)
        return good

    def are_kinds(self, names: Iterable[str]) -> bool:
        """Whether several of `names` end like goods of a kind that is known: 书包、学习用品和篮球."""
        return sum(self.patterns["kinds"].search(name) is not None for name in names) > 1

    def _bought(self, piece: str, amount: re.Match[str]) -> str:
        """The name of goods of which a sum of money says what they are worth: 5万元消毒剂."""
        before, after = piece[: amount.start()], piece[amount.end() :]
        for words in (after, before):
            whole = self.patterns["item_lead"].sub("", self.patterns["item_tail"].sub("", words))
            if self.patterns["bought"].search(name := self._trim(whole)):
                return name
        return ""

    def _amount(self, piece: str) -> re.Match[str] | None:
        """The number and unit of a piece: the first with a unit, a sum rather than its parts."""
        found = [
            amount
            for amount in self.amount.finditer(piece)
            if (amount["unit"] or self._is_money(amount, piece))
            and not self.patterns["vague"].match(amount[0])
        ]
        sums = (m for m in found if self._is_summed(piece, m.start("number")))
        return next(sums, next(iter(found), None))

    def _is_summed(self, piece: str, end: int) -> bool:
        """Whether what stands before `end` says that a sum follows: 共计."""
        return self.patterns["sum"].search(piece, max(0, end - _LONG), end) is not None

    def _is_money(self, amount: re.Match[str], text: str) -> bool:
        unit = amount["unit"]
        if unit in self.yuan or unit in self.currencies:
            return True
        alone = amount["scale"] and amount.span() == (0, len(text))  # 捐资10万
        return unit is None and bool(alone or self.patterns["money"].match(text, amount.end()))

    def _name(self, piece: str, amount: re.Match[str]) -> str:
        first = self.amount.search(piece)
        summed = first is not None and self._is_summed(piece, amount.start("number"))
        before = piece[: first.start() if summed and first else amount.start()]
        after = piece[amount.end() :]
        unit = self.patterns["money"].match(after)
        after = after[unit.end() :] if unit else after
        before = self.patterns["item_tail"].sub("", before)
        money = self._is_money(amount, piece)
        odd = money and not self.patterns["money_name"].search(before)
        if odd or not before or self.patterns["of"].search(before):
            before = self.patterns["item_lead"].sub("", after)
        return self._trim(before)

    def _bare_name(self, piece: str) -> str:
        """The name of goods without a number, the empty string where it can be none."""
        name = self._trim(piece)
        barred = self.patterns["not_goods"].search(name) or self.patterns["never"].search(name)
        if barred or not 0 < len(name) <= _LONG:
            return ""
        return name if len(name) > 1 or name in self.single else ""

    def _trim(self, name: str) -> str:
        work = self.patterns["work"].search(name)
        if work:
            return work[0]
        tail = self.patterns["tail"].search(name)
        name = name[: tail.start()] if tail and tail.start() else name
        name = self.patterns["last_of"].sub("", name)
        name = self.patterns["name_edges"].sub("", name)
        opened = name.count(_QUOTES[0]) > name.count(_QUOTES[1])
        return name + _QUOTES[1] if opened else name

    # -- numbers --------------------------------------------------------------------------

    def number(self, amount: re.Match[str]) -> tuple[Amount, bool]:
        """The number that a match of `amount` states, and whether it is an approximate one."""
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
            elif self.scales[sign] > _SECTION:
                total = (total + section + current or 1) * self.scales[sign]  # 近万
                section = current = 0
            else:
                section += (current or 1) * self.scales[sign]
                current = 0
        return total + section + current


@cache
def reads_goods(rules: Rules) -> Goods:
    """The reader of goods by `rules`, which all articles share."""
    return Goods(rules)


def _shared(goods: list[Good]) -> list[Good]:
    """A、B各1台: those before it without a number have the same one."""
    shared = list(goods)
    for n in range(len(shared) - 2, -1, -1):
        after = shared[n + 1]
        if after.each and shared[n].quantity is None:
            shared[n] = replace(
                shared[n], quantity=after.quantity, unit=after.unit,
                approximate=after.approximate, each=True,
            )  # fmt: skip
    return shared


def _sum(worths: list[tuple[int, Amount]]) -> Amount | None:
    return sum(value for _, value in worths) if worths else None
