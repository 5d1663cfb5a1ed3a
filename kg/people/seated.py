"""Names of places that a post seems to end in and a name to complete: 东莞市 + 长安镇.

Input: the reader of names, offsets of a post's end and of what seems a name behind it. Output:
whether that completes the name of a place or a body.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.segment import is_word

if TYPE_CHECKING:
    from kg.people.names import Names


def is_seat(reader: Names, head_end: int, begin: int, end: int) -> bool:
    """Whether the post ends in the name of a place that the name completes: 东莞市 + 长安镇."""
    text, grammar = reader.text, reader.grammar
    seats = grammar.seats
    if begin != head_end or text[head_end - 1] != grammar.head_of_place:
        return False
    across = text[head_end - 1 : head_end + 1]
    cut = is_word(across) and not reader.follow(end)  # 湖北省 + 长江 + 大保护
    if text[head_end - 2] in seats:
        graded = text[head_end - 3 : head_end - 2] in grammar.grade_ends  # 副市长 + 王江村
        seat = text[end - 1] in seats or text[end : end + 1] in seats
        return not graded and (seat or cut)
    transcribed = grammar.transcribed.issuperset(text[begin:end])
    before = text[head_end - 3 : head_end - 1]
    if (
        text[head_end - 3 : head_end] in grammar.kind
        or grammar.grades.match(before)  # 副厅长江涛
        or (transcribed and reader.is_foreign(begin))  # 尼加拉瓜国民议会议长 + 波拉斯
    ):
        return False
    body = text[max(0, head_end - 4) : head_end - 1]
    organ = is_word(body) and not reader.follow(end)
    organ = organ or (cut and body[-1:] in grammar.units)  # 交通运输部 + 长江三峡
    alone = is_word(before) and len(set(before)) > 1  # 商会 + 会长, no 会会
    alone = alone and (end - begin < 3 or reader.follow(end) < 2)  # 中学校长江乐平主持
    return (alone or organ) and is_word(across)  # 水利部 + 长江水利委员会, 海军 + 长沙舰
