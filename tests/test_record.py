"""The public form of an extraction record, its JSON Schema, and the way back."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kg.errors import InputError
from kg.model import Article, CleanText, Event, Item, Mention, Quote, Record, Tenure
from kg.record import from_json, to_json, to_line
from kg.resources import data

TEXT = (
    "10月30日上午，高新区党工委书记林知远到沟赵办事处调研，沟赵办事处主任柳青陪同。"
    "随后召开座谈会。会议强调，要守住底线。次日，云杉公司向沟赵办事处捐赠200余个\n保温杯。"
)


def quote(words: str, after: int = 0) -> Quote:
    start = TEXT.index(words, after)
    return Quote(words, start, start + len(words))


def mention(name: str, kind: str, words: str | None = None, event: str | None = None) -> Mention:
    return Mention(name, kind, quote(words or name), event)


def article() -> Article:
    return Article(
        id="page.txt#1",
        key="page.txt#1",
        source=TEXT,
        start=0,
        end=len(TEXT),
        body=CleanText(TEXT),
        title="高新区领导到沟赵调研",
        published="2022-11-16",
        file="page.txt",
        byline=("陆青禾",),
    )


def events() -> tuple[Event, ...]:
    visit = Event(
        id="e1",
        type="Visit",
        trigger=quote("调研"),
        evidence=quote(TEXT[: TEXT.index("。")]),
        rule="visit-to-place",
        date="2022-10-30",
        date_text=quote("10月30日上午"),
        time_of_day="上午",
        roles=(
            ("visitor", (mention("林知远", "Person"),)),
            ("companion", (mention("柳青", "Person"),)),
            ("place", (mention("沟赵办事处", "Office"),)),
        ),
        confidence=0.93,
    )
    meeting = Event(
        "e2",
        "Meeting",
        quote("召开"),
        quote("随后召开座谈会"),
        "meeting",
        name="座谈会",
        part_of="e1",
    )
    directive = Event(
        id="e3",
        type="Directive",
        trigger=quote("强调"),
        evidence=quote("会议强调，要守住底线"),
        rule="directive",
        roles=(("issuer", (mention("会议", "Meeting", event="e2"),)),),
        during="e2",
        content=quote("要守住底线"),
    )
    donation = Event(
        id="e4",
        type="Donation",
        trigger=quote("捐赠"),
        evidence=quote("云杉公司向沟赵办事处捐赠200余个\n保温杯"),
        rule="donation",
        date="2022-10-31",
        roles=(
            ("donor", (mention("云杉公司", "Organization"),)),
            ("recipient", (mention("沟赵办事处", "Office"),)),
        ),
        items=(Item("保温杯", 200, "个", approximate=True, quote=quote("200余个\n保温杯")),),
    )
    return visit, meeting, directive, donation


def record() -> Record:
    post = Tenure(
        person=mention("林知远", "Person"),
        post="高新区党工委书记",
        quote=quote("高新区党工委书记"),
        rule="post",
        organization="高新区党工委",
        date="2022-10-30",
    )
    return Record(article(), events(), (post,))


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads(data("ontology", "record.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_form_is_that_of_the_design() -> None:
    out = to_json(record())
    assert list(out) == ["schema", "article", "events", "posts"]
    assert out["schema"] == "zhengji-record/1"
    assert json.dumps(out["article"], ensure_ascii=False) == (
        '{"id": "page.txt#1", "title": "高新区领导到沟赵调研", "published": "2022-11-16", '
        f'"file": "page.txt", "start": 0, "end": {len(TEXT)}, "byline": ["陆青禾"]}}'
    )
    visit, meeting, directive, donation = out["events"]
    assert visit["roles"]["visitor"] == [
        {"name": "林知远", "kind": "Person", "text": "林知远", "start": 17, "end": 20}
    ]
    assert visit["evidence"] == {"quote": TEXT[:40], "start": 0, "end": 40}
    assert meeting["roles"] == {"chair": [], "attendee": [], "place": []}
    assert directive["roles"]["issuer"][0]["event"] == "e2"
    assert directive["content"] == {"quote": "要守住底线", "start": 54, "end": 59}
    assert donation["items"][0]["text"] == "200余个\n保温杯"
    assert donation["value_cny"] is None


def test_keys_stand_in_the_order_of_the_design() -> None:
    visit, meeting, directive, donation = to_json(record())["events"]
    tail = ["trigger", "evidence", "rule"]
    assert list(visit) == [
        "id", "type", "date", "date_text", "time_of_day", "roles", *tail, "confidence"
    ]  # fmt: skip
    assert list(meeting) == ["id", "type", "name", "part_of", "date", "roles", *tail]
    assert list(directive) == ["id", "type", "during", "date", "roles", "content", *tail]
    assert list(donation) == ["id", "type", "date", "roles", "items", "value_cny", *tail]
    assert list(to_json(record())["posts"][0]) == [
        "person", "post", "organization", "status", "date", "text", "start", "end", "rule"
    ]  # fmt: skip


def test_every_span_is_the_text_it_quotes() -> None:
    spans: list[dict[str, Any]] = []

    def collect(value: object) -> None:
        if isinstance(value, dict):
            if {"start", "end"} <= value.keys() and ("text" in value or "quote" in value):
                spans.append(value)
            for each in value.values():
                collect(each)
        elif isinstance(value, list):
            for each in value:
                collect(each)

    collect(to_json(record()))
    assert len(spans) == 18
    for span in spans:
        assert TEXT[span["start"] : span["end"]] == span.get("text", span.get("quote"))


def test_a_span_of_the_title_says_so(validator: Draft202012Validator) -> None:
    title = Quote("沟赵", 6, 8, in_title=True)
    event = Event(
        "e1", "Visit", title, title, "r", roles=(("place", (Mention("沟赵", "Place", title),)),)
    )
    out = to_json(Record(article(), (event,)))
    assert out["events"][0]["roles"]["place"] == [
        {"name": "沟赵", "kind": "Place", "text": "沟赵", "start": 6, "end": 8, "in": "title"}
    ]
    assert out["events"][0]["evidence"] == {"quote": "沟赵", "start": 6, "end": 8, "in": "title"}
    assert validator.is_valid(out)
    assert from_json(out, TEXT).events[0].trigger.in_title


def test_a_line_is_one_line_whatever_the_text_holds() -> None:
    odd = Quote("一\n二\u2028三\x85四", 0, 7)
    line = to_line(Record(article(), (Event("e1", "Visit", odd, odd, "r"),)))
    assert len(line.splitlines()) == 1
    assert json.loads(line)["events"][0]["trigger"]["text"] == odd.text
    assert "林知远" in to_line(record())


def test_same_record_same_bytes() -> None:
    assert to_line(record()) == to_line(record())


def test_record_conforms_to_the_schema(validator: Draft202012Validator) -> None:
    assert [error.message for error in validator.iter_errors(to_json(record()))] == []


def test_an_event_of_the_users_own(validator: Draft202012Validator) -> None:
    signing = Event(
        id="e1",
        type="Signing",
        trigger=quote("召开"),
        evidence=quote("随后召开座谈会"),
        rule="signing",
        roles=(("party", (mention("云杉公司", "Organization"),)),),
        name="合作协议",
    )
    out = to_json(Record(article(), (signing,)))
    assert list(out["events"][0]) == [
        "id", "type", "name", "date", "roles", "trigger", "evidence", "rule"
    ]  # fmt: skip
    assert list(validator.iter_errors(out)) == []
    assert from_json(out, TEXT).events == (signing,)


def test_back_to_the_same_record() -> None:
    assert from_json(json.loads(to_line(record())), TEXT) == record_without_empty_roles()


def record_without_empty_roles() -> Record:
    """The record as read back: a role that is shown empty is there, with nobody in it."""
    return Record(article(), tuple(_shown(event) for event in record().events), record().posts)


def _shown(event: Event) -> Event:
    shown = to_json(Record(article(), (event,)))["events"][0]["roles"]
    roles = tuple((role, event.role(role)) for role in shown)
    return Event(
        **{
            **{name: getattr(event, name) for name in Event.__dataclass_fields__},
            "roles": roles,
        }
    )


def test_a_holder_without_a_mention_has_no_width() -> None:
    out = to_json(Record(article(), (), record().posts))
    holder = from_json(out, TEXT).posts[0].person
    assert holder.name == "林知远"
    assert TEXT[holder.quote.start : holder.quote.end] == holder.quote.text == ""


Spoil = Callable[[dict[str, Any]], object]
SPOILT: dict[str, Spoil] = {
    "another schema": lambda r: r.update(schema="zhengji-record/2"),
    "no article": lambda r: r.pop("article"),
    "an unknown key": lambda r: r.update(extra=1),
    "an unknown key of the article": lambda r: r["article"].update(author="某"),
    "published with a month only": lambda r: r["article"].update(published="2022-11"),
    "no byline": lambda r: r["article"].pop("byline"),
    "an event without id": lambda r: r["events"][0].pop("id"),
    "an id of another form": lambda r: r["events"][0].update(id="visit-1"),
    "a month of 13": lambda r: r["events"][0].update(date="2022-13-01"),
    "a date in words": lambda r: r["events"][0].update(date="10月30日"),
    "a range of unlike ends": lambda r: r["events"][0].update(date="2022/2022-10-01"),
    "a date of date and time": lambda r: r["events"][0].update(date="2022-10-30T08:00"),
    "no roles": lambda r: r["events"][0].pop("roles"),
    "a role missing": lambda r: r["events"][0]["roles"].pop("companion"),
    "a role of another event": lambda r: r["events"][0]["roles"].update(donor=[]),
    "a role that is no list": lambda r: r["events"][0]["roles"].update(place={}),
    "a kind unheard of": lambda r: r["events"][0]["roles"]["place"][0].update(kind="City"),
    "a visitor that is a place": lambda r: r["events"][0]["roles"]["visitor"][0].update(kind="Place"),
    "a place that is a person": lambda r: r["events"][0]["roles"]["place"][0].update(kind="Person"),
    "a mention without text": lambda r: r["events"][0]["roles"]["visitor"][0].pop("text"),
    "a negative offset": lambda r: r["events"][0]["roles"]["visitor"][0].update(start=-1),
    "an offset in words": lambda r: r["events"][0]["trigger"].update(start="1"),
    "evidence as text": lambda r: r["events"][0].update(evidence={"text": "调研", "start": 1, "end": 3}),
    "no evidence": lambda r: r["events"][0].pop("evidence"),
    "no rule": lambda r: r["events"][0].pop("rule"),
    "a confidence above one": lambda r: r["events"][0].update(confidence=1.5),
    "a confidence of null": lambda r: r["events"][0].update(confidence=None),
    "a visit with content": lambda r: r["events"][0].update(content=None),
    "in the body": lambda r: r["events"][0]["trigger"].update({"in": "body"}),
    "a meeting without name": lambda r: r["events"][1].update(name=None),
    "a directive without content": lambda r: r["events"][2].update(content=None),
    "a meeting that issues, without event": lambda r: r["events"][2]["roles"]["issuer"][0].pop("event"),
    "a person with event": lambda r: r["events"][0]["roles"]["visitor"][0].update(event="e2"),
    "an item without unit": lambda r: r["events"][3]["items"][0].pop("unit"),
    "an item with a unit too many": lambda r: r["events"][3]["items"][0].update(units="个"),
    "a quantity in words": lambda r: r["events"][3]["items"][0].update(quantity="200"),
    "a worth below nothing": lambda r: r["events"][3].update(value_cny=-1),
    "a post status unheard of": lambda r: r["posts"][0].update(status="future"),
    "a post without person": lambda r: r["posts"][0].update(person=""),
    "a post with start but no end": lambda r: r["posts"][0].pop("end"),
}  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_the_schema_catches_a_spoilt_record(validator: Draft202012Validator, spoil: Spoil) -> None:
    out = copy.deepcopy(to_json(record()))
    spoil(out)
    assert not validator.is_valid(out)


BAD: dict[str, tuple[object, str]] = {
    "no object": ([], "record: no extraction record: \"schema\" is None"),
    "another schema": ({"schema": "x/1"}, "\"schema\" is 'x/1', and zhengji-record/1 is"),
}  # fmt: skip


@pytest.mark.parametrize(("value", "message"), BAD.values(), ids=BAD)
def test_no_record_at_all(value: object, message: str) -> None:
    with pytest.raises(InputError) as caught:
        from_json(value)
    assert message in str(caught.value)


def test_an_error_names_article_and_place() -> None:
    out = to_json(record())
    out["events"][0]["roles"]["visitor"][0]["start"] = "18"
    with pytest.raises(InputError) as caught:
        from_json(out)
    assert str(caught.value).startswith(
        'page.txt#1: events[0].roles.visitor[0].start: found "18", expected an integer.'
    )


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.text(), each),
    max_leaves=8,
))  # fmt: skip
def test_anything_else_is_an_input_error(value: object) -> None:
    with pytest.raises(InputError):
        from_json(value)
    base = to_json(record())
    for key in ("article", "events", "posts"):
        if value != [] or key == "article":
            with pytest.raises(InputError):
                from_json({**base, key: value if value != [] else 0})
