"""Visits: one for each group of visitors and date, with the stops of its itinerary.

Input: matches of rules that emit Visit, in text order. Output: drafts. Rule options:
`open` starts a visit whose places follow; `extends` only adds to a visit under way; `opens` tells of one before it names who;
`named-place` asks for places that end like one; `companion` adds those who accompany; `visiting`: the subject is who visits;
`organ`: a body visits, by those whom it sends; `bodies`: nobody else does; `apart` tells of another visit than the one under way, if neither has a date;
`state` takes visitors whose post the article does not tell;
`hosted`: the subject goes along with those named;
`left`: a visit that has ended is dated only in its own sentence;
`before` keeps companions for the visit that the next clause tells of, `early` where none is told of yet;
`listed` takes the places of the clause before (`kg.extract.itinerary`);
`comfort` takes whoever goes to see how people fare, to a place with a name;
`toured` asks for words of going round, told before in the paragraph.
"""

from __future__ import annotations

from itertools import islice, pairwise

from kg.clauses import Sentence, Subject
from kg.dating import When
from kg.extract.companions import Companions
from kg.extract.itinerary import (
    Onward,
    Schools,
    everywhere,
    home_of,
    meet,
    named_before,
    names_country,
    stops,
)
from kg.extract.known_visits import RECALLED, KnownVisits
from kg.extract.led import Led, is_group, unnamed
from kg.extract.reading import Draft, Match, Reading, start_draft
from kg.extract.trips import at_large, share_out, spread
from kg.extract.visitors import REACH, Visitors
from kg.model import Mention
from kg.seen import Seen

_UNDATED = When(-1, None)
_LEAD = 60  # characters of a sentence before it tells where those went who are not named in it
_CLAUSES = 40  # behind one of a stop, among which somebody acts


class Visits:
    """Collects visits over an article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.patterns = reading.rules.patterns("visits")
        self.visitors = Visitors(reading, self.patterns)
        self.led = Led(reading, self.patterns)
        self.onward = Onward(reading, self.patterns)
        self.schools = Schools(reading, self.patterns)
        self.told = KnownVisits(reading, self.patterns)
        self.companions = Companions(reading, self.visitors, self.told)
        self.vague: list[Mention] = []
        self._next: list[int] | None = None
        coded = reading.annotated.coded
        self.evoking = Seen(reading.phrases["evoking"], coded)
        self.homes: list[tuple[Draft, Mention]] = []

    def take(self, match: Match) -> Draft | None:
        """Adds what `match` says; the visit it belongs to, if any."""
        options = match.rule.options
        if "companion" in options:
            return self.companions.take(match)
        if self._is_idle(match):
            return None
        visitors, escorts = self._parties(match)
        places = self._stops(match) if visitors else []
        coded = self.reading.annotated.coded
        visitors = [] if everywhere(coded, match, visitors, places, self.patterns) else visitors
        home = None if places or not visitors else home_of(self.reading, match, self.patterns)
        if not visitors or not (places or home or "open" in options):
            return None
        if options >= {"apart", "state"} and "visitor" in match.slots:
            return [self._place(match, [guest], places) for guest in visitors][-1]
        each = len(visitors) > 1 and self._each(match)
        if each and len(visitors) == len(places):
            pairs = zip(visitors, places, strict=True)
            return [self._place(match, [visitor], [stop]) for visitor, stop in pairs][-1]
        visit = self._place(match, visitors, places)
        if visit:
            self.told.parted += [visit] if each and self._parts(places) else []
            self.homes += [(visit, home)] if home else []
            visit.add("companion", escorts)
        return visit

    def _parties(self, match: Match) -> tuple[list[Mention], list[Mention]]:
        """Who visits, and those who come along, where the clause tells of both."""
        visitors = self._visitors(match)
        if escorted := self.reading.phrases["escorted"].match(match.clause.text):
            return self.visitors.escorted(match, escorted), visitors
        if leader := self.visitors.leading(match):
            led = [*self.visitors.listed_before(match), *visitors]
            return self.reading.subject(leader), led
        return visitors, []

    def _is_idle(self, match: Match) -> bool:
        """Whether `match` tells of no visit for what stands around: a heading, whose item tells it
        again with the day, or a place that nobody was said to go round."""
        options, alone = match.rule.options, len(match.sentence.clauses) == 1
        if "apart" in options and alone and self.reading.is_heading(match.sentence):
            return True
        return "toured" in options and not self.visitors.toured(match)

    def settle(self) -> list[Draft]:
        """The visits that have a place, without stops named in passing."""
        for visit, home in self.homes:
            if self._in_rooms(visit, home):
                visit.roles["place"] = [home]
        gone = {id(one) for one in self.told.parted if self._told_apart(one)}
        gone |= {id(one) for one, later in pairwise(self.told.drafts) if self._heads(one, later)}
        trips = [d for d in self.told.drafts if "/" in (d.when.value or "")]
        gone |= {
            id(trip) for trip in trips if share_out(trip, self.told.of_same(trip), self.reading)
        }
        published = self.reading.article.published
        for trip in at_large(self.told.drafts):
            same = [d for d in self.told.of_same(trip) if d is not trip and id(d) not in gone]
            gone |= {id(trip)} if spread(trip, same, published) else set()
        vague = {id(place) for place in self.vague}
        return [d for d in self.told.drafts if id(d) not in gone and self._settled(d, vague)]

    def _in_rooms(self, visit: Draft, home: Mention) -> bool:
        """Whether `visit` has no place but `home`, or only rooms of it: 来我校参观了图书馆."""
        places = visit.roles.get("place", [])
        return all(map(self._common, places)) and (
            not places or bool(self.patterns["house"].match(home.name))
        )

    def _heads(self, visit: Draft, later: Draft) -> bool:
        """Whether `visit` is told in the heading of an item alone, which tells of it as `later`."""
        told, again = visit.match.sentence, later.match.sentence
        if len(told.clauses) > 1 or not self.reading.is_heading(told):
            return False
        return (
            again.paragraph - told.paragraph == 1
            and set(visit.names("visitor")) == set(later.names("visitor"))
            and meet(visit.names("place"), later.roles.get("place", []), self.patterns)
        )

    def _told_apart(self, parted: Draft) -> bool:
        """Whether a visit tells no more than where those went of each of whom it is told apart; they
        get the place that all of them went to, if it is one of its own."""
        apart = self.told.told_apart(parted)
        places = parted.roles.get("place", [])
        if not apart or all(map(self._common, places)):
            return bool(apart)
        names = {name for visit in apart for name in visit.names("visitor")}
        left = [m for m in parted.roles["visitor"] if m.name not in names]
        for visit in apart:
            stops = visit.roles.get("place", [])
            visit.roles["place"] = [p for p in places if p not in stops] + stops
        parted.roles["visitor"] = left or parted.roles["visitor"]
        return not left

    def _parts(self, places: list[Mention]) -> bool:
        """Whether those who part go on from `places` to some of their own: all kinds, or a county."""
        territory = self.reading.phrases["territory"].search
        return all(map(self._common, places)) or (
            len(places) == 1 and territory(places[0].name) is not None
        )

    def _settled(self, draft: Draft, vague: set[int]) -> bool:
        places = draft.roles.get("place", [])
        named = [place for place in places if id(place) not in vague]
        if named:
            draft.roles["place"] = named
        any_place = self.patterns["any_place"].match
        return len(places) == 1 or any(not any_place(place.name) for place in places)

    # -- who ------------------------------------------------------------------------------

    def _each(self, match: Match) -> bool:
        """Whether the clause sends each of its visitors to a place of their own."""
        coded, clause = self.reading.annotated.coded, match.clause
        if self.patterns["each"].search(coded, clause.start, match.slots["trigger"][1]):
            return True
        before = match.sentence.before(clause)
        return before is not None and bool(self.patterns["each_led"].search(before.text))

    def _common(self, place: Mention) -> bool:
        return bool(self.patterns["common"].search(place.name))

    def _visitors(self, match: Match) -> list[Mention]:
        if "comfort" in match.rule.options:
            return self.visitors.comforters(match)
        if "visitor" in match.slots:
            start, end = match.slots["visitor"]
            group = self.reading.phrase(start, end, "Group")
            aside = self.patterns["no_visitor"].search(group.name)
            named = self.reading.people(start) or ([] if aside else [group])
            host = match.clause.subject if "hosted" in match.rule.options else None
            return [*self.reading.subject(host), *named] if host else named
        subject = match.clause.subject
        if match.rule.options & {"extends", "opens"}:
            subject = self._about(match) or subject
            recent = self.told.recent
            if subject is None or self.visitors.hosts(match, subject, recent):
                return self._told_of(match.sentence)
        if subject is None and "apart" in match.rule.options:
            subject = self.visitors.told_after(match)
        if "apart" in match.rule.options:
            subject = self.visitors.speaking(match) or subject
        if subject is None and self._only_on(match):
            return self.told.drafts[-1].roles["visitor"]
        return self._of_subject(match, subject) if subject else []

    def _of_subject(self, match: Match, subject: Subject) -> list[Mention]:
        """Who visits by the subject of a clause: people who may, or whom a group or a body sends."""
        if subject.form == "meeting":
            return []
        mentions = self.reading.subject(subject)
        if subject.form == "people":
            if "bodies" in match.rule.options:
                return []
            led = self.visitors.led_on(match, mentions, self.told.drafts[-1:])
            mentions = [*self.visitors.joint_heads(match), *mentions]
            return led or [m for m in mentions if self._may_visit(m.name, subject, match)]
        return self._sent(match, subject, mentions)

    def _only_on(self, match: Match) -> bool:
        """Whether a sentence that names nobody goes on, behind words of order and manner alone, with
        the visit told of just before: 随后先后来到A. 视察分两组，分别深入B."""
        start, trigger = match.sentence.start, match.slots["trigger"][0]
        if trigger - start > _LEAD or not self.told.just_told(match):
            return False
        return (
            self.patterns["goes_on"].fullmatch(self.reading.annotated.coded, start, trigger)
            is not None
        )

    def _about(self, match: Match) -> Subject | None:
        """Whom the sentence of a stop is about: those under way, if it names them behind the stop,
        else whom it names first."""
        first, later = match.sentence.own, islice(match.sentence.later(match.clause), _CLAUSES)
        behind = next((c.subject for c in later if c.own and c.subject), None)
        if behind and self.told.drafts:
            visiting = set(self.told.drafts[-1].names("visitor"))
            if {m.name for m in self.reading.subject(behind)} <= visiting:
                return behind
        return first.subject if first else None

    def _sent(self, match: Match, subject: Subject, mentions: list[Mention]) -> list[Mention]:
        """Who goes for a group or a body: its head, its leaders named before, else itself."""
        if self.patterns["no_visitor"].search(mentions[0].name):
            return []
        if subject.form == "body":
            if "organ" not in match.rule.options:
                led = self.visitors.heading(match, subject)
                return led or (mentions if self.told.goes_on(match, mentions) else [])
            mentions = self.visitors.sent(subject, mentions)
            if not mentions:
                return []
        elif self.patterns["several_bodies"].search(mentions[0].name):
            mentions = self.visitors.sent(subject, mentions) or mentions
        heads = self.visitors.headed(match) or self.visitors.leaders(match, mentions)
        if not heads and mentions[0].kind == "Group":
            heads = self.led.head(match, mentions[0])
            heads = self._who_went(match, heads) if heads else []
        return heads or mentions

    def _who_went(self, match: Match, heads: list[Mention]) -> list[Mention]:
        """Those of the last visit of that day if `heads` are among them; nobody if it is that of
        others, who were not said to lead a group; else `heads`."""
        last = self.told.last
        if last is None or last.when.value != match.sentence.when(match.clause.start).value:
            return heads
        visitors = last.roles["visitor"]
        if {m.name for m in visitors} & {m.name for m in heads}:
            return visitors
        others = visitors[0].kind == "Group" or not self.led.lead_some(visitors)
        return [] if others else heads

    def _may_visit(self, name: str, subject: Subject, match: Match) -> bool:
        """Whether a person visits in office, as one of a delegation, or on a visit under way."""
        if self.reading.acts(name):
            return True
        if "state" in match.rule.options:
            return self.reading.official.get(name) == "open"
        under_way = set(self.told.drafts[-1].names("visitor")) if self.told.drafts else set()
        names, official = [person.name for person in subject.people], self.reading.official
        spouses = all(official.get(n) == "spouse" for n in names)  # alone
        if name in under_way or (spouses and under_way.isdisjoint(names)):
            return True
        if self.visitors.envoy(subject) or self.visitors.heads(subject, match):
            return True
        coded = self.reading.annotated.coded
        if self.patterns["delegation"].match(coded, subject.end, match.sentence.end):
            return True
        trigger = match.slots["trigger"][0]
        since = max(subject.end, trigger - REACH)
        return self.patterns["accompanied"].search(coded, since, trigger) is not None

    def _told_of(self, sentence: Sentence) -> list[Mention]:
        """The visitors under way, if the paragraph of `sentence`, which is not about them, tells of them."""
        if not self.told.drafts:
            return []
        visitors = self.told.drafts[-1].roles["visitor"]
        names = {m.name for m in visitors}
        number = self._acting[self.reading.number(sentence)]
        later = self.reading.sentences[number] if number >= 0 else None
        if later is None or later.paragraph != sentence.paragraph:
            return []
        told = self.reading.subject(later.own.subject) if later.own else []
        meant = {m.name for m in told} <= names or unnamed(told)
        return visitors if told and meant else []

    @property
    def _acting(self) -> list[int]:
        """For each sentence the number of the next one behind it in which somebody acts; -1: none."""
        if self._next is None:
            number, behind = -1, list[int]()
            for at in range(len(self.reading.sentences) - 1, -1, -1):
                behind.append(number)
                number = at if self.reading.sentences[at].own else number
            self._next = behind[::-1]
        return self._next

    # -- where and when -------------------------------------------------------------------

    def _stops(self, match: Match) -> list[Mention]:
        at = self.reading.clean(match.clause.start, match.clause.end)[0]
        told = stops(self.reading, match, self.patterns, self.onward)
        found = [self.schools.in_full(place, at) for place in told]
        passing = bool(found) and self._in_passing(match)
        self.vague += found if passing else filter(self._common, found)
        return found

    def _in_passing(self, match: Match) -> bool:
        span = match.slots.get("place")
        coded = self.reading.annotated.coded
        return bool(span and self.patterns["vague"].match(coded[slice(*span)]))

    def _place(self, match: Match, visitors: list[Mention], places: list[Mention]) -> Draft | None:
        when = self._when(match, visitors)
        visit = self.told.under_way(match, when, visitors, places)
        if visit is None and self.told.drafts and is_group(visitors):
            meant = self.led.same(match, visitors[0], self.told.recent)
            visit = self.told.under_way(match, when, meant, places) if meant else None
            visitors = meant or visitors
        if visit is None and (visit := self.told.told_at_large(match, when, visitors, places)):
            self.told.name(visit, visitors)
        if visit is None:
            if not self._may_start(match, when.value, visitors):
                return None
            visit = start_draft("Visit", match, self.reading)
            visit.when = when
            visit.trigger = self._evoking(match) or visit.trigger
            visit.add("visitor", visitors)
            self.told.note(visit)
        had = visit.roles.get("place", [])
        near, retold = had[-RECALLED:], bool(match.rule.options & {"extends", "opens"})
        places = [p for p in places if not named_before(p, near, self.patterns, retold=retold)]
        if had and names_country(places, self.patterns):
            visit.roles["place"] = [p for p in had if not names_country([p], self.patterns)]
        visit.add("place", places)
        self.told.paragraph = match.sentence.paragraph
        if places:
            visit.widen(self.reading.clean(match.sentence.start, match.sentence.end))
        beside = [*self.visitors.side_people(match), *self.led.others(match)]
        self.companions.add(visit, [*beside, *self.companions.take_waiting(match)])
        return visit

    def _may_start(self, match: Match, date: str | None, visitors: list[Mention]) -> bool:
        """Whether `match` can tell of a visit that nothing before told of."""
        if self.visitors.is_party(visitors[0].name):
            return False
        names = {m.name for m in visitors}
        return "extends" not in match.rule.options or self.told.of_parted(names, date)

    def _when(self, match: Match, visitors: list[Mention]) -> When:
        """The date of the visit. What is told apart takes that of the narrative only on a visit
        under way; a visit told of beside a guest's name has none but its own."""
        at = match.slots["trigger"][0]
        when = match.sentence.when(at)
        if trip := self._whole_trip(match, visitors):
            return trip.when
        if "apart" not in match.rule.options:
            return when
        if own := self._own_date(match):
            return when if own.value is None and own.at == when.at else own  # 当天
        before = when.at < match.sentence.start
        if "visitor" in match.slots or (before and "left" in match.rule.options):
            return _UNDATED
        return when if self._holds(when, match, visitors) else _UNDATED

    def _holds(self, when: When, match: Match, visitors: list[Mention]) -> bool:
        """Whether what is told apart is on the date of the narrative: that of its own sentence, or
        of a visit of theirs."""
        if when.at >= match.sentence.start or (unnamed(visitors) and self.told.just_told(match)):
            return True
        names = {m.name for m in visitors}
        told = (v for v in self.told.recalled(visitors) if v.when.value == when.value)
        return any(names <= set(v.names("visitor")) for v in told)

    def _whole_trip(self, match: Match, visitors: list[Mention]) -> Draft | None:
        """The trip of several days of which the sentence goes on to tell: 访问期间."""
        if match.sentence.whens or not self.patterns["throughout"].match(match.sentence.text):
            return None
        trips = (v for v in reversed(self.told.recalled(visitors)) if "/" in (v.when.value or ""))
        return next(trips, None)

    def _own_date(self, match: Match) -> When | None:
        """The date that stands in the clause of `match` before its trigger, or in the one before
        that only says since when (2013年我就任后，首次出访就来到X)."""
        start = match.clause.start
        before = match.sentence.before(match.clause)
        if before and self.patterns["since"].search(before.text):
            start = before.start
        if "state" in match.rule.options and "visitor" in match.slots:
            # the date of meeting a guest is not that of the visit
            start = match.slots.get("place", match.slots["trigger"])[0]
        own = self.reading.dated(start, match.slots["trigger"][0])
        coded = self.reading.annotated.coded
        counted = own and self.patterns["counted_from"].search(coded, max(0, start - 1), own.at)
        return self.reading.dated(start, own.at) if own and counted else own

    def _evoking(self, match: Match) -> tuple[int, int] | None:
        """The verb that says what the visit is for, in the clause of a verb of going or after it."""
        found = self.evoking.first(match.slots["trigger"][0], match.sentence.end)
        return self.reading.clean(*found) if found else None
