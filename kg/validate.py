"""SHACL: whether a store or a file has the shapes of `ontology/shapes.ttl`.

Input: a store, or a file of RDF. Output: violations, in order, each once. Needs pySHACL (the
extra `validate`). The graph is taken apart, so that memory does not grow with the store: some
articles at a time with all that they refer to, then what articles share. Constraints in SPARQL
that target a class or property as a whole are asked of the engine, once each.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kg.errors import InputError, UsageError
from kg.query import Rows
from kg.resources import data
from kg.sparql import PREFIXES
from kg.vocabulary import Property

if TYPE_CHECKING:
    from rdflib import Graph

SHAPES: Final = "https://w3id.org/zhengji/shapes#"
ARTICLES: Final = 40  # articles at a time: some 4,000 triples, 1 s
SHARED: Final = 1000  # shared nodes at a time
_SH: Final = "http://www.w3.org/ns/shacl#"
_OF_ARTICLE: Final = "/graph/article/"
_DIRECT: Final = "/graph/direct"
_BLANK: Final = "_:"


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """A node that a shape does not fit; `path` and `value` are empty where they say nothing.

    `message` is English, `message_zh` Chinese; `quote` the words that state the node.
    """

    node: str
    shape: str
    path: str
    value: str
    message: str
    message_zh: str
    quote: str = ""


def validate(
    source: ox.Store | Path,
    own: Sequence[Path] = (),
    *,
    progress: Callable[[Iterable[list[ox.Quad]]], Iterable[list[ox.Quad]]] = iter,
) -> list[Violation]:
    """All violations of a store, or of an RDF file (its form is told by the suffix).

    `own` are folders with a user's own classes (`.ttl`). `progress` hands on the parts that the graph
    is taken into, and may show how far it is. Raises UsageError without pySHACL,
    InputError for a file that cannot be read.
    """
    engine = read(source) if isinstance(source, Path) else source
    run, core, ontology = _pyshacl(), _core(), _ontology(tuple(own))
    found = set(_asked(engine, _shapes()))
    with _literals_as_written():
        for part in progress(parts(engine)):
            report = run(_graph(part), shacl_graph=core, ont_graph=ontology)[1]
            found |= set(_violations(report, engine))
    return sorted(found)


def table(found: Sequence[Violation], language: str = "en") -> Rows:
    """Violations as rows, to be rendered like the answer of a query; messages in en or zh."""
    columns = ("shape", "message", "node", "path", "value", "quote")
    lines = (
        (one.shape, one.message_zh if language == "zh" else one.message, one.node, one.path,
         one.value, one.quote)
        for one in found
    )  # fmt: skip
    return Rows(columns, (tuple(ox.Literal(cell) for cell in line) for line in lines))


def read(file: Path) -> ox.Store:
    """The graph of a file, in memory."""
    form = ox.RdfFormat.from_extension(file.suffix.removeprefix("."))
    if form is None:
        known = "ttl, nt, nq, trig, jsonld, rdf"
        raise InputError("validate-form", source=file, found=file.suffix, known=known)
    engine = ox.Store()
    try:
        engine.load(path=str(file), format=form)
    except (OSError, SyntaxError, ValueError) as error:
        raise InputError("validate-read", source=file, reason=error) from error
    return engine


def parts(engine: ox.Store) -> Iterator[list[ox.Quad]]:
    """The quads of some articles at a time, then of what they share, with all that is referred to.

    A graph that is not kept by article, such as a Turtle file, is one part.
    """
    names = sorted(str(name) for name in engine.named_graphs() if _OF_ARTICLE in str(name))
    if not names:
        yield list(engine.quads_for_pattern(None, None, None, None))
        return
    for chunk in _chunks(names, ARTICLES):
        graphs = [ox.NamedNode(name[1:-1]) for name in chunk]
        own = [
            quad for graph in graphs for quad in engine.quads_for_pattern(None, None, None, graph)
        ]
        yield _with_referents(own, engine)
    shared = {
        quad.subject
        for quad in engine.quads_for_pattern(None, None, None, None)
        if _OF_ARTICLE not in str(quad.graph_name)
    }
    for nodes in _chunks(sorted(shared, key=str), SHARED):
        own = [quad for node in nodes for quad in engine.quads_for_pattern(node, None, None, None)]
        yield _with_referents(own, engine)


def _chunks(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def _with_referents(own: list[ox.Quad], engine: ox.Store) -> list[ox.Quad]:
    """The quads with those that describe the nodes that they refer to, and so on.

    Shortcuts (`zj:hasVisited` …) of a node that is only referred to are left out: they would
    draw in the whole store.
    """
    described = {quad.subject for quad in own}
    waiting = [quad.object for quad in own]
    found = list(own)
    while waiting:
        node = waiting.pop()
        if node in described or not isinstance(node, ox.NamedNode | ox.BlankNode):
            continue
        described.add(node)
        about = [
            quad
            for quad in engine.quads_for_pattern(node, None, None, None)
            if not str(quad.graph_name).endswith(f"{_DIRECT}>")
        ]
        found += about
        waiting += [quad.object for quad in about]
    return found


@cache
def _shapes() -> Graph:
    return _turtle(data("ontology", "shapes.ttl"))


@cache
def _core() -> Graph:
    """The shapes without those that are asked of the engine: these have no target here."""
    from rdflib import SH, Graph  # noqa: PLC0415

    core = Graph()
    for triple in _shapes():
        if triple[1] != SH.targetNode:
            core.add(triple)
    return core


@cache
def _ontology(own: tuple[Path, ...]) -> Graph:
    graph = _turtle(data("ontology", "zhengji.ttl"))
    for file in (file for folder in own for file in sorted(folder.glob("*.ttl"))):
        graph += _turtle(file)
    return graph


def _turtle(file: Path) -> Graph:
    from rdflib import Graph  # noqa: PLC0415 - slow to import

    return Graph().parse(data=file.read_bytes(), format="turtle")


def _asked(engine: ox.Store, shapes: Graph) -> Iterator[Violation]:
    """Violations of the constraints in SPARQL, asked of the engine over the union of graphs."""
    from rdflib import SH, URIRef  # noqa: PLC0415

    for shape, target in sorted(shapes.subject_objects(SH.targetNode)):
        constraint = shapes.value(shape, SH.sparql)
        select = str(shapes.value(constraint, SH.select)).replace("$this", f"<{target}>")
        text = select.replace(f"SELECT <{target}> ?value", "SELECT DISTINCT ?value")
        answers = engine.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
        assert isinstance(answers, ox.QuerySolutions)
        for (node,) in answers:
            name = str(shape).removeprefix(SHAPES)
            told = _messages(shapes, URIRef(str(shape)))
            yield Violation(_plain(node), name, "", "", *told, _quote(engine, node))


@contextmanager
def _literals_as_written() -> Iterator[None]:
    """While rdflib keeps literals as they stand: by default it mends them before any shape looks
    (a date with a time zone loses it), and logs a traceback for each that it cannot read.
    """
    import rdflib  # noqa: PLC0415 - slow to import

    log = logging.getLogger("rdflib.term")
    before = rdflib.NORMALIZE_LITERALS, log.disabled
    rdflib.NORMALIZE_LITERALS, log.disabled = False, True
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS, log.disabled = before


def _graph(part: list[ox.Quad]) -> Graph:
    from rdflib import Graph  # noqa: PLC0415

    text = b"\n".join(f"{quad.triple} .".encode() for quad in part)
    return Graph().parse(data=text, format="nt")


def _violations(report: Graph, engine: ox.Store) -> Iterator[Violation]:
    """What a report of pySHACL says; a blank node has no name that lasts."""
    from rdflib import SH, URIRef  # noqa: PLC0415

    for result in report.objects(None, SH.result):
        node = report.value(result, SH.focusNode)
        path = report.value(result, SH.resultPath)
        value = report.value(result, SH.value)
        term = ox.NamedNode(str(node)) if isinstance(node, URIRef) else None
        yield Violation(
            str(node) if isinstance(node, URIRef) else _BLANK,
            _name(report.value(result, SH.sourceShape)),
            _name(path) if isinstance(path, URIRef) else "",
            "" if value is None or (value == node) else str(value),
            *_messages(report, result, SH.resultMessage),
            _quote(engine, term),
        )


def _pyshacl() -> Any:
    try:
        from pyshacl import validate as run  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageError("validate-extra") from None
    return run


def _messages(graph: Graph, node: Any, predicate: Any = None) -> tuple[str, str]:
    """The messages of a shape or result, English and Chinese."""
    from rdflib import SH  # noqa: PLC0415

    said = {str(m.language): str(m) for m in graph.objects(node, predicate or SH.message)}  # type: ignore[attr-defined]
    return said.get("en", ""), said.get("zh", "")


def _name(node: Any) -> str:
    """A shape or property without its namespace; a shape without a name is that of its report."""
    return str(node).removeprefix(SHAPES).rpartition("#")[2]


def _plain(term: Any) -> str:
    return term.value if isinstance(term, ox.NamedNode) else _BLANK


def _quote(engine: ox.Store, node: Any) -> str:
    """The first words that state a fact, or that evidence quotes."""
    if not isinstance(node, ox.NamedNode):
        return ""
    evidence = ox.NamedNode(Property.EVIDENCE)
    nodes = [node, *(q.object for q in engine.quads_for_pattern(node, evidence, None, None))]
    exact = ox.NamedNode(Property.EXACT)
    quotes = [
        quad.object.value
        for each in nodes
        if isinstance(each, ox.NamedNode)
        for quad in engine.quads_for_pattern(each, exact, None, None)
        if isinstance(quad.object, ox.Literal)
    ]
    return min(quotes, default="")
