"""The signs of where articles start, weighed together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.ingest.front import settle
from kg.ingest.layout import weights
from kg.ingest.lines import classify, column_width, levelled
from kg.ingest.page import segment
from kg.ingest.weigh import Weigher

PAGES = Path(__file__).parent / "pages"
SUMS = {"base", "drop", "words most", "words least"}


def weigher(text: str) -> Weigher:
    lines = levelled(list(classify(text, 0, len(text))))
    column = column_width(text, lines)
    settled = settle(text, lines, column)
    return Weigher(text, lines, settled, segment(text).segments, column)


def seen() -> Iterator[str]:
    for path in sorted(PAGES.glob("*.txt")):
        page = weigher(path.read_text(encoding="utf-8"))
        page.weigh()
        start = -1
        for at, line in enumerate(page.raw):
            if page.may_start(at):
                yield from page.signs(at, start)
                yield from page.matter(at, start)
            start = at if line.start in page.ruled else start


def test_every_weight_is_one_of_a_sign_that_pages_show() -> None:
    assert set(weights()) - SUMS - set(seen()) == set()


def test_words_can_weigh_no_more_than_their_bounds() -> None:
    known = weights()
    said = [known[f"said below {n}"] for n in range(5)]
    others = [known[sign] for sign in ("other matter", "names again")]
    assert known["words most"] >= max(said) + sum(w for w in others if w > 0) - 0.05
    assert known["words least"] <= min(said) + sum(w for w in others if w < 0) + 0.05


TABLE = """\
球赛落幕
　　本报讯（记者 石小琴）昨晚，全县农民篮球赛在台盘村落幕，台盘队夺冠。
　　各队名次
　　第一名　台盘队
　　第二名　岑孝队
　　第三名　屯上队
全州少儿围棋赛我县获一金两铜
　　本报讯（通讯员 吴涛）8月6日至8日，全州少儿围棋锦标赛在凯里举行。
"""
FEATURE = """\
城区供暖开栓
本报讯 11月1日，城区供暖开栓，供暖面积比去年增加四十万平方米。
（裴东）
书画展迎新
本报讯 11月28日，老年书画协会在文化馆举办书画展，展出作品130幅。
（乔富）
"""


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        (TABLE, ["球赛落幕", "全州少儿围棋赛我县获一金两铜"]),
        (FEATURE, ["城区供暖开栓", "书画展迎新"]),
    ],
)
def test_a_headline_below_a_table_or_a_signature_starts_an_article(
    text: str, heads: list[str]
) -> None:
    found = segment(text).segments
    assert [text[part.headline[0][0] : part.headline[-1][1]] for part in found] == heads
