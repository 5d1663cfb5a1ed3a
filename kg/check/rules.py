"""Whether rules emit classes and fill slots that the ontology has, and do what they say.

Input: `ontology/rules/*.toml` and a user's own folders. A slot of a rule is a role, a property of
the ontology, or one of the slots that carry other parts of an event.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kg.check.fault import Fault, Places, fault
from kg.check.ontology import Ontology
from kg.check.terms import lacking
from kg.errors import KgError

# Slots of a pattern that are no roles, and keys of an example that are none.
_SLOTS = frozenset({"trigger", "given", "other"})
_KEYS = frozenset({"text", "date", "items"})
_SLOT = re.compile(r"\{([a-z_A-Z]+):|\(\?P<([A-Za-z_]+)>")


def check_rules(places: Places, ontology: Ontology, folders: Sequence[Path]) -> Iterator[Fault]:
    """Unknown classes and slots, and what loading the rules finds."""
    for file, rule in _rules(places, folders):
        name = f"{places.name(file)}: {rule.get('name', '?')}"
        emits = str(rule.get("emits", ""))
        if emits not in ontology.classes:
            yield lacking(name, emits, ontology)
        elif emits not in ontology.events | {"Tenure"}:
            yield fault(name, "check-rule-class", found=emits, allowed=_list(ontology.events))
        for slot in sorted(_slots(rule) - ontology.properties - _SLOTS):
            yield fault(name, "check-rule-slot", found=slot, allowed=_list(_SLOTS))
        for key in sorted(_keys(rule) - ontology.properties - _KEYS):
            yield fault(name, "check-rule-key", found=key, allowed=_list(_KEYS))
    yield from _running(folders)


def used(places: Places, folders: Sequence[Path]) -> set[str]:
    """Names of classes and properties that rules use."""
    found = set()
    for _, rule in _rules(places, folders):
        found |= {str(rule.get("emits", ""))} | _slots(rule) | _keys(rule)
    return found


def _rules(places: Places, folders: Sequence[Path]) -> Iterator[tuple[Path, dict[str, Any]]]:
    return _in((places.ontology / "rules", *folders))


def _in(folders: Sequence[Path]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each rule with its file; a file that is no TOML is for the loading to report."""
    for file in (file for folder in folders for file in sorted(folder.glob("*.toml"))):
        try:
            table = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            continue
        for rule in table.get("rule", ()):
            yield file, rule


def _slots(rule: dict[str, Any]) -> set[str]:
    """The slots of a rule's pattern."""
    return {a or b for a, b in _SLOT.findall(str(rule.get("pattern", "")))}


def _keys(rule: dict[str, Any]) -> set[str]:
    """The keys of a rule's examples."""
    examples = rule.get("examples", ())
    return {key for example in examples if isinstance(example, dict) for key in example}


def _running(folders: Sequence[Path]) -> Iterator[Fault]:
    """What loading all rules finds; if nothing, what the examples of the user's own find."""
    from kg.rules import load_rules  # noqa: PLC0415 - loads the engine of the patterns

    try:
        rules = load_rules(tuple(folders))
        own = {str(rule.get("name")) for _, rule in _in(folders)}
        if own:
            from kg.check.examples import check_examples  # noqa: PLC0415 - loads the segmenter

            yield from check_examples(rules, own)
    except KgError as error:
        yield fault("rules", "check-rules", reason=error)


def _list(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))
