"""Whether rules do what their examples and counterexamples say.

Input: compiled rules. Output: a fault for each example that gives no event of the rule's class
with the roles stated, and for each counterexample from which the rule makes an event.
An example states the names that fill a role, `items` the names of what is given, `name`,
`content`, and `date` as normalised ("--" or "" for none); of one event, or of all together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from kg.check.fault import Fault, fault
from kg.extract import extract
from kg.ingest import ReadOptions, article_from_text
from kg.model import Event
from kg.rules import Rules

_NO_DATE = ("", "--")


def check_examples(rules: Rules, names: Collection[str]) -> Iterator[Fault]:
    """Faults of the examples of the rules called `names`; all rules take part in reading them."""
    for rule in (rule for rule in rules.rules if rule.name in names):
        where = f"{rule.file}: {rule.name}"
        for example in rule.examples:
            text = str(example.get("text", ""))
            events = _events(text, rules, rule.emits)
            if not any(_fits(group, example) for group in [*([event] for event in events), events]):
                found = "; ".join(_told(event) for event in events) or "none"
                yield fault(where, "check-example", text=text, emits=rule.emits, found=found)
        for text in rule.counterexamples:
            for event in _events(text, rules, rule.emits):
                if event.rule == rule.name:
                    yield fault(where, "check-counterexample", text=text, found=_told(event))


def _events(text: str, rules: Rules, kind: str) -> list[Event]:
    article = article_from_text(text, "example", ReadOptions())
    return [event for event in extract(article, rules).events if event.type == kind]


def _fits(events: Sequence[Event], example: Mapping[str, Any]) -> bool:
    """Whether the events together, one at least, are what the example states."""
    stated = ((key, wanted) for key, wanted in example.items() if key != "text")
    return bool(events) and all(_has(events, key, wanted) for key, wanted in stated)


def _has(events: Sequence[Event], key: str, wanted: Any) -> bool:
    if key == "date":
        return all((event.date or "") == ("" if wanted in _NO_DATE else wanted) for event in events)
    if key == "name":
        return all(event.name == wanted for event in events)
    if key == "content":
        return all(event.content is not None and event.content.text == wanted for event in events)
    names = {name for event in events for name in _names(event, key)}
    return names == set([wanted] if isinstance(wanted, str) else wanted)


def _names(event: Event, key: str) -> list[str]:
    return [each.name for each in (event.items if key == "items" else event.role(key))]


def _told(event: Event) -> str:
    """An event in one line: its date, name, roles and goods."""
    roles = [f"{role} = {[each.name for each in given]}" for role, given in event.roles if given]
    goods = [f"items = {[item.name for item in event.items]}"] if event.items else []
    named = [f"name = {event.name}"] if event.name else []
    return ", ".join([*named, f"date = {event.date or '--'}", *roles, *goods])
