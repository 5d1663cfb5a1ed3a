"""Word lists: files whose first line states their form, and matchers compiled from them.

Input: `*.txt` under `ontology/lexicon/` (and a user's own folders). Output: tuples of words
in file order, and `re` patterns of literals alone, in which the longest word that fits wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from kg.errors import RuleError

_TRIED = 32  # first characters that are tried one by one


class Lexicons:
    """All word lists by name; a later folder adds to the lists of an earlier one."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._lines: dict[str, list[str]] = {}
        for folder in folders:
            for file in sorted(folder.glob("*.txt")):
                self._lines.setdefault(file.stem, []).extend(_lines(file))

    def __contains__(self, name: object) -> bool:
        return name in self._lines

    def names(self) -> list[str]:
        """Names of all lists, sorted."""
        return sorted(self._lines)

    def words(self, name: str) -> tuple[str, ...]:
        """The words of a list, without classes, in file order, each once."""
        return tuple(dict.fromkeys(word for _, word in self._entries(name)))

    def classes(self, name: str) -> dict[str, tuple[str, ...]]:
        """The words of a list by their class (`class: words`)."""
        found: dict[str, list[str]] = {}
        for label, word in self._entries(name):
            found.setdefault(label, []).append(word)
        return {label: tuple(words) for label, words in found.items()}

    def characters(self, name: str) -> frozenset[str]:
        """The characters of a list that holds characters, not words."""
        return frozenset("".join(self.words(name)))

    def _entries(self, name: str) -> Iterator[tuple[str, str]]:
        if name not in self._lines:
            raise RuleError("lexicon-unknown", name=name, known=", ".join(self.names()))
        for line in self._lines[name]:
            label, colon, rest = line.partition(": ")
            for word in (rest if colon else line).split():
                yield (label if colon else "", word)


def _lines(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    if not lines or not lines[0].startswith("# form:"):
        raise RuleError("lexicon-form", file=file.name)
    return [line for line in lines if line.strip() and not line.startswith("#")]


def alternation(words: Iterable[str]) -> str:
    """A regular expression for any of `words`, the longest that fits first.

    Words with a common beginning share it, so that `re` tries few branches at a character.
    Every branch begins with a character, for which `re` then searches fast.
    """
    single, branches = _branches(sorted(set(words)))
    return "|".join([*branches, *single])


def unjoined(words: Iterable[str]) -> list[str]:
    """Those of `words` that are not put together of others, by which a run of them is read in one way."""
    known = set(words)
    join = re.compile(f"(?:{alternation(known)})*")
    return [
        word for word in known
        if not any(word[:at] in known and join.fullmatch(word, at) for at in range(1, len(word)))
    ]  # fmt: skip


def looked_for(words: Iterable[str]) -> str:
    """As `alternation`, of many words, for an engine that looks ahead: a piece to stand by itself.

    At a character `re` tries branches one by one; a look at the next two rules most places out
    before, and most branches where it does not. Without words, it fits nowhere.
    """
    words = sorted(set(words))
    firsts = sorted({word[0] for word in words})
    groups = [firsts[at : at + _TRIED] for at in range(0, len(firsts), _TRIED)]
    parts = [_looked_for([word for word in words if word[0] in group]) for group in groups]
    if len(parts) < 2:
        return parts[0] if parts else "(?!)"
    return f"{_look(words)}(?:{'|'.join(parts)})"


def _looked_for(words: Iterable[str]) -> str:
    return f"{_look(words)}(?:{alternation(words)})"


def _look(words: Iterable[str]) -> str:
    """Whether the next two characters may begin one of `words`."""
    alone, first, second = (
        "".join(sorted(map(re.escape, characters)))
        for characters in (
            {word for word in words if len(word) == 1},
            {word[0] for word in words if len(word) > 1},
            {word[1] for word in words if len(word) > 1},
        )
    )
    looks = [f"[{alone}]"] * bool(alone) + [f"[{first}][{second}]"] * bool(first)
    return f"(?={'|'.join(looks)})"


def _tree(words: list[str]) -> str:
    """Distinct words, sorted, as branches by their first characters."""
    single, branches = _branches(words)
    if single:
        branches.append(single[0] if len(single) == 1 else f"[{''.join(single)}]")
    return "|".join(branches)


def _branches(words: list[str]) -> tuple[list[str], list[str]]:
    """Words of one character, and branches for the longer ones."""
    single: list[str] = []
    branches: list[str] = []
    for first, group in groupby(words, key=lambda word: word[:1]):
        rests = [word[1:] for word in group]
        if rests == [""]:
            single.append(re.escape(first))
        elif len(rests) == 1:
            branches.append(re.escape(first + rests[0]))
        else:
            ends = "?" if rests[0] == "" else ""
            branches.append(f"{re.escape(first)}(?:{_tree(rests[len(ends) :])}){ends}")
    return single, branches


def occurrences(words: Iterable[str], text: str) -> Iterator[tuple[int, int]]:
    """Where any of `words` stands in `text`: leftmost first, of several the longest, none in another.

    What `re.finditer` finds of their alternation, without compiling one for each text.
    """
    known = frozenset(words)
    lengths: dict[str, list[int]] = {}
    for first, length in sorted({(word[0], -len(word)) for word in known}):
        lengths.setdefault(first, []).append(-length)
    done = 0
    for start in sorted(at for first in lengths for at in _places(first, text)):
        if start >= done:
            ends = (start + length for length in lengths[text[start]])
            done = next((end for end in ends if text[start:end] in known), done)
            if done > start:
                yield start, done


def _places(character: str, text: str) -> Iterator[int]:
    at = text.find(character)
    while at >= 0:
        yield at
        at = text.find(character, at + 1)
