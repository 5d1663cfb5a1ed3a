"""The page of the ontology: classes, their properties, how many each may have, alignments.

Input: `ontology/zhengji.ttl` and `shapes.ttl`. Output: Markdown.
"""

from __future__ import annotations

from kg.reference.terms import Term, Terms
from kg.reference.words import anchor, code, joined, plain, table, words


def page() -> str:
    """All classes in the order of the ontology, each with its properties, then all properties."""
    terms = Terms()
    head = words()["ontology"].format(version=terms.version)
    rows = (
        [_link(one), one.labels["zh"], ", ".join(map(_link, terms.parents(one))), plain(one.comments["en"])]
        for one in terms.classes
    )  # fmt: skip
    sections = (_section(one, terms) for one in terms.classes)
    properties = table(words()["properties_heads"], (_property(one) for one in terms.properties))
    return joined(
        [head, table(words()["classes_heads"], rows), *sections, words()["properties"], properties]
    )


def _link(term: Term) -> str:
    return f"[{code(term.name)}](#{anchor(term.heading)})"


def _section(one: Term, terms: Terms) -> str:
    rows = (
        [code(name), range_, count, plain(property_.comments["en"]), property_.comments["zh"]]
        for property_ in terms.properties_of(one)
        for name, range_, count in [
            (property_.name, _range(property_, terms), terms.count(one, property_))
        ]
    )
    return "".join(
        [
            f"## {one.heading}\n\n{plain(one.comments['en'])} {one.comments['zh']}\n\n",
            _relations(one, terms),
            table(words()["of_class_heads"], rows),
        ]
    )


def _relations(one: Term, terms: Terms) -> str:
    """What is above and below a class, and what it is aligned with."""
    told = {
        "above": ", ".join(map(_link, terms.parents(one))),
        "below": ", ".join(map(_link, terms.children(one))),
        "aligned": ", ".join(map(code, one.aligned)),
        "also": ", ".join(map(_link, terms.ancestors(one))),
    }
    lines = [words()[name].format(what=what) for name, what in told.items() if what]
    return "  \n".join(lines) + "\n\n" if lines else ""


def _range(property_: Term, terms: Terms) -> str:
    known = {one.name: one for one in terms.classes}
    return words()["or"].join(
        _link(known[name]) if name in known else code(name) for name in property_.range
    )


def _property(one: Term) -> list[str]:
    used = ", ".join(one.domain)
    return [
        code(one.name), one.labels["en"], one.labels["zh"], used,
        words()["or"].join(one.range), ", ".join(map(code, one.aligned)),
    ]  # fmt: skip
