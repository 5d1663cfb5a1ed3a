"""Names of transcribing characters: where one ends before a title, or begins a clause and speaks.

Input: a text, the grammar. Output: spans. `inside` tells whether a name that was found stands at
an offset already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from kg.people.grammar import DOT, Grammar
from kg.segment import is_common, is_word, kind, words

_LONGEST = 8  # characters of a transcribed name
_PLACE = 4  # characters of a place beside a dot
_OF_PLACES = "ns"  # kind of words that name places


def joins_places(text: str, start: int, end: int) -> bool:
    """Whether a dot between `start` and `end` joins two places: 龙南·东莞电子信息产业招商推介会."""
    dot = text.find(DOT, start, end)
    left, right = words(text[max(0, dot - _PLACE) : dot]), words(text[dot + 1 : dot + 1 + _PLACE])
    return dot > 0 and bool(left and right) and kind(left[-1]) == kind(right[0]) == _OF_PLACES


def titled(
    text: str, grammar: Grammar, titles: Iterable[re.Match[str]], inside: Callable[[int], bool]
) -> Iterator[tuple[int, re.Match[str]]]:
    """Where a name begins that one of `titles` follows, with the title."""
    for match in titles:
        low = max(0, match.start() - _LONGEST)
        run = grammar.transcribed_end.search(text, low, match.start())
        if len(match[0]) < 2 or not run or inside(match.start() - 1):
            continue
        if match[0].endswith(grammar.head_of_place) and match[0][-2] in grammar.seats:
            continue  # 克雷马托市长: of a town, more likely than so called
        whole = match[0] in grammar.whole_titles
        start = _start(text, grammar, run.start(), match.start(), is_common if whole else is_word)
        tail = not whole and is_word(text[match.end() - 1 : match.end() + 1])
        known = text[start : match.start()] in grammar.not_names  # 当村 + 支书
        if start >= 0 and not (tail or known or text.startswith(grammar.title_tails, match.end())):
            yield start, match


def _start(text: str, grammar: Grammar, low: int, end: int, is_other: Callable[[str], bool]) -> int:
    """Where the name of transcribing characters that ends at `end` begins, -1 if there is none.

    `is_other` tells what is a word and no name: before 总统 few words that are no state's name stand.
    """
    if grammar.foreign_end.search(text, max(0, end - 12), end):
        return -1
    if (state := grammar.foreign.match(text, low, end)) and state.end() < end - 1:
        low = state.end()
    opened = low == 1 or text[low - 2 : low - 1] in grammar.call_opens
    if opened and text[low - 1 : low] in grammar.rare_transcribed:
        low -= 1  # 同呼日勒苏赫总统
    led = text[low - 1 : low] in grammar.call_leads
    words = (text[max(0, low - 1) : low + 1], text[max(0, low - 2) : low + 1])
    if low and not led and (text[low - 1].isdigit() or any(map(is_word, words))):
        low += 1  # 转达拜登总统, 1972年惠特拉姆总理
    if low and not led and is_word(text[low - 1 : end]):  # 周恩来总理
        return -1
    for start in range(low, end - 1):
        if is_other(text[start:end]):
            return -1
        before = text[start - 1] if start else "\n"
        if start == low or before in grammar.call_leads:
            return start
    return -1


def speaking(
    text: str, grammar: Grammar, inside: Callable[[int], bool]
) -> Iterator[tuple[int, int]]:
    """Names that come more than once, each where it begins a clause and states something."""
    for stated in grammar.stating.finditer(text):
        end = stated.start()
        run = grammar.transcribed_end.search(text, max(0, end - _LONGEST), end)
        if run and not inside(run.start()) and _is_speaker(text, grammar, *run.span()):
            yield run.span()


def _is_speaker(text: str, grammar: Grammar, start: int, end: int) -> bool:
    """Whether what seems a transcribed name begins a clause, comes again, and is no state."""
    name = text[start:end]
    if len(name) < 3 or (start and text[start - 1] not in grammar.boundary):
        return False
    if is_word(name) or text.count(name) < 2 or name[-1] in grammar.not_ends:
        return False
    return not grammar.foreign.match(name)
