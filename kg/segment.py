"""Word segmentation, by jieba, where names and posts leave a border open.

Input: short strings. Output: words. The tokenizer is private to Zhengji, so that words added
elsewhere in a process change nothing here; its dictionary is read at first use.
"""

from __future__ import annotations

import logging
import warnings
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jieba import Tokenizer


@cache
def tokenizer() -> Tokenizer:
    """The private tokenizer, its dictionary loaded."""
    with warnings.catch_warnings():  # invalid escapes, pkg_resources: nothing a user can mend
        warnings.simplefilter("ignore")
        import jieba  # noqa: PLC0415 - half a second that only extraction pays

    # At ERROR it would print a traceback where the folder of its cache cannot be written.
    jieba.setLogLevel(logging.CRITICAL)
    made = jieba.Tokenizer()
    made.initialize()
    return made


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
