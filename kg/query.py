"""Asking a store: shipped queries by name, SPARQL of one's own, rows as plain values.

Input: the path of a store, a query, parameters. Output: `Rows`. Parameters are bound as RDF
terms (kg/parameters.py, kg/sparql.py); a query sees the union of all graphs,
or those that it names (FROM).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from importlib import import_module
from itertools import islice
from pathlib import Path
from threading import TIMEOUT_MAX
from typing import TYPE_CHECKING, Any, Literal, Self, Unpack, overload

import pyoxigraph as ox

from kg.apart import ask_apart
from kg.errors import QueryError, StoppedError
from kg.library import Shipped, described, load, shipped
from kg.parameters import IRI, terms
from kg.plan import plan
from kg.search import Hit, Index, InMemory, Looking, search
from kg.sparql import PREFIXES, Token, answer, bind, guard, reason, syntax_error, tokens
from kg.store import Store
from kg.store.opening import base_in

if TYPE_CHECKING:
    from rdflib import Dataset

Value = str | int | float | Decimal | bool | None
Row = dict[str, Value]
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Form = Literal["rows", "boolean", "graph"]

__all__ = ["IRI", "Graph", "Row", "Rows", "Term", "Value", "plain"]

_XSD = PREFIXES["xsd"]
_PLACE = re.compile(r"error at (\d+):(\d+): ")
_NAME = re.compile(r"[\w-]+")
_PLAIN: dict[ox.NamedNode, Callable[[str], Value]] = {
    ox.NamedNode(_XSD + "integer"): int,
    ox.NamedNode(_XSD + "decimal"): Decimal,
    ox.NamedNode(_XSD + "double"): float,
    ox.NamedNode(_XSD + "float"): float,
    ox.NamedNode(_XSD + "boolean"): lambda text: text in ("true", "1"),
}


def plain(term: Term | None) -> Value:
    """A term as a plain value: numbers and booleans as such, all else as text, unbound None.

    Dates stay text in ISO 8601 form, because a date may lack its year or day (`--10-30`).
    """
    if type(term) is ox.Literal:  # quicker than isinstance, and it has no subclasses
        convert = _PLAIN.get(term.datatype)
        return term.value if convert is None else convert(term.value)
    if term is None:
        return None
    return str(term) if isinstance(term, ox.Triple) else term.value


class Rows(Sequence[Row]):
    """What a query gives: rows, each a dict of column to plain value, read as they are needed.

    `form` is "rows" for SELECT; "graph" for CONSTRUCT and DESCRIBE, with the columns subject,
    predicate and object; "boolean" for ASK, with the one column answer, and then the truth of
    the value is the answer.
    """

    def __init__(
        self, columns: Sequence[str], found: Iterable[Iterable[Term | None]], form: Form = "rows"
    ) -> None:
        self.columns = tuple(columns)
        self.form = form
        self._found = _guarded(found)
        self._kept: list[Iterable[Term | None]] = []  # as the engine gives them: terms are dear
        self._streamed = False

    def stream(self) -> Iterator[tuple[Term | None, ...]]:
        """The rows as RDF terms, each handed out once and not kept: for results of any size."""
        yield from map(tuple, self._kept)
        self._streamed = True
        yield from map(tuple, self._found)

    def terms(self) -> Iterator[tuple[Term | None, ...]]:
        """The rows as RDF terms (pyoxigraph), kept for the next reading."""
        return map(tuple, self._rows())

    def _rows(self) -> Iterator[Iterable[Term | None]]:
        if self._streamed:
            raise QueryError("query-once")
        kept = self._kept
        at = 0
        while True:
            if at == len(kept):
                row = next(self._found, None)
                if row is None:
                    return
                kept.append(row)
            yield kept[at]
            at += 1

    def __iter__(self) -> Iterator[Row]:
        columns = self.columns
        for row in self._rows():
            yield dict(zip(columns, map(plain, row), strict=False))  # strict takes a tenth longer

    def __len__(self) -> int:
        for _ in self._rows():
            pass
        return len(self._kept)

    def __bool__(self) -> bool:
        first = next(self.terms(), None)
        return first is not None and (self.form != "boolean" or plain(first[0]) is True)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, int) and index >= 0:
            found = next(islice(self, index, None), None)
            if found is None:
                raise IndexError(index)
            return found
        return list(self)[index]

    def frame(self, library: Literal["pandas", "polars"] | None = None) -> Any:
        """The rows as a data frame of pandas, else of polars; decimals become floats.

        Raises QueryError where neither is installed.
        """
        rows: list[dict[str, Any]] = [
            {k: float(v) if isinstance(v, Decimal) else v for k, v in row.items()} for row in self
        ]
        for name in (library,) if library else ("pandas", "polars"):
            make = _frames(name)
            if make is not None:
                return make(rows, self.columns)
        raise QueryError("query-no-frame")


def _frames(library: str) -> Callable[[list[dict[str, Any]], tuple[str, ...]], Any] | None:
    try:
        make = import_module(library).DataFrame
    except ImportError:
        return None
    if library == "pandas":
        return lambda rows, columns: make(rows, columns=list(columns))
    return lambda rows, columns: make(rows, schema=list(columns), infer_schema_length=None)


def _guarded(found: Iterable[Iterable[Term | None]]) -> Iterator[Iterable[Term | None]]:
    """The rows; a query that stops midway raises QueryError."""
    try:
        yield from found
    except (OSError, RuntimeError) as error:
        del found  # the engine's, which an error would keep: see `kg.store.opening`
        raise StoppedError("query-failed", why=error) from error


class Graph:
    """A store opened for asking, as it is at that moment. Raises StoreError, QueryError.

    With `timeout`, a number above 0, each query runs in a process of its own, and is ended so
    many seconds after its begin. `allow_network` lets queries ask other endpoints.

    >>> from kg.query import Graph
    >>> [query.name for query in Graph.queries() if query.name == "itinerary"]
    ['itinerary']
    """

    _index: Index | None = None  # of the search, once somebody searches

    def __init__(
        self, path: str | Path, *, allow_network: bool = False, timeout: float | None = None
    ) -> None:
        if timeout is not None and not 0 < timeout <= TIMEOUT_MAX:  # nor is NaN
            raise QueryError("query-timeout", found=timeout)
        opened = Store.open(path, read_only=True)
        self.path: Path | None = opened.path
        self.base = opened.base
        self.allow_network = allow_network
        self.timeout = timeout
        self.store = opened.engine

    @classmethod
    def of(cls, store: ox.Store, *, allow_network: bool = False) -> Self:
        """A graph over a store that is already open, such as one in memory."""
        graph = cls.__new__(cls)
        graph.path, graph.base, graph.timeout = None, base_in(store), None
        graph.allow_network, graph.store = allow_network, store
        return graph

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store; a second time does nothing."""
        if self._index is not None:
            self._index.close()
            self._index = None
        if hasattr(self, "store"):
            del self.store

    @staticmethod
    def queries() -> list[Shipped]:
        """The shipped queries, by name."""
        return list(shipped().values())

    def query(self, query: str, /, **parameters: object) -> Rows:
        """Ask a shipped query by name, or SPARQL of one's own (text, or a path ending in .rq).

        Parameters are the query's variables without their mark; a value is str, int, float,
        Decimal, bool, date, IRI, or a term of pyoxigraph or rdflib. Raises QueryError.
        """
        asked = _resolve(query)
        guard(asked.text, allow_network=self.allow_network)
        values = terms(asked, parameters)
        return self.ask(bind(asked.text, values), asked.text, values)

    def ask(self, text: str, written: str = "", given: Mapping[str, str] | None = None) -> Rows:
        """Run SPARQL as it is; `written` and `given` tell a faulty query from a faulty value."""
        try:
            return self._run(text)
        except SyntaxError as error:
            raise _fault(str(error), text, written or text, given or {}) from None
        except (OSError, RuntimeError) as error:
            raise StoppedError("query-failed", why=error) from error

    def explain(self, query: str, /, **parameters: object) -> str:
        """The query with its parameters put in, and how the engine went about it.

        Takes what `query` takes, and runs it. Raises QueryError.
        """
        asked = _resolve(query)
        guard(asked.text, allow_network=self.allow_network)
        text = bind(asked.text, terms(asked, parameters))
        if self.path is None:
            raise QueryError("query-no-plan-in-memory")
        return f"{text.strip()}\n\n{plan(self.path, text, self.timeout)}"

    def search(
        self, words: str | Sequence[str], /, *, limit: int = 20, **looking: Unpack[Looking]
    ) -> list[Hit]:
        """The best hits of words in articles, quotes and names; see `kg.search.search`.

        The index beside the store is first brought up to what the store holds now, if it is not;
        from then on this graph takes it as it is.
        """
        if self._index is None:
            self._index = Index(self.path)
            if self.path is None:
                self._index.bring_up(InMemory(self.store, self.base))
            else:
                self._index.follow()
        return search(self._index, self.store, words, limit=limit, **looking)

    def dataset(self) -> Dataset:
        """The store as an `rdflib.Dataset` whose default graph is the union of all graphs.

        A view, for reading only. Needs the extra `rdflib`; raises QueryError without it.
        """
        try:
            from oxrdflib import OxigraphStore  # noqa: PLC0415 - an extra
        except ImportError:
            raise QueryError("query-no-dataset") from None
        from rdflib import Dataset  # noqa: PLC0415 - a tenth of a second that few pay

        dataset = Dataset(store=OxigraphStore(store=self.store), default_union=True)
        for prefix, namespace in PREFIXES.items():
            dataset.bind(prefix, namespace)
        return dataset

    def _run(self, text: str) -> Rows:
        if self.timeout is not None and self.path is not None:
            apart = ask_apart(self.path, text, self.timeout)
            return Rows(apart.columns, apart.rows, apart.form)
        return _rows(answer(self.store, text))


def _resolve(query: str) -> Shipped:
    if query.endswith(".rq") and "\n" not in query:
        try:
            return described(Path(query).read_text(encoding="utf-8"), query)
        except (OSError, UnicodeDecodeError) as error:
            raise QueryError("query-file", file=query, why=error) from error
    if _NAME.fullmatch(query):
        return load(query)
    return described(query)


def _rows(found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> Rows:
    if isinstance(found, ox.QueryBoolean):
        return Rows(("answer",), [(ox.Literal(bool(found)),)], "boolean")
    if isinstance(found, ox.QueryTriples):
        columns = ("subject", "predicate", "object")
        return Rows(columns, found, "graph")
    names = [variable.value for variable in found.variables]
    return Rows(names, found)


def _fault(message: str, text: str, written: str, given: Mapping[str, str]) -> QueryError:
    """The error for what the engine could not read.

    Its place counts in the bound text; where the query as written is faulty too, that is asked
    again for a place that its author can see.
    """
    if text == written:
        return _syntax(message, text)
    try:
        ox.Store().query(written, prefixes=PREFIXES)
    except SyntaxError as error:
        return _syntax(str(error), written)
    names = ", ".join(f"{name} = {term}" for name, term in sorted(given.items()))
    return QueryError("query-bound", parameters=names, why=_syntax(message, text).fields["why"])


def _syntax(message: str, text: str) -> QueryError:
    place = _PLACE.search(message)
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    return syntax_error(text, line, column, _why(message, text, line, column))


def _why(message: str, text: str, line: int, column: int) -> str:
    """The engine's reason where it is a sentence, else the token at which reading stopped."""
    told = re.search(r"The [A-Za-z ]{12,}", message)
    if told:
        return told[0] + "."
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    offset = starts[min(line, len(starts)) - 1] + column - 1
    token = _token_at(tokens(text), offset)
    if token is None:
        return reason("query-syntax-end")
    return reason("query-syntax-found", token=token.text)


def _token_at(found: Sequence[Token], offset: int) -> Token | None:
    """The first word or mark that ends after the offset."""
    solid = (token for token in found if token.kind not in ("space", "comment"))
    return next((token for token in solid if token.start + len(token.text) > offset), None)
