"""Where the data files are: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data(*parts: str) -> Path:
    """Path of a data file or folder, such as `data("ontology", "rules")`."""
    root = _PACKAGE if (_PACKAGE / parts[0]).exists() else _PACKAGE.parent
    return root.joinpath(*parts)
