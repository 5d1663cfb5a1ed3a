"""Texts made from templates, the same at every run: long ones of odd kinds, and short articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

GIVEN = "志远佩琪嘉树雪梅若云鸣谦向晚亦舟冬生立夏怀瑾振邦占海景明"
NAMES = [a + b + c for a in "王李张刘陈杨赵黄周吴徐孙胡朱" for b in GIVEN for c in GIVEN]
POSTS = ("县委书记", "县长", "副县长", "镇党委书记", "局长", "办事处主任", "村支书")
PLACES = [a + b + "镇" for a in GIVEN + "东南西北上下大小" for b in GIVEN + "山河湖海林泉"]


def name(n: int) -> str:
    """One of some 11,000 names."""
    return NAMES[n * 7 % len(NAMES)]


def post(n: int) -> str:
    """One of seven posts."""
    return POSTS[n % len(POSTS)]


def place(n: int) -> str:
    """One of some 1,100 places."""
    return PLACES[n * 5 % len(PLACES)]


def day(n: int) -> str:
    """A day of a month."""
    return f"{n % 12 + 1}月{n % 28 + 1}日"


# The n-th piece of a text of each kind.
KINDS: dict[str, Callable[[int], str]] = {
    "one sentence without a mark": lambda _: "县委书记张红军到沟赵办事处调研并要求各部门",
    "names in a list": lambda n: name(n) + "、",
    "comforted in a list": lambda n: "困难残疾人和" if n else "县长张红军走访慰问",
    "cadres in a list": lambda n: "离任村干部和" if n else "县长张红军深入",
    "verbs behind a place": lambda n: (
        "中方在茶业大会后即接待瑙鲁总统卡里诺正式访华和"
        if n
        else "国家主席罗振邦指出，中方在茶业大会后即接待瑙鲁总统卡里诺正式访华，"
    ),
    "names with posts": lambda n: post(n) + name(n) + "，",
    "names with posts in a list": lambda n: post(n) + name(n) + "、",
    "one name with many posts": lambda n: place(n) + post(n) + "张红军，",
    "posts without a name": lambda _: "县委书记、县长、",
    "names that come once": lambda n: "，" + name(n) + "来了",
    "dotted names": lambda n: "副县长阿不都·买买提" + name(n)[1] + "，",
    "surnames with titles": lambda n: "县长" + name(n) + "，" + name(n)[0] + "县长说。",
    "opening quotation marks": lambda _: "“",
    "speech in speech": lambda _: "“要抓好落实，",
    "speech": lambda n: "“要抓好落实。”县长" + name(n) + "说，",
    "opening brackets": lambda _: "（",
    "one character": lambda _: "张",
    "one numeral": lambda _: "一",
    "commas": lambda _: "，",
    "lines": lambda _: "县\n",
    "pronouns": lambda _: "他说，",
    "dates": lambda n: day(n) + "，",
    "dates in a list": lambda n: f"{1990 + n % 40}年{day(n)}、",
    "numbers": lambda n: f"{n * 37}万元、",
    "directives": lambda n: "县长" + name(n) + "强调，要抓好落实。",
    "directives of a meeting": lambda _: "会议要求，要抓好落实。",
    "visits of many": lambda n: "3月2日，县长" + name(n) + "到" + place(n) + "调研。",
    "visits of one": lambda n: f"{day(n)}，县长张红军到{place(n)}调研。",
    "visits in one sentence": lambda n: "县长" + name(n) + "到" + place(n) + "调研，",
    "meetings": lambda n: "县长" + name(n) + "主持召开" + place(n) + "防汛工作会议。",
    "gifts": lambda n: "企业家" + name(n) + "向" + place(n) + "捐赠200余个保温杯。",
    "gifts without a receiver": lambda n: "企业家" + name(n) + "捐赠200余个保温杯。",
    "gifts to him": lambda n: "县长" + name(n) + "来了，他向他捐赠200个保温杯。",
    "gifts to short names": lambda n: "企业家" + name(n) + "向小学捐款9元，小学小学。",
    "meetings held without a name": lambda _: "，会议在京举行，在京召开",
    "counted bearers": lambda n: "两名副县长" + name(n) + "、" + name(n + 1) + "，",
    "aid": lambda n: "县长" + name(n) + "为老人送去200个保温杯。",
    "companies": lambda n: "县长张红军到" + place(n) + "鞋业有限公司调研。",
    "places named before": lambda n: place(n) + "很好。县长张红军到该镇调研。",
    "groups that are led": lambda n: "县长" + name(n) + "率慰问组到甲镇。慰问组到乙镇。",
    "groups in one sentence": lambda _: "县长张红军在李静的带领下，视察组察看了甲厂、",
    "appointments in a list": lambda n: "、任命" + name(n) + "为县教育局局长",
}


def long_text(kind: str, length: int) -> str:
    """A text of `length` characters of one of `KINDS`."""
    pieces, done = [], 0
    for n in count():
        pieces.append(KINDS[kind](n))
        done += len(pieces[-1])
        if done >= length:
            break
    return "".join(pieces)[:length]


def dense_articles(number: int) -> Iterator[str]:
    """Articles of some 500 characters and 130 statements: those made, with what is no event."""
    for n, text in enumerate(made_articles(number)):
        yield text + "".join(
            f"{place(n + k)}的果园里，{name(n + k)[:1]}家兄弟正忙着修枝，树下套种的大蒜已有{k + 5}厘米高，"
            f"合作社的冷库里还存着{n % 40 + k}吨苹果，等着春节前后卖个好价钱。\n"
            for k in range(5)
        )


def made_articles(number: int) -> Iterator[str]:
    """Articles of a local paper: a visit, what was said, a meeting, a gift, and what is no event."""
    for n in range(number):
        official = post(n) + name(n)
        yield (
            f"本报讯 {day(n)}，{official}到{place(n)}调研，{post(n + 1)}{name(n + 1)}陪同。\n"
            f"{name(n)}强调，要抓好落实，确保群众温暖过冬。今年雨水好，麦子长势喜人。\n"
            f"随后，{name(n)}主持召开座谈会。村民们正在田里忙着，市场上各种蔬菜供应充足。\n"
            f"企业家{name(n + 2)}向{place(n + 1)}捐赠{n % 90 + 10}个保温杯，价值{n % 9 + 1}万元。\n"
        )
