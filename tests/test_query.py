"""Asking: names and parameters, values bound as terms whatever they hold, errors that say where."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError, StoreError
from kg.library import described
from kg.parameters import term, terms
from kg.query import IRI, Graph
from kg.sparql import bind, guard, position, tokens
from tests.town import small_town

EMPTY = Graph.of(ox.Store())
ECHO = "SELECT (($value) AS ?same) {}"
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph.of(small_town().store())


def echoed(value: object) -> object:
    return next(iter(EMPTY.query(ECHO, value=value).terms()))[0]


def code_of(ask: Callable[[], object]) -> str:
    with pytest.raises(QueryError) as caught:
        ask()
    assert str(caught.value), "every message has its text"
    return caught.value.code


# -- parameters are terms, whatever is in them

HOSTILE = [
    '"',
    "'",
    "\\",
    '" } INSERT DATA { <a:b> <a:b> <a:b> } #',
    '") AS ?x) { ?s ?p ?o } #',
    '"""',
    "'''",
    "\\u0022) AS ?x",
    "\\\\u0022",
    "\n",
    "\r\n} # \t",
    "#",
    "> <a:b",
    "?value $value",
    "\x00\x01\x1f\x7f\ufffe",
    "}\u2028{",
    "张红军",
    "\U0002000b",
    "",
]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_strings_stay_strings(value: str) -> None:
    assert echoed(value) == ox.Literal(value)
    rows = EMPTY.query("SELECT * { ?s ?p $value }", value=value)
    assert set(rows.columns) == {"s", "p"}, "the pattern is still one pattern"


@given(st.text(st.characters(codec="utf-8")))
def test_any_string_comes_back(value: str) -> None:
    assert echoed(value) == ox.Literal(value)


@given(st.text())
def test_any_string_is_one_token(value: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in value):
        assert code_of(lambda: term(value)) == "query-parameter-value"
    else:
        assert [token.kind for token in tokens(term(value))] == ["string"]


@pytest.mark.parametrize(
    "value",
    ["", "no scheme", "a:b>", "a:b> <c:d", "http://x/\n", 'http://x/"', "http://x/{}", "a:\\"],
)
def test_what_is_no_iri_is_refused(value: str) -> None:
    assert code_of(lambda: EMPTY.query("SELECT * { $value ?p ?o }", value=IRI(value))) == (
        "query-parameter-value"
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean"))),
        (7, ox.Literal("7", datatype=ox.NamedNode(XSD + "integer"))),
        (-3, ox.Literal("-3", datatype=ox.NamedNode(XSD + "integer"))),
        (Decimal("1.5"), ox.Literal("1.5", datatype=ox.NamedNode(XSD + "decimal"))),
        (0.5, ox.Literal("0.5", datatype=ox.NamedNode(XSD + "double"))),
        (float("inf"), ox.Literal("INF", datatype=ox.NamedNode(XSD + "double"))),
        (date(2022, 11, 1), ox.Literal("2022-11-01", datatype=ox.NamedNode(XSD + "date"))),
        (
            datetime(2022, 11, 1, 8, 30),  # noqa: DTZ001
            ox.Literal("2022-11-01T08:30:00", datatype=ox.NamedNode(XSD + "dateTime")),
        ),
        (IRI("zj:Visit"), ox.NamedNode("https://w3id.org/zhengji/ontology#Visit")),
        (IRI("<http://x/y>"), ox.NamedNode("http://x/y")),
        (ox.NamedNode("http://x/y"), ox.NamedNode("http://x/y")),
        (ox.Literal("a", language="zh"), ox.Literal("a", language="zh")),
        (ox.Literal('"\n', datatype=ox.NamedNode("a:b")), ox.Literal('"\n', datatype=ox.NamedNode("a:b"))),
        (rdflib.URIRef("http://x/y"), ox.NamedNode("http://x/y")),
        (rdflib.Literal('a"b'), ox.Literal('a"b')),
        (rdflib.Literal("a", lang="zh"), ox.Literal("a", language="zh")),
        (rdflib.Literal(4), ox.Literal("4", datatype=ox.NamedNode(XSD + "integer"))),
    ],
)  # fmt: skip
def test_values_become_terms(value: object, expected: object) -> None:
    assert echoed(value) == expected


@pytest.mark.parametrize(
    "value", [object(), ["a"], rdflib.BNode("b"), ox.BlankNode("b"), "\ud800", rdflib.URIRef("a b")]
)
def test_values_that_are_no_terms(value: object) -> None:
    assert code_of(lambda: EMPTY.query(ECHO, value=value)) == "query-parameter-value"


DECLARED = """#+ parameters:
#+   - name: value
#+     kind: {kind}
#+     description: any
SELECT (($value) AS ?same) {{}}"""


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("date", "2022-11-01", "2022-11-01"),
        ("date", date(2022, 11, 1), "2022-11-01"),
        ("integer", "+007", 7),
        ("integer", 7, 7),
        ("decimal", ".5", Decimal("0.5")),
        ("decimal", 0.25, Decimal("0.25")),
        ("boolean", "TRUE", True),
        ("boolean", False, False),
        ("iri", "zj:Visit", "https://w3id.org/zhengji/ontology#Visit"),
        ("string", 5, "5"),
    ],
)
def test_the_declared_kind_decides(kind: str, value: object, expected: object) -> None:
    rows = EMPTY.query(DECLARED.format(kind=kind), value=value)
    assert rows[0] == {"same": expected}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("date", "2022-11"),
        ("date", "2022-02-30"),
        ("date", "20221101"),
        ("date", "２０２２-11-01"),
        ("integer", "1.5"),
        ("integer", "七"),
        ("integer", "1 } #"),
        ("decimal", "1e5"),
        ("decimal", "NaN"),
        ("boolean", "yes"),
        ("iri", "Visit"),
        ("string", "\udfff"),
    ],
)
def test_a_value_of_another_kind_is_refused(kind: str, value: object) -> None:
    with pytest.raises(QueryError) as caught:
        EMPTY.query(DECLARED.format(kind=kind), value=value)
    assert caught.value.code == "query-parameter-value"
    assert caught.value.fields["parameter"] == "value"


def test_choices_and_defaults() -> None:
    query = described(
        "#+ parameters:\n#+   - name: kind\n#+     choices: [Visit, Meeting]\n"
        "#+     default: Visit\n#+     description: any\nSELECT (($kind) AS ?same) {}"
    )
    assert terms(query, {}) == {"kind": '"Visit"'}
    assert terms(query, {"kind": None}) == {"kind": '"Visit"'}
    assert code_of(lambda: terms(query, {"kind": "Party"})) == "query-parameter-value"


# -- where a term may stand


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("SELECT $x { ?s ?p $x }", 'SELECT  ("v" AS ?x)  { ?s ?p  "v"  }'),
        ("SELECT DISTINCT ?x ?y {}", 'SELECT DISTINCT  ("v" AS ?x)  ?y {}'),
        ("SELECT (STR(?x) AS ?y) {}", 'SELECT (STR( "v" ) AS ?y) {}'),
        ("ASK { FILTER(!BOUND( $x ) || ?a < ?xy) }", "ASK { FILTER(! true  || ?a < ?xy) }"),
        ("ASK { ?s ?p '$x', \"?x\" } # $x", "ASK { ?s ?p '$x', \"?x\" } # $x"),
        ("ASK { <http://a/?x> ?x:y $x }", None),
        ("SELECT * {} GROUP BY ?x ORDER BY DESC(?x) ?x",
         'SELECT * {} GROUP BY  ("v")  ORDER BY DESC( "v" )  ("v") '),
        ("SELECT ?y { { SELECT ?x { } } }", 'SELECT ?y { { SELECT  ("v" AS ?x)  { } } }'),
    ],
)  # fmt: skip
def test_a_term_takes_the_place_of_its_tokens(text: str, bound: str | None) -> None:
    expected = bound or 'ASK { <http://a/?x>  "v" :y  "v"  }'
    assert bind(text, {"x": '"v"'}) == expected


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { BIND(1 AS ?x) }",
        "SELECT (1 AS $x) {}",
        "SELECT * { VALUES ?x { 1 } }",
        "SELECT * { VALUES (?y ?x) { (1 2) } }",
    ],
)
def test_what_the_query_sets_itself_cannot_be_given(text: str) -> None:
    assert code_of(lambda: EMPTY.query(text, x="v")) == "query-assigned"


def test_a_term_where_none_can_stand_is_told_with_its_name() -> None:
    with pytest.raises(QueryError) as caught:
        EMPTY.query("SELECT * { ?s $x ?o }", x="text")
    assert caught.value.code == "query-bound"
    assert 'x = "text"' in str(caught.value)


def test_bound_everywhere_and_grouped(graph: Graph) -> None:
    rows = graph.query(
        "SELECT ?name (COUNT(?visit) AS ?visits) { ?who rdfs:label ?name . "
        "OPTIONAL { ?visit zj:visitor ?who } FILTER EXISTS { ?who rdfs:label ?name } } "
        "GROUP BY ?name ORDER BY ?name",
        name="陈启明",
    )
    assert list(rows) == [{"name": "陈启明", "visits": 4}]


# -- names


def test_unknown_names_say_what_there_is(graph: Graph) -> None:
    with pytest.raises(QueryError) as caught:
        graph.query("itinerery", person="陈启明")
    assert caught.value.code == "query-name-near"
    assert "Did you mean 'itinerary'?" in str(caught.value)
    assert code_of(lambda: graph.query("zzzz")) == "query-name"
    assert code_of(lambda: graph.query("itinerary", pesron="a")) == "query-parameter-near"
    assert code_of(lambda: graph.query("itinerary", zzzz="a")) == "query-parameter"
    assert code_of(lambda: graph.query("itinerary")) == "query-parameter-missing"
    assert code_of(lambda: graph.query("SELECT * {}", zzzz="a")) == "query-parameter"


def test_a_query_in_a_file(graph: Graph, tmp_path: Path) -> None:
    file = tmp_path / "own.rq"
    file.write_text("#+ summary: own\nSELECT ?s { ?s rdfs:label $name }", encoding="utf-8")
    assert len(graph.query(str(file), name="祥营村")) == 1
    assert code_of(lambda: graph.query(str(tmp_path / "none.rq"))) == "query-file"
    file.write_bytes(b"\xff\xfe")
    assert code_of(lambda: graph.query(str(file))) == "query-file"


def test_queries_are_listed() -> None:
    assert [query.name for query in Graph.queries()][:2] == ["annotations", "article-facts"]


# -- what cannot be read says where


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("SELECT ?x WHERE {\n ?x zj:place }", 2, 14),
        ("SELECT ?x {", 1, 12),
        ('SELECT *\n{ ?s ?p "open }', 2, 9),
        ("SELECT * { ?s ?p ?o } LIMIT many", 1, 29),
        ("SELECT * {\n\n ?s \u3000?p 1 }", 3, 5),
        ("SELECT * { ?s ?p \u201ca\u201d }", 1, 18),
        ("", 1, 1),
        ("SELECT * { ?s ?p \\u0022 }", 1, 18),
    ],
)
def test_malformed_queries(text: str, line: int, column: int) -> None:
    with pytest.raises(QueryError) as caught:
        EMPTY.query(text)
    fields = caught.value.fields
    assert (caught.value.code, fields["line"], fields["column"]) == ("query-syntax", line, column)
    assert f"line {line}, column {column}" in str(caught.value)


def test_the_engine_s_own_reason_is_kept() -> None:
    with pytest.raises(QueryError, match=r"The SELECT contains a variable that is unbound"):
        EMPTY.query("SELECT ?x ?y { ?x ?p ?y } GROUP BY ?x")


def test_faults_count_in_the_query_as_written() -> None:
    with pytest.raises(QueryError) as caught:
        EMPTY.query("SELECT * { ?s ?p $x . ?s zj:place }", x="a long value " * 9)
    assert (caught.value.fields["line"], caught.value.fields["column"]) == (1, 35)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SELECT * { ?s zk:place 1 }", "query-prefix"),
        ("SELECT * { ?s rdf2:type 1 }", "query-prefix-near"),
        ("SELECT * { ?s <place> 1 }", "query-relative"),
    ],
)
def test_names_that_lead_nowhere(text: str, code: str) -> None:
    assert code_of(lambda: EMPTY.query(text)) == code


def test_prefixes_of_one_s_own_are_known() -> None:
    own = "BASE <http://a/> PREFIX my: <http://my/> PREFIX : <#> SELECT * { <x> my:y :z }"
    assert list(EMPTY.query(own)) == []


# -- what must not run

UPDATES = [
    "INSERT DATA { <a:b> <a:b> <a:b> }",
    "PREFIX x: <a:> DELETE WHERE { ?s ?p ?o }",
    "LOAD <http://127.0.0.1:9/>",
    "clear all",
    "# SELECT\nDROP ALL",
]


@pytest.mark.parametrize("text", UPDATES)
def test_updates_are_refused(text: str) -> None:
    assert code_of(lambda: EMPTY.query(text)) == "query-update"


REMOTE = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { { SELECT * { OPTIONAL { SERVICE ?x { ?s ?p ?o } } } } }",
    "SELECT * { FILTER EXISTS { ?s ?p true SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } } }",
    "SELECT * { ?s ?p trueSERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p 1.SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "PREFIX x: <http://127.0.0.1:9/> SELECT * { SERVICEx:y { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?a FILTER(?a<?b)SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "PREFIX a: <a:> SELECT * { ?s a:\\'x 1 . SERVICE <http://127.0.0.1:9/> { ?s ?p 'x' } }",
    "CONSTRUCT WHERE { ?s ?p ?o } # \r SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
]


@pytest.mark.parametrize("text", REMOTE, ids=range(len(REMOTE)))
def test_nothing_goes_to_the_network_unasked(text: str) -> None:
    assert code_of(lambda: EMPTY.query(text)) == "query-network"


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p \'SERVICE\', """\nSERVICE <x:y> {}""" }',
        "SELECT * { ?s <http://x/SERVICE#LOAD> ?service } # SERVICE",
        "PREFIX x: <a:> SELECT * { ?s x:service $load }",
    ],
)
def test_the_word_alone_is_no_service(text: str) -> None:
    assert list(EMPTY.query(text)) == []


def test_the_network_can_be_allowed() -> None:
    guard(REMOTE[0], allow_network=True)
    graph = Graph.of(ox.Store(), allow_network=True)
    assert code_of(lambda: list(graph.query(REMOTE[0]))) == "query-failed"


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(QueryError):
        EMPTY.query(text)


@given(st.text())
def test_tokens_lose_nothing(text: str) -> None:
    with suppress(QueryError):
        assert "".join(token.text for token in tokens(text)) == text


def test_position_counts_from_one() -> None:
    assert position("ab\ncd", 0) == (1, 1)
    assert position("ab\ncd", 4) == (2, 2)


# -- rows


def test_rows_are_plain_values(graph: Graph) -> None:
    rows = graph.query(
        'SELECT * { VALUES (?i ?d ?f ?b ?s ?l ?t ?u) { (7 1.5 1e0 true "a" "b"@zh '
        '"--11-03"^^xsd:gMonthDay UNDEF) } }'
    )
    numbers = {"i": 7, "d": Decimal("1.5"), "f": 1.0, "b": True}
    values = numbers | {"s": "a", "l": "b", "t": "--11-03", "u": None}
    assert rows[0] == values
    assert rows[-1:] == [values]
    assert len(rows) == 1
    assert bool(rows)


def test_rows_can_be_read_again(graph: Graph) -> None:
    rows = graph.query("SELECT ?s { ?s a zj:Visit } ORDER BY ?s")
    first = next(iter(rows))
    assert len(rows) == 8
    assert next(iter(rows)) == first
    assert len(list(rows.stream())) == 8
    assert code_of(lambda: len(rows)) == "query-once"


def test_a_yes_or_no(graph: Graph) -> None:
    yes, no = (graph.query(f"ASK {{ ?s a zj:{kind} }}") for kind in ("Visit", "Link"))
    assert (bool(yes), bool(no)) == (True, False)
    assert yes.form == "boolean"
    assert list(no) == [{"answer": False}]


def test_a_graph(graph: Graph) -> None:
    rows = graph.query("DESCRIBE $who", who=IRI("https://w3id.org/zhengji/id/identity/1"))
    assert rows.form == "graph"
    assert rows.columns == ("subject", "predicate", "object")
    assert len(rows) == 3


def test_frames(graph: Graph) -> None:
    pandas = pytest.importorskip("pandas")
    frame = graph.query("donation-totals").frame()
    assert isinstance(frame, pandas.DataFrame)
    assert frame["total"].tolist() == [400.0, 0.0]
    assert list(frame.columns) == ["item", "unit", "total", "stated", "donations"]


def test_frames_of_polars(graph: Graph) -> None:
    polars = pytest.importorskip("polars")
    frame = graph.query("donation-totals").frame("polars")
    assert isinstance(frame, polars.DataFrame)


def test_no_library_for_frames(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.query.import_module", _not_there)
    assert code_of(graph.query("donation-totals").frame) == "query-no-frame"


def _not_there(name: str) -> None:
    raise ImportError(name)


# -- stores


def test_graphs_that_a_query_names_are_all_it_sees(graph: Graph) -> None:
    """Previously FROM was read and not heeded."""
    direct = f"<{graph.base}graph/direct>"
    count = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"

    def counted(named: str) -> int:
        return int(str(graph.query(count.format(named))[0]["n"]))

    inside = len(graph.query(f"SELECT * {{ GRAPH {direct} {{ ?s ?p ?o }} }}"))
    assert 0 < inside < counted("")
    assert counted(f"FROM {direct}") == counted(f"from{direct}") == inside
    assert counted("FROM <urn:none>") == counted(f"FROM NAMED {direct}") == 0
    assert graph.query('ASK { ?x a zj:Visit FILTER("from" != "FROM") }')[0]["answer"] is True


def test_a_store_on_disk(example_store: Path) -> None:
    with Graph(example_store) as graph:
        assert len(graph.query("coverage")) > 0


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        Graph(tmp_path / "none")
    assert caught.value.code == "store-missing"
    assert not (tmp_path / "none").exists()
