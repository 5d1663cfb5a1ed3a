"""Where gazetteers come from: files of several forms, each read into entries.

Input: the name of a form, and a path. Output: entries, in the order of the source. Data of
installed libraries are found without importing these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final

from kg.errors import UsageError
from kg.gazetteer.sources import (
    adcodes,
    divisions,
    geonames,
    linked_places,
    mapped,
    ministry,
    sparql,
    villages,
    wikidata,
)
from kg.gazetteer.values import Entry
from kg.gazetteer.wording import settings

INSTALLED: Final = "installed"  # stands for the data of an installed library

_ASKED: Final = "sparql"  # a URL of it is sent a query

FORMS: Final[Mapping[str, Callable[[Path], Iterator[Entry]]]] = {
    "divisions": divisions.read,
    "ministry": ministry.read,
    "adcodes": adcodes.read,
    "villages": villages.read,
    "geonames": geonames.read,
    "lpf": linked_places.read,
    "wikidata": wikidata.read,
    _ASKED: sparql.read,
}
SERVED: Final = "reconciliation"  # no source of entries: see kg.gazetteer.service
TABLE: Final = "csv"  # the form that needs to know which column holds what


@dataclass(frozen=True, slots=True)
class Located:
    """Where the data of a source are, and what its library or its form tells of them."""

    path: Path
    title: str = ""
    licence: str = ""
    version: str = ""
    date: str = ""


def reader(form: str, columns: str = "") -> Callable[[Path], Iterator[Entry]]:
    """The function that reads a form; `columns` are those of a table (`kg.gazetteer.sources.mapped`).

    Raises UsageError for an unknown form, or faulty columns.
    """
    if form == TABLE:
        named = mapped.columns(columns)
        return lambda path: mapped.read(path, named)
    if form not in FORMS:
        raise UsageError(
            "gazetteer-unknown-form", found=form, known=", ".join([*FORMS, TABLE, SERVED])
        )
    return FORMS[form]


def asking(form: str) -> dict[str, Any]:
    """What `kg.gazetteer.fetch.fetched` is told besides the URL of a source of this form."""
    if form != _ASKED:
        return {}
    return {"form": sparql.question(), "accept": sparql.ACCEPT, "largest": sparql.LARGEST}


def locate(source: str, form: str) -> Located:
    """Where a source is: a path, or the installed library that has data of this form.

    Raises UsageError where no such library is known or installed.
    """
    if source != INSTALLED:
        return Located(Path(source), **settings()["source"].get(form, {}))
    packages = settings()["package"]
    if form not in packages:
        raise UsageError("gazetteer-no-package", form=form, known=", ".join(packages))
    name, file = packages[form]["name"], packages[form]["file"]
    try:
        found = distribution(name)
    except PackageNotFoundError:
        extra = f"zhengji[{packages[form]['extra']}]".removesuffix("[]")
        raise UsageError("gazetteer-not-installed", form=form, package=name, extra=extra) from None
    tags = found.metadata
    licence = next((tags[tag] for tag in ("License-Expression", "License") if tag in tags), "")
    title = tags["Summary"] or name
    path = Path(str(found.locate_file(file)))
    date = packages[form].get("dates", {}).get(found.version, "")
    return Located(path, title, licence.strip().split("\n")[0], f"{name} {found.version}", date)
