"""Gifts told as a story: who gives and who receives by what is told on the way to them.

Input: matches of rules that emit Donation. Output: mentions. What goods are sent to, who got
something, who joins in, who raised the money that somebody hands over.
"""

from __future__ import annotations

from itertools import islice

from kg.clauses import Clause, Sentence
from kg.extract.parties import REACH, Parties
from kg.extract.reading import Match
from kg.model import Item, Mention
from kg.segment import is_common

_SENTENCES = 2  # back to which the story of a gift is followed
_RAISED = 5  # and to which those are looked for who raised money
_NAMED = 3  # characters from which the name of a body is more than a word for one: 社区
_CLAUSES = 8  # of a sentence that are looked at so


class Along:
    """Follows the story of a gift, by the table `[along]`."""

    def __init__(self, parties: Parties) -> None:
        self.parties = parties
        self.reading = parties.reading
        self.coded = parties.coded
        self.patterns = self.reading.rules.patterns("along")

    def sent_to(self, match: Match) -> list[Mention]:
        """Where the goods are said to have come or to be sent: 货车驶入双塔街道，这批蔬菜由X捐赠."""
        return self._last("sent_to", match, match.slots["trigger"][0])

    def stands_in(self, match: Match) -> list[Mention]:
        """Where the goods are said before to stand."""
        return self._last("stands_in", match, match.clause.start)

    def getter(self, match: Match) -> list[Mention]:
        """Who is said before to have got something: X收到一份礼物，Y送来…."""
        return self._last("getter", match, match.clause.start)

    def served(self, match: Match) -> list[Mention]:
        """For whom the sentence tells before that those who give did something."""
        start, end = max(match.sentence.start, match.clause.start - REACH), match.clause.start
        whom = self.parties.found_by(self.patterns["served"], start, end)
        return self.parties.named(*whom) if whom else []

    def at_place(self, match: Match) -> list[Mention]:
        """The school, home or village in which the sentence says that something is given."""
        start, end = max(match.sentence.start, match.clause.start - REACH), match.clause.start
        whom = self.parties.found_by(self.patterns["at_place"], start, end)
        return self.parties.named(*whom) if whom else []

    def for_body(
        self, match: Match, span: tuple[int, int], named: list[Mention], items: list[Item]
    ) -> list[Mention]:
        """The body for which its head or those who work there take something, else `named`."""
        after = match.sentence.after(match.clause)
        onward = after and self.patterns["onward"].match(self.coded, after.start, after.end)
        if onward:
            return self.parties.named(*onward.span("who"))
        if len(named) != 1 or any(self.patterns["to_them"].search(i.name) for i in items):
            return named
        if works := self.patterns["works_there"].fullmatch(self.coded, *span):
            body = self.parties.named(*works.span("body")) if works["body"] else []
            return body or self._last("sent_to", match, span[0]) or self.at_place(match) or named
        return self.headed(span[0]) or named

    def headed(self, at: int) -> list[Mention]:
        """The body that the only person named at `at` heads, told by his post."""
        sign = self.reading.annotated.signs.get(at)
        posts = sign.people[0].posts if sign and len(sign.people) == 1 else ()
        if not posts or posts[-1].status == "former":
            return []
        post = posts[-1]
        head = self.patterns["head_of"].fullmatch(post.label)
        if head is None:
            return []
        told = post.start, post.start + len(head["body"])
        if head["body"] and self.patterns["heads_body"].search(head["body"]):
            name = self.reading.full_name(head["body"], post.start)
            if len(name) < _NAMED:
                return []
            return [Mention(name, self.reading.kind(name), self.reading.quote(told))]
        kind = self.reading.rules.tables["headed"].get(post.label)
        return self.parties.last_of(kind, at) if kind else []

    def joining(self, match: Match) -> list[Mention]:
        """Who joins in with the subject of the sentence, or comes in, and gives: 员工纷纷响应，捐款2万元."""
        for clause in islice(match.sentence.earlier(match.clause), _CLAUSES):
            if found := self.patterns["comes_in"].match(self.coded, clause.start, clause.end):
                return self._named_later(match) or self._folk(*found.span("who"))
            if clause.own:
                return []
            for worded in ("joins_in", "took_part"):
                if found := self.patterns[worded].match(self.coded, clause.start, clause.end):
                    return self._folk(*found.span("who"))
        return []

    def comer(self, match: Match, role: str = "who") -> list[Mention]:
        """Who came without a name in the story, or where (`role`): 一位男子走进派出所."""
        for sentence in self._story(match.sentence):
            stop = min(sentence.end + 1, match.clause.start)
            start = max(sentence.start, stop - REACH)
            found = self.patterns["comer"].search(self.coded, start, stop)
            if found and not self.patterns["gone"].search(self.coded, found.end(), stop):
                return []
            if found and role == "who":
                return self._named_later(match) or self._folk(*found.span("who"))
            if found:
                return self.parties.named(*found.span(role))
        return []

    def _named_later(self, match: Match) -> list[Mention]:
        """The name that is told after the gift of who came in without one: 老人名叫X."""
        start = match.clause.end
        whom = self.parties.found_by(self.patterns["told_later"], start, start + REACH, last=False)
        return self.reading.people(whom[0]) if whom else []

    def folk_there(self, match: Match) -> list[Mention]:
        """Who is named behind what he is, in the paragraph before: 五保老人X正烤火."""
        end = match.slots["trigger"][0]
        start = self.parties.paragraph_start(end)
        whom = self.parties.found_by(self.patterns["folk_there"], start, end)
        if whom is None or is_common(self.coded[slice(*whom)]):
            return []
        quote = self.reading.quote(self.reading.clean(*whom))
        return [Mention(self.coded[slice(*whom)], "Person", quote)]

    def raised(self, match: Match, items: list[Item]) -> list[Mention]:
        """Who raised the money that somebody only hands over: 师生自发捐款，校长将善款送到他手中."""
        given = match.slots.get("given", (0, 0))
        raised = self.patterns["raised_given"].match(self.coded, *given)
        money = len(items) == 1 and self.patterns["raised_money"].search(items[0].name)
        if not raised and not money:
            return []
        return self.raisers(match)

    def raisers(self, match: Match) -> list[Mention]:
        """Who is said to have joined in where money was raised, in the last sentence that tells of some."""
        for sentence in self._story(match.sentence, _RAISED):
            here = sentence is match.sentence
            clauses = sentence.earlier(match.clause) if here else reversed(sentence.clauses)
            for clause in islice(clauses, _CLAUSES):
                if who := self._raiser(clause):
                    return who
        return []

    def _raiser(self, clause: Clause) -> list[Mention]:
        for worded in ("raises", "took_part", "joins_in"):
            found = self.patterns[worded].match(self.coded, clause.start, clause.end)
            if found and not self.patterns["too"].match(self.coded, found.end("who")):
                return self._folk(*found.span("who"))
        return []

    def _folk(self, start: int, end: int) -> list[Mention]:
        return [self.reading.phrase(start, end, "Group")]

    def _last(self, worded: str, match: Match, end: int) -> list[Mention]:
        """Those whom a wording names last before `end` in the story."""
        for sentence in self._story(match.sentence):
            start = max(sentence.start, end - REACH)
            whom = self.parties.found_by(self.patterns[worded], start, min(sentence.end, end))
            if whom:
                return self.parties.named(*whom)
        return []

    def _story(self, sentence: Sentence, back: int = _SENTENCES) -> list[Sentence]:
        """`sentence` and the `back` before it, as far as in its paragraph, the nearest first."""
        here = self.reading.number(sentence)
        told = self.reading.sentences[max(0, here - back) : here + 1]
        return [one for one in reversed(told) if one.paragraph == sentence.paragraph]
