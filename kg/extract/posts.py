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
    ends = {(name, label[cut:]) for name, label in found for cut in range(1, len(label))}
    return tuple(tenure for key, tenure in found.items() if key not in ends)


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
    sentence = reading.sentence_at(at)
    return sentence.when(sentence.end).value if sentence else None
