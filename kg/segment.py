"""Word segmentation, by jieba, where names and posts leave a border open.

Input: short strings. Output: words. The tokenizer is private to Zhengji, so that words added
elsewhere in a process change nothing here; its dictionary is read at first use.
"""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jieba import Tokenizer


@cache
def tokenizer() -> Tokenizer:
    """The private tokenizer, its dictionary loaded."""
    with warnings.catch_warnings(), _without_pkg_resources():
        warnings.simplefilter("ignore")  # invalid escapes: nothing a user can mend
        import jieba  # noqa: PLC0415 - half a second that only extraction pays

    # At ERROR it would print a traceback where the folder of its cache cannot be written.
    jieba.setLogLevel(logging.CRITICAL)
    made = jieba.Tokenizer()
    made.FREQ, made.total = dictionary()
    made.initialized = True
    return made


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


def dictionary() -> tuple[dict[str, int], int]:
    """Words with their frequencies, and 0 for what only begins words; the sum of all frequencies.

    From jieba's own table (lines of word, frequency, kind). jieba would read them from a file in
    the folder that all users of a machine can write to, and take a third longer.
    """
    fields = files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").split()
    counts = list(map(int, fields[1::3]))
    known = dict(zip(fields[::3], counts, strict=True))
    for word in fields[::3]:
        start = word[:-1]
        while start and start not in known:
            known[start] = 0
            start = start[:-1]
    return known, sum(counts)


@lru_cache(maxsize=1 << 14)
def words(text: str) -> tuple[str, ...]:
    """The words of `text`, in order; together they are `text` again."""
    return tuple(tokenizer().cut(text))


def is_word(text: str) -> bool:
    """Whether the dictionary has `text` as a word (of any kind)."""
    return bool(tokenizer().FREQ.get(text))


def is_worded_name(text: str) -> bool:
    """Whether a word of the dictionary is rare enough to be a name as well."""
    return (tokenizer().FREQ.get(text) or 0) < 400
