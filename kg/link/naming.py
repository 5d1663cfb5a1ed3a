"""What a place or office is by its name, and by what its articles name beside it.

Input: a subject, a matcher of one gazetteer, contexts: for each article that names the subject,
what else that names. Output: a `Match`, or none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kg.errors import messages
from kg.gazetteer.match import Match, Matcher
from kg.gazetteer.wording import settings, wording
from kg.link.subjects import Subject

Context = tuple[str, ...]  # names of divisions, bodies and posts


def by_name(subject: Subject, matcher: Matcher, context: Context = ()) -> Match:
    """What a subject is; an office is also looked for by the division that it governs.

    Of what is in no gazetteer is said what it lies in, or belongs to, where its name tells.
    """
    home, days = subject.home, subject.days
    match = matcher.match(subject.name, context=context, home=home, is_known=True, days=days)
    if match.chosen is not None and not match.is_broader:
        return match
    sign = _own_sign(subject, matcher)
    if not subject.is_place and (name := _governed(subject.name)):
        name = home if name == sign else name  # 区政府, in the paper of a district
        tried = matcher.match(name, context=context, home=home, is_governed=True, days=days)
        if tried.candidates or (tried.chosen is not None and not tried.is_broader):
            return tried
    if sign and (own := matcher.home(home)) and not match.candidates:
        return matcher.broader(subject.name, own)
    return match


def _own_sign(subject: Subject, matcher: Matcher) -> str:
    """The sign of its home that a name begins with (县 of 县住建局), "" if there is none."""
    words = wording()
    sign = next((one for one in words.own if subject.name.startswith(one)), "")
    own = matcher.home(subject.home) if sign and subject.home else None
    return sign if own is not None and own.family in words.signs[sign] else ""


def _governed(name: str) -> str:
    """The division that the name of an organ begins with, "" if it is no such name."""
    words = wording()
    for organ in words.organs:
        if name.endswith(organ):
            party = next((one for one in words.parties if name.startswith(one)), "")
            return name.removesuffix(organ).removeprefix(party)
    return ""


def in_articles(subject: Subject, matcher: Matcher, contexts: Iterable[Context]) -> Match | None:
    """What a subject is in all articles that tell of divisions at all, if it is one place.

    One name may be two places in two papers: where articles differ, or one names a division in
    which there is no such place, nothing is said.
    """
    telling = [one for one in contexts if matcher.divisions(one, subject.home)]
    found = [by_name(subject, matcher, one) for one in telling]
    chosen = {match.chosen and match.chosen.place.iri for match in found}
    return found[0] if len(chosen) == 1 and found[0].chosen is not None else None


def in_usual_home(
    subject: Subject, matcher: Matcher, contexts: Iterable[Context], home: str
) -> Match | None:
    """What a subject is in a paper that names one city most, if no article is about another."""
    city = matcher.home(home)
    beside = [one for context in contexts for one in matcher.divisions(context, "")]
    if city is None or not all(city.holds(one) for one in beside):
        return None
    match = by_name(replace(subject, home=home), matcher)
    if match.chosen is None or match.is_broader:
        return None
    trust = round(match.chosen.score * settings()["grounds"]["usual"], 3)
    reason = messages()["link-usual"].format(reason=match.reason, place=city.name)
    return replace(match, chosen=replace(match.chosen, score=trust), reason=reason)
