"""Names put together from common surnames and given names are read, whatever stands beside them."""

from __future__ import annotations

import random

import pytest

from kg.people import People
from kg.rules import load_rules

GRAMMAR = load_rules().grammar
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘"
    "杜戴夏钟汪田任姜范石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙段雷钱汤尹黎武乔贺赖龚文"
)
GIVEN = (
    "伟芳敏静丽强磊军洋勇艳杰娟涛明超秀霞刚桂英华玉红建国文志海春林龙云波辉鹏宇浩亮斌新利成康光天达中茂有博"
    "诚先振群豪心承乐绍善厚庆民友裕哲政奇翰朗宏言若鸣梁栋维启克翔旭泽晨树德泰盛雄钧冠腾楠风航学根生福荣远东"
)
PLACES = (
    "3月5日，县长{}到云溪镇调研。",
    "3月5日，副县长{}，县政府办主任陆青禾陪同。",
    "县委书记{}强调，要抓好落实。",
    "镇长{}带队检查，{}要求整改。",
    "县委副书记、县长{}主持会议。",
    "3月5日，{}局长说，要抓好落实。",
    "{}副县长指出，要抓好落实。",
    "企业家{}将善款送到敬老院。",
    "由副县长{}带领的检查组到会。",
    "县人大常委会主任{}等陪同。",
    "县领导{}、陆青禾参加。",
    "商会会长{}出席并讲话。",
)
LEAST = 0.95  # of the names; some are also words (文明), or seem to end in one


def _made(count: int) -> list[str]:
    """Different names of two and three characters, none with a character twice."""
    choose = random.Random(1122)
    names: dict[str, None] = {}
    while len(names) < count:
        name = choose.choice(SURNAMES) + "".join(choose.sample(GIVEN, choose.choice((1, 2, 2))))
        names[name] = None
    return list(names)


@pytest.mark.parametrize("place", PLACES)
def test_names_that_are_made_are_found(place: str) -> None:
    names = _made(200)
    missed = [
        name for name in names if name not in People(place.replace("{}", name), GRAMMAR).names
    ]
    assert len(missed) <= (1 - LEAST) * len(names), missed
