"""The dictionary of words is the one that jieba would read, from its own table."""

from __future__ import annotations

import jieba
import pytest

from kg import segment
from kg.segment import Dictionary, is_word, kind, words


@pytest.fixture(scope="module")
def jiebas() -> tuple[dict[str, int], int]:
    tokenizer = jieba.Tokenizer()
    with tokenizer.get_dict_file() as table:
        words, total = tokenizer.gen_pfdict(table)
    return words, total


def test_the_dictionary_is_that_of_jieba(jiebas: tuple[dict[str, int], int]) -> None:
    found = Dictionary()
    assert not found.words
    found.read("郑州市政府")
    assert {word[0] for word in found.words} == set("郑州市政府")
    found.read_all()
    assert (found.words, found.total) == jiebas


def test_another_table_is_counted(
    monkeypatch: pytest.MonkeyPatch, jiebas: tuple[dict[str, int], int]
) -> None:
    monkeypatch.setattr(segment, "_SIZE", 1)
    monkeypatch.setattr(segment, "_TOTAL", 1)
    assert Dictionary().total == jiebas[1]


@pytest.mark.parametrize("text", ["郑州市人民政府", "常青说", "𠮷野家来了", "a1，b", ""])
def test_words_are_those_of_the_whole_dictionary(
    jiebas: tuple[dict[str, int], int], text: str
) -> None:
    whole = jieba.Tokenizer()
    whole.FREQ, whole.total, whole.initialized = *jiebas, True
    segment.dictionary.cache_clear()
    segment._tokenizer.cache_clear()
    segment.words.cache_clear()
    assert words(text) == tuple(whole.cut(text))
    for part in {text[a:b] for a in range(len(text)) for b in range(a, len(text) + 1)}:
        assert is_word(part) == (jiebas[0].get(part, 0) > 0)


def test_words_are_found() -> None:
    assert words("郑州市人民政府") == ("郑州市", "人民政府")
    assert is_word("政府")
    assert not is_word("府政")
    assert not is_word("")


def test_the_kind_of_a_word_is_told() -> None:
    assert [kind(word) for word in ("水井", "当年", "华盛顿", "李冰")] == ["n", "t", "ns", "nr"]
    assert kind("府政") == kind("") == kind("政府\n") == ""
