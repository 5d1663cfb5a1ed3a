"""What is one article and what is not: reprints as papers make them, and reports of one template."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ingest import ReadOptions, article_from_text
from kg.likeness import SHORT, Likeness, alike, likeness
from kg.model import Record
from kg.pipeline import extract_text

TOWNS = ("关林镇", "安乐镇", "白马寺镇", "李楼镇", "丰李镇", "庞村镇")
LEADERS = ("褚明轩", "湛秋棠", "郗松年", "戚未央", "邢大为", "柴晓萌")

STORY = (
    "12月5日上午，洛龙区区长褚明轩到关林镇调研供暖保障工作，镇党委书记湛秋棠、镇长郗松年陪同。\n"
    "在换热站，褚明轩察看了设备运行情况，向值班人员了解供水温度和居民家中室温。"
    "他要求，供热单位要备足煤炭和天然气，发现管道漏水须在两个小时之内赶到现场。\n"
    "随后，褚明轩来到关林社区养老服务中心，与正在吃午饭的老人交谈，询问饭菜是否可口、被褥是否暖和。"
    "他强调，冬天老人最怕摔跤和受凉，走廊扶手、热水和夜间值班一样也不能少。\n"
    "褚明轩还走进沿街商铺，检查消防器材摆放，并叮嘱店主睡前关好电源。"
)


def told(
    text: str = STORY, title: str = "区长调研供暖", published: str | None = "2022-12-06"
) -> Record:
    return extract_text(text, published=published) if not title else _titled(text, title, published)


def _titled(text: str, title: str, published: str | None) -> Record:
    from kg.extract import extract
    from kg.rules import load_rules

    article = article_from_text(text, "any", ReadOptions(published=published), title=title)
    return extract(article, load_rules())


def is_found(one: Record, other: Record) -> bool:
    """Whether two are one, and an index finds that."""
    ours, theirs = likeness(one), likeness(other)
    assert alike(ours, theirs) == alike(theirs, ours)
    return alike(ours, theirs) and not set(ours.bands).isdisjoint(theirs.bands)


REPRINTS = {
    "another headline": {"title": "寒冬送暖进万家 区领导一线督导"},
    "no headline": {"title": ""},
    "a byline and a dateline": {"text": f"本报讯（记者 司徒远 通讯员 葛慧）{STORY}"},
    "of an agency": {"text": f"新华社洛阳12月6日电（记者司徒远）{STORY}"},
    "half-width punctuation": {"text": STORY.translate(str.maketrans("，。、", ",.,"))},
    "half the commas gone": {"text": re.sub("，([^，]*)，", r"，\1", STORY)},
    "one line": {"text": STORY.replace("\n", "")},
    "broken inside words": {"text": "\n".join(re.findall(".{1,23}", STORY.replace("\n", "")))},
    "without its last paragraph": {"text": STORY.rpartition("\n")[0]},
    "without its second paragraph": {"text": "\n".join(STORY.split("\n")[:1] + STORY.split("\n")[2:])},
    "with a source line": {"text": f"{STORY}\n（来源：洛龙区融媒体中心 责任编辑：葛慧）"},
    "a few words changed": {"text": STORY.replace("察看了", "实地查看").replace("并叮嘱", "还叮嘱")},
    "undated": {"published": None},
    "a year later as it was": {"published": "2023-12-06"},
}  # fmt: skip


@pytest.mark.parametrize("change", REPRINTS.values(), ids=REPRINTS)
def test_a_reprint_is_found(change: dict[str, str]) -> None:
    assert is_found(told(), told(**change))


def test_the_same_short_text_is_one_only_under_one_headline() -> None:
    notice = "明日起关林路封闭施工，请绕行。"
    assert is_found(told(notice, "通告"), told(notice, "通告"))
    assert not is_found(told(notice, "通告"), told(notice, "关林路改造"))


def weekly(n: int) -> str:
    return (
        f"{n % 12 + 1}月{n + 3}日上午，洛龙区区长褚明轩到{TOWNS[n]}调研乡村振兴工作，{LEADERS[n]}陪同。\n"
        f"褚明轩一行先后来到{TOWNS[n]}蔬菜大棚和便民服务中心，详细了解特色产业发展和群众办事情况。\n"
        "褚明轩强调，要坚持因地制宜，做强特色产业，让更多群众在家门口就业增收；要改进作风，"
        "带着感情为群众办实事、解难事；要压实责任，确保各项任务按时间节点落实到位。"
    )


def undated(n: int) -> str:
    return re.sub(r"\d+月\d+日上午", "近日", weekly(n))


def weather(n: int) -> str:
    return (
        f"市气象台预报：今天夜间到明天，全市多云间晴，偏北风3级左右，最低气温{n}度，最高气温{n + 9}度，"
        "相对湿度百分之四十到六十。请市民注意添减衣物，驾车出行减速慢行，"
        "山区和林区加强防火，农业设施做好通风换气。未来三天无明显降水过程，空气质量以良为主。"
    )


def cases(n: int) -> str:
    return (
        f"11月{n + 1}日0至24时，全市新增本土确诊病例{n + 2}例、无症状感染者{n * 3 + 11}例，均为隔离点筛查发现，"
        "已转运至定点医院，诊疗情况平稳。有关部门已开展流行病学调查和环境消杀，"
        "请广大市民坚持戴口罩、勤洗手、常通风，不聚集，出现发热等症状及时就诊并主动报告旅居史。"
    )


def outage(n: int) -> str:
    return (
        f"因线路检修，定于{n + 4}月12日8时至17时对{TOWNS[n]}部分区域停电，影响范围为沿街商户和居民小区。"
        "请用户提前做好准备，妥善安排生产生活，线路随时可能恢复送电，未经允许不得在停电线路上工作，"
        "由此带来的不便敬请谅解，咨询电话请拨打供电服务热线。"
    )


@pytest.mark.parametrize("series", [weekly, undated, weather, cases, outage])
def test_reports_of_one_template_stay_apart(series: object) -> None:
    assert callable(series)
    reports = [told(series(n), "通报") for n in range(6)]
    found = [pair for pair in combinations(range(6), 2) if is_found(*(reports[n] for n in pair))]
    assert found == []


def test_a_yearly_notice_stays_apart() -> None:
    notice = (
        "新年前夕，洛龙区将通过广播电视台、区政府网站和政务微信同步播出区长{}新年贺词，"
        "各镇办便民服务大厅、社区活动室和公交车载电视届时也将转播，敬请收听收看。"
    )
    first = told(notice.format("二〇二三年"), "预告", "2022-12-30")
    assert not is_found(first, told(notice.format("二〇二四年"), "预告", "2023-12-30"))


def test_a_likeness_survives_packing() -> None:
    found = likeness(told())
    assert Likeness.unpacked(found.packed()) == replace(found, bands=())


@given(st.text(max_size=60))
def test_any_text_is_like_itself(text: str) -> None:
    from kg.model import Article, CleanText

    found = likeness(Record(Article("a", "a", text, 0, len(text), CleanText(text))))
    assert alike(found, found) == bool(found.pieces)
    assert bool(found.bands) == bool(found.pieces)
    assert len(found.bands) == 1 or len(found.pieces) >= SHORT or not found.pieces
