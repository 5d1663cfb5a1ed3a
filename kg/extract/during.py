"""Which visit a meeting or directive belongs to, and which meeting gives a directive.

Input: drafts, in text order. Output: the draft that another is part of, or None. And which places
do not tell where a meeting was, because others stand beside them.
"""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter

from kg.extract.reading import Draft
from kg.extract.trips import within
from kg.model import Mention

_RECALLED = 50  # meetings, or visits, back among which the one meant is looked for
_JOINT = 2  # characters between the members of a list: 、 和 以及
_TOOK_PART = ("chair", "attendee", "visitor", "companion")
_SAME_VISIT = 4  # paragraphs between a visit and the meeting that one of its visitors holds


def part_of(meeting: Draft, visits: list[Draft]) -> Draft | None:
    """The visit that a meeting belongs to: of the same people and day, told just before."""
    chairs = set(meeting.names("chair"))
    for visit in reversed(_before(meeting, visits)):
        away = abs(meeting.match.sentence.paragraph - visit.match.sentence.paragraph)
        before = visit.trigger[0] <= meeting.trigger[0]
        shared = chairs & set(visit.names("visitor"))
        same = not chairs or shared
        near = away <= (_SAME_VISIT if shared else 1)
        if near and before and same and within(meeting.when.value, visit.when.value):
            return visit
    return None


def issuing_meeting(mention: Mention, directive: Draft, meetings: list[Draft]) -> Draft | None:
    """The meeting that the word of a meeting stands for: the last before it that the word fits."""
    told = [m for m in _before(directive, meetings) if m.trigger <= directive.trigger]
    before = told or meetings[-_RECALLED:]
    for meeting in reversed(before):
        if meeting.name and (mention.name in meeting.name or meeting.name in mention.name):
            return meeting
    return before[-1] if before else None


def occasion(directive: Draft, meetings: list[Draft], visits: list[Draft]) -> Draft | None:
    """The last meeting or visit told just before a directive, on a day, of those who give it."""
    issuers = set(directive.names("issuer"))
    told = [*_before(directive, meetings), *_before(directive, visits)]
    for draft in sorted(told, key=_sentence_start, reverse=True):
        away = directive.match.sentence.paragraph - draft.match.sentence.paragraph
        if 0 <= away <= _SAME_VISIT and issuers & {
            m.name for r in _TOOK_PART for m in draft.roles.get(r, ())
        }:
            return draft
    return None


def _before(draft: Draft, drafts: list[Draft]) -> list[Draft]:
    """The last of `drafts` up to the end of the sentence that tells of `draft`."""
    end = bisect_right(drafts, draft.match.sentence.start, key=_sentence_start)
    return drafts[max(0, end - _RECALLED) : end]


def _sentence_start(draft: Draft) -> int:
    return draft.match.sentence.start


def lone(places: list[Mention]) -> list[Mention]:
    """Those of `places` beside which no other stands in a list: in which of them was it?"""
    return [one for one in places if not any(_are_listed(one, other) for other in places)]


def _are_listed(one: Mention, other: Mention) -> bool:
    first, second = sorted((one.quote, other.quote), key=attrgetter("start"))
    return 0 < second.start - first.end <= _JOINT
