"""Which paper an input is of, and which place that paper reports on.

Input: paths, head lines of pages, names of sites. Output: a name, empty where none is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.ingest.layout import layout

_END = 1000  # characters at the end of a path that are looked at


def publisher_in_path(path: str) -> str:
    """The paper that a folder is named after, the innermost if there are several."""
    return next((part for part in _folders(path) if layout().paper.fullmatch(part)), "")


def home_in_path(path: str) -> str:
    """The place that a folder is named after, the innermost if there are several."""
    return next((part for part in _folders(path) if _is_place(part)), "")


def publisher_in_heads(text: str, furniture: list[tuple[int, int]]) -> str:
    """The paper named in the first head line of a page that has a date too."""
    known = layout()
    for start, end in furniture:
        name = known.paper.search(text, start, end)
        if name and known.published_head.search(text, start, end):
            return name[0]
    return ""


def home_in_heads(text: str, furniture: list[tuple[int, int]]) -> str:
    """The place whose paper it is, by the head and staff lines of a page."""
    found = (layout().organ.search(text, start, end) for start, end in furniture)
    return next((organ[1] for organ in found if organ and _is_place(organ[1])), "")


def home_of(name: str) -> str:
    """The place that a site or paper belongs to, by the name of its owner.

    >>> home_of("洛龙区人民政府门户网站")
    '洛龙区'
    """
    found = layout().seated.search(name[:_END])
    return found[1] if found and _is_place(found[1]) else ""


def _is_place(name: str) -> bool:
    known = layout()
    return known.place.fullmatch(name) is not None and not name.endswith(known.no_place)


def _folders(path: str) -> Iterator[str]:
    """The folders of a path, the innermost first."""
    return reversed(path[-_END:].replace("\\", "/").split("/")[:-1])
