"""Whom a short form means: a surname, or the first or last part of a dotted name, with a title or without.

Input: the names and people that an article gives in full. Output: names by what begins them, and
which of several a title singles out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache

from kg.lexicon import occurrences
from kg.people.grammar import DOT, Grammar
from kg.people.names import Names
from kg.people.spans import PersonSpan
from kg.segment import is_common, is_word


def _by_surname(names: Iterable[str], compound: Collection[str]) -> dict[str, list[str]]:
    """Names by surname, dotted ones also by their first and last part; `compound` are surnames of two characters."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(name[: 2 if name[:2] in compound else 1], []).append(name)
        parts = name.split(DOT)
        if len(parts) > 1:
            found.setdefault(parts[0], []).append(name)
        if len(parts) > 1 and len(parts[-1]) > 1:
            found.setdefault(parts[-1], []).append(name)
    return found


def forms(
    text: str, names: list[str], found: Iterable[PersonSpan], reader: Names,
    inside: Callable[[int], bool],
) -> Iterator[tuple[tuple[int, int], str]]:  # fmt: skip
    """Where a surname with a title, or a part of a dotted name, stands in `text`, and for whom.

    `inside` tells whether a name that was found stands at an offset already.
    """
    grammar = reader.grammar
    known = _by_surname(names, grammar.compound)
    if not known:
        return
    whose = _holders(found, known)
    dotted = {part for part, ns in known.items() if len(part) > 1 and any(DOT in n for n in ns)}
    lasts = {part for part in dotted if any(n.endswith(DOT + part) for n in known[part])}
    for start, end in occurrences(known, text):
        part = text[start:end]
        title = grammar.titles.match(text, end) or grammar.addresses.match(text, end)
        alone = part in dotted and (part not in lasts or _stands_alone(reader, start, end))
        if (title or alone) and not inside(start):
            whole = start, title.end() if title else end
            yield whole, whose(part, title[0] if title else "")


def _stands_alone(reader: Names, start: int, end: int) -> bool:
    """Whether the last part of a dotted name names its bearer here: 哈桑表示, no 盖茨基金会."""
    name, grammar = reader.text[start:end], reader.grammar
    if name in grammar.states or is_common(name):
        return False
    opens = start == 0 or reader.text[start - 1] in grammar.boundary
    return reader.follow(end) >= (1 if opens or not is_word(name) else 2)


def _holders(
    people: Iterable[PersonSpan], known: Mapping[str, list[str]]
) -> Callable[[str, str], str]:
    """Tells whom a surname and a title mean: the first so named with such a post, else the first."""
    labels: dict[str, list[str]] = {}
    for span in people:
        labels.setdefault(span.name, []).extend(post.label for post in span.posts)

    @cache
    def whose(surname: str, title: str) -> str:
        names = known[surname]
        meant = (n for n in names if any(p.endswith(title) for p in labels[n]))
        return next(meant, names[0])

    return whose


def addressed(
    text: str, people: Iterable[PersonSpan], grammar: Grammar
) -> Iterator[tuple[tuple[int, int], str]]:
    """Where the guest is called by the post alone (总统先生), and who that is: the only one of
    another state whose post ends so."""
    found = list(grammar.post_addresses.finditer(text))
    if not found:
        return
    posts = {(s.name, p.label) for s in people for p in s.posts if grammar.foreign.match(p.label)}
    for match in found:
        meant = {name for name, label in posts if label.endswith(match["post"])}
        if len(meant) == 1:
            yield match.span(), meant.pop()
