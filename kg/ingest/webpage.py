"""The article of a web page: its lines, the part of the page that tells, and what stands around it.

Input: the text of an HTML page. Output: `Webpage`: the lines of the main text, one a paragraph,
and headline, date and source as the page gives them. Nothing is run and nothing is fetched.

The main text is what the container holds in which most characters stand in sentences outside
links, each line counting less the further below it stands; containers that publishing systems are
known to use (`ontology/rules/page.toml`) come first. Measured in `tests/web`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, chain, islice

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from kg.ingest.layout import marks, web

_DROPPED = (
    "aside", "audio", "button", "canvas", "footer", "iframe", "link", "map", "meta", "nav",
    "noscript", "object", "option", "rp", "rt", "script", "select", "style", "svg", "template",
    "textarea", "title", "video",
)  # fmt: skip
_INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
        "em", "font", "i", "img", "input", "ins", "kbd", "label", "mark", "o:p", "q", "rb", "ruby",
        "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
        "wbr",
    }
)  # fmt: skip
_HEADINGS = frozenset(f"h{n}" for n in range(1, 7))
_LEVELS = 4  # of containers above a line that it counts for
_ROW = 200  # characters of a table row that is one line
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_WRAP = re.compile(r"(?<=[^\x00-\x7f])[ \t]*[\r\n]\s*(?=[^\x00-\x7f])")


@dataclass(frozen=True, slots=True)
class Line:
    """One line as a reader sees it.

    `links` of its characters stand in links; `prose` is its length if it is told in sentences.
    """

    text: str
    links: int
    heading: bool
    block: HtmlElement
    prose: int

    @property
    def linked(self) -> bool:
        """Whether most of it is links."""
        return 2 * self.links > len(self.text)


@dataclass(frozen=True, slots=True)
class Webpage:
    """What a page shows: `lines[start:end]` is the main text; `meta` by lower-case name."""

    lines: list[Line]
    start: int
    end: int
    title: str
    meta: dict[str, str]
    data: list[str]


def read_webpage(text: str) -> Webpage:
    """The parts of a page; main text and lines are empty where it shows none.

    Form: HTML as browsers read it (WHATWG HTML, section 13.2), as far as libxml2 does.
    """
    root = _parsed(text)
    if root is None:
        return Webpage([], 0, 0, "", {}, [])
    title = " ".join("".join(root.xpath("string((//title)[1])")).split())
    data = [
        node.text or ""
        for node in root.iter("script")
        if "ld+json" in (node.get("type") or "").lower()
    ]
    meta = _meta(root)
    for node in root.xpath("//*[@style or @hidden]"):
        if node.get("hidden") is not None or _HIDDEN.search(node.get("style") or ""):
            del node[:]
            node.text = None
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    walk = _Walk(root)
    start, end = _main(walk)
    return Webpage(walk.lines, start, end, title, meta, data)


def _parsed(text: str) -> HtmlElement | None:
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        root = document_fromstring(text.encode(), parser=parser)
    except etree.ParserError:
        return None
    # Where a page closes <html> too early, libxml2 puts the rest beside the root.
    for more in list(root.itersiblings()):
        root.append(more)
    return root


def _meta(root: HtmlElement) -> dict[str, str]:
    """What meta elements say, by lower-case name; the first that says anything wins."""
    found: dict[str, str] = {}
    for node in root.iter("meta"):
        name = node.get("name") or node.get("property") or node.get("itemprop") or ""
        content = " ".join((node.get("content") or "").split())
        if content:
            found.setdefault(name.lower(), content)
    return found


class _Walk:
    """One walk over the elements: the lines, and which of them each container holds."""

    def __init__(self, root: HtmlElement) -> None:
        self.lines: list[Line] = []
        self.spans: dict[HtmlElement, tuple[int, int]] = {}
        self._pieces: list[str] = []
        self._links = 0
        self._depth = 0
        self._row: HtmlElement | None = None
        self._blocks = [root]
        self._starts = [0]
        self._run(root)

    def _run(self, root: HtmlElement) -> None:
        for event, node in etree.iterwalk(root, events=("start", "end")):
            if event == "start":
                self._open(node)
                self._say(node.text)
            else:
                self._close(node)
                if node is not root:
                    self._say(node.tail)
        self._flush()

    def _open(self, node: HtmlElement) -> None:
        if node.tag == "a":
            self._depth += 1
        if self._row is not None or node.tag in _INLINE:
            return
        self._flush()
        self._blocks.append(node)
        self._starts.append(len(self.lines))
        if node.tag == "tr" and _is_row(node):
            self._row = node

    def _close(self, node: HtmlElement) -> None:
        if node.tag == "a":
            self._depth -= 1
        if self._row is not None and self._row is not node:
            self._say(" ")
            return
        if node.tag in _INLINE:
            return
        self._row = None
        self._flush()
        self._blocks.pop()
        self.spans[node] = (self._starts.pop(), len(self.lines))

    def _say(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)
            if self._depth:
                self._links += len("".join(text.split()))

    def _flush(self) -> None:
        """End a line."""
        if self._pieces:
            text = " ".join(_WRAP.sub("", "".join(self._pieces)).split())
            if text:
                block = self._blocks[-1]
                heading = any(part.tag in _HEADINGS for part in self._blocks[-2:])
                self.lines.append(
                    Line(text, self._links, heading, block, _prose(text, self._links))
                )
            self._pieces.clear()
        self._links = 0


def _prose(text: str, links: int) -> int:
    if 2 * links > len(text):
        return 0
    known = marks()
    told = known.full_stop in text or sum(map(text.count, known.clause)) > 2
    return len(text) if told else 0


def _is_row(node: HtmlElement) -> bool:
    """Whether a table row is one of several short cells, not part of the page's layout."""
    if len(node) < 2 or node.find(".//table") is not None:
        return False
    size = 0
    for piece in node.itertext():
        size += len(piece.strip())
        if size > _ROW:
            return False
    return True


@dataclass(slots=True)
class _Sums:
    """Characters of the first n lines: told in sentences, in links, all."""

    lines: list[Line]
    prose: list[int] = field(init=False)
    links: list[int] = field(init=False)
    every: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.prose = [0, *accumulate(line.prose for line in self.lines)]
        self.links = [0, *accumulate(line.links for line in self.lines)]
        self.every = [0, *accumulate(len(line.text) for line in self.lines)]


def _main(walk: _Walk) -> tuple[int, int]:
    """The range of the lines that are the main text."""
    sums = _Sums(walk.lines)

    def told(node: HtmlElement) -> int:
        start, end = walk.spans[node]
        return sums.prose[end] - sums.prose[start]

    def weight(node: HtmlElement) -> float:
        start, end = walk.spans[node]
        size = max(1, sums.every[end] - sums.every[start])
        return scores[node] * (1 - min(1.0, (sums.links[end] - sums.links[start]) / size))

    scores = _scores(walk)
    if not scores:
        return 0, 0
    best = max(scores, key=lambda node: (weight(node), -walk.spans[node][0]))
    known = max((node for node in walk.spans if _is_known(node)), key=told, default=None)
    if known is not None and 2 * told(known) >= told(best):
        best = known
    return walk.spans[_widened(best, walk, sums)]


def _scores(walk: _Walk) -> dict[HtmlElement, float]:
    scores: dict[HtmlElement, float] = defaultdict(float)
    for line in walk.lines:
        if not line.prose:
            continue
        node = line.block
        first, last = walk.spans[node]
        around = chain([node] if last - first > 1 else [], _above(node, walk))
        for level, container in enumerate(islice(around, _LEVELS)):
            scores[container] += line.prose / 2**level
    return scores


def _above(node: HtmlElement, walk: _Walk) -> Iterator[HtmlElement]:
    parent = node.getparent()
    while parent is not None:
        if parent in walk.spans:
            yield parent
        parent = parent.getparent()


def _is_known(node: HtmlElement) -> bool:
    names = {f".{name}" for name in (node.get("class") or "").split()}
    names |= {f"#{node.get('id')}", f"[itemprop={node.get('itemprop')}]", node.tag}
    return not names.isdisjoint(web().containers)


def _widened(best: HtmlElement, walk: _Walk, sums: _Sums) -> HtmlElement:
    """The container, or one above it that holds much more of the text and nothing else."""
    for parent in _above(best, walk):
        (first, last), (start, end) = walk.spans[parent], walk.spans[best]
        inside = sums.prose[end] - sums.prose[start]
        around = walk.lines[first:start] + walk.lines[end:last]
        more = sum(line.prose for line in around)
        if 2 * more >= inside and not any(line.links or line.heading for line in around):
            best = parent
        elif around:
            break
    return best
