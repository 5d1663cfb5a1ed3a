"""People and the posts they hold, found in the text of one article.

Input: cleaned text and the lexicons. Output: `PersonSpan`s in text order, without overlaps.
A name is accepted where something that stands beside it says so: a post before it, a form of
address behind it, a kinship or trade word, a verb of speech; and a name accepted once is known
everywhere in its article. Name boundaries: spans of two or three characters (four with a
compound surname) whose next word can follow a name; jieba decides where that is open.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from kg.lexicon import Lexicons, alternation
from kg.segment import is_word, is_worded_name, words

_HAN = "一-鿿㐀-䶿"
_STOP = re.compile("[^" + _HAN + "·•A-Za-z0-9“”《》—-]")


class PostSpan(NamedTuple):
    """A post as it stands in the text; `status` is current, acting or former."""

    start: int
    end: int
    label: str
    status: str


@dataclass(frozen=True, slots=True)
class PersonSpan:
    """A person named at `text[name_start:name_end]`; `start` to `end` includes the posts beside it.

    `name` is the fullest form of the article. `grounds` says what made it a name.
    """

    start: int
    end: int
    name_start: int
    name_end: int
    name: str
    grounds: str
    posts: tuple[PostSpan, ...] = ()


class Grammar:
    """What is needed to read names and posts, compiled once from the lexicons."""

    def __init__(self, lexicons: Lexicons) -> None:
        singles = [w for w in lexicons.words("surnames") if len(w) == 1]
        self.compound = frozenset(w for w in lexicons.words("surnames") if len(w) == 2)
        self.surnames = frozenset(singles)
        self.weak = lexicons.characters("surnames-weak")
        self.transcribed = lexicons.characters("transliteration")
        self.not_given = lexicons.characters("not-given")
        self.not_names = frozenset(lexicons.words("not-names"))
        self.follower_words = frozenset(lexicons.words("name-followers"))
        self.speech = frozenset(lexicons.words("speech-verbs"))
        self.stops = frozenset(lexicons.words("post-stops"))
        self.longest = max(map(len, self.follower_words))
        posts = lexicons.classes("posts")
        self.kind = {w: kind for kind, ws in posts.items() for w in ws}
        grades = alternation(lexicons.words("post-grades"))
        statuses = lexicons.classes("post-status")
        self.status = {w: kind for kind, ws in statuses.items() for w in ws}
        self.former = statuses.get("former", ())
        self.particles = frozenset(lexicons.words("particles"))
        self.name_tails = lexicons.characters("name-tails")
        self.sole_titles = frozenset(lexicons.words("sole-titles"))
        self.counters = frozenset(lexicons.words("person-counters"))
        self.list_joints = lexicons.words("list-joints")
        self.wide_joints = frozenset(lexicons.words("wide-joints"))
        heads = alternation(self.kind)
        self.head = re.compile(f"(?:{grades})*(?P<head>{heads})")
        self.head_end = re.compile(f"(?:(?:{grades})*(?:{heads})|(?:党组|党委|党工委)?副书记)$")
        self.titles = re.compile(f"(?:{grades})?(?:{alternation(lexicons.words('titles-after'))})")
        self.title_tails = lexicons.words("title-tails")
        self.addresses = re.compile(alternation(lexicons.words("addresses")))
        self.protected = re.compile(alternation(lexicons.words("post-stops-within")))
        self.foreign = re.compile(alternation(lexicons.words("foreign-states")))
        self.stop_words = re.compile(alternation(self.stops))
        self.not_ends = lexicons.characters("name-not-ends")
        strong = [w for w in self.follower_words if len(w) > 1] + sorted(self.speech)
        surname = "|".join(sorted(self.compound)) + "|[" + "".join(sorted(self.surnames)) + "]"
        self.bare = re.compile(
            f"(?:^|(?<=[，。；：、！？“”\n（的]))(?P<name>(?:{surname})[{_HAN}]{{1,2}}?)"
            f"(?={alternation(strong)})"
        )
        self.opening = re.compile(
            f"(?:^|(?<=[，。；：！？“”\\n的]))(?P<name>[{''.join(sorted(self.surnames))}][{_HAN}]{{2}})"
        )
        alone = alternation(lexicons.words("addresses-alone"))
        self.addressed = re.compile(
            f"(?:^|(?<=[，。；：！？、“”\\n的和与向给为]))(?P<surname>{surname})(?:{alone})"
        )
        dotted = "".join(sorted(self.transcribed))
        self.dotted = re.compile(f"[{dotted}]{{1,8}}(?:·[{dotted}]{{1,10}})+")

    @cached_property
    def boundary(self) -> frozenset[str]:
        """Characters after which a name may begin without more grounds."""
        return frozenset("，。；：、！？“”‘’\n（）()《》…—")


class People:
    """Reads the people of one text. `spans` are all that were found, `names` their names."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        self.text = text
        self.grammar = grammar
        self.found: list[PersonSpan] = []
        self._after_posts()
        self._before_titles()
        self._dotted()
        self._in_lists()
        self._bare()
        self._repeated()
        self._in_lists()
        self._addressed()
        self._everywhere()
        self.spans = _without_overlaps(self.found)

    @property
    def names(self) -> list[str]:
        """Names in the order of their first mention, each once."""
        return list(dict.fromkeys(span.name for span in self.spans))

    # -- grounds for a name ---------------------------------------------------------------

    def _after_posts(self) -> None:
        text, grammar = self.text, self.grammar
        done = -1
        for match in grammar.head.finditer(text):
            kind = grammar.kind[match["head"]]
            if match.end() <= done or match.start() == done:
                continue
            begin = match.end() + self._of(match.start(), match.end())
            end = self._name_at(begin, foreign=kind == "official" and self._is_foreign(match.start()))
            if not end:
                continue
            start, posts = self._posts_before(match.start(), match.end(), kind)
            grounds = "post" if kind in ("official", "role") else kind
            self._add(start, end, begin, end, grounds, posts)
            done = end

    def _of(self, start: int, end: int) -> int:
        """1 where a particle joins a former post to the name: 时任…副市长的习近平同志."""
        before = self.text[max(0, start - 24) : start]
        joined = self.text[end : end + 1] in self.grammar.particles
        return int(joined and any(w in before for w in self.grammar.former))

    def _before_titles(self) -> None:
        """习近平总书记, 闻人杰副局长: a full name and a title behind it."""
        for match in self.grammar.titles.finditer(self.text):
            if len(match[0]) < 2 or self.text.startswith(self.grammar.title_tails, match.end()):
                continue
            for length in (3, 2, 4):
                start = match.start() - length
                if start >= 0 and self._is_name_before_title(start, match.start()):
                    label = match[0]
                    post = PostSpan(match.start(), match.end(), label, "current")
                    self._add(start, match.end(), start, match.start(), "title", (post,))
                    break

    def _is_name_before_title(self, start: int, end: int) -> bool:
        name, grammar = self.text[start:end], self.grammar
        surname = 2 if name[:2] in grammar.compound else 1
        if surname == 1 and (name[0] not in grammar.surnames or len(name) > 3):
            return False
        if not 1 <= len(name) - surname <= 2 or not self._given(name[surname:]):
            return False
        if name[-1] in grammar.not_ends or self._is_plain_word(name):
            return False
        if grammar.head.search(name) or grammar.titles.match(name, surname):
            return False
        if not self._aligned(start, end) or (surname == 1 and name[0] in grammar.weak):
            return False
        return not is_word(name) or is_worded_name(name)

    def _aligned(self, start: int, end: int) -> bool:
        """Whether the segmenter sees word borders at both ends of a name."""
        low = max(0, start - 4)
        borders, at = {low}, low
        for word in words(self.text[low : end + 2]):
            at += len(word)
            borders.add(at)
        return start in borders and end in borders

    def _begins(self, start: int) -> bool:
        if start == 0 or self.text[start - 1] in self.grammar.boundary:
            return True
        before = self.text[max(0, start - 4) : start]
        return any(before.endswith(w) for w in self.grammar.stops)

    def _dotted(self) -> None:
        for match in self.grammar.dotted.finditer(self.text):
            start, end = self._trim_dotted(match.start(), match.end())
            if end > start:
                self._add(start, end, start, end, "dotted", ())

    def _trim_dotted(self, start: int, end: int) -> tuple[int, int]:
        """Shortens the run on the left to a word border, on the right to what may follow a name."""
        dot = self.text.rindex("·", start, end)
        stop = next(
            (e for e in range(end, dot + 1, -1) if self._follow(e) and e - dot <= 9), end
        )
        first = self.text.index("·", start)
        for begin in range(start, first):
            if begin == 0 or self._begins(begin) or self._post_ends(begin):
                return begin, stop
        return start, stop

    def _post_ends(self, end: int) -> bool:
        return bool(self.grammar.head_end.search(self.text[max(0, end - 8) : end]))

    def _bare(self) -> None:
        for match in self.grammar.bare.finditer(self.text):
            start = match.start("name")
            if self.text[start] in self.grammar.weak or self._inside(start):
                continue
            end = self._name_at(start, firm=True)
            if end and not (end - start == 2 and not is_worded_name(self.text[start:end])):
                self._add(start, end, start, end, "speech", ())

    def _repeated(self) -> None:
        """Three characters that look like a name, begin a clause, and come more than once."""
        known = {span.name for span in self.found}
        for match in self.grammar.opening.finditer(self.text):
            start, name = match.start("name"), match["name"]
            if name in known or self._inside(start) or name[0] in self.grammar.weak:
                continue
            if not self._likely(start, name) or not self._given(name[1:]) or self._is_plain_word(name):
                continue
            if any(len(w) > 1 and w != name for w in words(name)) or is_word(name[:2]):
                continue
            if is_word(name[1:]) or is_word(name):
                continue
            self._add(start, start + 3, start, start + 3, "repeated", ())

    def _likely(self, start: int, name: str) -> bool:
        """Whether the name comes again, or the segmenter sees it and what follows fits."""
        if self.text.count(name) > 1:
            return True
        return bool(self._follow(start + 3)) and words(self.text[start : start + 6])[0] == name

    def _addressed(self) -> None:
        """张先生, 李女士: all that the article tells of a name."""
        for match in self.grammar.addressed.finditer(self.text):
            surname = match["surname"]
            if not self._inside(match.start()) and not any(s.name.startswith(surname) for s in self.found):
                self._add(match.start(), match.end(), match.start(), match.end(), "occupation", ())

    def _in_lists(self) -> None:
        """A、B和C: names that follow a found one in a list; they share its post."""
        text = self.text
        queue = sorted(self.found, key=lambda s: s.start)
        taken = {span.name_start for span in queue}
        while queue:
            span = queue.pop()
            if span.end != span.name_end or span.end >= len(text):
                continue
            joint = next((j for j in self.grammar.list_joints if text.startswith(j, span.end)), "")
            start = span.end + len(joint)
            if not joint or start in taken:
                continue
            end = self._name_at(start, firm=joint != self.grammar.list_joints[0])
            if end:
                shared = tuple(p for p in span.posts)
                self._add(start, end, start, end, "list", shared)
                taken.add(start)
                queue.append(self.found[-1])

    def _everywhere(self) -> None:
        """Names found once with certainty are known everywhere; short and titled forms too."""
        known = Counter(span.name for span in self.found)
        if not known:
            return
        have = {span.name_start for span in self.found}
        for match in re.finditer(alternation(known), self.text):
            if match.start() not in have and not self._inside(match.start()):
                name = match[0]
                if is_word(name) and len(name) == 2 and not self._follow(match.end()):
                    continue
                if len(name) == 2 and self._longer_word(match.start(), match.end()):
                    continue
                self._add(match.start(), match.end(), match.start(), match.end(), "again", ())
        self._short_forms(list(known))
        self._sole_titles()

    def _longer_word(self, start: int, end: int) -> bool:
        """Whether a two-character name is only the middle or the start of another word here."""
        return not self._follow(end) and is_word(self.text[start : end + 1])

    def _inside(self, at: int) -> bool:
        return any(s.name_start <= at < s.name_end for s in self.found)

    def _short_forms(self, names: list[str]) -> None:
        """张书记, 曹副县长, 储老师: a surname known in the article and a title or address."""
        by_surname: dict[str, list[str]] = {}
        for name in names:
            width = 2 if name[:2] in self.grammar.compound else 1
            by_surname.setdefault(name[:width], []).append(name)
            if "·" in name:
                by_surname.setdefault(name.split("·")[0], []).append(name)
        if not by_surname:
            return
        for match in re.finditer(alternation(by_surname), self.text):
            title = self.grammar.titles.match(self.text, match.end())
            title = title or self.grammar.addresses.match(self.text, match.end())
            dotted = any("·" in n for n in by_surname[match[0]]) and len(match[0]) > 1
            if (title or dotted) and not self._inside(match.start()):
                end = title.end() if title else match.end()
                name = self._whose(by_surname[match[0]], title[0] if title else "")
                self._add(match.start(), end, match.start(), end, "short", (), name)

    def _sole_titles(self) -> None:
        """总书记 alone: the person of the article who holds that post."""
        holders = {p.label: s.name for s in reversed(self.found) for p in s.posts}
        for title in self.grammar.sole_titles & holders.keys():
            for match in re.finditer(title, self.text):
                if not self._covered(match.start()):
                    self._add(
                        match.start(), match.end(), match.start(), match.end(), "short", (),
                        holders[title],
                    )  # fmt: skip

    def _covered(self, at: int) -> bool:
        return any(s.start <= at < s.end for s in self.found)

    def _whose(self, names: list[str], title: str) -> str:
        for name in names:
            if any(p.label.endswith(title) for s in self.found if s.name == name for p in s.posts):
                return name
        return names[0]

    # -- helpers --------------------------------------------------------------------------

    def _add(
        self, start: int, end: int, name_start: int, name_end: int, grounds: str,
        posts: tuple[PostSpan, ...], name: str = "",
    ) -> None:  # fmt: skip
        name = name or self.text[name_start:name_end]
        self.found.append(PersonSpan(start, end, name_start, name_end, name, grounds, posts))

    def _given(self, given: str) -> bool:
        return all("一" <= c <= "鿿" and c not in self.grammar.not_given for c in given)

    def _follow(self, end: int) -> int:
        """How well the text at `end` can follow a name: 0 not at all, 1 to 3."""
        text = self.text
        if end >= len(text) or _STOP.match(text, end) or text[end].isdigit():
            return 3
        for length in range(self.grammar.longest, 0, -1):
            if text[end : end + length] in self.grammar.follower_words:
                return 2 if length > 1 else 1
        return 0

    def _speaks(self, end: int) -> bool:
        """Whether a verb of speech stands at `end`."""
        return any(self.text.startswith(verb, end) for verb in self.grammar.speech)

    def _is_plain_word(self, name: str) -> bool:
        grammar = self.grammar
        if name in grammar.not_names or name in grammar.follower_words:
            return True
        return any(name.startswith(name[:n]) and name[:n] in grammar.not_names for n in (2, 3))

    def _name_at(self, start: int, *, foreign: bool = False, firm: bool = False) -> int:
        """Where the name that begins at `start` ends, 0 if there is none.

        `firm`: the grounds are weak, so the name must end where a name can end for certain.
        """
        text, grammar = self.text, self.grammar
        if "·" in text[start : start + 9]:
            match = grammar.dotted.match(text, start)
            if match:
                return self._trim_dotted(match.start(), match.end())[1]
        width = 2 if text[start : start + 2] in grammar.compound else 1
        native = width == 2 or text[start : start + 1] in grammar.surnames
        end = self._transcribed_at(start, foreign)
        if end and (foreign or not native or end - start >= 4):
            return end
        if not native:
            return 0
        return self._chinese_at(start, width, firm)

    def _chinese_at(self, start: int, width: int, firm: bool) -> int:
        text = self.text
        grammar = self.grammar
        if grammar.titles.match(text, start + width) or grammar.addresses.match(text, start + width):
            return 0
        scores: list[tuple[int, int]] = []
        for given in (2, 1):
            end = start + width + given
            name = text[start:end]
            if len(name) < width + given or not self._given(name[width:]):
                continue
            if self._is_plain_word(name) and (firm or not self._speaks(end)):
                continue
            scores.append((self._score(name, end), end))
        if not scores:
            return 0
        weak = width == 1 and text[start] in self.grammar.weak
        if len(scores) == 2:
            scores = [self._decide(start, scores)]
        score, end = scores[0]
        name = text[start:end]
        if weak and score < 2 and self._by_segmenting(start, width) != end:
            return 0
        if score >= 2 or (score == 1 and not firm and not is_word(name)):
            return end
        if text.count(name) > 1 and not is_word(name):
            return end
        if not firm and len(name) == width + 2 and is_worded_name(name):
            return end
        return 0 if firm else self._by_segmenting(start, width)

    def _score(self, name: str, end: int) -> int:
        score = max(self._follow(end), 2 * self._speaks(end))
        if score == 1 and is_word(name) and not is_worded_name(name):
            score = 0
        return score

    def _decide(self, start: int, scores: list[tuple[int, int]]) -> tuple[int, int]:
        (long_score, long_end), (short_score, short_end) = scores
        tail = self.text[long_end - 1]
        once = self.text.count(self.text[start:long_end]) == 1
        if tail in self.grammar.name_tails and short_score >= long_score and short_score and once:
            whole = words(self.text[start : start + 6])[0] == self.text[start:long_end]
            return scores[0] if whole else scores[1]
        if long_score >= short_score and long_score > 0:
            return scores[0]
        if short_score > 0 and long_score == 0:
            return scores[1]
        text = self.text
        repeated = text.count(text[start:long_end])
        if repeated > 1 and repeated == text.count(text[start:short_end]):
            return max(long_score, 1), long_end
        if long_score > 0 and is_word(text[long_end - 1 : long_end + 1]):
            return short_score, short_end
        return scores[0] if long_score >= short_score - 1 and long_score > 0 else scores[1]

    def _by_segmenting(self, start: int, width: int) -> int:
        first = next(iter(words(self.text[start : start + 8])), "")
        if len(first) in (width + 1, width + 2) and not is_word(first):
            if self._given(first[width:]):
                return start + len(first)
        return 0

    def _transcribed_at(self, start: int, foreign: bool) -> int:
        text, grammar = self.text, self.grammar
        end = start
        while end < len(text) and end - start < 8 and text[end] in grammar.transcribed:
            end += 1
        for stop in range(end, start + 1, -1):
            if self._follow(stop) and not self._is_plain_word(text[start:stop]):
                return stop
        while end - start > 2 and is_word(text[end - 1 : end + 1]):
            end -= 1
        if foreign and end - start >= 2 and not self._is_plain_word(text[start : start + 2]):
            return end
        return 0

    def _is_foreign(self, head_start: int) -> bool:
        before = self.text[max(0, head_start - 12) : head_start]
        return bool(self.grammar.foreign.search(before))

    # -- posts ----------------------------------------------------------------------------

    def _posts_before(
        self, head_start: int, end: int, kind: str
    ) -> tuple[int, tuple[PostSpan, ...]]:
        """The chain of posts that ends at `end`, in text order, and where its wording begins."""
        posts: list[PostSpan] = []
        while True:
            start = self._post_start(head_start)
            label_start, status = self._status(start, head_start)
            if kind in ("official", "role") and end - label_start >= 2:
                posts.append(PostSpan(label_start, end, self.text[label_start:end], status))
            if start == 0 or self.text[start - 1] not in "、":
                break
            end = start - 1
            match = self.grammar.head_end.search(self.text[max(0, end - 9) : end])
            if not match:
                break
            head_start = max(0, end - 9) + match.start()
            head = self.grammar.head.search(self.text, head_start, end)
            kind = self.grammar.kind.get(head["head"], "role") if head else "role"
        return start, tuple(reversed(posts))

    def _post_start(self, head_start: int) -> int:
        """Where the post whose head stands at `head_start` begins: after the last stop word."""
        text = self.text
        low = max(0, head_start - 28)
        start = head_start
        while start > low and text[start - 1] not in "，。；：、！？“”‘’（）()《》\n… 　":
            start -= 1
        segment = text[start:head_start]
        if segment and self.grammar.stop_words.search(segment):
            start += self._after_last_stop(segment)
        return start

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
            elif word[-1:].isdigit() or word[-1:] in ("月", "日"):
                last = offset if word[0].isdigit() or begin == last else last
        return last

    def _status(self, start: int, head_start: int) -> tuple[int, str]:
        first = next(iter(words(self.text[start:head_start])), "")
        status = self.grammar.status.get(first, "")
        if status == "former-direct":
            direct = self.grammar.head.match(self.text, start + len(first))
            status = "former" if direct else ""
        if status == "acting":
            return start, status
        if status:
            return start + len(first), status
        before = self.text[max(0, start - 3) : start]
        for word, status in self.grammar.status.items():
            if status == "former" and before.endswith(word):
                return start, status
        return start, "current"


def _without_overlaps(found: list[PersonSpan]) -> list[PersonSpan]:
    """Earliest first; of several that overlap, the one with posts, then the longest name."""
    order = {"post": 0, "title": 1, "dotted": 2}
    ranked = sorted(
        found,
        key=lambda s: (order.get(s.grounds, 3), -len(s.posts), -(s.name_end - s.name_start), s.start),
    )
    kept: list[PersonSpan] = []
    taken: set[int] = set()
    for span in ranked:
        core = range(span.name_start, span.name_end)
        if taken.isdisjoint(core):
            start = span.start if taken.isdisjoint(range(span.start, span.end)) else span.name_start
            end = span.end if taken.isdisjoint(range(span.name_start, span.end)) else span.name_end
            kept.append(replace(span, start=start, end=end))
            taken.update(range(start, end))
    return sorted(kept, key=lambda s: s.start)
