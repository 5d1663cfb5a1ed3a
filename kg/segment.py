"""Word segmentation, by jieba, where names and posts leave a border open.

Input: short strings. Output: words. The tokenizer is private to Zhengji, so that words added
elsewhere in a process change nothing here; its dictionary is read as texts need it.
"""

from __future__ import annotations

import logging
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jieba import Tokenizer


# Of jieba 0.42.1, the last one: the size of its table in bytes, and the sum of its frequencies.
_SIZE, _TOTAL = 5_071_852, 60_101_967
_COMMON = 400  # times in the texts behind that table
_OF_ONE = re.compile(r"(.).*\n(?:\1.*\n)*")  # lines that begin with the same character


class Dictionary:
    """Words with their frequencies, and 0 for what only begins words; the sum of all frequencies.

    From jieba's own table (lines of word, frequency, kind). jieba would read them from a file in
    the folder that all users of a machine can write to. To read all takes a third of a second:
    the words of a character are read before the first text that holds it.
    """

    def __init__(self) -> None:
        table = files(_jieba()).joinpath("dict.txt").read_bytes()
        self.words: dict[str, int] = {}
        self.lines: dict[str, str] = {}  # of the table, by the character that they begin with
        for found in _OF_ONE.finditer(table.decode() + "\n"):
            self.lines[found[1]] = self.lines.get(found[1], "\n") + found[0]
        self.unread = set(self.lines)
        is_known = len(table) == _SIZE
        self.total = _TOTAL if is_known else sum(map(int, table.split()[1::3]))

    def read(self, text: str) -> None:
        """Read the words that begin with characters of `text`."""
        for character in self.unread & set(text):
            self.unread.remove(character)
            self._read(self.lines[character])

    def read_all(self) -> None:
        """Read all words."""
        self._read("".join(lines for first, lines in self.lines.items() if first in self.unread))
        self.unread = set()

    def kind(self, word: str) -> str:
        """The part of speech of `word`, as the table has it: "nr" is a name; "" of what is no word."""
        lines = self.lines.get(word[:1], "")
        at = lines.find(f"\n{word} ") + 1
        return lines[at : lines.index("\n", at)].split()[2] if at else ""

    def _read(self, lines: str) -> None:
        fields = lines.split()
        words, known = fields[::3], self.words
        known.update(zip(words, map(int, fields[1::3]), strict=True))
        for word in words:
            start = word[:-1]
            while start and start not in known:
                known[start] = 0
                start = start[:-1]


@cache
def dictionary() -> Dictionary:
    """The dictionary of this process."""
    return Dictionary()


def tokenizer() -> Tokenizer:
    """The private tokenizer, its dictionary read."""
    dictionary().read_all()
    return _tokenizer()


@cache
def _tokenizer() -> Tokenizer:
    made: Tokenizer = _jieba().Tokenizer()
    made.FREQ, made.total = dictionary().words, dictionary().total
    made.initialized = True
    return made


@cache
def _jieba() -> Any:
    with warnings.catch_warnings(), _without_pkg_resources():
        warnings.simplefilter("ignore")  # invalid escapes: nothing a user can mend
        import jieba  # noqa: PLC0415 - a tenth of a second that only extraction pays

    # At ERROR it would print a traceback where the folder of its cache cannot be written.
    jieba.setLogLevel(logging.CRITICAL)
    return jieba


@contextmanager
def _without_pkg_resources() -> Iterator[None]:
    """Jieba opens its files by itself where there is none; to import it takes a tenth of a second."""
    name = "pkg_resources"
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment] # how Python notes that there is none
    try:
        yield
    finally:
        del sys.modules[name]


@lru_cache(maxsize=1 << 12)
def words(text: str) -> tuple[str, ...]:
    """The words of `text`, in order; together they are `text` again."""
    dictionary().read(text)
    return tuple(_tokenizer().cut(text))


def is_word(text: str) -> bool:
    """Whether the dictionary has `text` as a word (of any kind)."""
    return _frequency(text) > 0


@lru_cache(maxsize=1 << 12)
def kind(text: str) -> str:
    """The part of speech of a word of the dictionary ("nr": a person's name), else ""."""
    return dictionary().kind(text)


def is_common(text: str) -> bool:
    """Whether `text` is a word too frequent to be a name as well."""
    return _frequency(text) >= _COMMON


def _frequency(text: str) -> int:
    known = dictionary()
    if text[:1] in known.unread:
        known.read(text[:1])
    return known.words.get(text, 0)
