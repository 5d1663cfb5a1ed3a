"""Whether what seems a name behind a post is its bearer, and no other word: 三名航天员 + 顺利进入.

Input: the reader of names of a text, where a post ends and what seems a name stands. Output: a verdict.
"""

from __future__ import annotations

from kg.people.grammar import Grammar
from kg.people.names import Names
from kg.people.weak import vouched
from kg.segment import is_common, is_word, kind, words

_PERSON = "nr"  # kind of words that name a person
_NO_NOUNS = frozenset("vad")  # kinds of verbs, adjectives, adverbs
_LONGEST = 6  # characters of a number and what it counts, and of 任 and a post


def calls_by_surname(reader: Names, head: int, head_end: int) -> bool:
    """Whether the title with its head at `head` only goes with the surname before it: 余局长 + 拉住."""
    text, grammar = reader.text, reader.grammar
    surname = text[head - 1 : head]
    if surname not in grammar.surnames or surname in grammar.weak:
        return False
    if surname in grammar.stops or surname in grammar.seats:
        return False
    if grammar.of_state.fullmatch(text, head, head_end):
        return False  # 乌总统泽连斯基
    return head == 1 or text[head - 2] in grammar.boundary


def is_bearer(reader: Names, head: int, head_end: int, start: int, end: int, *, held: bool) -> bool:
    """Whether the name from `start` to `end` goes with the post with this head, or with what is no
    post that is `held`: 群众, 干部."""
    text, grammar = reader.text, reader.grammar
    if is_state(grammar, text, start, end):  # 轮值主席阿尔及利亚总统
        return False
    if text.startswith(grammar.long_title_tails, start):  # 总统 + 任期
        return False
    if _is_given_another(reader, start, end):
        return False
    if not held and _is_other_word(reader, start, end):
        return False
    if not text.startswith(grammar.list_joints[0], end) and _is_word(reader, start, end):
        return False
    return start != head_end or not _is_across(reader, head, start, end)


def _is_given_another(reader: Names, start: int, end: int) -> bool:
    """Whether what seems a name says that the holder of the post is given another one: 书记 + 任林长."""
    words = reader.grammar.appointed
    if reader.text[start] not in words.kind:
        return False
    post = words.post.match(reader.text, start + 1)
    return post is not None and end <= post.end() <= start + _LONGEST


def number_of(text: str, grammar: Grammar, label: int, head: int) -> int | None:
    """Where the number begins of those who hold the post that begins at `label` and has its head
    at `head`, if it is counted: 三名 + 副县长, 两国 + 元首. A number in a name is none (数位公司董事长).
    """
    counted = grammar.several.search(text, max(0, label - _LONGEST), head)
    while counted and counted.end() < label:
        counted = grammar.several.search(text, counted.end(), head)
    if counted is None or counted.start() > label:
        return None
    rest = text[counted.end() : head]
    bare = counted.end() == label or not rest or grammar.grades.fullmatch(rest)
    return counted.start() if bare else None


def is_state(grammar: Grammar, text: str, start: int, end: int) -> bool:
    """Whether what seems a name begins that of another state, or is one: 阿尔 + 及利亚总统."""
    state = grammar.foreign.match(text, start)
    return state is not None and state.end() >= end


def _is_word(reader: Names, start: int, end: int) -> bool:
    """Whether what seems a name of two characters is a word, which no sure sign follows: 封堵口岸."""
    name = reader.text[start:end]
    if end - start != 2 or not is_word(name) or reader.follow(end) > 1:
        return False
    if vouched(reader, start, end):
        return False
    of = kind(name)
    return of[:1] in _NO_NOUNS or (of == "n" and is_common(name))


def _is_other_word(reader: Names, start: int, end: int) -> bool:
    """Whether what seems a name behind 群众 or the like is a word that is nobody's name: 群众 + 过节."""
    name = reader.text[start:end]
    if end - start != 2 or not is_word(name) or name in reader.grammar.word_names:
        return False
    return kind(name)[:2] != _PERSON


def _is_across(reader: Names, head: int, start: int, end: int) -> bool:
    """Whether the last character of a post begins another word, which what seems a name goes on
    with: 大使 + 馆遭 of 大使馆, 领队 + 员 of 队员; or what seems a post is cut out of two: 妇女儿童.
    """
    text, grammar = reader.text, reader.grammar
    first, across = text[start], text[start - 1 : start + 1]
    if text[start - 1] == grammar.head_of_place:
        return _is_place_across(reader, start, end)
    if not is_common(across):
        return False
    if is_common(text[max(0, head - 1) : head + 1]) and start - head == len(across):
        return True
    return first not in grammar.name_firsts or (first in grammar.weak and reader.follow(end) < 2)


def _is_place_across(reader: Names, start: int, end: int) -> bool:
    """Whether the last character of 院长 or the like begins a word that the segmenter sees, and
    nothing tells of a name: 国务院 + 长江流域, no 市长江涛强调."""
    text = reader.text
    if reader.grammar.transcribed.issuperset(text[start:end]):
        return False
    if reader.follow(end) or reader.counts[text[start:end]] > 1:
        return False
    first = words(text[start - 1 : start + 4])[0]
    return len(first) > 1 and is_word(first) and first not in reader.grammar.compound


def roll_at(reader: Names, end: int) -> int:
    """Length of the word behind a post that opens the list of those who hold it: 副县长 + 有 + A、B."""
    text, grammar = reader.text, reader.grammar
    sign = grammar.roll_signs.match(text, end)
    if sign is None:
        return 0
    name = reader.name_at(sign.end())
    return sign.end() - end if name and text.startswith(grammar.list_joints[0], name) else 0
