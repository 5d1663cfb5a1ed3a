"""The dictionary of words is the one that jieba would read, from its own table."""

from __future__ import annotations

import jieba

from kg.segment import dictionary, is_word, words


def test_the_dictionary_is_that_of_jieba() -> None:
    jiebas = jieba.Tokenizer()
    with jiebas.get_dict_file() as table:
        assert dictionary() == jiebas.gen_pfdict(table)


def test_words_are_found() -> None:
    assert words("郑州市人民政府") == ("郑州市", "人民政府")
    assert is_word("政府")
    assert not is_word("府政")
    assert not is_word("")
