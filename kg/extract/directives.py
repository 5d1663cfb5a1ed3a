"""Directives: who tells others what to do.

Input: matches of rules that emit Directive. Output: drafts with a content span. Options:
`direct`: the content follows the verb in its clause; `modal`: only what says must (guide).
"""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter

from kg.clauses import Clause, Subject
from kg.extract.reading import Draft, Match, Reading, start_draft
from kg.extract.speeches import UNFINISHED, Speeches
from kg.extract.standing import Standing
from kg.model import Mention
from kg.signs import PEOPLE, SPEECH

_DROPPED = 8  # sentences back among which who speaks is looked for, where only the verb stands
_SHORT = 15  # characters: an encouragement shorter than this is praise, not a task


class Directives:
    """Collects directives over an article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.patterns = reading.rules.patterns("speech")
        self.drafts: list[Draft] = []
        self.since = self.until = self.refused = -1  # refused: a verb that is none by a rule before
        self.plain = False  # what was last said tells nobody what to do
        self.last: list[Mention] = []  # who gave the last directive,
        self.paragraph = -2  # and the paragraph that it ends in
        head = reading.article.title + reading.text[:120]
        self.hopes = reading.rules.lexicons.words("hope-verbs")
        self.diplomatic = bool(self.patterns["diplomatic"].search(head))
        self.talks = bool(self.patterns["talks"].search(head))
        self.abroad = self.talks and bool(self.patterns["abroad"].search(reading.text))
        self.standing = Standing(reading)
        self.speeches = Speeches(reading)

    def take(self, match: Match) -> Draft | None:
        """The directive that `match` begins, or None if it is none."""
        said = self.speeches.said(match)
        if said is None:
            return None
        within = said.until <= match.sentence.end and SPEECH not in match.sentence.text
        within = within and match.sentence.text[-1] not in UNFINISHED
        if within and self.reading.is_heading(match.sentence):
            return None  # the item of a heading tells it again
        if self._gives_way(match, said.content):
            return None
        self.since, self.until, self.plain = said.since, said.until, False
        verb = match.slots["trigger"][0]
        if self.refused == verb or not (issuers := self._issuers(match)):
            return None
        if not self._tells(match, issuers[0], said.content):
            self.refused = -1 if "modal" in match.rule.options else verb
            self.plain = True
            return None
        draft = start_draft("Directive", match, self.reading)
        draft.add("issuer", issuers)
        draft.content = said.content
        draft.widen(said.content)
        self.drafts.append(draft)
        self.last, self.paragraph = issuers, self._paragraph(said.until)
        return draft

    def says(self, at: int) -> bool:
        """Whether `at` (coded) lies in what somebody was last heard to say, where nothing is told."""
        return self.since <= at < self.until

    def says_all(self, clause: Clause) -> bool:
        """Whether all of `clause` lies in it."""
        return self.since < clause.rest and clause.end <= self.until

    def states(self, clause: Clause) -> bool:
        """Whether `clause`, which somebody says, is about others than who speaks, and asks for nothing."""
        speaks = clause.subject is not None and clause.subject.start < self.since
        ours = speaks or self.patterns["ours"].search(clause.text)
        return self.plain and not ours and not clause.planned

    # -- whether it is a directive ----------------------------------------------------------

    def _tells(self, match: Match, issuer: Mention, content: tuple[int, int]) -> bool:
        """Whether what is said tells others what to do, as the guide has it."""
        said = self.reading.text[content[0] : content[1]]
        verb = self.reading.annotated.plain(*match.slots["trigger"])
        modal = "modal" in match.rule.options
        if self._position(issuer, said) or self._wishes(verb, said, issuer):
            return False
        if modal and self.patterns["plan"].search(said):
            return False
        if self._outside(issuer):
            asks = "commands" if issuer.kind == "Person" else "asks"
            demands = self.patterns[asks].search(verb)
            must = self.patterns["opinion"].sub("", said)
            if issuer.kind == "Person":
                must = self.patterns["held"].sub("", must)
            return bool(demands or self.patterns["strict"].search(must))
        if modal and issuer.kind in ("Office", "Organization"):
            return bool(self.patterns["ordered"].search(said))
        if self.patterns["must"].search(said) or "listed" in match.rule.options:
            return True
        return self._implies(verb, said, issuer, modal=modal)

    def _gives_way(self, match: Match, content: tuple[int, int]) -> bool:
        """Whether what begins as a wish goes on as an order, which a later clause begins."""
        said = self.reading.text[content[0] : content[1]]
        if not self.patterns["hope"].match(self.reading.annotated.plain(*match.slots["trigger"])):
            return False
        order = self.patterns["ordered_instead"].search(said)
        return order is not None and not self.patterns["must"].search(said[: order.start()])

    def _wishes(self, verb: str, said: str, issuer: Mention) -> bool:
        """Whether `said` is a greeting, or a local official's hope or statement, in which nothing must
        be done, or no order of one who only leads a school."""
        if self.patterns["greets"].match(said):
            return True
        if issuer.kind == "Person" and not self.reading.acts(issuer.name):
            if issuer.name in self.standing.leaders and self.patterns["demands"].search(verb):
                return False
            orders = self.patterns["orders"].search(verb)
            return orders is None or not self.patterns["must"].search(said)
        if self.patterns["must"].search(said):
            return False
        if issuer.kind in ("Office", "Organization"):
            return self._states(verb, said, issuer)
        return issuer.name in self.standing.locals and self._hopes(verb, said, issuer)

    def _hopes(self, verb: str, said: str, issuer: Mention) -> bool:
        """Whether a local official only hopes, promises or states what he says."""
        hoped = self.patterns["hope"].match(verb) and not self.patterns["listed"].match(said)
        promised = self.patterns["promised"].match(said)
        return bool(hoped or promised) or self._states(verb, said, issuer)

    def _states(self, verb: str, said: str, issuer: Mention) -> bool:
        """Whether a local official only states how things are: 指出，茶产业是富民产业."""
        if self.patterns["states"].match(verb) is None or issuer.name in self.standing.higher:
            return False
        if self.patterns["listed"].match(said) or self.patterns["task_here"].search(said):
            return False
        return all(map(self.patterns["stated"].search, filter(None, said.split("。"))))

    def _position(self, issuer: Mention, said: str) -> bool:
        """Whether `said` is a position between states rather than a task."""
        if self.patterns["conflict"].search(said):
            return False
        if self.abroad and issuer.kind == "Person":
            return True
        return self.diplomatic and bool(self.patterns["diplomatic_content"].search(said))

    def _implies(self, verb: str, said: str, issuer: Mention, *, modal: bool) -> bool:
        """Whether `said`, in which nothing says that it must be done, is a task all the same."""
        hoped = self.patterns["urged" if self.talks else "hoped"].search(said)
        listed = self.patterns["listed"].match(said) and not self.diplomatic
        if (hoped or listed) and not modal:
            return True
        if hoped or (verb in self.hopes and not self.diplomatic):
            needed = 1 if self.patterns["to_all"].match(said) else 2
            return len(self.patterns["task"].findall(said)) >= needed
        if self.diplomatic or modal or verb in self.hopes:
            return False
        if self.patterns["asks"].search(verb):
            return len(said) >= _SHORT or not self.patterns["hope"].match(verb)
        if issuer.kind == "Meeting":
            return bool(self.patterns["resolved"].match(said))
        told = self.patterns["recounts"].search(said.partition("。")[0])
        return not (told or self.patterns["own_will"].search(said))

    def _outside(self, issuer: Mention) -> bool:
        """Whether `issuer` speaks for another state, or for this one among others."""
        foreign = self.reading.rules.grammar.foreign.match(issuer.name)
        return (
            issuer.name in self.reading.foreign
            or foreign is not None
            or bool(self.patterns["among_states"].search(issuer.name))
        )

    # -- who gives it -----------------------------------------------------------------------

    def _issuers(self, match: Match) -> list[Mention]:
        subject = match.clause.subject
        if subject is None:
            return self.last if self._resumed(match) else self._dropped(match)
        mentions = self.reading.subject(subject)
        if subject.form == "people":
            return self._people(match, subject, mentions)
        if subject.form == "group":
            return [m for m in mentions if self.patterns["group"].search(m.name)]
        if subject.form == "body":
            mentions = self._bodies(subject)
            return [m for m in mentions if self._may_tell(m, modal="modal" in match.rule.options)]
        return mentions

    def _people(self, match: Match, subject: Subject, mentions: list[Mention]) -> list[Mention]:
        """Those of `mentions`, whom the clause is about, who give orders; else who speaks in their stead."""
        if self._goes_on(match, subject):
            return self.last
        if main := self._carried(match, subject):
            return main
        orders = [m for m in mentions if self.standing.orders(m.name)]
        return orders or self._speaker(match, subject)

    def _resumed(self, match: Match) -> bool:
        """Whether a paragraph behind a directive goes on with another matter: 针对防汛工作，要求…."""
        before = self.reading.annotated.coded[match.sentence.start : match.clause.start]
        next_one = match.sentence.paragraph == self.paragraph + 1
        return next_one and self.patterns["turns"].fullmatch(before) is not None

    def _dropped(self, match: Match) -> list[Mention]:
        """Who acts in office in the paragraphs before one that the bare verb opens: 强调，要…."""
        sentence, coded = match.sentence, self.reading.annotated.coded
        opens = coded[match.clause.start - 1 : match.clause.start] == "\n"
        if not opens or not self.patterns["bare"].match(match.clause.text):
            return []
        return self._main(self.reading.number(sentence) - 1, sentence.paragraph - 2)

    def _main(self, last: int, paragraph: int) -> list[Mention]:
        """Who acts in office, and not beside another, in the sentences up to `last` from `paragraph`."""
        for sentence in reversed(self.reading.sentences[max(0, last + 1 - _DROPPED) : last + 1]):
            if sentence.paragraph < paragraph:
                break
            for clause in sentence.clauses:
                who = clause.subject if clause.own else None
                if who is None or who.form != "people" or self._beside(clause):
                    continue
                mentions = self.reading.subject(who)
                if found := [m for m in mentions if self.standing.orders(m.name)]:
                    return found
        return []

    def _beside(self, clause: Clause) -> bool:
        """Whether those whom `clause` is about are only there beside another: 副县长杜衡陪同."""
        return self.patterns["beside"].match(clause.text) is not None

    def _carried(self, match: Match, subject: Subject) -> list[Mention]:
        """Who acts in office where the subject carried on is of those who are there beside him."""
        if match.clause.own:
            return []
        starts = self.reading.sentences
        index = bisect_left(starts, subject.start + 1, key=attrgetter("start")) - 1
        told = starts[index]
        ended = told is not match.sentence
        besides = (
            c for c in told.clauses if c.own and c.subject and c.subject.start == subject.start
        )
        if index < 0 or not ended or not any(map(self._beside, besides)):
            return []
        return self._main(index, match.sentence.paragraph)

    def _goes_on(self, match: Match, subject: Subject) -> bool:
        """Whether a pronoun opens the paragraph behind a directive: its issuer speaks on."""
        coded = self.reading.annotated.coded
        opens = coded[subject.start - 1 : subject.start] == "\n" and coded[subject.start] != PEOPLE
        return opens and bool(self.last) and match.sentence.paragraph == self.paragraph + 1

    def _paragraph(self, until: int) -> int:
        """The paragraph of the sentence that ends at or holds `until` of the coded text."""
        number = bisect_left(self.reading.sentences, until, key=attrgetter("start")) - 1
        return self.reading.sentences[max(0, number)].paragraph

    def _bodies(self, subject: Subject) -> list[Mention]:
        """The bodies that `subject` names: one, or each organ of a list; of X被Y要求 it is Y."""
        coded = self.reading.annotated.coded
        passive = self.patterns["passive"].match(coded, subject.start, subject.end)
        start = passive.end() if passive else subject.start
        others = self.patterns["others"].search(coded, start, subject.end)
        end = others.start() if others else subject.end
        parts = list(self.patterns["listed_body"].finditer(coded, start, end))
        organ, territory = self.patterns["organ"].search, self.reading.phrases["territory"].search
        each = all(organ(part["organ"]) or territory(part["organ"]) for part in parts)
        spans = [p.span("organ") for p in parts] if each else [(start, subject.end)]
        return [self.reading.body(*span) for span in spans]

    def _may_tell(self, body: Mention, *, modal: bool) -> bool:
        """Whether `body` is one whose word counts; one that only says something must be an organ."""
        if self.reading.phrases["private_body"].search(body.name):
            return False
        return not modal or bool(self.patterns["organ"].search(body.name)) or self._outside(body)

    def _speaker(self, match: Match, subject: Subject) -> list[Mention]:
        """Who acts in office before a pronoun of the same paragraph that seems to mean another."""
        verb = self.reading.annotated.plain(*match.slots["trigger"])
        pronoun = self.reading.annotated.coded[subject.start] != PEOPLE
        if not pronoun or not self.patterns["orders"].search(verb):
            return []
        here = self.reading.number(match.sentence)
        for sentence in reversed(self.reading.sentences[max(0, here - 2) : here]):
            if sentence.paragraph != match.sentence.paragraph:
                break
            for clause in sentence.clauses:
                if clause.own and clause.subject and clause.subject.form == "people":
                    found = self.reading.subject(clause.subject)
                    if found and self.reading.acts(found[0].name):
                        return found[:1]
        return []
