"""What is known of an input beside its text, in the order of its weight.

Input: what the user said, and the name of an input. Output: a `Setting`, which completes what an
article says of itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.ingest.articles import Origin
from kg.ingest.options import ReadOptions
from kg.ingest.published import published_in_path


@dataclass(frozen=True, slots=True)
class Setting:
    """The setting of the input `name`."""

    options: ReadOptions
    name: str

    @property
    def published(self) -> str | None:
        """The day that options or the path give; data of an article stand between the two."""
        return self.options.published or published_in_path(self.name)

    def complete(self, origin: Origin) -> Origin:
        """`origin` with what the options say in place of it, and what the path says where it is silent."""
        return replace(
            origin,
            published=self.options.published or origin.published or self.published,
            publisher=self.options.publisher or origin.publisher,
            home=self.options.home or origin.home,
        )
