"""Donations that are told twice: which of them another one tells in full.

Input: drafts of donations in the order in which they were told, the patterns of `[donations]`.
Output: those that count. A gift is told again of the same goods, with whom they were given to,
as a sum with its shares, in words for goods of any kind, or by who hands it over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kg.extract.reading import Draft, shortens
from kg.model import Item

_AGAIN = 12  # donations after one, among which it is told again

Patterns = Mapping[str, re.Pattern[str]]
_Goods = list[tuple[str, float | None, str | None]]


class _Gift(NamedTuple):
    """A donation as it is compared with those around it; `date` is None where none is known.

    `is_counted`: of some goods it says how many; `is_vague`: it says not even which;
    `is_on_behalf`: those who give do so for others.
    """

    draft: Draft
    donors: list[str]
    recipients: list[str]
    goods: _Goods
    date: str | None
    is_counted: bool
    is_vague: bool
    is_on_behalf: bool


def told_once(drafts: Sequence[Draft], patterns: Patterns) -> list[Draft]:
    """The donations, without those that another one near them tells in full."""
    gifts = [_gift(draft, patterns) for draft in drafts]
    return [
        gift.draft
        for at, gift in enumerate(gifts)
        if not _is_retold(
            gift, gifts[max(0, at - _AGAIN) : at], gifts[at + 1 : at + 1 + _AGAIN], patterns
        )
    ]


def is_vague(draft: Draft, patterns: Patterns) -> bool:
    """Whether `draft` only says that goods were given, not which."""
    general = patterns["general"]
    return all(item.quantity is None and general.match(item.name) for item in draft.items)


def _gift(draft: Draft, patterns: Patterns) -> _Gift:
    donors, on_behalf = draft.names("donor"), patterns["on_behalf"]
    return _Gift(
        draft=draft, donors=donors, recipients=draft.names("recipient"),
        goods=[(item.name, item.quantity, item.unit) for item in draft.items],
        date=draft.when.value,
        is_counted=any(item.quantity is not None for item in draft.items),
        is_vague=is_vague(draft, patterns),
        is_on_behalf=all(on_behalf.search(name) for name in donors),
    )  # fmt: skip


def _is_retold(
    gift: _Gift, before: Sequence[_Gift], after: Sequence[_Gift], patterns: Patterns
) -> bool:
    if not gift.goods:
        return False
    if gift.recipients:
        handed = any(
            _handed_over(gift, told)
            or _again(gift, told)
            or _the_same(gift, told, to_whom=True)
            or _these_goods(gift, told, patterns)
            or (gift.is_vague and gift.donors == told.recipients)  # a body passes them on
            for told in before
        )
        return (
            handed
            or any(
                _told_in_parts(gift, told) or _told_in_full(gift, told, patterns) for told in after
            )
            or _parted(gift, after)
        )
    alike = any(_the_same(gift, told) or _told_alike(gift, told) for told in before)
    if alike or _parted(gift, after):
        return True
    later = [told for told in after if told.recipients and _alike_names(gift.donors, told.donors)]
    return any(told.goods == gift.goods for told in later) or _shared_out(gift, later)


def _shared_out(gift: _Gift, later: Sequence[_Gift]) -> bool:
    """Whether the gifts `later` are the shares of the one sum that `gift` tells."""
    whole, *more = gift.draft.items
    shares: list[Item] = [
        item for told in later for item in told.draft.items if item.unit == whole.unit
    ]
    if more or whole.quantity is None or len(shares) < 2:
        return False
    return sum(item.quantity or 0 for item in shares) == whole.quantity


def _parted(gift: _Gift, after: Sequence[_Gift]) -> bool:
    """Whether those told next in the sentence gave, together, just the sum that `gift` says was given."""
    sentence = gift.draft.match.sentence
    return _shared_out(gift, [told for told in after if told.draft.match.sentence is sentence])


def _told_in_parts(gift: _Gift, told: _Gift) -> bool:
    """Whether `told` says what the goods are of which `gift` only says that they were given."""
    if not gift.is_vague or gift.draft.value_cny is not None or _apart(gift, told):
        return False
    ends = zip(gift.recipients, told.recipients, strict=False)
    same = len(gift.recipients) == len(told.recipients)
    same = same and all(a.endswith(b) or b.endswith(a) for a, b in ends)
    return same and gift.donors == told.donors


def _handed_over(gift: _Gift, told: _Gift) -> bool:
    """Whether `gift` only tells how those who work for the donor hand over what `told` tells."""
    if len(gift.goods) < 2 or not gift.is_on_behalf or gift.is_counted or _apart(gift, told):
        return False
    return _names_goods_of(gift, told)


def _names_goods_of(gift: _Gift, told: _Gift) -> bool:
    """Whether the name of each thing in `gift` is in that of one in `told`."""
    return all(any(name in whole for whole, *_ in told.goods) for name, *_ in gift.goods)


def _these_goods(gift: _Gift, told: _Gift, patterns: Patterns) -> bool:
    """Whether `gift` only tells that the goods of `told` were handed over: 将慰问品送到老人们手中."""
    if gift.is_counted or not told.goods or _apart(gift, told):
        return False
    if not all(patterns["handed_goods"].match(name) for name, *_ in gift.goods):
        return False
    same = gift.is_on_behalf or _alike_names(gift.donors, told.donors)
    return same and _same_folk(gift, told, patterns)


def _told_in_full(gift: _Gift, told: _Gift, patterns: Patterns) -> bool:
    """Whether `told` gives with their numbers the goods that `gift` names, of a giver of that name."""
    if gift.is_counted or not told.is_counted or _apart(gift, told):
        return False
    whole = {name for name, quantity, _ in told.goods if quantity is not None}
    plain = all(name in whole for name, *_ in gift.goods)
    if not plain or not _same_folk(gift, told, patterns):
        return False
    return all(any(name in giver for giver in told.donors) for name in gift.donors)


def _same_folk(gift: _Gift, told: _Gift, patterns: Patterns) -> bool:
    """Whether both are for the same, one perhaps told by the end of the name: 老人们 for 孤寡老人."""
    plural = patterns["plural"]
    pairs = [(a, b) for a in gift.recipients for b in told.recipients]
    ends = [(plural.sub("", a), plural.sub("", b)) for a, b in pairs]
    return bool(ends) and all(a.endswith(b) or b.endswith(a) for a, b in ends)


def _again(gift: _Gift, told: _Gift) -> bool:
    """Whether `gift` only tells again, without numbers, what `told` tells: 向该社区捐赠消毒液."""
    if gift.is_counted or gift.date != told.date or not _names_goods_of(gift, told):
        return False
    return _alike_names(gift.donors, told.donors) and _alike_names(gift.recipients, told.recipients)


def _apart(gift: _Gift, told: _Gift) -> bool:
    """Whether both have a date, and not the same."""
    return None not in (gift.date, told.date) and gift.date != told.date


def _the_same(gift: _Gift, told: _Gift, *, to_whom: bool = False) -> bool:
    """Whether `told`, which says to whom, is of the same donors, goods and worth as `gift`.

    `to_whom`: and of the same recipients.
    """
    worth = gift.draft.value_cny
    if not (told.recipients and gift.goods == told.goods) or _apart(gift, told):
        return False
    if not (gift.is_counted or worth is not None) or worth not in (None, told.draft.value_cny):
        return False
    if to_whom and not _alike_names(gift.recipients, told.recipients):
        return False
    return _alike_names(gift.donors, told.donors)


def _told_alike(gift: _Gift, told: _Gift) -> bool:
    """Whether `told` is of the same donors and goods, with their number, and as little of whom they were for."""
    if told.recipients or not gift.is_counted or _apart(gift, told):
        return False
    return gift.goods == told.goods and gift.donors == told.donors


def _alike_names(some: list[str], others: list[str]) -> bool:
    """Whether both name the same, one perhaps by a shorter form: its characters in their order."""
    if len(some) != len(others):
        return False
    pairs = [sorted(pair, key=len) for pair in zip(some, others, strict=True)]
    return all(len(a) > 1 and shortens(a, b) for a, b in pairs)
