"""Zhengji (政迹): local-government news as a knowledge graph whose facts point at their words.

Importing this package loads nothing heavy; each name below is loaded when first used.

    >>> import kg
    >>> sorted(kg.__all__)[0]
    'Graph'
"""

from __future__ import annotations

from importlib import import_module

__version__ = "0.1.0"

_HOME = {
    "Article": "kg.model",
    "Event": "kg.model",
    "Record": "kg.model",
    "Tenure": "kg.model",
    "KgError": "kg.errors",
    "load_rules": "kg.rules",
    "Graph": "kg.query",
}

__all__ = ["Article", "Event", "Graph", "KgError", "Record", "Tenure", "__version__", "load_rules"]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
