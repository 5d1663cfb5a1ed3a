"""The words and patterns that pages are read by.

Input: `ontology/rules/page.toml` and `ontology/lexicon/page-*.txt`. Output: `Layout`, made once.
Every pattern is tried on a bounded number of characters, so that no line costs more than a constant.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from kg.lexicon import Lexicons, alternation
from kg.resources import data

_LISTS = ("roles", "credits", "outlets", "staff", "sections", "offices", "slogans")
_FULL_WIDTH = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
# radicals and compatibility ideographs that PDFs hold instead of the characters they look like
_LOOK_ALIKES = (*range(0x2E80, 0x2FD6), *range(0xF900, 0xFAFF))


@dataclass(frozen=True, slots=True)
class Marks:
    """What `clean` knows of punctuation; `narrow` and `wide` map one character to one."""

    sentence_end: str
    full_stop: str
    asks: str
    ascii_stop: str
    introduces: str
    closing: str
    opening: str
    comma: str
    clause: str
    not_initial: str
    quotes: str
    item: re.Pattern[str]
    boxed: re.Pattern[str]
    narrow: dict[str, str]
    wide: dict[str, str]


@dataclass(frozen=True)
class Layout:
    """Patterns by job; those called `…_tail` are searched at a paragraph's end, others matched.

    Those that take long to compile are compiled when they are first asked for: a table of articles
    needs few of them.
    """

    heading: int
    credit_line: int
    margin: int
    exclaims: int
    item: int
    reported: re.Pattern[str]
    further: re.Pattern[str]
    bullets: str
    byline_tails: tuple[re.Pattern[str], ...]
    firm: str
    briefs: re.Pattern[str]
    headline_marks: str
    caption: re.Pattern[str]
    furniture_tails: tuple[re.Pattern[str], ...]
    furniture_head: re.Pattern[str]
    subheading: re.Pattern[str]
    headline: re.Pattern[str]
    alike: re.Pattern[str]
    numbered: re.Pattern[str]
    prose: re.Pattern[str]
    published_head: re.Pattern[str]
    published_path: re.Pattern[str]
    published_given: re.Pattern[str]
    paper: re.Pattern[str]
    place: re.Pattern[str]
    no_place: tuple[str, ...]
    seated: re.Pattern[str]
    organ: re.Pattern[str]
    hints: re.Pattern[str]
    byline_word: re.Pattern[str]
    roles: frozenset[str]
    credits: frozenset[str]
    outlets: tuple[str, ...]
    slashed: dict[str, str]
    onto: tuple[str, ...]
    angled: dict[str, str]
    not_names: frozenset[str]
    surnames: tuple[str, ...]
    compounds: tuple[str, ...]
    offices: tuple[str, ...]
    callings: frozenset[str]
    name: re.Pattern[str]

    @cached_property
    def dateline(self) -> re.Pattern[str]:
        """A dateline, at the head of a text."""
        return _dateline("after")

    @cached_property
    def cut_dateline(self) -> re.Pattern[str]:
        """A dateline that the end of its line cuts off."""
        return _dateline("cut")

    @cached_property
    def dateline_names(self) -> re.Pattern[str]:
        """The names in a dateline."""
        return _compile(_rules()["dateline"]["names"])

    @cached_property
    def signed(self) -> re.Pattern[str]:
        """A line that signs an article."""
        return _compile(_rules()["byline"]["signed"])

    @cached_property
    def origin(self) -> re.Pattern[str]:
        """Where an article comes from, in a line of who wrote it."""
        return _compile(_rules()["byline"]["from"])

    @cached_property
    def marked(self) -> re.Pattern[str]:
        """A byline behind a mark."""
        return _compile(_rules()["byline"]["marked"])

    @cached_property
    def apart(self) -> re.Pattern[str]:
        """A name that a wide gap parts from the end of a text."""
        return _compile(_rules()["byline"]["apart"])

    @cached_property
    def credit_tails(self) -> tuple[re.Pattern[str], ...]:
        """Credits of editors and photographers."""
        return _each(_rules()["credit"]["tails"])

    @cached_property
    def furniture(self) -> re.Pattern[str]:
        """A line that belongs to no article."""
        lines, front = _rules()["furniture"], _rules()["front"]
        return _compile(*lines["lines"], *front["mast"], *lines["parting"])

    @cached_property
    def strong(self) -> re.Pattern[str]:
        """A piece of a line that makes it furniture."""
        return re.compile(_any(_rules()["furniture"]["strong"]))

    @cached_property
    def weak(self) -> re.Pattern[str]:
        """What may stand beside such pieces."""
        rules = _rules()["furniture"]
        return re.compile(f"(?:{_any(rules['weak'])})|(?:{rules['between']})+")


def _dateline(end: str) -> re.Pattern[str]:
    rules = _rules()["dateline"]
    return re.compile(f"(?:{_any(rules['patterns'])}){_fill(rules[end], _parts())}")


@dataclass(frozen=True, slots=True)
class Front:
    """What stands before a headline and is none, and what a headline opens with."""

    counted: re.Pattern[str]
    mast: re.Pattern[str]
    below: re.Pattern[str]
    heads: re.Pattern[str]
    contents: re.Pattern[str]
    labels: re.Pattern[str]
    slogan: re.Pattern[str]
    strange: re.Pattern[str]
    first: re.Pattern[str]
    column: re.Pattern[str]
    dated: re.Pattern[str]
    unknown: re.Pattern[str]
    titled: re.Pattern[str]
    named: re.Pattern[str]
    lead: re.Pattern[str]
    notice: re.Pattern[str]
    work: re.Pattern[str]
    subject: re.Pattern[str]
    continued: re.Pattern[str]
    salutation: re.Pattern[str]
    closed: re.Pattern[str]
    contact: re.Pattern[str]
    phone: re.Pattern[str]
    run_in: re.Pattern[str]
    jump: re.Pattern[str]
    leads: re.Pattern[str]
    items: re.Pattern[str]
    inner: re.Pattern[str]
    inside: re.Pattern[str]
    asked: re.Pattern[str]
    closing: re.Pattern[str]
    own: re.Pattern[str]
    source: re.Pattern[str]
    day: re.Pattern[str]
    news: re.Pattern[str]
    sender: re.Pattern[str]
    author: re.Pattern[str]
    letter: re.Pattern[str]
    row: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Web:
    """How web pages name and lay out what they hold; names of meta elements in lower case."""

    containers: frozenset[str]
    title: tuple[str, ...]
    published: tuple[str, ...]
    publisher: tuple[str, ...]
    site: tuple[str, ...]
    published_line: re.Pattern[str]
    publisher_line: re.Pattern[str]
    no_publisher: frozenset[str]
    page_head: re.Pattern[str]
    noise: re.Pattern[str]
    beside: re.Pattern[str]


@cache
def _lexicons() -> Lexicons:
    return Lexicons([data("ontology", "lexicon")])


@cache
def _rules() -> dict[str, Any]:
    path: Path = data("ontology", "rules", "page.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _parts() -> dict[str, str]:
    """Word lists as alternations, and the named parts of patterns, each filled with the others."""
    parts = {name: alternation(_lexicons().words(f"page-{name}")) for name in _LISTS}
    parts["endings"] = alternation(_lexicons().classes("page-sections")["endings"])
    parts["briefs"] = alternation(_lexicons().classes("page-sections")["briefs"])
    for name, pattern in _rules()["parts"].items():
        parts[name] = _fill(pattern, parts)
    return parts


def _fill(pattern: str, parts: dict[str, str]) -> str:
    return re.sub(r"\{([a-z]+)\}", lambda slot: parts[slot[1]], pattern)


def _any(patterns: list[str]) -> str:
    return "|".join(f"(?:{_fill(pattern, _parts())})" for pattern in patterns)


def _compile(*patterns: str) -> re.Pattern[str]:
    return re.compile(_any(list(patterns)))


def _each(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(_compile(pattern) for pattern in patterns)


@cache
def marks() -> Marks:
    """What `clean` needs of the rules."""
    rules = _rules()["clean"]
    narrow = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in _FULL_WIDTH}
    for code in _LOOK_ALIKES:
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain != chr(code):
            narrow[chr(code)] = plain
    return Marks(
        **{
            key: rules[key]
            for key in Marks.__slots__
            if isinstance(rules.get(key), str) and key not in {"item", "boxed"}
        },
        item=_compile(rules["item"]),
        boxed=_compile(rules["boxed"]),
        narrow=narrow | rules["map"],
        wide=rules["wide"],
    )


@cache
def set_wide() -> re.Pattern[str]:
    """A surname, at the end of what is searched, behind which a gap parts a name set wide."""
    surnames = "".join(word for word in _lexicons().words("surnames") if len(word) == 1)
    return re.compile(f"(?:{_rules()['clean']['set_wide']})[{re.escape(surnames)}]$")


@cache
def layout() -> Layout:
    """All patterns of pages, bylines and dates."""
    rules, parts = _rules(), _parts()
    dateline, furniture, head = rules["dateline"], rules["furniture"], rules["head"]
    roles, outlets, credit = (
        _lexicons().words(f"page-{name}") for name in ("roles", "outlets", "credits")
    )
    return Layout(
        **rules["limits"],
        reported=_compile(dateline["reported"]),
        further=_compile(dateline["further"]),
        bullets=rules["byline"]["bullets"],
        byline_tails=_each(rules["byline"]["tails"]),
        firm=rules["byline"]["firm"],
        briefs=_compile(furniture["briefs"]),
        headline_marks=rules["byline"]["marks"],
        caption=_compile(rules["credit"]["caption"]),
        furniture_tails=_each(furniture["tails"]),
        furniture_head=_compile(*furniture["heads"]),
        subheading=_compile(*rules["subheading"]["patterns"], rules["front"]["lead"]),
        headline=_compile(rules["subheading"]["headline"]),
        alike=_compile(rules["subheading"]["alike"]),
        numbered=_compile(rules["subheading"]["numbered"]),
        prose=_compile(*rules["subheading"]["prose"]),
        published_head=_compile(head["published"]),
        published_path=_compile(head["path"]),
        published_given=_compile(head["given"]),
        paper=_compile(head["paper"]),
        place=_compile(head["place"]),
        no_place=tuple(head["no_place"]),
        seated=_compile(head["seated"]),
        organ=_compile(head["organ"]),
        hints=re.compile(f"[{re.escape(''.join({word[0] for word in (*roles, *credit)}))}]"),
        byline_word=re.compile(
            rf"(?P<outlet>.{{0,15}}?)(?P<role>{parts['roles']})(?P<name>.{{0,15}})"
        ),
        roles=frozenset(roles),
        credits=frozenset(credit),
        outlets=outlets,
        slashed={word: re.sub(r"\W", "", word) for word in credit if not word.isalnum()},
        onto=tuple(rules["byline"]["onto"]),
        angled=rules["byline"]["angled"],
        not_names=frozenset(_lexicons().words("page-not-names")),
        offices=_lexicons().words("page-offices"),
        callings=frozenset(rules["byline"]["callings"]),
        surnames=_lexicons().words("surnames"),
        compounds=tuple(word for word in _lexicons().words("surnames") if len(word) > 1),
        name=_compile("{name}"),
    )


@cache
def front() -> Front:
    """What tells the head of a page and the names of its sections from headlines."""
    rules = _rules()["front"]
    return Front(
        **{
            name: _compile(*([pattern] if isinstance(pattern, str) else pattern))
            for name, pattern in rules.items()
        }
    )


@cache
def web() -> Web:
    """What web pages are read by."""
    rules = _rules()["html"]
    names = ("title", "published", "publisher", "site")
    return Web(
        containers=frozenset(rules["containers"]),
        **{name: tuple(word.lower() for word in rules[name]) for name in names},
        published_line=_compile(rules["published_line"]),
        publisher_line=_compile(rules["publisher_line"]),
        no_publisher=frozenset(rules["no_publisher"]),
        page_head=_compile(rules["page_head"]),
        noise=_compile(*rules["noise"]),
        beside=_compile(rules["beside"]),
    )


def common_characters() -> frozenset[str]:
    """The most frequent characters of written Chinese, simplified and traditional."""
    return _lexicons().characters("page-common-characters")


def has_chinese(text: str) -> bool:
    """Whether a text holds a Chinese character."""
    return _compile("{han}").search(text) is not None
