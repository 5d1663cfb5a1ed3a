"""Zhengji (政迹): local-government news as a knowledge graph whose facts point at their words.

Importing this package loads nothing heavy; each name below is loaded when first used.

    >>> import kg
    >>> text = "本报讯 12月5日上午，洛龙区区长褚明轩到关林办事处调研供暖工作。"
    >>> (visit,) = kg.extract(text, published="2022-12-16").events
    >>> visit.type, visit.date, visit.role("visitor")[0].name
    ('Visit', '2022-12-05', '褚明轩')
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.errors import KgError
    from kg.model import Article, Event, Item, Mention, Quote, Record, Tenure
    from kg.pipeline import Summary, build, extract_inputs, remove
    from kg.pipeline import extract_text as extract
    from kg.query import Graph, Rows
    from kg.rules import Rules, load_rules
    from kg.store import Store

__version__ = "0.1.0"
__all__ = [
    "Article",
    "Event",
    "Graph",
    "Item",
    "KgError",
    "Mention",
    "Quote",
    "Record",
    "Rows",
    "Rules",
    "Store",
    "Summary",
    "Tenure",
    "build",
    "extract",
    "extract_inputs",
    "load_rules",
    "remove",
]

_PLACES = {
    "Article": "kg.model:Article",
    "Event": "kg.model:Event",
    "Graph": "kg.query:Graph",
    "Item": "kg.model:Item",
    "KgError": "kg.errors:KgError",
    "Mention": "kg.model:Mention",
    "Quote": "kg.model:Quote",
    "Record": "kg.model:Record",
    "Rows": "kg.query:Rows",
    "Rules": "kg.rules:Rules",
    "Store": "kg.store:Store",
    "Summary": "kg.pipeline:Summary",
    "Tenure": "kg.model:Tenure",
    "build": "kg.pipeline:build",
    "extract": "kg.pipeline:extract_text",
    "extract_inputs": "kg.pipeline:extract_inputs",
    "load_rules": "kg.rules:load_rules",
    "remove": "kg.pipeline:remove",
}


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    module, _, attribute = _PLACES[name].partition(":")
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """Importing the stage `kg.extract` does not hide the function of that name."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _PLACES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
