"""Articles from data: one item is one article.

Input: (line, value) pairs, as JSON gives them. Output: `Draft` values, and InputError values in
place of what is none.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import InputError
from kg.ingest.articles import KEY_PARTS, Draft
from kg.ingest.items import Item
from kg.ingest.setting import Setting
from kg.ingest.shape import item_article


class Ids:
    """The ids of one run, each with a hash of its text: some 100 bytes an article."""

    def __init__(self) -> None:
        self._texts: dict[int, int] = {}

    def refuse_twice(self, draft: Draft, source: str, line: int) -> None:
        """Refuse an id that another text had: its facts would replace the other's.

        What stands at one url is one article, whatever its text (`kg.store.copies`).
        """
        origin = draft.origin
        if origin.url:
            return
        known, text = hash(origin.key), hash((draft.title, draft.source))
        if self._texts.setdefault(known, text) != text:
            shown = origin.key.rpartition(KEY_PARTS)[2]
            raise InputError("input-json-id", source=source, line=line, id=shown)


def item_articles(
    items: Iterator[Item | InputError], setting: Setting, ids: Ids, *, empty: str
) -> Iterator[Draft | InputError]:
    """Drafts of items, each with the id that it gives, else `file#n`; `empty` is what none are."""
    n = 0
    for n, item in enumerate(items, 1):
        if isinstance(item, InputError):
            yield item
            continue
        line, value = item
        try:
            origin, title, text = item_article(
                value, f"{setting.name}#{n}", setting.name, line, setting.options.names
            )
            draft = Draft(setting.complete(origin), text, title)
            ids.refuse_twice(draft, setting.name, line)
            yield draft
        except InputError as fault:
            yield fault
    if not n:
        yield InputError("input-no-article", source=setting.name, found=empty)
