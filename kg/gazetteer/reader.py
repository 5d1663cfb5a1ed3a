"""Names taken apart: 郑州市高新区沟赵办事处 is a place in a place in a place.

Input: a name, and an index. Output: the places that it may mean, each with how it agrees. What a
name says first holds what it says then; a name of several parts means only what lies so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from kg.gazetteer.beginnings import Beginnings
from kg.gazetteer.index import Index
from kg.gazetteer.keys import Agreement, agreement
from kg.gazetteer.values import Level, Place
from kg.gazetteer.wording import readings, wording

_MOST: Final = 20_000  # beginnings that are kept
_SHORTEST: Final = 2  # characters: one alone names no place


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean; `is_stated` where the name says what it lies in, `is_thing`
    where it is the word for a thing, and the place's name but for the word for its kind.
    """

    place: Place
    how: Agreement
    is_stated: bool = False
    is_thing: bool = False


@dataclass(frozen=True, slots=True)
class _Head:
    """Divisions that a name begins with, up to a character; without `scope` none."""

    end: int = 0
    scope: tuple[Place, ...] | None = None
    is_bare: bool = False  # without their signs
    is_chain: bool = False  # two or more without signs, one in the other

    def holds(self, place: Place) -> bool:
        return self.scope is None or _lies(place, self.scope)


_START: Final = _Head()


def _lies(place: Place, scope: tuple[Place, ...]) -> bool:
    """Whether a place lies in one of a scope."""
    number = place.number
    if len(scope) == 1:  # nearly always
        return scope[0].number <= number <= scope[0].last
    return any(one.number <= number <= one.last for one in scope)


class Reader:
    """Reads names with an index."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._seen: dict[str, _Head] = {}  # beginnings that were read before

    def candidates(self, name: str, near: tuple[Place, ...] = ()) -> list[Candidate]:
        """All places that a whole name may mean, each once, in the order of the hierarchy.

        Of several ways to take the name apart, that with the longest beginning counts, unless it
        leaves out signs. With `near` only those that lie in one of these, and cities and above.
        """
        for heads in self._ways(name):
            found: dict[int, Candidate] = {}
            for head in heads:
                for one in self._lying(name[head.end :], head, near):
                    known = found.get(one.place.number)
                    if known is None or one.how < known.how:
                        found[one.place.number] = one
                if found and not head.is_bare:
                    break
            if len(found) == 1:
                return list(found.values())
            if found:
                return [found[number] for number in sorted(found)]
        for end, towns in self._towns(name):
            head = _Head(end, tuple(one.place for one in towns))
            if below := self._lying(name[end:], head):
                return below
        return []

    def _ways(self, name: str) -> Iterator[list[_Head]]:
        """Beginnings, the longest first: those after one that was read before, then all."""
        if not self._beginnings.may(name):
            yield [_START]
            return
        for end in range(len(name) - 1, 1, -1):
            if name[:end] in self._seen:
                yield self._grown([self._seen[name[:end]]], name)
                break
        yield self._grown([_START], name)

    def broader(self, name: str) -> Iterator[list[Candidate]]:
        """What a name says that its place lies in, where that is all that is known of it: towns
        that it begins with, then divisions.

        One division without its sign says little: 中山社区 are in many cities, and 长安银行 in
        none. So does a word for zones: 高新区城管执法局.
        """
        zones = wording().zones
        for end, towns in self._towns(name):
            yield ([replace(one, how=Agreement.GENERAL) for one in towns]
                   if name[:end] in zones else towns)  # fmt: skip
            break
        heads = self._grown([_START], name)
        sure = next((one for one in heads if one.is_chain or not one.is_bare), _START)
        if sure.scope is not None and name[: sure.end] not in zones:
            yield [Candidate(place, Agreement.EXACT, is_stated=True) for place in sure.scope]
        else:
            yield [Candidate(place, Agreement.GENERAL) for place in heads[0].scope or ()]

    def _towns(self, name: str) -> Iterator[tuple[int, list[Candidate]]]:
        """Towns and villages that a name begins with, the longest name of one first, with the
        character at which that ends.
        """
        for head in self._grown([_START], name):
            for end in range(len(name) - 1, head.end + 1, -1):
                if name[end - 1] in self._lower_ends:
                    found = self._lying(name[head.end : end], head)
                    signed = [one for one in found if one.how < Agreement.DROPPED
                              and one.place.level >= Level.TOWN]  # fmt: skip
                    if signed:
                        yield end, signed

    def _lying(self, text: str, head: _Head, near: tuple[Place, ...] = ()) -> list[Candidate]:
        """The places of one name that lie in what is said before it, and in one of `near`."""
        if len(text) < _SHORTEST:
            return []
        stated = head.scope is not None
        scope = near if head.scope is None else head.scope
        found = []
        for reading in readings(text):
            exact = False
            for place, form in self.index.find(reading.key, scope, wide=not stated):
                how = agreement(text, reading, place, form)
                if how is not None:
                    exact = exact or how == Agreement.EXACT
                    thing = how == Agreement.DROPPED and wording().is_thing(text, place.level)
                    found.append(Candidate(place, how, stated, thing))
            if exact:
                break
        return found

    def _grown(self, heads: list[_Head], name: str) -> list[_Head]:
        """All ways in which a name can begin with divisions after these, the longest first."""
        if len(heads) == 1 and not heads[0].end and not self._beginnings.may(name):
            return heads
        for head in heads:  # grows as it goes
            if head.scope is not None:
                heads += self._gathered(head, name)
            heads += self._next(head, name)
        deepest = max(heads, key=lambda head: head.end)
        if deepest.end and not any(head.is_bare for head in heads):
            if len(self._seen) >= _MOST:
                self._seen.clear()
            self._seen[name[: deepest.end]] = deepest
        heads.sort(key=lambda head: -head.end)
        return heads

    def _gathered(self, head: _Head, name: str) -> Iterator[_Head]:
        """The same without a word that only gathers divisions (市辖区)."""
        for word in self._containers.get(name[head.end : head.end + 1], ()):
            if name.startswith(word, head.end) and len(name) > head.end + len(word):
                yield _Head(head.end + len(word), head.scope, head.is_bare, head.is_chain)

    def _next(self, head: _Head, name: str) -> Iterator[_Head]:
        """The head and one more division, in each way.

        Of two names of one division the longer counts, and names with signs before those without.
        """
        segments: dict[int, tuple[int, bool, Place]] = {}
        for end, place, is_bare in self._beginnings.at(name, head.end):
            if end < len(name) and head.holds(place):
                known = segments.get(place.number)
                if known is None or known[0] < end:
                    segments[place.number] = end, is_bare, place
        if not segments:
            return
        bare = all(is_bare for _, is_bare, _ in segments.values())
        by_end: dict[int, list[Place]] = {}
        for end, is_bare, place in segments.values():
            if is_bare == bare:
                by_end.setdefault(end, []).append(place)
        for end, places in by_end.items():
            yield _Head(end, tuple(places), bare, is_chain=bare and head.is_bare)

    @cached_property
    def _beginnings(self) -> Beginnings:
        return Beginnings(self.index.upper)

    @cached_property
    def _containers(self) -> dict[str, list[str]]:
        """Words that only gather divisions, by their first character."""
        found: dict[str, list[str]] = {}
        for word in sorted(wording().containers):
            found.setdefault(word[0], []).append(word)
        return found

    @cached_property
    def _lower_ends(self) -> frozenset[str]:
        """Last characters of the signs of what lies below counties."""
        words = wording()
        return frozenset(
            sign[-1]
            for sign, families in words.signs.items()
            if any(words.levels[family] >= Level.TOWN for family in families)
        )
