"""Posts in brackets behind a name: 马占海（县水利局局长）.

Input: the readers of names and of posts of one text, who was found so far. Output: names, each with
its number in what was found, None where the brackets alone say that it is one, and its posts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.people.ends import FIRM
from kg.people.names import Names
from kg.people.posts import Posts
from kg.people.spans import PersonSpan, PostSpan
from kg.segment import is_common, is_word, kind

Span = tuple[int, int]
_NAMES = (3, 2, 4)  # characters of a name before brackets, what is tried first
_PERSON = "nr"  # kind of words that name a person


def bracketed(
    reader: Names, posts: Posts, found: Iterable[PersonSpan]
) -> Iterator[tuple[Span, int | None, tuple[PostSpan, ...]]]:
    """Who is named before brackets that hold posts and nothing else."""
    grammar, text = reader.grammar, reader.text
    brackets = list(grammar.bracketed_post.finditer(text))
    if not brackets:
        return
    known = {span.name_end: (number, span) for number, span in enumerate(found)}
    for match in brackets:
        at = match.start()
        held = posts.whole(at + 1, match.end() - 1)
        if held and at in known:
            number, span = known[at]
            yield (span.name_start, at), number, tuple(dict.fromkeys((*span.posts, *held)))
        elif held and (name := _name_before(reader, at)):
            yield name, None, held


def _name_before(reader: Names, end: int) -> Span | None:
    """The name that ends at `end`, where nothing but brackets vouches for it."""
    for length in _NAMES:
        start = end - length
        if start < 0 or not reader.begins(start) or _is_other(reader.text[start:end]):
            continue
        seat = length > 2 and reader.text[end - 1] in reader.grammar.never_last
        if not seat and reader.name_at(start, need=FIRM) == end:
            return start, end
    return None


def _is_other(name: str) -> bool:
    """Whether what may be a name is a word that names no person."""
    return is_common(name) or (is_word(name) and kind(name)[:2] != _PERSON)
