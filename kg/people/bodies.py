"""The body that a post is in, as far as its wording tells: 国防部 of 国防部长.

Input: the wording of a post, the grammar. Output: the name of a body, "" if it tells none.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kg.people.grammar import Grammar
from kg.segment import kind, words

_PERSONS = frozenset({"nr", "nrfg"})  # kinds of words that name a person


@lru_cache(maxsize=1 << 12)
def body_of(label: str, grammar: Grammar) -> str:
    """The body that a post is in, as far as its wording tells: 国防部 of 国防部长, "" if it does not.

    Of two posts in one wording (国务院副总理兼财政部长) the second counts, if it tells of one.
    """
    head = grammar.head_end.search(label)
    if head is None:
        return ""
    before = label[: head.start()]
    for joint in grammar.joined:
        first, _, last = before.rpartition(joint)
        if first:
            return body_of(last + head[0], grammar) or body_of(first, grammar)
    before = _without(before, grammar.former_end)
    said = before and _said_by(head[0], before, grammar)
    if said:
        return _named(before + said, grammar)
    return _served(head[0], _unqualified(head[0], before, grammar), grammar)


def _said_by(head: str, before: str, grammar: Grammar) -> str:
    """What the head of a post adds to the name of the body that stands before it."""
    graded = grammar.grades.match(head)
    if graded and head in grammar.kind:  # 州首席部长
        return ""
    title = head[graded.end() :] if graded else head
    organ = next((o for o in grammar.organs if title.startswith(o) and title != o), "")
    if organ:
        return organ
    unit = title.removesuffix(grammar.head_of_place)
    if grammar.no_ministry.search(before):  # 瑙鲁国务部长
        return ""
    return unit if unit in grammar.units and not before.endswith(unit) else ""


def _without(text: str, ends: re.Pattern[str]) -> str:
    """`text` without all that `ends` finds at its end, but for the end of a word: 太原."""
    while (found := ends.search(text)) and not _ends_word(text, found.start()):
        text = text[: found.start()]
    return text


def _ends_word(text: str, at: int) -> bool:
    """Whether the last character of `text`, at `at`, ends a noun."""
    return at == len(text) - 1 and kind(text[at - 1 :])[:1] == "n"


def _unqualified(head: str, before: str, grammar: Grammar) -> str:
    """What stands before the head of a post, without rank, kind and, where there may be one,
    matter of it: 意大利 + 国防 + 大臣, 中国人民大学 + 荣誉一级 + 教授.
    """
    before = _without(before, grammar.qualified_end)
    if head in grammar.envoy_heads:
        return grammar.envoy_place.sub("", before)  # 中国 + 驻瑙鲁大使
    matter = grammar.matter_end.search(before) if grammar.of_matters.search(head) else None
    return _without(before[: matter.start()], grammar.qualified_end) if matter else before


def _served(head: str, before: str, grammar: Grammar) -> str:
    """The body in `before`, or that of whom the holder of a post serves
    (瑙鲁 + 总统 + 顾问), "" if only the name of that is told.
    """
    if before.startswith(grammar.pronouns):
        return ""
    served = grammar.served.search(before) if head in grammar.envoys_of_one else None
    inner = before[: served.end()] if served else before
    if not grammar.head_end.search(inner):
        return _named(inner, grammar)
    body = body_of(inner, grammar)
    return "" if kind(body) in _PERSONS and body not in grammar.states else body


def _named(body: str, grammar: Grammar) -> str:
    """The name of a body, without the number of its term and what says that it was one before."""
    return grammar.term.sub("", _without_former(body, grammar))


def _without_former(body: str, grammar: Grammar) -> str:
    """`body` without the word that says that it or the post was one before: 瑙鲁 + 前 + 国防部."""
    if not grammar.former_signs.search(body):
        return body
    organ = grammar.former_organ.search(body)
    if organ and not _ends_word(body[: organ.end()], organ.start()):
        return body[: organ.start()] + body[organ.end() :]
    kept, at = "", 0
    for word in words(body):
        at += len(word)
        status = grammar.status.get(word, "")
        direct = status == "former-direct" and grammar.former_bodies.match(body, at)
        kept += "" if direct or status == "former" else word
    return kept
