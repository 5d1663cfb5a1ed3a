"""Loading the wording of dates.

Input: `rules/dates.toml` and `lexicon/date-*.txt` of an ontology folder. Output: a
`DateRules` with everything compiled. Raises RuleError that lists all faults of the file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from kg.errors import RuleError
from kg.lexicon import alternation
from kg.resources import data

_REFERENCE = re.compile(r"(?<!\(\?P)<(@?)([A-Za-z][A-Za-z0-9-]*)(?:/([a-z]+))?>")

_GROUP = re.compile(r"\(\?P<([a-z]+)[0-9]*>")


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One way of wording a date; `fields` are (group number, field name)."""

    name: str
    pattern: re.Pattern[str]
    fields: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Contexts:
    """Surroundings of a date: the n-th group of `pattern` is that of the n-th kind."""

    pattern: re.Pattern[str]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grounds:
    """Figures on which years and months are taken from the context; see `dates.toml`."""

    first_year: int
    last_year: int
    run_on_days: int
    ahead_days: int
    recent_days: int
    turn_months: int

    def years(self) -> range:
        """The years among which the calendar may decide."""
        return range(self.first_year, self.last_year + 1)


@dataclass(frozen=True, slots=True, eq=False)
class DateRules:
    """Compiled patterns and tables.

    `start` finds where one can begin; `forms` maps two characters to the forms that can begin
    with them, `third` to the characters that must follow, where only words of a list do. `relative` maps a word
    to (base, unit, shift), `festivals` to a calendar rule, `parts` to the name of a part.
    `tail` and `after` are matched where an expression ends, `before` where it begins.
    """

    start: re.Pattern[str]
    forms: dict[str, tuple[Form, ...]]
    third: dict[str, frozenset[str]]
    tail: dict[str, Form]
    before: Contexts
    after: Contexts
    before_last: frozenset[str]
    tail_first: frozenset[str]
    link_first: frozenset[str]
    brackets: frozenset[str]
    commas: frozenset[str]
    attributive: frozenset[str]
    enumerating: frozenset[str]
    relative: dict[str, tuple[str, str, int]]
    festivals: dict[str, str]
    parts: dict[str, str]
    numerals: dict[str, int]
    cycle: tuple[str, str]
    grounds: Grounds
    signed: re.Pattern[str]


def load_dates(path: Path | None = None) -> DateRules:
    """The date rules of an ontology folder, the shipped one if none is given."""
    folder = path or data("ontology")
    file = folder / "rules" / "dates.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    words = {f.stem: _lexicon(f) for f in sorted((folder / "lexicon").glob("date-*.txt"))}
    compiler = _Compiler(table["parts"], words)
    forms: dict[str, list[Form]] = {}
    third: dict[str, set[str]] = {}
    for entry in table["form"]:
        form = compiler.form(entry["name"], entry["pattern"])
        for beginning in compiler.begins(entry):
            forms.setdefault(beginning[:2], []).append(form)
            third.setdefault(beginning[:2], set()).add(beginning[2:3])
    tail = {name: compiler.form(name, text) for name, text in table["tail"].items()}
    before = compiler.contexts(table["before"])
    after = compiler.contexts(table["after"])
    marks = table["marks"]
    if compiler.faults:
        raise RuleError("dates-form", file=str(file), faults="; ".join(compiler.faults))
    return DateRules(
        start=_start(forms, marks["digit-units"]),
        forms={pair: tuple(dict.fromkeys(found)) for pair, found in forms.items()},
        third={pair: frozenset(found) for pair, found in third.items() if "" not in found},
        tail=tail,
        before=before,
        after=after,
        before_last=frozenset(marks["before-last"]),
        tail_first=frozenset(marks["tail-first"]),
        link_first=frozenset(marks["link-first"]),
        brackets=frozenset(marks["brackets"]),
        commas=frozenset(marks["commas"]),
        attributive=frozenset(marks["attributive"]),
        enumerating=frozenset(marks["enumerating"]),
        relative=_relative(words),
        festivals={w: rule for rule, ws in words["date-festivals"].items() for w in ws},
        parts={w: part for part, ws in words["date-parts"].items() for w in ws},
        numerals=table["numerals"],
        cycle=(table["cycle"]["stems"], table["cycle"]["branches"]),
        grounds=Grounds(**table["grounds"]),
        signed=re.compile(table["signed"]["line"]),
    )


def _lexicon(file: Path) -> dict[str, list[str]]:
    """The words of a lexicon by class; the class of a plain list is the empty string."""
    classes: dict[str, list[str]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            label, colon, rest = line.partition(": ")
            classes.setdefault(label if colon else "", []).extend((rest if colon else line).split())
    return classes


def _relative(words: dict[str, dict[str, list[str]]]) -> dict[str, tuple[str, str, int]]:
    table: dict[str, tuple[str, str, int]] = {}
    for name in ("date-relative", "date-stems"):
        for label, found in words[name].items():
            base, unit, shift = label.split()
            table.update((word, (base, unit, int(shift))) for word in found)
    return table


class _Compiler:
    """Puts parts and word lists into patterns, and keeps the faults that it meets."""

    def __init__(self, parts: dict[str, str], lexicons: dict[str, dict[str, list[str]]]) -> None:
        self._parts = parts
        self._lexicons = lexicons
        self.faults: list[str] = []

    def form(self, name: str, text: str) -> Form:
        """The pattern compiled, its groups numbered and named."""
        pattern = self._compile(name, text)
        fields = sorted(
            (number, group.partition("_")[0]) for group, number in pattern.groupindex.items()
        )
        return Form(name, pattern, tuple(fields))

    def contexts(self, texts: dict[str, str]) -> Contexts:
        """One pattern for the surroundings of all kinds, in file order."""
        before = len(self.faults)
        joined = self._compile("contexts", "|".join(f"({text})" for text in texts.values()))
        if len(self.faults) > before:
            del self.faults[before:]
            for kind, text in texts.items():
                self._compile(kind, text)
        return Contexts(joined, tuple(texts))

    def begins(self, entry: dict[str, object]) -> list[str]:
        """The two or three characters that a form can begin with, sorted."""
        found: set[str] = set()
        listed = entry["begins"]
        for item in listed if isinstance(listed, list) else []:
            found.update(self._beginnings(*item))
        return sorted(found)

    def _beginnings(self, first: str, second: str | None = None) -> Iterable[str]:
        if first.startswith("@"):
            name, _, label = first[1:].partition("/")
            words = self._words(name, label or None)
            return [w[:3] for w in words] if second is None else _product(words, second)
        return _product(first, second or "")

    def _compile(self, name: str, text: str) -> re.Pattern[str]:
        try:
            return re.compile(_number_groups(self._expand(text)))
        except re.error as error:
            self.faults.append(f"{name}: {error}")
        except (KeyError, RecursionError) as error:
            self.faults.append(f"{name}: unknown or circular reference {error}")
        return re.compile("(?!)")

    def _expand(self, text: str) -> str:
        def replace(match: re.Match[str]) -> str:
            at, name, label = match.groups()
            if at:
                return f"(?:{alternation(self._words(name, label))})"
            return self._expand(self._parts[name])

        return _REFERENCE.sub(replace, text)

    def _words(self, name: str, label: str | None) -> list[str]:
        classes = self._lexicons[name].items()
        return [w for key, ws in classes if label is None or label in key.split() for w in ws]


def _product(first: Iterable[str], second: str) -> list[str]:
    return [a + b for a in first for b in second]


def _characters(pairs: Iterable[str], index: int) -> str:
    """A character class of the first or second characters of pairs."""
    return re.escape("".join(sorted({pair[index] for pair in pairs})))


def _start(pairs: Iterable[str], units: str) -> re.Pattern[str]:
    """A pattern for the first character of any pair; a number only from its first digit, and if
    one of `units` follows it. It begins with a character class, which `re` searches for fast.
    """
    pairs = list(pairs)
    return re.compile(
        rf"[{_characters(pairs, 0)}](?<![0-9.][0-9])(?=[{_characters(pairs, 1)}])"
        rf"(?:(?<![0-9])|(?=[0-9]{{0,3}}[{re.escape(units)}]))"
    )


def _number_groups(pattern: str) -> str:
    """The pattern with every named group's name made unique, so that parts can stand twice."""
    numbers = count()
    return _GROUP.sub(lambda match: f"(?P<{match[1]}_{next(numbers)}>", pattern)
