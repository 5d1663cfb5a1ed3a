"""The text of SPARQL queries: tokens, checks before a query runs, and binding of parameters.

Input: query text and RDF terms in N-Triples form. Output: query text, or a `QueryError` that
says where. Nothing here runs a query. The tokens are those of SPARQL 1.1 §19.8 (and the
brackets of 1.2), so that a parameter is replaced as a token and never inside a string, an
IRI or a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import east_asian_width

from kg.errors import QueryError, messages

if TYPE_CHECKING:
    import pyoxigraph as ox

PREFIXES: dict[str, str] = {
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "zj": "https://w3id.org/zhengji/ontology#",
}

_UPDATES = frozenset(
    ["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"]
)
_FORMS = frozenset(["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
_NETWORK = re.compile("service|load", re.IGNORECASE)
_FROM = re.compile("from", re.IGNORECASE)
_NAME = r"[^\W\d_](?:[\w.\u00B7-]*[\w\u00B7-])?"
_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<comment>\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"{3}(?:"{0,2}(?:[^"\\]|\\.))*"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
      | "(?!"")(?:[^"\\\n\r]|\\.)*" | '(?!'')(?:[^'\\\n\r]|\\.)*')
  | (?P<variable>[?$][\w\u00B7\u203F\u2040]+)
  | (?P<blank>_:[\w](?:[\w.\u00B7-]*[\w\u00B7-])?)
  | (?P<pname>(?:NAME)?:
      (?:(?:[\w:\u00B7]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])
        (?:[\w:.\u00B7-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*(?<!\.))?)
  | (?P<lang>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<mark>\^\^|&&|\|\||<=|>=|!=|<<\(?|\)?>>|[][{}().,;:*/+\-^|!?=<>~@$])
    """.replace("NAME", _NAME),
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind (a group of the token grammar), text, and place in the query."""

    kind: str
    text: str
    start: int

    @property
    def keyword(self) -> str:
        """The word in upper case, the empty string if the token is no bare word."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def variable(self) -> str:
        """The variable's name without its mark, the empty string if it is none."""
        return self.text[1:] if self.kind == "variable" else ""


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of a code point offset."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - text.rfind("\n", 0, offset)


def reason(code: str, **fields: object) -> str:
    """The part of a message that says why, from the catalogue."""
    return messages()[code].format(**fields)


def syntax_error(text: str, line: int, column: int, why: str) -> QueryError:
    """The error for a malformed query, with the faulty line and a mark below it."""
    lines = text.split("\n")
    found = lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else ""
    blank = "".join("\u3000" if east_asian_width(c) in "WF" else " " for c in found[: column - 1])
    return QueryError("query-syntax", line=line, column=column, found=found, mark=blank, why=why)


@lru_cache(maxsize=64)
def tokens(text: str) -> tuple[Token, ...]:
    """All tokens with blanks and comments; together they are the text.

    Raises QueryError at the first character that begins no token.
    """
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            why = reason("query-syntax-character", token=text[at])
            raise syntax_error(text, *position(text, at), why)
        found.append(Token(match.lastgroup, match.group(), at))
        at = match.end()
    return tuple(found)


def _words(text: str) -> Iterator[Token]:
    return (token for token in tokens(text) if token.kind not in ("space", "comment"))


@lru_cache(maxsize=64)
def variables(text: str) -> frozenset[str]:
    """Names of all variables of a query."""
    return frozenset(token.variable for token in tokens(text) if token.kind == "variable")


def gives_graph(text: str) -> bool:
    """Whether a query is a CONSTRUCT or a DESCRIBE."""
    form = next((token.keyword for token in _words(text) if token.keyword in _FORMS), "")
    return form in ("CONSTRUCT", "DESCRIBE")


@lru_cache(maxsize=64)
def names_graphs(text: str) -> bool:
    """Whether a query says itself which graphs it is asked of (FROM, FROM NAMED; SPARQL 1.1 §13.2).

    The engine heeds that only where it is not told to take the union of all graphs.
    """
    if not _FROM.search(text):
        return False
    return any(token.keyword == "FROM" for token in _words(text))


def answer(store: ox.Store, text: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """What the engine answers: of the union of all graphs, unless the query names its own."""
    union = not names_graphs(text)
    return store.query(text, prefixes=PREFIXES, use_default_graph_as_union=union)


@lru_cache(maxsize=64)
def guard(text: str, *, allow_network: bool = False) -> None:
    """Refuse what must not run: updates, and SERVICE and LOAD unless the network is allowed.

    The engine's grammar needs no blank after a keyword (`trueSERVICE<…>{}` is a SERVICE), so any
    word or prefix that contains the keyword counts. Raises QueryError.
    """
    form = next((t for t in _words(text) if t.keyword in _UPDATES | _FORMS), None)
    if form is not None and form.keyword in _UPDATES:
        line, column = position(text, form.start)
        raise QueryError("query-update", found=form.text, line=line, column=column)
    if not allow_network and _NETWORK.search(text):
        _refuse_network(text)
    _check_names(text)


def _refuse_network(text: str) -> None:
    for token in tokens(text):
        word = token.text.partition(":")[0] if token.kind == "pname" else token.keyword
        if _NETWORK.search(word):
            line, column = position(text, token.start)
            raise QueryError("query-network", found=word.upper(), line=line, column=column)


def _check_names(text: str) -> None:
    """Every prefix is declared or known, and no IRI relative without a BASE."""
    known = set(PREFIXES)
    before, based = "", False
    for token in _words(text):
        if token.kind == "pname":
            prefix = token.text.partition(":")[0]
            if before == "PREFIX":
                known.add(prefix)
            elif prefix not in known:
                raise _unknown_prefix(text, token, prefix, known)
        elif token.kind == "iri" and not based and before != "BASE":
            _check_absolute(text, token)
        based = based or before == "BASE"
        before = token.keyword


def _unknown_prefix(text: str, token: Token, prefix: str, known: set[str]) -> QueryError:
    line, column = position(text, token.start)
    near = get_close_matches(prefix, sorted(known), 1)
    code = "query-prefix-near" if near else "query-prefix"
    return QueryError(
        code,
        prefix=prefix,
        near="".join(near),
        line=line,
        column=column,
        known=", ".join(sorted(known)),
    )


def _check_absolute(text: str, token: Token) -> None:
    if not re.match("<[A-Za-z][A-Za-z0-9+.-]*:", token.text):
        line, column = position(text, token.start)
        raise QueryError("query-relative", found=token.text, line=line, column=column)


def bind(text: str, terms: Mapping[str, str]) -> str:
    """The query with each variable of `terms` replaced by its RDF term (N-Triples form).

    The term takes the place of the variable's tokens: projected as `(term AS ?name)`, in
    GROUP BY and ORDER BY as `(term)`, `BOUND(?name)` as `true`; everywhere else as itself. A
    variable that the query itself assigns (AS, VALUES) cannot be bound: QueryError.
    """
    if not terms:
        return text
    pieces = _template(text, frozenset(terms))
    return "".join(
        piece if isinstance(piece, str) else f"{piece.before}{terms[piece.name]}{piece.after}"
        for piece in pieces
    )


class _Slot(NamedTuple):
    """Where a term goes, with what has to stand around it there."""

    before: str
    name: str
    after: str


@lru_cache(maxsize=64)
def _template(text: str, names: frozenset[str]) -> tuple[str | _Slot, ...]:
    """A query in which these variables are slots, with the text between them in one piece."""
    pieces: list[str | _Slot] = []
    for part in _Binder(text, names).parts():
        if isinstance(part, str) and pieces and isinstance(pieces[-1], str):
            pieces[-1] += part
        else:
            pieces.append(part)
    return tuple(pieces)


class _Binder:
    """One pass over the tokens that knows in which clause it is."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text, self.names = text, names
        self.clause, self.depth, self.before = "", 0, ""

    def parts(self) -> Iterator[str | _Slot]:
        """The pieces of the query, in order."""
        run = tokens(self.text)
        at = 0
        while at < len(run):
            skip = self._bound(run, at)
            if skip:
                yield " true "
                at, self.before = skip, ")"
                continue
            token = run[at]
            if token.variable in self.names:
                yield self._slot(token)
            else:
                yield token.text
            self._step(token)
            at += 1

    def _bound(self, run: tuple[Token, ...], at: int) -> int:
        """The index after `BOUND ( ?name )` of a bound name that begins here, else 0."""
        if run[at].keyword != "BOUND":
            return 0
        rest = [i for i in range(at, len(run)) if run[i].kind not in ("space", "comment")][:4]
        words = [run[i].text for i in rest]
        good = len(words) == 4 and words[1] == "(" and words[3] == ")"
        return rest[3] + 1 if good and run[rest[2]].variable in self.names else 0

    def _slot(self, token: Token) -> _Slot:
        name = token.variable
        if self.before == "AS" or self.clause == "VALUES":
            line, column = position(self.text, token.start)
            raise QueryError("query-assigned", parameter=name, line=line, column=column)
        if self.clause == "SELECT" and self.depth == 0:
            return _Slot(" (", name, f" AS ?{name}) ")
        if self.clause in ("GROUP", "ORDER") and self.depth == 0:
            return _Slot(" (", name, ") ")
        return _Slot(" ", name, " ")

    def _step(self, token: Token) -> None:
        if token.kind in ("space", "comment"):
            return
        if token.keyword in ("SELECT", "GROUP", "ORDER", "VALUES"):
            self.clause, self.depth = token.keyword, 0
        elif token.text in "{}" or token.keyword in ("WHERE", "FROM", "HAVING", "LIMIT", "OFFSET"):
            self.clause = ""
        elif token.text in "()":
            self.depth += 1 if token.text == "(" else -1
        self.before = token.keyword or token.text
