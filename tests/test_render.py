"""Results as people and programs read them; the W3C's forms are held against other readers."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.query import Graph, Rows
from kg.render import display_width, forms, shorten, text, write
from tests.town import small_town

ODD = (
    'SELECT * { VALUES (?a ?b) { ("a|b\\\\c\\n行" "q\\"<\\t&>"@zh) (<http://x/?a=1&b=2> 1.5) '
    '(UNDEF true) ("=1,2" 7) ("--11-03"^^xsd:gMonthDay "\\r\\u0001") } }'
)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph.of(small_town().store())


def odd() -> Rows:
    return Graph.of(ox.Store()).query(ODD)


# -- tables


def test_a_table_lines_up_wide_characters(graph: Graph) -> None:
    table = text(graph.query("donation-totals")).splitlines()
    assert table == [
        "item    unit  total  stated  donations",
        "------  ----  -----  ------  ---------",
        "保温杯  个      400       3          3",
        "蔬菜              0       0          1",
    ]


@pytest.mark.parametrize("width", [50, 60, 80, 120])
def test_a_table_fits_the_terminal(graph: Graph, width: int) -> None:
    table = text(graph.query("itinerary", person="陈启明"), width=width)
    assert max(map(display_width, table.splitlines())) <= width
    assert "…" in table


def test_a_wide_terminal_shows_all(graph: Graph) -> None:
    table = text(graph.query("itinerary", person="陈启明"), width=1000)
    assert "…" not in table
    assert table == text(graph.query("itinerary", person="陈启明"))


def test_a_cell_has_one_line() -> None:
    table = text(odd())
    assert len(table.splitlines()) == 2 + 5
    assert "a|b\\c行" in table


def test_an_empty_table(graph: Graph) -> None:
    assert text(graph.query("day", day="1999-01-01"), width=30).splitlines()[2:] == []


def test_yes_and_no(graph: Graph) -> None:
    rows = graph.query("ASK { ?s a zj:Visit }")
    assert text(rows) == "true\n"
    assert json.loads(text(graph.query("ASK {}"), "json")) == {"head": {}, "boolean": True}
    assert "<boolean>true</boolean>" in text(graph.query("ASK {}"), "xml")
    assert text(graph.query("ASK {}"), "csv") == "answer\r\ntrue\r\n"


@pytest.mark.parametrize(
    ("given_text", "width"),
    [("", 0), ("abc", 3), ("陈启明", 6), ("，", 2), ("e\u0301", 1), ("“", 1)],
)
def test_display_width(given_text: str, width: int) -> None:
    assert display_width(given_text) == width


@given(st.lists(st.text(max_size=40), min_size=1, max_size=6), st.integers(20, 100))
def test_any_cells_fit(cells: list[str], width: int) -> None:
    terms = tuple(ox.Literal(cell.encode("utf-8", "replace").decode()) for cell in cells)
    names = [f"c{number}" for number in range(len(terms))]
    table = text(Rows(names, iter([terms])), width=width)
    room = max(width, 6 * len(cells))
    assert all(display_width(line) <= room for line in table.split("\n"))


def test_iris_are_shortened_for_reading_only() -> None:
    assert shorten("https://w3id.org/zhengji/id/place/祥营村-1") == "place/祥营村-1"
    assert shorten("https://w3id.org/zhengji/ontology#Visit") == "zj:Visit"
    assert shorten("http://other/") == "http://other/"


def test_markdown() -> None:
    lines = text(odd(), "markdown").splitlines()
    assert lines[:2] == ["| a | b |", "|---|---|"]
    assert lines[2].startswith("| a\\|b\\\\c行 | ")
    assert len(lines) == 7


# -- forms of the W3C


def test_csv_is_read_back() -> None:
    written = text(odd(), "csv")
    assert written.startswith("a,b\r\n")
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert rows[1] == ["a|b\\c\n行", 'q"<\t&>']
    assert rows[3] == ["", "true"]


def test_csv_for_excel() -> None:
    stream = io.BytesIO()
    write(odd(), "csv", stream, bom=True)
    assert stream.getvalue().startswith(b"\xef\xbb\xbfa,b\r\n")


@pytest.mark.parametrize("form", ["json", "xml", "tsv", "csv"])
def test_two_other_readers_agree(form: str) -> None:
    written = text(odd(), form)
    own = [tuple(row) for row in odd().terms()]
    if form != "csv":  # which keeps no types
        kind = getattr(ox.QueryResultsFormat, form.upper())
        engine = ox.parse_query_results(written.encode(), format=kind)
        assert isinstance(engine, ox.QuerySolutions)
        found = [tuple(row) for row in engine]
        assert found == ([tuple(map(_in_xml, row)) for row in own] if form == "xml" else own)
    if form != "tsv":  # rdflib 7.6 reads no line feed in TSV
        result = rdflib.query.Result.parse(io.BytesIO(written.encode()), format=form)
        assert len(result) == len(own)


def _in_xml(term: object) -> object:
    control = isinstance(term, ox.Literal) and term.value == "\r\x01"
    return ox.Literal("\r\ufffd") if control else term


def test_json_lines_are_plain_objects(graph: Graph) -> None:
    lines = text(graph.query("donations-to", recipient="梧桐办事处"), "jsonl").splitlines()
    found = json.loads(lines[0])
    assert (found["date"], found["quantity"], found["value"]) == ("2022-11-08", 20, None)


def test_xml_escapes() -> None:
    root = ET.fromstring(text(odd(), "xml"))
    names = [
        one.get("name") for one in root.iter("{http://www.w3.org/2005/sparql-results#}variable")
    ]
    assert names == ["a", "b"]


# -- graphs


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("form", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_a_graph_in_any_form(graph: Graph, form: str) -> None:
    rows = graph.query("annotations", article="a.txt")
    written = text(rows, form)
    names = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}
    read = rdflib.Graph().parse(data=written, format=names[form])
    assert len(read) == len(graph.query("annotations", article="a.txt"))
    assert form in forms(rows)


def test_rows_are_no_graph(graph: Graph) -> None:
    rows = graph.query("coverage")
    with pytest.raises(UsageError) as caught:
        text(rows, "turtle")
    assert caught.value.code == "render-form"
    assert "turtle" not in str(caught.value).partition("Allowed")[2].partition(".")[0]
    with pytest.raises(UsageError):
        text(rows, "xlsx")


def test_a_graph_as_a_table(graph: Graph) -> None:
    table = text(graph.query("CONSTRUCT { ?s a zj:Visit } WHERE { ?s a zj:Visit }"), "csv")
    assert table.splitlines()[0] == "subject,predicate,object"
    assert len(table.splitlines()) == 9


def test_a_result_of_any_size_is_streamed() -> None:
    class Enough(Exception):  # noqa: N818 - no error
        pass

    class Sink(io.BytesIO):
        def write(self, piece: object) -> int:
            if self.tell() > 5000:
                raise Enough
            return super().write(piece)  # type: ignore[arg-type]

    for form in ("table", "csv", "jsonl"):
        terms = ((ox.Literal(number),) for number in range(10**9))
        with pytest.raises(Enough):
            write(Rows(["n"], terms), form, Sink())
