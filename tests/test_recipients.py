"""To whom gifts go: what their clause says behind them, what is told around them, lists of names."""

from __future__ import annotations

import pytest

from kg.extract import extract
from kg.ingest import ReadOptions, article_from_text
from kg.rules import load_rules


def gifts(text: str) -> list[tuple[list[str], list[str]]]:
    """Who gives to whom in `text`."""
    article = article_from_text(text, "any", ReadOptions(published="2022-11-16"))
    events = [dict(e.roles) for e in extract(article, load_rules()).events if e.type == "Donation"]
    return [([m.name for m in r["donor"]], [m.name for m in r["recipient"]]) for r in events]


BEHIND = [
    ("云岭公司捐款20万元、口罩1.5万个驰援武汉。", ["武汉"]),
    ("村民季望山捐款8万元用于双河村道路硬化。", ["双河村"]),
    ("云岭公司捐资20万元用于东岭小学购买图书。", ["东岭小学"]),
    ("云岭公司捐款30万元支持青石镇灾后重建。", ["青石镇"]),
    ("云岭公司捐款20万元助力青石镇疫情防控。", ["青石镇"]),
    ("云岭公司捐款5万元，帮助双河村进行美丽乡村建设。", ["双河村"]),
    ("云岭公司捐款8万元，用于支持双河村修建文化广场。", ["双河村"]),
    ("云岭公司捐款1万元为滞留的农民工购买暖手套。", ["滞留的农民工"]),
    ("季望山捐资1万元帮双河村安装了18盏路灯。", ["双河村"]),
    (
        "云岭公司捐资10万元，扶助洛龙区60名品学兼优、家庭经济困难的学生。",
        ["洛龙区60名品学兼优、家庭经济困难的学生"],
    ),
    ("云岭公司捐款20万元用于抗击疫情。", []),
    ("云岭公司捐款20万元助力乡村振兴。", []),
    ("云岭公司捐款20万元用于全县教育事业。", []),
]


@pytest.mark.parametrize(("text", "to"), BEHIND, ids=[text for text, _ in BEHIND])
def test_a_clause_says_behind_a_gift_whom_it_is_for(text: str, to: list[str]) -> None:
    assert [recipients for _, recipients in gifts(text)] == [to]


AROUND = [
    (
        "罗振邦、马占海等四位侨商定向捐建的瑞安市芳庄乡光辉村门前机耕路竣工通车，罗振邦捐赠了10万元，马占海捐赠了6万元。",
        "瑞安市芳庄乡光辉村",
    ),
    (
        "记者从县慈善总会了解到，县慈善总会今年已收到善款384万余元。3月15日，云岭公司捐款35314元。3月20日，石桥公司捐款3万元。",
        "县慈善总会",
    ),
    (
        "2月1日，县私营经济协会组织企业捐款捐物，为昌宁县打赢疫情防控阻击战贡献力量。\n县委书记罗振邦出席捐赠仪式。\n仪式上，县私营经济协会捐款10万元；天和医院捐款5万元。",
        "昌宁县",
    ),
    (
        "县水利局开展了向地震灾区人民献爱心捐款活动。\n各单位捐款情况如下：\n811队捐款40850元；\n812队捐款4085元；\n813队捐款480元；\n814队捐款481元。",
        "地震灾区人民",
    ),
    (
        "云岭公司捐赠善款30万元，通过基金会购买了3000个邮包捐送给灾区的妇女儿童。",
        "灾区的妇女儿童",
    ),
    (
        "孙大山来到荣县档案馆捐赠自己的作品。\n孙大山年届八旬，他捐赠了5册文学作品。",
        "荣县档案馆",
    ),
    (
        "一辆满载爱心物资的货车，从泉州驶往龙岩武平灾区。这批物资由泉州公益协会捐赠。",
        "龙岩武平灾区",
    ),
    (
        "双河商会积极为灾区受灾群众募集善款。会长宋志远带头捐款5000元。",
        "灾区受灾群众",
    ),
    (
        "为建设大贤组文化活动中心，乡亲们举行捐款仪式。云岭公司捐款5万元。",
        "大贤组",
    ),
    (
        "云岭公司、石桥公司分别与洛龙区教育基金会签订了捐资助教协议书，并捐赠了善款。\n其中，云岭公司、石桥公司分别捐资50万元。",
        "洛龙区教育基金会",
    ),
    (
        "青石镇举行茂春助学基金发放暨乡村振兴公路捐建仪式，乡贤罗振邦现场捐赠200万元用于修建双河至东岭的公路。",
        "青石镇",
    ),
    (
        "一辆满载化肥的货车驶进官渡镇三吉村村委会，这是县新闻办为联系村送来的春播帮扶物资。",
        "官渡镇三吉村",
    ),
]


@pytest.mark.parametrize(("text", "to"), AROUND, ids=[text[:20] for text, _ in AROUND])
def test_it_is_told_around_gifts_whom_they_are_for(text: str, to: str) -> None:
    found = gifts(text)
    assert found
    assert {tuple(recipients) for _, recipients in found} == {(to,)}


NAMED = [
    (
        "县妇联为马小芳、丁新凯、孙华建等留守儿童送去书包。",
        ["马小芳", "丁新凯", "孙华建"],
    ),
    (
        "县总工会先后慰问了交巡警、消防员、环卫工人等一线职工，为他们送去了矿泉水。",
        ["交巡警", "消防员", "环卫工人"],
    ),
    (
        "云盖镇先后有齐某兵、刘某贵、卫某斌等3户群众遭受火灾。得知情况后，县慈善协会会长陈正斌前往现场，为每户送去慰问金5000元。",
        ["齐某兵", "刘某贵", "卫某斌"],
    ),
    (
        "县委书记赵启恒来到新圃街小学李俊红老师和云溪二中靳彦庆老师家中走访慰问，送上慰问品和慰问金。",
        ["李俊红", "靳彦庆"],
    ),
    (
        "县政协主席罗振邦来到双河村低保、特困人员家中和敬老院开展走访慰问活动，为他们送去米、面、油。",
        ["双河村低保、特困人员", "敬老院"],
    ),
    (
        "县妇联先后来到桑园镇、曹洼乡的贫困孤儿家中走访慰问，并给他们送去了书包。",
        ["桑园镇、曹洼乡的贫困孤儿"],
    ),
    (
        "县政协为大玉、云盘、天山三个村120余贫困户送去化肥20吨。",
        ["大玉、云盘、天山三个村120余贫困户"],
    ),
    (
        "县政协给南阳、周口、驻马店、新乡四地捐赠药品20箱。",
        ["南阳", "周口", "驻马店", "新乡"],
    ),
    ("罗振邦捐赠了饼干10箱，并送到各连队、社区防控人员手中。", ["各连队、社区防控人员"]),
    ("云岭公司向象洞镇受灾群众罗开发家庭捐款23703元。", ["罗开发"]),
    ("云岭公司为患病学生马小芳的母亲孙小娥送去慰问金5000元。", ["孙小娥"]),
    ("云岭公司向洛阳市慈善总会定向老城区32个社区捐赠消毒剂200箱。", ["老城区32个社区"]),
    (
        "志愿者们前往晟泰养老院慰问那里的老人们。之后，志愿者们清扫了院子，并奉上生日蛋糕。",
        ["老人们"],
    ),
    (
        "志愿者们前往晟泰养老院慰问老人们。之后，志愿者们为当月过生日的4位老人戴上红花，并奉上蛋糕。",
        ["当月过生日的4位老人"],
    ),
    (
        "志愿者来到鱼市社区，为孙大山、马小芳等两位空巢老人送上节日的祝福。\n志愿者们询问老人的生活，并为他们送上了粽子。",
        ["孙大山", "马小芳"],
    ),
    ("青石镇党委开展贫困户走访慰问工作，为他们送去慰问品。", ["贫困户"]),
    ("马占海来到小许家里了解情况，并送上助学金。", ["小许"]),
    ("养殖户孙大山来到曙光村防汛点进行慰问，还送来了方便面、矿泉水。", ["曙光村防汛点"]),
    (
        "向阳镇镇长丁宇代表向阳镇党委、政府慰问向阳镇中心校全体教师送来慰问金。",
        ["向阳镇中心校全体教师"],
    ),
    (
        "“庆祝建军88周年慰问解放军驻港部队活动”在深圳举行，拥军慰问团向驻港部队捐赠书画。",
        ["解放军驻港部队"],
    ),
    (
        "志愿者为每个同学准备了书包，官寨完小的师生很高兴，志愿者还为学校送上了文体用品。",
        ["官寨完小"],
    ),
    ("石光耀老人拄着拐杖走向募捐箱捐出了200元。", []),
]


@pytest.mark.parametrize(("text", "to"), NAMED, ids=[text[:20] for text, _ in NAMED])
def test_those_who_receive_are_named_in_a_list_or_beside_others(text: str, to: list[str]) -> None:
    assert [recipients for _, recipients in gifts(text)] == [to]


def goods(text: str) -> list[tuple[str, float | None, str | None]]:
    """What is given in `text`."""
    article = article_from_text(text, "any", ReadOptions(published="2022-11-16"))
    events = [e for e in extract(article, load_rules()).events if e.type == "Donation"]
    return [(i.name, i.quantity, i.unit) for e in events for i in e.items]


GOODS = [
    (
        "志愿者为老人送去了米，油，牛奶，水果等慰问品。",
        [("米", None, None), ("油", None, None), ("牛奶", None, None), ("水果", None, None)],
    ),
    (
        "云岭公司为双河小学送去学习用品和演出服等。",
        [("学习用品", None, None), ("演出服", None, None)],
    ),
    (
        "马占海为双河村送去春耕备耕物资地膜23捆、玉米种40公斤。",
        [("地膜", 23, "捆"), ("玉米种", 40, "公斤")],
    ),
    (
        "一辆满载化肥的货车驶进双河村，这是县新闻办为双河村送来的春播帮扶物资。",
        [("化肥", None, None)],
    ),
    (
        "云岭公司组织一批大米、食用油等物资，送至双河村。据悉，本次赈灾物资共有大米81包，食用油81桶。",
        [("大米", 81, "包"), ("食用油", 81, "桶")],
    ),
    (
        "云岭公司向双河村捐赠一批物资。此次捐赠共400箱矿泉水，100箱方便面，其他生活物资若干。",
        [("矿泉水", 400, "箱"), ("方便面", 100, "箱"), ("生活物资", None, None)],
    ),
    (
        "作家马占海向市档案馆捐赠了一批个人藏品，其中包括图书150册和部分字画。",
        [("图书", 150, "册"), ("字画", None, None)],
    ),
    (
        "志愿者向老人送上了包含袜子、羊毛围巾等物品的暖心大礼包。",
        [("暖心大礼包", None, None)],
    ),
    (
        "石桥商会出资3万多元向今年考取大学的30名大学生颁发了奖学金。",
        [("奖学金", 30000, "元")],
    ),
    ("云岭公司向双河小学捐赠一批物资。此次捐赠的物资有三个特点。", [("物资", None, None)]),
]


@pytest.mark.parametrize(("text", "given"), GOODS, ids=[text[:20] for text, _ in GOODS])
def test_goods_are_named_with_their_numbers(
    text: str, given: list[tuple[str, float | None, str | None]]
) -> None:
    assert goods(text) == given


def test_what_goods_cost_is_what_they_are_worth() -> None:
    text = "袁红林花费1万多元购买了一批防汛用品和慰问物资，送到镇防汛指挥部。"
    article = article_from_text(text, "any", ReadOptions(published="2022-11-16"))
    gift = next(e for e in extract(article, load_rules()).events if e.type == "Donation")
    assert gift.value_cny == 10000
