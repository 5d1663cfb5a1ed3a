"""Where a copy of an article was found, and its N-Quads lines.

Input: articles. Output: `Source` values, and lines of the graph of the article that they are
copies of.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import Article
from kg.rdf import iri
from kg.rdf.literal import dated, integer, string
from kg.rdf.terms import A, P


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """One copy of an article: a file, and where its text stands there.

    The copy is known by `key` (DESIGN section 4) and `file`; the rest is as in `kg.model.Article`.
    """

    key: str
    file: str
    id: str
    start: int
    end: int
    url: str = ""
    publisher: str = ""
    published: str = ""

    @classmethod
    def of(cls, article: Article) -> Source:
        """Where an article was found."""
        return cls(
            article.key, article.file, article.id, article.start, article.end,
            article.url, article.publisher, article.published or "",
        )  # fmt: skip

    def lines(self, given: Source, base: str) -> list[str]:
        """The lines of a copy of the article whose text `given` is the source of.

        Publisher and date stand there only where they are not those of the article.
        """
        article = iri.article(given.key, base)
        node = f"<{article}/source/{iri.digest(self.key, self.file)}>"
        said = [
            A["SOURCE"],
            f"{P['FILE']} {string(self.file)}",
            f"{P['START']} {integer(self.start)}",
            f"{P['END']} {integer(self.end)}",
        ]
        if self.url:
            said.append(f"{P['URL']} {string(self.url)}")
        if self.publisher and self.publisher != given.publisher:
            said.append(f"{P['PUBLISHER']} {string(self.publisher)}")
        if self.published and self.published != given.published:
            said.append(f"{P['PUBLISHED']} {dated(self.published).stated[0]}")
        graph = f" <{iri.article_graph(given.key, base)}> ."
        link = f"<{article}> {P['SOURCE']} {node}{graph}"
        return [link, *(f"{node} {statement}{graph}" for statement in said)]
