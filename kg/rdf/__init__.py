"""From a record to N-Quads: what one article states, and what it adds to shared graphs.

Input: a `Record` and a base IRI. Output: N-Quads lines, without line feeds, each once, in an
order that depends on the record alone. Strings are formatted directly: a store is built from
some hundred of these lines an article.

- The article's own graph holds the article, its sources, facts, evidence, mentions and groups.
- `entities` holds type, label and jurisdiction of what articles share, each a function of the
  node's IRI; `zj:altLabel` comes from mentions.
- `direct` holds shortcuts between nodes. `PAIRS` says which facts these follow from.
- `without` takes out facts that people have rejected.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from kg.ingest import Draft
from kg.model import Article, Record
from kg.rdf.article import Writer, text_hash
from kg.rdf.facts import record_without
from kg.rdf.iri import BASE
from kg.rdf.pairs import PAIRS, Pair
from kg.rdf.source import Source
from kg.rdf.without import without

__all__ = [
    "BASE",
    "FORM",
    "PAIRS",
    "Pair",
    "Source",
    "article_quads",
    "derived_quads",
    "fingerprint",
    "quads",
    "record_without",
    "text_hash",
    "without",
]

# Raised when the same record gives other quads, or the same text another headline, byline or body.
FORM: Final = "3"


def article_quads(record: Record, base: str = BASE) -> list[str]:
    """The lines of the article's own graph."""
    return quads(record, base)[0]


def derived_quads(record: Record, base: str = BASE) -> list[str]:
    """The lines that the article gives to the graphs `entities` and `direct`."""
    return quads(record, base)[1]


def quads(record: Record, base: str = BASE) -> tuple[list[str], list[str]]:
    """The lines of the article's own graph, and those it gives to shared graphs.

    Raises KgError (`literal-date`, `rdf-event`) for a record that contradicts itself.
    """
    return Writer(record, base).lines()


def fingerprint(article: Article | Draft) -> str:
    """A hash of all that an article's quads are made from, but for the rules.

    Of an article that is all of its text, headline, byline and the like follow from the text.
    """
    origin = article.origin if isinstance(article, Draft) else article
    parts = (
        FORM,
        origin.key,
        article.id,
        text_hash(article),
        str(article.start),
        str(article.end),
        *_told(article),
        origin.published or "",
        origin.publisher,
        origin.url,
        origin.file,
        origin.home,
    )
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _told(article: Article | Draft) -> tuple[str, ...]:
    """What is told of an article besides its text."""
    if isinstance(article, Draft):
        return (article.title or "",)
    quote = article.title_quote
    if (article.start, article.end) == (0, len(article.source)):
        return (quote.text if quote and quote.in_title else "",)
    where = "" if quote is None else f"{quote.start}-{quote.end}-{quote.in_title}"
    return (article.title, where, article.dateline, "\x1e".join(article.byline))
