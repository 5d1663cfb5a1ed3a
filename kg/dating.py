"""Which date holds where in a text that is read sentence by sentence.

Input: `Annotated` text, rules, publication date. Output: for each sentence the dates told in it,
and the one that is carried on to it. The date of a narrative carries on until another takes over
(guide, "Dates").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kg import dates
from kg.annotate import Annotated
from kg.rules import Rules
from kg.seen import Seen
from kg.signs import DATE

_DAY = re.compile(r"(?:\d{4}|-)-\d\d-\d\d(?:/.+)?$")
_LONG = {"period", "since"}  # kinds of expressions that tell of a long time


class When(NamedTuple):
    """A date in the text: where it stands (coded), what it comes to, and its words."""

    at: int
    value: str | None
    expr: dates.DateExpr | None = None


class Dating:
    """The running date of one text, read from its first sentence to its last."""

    def __init__(
        self, annotated: Annotated, rules: Rules, published: str | None, dateline: str
    ) -> None:
        self.annotated = annotated
        self.published = published
        self.patterns = rules.patterns("clauses")
        self.narrative = dates.Narrative(published, rules.dates)
        for expr in dates.find(dateline, rules.dates):
            self.narrative.dispatched(expr)
        self.carried = When(-1, None)
        self._today: When | None = None  # told before one that holds in its paragraph alone
        self._day: When | None = None  # the heading of the items of a bulletin that are read
        names = ("says", "once")
        self._says, self._once = (Seen(self.patterns[n], annotated.coded) for n in names)

    def told_in(self, start: int, text: str) -> tuple[When, ...]:
        """The dates of the sentence `text` at `start`, in order."""
        return tuple(self._whens(start, text)) if DATE in text else ()

    def holding(self, start: int, text: str) -> When:
        """The date carried on to the sentence `text`: none to one that tells how things came about;
        a month to none that does not go on with it."""
        carried = self.carried
        if self.patterns["background"].match(text) or self.patterns["flashback"].match(text):
            return When(-1, None)
        expr = self.annotated.signs[start + at].date if (at := text.find(DATE, 0, 2)) >= 0 else None
        if expr and expr.kind in _LONG and self.patterns["set_off"].match(text, at + 1):
            return When(-1, None)
        if carried.value and not _DAY.match(carried.value):
            return carried if self.patterns["pronoun"].match(text) else When(-1, None)
        return carried

    def go_on(
        self,
        whens: tuple[When, ...],
        start: int,
        text: str,
        *,
        acted: bool,
        own: Callable[[], bool],
    ) -> None:
        """Takes over what the sentence `text` tells, which `whens` are the dates of.

        `acted`: people are its subject. `own`: whether somebody began to speak before.
        """
        if whens and (telling := self._telling(whens, start, text, acted=acted)):
            last = telling[-1]
            ago = self._is_years_ago(last) or self._is_own_words(last, start, text, own)
            self._today = (self._today or self.carried) if ago else None
            self.carried = last
            if self.patterns["day_heading"].fullmatch(text):
                self._day = self.carried
        elif whens and self._is_feast_alone(whens[0], text):
            self._today, self.carried = self._today or self.carried, whens[0]
        elif self.patterns["flashback"].match(text):
            self._today, self.carried = self._today or self.carried, When(-1, None)

    def new_item(self) -> None:
        """An item of a bulletin begins, on the day of its heading."""
        self.carried = self._day or self.carried

    def new_paragraph(self) -> None:
        """A month is that of its paragraph, and so is what was years ago: the day before it holds again."""
        self.narrative.lose_day(lost=False)
        if self._today:
            self.carried, self._today = self._today, None
        if self.carried.value and not _DAY.match(self.carried.value):
            self.carried = When(-1, None)

    def _words(self, when: When) -> str:
        return self.annotated.text[when.expr.start : when.expr.end] if when.expr else ""

    def _is_years_ago(self, when: When) -> bool:
        """Whether a date only says how many years ago something was: 70年前."""
        return when.value is None and bool(self.patterns["years_ago"].fullmatch(self._words(when)))

    def _is_own_words(self, when: When, start: int, text: str, own: Callable[[], bool]) -> bool:
        """Whether a date stands in what somebody says of himself, who began to speak before: 今天，我们…."""
        return bool(self.patterns["own_words"].match(text, when.at - start)) and own()

    def _telling(
        self, whens: tuple[When, ...], start: int, text: str, *, acted: bool
    ) -> list[When]:
        """Those dates of a sentence that do not only say which thing is meant, nor are yet to come."""
        attributive = {found.start() for found in self.patterns["attributive"].finditer(text)}
        if self.patterns["background"].match(text):
            attributive.update(found.end() for found in self.patterns["amid"].finditer(text))
        told = (when for when in whens if when.at - start not in attributive)
        told = (w for w in told if not (w.expr and self._is_aside(w.expr, start, text, w.at)))
        told = (w for w in told if w.value or not (w.expr and self._is_occasion(w.expr)))
        telling = [when for when in told if not self._is_to_come(when.value)]
        if acted:
            return telling
        return [when for when in telling if not self._is_feast(when, start, text)]

    def _is_feast(self, when: When, start: int, text: str) -> bool:
        """Whether a date only says which feast its day is: 今天（3月12日）是植树节."""
        named = self.patterns["feast_day"].search(self._words(when))
        return bool(named or self.patterns["feast"].match(text, when.at - start))

    def _is_feast_alone(self, when: When, text: str) -> bool:
        """Whether a sentence says nothing but which feast a stated day is, and so dates its paragraph."""
        point = when.expr.first if when.expr else None
        stated = point is not None and (point.base is None or point.unit == "year")
        alone = stated and self.patterns["feast_alone"].fullmatch(text)
        day = when.value and _DAY.match(when.value) and not self._is_to_come(when.value)
        return bool(alone and day)

    def _is_to_come(self, value: str | None) -> bool:
        """Whether a full day lies behind that of publication: what goes on is not told of it."""
        return bool(self.published and value and value[:1] != "-" and value[:10] > self.published)

    def _whens(self, start: int, text: str) -> Iterator[When]:
        basis = self.patterns["basis"].match(text)
        speech = self.patterns["speech"].search(text, basis.end() if basis else 0)
        told = speech.start() if speech else len(text)
        at = text.find(DATE)
        dated = ""
        beside: str | None = None
        passed = self.patterns["passed_on"].finditer(text)
        passed_on = {found.start(found.lastgroup or 0) for found in passed}
        while 0 <= at < told:
            expr = self.annotated.signs[start + at].date
            assert expr is not None
            aside = at in passed_on or self._is_aside(expr, start, text, start + at)
            value = self.narrative.date(expr, beside=beside, aside=aside)
            if value and expr.first.month is not None and _DAY.fullmatch(value[:10]):
                beside = value if expr.last is None else None
            occasion = self._is_occasion(expr)
            if expr.kind == "vague" and expr.narrative and not (aside or occasion):
                self.narrative.lose_day()
            wider = value is not None and dated.startswith(f"{value}-")
            if expr.narrative and at not in passed_on and not (dated and (occasion or wider)):
                dated = value or dated
                yield When(start + at, value, expr)
                if only_told := self.patterns["only_told"].match(text, at):
                    yield When(start + only_told.end(), None)
            at = text.find(DATE, at + 1)

    def _is_aside(self, expr: dates.DateExpr, start: int, text: str, at: int) -> bool:
        """Whether the narrative goes on from the day before: 今天 or 近来 as somebody says it, or what
        was once, told beside it (2月8日那天，对方曾送来口罩)."""
        said = expr.first.base == "published" or expr.kind == "vague"
        if said and self._says.within(start, at):
            return True
        told = self.carried.value is not None and expr.kind == "date"
        return told and self._once.first(at, start + len(text)) is not None

    def _is_occasion(self, expr: dates.DateExpr) -> bool:
        """Whether a vague date only says on what occasion: 10月17日，在重阳节来临之际."""
        words = self.annotated.text[expr.start : expr.end]
        return expr.kind == "vague" and self.patterns["occasion"].search(words) is not None
