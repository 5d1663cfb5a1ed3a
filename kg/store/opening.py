"""Opening a store on disk, and telling what stands in the way.

Input: the path of a folder. Output: a pyoxigraph store, and the marks of what made it. A store
is a folder that Oxigraph can open by itself (`oxigraph serve --location`). What made it stands
in its graph `store`: zj:ontologyVersion, zj:rulesVersion, and for each article's graph its
dcterms:identifier and a hash of what its facts were made from (owl:versionInfo).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from time import sleep
from typing import Final

import pyoxigraph as ox

from kg.errors import StoreError
from kg.rdf import iri
from kg.rdf.literal import string
from kg.rdf.terms import A, P
from kg.resources import data
from kg.vocabulary import RDF_TYPE, Class, Property

_VERSION: Final = re.compile(r'owl:versionInfo\s+"([^"]+)"')
_DATABASE: Final = "CURRENT"  # a file that every RocksDB folder has
_LARGE: Final = 300_000_000  # bytes of files, of which the engine keeps some 50 MB when all is read
_TRIES: Final = 20  # of a reader beside a writer
_PAUSE: Final = 0.05  # seconds between them
_TYPE: Final = ox.NamedNode(RDF_TYPE)
_STORE: Final = ox.NamedNode(Class.STORE)
_ONTOLOGY_VERSION: Final = ox.NamedNode(Property.ONTOLOGY_VERSION)


@cache
def ontology_version() -> str:
    """The version of the ontology that this program writes."""
    found = _VERSION.search(data("ontology", "zhengji.ttl").read_text(encoding="utf-8"))
    assert found, "the ontology states its version"
    return found[1]


def open_engine(path: Path, *, create: bool, read_only: bool) -> ox.Store:
    """The store in that folder. Raises StoreError if it cannot be opened, and changes nothing.

    Where another process writes, files may go while a reader opens them: it tries again.
    """
    _check_place(path, create=create and not read_only)
    for left in reversed(range(_TRIES if read_only else 1)):
        try:
            return ox.Store.read_only(str(path)) if read_only else ox.Store(str(path))
        except (OSError, RuntimeError) as error:  # RocksDB's too
            if not left:
                raise StoreError(_code(str(error).lower()), store=path, why=error) from error
            sleep(_PAUSE)
    raise AssertionError("the last try returns or raises")


def _code(why: str) -> str:
    """Which message tells why a store did not open; RocksDB says it in words only."""
    if "no space left" in why:  # to open a store is to write to it
        return "store-write"
    return "store-locked" if re.search(r"\block\b", why) else "store-broken"  # "block" is none


def is_on_disk(path: Path) -> bool:
    """Whether a folder is a store's."""
    return (path / _DATABASE).is_file()


def is_large(path: Path) -> bool:
    """Whether what the engine keeps of the files that it has read would be much memory.

    Of each it keeps the filter and the index of its blocks until it is closed, and of all the
    blocks that were read last: some hundred megabytes at 90,000 articles, none of it in use.
    """
    sizes = 0
    for file in path.glob("*.sst"):
        try:
            sizes += file.stat().st_size
        except FileNotFoundError:  # the engine puts files in order meanwhile
            continue
    return sizes > _LARGE


def _check_place(path: Path, *, create: bool) -> None:
    if is_on_disk(path):
        return
    if path.exists() and not path.is_dir():
        raise StoreError("store-file", store=path)
    if path.is_dir() and next(path.iterdir(), None) is not None:
        raise StoreError("store-foreign", store=path)
    if not create:
        raise StoreError("store-missing", store=path)


def base_of(engine: ox.Store, path: Path, base: str | None, *, read_only: bool) -> str:
    """The base of the store's IRIs, from its marks; a new store gets its marks.

    Raises StoreError for a store that something else made, or another version of the ontology,
    with another base than `base` if that is given, or that is damaged where its marks stand.
    """
    try:
        return _marked(engine, path, base, read_only=read_only)
    except (OSError, RuntimeError) as error:  # as in `open_engine`
        raise StoreError(_code(str(error).lower()), store=path, why=error) from error


def _marked(engine: ox.Store, path: Path, base: str | None, *, read_only: bool) -> str:
    mark = next(engine.quads_for_pattern(None, _TYPE, _STORE, None), None)
    if mark is None:
        if next(engine.quads_for_pattern(None, None, None, None), None) is not None:
            raise StoreError("store-foreign", store=path)
        made = iri.check_base(base or iri.BASE)
        if not read_only:
            engine.load(_marks(made).encode(), format=ox.RdfFormat.N_QUADS)
        return made
    found = _base(mark)
    _check_version(engine, path, mark.subject)
    if base not in (None, found):
        raise StoreError("store-base", store=path, found=found, given=base)
    return found


def base_in(engine: ox.Store) -> str:
    """The base of the IRIs of a store that is open, the usual one if it has no marks."""
    mark = next(engine.quads_for_pattern(None, _TYPE, _STORE, None), None)
    return iri.BASE if mark is None else _base(mark)


def _base(mark: ox.Quad) -> str:
    assert isinstance(mark.subject, ox.NamedNode)
    return mark.subject.value.removesuffix("graph/store")


def _check_version(
    engine: ox.Store, path: Path, mark: ox.NamedNode | ox.BlankNode | ox.Triple
) -> None:
    # What the engine gives goes before an error is raised, which would keep it: until garbage is
    # collected, in whatever thread, and only the one that asked for it may let it go.
    versions = [q.object for q in engine.quads_for_pattern(mark, _ONTOLOGY_VERSION, None, None)]
    found = ", ".join(sorted(version.value for version in versions))  # type: ignore[union-attr]
    if found != ontology_version():
        raise StoreError(
            "store-version", store=path, found=found or "-", expected=ontology_version()
        )


def _marks(base: str) -> str:
    node = f"<{iri.graph('store', base)}>"
    version = f"{P['ONTOLOGY_VERSION']} {string(ontology_version())}"
    return f"{node} {A['STORE']} {node} .\n{node} {version} {node} .\n"
