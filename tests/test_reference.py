"""docs/reference is what is made now, leaves nothing out, and its diagram can be read."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import click
import pytest

from kg.cli import app
from kg.library import shipped
from kg.reference import pages, write
from kg.reference.diagram import Box, boxes, layout, spots, width
from kg.reference.terms import Terms
from kg.reference.words import anchor, code, plain, table
from kg.resources import data
from kg.rules import load_rules

LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]*))?\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages()


@pytest.fixture(scope="module")
def drawn() -> list[Box]:
    return boxes()


def test_making_it_anew_changes_nothing(made: dict[str, str], root: Path, request: pytest.FixtureRequest) -> None:  # fmt: skip
    folder = root / "docs" / "reference"
    if request.config.getoption("--rewrite"):
        write(folder)
    kept = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    assert sorted(kept) == sorted(made)
    for name, text in made.items():
        assert kept[name] == text, f"{name}: after a change, `make reference`"
    assert pages() == made


def test_every_command_and_option_is_told(made: dict[str, str]) -> None:
    def walk(command: click.Command, name: str) -> None:
        assert f"\n## {name}\n" in made["commands.md"]
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help, f"{name} {option.name}"
                assert all(word in made["commands.md"] for word in option.opts)
        if isinstance(command, click.Group):
            for inner, one in command.commands.items():
                walk(one, f"{name} {inner}")

    walk(app, "kg")


def test_every_query_rule_and_term_is_told(made: dict[str, str]) -> None:
    for query in shipped().values():
        assert f"\n## {query.name}\n" in made["queries.md"]
        assert all(f"`{one.name}`" in made["queries.md"] for one in query.parameters)
    for rule in load_rules().rules:
        assert f"\n### {rule.name}\n" in made["rules.md"]
    terms = Terms()
    assert all(f"\n## {one.heading}\n" in made["ontology.md"] for one in terms.classes)
    assert all(f"| `{one.name}` | " in made["ontology.md"] for one in terms.properties)
    assert (len(terms.classes), len(terms.properties)) >= (25, 60)


def test_links_lead_somewhere(made: dict[str, str], root: Path) -> None:
    folder = root / "docs" / "reference"
    headings = {
        name: [anchor(heading) for heading in HEADING.findall(text)] for name, text in made.items()
    }
    for name, text in made.items():
        assert len(set(headings[name])) == len(headings[name]), name
        for page, place in LINK.findall(text):
            target = folder / page if page else folder / name
            assert target.exists(), f"{name}: {page}"
            assert not place or place in headings[target.name], f"{name}: #{place}"


def test_rows_of_a_table_have_as_many_cells_as_its_head(made: dict[str, str]) -> None:
    for name, text in made.items():
        for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            cells = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
            assert len(cells) == 1, f"{name}: {block[:200]}"


def test_how_many_values_there_may_be() -> None:
    terms = Terms()
    classes = {one.name: one for one in terms.classes}
    properties = {one.name: one for one in terms.properties}
    told = {
        ("Visit", "visitor"): "1..n",
        ("Visit", "place"): "1..n",
        ("Meeting", "place"): "0..n",
        ("Stop", "place"): "1",
        ("Donation", "recipient"): "0..n",
        ("Event", "earliest"): "0..1",
        ("Tenure", "holder"): "1",
        ("Identity", "about"): "2..n",
        ("Fact", "statedIn"): "1",
    }
    for (kind, name), count in told.items():
        assert terms.count(classes[kind], properties[name]) == count, (kind, name)
    assert [one.name for one in terms.ancestors(classes["Visit"])] == ["Event", "Fact"]
    assert "schema:Event" in classes["Visit"].aligned


# -- the diagram


def test_every_class_and_property_stands_in_the_diagram(drawn: list[Box]) -> None:
    terms = Terms()
    assert sorted(box.name for box in drawn) == sorted(one.name for one in terms.classes)
    names = {row.left.split()[0] for box in drawn for row in box.rows}
    assert names == {one.name for one in terms.properties}


def test_what_stands_in_a_box_fits_into_it(drawn: list[Box]) -> None:
    for box in drawn:
        assert width(box.heading) * 14 / 12 < box.width
        for row, left, base, right in spots(box):
            assert width(row.left) + width(row.right) + 4 < right - left, (box.name, row)
            assert box.x < left < right < box.x + box.width
            assert base < box.y + box.height


def test_boxes_stand_apart_or_inside_frames_of_their_superclass(drawn: list[Box]) -> None:
    terms = Terms()
    classes = {one.name: one for one in terms.classes}
    above = {name: {one.name for one in terms.parents(one)} for name, one in classes.items()}
    wide, high = layout()["size"]
    for box in drawn:
        assert box.x >= 0 <= box.y
        assert box.x + box.width <= wide
        assert box.y + box.height <= high
        holders = {other.name for other in drawn if other.is_frame and inside(box, other)}
        assert above[box.name] <= holders
    for one, other in combinations(drawn, 2):
        assert apart(one, other) or inside(one, other) or inside(other, one), (one.name, other.name)


def inside(one: Box, other: Box) -> bool:
    return (
        one is not other
        and other.x < one.x
        and other.y < one.y
        and one.x + one.width < other.x + other.width
        and one.y + one.height < other.y + other.height
    )


def apart(one: Box, other: Box) -> bool:
    return (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )


def test_rows_of_a_frame_stand_above_what_it_holds(drawn: list[Box]) -> None:
    for frame in drawn:
        for box in drawn:
            if inside(box, frame):
                for _, left, base, right in spots(frame):
                    beside = right <= box.x or left >= box.x + box.width
                    assert beside or base < box.y or base - 12 > box.y + box.height


def test_arrows_name_properties_and_end_at_boxes(drawn: list[Box]) -> None:
    names = {one.name for one in Terms().properties}
    for arrow in layout()["arrows"]:
        assert set(arrow["label"].split("/")) <= names
        for x, y in (arrow["through"][0], arrow["through"][-1]):
            assert any(on_edge(x, y, box) for box in drawn), arrow


def on_edge(x: float, y: float, box: Box) -> bool:
    across = box.x <= x <= box.x + box.width and y in (box.y, box.y + box.height)
    along = box.y <= y <= box.y + box.height and x in (box.x, box.x + box.width)
    return across or along


def test_the_diagram_is_svg_without_anything_from_outside(made: dict[str, str]) -> None:
    image = ET.fromstring(made["ontology.svg"])
    assert image.tag == "{http://www.w3.org/2000/svg}svg"
    assert "http" not in made["ontology.svg"].replace("http://www.w3.org/2000/svg", "")
    assert image.findtext("{*}title") == layout()["title"]


# -- Markdown


def test_texts_are_shown_as_they_are() -> None:
    assert plain("a | b\n <c> *d*") == r"a \| b \<c\> \*d\*"
    assert code("a|b") == r"`a\|b`"
    assert code("`x`") == "`` `x` ``"
    assert table("a|b", []) == ""
    assert anchor("Visit 调研走访") == "visit-调研走访"


def test_it_is_written_into_a_folder(tmp_path: Path, made: dict[str, str]) -> None:
    write(tmp_path / "new")
    write(tmp_path / "new")
    assert {file.name for file in (tmp_path / "new").iterdir()} == set(made)
    assert data("ontology").is_dir()
