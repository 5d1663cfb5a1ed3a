from __future__ import annotations

import pytest

from kg.ingest.byline import find_dateline, find_signature, find_tail, parse_byline


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("记者 顾映川", ["顾映川"]),
        ("蓝佩琪 沙亦舟 文/图", ["蓝佩琪", "沙亦舟"]),
        ("记者 顾映川 三峡晨报 石鸣谦", ["顾映川", "石鸣谦"]),
        ("□ 本报记者 王 茜 通讯员李金星", ["王茜", "李金星"]),
        ("（记者 顾映川 桑榆）", ["顾映川", "桑榆"]),
        ("三峡晨报记者顾映川 摄影报道", ["顾映川"]),
        ("文/顾映川 图/桑榆", ["顾映川", "桑榆"]),
        ("桑榆摄", ["桑榆"]),
        ("记者 阿依古丽·买买提 摄", ["阿依古丽·买买提"]),
        ("（猇亭区融媒体中心供图）", []),
        ("记者 顾映川 通讯员", ["顾映川"]),
        ("（通讯员  路 小 平）", ["路小平"]),
        ("本报通讯员  张 浩 余 明", ["张浩", "余明"]),
        ("文 / 图 李 洁", ["李洁"]),
        ("（采编：烟筒山镇文化站 邱实）", ["邱实"]),
        ("毋石头 著", ["毋石头"]),
    ],
)
def test_reads_bylines(line: str, names: list[str]) -> None:
    found = parse_byline(line)
    assert found is not None
    assert found.names == names


@pytest.mark.parametrize(
    "line",
    [
        "区领导走访云池园区 早日投产提供便利条件",
        "记者手记",
        "记者从区统计局获悉",
        "顾映川 桑榆",
        "新闻联播",
        "记者 王",
        "",
        "通讯员们来到了虎牙街道的护林点",
        "记者 " * 100,
    ],
)
def test_takes_nothing_else_for_a_byline(line: str) -> None:
    assert parse_byline(line) is None


def test_names_alone_continue_an_open_byline() -> None:
    first = parse_byline("记者 樊溪 通讯员")
    assert first is not None
    assert first.waiting
    second = parse_byline("娄小楠", continues=first)
    assert second is not None
    assert second.names == ["娄小楠"]
    assert parse_byline("娄小楠", continues=second) is None


@pytest.mark.parametrize(
    ("text", "rest", "names"),
    [
        ("本报讯（记者 顾映川 通讯员 桑榆）11月1日", "11月1日", ("顾映川", "桑榆")),
        ("本报讯 11月1日", "11月1日", ()),
        ("本报讯11月1日", "11月1日", ()),
        ("本报讯　９月１日", "９月１日", ()),
        ("央视网消息（新闻联播）：长江", "长江", ()),
        ("新华社北京11月3日电（记者 桑榆）国家", "国家", ("桑榆",)),
        ("据新华社北京11月3日电 国家", "国家", ()),
        ("本报讯 记者 桑榆 通讯员 石鸣 11月3日", "11月3日", ("桑榆", "石鸣")),
        ("本报讯 记者桑榆报道：11月3日", "11月3日", ("桑榆",)),
        ("本报讯　葛均平报道：7月20日", "7月20日", ("葛均平",)),
        ("本台通讯员何立新报道：三营乡", "三营乡", ("何立新",)),
        ("本报讯 彭勇、特约记者王建川报道：7月20日", "7月20日", ("彭勇", "王建川")),
        ("本报讯 据县台报道：产值", "据县台报道：产值", ()),
        ("本报讯 记者从区统计局获悉：产值", "记者从区统计局获悉：产值", ()),
        ("三峡晨报讯 11月3日", "11月3日", ()),
        ("本报宜昌11月3日讯 猇亭", "猇亭", ()),
    ],
)
def test_finds_datelines(text: str, rest: str, names: tuple[str, ...]) -> None:
    cut = find_dateline(text, 0, len(text))
    assert cut is not None
    assert text[cut.end :] == rest
    assert cut.names == names


@pytest.mark.parametrize(
    "text", ["11月1日，邵庭松到会。", "通讯员培训班开课。", "电视台播出了。", "又讯 3月"]
)
def test_finds_no_dateline_in_other_text(text: str) -> None:
    assert find_dateline(text, 0, len(text)) is None


@pytest.mark.parametrize(
    ("text", "tail", "names"),
    [
        (
            "做好。（记者 顾映川 通讯\n员 桑榆）",
            "（记者 顾映川 通讯\n员 桑榆）",
            ("顾映川", "桑榆"),
        ),
        ("在门口交谈。 桑榆 摄", "桑榆 摄", ("桑榆",)),
        ("运行。 记者 顾映川 通讯员 桑榆", "记者 顾映川 通讯员 桑榆", ("顾映川", "桑榆")),
        ("运行。记者顾映川", "记者顾映川", ("顾映川",)),
        ("留出来。（下转第三版）", "（下转第三版）", ()),
        ("通车。（更新时间戳: 1664)", "（更新时间戳: 1664)", ()),
        ("开展工作。（镇林改办）", "（镇林改办）", ()),
        ("启动仪式取消。（旗委办、政府办供稿）", "（旗委办、政府办供稿）", ()),
        ("下棋的人。 （居民 吴敏 摄）", "（居民 吴敏 摄）", ("吴敏",)),
    ],
)
def test_finds_what_ends_a_paragraph(text: str, tail: str, names: tuple[str, ...]) -> None:
    cut = find_tail(text, 0, len(text))
    assert cut is not None
    assert text[cut.start : cut.end] == tail
    assert cut.names == names


@pytest.mark.parametrize(
    "text",
    [
        "图为邵庭松（左二）",
        "他说：“记者，请看。”",
        "去了三次。记者了解到",
        "（含夜间）",
        "改了名。（原县供销社）",
    ],
)
def test_leaves_the_end_of_other_text(text: str) -> None:
    assert find_tail(text, 0, len(text)) is None
    assert find_signature(text, 0, len(text)) is None


def test_a_bracket_of_names_signs_an_article() -> None:
    text = "临时取消。\n（符小棠）"
    cut = find_signature(text, 0, len(text))
    assert cut is not None
    assert (text[cut.start :], cut.names, cut.signs) == ("（符小棠）", ("符小棠",), True)
