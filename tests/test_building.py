"""Building at any size: what is lost if a build is killed (nothing), and what is told of it."""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import pickle
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

import kg
from kg import pipeline
from kg.cli import main
from kg.cli.progress import Progress
from kg.errors import InputError, KgError
from kg.extract import extract
from kg.identify import identify
from kg.ingest import ReadOptions, drafts
from kg.model import Article
from kg.query import Graph
from kg.rules import load_rules
from kg.store import Store, intake, opening
from tests.benchmarks.texts import made_articles
from tests.killing import begun, build, killed

KILLS = 20
ARTICLES = 40


def corpus(file: Path, edition: str, number: int = ARTICLES) -> Path:
    """Articles, every tenth of them printed again elsewhere."""
    with file.open("w", encoding="utf-8") as stream:
        for n, text in enumerate(made_articles(number)):
            item = {"id": f"{n}", "text": text + edition, "published": "2022-11-16"}
            stream.write(f"{json.dumps(item, ensure_ascii=False)}\n")
            if n % 10 == 0:
                again = {**item, "id": f"again-{n}", "published": "2022-11-15"}
                stream.write(f"{json.dumps(again, ensure_ascii=False)}\n")
    return file


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_a_build_that_is_killed_at_any_moment_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    news, before, undisturbed = Path("news.jsonl"), Path("before"), Path("undisturbed")
    pipeline.build([str(corpus(news, ""))], store=before, jobs=1)
    shutil.copytree(before, undisturbed)
    corpus(news, "村里修了新路。")
    with begun(build, str(news), str(undisturbed)) as process:
        began = time.monotonic()
        process.join()
        assert process.exitcode == 0
    length = time.monotonic() - began
    with Store.open(undisturbed) as store:
        expected = store.lines()
    moments = random.Random(20221116)
    cut_off = 0
    for _ in range(KILLS):
        shutil.copytree(before, "store")
        with begun(build, str(news), "store") as process:
            time.sleep(moments.uniform(0, length))
            cut_off += killed(process)
        pipeline.build([str(news)], store="store", jobs=1, prune=True)
        with Store.open("store") as store:
            assert store.lines() == expected
        shutil.rmtree("store")
    assert cut_off >= KILLS // 2


def test_a_store_that_lets_go_of_what_it_has_read_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    news = str(corpus(Path("news.jsonl"), ""))
    pipeline.build([news], store="kept", jobs=1)
    monkeypatch.setattr(intake, "CHUNK", 20_000)
    monkeypatch.setattr(opening, "_LARGE", 0)
    opened = mock.Mock(wraps=opening.open_engine)
    monkeypatch.setattr(kg.store, "open_engine", opened)
    pipeline.build([news], store="let-go", jobs=1)
    assert opened.call_count > 10
    with Store.open("kept") as one, Store.open("let-go") as other:
        assert one.lines() == other.lines()
    with Graph("kept") as one_graph, Graph("let-go") as other_graph:
        assert one_graph.search("调研") == other_graph.search("调研")


def test_what_fails_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty.txt").touch()
    Path("news.jsonl").write_text(
        '{"text": "陆青禾到祥营村调研。"}\n{"text": 7}\n', encoding="utf-8"
    )
    assert (
        main(["build", "empty.txt", "nowhere.txt", "news.jsonl", "--report", "failed.jsonl"]) == 1
    )
    told = [json.loads(line) for line in Path("failed.jsonl").read_text("utf-8").splitlines()]
    assert [(one["source"], one["code"]) for one in told] == [
        ("empty.txt", "input-empty"),
        ("nowhere.txt", "input-missing"),
        ("news.jsonl", "input-json-field"),
    ]
    assert all(one["reason"].startswith(one["source"]) for one in told)
    assert main(["build", "news.jsonl", "--report", "failed.jsonl"]) == 1
    Path("news.jsonl").write_text('{"text": "陆青禾到祥营村调研。"}\n', encoding="utf-8")
    assert main(["build", "news.jsonl", "--report", "failed.jsonl"]) == 0
    assert main(["build", "news.jsonl", "-s", "never", "--report", "nowhere/failed.jsonl"]) == 2
    assert not Path("never").exists()  # told before anything is done
    assert Path("failed.jsonl").read_bytes() == b""


def test_an_id_that_another_table_gave_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tables that each number their articles from 1: none replaces or joins another's unnoticed."""
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("id,text\n1,陆青禾到祥营村调研。\n", encoding="utf-8")
    Path("b.csv").write_text("id,text\n1,市长马成章在双桥镇检查防汛工作。\n", encoding="utf-8")
    assert main(["build", "a.csv"]) == 0
    with Store.open("zhengji.store") as store:
        before = store.lines()
    capsys.readouterr()
    assert main(["build", "b.csv"]) == 1
    assert "b.csv: id '1' was given before, to another text in a.csv" in capsys.readouterr().err
    with Store.open("zhengji.store") as store:
        assert store.lines() == before
    assert main(["build", "b.csv", "--source", "双桥镇"]) == 0
    Path("b.csv").write_text("id,text\n1,陆青禾到祥营村调研。\n", encoding="utf-8")
    assert main(["build", "b.csv"]) == 0  # the same text: found elsewhere too
    Path("a.csv").write_text("id,text\n1,今天没有新闻。\n", encoding="utf-8")
    assert main(["build", "a.csv"]) == 0  # the same table: changed


def faulty(which: str, article: Article, rules: kg.Rules) -> kg.Record:
    """What extraction gives, with a fault in one article."""
    if article.id == which:
        raise RecursionError("too deep")
    return extract(article, rules)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_of_ours_costs_one_article(
    jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "extract", partial(faulty, "30"))
    news = corpus(tmp_path / "news.jsonl", "")
    summary = pipeline.build([str(news)], store=tmp_path / "store", jobs=jobs)
    (error,) = summary.changes.failed
    assert str(error).startswith("30: the article cannot be read")
    assert summary.read == ARTICLES + ARTICLES // 10 - 1


def test_what_a_file_has_no_more_goes_also_where_another_article_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store has as many articles of the file as the file has, but not the same."""
    monkeypatch.setattr(pipeline, "extract", partial(faulty, "named"))
    news, store = tmp_path / "news.jsonl", tmp_path / "store"
    first, second = '{"text": "陆青禾到祥营村调研。"}', '{"text": "陆青禾到东史马村调研。"}'
    news.write_text(f"{first}\n{second}\n", encoding="utf-8")
    pipeline.build([str(news)], store=store)
    third = '{"id": "named", "text": "陆青禾到瓦屋李村调研。"}'
    news.write_text(f"{first}\n{third}\n", encoding="utf-8")
    changes = pipeline.build([str(news)], store=store).changes
    assert (changes.same, changes.removed, len(changes.failed)) == (1, 1, 1)


def test_pruning_leaves_what_the_inputs_have(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("examples").mkdir()
    for name in ("page.txt", "companies.txt", "snow.txt", "articles.jsonl"):
        shutil.copy(root / "examples" / name, "examples")
    day = ("--published", "2022-12-16")
    assert main(["build", "examples", *day]) == 0
    Path("examples/snow.txt").unlink()
    assert main(["build", "examples", *day]) == 0
    capsys.readouterr()
    assert main(["build", "examples", "--prune", *day]) == 0
    assert "1 no longer there and taken out" in capsys.readouterr().err
    with Store.open("zhengji.store") as store:
        left = store.lines()
    assert main(["build", "examples", "--store", "other", *day]) == 0
    with Store.open("other") as store:
        assert store.lines() == left


def test_a_store_is_the_same_with_any_number_of_processes(tmp_path: Path) -> None:
    news = corpus(tmp_path / "news.jsonl", "")
    for jobs in (1, 2):
        pipeline.build([str(news)], store=tmp_path / str(jobs), jobs=jobs)
    with Store.open(tmp_path / "1") as one, Store.open(tmp_path / "2") as two:
        assert one.lines() == two.lines()
        assert one.stats().reprinted == ARTICLES // 10


def test_the_one_article_that_has_changed_is_read_by_a_process_that_stood_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To read 220 articles takes longer than nothing, so one is made ready meanwhile."""
    news = corpus(tmp_path / "news.jsonl", "", 200)
    for jobs in (1, 2):
        pipeline.build([str(news)], store=tmp_path / str(jobs), jobs=jobs)
    lines = news.read_text(encoding="utf-8").splitlines()
    changed = {**json.loads(lines[-1]), "text": "11月15日，招贤镇镇长陆青禾到祥营村调研。"}
    lines[-1] = json.dumps(changed, ensure_ascii=False)
    news.write_text("\n".join(lines), encoding="utf-8")
    pipeline.build([str(news)], store=tmp_path / "1", jobs=1)
    monkeypatch.setattr(pipeline, "_record", partial(only_elsewhere, os.getpid(), pipeline._record))
    summary = pipeline.build([str(news)], store=tmp_path / "2", jobs=2)
    assert (summary.changes.changed, summary.changes.failed) == (1, ())
    assert dict(summary.events)["Visit"] == 1
    with Store.open(tmp_path / "1") as one, Store.open(tmp_path / "2") as two:
        assert one.lines() == two.lines()


def only_elsewhere(
    process: int, record: Callable[..., kg.Record | KgError], *given: Any, **named: Any
) -> kg.Record | KgError:
    """What `record` gives, in any process but one."""
    assert os.getpid() != process
    return record(*given, **named)


def test_extraction_is_a_function_of_values_that_can_be_sent_anywhere(tmp_path: Path) -> None:
    """Any engine that moves pickled values can run it, one that begins processes afresh too."""
    news = corpus(tmp_path / "news.jsonl", "")
    work = partial(pipeline._copy, rules=())
    with Store.open(tmp_path / "store", create=True) as store:
        intake = store.intake(load_rules(()).version)
        wanted = list(intake.fresh(drafts([str(news)], ReadOptions())))
        sent = pickle.loads(pickle.dumps((work, wanted)))
        results = [sent[0](one) for one in sent[1]]
        assert results == list(map(work, wanted))
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            assert list(pool.map(work, wanted[:2])) == results[:2]
        for copy, _ in pickle.loads(pickle.dumps(results)):
            intake.take(copy)
        assert intake.finish().new == ARTICLES


def test_what_was_done_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    news, store = str(corpus(tmp_path / "news.jsonl", "")), str(tmp_path / "store")
    assert main(["build", news, "--store", store]) == 0
    told = capsys.readouterr().err
    assert "Articles read: 44 (40 new, 4 found elsewhere too)" in told
    assert "40 Directive, 40 Donation, 40 Meeting, 40 Visit" in told
    assert main(["build", news, "--store", store]) == 0
    assert "44 as before" in capsys.readouterr().err
    assert main(["stats", "--store", store]) == 0
    assert "Found in several places: 4 articles" in capsys.readouterr().out


def test_identities_are_made_anew_only_if_facts_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bool] = []
    monkeypatch.setattr(pipeline, "identify", lambda store: made.append(identify(store)))
    texts = ["11月3日，县长陆青禾到祥营村调研。", "11月4日，灵丘县县长陆青禾到双桥村调研。"]
    news = tmp_path / "news.jsonl"

    def build(store: str) -> list[str]:
        items = [{"id": f"{n}", "text": text} for n, text in enumerate(texts)]
        news.write_text("\n".join(map(json.dumps, items)), encoding="utf-8")
        made.clear()
        pipeline.build([str(news)], store=tmp_path / store, published="2022-11-16", home="灵丘县")
        with Store.open(tmp_path / store) as opened:
            return opened.lines()

    build("store")
    for number, (n, text, is_new) in enumerate(
        [
            (0, texts[0], False),
            (1, texts[1] + "路面已经修好。", False),
            (1, "11月4日，灵丘县县长陆青禾到祥营村调研。路面已经修好。", True),
            (0, texts[0].replace("陆青禾", "葛慧"), True),
            (1, "路面已经修好。", True),
        ]
    ):
        texts[n] = text
        lines = build("store")
        assert made == [is_new]
        assert lines == build(f"new-{number}")


def test_the_text_of_a_web_page_is_kept(tmp_path: Path, root: Path) -> None:
    """Offsets count into it, and nobody else has it; other texts stand in their files."""
    forms = [str(root / "examples/forms" / name) for name in ("visit.html", "crawl.warc.gz")]
    pipeline.build([*forms, str(root / "examples/articles.jsonl")], store=tmp_path / "store")
    with kg.Graph(tmp_path / "store") as graph:
        rows = list(
            graph.query(
                "SELECT ?file ?text ?start ?end ?exact { ?article zj:source/zj:file ?file . "
                "?quote zj:sourceArticle ?article ; zj:start ?start ; zj:end ?end ; zj:exact ?exact "
                "OPTIONAL { ?article zj:sourceText ?text } }"
            )
        )
    found = {row["file"] for row in rows if row["text"]}
    assert found == {row["file"] for row in rows} - {str(root / "examples/articles.jsonl")}
    assert len(found) == 2
    for _, text, start, end, exact in (tuple(row.values()) for row in rows if row["text"]):
        assert isinstance(text, str)
        assert isinstance(start, int)
        assert isinstance(end, int)
        assert text[start:end] == exact


# ---------------------------------------------------------------- progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def passed(progress: Progress, articles: Iterable[Article | KgError]) -> None:
    for _ in progress.articles(articles):
        progress.facts(3)


def test_progress_tells_articles_facts_rate_and_time_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    file = tmp_path / "news.txt"
    file.write_text("字" * 1000, encoding="utf-8")
    article = kg.extract("陆青禾到祥营村调研。").article
    told = Progress([str(file)])
    assert told.line(0.0) == "0 articles, 0 facts, 0 articles a second"
    passed(told, [article, InputError("input-empty", source="x")] * 10)
    assert told.line(5.0) == "10 articles, 60 facts, 2 articles a second, 0:45 left"
    whole = Progress(["-"])
    passed(whole, [article])
    assert whole.line(4.0) == "1 articles, 3 facts, 0 articles a second"


def test_progress_is_a_line_on_a_terminal_and_nothing_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kg.cli.progress._EVERY", 0.0)
    article = kg.extract("陆青禾到祥营村调研。").article
    for stream in (Terminal(), io.StringIO()):
        monkeypatch.setattr(sys, "stderr", stream)
        with Progress(["-"]) as told:
            passed(told, [article])
        assert ("\r\x1b[K1 articles, 3 facts" in stream.getvalue()) == stream.isatty()
        assert stream.isatty() or not stream.getvalue()
