"""Values that a caller gives for the parameters of a query, as RDF terms in N-Triples form.

Input: Python values (also the text of an option `-p name=value`) and what a query's header
declares. Output: one term for each variable, escaped so that nothing in it can be read as
SPARQL, or a QueryError that says which parameter, what was found and what is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from kg.errors import QueryError
from kg.library import Parameter, Shipped
from kg.sparql import PREFIXES, variables

XSD = PREFIXES["xsd"]
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d+)?|\.\d+)")
_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)


class IRI(str):
    """A value that is an IRI, for a query that declares no kind for it."""

    __slots__ = ()


def terms(query: Shipped, given: Mapping[str, object]) -> dict[str, str]:
    """One RDF term for each parameter that has a value, given or default.

    Parameters whose value is None count as not given. Raises QueryError for a parameter that the
    query does not have, one that it needs and lacks, and a value of the wrong kind.
    """
    declared = {parameter.name: parameter for parameter in query.parameters}
    values = {name: value for name, value in given.items() if value is not None}
    for name in values:
        _known(query, name, set(declared) or set(variables(query.text)))
    for parameter in query.parameters:
        if parameter.name not in values and parameter.default is not None:
            values[parameter.name] = parameter.default
    missing = [name for name, one in declared.items() if one.required and name not in values]
    if missing:
        raise _missing(query, declared[missing[0]])
    return {
        name: _declared(value, declared[name]) if name in declared else term(value, name)
        for name, value in values.items()
    }


def _known(query: Shipped, name: str, known: set[str]) -> None:
    if name in known:
        return
    near = get_close_matches(name, sorted(known), 1)
    code = "query-parameter-near" if near else "query-parameter"
    raise QueryError(
        code,
        parameter=name,
        query=query.name or "-",
        near="".join(near),
        known=", ".join(sorted(known)) or "-",
    )


def _missing(query: Shipped, parameter: Parameter) -> QueryError:
    return QueryError(
        "query-parameter-missing",
        parameter=parameter.name,
        query=query.name or "-",
        kind=parameter.kind,
        description=parameter.description,
        example=parameter.example,
    )


def term(value: object, name: str = "") -> str:
    """The N-Triples form of a Python value: IRI, str, bool, int, float, Decimal or date.

    Terms of pyoxigraph and rdflib are taken as they are; blank nodes stand for nothing that a
    store knows and are refused (QueryError).
    """
    own = _foreign(value, name)
    if own is not None:
        return own
    for kind, convert in _BY_TYPE:
        if isinstance(value, kind):
            return convert(value, name)
    raise _wrong(name, value, "IRI, str, bool, int, float, Decimal, date")


def literal(text: str, datatype: str = "", *, name: str = "") -> str:
    """A literal in N-Triples form; `datatype` is a local name of XML Schema."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise _wrong(name, ascii(text), "Unicode text")
    quoted = '"' + text.translate(_ESCAPES) + '"'
    return f"{quoted}^^<{XSD}{datatype}>" if datatype else quoted


def _foreign(value: object, name: str) -> str | None:
    """A term of pyoxigraph or rdflib, told by its class so that neither need be loaded."""
    kind = type(value).__name__
    package = type(value).__module__.partition(".")[0]
    if package not in ("pyoxigraph", "rdflib"):
        return None
    if kind in ("NamedNode", "URIRef"):
        return _iri(str(getattr(value, "value", value)), name)
    if kind != "Literal":
        raise _wrong(name, value, "IRI, literal")
    text = str(getattr(value, "value", value) if package == "pyoxigraph" else value)
    language = getattr(value, "language", None)
    if language:
        return f"{literal(text, name=name)}@{language}"
    datatype = getattr(value, "datatype", None)
    shape = literal(text, name=name)
    return (
        f"{shape}^^{_iri(str(getattr(datatype, 'value', datatype)), name)}" if datatype else shape
    )


def _declared(value: object, parameter: Parameter) -> str:
    """The term for a value of a declared parameter: its kind decides, not the value's type."""
    if parameter.choices and str(value) not in parameter.choices:
        raise _wrong(parameter.name, value, ", ".join(parameter.choices))
    if not isinstance(value, str | int | float | Decimal | date) or isinstance(value, datetime):
        return term(value, parameter.name)
    return _CONVERT[parameter.kind](value, parameter.name)


def _date(value: object, name: str) -> str:
    try:
        return literal(
            date.fromisoformat(_match(r"\d{4}-\d\d-\d\d", str(value))).isoformat(), "date"
        )
    except ValueError:
        raise _wrong(name, value, "YYYY-MM-DD") from None


def _integer(value: object, name: str) -> str:
    try:
        return literal(str(int(_match(r"[+-]?\d+", str(value)))), "integer")
    except ValueError:
        raise _wrong(name, value, "1, 20, -3") from None


def _decimal(value: object, name: str) -> str:
    try:
        return literal(f"{Decimal(_match(_DECIMAL.pattern, str(value))):f}", "decimal")
    except (ValueError, InvalidOperation):
        raise _wrong(name, value, "0.5, 20") from None


def _boolean(value: object, name: str) -> str:
    text = str(value).lower()
    if text not in ("true", "false"):
        raise _wrong(name, value, "true, false")
    return literal(text, "boolean")


def _iri(value: object, name: str) -> str:
    """An IRI, given whole, in angle brackets or with a known prefix (`zj:Visit`)."""
    text = str(value)
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1]
    prefix, _, local = text.partition(":")
    if prefix in PREFIXES and not local.startswith("//"):
        text = PREFIXES[prefix] + local
    if not _IRI.fullmatch(text) or any("\ud800" <= character <= "\udfff" for character in text):
        raise _wrong(name, ascii(value) if not text.isprintable() else value, "https://…, zj:Visit")
    return f"<{text}>"


def _string(value: object, name: str) -> str:
    return literal(str(value), name=name)


def _double(value: object, _name: str) -> str:
    text = {"inf": "INF", "-inf": "-INF", "nan": "NaN"}.get(str(value), repr(value))
    return literal(text, "double")


def _moment(value: object, _name: str) -> str:
    assert isinstance(value, datetime)
    return literal(value.isoformat(), "dateTime")


def _match(pattern: str, text: str) -> str:
    if re.fullmatch(pattern, text, re.ASCII) is None:
        raise ValueError(text)
    return text


def _wrong(name: str, value: object, allowed: str) -> QueryError:
    return QueryError("query-parameter-value", parameter=name, found=value, allowed=allowed)


_CONVERT: dict[str, Callable[[object, str], str]] = {
    "string": _string,
    "date": _date,
    "iri": _iri,
    "integer": _integer,
    "decimal": _decimal,
    "boolean": _boolean,
}

_BY_TYPE: tuple[tuple[type, Callable[[object, str], str]], ...] = (
    (IRI, _iri),
    (str, _string),
    (bool, _boolean),
    (int, _integer),
    (Decimal, _decimal),
    (float, _double),
    (datetime, _moment),
    (date, _date),
)
