"""Where a name that begins at a place ends, and whether it is one.

Input: a text, the grammar. Output: offsets. A Chinese name has two or three characters (one
more with a compound surname) and ends where the next word can follow a name; jieba decides
where that leaves two ends open. A transcribed name is a run of transcribing characters.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.people.ends import FIRM, LOOSE, TRADE, Ends
from kg.people.grammar import DOT, Grammar
from kg.people.weak import is_joined_thing, stands_out, vouched
from kg.segment import is_common, is_word, kind, words

DOTS = f"{DOT}-"  # what joins the parts of a transcribed name
_BODY = 16  # characters before the head of a post in which the state is named that it is in


class _Reading(NamedTuple):
    """A name that ends at `end`, and the points that speak for it, but for the segmenter.

    `apart`: its last character may be a word by itself; `counted`: it may go with the number behind.
    """

    end: int
    points: int
    apart: bool = False
    counted: bool = False

    @property
    def least(self) -> int:
        """The points that are left whatever the segmenter says."""
        return self.points - 14 * self.apart - 20 * self.counted

    @property
    def most(self) -> int:
        """The points that it can have if the segmenter sees a word of its own in it."""
        return self.points + 6

    def bordered(self, borders: list[int]) -> int:
        """The points that the word ends seen by the segmenter give and take."""
        points = 4 * (self.end in borders) + 2 * (borders[:1] == [self.end])
        points -= 14 * (self.apart and self.end - 1 in borders)
        return points - 20 * (self.counted and borders[:1] != [self.end])


_NONE = _Reading(0, -100)


class Names(Ends):
    """Reads names in one text."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        super().__init__(text, grammar)
        self._has_dots = any(dot in text for dot in DOTS)

    def trim_dotted(self, start: int, end: int) -> tuple[int, int]:
        """Shortens the run on the left to a word border, on the right to what may follow a name."""
        dots = [at for at in range(start, end) if self.text[at] in DOTS]
        dot, first = dots[-1], dots[0]
        ends = (e for e in range(end, dot + 1, -1) if self.follow(e) and e - dot <= 9)
        stop = next((e for e in ends if not self._goes_on(dot, e, seen=True)), 0)
        if not stop and not self.grammar.titles.match(self.text, end):
            stop = self._before_word(dot + 2, end)
        stop = stop or end
        for begin in range(start, first):
            if begin == 0 or self.begins(begin) or self.post_ends(begin):
                return begin, stop
        return start, stop

    def name_at(self, start: int, *, foreign: bool = False, need: int = LOOSE) -> int:
        """Where the name that begins at `start` ends, 0 if there is none.

        `need`: the points that the grounds ask for; at FIRM it must end where a name can end for certain.
        """
        end = self._name_end(start, foreign=foreign, need=need)
        end = end if foreign else max(end, self._put_together_at(start))
        if end and (number := self.grammar.regnal.match(self.text, end)):
            return number.end()
        return end

    def _name_end(self, start: int, *, foreign: bool, need: int) -> int:
        text, grammar = self.text, self.grammar
        if foreign and (japanese := self._japanese_at(start)):
            return japanese
        if self._has_dots and any(dot in text[start : start + 9] for dot in DOTS):
            match = grammar.dotted.match(text, start)
            if match:
                return self.trim_dotted(match.start(), match.end())[1]
        if text[start : start + 1] not in grammar.name_firsts:
            return 0
        compound, width = self._surname_at(start)
        native = compound or text[start : start + 1] in grammar.surnames
        end = self._transcribed_at(start, foreign=foreign)
        if text.endswith(grammar.native_seats, start, end):
            end = 0  # 苏木 + 达拉尔图嘎查
        if not native:
            return end
        chinese = self._chinese_at(start, width, need=need)
        chinese = end if self._is_cut(chinese, end) else chinese
        ends_well = bool(chinese) and (
            self.follow(chinese) > 1 or self._oftener(start, chinese, end)
        )
        if foreign and end:
            return chinese if ends_well and not self.follow(end) else end
        long = end - start >= (4 if chinese or self.follow(end) < 3 else 2)
        return end if width == 1 and long and not ends_well else chinese

    def _is_cut(self, shorter: int, longer: int) -> bool:
        """Whether what follows the shorter of two names, by a character, only seems to: 艾合买 + 提来 + 到."""
        if not shorter or longer != shorter + 1 or self.follow(longer) < 2:
            return False
        word = self.grammar.follower.match(self.text, shorter)
        return (
            word is not None
            and word.end() > longer
            and len(words(self.text[shorter : shorter + 5])[0]) == 1
        )

    def _surname_at(self, start: int) -> tuple[bool, int]:
        """Whether the surname at `start` is one of several characters, and how many it has; those
        of a whole name are none (佟佳 + 到会)."""
        long = self.grammar.long_surnames.match(self.text, start)
        if long:
            return True, long.end() - start
        compound = self.text[start : start + 2] in self.grammar.compound
        tailed = self.text[start + 1 : start + 2] in self.grammar.surname_tails
        alone = (
            compound and self.text[start] in self.grammar.surnames and self.follow(start + 2) > 1
        )
        return compound, 2 if (compound and not alone) or tailed else 1

    def _oftener(self, start: int, shorter: int, longer: int) -> bool:
        """Whether what may follow a name follows the shorter of two, which also comes without the rest of the longer."""
        less, more = self.text[start:shorter], self.text[start:longer]
        return self.follow(shorter) > 0 and less != more and self.counts[less] > self.counts[more]

    def _put_together_at(self, start: int) -> int:
        """Where a name of known parts ends that what follows names stands behind: 才让太, 公保扎西."""
        match = self.grammar.put_together.match(self.text, start)
        if match is None or not (follow := self.follow(match.end())):
            return 0
        goes_on = follow == 1 and self.text[match.end()] in self.grammar.transcribed
        return 0 if goes_on else match.end()

    def _japanese_at(self, start: int) -> int:
        """Where the name that begins with a Japanese surname at `start` ends: 岸田文雄 + 就."""
        match = self.grammar.japanese.match(self.text, start)
        if match is None:
            return 0
        usual = match.start("given") + 2  # characters of most given names
        ends = range(match.end("given"), match.start("given"), -1)
        following = {end: self.follow(end) for end in ends if self._ends_japanese(match, end)}
        return max(following, key=lambda end: (following[end], -abs(end - usual), end), default=0)

    def _ends_japanese(self, match: re.Match[str], end: int) -> bool:
        """Whether a Japanese given name may end at `end`, and takes in no word behind it: 稔 + 今天."""
        start, followers = match.start("given"), self.grammar.follower_words
        long = end - start > 2 and self.text[end - 1] in followers | self.grammar.name_tails
        return (
            self.given(self.text[match.start() : end])
            and not long
            and not self._goes_on(start - 1, end)
        )

    def _chinese_at(self, start: int, width: int, *, need: int) -> int:
        end = self._best(start, self._readings(start, width, need=need), need)
        weak = width == 1 and self.text[start] in self.grammar.weak
        if not end or not weak or is_joined_thing(self, start, end):
            return 0 if weak else end
        return end if stands_out(self, start, end, need) else 0

    def _best(self, start: int, readings: list[_Reading], need: int) -> int:
        """Where the best of some readings ends, 0 if it has too few points.

        The segmenter, who is dear, is asked only where what it says can decide.
        """
        floor = max((reading.least for reading in readings), default=need)
        first, *others = [reading for reading in readings if reading.most >= floor] or [_NONE]
        if first.most < need and all(other.most < need for other in others):
            return 0
        if not others and first.least >= need:
            return first.end
        borders = self._borders(start)
        points, _, end = max(
            (reading.points + reading.bordered(borders), self.follow(reading.end) > 0, reading.end)
            for reading in (first, *others)
        )
        return end if points >= need else 0

    def _readings(self, start: int, width: int, *, need: int) -> list[_Reading]:
        """The names of one and of two given characters at `start`."""
        text, after = self.text, start + width
        if self.grammar.titles.match(text, after) or self.grammar.addresses.match(text, after):
            return []
        readings = [
            self._reading(start, end, need=need)
            for end in (after + 1, after + 2)
            if end <= len(text)
            and (self.given(text[after:end]) or self._ends_rarely(start, after, end, need))
            and self._may_be_name(text[start:end], end, need)
        ]
        return self._with_repetition(start, readings)

    def _ends_rarely(self, start: int, after: int, end: int, need: int) -> bool:
        """Whether a given name ends with a character that none holds, where a mark follows the name
        here or elsewhere, or a form of address: 江得所，.
        """
        if self.text[end - 1] not in self.grammar.last_given or end - after < 2:
            return False
        closes = self.counts[self.text[start:end] + "，"] > 0
        if need == LOOSE and not closes:
            closes = self.text[end : end + 1] in self.grammar.boundary
            closes = closes or self.grammar.vouching.match(self.text, end) is not None
        return closes and self.given(self.text[after : end - 1])

    def _may_be_name(self, name: str, end: int, need: int) -> bool:
        """Whether `name` is, or begins with, no word that begins like a name; or is a name all the
        same, before a verb of speech, or of three characters (关怀远) before what follows names.
        """
        start = end - len(name)
        if not self.is_plain_word(name) or (need == LOOSE and vouched(self, start, end)):
            return True
        before, behind = self.text[max(0, start - 1) : start + 1], self.text[end - 1 : end + 1]
        if is_common(before) and before[0] != self.grammar.head_of_place:
            return False  # 领导 + 人员 + 人选
        if self.speaks_at(end) and need < FIRM:
            return True
        known = name in self.grammar.not_names or name in self.grammar.follower_words
        tails = self.grammar.name_tails | self.grammar.localizers
        if known or need != LOOSE or len(name) < 3 or name[-1] in tails or is_common(behind):
            return False
        return self.follow(end) > 1

    def _with_repetition(self, start: int, readings: list[_Reading]) -> list[_Reading]:
        """A name that comes again gains; of two, the one that comes more often."""
        counts = [self.counts[self.text[start : reading.end]] for reading in readings]
        most = max(counts, default=0)
        if most < 2:
            return readings
        longest = max(i for i, count in enumerate(counts) if count == most or count > 1)
        best = longest if counts[longest] * 2 > most else counts.index(most)
        gained = readings[best]._replace(points=readings[best].points + 4)
        return [*readings[:best], gained, *readings[best + 1 :]]

    def _borders(self, start: int) -> list[int]:
        """Where the segmenter sees words end in what begins at `start`, up to eight characters on."""
        ends, at = [], start
        for word in words(self.text[start : start + 8]):
            at += len(word)
            ends.append(at)
        return ends

    def _reading(self, start: int, end: int, *, need: int) -> _Reading:
        """How much speaks for a name that ends at `end`, but for the segmenter."""
        text, grammar = self.text, self.grammar
        name = text[start:end]
        follow = max(self.follow(end), 2 * self.speaks_at(end))
        points = (-6, -3 if need == FIRM else 2, 6, 10)[follow]
        if follow < 2 and is_word(text[end - 1 : end + 1]):
            # a word stands across the end, where another reading leaves more than a surname
            points -= 0 if self._bare_surname(name, follow, need) else 4 - 2 * follow
        if follow == 0 and is_word(text[end : end + 2]):
            points += 2
        if text[end : end + 1] in grammar.conjunctions:
            points += 4 * (text[end + 1 : end + 2] in grammar.surnames)
        if is_common(name):
            sure = follow == 1 and need == LOOSE and len(name) == 2
            points -= (6 if sure else 8) if follow < 3 or need != LOOSE else 2
            points -= 6 * (
                need == TRADE and len(name) == 3 and kind(name)[:2] != "nr"
            )  # 老人 + 高血压
        if need == TRADE and not follow and (is_word(name) or is_common(name[1:])):
            points -= 6
        if len(name) == 2:
            return _Reading(end, points)
        points += 2 - 14 * (text[end - 1 : end + 2] in grammar.follower_words)
        of = text[end - 1 : end + 1]
        points -= 14 * (of in grammar.act_words and of[1:] in grammar.particles)  # 刘奇 + 作的
        points -= 14 * self.overlong(start, end)
        if name[-1] in grammar.conjunctions and grammar.titled.match(text, end):
            points -= 14  # 石岩和组织委员
        if name[-1] not in grammar.name_tails:
            return _Reading(end, points)
        return self._tailed(start, end, points, follow)

    def _tailed(self, start: int, end: int, points: int, follow: int) -> _Reading:
        """The same for a name whose last character may be the next word."""
        text, grammar = self.text, self.grammar
        name = text[start:end]
        closes = text.startswith(grammar.and_so_on, end)
        joins = name[-1] in grammar.conjunctions and follow > 1  # nobody is joined to a verb
        if follow < 2 and self.follow(end - 1) and is_word(text[end : end + 2]):
            points -= 4 + 6 * follow  # 胡聪 + 为 + 同学们, 范英 + 为 + 学校
        tail = self.follow(end - 1) and not (joins or closes)  # 林小同等参加
        closes = name[-1] in grammar.sure_tails and text[end : end + 1] in grammar.boundary
        apart = bool((follow < 3 or closes) and tail and self.counts[name] == 1)
        if apart and name[-1] in grammar.sure_tails:
            return _Reading(end, points - 14)  # 李卫 + 将 + 带队
        counted = text[end : end + 1].isdigit()
        points -= 14 if counted and self.follow(end - 1) > 1 else 0  # 丁龙 + 于3日
        return _Reading(end, points, apart=apart, counted=counted)

    def _bare_surname(self, name: str, follow: int, need: int) -> bool:
        """Whether a name behind a post could only be a surname alone otherwise: 副主席韩正在北京."""
        return need == LOOSE and len(name) == 2 and follow == 1 and not is_common(name)

    def _transcribed_at(self, start: int, *, foreign: bool) -> int:
        text, grammar = self.text, self.grammar
        if known_name := grammar.transcribed_names.match(text, start):
            return known_name.end()
        end = start
        known = grammar.transcribed | grammar.rare_transcribed if foreign else grammar.transcribed
        while end < len(text) and end - start < 8 and text[end] in known:
            end += 1
        while end > start and text[end - 1] not in grammar.transcribed:
            end -= 1
        for stop in range(end, start + 1, -1):
            follow = self.follow(stop)  # 艾合买提 + 来到
            ends = follow and not self._goes_on(start, stop, seen=follow > 1)
            across = text[stop - 1] in grammar.not_given and is_word(text[stop - 1 : stop + 1])
            ends = ends and not across  # 普京 + 不在
            if ends and not self.is_plain_word(text[start:stop]):
                return stop
        end = self._before_word(start + 2, end)
        word = text[end - 1 : end + 1]
        if text[start] in grammar.follower_words and is_word(word):
            return 0  # 总理因欧洲议会
        if end == start + 2 and word in grammar.follower_words:
            return 0  # 外长敦夫妇
        if foreign and end - start >= 2 and not self.is_plain_word(text[start:end]):
            return end
        return 0

    def _before_word(self, low: int, end: int) -> int:
        """The last place, not before `low`, at or before `end` across which no word stands."""
        while end > low and is_word(self.text[end - 1 : end + 1]):
            end -= 1
        return end

    def _goes_on(self, start: int, stop: int, *, seen: bool = False) -> bool:
        """Whether what can follow a name begins before `stop` in a run of transcribing characters:
        马克龙 + 通电话, 欧尔班 + 再次. `seen`: the segmenter must see it too (买买提 + 出席).
        """
        text, grammar = self.text, self.grammar
        return any(
            text[begin : begin + length] in grammar.follower_words
            and not (seen and len(words(text[begin : begin + 5])[0]) == 1)
            for begin in range(max(start + 2, stop - 2), stop)
            for length in range(max(2, stop - begin), 4)
        )

    def is_foreign(self, head_start: int) -> bool:
        """Whether the name of another state stands before the post at `head_start`."""
        return any(
            state[0] not in self.grammar.native_states
            and self.text[max(0, state.start() - 1) : state.start()] not in self.grammar.envoys
            for state in self.grammar.foreign.finditer(
                self.text, max(0, head_start - _BODY), head_start
            )
        )
