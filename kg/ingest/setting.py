"""What is known of an input beside its text, in the order of its weight.

Input: what the user said, the name of an input, what its articles say of themselves. Output: the
`Origin` of an article.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.ingest.articles import Origin
from kg.ingest.options import ReadOptions
from kg.ingest.outlet import home_in_path, publisher_in_path
from kg.ingest.published import published_in_path


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows of itself to its readers, in its head line or below its headline."""

    published: str | None = None
    publisher: str = ""
    home: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """The setting of the input `name`."""

    options: ReadOptions
    name: str
    path: Shown

    @classmethod
    def of(cls, name: str, options: ReadOptions) -> Setting:
        """The setting of an input, with what its path tells."""
        return cls(options, name, _told_by(name))

    def below(self, url: str) -> Setting:
        """The setting of a page of this input: its url goes on where the path ends."""
        return replace(self, path=_told_by(f"{self.name}/{url}")) if url else self

    def complete(self, origin: Origin, shown: Shown | None = None) -> Origin:
        """`origin` with date, paper and place as they are known.

        Each comes from the options, else from the data (`origin`), the path, or what is shown.
        """
        told, shown = self.options, shown or Shown()
        return replace(
            origin,
            published=told.published or origin.published or self.path.published or shown.published,
            publisher=told.publisher or origin.publisher or self.path.publisher or shown.publisher,
            home=told.home or origin.home or self.path.home or shown.home,
        )


def _told_by(path: str) -> Shown:
    return Shown(published_in_path(path), publisher_in_path(path), home_in_path(path))
