"""Facts found held against facts annotated, article by article.

Input: two `Facts` of one article. Output: a `Tally` for each kind, and the right and all cases of
each rule. Events are paired so as to share the most fillers; every filler that a pair shares is
right, every other one missing or extra. Of directives the characters count, each once for an
issuer; of posts, pairs of person and post.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.evaluate.alike import plain, same_issuer, same_name, same_post
from kg.evaluate.facts import EVENTS, Facts, Filler, Happening, Said, Spot

# A pair of events is one event only if it shares one of these.
_TELLING: Final[Mapping[str, frozenset[str]]] = {
    "visits": frozenset({"visitors", "places"}),
    "meetings": frozenset({"name", "chairs", "attendees"}),
    "donations": frozenset({"donors", "recipients", "items"}),
}
_NONE: Final[frozenset[Spot]] = frozenset()
_NUMBER_OFF: Final = 1e-6
_RIGHT_SHARE: Final = 0.8  # of a directive's characters, for it to count as a right case


@dataclass(frozen=True, slots=True)
class Tally:
    """Units found and annotated, and how many of each are right."""

    right_found: int = 0
    found: int = 0
    right_gold: int = 0
    gold: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.right_found + other.right_found,
            self.found + other.found,
            self.right_gold + other.right_gold,
            self.gold + other.gold,
        )

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 where nothing was."""
        return self.right_found / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of what was annotated that was found; 0 where nothing was."""
        return self.right_gold / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """What was missed (`rule` is empty) or found though it is not there (`rule` found it).

    `text` is what differs, `event` the annotated or found event that it belongs to, empty where
    all of an event differs; `units` is how many fillers or posts that are, 1 for a directive.
    """

    kind: str
    text: str
    event: str = ""
    rule: str = ""
    units: int = 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """One article: a tally by kind, (right, all) cases by kind and rule, and what differs."""

    tallies: Mapping[str, Tally]
    rules: Mapping[tuple[str, str], tuple[int, int]]
    differences: tuple[Difference, ...]


def compare(gold: Facts, found: Facts, text: str) -> Comparison:
    """How `found` differs from `gold`; `text` is the article's, without space."""
    comparing = _Comparing()
    for kind in EVENTS:
        comparing.events(kind, gold.happenings[kind], found.happenings[kind])
    comparing.directives(gold.said, found.said, text)
    comparing.posts(gold, found)
    return Comparison(
        comparing.tallies,
        {rule: (right, all_) for rule, (right, all_) in comparing.rules.items()},
        tuple(comparing.differences),
    )


class _Comparing:
    """Gathers what the comparison of one article finds."""

    def __init__(self) -> None:
        self.tallies: dict[str, Tally] = {}
        self.rules: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
        self.differences: list[Difference] = []

    def events(self, kind: str, gold: Sequence[Happening], found: Sequence[Happening]) -> None:
        pairs = _pairs(kind, gold, found)
        both = {i: shared(gold[i].fillers, found[j].fillers) for i, j in pairs.items()}
        back = {j: i for i, j in pairs.items()}
        for i, wanted in enumerate(gold):
            self._lacking(kind, wanted, {a for a, _ in both.get(i, ())})
        for j, given in enumerate(found):
            hits = both[back[j]] if j in back else []
            self._case(kind, given.rule, len(hits), len(given.fillers))
            self._lacking(kind, given, {b for _, b in hits})
        right = sum(map(len, both.values()))
        self.tallies[kind] = Tally(
            right, sum(len(e.fillers) for e in found), right, sum(len(e.fillers) for e in gold)
        )

    def directives(self, gold: Sequence[Said], found: Sequence[Said], text: str) -> None:
        wanted, given = _by_issuer(gold), _by_issuer(found)
        self.tallies["directives"] = Tally(
            sum(len(spots & _meant(who, wanted)) for who, spots in given.items()),
            sum(map(len, given.values())),
            sum(len(spots & _found(who, given)) for who, spots in wanted.items()),
            sum(map(len, wanted.values())),
        )
        for one in gold:
            for issuer in one.issuers:
                self._unsaid(issuer, one.spots - _found(plain(issuer), given), text, "")
        for one in found:
            for issuer in one.issuers or ("",):
                extra = one.spots - _meant(plain(issuer), wanted)
                right = len(one.spots) - len(extra) >= _RIGHT_SHARE * len(one.spots)
                self._case("directives", one.rule, int(right), 1)
                self._unsaid(issuer, extra, text, one.rule)

    def posts(self, gold: Facts, found: Facts) -> None:
        left = list(found.held)
        for wanted in gold.held:
            for given in left:
                same_person = plain(wanted.person) == plain(given.person)
                if same_person and same_post(wanted.post, given.post):
                    left.remove(given)
                    self._case("posts", given.rule, 1, 1)
                    break
            else:
                self.differences.append(Difference("posts", str(wanted)))
        for given in left:
            self._case("posts", given.rule, 0, 1)
            self.differences.append(Difference("posts", str(given), rule=given.rule))
        right = len(found.held) - len(left)
        self.tallies["posts"] = Tally(right, len(found.held), right, len(gold.held))

    def _case(self, kind: str, rule: str, right: int, cases: int) -> None:
        counts = self.rules[kind, rule]
        counts[0] += right
        counts[1] += cases

    def _lacking(self, kind: str, event: Happening, right: set[int]) -> None:
        """Notes the fillers of an event that are not right; all of it as one where none is."""
        if not right:
            units = len(event.fillers)
            self.differences.append(Difference(kind, str(event), rule=event.rule, units=units))
            return
        self.differences += [
            Difference(kind, str(filler), str(event), event.rule)
            for n, filler in enumerate(event.fillers)
            if n not in right
        ]

    def _unsaid(self, issuer: str, spots: frozenset[Spot], text: str, rule: str) -> None:
        self.differences += [
            Difference("directives", run, issuer, rule) for run in _runs(spots, text)
        ]


def shared(gold: Sequence[Filler], found: Sequence[Filler]) -> list[tuple[int, int]]:
    """Places of the fillers that both hold, each used once, equal ones first."""
    hits: list[tuple[int, int]] = []
    tests: tuple[Callable[[Filler, Filler], bool], ...] = (lambda a, b: a == b, _same)
    for test in tests:
        for i, wanted in enumerate(gold):
            if any(i == a for a, _ in hits):
                continue
            free = (j for j in range(len(found)) if all(j != b for _, b in hits))
            j = next((j for j in free if test(wanted, found[j])), None)
            if j is not None:
                hits.append((i, j))
    return hits


def _same(gold: Filler, found: Filler) -> bool:
    if gold.role != found.role:
        return False
    if gold.number is not None and found.number is not None:
        near = abs(gold.number - found.number) < _NUMBER_OFF
        named = gold.role == "value" or same_name(gold.text, found.text)
        return near and (named or plain(gold.unit) == plain(found.unit))
    return gold.role != "date" and same_name(gold.text, found.text, gold.role)


def _pairs(kind: str, gold: Sequence[Happening], found: Sequence[Happening]) -> dict[int, int]:
    """Which found event is which annotated one: those that share most first."""
    ranked: list[tuple[int, int, int, int]] = []
    for i, wanted in enumerate(gold):
        for j, given in enumerate(found):
            telling = len(shared(_telling(kind, wanted), _telling(kind, given)))
            if telling:
                ranked.append((-len(shared(wanted.fillers, given.fillers)), -telling, i, j))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in sorted(ranked):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def _telling(kind: str, event: Happening) -> list[Filler]:
    return [filler for filler in event.fillers if filler.role in _TELLING[kind]]


def _by_issuer(said: Iterable[Said]) -> dict[str, frozenset[Spot]]:
    """All characters that each issuer says."""
    spots: dict[str, frozenset[Spot]] = {}
    for one in said:
        for issuer in one.issuers or ("",):
            name = plain(issuer)
            spots[name] = spots.get(name, frozenset()) | one.spots
    return spots


def _meant(found: str, gold: Mapping[str, frozenset[Spot]]) -> frozenset[Spot]:
    """All characters that an issuer says by the annotation, however it is named there."""
    return _NONE.union(*(spots for name, spots in gold.items() if same_issuer(name, found)))


def _found(gold: str, found: Mapping[str, frozenset[Spot]]) -> frozenset[Spot]:
    """All characters that were found for an annotated issuer, however they named it."""
    return _NONE.union(*(spots for name, spots in found.items() if same_issuer(gold, name)))


def _runs(spots: frozenset[Spot], text: str) -> Iterator[str]:
    """The characters of `spots` as pieces of `text`, in order."""
    places = sorted(spot for spot in spots if isinstance(spot, int))
    start = 0
    for n, place in enumerate(places, 1):
        if n == len(places) or places[n] != place + 1:
            yield text[places[start] : place + 1]
            start = n
    quote = {spot[0] for spot in spots if not isinstance(spot, int)}
    yield from sorted(quote)
