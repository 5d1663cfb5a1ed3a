"""Speeches: what somebody says, from the verb that introduces it to where the speech ends.

Input: matches of rules that emit Directive. Output: the span of what is said, in the cleaned
text, and the coded text that it takes up; None where nothing is said.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from operator import attrgetter

from kg.clauses import Clause, Sentence
from kg.extract.reading import Match, Reading
from kg.seen import Seen
from kg.signs import DATE, PEOPLE, SPEECH

_SPEAKS = {"people": "speaks", "body": "body_speaks"}
_BEFORE = 15  # characters, before the last line, in which what cuts it may begin
UNFINISHED = "：；，"  # what ends no heading, but a line whose points follow it


@dataclass(frozen=True, slots=True)
class Said:
    """What is said: its span in the cleaned text, and the coded text that it takes up."""

    content: tuple[int, int]
    since: int
    until: int


class Speeches:
    """Tells what is said behind, or before, a verb of an article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.patterns = reading.rules.patterns("speech")
        self._musts = Seen(self.patterns["must"], reading.annotated.coded)

    def said(self, match: Match) -> Said | None:
        """The content that begins where `match` ends, and the coded text that it takes up."""
        coded = self.reading.annotated.coded
        opener = self.patterns["opener"].match(coded, match.end, match.sentence.end)
        start = opener.end() if opener else match.end
        verb = coded[slice(*match.slots["trigger"])]
        if "direct" in match.rule.options and coded[start - 1] not in UNFINISHED:
            start = self._past_addressee(verb, start, match.sentence.end)
        if start >= match.sentence.end:
            return self._quoted_before(match) or self._listed_after(match)
        if match.rule.options & {"quoted", "listed"}:
            return None
        alone = "direct" not in match.rule.options or coded[start - 1] in UNFINISHED
        if coded[start] == SPEECH and alone:
            goes_on = self.patterns["goes_on_after_quote"]
            if not goes_on.match(coded, start + 1, match.sentence.end):
                return self._quotation(start)
        here = self.reading.number(match.sentence)
        end = self._resumes(match, start)
        if end is None:
            meeting = match.clause.subject is not None and match.clause.subject.form == "meeting"
            last = self._last(here, match, meeting=meeting, whole=self._reports(match))
            end = self.reading.sentences[last].end
        end = self._cut(coded, start, end)
        content = self._closed(*self.reading.clean(start, end)) if end > start else None
        return Said(content, match.end, end) if content else None

    def _past_addressee(self, verb: str, start: int, end: int) -> int:
        """Where what is said begins, if who is told stands before it: 叮嘱镇里的同志，…; 要求干部：“…”."""
        coded, tells = self.reading.annotated.coded, self.patterns["tells_somebody"].match(verb)
        told = self.patterns["told_to"].match(coded, start, end) if tells else None
        told = told or self.patterns["told_colon"].match(coded, start, end + 1)
        return told.end() if told else start

    def _quotation(self, at: int) -> Said | None:
        """What the quotation at `at` of the coded text says."""
        sign = self.reading.annotated.signs[at]
        content = self._closed(sign.start + 1, sign.end - 1)
        return Said(content, at, at + 1) if content else None

    def _quoted_before(self, match: Match) -> Said | None:
        """What is said where the speaker comes after the quotation."""
        before = match.sentence.start - 1
        if "quoted" not in match.rule.options or before < 0:
            return None
        return self._quotation(before) if self.reading.annotated.coded[before] == SPEECH else None

    def _listed_after(self, match: Match) -> Said | None:
        """What is said where the verb closes its sentence and the points follow it."""
        here = self.reading.number(match.sentence) + 1
        sentences = self.reading.sentences
        colon = "：" in self.reading.annotated.coded[match.end - 1 : match.end + 1]
        colon = colon or self._alone(match)
        if here >= len(sentences) or not (colon or "listed" in match.rule.options):
            return None
        begins = self.patterns["modal" if colon else "listed"].search(sentences[here].text)
        counted = self.patterns["counted"].search(match.sentence.text) is not None
        must = counted and self.patterns["point_must"].match(sentences[here].text)
        if not (begins or must or self.patterns["listed"].match(sentences[here].text)):
            return None
        end = sentences[self._last(here, match, meeting=False, whole=True, listed=True)].end
        start = sentences[here].start
        content = self._closed(*self.reading.clean(start, end))
        return Said(content, start, end) if content else None

    def _alone(self, match: Match) -> bool:
        """Whether `match` is a line of nothing but who speaks and the verb."""
        if "quoted" in match.rule.options or len(match.sentence.clauses) > 1:
            return False
        line = self.reading.is_heading(match.sentence)
        return line and self.patterns["alone"].fullmatch(match.clause.text) is not None

    def _resumes(self, match: Match, start: int) -> int | None:
        """Where in its own sentence the article goes on in its own words, if it does."""
        clauses, coded = match.sentence.clauses, self.reading.annotated.coded
        looked, mark = start, -1
        for number in range(bisect_right(clauses, start, key=attrgetter("start")), len(clauses)):
            clause = clauses[number]
            if not (clause.own and clause.subject and clause.subject.form == "people"):
                continue
            mark = max(mark, coded.rfind("；", looked, clause.start))
            looked = clause.start
            if self._again(clause, match):
                return mark if mark >= 0 else clause.start - 1
            apart = mark >= 0 and not self._musts.within(mark + 1, clause.start)
            if self.patterns["resumes_apart" if apart else "resumes"].match(clause.text):
                return mark if apart else clause.start - 1
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
                or (not sentence.own and self.patterns["imperative"].match(sentence.text))
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
        first = self.reading.opening(self.reading.sentences[here])
        return self.patterns["point_opens"].match(first.text) is not None

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
        point = self.patterns["point"].match(sentence.text)
        return point is not None and self.reading.is_heading(sentence)

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

    def _speaks(self, sentence: Sentence) -> bool:
        """Whether somebody else than the speaker speaks in `sentence`, before anything must be done."""
        for clause in sentence.clauses:
            form = clause.subject.form if clause.own and clause.subject else ""
            if form in _SPEAKS and self.patterns[_SPEAKS[form]].match(clause.text):
                return True
            if form == "people" or self.patterns["must"].search(clause.text):
                return False
        return False

    def _cut(self, text: str, start: int, end: int) -> int:
        """Where what is said from `start` on ends: before what no more is, up to `end`."""
        last = max(start, text.rfind("。", start, end))
        line = max(start, text.rfind("\n", start, end - 1) - _BEFORE)
        cuts = (("cut", last), ("cut_line", line))
        found = (self.patterns[name].search(text, since, end) for name, since in cuts)
        return min((cut.start() for cut in found if cut), default=end)

    def _closed(self, start: int, end: int) -> tuple[int, int] | None:
        end = self._cut(self.reading.text, start, end)
        text = self.reading.text[start:end]
        closer = self.patterns["closer"].search(text)
        end -= len(closer[0]) if closer else 0
        if self.patterns["marked"].fullmatch(self.reading.text, start, end):
            return self._closed(start + 1, end - 1)
        if self.reading.text[start:end].count("“") < self.reading.text[start:end].count("”"):
            end -= 1
        return (start, end) if end - start >= 4 else None
