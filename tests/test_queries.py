"""The shipped queries: each described, each asked, each answer checked on a small town."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kg.errors import QueryError
from kg.library import KINDS, described, load, shipped
from kg.query import Graph, Value
from tests.town import BASE, digest, small_town

Rows = list[tuple[Value, ...]]


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph.of(small_town().store())


def asked(graph: Graph, query: str, columns: str, **parameters: object) -> Rows:
    return [
        tuple(row[name] for name in columns.split()) for row in graph.query(query, **parameters)
    ]


def article(key: str) -> str:
    return f"{BASE}article/{digest(key)}"


# -- headers


def test_there_are_at_least_twenty() -> None:
    assert len(shipped()) >= 20


@pytest.mark.parametrize("name", shipped())
def test_every_query_says_what_it_answers(name: str) -> None:
    query = load(name)
    assert query.summary
    assert any("\u4e00" <= character <= "\u9fff" for character in query.summary_zh)
    assert query.tags
    for parameter in query.parameters:
        assert parameter.kind in KINDS
        assert parameter.description
        assert parameter.example
        assert f"${parameter.name}" in query.text


@pytest.mark.parametrize("name", shipped())
def test_headers_are_yaml(name: str) -> None:
    yaml = pytest.importorskip("yaml")
    query = load(name)
    lines = [line[3:] for line in query.text.splitlines() if line.startswith("#+")]
    header = yaml.safe_load("\n".join(lines))
    assert header["summary"] == query.summary
    assert list(header["returns"].items()) == list(query.returns)
    found = [one["name"] for one in header.get("parameters", [])]
    assert found == [one.name for one in query.parameters]


@pytest.mark.parametrize("name", shipped())
def test_columns_are_those_that_the_header_promises(name: str, graph: Graph) -> None:
    query = load(name)
    rows = graph.query(name, **examples(name))
    promised = tuple(column for column, _ in query.returns)
    assert promised == (rows.columns if rows.form == "rows" else ("graph",))


def examples(name: str) -> dict[str, str]:
    return {parameter.name: parameter.example for parameter in load(name).parameters}


# -- answers: (query, parameters, columns, rows)

CHEN_OCTOBER = "10月30日上午，陈启明到沟赵办事处、祥营村调研，罗志远陪同"
ANSWERS: list[tuple[str, dict[str, Any], str, Rows]] = [
    (
        "itinerary",
        {"person": "陈启明"},
        "date time place role others",
        [
            ("2022-10-30", "上午", "沟赵办事处", "visitor", "罗志远"),
            ("2022-10-30", "上午", "祥营村", "visitor", "罗志远"),
            ("2022-10-30", None, "沟赵办事处", "visitor", None),
            ("2022-11-01", None, "梧桐办事处", "visitor", "周雅文"),
            ("2022-12-01/2022-12-03", None, "祥营村", "visitor", "罗志远"),
            ("--11-03", None, "石佛办事处", "companion", "周雅文"),
        ],
    ),
    (
        "itinerary",
        {"person": "陈书记", "since": "2022-11-01", "until": "2022-12-02"},
        "date place",
        [("2022-11-01", "梧桐办事处"), ("2022-12-01/2022-12-03", "祥营村")],
    ),
    (
        "itinerary",
        {"person": "周雅文", "since": "2022-11-01"},
        "date place",
        [
            ("2022-11-01", "梧桐办事处"),
            ("2022-11-20", "沟赵办事处"),
            ("2022-12-10", "石佛办事处"),
        ],
    ),
    ("itinerary", {"person": "无此人"}, "date", []),
    (
        "visitors",
        {"place": "沟赵办"},
        "date person role quote title",
        [
            ("2022-10-30", "陈启明", "visitor", CHEN_OCTOBER, "陈启明到沟赵调研"),
            ("2022-10-30", "罗志远", "companion", CHEN_OCTOBER, "陈启明到沟赵调研"),
            ("2022-10-30", "陈启明", "visitor", "陈启明曾到沟赵办事处", "十月回顾"),
            ("2022-11-20", "周雅文", "visitor", "周雅文到沟赵回访", "十月回顾"),
        ],
    ),
    (
        "visits",
        {"since": "2022-10-01", "until": "2022-11-30"},
        "date time visitors places companions",
        [
            ("2022-10-30", "上午", "陈启明", "沟赵办事处、祥营村", "罗志远"),
            ("2022-10-30", None, "陈启明", "沟赵办事处", None),
            ("2022-11-01", None, "周雅文、陈启明", "梧桐办事处", None),
            ("2022-11-20", None, "周雅文", "沟赵办事处", None),
        ],
    ),
    (
        "visits",
        {"since": "2022-12-02"},
        "date visitors places",
        [
            ("2022-12-01/2022-12-03", "陈启明", "祥营村"),
            ("2022-12-10", "周雅文（挂职）", "石佛办事处"),
        ],
    ),
    (
        "companions",
        {"person": "陈启明"},
        "companion visits first_day last_day",
        [("罗志远", 2, "2022-10-30", "2022-12-03")],
    ),
    (
        "directives-by-issuer",
        {"issuer": "陈启明"},
        "date issued_by addressees content places",
        [("2022-10-30", "陈启明", "沟赵办事处", "做好防控", "沟赵办事处、祥营村")],
    ),
    (
        "directives-by-issuer",
        {"issuer": "座谈会"},
        "issued_by addressees content places",
        [("座谈会", None, "正视问题", "梧桐办事处")],
    ),
    (
        "directives-by-date",
        {"since": "2022-11-01"},
        "date issued_by content places title",
        [("2022-11-01", "座谈会", "正视问题", "梧桐办事处", "座谈会召开")],
    ),
    (
        "directives-by-date",
        {},
        "date issued_by content",
        [("2022-10-30", "陈启明", "做好防控"), ("2022-11-01", "座谈会", "正视问题")],
    ),
    (
        "directives-at-place",
        {"place": "祥营村"},
        "date issued_by content places",
        [("2022-10-30", "陈启明", "做好防控", "沟赵办事处、祥营村")],
    ),
    (
        "directives-to",
        {"addressee": "沟赵办事处"},
        "issued_by addressees content",
        [("陈启明", "沟赵办事处", "做好防控")],
    ),
    (
        "donations-by-donor",
        {"donor": "明德食品有限公司", "until": "2022-11-07"},
        "date giver receiver item quantity unit value",
        [
            ("2022-11-07", "明德食品有限公司", "沟赵办事处", "保温杯", 200, "个", 5000),
            ("2022-11-07", "明德食品有限公司", "沟赵办事处", "蔬菜", None, None, 5000),
            ("2022-11-07", "明德食品有限公司", "沟赵办事处", "保温杯", 180, "个", None),
        ],
    ),
    (
        "donations-to",
        {"recipient": "梧桐办事处"},
        "date giver item quantity",
        [("2022-11-08", "明德食品有限公司", "保温杯", 20)],
    ),
    (
        "donation-totals",
        {},
        "item unit total stated donations",
        [("保温杯", "个", 400, 3, 3), ("蔬菜", None, 0, 0, 1)],
    ),
    (
        "donation-totals",
        {"since": "2022-11-08"},
        "item unit total stated donations",
        [("保温杯", "个", 20, 1, 1)],
    ),
    (
        "donation-totals-to",
        {"recipient": "沟赵办"},
        "item total donations",
        [("保温杯", 380, 2), ("蔬菜", 0, 1)],
    ),
    (
        "donors",
        {},
        "donor donations value_cny valued recipients",
        [("明德食品有限公司", 3, 5000, 1, 2)],
    ),
    (
        "recipients",
        {},
        "recipient donations value_cny valued donors",
        [("沟赵办事处", 2, 5000, 1, 1), ("梧桐办事处", 1, 0, 0, 1)],
    ),
    ("recipients", {"at_least": 2}, "recipient", [("沟赵办事处",)]),
    (
        "posts",
        {"person": "陈启明"},
        "as_of post organization status title",
        [
            ("2022-10-30", "高新区党工委书记", "高新区党工委", "current", "陈启明到沟赵调研"),
            ("2022-10-30", "高新区党工委书记", "高新区党工委", "former", "十月回顾"),
            ("2023", "副市长", "郑州市人民政府", "current", "干部任职"),
        ],
    ),
    (
        "post-chain",
        {"person": "陈启明"},
        "post status first_day last_day times",
        [
            ("高新区党工委书记", "current", "2022-10-30", "2022-10-30", 1),
            ("高新区党工委书记", "former", "2022-10-30", "2022-10-30", 1),
            ("副市长", "current", "2023-01-10", "2023-01-10", 1),
        ],
    ),
    (
        "successions",
        {"post": "高新区党工委书记"},
        "holder first_day last_day times gap",
        [
            ("陈启明", "2022-10-30", "2022-10-30", 1, None),
            ("周雅文", "2023-01-05", "2023-01-05", 1, 67),
        ],
    ),
    (
        "officials",
        {"organization": "沟赵办"},
        "post person status first_day times",
        [("沟赵办事处主任", "罗志远", "current", "2022-10-30", 1)],
    ),
    (
        "shared-places",
        {},
        "place officials visits names",
        [
            ("石佛办事处", 4, 3, "周雅文、周雅文（挂职）、罗志远、陈启明"),
            ("沟赵办事处", 3, 3, "周雅文、罗志远、陈启明"),
            ("祥营村", 2, 2, "罗志远、陈启明"),
            ("梧桐办事处", 2, 1, "周雅文、陈启明"),
        ],
    ),
    ("shared-places", {"at_least": 4}, "place", [("石佛办事处",)]),
    (
        "article-facts",
        {"article": "b.txt#1"},
        "kind date role value",
        [
            ("Visit", "2022-11-01", "place", "梧桐办事处"),
            ("Visit", "2022-11-01", "visitor", "周雅文、陈启明"),
            ("Meeting", "2022-11-01", "attendee", "周雅文"),
            ("Meeting", "2022-11-01", "chair", "陈启明"),
            ("Meeting", "2022-11-01", "name", "座谈会"),
            ("Meeting", "2022-11-01", "partOf", article("b.txt#1") + "/visit/100-0"),
            ("Meeting", "2022-11-01", "place", "梧桐办事处"),
            ("Directive", "2022-11-01", "content", "正视问题"),
            ("Directive", "2022-11-01", "issuedDuring", "座谈会"),
            ("Directive", "2022-11-01", "issuer", "座谈会"),
        ],
    ),
    (
        "article-facts",
        {"article": "爱心捐赠"},
        "role value",
        [
            ("donor", "明德食品有限公司"),
            ("item", "保温杯 200个、蔬菜"),
            ("recipient", "沟赵办事处"),
            ("valueCNY", "5000"),
        ],
    ),
    ("article-facts", {"article": article("g.txt")}, "role", []),
    (
        "timeline",
        {"person": "周雅文"},
        "date kind role what",
        [
            ("2022-11-01", "Meeting", "attendee", "座谈会"),
            ("2022-11-01", "Visit", "visitor", "梧桐办事处"),
            ("2022-11-20", "Visit", "visitor", "沟赵办事处"),
            ("2022-12-10", "Visit", "visitor", "石佛办事处"),
            ("2023-01-05", "Tenure", "holder", "高新区党工委书记"),
            ("--11-03", "Visit", "visitor", "石佛办事处"),
        ],
    ),
    (
        "co-visits",
        {"at_least": 1},
        "first second visits first_day last_day",
        [
            ("周雅文", "陈启明", 2, "2022-11-01", "2022-11-01"),
            ("罗志远", "陈启明", 2, "2022-10-30", "2022-12-03"),
        ],
    ),
    (
        "attention-by-place",
        {"since": "2022-11-01"},
        "month place visits officials",
        [
            ("2022-11", "梧桐办事处", 1, 2),
            ("2022-11", "沟赵办事处", 1, 1),
            ("2022-12", "祥营村", 1, 2),
            ("2022-12", "石佛办事处", 1, 1),
        ],
    ),
    (
        "attention-by-topic",
        {},
        "month topic visits officials",
        [("2022-10", "疫情防控", 1, 2)],
    ),
    (
        "follow-up",
        {"place": "沟赵办事处"},
        "issued issuer content visited visitor after",
        [("2022-10-30", "陈启明", "做好防控", "2022-11-20", "周雅文", 21)],
    ),
    ("follow-up", {"place": "沟赵办事处", "days": 20}, "after", []),
    ("undated", {}, "kind quote title", [("Visit", "罗志远也曾到石佛", "石佛见闻")]),
    (
        "weak",
        {},
        "confidence rule kind quote",
        [(Decimal("0.6"), "visit-test", "Visit", "周雅文到石佛")],
    ),
    ("weak", {"below": "0.6"}, "rule", []),
    (
        "corroborated",
        {},
        "kind date who what articles",
        [
            ("Donation", "2022-11-07", "明德食品有限公司", "沟赵办事处", 2),
            ("Tenure", None, "陈启明", "高新区党工委书记", 2),
            ("Visit", "2022-10-30", "陈启明", "沟赵办事处", 2),
        ],
    ),
    (
        "conflicts",
        {},
        "kind date who what values",
        [
            ("quantity", "2022-11-07", "明德食品有限公司", "保温杯 个", "180、200"),
            ("status", "2022-10-30", "陈启明", "高新区党工委书记", "current、former"),
        ],
    ),
    (
        "day",
        {"day": "2022-11-01"},
        "date kind who what",
        [
            ("2022-11-01", "Directive", "座谈会", "正视问题"),
            ("2022-11-01", "Meeting", "陈启明", "座谈会"),
            ("2022-11-01", "Visit", "周雅文、陈启明", "梧桐办事处"),
        ],
    ),
    (
        "day",
        {"day": "2022-12-02"},
        "date kind who what",
        [("2022-12-01/2022-12-03", "Visit", "陈启明", "祥营村")],
    ),
    (
        "coverage",
        {},
        "publisher month articles events tenures",
        [
            (None, "2022-12", 2, 1, 0),
            ("中原报", None, 1, 2, 0),
            ("中原报", "2022-11", 1, 1, 0),
            ("高新早报", "2022-11", 3, 10, 3),
            ("高新早报", "2023-01", 1, 0, 2),
        ],
    ),
    (
        "meetings",
        {"person": "陈启明"},
        "date meeting role place title",
        [("2022-11-01", "座谈会", "chair", "梧桐办事处", "座谈会召开")],
    ),
]


@pytest.mark.parametrize(
    ("query", "parameters", "columns", "rows"),
    ANSWERS,
    ids=[f"{number}-{answer[0]}" for number, answer in enumerate(ANSWERS)],
)
def test_answers(
    graph: Graph, query: str, parameters: dict[str, Any], columns: str, rows: Rows
) -> None:
    assert asked(graph, query, columns, **parameters) == rows


def test_every_query_has_an_answer_checked() -> None:
    assert {query for query, *_ in ANSWERS} | {"annotations"} == set(shipped())


def test_annotations_give_position_and_quote(graph: Graph) -> None:
    rows = graph.query("annotations", article="爱心捐赠")
    assert rows.form == "graph"
    found = {(str(row["predicate"]).rpartition("#")[2], row["object"]) for row in rows}
    assert ("start", 100) in found
    assert ("exact", "明德食品向沟赵办事处捐赠200个保温杯和蔬菜") in found
    assert ("hasSource", article("c.txt")) in found


def test_order_of_loading_changes_no_answer() -> None:
    forward, back = (Graph.of(small_town().store(backwards=b)) for b in (False, True))
    for name in shipped():
        if name == "annotations":
            continue
        required = {key: value for query, key_values, _, _ in ANSWERS if query == name
                    for key, value in key_values.items()}  # fmt: skip
        assert list(forward.query(name, **required)) == list(back.query(name, **required)), name


def test_rejected_decisions_join_nobody(graph: Graph) -> None:
    assert asked(graph, "meetings", "role", person="罗志远") == []


# -- headers of one's own


FAULTY = [
    "#+ summary",
    "#+ parameters:\n#+   - name: a\n#+     kind: colour\nSELECT $a {}",
    "#+ parameters: none\nSELECT * {}",
]


@pytest.mark.parametrize("text", FAULTY)
def test_a_faulty_header_is_told(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        described(text)
    assert caught.value.code in ("query-header", "query-header-kind")
    assert str(caught.value)


def test_headers_quote_and_list() -> None:
    query = described('#+ summary: "a: b"\n#+ tags: [x, y]\nASK {}', "own")
    assert (query.summary, query.tags, query.parameters) == ("a: b", ("x", "y"), ())
