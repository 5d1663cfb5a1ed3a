"""The posts that stand before a name: 区委副书记、区长.

Input: a text, the grammar. Output: `PostSpan`s. A post begins after the last word that no post
holds (lexicon `post-stops`), as jieba cuts the words.
"""

from __future__ import annotations

from collections.abc import Container
from functools import lru_cache

from kg.people.grammar import Grammar
from kg.people.spans import PersonSpan, PostSpan
from kg.segment import is_word, words

_NAMES = (4, 3, 2)  # characters of the name of a person


class Posts:
    """Reads posts in one text."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        self.text = text
        self.grammar = grammar

    def posts_before(
        self, head_start: int, end: int, kind: str, *, floor: int = 0
    ) -> tuple[int, tuple[PostSpan, ...]]:
        """The chain of posts that ends at `end`, in text order, and where its wording begins.

        No post begins before `floor`, where the name before it ends.
        """
        posts: list[PostSpan] = []
        while True:
            start = self._post_start(head_start, floor)
            label_start, status = self._status(start, head_start)
            if kind in ("official", "role") and end - label_start >= 2:
                posts.append(PostSpan(label_start, end, self.text[label_start:end], status))
            if start == 0 or self.text[start - 1] != "、":
                break
            end = start - 1
            match = self.grammar.head_end.search(self.text[max(0, end - 9) : end])
            if not match:
                break
            head_start = max(0, end - 9) + match.start()
            head = self.grammar.head.search(self.text, head_start, end)
            kind = self.grammar.kind.get(head["head"], "role") if head else "role"
        return start, tuple(reversed(posts))

    def with_set_off(
        self, start: int, posts: tuple[PostSpan, ...], *, floor: int
    ) -> tuple[int, tuple[PostSpan, ...]]:
        """The chain of posts that begins at `start`, with a chain of several that a comma sets off
        before it and that nobody is named behind: 市政府党组成员、副市长，市公安局局长X.
        """
        end = start - 1
        if end <= floor or self.text[end] != "，":
            return start, posts
        low = max(floor, end - 9)
        match = self.grammar.head_end.search(self.text[low:end])
        if not match:
            return start, posts
        begin, before = self.posts_before(low + match.start(), end, "official", floor=floor)
        alone = begin == 0 or self.text[begin - 1] in self.grammar.boundary
        return (begin, before + posts) if alone and len(before) > 1 else (start, posts)

    def _post_start(self, head_start: int, floor: int) -> int:
        """Where the post whose head stands at `head_start` begins: after the last stop word.

        It reaches over the name that ends at `floor` only where nothing parts it from that:
        国家主席习近平特别代表.
        """
        start = self._edge_before(head_start)
        if start < floor < head_start:
            begin = floor + self._joined_to_name(floor, head_start)
            apart = self._after_stop(begin, head_start)
            if apart > floor:
                return apart
        return self._after_stop(start, head_start)

    def _edge_before(self, head_start: int) -> int:
        """Where the run of characters before `head_start` begins in which a post can stand."""
        text = self.text
        low = max(0, head_start - 40)
        start = head_start
        while start > low:
            if text[start - 1] not in self.grammar.post_edges:
                start -= 1
            elif state := self.grammar.bracketed_state.search(text, low, start):
                start = state.start()
            elif bracket := self._firm_bracket(low, start):
                start = bracket
            else:
                break
        return start

    def _after_stop(self, start: int, end: int) -> int:
        """Where the last word in `text[start:end]` ends that no post holds, else `start`."""
        segment = self.text[start:end]
        if segment and self.grammar.stop_words.search(segment):
            start += self._after_last_stop(segment)
        return start

    def _joined_to_name(self, start: int, end: int) -> int:
        """Length of what joins a name to the post behind it: 邹永祥 + 和 + 县人武部政委, 韩菊英 + 捐献 + 父亲."""
        if self.text[start] in self.grammar.conjunctions:
            return 1
        return len(self._first_word(start, end, self.grammar.follower_words))

    def _first_word(self, start: int, end: int, known: Container[str]) -> str:
        """The word that the segmenter sees at `start`, "" if it is none of those `known`."""
        text = self.text[start:end]
        if any(text[:length] in known for length in range(1, self.grammar.longest + 1)):
            first = words(text)[0]
            return first if first in known else ""
        return ""

    def _firm_bracket(self, low: int, end: int) -> int:
        """Where the bracket inside the name of a firm begins that ends at `end`, 0 if there is none."""
        begin = self.text.rfind("（", low, end)
        bracket = self.grammar.firm_bracket.match(self.text, begin) if begin > 0 else None
        return begin if bracket and bracket.end() == end else 0

    def _after_last_stop(self, segment: str) -> int:
        """Offset behind the last word of `segment` that cannot stand in a post."""
        guarded = [m.span() for m in self.grammar.protected.finditer(segment)]
        offset, last = 0, 0
        for word in words(segment):
            offset += len(word)
            begin = offset - len(word)
            if any(a <= begin < b for a, b in guarded):
                continue
            if word in self.grammar.stops or word in self.grammar.counters:
                last = offset
            elif len(word) < 4 and word[0] in self.grammar.stops and not is_word(word):
                last = begin + 1
            elif not is_word(word) and (cut := self._inner_stop(word)):
                last = begin + cut
            elif word[-1:].isdigit() or word.endswith(self.grammar.date_ends):
                last = offset if word[0].isdigit() or begin == last else last
        return last

    def _inner_stop(self, word: str) -> int:
        """Offset behind the last preposition inside a run that the segmenter does not know."""
        return max(
            (i + 1 for i, c in enumerate(word) if i and c in self.grammar.prepositions), default=0
        )

    def _status(self, start: int, head_start: int) -> tuple[int, str]:
        if self.text.startswith(self.grammar.acting, head_start):
            return start, "acting"
        first = self._first_word(start, head_start, self.grammar.status)
        status = self.grammar.status.get(first, "")
        if status == "former-direct":
            direct = self.grammar.head.match(self.text, start + len(first))
            return start, "former" if direct else "current"
        if status == "acting":
            return start, status
        if status:
            return start + len(first), status
        before = self.text[max(0, start - 3) : start]
        for word, status in self.grammar.status.items():
            if status == "former" and before.endswith(word):
                return start, status
        return start, "current"


@lru_cache(maxsize=1 << 14)
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
    for word, status in grammar.status.items():
        before = before.removesuffix(word) if status.startswith("former") else before
    return before and before + _said_by(head[0], before, grammar)


def _said_by(head: str, before: str, grammar: Grammar) -> str:
    """What the head of a post adds to the name of the body that stands before it."""
    graded = grammar.grades.match(head)
    title = head[graded.end() :] if graded else head
    organ = next((o for o in grammar.organs if title.startswith(o) and title != o), "")
    if organ:
        return organ
    unit = title.removesuffix(grammar.head_of_place)
    return unit if unit in grammar.units and not before.endswith(unit) else ""


def behind_names(found: list[PersonSpan], grammar: Grammar) -> list[PersonSpan]:
    """`found` with posts that begin behind the person who is named first in them: 水云舒问项目经理."""
    known = {span.name for span in found}
    return [_behind_names(span, known, grammar) for span in found]


def _behind_names(span: PersonSpan, known: set[str], grammar: Grammar) -> PersonSpan:
    posts = tuple(_behind_name(post, known, grammar) for post in span.posts)
    if posts == span.posts:
        return span
    start = min(span.name_start, *(post.start for post in posts))
    return span._replace(posts=posts, start=start)


def _behind_name(post: PostSpan, known: set[str], grammar: Grammar) -> PostSpan:
    for length in _NAMES:
        led = post.label[length : length + 1] in grammar.call_leads
        label = post.label[length + 1 :]
        if led and label and post.label[:length] in known:
            return post._replace(start=post.start + length + 1, label=label)
    return post
