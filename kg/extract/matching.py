"""Rules over clauses: which rule fits where.

Input: the sentences of an article. Output: what fits, clause by clause, in rule order; of the
rules that emit one class the first that also builds an event is the one that counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.annotate import SUBJECT
from kg.clauses import Clause, Sentence
from kg.extract.reading import Match
from kg.rules import Rule, Rules


def matches(sentence: Sentence, rules: Rules, head: str) -> Iterator[Iterator[Match]]:
    """For each clause of `sentence`, its matches in rule order.

    `head` is the title and first lines of the article, for guards that look at all of it.
    """
    tried = [rule for rule in rules.rules if _may_fit(rule, sentence, head)]
    if tried:
        for clause in sentence.clauses:
            yield _in_clause(tried, sentence, clause)


def _in_clause(tried: list[Rule], sentence: Sentence, clause: Clause) -> Iterator[Match]:
    for rule in tried:
        if rule.trigger.search(clause.text):
            match = _fit(rule, sentence, clause)
            if match:
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
