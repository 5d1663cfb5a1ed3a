"""What is measured of who is who: a floor for each figure, and what the pairs have to cover."""

from __future__ import annotations

import json
import tomllib
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.identify import identify
from kg.model import Record
from kg.rdf import iri
from kg.store import Store
from tests.identity_pairs import PAIRS, Row, judged, lines, measure, record

TESTS = Path(__file__).resolve().parent
FLOOR = tomllib.loads((TESTS / "identity-floor.toml").read_text(encoding="utf-8"))
ALL = FLOOR["all"]


@pytest.fixture(scope="module")
def rows() -> dict[str, Row]:
    return {row.kind: row for row in measure()}


def test_the_pairs_are_many_hard_and_well_formed() -> None:
    pairs = json.loads(PAIRS.read_text(encoding="utf-8"))
    assert len(pairs) >= 120
    assert len({pair["id"] for pair in pairs}) == len(pairs)
    assert {pair["verdict"] for pair in pairs} == {"same", "different"}
    assert len({pair["kind"] for pair in pairs}) >= 14
    for pair in pairs:
        assert len(pair["articles"]) == len(pair["names"]) == 2
        assert pair["reason"]


def test_extraction_finds_every_name(rows: dict[str, Row]) -> None:
    assert rows["all"].missing == 0


def test_precision_and_recall_stay_above_their_floor(rows: dict[str, Row]) -> None:
    row = rows["all"]
    assert (row.precision or 0) >= ALL["precision"]
    assert (row.recall or 0) >= ALL["recall"]


def test_what_comes_out_wrong_is_known() -> None:
    """A pair that comes out right now is to be struck off the list, so that it stays right."""
    assert sorted(pair.id for pair in judged() if not pair.right) == sorted(FLOOR["known"])


def test_rows_add_up(rows: dict[str, Row]) -> None:
    kinds = [row for kind, row in rows.items() if kind != "all"]
    for count in ("same", "different", "joined", "wrong", "missing"):
        assert sum(getattr(row, count) for row in kinds) == getattr(rows["all"], count)
    assert len(list(lines())) == 2 + len(rows) + len(FLOOR["known"])


# ---------------------------------------------------------------- one official, many articles

WORDINGS = (
    "高新区党工委书记陆青禾到枫杨办事处调研。",
    "党工委书记陆青禾到双桥办事处督导。陆书记强调，要落实责任。",
    "郑州高新区党工委书记陆青禾走访枫杨办事处企业。",
    "高新区党工委书记、管委会主任陆青禾到梧桐办事处慰问。",
    "党工委副书记、管委会主任陆青禾到石佛办事处检查。",
)


def hundred() -> list[Record]:
    return [
        record(
            {
                "title": "调研",
                "published": f"2022-{1 + n // 28:02}-{1 + n % 28:02}",
                "source": "高新时报",
                "home": "郑州高新区",
                "text": WORDINGS[n % len(WORDINGS)],
            },
            f"article-{n}",
        )
        for n in range(100)
    ]


def test_one_official_in_a_hundred_articles_is_one_node_in_any_order() -> None:
    records = hundred()
    found = set()
    for step in (1, 3, 37, 99):  # each without a factor in common with 100
        order = [records[n * step % 100] for n in range(100)]
        assert sorted(r.article.id for r in order) == sorted(r.article.id for r in records)
        store = Store(ox.Store(), Path("memory"), iri.BASE, read_only=False)
        for first, last in pairwise(range(0, 101, 25)):
            store.build(order[first:last])
            identify(store)
        assert people(store) == {iri.shared("Person", "陆青禾", "郑州高新区")}
        found.add("".join(store.lines()))
    assert len(found) == 1


def people(store: Store) -> set[str]:
    start = f"{iri.BASE}person/"
    return {
        node.value
        for quad in store.engine
        for node in (quad.subject, quad.object)
        if isinstance(node, ox.NamedNode) and node.value.startswith(start)
    }
