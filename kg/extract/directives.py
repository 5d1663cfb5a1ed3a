"""Directives: who tells others what, from the verb to the end of the speech.

Input: matches of rules that emit Directive. Output: drafts with a content span. Options:
`direct`: the content follows the verb in its clause; `modal`: only what says must (guide).
"""

from __future__ import annotations

from kg.annotate import SPEECH
from kg.clauses import Clause, Sentence
from kg.extract.reading import Draft, Match, Reading, start_draft
from kg.model import Mention

_SHORT = 15  # characters: an encouragement shorter than this is praise, not a task


class Directives:
    """Collects directives over an article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.patterns = reading.rules.patterns("speech")
        self.drafts: list[Draft] = []
        self.since = self.until = -1
        head = reading.article.title + reading.text[:120]
        self.hopes = reading.rules.lexicons.words("hope-verbs")
        self.diplomatic = bool(self.patterns["diplomatic"].search(head))

    def take(self, match: Match) -> Draft | None:
        """The directive that `match` begins, or None if it is none."""
        issuers = self._issuers(match)
        content = self._content(match)
        if not issuers or content is None:
            return None
        if not self._tells(match, issuers[0], content):
            return None
        draft = start_draft("Directive", match, self.reading)
        draft.add("issuer", issuers)
        draft.content = content
        draft.widen(content)
        self.drafts.append(draft)
        return draft

    def _tells(self, match: Match, issuer: Mention, content: tuple[int, int]) -> bool:
        """Whether what is said tells others what to do, as the guide has it."""
        said = self.reading.text[content[0] : content[1]]
        must = self.patterns["must"].search(said)
        verb = self.reading.annotated.plain(*match.slots["trigger"])
        if self.patterns["hope"].match(verb) and len(said) < _SHORT:
            return False
        if self.diplomatic and self.patterns["diplomatic_content"].search(said):
            return False
        needs_must = (
            "modal" in match.rule.options
            or verb in self.hopes
            or self.diplomatic
            or issuer.kind == "Meeting"
        )
        return bool(must) or not needs_must

    def says(self, at: int) -> bool:
        """Whether `at` (coded) lies in what a directive says, where nothing is told."""
        return self.since <= at < self.until

    def says_all(self, clause: Clause) -> bool:
        """Whether all of `clause` lies in what a directive says."""
        return self.since < clause.rest and clause.end <= self.until

    def _issuers(self, match: Match) -> list[Mention]:
        subject = match.clause.subject
        if subject is None or subject.form == "group":
            return []
        mentions = self.reading.subject(subject)
        if subject.form == "people":
            acts = self.reading.acts
            return [m for m in mentions if acts(m.name) and m.name not in self.reading.foreign]
        if subject.form == "body":
            name = mentions[0].name
            private = self.reading.phrases["private_body"].search(name)
            return [] if private or "modal" in match.rule.options else mentions
        return mentions

    def _content(self, match: Match) -> tuple[int, int] | None:
        sentences = self.reading.sentences
        here = self.reading.number(match.sentence)
        coded = self.reading.annotated.coded
        opener = self.patterns["opener"].match(coded[match.end : match.sentence.end])
        start = match.end + (opener.end() if opener else 0)
        if start >= match.sentence.end:
            return None
        if coded[start] == SPEECH and "direct" not in match.rule.options:
            sign = self.reading.annotated.signs[start]
            self.since, self.until = start, start + 1
            return self._closed(sign.start + 1, sign.end - 1)
        meeting = match.clause.subject is not None and match.clause.subject.form == "meeting"
        last = self._last(here, meeting=meeting)
        self.since, self.until = start, sentences[last].end
        a, b = self.reading.clean(start, sentences[last].end)
        return self._closed(a, b)

    def _last(self, here: int, *, meeting: bool) -> int:
        """Index of the last sentence of the speech that begins in sentence `here`."""
        sentences = self.reading.sentences
        last, gap = here, 0
        for index in range(here + 1, len(sentences)):
            sentence = sentences[index]
            if sentence.paragraph != sentences[here].paragraph or self._breaks(
                sentence, meeting=meeting
            ):
                break
            tells = self.patterns["modal"].search(sentence.text)
            if tells or (meeting and self.patterns["resolve"].search(sentence.text)):
                last, gap = index, 0
            elif (gap := gap + 1) > 2:
                break
        return last

    def _breaks(self, sentence: Sentence, *, meeting: bool) -> bool:
        """Whether `sentence` is no longer what was said. A meeting may speak of people's deeds."""
        if meeting and self.patterns["deed"].match(sentence.text):
            return False
        return bool(self.patterns["break"].search(sentence.text))

    def _closed(self, start: int, end: int) -> tuple[int, int] | None:
        text = self.reading.text[start:end]
        cut = self.patterns["cut"].search(text)
        text = text[: cut.start()] if cut else text
        end = start + len(text)
        closer = self.patterns["closer"].search(text)
        end -= len(closer[0]) if closer else 0
        if self.reading.text[start:end].count("“") < self.reading.text[start:end].count("”"):
            end -= 1
        return (start, end) if end - start >= 4 else None
