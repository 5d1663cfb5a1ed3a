"""Evaluation: the scorer's figures to three places, rules measured, faulty annotation told."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kg.cli.evaluate import evaluate as command
from kg.errors import InputError, KgError, UsageError
from kg.evaluate import (
    Difference,
    RuleScore,
    Tally,
    evaluate,
    measure_confidence,
    write_confidence,
)
from kg.evaluate.alike import _common, same_issuer, same_name, same_post
from kg.evaluate.compare import compare, shared
from kg.evaluate.confidence import lower_bound
from kg.evaluate.facts import Facts, Filler, Happening, Held, Said
from kg.evaluate.gold import read_gold
from kg.evaluate.report import as_json, as_text
from kg.extract import extract
from kg.ingest import read
from kg.model import Article
from kg.record import to_line
from kg.rules import load_rules

RULES = load_rules()
OWN = Path(__file__).resolve().parent / "corpus" / "look.json"
TEXT = (
    "11月14日，秦州区委书记冉庭松到太京镇调研春耕备耕工作，副区长卫南星陪同。"
    "冉庭松强调，要把种子化肥备足备齐，确保不误农时。"
)
GOLD: dict[str, Any] = {
    "visits": [
        {
            "visitors": ["冉庭松"],
            "companions": ["卫南星"],
            "places": ["太京镇"],
            "date": "2022-11-14",
        }
    ],
    "directives": [
        {"issuers": ["冉庭松"], "start": "要把种子", "end": "不误农时", "date": "2022-11-14"}
    ],
    "posts": [
        {"person": "冉庭松", "post": "秦州区委书记"},
        {"person": "卫南星", "post": "副区长"},
    ],
}


def article(**changes: Any) -> dict[str, Any]:
    given = {"id": "A1", "title": "", "text": TEXT, "published": "2022-11-16", "gold": GOLD}
    return {key: value for key, value in {**given, **changes}.items() if value is not ...}


def written(folder: Path, *articles: Any) -> Path:
    file = folder / "gold.json"
    file.write_text(json.dumps(articles, ensure_ascii=False), encoding="utf-8")
    return file


# -- figures ------------------------------------------------------------------------------


def scored(gold: Path, shared: Path, folder: Path) -> str:
    """What the scorer prints for what the rules find in a file of annotated articles."""
    records = folder / "records.jsonl"
    articles = [one for one in read([str(gold)]) if isinstance(one, Article)]
    lines = [f"{to_line(extract(one, RULES))}\n" for one in articles]
    records.write_text("".join(lines), encoding="utf-8")
    run = [sys.executable, str(shared / "score.py"), str(gold), str(records)]
    return subprocess.run(run, capture_output=True, encoding="utf-8", check=True).stdout


@pytest.mark.parametrize("name", ["dev_local.json", "dev_national.json", "own"])
def test_figures_are_those_of_the_scorer(name: str, shared: Path, tmp_path: Path) -> None:
    gold = OWN if name == "own" else shared / name
    told = scored(gold, shared, tmp_path)
    found = evaluate(gold, RULES)
    ours = {
        one.kind: [f"{x:.3f}" for x in (one.tally.precision, one.tally.recall, one.tally.f1)]
        for one in found.kinds
    }
    theirs = {
        kind: figures.split() for kind, figures in re.findall(r"(\w+)((?: +[\d.]+){3})", told)
    }
    assert ours == theirs
    assert f"core {found.core:.3f}  all {found.all:.3f} " in told
    left_out = {one.kind for one in found.kinds if not one.counts}
    assert left_out == set(re.findall(r"(\w+) .*not in the means", told))


def test_an_article_found_whole_differs_in_nothing(tmp_path: Path) -> None:
    found = evaluate(written(tmp_path, article()), RULES)
    assert (found.core, found.all) == (1.0, 1.0)
    assert [(one.kind, one.annotated) for one in found.kinds if one.counts] == [
        ("visits", 1),
        ("directives", 1),
        ("posts", 2),
    ]
    assert found.articles[0].differences == ()
    assert {(one.kind, one.right, one.cases) for one in found.rules} == {
        ("visits", 4, 4),
        ("directives", 1, 1),
        ("posts", 2, 2),
    }


def test_what_is_missing_and_what_is_extra_is_told(tmp_path: Path) -> None:
    gold = {
        **GOLD,
        "visits": [{**GOLD["visits"][0], "companions": [], "places": ["太京镇", "皂郊镇"]}],
        "posts": [GOLD["posts"][0], {"person": "栗知微", "post": "镇长"}],
    }
    two = written(tmp_path, article(id="whole"), article(id="lacking", gold=gold))
    found = evaluate(two, RULES)
    assert [(one.id, one.wrong) for one in found.articles] == [("lacking", 4), ("whole", 0)]
    told = {(one.kind, one.text, bool(one.rule)) for one in found.articles[0].differences}
    assert told == {
        ("visits", "places: 皂郊镇", False),
        ("visits", "companions: 卫南星", True),
        ("posts", "栗知微 镇长", False),
        ("posts", "卫南星 副区长", True),
    }


def test_only_some_articles(tmp_path: Path) -> None:
    two = written(tmp_path, article(), article(id="A2", gold={}))
    assert evaluate(two, RULES, only=["A1"]).all == 1.0
    assert evaluate(two, RULES).all < 1.0
    with pytest.raises(UsageError, match=r"id 'A3'. There are: A1, A2"):
        evaluate(two, RULES, only=["A1", "A3"])


def test_several_files_count_together(tmp_path: Path) -> None:
    file = written(tmp_path, article())
    assert evaluate([file, file], RULES).kinds[0].annotated == 2


def test_lines_and_array_are_read_alike(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    lines = [json.dumps(article(id=name), ensure_ascii=False) + "\n" for name in ("A1", "A2")]
    file.write_text("".join(lines), encoding="gb18030")
    assert [one.article.id for one in read_gold(file)] == ["A1", "A2"]


# -- faulty annotation --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"text": ...}, "no field 'text'"),
        ({"text": 7}, "field 'text' is a number; a text is needed"),
        ({"gold": ...}, "article A1: gold is null; an object with visits, directives"),
        ({"gold": []}, "article A1: gold is []; an object with"),
        ({"gold": {"visit": []}}, "gold has the unknown key 'visit'. Allowed: visits, direct"),
        ({"gold": {"visits": {}}}, "visits is {}; a list of objects"),
        ({"gold": {"visits": [3]}}, "visits[0] is 3; an object is needed"),
        ({"gold": {"visits": [{"visitor": []}]}}, "visits[0] has the unknown key 'visitor'"),
        ({"gold": {"visits": [{"visitors": "冉庭松"}]}}, 'visits[0].visitors is "冉庭松"; a list'),
        ({"gold": {"visits": [{"date": "11月14日"}]}}, 'visits[0].date is "11月14日"; null or a'),
        ({"gold": {"donations": [{"value_cny": "三万"}]}}, "value_cny is"),
        ({"gold": {"donations": [{"items": [{"unit": "个"}]}]}}, "items[0].name is null; a text"),
        ({"gold": {"posts": [{"person": "冉庭松"}]}}, "posts[0].post is null; a text is needed"),
        (
            {"gold": {"directives": [{"issuers": ["冉庭松"], "start": "要抢收", "end": "农时"}]}},
            "directives[0].start '要抢收' does not stand in title or text",
        ),
        (
            {"gold": {"directives": [{"issuers": ["冉庭松"], "start": "要把", "end": "抢收"}]}},
            "directives[0].end '抢收' does not stand after the start",
        ),
        (
            {"gold": {"directives": [{"issuers": [], "start": "要把", "end": "农时"}]}},
            "directives[0].issuers is []; a list of one name at least",
        ),
    ],
)
def test_faulty_annotation_is_told(change: dict[str, Any], told: str, tmp_path: Path) -> None:
    file = written(tmp_path, article(**change))
    with pytest.raises(InputError) as caught:
        evaluate(file, RULES)
    assert told in str(caught.value)
    assert str(file) in str(caught.value)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    faulty = [article(id="A1", gold={"visits": 1, "posts": 2}), article(id="A2", gold=None)]
    with pytest.raises(InputError, match="3 faults:") as caught:
        read_gold(
            written(
                tmp_path,
                *faulty,
            )
        )
    assert str(caught.value).count("article A1") == 2
    assert str(caught.value).count("article A2") == 1


def test_an_id_stands_for_one_article(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="two articles have the id 'A1'"):
        read_gold(written(tmp_path, article(), article()))


def test_what_is_no_annotated_file(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_gold(tmp_path / "missing.json")
    page = tmp_path / "page.txt"
    page.write_text(TEXT, encoding="utf-8")
    with pytest.raises(InputError, match="not JSON"):
        read_gold(page)


# -- comparison ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gold", "found", "role", "same"),
    [
        ("冉庭松", "冉庭松", "visitors", True),
        ("冉庭松", "冉庭", "visitors", False),
        ("区教育局", "教育局", "visitors", True),
        ("天水市秦州区太京镇", "太京镇", "places", True),
        ("天水市秦州区太京镇", "秦州", "places", False),
        ("天河南街一号院", "天河南街二号院", "places", False),
        ("东关街道办事处", "西关街道办事处", "places", False),
        ("阳光小区（北区）", "阳光小区北区", "places", True),
        ("", "", "", False),
        ("医用口罩", "医用外科口罩", "items", True),
    ],
)
def test_names_alike(gold: str, found: str, role: str, *, same: bool) -> None:
    assert same_name(gold, found, role) is same


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        ("副区长", "区长", False),
        ("秦州区副区长", "副区长", True),
        ("区委书记", "秦州区委书记", True),
        ("天水市秦州区农业农村局局长", "天水市秦州区农业农村局长", True),
        ("原区长", "区长", False),
    ],
)
def test_posts_alike(gold: str, found: str, *, same: bool) -> None:
    assert same_post(gold, found) is same


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        ("会议", "会上", True),
        ("会议", "全区春耕现场会", True),
        ("会议", "冉庭松", False),
        ("春耕现场会", "秋收现场会", False),
    ],
)
def test_issuers_alike(gold: str, found: str, *, same: bool) -> None:
    assert same_issuer(gold, found) is same


def table_lcs(one: str, other: str) -> int:
    row = [0] * (len(other) + 1)
    for a in one:
        above, row = row, [0]
        for j, b in enumerate(other):
            row.append(above[j] + 1 if a == b else max(above[j + 1], row[j]))
    return row[-1]


@given(st.text("太京镇村", max_size=12), st.text("太京镇村", max_size=12))
def test_the_common_subsequence_is_the_longest(one: str, other: str) -> None:
    assert _common(one, other) == table_lcs(one, other)


def test_each_filler_is_used_once_and_equal_ones_first() -> None:
    gold = [Filler("places", "太京镇政府"), Filler("places", "太京镇")]
    found = [Filler("places", "太京镇"), Filler("places", "太京镇")]
    assert shared(gold, found) == [(1, 0), (0, 1)]
    amount = Filler("amount", "口罩", 300.0, "个")
    assert shared([amount], [Filler("amount", "医用品", 300.0, "个")]) == [(0, 0)]
    assert shared([amount], [Filler("amount", "口罩", 301.0, "个")]) == []
    assert shared([Filler("date", "2022-11-14")], [Filler("date", "2022-11")]) == []


def happenings(*events: Happening) -> Facts:
    return Facts({"visits": events, "meetings": (), "donations": ()}, (), ())


def test_events_without_a_telling_filler_in_common_are_two() -> None:
    date = Filler("date", "2022-11-14")
    gold = happenings(Happening((Filler("visitors", "冉庭松"), date)))
    found = happenings(Happening((Filler("visitors", "卫南星"), date), "go"))
    comparison = compare(gold, found, "")
    assert comparison.tallies["visits"] == Tally(0, 2, 0, 2)
    assert comparison.rules == {("visits", "go"): (0, 2)}
    assert comparison.differences == (
        Difference("visits", "visitors: 冉庭松; date: 2022-11-14", units=2),
        Difference("visits", "visitors: 卫南星; date: 2022-11-14", rule="go", units=2),
    )


def said(start: int, end: int, issuer: str, rule: str = "") -> Said:
    return Said((issuer,), frozenset(range(start, end)), rule)


def test_a_directive_is_right_in_the_characters_of_its_issuer() -> None:
    text = "一二三四五六七八九十"
    none: dict[str, tuple[Happening, ...]] = {"visits": (), "meetings": (), "donations": ()}
    gold = Facts(none, (said(0, 5, "冉庭松"), said(5, 10, "会议")), ())
    found = Facts(none, (said(0, 4, "冉庭松", "a"), said(3, 10, "会上", "b")), ())
    comparison = compare(gold, found, text)
    assert comparison.tallies["directives"] == Tally(9, 11, 9, 10)
    assert comparison.rules == {("directives", "a"): (1, 1), ("directives", "b"): (0, 1)}
    assert comparison.differences == (
        Difference("directives", "五", "冉庭松"),
        Difference("directives", "四五", "会上", "b"),
    )


def test_a_post_counts_once() -> None:
    none: dict[str, tuple[Happening, ...]] = {"visits": (), "meetings": (), "donations": ()}
    gold = Facts(none, (), (Held("冉庭松", "书记"),))
    twice = Facts(none, (), (Held("冉庭松", "书记", "p"), Held("冉庭松", "书记", "p")))
    comparison = compare(gold, twice, "")
    assert comparison.tallies["posts"] == Tally(1, 2, 1, 1)
    assert comparison.rules == {("posts", "p"): (1, 2)}


def test_nothing_found_is_no_division_by_nothing() -> None:
    assert (Tally().precision, Tally().recall, Tally().f1) == (0, 0, 0)


# -- confidence ---------------------------------------------------------------------------


def test_lower_bounds_are_wilsons() -> None:
    # Newcombe, Two-sided confidence intervals for the single proportion (1998), table I.
    for right, cases, low in ((81, 263, 0.2553), (15, 148, 0.0624), (0, 20, 0), (29, 29, 0.8830)):
        assert 0 <= low - lower_bound(right, cases) < 0.001


@given(st.integers(1, 500), st.integers(0, 500))
def test_a_lower_bound_is_below_the_share(cases: int, right: int) -> None:
    right = min(right, cases)
    assert 0 <= lower_bound(right, cases) <= right / cases


def test_fewer_than_ten_cases_give_no_confidence() -> None:
    assert RuleScore("go", "visits", 9, 9).confidence is None
    assert RuleScore("go", "visits", 10, 10).confidence == 0.722


def test_confidence_is_written_as_a_table_of_rules(tmp_path: Path) -> None:
    scores = [
        RuleScore("visit-go", "visits", 81, 90),
        RuleScore("few", "visits", 3, 4),
        RuleScore("我的规则", "visits", 0, 0),
    ]
    file = tmp_path / "confidence.toml"
    assert write_confidence(scores, file) == file
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    assert table == {
        "confidence": {
            "visit-go": {"right": 81, "cases": 90, "lower": 0.82},
            "few": {"right": 3, "cases": 4},
            "我的规则": {"right": 0, "cases": 0},
        }
    }
    assert [one.name for one in tmp_path.iterdir()] == ["confidence.toml"]
    before = file.read_bytes()
    write_confidence(reversed(scores), file)
    assert file.read_bytes() == before


def test_confidence_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(KgError, match=r"cannot be written: .*Name another file"):
        write_confidence([], tmp_path / "none" / "confidence.toml")


def test_rules_of_kinds_of_posts_are_measured_too() -> None:
    measured = {one.rule: one for one in measure_confidence(OWN, RULES)}
    assert measured["post-post"].cases >= 100
    assert measured["visit-strong-go"].confidence is not None
    assert all(one.right <= one.cases for one in measured.values())


# -- report and command -------------------------------------------------------------------


def test_the_report_names_rule_and_article(tmp_path: Path) -> None:
    found = evaluate(written(tmp_path, article(gold={**GOLD, "visits": []})), RULES)
    lines = as_text(found).splitlines()
    assert "A1: 4 missing or extra" in lines
    assert lines[-1].startswith("  extra    visits: visitors: 冉庭松; companions: 卫南星;")
    assert "A1" not in as_text(found, worst=0)
    told = as_json(found)
    assert told["kinds"]["directives"]["f1"] == 1.0
    assert told["articles"][0]["differences"][0]["found"].startswith("visitors: 冉庭松")


def test_the_command_prints_figures_and_writes_confidence(tmp_path: Path) -> None:
    file, out = written(tmp_path, article()), tmp_path / "confidence.toml"
    done = CliRunner().invoke(command, [str(file), "--confidence", str(out)])
    assert done.exit_code == 0, done.output
    assert "core 1.000   all 1.000" in done.output
    assert "confidence" in tomllib.loads(out.read_text(encoding="utf-8"))
    done = CliRunner().invoke(command, [str(file), "--format", "json"])
    assert json.loads(done.output)["core"] == 1.0
