"""What has the form of a name, where a strict frame says that nothing but names can stand.

Input: the reader of names of one text, who was found so far. Output: names from offset to offset,
and lists of them. They may be more freely formed than elsewhere (才让太, 竹文斌), but are no words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.people.grammar import DOT
from kg.people.names import Names
from kg.people.spans import PersonSpan
from kg.segment import is_common, is_word, kind

Span = tuple[int, int]
_HEAD = 6  # characters before a sign of a short biography in which its name stands
_USUAL = 3  # characters of most names
_LONGEST = 5  # characters of a name without a surname and without dots
_TAIL = 24  # characters of what may follow a name and belongs to it
_PERSON, _PLACE = "nr", "ns"  # kinds of words that name a person, a place


class Formed:
    """Tells what has the form of a name in one text."""

    def __init__(self, reader: Names) -> None:
        self.text = reader.text
        self.reader = reader
        self.grammar = reader.grammar
        self._ends: dict[int, PersonSpan] = {}
        self._described: dict[int, PersonSpan] = {}
        self._members: dict[tuple[int, int, bool], Span | None] = {}  # that were asked for

    def know(self, found: Iterable[PersonSpan]) -> None:
        """Notes who was found so far."""
        self._ends, self._described, self._members = {}, {}, {}
        for span in found:
            if span.grounds == "resume":
                self._described[span.name_start] = span
            for end in (span.end, span.name_end):
                if span.posts or end not in self._ends:
                    self._ends[end] = span

    def known_at(self, end: int) -> list[Span]:
        """Who was found right before `end`."""
        span = self._ends.get(self._without_tail(max(0, end - _TAIL), end))
        return [(span.name_start, span.name_end)] if span else []

    def whole_at(self, start: int, end: int) -> list[Span]:
        """Who was found with the posts, of several, that `text[start:end]` begins with."""
        span = self._ends.get(end)
        return [(span.name_start, span.name_end)] if span and span.start == start else []

    def described_at(self, start: int) -> list[Span]:
        """Whose short biography begins at `start`."""
        span = self._described.get(start)
        return [(span.name_start, span.name_end)] if span else []

    def heads(self, opened: Iterable[re.Match[str]]) -> Iterator[Span]:
        """Whose names begin short biographies: of those `opened` and of those without a surname."""
        if not self.grammar.resume_signs.search(self.text):
            return
        yield from (match.span("name") for match in opened)
        for sign in self.grammar.resume_words.finditer(self.text):
            at = sign.start()
            head = self.grammar.alone_before.search(self.text, max(0, at - _HEAD), at)
            if head and self.list_of(*head.span()):
                yield head.span()

    def described(self) -> Iterable[tuple[Span, int]]:
        """Those whose short biographies were found, and where what these tell goes on."""
        for span in self._described.values():
            yield (span.name_start, span.name_end), span.end

    def list_of(self, start: int, end: int, *, firm: bool = False) -> list[Span]:
        """The names of the list that `text[start:end]` is, none if it holds anything else.

        `firm`: where the word behind it may be part of what seems a name.
        """
        names: list[Span] = []
        sure, least = 0, 1  # how many are names for themselves, and how many names there must be
        joint = self.grammar.list_joints[0]
        while True:
            cut = self.text.find(joint, start, end)
            stop = end if cut < 0 else cut
            one = self._sure(start, stop, firm=firm, is_last=cut < 0)
            sure += len(one)
            if not one:
                one = self._doubtful(start, stop) or self._odd(start, stop)
                least = max(least, 2 if self._doubtful(start, stop) else 3)
            if not one:
                return []
            names += one
            if cut < 0:
                return names if len(names) >= least and (least < 3 or sure > 1) else []
            start = cut + 1

    def begins_list(self, start: int, end: int) -> bool:
        """Whether a list that goes on behind `end` may begin at `start`, as far as that tells."""
        cut = self.text.find(self.grammar.list_joints[0], start, end)
        if cut < 0:
            return True
        name = self._sure(start, cut, is_last=False) or self._doubtful(start, cut)
        return bool(name or self._odd(start, cut))

    def _sure(self, start: int, end: int, *, is_last: bool, firm: bool = False) -> list[Span]:
        """The name that one member of a list is, or the two names."""
        name = self._member(start, end, firm=firm and is_last)
        return [name] if name else self._two(start, end, firm=firm)

    def _doubtful(self, start: int, end: int) -> list[Span]:
        """What may be a name if others of its list are: 于海洋."""
        name = self.text[start:end]
        if not 1 < len(name) <= _USUAL or name[0] not in self.grammar.weak or self._is_other(name):
            return []
        words = is_word(name) or is_word(name[:2]) or not self.reader.given(name[1:])
        return [] if words else [(start, end)]

    def _odd(self, start: int, end: int) -> list[Span]:
        """What may be a name, though it begins with a word, if several others of its list are: 游勇辉."""
        name = self.text[start:end]
        if len(name) != _USUAL or name[0] not in self.grammar.surnames or self._is_other(name):
            return []
        return [] if is_word(name) or not self.reader.given(name[1:]) else [(start, end)]

    def _two(self, start: int, end: int, *, firm: bool) -> list[Span]:
        """Two names that 和 or the like joins."""
        for joint in self.grammar.joint_marks.finditer(self.text, start, end):
            first = self._member(start, joint.start())
            second = first and self._member(joint.end(), end, firm=firm)
            if first and second:
                return [first, second]
        return []

    def _member(self, start: int, end: int, *, firm: bool = False) -> Span | None:
        """The name that `text[start:end]` is, with posts before it or a title behind it."""
        asked = start, end, firm
        if asked not in self._members:
            self._members[asked] = self._read_member(start, end, firm=firm)
        return self._members[asked]

    def _read_member(self, start: int, end: int, *, firm: bool) -> Span | None:
        stop = self._without_tail(start, end)
        span = self._ends.get(stop)
        if span and start in (span.start, span.name_start):
            return span.name_start, span.name_end
        called = self.grammar.appointed.call.search(self.text, stop, end) is not None
        is_name = self._is_name(self.text[start:stop], firm=firm and not called, called=called)
        return (start, stop) if is_name else None

    def _without_tail(self, start: int, end: int) -> int:
        """Where a name ends that remarks in brackets, 同志 and 等 may follow up to `end`."""
        tail = self.grammar.appointed.tail.search(self.text, start, end)
        return tail.start() if tail else end

    def _is_name(self, name: str, *, firm: bool, called: bool) -> bool:
        grammar = self.grammar
        if DOT in name:
            return all(map(self._is_part, name.split(DOT)))
        surely = called or not firm
        if grammar.put_together.fullmatch(name) or (surely and name in grammar.word_names):
            return True  # 任命高原为局长, 那顺巴雅尔为旗长
        if len(name) > _LONGEST + 3 and not is_word(name):
            return False
        sure = surely and kind(name)[:2] == _PERSON  # 任命高峰为局长, 高峰同志任局长
        if self._is_other(name, called=called) or (is_common(name) and not sure):
            return False
        if firm and len(name) > 2 and self._may_end_before(name[-1]):
            return False
        return self._fits(name, firm=firm, sure=sure)

    def _fits(self, name: str, *, firm: bool, sure: bool) -> bool:
        """Whether `name`, which is no other word, has the form of a name; `sure`: it is one elsewhere."""
        grammar = self.grammar
        width = 2 if name[:2] in grammar.compound else 1
        native = width == 2 or name[0] in grammar.surnames
        if native and 1 <= len(name) - width <= 2:
            native = sure or self._is_native(name, width, firm=firm)
            return native and self.reader.given(name[width:])
        if grammar.transcribed.issuperset(name):
            return self._is_transcribed(name)
        if name[0] in grammar.rare_surnames - grammar.stops and len(name) == _USUAL:
            return not (is_word(name) or is_word(name[:2])) and self.reader.given(name[1:])
        return self.reader.given(name) and self._is_unsurnamed(name)

    def _is_other(self, name: str, *, called: bool = False) -> bool:
        """Whether `name` is too short, or a word, a post or a body by its wording; one that is
        `called` 同志 ends as it likes."""
        grammar = self.grammar
        if len(name) < 2 or not grammar.han.fullmatch(name) or self.reader.is_plain_word(name):
            return True
        ends = name[-1] in grammar.not_ends - grammar.ends_too
        return (ends and not called) or bool(
            grammar.head.search(name) or grammar.addresses.search(name)
        )

    def _may_end_before(self, last: str) -> bool:
        """Whether the last character of what seems a name may be a word by itself: 葛慧 + 拟任."""
        return last in self.grammar.appointed.before_verbs

    def _is_native(self, name: str, width: int, *, firm: bool) -> bool:
        """Whether a name with a surname is no word, and no words where the surname is oftener one."""
        other = is_word(name) and kind(name)[:2] != _PERSON
        if other and (len(name) > 2 or width == 2 or kind(name)[:2] == _PLACE):
            return False
        if name[0] not in self.grammar.weak or width == 2:
            return True
        if len(name) > 2 and name[1] in self.grammar.surnames:
            sign = self.grammar.roll_signs.match(name)
            if sign is not None and sign.end() == 1:  # 当选的 + 有 + 葛慧
                return False
        if len(name) == 2:
            return not other and name[0] not in self.grammar.function_surnames
        if name[0] not in self.grammar.function_surnames and not firm:
            return not is_word(name[:2])
        return not (is_common(name[:2]) or is_common(name[1:]))

    def _is_transcribed(self, name: str) -> bool:
        """Whether transcribing characters are no state and no frequent words (扎西才让)."""
        if kind(name)[:2] == _PERSON:  # 斯琴高娃
            return True
        if len(name) > _LONGEST + 3 or is_word(name) or self.grammar.foreign.search(name):
            return False
        pieces = (name[at : at + 2] for at in range(len(name) - 1))
        return not any(is_common(p) and kind(p)[:2] != _PERSON for p in pieces)

    def _is_unsurnamed(self, name: str) -> bool:
        """Whether a name without a known surname holds no words."""
        if not 2 < len(name) <= _LONGEST or not self.grammar.follower_words.isdisjoint(name):
            return False
        led = any(name[at] in self.grammar.surnames for at in (1, 2))  # 如 + 葛慧
        return not (led or self._holds_words(name)) and self.grammar.counters.isdisjoint(name)

    def _is_part(self, part: str) -> bool:
        """Whether `part` can be one of those of a name that dots join."""
        fits = self.grammar.han.fullmatch(part) is not None and len(part) <= _LONGEST + 3
        return fits and not (is_common(part) or self._holds_words(part))

    def _holds_words(self, name: str) -> bool:
        pieces = (name[at : at + 2] for at in range(len(name) - 1))
        return any(is_word(p) and not self.grammar.transcribed.issuperset(p) for p in pieces)
