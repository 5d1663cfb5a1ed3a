"""Full names that a title stands behind: 习近平总书记, 闻人杰副局长.

Input: the reader of names of a text, a place before a title. Output: whether a name stands there.
"""

from __future__ import annotations

from kg.people.names import Names
from kg.people.spans import PostSpan
from kg.segment import is_common, is_word, kind

_TITLE = 8  # characters of a title behind another one
_OFFICE = 12  # characters before a name in which the office is named that it stands behind


def is_named_before(reader: Names, start: int, end: int, title_end: int) -> bool:
    """Whether a person's name stands at `start`, before the title from `end` to `title_end`.

    At the head of a clause the name needs no words of the segmenter beside it, if what people do
    follows the title.
    """
    text, grammar = reader.text, reader.grammar
    name = text[start:end]
    if japanese := grammar.japanese.fullmatch(name):
        # 中山 + 大学, 第 + 二阶段
        part = is_word(japanese["given"]) or name[:3] in grammar.not_names
        return len(name) > 3 and not part
    surname = 2 if name[:2] in grammar.compound else 1
    if surname == 1 and (name[0] not in grammar.surnames or len(name) > 3):
        return False
    if not 1 <= len(name) - surname <= 2 or not reader.given(name[surname:]) or is_common(name):
        return False
    if _is_crossed(reader, start, end, title_end) or _is_body(
        reader, name, surname, start, title_end
    ):
        return False
    weak = surname == 1 and name[0] in grammar.weak
    opens = start == 0 or text[start - 1] in grammar.boundary
    if opens and not is_word(name) and reader.follow(title_end) > 1:
        plain = weak and (len(name) < 3 or is_word(name[:2]))
        return not plain and not is_word(name + text[end])  # 鲁山 + 县长
    return not weak and (reader.aligned(start, end) or _is_usual(reader, start, end, title_end))


def _is_usual(reader: Names, start: int, end: int, title_end: int) -> bool:
    """Whether a name of three characters that hold no words stands behind a body, a particle or the
    like, and what may follow a name behind its title: 市工信局 + 郑荣东 + 副局长带队; a shorter one
    behind a preposition, before what people do: 由 + 葛慧 + 副县长主持."""
    text, grammar, short = reader.text, reader.grammar, end - start == 2
    if start == 0 or title_end - end < 2 or reader.follow(title_end) < 1 + short:
        return False
    before = text[start - 1]
    led = before in grammar.particles or before in grammar.call_leads
    office = grammar.bodied_end.search(text, max(0, start - _OFFICE), start) is not None
    if not led and not office and (short or before not in grammar.not_ends):
        return False
    pairs = (text[at : at + 2] for at in range(start - 1, end))
    return not any(is_word(pair) for pair in pairs)


def _is_crossed(reader: Names, start: int, end: int, title_end: int) -> bool:
    """Whether the last character of a title seems to begin another word (大使 + 命), or the name
    before it to end a transcribed one (马 + 杜罗)."""
    text, grammar = reader.text, reader.grammar
    if _ends_transcribed(reader, start, end) or text.startswith(grammar.plurals, title_end):
        return True  # 薛峥 + 向老师们
    if grammar.titles.fullmatch(text, max(0, start - 1), start + 1):
        return True  # 主任 + 和付书记
    if text[title_end - 2] in grammar.seats and not reader.follow(title_end):
        return True  # 罗坪乡 + 长梯隘
    if not is_word(text[title_end - 1 : title_end + 1]):
        return False
    whole = text[end:title_end] in grammar.whole_titles
    whole = whole or reader.follow(title_end) > 1  # 乡长 + 传达
    return not whole or text[start - 1 : start] in grammar.transcribed


def _ends_transcribed(reader: Names, start: int, end: int) -> bool:
    """Whether what may be a name ends a longer transcribed one: 马 + 杜罗, 别尔德穆哈 + 梅多夫."""
    before, transcribed = reader.text[max(0, start - 2) : start], reader.grammar.transcribed
    if not before or not transcribed.issuperset(reader.text[start:end]):
        return False
    if end - start == 2 and before[-1] in transcribed:
        opens = len(before) < 2 or before[0] in reader.grammar.boundary  # 、布林肯国务卿
        if opens or before[-1] in reader.grammar.surnames:
            return True
    return len(before) == 2 and transcribed.issuperset(before) and not is_word(before)


def _is_body(reader: Names, name: str, surname: int, start: int, title_end: int) -> bool:
    """Whether `name` is a word, the name of a state, or part of a body or a post."""
    grammar, given = reader.grammar, name[surname:]
    ends = name[-1] in grammar.not_ends or (len(given) > 1 and name[-1] in grammar.never_last)
    if ends and len(given) > 1 and name[-1] in grammar.ends_too:
        same = reader.text.startswith(name[-1], start + len(name))  # 安全科 + 科长
        ends = same or given in grammar.no_given_names  # 王建军, no 乌陆军
    return (
        ends
        or reader.is_plain_word(name)
        or (len(name) == 2 and name[1] in grammar.prepositions)  # 曾 + 向总书记汇报
        or _is_joined(reader, name, title_end)
        or _is_given_another(reader, start, title_end)
        or (len(name) == 3 and _is_cut(reader, name, start))
        or bool(grammar.head.search(name) or grammar.titles.match(name, surname))
    )


def _is_joined(reader: Names, name: str, title_end: int) -> bool:
    """Whether what seems a name is one that is joined to the title: 任命葛慧 + 为县长, no 马有为局长说."""
    joins = len(name) == 3 and reader.grammar.appointed.joints.match(name, 2) is not None
    acts = reader.follow(title_end) == 2
    return joins and not (acts and is_word(name[1:]))


def _is_given_another(reader: Names, start: int, title_end: int) -> bool:
    """Whether the name seems to begin with the word that gives one with a post another (县长 + 任双组长),
    or any post that is longer than the title: 任 + 大队长.
    """
    if reader.text[start] not in reader.grammar.appointed.kind:
        return False
    post = reader.grammar.head.match(reader.text, start + 1)
    return reader.post_ends(start) or (post is not None and post.end() == title_end)


def _is_cut(reader: Names, name: str, start: int) -> bool:
    """Whether `name`, of three characters, is a word (卫生界) or a shorter name and a word beside it:
    应 + 李强总理邀请, 以冯巩 + 为主席.
    """
    grammar, before = reader.grammar, reader.text[max(0, start - 1) : start]
    led = name[0] in grammar.function_surnames and reader.counts[name[1:]] > reader.counts[name]
    closed = name[2] in grammar.stops and before in grammar.stops
    closed = closed or (name[2] in grammar.prepositions and reader.overlong(start, start + 3))
    return kind(name) == "n" or led or closed


def titles_held(reader: Names, start: int, end: int) -> tuple[PostSpan, ...]:
    """The title behind a name, and another one that follows it: 总书记、国家主席 + 同, no 书记、县长X."""
    text, grammar = reader.text, reader.grammar
    first = PostSpan(start, end, text[start:end], "current")
    begin = end + len(grammar.list_joints[0])
    if not text.startswith(grammar.list_joints[0], end):
        return (first,)
    head = grammar.head.search(text, begin, begin + _TITLE)
    if head is None or grammar.kind[head["head"]] not in ("official", "role"):
        return (first,)
    body, behind = text[begin : head.start()], head.end()
    led = body and (not is_word(body) or len(body) < 2 or kind(body)[:2] == "nr")
    if led or not reader.follow(behind) or text.startswith(grammar.title_tails, behind):
        return (first,)
    if reader.name_at(behind):
        return (first,)
    return first, PostSpan(begin, behind, text[begin:behind], "current")
