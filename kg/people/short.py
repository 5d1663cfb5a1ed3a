"""Whom a short form means: a surname, or the first or last part of a dotted name, with a title or without.

Input: the names and people that an article gives in full. Output: names by what begins them, and
which of several a title singles out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache

from kg.people.grammar import DOT, Grammar
from kg.people.spans import PersonSpan


def by_surname(names: Iterable[str], compound: Collection[str]) -> dict[str, list[str]]:
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


def holders(
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
