"""Where a meeting was held that is told of as part of a visit.

Input: a meeting and the visit that it is part of. Output: the meeting, with a place if one is told.
"""

from __future__ import annotations

from kg.extract.during import lone
from kg.extract.reading import Draft, Reading


def held_at(reading: Reading, meeting: Draft) -> None:
    """A meeting without a place was held where the visit that it is part of had come to."""
    visit, sentence = meeting.part_of, meeting.match.sentence
    if visit is None or meeting.roles.get("place"):
        return
    told = reading.quote(reading.clean(sentence.start, sentence.end))
    start = told.start
    if "talks" in meeting.rule.options and visit.match.sentence is sentence:
        near = [s for s in visit.roles["place"] if start <= s.quote.start < told.end]
        meeting.add("place", near if len(near) == 1 else [])
    if not meeting.roles.get("chair"):
        return
    end = reading.quote(meeting.trigger).start
    stops = visit.roles["place"]
    region = reading.rules.patterns("meetings")["region"]
    here = [s for s in lone(stops) if start <= s.quote.start < end and region.search(s.name)]
    far = sentence.paragraph - visit.match.sentence.paragraph > 1
    several = len(stops) > 1 and all(region.search(s.name) for s in stops[:2])
    if not here and not several and visit.when.value == meeting.when.value:
        listed = [s for s in stops if start <= s.quote.start < told.end]  # in which of them?
        came = [s for s in stops[:1] if s.quote.start < told.end]  # not 会前, told behind it
        first = [] if len(listed) > 1 and came and came[0] is listed[0] else came
        here = [s for s in first if not far or region.search(s.name)]
    alike = len(here) > 1 and len({stop.name[-1] for stop in here}) == 1  # in which of them?
    meeting.add("place", [] if alike else here[:1])
