"""Donations: who gives what to whom.

Input: matches of rules that emit Donation. Output: drafts. Options: `carry-recipient`: without
a recipient of its own it has that of the donation before in the sentence (or the place the
donor visits); `aid`: goods brought by a visitor; `no-donor-subject`: the donor is a slot;
`numbered`: only what has a number or a stated worth; `given-before`: the goods stand in the clauses before;
`each-by`: a list of donors, each with the goods;
`cash`: money of which no more is told; `accepts`: for whom what was told before is taken;
`consists`: of what the goods told of before consist; `worth`: what they are worth; `along`: without a recipient of its own it has the one
that the story tells before; `private`, `folk`: only people in no office, or many together, give;
`for-body`: who heads a body takes it for that; `came`: of somebody without a name, who is said to have come somewhere.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, takewhile
from typing import NamedTuple

from kg.clauses import Clause
from kg.extract.along import Along
from kg.extract.gift_days import GiftDays
from kg.extract.givers import Givers
from kg.extract.goods import Amount, Count, Good, Lot, reads_goods
from kg.extract.parties import Parties
from kg.extract.reading import Draft, Match, Reading, start_draft
from kg.extract.receivers import Receivers
from kg.extract.recipients import Recipients
from kg.extract.retold import is_vague, told_once
from kg.extract.runs import Runs
from kg.extract.shares import Found, Shares
from kg.model import Item, Mention

_REACH = 300  # characters before a gift in which its goods are looked for
_OPENING = 4  # characters of a sentence that only say when
_CLAUSES = 40  # clauses behind a gift in which more of it may be told
_RECALLED = 100  # gifts back among which those are that somebody takes
_PAID = 60  # characters before the goods in which it is told what they cost
_ITEMS = 50  # the last items of a gift, among which none is told twice


class _Behind(NamedTuple):
    """What a clause says of goods that were told of before it: what they are worth, what they come
    to, how many they are, more of them, what holds them; `parts`: of what they are made up."""

    worth: Amount | None
    total: Count | None
    number: Count | None
    more: list[Found]
    contents: bool
    parts: bool


class Donations:
    """Collects donations over an article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.coded = reading.annotated.coded
        self.patterns = reading.rules.patterns("donations")
        self.goods = reads_goods(reading.rules)
        self.parties = Parties(reading)
        self.givers = Givers(self.parties)
        self.runs = Runs(reading, self.givers)
        self.receivers = Receivers(self.parties)
        self.shares = Shares(self.parties, self.receivers, self.goods)
        self.drafts: list[Draft] = []
        self._behind: dict[int, _Behind] = {}  # by where a clause starts
        self._lots: dict[tuple[int, int], tuple[Lot, int]] = {}
        self.along = Along(self.parties)
        self.days = GiftDays(self.coded, self.patterns)
        self.recipients = Recipients(self.parties, self.receivers, self.along, self.drafts)
        self._by_parties: dict[tuple[object, ...], Draft] = {}

    def take(self, match: Match, visits: list[Draft]) -> list[Draft]:
        """The donations that `match` tells of: one, or one for each with goods of their own."""
        if "accepts" in match.rule.options:
            return self._accepted(match)
        if "consists" in match.rule.options:
            return self._consisting(match)
        before = self.coded[match.clause.start : match.slots["trigger"][0]]
        if before.count("“") > before.count("”") or self._is_no_present(match):
            return []
        return [d for donors, one in self.runs.read(match) for d in self._told(one, donors, visits)]

    def _is_no_present(self, match: Match) -> bool:
        """Whether the sentence tells that it was declined, or of a deal, a debt, a find or a crime."""
        start, trigger = match.slots["trigger"]
        end = min(match.sentence.end, trigger + _REACH)
        if self.patterns["refused"].match(self.coded, trigger, end):
            return True
        if self.patterns["gave"].search(self.coded, start, trigger):
            return False
        since = max(match.sentence.start, start - _REACH)
        return self.patterns["no_present"].search(self.coded, since, end) is not None

    def _told(self, match: Match, donors: list[Mention], visits: list[Draft]) -> list[Draft]:
        gift = self._gift(match)
        if gift is None:
            return self.recipients.sent_on(match, visits)
        items, worth = gift
        told = [item for item, _ in items]
        listed = bool(donors)
        donors = donors or self._maker(match) or self._givers(match, visits)
        if donors and self.givers.too_wide(donors):
            donors = self.givers.opening(match)
        if not donors or not (listed or self._may_give(match, donors)):
            return []
        donors = (not listed and self.along.raised(match, told)) or donors
        donors = self.givers.team_members(match, donors, visits)
        recipients = self.recipients.told(match, donors, visits)
        if "recipient" in match.slots:
            recipients = self.along.for_body(match, match.slots["recipient"], recipients, told)
        donors = [m for m in donors if m.name not in {r.name for r in recipients}]
        if "given-before" in match.rule.options and (known := self._same_goods(match, items)):
            if recipients and not self._handed_on(known, match, recipients):
                known.roles["recipient"] = recipients
            return [known]
        nobody = not donors or self._of_oneself(match, recipients)
        if nobody or self._passed_on(match, items):
            return []
        drafts = [
            self._draft(match, *share)
            for share in self.shares.apart(match, donors, recipients, items, visits)
        ]
        if worth is not None and all(draft.value_cny is None for draft in drafts):
            drafts[-1].value_cny = worth
        return [self._joined(draft) for draft in drafts]

    def _givers(self, match: Match, visits: list[Draft]) -> list[Mention]:
        """Who gives: those who join in with the subject or come in, as the clause tells, or the story."""
        options = match.rule.options
        if "came" in options:
            return self.along.comer(match)
        alone = "donor" not in match.slots and not match.clause.own
        donors = (self.along.joining(match) if alone else []) or self.givers.donors(match)
        if "folk" in options and not (donors and self._are_many(donors)):
            return self.along.raisers(match)
        if donors or not alone or match.clause.subject or "no-donor-subject" in options:
            return donors
        on_round = self.givers.on_round(match, visits) if "aid" in options else []
        return self.givers.gave_before(match, self.drafts) or on_round

    def _may_give(self, match: Match, donors: list[Mention]) -> bool:
        """Whether `donors` are such as a rule wants, and do not only hand out to their own."""
        private = all(
            m.kind == "Person" and self.reading.official.get(m.name) != "official" for m in donors
        )
        folk = self._are_many(donors)
        options = match.rule.options
        if ("private" in options and not private) or ("folk" in options and not folk):
            return False
        span = match.slots.get("recipient")
        own = span and self.patterns["own_staff"].fullmatch(self.coded, *span)
        return not (own and all(self.patterns["firm"].search(m.name) for m in donors))

    def _are_many(self, donors: list[Mention]) -> bool:
        return all(self.patterns["many"].search(m.name) for m in donors)

    def _of_oneself(self, match: Match, recipients: list[Mention]) -> bool:
        """Whether the pronoun for who receives can only mean the subject carried from before: 给她带来."""
        span, subject = match.slots.get("recipient"), match.clause.subject
        if recipients or span is None or subject is None or subject.start >= match.sentence.start:
            return False
        return self.patterns["pronoun_for_one"].fullmatch(self.coded, *span) is not None

    def _passed_on(self, match: Match, items: list[Found]) -> bool:
        """Whether `match` only tells to whom those hand on what the sentence says they were given: 将这些口罩发放给."""
        given, last = match.slots.get("given"), self.drafts[-1] if self.drafts else None
        if not given or last is None or last.match.sentence is not match.sentence:
            return False
        these = self.patterns["these"].search(self.coded[slice(*given)])
        goods = {_counted(item) for item in last.items}
        same = all(_counted(item) in goods for item, _ in items)
        return bool(these and same and last.names("recipient"))

    def _draft(
        self, match: Match, donors: list[Mention], recipients: list[Mention], items: list[Found]
    ) -> Draft:
        draft = start_draft("Donation", match, self.reading)
        draft.when = self.days.of(match, {donor.name for donor in donors})
        draft.add("donor", donors)
        draft.add("recipient", recipients)
        draft.items = [item for item, _ in items]
        worths = [worth for _, worth in items if worth is not None]
        draft.value_cny = sum(worths) if worths else None
        return draft

    def _joined(self, draft: Draft) -> Draft:
        """`draft`, or the one before that it goes on with: the same parties on the same date."""
        key = (
            draft.match.sentence.paragraph, draft.when.value,
            *draft.names("donor"), "", *draft.names("recipient"),
        )  # fmt: skip
        before = self._by_parties.setdefault(key, draft)
        if before is not draft:
            if draft.items and is_vague(before, self.patterns):
                before.items = []
            told = {_counted(item) for item in before.items[-_ITEMS:]}
            more = [item for item in draft.items if _counted(item) not in told]
            if more or draft.value_cny not in (None, before.value_cny):
                before.widen(draft.span)
            before.items += more
            if before.value_cny is None:
                before.value_cny = draft.value_cny
            return before
        self.drafts.append(draft)
        self.days.told(draft)
        return draft

    def settle(self) -> list[Draft]:
        """The donations, without those that another one tells in full."""
        return told_once(self.drafts, self.patterns)

    def _accepted(self, match: Match) -> list[Draft]:
        """Gifts of the paragraph, told before, for which someone is said to take them."""
        recipients = self.parties.named(*match.slots["recipient"])
        paragraph = match.sentence.paragraph
        here = takewhile(
            lambda draft: draft.match.sentence.paragraph == paragraph,
            reversed(self.drafts[-_RECALLED:]),
        )
        open_ones = [draft for draft in here if not draft.names("recipient")]
        for draft in open_ones:
            draft.add("recipient", recipients)
        return open_ones

    def _consisting(self, match: Match) -> list[Draft]:
        """The last gift, of which the clause says what goods it was made up of: 物资包括…."""
        last = self.drafts[-1] if self.drafts else None
        if last is None or match.sentence.paragraph - last.match.sentence.paragraph > 1:
            return []
        if "worth" in match.rule.options:
            told = self.goods.worth(self.coded[slice(*match.slots["given"])])
            last.value_cny = last.value_cny or (told[0] if told else None)
            return [last]
        gift = self._gift(match)
        if gift is None or any(item.quantity is not None for item in last.items):
            return []
        items, worth = gift
        summed = len(last.items) == 1 and self.patterns["summed_up"].search(last.items[0].name)
        if not summed and not _numbers(last.items, items):
            return []
        last.items = [item for item, _ in items]
        last.value_cny = last.value_cny or worth
        last.widen(self.reading.clean(match.clause.start, match.clause.end))
        return [last]

    def _same_goods(self, match: Match, items: list[Found]) -> Draft | None:
        """The donation told just before in the sentence, of the goods that are meant here too."""
        ends = {item.quote.end for item, _ in items}
        last = self.drafts[-1] if self.drafts else None
        if last is None or last.match.sentence is not match.sentence:
            return None
        return last if ends & {item.quote.end for item in last.items} else None

    def _handed_on(self, known: Draft, match: Match, to: list[Mention]) -> bool:
        """Whether `match` only tells who hands over, or takes, what `known` says was given to somebody."""
        if known.names("recipient") and all(self.reading.acts(m.name) for m in to):
            return True
        given = self.patterns["gave"].search(self.reading.text, *known.trigger)
        handed = self.patterns["handed"].match(self.coded, *match.slots["trigger"])
        return bool(known.names("recipient") and given and handed)

    # -- goods ----------------------------------------------------------------------------

    def _maker(self, match: Match) -> list[Mention]:
        """X捐赠的y: whoever passes it on, X is the donor."""
        span = self._given(match)
        found = self.patterns["made_by"].match(self.coded, *span) if span else None
        if found is None or (found["hands"] and match.clause.subject):
            return []  # who brings it gives it: 送上由X包的饺子
        return self.givers.giver(*found.span("who"), surely=True)

    def _gift(self, match: Match) -> tuple[list[Found], Amount | None] | None:
        """The items given and what they are worth together; None where nothing is given."""
        options = match.rule.options
        if "cash" in options:
            return self._cash(match)
        span = self._given(match)
        if span is None:
            return None
        if made := self.patterns["made_by"].match(self.coded, *span):
            span = made.end(), span[1]
        lot, base = self._lot(*span)
        these = self.patterns["these"].search(self.coded[slice(*span)])
        these = these or self.patterns["general"].match(self.coded[slice(*span)])
        if these and not lot.numbered:
            again = span[0] + these.end(), span[1]
            if meant := self._counted_before(*again) or self._given_before(match):
                lot, base = self._lot(*meant)
        items = self._items(lot, base)
        worth = lot.worth
        if "given-before" not in options:
            items, worth = self._goes_on(match, items, worth)
        items, worth = self._paid(match, span, items, worth)
        counted = worth is not None or any(
            i.quantity is not None or w is not None for i, w in items
        )
        counted = counted or self.patterns["sorts"].search(self.coded, *span) is not None
        counted = counted or self.goods.are_kinds([item.name for item, _ in items])
        if not items or ("numbered" in options and not counted):
            return None
        return items, worth

    def _cash(self, match: Match) -> tuple[list[Found], Amount | None] | None:
        """Money of which no more is told, or (`numbered`) only behind how much it is: 资助3名学生，每人1000元."""
        quote = self.reading.quote(self.reading.clean(*match.slots["trigger"]))
        items: list[Found] = [
            (Item(self.goods.cash, None, None, approximate=False, quote=quote), None)
        ]
        if "numbered" not in match.rule.options:
            return items, None
        items, worth = self._goes_on(match, items, None)
        return (items, worth) if items[0][0].quantity is not None else None

    def _paid(
        self, match: Match, span: tuple[int, int], items: list[Found], worth: Amount | None
    ) -> tuple[list[Found], Amount | None]:
        """What it is said to have cost those who give, or the sum of which they gave money to several."""
        if worth is not None or any(w is not None for _, w in items):
            return items, worth
        start = max(match.sentence.start, span[0] - _PAID)
        money = len(items) == 1 and self.goods.is_sum(items[0][0].name, items[0][0].quantity)
        worded = "paid_out" if money else "paid"
        told = self.patterns[worded].search(self.coded, start, span[0])
        count = self.goods.share(told["sum"]) if told else None
        if told is None or count is None:
            return items, worth
        if money:
            return [(replace(items[0][0], **count[1]._asdict()), None)], None
        at_goods = told.end() == span[0] and not self._is_money(items)
        return items, count[1].quantity if at_goods else worth

    def _lot(self, start: int, end: int) -> tuple[Lot, int]:
        """The lot in `coded[start:end]`, with a bracket that follows it, and where it begins; each
        is read once, however many gifts ask what the clauses behind them tell."""
        if (start, end) not in self._lots:
            a, b = self.reading.clean(start, end)
            bracket = self.patterns["bracket"].match(self.reading.text, b)
            lot = self.goods.read(self.reading.text[a : bracket.end() if bracket else b])
            self._lots[start, end] = lot, a
        return self._lots[start, end]

    def _items(self, lot: Lot, base: int) -> list[Found]:
        return [(self._item(good, base), good.worth) for good in lot.goods]

    def _item(self, good: Good, base: int) -> Item:
        quote = self.reading.quote((base + good.start, base + good.end))
        return Item(good.name, good.quantity, good.unit, good.approximate, quote)

    def _goes_on(
        self, match: Match, items: list[Found], worth: Amount | None
    ) -> tuple[list[Found], Amount | None]:
        """What the clauses after it say of the goods: their worth, their parts, more of them."""
        items = list(items)
        for clause in islice(match.sentence.later(match.clause), _CLAUSES):
            behind = self._behind_gift(clause)
            last = items[-1][0] if items else None
            if last and behind.total and self.goods.is_sum(last.name, last.quantity):
                items[-1] = replace(last, **behind.total._asdict()), items[-1][1]
            elif behind.worth is not None:
                worth = behind.worth if worth is None else worth
            elif last and last.quantity is None and behind.number:
                items[-1] = replace(last, **behind.number._asdict()), items[-1][1]
            elif self.runs.goes_on(match, clause):
                break
            elif behind.contents:
                continue
            elif not behind.more or (behind.parts and self.receivers.shares(match, self.goods)):
                break
            elif not (behind.parts and self._is_money([*items[-1:], *behind.more])):
                # else a sum, and of what it is made up
                items = [i for i in items if not behind.parts or self._is_kind(i[0])]
                items += behind.more
        return items, worth

    def _behind_gift(self, clause: Clause) -> _Behind:
        """What a clause behind a gift says of the goods; each is read once, however many gifts ask."""
        if clause.start not in self._behind:
            text = self.coded[clause.start : clause.end]
            lead = self.patterns["then"].match(text)
            worth = self.goods.worth(text, lead.end() if lead else 0)
            self._behind[clause.start] = _Behind(
                worth[0] if worth else None, self.goods.sum(text), self.goods.count(text),
                self._more(clause), self.patterns["contents"].match(text) is not None,
                self.patterns["parts"].match(text) is not None,
            )  # fmt: skip
        return self._behind[clause.start]

    def _is_money(self, items: list[Found]) -> bool:
        return all(item.unit in self.goods.yuan for item, _ in items)

    def _is_kind(self, item: Item) -> bool:
        """Whether `item` is counted goods of a kind, and no word for those that are told next."""
        return item.quantity is not None and not self.patterns["summed_up"].search(item.name)

    def _more(self, clause: Clause) -> list[Found]:
        """The items of a clause that only lists goods, each with its number."""
        found = self.patterns["more"].match(self.coded, clause.start, clause.end)
        if not found or self.runs.names_other(clause):
            return []
        lot, base = self._lot(found.start("given"), found.end("given"))
        whole = bool(lot.goods) and all(good.quantity is not None for good in lot.goods)
        whole = whole or bool(self.patterns["and_more"].match(clause.text[1:]))
        whole = whole or bool(self.patterns["one_each"].match(self.coded, clause.start))
        whole = whole or (lot.numbered and bool(self.patterns["parts"].match(clause.text[1:])))
        return self._items(lot, base) if whole else []

    def _counted_before(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the goods that `coded[start:end]` names again were last told with their number."""
        again = self.coded[start:end]
        span = None
        for found in self.patterns["counted"].finditer(self.coded, max(0, start - _REACH), start):
            if (at := found["what"].find(again)) >= 0:
                span = found.start(), found.start("what") + at + len(again)
        return span if again else None

    def _given(self, match: Match) -> tuple[int, int] | None:
        """The words for what is given, in the clause or, by the rule's option, before it."""
        before = "given-before" in match.rule.options
        return self._given_before(match) if before else match.slots.get("given")

    def _given_before(self, match: Match) -> tuple[int, int] | None:
        """The last run of goods with numbers before the clause, in its sentence or the one before."""
        trigger = match.slots["trigger"][0]
        start = match.sentence.start
        first = match.clause.start == start or start + _OPENING > match.clause.start
        if first and start > 0 and self.coded[start - 1] != "\n":
            number = self.reading.number(match.sentence)
            start = self.reading.sentences[number - 1].start if number else start
        span = None
        for found in self.patterns["taken"].finditer(
            self.coded, max(start, trigger - _REACH), trigger
        ):
            span = found.span("given")
        return span


def _numbers(told: list[Item], items: list[Found]) -> bool:
    """Whether `items` tell the numbers of the goods that were `told` without."""
    counted = all(item.quantity is not None for item, _ in items)
    return counted and any(i.name.endswith(item.name) for item in told for i, _ in items)


def _counted(item: Item) -> tuple[str, Amount | None, str | None]:
    """What an item comes to: told twice of the same parties, it is one."""
    return item.name, item.quantity, item.unit
