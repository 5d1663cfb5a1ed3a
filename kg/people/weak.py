"""Names that are or begin with other words: 主任向东, 局长高峰.

Input: what stands around names in a text, where one may stand. Output: whether it is one.
"""

from __future__ import annotations

from kg.people.ends import LOOSE, TRADE, Ends
from kg.segment import is_common, is_word, kind, words

_NOUN = "n"  # kind of words that name things and people
_NOUNS = "nva"  # what a word may be that is a name too: noun, verb, adjective
_NO_PERSON = frozenset({"ns", "nt", "nz"})  # names of places, bodies and other things
_STRICTEST = "manner"  # the class of words before which the fewest acts tell that they are names
_POST = 20  # characters of a post and who holds it


def stands_out(reader: Ends, start: int, end: int, need: int) -> bool:
    """Whether a name whose surname is far oftener another word is no such word here."""
    name, across = reader.text[start:end], reader.text[max(0, start - 2) : start + 1]
    if need == LOOSE and vouched(reader, start, end):
        return True
    listed = reader.text[end : end + 1] == reader.grammar.list_joints[0]
    listed = listed and reader.post_ends(start)  # 主任向东、
    if not listed and (is_common(name) or (len(across) > 2 and is_word(across))):
        return False
    function = name[0] in reader.grammar.function_surnames
    titled = function and reader.grammar.head.match(reader.text, end)  # 保局长和关股长
    if listed or (not titled and words(reader.text[start : start + 8])[0] == name):
        return True
    follow, given = reader.follow(end), name[1:]
    if function:
        twice = need == LOOSE and _stands_twice(reader, start, end)
        alone = twice or (follow > 1 and _is_no_object(reader, name, end, need))
        return alone and len(given) > 1
    apart = words(reader.text[start : start + 8])[0] == name[0]
    other = is_common(given)
    if (follow > 1 and (apart or not other)) or (follow and apart and len(given) > 1 and not other):
        return True
    crossed = is_word(name[:2]) and is_word(reader.text[end - 1 : end + 1])  # 安全 + 工作
    return reader.counts[name] > 1 and not (is_word(given) or crossed)


def _stands_twice(reader: Ends, start: int, end: int) -> bool:
    """Whether a preposition stands behind a post and again behind what seems its object: 董事长 + 向乐山 + 向该校."""
    sign = reader.text[start]
    plain = sign in reader.grammar.prepositions and sign not in reader.grammar.conjunctions
    return plain and reader.text.startswith(sign, end) and reader.post_ends(start)


def _is_no_object(reader: Ends, name: str, end: int, need: int) -> bool:
    """Whether what stands behind 向 or the like is a given name: 向前进随行, no 向母校捐款, 和普京总统."""
    given = name[1:]
    if reader.grammar.titles.match(reader.text, end):
        return False
    if need == LOOSE and name[0] in reader.grammar.prepositions and kind(given)[:1] == "v":
        return True
    return not (is_word if need == TRADE else is_common)(given)


def vouched(reader: Ends, start: int, end: int) -> bool:
    """Whether what stands behind a word at the end of a post, or the post behind its first
    character elsewhere, says that it is a name: 局长向前、副局长…, and 向局长."""
    text, post = reader.text, reader.text[max(0, start - 2) : start]
    if not reader.grammar.titles.fullmatch(post):
        return False
    if reader.grammar.vouching.match(text, end) or lists_on(reader, end):
        return True
    if reader.counts[text[start] + post] > 0:
        return True
    name = text[start:end]
    if name in reader.grammar.word_names:
        return _acts(reader, name, end)
    noun = kind(name)[:1] == _NOUN and not reader.is_plain_word(name)
    return noun and reader.grammar.vouching_acts.match(text, end) is not None


def listed_at(reader: Ends, start: int) -> int:
    """Where a name that is a word too ends in a list of people: 罗振邦、高原参加; 0 if there is none."""
    end = start + 2
    if reader.text[start:end] not in reader.grammar.word_names:
        return 0
    goes_on = reader.text.startswith(
        (reader.grammar.list_joints[0], *reader.grammar.and_so_on), end
    )
    goes_on = goes_on or lists_on(reader, end, anywhere=True)
    return end if goes_on or reader.grammar.person_acts[_STRICTEST].match(reader.text, end) else 0


def _acts(reader: Ends, name: str, end: int) -> bool:
    """Whether what follows a word behind a post tells that somebody is called so: 县长 + 高原 + 来到."""
    of = reader.grammar.word_names[name]
    acts = reader.grammar.person_acts.get(of)
    if acts and acts.match(reader.text, end):
        return True
    if of != _STRICTEST:
        return reader.follow(end) > 1
    closes = reader.text[end : end + 1] in reader.grammar.boundary
    return closes and lists_on(reader, end, anywhere=True)


def lists_on(reader: Ends, end: int, *, anywhere: bool = False) -> bool:
    """Whether a list goes on at `end` with another post and who holds it; `anywhere`: behind any mark."""
    joint = reader.grammar.list_joints[0]
    if not (anywhere or reader.text.startswith(joint, end)):
        return False
    other = reader.grammar.titled.search(reader.text, end + 1, end + _POST)
    return other is not None and reader.grammar.boundary.isdisjoint(
        reader.text[end + 1 : other.end("head")]
    )


def names_nobody(name: str) -> bool:
    """Whether `name` is a word that is nobody's name: 当年, 华盛顿; but 严明, 高歌."""
    return kind(name)[:2] in _NO_PERSON or kind(name)[:1] not in _NOUNS


def is_joined_thing(reader: Ends, start: int, end: int) -> bool:
    """Whether what seems a name is a conjunction and a word or the sign of a territory: 和市、区."""
    if reader.text[start] not in reader.grammar.conjunctions:
        return False
    other = reader.text[start + 1 : end]
    if len(other) > 1:
        named = kind(other)[:2] == "nr" and not reader.grammar.head.fullmatch(other)
        return is_word(other) and not named  # 和志强, no 和王后
    return other in reader.grammar.seats
