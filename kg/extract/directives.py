"""Directives: who tells others what, from the verb to the end of the speech.

Input: matches of rules that emit Directive. Output: drafts with a content span. Options:
`direct`: the content follows the verb in its clause; `modal`: only what says must (guide).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import attrgetter

from kg.clauses import Clause, Sentence, Subject
from kg.extract.reading import Draft, Match, Reading, start_draft
from kg.extract.standing import Standing
from kg.model import Mention
from kg.signs import DATE, PEOPLE, SPEECH

_SPEAKS = {"people": "speaks", "body": "body_speaks"}
_UNFINISHED = "：；，"  # what ends no heading, but a line whose points follow it
_SHORT = 15  # characters: an encouragement shorter than this is praise, not a task


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said: its span in the cleaned text, and the coded text that it takes up."""

    content: tuple[int, int]
    since: int
    until: int


class Directives:
    """Collects directives over an article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.patterns = reading.rules.patterns("speech")
        self.drafts: list[Draft] = []
        self.since = self.until = self.refused = -1  # refused: a verb that is none by a rule before
        self.last: list[Mention] = []  # who gave the last directive,
        self.paragraph = -2  # and the paragraph that it ends in
        head = reading.article.title + reading.text[:120]
        self.hopes = reading.rules.lexicons.words("hope-verbs")
        self.diplomatic = bool(self.patterns["diplomatic"].search(head))
        self.talks = bool(self.patterns["talks"].search(head))
        self.abroad = self.talks and bool(self.patterns["abroad"].search(reading.text))
        self.standing = Standing(reading)

    def take(self, match: Match) -> Draft | None:
        """The directive that `match` begins, or None if it is none."""
        said = self._said(match)
        if said is None:
            return None
        within = said.until <= match.sentence.end and SPEECH not in match.sentence.text
        within = within and match.sentence.text[-1] not in _UNFINISHED
        if within and self.reading.is_heading(match.sentence):
            return None  # the item of a heading tells it again
        if self._gives_way(match, said.content):
            return None
        self.since, self.until = said.since, said.until
        verb = match.slots["trigger"][0]
        if self.refused == verb or not (issuers := self._issuers(match)):
            return None
        if not self._tells(match, issuers[0], said.content):
            self.refused = -1 if "modal" in match.rule.options else verb
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
            orders = self.patterns["orders"].search(verb)
            return orders is None or not self.patterns["must"].search(said)
        if issuer.name not in self.standing.locals or self.patterns["must"].search(said):
            return False
        hoped = self.patterns["hope"].match(verb) and not self.patterns["listed"].match(said)
        return bool(hoped) or self._states(verb, said, issuer)

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
            return self.last if self._resumed(match) else []
        mentions = self.reading.subject(subject)
        if subject.form == "people":
            if self._goes_on(match, subject):
                return self.last
            return [m for m in mentions if self.standing.orders(m.name)] or self._speaker(
                match, subject
            )
        if subject.form == "group":
            return [m for m in mentions if self.patterns["group"].search(m.name)]
        if subject.form == "body":
            mentions = self._bodies(subject)
            return [m for m in mentions if self._may_tell(m, modal="modal" in match.rule.options)]
        return mentions

    def _resumed(self, match: Match) -> bool:
        """Whether a paragraph behind a directive goes on with another matter: 针对防汛工作，要求…."""
        before = self.reading.annotated.coded[match.sentence.start : match.clause.start]
        next_one = match.sentence.paragraph == self.paragraph + 1
        return next_one and self.patterns["turns"].fullmatch(before) is not None

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
        organs = all(self.patterns["organ"].search(part["organ"]) for part in parts)
        spans = [p.span("organ") for p in parts] if organs else [(start, subject.end)]
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

    # -- what is said -----------------------------------------------------------------------

    def _said(self, match: Match) -> _Said | None:
        """The content that begins where `match` ends, and the coded text that it takes up."""
        coded = self.reading.annotated.coded
        opener = self.patterns["opener"].match(coded[match.end : match.sentence.end])
        start = match.end + (opener.end() if opener else 0)
        verb = coded[slice(*match.slots["trigger"])]
        if "direct" in match.rule.options and self.patterns["tells_somebody"].match(verb):
            told = self.patterns["told_to"].match(coded, start, match.sentence.end)
            start = told.end() if told else start
        if start >= match.sentence.end:
            return self._quoted_before(match) or self._listed_after(match)
        if match.rule.options & {"quoted", "listed"}:
            return None
        alone = "direct" not in match.rule.options or coded[start - 1] in _UNFINISHED
        if coded[start] == SPEECH and alone:
            rest = coded[start + 1 : match.sentence.end]
            if not self.patterns["goes_on_after_quote"].match(rest):
                return self._quotation(start)
        here = self.reading.number(match.sentence)
        end = self._resumes(match, start)
        if end is None:
            meeting = match.clause.subject is not None and match.clause.subject.form == "meeting"
            last = self._last(here, match, meeting=meeting, whole=self._reports(match))
            end = self.reading.sentences[last].end
        if cut := self.patterns["cut"].search(coded[start:end]):
            end = start + cut.start()
        content = self._closed(*self.reading.clean(start, end)) if end > start else None
        return _Said(content, match.end, end) if content else None

    def _quotation(self, at: int) -> _Said | None:
        """What the quotation at `at` of the coded text says."""
        sign = self.reading.annotated.signs[at]
        content = self._closed(sign.start + 1, sign.end - 1)
        return _Said(content, at, at + 1) if content else None

    def _quoted_before(self, match: Match) -> _Said | None:
        """What is said where the speaker comes after the quotation."""
        before = match.sentence.start - 1
        if "quoted" not in match.rule.options or before < 0:
            return None
        return self._quotation(before) if self.reading.annotated.coded[before] == SPEECH else None

    def _listed_after(self, match: Match) -> _Said | None:
        """What is said where the verb closes its sentence and the points follow it."""
        here = self.reading.number(match.sentence) + 1
        sentences = self.reading.sentences
        colon = "：" in self.reading.annotated.coded[match.end - 1 : match.end + 1]
        if here >= len(sentences) or not (colon or "listed" in match.rule.options):
            return None
        begins = self.patterns["modal" if colon else "listed"].search(sentences[here].text)
        if not begins and not self.patterns["listed"].match(sentences[here].text):
            return None
        end = sentences[self._last(here, match, meeting=False, whole=True, listed=True)].end
        start = sentences[here].start
        content = self._closed(*self.reading.clean(start, end))
        return _Said(content, start, end) if content else None

    def _resumes(self, match: Match, start: int) -> int | None:
        """Where in its own sentence the article goes on in its own words, if it does."""
        clauses = match.sentence.clauses
        for clause in clauses[bisect_right(clauses, start, key=attrgetter("start")) :]:
            if not (clause.own and clause.subject and clause.subject.form == "people"):
                continue
            said = self.reading.annotated.coded[start : clause.start]
            before, mark, aside = said.rpartition("；")
            if self._again(clause, match):
                return start + len(before) if mark else clause.start - 1
            apart = mark and not self.patterns["must"].search(aside)
            if self.patterns["resumes_apart" if apart else "resumes"].match(clause.text):
                return start + len(before) if apart else clause.start - 1
        return None

    def _reports(self, match: Match) -> bool:
        """Whether the paragraph of `match` reports a speech: it opens with the bare speaker and the verb."""
        subject, coded = match.clause.subject, self.reading.annotated.coded
        if subject is None or "direct" in match.rule.options:
            return False
        if not match.clause.own:
            return self.patterns["paper"].match(match.clause.text) is not None
        opens = subject.start == 0 or coded[subject.start - 1] == "\n"
        if subject.form == "meeting":
            return opens
        if coded[subject.start] == PEOPLE:
            sign = self.reading.annotated.signs[subject.start]
            bare = len(subject.people) == 1 and subject.people[0].name_start == sign.start
            return bare and opens and sign.end == subject.people[0].name_end
        return subject.form == "people"

    def _last(
        self, here: int, match: Match, *, meeting: bool, whole: bool, listed: bool = False
    ) -> int:
        """Index of the last sentence of the speech of `match` that begins in sentence `here`;
        `whole`: of its paragraph; `listed`: which the first of its points opens."""
        sentences = self.reading.sentences
        last, gap, pointed = here, 0, -1
        within = not listed and self._in_point(here)
        for index in range(here + 1, len(sentences)):
            sentence = sentences[index]
            inside = whole and sentence.paragraph == sentences[last].paragraph
            inside = inside or sentence.paragraph == pointed
            apart = sentence.text[0] == DATE or self.patterns["background"].match(sentence.text)
            told = inside and apart and PEOPLE not in sentence.text
            told = told or self._cites(sentence)
            if not told and self._breaks(sentence, meeting=meeting):
                break
            if any(self._again(clause, match) for clause in sentence.clauses):
                break
            if not self._reaches(sentences[last], sentence, sentences[index - 1], gap):
                break
            tells = (
                inside
                or self._is_point(sentence)
                or self.patterns["next_point"].match(sentence.text)
                or self.patterns["modal"].search(sentence.text)
                or (
                    self.patterns["imperative"].match(sentence.text)
                    and not self._narrated(sentence)
                )
            )
            opens = sentence.paragraph != sentences[index - 1].paragraph
            if opens and within and self.patterns["point_opens"].match(sentence.text):
                break  # the next point of who speaks in this one
            if opens and tells and self.patterns["point_opens"].match(sentence.text):
                pointed = sentence.paragraph
            if tells or (meeting and self.patterns["resolve"].search(sentence.text)):
                last, gap = index, 0
            elif (gap := gap + 1) > 2:
                break
        return last

    def _in_point(self, here: int) -> bool:
        """Whether the paragraph of sentence `here` is a point of a list."""
        sentences, paragraph = self.reading.sentences, self.reading.sentences[here].paragraph
        first = bisect_left(sentences, paragraph, 0, here, key=attrgetter("paragraph"))
        return self.patterns["point_opens"].match(sentences[first].text) is not None

    def _cites(self, sentence: Sentence) -> bool:
        """Whether `sentence` only cites what another said in a year gone by: 1938年，毛泽东同志指出，“…”."""
        when = next(iter(sentence.whens), None)
        if when is None or when.expr is None or not self.patterns["cites"].match(sentence.text):
            return False
        words = self.reading.text[when.expr.start : when.expr.end]
        return self.patterns["cited_year"].match(words) is not None

    def _reaches(self, last: Sentence, sentence: Sentence, before: Sentence, gap: int) -> bool:
        """Whether a speech can go on from `last` to `sentence`, with `gap` others between them, the last
        of which is `before`."""
        runs_on = gap and self.patterns["runs_on"].match(before.text)
        if sentence.paragraph == (before if runs_on else last).paragraph:
            return True
        if self._is_point(last):
            return sentence.paragraph == last.paragraph + 1
        return gap == 0 and self.patterns["next_paragraph"].match(sentence.text) is not None

    def _is_point(self, sentence: Sentence) -> bool:
        """Whether `sentence` is a numbered heading of what is said in the paragraph below it."""
        return bool(self.patterns["point"].match(sentence.text)) and self.reading.is_heading(
            sentence
        )

    def _breaks(self, sentence: Sentence, *, meeting: bool) -> bool:
        """Whether `sentence` is no longer what was said. A meeting may speak of people's deeds."""
        text = sentence.text
        if meeting and self.patterns["deed"].match(text):
            return False
        if self.patterns["future"].match(text) and PEOPLE not in text:
            return False
        return bool(self.patterns["break"].search(text)) or self._speaks(sentence)

    def _again(self, clause: Clause, match: Match) -> bool:
        """Whether `clause` tells by name of who speaks: the article goes on in its own words."""
        speaker, who = match.clause.subject, clause.subject
        if not (clause.own and who and speaker and who.form == speaker.form == "people"):
            return False
        named = self.reading.annotated.coded[who.start] == PEOPLE
        if not named or self.patterns["thought"].match(clause.text):
            return False
        names = {one.name for one in speaker.people}
        return any(one.name in names for one in who.people)

    def _narrated(self, sentence: Sentence) -> bool:
        """Whether a clause of `sentence` has a subject of its own."""
        return any(clause.own for clause in sentence.clauses)

    def _speaks(self, sentence: Sentence) -> bool:
        """Whether somebody else than the speaker speaks in `sentence`, before anything must be done."""
        for clause in sentence.clauses:
            form = clause.subject.form if clause.own and clause.subject else ""
            if form in _SPEAKS and self.patterns[_SPEAKS[form]].match(clause.text):
                return True
            if form == "people" or self.patterns["must"].search(clause.text):
                return False
        return False

    def _closed(self, start: int, end: int) -> tuple[int, int] | None:
        text = self.reading.text[start:end]
        cut = self.patterns["cut"].search(text)
        text = text[: cut.start()] if cut else text
        end = start + len(text)
        closer = self.patterns["closer"].search(text)
        end -= len(closer[0]) if closer else 0
        if self.patterns["marked"].fullmatch(self.reading.text, start, end):
            return self._closed(start + 1, end - 1)
        if self.reading.text[start:end].count("“") < self.reading.text[start:end].count("”"):
            end -= 1
        return (start, end) if end - start >= 4 else None
