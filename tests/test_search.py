"""The search: what is found, how it is marked and ranked, and an index that follows its store."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import pipeline
from kg.errors import StoreError, UsageError
from kg.query import Graph
from kg.search import Hit
from kg.search.index import Index
from kg.search.words import best_sentence, fold, phrases, split
from kg.store import Store
from kg.store.copies import Copies
from kg.store.telling import told_by_lines, told_by_quads, unpacked
from kg.vocabulary import Class
from tests.town import small_town

TEXTS = {
    "a": "12月5日上午，洛龙区区长褚明轩到关林办事处调研供暖工作。褚明轩要求，要保障供暖！",
    "b": "12月6日，洛龙区区长褚明轩到安乐镇调研防汛。AI和５Ｇ项目进展顺利；供水正常。",
    "c": "今年雨水好，麦子长势喜人。村民们正在田里忙着。",
}


@pytest.fixture(scope="module")
def town() -> Graph:
    return Graph.of(small_town().store())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of three articles; only to be read, or copied."""
    folder = tmp_path_factory.mktemp("search")
    put(folder)
    build(folder)
    return folder


@pytest.fixture
def copied(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "copy")


def put(folder: Path, **changed: str) -> None:
    for name, text in (TEXTS | changed).items():
        (folder / f"{name}.txt").write_text(f"标题{name}\n\n{text}\n", encoding="utf-8")


def build(folder: Path, *, prune: bool = False) -> None:
    with contextlib.chdir(folder):  # ids are paths as given
        inputs = sorted(map(str, Path().glob("*.txt")))
        pipeline.build(inputs, store="s", published="2022-12-16", prune=prune, jobs=1)


def found(folder: Path, words: str, *kinds: str) -> list[str]:
    """Marked sentences."""
    with Graph(folder / "s") as graph:
        return [hit.marked("«", "»") for hit in graph.search(words, kinds=kinds or ["Article"])]


def titles(hits: list[Hit]) -> list[str]:
    return [hit.title for hit in hits]


# -- what is found


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        ("供暖", ["12月5日上午，洛龙区区长褚明轩到关林办事处调研«供暖»工作。"]),
        ("暖", ["12月5日上午，洛龙区区长褚明轩到关林办事处调研供«暖»工作。"]),
        ("保障供暖", ["褚明轩要求，要«保障供暖»！"]),
        ("供暖 要求", ["褚明轩«要求»，要保障«供暖»！"]),
        ("麦子", ["今年雨水好，«麦子»长势喜人。"]),  # of no fact: the text itself is searched
        ("ai ５g", ["«AI»和«5G»项目进展顺利；"]),
        ("安乐镇调研防汛", ["12月6日，洛龙区区长褚明轩到«安乐镇调研防汛»。"]),
        ("汛AI", []),  # not across sentences
        ("供暖 麦子", []),
        ("标题c", ["«标题c»"]),
    ],
)
def test_words_are_found_and_marked(built: Path, words: str, sentences: list[str]) -> None:
    assert found(built, words) == sentences


def test_facts_and_names_are_found(built: Path) -> None:
    assert found(built, "调研", "Visit") == [
        "12月6日，洛龙区区长褚明轩到安乐镇«调研»防汛",
        "12月5日上午，洛龙区区长褚明轩到关林办事处«调研»供暖工作",
    ]
    assert found(built, "明轩", "Person") == ["褚«明轩»"]
    with Graph(built / "s") as graph:
        assert {hit.kind for hit in graph.search("褚明轩")} == {"Article", "Person"}
        (hit,) = graph.search("供暖", kinds=["Directive"])
    assert (hit.kind, hit.date, hit.title) == ("Directive", "2022-12-05", "标题a")
    assert hit.node.startswith(hit.article)


def test_the_better_hit_comes_first(built: Path) -> None:
    assert found(built, "供")[0].startswith("12月5日"), "twice in a short text"
    with Graph(built / "s") as graph:
        scores = [hit.score for hit in graph.search("供")]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("looking", "expected"),
    [
        ({"people": ["陈启明"]}, {"陈启明到沟赵调研", "十月回顾"}),
        ({"people": ["周雅文（挂职）"]}, {"十月回顾"}),  # known to be 周雅文
        ({"people": ["陈书记"], "places": ["祥营村"]}, {"陈启明到沟赵调研", "十月回顾"}),
        ({"since": "2022-11-05"}, {"爱心捐赠", "十月回顾"}),
        ({"until": "2022-11-08"}, {"陈启明到沟赵调研", "爱心捐赠"}),
        ({"kinds": ["Visit"], "since": "2022-11-01"}, {"十月回顾"}),
    ],
)
def test_filters(town: Graph, looking: dict[str, object], expected: set[str]) -> None:
    hits = town.search("沟赵", **({"kinds": ["Article"]} | looking))  # type: ignore[arg-type]
    assert set(titles(hits)) == expected


def test_what_cannot_be_looked_in(town: Graph) -> None:
    assert code_of(lambda: town.search(" - . ")) == "search-nothing"
    assert code_of(lambda: town.search("沟赵", kinds=["Party"])) == "search-kind"
    assert code_of(lambda: town.search("沟赵", people=["无此人"])) == "search-name"
    assert code_of(lambda: town.search("沟赵", people=["祥营村"])) == "search-name"
    assert code_of(lambda: town.search("沟赵", since="2022-11")) == "search-day"


def code_of(ask: Callable[[], object]) -> str:
    with pytest.raises(UsageError) as caught:
        ask()
    assert str(caught.value)
    return caught.value.code


def test_an_empty_store_has_nothing() -> None:
    assert Graph.of(ox.Store()).search("沟赵", kinds=["Article", "Visit"]) == []


HOSTILE = [
    '"沟赵"',
    "沟赵 AND",
    "NOT 沟赵",
    "head:沟赵",
    "{head text} : 沟赵",
    "NEAR(沟 赵, 2)",
    "沟赵*",
    "^沟赵",
    "沟\x00赵",
    "'; DROP TABLE entry; --",
    "(沟赵",
    "沟赵 OR 1",
    "\ud800沟赵",
    "沟" * 1_000_000,
    " ".join(map(str, range(100_000))),
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_words(town: Graph, words: str) -> None:
    assert town.search(words) == []
    assert town.search("沟赵办事处")


@given(st.text(max_size=60))
def test_any_words_are_searched(words: str) -> None:
    if split([words]):
        assert small.search(words) == []
    else:
        assert code_of(lambda: small.search(words)) == "search-nothing"


small = Graph.of(ox.Store())


@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=4), min_size=1, max_size=3))
def test_marks_are_where_the_words_stand(text: str, words: list[str]) -> None:
    folded = [fold(word) for word in words]
    sentence, marks = best_sentence(text, folded)
    assert len(fold(text)) == len(text)
    assert sentence in text
    ends = [0, *(at for mark in marks for at in mark), len(sentence)]
    assert ends == sorted(ends)
    for start, end in marks:
        assert any(word in fold(sentence[start:end]) for word in folded)


def test_a_phrase_has_no_operators() -> None:
    assert phrases(split(['a"b*', "沟（赵）"])) == '"a b" "沟 （ 赵 ）"'


# -- the index follows its store


def test_a_changed_text_is_found_as_it_is(copied: Path) -> None:
    put(copied, c="今年油菜好。")
    build(copied)
    assert found(copied, "麦子") == []
    assert found(copied, "油菜") == ["今年«油菜»好。"]


def test_what_is_taken_out_is_not_found(copied: Path) -> None:
    pipeline.remove(["a.txt"], store=copied / "s")
    assert found(copied, "供暖") == []
    assert found(copied, "麦子")
    with sqlite3.connect(copied / "s" / "texts.sqlite") as texts:
        assert texts.execute("SELECT count(*) FROM texts").fetchone() == (2,)


def test_what_the_folder_has_no_more_is_not_found(copied: Path) -> None:
    (copied / "a.txt").unlink()
    build(copied, prune=True)
    assert found(copied, "供暖") == []


def indexed(folder: Path) -> list[object]:
    """All that the index of a store has, whatever the numbers of its entries; its texts."""
    with contextlib.closing(sqlite3.connect(folder / "s" / "search.sqlite")) as index:
        numbered = {
            number: (*entry, *index.execute(PARTS, (number,)))
            for number, *entry in index.execute("SELECT * FROM entry")
        }
        hits = [
            (table, word, sorted(repr(numbered[number]) for (number,) in found))
            for table in ("articles", "facts", "names")
            for word in "供褚调标今关"
            for found in [
                index.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (word,))
            ]
        ]
        articles = sorted(index.execute("SELECT * FROM article"))
    with contextlib.closing(sqlite3.connect(folder / "s" / "texts.sqlite")) as kept:
        texts = sorted(kept.execute("SELECT * FROM texts"))
    return [sorted(map(repr, numbered.values())), hits, articles, texts]


PARTS = "SELECT iri FROM part JOIN node ON node.id = part.node WHERE entry = ? ORDER BY iri"
CHANGES: list[dict[str, str]] = [
    {},
    {"c": "今年油菜好。"},
    {"a": "12月5日上午，洛龙区区长褚明轩到关林办事处调研防汛工作。"},
    {"d": TEXTS["a"]},  # a reprint
    {"a": "洛龙区委书记葛慧到古城街道调研。", "b": "天气好。"},
]


@pytest.mark.parametrize("changes", CHANGES, ids=repr)
def test_what_changed_is_all_that_is_looked_at(
    changes: dict[str, str], copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the index is what it is if it is made anew; so are the texts."""
    monkeypatch.setattr(Copies, "states", None)  # reads all
    put(copied, **changes)
    build(copied)
    if "d" in changes:
        pipeline.remove(["a.txt"], store=copied / "s")
        (copied / "c.txt").unlink()
        build(copied, prune=True)
    monkeypatch.undo()
    as_it_is = indexed(copied)
    for name in ("search.sqlite", "texts.sqlite"):
        (copied / "s" / name).unlink()
    shutil.rmtree(copied / "s")
    build(copied)
    assert as_it_is == indexed(copied)


def test_what_is_rejected_is_looked_at(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(copied / "s", read_only=True) as store:
        (fact,) = (
            quad.subject.value
            for quad in store.engine.quads_for_pattern(None, None, ox.NamedNode(Class.VISIT), None)
            if isinstance(quad.subject, ox.NamedNode)
            and "关林" in str(store.noted(str(quad.graph_name)[1:-1]))
        )
    decisions = copied / "decisions.tsv"
    columns = "kind\tsubject\tobject\tverdict\treason"
    for verdict in ("reject", "undo"):
        decisions.write_text(f"{columns}\nfact\t{fact}\t\t{verdict}\tx\n", encoding="utf-8")
        with contextlib.chdir(copied), monkeypatch.context() as patched:
            patched.setattr(Copies, "states", None)  # reads all
            pipeline.build(["a.txt"], store="s", published="2022-12-16", decisions=decisions)
        as_it_is = indexed(copied)
        index = copied / "s" / "search.sqlite"
        index.rename(copied / "kept.sqlite")
        assert len(found(copied, "关林", "Visit")) == (verdict == "undo")
        assert as_it_is == indexed(copied)
        (copied / "kept.sqlite").replace(index)


@pytest.mark.parametrize("how", ["gone", "garbage", "another form", "emptied"])
def test_an_index_that_is_broken_is_made_anew(copied: Path, how: str) -> None:
    index = copied / "s" / "search.sqlite"
    if how == "gone":
        index.unlink()
    elif how == "garbage":
        index.write_bytes(b"no database" * 1000)
    else:
        with sqlite3.connect(index) as database:
            database.execute(
                "PRAGMA user_version = 99" if how == "another form" else "DELETE FROM noted"
            )
    assert found(copied, "麦子") == ["今年雨水好，«麦子»长势喜人。"]


@pytest.mark.parametrize("how", ["gone", "garbage"])
def test_without_texts_the_quotes_are_found_until_the_next_build(copied: Path, how: str) -> None:
    for name in ("search.sqlite", "texts.sqlite"):
        (copied / "s" / name).unlink()
    if how == "garbage":
        (copied / "s" / "texts.sqlite").write_bytes(b"no database" * 1000)
    assert found(copied, "麦子") == []
    assert found(copied, "关林办事处调研")
    build(copied)
    (copied / "s" / "search.sqlite").unlink()
    assert found(copied, "麦子") == ["今年雨水好，«麦子»长势喜人。"]


def test_a_store_that_another_program_changed_is_read_again(copied: Path) -> None:
    assert found(copied, "供暖")
    with Store.open(copied / "s") as store:
        store.drop(list(store.copies.all()))
    assert found(copied, "供暖") == []


KILLED = """
import os, sys
from kg import pipeline
from kg.store import Store, texts
place = sys.argv[1]
def end(*_): os._exit(9)
if place == "before the texts": texts.Texts.save = end
if place == "between texts and store": Store.replace = end
if place == "between store and index": pipeline.follow = end
pipeline.build(sys.argv[3:], store=sys.argv[2], published="2022-12-16", jobs=1)
"""


@pytest.mark.parametrize(
    "place", ["before the texts", "between texts and store", "between store and index"]
)
def test_a_build_that_is_killed_leaves_no_stale_answers(copied: Path, place: str) -> None:
    put(copied, c="今年油菜好。")
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, place, "s", *sorted(f"{name}.txt" for name in TEXTS)],
        check=False,
        cwd=copied,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
    )
    assert ran.returncode == 9
    done = place == "between store and index"
    assert bool(found(copied, "油菜")) is done
    assert bool(found(copied, "麦子")) is not done
    build(copied)
    assert found(copied, "油菜") == ["今年«油菜»好。"]
    assert found(copied, "麦子") == []


def test_a_folder_that_cannot_be_written_to(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (copied / "s" / "search.sqlite").unlink()
    real = sqlite3.connect

    def closed(file: object, **options: object) -> sqlite3.Connection:
        if str(file).endswith("search.sqlite"):
            return real(f"file:{file}?mode=ro", uri=True)
        return real(file, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(sqlite3, "connect", closed)
    assert found(copied, "麦子") == ["今年雨水好，«麦子»长势喜人。"]
    assert not (copied / "s" / "search.sqlite").exists()


def test_a_full_disk_is_told(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with sqlite3.connect(copied / "s" / "search.sqlite") as database:
        database.execute("DELETE FROM article")
        database.execute("DELETE FROM noted")
        pages = database.execute("PRAGMA page_count").fetchone()[0]
    real = Index.bring_up

    def full(self: Index, *arguments: object) -> None:
        self.tables.database.execute(f"PRAGMA max_page_count = {pages}")
        real(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Index, "bring_up", full)
    with pytest.raises(StoreError) as caught:
        found(copied, "麦子")
    assert caught.value.code == "search-index"
    monkeypatch.undo()
    assert found(copied, "麦子"), "the next search finishes it"


def test_order_of_building_changes_no_answer(built: Path, tmp_path: Path) -> None:
    put(tmp_path)
    with contextlib.chdir(tmp_path):
        for name in ("c.txt", "a.txt", "b.txt"):
            pipeline.build([name], store="s", published="2022-12-16")
    with Graph(built / "s") as one, Graph(tmp_path / "s") as other:
        for words in ("供", "褚明轩", "调研", "1"):
            first, second = (
                [(hit.sentence, hit.score, hit.kind) for hit in graph.search(words)]
                for graph in (one, other)
            )
            assert first == second


def test_lines_and_quads_tell_the_same(example_store: Path) -> None:
    with Store.open(example_store, read_only=True) as store:
        named = {
            quad.subject.value
            for quad in store.engine.quads_for_pattern(
                None, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), None, None
            )
            if isinstance(quad.subject, ox.NamedNode)
        }
        shared = [f"<{node}> <http://www.w3.org/2000/01/rdf-schema#label> x" for node in named]
        for graph in store.articles():
            quads = list(store.engine.quads_for_pattern(None, None, None, ox.NamedNode(graph)))
            told = told_by_quads(quads, named)
            assert told.facts or "snow" not in told.title
            assert told_by_lines([f"{quad} ." for quad in quads], shared) == told
            assert unpacked(told.packed()) == told


def test_texts_stay_out_of_the_graphs(built: Path) -> None:
    with Store.open(built / "s", read_only=True) as store:
        assert not any("麦子" in line for line in store.lines())
