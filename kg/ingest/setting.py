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
        path = Shown(published_in_path(name), publisher_in_path(name), home_in_path(name))
        return cls(options, name, path)

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
