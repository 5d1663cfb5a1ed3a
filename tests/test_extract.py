"""Extraction of any text: quotes are the source's characters, nothing falls over, nothing drifts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.extract import extract
from kg.ingest import ReadOptions, article_from_text
from kg.model import Event, Quote, Record
from kg.record import from_json, to_json, to_line
from kg.rules import load_rules
from tests.benchmarks.texts import KINDS, long_text
from tests.growth import assert_linear


def read(text: str, published: str | None = "2022-11-16", title: str | None = None) -> Record:
    article = article_from_text(text, "any", ReadOptions(published=published), title=title)
    return extract(article, load_rules())


CLASSES = ("Visit", "Meeting", "Directive", "Donation")
GIVEN = "志远佩琪嘉树雪梅若云鸣谦向晚亦舟冬生立夏怀瑾振邦占海景明"


# -- numbers ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "given_to"),
    [
        (
            "县税务局向云溪村、双河村捐赠路灯48盏，其中云溪村30盏，双河村18盏。",
            {("云溪村",): [("路灯", 30, "盏")], ("双河村",): [("路灯", 18, "盏")]},
        ),
        (
            "县税务局向云溪村、双河村捐赠物资一批，其中口罩30个，酒精18桶。",
            {("云溪村", "双河村"): [("口罩", 30, "个"), ("酒精", 18, "桶")]},
        ),
        ("县新华书店给双河小学捐了一批字典，共150本。", {("双河小学",): [("字典", 150, "本")]}),
    ],
)
def test_numbers_told_behind_a_gift_are_of_it(
    text: str, given_to: dict[tuple[str, ...], list[tuple[str, int, str]]]
) -> None:
    found = {
        tuple(m.name for m in dict(event.roles)["recipient"]): [
            (item.name, item.quantity, item.unit) for item in event.items
        ]
        for event in read(text).events
        if event.type == "Donation"
    }
    assert found == given_to


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (
            "县长马占海走访老党员罗大海、困难户孙红霞，为两户人家送去慰问金各1000元。",
            [(["马占海"], ["罗大海"]), (["马占海"], ["孙红霞"])],
        ),
        (
            "县长马占海看望老党员罗大海和困难户孙红霞，为每户送去大米2袋、食用油1桶。",
            [(["马占海"], ["罗大海", "孙红霞"])],
        ),
        (
            "县长马占海来到县疾控中心、高速公路卡点、云溪社区，为这三处共送去牛奶200箱。",
            [(["马占海"], ["县疾控中心", "高速公路卡点", "云溪社区"])],
        ),
        (
            "县长马占海深入双河化工有限公司、县供电公司，给两家企业分别送去绿豆200斤。",
            [(["马占海"], ["双河化工有限公司"]), (["马占海"], ["县供电公司"])],
        ),
        (  # not as many as were named
            "县长马占海来到云溪村、双河村、东岭村，为两个村送去路灯40盏。",
            [(["马占海"], ["两个村"])],
        ),
        (
            "副县长祝先进、崔寿康分别来到河图镇敬老院、青天乡敬老院，送上大米20袋。",
            [(["祝先进"], ["河图镇敬老院"]), (["崔寿康"], ["青天乡敬老院"])],
        ),
        (
            "副县长祝先进、崔寿康来到河图镇，看望退休教师吴健庭、胡焱生，送上大米20袋。",
            [(["祝先进", "崔寿康"], ["吴健庭", "胡焱生"])],
        ),
    ],
)
def test_those_who_are_only_counted_are_the_ones_visited(
    text: str, given: list[tuple[list[str], list[str]]]
) -> None:
    roles = [dict(event.roles) for event in read(text).events if event.type == "Donation"]
    found = [([m.name for m in r["donor"]], [m.name for m in r["recipient"]]) for r in roles]
    assert found == given


# -- any text -----------------------------------------------------------------------------

SPOKEN = """
县委书记 县长 副县长 党工委委员 办事处主任 董事长 村民 老兵 总统 时任 原 代 张红军 马占海 罗振邦
欧阳竞 阿不都热依木·买买提 张书记 他 她 他们 市督导组 县政府 会议 会上 步云轩鞋业有限公司
10月30日 昨日 30日上午 去年 近日 2022年 当天 随后 翟店镇 沟赵办事处 祥营村 该镇 我县 希望小学
到 来到 赴 深入 调研 考察 视察 慰问 走访 陪同 看望 召开 主持召开 出席 参加 会见 座谈会 例会 仪式
强调 要求 指出 叮嘱 表示 说 希望 捐赠 捐款 送去 收到 向 为 给 将 在 把 200余个 保温杯 5万元 400箱 价值
要抓好落实 必须整改 一是 二是 计划 多次 取消 等 一行 和 与 及 、 ， 。 ； ： ！ “ ” ‘ ’ （ ） 《 》 …… ·
"""
WORDS = [
    *SPOKEN.split(),
    "　",
    " ",
    "\n",
    "\n\n",
    "\u200b",
    "\ue001",
    "\ue000",
    "\ufffd",
    "\U00020000",
    "\U0001f600",
]

pieces = st.one_of(st.sampled_from(WORDS), st.text(max_size=3))
texts = st.one_of(st.lists(st.sampled_from(WORDS)), st.lists(pieces)).map("".join)
sentences = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=3, max_size=16).map("".join), min_size=1, max_size=5
).map("。".join)
texts = st.one_of(texts, sentences)


def quotes(record: Record) -> Iterator[Quote]:
    """Every quote of a record."""
    for event in record.events:
        yield from _of_event(event)
    for post in record.posts:
        yield from (post.quote, post.person.quote)


def _of_event(event: Event) -> Iterator[Quote]:
    yield from filter(None, (event.trigger, event.evidence, event.date_text, event.content))
    yield from (mention.quote for _, mentions in event.roles for mention in mentions)
    yield from (item.quote for item in event.items)


def assert_sound(record: Record) -> None:
    """Quotes are the source's own; ids are in order; links lead to events of the record."""
    article = record.article
    for quote in quotes(record):
        assert article.start <= quote.start < quote.end <= article.end
        assert article.source[quote.start : quote.end] == quote.text
    ids = [event.id for event in record.events]
    assert ids == [f"e{n}" for n in range(1, len(ids) + 1)]
    for event in record.events:
        linked = [mention.event for _, mentions in event.roles for mention in mentions]
        assert {*linked, event.part_of, event.during} <= {None, *ids}
        assert event.id not in (event.part_of, event.during)
        assert event.name or any(mentions for _, mentions in event.roles)


def readable(text: str, published: str | None = "2022-11-16") -> Record | None:
    """The record, or None for text that no reading takes (unpaired surrogates, control signs)."""
    try:
        return read(text, published)
    except InputError:
        return None


@settings(max_examples=400)
@given(texts)
def test_any_text_gives_a_sound_record(text: str) -> None:
    record = readable(text)
    if record:
        assert_sound(record)


@settings(max_examples=100)
@given(texts)
def test_the_same_text_gives_the_same_record(text: str) -> None:
    assert readable(text) == readable(text)


@settings(max_examples=100)
@given(texts, st.sampled_from([None, "2022-11-16", "2024-02-29"]))
def test_any_record_goes_to_json_and_back(text: str, published: str | None) -> None:
    record = readable(text, published)
    if record:
        told = json.loads(to_line(record))
        assert to_json(from_json(told)) == told


@settings(max_examples=60)
@given(texts, texts)
def test_any_title_gives_a_sound_record(text: str, title: str) -> None:
    try:
        assert_sound(read(text, title=title))
    except InputError:
        return


def test_a_text_that_tells_of_nothing_gives_nothing() -> None:
    record = read("今年雨水好，麦子长势喜人。")
    assert (record.events, record.posts) == ((), ())


@pytest.mark.parametrize(
    "text", ["", "。", "\n", "　", "“", "”", "（", "《", "，，，", "到", "县长", "捐赠"]
)
def test_a_scrap_gives_nothing(text: str) -> None:
    record = read(text)
    assert (record.events, record.posts) == ((), ())


def test_a_page_of_one_text_twice_gives_the_same_facts_twice() -> None:
    story = "3月2日，县委书记罗振邦到克孜勒镇调研。罗振邦强调，要抓好春耕。\n"
    once, twice = read(story), read(story * 2)
    assert len(twice.posts) == len(once.posts) == 1
    assert [e.type for e in twice.events if e.type == "Directive"] == ["Directive"] * 2


# -- long and hostile ---------------------------------------------------------------------

NAMES = [a + b + c for a in "王李张刘陈杨赵黄周吴徐孙胡朱" for b in GIVEN for c in GIVEN][:10000]

SHORT = (
    1200  # characters; the text of four times that is still one whose names are counted one by one
)

# Texts of about n characters.
HOSTILE: dict[str, Callable[[int], str]] = {
    "one sentence": lambda n: (
        "县委书记张红军到沟赵办事处对疫情防控工作进行调研指导并要求各部门" * (n // 32)
    ),
    "a list of names": lambda n: "县委书记" + "、".join(NAMES[: n // 4]) + "出席会议。",
    "nested quotation marks": lambda n: "“" * (n // 2) + "”" * (n // 2),
    "nested speech": lambda n: "县长马占海说：" + "“要抓好落实，" * (n // 8) + "”" * (n // 8),
    "nested brackets": lambda n: "（" * (n // 2) + "）" * (n // 2),
    "open brackets": lambda n: "（" * n,
    "open titles": lambda n: "《" * n,
    "open quotations": lambda n: "“" * n,
    "verbs of going": lambda n: "到" * n,
    "sums behind a long sentence": lambda n: (
        "大柳树村全体村民，" * (n // 18) + "。" + "共捐款2万元，" * (n // 14)
    ),
    "talks recalled": lambda n: (
        "3月2日，国家主席罗振邦同瑙鲁总统卡里诺举行会谈。卡里诺说：“"
        + "罗振邦主席同你举行会谈，" * (n // 12)
        + "。”"
    ),
    "an open quotation in a place": lambda n: "县长马占海到“" + "云溪村、" * (n // 4) + "调研。",
    "attended in long paragraphs far on": lambda n: (
        "3月2日，县长马占海主持召开安全生产工作会议。"
        + ("\n" + "副县长杜衡出席会议，并讲话。" * (n // 14 // 12)) * 12
    ),
    "stops in a row": lambda n: (
        "3月2日，县长马占海到云溪镇调研。" + "最后一站是云溪村，" * (n // 9) + "他看得很细。"
    ),
    "sums of donors": lambda n: (
        "云岭公司捐款10万元，" + "云溪商会5万元、" * (n // 8) + "村民孙建国2000元。"
    ),
    "names of two kinds": lambda n: "3月2日，" + "次日、" * (n // 3) + "云岭公司捐款5万元。",
    "schools not named": lambda n: "县长马占海来到学校调研。" * (n // 12),
    "verbs of giving": lambda n: "捐赠" * (n // 2),
    "posts": lambda n: "县长" * (n // 2),
    "grades of posts": lambda n: "副" * n,
    "one surname": lambda n: "张" * n,
    "dots": lambda n: "·" * n,
    "dotted names": lambda n: "阿不都·" * (n // 4),
    "commas": lambda n: "，" * n,
    "dates": lambda n: "10月30日" * (n // 6),
    "numerals": lambda n: "一" * n,
    "clauses": lambda n: "县长张红军强调，要抓好落实，" * (n // 14),
    "greetings": lambda n: "县长张红军代表县委致贺词，贺词说，要抓好落实，" * (n // 23),
    "gifts": lambda n: "企业家高风向沟赵办事处捐赠200余个保温杯。" * (n // 22),
    "visits": lambda n: "3月2日，县长张红军到沟赵办事处调研。" * (n // 19),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_work_on_hostile_text_grows_with_its_length(name: str) -> None:
    assert_linear(lambda n: assert_sound(read(HOSTILE[name](n))), SHORT)


@pytest.mark.parametrize("kind", KINDS)
def test_the_work_on_odd_text_grows_with_its_length(kind: str) -> None:
    assert_linear(lambda n: assert_sound(read(long_text(kind, n))), SHORT)


# -- who, where and when across sentences ---------------------------------------------------


def told(text: str, kind: str, role: str) -> list[tuple[str | None, list[str]]]:
    """Date and fillers of `role` of each event of a kind in `text`, published on 16 November 2022."""
    events = (event for event in read(text).events if event.type == kind)
    return [(e.date, [m.name for m in dict(e.roles).get(role, ())]) for e in events]


def test_who_is_only_cited_in_a_speech_gives_no_directive() -> None:
    text = (
        "县委书记马占海在调研中指出：供水关系民生，省委书记罗振邦多次强调要喝上放心水，"
        "所以要抓好供水。他强调，下一步要加快建设。"
    )
    assert told(text, "Directive", "issuer") == [(None, ["马占海"]), (None, ["马占海"])]


def test_a_deputy_who_speaks_at_a_session_gives_no_directive() -> None:
    assert told("马占海委员说，要大力发展茶产业。", "Directive", "issuer") == []
    assert told("县长马占海说，要大力发展茶产业。", "Directive", "issuer") != []


def test_a_visit_told_again_without_its_day_is_the_same() -> None:
    again = (
        "4月，市委书记马占海在广东考察时强调，要抓好供水。\n市委书记马占海在{}考察时说，要用好水。"
    )
    assert told(again.format("广东"), "Visit", "place") == [("2022-04", ["广东"])]
    assert len(told(again.format("云南"), "Visit", "place")) == 2


def test_the_group_that_somebody_leads_is_no_other_visitor() -> None:
    text = "11月2日，县委书记马占海率领云溪县考察团，赴泰山区考察。\n云溪县考察团还考察了岱庙街道。"
    assert told(text, "Visit", "visitor") == [("2022-11-02", ["马占海"])]


def test_a_body_of_the_place_itself_is_one_stop() -> None:
    text = "11月2日，市长马占海来到人武部和消防大队慰问。在市消防大队，马占海看望了官兵。"
    assert told(text, "Visit", "place") == [("2022-11-02", ["人武部", "消防大队"])]


def test_parts_of_a_month_are_apart_and_its_stops_go_on_in_the_next_paragraph() -> None:
    text = (
        "7月上旬，县委书记马占海在江苏考察。\n7月下旬，马占海在四川考察。\n"
        "在四川蚕桑博物馆，马占海指出，要把文物保护好。"
    )
    visits = [("2022-07", ["江苏"]), ("2022-07", ["四川", "四川蚕桑博物馆"])]
    assert told(text, "Visit", "place") == visits


def test_a_heading_whose_item_tells_the_visit_with_its_day_tells_of_no_other() -> None:
    text = (
        "11月2日，县长罗振邦到石塘镇调研。\n马占海视察云溪镇先锋村\n"
        "11月3日，县委书记马占海视察云溪镇先锋村，看望老人。"
    )
    visits = [("2022-11-02", ["石塘镇"]), ("2022-11-03", ["云溪镇先锋村"])]
    assert told(text, "Visit", "place") == visits


def test_the_day_of_a_broadcast_is_that_of_no_visit() -> None:
    text = (
        "系列报道《云溪之路》今天（11月2日）播出第一集。\n县委书记马占海来到双河镇先锋村看望老人。"
    )
    assert told(text, "Visit", "place") == [(None, ["双河镇先锋村"])]


def test_what_somebody_acts_on_does_not_hide_the_day() -> None:
    text = "根据市委书记罗振邦要求，县委书记马占海于11月2日赶赴云溪镇指导救灾。"
    assert told(text, "Visit", "place") == [("2022-11-02", ["云溪镇"])]


def test_volunteers_make_no_visit() -> None:
    assert told("11月2日，云溪县志愿服务队走进双河镇敬老院看望老人。", "Visit", "place") == []


def test_an_occasion_does_not_take_the_day_away() -> None:
    text = "11月2日，在{}，县委书记马占海到云溪镇调研。"
    assert told(text.format("老年节来临之际"), "Visit", "place") == [("2022-11-02", ["云溪镇"])]


def test_a_meeting_without_a_name_is_not_one_told_far_from_it() -> None:
    text = "11月2日，县委召开会议。\n大家都很忙。\n又到了秋天。\n在县人大一次会议闭幕会上，县委书记马占海发出号召。"
    names = [event.name for event in read(text).events if event.type == "Meeting"]
    assert "会议" in names


@pytest.mark.parametrize(
    ("before", "after", "visitor"),
    [
        ("县长罗振邦带领慰问组到云溪镇慰问。", "慰问组一行", "罗振邦"),
        ("县长罗振邦率由各镇书记组成的观摩团到云溪镇观摩。", "观摩团", "罗振邦"),
        ("由县长罗振邦任组长的市第三督导组到云溪镇督导。", "督导组", "罗振邦"),
        ("以县长罗振邦为团长的县考察团到云溪镇考察。", "考察团", "罗振邦"),
        ("县检查组组长罗振邦到云溪镇检查。", "检查组", "罗振邦"),
        ("督导组由县长罗振邦带队，到云溪镇督导。", "督导组", "罗振邦"),
        ("在县人大常委会主任罗振邦带领下，县人大代表到云溪镇视察。", "代表们", "罗振邦"),
        ("县长罗振邦到云溪镇调研。", "调研组一行", "罗振邦"),
        ("县长罗振邦率县督导组到云溪镇督导。县长杜衡率县调研组到柳河镇调研。", "督导组", "罗振邦"),
        ("县长罗振邦率县督导组到云溪镇督导。", "市督导组", "市督导组"),
        ("县督导组到云溪镇督导。", "督导组", "督导组"),
    ],
)
def test_a_group_is_who_was_said_to_lead_it(before: str, after: str, visitor: str) -> None:
    visits = told(f"11月2日，{before}\n11月3日，{after}又来到石塘镇调研。", "Visit", "visitor")
    assert visits[-1] == ("2022-11-03", [visitor])


def test_who_takes_part_in_a_group_that_is_led_comes_along() -> None:
    text = "11月2日，调研组由县长罗振邦带队，副县长马占海等参加。调研组走进石塘镇。"
    assert told(text, "Visit", "companion") == [("2022-11-02", ["马占海"])]


def test_a_school_that_is_the_only_one_named_is_meant_by_the_word_for_one() -> None:
    text = "11月2日，练潭中学举行运动会。县长罗振邦来到学校看望师生。"
    assert told(text, "Visit", "place") == [("2022-11-02", ["练潭中学"])]
    two = "石塘小学新楼落成。" + text
    assert told(two, "Visit", "place") == [("2022-11-02", ["学校"])]


def test_a_hall_of_a_firm_told_of_before_is_no_further_stop() -> None:
    firm = "云溪宁港供气有限公司"
    text = f"11月2日，县长罗振邦前往{firm}检查。在供气公司调度大厅，罗振邦看得很细。"
    assert told(text, "Visit", "place") == [("2022-11-02", [firm])]


def test_who_says_i_visits_and_not_whom_the_speech_is_about() -> None:
    text = "总理杜衡表示，国家主席罗振邦去年对南非进行国事访问。我此次访法，收获很大。"
    assert told(text, "Visit", "visitor") == [("2021", ["罗振邦"]), (None, ["杜衡"])]


def test_a_guest_addressed_by_the_post_is_the_one_who_holds_it() -> None:
    one = (
        "国家主席罗振邦会见瑙鲁总统卡里诺。罗振邦指出，总统先生今年4月对中国进行国事访问，很成功。"
    )
    assert told(one, "Visit", "visitor") == [("2022-04", ["卡里诺"])]
    two = one.replace("卡里诺", "卡里诺和斐济总统拉瓦罗")
    assert told(two, "Visit", "visitor") == []


def test_the_spouse_of_an_official_makes_no_visit_of_his() -> None:
    text = "总理夫人参观了云溪镇中心小学。\n总理罗振邦夫人参观了云溪镇中心小学。"
    assert told(text, "Visit", "visitor") == []
    text = "11月2日，主席罗振邦在瑙鲁总统卡里诺夫人莫拉陪同下参观云溪镇中心小学。"
    assert "卡里诺" not in told(text, "Visit", "companion")[0][1]


def test_who_speaks_is_known_where_only_a_foreign_name_stands() -> None:
    text = "欢迎仪式后，总理罗振邦同卡多什举行会谈。\n卡多什表示，两国友好。"
    talks = told(text, "Meeting", "attendee")
    assert ["罗振邦", "卡多什"] in [names for _, names in talks]


def test_a_name_does_not_take_in_the_word_behind_it() -> None:
    text = "葛强表示，要加强合作。葛强将出席会议。访问瑙鲁期间，葛强将同卡里诺总统会谈。"
    assert told(text, "Visit", "visitor") == []
    text = "葛强将表示，要加强合作。访问瑙鲁期间，葛强将同卡里诺总统会谈。"
    assert told(text, "Visit", "visitor") != []


def test_two_groups_are_two_visits() -> None:
    text = "伊朗代表团12日抵达利雅得。此前，沙特代表团已抵达德黑兰。"
    assert [names for _, names in told(text, "Visit", "visitor")] == [
        ["伊朗代表团"],
        ["沙特代表团"],
    ]


def test_places_told_with_what_was_said_there_were_visited_where_somebody_went_round() -> None:
    text = "一年来，主席罗振邦{}。在四川，他强调，要推进变革。在湖南，他强调，要绿色发展。"
    places = [names for _, names in told(text.format("深入各地考察"), "Visit", "place")]
    assert places == [["四川"], ["湖南"]]
    assert told(text.format("关心各地发展"), "Visit", "place") == []


def test_a_trip_told_at_large_is_that_of_its_days() -> None:
    text = (
        "市委书记马占海近日在广东考察时强调，要抓好供水。\n11月8日，马占海来到广州博物馆考察。\n"
        "11月9日，马占海来到深圳湾公园考察。\n{}，马占海来到云溪镇考察。"
    )
    first = [("2022-11-08", ["广东", "广州博物馆"]), ("2022-11-09", ["广东", "深圳湾公园"])]
    later = told(text.format("11月14日"), "Visit", "place")
    assert later == [*first, ("2022-11-14", ["云溪镇"])]
    alone = told(text.split("\n", maxsplit=1)[0], "Visit", "place")
    assert alone == [(None, ["广东"])]


def test_stops_have_their_own_words_and_no_others() -> None:
    text = "11月2日，县委书记马占海到云溪镇调研。\n{}"
    tell = {
        "在困难党员任三虎和优抚军人张满仓的家中，马占海询问了收成。": ["云溪镇", "任三虎", "张满仓的家"],
        "马占海先后来到陈王村、上三村等地。": ["云溪镇", "陈王村", "上三村"],
        "马占海走访慰问了泾泰居民区两户困难家庭、玉竹村退役军人、社区工作者和辖区企业等。": [
            "云溪镇", "泾泰居民区", "玉竹村",
        ],
        "马占海检查了受洪水冲击的村级道路。": ["云溪镇"],
        "马占海来到双河产业园，深入车间、深入工地，看项目规模。": ["云溪镇", "双河产业园"],
    }  # fmt: skip
    for rest, places in tell.items():
        assert told(text.format(rest), "Visit", "place") == [("2022-11-02", places)], rest


def test_a_line_below_a_picture_ends_with_its_line() -> None:
    text = "11月2日，县长马占海到云溪镇检查。\n图为马占海在云溪镇检查防汛工作\n在大堰水库，暴雨如注。马占海察看了水情。"
    assert told(text, "Visit", "place") == [("2022-11-02", ["云溪镇", "大堰水库"])]


def gifts(text: str) -> list[tuple[list[str], list[str]]]:
    """Donors and goods of each donation."""
    return [
        (
            [m.name for role, who in e.roles if role == "donor" for m in who],
            [i.name for i in e.items],
        )
        for e in read(text).events
        if e.type == "Donation"
    ]


def test_who_gives_besides_is_named_without_what_joins_him() -> None:
    text = "3月2日，云岭公司向云溪医院捐款1万元。此外，还有双河保险公司为云溪医院捐赠每人20万元保额的意外保险。"
    assert told(text, "Donation", "donor") == [
        ("2022-03-02", ["云岭公司"]), (None, ["双河保险公司"])
    ]  # fmt: skip
    items = [item.name for event in read(text).events for item in event.items]
    assert items == ["现金", "意外保险"]


def test_a_gift_told_again_is_one() -> None:
    firm = "云岭商贸有限公司"
    text = (
        f"11月2日，{firm}向奋战一线的防疫人员捐赠物资。据了解，{firm}共为防疫人员捐赠牛奶308箱。",
        f"11月2日，{firm}向河南省捐赠价值203万元的矿泉水和椰汁。\n得知灾情后，{firm}通过省红十字会捐赠价值203万元的矿泉水和椰汁，定向用于支援抗洪救灾。",
        f"11月2日，{firm}为全校学生捐赠书包、水杯，送上了一份特别的节日礼物。\n随后，公司员工为学生们发放了崭新的书包、水杯。",
    )
    goods = (["牛奶"], ["矿泉水", "椰汁"], ["书包", "水杯"])
    for told_twice, items in zip(text, goods, strict=True):
        assert gifts(told_twice) == [([firm], items)]


def test_an_event_that_several_hold_is_none_of_the_donors() -> None:
    text = (
        "11月2日，由县慈善总会、云岭食品公司联合举办的爱心捐赠活动在双塔镇举行，共捐赠大米200袋。"
    )
    assert gifts(text) == [(["县慈善总会", "云岭食品公司"], ["大米"])]


def test_goods_of_some_years_are_no_gift() -> None:
    assert gifts("几年来，扶贫工作队为每家送去300元慰问金。") == []
    assert gifts("截止目前，县工商联共筹集爱心款5.9万元，另外县总商会捐赠1万元。") == []


def test_what_is_said_ends_with_it_and_no_sooner() -> None:
    said = {
        "勉励他们坚定信心，克服困难，并叮嘱他们要注意用电安全，并向他们送上问候。": "他们要注意用电安全",
        "要求各部门要继续攻坚；会议同时还对散煤推广工作做出部署安排。": "各部门要继续攻坚",
        "要求各学校要形成合力；期望学生志存高远。": "各学校要形成合力",
        "指出，绝不能松懈。同时，关心关爱“一老一小”，办好实事。": "绝不能松懈。同时，关心关爱“一老一小”，办好实事",
        "要求，各位委员要认真参会。会议期间，要带头守纪律。": "各位委员要认真参会。会议期间，要带头守纪律",
    }
    for words, content in said.items():
        events = read("11月2日，县委书记马占海" + words).events
        assert [e.content.text for e in events if e.content] == [content], words


def test_a_preposition_may_begin_the_name_of_a_town() -> None:
    assert [p.post for p in read("11月2日，向家镇党委副书记马占海主持会议。").posts] == [
        "向家镇党委副书记"
    ]
    assert [
        p.post for p in read("11月2日，县长罗振邦到于家镇检查。于家镇党委书记马占海陪同。").posts
    ][1:] == ["于家镇党委书记"]


def test_names_end_before_what_they_are_made() -> None:
    text = "县商会成立了以副会长彭林、方军、曹旭为成员的工作组。"
    assert [p.person.name for p in read(text).posts] == ["彭林", "方军", "曹旭"]


def test_a_meeting_is_held_in_one_of_several_villages_nobody_knows_which() -> None:
    text = "11月2日，县长马占海先后来到{}，了解民情，并主持召开座谈会。"
    assert told(text.format("陈王村、包山村等地"), "Meeting", "place") == [("2022-11-02", [])]
    assert told(text.format("陈王村"), "Meeting", "place") == [("2022-11-02", ["陈王村"])]


def test_groups_are_one_however_their_list_is_joined() -> None:
    text = "11月2日，人大代表和出席会议的政协委员们视察了云溪产业园等重点项目。\n人大代表、政协委员们先后到双河水厂、云溪医院。"
    assert told(text, "Visit", "place") == [("2022-11-02", ["云溪产业园", "双河水厂", "云溪医院"])]


def test_who_attended_is_told_last_behind_a_long_speech_but_not_behind_a_heading() -> None:
    speech = "\n".join(f"第{n}，要抓好第{n}件事。" for n in "一二三四五六七八九")
    text = (
        f"11月2日，县委书记马占海在县宾馆主持召开茶业座谈会。\n{speech}\n{{}}副县长杜衡、葛慧出席。"
    )
    meeting = [("2022-11-02", ["杜衡", "葛慧"])]
    assert told(text.format(""), "Meeting", "attendee") == meeting
    assert told(text.format("新茶上市\n"), "Meeting", "attendee") != meeting


def test_a_day_to_come_does_not_carry_on() -> None:
    text = "11月2日，县人大常委会会议在汉丰召开。会议决定，大会于2023年3月5日召开。\n闭幕会后，县长马占海到云溪镇调研。"
    assert told(text, "Visit", "place") == [("2022-11-02", ["云溪镇"])]


def test_what_is_said_of_today_or_was_once_leaves_the_day_as_it_was() -> None:
    said = "11月2日，县长马占海到云溪镇调研时说，今天春耕已经开始，要备足种子。他还来到桥头村。"
    assert told(said, "Visit", "place") == [("2022-11-02", ["云溪镇", "桥头村"])]
    once = "11月2日，县长马占海到云溪镇检查。9月8日，青石镇曾向云溪镇求助。随后，马占海来到桥头村。"
    assert told(once, "Visit", "place") == [("2022-11-02", ["云溪镇", "桥头村"])]


def test_a_day_without_a_month_is_of_the_month_told_before_it_in_the_sentence() -> None:
    text = "2月3日，县长马占海到云溪镇慰问，9日到青石镇慰问。"
    assert told(text, "Visit", "place") == [("2022-02-03", ["云溪镇"]), ("2022-02-09", ["青石镇"])]


def test_a_theme_with_a_comma_is_part_of_a_name_and_what_is_said_is_not() -> None:
    text = "11月2日，县政协在汉丰召开“统筹城乡，振兴乡村”专题协商会。"
    names = [event.name for event in read(text).events if event.type == "Meeting"]
    assert names == ["“统筹城乡，振兴乡村”专题协商会"]
    text = "县长马占海说：“统筹城乡，要振兴乡村。”会议要求，各镇要抓好落实。"
    assert [event.content for event in read(text).events if event.type == "Directive"]


def test_receptions_of_several_hosts_are_several_and_counted_meetings_none() -> None:
    text = (
        "中国驻瑙鲁使馆18日举办新春招待会，瑙鲁政要出席。\n"
        "在中国驻汤加使馆举办的新春招待会上，来宾们欢聚一堂。"
    )
    assert [hosts for _, hosts in told(text, "Meeting", "chair")] == [
        ["中国驻瑙鲁使馆"],
        ["中国驻汤加使馆"],
    ]
    assert told(text, "Meeting", "place") == [("2022-10-18", []), ("2022-10-18", [])]
    for counted in ("两场座谈会", "三次推动茶业振兴座谈会", "县委财经委员会第一次、第二次会议"):
        assert told(f"县委书记马占海主持召开{counted}，研究茶业。", "Meeting", "chair") == []
    assert told("11月2日，县委书记马占海主持召开县纪委二次全会。", "Meeting", "chair") != []


def test_a_meeting_called_by_a_short_name_is_the_one_under_way() -> None:
    text = "县委颁发茶业功勋奖章仪式11月2日在汉丰举行。县委书记马占海出席颁奖仪式。\n县长葛慧主持颁奖仪式。"
    assert told(text, "Meeting", "attendee") == [("2022-11-02", ["马占海"])]
    assert told(text, "Meeting", "chair") == [("2022-11-02", ["葛慧"])]


def test_who_speaks_at_a_meeting_attends_it_and_who_is_appointed_does_not() -> None:
    text = "县长葛慧到双河镇调研。\n2018年3月，在县十三届人大一次会议上，马占海{}。"
    spoken = told(text.format("作题为《茶业》的报告"), "Meeting", "attendee")
    assert spoken == [("2018-03", ["马占海"])]
    assert told(text.format("当选为县长"), "Meeting", "attendee") == [("2018-03", [])]


def test_those_who_advise_at_a_session_attend_it() -> None:
    text = (
        "县政协十四届七次全会11月2日举行全体会议，两位常委作大会发言。县政协主席马占海出席。\n"
        "杜衡常委建议，深化改革。葛慧常委代表民建县委发言提出，促进创新。"
    )
    assert told(text, "Meeting", "attendee") == [("2022-11-02", ["马占海", "杜衡", "葛慧"])]
    assert told(text, "Directive", "issuer") == []


def test_the_date_of_a_feast_and_a_month_of_another_paragraph_date_nothing() -> None:
    text = "今天（11月16日）是茶业节{}\n县委书记马占海深入云溪镇。他强调，要抓好茶业。"
    assert told(text.format("，各地采茶忙。"), "Directive", "issuer") == [(None, ["马占海"])]
    held = text.format("，县长葛慧到双河镇调研。")
    assert told(held, "Directive", "issuer") == [("2022-11-16", ["马占海"])]
    text = "2003年3月，马占海当选为县委书记。\n他强调，要抓好茶业。"
    assert told(text, "Directive", "issuer") == [(None, ["马占海"])]


@pytest.mark.parametrize("feast", ["10月4日是重阳节", "10月4日是县里的第三个采茶节"])
def test_a_sentence_that_says_nothing_but_its_feast_dates_its_paragraph(feast: str) -> None:
    text = f"{feast}。县委书记马占海深入云溪镇。\n他强调，要抓好茶业。"
    assert told(text, "Visit", "visitor") == [("2022-10-04", ["马占海"])]
    assert told(text, "Directive", "issuer") == [("2022-10-04", ["马占海"])]


def test_who_leads_those_in_a_long_list_visits_and_they_come_along() -> None:
    text = "11月2日，副县长马占海，带领县商务局局长杜衡，县水利局局长葛慧等检查了梧桐镇。"
    assert told(text, "Visit", "visitor") == [("2022-11-02", ["马占海"])]
    assert told(text, "Visit", "companion") == [("2022-11-02", ["杜衡", "葛慧"])]


def test_stops_joined_or_made_by_others_have_their_own_names() -> None:
    text = "11月2日，县委书记马占海来到县委巡察办和县纪委监委。"
    assert told(text, "Visit", "place") == [("2022-11-02", ["县委巡察办", "县纪委监委"])]
    text = "11月2日，县委书记马占海一行参观了由县司法局和云溪街道联合设立的云溪调解室。"
    assert told(text, "Visit", "place") == [("2022-11-02", ["云溪调解室"])]


def test_a_speech_goes_on_behind_what_it_cites_from_years_ago() -> None:
    text = (
        "县委书记马占海指出，方向是茶业的灵魂。1938年，县长罗振邦在回答学员时指出，"
        "“首先是学方向”。全县要坚持方向，种好茶。"
    )
    contents = [event.content for event in read(text).events if event.type == "Directive"]
    assert [content.text[-3:] for content in contents if content] == ["种好茶"]


def test_who_leads_a_school_gives_directives_only_in_orders() -> None:
    text = "11月2日，双河小学校长马占海{}，各班要抓好安全。"
    assert told(text.format("强调"), "Directive", "issuer") == [("2022-11-02", ["马占海"])]
    assert told(text.format("认为"), "Directive", "issuer") == []


@pytest.mark.parametrize("heading", ["【{}】", "{}　{}", "{}（{}）"])
def test_a_line_of_a_day_dates_each_item_below_it(heading: str) -> None:
    text = (
        f"{heading.format('11月2日', '星期三')}\n◆县委书记马占海到云溪镇调研。\n"
        "◆11月5日，县长罗振邦到渔门镇调研。\n◆县委常委安泽到红格镇调研。\n"
        f"{heading.format('11月8日', '星期二')}\n◆马占海到惠民乡调研。"
    )
    assert [day for day, _ in told(text, "Visit", "place")] == [
        "2022-11-02",
        "2022-11-05",
        "2022-11-02",
        "2022-11-08",
    ]


def test_what_was_years_ago_dates_its_paragraph_alone() -> None:
    text = "11月2日，县茶业大会召开。\n县委书记马占海指出，70年前，茶山一片荒凉。\n马占海强调，要抓好茶业。"
    assert told(text, "Directive", "issuer")[-1:] == [("2022-11-02", ["马占海"])]


@pytest.mark.parametrize(
    "telling",
    [
        "11月10日，县慈善总会会长罗振邦告诉记者，",
        "县慈善总会会长罗振邦11月10日告诉笔者，",
        "11月10日，记者从县慈善总会获悉，",
        "记者11月10日从云溪县民政局了解到，",
    ],
)
def test_the_day_of_the_telling_dates_nothing_told(telling: str) -> None:
    text = f"{telling}云溪公司向云溪小学捐赠书包50个。\n双河公司向双河小学捐赠校服60套。"
    assert [day for day, _ in told(text, "Donation", "donor")] == [None, None]
    dated = f"{telling}11月5日，云溪公司向云溪小学捐赠书包50个。"
    assert told(dated, "Donation", "donor") == [("2022-11-05", ["云溪公司"])]


def test_what_is_told_on_the_spot_is_of_the_day_of_the_telling() -> None:
    text = "11月10日，记者从捐赠仪式上获悉，云溪公司向云溪小学捐赠书包50个。"
    assert told(text, "Donation", "donor") == [("2022-11-10", ["云溪公司"])]
    text = "记者从11月10日召开的县安全生产会议上获悉，云溪公司向云溪小学捐赠书包50个。"
    assert told(text, "Donation", "donor") == [("2022-11-10", ["云溪公司"])]


@pytest.mark.parametrize(
    "before",
    [
        *(
            "近年来，",
            "今年以来，",
            "年初，",
            "此前，",
            "前不久，",
            "原来，",
            "今年上半年，",
            "过去，",
        ),
        *(
            "自2019年起，",
            "2016年至2020年，",
            "近两个月，",
            "往年，",
            "上周，",
            "之前，",
            "开学以来，",
        ),
    ],
)
def test_what_was_before_is_of_no_day_told(before: str) -> None:
    text = f"11月8日，县妇联为老人送去大米50袋。{before}县妇联为云溪小学送去书包50个。"
    assert [day for day, _ in told(text, "Donation", "donor")] == ["2022-11-08", None]


def test_the_next_day_counts_from_no_day_that_came_later() -> None:
    text = (
        "11月8日，一辆货车驶进云溪村。年初，云溪公司结对帮扶该村，次日就派人进村。"
        "随后，云溪公司向村里捐赠化肥4吨。"
    )
    assert told(text, "Donation", "donor") == [(None, ["云溪公司"])]
    text = "11月8日，县长马占海到云溪镇调研。\n前不久，县里定了计划。\n次日，马占海到双河镇调研。"
    assert [day for day, _ in told(text, "Visit", "place")] == ["2022-11-08", "2022-11-09"]


def test_days_amid_a_sentence_that_tells_of_a_long_time_do_not_go_on() -> None:
    text = (
        "11月8日，县长马占海到云溪镇调研。今年以来，全镇抓好茶业，茶厂于3月12日投产。"
        "马占海强调，要抓好销路。"
    )
    assert told(text, "Directive", "issuer") == [("2022-11-08", ["马占海"])]


def test_a_day_of_what_is_passed_on_or_learnt_dates_no_order() -> None:
    text = "11月8日，云溪街道召开会议。街道党工委书记马占海传达了11月4日县里召开的茶业会议精神，要求各社区抓好茶业。"
    assert told(text, "Directive", "issuer") == [("2022-11-08", ["马占海"])]
    text = (
        "11月8日，县长马占海到云溪商场检查。了解到11月1日当天客流4万人次时，他叮嘱商场要抓好安全。"
    )
    assert told(text, "Directive", "issuer") == [("2022-11-08", ["马占海"])]


def test_the_day_behind_what_one_acts_on_is_that_of_the_visit() -> None:
    text = "按照县防汛督导方案要求，10月4日，县人大常委会副主任葛慧到云溪镇检查防汛工作。"
    assert told(text, "Visit", "visitor") == [("2022-10-04", ["葛慧"])]


def test_a_month_in_the_name_of_a_meeting_does_not_take_over_from_its_day() -> None:
    text = "2022年11月8日，云溪一中召开十一月份安全例会。\n校长马占海强调，各班要抓好安全。"
    assert told(text, "Directive", "issuer") == [("2022-11-08", ["马占海"])]


def test_a_directive_behind_a_year_told_between_is_of_the_day_of_its_occasion() -> None:
    text = (
        "11月8日，县长马占海到云溪镇调研。云溪水厂2020年5月开工，年底完工。马占海要求，要抓好工期。"
        "\n市长罗振邦要求，要抓好防汛。"
    )
    days = [day for day, _ in told(text, "Directive", "issuer")]
    assert days == ["2022-11-08", None]
    text = "11月8日，县里召开茶业会议。2021年，全县茶业产值10亿元。会议强调，要抓好茶业。"
    assert told(text, "Directive", "issuer") == [("2022-11-08", ["会议"])]


def test_a_gift_told_besides_that_of_another_is_on_no_day_told_before() -> None:
    text = "11月2日，云溪公司向云溪村捐赠口罩1000只{}。此外，双河公司向双河村捐赠口罩2000只。"
    days = [day for day, _ in told(text.format(""), "Donation", "donor")]
    assert days == ["2022-11-02", None]
    days = [day for day, _ in told(text.format("，并举行捐赠仪式"), "Donation", "donor")]
    assert days == ["2022-11-02", "2022-11-02"]


@pytest.mark.parametrize(
    "aside",
    [
        "仅11月6日当天，就收到5万元。",
        "该校学生小芳不久前确诊患病。",
        "10月2日，小芳被查出患病。",
        "小芳一直上课，直至10月14日考试结束，才去医院。",
    ],
)
def test_a_day_of_a_part_or_of_an_illness_does_not_go_on(aside: str) -> None:
    text = f"11月8日，云溪小学组织捐款。{aside}县妇联为学校送去书包50个。"
    assert told(text, "Donation", "donor") == [("2022-11-08", ["县妇联"])]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("10月4日，云溪县发生5.2级地震。云溪公司向灾区捐款10万元。", None),
        ("10月4日，云溪村遭遇火灾，双河公司当即向村里捐款10万元。", "2022-10-04"),
        ("11月8日，工作人员来到云溪村。火灾发生时，云溪公司向村里捐款10万元。", None),
        (
            "11月8日，工作队来到云溪村。截止11月8日，共筹集捐款9万元，同时双河社区群众自发为受灾农户捐款7580元及900斤大米。",
            None,
        ),
        ("11月8日，云溪小学新教学楼启用。云溪公司向学校捐款10万元。", None),
        ("11月8日，云溪小学举行新教学楼启用仪式。仪式上，云溪公司向学校捐款10万元。", "2022-11-08"),
        ("11月8日，由乡贤马占海捐资10万元兴建的云溪村文化活动中心竣工。", None),
        ("11月8日，云溪公司为遭受火灾的农户送去大米50袋。", "2022-11-08"),
    ],
)
def test_the_day_of_a_disaster_or_an_opening_dates_no_gift(text: str, day: str | None) -> None:
    assert [found for found, _ in told(text, "Donation", "donor")][-1:] == [day]


def test_a_meeting_on_a_visit_to_two_offices_is_held_in_neither() -> None:
    text = "11月2日，县委书记马占海到财政部、教育部考察，主持召开座谈会。"
    assert told(text, "Visit", "place") == [("2022-11-02", ["财政部", "教育部"])]
    assert told(text, "Meeting", "place") == [("2022-11-02", [])]


def test_two_meetings_named_in_one_are_two() -> None:
    text = "11月2日，县茶业协会第九次代表大会、县竹业协会第十次代表大会在汉丰召开。"
    names = [event.name for event in read(text).events if event.type == "Meeting"]
    assert names == ["县茶业协会第九次代表大会", "县竹业协会第十次代表大会"]


def test_meetings_held_one_after_the_other_are_several() -> None:
    text = "5月23日，县长马占海主持召开县政府党组会议和2025年第17次常务会议。"
    names = [event.name for event in read(text).events if event.type == "Meeting"]
    assert names == ["县政府党组会议", "2025年第17次常务会议"]


def test_a_number_ends_the_name_of_a_place_unless_it_counts_a_list() -> None:
    told_of = {
        "祥和二区、祥和四区": ["祥和二区", "祥和四区"],
        "云溪、双河、石桥三镇": ["云溪", "双河", "石桥"],
    }
    for listed, names in told_of.items():
        text = f"10月4日，县长马占海先后到{listed}检查防汛工作。"
        assert told(text, "Visit", "place") == [("2022-10-04", names)]


def test_who_leads_people_on_a_tour_visits_and_others_come_along() -> None:
    text = (
        "7月12日，云溪县人大常委会组织部分人大代表30余人，在县人大常委会主任马占海的带领下对全县重点项目"
        "进行集中视察。县人大常委会副主任葛慧参加视察。\n视察组先后深入到云溪水厂、双河医院进行实地察看。"
    )
    assert told(text, "Visit", "visitor") == [("2022-07-12", ["马占海"])]
    assert told(text, "Visit", "companion") == [("2022-07-12", ["葛慧"])]


def test_what_somebody_says_of_late_days_leaves_the_day_as_it_was() -> None:
    text = (
        "9月28日，云溪街道召开会议。街道党工委书记马占海表示，近段时间来，大家完成了一系列任务。\n"
        "街道领导罗振邦带队赴云溪医院检查。"
    )
    assert told(text, "Visit", "visitor") == [("2022-09-28", ["罗振邦"])]


def test_a_season_without_a_day_leaves_the_day_as_it_was() -> None:
    text = (
        "9月28日，云溪街道开展安全生产大检查。\n中秋国庆期间，赛事不断，干部要抓好重点工作。\n"
        "街道领导罗振邦带队赴云溪医院检查。"
    )
    assert told(text, "Visit", "visitor") == [("2022-09-28", ["罗振邦"])]


def test_a_day_in_what_a_speaker_says_of_himself_dates_no_later_paragraph() -> None:
    text = (
        "11月1日晚，县长马占海出席茶业峰会。\n马占海强调，茶业是重要产业。今天，我们就茶业协调立场，"
        "开了个好头。\n市长罗振邦主持峰会，副县长杜衡、葛慧与会。"
    )
    assert told(text, "Meeting", "attendee") == [("2022-11-01", ["马占海", "杜衡", "葛慧"])]


def test_a_visit_of_which_a_speech_told_is_not_the_one_that_others_joined() -> None:
    text = (
        "3月5日，县委召开常委会会议。会议学习了习近平总书记在福建考察时的重要讲话精神，强调要深入学习领会。"
        "县长马占海、副县长罗振邦参加。"
    )
    assert told(text, "Visit", "companion") == [(None, [])]
    assert told(text, "Meeting", "attendee") == [("2022-03-05", ["马占海", "罗振邦"])]
    assert told(text, "Directive", "issuer") == [("2022-03-05", ["会议"])]


def test_talks_of_which_a_guest_hears_are_not_those_that_others_join() -> None:
    text = (
        "11月1日，县长马占海会见瑙鲁总统卡里诺。\n马占海表示，两地是好邻居。罗振邦主席同总统先生会谈，"
        "规划合作。\n副县长杜衡、葛慧等参加。"
    )
    found = [sorted(names) for _, names in told(text, "Meeting", "attendee")]
    assert sorted(["马占海", "卡里诺", "杜衡", "葛慧"]) in found


def test_two_ceremonies_joined_in_one_are_two() -> None:
    text = "11月2日晚，县长马占海在县宾馆为瑙鲁总统卡里诺举行欢迎仪式和欢迎宴会。"
    assert told(text, "Meeting", "attendee") == [("2022-11-02", ["马占海", "卡里诺"])] * 2
