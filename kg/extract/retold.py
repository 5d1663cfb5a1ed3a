"""Donations that are told twice: which of them another one tells in full.

Input: drafts of donations in the order in which they were told, the patterns of `[donations]`.
Output: those that count. A gift is told again of the same goods, with whom they were given to,
as a sum with its shares, in words for goods of any kind, or by who hands it over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kg.extract.reading import Draft, shortens
from kg.model import Item

_AGAIN = 12  # donations after one, among which it is told again

Patterns = Mapping[str, re.Pattern[str]]


def told_once(drafts: Sequence[Draft], patterns: Patterns) -> list[Draft]:
    """The donations, without those that another one near them tells in full."""
    return [
        draft
        for at, draft in enumerate(drafts)
        if not _is_retold(
            draft, drafts[max(0, at - _AGAIN) : at], drafts[at + 1 : at + 1 + _AGAIN], patterns
        )
    ]


def _is_retold(
    draft: Draft, before: Sequence[Draft], after: Sequence[Draft], patterns: Patterns
) -> bool:
    if not draft.items:
        return False
    if draft.names("recipient"):
        handed = any(
            _handed_over(draft, d, patterns)
            or _again(draft, d)
            or _the_same(draft, d, to_whom=True)
            or _these_goods(draft, d, patterns)
            or _passed_on(draft, d, patterns)
            for d in before
        )
        return (
            handed
            or any(
                _told_in_parts(draft, d, patterns) or _told_in_full(draft, d, patterns)
                for d in after
            )
            or _parted(draft, after)
        )
    alike = any(_the_same(draft, d) or _told_alike(draft, d) for d in before)
    if alike or _parted(draft, after):
        return True
    later = [
        d for d in after
        if d.names("recipient") and _alike_names(draft.names("donor"), d.names("donor"))
    ]  # fmt: skip
    return any(_goods(d) == _goods(draft) for d in later) or _shared_out(draft, later)


def _goods(draft: Draft) -> list[tuple[str, float | None, str | None]]:
    return [(item.name, item.quantity, item.unit) for item in draft.items]


def _shared_out(draft: Draft, later: Sequence[Draft]) -> bool:
    """Whether the gifts `later` are the shares of the one sum that `draft` tells."""
    whole, *more = draft.items
    shares: list[Item] = [item for d in later for item in d.items if item.unit == whole.unit]
    if more or whole.quantity is None or len(shares) < 2:
        return False
    return sum(item.quantity or 0 for item in shares) == whole.quantity


def _parted(draft: Draft, after: Sequence[Draft]) -> bool:
    """Whether those told next in the sentence gave, together, just the sum that `draft` says was given."""
    here = [d for d in after if d.match.sentence is draft.match.sentence]
    return _shared_out(draft, here)


def _told_in_parts(draft: Draft, told: Draft, patterns: Patterns) -> bool:
    """Whether `told` says what the goods are of which `draft` only says that they were given."""
    if not is_vague(draft, patterns) or draft.value_cny is not None or _apart(draft, told):
        return False
    ends = zip(draft.names("recipient"), told.names("recipient"), strict=False)
    same = len(draft.names("recipient")) == len(told.names("recipient"))
    same = same and all(a.endswith(b) or b.endswith(a) for a, b in ends)
    return same and draft.names("donor") == told.names("donor")


def is_vague(draft: Draft, patterns: Patterns) -> bool:
    """Whether `draft` only says that goods were given, not which."""
    general = patterns["general"]
    return all(item.quantity is None and general.match(item.name) for item in draft.items)


def _handed_over(draft: Draft, told: Draft, patterns: Patterns) -> bool:
    """Whether `draft` only tells how those who work for the donor hand over what `told` tells."""
    if len(draft.items) < 2 or _apart(draft, told):
        return False
    on_behalf = all(patterns["on_behalf"].search(name) for name in draft.names("donor"))
    goods = [item.name for item in told.items]
    known = all(i.quantity is None and any(i.name in name for name in goods) for i in draft.items)
    return on_behalf and known


def _these_goods(draft: Draft, told: Draft, patterns: Patterns) -> bool:
    """Whether `draft` only tells that the goods of `told` were handed over: 将慰问品送到老人们手中."""
    known = all(patterns["handed_goods"].match(i.name) and i.quantity is None for i in draft.items)
    if not known or not told.items or _apart(draft, told):
        return False
    on_behalf = all(patterns["on_behalf"].search(name) for name in draft.names("donor"))
    same = on_behalf or _alike_names(draft.names("donor"), told.names("donor"))
    return same and _same_folk(draft, told, patterns)


def _passed_on(draft: Draft, told: Draft, patterns: Patterns) -> bool:
    """Whether `draft` only tells that a body passes on, in general words, what `told` says it was given."""
    return is_vague(draft, patterns) and draft.names("donor") == told.names("recipient")


def _told_in_full(draft: Draft, told: Draft, patterns: Patterns) -> bool:
    """Whether `told` gives with their numbers the goods that `draft` names, of a giver of that name."""
    whole = {item.name for item in told.items if item.quantity is not None}
    plain = all(item.quantity is None and item.name in whole for item in draft.items)
    if not plain or _apart(draft, told) or not _same_folk(draft, told, patterns):
        return False
    givers = told.names("donor")
    return all(any(name in giver for giver in givers) for name in draft.names("donor"))


def _same_folk(draft: Draft, told: Draft, patterns: Patterns) -> bool:
    """Whether both are for the same, one perhaps told by the end of the name: 老人们 for 孤寡老人."""
    plural = patterns["plural"]
    pairs = [(a, b) for a in draft.names("recipient") for b in told.names("recipient")]
    ends = [(plural.sub("", a), plural.sub("", b)) for a, b in pairs]
    return bool(ends) and all(a.endswith(b) or b.endswith(a) for a, b in ends)


def _again(draft: Draft, told: Draft) -> bool:
    """Whether `draft` only tells again, without numbers, what `told` tells: 向该社区捐赠消毒液."""
    if (
        any(item.quantity is not None for item in draft.items)
        or draft.when.value != told.when.value
    ):
        return False
    goods = [item.name for item in told.items]
    same = all(any(item.name in name for name in goods) for item in draft.items)
    return same and all(
        _alike_names(draft.names(role), told.names(role)) for role in ("donor", "recipient")
    )


def _apart(draft: Draft, told: Draft) -> bool:
    """Whether both have a date, and not the same."""
    dates = {draft.when.value, told.when.value} - {None}
    return len(dates) > 1


def _the_same(draft: Draft, told: Draft, *, to_whom: bool = False) -> bool:
    """Whether `told`, which says to whom, is of the same donors, goods and worth as `draft`.

    `to_whom`: and of the same recipients.
    """
    if not told.names("recipient") or _apart(draft, told):
        return False
    if not _alike_names(draft.names("donor"), told.names("donor")):
        return False
    if to_whom and not _alike_names(draft.names("recipient"), told.names("recipient")):
        return False
    counted = draft.value_cny is not None or any(i.quantity is not None for i in draft.items)
    worth = draft.value_cny in (None, told.value_cny)
    return counted and worth and _goods(draft) == _goods(told)


def _told_alike(draft: Draft, told: Draft) -> bool:
    """Whether `told` is of the same donors and goods, with their number, and as little of whom they were for."""
    if told.names("recipient") or _apart(draft, told) or _goods(draft) != _goods(told):
        return False
    counted = any(item.quantity is not None for item in draft.items)
    return counted and draft.names("donor") == told.names("donor")


def _alike_names(some: list[str], others: list[str]) -> bool:
    """Whether both name the same, one perhaps by a shorter form: its characters in their order."""
    if len(some) != len(others):
        return False
    pairs = [sorted(pair, key=len) for pair in zip(some, others, strict=True)]
    return all(len(a) > 1 and shortens(a, b) for a, b in pairs)
