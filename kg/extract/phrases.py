"""Lists of places and bodies in a phrase: 先后来到A、B和C.

Input: a span of the coded text. Output: mentions, in order, of what can be visited or given to.
"""

from __future__ import annotations

from kg.extract.reading import Reading
from kg.model import Mention
from kg.segment import is_word
from kg.signs import PEOPLE

_LONGEST = 400  # characters of what may be a place with what stands beside it
_MANY, _MOST = 3, 4  # members of a list that make it one of places: so many, all but one in four
_SEEN = 32  # characters before a conjunction that tell whether a place ends there


def places(reading: Reading, start: int, end: int, *, named: bool = False) -> list[Mention]:
    """Mentions of the places in `coded[start:end]`; `named`: only those that end like a place."""
    found: list[Mention] = []
    coded = reading.annotated.coded
    listed = members(reading, start, end)
    sure = sum(_ends_like_place(reading, coded[a:b]) for a, b in listed)
    homes = {a: home for a, b in listed if (home := _home_of(reading, a, b))}
    classed = reading.phrases["classed"].search(reading.annotated.coded[start:end])
    named = bool(homes) or (named and not classed)  # 播音指导、节目主持人X家
    for a, b in listed:
        if home := homes.get(a):
            others = [one for at in range(a, home[0]) for one in reading.people(at)]
            found += [one._replace(kind="Place") for one in others] + reading.households(*home)
            continue
        if homes and (name := reading.phrases["neighbour"].fullmatch(coded, a, b)):
            found.append(reading.phrase(*name.span("name"), "Place"))
            continue
        if coded[a] == PEOPLE:
            found += _where_they_live(reading, a)
        span = _trim(reading, a, b, len(listed))
        if span is None and sure > 1 and _is_unofficial(reading, a, b):
            span = a, b  # 学院河、华家河
        own = named and not (span and sure and _among_places(reading, span, listed, sure))
        if span and _is_place(reading, reading.annotated.plain(*span), named=own):
            place = reading.phrase(*span)
            if not reading.phrases["home"].search(place.name):
                found.append(place)
    return found


def _where_they_live(reading: Reading, at: int) -> list[Mention]:
    """The villages of the people whose sign stands at `at`, told before their names as those of people
    in need: 双河村困难妇女马占海."""
    sign, found = reading.annotated.signs[at], list[Mention]()
    start = sign.start
    for person in sign.people:
        if joint := reading.phrases["split"].match(reading.text, start):
            start = joint.end()
        lives = reading.phrases["settled"].match(reading.text[start : person.name_start])
        if lives:
            span = start, start + lives.end("np")
            found.append(Mention(lives["np"], "Place", reading.quote(span)))
        start = person.name_end
    return found


def _is_unofficial(reading: Reading, start: int, end: int) -> bool:
    """Whether `coded[start:end]` is a name of somebody without a post that also ends like a place."""
    sign = reading.annotated.signs.get(start) if end - start == 1 else None
    if sign is None or len(sign.people) != 1 or sign.people[0].posts:
        return False
    return _ends_like_place(reading, reading.annotated.plain(start, end))


def _among_places(
    reading: Reading, span: tuple[int, int], listed: list[tuple[int, int]], sure: int
) -> bool:
    """Whether a member of a list, of which so many (`sure`) end like a place, is one too by where it
    stands: a company by its short name, or a short name between many."""
    text = reading.annotated.coded[slice(*span)]
    if reading.phrases["listed_firm"].match(text):
        return True
    between = listed[0][1] < span[0] and span[1] < listed[-1][0]
    return (
        between
        and sure >= _MANY
        and (sure + 1) * _MOST >= len(listed) * (_MOST - 1)
        and reading.phrases["listed_name"].match(text) is not None
    )


def members(reading: Reading, start: int, end: int) -> list[tuple[int, int]]:
    """The members of the list `coded[start:end]`. A conjunction splits where both sides are places."""
    coded = reading.annotated.coded
    cuts: list[tuple[int, int]] = []
    done = at = start
    quoted = 0  # quotation marks that are open
    for match in reading.phrases["split"].finditer(coded, start, end):
        quoted += coded.count("“", at, match.start()) - coded.count("”", at, match.start())
        at = match.start()
        if quoted > 0:  # “问政于民、问需于民”工作室
            continue
        before = coded[max(done, at - _SEEN) : at]
        organ = reading.phrases["organ_end"].search(before)
        matter = reading.phrases["matter_ends"].search(before)
        ends = organ or matter or _ends_like_place(reading, before) or _is_name(before)
        if match[0] in "、，" or ends:
            cuts.append((done, at))
            done, quoted = match.end(), 0
    cuts.append((done, end))
    return _joined(reading, [(a, b) for a, b in cuts if b > a])


def _joined(reading: Reading, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The members of a list, those as one that share an end: 双河村辣椒、菊花种植基地."""
    coded, patterns = reading.annotated.coded, reading.phrases
    found: list[tuple[int, int]] = []
    for a, b in spans:
        begun = found[-1] if found else None
        if (
            begun
            and patterns["shared_end"].match(coded[a:b])
            and patterns["shares_end"].match(coded[slice(*begun)])
            and not _ends_like_place(reading, coded[slice(*begun)])
        ):
            found[-1] = begun[0], b
        else:
            found.append((a, b))
    return found


def _is_name(text: str) -> bool:
    """Whether the dictionary knows `text`, of more than a character, as what could be a place."""
    return len(text) > 1 and is_word(text)


def _home_of(reading: Reading, start: int, end: int) -> tuple[int, int] | None:
    """A household: from the last name in the list of those who live there to the word for home."""
    coded = reading.annotated.coded
    at = coded.rfind(PEOPLE, start, end)
    home = reading.phrases["household"].match(coded[at + 1 : end]) if at >= 0 else None
    return (at, at + 1 + home.end()) if home else None


def _ends_like_place(reading: Reading, text: str) -> bool:
    return bool(reading.phrases["place_end"].search(text))


def _trim(reading: Reading, start: int, end: int, listed: int) -> tuple[int, int] | None:
    """A place without what stands beside its name, in a list of so many (`listed`); None if none is left."""
    coded, patterns = reading.annotated.coded, reading.phrases
    if end - start > _LONGEST:
        return None
    lead = patterns["lead"].match(coded[start:end])
    start += lead.end() if lead and lead.end() < end - start else 0
    what = patterns["what"].match(coded[start:end])
    if what and not patterns["place_end"].search(what["what"]):
        start += what.start("np")
    of = patterns["of"].match(coded[start:end])
    if of and (
        patterns["of_kind"].match(of["rest"]) or not patterns["place_end"].search(of["rest"])
    ):
        end = start + of.end("np")
    end = _told_end(reading, start, end, listed)
    short = reading.rules.tables["phrases"].get("one_character", "")
    stands = end - start > 1 or (end > start and coded[start:end] in short)
    return (start, end) if stands else None


def _told_end(reading: Reading, start: int, end: int, listed: int) -> int:
    """Where a place ends that something is told of behind its name; its start if nothing is left."""
    coded, patterns = reading.annotated.coded, reading.phrases
    aim = patterns["told_for"].search(coded[start:end])
    if aim and _ends_like_place(reading, coded[start : start + aim.start()]):
        end = start + aim.start()
    topic = patterns["topic"].match(coded[start:end])
    if topic:
        if patterns["common_place"].search(topic["np"]):
            return start
        end = start + topic.end("np")
    counts = reading.rules.tables["phrases"]["counts"]
    while tail := patterns["tail"].search(coded[start:end]):
        if tail.start() and tail["many"] and counts.find(tail["many"]) + 2 > listed:
            break
        end = start + tail.start()
    settled = patterns["settled"].match(coded[start:end])
    return start + settled.end("np") if settled else end


def _is_place(reading: Reading, text: str, *, named: bool) -> bool:
    patterns = reading.phrases
    if text.count("“") != text.count("”") or patterns["amount"].search(text):
        return False
    if not 1 <= len(text) <= 40 or PEOPLE in text or patterns["not_place"].search(text):
        return False
    short = reading.rules.tables["phrases"]["one_character"]
    if patterns["place_end"].search(text):
        return True
    long_enough = len(text) >= 2 or text in short
    return not named and long_enough and not patterns["unlike"].search(text)
