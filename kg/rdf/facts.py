"""The IRIs of an article's facts, and its record without some of them.

Input: a record. Output: IRIs of events and tenures, made from where they stand in the article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from kg.model import Event, Quote, Record
from kg.rdf import iri


def event_iris(record: Record, article: str) -> dict[str, str]:
    """The IRI of each event by its id: from its type, where its trigger begins, and an ordinal."""
    counts: Counter[str] = Counter()
    iris = {}
    for event in record.events:
        stem = f"{article}/{iri.local_name(event.type)}/{position(event.trigger, whole=False)}"
        iris[event.id] = f"{stem}-{counts[stem]}"
        counts[stem] += 1
    return iris


def tenure_iris(record: Record, article: str) -> list[str]:
    """The IRI of each tenure, likewise from where its post is named."""
    counts: Counter[str] = Counter()
    iris = []
    for tenure in record.posts:
        where = position(tenure.quote, whole=False)
        iris.append(f"{article}/tenure/{where}-{counts[where]}")
        counts[where] += 1
    return iris


def position(quote: Quote, *, whole: bool = True) -> str:
    """Where a quote stands, as a part of an IRI: its start, and its end if `whole`."""
    where = f"title-{quote.start}" if quote.in_title else str(quote.start)
    return f"{where}-{quote.end}" if whole else where


def record_without(record: Record, facts: Collection[str]) -> Record:
    """The record without these facts; whatever base their IRIs begin with."""
    article = iri.article(record.article.key)
    gone = {_path(fact) for fact in facts}
    events = event_iris(record, article)
    left = {id_ for id_, node in events.items() if _path(node) not in gone}
    tenures = zip(record.posts, tenure_iris(record, article), strict=True)
    return replace(
        record,
        events=tuple(_event_without(one, left) for one in record.events if one.id in left),
        posts=tuple(tenure for tenure, node in tenures if _path(node) not in gone),
    )


def _path(fact: str) -> str:
    """The part of a fact's IRI that comes from its article."""
    return "/".join(fact.rsplit("/", 3)[1:])


def _event_without(event: Event, left: Collection[str]) -> Event:
    """An event that refers only to events that are left."""
    return replace(
        event,
        part_of=event.part_of if event.part_of in left else None,
        during=event.during if event.during in left else None,
        roles=tuple(
            (
                role,
                tuple(one if one.event in left else one._replace(event=None) for one in mentions),
            )
            for role, mentions in event.roles
        ),
    )
