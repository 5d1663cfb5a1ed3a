"""Date expressions: what is found, what it comes to, and what cannot go wrong.

The cases stand in `dates.tsv`; its first line states the form.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.dates import DateRules, find, load_dates, resolve, resolve_all, signed_day
from kg.dates.calendar import days_of, fits, lunar_day, make_date
from kg.dates.values import normalised, parse
from kg.errors import RuleError, UsageError
from kg.resources import data
from tests.growth import assert_linear

ALPHABET = "0123456789年月日号时点半上下中午晚今昨明去当次同翌第个天前后初底末周星期一二三十廿正腊农历闰大除夕中秋春节立冬至到—-，。（）、“”近自从截起以来的近日国庆a ."
PUBLISHED = st.one_of(
    st.none(), st.dates(date(1950, 1, 1), date(2049, 12, 31)).map(lambda day: day.isoformat())
)


@dataclass(frozen=True)
class Case:
    line: int
    text: str
    published: str | None
    anchor: str | None
    expected: str


def cases() -> list[Case]:
    lines = Path(__file__).with_name("dates.tsv").read_text(encoding="utf-8").splitlines()
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            text, day, anchor, expected = line.split("\t")
            none = {"-": None}
            found.append(Case(number, text, none.get(day, day), none.get(anchor, anchor), expected))
    return found


@pytest.fixture(scope="module")
def rules() -> DateRules:
    return load_dates()


RULES = load_dates()


def summary(case: Case, rules: DateRules) -> str:
    """What is found in a case, in the form of `dates.tsv`."""
    found = find(case.text, rules)
    if case.anchor == ">":
        dates = resolve_all(found, case.published, rules)
    else:
        dates = [resolve(expr, case.published, case.anchor, rules) for expr in found]
    rows = [
        f"{case.text[e.start : e.end]}|{e.kind}|{day}|{e.time_of_day or ''}"
        for e, day in zip(found, dates, strict=True)
    ]
    return " ; ".join(rows) or "-"


def test_there_are_enough_cases() -> None:
    assert len(cases()) >= 250


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.line}: {case.text}")
def test_dates_of_the_table(case: Case, rules: DateRules) -> None:
    assert summary(case, rules) == case.expected


def narrative(text: str, rules: DateRules) -> list[str]:
    return [text[e.start : e.end] for e in find(text, rules) if e.narrative]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10月30日上午，区长调研。", ["10月30日上午"]),
        ("区长近日在河北考察。", ["近日"]),
        ("去年11月，该公司捐给学校打印机。", ["去年11月"]),
        ("该馆今年3月征集的藏品亮相。", []),
        ("赵书记2021年3月来到该村考察。", ["2021年3月"]),
        ("得知屋顶去年漏过雨。", []),
        ("他出席2024年夏季达沃斯论坛。", []),
        ("2016年，协会成立。", ["2016年"]),
        ("原定30日下午的督查取消。", []),
        ("会议定于9月21日召开。", []),
        ("去年10月30日的洪水冲了桥。", []),
        ("他（1998年10月30日）参军。", []),
        ("截至8月4日，累计43批次。", []),
        ("办事处近期工作取得成效。", []),
        ("近期，区长调研。", ["近期"]),
        ("元宵节前清零。", []),
        ("“六一”国际儿童节前夕，区长看望儿童。", ["“六一”国际儿童节前夕"]),
        ("上午9时，会议开始。", ["上午9时"]),
    ],
)
def test_what_can_carry_the_narrative(text: str, expected: list[str], rules: DateRules) -> None:
    assert narrative(text, rules) == expected


def test_planned_dates_are_marked(rules: DateRules) -> None:
    found = find("会议定于9月21日召开，8月2日筹备，原定30日下午的督查取消。", rules)
    assert [expr.planned for expr in found] == ["ahead", "", "once"]


@given(st.text(alphabet=ALPHABET, max_size=60), PUBLISHED)
@settings(max_examples=400, deadline=None)
def test_any_text_gives_spans_in_bounds_and_dates_in_form(text: str, published: str | None) -> None:
    found = find(text, RULES)
    end = 0
    for expr in found:
        assert end <= expr.start < expr.end <= len(text)
        end = expr.end
    for day in resolve_all(found, published, RULES):
        for side in (day or "").split("/"):
            assert normalised(parse(side)) == (side or None)


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_string_does_no_harm(text: str) -> None:
    assert all(0 <= e.start < e.end <= len(text) for e in find(text, RULES))


@given(
    st.dates(date(1950, 1, 1), date(2049, 12, 31)),
    st.integers(min_value=0, max_value=364),
)
@settings(deadline=None)
def test_a_day_without_year_is_never_later_than_publication(published: date, back: int) -> None:
    day = published - timedelta(days=back)
    text = f"{day.month}月{day.day}日，区长调研。"
    (expr,) = find(text, RULES)
    found = resolve(expr, published.isoformat(), None, RULES)
    if (day.month, day.day) != (2, 29):
        assert found == day.isoformat()
    (bare,) = find(f"{day.day}日，区长调研。", RULES)
    resolved = resolve(bare, published.isoformat(), None, RULES)
    assert resolved is not None
    assert resolved <= published.isoformat()
    assert resolved.endswith(f"-{day.day:02}")


@pytest.mark.parametrize(
    "piece",
    ["1", "日", "月日1", "1月1日", "（1日", "1日，", "1日至", "十", "中秋", "上午", "第1个", "去年的", "1.2.",
     "1月1日，星期三，农历正月初一，除夕，上午，", "五月五", "近日", "2022年", "截至1日", "1—"],
)  # fmt: skip
def test_the_work_grows_with_the_length(piece: str, rules: DateRules) -> None:
    assert_linear(lambda n: find((piece * n)[:n], rules), 20_000)


# Days that any printed Chinese calendar gives, among them leap months and the odd year 2033.
@pytest.mark.parametrize(
    ("rule", "year", "day"),
    [
        ("lunar-01-01", 2022, "2022-02-01"),
        ("lunar-01-16", 2022, "2022-02-16"),
        ("lunar-08-15", 2021, "2021-09-21"),
        ("lunar-02-01-leap", 2023, "2023-03-22"),
        ("lunar-06-01-leap", 2025, "2025-07-25"),
        ("lunar-11-01-leap", 2033, "2033-12-22"),
        ("eve", 2022, "2022-01-31"),
        ("eve", 2025, "2025-01-28"),
        ("term-21", 2023, "2023-11-08"),
        ("term-21", 2022, "2022-11-07"),
        ("term-7", 2023, "2023-04-05"),
        ("term-7", 2024, "2024-04-04"),
        ("term-0", 2023, "2023-12-22"),
        ("nth-05-2-7", 2023, "2023-05-14"),
        ("solar-10-01", 2023, "2023-10-01"),
    ],
)
def test_days_of_the_calendar(rule: str, year: int, day: str) -> None:
    assert [found.isoformat() for found in days_of(rule, year)] == [day]
    assert fits(rule, date.fromisoformat(day))


def test_a_solar_year_can_hold_no_or_two_days_of_the_last_lunar_month() -> None:
    counts = {year: len(days_of("lunar-12-08", year)) for year in range(1949, 2050)}
    assert set(counts.values()) == {0, 1, 2}
    assert sum(counts.values()) in {100, 101, 102}


def test_days_that_the_calendar_does_not_have() -> None:
    assert lunar_day("lunar-01-16-leap", 2022) is None
    assert lunar_day("lunar-12-30", 2024) is None
    assert make_date(2022, 2, 29) is None
    assert make_date(2022, 13, 1) is None


def test_the_sixty_years() -> None:
    assert fits("cycle-38", date(2022, 2, 16))
    assert not fits("cycle-38", date(2022, 1, 31))


def test_every_festival_has_a_day(rules: DateRules) -> None:
    for word, rule in rules.festivals.items():
        assert any(days_of(rule, year) for year in (2022, 2023, 2024)), word


def test_a_wrong_publication_date_says_what_is_allowed(rules: DateRules) -> None:
    (expr,) = find("10月30日", rules)
    with pytest.raises(UsageError, match=r"'16.11.2022' is no date.*YYYY-MM-DD"):
        resolve(expr, "16.11.2022", None, rules)


def test_faults_of_the_file_are_reported_together(tmp_path: Path) -> None:
    folder = tmp_path / "ontology"
    (folder / "rules").mkdir(parents=True)
    shutil.copytree(data("ontology", "lexicon"), folder / "lexicon")
    text = data("ontology", "rules", "dates.toml").read_text(encoding="utf-8")
    text = text.replace('pattern = "<lunar>"', 'pattern = "<lunary>"', 1)
    text = text.replace('vague = "前后|', 'vague = "前后)|', 1)
    (folder / "rules" / "dates.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_dates(folder)
    assert "lunar: unknown" in str(caught.value)
    assert "vague: unbalanced parenthesis" in str(caught.value)
    assert "dates.toml" in str(caught.value)


def test_the_calendar_is_loaded_only_when_asked() -> None:
    code = (
        "import sys; from kg.dates import *; r = load_dates(); "
        "print([resolve(e, '2022-11-16', None, r) for e in find('10月30日，区长调研。', r)], "
        "'tyme4py' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60,
        cwd=data("ontology").parent,
    )  # fmt: skip
    assert run.stdout.split() == ["['2022-10-30']", "False"]


def test_dates_of_annotated_articles_are_all_found(shared: Path, rules: DateRules) -> None:
    """Every date of the local gold articles is that of some expression of its article."""
    missing: set[tuple[str, str]] = set()
    for article in json.loads((shared / "dev_local.json").read_text(encoding="utf-8")):
        text = article["text"].translate({0xFF10 + digit: 48 + digit for digit in range(10)})
        found = set(resolve_all(find(text, rules), article["published"], rules))
        for kind in ("visits", "meetings", "directives", "donations"):
            for event in article["gold"][kind]:
                if event["date"] and event["date"] not in found:
                    missing.add((article["id"], event["date"]))
    # D21 gives its year only by reckoning: two years from August 2020 are full this month.
    assert {identifier for identifier, _ in missing} <= {"D21"}


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2014年7月28日", "2014-07-28"),
        ("（2014年2月30日）", None),
        ("2014年11月", "2014-11-30"),
        ("2014-07-28  ", "2014-07-28"),
        ("云溪公司党支部2014年7月28日", None),
        ("他生于2014年7月28日", None),
    ],
)
def test_the_line_that_signs_an_article(last: str, expected: str | None, rules: DateRules) -> None:
    assert signed_day(f"县长马占海看望官兵。\n云溪公司\n{last}\n", rules) == expected
