"""Posts: which person holds which, as the article words it (guide, "posts").

Input: a reading. Output: tenures in text order, one for each person and post.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.reading import Reading
from kg.model import Quote, Tenure
from kg.people import PersonSpan, PostSpan, body_of


def tenures(reading: Reading) -> tuple[Tenure, ...]:
    """The posts of the article. A post that another of the same person ends with is left out."""
    found: dict[tuple[str, str], Tenure] = {}
    for span in reading.annotated.people.spans:
        for post in span.posts:
            key = (span.name, post.label)
            if key not in found:
                found[key] = _tenure(reading, span, post)
    for tenure in _headlined(reading, {name for name, _ in found}):
        found[tenure.person.name, tenure.post] = tenure
    ends = {(name, label[cut:]) for name, label in found for cut in range(1, len(label))}
    return tuple(tenure for key, tenure in found.items() if key not in ends)


def _tenure(reading: Reading, span: PersonSpan, post: PostSpan) -> Tenure:
    when = _date(reading, post.start)
    return Tenure(
        person=reading.person(span), post=post.label,
        quote=reading.quote((post.start, post.end)), rule=f"post-{span.grounds}",
        confidence=reading.rules.confidence(f"post-{span.grounds}"),
        status=post.status, organization=body_of(post.label, reading.rules.grammar) or None,
        date=when or reading.article.published,
    )  # fmt: skip


def _date(reading: Reading, at: int) -> str | None:
    sentence = reading.sentence_at(at)
    return sentence.when(sentence.end).value if sentence else None


_LEAD = 3  # sentences in which the person of a headline is named


def _headlined(reading: Reading, known: set[str]) -> Iterator[Tenure]:
    """The post of the headline (李克强同柬埔寨首相会谈) of whom the lead names without any."""
    headline, patterns = reading.article.title_quote, reading.rules.patterns("posts")
    match = patterns["headline"].search(headline.text) if headline else None
    if headline is None or match is None:
        return
    head = reading.rules.grammar.head_end.search(match["post"])
    coded, end = (
        reading.annotated.coded,
        reading.sentences[:_LEAD][-1].end if reading.sentences else 0,
    )
    met = patterns["met"].search(coded, 0, end)
    if head is None or not head.start() or met is None:
        return
    people = reading.annotated.signs[met.start("who")].people
    if len(people) == 1 and people[0].name not in known:
        start = headline.start + match.start("post")
        quote = Quote(match["post"], start, start + len(match["post"]), headline.in_title)
        yield Tenure(
            person=reading.person(people[0]), post=match["post"], quote=quote, rule="post-headline",
            confidence=reading.rules.confidence("post-headline"),
            organization=body_of(match["post"], reading.rules.grammar) or None,
            date=_date(reading, people[0].start) or reading.article.published,
        )  # fmt: skip
