"""The posts that stand before a name: 区委副书记、区长.

Input: a text, the grammar. Output: `PostSpan`s. A post begins after the last word that no post
holds (lexicon `post-stops`), as jieba cuts the words.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

from kg.people.bearer import number_of
from kg.people.bodies import body_of
from kg.people.grammar import Grammar
from kg.people.spans import PersonSpan, PostSpan
from kg.segment import is_word, words

_CLOCK = re.compile(r"\d:\d\d\Z")  # the end of a time of the day, behind which a post may begin
_HEAD = 9  # characters of the head of a post with its grades
_NAMES = (4, 3, 2)  # characters of the name of a person


class _Told(NamedTuple):
    """A post, and the word before or in it that gives its status, if that tells of more than it."""

    post: PostSpan
    word: str


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
        told: list[_Told] = []
        begin = behind = head_start
        while True:
            begin = self._post_start(head_start, floor)
            start = self._at_state(begin, end)
            if self.text[start - 1 : start] in self.grammar.stops:
                begin = start  # 同 + 墨西哥总统
            others = told and number_of(self.text, self.grammar, begin, head_start) is not None
            if others or (told and self._is_named(start, head_start, end)):
                begin = behind
                break
            behind = begin
            label_start, status, word = self._status(start, head_start)
            label = self.text[label_start:end]
            if kind in ("official", "role") and len(label) > 1 and self._is_post(label):
                told.append(_Told(PostSpan(label_start, end, label, status), word))
            if begin < start and self.grammar.head_end.search(self.text[begin:start]):
                led = PostSpan(begin, start, self.text[begin:start], "current")
                told.append(_Told(led, ""))  # 轮值主席 + 巴林国王
            begin -= self._status_before(begin)
            if begin == 0 or self.text[begin - 1] != "、" or begin - 1 <= floor:
                break
            end = begin - 1
            match = self.grammar.head_end.search(self.text[max(0, end - _HEAD) : end])
            if not match:
                break
            head_start = max(0, end - _HEAD) + match.start()
            head = self.grammar.head.search(self.text, head_start, end)
            kind = self.grammar.kind.get(head["head"], "role") if head else "role"
        return begin, self._with_former(told[::-1])

    def label_end(self, match: re.Match[str]) -> int:
        """Where a post ends, with the remark in brackets that belongs to it: 副县长（挂职）, no 副县长（援藏）."""
        whole = self.grammar.post_aside.match(self.text, match.end("head"))
        return whole.end() if whole else match.end("head")

    def with_grades(self, head: int) -> int:
        """Where the grades before the head of a post begin, or the head itself."""
        if not head or self.text[head - 1] not in self.grammar.grade_ends:
            return head
        grades = self.grammar.grades_end.search(self.text, max(0, head - 8), head)
        return grades.start() if grades else head

    def _status_before(self, start: int) -> int:
        """Length of the word between the posts of a chain that says that the next is held now: 原局长、现任主任."""
        before = self.text[max(0, start - 4) : start]
        joint = self.grammar.list_joints[0]
        return next((len(w) for w in self.grammar.status if before.endswith(joint + w)), 0)

    def _is_post(self, label: str) -> bool:
        """Whether `label` is a post, and not what many are, told without a body (教师, 援藏医生), or
        what somebody is only to be: 拟任镇长."""
        proposed = label.startswith(self.grammar.appointed.proposed)
        return not proposed and self.grammar.craft.fullmatch(label) is None

    def _is_named(self, start: int, head_start: int, end: int) -> bool:
        """Whether what seems a post of a chain is another person by name: 马克龙总统、欧盟委员会主席X."""
        grammar, title = self.grammar, self.text[head_start:end]
        if title not in grammar.whole_titles and title not in grammar.royal_titles:
            return False
        if title not in grammar.royal_titles:
            run = grammar.transcribed_end.search(self.text, start, head_start)
            return run is not None and not grammar.foreign_end.search(self.text, start, head_start)
        heads = list(grammar.head.finditer(self.text, start, head_start))
        name = self.text[heads[-1].end() if heads else start : head_start]
        return len(name) > 1 and not grammar.foreign.match(name)

    def _at_state(self, start: int, end: int) -> int:
        """Where a post begins that another state is named in right before its head: what stands
        before that state is no part of it (轮值主席 + 巴林国王), but for that of an envoy there.
        """
        segment = self.text[start:end]
        whole = self.grammar.whole_posts.search(segment)
        if whole and not self.grammar.term.fullmatch(segment, 0, whole.start()):
            start += whole.start()  # 手艺人 + 全国人大代表
        for state in self.grammar.foreign.finditer(segment):
            at, rest = state.span()
            if not at or segment[at - 1] in self.grammar.envoys:
                continue
            titled = rest < len(segment) or self.grammar.head_end.search(state[0])
            if titled and self.grammar.of_state.fullmatch(segment, rest):
                return start + at
        return start

    def _with_former(self, told: list[_Told]) -> tuple[PostSpan, ...]:
        """The posts of one chain; one in the body of a former one before it is former too
        (省政协原党组书记、主席), and so are all that 时任 stands before.
        """
        posts: list[PostSpan] = []
        former = ""
        for post, word in told:
            if word:
                former = word if post.status == "former" else ""
            elif former and post.status == "current":
                body = body_of(post.label, self.grammar)
                if former in self.grammar.then or not body or body in self.grammar.organs:
                    posts.append(post._replace(status="former"))
                    continue
                former = ""
            posts.append(post)
        return tuple(posts)

    def whole(self, start: int, end: int) -> tuple[PostSpan, ...]:
        """The posts that `text[start:end]` is, none if it is or holds anything else."""
        head = self.grammar.head_end.search(self.text, max(start, end - _HEAD), end)
        if head is None:
            return ()
        word = self.grammar.head.search(self.text, head.start(), end)
        kind = self.grammar.kind.get(word["head"], "role") if word else "role"
        begin, held = self.posts_before(head.start(), end, kind, floor=start)
        return held if begin == start or self.text[start:begin] in self.grammar.status else ()

    def given(self, start: int, head_start: int, end: int, status: str) -> PostSpan:
        """The post from `start` to `end` that someone is said to have been given or to have lost."""
        start, told, _ = self._status(self._at_state(start, end), head_start)
        return PostSpan(start, end, self.text[start:end], told if status == "current" else status)

    def with_set_off(
        self, start: int, posts: tuple[PostSpan, ...], *, floor: int
    ) -> tuple[int, tuple[PostSpan, ...]]:
        """The chain of posts that begins at `start`, with a chain of several that a comma sets off
        before it and that nobody is named behind: 市政府党组成员、副市长，市公安局局长X.
        """
        end = start - 1
        if end <= floor or self.text[end] != "，":
            return start, posts
        low = max(floor, end - _HEAD)
        match = self.grammar.head_end.search(self.text[low:end])
        if not match:
            return start, posts
        begin, before = self.posts_before(low + match.start(), end, "official", floor=floor)
        alone = begin == 0 or self.text[begin - 1] in self.grammar.boundary
        alone = alone or self._is_led(floor, begin)
        return (begin, before + posts) if alone and len(before) > 1 else (start, posts)

    def _is_led(self, low: int, at: int) -> bool:
        """Whether a verb of meeting stands right before `at`: 市长X会见 + 集团党委委员、副总裁，…."""
        return self.grammar.chain_led.search(self.text, max(low, at - 4), at) is not None

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

    def body_start(self, end: int) -> int:
        """Where the name of an office that ends at `end` begins, as a post with it would."""
        return self._post_start(end, 0)

    def _edge_before(self, head_start: int) -> int:
        """Where the run of characters before `head_start` begins in which a post can stand."""
        text = self.text
        low = max(0, head_start - 40)
        start = head_start
        while start > low:
            if text[start - 1] not in self.grammar.post_edges:
                if _CLOCK.search(text, max(low, start - 5), start):
                    break
                start -= 1
            elif (state := self.grammar.bracketed_state.search(text, low, start)) or (
                state := self.grammar.quoted_part.search(text, low, start)
            ):
                start = state.start()
            elif bracket := self._firm_bracket(low, start):
                start = bracket
            else:
                break
        return start

    def _after_stop(self, start: int, end: int) -> int:
        """Where the last word or date in `text[start:end]` ends that no post holds, else `start`."""
        for date in self.grammar.dated.finditer(self.text, start, end):
            start = date.end()
        segment = self.text[start:end]
        if segment and self.grammar.stop_words.search(segment):
            start += self._after_last_stop(segment)
        return start

    def _joined_to_name(self, start: int, end: int) -> int:
        """Length of what joins a name to the post behind it: 邹永祥 + 和 + 县人武部政委, 韩菊英 + 捐献 + 父亲."""
        if self.text[start] in self.grammar.conjunctions:
            return 1
        apart = self.grammar.apart.match(self.text, start, end)  # 杜衡 + 会同 + 县教育局局长
        first = self._first_word(start, end, self.grammar.follower_words)
        return max(len(first), len(apart[0]) if apart else 0)

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
            elif self._leads(word) and not is_word(word):
                last = begin + 1
            elif not is_word(word) and (cut := self._inner_stop(word)):
                last = begin + cut
        return last

    def _leads(self, word: str) -> bool:
        """Whether a run may begin with a word that stands in no post: 由 + 云溪县."""
        return word[0] in (self.grammar.stops if len(word) < 4 else self.grammar.prepositions)

    def _inner_stop(self, word: str) -> int:
        """Offset behind the last preposition inside a run that the segmenter does not know."""
        return max(
            (i + 1 for i, c in enumerate(word) if i and c in self.grammar.prepositions), default=0
        )

    def _status(self, start: int, head_start: int) -> tuple[int, str, str]:
        """Where the label of a post begins, its status, and the word that tells that of what
        stands behind it too, "" if none does."""
        if self.text.startswith(self.grammar.acting, head_start):
            return start, "acting", ""
        first = self._first_word(start, head_start, self.grammar.status)
        led = "" if first else self._status_led(start, head_start)
        status = self.grammar.status.get(first or led, "")
        if led and status == "former":
            return start, status, led  # 原省伊斯兰教协会副会长
        first = first or led
        if status in ("former", "current"):
            return start + len(first), status, first
        if status == "acting":
            return start, status, ""
        before = self.text[max(0, start - 3) : start]
        word = next((word for word in self.grammar.former if before.endswith(word)), "")
        word = word or self._former_within(start, head_start)
        if not word:
            return start, "current", ""
        return start, "former", word if word in self.grammar.former else ""

    def _status_led(self, start: int, head_start: int) -> str:
        """The character that says that a post is held now, or was, and begins a run that is no word:
        现 + 村监委会主任, 原 + 省伊斯兰教协会副会长.
        """
        status = self.grammar.status.get(self.text[start], "")
        if status not in ("current", "former") or start == head_start:
            return ""
        return "" if is_word(words(self.text[start:head_start])[0]) else self.text[start]

    def _is_former_body(self, at: int, head_start: int) -> bool:
        """Whether 前 before `at` tells of a former post: of the head, or of a body of state."""
        return at >= head_start or self.grammar.former_bodies.match(self.text, at) is not None

    def _former_within(self, start: int, head_start: int) -> str:
        """The word inside a post that makes it a former one: 市政协 + 原 + 副主席."""
        segment = self.text[start:head_start]
        if not self.grammar.former_signs.search(segment):
            return ""
        last = segment[-1:]  # 英 + 前 + 首相
        if self.grammar.status.get(last) == "former-direct" and self.grammar.foreign.match(
            self.text, start
        ):
            return last
        at = start
        for word in words(segment):
            at += len(word)
            status = self.grammar.status.get(word, "")
            if status == "former" or (
                status == "former-direct" and self._is_former_body(at, head_start)
            ):
                return word
        return ""


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
