"""Who gives: the subject of a clause, a slot, those for whom somebody gives, those of a group.

Input: matches of rules that emit Donation. Output: mentions.
"""

from __future__ import annotations

from kg.clauses import Clause, Sentence, Subject
from kg.extract.heads import is_name, who_acts
from kg.extract.parties import REACH, Parties
from kg.extract.reading import Draft, Match
from kg.extract.visitors import Visitors
from kg.model import Mention
from kg.segment import is_common, is_word

_SENTENCES = 3  # back among which those are named whom a word for a group stands for
_PARAGRAPHS = 2  # within which a visit stands whose visitors a word for their group means
_TAIL = 4  # characters by which a body is told again
_NAMED = 3  # characters from which the name of a body is more than a word for one: 中心
_OPENING = 6  # clauses of a sentence among which its head is looked for


class Givers:
    """Reads donors, by the table `[parties]`."""

    def __init__(self, parties: Parties) -> None:
        self.parties = parties
        self.reading = parties.reading
        self.coded = parties.coded
        self.patterns = parties.patterns
        self.visitors = Visitors(self.reading, self.reading.rules.patterns("visits"))
        self._heads: dict[int, list[Mention]] = {}  # by where a sentence begins
        self._given: dict[int, bool] = {}  # by the number of the sentence behind
        self._acts: dict[int, tuple[int, int] | None] = {}  # who acts, by where a clause begins

    def donors(self, match: Match) -> list[Mention]:
        """Who gives: whom the subject stands for, the slot, else the subject of the clause."""
        trigger = match.slots["trigger"][0]
        stands = self._represented(self._since(match), trigger) or self._contacted(match)
        if stands := stands or self._organised(match) or self._stood_for(match):
            return stands
        slot = match.slots.get("donor")
        if "no-donor-subject" in match.rule.options:
            return self.giver(*slot, surely=True) if slot else []
        if slot is None:
            away = self.patterns["away"].fullmatch(self.coded, match.clause.rest, trigger)
            if away and (named := self.giver(*away.span("who"))):
                return named
            return self._lone(match.clause.rest, trigger) or self._subject(match)
        joint = self.patterns["joint"].match(self.coded, *slot)
        mentions = self._subject(match) if joint or match.clause.own else []
        if mentions or match.clause.own:
            others = self.parties.split(*joint.span("who")) if joint and mentions else []
            return mentions + self._acting(others)
        firms = self.patterns["firms"].match(self.coded, slot[0], match.slots["trigger"][0])
        slot = max(slot, firms.span()) if firms else slot  # companies whose names reach over it
        only = self.patterns["deed"].search(self.coded[slice(*slot)]) is None
        named = self.giver(*slot) or (self._by_words(match, *slot) if only else [])
        return named or ([] if only else self._subject(match))

    def _by_words(self, match: Match, start: int, end: int) -> list[Mention]:
        """Who is said to donate by a name that nothing but its words tells: 力诚食品捐赠."""
        donates = self.patterns["donates"].match(self.coded, match.slots["trigger"][0])
        text = self.coded[start:end]
        if (donates or self.reading.text.count(text) > 1) and self._is_bare(text):
            quote = self.reading.quote(self.reading.clean(start, end))
            return [Mention(text, "Person", quote)]
        stop = self._tail(text, 2)
        named = donates and is_name(text[:stop], self.patterns)
        return self.giver(start, start + stop, surely=True) if named else []

    def _is_bare(self, text: str) -> bool:
        """Whether `text` may be nothing but a name: 和东亮送去, 薛连生捐款."""
        return self.patterns["bare_person"].fullmatch(text) is not None and not is_word(text)

    def too_wide(self, donors: list[Mention]) -> bool:
        """Whether any of `donors` is a run that was read too wide, and no name: 表示问候和感谢."""
        return any(self.patterns["no_giver"].search(m.name) for m in donors)

    def opening(self, match: Match) -> list[Mention]:
        """The people with whom the sentence begins, who are its subject."""
        first = match.sentence.own
        subject = first.subject if first and first.start < match.clause.start else None
        return self.reading.subject(subject) if subject and subject.form == "people" else []

    def _since(self, match: Match) -> int:
        """Where what tells of the giver of `match` begins: in its clause, or with a subject that goes on."""
        subject, start = match.clause.subject, match.clause.start
        trigger = match.slots["trigger"][0]
        own = self.patterns["for_oneself"].search(self.coded, start, trigger)
        if subject and subject.form == "people" and not own:
            start = min(start, max(subject.start, match.sentence.start))
        return max(start, trigger - REACH)

    def _represented(self, start: int, end: int) -> list[Mention]:
        """Those for whom someone gives, where they are named or known: 代表X."""
        stands = self.parties.found("represented", start, end)
        if not stands or self.patterns["nobody"].search(self.coded[slice(*stands)]):
            return []
        mentions = self._acting(self.parties.split(*stands))
        return [m for m in mentions if not self.patterns["bare"].match(m.name)]

    def _stood_for(self, match: Match) -> list[Mention]:
        """The body for which somebody is said to stand, in the clause before: 经理代表A公司，向B捐款."""
        before = None if match.clause.own else match.sentence.before(match.clause)
        who = before and self.parties.found("stood_for", before.rest, before.end)
        return self.giver(*who, surely=True) if who else []

    def _organised(self, match: Match) -> list[Mention]:
        """Those who give at the instance of the subject: 会长组织会员捐款."""
        slot = match.slots.get("donor")
        told = slot and self.patterns["organised"].fullmatch(self.coded, *slot)
        return self.giver(*told.span("who"), surely=True) if told else []

    def _contacted(self, match: Match) -> list[Mention]:
        """The body that somebody is said, in the clause before, to have found to give: 他联系到A公司，为B捐赠."""
        before = None if match.clause.own else match.sentence.before(match.clause)
        found = before and self.patterns["contacted"].search(self.coded, before.rest, before.end)
        if not found or found["who"][-_TAIL:] in match.clause.text:
            return []
        return self.giver(*found.span("who"), surely=True)

    def _subject(self, match: Match) -> list[Mention]:
        """Who gives by the subject of the clause, its own or carried."""
        if team := self._team(match):
            return team
        subject, start = match.clause.subject, match.sentence.start
        if subject is None or subject.start < start:
            if self.patterns["round"].match(match.sentence.text):
                return self._visitors_before(match, giving=True) or self._heads_before(match)
            opening = self.coded[start : min(match.clause.end, start + REACH)]
            leading = self._leading(match)
            if leading or not self.patterns["onward"].match(opening):
                return leading
            summed = self.patterns["summed"].match(opening)
            if subject is None or (summed and not self._giving_before(match)):
                heads = self._leading_before(match)
                return heads or (self._heads_before(match, near=True) if summed else [])
        return [] if subject.form == "meeting" else self._by_subject(match, subject)

    def _by_subject(self, match: Match, subject: Subject) -> list[Mention]:
        """Who gives by a subject that is no meeting."""
        if subject.form == "people":
            signed = self.patterns["deed_of_gift"].search(
                self.coded, max(match.sentence.start, subject.end), match.slots["trigger"][0]
            )
            people = self.reading.subject(subject)
            return people[:1] if signed else people + self._allies_of(match)
        if subject.form == "group" and self._is_anaphor(subject.start, subject.end):
            return self._visitors_before(match)
        if subject.form == "group" and (led := self._leaders(match, subject)):
            return led
        told = self.coded[subject.start : subject.end]
        if self.patterns["unsure"].search(told):
            return [] if self.patterns["promised"].search(told) else self._leading(match)
        return self.giver(subject.start, subject.end, surely=True) + self._allies_of(match)

    def _allies(self, start: int, end: int) -> list[Mention]:
        """Those whom `coded[start:end]`, behind who gives, says to give too: 联合A、B开展捐赠活动."""
        allied = self.patterns["allies"].match(self.coded, start, end)
        return self.giver(*allied.span("who"), surely=True) if allied else []

    def _allies_of(self, match: Match) -> list[Mention]:
        """Those who give with the subject of `match`, where the clause that names it says so."""
        for clause in match.sentence.clauses[:_OPENING]:
            if clause.own and clause.subject == match.clause.subject:
                return self._allies(clause.rest, clause.end)
        return []

    def _leaders(self, match: Match, subject: Subject) -> list[Mention]:
        """The people whom 县领导 stands for, who were named before."""
        return self.visitors.leaders(match, self.reading.subject(subject))

    def _is_anaphor(self, start: int, end: int) -> bool:
        return self.visitors.is_party(self.coded[start:end])

    def gave_before(self, match: Match, drafts: list[Draft]) -> list[Mention]:
        """Who gave something just before, where the clause or sentence goes on with them: 还给X送去."""
        last, sentence = drafts[-1] if drafts else None, match.sentence
        if last is None:
            return []
        if last.match.sentence is sentence:
            on = self.patterns["gives_on"].match(self.coded, match.clause.start)
        else:
            behind = self.reading.number(sentence) - self.reading.number(last.match.sentence)
            near = behind == 1 and last.match.sentence.paragraph == sentence.paragraph
            on = self.patterns["gives_on_then"].match(sentence.text) if near else None
        return last.roles.get("donor", []) if on else []

    def on_round(self, match: Match, visits: list[Draft]) -> list[Mention]:
        """Who went to see those to whom something is brought, where a paragraph goes on with the round."""
        if not self.patterns["on_round"].match(match.sentence.text):
            return []
        visit = visits[-1] if visits else None
        if visit and match.sentence.paragraph - visit.match.sentence.paragraph < _PARAGRAPHS:
            return self._acting(visit.roles["visitor"])
        return self._heads_before(match)

    def _visitors_before(self, match: Match, *, giving: bool = False) -> list[Mention]:
        """Whom 一行人 stands for: the last group or people that a sentence just before begins with.

        `giving`: only one that speaks of giving.
        """
        here = self.reading.number(match.sentence)
        for sentence in reversed(self.reading.sentences[max(0, here - _SENTENCES) : here]):
            if giving and not self.patterns["gives"].search(sentence.text):
                continue
            for clause in sentence.clauses:
                subject = clause.subject if clause.own else None
                if subject is None or subject.form not in ("people", "group"):
                    continue
                if not self._is_anaphor(subject.start, subject.end):
                    return self.reading.subject(subject)
        return []

    def _team(self, match: Match) -> list[Mention]:
        """由A、B组成的, 由A率领的: those of whom the visitors are said to consist, or their group."""
        trigger = match.slots["trigger"][0]
        since = max(match.sentence.start, trigger - REACH)
        if made := self.parties.found("made_up", since, trigger):
            return self.parties.signs(*made)
        group = self.parties.found("led_group", since, trigger)
        return [self.reading.phrase(*group, "Group")] if group else []

    def team_members(
        self, match: Match, donors: list[Mention], visits: list[Draft]
    ) -> list[Mention]:
        """Those on the visit just told of where 慰问组 or 一行人 stands for them, else `donors`."""
        visit = visits[-1] if visits else None
        if len(donors) > 1:
            return donors
        name = donors[0].name
        if visit is None:
            heads = self._heads_before(match) if self.patterns["team"].match(name) else []
            return heads if heads and len(heads[0].name) >= _NAMED else donors
        subject = match.clause.subject if match.clause.own else None
        anaphor = subject is not None and self._is_anaphor(subject.start, subject.end)
        party = anaphor or (self._is_party(match.clause) and name in visit.names("visitor"))
        if not party and not self.patterns["team"].match(name):
            return donors
        near = match.sentence.paragraph - visit.match.sentence.paragraph < _PARAGRAPHS
        people = [m for m in visit.roles["visitor"] if m.kind == "Person"]
        return people if near and people else donors

    def _is_party(self, clause: Clause) -> bool:
        """Whether `clause` begins with all who are on a visit, by a word or by one of them: 张三一行."""
        subject = clause.subject if clause.own else None
        return subject is not None and (
            self._is_anaphor(subject.start, subject.end)
            or self.patterns["and_party"].match(self.coded, subject.end) is not None
        )

    def _leading(self, match: Match) -> list[Mention]:
        """Who stands at the head of a clause before, in the sentence, and is no subject by its form."""
        return self._head(match.sentence, match.clause.start)

    def _leading_before(self, match: Match) -> list[Mention]:
        """Who stands so at the head of the sentence before, where it speaks of giving."""
        before = self._giving_before(match)
        if before is None:
            return []
        if before.start not in self._heads:  # looked for once, however many gifts follow
            self._heads[before.start] = self._head(before, before.end)
        return self._heads[before.start]

    def _heads_before(self, match: Match, *, near: bool = False) -> list[Mention]:
        """Who stands so at the head of the last sentence just before that speaks of giving.

        `near`: of the same paragraph.
        """
        here = self.reading.number(match.sentence)
        for sentence in reversed(self.reading.sentences[max(0, here - _SENTENCES) : here]):
            if near and sentence.paragraph != match.sentence.paragraph:
                return []
            if self.patterns["gives"].search(sentence.text) and (
                head := self._head(sentence, sentence.end)
            ):
                return head
        return []

    def _giving_before(self, match: Match) -> Sentence | None:
        """The sentence before, of the same paragraph, where it speaks of giving."""
        number = self.reading.number(match.sentence)
        before = self.reading.sentences[number - 1] if number else None
        if before is None or before.paragraph != match.sentence.paragraph:
            return None
        if number not in self._given:
            goes_on = self.patterns["on_and"].match(match.sentence.text)
            self._given[number] = bool(goes_on or self.patterns["gives"].search(before.text))
        return before if self._given[number] else None

    def _head(self, sentence: Sentence, stop: int) -> list[Mention]:
        """Who stands at the head of the first clause of `sentence`, before `stop`, that has such a head."""
        for clause in sentence.clauses[:_OPENING]:
            if clause.start >= stop:
                break
            if clause.own and clause.subject:
                if clause.subject.form == "people":
                    return self.reading.subject(clause.subject)
                return self.giver(clause.subject.start, clause.subject.end, surely=True)
            text = self.coded[clause.start : clause.end]
            if found := self.patterns["leading"].match(text):
                who, acts = found.span("who"), self._who_acts(clause)
                longer = acts is not None and acts[0] == who[0] and acts[1] > who[1]
                named = self._from(clause, acts if acts and longer else who, surely=longer)
                return named or self._acting_in(sentence, stop)
        return self._acting_in(sentence, stop)

    def _acting_in(self, sentence: Sentence, stop: int) -> list[Mention]:
        """Who acts at the head of a clause of `sentence`, before `stop`, as far as the words behind tell."""
        for clause in sentence.clauses[:_OPENING]:
            if clause.start >= stop:
                break
            if acts := self._who_acts(clause):
                return self._from(clause, acts, surely=True)
        return []

    def _who_acts(self, clause: Clause) -> tuple[int, int] | None:
        """Who acts at the head of `clause`, looked for once, however many gifts ask."""
        if clause.start not in self._acts:
            text = self.coded[clause.start : clause.end]
            self._acts[clause.start] = who_acts(text, self.patterns)
        return self._acts[clause.start]

    def _from(self, clause: Clause, who: tuple[int, int], *, surely: bool = False) -> list[Mention]:
        """Those whom `who` names in `clause`, and who gives with them."""
        start, end = (clause.start + n for n in who)
        return self.giver(start, end, surely=surely) + self._allies(end, clause.end)

    def giver(self, start: int, end: int, *, surely: bool = False) -> list[Mention]:
        """The donors that `coded[start:end]` names, none if it only says how something is given."""
        text = self.coded[start:end]
        lead = self.patterns["giver_lead"].match(text)
        begin = lead.end() if lead and lead.end() < len(text) - 1 else 0
        stop = self._tail(text, begin + 2)
        who = text[begin:stop]
        if lone := self._lone(start, start + stop):
            return lone
        if not who or self.patterns["nobody_yet"].match(who) or self.patterns["unsure"].search(who):
            return []
        if allied := self.patterns["allied"].search(who):
            one, other = start + begin + allied.start(), start + begin + allied.end()
            return self.giver(start + begin, one) + self.giver(other, start + stop)
        firm = self.patterns["firm_lead"].match(text[:stop])
        if not (surely or firm or self.patterns["giver"].search(who)):
            return []
        return self._acting(self.parties.split(start + begin, start + stop))

    def _tail(self, text: str, start: int) -> int:
        """Where in `text` what only says how somebody gives begins, behind a name that may stand in marks."""
        named = self.patterns["quoted_name"].match(text)
        start = max(start, named.end() if named else 0)
        tail = self.patterns["giver_tail"].search(text, start)
        firms = self.patterns["firms"].match(text) if tail else None
        if tail and firms and tail.start() < firms.end():  # 上海 + 在 + 医疗公司
            ends = self.patterns["head_ends"].search(text, 0, tail.start())
            tail = tail if ends else self.patterns["giver_tail"].search(text, firms.end())
        return tail.start() if tail else len(text)

    def _lone(self, start: int, end: int) -> list[Mention]:
        """Who is named in `coded[start:end]` behind what tells of him: 在镇上卖肉的熊启发."""
        lone = self.patterns["lone"].fullmatch(self.coded, start, end)
        if lone is None or is_common(lone["who"]) or is_common(lone["who"][:2]):
            return []  # 大马士革的居民们
        quote = self.reading.quote(self.reading.clean(*lone.span("who")))
        return [Mention(lone["who"], "Person", quote)]

    def _acting(self, mentions: list[Mention]) -> list[Mention]:
        """Who gives is no place: a group by its name, else the body of that name."""
        group = self.patterns["group"]
        return [
            m._replace(kind="Group" if group.search(m.name) else "Organization")
            if m.kind == "Place"
            else m
            for m in mentions
        ]
