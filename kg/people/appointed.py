"""Who was given a post or lost it: 任命X为县长, 免去X的县长职务, X、Y当选为副主席.

Input: the readers of names and of posts of one text, who was found so far. Output: names, each with
the posts that it was given or lost. The frame is strict: between the words that make it stands a
list of names and nothing else, and so what has the form of a name is one there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import NamedTuple

from kg.people.bodies import body_of
from kg.people.ends import FIRM
from kg.people.formed import Formed
from kg.people.names import Names
from kg.people.posts import Posts
from kg.people.rolls import rolls
from kg.people.spans import PersonSpan, PostSpan
from kg.segment import is_common, is_word

Span = tuple[int, int]
_CLAUSE = 60  # characters before a verb in which the names begin, or the clause does
_HAIL = 8  # characters before a clause in which a message of greeting is named
_CLAUSES = 20  # clauses in which a career is told
_LIST = 200  # characters of a list of names, or of a short biography before its posts
_STATING = frozenset({"is", "was", "as"})  # what only says which post somebody holds or held
_OWN = (3, 2, 4)  # characters of a name right before a post
_AGE = 6  # characters of an age before a name


class Told(NamedTuple):
    """Those who were given or who lost the same posts, and where what tells it ends."""

    names: list[Span]
    posts: list[PostSpan]
    end: int


_NOBODY = Told([], [], -1)


class _Verb(NamedTuple):
    """What tells that a post is given or lost, from `start` to `end`, with the posts behind it and
    where they end, if the names stand before it.
    """

    of: str
    start: int
    end: int
    post: tuple[list[PostSpan], int] | None


class Appointments:
    """Reads in one text who was given a post or lost it."""

    def __init__(self, reader: Names, posts: Posts) -> None:
        self.text = reader.text
        self.grammar = reader.grammar
        self._terms = self.grammar.appointed.terms
        self.formed = Formed(reader)
        self.posts = posts
        verbs = self.grammar.appointed.verbs.finditer(reader.text)
        self.verbs = [verb for match in verbs if (verb := self._verb(match))]

    def given(self, found: list[PersonSpan]) -> list[tuple[Span, int | None, tuple[PostSpan, ...]]]:
        """Names, each with its number in `found` (the frame alone says that others are names) and
        with all posts that it has now.
        """
        posts: dict[Span, dict[PostSpan, None]] = {}
        for told in self._told(found):
            for name in told.names:
                posts.setdefault(name, {}).update(dict.fromkeys(told.posts))
        if not posts:
            return []
        changed: list[tuple[Span, int | None, tuple[PostSpan, ...]]] = []
        taken = {(post.start, post.end) for new in posts.values() for post in new}
        number_of = _numbers(found)
        for number, span in enumerate(found):
            name = span.name_start, span.name_end
            new = posts.get(name, {}) if number_of[name] == number else {}
            own = [
                p for p in span.posts if (p.start, p.end) not in taken or p in posts.get(name, {})
            ]
            if new or len(own) < len(span.posts):  # 县长X任组长、副县长Y任副组长
                changed.append((name, number, tuple(dict.fromkeys((*own, *new)))))
        changed += [
            (name, None, tuple(new)) for name, new in posts.items() if name not in number_of
        ]
        return changed

    def _told(self, found: Iterable[PersonSpan]) -> Iterator[Told]:
        """All that the text tells, in order."""
        self.formed.know(found)
        last = _NOBODY
        for verb in self.verbs:
            for told in self._read(verb, last):
                yield told
                last = told
        yield from self._biographies()
        for names, posts, end in rolls(self.formed, self.posts):
            yield Told(names, posts, end)

    def _verb(self, match: re.Match[str]) -> _Verb | None:
        """A verb that a post stands behind, None where none does."""
        of, (start, end) = self.grammar.appointed.kind[match[0]], match.span()
        if of in ("give", "take"):
            joined = of == "take" or self._is_joined(self._list_at(end)[0])
            return _Verb(of, start, end, None) if joined and not self._is_unsure(start) else None
        if of == "instead":
            end = next((to for at, to in self._joints(end) if not self._ends_word(at)), 0)
        elif (end - start == 1 and self._is_part(start)) or (
            of in ("is", "was") and not self._ends_in_head(end)
        ):
            return None
        post = self._posts(end, "former" if of in ("left", "was") else "current") if end else None
        if post and of == "left":
            post = self._further(*post)
        if post and of in _STATING:
            post = self._stated(post[0]), post[1]
            if not post[0] or (of != "as" and not self._closes(post[0][-1].end)):
                return None
        return _Verb(of, start, end, post) if post else None

    def _further(self, posts: list[PostSpan], end: int) -> tuple[list[PostSpan], int]:
        """`posts` that somebody held, and those of the clauses behind them that hold nothing else:
        历任镇长、镇党委书记，副县长."""
        for _ in range(_CLAUSES):
            if self.text[end : end + 1] not in self.grammar.appointed.apart:
                break
            edge = self.grammar.appointed.edge.search(self.text, end + 1, end + _CLAUSE)
            stop = edge.start() if edge else min(len(self.text), end + _CLAUSE)
            said = self.grammar.appointed.verbs.match(self.text, end + 1)
            held = () if said else self.posts.whole(end + 1, stop)
            if not held:
                break
            posts = [*posts, *(post._replace(status="former") for post in held)]
            end = stop
        return posts, end

    def _ends_in_head(self, start: int) -> bool:
        """Whether the clause from `start` on ends as posts do."""
        edge = self.grammar.appointed.edge.search(self.text, start, start + _LIST)
        clause = self.text[start : edge.start() if edge else start + _LIST]
        return self.grammar.head_end.search(clause) is not None

    def _closes(self, end: int) -> bool:
        """Whether a clause ends at `end`."""
        return (
            end == len(self.text) or self.grammar.appointed.edge.match(self.text, end) is not None
        )

    def _stated(self, posts: list[PostSpan]) -> list[PostSpan]:
        """Those of `posts` that are posts where somebody is only said to be that: no 一名护士, no 卓越领导人."""
        grammar, stated = self.grammar, list[PostSpan]()
        for post in posts:
            begin = self._behind_particle(post.start, post.end)
            one = grammar.appointed.one.match(self.text, begin)
            begin = one.end() if one else begin
            label = self.text[begin : post.end]
            head = grammar.head_end.search(label)
            word = grammar.head.search(head[0]) if head else None
            word_of = word["head"] if word else ""
            if grammar.several.match(label) or word_of in grammar.appointed.broad:
                continue
            if grammar.kind.get(word_of) == "official" or body_of(label, grammar):
                stated.append(post._replace(start=begin, label=label))
        return stated

    def _read(self, verb: _Verb, last: Told) -> Iterator[Told]:
        """What one verb tells; `last` is what was told before it."""
        if verb.post is None:
            yield from self._items(verb, last)
        elif bearer := self._bearer(verb):
            yield Told([bearer], *verb.post)
        elif names := verb.of != "as" and self._holders(verb.start, last):
            yield from self._each(verb.start, Told(names, *verb.post))

    def _bearer(self, verb: _Verb) -> Span | None:
        """Who is named behind the post: 担任村支书的葛慧, 作为村支书，葛慧….

        The clause must begin with the verb, and what can follow a name must follow this one.
        """
        assert verb.post is not None
        end = verb.post[0][-1].end
        behind = self.text[end : end + 1]
        apart = verb.of == "as" and behind in self.grammar.appointed.apart
        if (
            not (apart or behind in self.grammar.particles)
            or self._clause(verb.start) != verb.start
        ):
            return None
        start = end + 1
        stop = self.formed.reader.name_at(start, need=FIRM)
        return (start, stop) if stop and self.formed.list_of(start, stop) else None

    def _each(self, joint: int, told: Told) -> Iterator[Told]:
        """What was told, or of each what is only hers or his: 葛慧、杜衡分别当选为主席、副主席."""
        if not self.grammar.appointed.each.search(self.text, max(0, joint - _CLAUSE), joint):
            yield told
        elif len(told.names) == len(told.posts):
            for name, post in zip(told.names, told.posts, strict=True):
                yield Told([name], [post], told.end)

    def _ends_word(self, at: int) -> bool:
        """Whether the character at `at` ends a word: 主任, 新一任."""
        before = self.text[at - 1 : at + 1]
        return is_common(before) or before in self._terms

    def _is_part(self, at: int) -> bool:
        """Whether the character at `at` is part of a word: 主任, 任务."""
        return self._ends_word(at) or is_common(self.text[at : at + 2])

    def _is_unsure(self, start: int) -> bool:
        """Whether the clause says before `start` that nobody was given a post yet: 提请任命."""
        return (
            self.grammar.appointed.unsure.search(self.text, self._clause(start), start) is not None
        )

    def _is_proposed(self, start: int, end: int) -> bool:
        """Whether what follows a post says that it is only proposed: 任命X为县长的议案."""
        words = self.grammar.appointed
        far = words.about.search(self.text, self._clause(start), start)
        return (words.proposal_far if far else words.proposal).match(self.text, end) is not None

    def _clause(self, start: int) -> int:
        """Where the clause that goes on at `start` begins."""
        low = max(0, start - _CLAUSE)
        edges = self.grammar.appointed.edge.finditer(self.text, low, start)
        return max((edge.end() for edge in edges), default=low)

    def _items(self, verb: _Verb, last: Told) -> Iterator[Told]:
        """What a list tells behind its verb: X为县长，Y、Z为副县长; X的局长职务、Y的主任职务."""
        start, listed = self._list_at(verb.end)
        breaks = self.grammar.appointed.breaks[listed]
        last = last if self._is_near(last, verb.start) else _NOBODY
        items: list[Told] = []
        read = self._given if verb.of == "give" else self._taken
        while item := read(start, last):
            items += item
            last = _NOBODY
            follows = breaks.match(self.text, item[-1].end)
            if follows is None:
                break
            start = follows.end()
        if items and not self._is_proposed(verb.start, items[-1].end):
            yield from items

    def _list_at(self, end: int) -> tuple[int, bool]:
        """Where the names behind a verb begin, and whether a colon says that lines of them follow."""
        head = self.grammar.appointed.list_head.match(self.text, end)
        return (head.end(), bool(head["list"])) if head else (end, False)

    def _is_joined(self, start: int) -> bool:
        """Whether a word that joins names to a post stands behind `start`, and a post behind it."""
        return any(self._posts(end, "") for _, end in self._joints(start))

    def _joints(self, start: int) -> Iterator[Span]:
        """Where what joins names to a post stands in the part of a clause that begins at `start`."""
        for joint in self.grammar.appointed.joints.finditer(self.text, start, self._rest(start)):
            at, end = joint.span()
            yield at - (self.text[at - 1 : end] in self.grammar.appointed.kind), end  # 挂 + 任

    def _rest(self, start: int) -> int:
        """Where the part of a clause ends that begins at `start`."""
        high = min(len(self.text), start + _LIST)
        edge = self.grammar.appointed.edge.search(self.text, start, high)
        return edge.start() if edge else high

    def _given(self, start: int, _: Told) -> list[Told]:
        """葛慧、杜衡为副县长."""
        for at, end in self._joints(start):
            each = self.grammar.appointed.each.search(self.text, start, at)
            names = self.formed.list_of(start, each.start() if each else at)
            names = names or self.formed.whole_at(start, at)
            if names and (post := self._posts(end, "current")) and self._is_plain(end, post[0]):
                return list(self._each(at, Told(names, *post)))
            if not names and not self.formed.begins_list(start, at):
                break
        return []

    def _is_plain(self, start: int, posts: list[PostSpan]) -> bool:
        """Whether nothing qualifies the posts from `start` on: no 核心的中央领导集体的成员."""
        return self.grammar.particles.isdisjoint(self.text[start : posts[-1].end])

    def _taken(self, start: int, last: Told) -> list[Told]:
        """葛慧的县长职务, or 其县长职务 of whom was told right before."""
        pronoun = self.grammar.appointed.pronoun.match(self.text, start)
        if pronoun:
            one = len(last.names) == 1
            post = self._posts(pronoun.end(), "former") if one else None
            return [Told(last.names, *post)] if post else []
        for of in self.grammar.appointed.of.finditer(self.text, start, self._rest(start)):
            if (names := self.formed.list_of(start, of.start())) and (
                post := self._posts(of.end(), "former")
            ):
                return [Told(names, *post)]
        return self._taken_from_one(start)

    def _taken_from_one(self, start: int) -> list[Told]:
        """葛慧县水利局局长职务: nothing stands between."""
        ends = [start + length for length in _OWN if self.formed.list_of(start, start + length)]
        ends = [end for end in ends if not is_word(self.text[end - 1 : end + 1])] or ends
        seen = [end for end in ends if self.formed.reader.aligned(start, end)]
        for end in seen or ends:
            if post := self._posts(end, "former"):
                return [Told([(start, end)], *post)]
        return []

    def _holders(self, at: int, last: Told) -> list[Span]:
        """Those who are named right before a verb at `at`, or who were told of right before it."""
        words = self.grammar.appointed
        start = self._clause(at)
        filled = words.filling.search(self.text, start, at)
        end = filled.start() if filled else at
        if hailed := words.hail.search(self.text, max(0, start - _HAIL), end):
            return self._hailed(hailed.start())
        if start == end:
            near = last.names if self._is_near(last, start) else self._described(start)
            return near or self._set_off(start)
        if words.unsure.match(self.text, at - 1, at):
            return []  # 葛慧 + 未当选
        leads = [lead.end() for lead in words.leads.finditer(self.text, start, end)]
        leads += [at for at in range(start + 1, end) if self.text[at - 1] in self.grammar.particles]
        for begin in (start, *leads):
            if names := self.formed.list_of(begin, end, firm=at == end):
                return [] if words.unsure.search(self.text, start, begin) else names
        known = self.formed.known_at(end)
        if not known or words.unfit.search(self.text, start, known[0][0]):
            return []
        return known

    def _hailed(self, end: int) -> list[Span]:
        """Who is named up to `end`, behind what says that a message goes there: 致电X + ，祝贺他就任."""
        start = self._clause(end)
        for to in self.grammar.appointed.to.finditer(self.text, start, end):
            if names := self.formed.list_of(to.end(), end):
                return names
        return self.formed.known_at(end)

    def _is_near(self, last: Told, start: int) -> bool:
        """Whether what was told before ends right before `start`."""
        near = self.grammar.appointed.near
        return bool(last.names) and near.fullmatch(self.text, last.end, start) is not None

    def _described(self, at: int) -> list[Span]:
        """Whose short biography goes on at `at`, in its first sentences: 葛慧，男，1979年生。曾任县长."""
        low = max(0, at - _LIST, self.text.rfind("\n", 0, at) + 1)
        ends = self.grammar.appointed.sentence.finditer(self.text, low, at)
        begins = [low, *(end.end() for end in ends)]
        begins = begins if begins[-1] == at else begins[-1:]  # 葛慧，男…。 + 曾任…
        described = (self.formed.described_at(start) for start in reversed(begins))
        return next((name for name in described if name), [])

    def _set_off(self, at: int) -> list[Span]:
        """Of whom the age is told before the name, which a comma ends: 今年42岁的葛慧，是…."""
        end = at - 1
        if self.text[end:at] not in self.grammar.appointed.apart:
            return []
        for start in (end - length for length in _OWN):
            if self.grammar.aged.search(self.text, max(0, start - _AGE), max(0, start)):
                return self.formed.known_at(end) or self.formed.list_of(start, end)
        return []

    def _biographies(self) -> Iterator[Told]:
        """The posts that are clauses of a short biography: 葛慧，女，1979年生，县教育局局长."""
        heads = sorted(self.formed.described())
        for (name, start), other in zip_longest(heads, heads[1:]):
            stop = self.grammar.appointed.sentence.search(self.text, start, start + _LIST)
            stops = stop.start() if stop else min(len(self.text), start + _LIST)
            stops = min(stops, other[0][0]) if other else stops
            edges = [*self.grammar.appointed.edge.finditer(self.text, start, stops)]
            once = False
            for edge, after in zip_longest(edges, edges[1:]):
                end = after.start() if after else stops
                if self.grammar.appointed.unsure.match(self.text, edge.end()):
                    continue  # 拟任县长
                if said := self.grammar.appointed.verbs.match(self.text, edge.end()):
                    once = self.grammar.appointed.kind[said[0]] == "left"
                if once:
                    continue  # 历任镇长，副县长
                chain = [*self.posts.whole(edge.end(), end)]
                if stated := self._held(chain):
                    yield Told([name], stated, end)

    def _held(self, chain: list[PostSpan]) -> list[PostSpan]:
        """Those of a chain of posts that nothing but a biography tells of: no 全国劳动模范."""
        stated = self._stated(chain)
        broad = self.grammar.appointed.broad
        if stated and stated[0] == chain[0]:  # 集团党委书记、董事长
            stated += [p for p in chain[1:] if p not in stated and not p.label.endswith(broad)]
        return stated

    def _posts(self, start: int, status: str) -> tuple[list[PostSpan], int] | None:
        """The posts of a list that begins at `start`, and where it ends."""
        words = self.grammar.appointed
        posts: list[PostSpan] = []
        end = start
        while (post := words.post.match(self.text, start)) and self._is_label(*post.span("post")):
            end = post.end()
            real = self.grammar.kind[post["head"]] in ("official", "role")
            real = real and not post["post"].endswith(words.shared)
            if real and post["post"] not in words.vague:
                posts.append(self.posts.given(start, post.start("head"), post.end("post"), status))
            joint = self.grammar.joint_marks.match(self.text, end)
            if joint is None:
                break
            start = joint.end()
        if not posts:
            return None
        if status == "current" and words.over.match(self.text, end):  # 担任县长期间
            posts = [post._replace(status="former") for post in posts]
        close = words.ends.match(self.text, end)
        return posts, close.end() if close else end

    def _behind_particle(self, start: int, head: int) -> int:
        """Where a post begins behind what it is of: 桥头村的 + 党支部书记."""
        inside = (
            at for at in range(head, start, -1) if self.text[at - 1] in self.grammar.particles
        )
        return next(inside, start)

    def _is_label(self, start: int, end: int) -> bool:
        """Whether a post holds no word that joins another name to another post."""
        core = self.grammar.appointed.core
        if self.text[start] in self.grammar.particles or core in self.text[start:end]:
            return False
        inner = self.grammar.appointed.inner.finditer(self.text, start, end)
        return all(word.end() - word.start() == 1 and self._is_part(word.start()) for word in inner)


def _numbers(found: list[PersonSpan]) -> dict[Span, int]:
    """The number of each name in `found`; of one found more than once, that with posts."""
    numbers: dict[Span, int] = {}
    for number, span in enumerate(found):
        name = span.name_start, span.name_end
        if name not in numbers or (span.posts and not found[numbers[name]].posts):
            numbers[name] = number
    return numbers
