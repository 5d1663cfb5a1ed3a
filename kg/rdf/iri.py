"""IRIs, made from content alone.

Input: names, keys, offsets and a base IRI that ends in `/` or `#`. Output: IRIs without angle
brackets. The same content gives the same IRI whatever else was read, and in whatever order.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from kg.errors import UsageError
from kg.syntax import is_iri
from kg.vocabulary import ZJ

BASE: Final = "https://w3id.org/zhengji/id/"

# RFC 3987: what may stand in an IRI as it is; of it, what reads well in a name.
_NOT_IN_SLUG: Final = re.compile(r"[^\w·.~-]")
_SLUG_LENGTH: Final = 80  # a longer name is cut; the hash behind it tells names apart
_LARGE_NAMES: Final = 4096
_RECENT: Final = 1000  # digests: those of one article are asked for again and again


def check_base(base: str) -> str:
    """The base, if IRIs can begin with it; else UsageError."""
    if not is_iri(base) or base[-1] not in "/#":
        raise UsageError("iri-base", found=base)
    return base


@lru_cache(maxsize=_RECENT)
def digest(*parts: str) -> str:
    """The first 12 hexadecimal digits of SHA-256 over the parts, U+001F between them."""
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


@lru_cache(maxsize=_LARGE_NAMES)
def slug(name: str) -> str:
    """The name as a part of a path: letters and digits of any script stay."""
    return _NOT_IN_SLUG.sub(_percent, name[:_SLUG_LENGTH])


def _percent(match: re.Match[str]) -> str:
    character = match[0]
    return quote("\ufffd" if "\ud800" <= character <= "\udfff" else character, safe="")


@lru_cache(maxsize=_LARGE_NAMES)
def shared(kind: str, name: str, *key: str, base: str = BASE) -> str:
    """A node that articles share, such as `shared("Person", name, jurisdiction)`.

    `kind` is a class of the ontology; `key` is what tells the bearers of one name apart.
    """
    return f"{base}{slug(kind.lower())}/{slug(name)}-{digest(name, *key)}"


def group(article_iri: str, name: str) -> str:
    """A group without names, inside its article."""
    tail = f"-{digest(name)}" if len(name) > _SLUG_LENGTH else ""
    return f"{article_iri}/group/{slug(name)}{tail}"


def article(key: str, base: str = BASE) -> str:
    """The article of that key (DESIGN section 4)."""
    return f"{base}article/{digest(key)}"


def article_graph(key: str, base: str = BASE) -> str:
    """The graph that holds an article's own nodes."""
    return f"{base}graph/article/{digest(key)}"


def copy(key: str, file: str, base: str = BASE) -> str:
    """What the store notes of a copy of an article, found in that file."""
    return f"{base}copy/{digest(key, file)}"


def graph(name: str, base: str = BASE) -> str:
    """A graph of the whole store: entities, direct, copies, identity, links, decisions or
    store."""
    return f"{base}graph/{name}"


@lru_cache(maxsize=1000)
def term(name: str) -> str:
    """A class or property by its local name in the ontology, or by its full IRI."""
    return name if "://" in name and is_iri(name) else ZJ + slug(name)


@lru_cache(maxsize=1000)
def local_name(name: str) -> str:
    """The last part of a class's name, in lower case, as it stands in IRIs of events."""
    return slug(re.split(r"[#/]", name)[-1].lower())
