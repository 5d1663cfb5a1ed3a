"""Who wrote and photographed: bylines, credits and datelines.

Input: one line, or the start or end of a paragraph. Output: the names, and where the words stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.ingest.layout import Layout, front, layout

_PARTS = re.compile(r"[\s、，,；;:：/|｜\u4e28()（）【】]+")
_BRACKET = re.compile(r"[（(【〔［\[]([^（）()【】〔〕［］\[\]]*)[）)】〕］\]]")
_BLANKS = 2  # blanks between three letters that are set apart
_LONG = 4  # characters of a name with a surname of two
_OFFICE, _WHERE = 5, 15  # characters of where somebody writes from
_WIDE = re.compile(r"(?<![^\s（(、，,：:])[^\W\d_](?:[ \u3000]{1,6}[^\W\d_](?![^\W\d_])){2,8}")
_COLONS = "：: \u3000"
_BROKEN = re.compile(r"[^\S\n\r]*[\n\r]\s*")


@dataclass(slots=True)
class Byline:
    """Names in the order of the line. `waiting` is true where the last word introduces a name."""

    names: list[str] = field(default_factory=list)
    introduced: bool = False
    outlet: bool = False
    waiting: bool = False


def parse_byline(line: str, *, continues: Byline | None = None) -> Byline | None:
    """The names of a line that holds nothing but roles, outlets, names and credits, else None.

    Names alone, or after an outlet, are a byline only where they continue one (`continues`).
    """
    known = layout()
    if len(line) > known.credit_line or not (continues or known.hints.search(line)):
        return None
    line = _close_names(line, known)
    for word, bare in known.slashed.items():
        line = line.replace(word, f" {bare} ")
    line = known.origin.sub(" ", line)
    found = Byline(waiting=bool(continues and continues.waiting))
    single = ""
    for part in _PARTS.split(line.strip(known.bullets + " \u3000")):
        apart = len(part) == 1 or (bool(single) and len(_stem(part, known)) == 1)
        token, single = (single + part, "") if apart else (part, single)
        if len(token) == 1 and token not in known.credits and not single:
            single = token
        elif single or not _read(token, found, known):
            return None
    complete = found.names or found.waiting or found.outlet
    introduced = found.introduced or (
        continues is not None and (continues.waiting or (found.outlet and bool(found.names)))
    )
    return found if complete and introduced and not single else None


def _close_names(line: str, known: Layout) -> str:
    """`line` with three and more characters that stand apart made the names they are: 路 小 平."""
    if line.count(" ") + line.count("\u3000") < _BLANKS:
        return line
    return _WIDE.sub(lambda run: f"{_names(run[0].split(), known)} ", line)


def _names(letters: list[str], known: Layout) -> str:
    """The names that letters make: of two where surnames show it (张 浩 余 明), else of up to three."""
    if known.credits.intersection(letters):
        return " ".join(letters)
    if len(letters) <= 3:
        return "".join(letters)
    pairs = [a + b for a, b in zip(letters[::2], letters[1::2], strict=False)]
    even = 2 * len(pairs) == len(letters) and all(pair.startswith(known.surnames) for pair in pairs)
    return " ".join(pairs if even else letters)


def _read(token: str, found: Byline, known: Layout) -> bool:
    """Add what one word says to `found`; False where it is nothing that bylines hold."""
    if not token:
        return True
    if token in known.roles:
        found.introduced = found.waiting = True
        return True
    if token in known.credits:
        found.introduced = True
        return True
    if word := known.byline_word.fullmatch(token):
        found.introduced = True
        found.waiting = not word["name"]
        return _is_senders(word["outlet"], word["role"], known) and (
            not word["name"] or _name(word["name"], found, known)
        )
    stem = _stem(token, known)
    if _is_outlet(stem, known, least=3):
        found.outlet = True
        found.introduced |= stem != token
        return True
    office = found.waiting and _OFFICE <= len(token) <= _WHERE and token.endswith(known.offices)
    office = office or token in known.callings
    return office or _name(token, found, known)


def _stem(token: str, known: Layout) -> str:
    """`token` without a contribution written onto it: 孙庆辉摄."""
    return next((token.removesuffix(word) for word in known.onto if token.endswith(word)), token)


def _is_outlet(token: str, known: Layout, *, least: int) -> bool:
    return not token or (least <= len(token) <= 15 and token.endswith(known.outlets))


def _is_senders(outlet: str, role: str, known: Layout) -> bool:
    """Whether an outlet stands before a role, whichever of the two the middle belongs to: 远安融媒记者."""
    if _is_outlet(outlet, known, least=0):
        return True
    return any(
        role.endswith(short) and _is_outlet(outlet + role.removesuffix(short), known, least=3)
        for short in known.roles
        if short != role
    )


def _name(token: str, found: Byline, known: Layout) -> bool:
    stem = _stem(token, known)
    if known.name.fullmatch(stem) is None or known.not_names & {stem, stem[0], stem[:2]}:
        return False
    found.introduced |= stem != token
    found.waiting = False
    found.names.append(stem)
    return True


@dataclass(frozen=True, slots=True)
class Cut:
    """What was found at the start or end of a paragraph: its range and the names in it."""

    start: int
    end: int
    names: tuple[str, ...] = ()
    signs: bool = False


def find_dateline(text: str, start: int, end: int) -> Cut | None:
    """The dateline at the start of the paragraph `text[start:end]`, brackets after it included."""
    known = layout()
    until = min(end, start + known.margin)
    if known.dateline_sign.search(text, start, until) is None:
        return None
    found = known.dateline.match(text, start, until)
    if found is None:
        return None
    names = _bracketed(found[0]) or _reporters(found[0])
    stop = found.end()
    more = known.dateline_names.match(text, stop, until)
    parsed = parse_byline(more[0]) if more else None
    if more and parsed:
        stop, names = more.end(), names + tuple(parsed.names)
    return Cut(start, stop, names)


def _reporters(words: str) -> tuple[str, ...]:
    """Names in a dateline that ends in a colon: 本台通讯员何立新报道：."""
    bare = words.rstrip(_COLONS)
    told = parse_byline(bare) if len(bare) < len(words) else None
    return tuple(told.names) if told else ()


def _bracketed(words: str) -> tuple[str, ...]:
    """Names in the brackets of a dateline; what a slash parts from them is where they report from."""
    told = (layout().reported.split(bracket[1])[0] for bracket in _BRACKET.finditer(words))
    return tuple(name for names in told for name in _told_names(names))


def _told_names(names: str) -> list[str]:
    parsed = parse_byline(_BROKEN.sub("", names)) or parse_byline(names)
    return parsed.names if parsed else list(_plain_names(_closed(_PARTS.split(names))))


def find_tail(text: str, start: int, end: int) -> Cut | None:
    """What ends the paragraph `text[start:end]` and is none of its text: byline, credit, jump line.

    Lines broken inside it do not matter. `signs` is true where it is a byline.
    """
    known = layout()
    near = max(start, end - known.margin)
    tail, offsets = _unbroken(text[near:end], near)
    for pattern in known.furniture_tails:
        if found := pattern.search(tail):
            return Cut(offsets[found.start(1)], end)
    for pattern in (*known.byline_tails, *known.credit_tails):
        found = pattern.search(tail)
        parsed = parse_byline(found[1]) if found else None
        if found and parsed and parsed.names:
            signs = pattern not in known.credit_tails
            return Cut(offsets[found.start(1)], end, tuple(parsed.names), signs)
    return None


def find_signature(
    text: str, start: int, end: int, *, apart: bool = False, last: bool = False
) -> Cut | None:
    """A bracket of names that ends an article: （符小棠）; `apart`: or a name far from the text.

    `last`: or names behind its last sentence, where no text stands below: 。 任国立 慕香.
    """
    known = layout()
    near = max(start, end - known.margin)
    tail, offsets = _unbroken(text[near:end], near)
    found = known.signed.search(tail)
    if apart and not found and (found := known.apart.search(tail)):
        name = "".join(found[1].split())
        return Cut(offsets[found.start(1)], end, (name,), signs=True) if _may_sign(name) else None
    found = found or (known.behind.search(tail) if last else None)
    parts = _closed(_PARTS.split(found[1].lstrip(known.bullets))) if found else []
    office = len(parts) > 1 and parts[0].endswith(known.offices)
    names = tuple(parts[1:]) if office else _plain_names(parts)
    return Cut(offsets[found.start(1)], end, names, signs=True) if found and names else None


def _may_sign(name: str) -> bool:
    return name not in layout().not_names


def _closed(parts: list[str]) -> list[str]:
    """The words of a list, names whose characters are set apart made whole: 成　林."""
    whole: list[str] = []
    single = ""
    for part in filter(None, parts):
        if len(part) == 1 and not single:
            single = part
            continue
        whole.append(single + part)
        single = ""
    return [*whole, single] if single else whole


def signed_line(line: str) -> Byline | None:
    """A line that signs an article by names alone: in brackets, or after a mark (□ 达埔)."""
    known = layout()
    if line[-1] in ")）" and (cut := find_signature(line, 0, len(line))):
        return Byline(list(cut.names), introduced=True) if cut.start == 0 else None
    if known.marked.fullmatch(line) is None:
        return None
    parts = _closed(_PARTS.split(line[1:]))
    office = len(parts) > 1 and parts[0].endswith(known.offices)
    firm = line[0] in known.firm and max(map(len, parts)) <= 3 and known.not_names.isdisjoint(parts)
    names = tuple(parts[office:]) if office or firm else _plain_names(parts)
    return Byline(list(names), introduced=True) if names else None


def plain_name(words: str) -> str:
    """The name that a line of two or three characters holds, else ""."""
    bare = "".join(words.strip(layout().bullets + " \u3000").split())
    return bare if 2 <= len(bare) <= 3 and _plain_names([bare]) else ""


def writer_line(line: str) -> Byline | None:
    """A line below a text of who wrote it: 孝南区居民 何盼; in brackets (保康教育 松针), (松针)."""
    known = layout()
    if not line.strip():
        return None
    if bracketed := front().source.fullmatch(line):
        where, *names = _closed(_PARTS.split(bracketed[1]))
        names = names or [where]
        good = all(known.name.fullmatch(name) and name not in known.not_names for name in names)
        return Byline(names, introduced=True) if good and len(names[-1]) <= 3 else None
    *places, last = ["", *_closed(_close_names(known.others.sub("", line), known).split())]
    writes = places[-1].endswith((*known.offices, *known.callings))
    is_one = len("".join(places)) <= _WHERE and writes
    name = plain_name(last) if is_one else ""
    return Byline([name], introduced=True) if name else None


def _plain_names(parts: list[str]) -> tuple[str, ...]:
    """`parts` if all of them begin with a surname and none is a word known to be no name."""
    known = layout()
    good = all(
        known.name.fullmatch(part)
        and part.startswith(known.surnames)
        and (len(part) < _LONG or part.startswith(known.compounds))
        and part not in known.not_names
        for part in parts
    )
    return tuple(parts) if good else ()


def _unbroken(tail: str, start: int) -> tuple[str, list[int]]:
    """`tail` without line breaks, its brackets round, and the offset of each of its characters."""
    offsets = list(range(start, start + len(tail)))
    for gap in reversed(list(_BROKEN.finditer(tail))):
        del offsets[gap.start() : gap.end()]
    tail = _BROKEN.sub("", tail)
    return rounded(tail) if tail[-1:] in layout().angled else tail, offsets


def rounded(words: str) -> str:
    """`words` with round brackets for angled ones: 〈赵明星〉."""
    return words.translate({ord(mark): known for mark, known in layout().angled.items()})
