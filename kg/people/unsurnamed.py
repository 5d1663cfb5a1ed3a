"""Names that begin with no usual surname: 阿苦尔日, 竹文斌.

Input: the reader of names of a text, where a name may begin. Output: where it ends, 0 if there is none.
"""

from __future__ import annotations

from kg.people.names import Names
from kg.people.weak import lists_on
from kg.segment import is_common, is_word, kind, words

_PERSON = "nr"  # kind of words that name a person


def unsurnamed_at(reader: Names, start: int) -> int:
    """Where a name without a known surname ends (阿苦尔日): between a post and what can follow
    a name, of two to four characters that are no words.
    """
    text, grammar = reader.text, reader.grammar
    if text.startswith(grammar.title_tails, start) or text[start : start + 1] in grammar.stops:
        return 0  # 县长 + 叫 + 罗振邦
    if end := rare_at(reader, start):
        return end
    for end in range(start + 2, min(start + 8, len(text) + 1)):
        name = text[start:end]
        plain = any(_is_plain(reader, word) for word in (name[-2:], name[-3:]))
        if plain or not reader.given(name):
            return 0
        if not grammar.follower_words.isdisjoint(name):
            return 0
        if reader.follow(end) > 1 and not reader.is_plain_word(name):
            return 0 if is_word(name) or name[-1] in grammar.not_ends else end
    return 0


def rare_at(reader: Names, start: int) -> int:
    """Where a name of three characters ends that begins with a rare surname: 竹文斌."""
    text, end = reader.text, start + 3
    name = text[start:end]
    if name[:1] not in reader.grammar.rare_surnames or not reader.given(name[1:]):
        return 0
    behind = text[end - 1 : end + 1]
    across = behind in reader.grammar.follower_words or (reader.follow(end) < 2 and is_word(behind))
    other = is_word(name) or across or (is_word(name[:2]) and words(text[start:end])[0] != name[0])
    other = other or (is_common(name[1:]) and kind(name[1:])[:2] != _PERSON)
    called = name[1:] not in reader.grammar.follower_words and lists_on(reader, end)
    other = other and (is_word(name) or not called)  # 会长黑金花、秘书长X; no 敦 + 夫妇
    ends = name[-1] in reader.grammar.not_ends - reader.grammar.ends_too
    ends = ends or name[-1] in reader.grammar.sure_tails | reader.grammar.never_last  # 老盘 + 就
    return end if reader.follow(end) and not (other or ends) else 0


def _is_plain(reader: Names, word: str) -> bool:
    """Whether a word of the dictionary, of more than a character, transcribes nothing."""
    return len(word) > 1 and is_word(word) and not reader.grammar.transcribed.issuperset(word)


def enclosed_at(reader: Names, start: int) -> int:
    """Where a name between the commas of a list ends, whatever its characters."""
    grammar = reader.grammar
    match = grammar.enclosed.match(reader.text, start)
    if not match or reader.is_plain_word(match[0]) or match[0][-1] in grammar.not_ends:
        return 0
    if grammar.foreign.match(match[0]):  # 、阿曼苏丹海赛姆、
        return 0
    native = match[0][0] in grammar.surnames or match[0][:2] in grammar.compound
    return match.end() if native or not is_word(match[0]) else 0
