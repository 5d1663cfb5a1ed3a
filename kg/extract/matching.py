"""Rules over clauses: which rule fits where.

Input: the sentences of an article. Output: matches in text order; in one clause, rules in file
order, and of those that emit the same class the first that fits.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.annotate import SUBJECT
from kg.clauses import Clause, Sentence
from kg.extract.reading import Match
from kg.rules import Rule, Rules


def matches(sentence: Sentence, rules: Rules, head: str) -> Iterator[Match]:
    """All matches in `sentence`. `head` is the title and first lines, for article-wide guards."""
    tried = [rule for rule in rules.rules if _may_fit(rule, sentence, head)]
    if not tried:
        return
    for clause in sentence.clauses:
        done: set[str] = set()
        for rule in tried:
            if rule.emits in done or not rule.trigger.search(clause.text):
                continue
            match = _fit(rule, sentence, clause)
            if match:
                done.add(rule.emits)
                yield match


def _may_fit(rule: Rule, sentence: Sentence, head: str) -> bool:
    if not rule.trigger.search(sentence.text):
        return False
    if rule.requires and not rule.requires.search(sentence.text):
        return False
    if rule.unless_sentence and rule.unless_sentence.search(sentence.text):
        return False
    return not (rule.unless_article and rule.unless_article.search(head))


def _fit(rule: Rule, sentence: Sentence, clause: Clause) -> Match | None:
    found = rule.pattern.search(clause.text)
    if not found or (rule.unless and rule.unless.search(clause.text)):
        return None
    slots: dict[str, tuple[int, int]] = {}
    for name, group in rule.pattern.groupindex.items():
        start, end = found.span(group)
        if end > start and found[group] != SUBJECT:
            slots[name] = (clause.at(start), clause.at(end))
    return Match(rule, sentence, clause, slots, clause.at(found.end()))
