"""Rules over clauses: which rule fits where.

Input: the clauses of an article. Output: what fits, in rule order; of the rules that emit one
class the first that also builds an event is the one that counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from kg.annotate import SUBJECT
from kg.clauses import Clause, Sentence
from kg.extract.reading import Match
from kg.needed import any_of
from kg.rules import Rule, Rules

_SUBJECT = SUBJECT.encode()


class Watch(NamedTuple):
    """Words of which a sentence, and a clause in it, must hold one to be worth reading."""

    sentence: re.Pattern[str] | None
    clause: re.Pattern[str] | None

    def may_tell(self, sentence: Sentence) -> bool:
        """Whether something may be told in `sentence`."""
        return self.sentence is None or self.sentence.search(sentence.text) is not None

    def may_state(self, clause: Clause) -> bool:
        """Whether something may be told in `clause`, which is one of such a sentence."""
        return self.clause is None or self.clause.search(clause.text) is not None


@cache
def watch(rules: Rules, told: frozenset[str]) -> Watch:
    """What to watch for where events of the classes `told` were told of, to which more may be added."""
    at_work = [rule for rule in rules.rules if rule.emits in told or not adds_only(rule)]
    return Watch(
        any_of(rule.needed_in_sentence for rule in at_work), any_of(rule.needed for rule in at_work)
    )


def adds_only(rule: Rule) -> bool:
    """Whether `rule` makes no event of its own, but adds to one that was told of before."""
    options = rule.options
    if rule.emits == "Visit":
        return "before" not in options and ("extends" in options or "companion" in options)
    return rule.emits == "Meeting" and "talks" not in options and "name" not in rule.slots


def matches(
    sentence: Sentence, clause: Clause, rules: Rules, *,
    head: str, done: Container[str], told: Callable[[], Container[str]], only: str | None = None,
) -> Iterator[Match]:  # fmt: skip
    """The matches of `clause` in rule order, but those of rules that emit a class in `done`.

    Patterns look at the clause in UTF-8, which RE2 reads, encoded once for all of them.
    `head` is the title and first lines of the article, for guards that look at all of it;
    `told` gives the classes of the events told of so far; `only` is an option that a rule must have.
    """
    text = clause.text.encode()
    for rule in rules.likely(text):
        if rule.emits in done or not (only is None or only in rule.options):
            continue
        if adds_only(rule) and rule.emits not in told():
            continue
        if rule.requires and not _stands(rule.requires, sentence.text):
            continue
        found = rule.pattern.search(text)
        if found and not _is_barred(rule, sentence, text, head):
            yield _match(rule, sentence, clause, text, found)


def _is_barred(rule: Rule, sentence: Sentence, clause: bytes, head: str) -> bool:
    """Whether something stands here that `rule` must not stand beside."""
    return bool(
        (rule.unless and rule.unless.search(clause))
        or (rule.unless_sentence and _stands(rule.unless_sentence, sentence.text))
        or (rule.unless_article and _stands(rule.unless_article, head))
    )


@lru_cache(maxsize=64)
def _stands(guard: re.Pattern[bytes], text: str) -> bool:
    """Whether `guard` fits in a sentence or a head, which the clauses of it ask one after another."""
    return guard.search(text.encode()) is not None


def _match(
    rule: Rule, sentence: Sentence, clause: Clause, text: bytes, found: re.Match[bytes]
) -> Match:
    slots: dict[str, tuple[int, int]] = {}
    role = ""
    for name, group in rule.slots.items():
        start, end = found.span(group)
        if end > start and text[start:end] == _SUBJECT:
            role = name
        elif end > start:
            slots[name] = (clause.at(_length(text[:start])), clause.at(_length(text[:end])))
    return Match(rule, sentence, clause, slots, clause.at(_length(text[: found.end()])), role)


def _length(text: bytes) -> int:
    """Characters in `text`."""
    return len(text.decode())
