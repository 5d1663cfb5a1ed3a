"""One person, organisation or place: what it is, its posts, its days, and the words behind them.

Input: a graph and a name. Output: a `Portrait`, and its text.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any, Final

from kg.errors import UsageError, messages
from kg.query import Graph, Row

NEAR: Final = 5  # names offered where none fits
_NODES: Final = """
SELECT DISTINCT ?iri ?kind ?label ?jurisdiction WHERE {
  ?iri rdfs:label|zj:altLabel $name ; rdfs:label ?label ; a ?class .
  OPTIONAL { ?iri zj:jurisdiction/rdfs:label ?jurisdiction }
  BIND(REPLACE(STR(?class), "^.*[#/]", "") AS ?kind)
} ORDER BY ?kind ?iri
"""
_KNOWN: Final = "ASK { ?node rdfs:label|zj:altLabel|zj:name $name }"
_LABELS: Final = "SELECT DISTINCT ?label { ?node rdfs:label|zj:altLabel ?label } ORDER BY ?label"


@dataclass(frozen=True, slots=True)
class Portrait:
    """What a graph says of a name: the nodes that bear it, and rows of the shipped queries.

    `posts` are those of a person (query posts), `officials` those who hold posts in an
    organisation (query officials), `timeline` every event with a part in it (query timeline).
    """

    name: str
    nodes: tuple[Row, ...]
    posts: tuple[Row, ...]
    officials: tuple[Row, ...]
    timeline: tuple[Row, ...]

    def as_json(self) -> dict[str, Any]:
        """The portrait as plain JSON values."""
        return asdict(self)


def show(graph: Graph, name: str) -> Portrait:
    """What `graph` says of `name`; raises UsageError with names that are near if nothing."""
    nodes = tuple(graph.query(_NODES, name=name))
    if not nodes:
        raise unknown(graph, name)
    timeline = graph.query("timeline", person=name)
    return Portrait(
        name=name,
        nodes=nodes,
        posts=tuple(graph.query("posts", person=name)),
        officials=tuple(graph.query("officials", organization=name)),
        timeline=tuple(row for row in timeline if row["kind"] != "Tenure"),
    )


def is_known(graph: Graph, name: str) -> bool:
    """Whether anything bears a name: an entity, a post, a meeting."""
    return bool(graph.query(_KNOWN, name=name))


def unknown(graph: Graph, name: str) -> UsageError:
    """The error for a name that nothing bears, with those that are near."""
    labels = [str(row["label"]) for row in graph.query(_LABELS)]
    holding = [label for label in labels if name and (name in label or label in name)]
    near = [*holding, *get_close_matches(name, labels, NEAR)]
    code = "show-near" if near else "show-unknown"
    return UsageError(code, name=name, near=", ".join(list(dict.fromkeys(near))[:NEAR]))


def as_text(portrait: Portrait) -> str:
    """The portrait as lines for people, the words that state each thing below it."""
    lines = [portrait.name]
    lines += [_node(row) for row in portrait.nodes]
    sections = {
        "posts": [_post(row) for row in portrait.posts],
        "officials": [_official(row) for row in portrait.officials],
        "timeline": [_day(row) for row in portrait.timeline],
    }
    for section, entries in sections.items():
        if entries:
            lines += ["", messages()[f"show-{section}"], *dict.fromkeys(entries)]
    return "".join(f"{line}\n" for line in lines)


def _node(row: Row) -> str:
    told = [row["kind"], row["label"], row["jurisdiction"], f"<{row['iri']}>"]
    return "  " + "  ".join(str(one) for one in told if one)


def _post(row: Row) -> str:
    headline = f"[{row['title']}]" if row["title"] else ""
    return _entry([row["as_of"], row["post"], row["status"], headline], {})


def _official(row: Row) -> str:
    return _entry([row["first_day"], row["post"], row["person"], row["status"]], {})


def _day(row: Row) -> str:
    return _entry([row["date"], row["time"], row["kind"], row["role"], row["what"]], row)


def _entry(told: list[Any], row: Row) -> str:
    """A line, and the quotation without the page's line breaks, with its headline."""
    line = "  " + "  ".join(str(one) for one in told if one)
    if not row.get("quote"):
        return line
    quote = "".join(str(row["quote"]).split())
    return f"{line}\n      {quote}" + (f"  [{row['title']}]" if row.get("title") else "")
