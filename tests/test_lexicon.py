"""Patterns of many words."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.lexicon import alternation, looked_for

# More first characters than are tried one by one, and some that mean something in a pattern.
_CHARACTERS = "".join(map(chr, range(0x4E00, 0x4E30))) + "]^-\\"
_WORDS = st.sets(st.text(_CHARACTERS, min_size=1, max_size=4), min_size=1, max_size=60)


@given(_WORDS, st.text(_CHARACTERS, max_size=200))
@example({"会", "会议", "^"}, "大会会议^会")
def test_a_look_ahead_changes_nothing_in_what_is_found(words: set[str], text: str) -> None:
    found = [match.span() for match in re.finditer(looked_for(words), text)]
    assert found == [match.span() for match in re.finditer(alternation(words), text)]


def test_the_longest_word_wins() -> None:
    match = re.match(looked_for(["会", "会议", "会议室", "座谈会"]), "会议室里")
    assert match is not None
    assert match[0] == "会议室"


@pytest.mark.parametrize("text", ["", "会议"])
def test_without_words_nothing_fits(text: str) -> None:
    assert re.search(looked_for([]), text) is None
