"""Asking a store on disk: queries that are ended in time, plans, the view for rdflib, `kg search`."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.cli import main
from kg.errors import QueryError, StoppedError, StoreError
from kg.query import Graph

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
MANY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
Kg = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def graph(example_store: Path) -> Iterator[Graph]:
    with Graph(example_store) as opened:
        yield opened


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that queries run in, as they are begun."""
    begun: list[subprocess.Popen[bytes]] = []

    class Recorded(subprocess.Popen[bytes]):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[call-overload]
            begun.append(self)

    monkeypatch.setattr("kg.apart.subprocess.Popen", Recorded)
    return begun


@pytest.fixture
def kg(
    example_store: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> Kg:
    """Run a command on the store of the examples, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_STORE", str(example_store))

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


def code_of(ask: Callable[[], object]) -> str:
    with pytest.raises(QueryError) as caught:
        ask()
    assert str(caught.value), "every message has its text"
    return caught.value.code


# -- queries in time


def test_a_query_that_never_ends_is_ended(
    example_store: Path, processes: list[subprocess.Popen[bytes]]
) -> None:
    with Graph(example_store, timeout=0.3) as graph, pytest.raises(StoppedError) as caught:
        len(graph.query(ENDLESS))
    assert caught.value.code == "query-late"
    assert caught.value.exit_code == 1
    assert "0.3 s" in str(caught.value)
    assert [one.returncode for one in processes] == [-9]


def test_rows_without_end_are_cut_off(
    example_store: Path, processes: list[subprocess.Popen[bytes]]
) -> None:
    with Graph(example_store, timeout=3) as graph:
        rows = graph.query(MANY).stream()
        assert len(next(rows)) == 9
        assert code_of(lambda: [None for _ in rows]) == "query-late"
    assert processes[0].returncode is not None


def test_rows_that_nobody_wants_end_their_process(
    example_store: Path, processes: list[subprocess.Popen[bytes]]
) -> None:
    with Graph(example_store, timeout=600) as graph:
        rows = graph.query(MANY)
        assert rows[0]["a"]
        del rows
    assert [one.returncode for one in processes] == [-9]


def test_a_process_that_somebody_ends_is_told(
    example_store: Path, processes: list[subprocess.Popen[bytes]]
) -> None:
    with Graph(example_store, timeout=600) as graph:
        rows = graph.query(MANY).stream()
        next(rows)
        processes[0].kill()
        assert code_of(lambda: [None for _ in rows]) == "query-failed"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?kind ?none { ?x a ?kind OPTIONAL { ?x zj:nothing ?none } } LIMIT 500",
        'SELECT ("甲"@zh AS ?a) ("--11-03"^^xsd:gMonthDay AS ?b) (1.50 AS ?c) ("\\u0001" AS ?d) {}',
        "ASK { ?x a zj:Visit }",
        "ASK { ?x a zj:Nothing }",
        "CONSTRUCT { ?x a zj:Event } { ?x a zj:Visit }",
        "SELECT * { ?x a zj:Nothing }",
        "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/zhengji/id/graph/direct> { ?x ?y ?z }",
    ],
)
def test_what_comes_in_time_is_the_same(text: str, graph: Graph) -> None:
    assert graph.path is not None
    with Graph(graph.path, timeout=600) as timed:
        there, here = timed.query(text), graph.query(text)
        assert (there.form, there.columns) == (here.form, here.columns)
        assert sorted(map(str, there.terms())) == sorted(map(str, here.terms()))


def test_faults_are_told_as_without_a_limit(graph: Graph) -> None:
    assert graph.path is not None
    with Graph(graph.path, timeout=600) as timed:
        for text in ("SELECT * { ?x ", "SELECT * { ?x ?y ?z } GROUP BY ?x", "SELECT ?x ?x {}"):
            told = [str(_fault(one, text)) for one in (timed, graph)]
            assert told[0] == told[1]


def _fault(graph: Graph, text: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        graph.query(text)
    return caught.value


@pytest.mark.parametrize("seconds", ["nan", "inf", "1e300", "0", "-1"])
def test_what_is_no_time_is_refused(seconds: str, graph: Graph, kg: Kg) -> None:
    code, out, err = kg("query", "ASK {}", "--timeout", seconds)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert graph.path is not None
    path = graph.path
    assert code_of(lambda: Graph(path, timeout=float(seconds))) == "query-timeout"


def test_the_command_ends_a_query_and_leaves_no_file(kg: Kg) -> None:
    ran = kg("query", MANY, "--timeout", "1", "--format", "csv", "--output", "rows.csv")
    assert ran[:2] == (1, "")
    assert ran[2].startswith("Error: The query was ended after 1 s.")
    assert list(Path().iterdir()) == []
    assert kg("query", "ASK {}", "--timeout", "600")[:2] == (0, "true\n")
    assert kg("query", "ASK {}", "--timeout", "0")[0] == 2


# -- files


def test_a_disk_that_fills_up_leaves_what_stood_there(kg: Kg) -> None:
    Path("rows.csv").write_text("before")
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, most))
    try:
        ran = kg("query", f"{MANY} LIMIT 20000", "--format", "csv", "--output", "rows.csv")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert ran[:2] == (1, "")
    assert ran[2].startswith("Error: rows.csv: could not be written to its end: ")
    assert [file.name for file in Path().iterdir()] == ["rows.csv"]
    assert Path("rows.csv").read_text() == "before"
    assert kg("query", "visits", "--output", "/dev/full")[0] == 1
    assert kg("query", "visits", "--output", "nowhere/rows.csv")[0] == 2


def test_an_empty_store_answers_with_nothing(tmp_path: Path, kg: Kg) -> None:
    ox.Store(str(tmp_path / "empty.store"))
    for asked in ("visits", "donors", "SELECT * { ?x a zj:Visit }"):
        code, out, told = kg("query", asked, "--format", "csv", "--store", "empty.store")
        assert (code, out.count("\n")) == (0, 1)
        assert told.startswith("No rows.")
    code, out, told = kg("search", "供暖", "--store", "empty.store")
    assert (code, out) == (0, "")
    assert told.startswith("Nothing found.")


def test_a_name_that_nothing_bears_is_told_with_names_near(kg: Kg) -> None:
    code, _, told = kg("query", "visitors", "-p", "place=安乐")
    assert code == 0
    assert "Nothing in the store is called '安乐'. Did you mean: 安乐镇" in told
    for arguments in (["companions", "-p", "person=戚未央"], ["follow-up", "-p", "place=安乐镇"]):
        assert kg("query", *arguments)[2].count("\n") == 1
    assert kg("query", "conflicts")[2].count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "smallest"),
    [
        (["query", "visits"], 0),  # does not open
        (["export"], 10_000),  # opens, and cannot be read
        (["search", "供暖"], 10_000),
        (["stats"], 10_000),
    ],
)
def test_a_damaged_store_is_told(
    arguments: list[str], smallest: int, example_store: Path, kg: Kg
) -> None:
    damage(example_store, Path("damaged.store"), smallest)
    code, _, err = kg(*arguments, "--store", "damaged.store")
    assert code == 1
    assert "Corruption" in err
    assert "Put a copy back" in err
    assert "in use by another process" not in err


@pytest.mark.parametrize("smallest", [0, 10_000])
def test_a_damaged_store_is_told_in_python(
    smallest: int, example_store: Path, tmp_path: Path
) -> None:
    damage(example_store, tmp_path / "damaged.store", smallest)
    with pytest.raises((StoreError, QueryError), match="Corruption"):
        list(Graph(tmp_path / "damaged.store").query("SELECT * { ?subject ?predicate ?object }"))


def damage(store: Path, copy: Path, smallest: int) -> None:
    """A copy of a store whose files of at least so many bytes begin with nothing."""
    shutil.copytree(store, copy)
    for file in copy.glob("*.sst"):
        data = file.read_bytes()  # its first blocks hold data, its last ones say where they are
        if len(data) >= smallest:
            lost = min(2000, len(data) // 4)
            file.write_bytes(bytes(lost) + data[lost:])


# -- plans


def test_a_plan_shows_steps_with_results_and_time(graph: Graph) -> None:
    text = graph.explain("day", day="2022-12-05")
    query, _, steps = text.partition("\n\n  results        ms\n")
    assert '"2022-12-05"^^<http://www.w3.org/2001/XMLSchema#date>' in query
    lines = steps.splitlines()
    assert len(lines) > 10
    assert {int(line.split()[0]) >= 0 and float(line.split()[1]) >= 0 for line in lines} == {True}
    assert any("QuadPattern(?event zj:statedDate " in line for line in lines)
    nothing = graph.explain("SELECT * FROM <urn:none> { ?x a zj:Visit }").rpartition("\n\n")[2]
    assert {line.split()[0] for line in nothing.splitlines()[1:]} == {"0"}
    assert "rdf:type" in graph.explain("CONSTRUCT { ?x a zj:Event } { ?x a zj:Visit }")


def test_no_plan(graph: Graph, kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert code_of(lambda: Graph.of(ox.Store()).explain("visits")) == "query-no-plan-in-memory"
    assert code_of(lambda: graph.explain("DROP ALL")) == "query-update"
    assert kg("query", ENDLESS, "--explain", "--timeout", "0.3")[0] == 1
    monkeypatch.setattr("kg.plan.shutil.which", lambda *_, **__: None)
    assert code_of(lambda: graph.explain("visits")) == "query-no-plan"


# -- rdflib


def test_rdflib_sees_the_same_triples(graph: Graph) -> None:
    pytest.importorskip("oxrdflib")
    dataset = graph.dataset()
    (count,) = graph.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert len({tuple(quad[:3]) for quad in dataset.quads()}) == count["n"]
    ours = graph.query("SELECT ?name { ?who a zj:Person ; rdfs:label ?name } ORDER BY ?name")
    theirs = dataset.query("SELECT ?name { ?who a zj:Person ; rdfs:label ?name } ORDER BY ?name")
    assert [row["name"] for row in ours] == [
        str(row[rdflib.Variable("name")]) for row in theirs.bindings
    ]
    assert len(ours) > 50


def test_the_view_is_for_reading(graph: Graph) -> None:
    pytest.importorskip("oxrdflib")
    node = rdflib.URIRef("urn:a")
    with pytest.raises((OSError, RuntimeError)):
        graph.dataset().add((node, node, node))
    assert not graph.query("ASK { <urn:a> ?p ?o }")


def test_no_oxrdflib(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "oxrdflib", None)
    assert code_of(graph.dataset) == "query-no-dataset"


# -- the search, as a command


def test_search_marks_words_in_their_sentence(kg: Kg) -> None:
    code, out, told = kg("search", "供暖", "关林")
    assert (code, told) == (0, "")
    assert out.startswith("2022-12-16  Article  洛龙区领导督导供暖保障和养老服务")
    assert "«关林»办事处督导«供暖»保障工作" in out.splitlines()[1]


def test_search_in_other_forms(kg: Kg) -> None:
    looking = ("search", "调研", "--kind", "Visit", "--until", "2022-12-06", "--person", "褚明轩")
    (hit,) = json.loads(kg(*looking, "--format", "json")[1])
    assert (hit["kind"], hit["date"]) == ("Visit", "2022-12-06")
    (start, end), *_ = hit["marks"]
    assert hit["sentence"][start:end] == "调研"
    header, row = kg(*looking, "--format", "csv", "--output", "-")[1].splitlines()
    assert header == "date,kind,sentence,title,publisher,node,article,score"
    assert row.startswith("2022-12-06,Visit,")
    assert "«调研»" in row


def test_what_cannot_be_searched_is_wrong_usage(kg: Kg) -> None:
    for wrong in (["--kind", "Party"], ["--person", "无名氏"], ["--since", "2022-11"]):
        code, out, told = kg("search", "供暖", *wrong)
        assert (code, out) == (2, "")
        assert told.startswith("Error: ")
        assert wrong[1] in told
