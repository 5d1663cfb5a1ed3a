"""Rules over clauses: which rule fits where.

Input: the clauses of an article. Output: what fits, in rule order; of the rules that emit one
class the first that also builds an event is the one that counts.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from functools import lru_cache

from kg.clauses import Clause, Sentence
from kg.extract.reading import Match
from kg.rules import Guard, Rule
from kg.signs import SUBJECT


def matches(
    sentence: Sentence, clause: Clause, rules: Iterable[Rule], *,
    head: str, done: Container[str], only: str | None = None, gifts: bool = False,
) -> Iterator[Match]:  # fmt: skip
    """The matches of `rules` in `clause`, in their order, but of those that emit a class in `done`.

    `head` is the title and first lines of the article, for guards that look at all of it;
    `only` is an option that a rule must have, but (`gifts`) for one that emits Donation.
    """
    for rule in rules:
        if rule.emits in done and "besides" not in rule.options:
            continue
        free = gifts and rule.emits == "Donation"
        if only is not None and not free and only not in rule.options:
            continue
        if not rule.signs.stand_in(clause.text):
            continue
        if rule.requires and not _stands(rule.requires, sentence.text):
            continue
        found = rule.pattern().find(clause.text)
        if found and not _is_barred(rule, sentence, clause, head):
            yield _match(rule, sentence, clause, found)


def _is_barred(rule: Rule, sentence: Sentence, clause: Clause, head: str) -> bool:
    """Whether something stands here that `rule` must not stand beside."""
    return bool(
        (rule.unless and rule.unless.stands_in(clause.text))
        or (rule.unless_sentence and _stands(rule.unless_sentence, sentence.text))
        or (rule.unless_article and _stands(rule.unless_article, head))
    )


@lru_cache(maxsize=64)
def _stands(guard: Guard, text: str) -> bool:
    """Whether `guard` fits in a sentence or a head, which the clauses of it ask one after another."""
    return guard.stands_in(text)


def _match(
    rule: Rule, sentence: Sentence, clause: Clause, found: tuple[tuple[int, int], ...]
) -> Match:
    slots: dict[str, tuple[int, int]] = {}
    role = ""
    for name, group in rule.slots.items():
        start, end = found[group]
        if clause.text[start:end] == SUBJECT and end > start:
            role = name
        elif end > start:
            slots[name] = (clause.at(start), clause.at(end))
    return Match(rule, sentence, clause, slots, clause.at(found[0][1]), role)
