"""The words and patterns that pages are read by.

Input: `ontology/rules/page.toml` and `ontology/lexicon/page-*.txt`. Output: `Layout`, made once.
Every pattern is tried on a bounded number of characters, so that no line costs more than a constant.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from abc import ABC, abstractmethod
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


class _Compiled(ABC):
    """Patterns by name, each compiled when it is first asked for: a table of articles needs few."""

    def __getattr__(self, name: str) -> re.Pattern[str]:
        """Compile it; raises AttributeError if there is no pattern of that name."""
        patterns = self._written(name)
        if patterns is None:
            raise AttributeError(name)
        compiled = _compile(*([patterns] if isinstance(patterns, str) else patterns))
        object.__setattr__(self, name, compiled)
        return compiled

    @abstractmethod
    def _written(self, name: str) -> str | list[str] | None:
        """The pattern of a name, or those of which one must fit, as the rules have them."""


# Where the rules have the patterns of `Layout` that are called otherwise there.
_WRITTEN = {
    "dateline_sign": ("dateline", "sign"),
    "reported": ("dateline", "reported"),
    "further": ("dateline", "further"),
    "dateline_names": ("dateline", "names"),
    "signed": ("byline", "signed"),
    "origin": ("byline", "from"),
    "marked": ("byline", "marked"),
    "others": ("byline", "others"),
    "apart": ("byline", "apart"),
    "behind": ("byline", "behind"),
    "briefs": ("furniture", "briefs"),
    "sentence": ("furniture", "sentence"),
    "furniture_head": ("furniture", "heads"),
    "caption": ("credit", "caption"),
    "headline": ("subheading", "headline"),
    "alike": ("subheading", "alike"),
    "numbered": ("subheading", "numbered"),
    "prose": ("subheading", "prose"),
    "published_head": ("head", "published"),
    "published_path": ("head", "path"),
    "published_given": ("head", "given"),
    "paper": ("head", "paper"),
    "place": ("head", "place"),
    "seated": ("head", "seated"),
    "organ": ("head", "organ"),
}


@dataclass(frozen=True)
class Layout(_Compiled):
    """Patterns by job; those called `…_tail` are searched at a paragraph's end, others matched."""

    heading: int
    credit_line: int
    margin: int
    exclaims: int
    item: int
    bullets: str
    firm: str
    headline_marks: str
    no_place: tuple[str, ...]
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

    def _written(self, name: str) -> str | list[str] | None:
        table, key = _WRITTEN.get(name, ("", ""))
        written: str | list[str] | None = _rules()[table][key] if table else None
        return written

    @cached_property
    def name(self) -> re.Pattern[str]:
        """A name of two to four characters."""
        return _compile("{name}")

    @cached_property
    def subheading(self) -> re.Pattern[str]:
        """A heading within an article."""
        return _compile(*_rules()["subheading"]["patterns"], _rules()["front"]["lead"])

    @cached_property
    def byline_tails(self) -> tuple[re.Pattern[str], ...]:
        """Who wrote it, at the end of a text."""
        return _each(_rules()["byline"]["tails"])

    @cached_property
    def furniture_tails(self) -> tuple[re.Pattern[str], ...]:
        """What belongs to the page, at the end of a text."""
        return _each(_rules()["furniture"]["tails"])

    @cached_property
    def dateline(self) -> re.Pattern[str]:
        """A dateline, at the head of a text."""
        return _dateline("after")

    @cached_property
    def cut_dateline(self) -> re.Pattern[str]:
        """A dateline that the end of its line cuts off."""
        return _dateline("cut")

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


class Front(_Compiled):
    """What stands before a headline and is none, and what a headline opens with: `[front]`."""

    def _written(self, name: str) -> str | list[str] | None:
        written: str | list[str] | None = _rules()["front"].get(name)
        return written


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
    roles, outlets, credit = (
        _lexicons().words(f"page-{name}") for name in ("roles", "outlets", "credits")
    )
    return Layout(
        **rules["limits"],
        bullets=rules["byline"]["bullets"],
        firm=rules["byline"]["firm"],
        headline_marks=rules["byline"]["marks"],
        no_place=tuple(rules["head"]["no_place"]),
        hints=_hints((*roles, *credit)),
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
    )


def _hints(words: tuple[str, ...]) -> re.Pattern[str]:
    """What finds any of some words, their characters set apart or not."""
    apart = {r"\s*".join(re.escape(letter) for letter in word) for word in words}
    return re.compile("|".join(sorted(apart)))


@cache
def front() -> Front:
    """What tells the head of a page and the names of its sections from headlines."""
    return Front()


class _Weights(dict[str, float]):
    """Weights by sign; one that none is given for weighs nothing, and stays out."""

    def __missing__(self, sign: str) -> float:
        return 0.0


@cache
def weights() -> dict[str, float]:
    """What each sign of where an article starts weighs; 0 of those that no weight is given for."""
    told = _Weights()
    for group in _rules()["weights"].values():
        told.update(group)
    return told


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
