"""The page of rules: what each finds, how far it is to be trusted, what it reads and does not.

Input: `ontology/rules/*.toml`, `ontology/lexicon/*.txt`. Output: Markdown.
"""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import Any

from kg.reference.words import anchor, bullets, code, joined, plain, table, words
from kg.resources import data
from kg.rules import Rule, Rules, load_rules


def page() -> str:
    """All rules in the order in which they are tried, then the word lists."""
    rules = load_rules()
    parts = [words()["rules"], table(words()["rules_heads"], _rows(rules))]
    for file, group in groupby(rules.rules, key=attrgetter("file")):
        parts.append(f"## {file}\n\n[{file}](../../ontology/rules/{file})\n\n")
        parts += [_section(rule, rules) for rule in group]
    lists = words()["lists"] + table(words()["lists_heads"], map(_list, rules.lexicons.names()))
    return joined([*parts, lists])


def _rows(rules: Rules) -> list[list[str]]:
    return [
        [f"[{code(rule.name)}](#{anchor(rule.name)})", rule.emits, _confidence(rule, rules)]
        for rule in rules.rules
    ]


def _confidence(rule: Rule, rules: Rules) -> str:
    """The lower bound with the cases it rests on; of too few cases these alone."""
    measured: dict[str, Any] = rules.tables.get("confidence", {}).get(rule.name, {})
    if not measured:
        return ""
    told = words()["measured"].format(**measured)
    return f"{measured['lower']} ({told})" if "lower" in measured else told


def _section(rule: Rule, rules: Rules) -> str:
    confidence = _confidence(rule, rules) or words()["unmeasured"]
    about = words()["emits"].format(kind=rule.emits, confidence=confidence)
    if rule.options:
        about += " " + words()["rule_options"].format(
            options=", ".join(map(code, sorted(rule.options)))
        )
    examples = bullets(_example(one) for one in rule.examples)
    counter = bullets(map(plain, rule.counterexamples))
    return "".join(
        [
            f"### {rule.name}\n\n{about}\n\n",
            words()["reads"] + examples if examples else "",
            words()["leaves"] + counter if counter else "",
        ]
    )


def _example(one: dict[str, Any]) -> str:
    slots = "; ".join(
        f"{name}: {_value(value)}" for name, value in one.items() if name not in ("text", "before")
    )
    before = f"{plain(str(one['before']))} " if "before" in one else ""
    return f"{before}{plain(str(one['text']))}" + (f" → {plain(slots)}" if slots else "")


def _value(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _list(name: str) -> list[str]:
    """A word list: its name, its form as its first line has it, how many words."""
    file = data("ontology", "lexicon") / f"{name}.txt"
    form = file.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# form:")
    count = len(load_rules().lexicons.words(name))
    return [f"[{name}](../../ontology/lexicon/{name}.txt)", plain(form), f"{count:,}"]
