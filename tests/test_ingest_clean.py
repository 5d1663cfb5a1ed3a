from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ingest.clean import clean
from kg.ingest.layout import marks
from kg.model import CleanText
from tests.growth import assert_linear

# Characters that decide something, so that random texts hit the rules.
TELLING = "张红军到会，。：；！？“”（）《》、,.:;!?()\"' \u3000\t\n\r\u200b\ufeff\xa0０９％Ａz10\u2029•「⼈\0\ud800"


def offsets(text: CleanText) -> list[int]:
    return [text.span(n, n + 1)[0] for n in range(len(text.text))]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("全体班子成员对现阶段疫\n\n情防控存在问题逐一进行了汇报。", None),
        ("　　第一段。\n　　第二段。", "第一段。\n第二段。"),
        ("第一段。\n\n\n第二段。\r\n第三段。", "第一段。\n第二段。\n第三段。"),
        ("解封不是“解防”、“放\n\n开”不是“放任”,要做好。", "解封不是“解防”、“放开”不是“放任”，要做好。"),
        ("形成合力，\n共克时艰。", "形成合力，共克时艰。"),
        ("产值创新高\n市统计局数据显示，产值增长。", "产值创新高\n市统计局数据显示，产值增长。"),
        ("会议要求，一是抓收购；\n二是抓储备。", "会议要求，一是抓收购；\n二是抓储备。"),
        ("查看 food\nsafety 台账。", "查看food safety台账。"),
        ("10 月 30 日,张 红 军到会 。", "10月30日，张红军到会。"),
        ("出席：丁大勇　万小军　王　平。", "出席：丁大勇 万小军 王平。"),
        ("3月2日，县委书记　刘　勇到云溪镇调研。", "3月2日，县委书记刘勇到云溪镇调研。"),
        ("3月2日，县长李　静到会，王　敏等参加。", "3月2日，县长李静到会，王敏等参加。"),
        ("3月2日，县长　马占海到会，书记　罗振邦讲话。", "3月2日，县长 马占海到会，书记 罗振邦讲话。"),
        ("以“绿色发展 从我做起”为主题，开展活动。", "以“绿色发展 从我做起”为主题，开展活动。"),
        ("增长３．５％，Ａ座１２层", "增长3.5%，A座12层"),
        ("1,000元;比分3:2;(含夜间)共10:30", "1,000元；比分3:2；（含夜间）共10:30"),
        ('他说:"好"又说:"行"。\n"第二段"。', "他说：“好”又说：“行”。\n“第二段”。"),
        ('他说:“好"又说:"行"。', "他说：“好”又说：“行”。"),
        ("县长到会.镇长3.5米", "县长到会。镇长3.5米"),
        ("\ufeff高\u200b新\u00ad区。", "高新区。"),
        ("阿不都热合曼•艾力到会。", "阿不都热合曼·艾力到会。"),
        ("⼈民代表⼤会。", "人民代表大会。"),
        ("", ""),
        (" \n\u3000\u200b", ""),
    ],
)  # fmt: skip
def test_cleans(source: str, wanted: str | None) -> None:
    got = clean(source, running=wanted is None)
    assert got.text == (source.replace("\n", "") if wanted is None else wanted)


def test_headings_stay_apart_unless_the_text_is_known_to_run_on() -> None:
    source = "现场查看了\n随后召开座谈会。"
    assert clean(source).text == "现场查看了\n随后召开座谈会。"
    assert clean(source, running=True).text == "现场查看了随后召开座谈会。"


def test_narrow_columns_are_joined() -> None:
    source = (
        "高新区党工委书记张红军到沟赵办事\n处对疫情防控工作进行调研指导并召\n"
        "开座谈会办事处班子成员悉数到场了\n随后离开。"
    )
    assert clean(source).text == source.replace("\n", "")


def test_text_that_needs_nothing_keeps_no_map() -> None:
    source = "前文。第一段，3.5%增长。\n“第二段。”后文"
    start, end = 3, len(source) - 2
    got = clean(source, start, end)
    assert got == CleanText(source[start:end], None, start)


def test_one_to_one_changes_keep_no_map() -> None:
    assert clean("共１２人,到会。").offsets is None


def test_a_range_maps_into_the_whole_source() -> None:
    source = "前文。\n\n10 月3日\n\n，到会。后文"
    got = clean(source, 3, len(source) - 2)
    start = got.text.index("月")
    assert source[slice(*got.span(start, start + 3))] == "月3日"
    assert source[slice(*got.span(start + 2, start + 4))] == "日\n\n，"


def _same_character(shown: str, found: str) -> bool:
    known = marks()
    if shown == found or shown in {" ", "\n"}:
        return shown == found or found.isspace()
    if found == '"':
        return shown in known.quotes
    if found == known.ascii_stop:
        return shown == known.full_stop
    return shown in {known.narrow.get(found), known.wide.get(found)}


@given(st.text(st.sampled_from(TELLING)) | st.text(), st.integers(0, 5), st.booleans())
def test_any_text_maps_back(source: str, start: int, running: bool) -> None:  # noqa: FBT001
    got = clean(source, start, running=running)
    where = offsets(got)
    assert where == sorted(set(where))
    assert all(start <= at < len(source) for at in where)
    assert all(
        _same_character(shown, source[at]) for shown, at in zip(got.text, where, strict=True)
    )


@given(st.text(st.sampled_from(TELLING)) | st.text())
def test_any_text_comes_out_in_paragraphs(source: str) -> None:
    text = clean(source).text
    assert text == text.strip("\n")
    assert "\n\n" not in text
    assert not any(unicodedata.category(char) == "Cf" for char in text if char in "\u200b\ufeff")


@given(st.text(st.sampled_from(TELLING)))
def test_letters_are_never_lost(source: str) -> None:
    kept = clean(source).text
    given_letters = unicodedata.normalize("NFKC", source)
    assert sum(char.isalnum() for char in kept) == sum(char.isalnum() for char in given_letters)


@pytest.mark.parametrize(
    "unit", ["张 ", "张\n", "（", "“张 ", '"', "张\u200b", "，\n", "张红军\n\n", "\n \u3000", "12 "]
)
def test_the_work_grows_with_the_length(unit: str) -> None:
    assert_linear(lambda n: clean(unit * (n // len(unit))), 20_000)
