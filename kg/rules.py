"""Rules: how events are worded, read from `ontology/rules/*.toml` and checked as a whole.

Input: rule files, lexicons. Output: one `Rules` value with everything compiled. Precedence is
file order: files by name, rules as they stand. All faults are reported together.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from kg import dates
from kg.errors import KgError, RuleError
from kg.lexicon import Lexicons
from kg.needed import NeededWords, Signs
from kg.pattern import compile_pattern, expand, slot_names
from kg.people import Grammar
from kg.resources import data
from kg.rulefile import Entry, read_rule_files

if TYPE_CHECKING:
    from kg.engines import Pattern

# Plain tables of patterns that articles are read by, beside the rules.
TABLES: Final = (
    "along", "annotation", "clauses", "donations", "goods", "meetings", "parties", "phrases", "posts",
    "speech", "visits",
)  # fmt: skip


class Compile(Protocol):
    """Gives one pattern, the same each time."""

    def __call__(self) -> Pattern:
        """Compile it, or have it; raises RuleError for one that cannot be run."""

    def __hash__(self) -> int: ...


class Guard(NamedTuple):
    """A pattern that must stand, or must not stand, beside what a rule fits; `signs` tell of words that it needs."""

    pattern: Compile
    signs: Signs

    def stands_in(self, text: str) -> bool:
        """Whether it fits somewhere in `text`."""
        return self.signs.stand_in(text) and self.pattern().fits(text)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One wording. Guards: `requires` must occur in the sentence, `unless` not in the clause.

    `needed` are words of which one stands in every clause that `pattern` fits (none: not known),
    `signs` tell of all, in their order. `named` are its slots, told without compiling it.
    """

    name: str
    emits: str
    pattern: Compile = field(repr=False)
    file: str
    named: frozenset[str] = frozenset()
    needed: tuple[str, ...] = ()
    signs: Signs = field(default_factory=Signs)
    options: frozenset[str] = frozenset()
    requires: Guard | None = None
    unless: Guard | None = None
    unless_sentence: Guard | None = None
    unless_article: Guard | None = None
    examples: tuple[dict[str, Any], ...] = ()
    counterexamples: tuple[str, ...] = ()

    @property
    def slots(self) -> Mapping[str, int]:
        """The names and numbers of the groups of `pattern`."""
        return _slots(self.pattern)

    @property
    def guards(self) -> tuple[Guard, ...]:
        """All that must stand, or must not stand, beside it."""
        guards = (self.requires, self.unless, self.unless_sentence, self.unless_article)
        return tuple(guard for guard in guards if guard)


@cache
def _slots(pattern: Compile) -> dict[str, int]:
    return pattern().groupindex


class Patterns(dict[str, re.Pattern[str]]):
    """The patterns of a plain table by name, each compiled when it is first asked for.

    Together they take a third of a second, and an article needs one in ten.
    """

    def __init__(self, compiled: Callable[[str], re.Pattern[str]]) -> None:
        super().__init__()
        self._compiled = compiled

    def __missing__(self, name: str) -> re.Pattern[str]:
        """Compile it; raises KeyError if the table has no pattern of that name."""
        self[name] = pattern = self._compiled(name)
        return pattern


@dataclass(frozen=True, eq=False)
class Rules:
    """Everything that extraction needs, compiled."""

    rules: tuple[Rule, ...]
    lexicons: Lexicons
    tables: dict[str, dict[str, Any]] = field(repr=False)
    macros: dict[str, str] = field(repr=False)
    dates: dates.DateRules = field(repr=False)
    version: str = ""
    _compiled: dict[str, Patterns] = field(default_factory=dict, repr=False)

    @cached_property
    def grammar(self) -> Grammar:
        """The grammar of names and posts."""
        return Grammar(self.lexicons)

    @cached_property
    def annotation(self) -> dict[str, re.Pattern[str]]:
        """Patterns of quotations, works, asides and sentence ends."""
        return self.patterns("annotation")

    def confidence(self, rule: str) -> float | None:
        """The measured confidence of a rule (`confidence.toml`, DESIGN section 6), if there is any."""
        measured: dict[str, float] = self.tables.get("confidence", {}).get(rule, {})
        return measured.get("lower")

    def patterns(self, table: str) -> dict[str, re.Pattern[str]]:
        """The patterns of a plain table (`[annotation]`, `[phrases]` …) by name."""
        if table not in self._compiled:
            self._compiled[table] = Patterns(partial(self._pattern, table))
        return self._compiled[table]

    def ready(self) -> None:
        """Compile all that is compiled when it is first asked for; most of a second."""
        _ = self.grammar
        for table in TABLES:
            for name, text in self.tables[table].items():
                if isinstance(text, str):
                    _ = self.patterns(table)[name]
        for rule in self.rules:
            rule.signs.stand_in("")
            _ = rule.slots
            for guard in rule.guards:
                guard.signs.stand_in("")
                guard.pattern()

    def _pattern(self, table: str, name: str) -> re.Pattern[str]:
        text = self.tables[table][name]
        return re.compile(
            expand(text, self.lexicons, self.macros, where=f"{table}.{name}", looks=True)
        )


_READ: Final = (".toml", ".txt", ".ttl")


@cache
def load_rules(extra: tuple[Path, ...] = ()) -> Rules:
    """The shipped rules and those of the folders `extra`; raises RuleError with all faults.

    With `extra`, all patterns are compiled at once, as each may be at fault: they may change
    lexicons and macros, too. The shipped ones alone are compiled when they are first asked for.
    """
    folders = _folders(extra)
    lexicons = Lexicons((data("ontology", "lexicon"), *(f / "lexicon" for f in extra), *extra))
    files = read_rule_files(folders)
    faults: list[KgError] = [
        *_no_folders(extra),
        *files.faults,
        *_clashes(files.entries),
        *_options(files.entries),
    ]
    is_checked = not (extra or faults)
    patterns = partial(_patterns, lexicons=lexicons, macros=files.macros, is_checked=is_checked)
    sound = [(entry, patterns(entry)) for entry in files.entries]
    if not is_checked:
        for entry, compiled in [*((entry, patterns(entry)) for entry in files.broken), *sound]:
            faults += _faults(entry, compiled)
    if faults:
        listed = "\n".join(f"  {fault}" for fault in faults)
        raise RuleError("rule-faults", count=len(faults), faults=listed)
    needed = NeededWords(lexicons, files.macros)
    return Rules(
        rules=tuple(_rule(entry, compiled, needed, files.macros) for entry, compiled in sound),
        lexicons=lexicons, tables=files.tables, macros=files.macros,
        dates=dates.load_dates(), version=_version(folders),
    )  # fmt: skip


def _no_folders(extra: Sequence[Path]) -> Iterator[RuleError]:
    """Folders of a user's own that are none, or hold nothing that is read."""
    for folder in extra:
        if not any(one.suffix in _READ for one in folder.rglob("*")):
            yield RuleError("rule-folder", folder=folder)


def _clashes(entries: Iterable[Entry]) -> Iterator[RuleError]:
    """Names that stand twice."""
    first: dict[str, Entry] = {}
    for entry in entries:
        had = first.setdefault(entry.name, entry)
        if had is not entry:
            yield RuleError("rule-twice", where=entry.where, first=had.file.name)


def _options(entries: Sequence[Entry]) -> Iterator[RuleError]:
    """Options of a user's rules that no shipped rule for their class has: nothing heeds them."""
    known: dict[str, set[str]] = {}
    for entry in entries:
        if entry.shipped:
            known.setdefault(entry.told["emits"], set()).update(entry.told.get("options", ()))
    for entry in entries:
        kind = entry.told["emits"]
        for option in entry.told.get("options", ()):
            if option not in known.get(kind, ()):
                allowed = ", ".join(sorted(known.get(kind, ()))) or "-"
                yield RuleError(
                    "rule-option", where=entry.where, found=option, emits=kind, known=allowed
                )


def _rule(
    entry: Entry, patterns: dict[str, Compile], needed: NeededWords, macros: dict[str, str]
) -> Rule:
    """The rule of `entry`."""
    told = entry.told
    guards = {
        key: Guard(compiled, Signs(partial(needed.of, told[key])))
        for key, compiled in patterns.items()
        if key != "pattern"
    }
    pieces = needed.of(told["pattern"])
    return Rule(
        name=entry.name, emits=told["emits"], pattern=patterns["pattern"], file=entry.file.name,
        named=slot_names(told["pattern"], macros),
        needed=needed.rarest(pieces), signs=Signs(lambda: pieces if len(pieces) > 1 else ()),
        options=frozenset(told.get("options", ())),
        examples=tuple(told["examples"]), counterexamples=tuple(told.get("counterexamples", ())),
        **guards,
    )  # fmt: skip


def _patterns(
    entry: Entry, lexicons: Lexicons, macros: dict[str, str], *, is_checked: bool
) -> dict[str, Compile]:
    """What compiles the patterns of `entry`, by key; it raises RuleError for one that cannot be run."""
    return {
        key: cache(partial(
            compile_pattern, text, lexicons, macros,
            where=f"{entry.where}: {key}", is_guard=key != "pattern", is_checked=is_checked,
        ))
        for key, text in entry.patterns()
    }  # fmt: skip


def _faults(entry: Entry, patterns: dict[str, Compile]) -> Iterator[RuleError]:
    """Patterns of `entry` that cannot be run, and one without a trigger."""
    for key, compiled in patterns.items():
        try:
            if "trigger" not in compiled().groupindex and key == "pattern":
                yield RuleError("rule-missing", where=entry.where, found="trigger")
        except RuleError as fault:
            yield fault


def rules_version(extra: tuple[Path, ...] = ()) -> str:
    """The version of the shipped rules and those of `extra`, whose faults are told at once.

    The shipped ones alone are not loaded for it: a build that finds nothing new needs none.
    """
    return load_rules(extra).version if extra else _version(_folders(extra))


def _folders(extra: tuple[Path, ...]) -> tuple[Path, ...]:
    return (data("ontology", "rules"), *extra)


def _version(folders: tuple[Path, ...]) -> str:
    """Hash of every byte of rules and lexicons: what decides whether an article is read again."""
    digest = hashlib.sha256()
    roots = (*folders, data("ontology", "lexicon"))
    for file in sorted(f for root in roots for f in root.rglob("*") if f.is_file()):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
