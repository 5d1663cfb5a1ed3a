"""Trips of several days: a visit for each day that the article tells of."""

from __future__ import annotations

from kg.extract import extract
from kg.ingest import ReadOptions, article_from_text
from kg.rules import load_rules

Told = list[tuple[str | None, set[str], set[str]]]


def visits(text: str) -> Told:
    article = article_from_text(text, "any", ReadOptions(published="2023-07-25"))
    found = [e for e in extract(article, load_rules()).events if e.type == "Visit"]
    return [
        (e.date, {m.name for m in e.role("place")}, {m.name for m in e.role("companion")})
        for e in found
    ]


TRIP = "7月18日至20日，县委书记罗振邦赴云溪镇、双河镇、青石镇调研，副县长杜衡陪同。"


def test_a_trip_without_days_is_one_visit() -> None:
    assert visits(TRIP + "罗振邦来到云溪小学。") == [
        ("2023-07-18/2023-07-20", {"云溪镇", "双河镇", "青石镇", "云溪小学"}, {"杜衡"})
    ]


def test_the_days_of_a_trip_are_visits_with_its_places_and_companions() -> None:
    days = "18日，罗振邦来到云溪小学。19日上午，罗振邦走进双河镇新民村。20日，罗振邦前往变电站。"
    assert visits(TRIP + days) == [
        ("2023-07-18", {"云溪镇", "云溪小学"}, {"杜衡"}),
        ("2023-07-19", {"双河镇", "双河镇新民村"}, {"杜衡"}),
        ("2023-07-20", {"青石镇", "变电站"}, {"杜衡"}),
    ]


def test_a_place_that_no_day_names_belongs_to_each() -> None:
    text = (
        "7月1日至2日，县委书记罗振邦到临湘市调研。1日，罗振邦来到云溪小学。2日，罗振邦来到变电站。"
    )
    assert visits(text) == [
        ("2023-07-01", {"临湘市", "云溪小学"}, set()),
        ("2023-07-02", {"临湘市", "变电站"}, set()),
    ]


def test_places_that_no_day_names_are_those_of_the_days_in_their_order() -> None:
    text = (
        "7月1日至2日，县委书记罗振邦赴临湘市、岳阳县考察。"
        "1日，罗振邦来到云溪小学。2日，罗振邦来到变电站。"
    )
    assert visits(text) == [
        ("2023-07-01", {"临湘市", "云溪小学"}, set()),
        ("2023-07-02", {"岳阳县", "变电站"}, set()),
    ]


def test_a_trip_that_tells_of_more_than_its_days_stays() -> None:
    told = "罗振邦来到云溪小学。20日，罗振邦来到青石镇敬老院。"
    assert visits(TRIP + told) == [
        ("2023-07-18/2023-07-20", {"云溪镇", "双河镇", "青石镇", "云溪小学"}, {"杜衡"}),
        ("2023-07-20", {"青石镇敬老院"}, set()),
    ]


def test_a_state_visit_in_the_heading_of_an_item_is_the_one_that_the_item_tells() -> None:
    text = "国际联播快讯。\n瑙鲁总统卡里诺访问南非\n瑙鲁总统卡里诺3日访问南非，会见了议长。"
    assert visits(text) == [("2023-07-03", {"南非"}, set())]


def test_who_attends_a_meeting_is_no_companion_of_a_later_visit() -> None:
    text = "7月1日，全县安全检查工作会议召开，副县长杜衡参加。\n县长罗振邦来到石塘镇。"
    assert visits(text) == [("2023-07-01", {"石塘镇"}, set())]


def test_a_visit_goes_on_without_a_name_but_not_with_somebody_else() -> None:
    visit = "7月1日，县长罗振邦到石塘镇调研。\n下午，"
    assert visits(visit + "又先后深入双河村，察看水利工程。") == [
        ("2023-07-01", {"石塘镇", "双河村"}, set())
    ]
    assert visits(visit + "记者又先后深入双河村，察看水利工程。") == [
        ("2023-07-01", {"石塘镇"}, set())
    ]
