"""Posts: which person holds which, as the article words it (guide, "posts").

Input: a reading. Output: tenures in text order, one for each person and post.
"""

from __future__ import annotations

from kg.extract.reading import Reading
from kg.model import Tenure
from kg.people import PersonSpan, PostSpan


def tenures(reading: Reading) -> tuple[Tenure, ...]:
    """The posts of the article. A post that another of the same person ends with is left out."""
    found: dict[tuple[str, str], Tenure] = {}
    for span in reading.annotated.people.spans:
        for post in span.posts:
            key = (span.name, post.label)
            if key not in found:
                found[key] = _tenure(reading, span, post)
    longer = {
        key for key in found
        for other in found
        if key[0] == other[0] and key[1] != other[1] and other[1].endswith(key[1])
    }  # fmt: skip
    return tuple(tenure for key, tenure in found.items() if key not in longer)


def _tenure(reading: Reading, span: PersonSpan, post: PostSpan) -> Tenure:
    when = _date(reading, post.start)
    return Tenure(
        person=reading.person(span), post=post.label,
        quote=reading.quote((post.start, post.end)), rule=f"post-{span.grounds}",
        status=post.status, organization=_organization(reading, post.label),
        date=when or reading.article.published,
    )  # fmt: skip


def _organization(reading: Reading, label: str) -> str | None:
    head = reading.rules.grammar.head_end.search(label)
    body = label[: head.start()] if head else ""
    return body or None


def _date(reading: Reading, at: int) -> str | None:
    for sentence in reading.sentences:
        start, end = reading.clean(sentence.start, sentence.end)
        if start <= at < end:
            return sentence.when(sentence.end).value
    return None
