"""Lists of names matched line by line.

Input: lines: names, or JSON objects with `name`, and `context` (names beside it) and `home` where
known. Output: for each line in turn one JSON object: name, match, candidates, reason; a line that
cannot be read is told in its place, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kg.errors import InputError, messages
from kg.gazetteer.match import Match, Matchers, Option


@dataclass(frozen=True, slots=True)
class Answer:
    """The line out, without its line feed; `fault` where the line in could not be read."""

    line: str
    is_decided: bool = False
    fault: InputError | None = None


def answers(
    lines: Iterable[bytes], source: str, matchers: Matchers, *, as_json: bool, home: str = ""
) -> Iterator[Answer]:
    """One answer for each line, in their order; `home` holds for lines that give none."""
    for number, line in enumerate(lines, 1):
        try:
            name, context, own = _asked(line, source, number, as_json=as_json)
        except InputError as fault:
            yield Answer(_line("", None, reason=str(fault)), fault=fault)
            continue
        if not name.strip():
            yield Answer(_line(name, None, reason=messages()["match-empty"]))
            continue
        match = matchers.match(name, context=context, home=own or home)
        yield Answer(_told(match), is_decided=match.chosen is not None)


def _asked(
    line: bytes, source: str, number: int, *, as_json: bool
) -> tuple[str, tuple[str, ...], str]:
    """Name, context and home of a line."""
    where = {"source": source, "line": number}
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise InputError("gazetteer-encoding", byte=line[error.start], **where) from error
    if not as_json:
        return text, (), ""
    try:
        asked = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError("match-line-json", why=error, **where) from error
    match asked:
        case {"name": str(name), **rest}:
            context, home = _names(rest.get("context")), rest.get("home") or ""
            if context is not None and isinstance(home, str):
                return name, context, home
    raise InputError("match-line-form", found=text[:80], **where)


def _names(context: object) -> tuple[str, ...] | None:
    """A list of names, empty where there is none; None for anything else."""
    if context is None:
        return ()
    if isinstance(context, list) and all(isinstance(one, str) for one in context):
        return tuple(context)
    return None


def _told(match: Match) -> str:
    return _line(
        match.name,
        _option(match.chosen) if match.chosen else None,
        [_option(one) for one in match.candidates],
        match.reason,
    )


def _line(
    name: str, match: dict[str, Any] | None, candidates: Iterable[Any] = (), reason: str = ""
) -> str:
    answer = {"name": name, "match": match, "candidates": list(candidates), "reason": reason}
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace").decode()


def _option(option: Option) -> dict[str, Any]:
    place = option.place
    return {
        "id": place.iri,
        "code": place.code or None,
        "name": place.name,
        "path": list(option.path),
        "score": option.score,
    }
