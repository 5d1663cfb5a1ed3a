"""What the builders of events share: the article as read, and drafts of events.

Input: an article and the rules. A `Draft` is an event being put together; `Reading` turns
positions of the coded text into quotes and mentions.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Any

from kg import dates
from kg.annotate import Annotated, annotate
from kg.clauses import Clause, Sentence, Subject, read_clauses
from kg.dating import When
from kg.model import Article, Item, Mention, Quote
from kg.people import HAN, PersonSpan
from kg.rules import Rule, Rules
from kg.signs import DATE

_NAMED = 40  # characters: longer than any name that an anaphor can stand for


@dataclass(slots=True)
class Match:
    """A rule that fits a clause: `slots` are spans of the coded text by name.

    `subject_role` is the slot that the subject of the clause fills, if one does.
    """

    rule: Rule
    sentence: Sentence
    clause: Clause
    slots: dict[str, tuple[int, int]]
    end: int
    subject_role: str = ""

    @property
    def told(self) -> bool:
        """Whether this is told as a fact of its own even where it stands in what somebody says."""
        named = "visitor" in self.slots or "attendee" in self.slots
        whose = self.clause.own or named or not self.rule.options.isdisjoint({"state", "said"})
        return "apart" in self.rule.options and whose


@dataclass(slots=True, eq=False)
class Draft:
    """An event being put together; spans are offsets into the cleaned text."""

    type: str
    rule: Rule
    match: Match
    trigger: tuple[int, int]
    span: tuple[int, int]
    when: When
    roles: dict[str, list[Mention]] = field(default_factory=dict)
    name: str | None = None
    content: tuple[int, int] | None = None
    items: list[Item] = field(default_factory=list)
    value_cny: float | int | None = None
    part_of: Draft | None = None
    during: Draft | None = None
    subject: Subject | None = None
    _known: dict[str, set[str]] = field(default_factory=dict, repr=False)

    def add(self, role: str, mentions: list[Mention]) -> None:
        """Adds to `role` those of `mentions` whose names it does not hold yet."""
        have = self.roles.setdefault(role, [])
        names = self._known.get(role, set())
        if len(names) != len(have):
            names = self._known[role] = {m.name for m in have}
        for mention in mentions:
            if mention.name not in names:
                have.append(mention)
                names.add(mention.name)

    @property
    def is_mentioned(self) -> bool:
        """Whether it is only mentioned, by a name of its own, in another context: X在Y考察时的讲话."""
        return "apart" in self.rule.options and "visitor" in self.match.slots

    def names(self, role: str) -> list[str]:
        """Names that fill `role`."""
        return [m.name for m in self.roles.get(role, ())]

    def widen(self, span: tuple[int, int]) -> None:
        """Makes the evidence reach over `span` too."""
        self.span = min(self.span[0], span[0]), max(self.span[1], span[1])


class Reading:
    """One article as read: its annotated text, sentences, and the people in it."""

    def __init__(self, article: Article, rules: Rules) -> None:
        self.article = article
        self.rules = rules
        self.annotated: Annotated = annotate(article.body.text, rules)
        self.text = self.annotated.text
        self.sentences = read_clauses(self.annotated, rules, self._written(), article.dateline)
        self.phrases: dict[str, re.Pattern[str]] = rules.patterns("phrases")
        self.official = self._officials()
        self.foreign = self._abroad()
        self._named: dict[str, list[tuple[int, int]]] = {}
        # Made when first asked for; mypyc compiles functools' cached_property to one made each time.
        self._companies: str | None = None
        self._firms: dict[str, list[str]] | None = None
        self._breaks: list[int] | None = None
        self._heads: frozenset[str] | None = None

    def _written(self) -> str | None:
        """The day of publication, else the one that the article is signed with."""
        article = self.article
        text = article.source[article.start : article.end]
        return article.published or dates.signed_day(text, self.rules.dates)

    @property
    def companies(self) -> str:
        """The companies that the article names in full, each once, in text order, on lines."""
        if self._companies is None:
            are_some = self.phrases["company_sign"].search(self.text)
            found = self.phrases["company"].finditer(self.text) if are_some else ()
            self._companies = "\n".join(dict.fromkeys(self.cut(match[0]) for match in found))
        return self._companies

    def cut(self, name: str) -> str:
        """`name` without what leads up to a name."""
        cut = self.phrases["name_cut"].match(name)
        return name[cut.end() :] if cut and cut.end() < len(name) - 1 else name

    def _officials(self) -> dict[str, str]:
        """Name to official, role, private, spouse (of somebody named) or open (no post is told)."""
        kinds: dict[str, str] = {}
        rank = {"official": 3, "role": 2, "private": 1, "spouse": 1, "open": 0}
        for span in self.annotated.people.spans:
            kind = self._standing(span)
            if rank[kind] >= rank.get(kinds.get(span.name, ""), -1):
                kinds[span.name] = kind
        for sign in self.annotated.signs.values():
            if sign.people and self.phrases["leaders"].match(self.text, sign.start, sign.end):
                names = (person.name for person in sign.people)
                kinds.update((name, "official") for name in names if kinds.get(name) == "open")
        for match in self._found("in_office"):
            at = match.start(match.lastgroup or 0)
            people = (person.name for person in self.annotated.signs[at].people)
            kinds.update((name, "official") for name in people if kinds.get(name) == "open")
        return kinds

    def _found(self, phrase: str) -> Iterator[re.Match[str]]:
        """What a phrase finds in the coded text, where its sign stands in it."""
        coded = self.annotated.coded
        if self.phrases[f"{phrase}_sign"].search(coded):
            yield from self.phrases[phrase].finditer(coded)

    @property
    def heads(self) -> frozenset[str]:
        """People who head a body of any kind, by the end of a post."""
        if self._heads is None:
            heads, spans = self.rules.patterns("visits")["heads"], self.annotated.people.spans
            with_one = (s.name for s in spans if any(heads.search(p.label) for p in s.posts))
            self._heads = frozenset(with_one)
        return self._heads

    def _abroad(self) -> frozenset[str]:
        """People whose posts are those of another state."""
        return frozenset(
            span.name
            for span in self.annotated.people.spans
            if any(_is_abroad(post.label, self.rules) for post in span.posts)
        )

    def _standing(self, span: PersonSpan) -> str:
        grammar = self.rules.grammar
        for post in span.posts:
            if standing := _of_authority(post.label, self.rules):
                return standing
        if span.grounds == "office":
            return "official"
        if span.posts:
            return "role"
        if span.grounds == "occupation":
            text, spouses = self.annotated.people.text, tuple(grammar.spouses)
            return "spouse" if text.endswith(spouses, 0, span.name_start) else "private"
        return "open"

    def acts(self, name: str) -> bool:
        """Whether a person acts in office: a post of authority, or a name known to the headline."""
        kind = self.official.get(name, "open")
        return kind == "official" or (kind in ("open", "spouse") and name in self.article.title)

    # -- positions ------------------------------------------------------------------------

    def clean(self, start: int, end: int) -> tuple[int, int]:
        """Cleaned-text span behind `coded[start:end]`."""
        return self.annotated.span(start, end)

    def sentence_at(self, at: int) -> Sentence | None:
        """The sentence that holds the character at `at` of the cleaned text."""
        number = bisect_right(self.sentences, at, key=self._begins) - 1
        sentence = self.sentences[number] if number >= 0 else None
        inside = sentence is not None and at < self.clean(sentence.start, sentence.end)[1]
        return sentence if inside else None

    def _begins(self, sentence: Sentence) -> int:
        return self.clean(sentence.start, sentence.end)[0]

    def number(self, sentence: Sentence) -> int:
        """The place of `sentence` among the sentences, from 0."""
        return bisect_left(self.sentences, sentence.start, key=attrgetter("start"))

    def opening(self, sentence: Sentence) -> Sentence:
        """The sentence that opens the paragraph of `sentence`."""
        sentences, key = self.sentences, attrgetter("paragraph")
        here = self.number(sentence)
        first = bisect_left(sentences, sentence.paragraph, 0, here, key=key)
        return sentences[first] if first < here else sentence

    def is_heading(self, sentence: Sentence) -> bool:
        """Whether `sentence` is the heading of an item: a paragraph without a closing mark."""
        coded = self.annotated.coded
        return coded[sentence.end : sentence.end + 1] == "\n" and (
            sentence.start == 0 or coded[sentence.start - 1] == "\n"
        )

    def breaks(self, start: int, end: int) -> int:
        """How many lines end in `coded[start:end]`."""
        if self._breaks is None:
            self._breaks = [at for at, sign in enumerate(self.annotated.coded) if sign == "\n"]
        return bisect_left(self._breaks, end) - bisect_left(self._breaks, start)

    def quote(self, span: tuple[int, int]) -> Quote:
        """The source's own characters behind a span of the cleaned text."""
        return self.article.quote(*span)

    def dated(self, start: int, end: int) -> When | None:
        """The last date that stands in `coded[start:end]`, by itself, whatever it belongs to."""
        at = self.annotated.coded.rfind(DATE, start, end)
        if at < 0 or (expr := self.annotated.signs[at].date) is None:
            return None
        narrative = dates.Narrative(self.article.published, self.rules.dates)
        return When(at, narrative.date(expr), expr)

    # -- mentions -------------------------------------------------------------------------

    def person(self, span: PersonSpan) -> Mention:
        """A mention of one person."""
        quote = self.quote((span.name_start, span.name_end))
        return Mention(span.name, "Person", quote)

    def people(self, at: int) -> list[Mention]:
        """Mentions of the people behind the sign at `at` of the coded text."""
        sign = self.annotated.signs.get(at)
        return [self.person(p) for p in sign.people] if sign else []

    def subject(self, subject: Subject | None) -> list[Mention]:
        """Mentions of a subject: people, or one group, body or meeting."""
        if subject is None:
            return []
        if subject.form == "people":
            if self.annotated.coded[subject.start] == "\ue001":
                return [m for at in range(subject.start, subject.end) for m in self.people(at)]
            span = self.clean(subject.start, subject.end)
            return [Mention(p.name, "Person", self.quote(span)) for p in subject.people]
        start = subject.start
        if subject.form == "group":
            lead = self.phrases["group_lead"].match(self.annotated.coded[start : subject.end])
            start += lead.end() if lead and lead.end() < subject.end - start - 1 else 0
            tail = self.phrases["group_tail"].search(self.annotated.coded[start : subject.end])
            if tail:
                return [self.phrase(start, start + tail.start(), "Group")]
        if subject.form == "body":
            return [self.body(start, subject.end)]
        return [self.phrase(start, subject.end, _FORMS[subject.form])]

    def body(self, start: int, end: int) -> Mention:
        """A mention of who acts by the name `coded[start:end]`: an Office or an Organization, no place."""
        mention = self.phrase(start, end)
        return mention if mention.kind == "Office" else mention._replace(kind="Organization")

    def phrase(self, start: int, end: int, kind: str | None = None) -> Mention:
        """A mention of what `coded[start:end]` names; its kind from how it ends."""
        span = self.clean(start, end)
        name = self.full_name(self.text[span[0] : span[1]], span[0])
        return Mention(name, kind or self.kind(name), self.quote(span))

    def households(self, start: int, end: int) -> list[Mention]:
        """The homes of the people whose sign stands at `start`: places, all but the last by a name alone."""
        people = self.annotated.signs[start].people
        last = people[-1].name_start, self.clean(start, end)[1]
        others = [self.person(one)._replace(kind="Place") for one in people[:-1]]
        return [*others, Mention(self.text[slice(*last)], "Place", self.quote(last))]

    def full_name(self, name: str, at: int) -> str:
        """The fullest form that the article gives: of a company by its parts, of 该X by what stood before."""
        that = self.phrases["that"].match(name)
        if that and that["what"] in self.rules.tables["anaphora"]:
            return self._named_before(self.rules.tables["anaphora"][that["what"]], at) or name
        if len(name) >= 3 and not self.phrases["territory"].search(name):
            return self._company(name) or name
        return name

    def _company(self, part: str) -> str | None:
        """The first company that has `part` in its name, and more."""
        known, at = self.companies, -1
        while (at := known.find(part, at + 1)) >= 0:
            start, end = known.rfind("\n", 0, at) + 1, known.find("\n", at)
            company = known[start : end if end >= 0 else len(known)]
            if company != part:
                return company
        return self._shortened(part)

    def _shortened(self, part: str) -> str | None:
        """The one company whose name `part` shortens, if `part` ends like a firm: 云溪保险 of 云溪人寿保险有限公司."""
        if not self.phrases["short_firm"].search(part):
            return None
        if self._firms is None:
            self._firms = {}
            for company in self.companies.split("\n"):
                self._firms.setdefault(company[:2], []).append(company)
        meant = [company for company in self._firms.get(part[:2], ()) if shortens(part, company)]
        return meant[0] if len(meant) == 1 else None

    def _named_before(self, ends: str, at: int) -> str | None:
        """The last name before `at` that ends in one of `ends` and is longer than that."""
        pattern = re.compile(
            f"[{HAN}]{{2,24}}?(?:{ends})(?![{self.rules.tables['anaphora']['not_before']}])"
        )
        if ends not in self._named:
            self._named[ends] = [match.span() for match in pattern.finditer(self.text)]
        known = self._named[ends]
        number = bisect_left(known, at, key=itemgetter(1))
        last = known[number - 1] if number else (0, 0)
        # Cut off at `at`, the text may hold one more, which the whole text reads otherwise.
        for match in pattern.finditer(self.text, max(last[1], at - _NAMED), at):
            last = match.span()
        return self.cut(self.text[slice(*last)]) if last[1] else None

    def kind(self, name: str) -> str:
        """Office, Organization or Place, by the end of `name`."""
        for kind, pattern in (("Office", "office"), ("Organization", "organization")):
            if self.phrases[pattern].search(name):
                return kind
        return "Place"


@lru_cache(maxsize=1 << 12)
def _of_authority(post: str, rules: Rules) -> str:
    """Whether a post is one of authority: official, or private, in a body of that kind; "" if it is not."""
    kinds, heads = rules.grammar.kind, list(rules.grammar.head.finditer(post))
    phrases = rules.patterns("phrases")
    if not heads or kinds.get(heads[-1][0], kinds[heads[-1]["head"]]) != "official":  # 总干事
        return "official" if phrases["public_head"].search(post) else ""
    public = phrases["public_body"].search(post) or phrases["party_post"].search(post)
    return "private" if phrases["private_body"].search(post) and not public else "official"


@lru_cache(maxsize=1 << 12)
def _is_abroad(post: str, rules: Rules) -> bool:
    """Whether a post is one of another state."""
    return rules.grammar.foreign.match(post) is not None


_FORMS: dict[str, str] = {"group": "Group", "meeting": "Meeting"}


def shortens(short: str, long: str) -> bool:
    """Whether `long` holds the characters of `short` in their order."""
    rest = iter(long)
    return all(character in rest for character in short)


def start_draft(kind: str, match: Match, reading: Reading) -> Draft:
    """A draft of class `kind` from `match`: trigger, evidence (the sentence), date, subject."""
    trigger = match.slots["trigger"]
    sentence = match.sentence
    return Draft(
        type=kind, rule=match.rule, match=match,
        trigger=reading.clean(*trigger),
        span=reading.clean(sentence.start, sentence.end),
        when=sentence.when(trigger[0]), subject=match.clause.subject,
    )  # fmt: skip


def final_event_fields(draft: Draft, reading: Reading) -> dict[str, Any]:
    """The fields of an Event that every class has, from a finished draft."""
    expr = draft.when.expr
    return {
        "type": draft.type,
        "trigger": reading.quote(draft.trigger),
        "evidence": reading.quote(draft.span),
        "rule": draft.rule.name,
        "date": draft.when.value,
        "date_text": reading.quote((expr.start, expr.end)) if expr and draft.when.value else None,
        "time_of_day": expr.time_of_day if expr else None,
    }
