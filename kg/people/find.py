"""What makes a name a name: posts, titles, lists, verbs of speech, repetition.

Input: a text, the grammar. Output: `People`, whose `spans` are all that were found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from kg.lexicon import occurrences
from kg.people import foreign
from kg.people.appointed import Appointments
from kg.people.bearer import calls_by_surname, is_bearer, is_state, number_of, roll_at
from kg.people.bodied import behind_offices
from kg.people.bracketed import bracketed
from kg.people.ends import FIRM, LOOSE, TRADE
from kg.people.grammar import DOT, Grammar
from kg.people.names import DOTS, Names
from kg.people.posts import Posts, behind_names
from kg.people.seated import is_seat
from kg.people.short import addressed, forms
from kg.people.spans import PersonSpan, PostSpan, without_overlaps
from kg.people.titled import is_named_before, titles_held
from kg.people.unsurnamed import enclosed_at, rare_at, unsurnamed_at
from kg.people.weak import listed_at, names_nobody
from kg.segment import is_common, is_word, kind, words

_DOTTED = 3  # characters that no transcribed name has as few as: 圣城有约·儒商回家
_WEAK_GROUNDS = frozenset({"repeated", "speech", "list", "dotted", "office"})


class People:
    """Reads the people of one text. `spans` are all that were found, in text order."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        self.text = text
        self.grammar = grammar
        self.reader = Names(text, grammar)
        self.posts = Posts(text, grammar)
        self.appointments = Appointments(self.reader, self.posts)
        self.found: list[PersonSpan] = []
        self._named, self._spanned = bytearray(len(text)), bytearray(len(text))
        self._beginnings: set[str] = set()
        self._openings = grammar.openings(text)
        self._titles = list(grammar.titles.finditer(text))
        self._beginning_at: dict[int, list[int]] = {}  # numbers of those found, by `name_start`
        self._after_posts()
        self._before_titles()
        self._behind_offices()
        self._dotted()
        self._foreign_titles()
        self._resumes()
        self._in_lists()
        self._appointed()
        self._bare()
        self._listed()
        self._repeated()
        self._foreign_speakers()
        self._in_lists()
        self._addressed()
        self._everywhere()
        self.found = behind_names(self.found, self.grammar)
        self._sole_titles()
        self._post_addresses()
        self._appointed()
        self.spans = without_overlaps(self.found)

    @property
    def names(self) -> list[str]:
        """Names in the order of their first mention, each once."""
        return list(dict.fromkeys(span.name for span in self.spans))

    def _opened(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """What `pattern`, which begins at an opening, finds in the text, without overlaps."""
        done = 0
        for at in self._openings:
            if at >= done and (match := pattern.match(self.text, at)):
                done = match.end()
                yield match

    def _after_posts(self) -> None:
        text, grammar = self.text, self.grammar
        done = -1
        for match in grammar.titled.finditer(text):
            kind = grammar.kind[match["head"]]
            head = self.posts.with_grades(match.start())
            spouse = match["head"] in grammar.spouses
            if match.end() <= done or (head == done and not spouse):
                continue
            if calls_by_surname(self.reader, head, match.end("head")):
                continue
            begin = match.end() + (self._of(head, match.end()) or roll_at(self.reader, match.end()))
            end = self._name_after(begin, head, kind)
            if (
                not end
                or is_seat(self.reader, match.end(), begin, end)
                or self._calls(head, match.end())
            ):
                continue
            held = kind in ("official", "role")
            if not is_bearer(self.reader, head, match.end(), begin, end, held=held):
                continue
            floor = max(done, 0)
            start, posts = self.posts.posts_before(
                head, self.posts.label_end(match), kind, floor=floor
            )
            number = number_of(text, grammar, start, head)
            if number is not None:
                if not text.startswith(grammar.list_joints, end):
                    continue  # who they are is told before the post, or not at all
                start = max(floor, number)  # 三名 + 副县长 + A、B、C
            if head == done:  # 武文赏 + 夫人 + 潘氏清心: his posts are not hers
                start, posts = begin, posts[:0]
            if posts:
                start, posts = self.posts.with_set_off(start, posts, floor=floor)
            grounds = "post" if kind in ("official", "role") else kind
            self._add((start, end), (begin, end), grounds, posts)
            done = end

    def _name_after(self, begin: int, head: int, kind: str) -> int:
        """Where the name behind a post or a trade ends, 0 if there is none."""
        if kind not in ("official", "role"):
            called = self.grammar.called.match(self.text, begin)
            if called and called["surname"] not in self.grammar.function_surnames:
                return called.end()
            return self.reader.name_at(begin, need=TRADE)
        foreign = self.reader.is_foreign(head)
        end = self.reader.name_at(begin, foreign=foreign, need=LOOSE)
        if end:
            return end
        return (unsurnamed_at if kind == "official" else rare_at)(self.reader, begin)

    def _calls(self, head: int, end: int) -> bool:
        """Whether the title calls a person named before it: 习近平主席 emphasises, no 强调 is named."""
        title = self.text[head:end]
        if title in self.grammar.spouses:
            return False
        for length in (3, 2):
            start = head - length
            if start >= 0 and is_named_before(self.reader, start, head, end):
                name = self.text[start:head]
                alone = (
                    start == 0
                    or self.text[start - 1] in self.grammar.boundary | self.grammar.call_leads
                )
                once = self.reader.counts[name] == self.reader.counts[name + title]
                plain = any(map(self._is_no_name, words(self.text[end : end + 6])[:1]))
                return not once or plain or (length == 3 and alone and not is_word(name))
        return False

    def _is_no_name(self, word: str) -> bool:
        """Whether a word of the segmenter, which may be the first of a name, is another word."""
        named = word[0] in self.grammar.surnames and not is_common(word)
        named = named and word not in self.grammar.not_names
        return len(word) == 1 or (is_word(word) and not named)

    def _of(self, start: int, end: int) -> int:
        """1 where a particle joins a former post to the name: 时任…副市长的习近平同志."""
        before, joined = self.text[max(0, start - 24) : start], self.text[end : end + 1]
        return int(
            joined in self.grammar.particles and any(w in before for w in self.grammar.former)
        )

    def _before_titles(self) -> None:
        """习近平总书记, 闻人杰副局长: a full name and a title behind it."""
        for match in self._titles:
            if len(match[0]) < 2 or self.grammar.title_tail.match(self.text, match.end()):
                continue
            for length in (4, 3, 2):
                start = match.start() - length
                if start >= 0 and is_named_before(self.reader, start, match.start(), match.end()):
                    posts = titles_held(self.reader, match.start(), match.end())
                    self._add((start, posts[-1].end), (start, match.start()), "title", posts)
                    break

    def _behind_offices(self) -> None:
        """县农业局葛慧、县水利局杜衡陪同: names behind an office, without a post."""
        ends = {span.name_end for span in self.found}
        grounds = ""
        for whole, name in behind_offices(self.reader, self.posts, ends):
            if whole != name:
                house = self.grammar.bodied_house.search(self.text, whole[0], name[0])
                grounds = "list" if house else "office"
            if not self._inside(name[0]):
                self._add(whole, name, grounds)

    def _foreign_titles(self) -> None:
        """拉马福萨总统: a transcribed name and a title behind it."""
        for start, match in foreign.titled(self.text, self.grammar, self._titles, self._inside):
            native = self.text[start] in self.grammar.surnames and match.start() - start < 4
            known = match[0] in self.grammar.whole_titles
            known = known or self.reader.counts[self.text[start : match.start()]] > 1
            if native and not known:
                continue
            posts, name = titles_held(self.reader, *match.span()), self.text[start : match.start()]
            full = next((s.name for s in self.found if s.name.endswith(DOT + name)), name)
            self._add((start, posts[-1].end), (start, match.start()), "title", posts, full=full)

    def _resumes(self) -> None:
        """陆青禾，男，1979年生: the head of a short biography."""
        for name in self.appointments.formed.heads(self._opened(self.grammar.resume)):
            if not self._inside(name[0]):
                self._add(name, name, "resume")

    def _listed(self) -> None:
        """王毅、何立峰等出席: names alone that open a clause as a list, with what people do behind it."""
        for match in self._opened(self.grammar.listed):
            start = match.start("names")
            spans = []
            for name in match["names"].split(self.grammar.list_joints[0]):
                spans.append((start, start + len(name)))
                start += len(name) + 1
            if all(self._could_be_name(a, b) for a, b in spans):
                for span in spans:
                    if not self._inside(span[0]):
                        self._add(span, span, "list")

    def _could_be_name(self, start: int, end: int) -> bool:
        name = self.text[start:end]
        width = 2 if name[:2] in self.grammar.compound else 1
        if not name[width:] or self.reader.is_plain_word(name) or self._is_seat_name(start, end):
            return False
        if name in self.grammar.states:
            return False
        if is_word(name):
            return not is_common(name)
        closers = (self.grammar.list_joints[0], *self.grammar.and_so_on)  # 李志强、, no 李志 + 强调
        tails = self.grammar.name_tails
        return self.text.startswith(closers, end) or tails.isdisjoint(name[2:])

    def _dotted(self) -> None:
        if not any(dot in self.text for dot in DOTS):
            return
        for match in self.grammar.dotted.finditer(self.text):
            start, end = self.reader.trim_dotted(match.start(), match.end())
            if end - start > _DOTTED and not foreign.joins_places(self.text, start, end):
                self._add((start, end), (start, end), "dotted")

    def _bare(self) -> None:
        led = self.grammar.led_alone.finditer(self.text)
        for match in chain(self._opened(self.grammar.bare), led):
            start = match.start("name")
            if self.text[start] in self.grammar.weak or self._inside(start):
                continue
            end = self.reader.name_at(start, need=FIRM)
            end -= self.reader.overlong(start, end)
            if end and not self._is_other_word(start, end) and not self._is_seat_name(start, end):
                self._add((start, end), (start, end), "speech")

    def _is_other_word(self, start: int, end: int) -> bool:
        """Whether what seems a name, for what follows it alone, is a word: 水井没有, 高铁在; but 严明说."""
        name = self.text[start:end]
        if end - start == 2 and is_common(name):
            return True
        if kind(name)[:2] in ("", "nr"):
            return False
        speaks = end - start == 2 and self.grammar.speaks.match(self.text, end)
        return names_nobody(name) or not speaks

    def _is_seat_name(self, start: int, end: int) -> bool:
        """Whether what seems a name is a place or a body: 徐楼村, 宣传部."""
        follows = self.text[end : end + 1]
        if follows and follows in self.grammar.seats:
            return True
        return end - start > 2 and self.text[end - 1] in self.grammar.never_last

    def _repeated(self) -> None:
        """Three characters that look like a name, begin a clause, and come more than once."""
        known = {span.name[:3] for span in self.found}
        for match in self._opened(self.grammar.opening):
            start, name = match.start("name"), match["name"]
            if name in known or self._inside(start) or name[0] in self.grammar.weak:
                continue
            if not self.reader.given(name[1:]) or self.reader.is_plain_word(name):
                continue
            if any(map(is_word, (name[:2], name[1:], name))) or self._is_territory(start + 3):
                continue
            if self.reader.overlong(start, start + 3) or name[2] in self.grammar.never_last:
                continue
            if not self._likely(start, name) or any(len(w) == 2 for w in words(name)):
                continue
            self._add((start, start + 3), (start, start + 3), "repeated")

    def _foreign_speakers(self) -> None:
        """朔尔茨表示: transcribed, more than once, at the head of a clause, before a verb of speech."""
        for start, end in foreign.speaking(self.text, self.grammar, self._inside):
            name = self.text[start:end]
            full = next((s.name for s in self.found if name in s.name.split(DOT)), name)
            grounds = "speech" if full == name else "short"
            self._add((start, end), (start, end), grounds, full=full)

    def _is_territory(self, end: int) -> bool:
        """Whether what ends at `end` is the name of a place or body, or the next character says so."""
        ends = self.grammar.not_ends
        return self.text[end - 1] in ends or self.text[end : end + 1] in ends

    def _likely(self, start: int, name: str) -> bool:
        """Whether the name comes again, or the segmenter sees it and what follows fits."""
        if self.reader.counts[name] > 1:
            return True
        return (
            bool(self.reader.follow(start + 3)) and words(self.text[start : start + 6])[0] == name
        )

    def _appointed(self) -> None:
        """任命葛慧为副县长, 习近平主席连任中共中央总书记: posts that somebody is said to have been given."""
        given = self.appointments.given(self.found)
        for name, at, posts in chain(given, bracketed(self.reader, self.posts, self.found)):
            if at is None:
                self._add(name, name, "appointed", posts)
            else:
                self.found[at] = self.found[at]._replace(posts=posts)

    def _addressed(self) -> None:
        """张先生, 李女士: all that the article tells of a name."""
        if not self.grammar.addresses_alone.search(self.text):
            return
        for match in self._opened(self.grammar.addressed):
            surname = match["surname"]
            if surname in self.grammar.function_surnames or surname in self._beginnings:
                continue  # 向老人们送上
            if not self._inside(match.start()):
                self._add((match.start(), match.end()), (match.start(), match.end()), "occupation")

    def _in_lists(self) -> None:
        """A、B和C: names that follow a found one in a list; they share its post."""
        text = self.text
        queue = sorted(self.found, key=lambda s: s.start)
        taken = self._beginning_at
        sure = {span.name_start for span in queue if span.posts or span.grounds == "shared"}
        while queue:
            span = queue.pop()
            after = self._after_aside(span.end)
            if span.end != span.name_end or after >= len(text):
                continue
            joint = next((j for j in self.grammar.list_joints if text.startswith(j, after)), "")
            start = after + len(joint)
            shared = span.posts if joint in self.grammar.sharing_joints else ()
            shared = tuple(post for post in shared if post.start < span.name_start)
            if joint and start in taken and shared:
                queue += self._share(start, shared)
            if not joint or start in taken:
                continue
            within = joint == self.grammar.list_joints[0]
            end = self.reader.name_at(start, need=LOOSE if within else FIRM)
            end = end or (within and (rare_at(self.reader, start) or listed_at(self.reader, start)))
            if within and text[end : end + 1] != joint:
                end = (span.name_start in sure and enclosed_at(self.reader, start)) or end
            of = text[end : end + 1] in self.grammar.particles  # 饶建生、当年的班主任谢守谦
            other = of and names_nobody(self.text[start:end])
            other = other or is_state(self.grammar, text, start, end)
            if end and not (other or self._is_seat_name(start, end)):
                self._add((start, end), (start, end), "list", shared)
                sure |= {start} if span.name_start in sure else set()
                queue.append(self.found[-1])

    def _after_aside(self, end: int) -> int:
        """Where a remark in brackets behind a name ends: 贺建军（挂职）、屈耀."""
        aside = self.grammar.aside.match(self.text, end)
        return aside.end() if aside else end

    def _share(self, start: int, posts: tuple[PostSpan, ...]) -> list[PersonSpan]:
        """Gives the name of a list found for itself at `start` the posts of the list; what was given some."""
        without = [index for index in self._beginning_at[start] if not self.found[index].posts]
        given = [index for index in without if self.found[index].grounds in _WEAK_GROUNDS]
        for index in given:
            self.found[index] = self.found[index]._replace(posts=posts, grounds="list")
        return [self.found[index] for index in given]

    def _everywhere(self) -> None:
        """Names found once with certainty are known everywhere; short and titled forms too."""
        known = dict.fromkeys(span.name for span in self.found)
        if not known:
            return
        have = set(self._beginning_at)
        for start, end in occurrences(known, self.text):
            if start not in have and not self._inside(start):
                name = self.text[start:end]
                other = is_word(name) and not self._names_here(start, end)
                if len(name) == 2 and (other or self._longer_word(start, end)):
                    continue
                self._add((start, end), (start, end), "again")
        self._short_forms(list(known))

    def _names_here(self, start: int, end: int) -> bool:
        """Whether a name that is a word too names its bearer here: no 治理 + 黄河."""
        apart = self.text[start:end] not in self.grammar.word_names or self.reader.begins(start)
        return apart and self.reader.follow(end) > 0

    def _longer_word(self, start: int, end: int) -> bool:
        """Whether a two-character name is only the middle or the start of another word here."""
        return not self.reader.follow(end) and is_word(self.text[start : end + 1])

    def _inside(self, at: int) -> bool:
        """Whether a name that was found stands at `at`."""
        return bool(self._named[at])

    def _short_forms(self, names: list[str]) -> None:
        """张书记, 曹副县长, 储老师: a surname known in the article and a title or address."""
        reader = self.reader
        for whole, full in forms(self.text, names, self.found, reader, self._inside):
            self._add(whole, whole, "short", full=full)

    def _sole_titles(self) -> None:
        """总书记 alone: the person of the article who holds that post, or at whose core it sees others."""
        by_title = {p.label: s.name for s in reversed(self.found) for p in s.posts}
        for title in self.grammar.sole_titles:
            stands = list(occurrences((title,), self.text)) if title in self.text else []
            holder = by_title.get(title) or (self._core() if stands else "")
            for span in stands if holder else ():
                of_another = self.text[max(0, span[0] - 1) : span[0]] in self.grammar.not_ends
                if not of_another and not self._covered(span[0]):
                    told = () if title in by_title else (PostSpan(*span, title, "current"),)
                    self._add(span, span, "short", told, full=holder)

    def _post_addresses(self) -> None:
        """总统先生: the one person of another state in the article who holds such a post."""
        for span, name in addressed(self.text, self.found, self.grammar):
            if not self._covered(span[0]):
                self._add(span, span, "short", full=name)

    def _core(self) -> str:
        """Who is called the core of others: 以习近平同志为核心的党中央."""
        for sign in self.grammar.core_signs:
            for end, _ in occurrences((sign,), self.text):
                starts = [span.name_start for span in self.found if span.name_end == end]
                likely = range(max(0, end - 3), end - 1)
                starts += [at for at in likely if self.text[at] in self.grammar.surnames]
                for start in starts:
                    if self._named[start] or self.reader.aligned(start, end):
                        return self.text[start:end]
        return ""

    def _covered(self, at: int) -> bool:
        """Whether a name that was found, or a post beside it, stands at `at`."""
        return bool(self._spanned[at])

    def _add(
        self, whole: tuple[int, int], name: tuple[int, int], grounds: str,
        posts: tuple[PostSpan, ...] = (), full: str = "",
    ) -> None:  # fmt: skip
        """Notes a person: span with posts, span of the name, what made it one, its full form."""
        full = full or self.text[name[0] : name[1]]
        self._beginning_at.setdefault(name[0], []).append(len(self.found))
        self.found.append(PersonSpan(*whole, *name, full, grounds, posts))
        self._spanned[slice(*whole)] = b"\1" * (whole[1] - whole[0])
        self._named[slice(*name)] = b"\1" * (name[1] - name[0])
        self._beginnings.update((full[:1], full[:2]))
