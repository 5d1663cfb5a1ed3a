"""Those whom a list behind a post tells: 选出的副主席是：葛慧、杜衡.

Input: the readers of formed names and of posts of one text. Output: names, the post that they
hold, and where the list ends.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.people.formed import Formed
from kg.people.posts import Posts
from kg.people.spans import PostSpan

Span = tuple[int, int]
_HEAD = 9  # characters of the head of a post with its grades
_LIST = 200  # characters of a list of names


def rolls(formed: Formed, posts: Posts) -> Iterator[tuple[list[Span], list[PostSpan], int]]:
    """The lists of several names behind a post and what says that they hold it."""
    grammar, text = formed.grammar, formed.text
    for sign in grammar.appointed.roll.finditer(text):
        at, start = sign.span()
        if text[at - 1 : at] not in grammar.head_lasts:
            continue
        head = grammar.head_end.search(text, max(0, at - _HEAD), at)
        edge = grammar.appointed.edge.search(text, start, start + _LIST)
        end = edge.start() if edge else min(len(text), start + _LIST)
        if head and len(names := formed.list_of(start, end)) > 1:
            held = posts.posts_before(head.start(), at, "official")[1]
            yield names, list(held[-1:]), end
