"""The diagram of the ontology: classes as boxes with their properties, subclasses inside frames.

Input: the ontology, and `kg/templates/diagram.toml`, which says where what stands. Output: SVG.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final
from xml.sax.saxutils import escape

from kg.reference.terms import Term, Terms

FONT: Final = 12
_LINE: Final = 17  # pixels from one property to the next
_HEAD: Final = 26  # of a box, its name
_PAD: Final = 8
_NARROW: Final = 0.56  # width of a Latin character, of the size of the font
_FACES: Final = (
    "'Noto Sans','Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
)
_BEGIN: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}"'
    f' height="{{high}}" font-family="{_FACES}" font-size="{FONT}" role="img">'
)
_TIP: Final = (
    '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9"'
    ' markerHeight="9" orient="auto"><path d="M0 1 9 5 0 9z" fill="#555"/></marker></defs>'
)


@dataclass(frozen=True)
class Row:
    """A property in a box: what stands left and right, the group of boxes that it leads to."""

    left: str
    right: str
    group: str


@dataclass(frozen=True)
class Box:
    """A class: where it stands, and its properties in columns; `rows_width` is theirs together."""

    name: str
    heading: str
    group: str
    x: float
    y: float
    width: float
    height: float
    rows: tuple[Row, ...]
    columns: int
    rows_width: float
    is_frame: bool


@cache
def layout() -> dict[str, Any]:
    """Where what stands."""
    file = resources.files("kg").joinpath("templates", "diagram.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def boxes() -> list[Box]:
    """All boxes, frames before what they hold."""
    terms = Terms()
    known = {one.name: one for one in terms.classes}
    places = {**layout()["frames"], **layout()["boxes"]}
    return [_box(known[name], place, terms) for name, place in places.items()]


def drawing() -> str:
    """The diagram as SVG."""
    wide, high = layout()["size"]
    lines = [
        _BEGIN.format(wide=wide, high=high),
        f"<title>{escape(layout()['title'])}</title>",
        _TIP,
        f'<rect width="{wide}" height="{high}" fill="#fff"/>',
        _text(20, 32, layout()["title"], size=20, weight=600),
        _text(20, 52, layout()["note"], colour="#555"),
    ]
    for box in boxes():
        lines += _drawn(box)
    for arrow in layout()["arrows"]:
        lines += _arrow(arrow)
    return "\n".join([*lines, "</svg>", ""])


def width(text: str) -> float:
    """Pixels that a text takes, about."""
    return sum(FONT * (_NARROW if character < "\u2e80" else 1) for character in text)


# -- boxes


def _box(one: Term, place: dict[str, Any], terms: Terms) -> Box:
    x, y, wide, *high = place["at"]
    rows = tuple(
        _row(one, property_, terms)
        for property_ in terms.properties
        if one.name in property_.domain
    )
    height = high[0] if high else _HEAD + len(rows) * _LINE + _PAD
    columns = place.get("columns", 1)
    rows_width = wide * place.get("share", 1)
    return Box(
        one.name, one.heading, place["group"], x, y, wide, height, rows, columns, rows_width, bool(high)
    )  # fmt: skip


def _row(one: Term, property_: Term, terms: Terms) -> Row:
    groups = {**layout()["frames"], **layout()["boxes"]}
    names = [name.rpartition(":")[2] for name in property_.range] or ["IRI"]
    group = next((groups[name]["group"] for name in names if name in groups), "")
    left = f"{property_.name} {property_.labels['zh']}"
    return Row(left, f"{'|'.join(names)} {terms.count(one, property_)}", group)


def spots(box: Box) -> Iterator[tuple[Row, float, float, float]]:
    """The rows of a box, each with its left, its base line and its right."""
    wide = (box.rows_width - _PAD) / box.columns
    down = -(-len(box.rows) // box.columns)
    for number, row in enumerate(box.rows):
        column, line = divmod(number, down)
        x = box.x + _PAD + column * wide
        end = x + wide - (_PAD if box.columns == 1 else 3 * _PAD)
        yield row, x, box.y + _HEAD + line * _LINE + FONT, end


def _drawn(box: Box) -> list[str]:
    edge, ground, dark = layout()["colours"][box.group]
    fill = ground if box.is_frame else "#fff"
    outline = (
        f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="5"'
        f' fill="{fill}" stroke="{edge}" stroke-width="{1 if box.is_frame else 1.4}"/>'
    )
    lines = [
        outline,
        _text(box.x + _PAD, box.y + 18, box.heading, size=14, weight=600, colour=dark),
    ]
    for row, x, y, right in spots(box):
        colour = layout()["colours"][row.group][2] if row.group else "#555"
        lines.append(_text(x, y, row.left))
        lines.append(_text(right, y, row.right, colour=colour, anchor="end"))
    return lines


# -- arrows and texts


def _arrow(arrow: dict[str, Any]) -> list[str]:
    points = " ".join(f"{x},{y}" for x, y in arrow["through"])
    x, y = arrow["at"]
    lines = [f'<polyline points="{points}" fill="none" stroke="#555" marker-end="url(#tip)"/>']
    labels: Sequence[str] = arrow["label"].split("/")
    lines += [_text(x, y + 15 * at, label, colour="#333") for at, label in enumerate(labels)]
    return lines


def _text(
    x: float, y: float, text: str, *, size: int = FONT, weight: int = 400, colour: str = "#111",
    anchor: str = "start",
) -> str:  # fmt: skip
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" font-weight="{weight}" fill="{colour}"'
        f' text-anchor="{anchor}">{escape(text)}</text>'
    )
