"""What `kg.store` must hold: whatever is added, replaced or taken out, in whatever order, the
store is the same, byte for byte, as one built from what is left.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError, StoreError
from kg.model import Record
from kg.rdf import iri
from kg.store import Changes, Store, Wanted, intake, made, ontology_version
from kg.store.copies import Copies, bands_of
from kg.store.taken import Taken
from kg.vocabulary import Class, Property
from tests.killing import begun, killed, store_crowd
from tests.records import (
    Named,
    Story,
    company,
    crowd,
    delegation,
    gift,
    inspection,
    office,
    place,
    samples,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test.store"


def in_memory() -> Store:
    """A new store without a folder."""
    engine = ox.Store()
    folder = Path("memory")
    store = Store(engine, folder, iri.BASE, read_only=False)
    store.note_rules("r1")
    return store


def made_of(records: Iterable[Record]) -> list[str]:
    store = in_memory()
    store.build(records, version="r1")
    return store.lines()


def counts(changes: Changes) -> tuple[int, int, int, int, int]:
    return changes.new, changes.changed, changes.same, changes.removed, changes.duplicate


# ---------------------------------------------------------------- building


def test_building_twice_changes_nothing(path: Path) -> None:
    with Store.open(path, create=True) as store:
        assert counts(store.build(samples(), version="r1")) == (4, 0, 0, 0, 0)
        first = store.lines()
        assert counts(store.build(samples(), version="r1")) == (0, 0, 4, 0, 0)
        assert store.lines() == first
    with Store.open(path) as store:
        assert store.lines() == first


def test_the_order_of_articles_does_not_matter() -> None:
    first = made_of(samples())
    assert len(first) > 250
    for order in permutations(samples()):
        assert made_of(order) == first


def test_the_shapes_fit() -> None:
    pytest.importorskip("pyshacl")
    from kg.validate import validate

    store = in_memory()
    store.build([inspection(), gift(), delegation()])
    assert validate(store.engine) == []


def test_no_triple_stands_in_two_graphs() -> None:
    store = in_memory()
    store.build(samples())
    triples = [(quad.subject, quad.predicate, quad.object) for quad in store.engine]
    assert len(triples) == len(set(triples))
    union = store.engine.query(
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", use_default_graph_as_union=True
    )
    assert isinstance(union, ox.QuerySolutions)
    assert next(union)["n"] == ox.Literal(len(triples))


def test_changed_text_replaces_its_facts() -> None:
    store = in_memory()
    store.build(samples(), version="r1")
    story = Story("page.txt#1", "11月2日，陆青禾到双桥村走访。", home="郑州高新区")
    story.visit(["陆青禾"], ["双桥村"], trigger="走访", date="2022-11-02")
    assert counts(store.build([story.record(), *samples()[1:3]], version="r1")) == (0, 1, 2, 0, 0)
    assert store.lines() == made_of([story.record(), *samples()[1:]])


@pytest.mark.parametrize(
    "change", [{"published": "2022-11-17"}, {"home": "中原区"}, {"title": ""}, {"byline": ()}]
)
def test_changed_metadata_replace_the_facts(change: dict[str, Any]) -> None:
    changed = replace(inspection(), article=replace(inspection().article, **change))
    store = in_memory()
    store.build([inspection()], version="r1")
    assert counts(store.build([changed], version="r1")) == (0, 1, 0, 0, 0)
    assert store.lines() == made_of([changed])


def test_other_rules_replace_the_facts() -> None:
    store = in_memory()
    store.build(samples(), version="r1")
    fewer = [replace(record, events=record.events[:1]) for record in samples()]
    assert counts(store.build(fewer, version="r1")) == (0, 0, 4, 0, 0), (
        "text and rules are the same"
    )
    assert counts(store.build(fewer, version="r2")) == (0, 4, 0, 0, 0)
    expected = Store(ox.Store(), Path(), iri.BASE, read_only=False)
    expected.build(fewer, version="r2")
    assert store.lines() == expected.lines()


def test_current_articles_need_no_extraction() -> None:
    store = in_memory()
    article = inspection().article
    assert list(store.intake("r1").fresh([article]))
    store.build([inspection()], version="r1")
    assert not list(store.intake("r1").fresh([article]))
    assert list(store.intake("r2").fresh([article]))
    assert list(store.intake("r1").fresh([replace(article, published=None)]))


def test_an_intake_asks_for_what_the_store_lacks() -> None:
    store = in_memory()
    store.build(samples()[:2], version="r1")
    building = store.intake("r1")
    told: dict[object, Record] = {record.article: record for record in samples()}
    articles = [record.article for record in samples()]
    fresh = [wanted for wanted in building.fresh(articles) if isinstance(wanted, Wanted)]
    assert [wanted.article.id for wanted in fresh] == ["page.txt#3", "20221101-7"]
    for wanted in fresh:
        assert building.take(made(told[wanted.article], wanted))
    assert counts(building.finish()) == (2, 0, 2, 0, 0)
    assert store.lines() == made_of(samples())


def test_many_chunks_give_the_same_store(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = made_of(samples())
    monkeypatch.setattr(intake, "CHUNK", 1)
    assert made_of(samples()) == whole


def test_the_bulk_loader_gives_the_same_store(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = made_of(samples())
    monkeypatch.setattr("kg.store._SMALL", 0)
    assert made_of(samples()) == whole


def test_the_engine_is_put_in_order_when_half_of_a_store_is_new(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled = []
    monkeypatch.setattr(intake, "CHUNK", 1)
    monkeypatch.setattr(Store, "settle", lambda store: settled.append(store.path))
    records = list(crowd(10))
    for number, times in ((3, 0), (6, 0), (20, 1), (20, 1), (25, 1)):
        with Store.open(path, create=True) as store:
            store.build(records[:number], version="r1")
        assert len(settled) == times, number


def test_files_that_cannot_be_put_in_order_lose_nothing(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Store) -> None:
        raise StoreError("store-write", store=path, why="No space left on device")

    with Store.open(tmp_path / "expected.store", create=True) as store:
        store.build(crowd(9), version="r1")
        expected = store.lines()
    monkeypatch.setattr(intake, "CHUNK", 1)
    monkeypatch.setattr(Store, "settle", full)
    with pytest.raises(StoreError, match="No space left"), Store.open(path, create=True) as store:
        store.build(crowd(9), version="r1")
    with Store.open(path) as store:  # it was closed, and let go of
        assert store.lines() == expected


@contextmanager
def chunks_of(characters: int) -> Iterator[None]:
    before = intake.CHUNK
    intake.CHUNK = characters  # type: ignore[misc]
    try:
        yield
    finally:
        intake.CHUNK = before  # type: ignore[misc]


# ---------------------------------------------------------------- the same article twice in a build


def test_of_two_copies_in_one_build_the_same_stays_in_any_order() -> None:
    copies = []
    for where in ("祥营村", "双桥村"):
        story = Story(where, f"陆青禾到{where}调研。", key="https://news.example/1")
        story.visit(["陆青禾"], [where])
        copies.append(story.record())
    found = set()
    for records in permutations(copies):
        for size in (1, intake.CHUNK):
            store = in_memory()
            with chunks_of(size):
                changes = store.build(records, version="r1")
                assert (changes.new, changes.duplicate) == (1, 1)
                found.add("".join(store.lines()))
                store.build(records, version="r1")
                found.add("".join(store.lines()))
    assert len(found) == 1
    assert "祥营村" in found.pop(), "of copies that are as good the first by name is read"


def test_the_same_record_twice_is_one() -> None:
    store = in_memory()
    assert counts(store.build([gift(), gift()], version="r1")) == (1, 0, 0, 0, 1)
    assert store.lines() == made_of([gift()])


# ---------------------------------------------------------------- the same article in several places

PARTS = (
    "陆青禾到祥营村调研冬小麦田间管理，先后察看墒情监测点和农机合作社库房。",
    "他走进村民家中，询问今年粮食收成、子女外出务工和老人看病报销的情况。",
    "在枫杨办事处便民大厅，窗口人员介绍了证照办理时限压缩一半以后的做法。",
    "座谈会上，几位种粮大户谈到烘干设备不够用，盼望尽快接通三相电。",
    "陆青禾说，冬闲时节要把沟渠清淤和机井维修做在前面，不能等到返青以后。",
    "当晚，工作专班梳理出十余条意见，逐条明确由谁来办、何时办完。",
    "双桥村也将照此办理。",
)


def reprint(
    name: str, parts: slice = slice(0, 6), published: str | None = "2022-11-16", **rest: str
) -> Record:
    """A copy of an article that holds some of PARTS."""
    story = Story(name, "".join(PARTS[parts]), published=published, **rest)  # type: ignore[arg-type]
    if "陆青禾到" in story.article.source:
        story.visit(["陆青禾"], ["祥营村"])
    return story.record()


def test_a_reprint_is_a_second_source() -> None:
    first = reprint("早报.txt", publisher="早报")
    second = reprint("晚报.txt", slice(0, 5), "2022-11-17", publisher="晚报", title="冬管")
    store = in_memory()
    assert counts(store.build([first, second], version="r1")) == (1, 0, 0, 0, 1)
    assert store.lines() == made_of([second, first])
    assert counts(store.build([second, first], version="r1")) == (0, 0, 2, 0, 0)
    stats = store.stats()
    assert (stats.articles, stats.sources, stats.reprinted) == (1, 2, 1)
    assert dict(stats.classes)[Class.VISIT] == 1
    found = store.engine.query(
        f"SELECT ?file ?day ?paper {{ GRAPH ?g {{ ?article <{Property.SOURCE}> ?source . "
        f"?source <{Property.FILE}> ?file OPTIONAL {{ ?source <{Property.PUBLISHED}> ?day }} "
        f"OPTIONAL {{ ?source <{Property.PUBLISHER}> ?paper }} }} }} ORDER BY ?file"
    )
    assert isinstance(found, ox.QuerySolutions)
    rows = [tuple(term and term.value for term in row) for row in found]
    assert rows == [("早报.txt", None, None), ("晚报.txt", "2022-11-17", "晚报")]


def test_the_shapes_fit_an_article_of_several_sources() -> None:
    pytest.importorskip("pyshacl")
    from kg.validate import validate

    store = in_memory()
    store.build([reprint("a"), reprint("b", publisher="晚报", key="https://news.example/b")])
    assert validate(store.engine) == []


def test_what_a_build_took_is_told_as_the_store_tells_it() -> None:
    store = in_memory()
    taken = Taken(store)
    store.build([reprint("1"), reprint("2", published="2022-11-17"), *samples()])
    nodes = sorted(store.copies.all())
    for again in (False, True):
        for node in nodes:
            copy = store.copies.get(node)
            assert (taken.see(node, 1) is not None, taken.count(node)) == (again, not again)
            taken.put(node, copy, store.copies.article(node) or "")
    for node in nodes:
        copy, graph = store.copies.get(node), store.copies.article(node) or ""
        assert taken.near(bands_of(copy)) == store.copies.near(bands_of(copy))
        assert taken.article(node) == graph
        assert taken.of(graph) == store.copies.of(graph)
        assert taken.get(node) == store.copies.outline(node)
    taken.put(nodes[0], store.copies.get(nodes[1]), "moved")
    assert nodes[0] not in taken.near([f"={iri.digest(store.copies.get(nodes[0]).source.key)}"])
    assert taken.of("moved") == [nodes[0]]
    taken.close()


def test_a_build_does_not_read_from_the_store_what_it_took(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [*samples(), reprint("1"), reprint("2", published="2022-11-17")]
    expected = made_of(records)
    for name in ("get", "outline", "article", "of", "near"):
        monkeypatch.setattr(Copies, name, None)
    with chunks_of(1):
        assert made_of(records) == expected


def test_one_url_is_one_article_whatever_its_text() -> None:
    copies = [reprint("a.jsonl", key="https://news.example/1"), gift()]
    moved = replace(gift().article, key="https://news.example/1", url="https://news.example/1")
    copies[1] = replace(copies[1], article=moved)
    store = in_memory()
    assert counts(store.build(copies, version="r1")) == (1, 0, 0, 0, 1)
    assert store.lines() == made_of(copies[::-1])


def test_what_leads_is_the_earliest_then_the_longest() -> None:
    late, short = reprint("a", published="2022-11-17"), reprint("b", slice(0, 5))
    full, undated = reprint("c"), reprint("0", published=None)
    store = in_memory()
    store.build([late, undated, short, full], version="r1")
    assert list(store.articles()) == [iri.article_graph("c")]


def test_the_next_copy_comes_up() -> None:
    first, second = reprint("a"), reprint("b", published="2022-11-17")
    store = in_memory()
    store.build([first, second], version="r1")
    assert store.remove(["a"]) == 1
    assert store.lines() == made_of([second])
    assert store.remove(["b"]) == 1
    assert store.lines() == in_memory().lines()


def test_an_article_goes_by_its_iri_with_all_its_copies() -> None:
    store = in_memory()
    store.build([reprint("a"), reprint("b"), gift()], version="r1")
    assert store.remove([iri.article("a")]) == 2
    assert store.lines() == made_of([gift()])


def test_a_text_that_changes_leaves_its_reprints() -> None:
    first, second = reprint("a"), reprint("b", published="2022-11-17")
    store = in_memory()
    store.build([first, second], version="r1")
    other = replace(gift().article, id="a", key="a", file="a")
    changed = replace(gift(), article=other)
    assert counts(store.build([changed], version="r1")) == (0, 1, 0, 0, 0)
    assert store.lines() == made_of([changed, second])


@pytest.mark.parametrize("gone", ["x", "y", "z"])
def test_what_only_a_third_holds_together_falls_apart_without_it(gone: str) -> None:
    chain = [reprint("x", slice(0, 5)), reprint("y", slice(1, 6)), reprint("z", slice(2, 7))]
    store = in_memory()
    for order in permutations(chain):
        store = in_memory()
        store.build(order, version="r1")
        assert store.stats().articles == 1
        assert store.lines() == made_of(chain)
    store.remove([gone])
    left = [record for record in chain if record.article.id != gone]
    assert store.stats().articles == (2 if gone == "y" else 1)
    assert store.lines() == made_of(left)


@st.composite
def reprints(draw: st.DrawFn) -> Record:
    start = draw(st.integers(0, 2))
    return reprint(
        draw(st.sampled_from(["a", "b#1", "b#2", "c", "d"])),
        slice(start, start + draw(st.integers(4, 5))),
        draw(st.sampled_from([None, "2022-11-16", "2022-11-18", "2022-12-30"])),
        publisher=draw(st.sampled_from(["", "晚报"])),
    )


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.lists(reprints(), max_size=5, unique_by=lambda record: record.article.id),
            st.sampled_from(["a", "b", "c", "d"]),
        ),
        max_size=7,
    ),
    st.sampled_from([1, intake.CHUNK]),
    st.randoms(use_true_random=False),
)
def test_any_reprints_in_any_order_give_the_store_of_what_is_left(
    steps: list[list[Record] | str], size: int, order: random.Random
) -> None:
    store, left = in_memory(), dict[str, Record]()
    with chunks_of(size):
        for step in steps:
            if isinstance(step, str):
                if gone := store.copies_in(step):
                    store.drop(gone)
                left = {n: record for n, record in left.items() if record.article.file != step}
            else:
                store.build(step, version="r1")
                read = {record.article.file for record in step}
                left = {n: r for n, r in left.items() if r.article.file not in read}
                left |= {record.article.id: record for record in step}
            shuffled = list(left.values())
            order.shuffle(shuffled)
            assert store.lines() == made_of(shuffled)


# ---------------------------------------------------------------- what the inputs do not have


def pruned(store: Store, told: Iterable[Record | InputError]) -> Changes:
    building = store.intake("r1")
    for record in told:
        if isinstance(record, InputError):
            building.take(building.note(record))
        elif wanted := building.wanted(record.article):
            building.take(made(record, wanted))
    return building.finish(prune=True)


def test_pruning_takes_out_what_no_input_has() -> None:
    store = in_memory()
    store.build([*samples(), reprint("a"), reprint("b")], version="r1")
    assert counts(pruned(store, [gift(), reprint("b")])) == (0, 0, 2, 4, 0)
    assert store.lines() == made_of([gift(), reprint("b")])


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("news/a.txt", ["news/a.txt", "z.txt"]),
        ("news/a.txt, line 3", ["news/a.txt", "z.txt"]),
        ("news", ["news/a.txt", "news/b.txt", "z.txt"]),
        ("news/*.txt", ["news/a.txt", "news/b.txt", "z.txt"]),
        ("elsewhere.txt", ["z.txt"]),
    ],
)
def test_pruning_keeps_what_could_not_be_read(source: str, left: list[str]) -> None:
    store = in_memory()
    texts = ("陆青禾到祥营村调研。", "柴晓萌到双桥村走访。", "韩冬生到沟赵办事处视察。")
    names = ("news/a.txt", "news/b.txt", "z.txt")
    stories = [Story(name, text).record() for name, text in zip(names, texts, strict=True)]
    store.build(stories, version="r1")
    pruned(store, [stories[2], InputError("input-empty", source=source)])
    assert sorted(store.articles().values()) == left


# ---------------------------------------------------------------- taking out


@pytest.mark.parametrize("number", range(4))
def test_what_is_taken_out_leaves_nothing_behind(number: int) -> None:
    store = in_memory()
    store.build(samples(), version="r1")
    records = samples()
    gone = records.pop(number)
    assert store.remove([gone.article.id]) == 1
    assert store.lines() == made_of(records)


def test_an_empty_store_is_empty_again() -> None:
    store = in_memory()
    empty = store.lines()
    store.build(samples(), version="r1")
    store.remove([record.article.id for record in samples()])
    assert store.lines() == empty
    graphs = {quad.graph_name for quad in store.engine}
    assert graphs == {ox.NamedNode(iri.graph("store"))}
    assert not any("article" in graph.value for graph in store.engine.named_graphs())


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("page.txt#2", 1),
        ("page.txt", 3),
        ("20221101-7", 1),
        ("https://news.example/a?id=7&x=中 文", 1),
        (iri.article("page.txt#1"), 1),
        (iri.article_graph("page.txt#1"), 1),
    ],
)
def test_articles_go_by_id_file_key_and_iri(name: str, number: int) -> None:
    store = in_memory()
    store.build(samples())
    assert store.remove([name, name]) == number
    assert len(store.articles()) == 4 - number


@pytest.mark.parametrize("name", ["page.txt#9", "", "x", iri.article("x"), iri.BASE + "article/"])
def test_an_unknown_name_takes_nothing_out(name: str) -> None:
    store = in_memory()
    store.build(samples())
    before = store.lines()
    with pytest.raises(StoreError, match="nothing was taken out"):
        store.remove(["page.txt#1", name])
    assert store.lines() == before


@pytest.mark.parametrize(
    ("name", "near"),
    [("page.txt#33", "page.txt#3"), ("pages.txt", "page.txt"), ("b.txt", "a/b.txt")],
)
def test_the_nearest_name_is_told(name: str, near: str) -> None:
    story = Story("7", "陆青禾到祥营村调研。")
    record = replace(story.record(), article=replace(story.article, file="a/b.txt"))
    store = in_memory()
    store.build([*samples(), record])
    with pytest.raises(StoreError, match=f"Did you mean '{near}'"):
        store.remove([name])


def test_articles_that_a_page_no_longer_has_go() -> None:
    store = in_memory()
    store.build(samples(), version="r1")
    assert store.articles_of("page.txt") == {
        iri.article_graph(f"page.txt#{number}"): f"page.txt#{number}" for number in (1, 3, 2)
    }
    assert counts(store.build(samples()[:2], version="r1")) == (0, 0, 2, 1, 0)
    assert store.lines() == made_of([*samples()[:2], samples()[3]])


def test_a_page_that_becomes_one_article() -> None:
    store = in_memory()
    store.build(samples()[:3], version="r1")
    alone = Story("page.txt", "陆青禾到祥营村调研。")
    alone.visit(["陆青禾"], ["祥营村"])
    assert counts(store.build([alone.record()], version="r1")) == (1, 0, 0, 3, 0)
    assert store.lines() == made_of([alone.record()])


def test_articles_with_ids_of_their_own_stay() -> None:
    def item(name: str) -> Record:
        story = Story(name, f"陆青禾到祥营村调研，走访{name}户。")
        story.visit(["陆青禾"], ["祥营村"])
        return replace(story.record(), article=replace(story.article, file="news.jsonl"))

    store = in_memory()
    store.build([item("7"), item("8")], version="r1")
    assert counts(store.build([item("8"), item("9")], version="r1")) == (1, 0, 1, 0, 0)
    assert sorted(store.articles().values()) == ["7", "8", "9"]


def test_a_page_that_failed_in_part_loses_nothing() -> None:
    store = in_memory()
    store.build(samples(), version="r1")
    before = store.lines()
    failed = InputError("ingest-x", source="page.txt#3")
    changes = store.build([samples()[0], failed, samples()[1]], version="r1")
    assert (changes.same, changes.removed, changes.failed) == (2, 0, (failed,))
    assert store.lines() == before


def test_a_record_that_contradicts_itself_fails_alone() -> None:
    bad = Story("page.txt#1", "会议要求，要正视问题。")
    bad.directive([], "要正视问题", trigger="要求", during="e9")
    store = in_memory()
    store.build(samples(), version="r1")
    before = store.lines()
    changes = store.build([bad.record(), *samples()[1:]], version="r1")
    assert [error.code for error in changes.failed] == ["rdf-event"]
    assert counts(changes) == (0, 0, 3, 0, 0)
    assert store.lines() == before


# ---------------------------------------------------------------- any sequence of changes

IDS = ("p.txt#1", "p.txt#2", "q.txt", "r.txt")
NAMES = ("陆青禾", "柴晓萌")
HOMES = ("", "中原区", "郑州高新区")
PLACES = (place("祥营村"), office("枫杨办事处"), place("高新区", jurisdiction="郑州高新区"))
TOLD = "陆青禾和柴晓萌到祥营村、枫杨办事处、高新区调研，河南嵩岳智能传感技术股份有限公司即嵩岳传感捐赠水，书记主任。"
FIRM = company("河南嵩岳智能传感技术股份有限公司", "嵩岳传感")


@st.composite
def records(draw: st.DrawFn) -> Record:
    """One of a few articles, telling some of a few facts about the same people and places."""
    story = Story(draw(st.sampled_from(IDS)), TOLD, home=draw(st.sampled_from(HOMES)))
    for _ in range(draw(st.integers(0, 2))):
        who = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
        story.visit(who, draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=2)))
    for _ in range(draw(st.integers(0, 2))):
        label = draw(st.sampled_from(["书记", "主任"]))
        story.post(
            Named(draw(st.sampled_from(NAMES)), jurisdiction=draw(st.sampled_from(HOMES))),
            label,
            organization=draw(st.sampled_from([None, "枫杨办事处", "嵩岳传感"])),
            status=draw(st.sampled_from(["current", "acting", "former"])),
        )
    if draw(st.booleans()):
        short = draw(st.sampled_from([FIRM, replace(FIRM, words="")]))
        story.donation(
            [short, *NAMES[: draw(st.integers(0, 2))]], [PLACES[1]], [("水", 1, None, False)]
        )
    return story.record()


STEPS = st.lists(
    st.one_of(
        st.lists(records(), max_size=4),  # build these
        st.sets(st.sampled_from(IDS), max_size=3),  # take these out
    ),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(STEPS, st.sampled_from([1, 20_000, intake.CHUNK]), st.randoms(use_true_random=False))
def test_any_changes_give_the_store_of_what_is_left(
    steps: list[list[Record] | set[str]], size: int, order: random.Random
) -> None:
    store, left = in_memory(), dict[str, Record]()
    with chunks_of(size):
        for number, step in enumerate(steps):
            if isinstance(step, set):
                store.remove(step & left.keys())
                left = {name: record for name, record in left.items() if name not in step}
            else:
                told = {record.article.id: edition(record, number) for record in step}
                store.build(told.values(), version="r1")
                read = {record.article.file for record in told.values()}
                left = {n: r for n, r in left.items() if r.article.file not in read} | told
            shuffled = list(left.values())
            order.shuffle(shuffled)
            assert store.lines() == made_of(shuffled)
    triples = [(quad.subject, quad.predicate, quad.object) for quad in store.engine]
    assert len(triples) == len(set(triples))


def edition(record: Record, number: int) -> Record:
    """The record with a text that differs in its last character."""
    article = record.article
    source = f"{article.source}{number}"
    return replace(record, article=replace(article, source=source, end=len(source)))


@settings(max_examples=150, deadline=None)
@given(st.lists(records(), max_size=4, unique_by=lambda r: r.article.id), st.data())
def test_taking_out_is_the_opposite_of_putting_in(told: list[Record], data: st.DataObject) -> None:
    store = in_memory()
    store.build(told, version="r1")
    order = data.draw(st.permutations(told))
    while order:
        gone = order.pop()
        store.remove([gone.article.id])
        assert store.lines() == made_of(order)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=8), st.text(max_size=8))
def test_any_names_come_and_go(name: str, wording: str) -> None:
    story = Story("a" + name, f"{name}即{wording}")
    story.post(Named(name, words=wording or "即"), name or "书记", words="即")
    record = story.record()
    record = replace(record, article=replace(record.article, file=name))
    store = in_memory()
    empty = store.lines()
    store.build([record], version="r1")
    assert len(store.engine) > 10
    store.remove([record.article.id])
    assert store.lines() == empty


# ---------------------------------------------------------------- derived graphs


def test_a_derived_graph_is_current_until_articles_change(path: Path) -> None:
    triple = f'<a:x> <{Property.REASON}> "同名\\u0000\\""'
    with Store.open(path, create=True) as store:
        assert store.derived("identity") is None
        store.build(samples(), version="r1")
        store.derive("identity", "v1", [triple, triple])
        assert store.derived("identity") == "v1"
        assert f"{triple} <{iri.graph('identity')}> .\n" in store.lines()
        store.build(samples(), version="r1")
        assert store.derived("identity") == "v1", "nothing changed"
        store.derive("links", "g1", [])
        store.remove(["page.txt#3"])
        assert (store.derived("identity"), store.derived("links")) == (None, None)
        store.derive("identity", "v2", [])
        assert store.derived("identity") == "v2"
        assert not any("同名" in line for line in store.lines())


# ---------------------------------------------------------------- opening


def test_a_store_reads_while_another_process_writes(path: Path) -> None:
    with Store.open(path, create=True) as store:
        store.build(samples())
        with Store.open(path, read_only=True) as reader:
            assert len(reader.articles()) == 4


def test_readers_come_at_any_moment_of_a_build(path: Path) -> None:
    with Store.open(path, create=True) as store:
        store.note_rules("r1")
    with begun(store_crowd, str(path), 100, "r1") as build:
        found = []
        while build.is_alive():
            with Store.open(path, read_only=True) as reader:
                found.append(len(reader.articles()))
    assert build.exitcode == 0
    assert found == sorted(found)
    with Store.open(path, read_only=True) as reader:
        assert len(reader.articles()) == 400


def test_nothing_is_written_through_a_reader(path: Path) -> None:
    with Store.open(path, create=True) as store:
        store.build(samples()[:1])
    with Store.open(path, read_only=True) as reader:
        for write in (
            lambda: reader.build([]),
            lambda: reader.remove([]),
            lambda: reader.derive("identity", "v", []),
        ):
            with pytest.raises(StoreError, match="for reading only"):
                write()


def test_a_missing_store(path: Path) -> None:
    for read_only in (False, True):
        with pytest.raises(StoreError, match=r"there is no store\. Build one with `kg build"):
            Store.open(path, read_only=read_only)
    with pytest.raises(StoreError, match="there is no store"):
        Store.open(path, create=True, read_only=True)
    assert not path.exists(), "asking makes no folder"


def test_an_empty_folder_becomes_a_store_only_if_asked(path: Path) -> None:
    path.mkdir()
    with pytest.raises(StoreError, match="there is no store"):
        Store.open(path, read_only=True)
    assert list(path.iterdir()) == []
    with Store.open(path, create=True) as store:
        assert store.stats().ontology_version == ontology_version()


def test_a_file_is_no_store(path: Path) -> None:
    path.write_text("text", encoding="utf-8")
    with pytest.raises(StoreError, match="this is a file, and a store is a folder"):
        Store.open(path, create=True)
    assert path.read_text(encoding="utf-8") == "text"


def test_a_folder_of_other_things_is_no_store(path: Path) -> None:
    path.mkdir()
    (path / "letter.txt").write_text("text", encoding="utf-8")
    with pytest.raises(StoreError, match="holds something else than a store"):
        Store.open(path, create=True)
    assert [file.name for file in path.iterdir()] == ["letter.txt"]


def test_a_store_of_something_else(path: Path) -> None:
    other = ox.Store(str(path))
    other.add(ox.Quad(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal("o")))
    del other
    with pytest.raises(StoreError, match="holds something else than a store of Zhengji"):
        Store.open(path, create=True)


def test_a_broken_store(path: Path) -> None:
    Store.open(path, create=True).close()
    (path / "CURRENT").write_bytes(b"\x00nonsense")
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(path)


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("IO error: No space left on device: a.store/MANIFEST-000061", "free space"),
        ("IO error: lock hold by current process", "in use by another process"),
    ],
)
def test_why_a_store_does_not_open(
    path: Path, monkeypatch: pytest.MonkeyPatch, why: str, told: str
) -> None:
    Store.open(path, create=True).close()

    def closed(_: str) -> None:
        raise OSError(why)

    monkeypatch.setattr("kg.store.opening.ox.Store", closed)
    with pytest.raises(StoreError, match=told):
        Store.open(path)


def test_a_store_of_another_ontology_version(path: Path) -> None:
    with Store.open(path, create=True) as store:
        store.build(samples())
        before = len(store.engine)
        version = ox.NamedNode(Property.ONTOLOGY_VERSION)
        (mark,) = store.engine.quads_for_pattern(None, version, None, None)
        store.engine.remove(mark)
        store.engine.add(ox.Quad(mark.subject, version, ox.Literal("0.0.9"), mark.graph_name))
    for read_only in (False, True):
        with pytest.raises(StoreError, match=r"made with version 0\.0\.9 .* has version") as raised:
            Store.open(path, create=not read_only, read_only=read_only)
        assert "kg build INPUT -s NEW" in str(raised.value)
    assert len(ox.Store.read_only(str(path))) == before


def test_a_store_in_use_in_this_process(path: Path) -> None:
    with (
        Store.open(path, create=True),
        pytest.raises(StoreError, match="in use by another process"),
    ):
        Store.open(path)
    Store.open(path).close()


HOLD = """
import sys
from kg.store import Store
store = Store.open(sys.argv[1], create=True)
print("open", flush=True)
sys.stdin.read()
"""


def test_a_store_in_use_by_another_process(path: Path, root: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=root,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(StoreError, match="in use by another process"):
            Store.open(path)
        holder.communicate()
    Store.open(path).close()


def test_a_base_of_ones_own_stays(path: Path) -> None:
    base = "https://data.example/id/"
    with Store.open(path, create=True, base=base) as store:
        store.build(samples(), version="r1")
    with Store.open(path) as store:
        assert store.base == base
        assert counts(store.build(samples(), version="r1")) == (0, 0, 4, 0, 0)
        assert not any(iri.BASE in line for line in store.lines())
        store.remove([record.article.id for record in samples()])
        assert len(store.engine) == 3
    with pytest.raises(StoreError, match="begin with https://data"):
        Store.open(path, base=iri.BASE)


def test_closing_twice(path: Path) -> None:
    store = Store.open(path, create=True)
    store.close()
    store.close()


# ---------------------------------------------------------------- counting


def test_stats() -> None:
    store = Store(ox.Store(), Path(), iri.BASE, read_only=False)
    assert store.stats().quads == 0
    assert store.stats().events is None
    store.build(samples(), version="r1")
    stats = store.stats()
    assert (stats.articles, stats.sources, stats.rules_version) == (4, 4, "r1")
    assert stats.quads == len(store.engine)
    classes = dict(stats.classes)
    assert (classes[Class.VISIT], classes[Class.PERSON], classes[Class.TENURE]) == (2, 5, 4)
    assert set(dict(stats.graphs)) == {"article", "copies", "direct", "entities", "store"}
    assert stats.published == ("2022-11-16", "2022-11-16")
    assert stats.events == ("2022-10-10", "2022-11-30")
    assert stats.undated == 2


# ---------------------------------------------------------------- killed


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_a_killed_build_is_finished_by_the_next(path: Path, tmp_path: Path) -> None:
    number = 60
    old = [replace(record, events=()) for record in crowd(number)]
    with Store.open(path, create=True) as store:
        store.build(old, version="r1")
    with Store.open(tmp_path / "expected.store", create=True) as store:
        store.build(crowd(number), version="r2")
        expected = store.lines()
    for attempt, delay in enumerate((0.0, 0.05, 0.15, 0.3)):
        copy = tmp_path / f"{attempt}.store"
        shutil.copytree(path, copy)
        with begun(store_crowd, str(copy), number, "r2") as process:
            time.sleep(delay)
            killed(process)
        with Store.open(copy) as store:
            changes = store.build(crowd(number), version="r2")
            assert changes.new + changes.changed + changes.same == 4 * number
            assert store.lines() == expected


def test_a_full_disk_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        """A pyoxigraph store on a full disk."""

        def __init__(self, engine: ox.Store) -> None:
            self._engine = engine

        def __getattr__(self, name: str) -> object:
            return getattr(self._engine, name)

        def __contains__(self, quad: ox.Quad) -> bool:
            return quad in self._engine

        def load(self, *_: object, **__: object) -> None:
            raise OSError("IO error: No space left on device")

    with Store.open(path, create=True) as store:
        monkeypatch.setattr(store, "engine", Full(store.engine))
        with pytest.raises(
            StoreError, match=r"writing failed .*No space left.*\. What was complete"
        ):
            store.build(samples())
