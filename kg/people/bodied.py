"""Names behind an office, of people whose posts nobody tells: 县农业局葛慧、县水利局杜衡陪同.

Input: the readers of names and of posts of one text, and where names are known to end. Output: what
is told of each, from the office on, and the name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from kg.people.names import Names
from kg.people.posts import Posts
from kg.segment import is_common, is_word, kind

Span = tuple[int, int]
_MEMBER = re.compile("[^、]+")
_BODY = 3  # characters of the name of an office, at least
_NAMES = (3, 2)  # characters of a name
_PERSON = "nr"  # kind of words that name a person
_PLAIN = ("n", "d", "b", "m", "l")  # kinds of which no given name is, though common


def behind_offices(
    reader: Names, posts: Posts, known: Collection[int]
) -> Iterator[tuple[Span, Span]]:
    """The people of the lists that begin so, up to the first member that is neither such a name
    nor ends where a name of `known` does."""
    text = reader.text
    for found in reader.grammar.bodied.finditer(text):
        begin, first = posts.body_start(found.start("first")), found.span("first")
        if first[0] - begin < _BODY or first[1] in known or not _is_name(reader, *first):
            continue
        yield (begin, first[1]), first
        listed = True  # whether a member may be a name alone
        for member in _MEMBER.finditer(text, first[1], found.end()):
            if member.end() in known:
                listed = False
                continue
            name = _last_name(reader, *member.span(), alone=listed)
            if name is None:
                break
            yield member.span(), name
            listed = True


def _last_name(reader: Names, start: int, end: int, *, alone: bool) -> Span | None:
    """The name that a member of a list is, if it can be one alone, or that stands in it behind an office."""
    if alone and end - start in _NAMES and _is_name(reader, start, end):
        return start, end
    for length in _NAMES:
        at = end - length
        behind = at - start >= _BODY and reader.grammar.bodied_end.search(reader.text, start, at)
        if behind and _is_name(reader, at, end):
            return at, end
    return None


def _is_name(reader: Names, start: int, end: int) -> bool:
    """Whether `text[start:end]` looks like a name and like no word or name of an office."""
    name, grammar = reader.text[start:end], reader.grammar
    native = name[0] in grammar.surnames and name[0] not in grammar.function_surnames
    if not native or not reader.given(name[1:]):
        return False
    if name[-1] in grammar.bodied_lasts | grammar.not_ends | grammar.never_last:
        return False
    plain = any(is_word(word) and kind(word)[:2] != _PERSON for word in (name, name[:2]))
    common = len(name) > 2 and is_common(name[1:]) and kind(name[1:]) in _PLAIN
    return not (plain or common or reader.is_plain_word(name))
