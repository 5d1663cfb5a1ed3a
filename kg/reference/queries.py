"""The page of shipped queries: what each answers, its parameters and columns.

Input: `queries/*.rq`. Output: Markdown.
"""

from __future__ import annotations

import shlex

from kg.library import Parameter, Shipped, shipped
from kg.reference.words import anchor, code, joined, plain, table, words


def page() -> str:
    """All queries by name."""
    found = shipped().values()
    rows = (
        [f"[{code(query.name)}](#{anchor(query.name)})", plain(query.summary), query.summary_zh]
        for query in found
    )
    listed = table(words()["queries_heads"], rows)
    return joined([words()["queries"], listed, *map(_section, found)])


def _section(query: Shipped) -> str:
    given = [
        f"-p {shlex.quote(f'{one.name}={one.example}')}"
        for one in query.parameters
        if one.required and one.example
    ]
    return "".join(
        [
            f"## {query.name}\n\n{plain(query.summary)}. {query.summary_zh}。\n\n",
            f"{plain(query.description)}\n\n" if query.description else "",
            f"    {' '.join(['kg query', query.name, *given])}\n\n",
            table(words()["parameters"], map(_parameter, query.parameters)),
            table(words()["columns"], ([code(name), plain(told)] for name, told in query.returns)),
            f"[SPARQL](../../queries/{query.name}.rq)\n\n",
        ]
    )


def _parameter(one: Parameter) -> list[str]:
    need = words()["needed"] if one.required else words()["optional"]
    if one.default is not None:
        need = code(one.default)
    told = plain(one.description)
    if one.choices:
        told += f" ({', '.join(map(code, one.choices))})"
    example = code(one.example) if one.example else ""
    return [code(one.name), one.kind, need, told, example]
