"""The words and patterns by which names and posts are read, compiled once."""

from __future__ import annotations

import re

from kg.lexicon import Lexicons, alternation

HAN = "\u4e00-\u9fff\u3400-\u4dbf"  # CJK unified ideographs and extension A


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
        self.speaks = re.compile(alternation(self.speech))
        self.strong_singles = self.speech | frozenset(lexicons.words("strong-singles"))
        self.date_ends = lexicons.words("date-ends")
        self.boundary = lexicons.characters("name-boundaries") | {"\n"}
        self.stops = frozenset(lexicons.words("post-stops"))
        self.longest = max(map(len, self.follower_words))
        self._compile(lexicons)

    def _compile(self, lexicons: Lexicons) -> None:
        posts = lexicons.classes("posts")
        self.kind = {w: kind for kind, ws in posts.items() for w in ws}
        grades = alternation(lexicons.words("post-grades"))
        statuses = lexicons.classes("post-status")
        self.status = {w: kind for kind, ws in statuses.items() for w in ws}
        self.acting = statuses.get("acting", ())
        self.former = statuses.get("former", ())
        self.particles = frozenset(lexicons.words("particles"))
        self.name_tails = lexicons.characters("name-tails")
        self.sole_titles = frozenset(lexicons.words("sole-titles"))
        self.counters = frozenset(lexicons.words("person-counters"))
        self.list_joints = lexicons.words("list-joints")
        self.wide_joints = frozenset(lexicons.words("wide-joints"))
        heads = alternation(self.kind)
        self.head = re.compile(f"(?:{grades})*(?P<head>{heads})")
        first = "".join(sorted({w[0] for w in self.compound} | self.surnames | self.transcribed))
        self.titled = re.compile(
            f"(?P<head>{heads})(?:（[^（）]{{1,6}}）)?(?=[{first}{''.join(self.particles)}])"
        )
        self.grades_end = re.compile(f"(?:{grades})+$")
        self.head_end = re.compile(
            f"(?:(?:{grades})*(?:{heads})|{alternation(lexicons.words('deputy-heads'))})$"
        )
        titles = lexicons.words("titles-after")
        graded = (grade + title for grade in lexicons.words("post-grades") for title in titles)
        self.titles = re.compile(alternation((*titles, *graded)))
        self.title_tails = lexicons.words("title-tails")
        self.addresses = re.compile(alternation(lexicons.words("addresses")))
        self.protected = re.compile(alternation(lexicons.words("post-stops-within")))
        self.foreign = re.compile(alternation(lexicons.words("foreign-states")))
        self.stop_words = re.compile(alternation(self.stops))
        self.not_ends = lexicons.characters("name-not-ends")
        strong = [w for w in self.follower_words if len(w) > 1] + sorted(self.speech)
        surname = "|".join(sorted(self.compound)) + "|[" + "".join(sorted(self.surnames)) + "]"
        before = re.escape("".join(sorted(self.boundary)))
        of, leads = "".join(self.particles), "".join(lexicons.words("name-leads"))
        self.bare = re.compile(
            f"(?:^|(?<=[{before}{of}]))(?P<name>(?:{surname})[{HAN}]{{1,2}}?)"
            f"(?={alternation(strong)})"
        )
        self.opening = re.compile(
            f"(?:^|(?<=[{before}{of}]))(?P<name>[{''.join(sorted(self.surnames))}][{HAN}]{{2}})"
        )
        alone = alternation(lexicons.words("addresses-alone"))
        self.addressed = re.compile(
            f"(?:^|(?<=[{before}{leads}]))(?P<surname>{surname})(?:{alone})"
        )
        dotted = "".join(sorted(self.transcribed))
        self.dotted = re.compile(f"[{dotted}]{{1,8}}(?:·[{dotted}]{{1,10}})+")
