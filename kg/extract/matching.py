"""Rules over clauses: which rule fits where.

Input: the clauses of an article. Output: what fits, in rule order; of the rules that emit one
class the first that also builds an event is the one that counts.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from kg.annotate import SUBJECT
from kg.clauses import Clause, Sentence
from kg.extract.reading import Match
from kg.rules import Rule, Rules


def matches(
    sentence: Sentence, clause: Clause, rules: Rules, *,
    head: str, done: Container[str], only: str | None = None,
) -> Iterator[Match]:  # fmt: skip
    """The matches of `clause` in rule order, but those of rules that emit a class in `done`.

    `head` is the title and first lines of the article, for guards that look at all of it;
    `only` is an option that a rule must have.
    """
    for rule in rules.likely(clause.text):
        if rule.emits not in done and (only is None or only in rule.options):
            found = rule.pattern.search(clause.text)
            if found and not _is_barred(rule, sentence, clause, head):
                yield _match(rule, sentence, clause, found)


def _is_barred(rule: Rule, sentence: Sentence, clause: Clause, head: str) -> bool:
    """Whether a guard of `rule` forbids it here."""
    if rule.requires and not rule.requires.search(sentence.text):
        return True
    barred = (
        (rule.unless, clause.text),
        (rule.unless_sentence, sentence.text),
        (rule.unless_article, head),
    )
    return any(pattern and pattern.search(text) for pattern, text in barred)


def _match(rule: Rule, sentence: Sentence, clause: Clause, found: re.Match[str]) -> Match:
    slots: dict[str, tuple[int, int]] = {}
    for name, group in rule.pattern.groupindex.items():
        start, end = found.span(group)
        if end > start and found[group] != SUBJECT:
            slots[name] = (clause.at(start), clause.at(end))
    return Match(rule, sentence, clause, slots, clause.at(found.end()))
