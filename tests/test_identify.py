"""What `kg.identify` must hold: sure likenesses are joined and explained, namesakes stay apart,
decisions win, and the same articles give the same graph in any order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.identify import Decision, identify, keep, kept, read_decisions
from kg.identify.alike import related
from kg.identify.clusters import Clusters
from kg.identify.settings import settings
from kg.model import Record
from kg.rdf import iri
from kg.store import Store
from kg.vocabulary import RDFS_LABEL, ZJ
from tests.records import Named, office, samples
from tests.records import Story as Plain

HOME = "郑州高新区"


class Story(Plain):
    """A story whose text no other article has: the same text would make them one article."""

    def __init__(self, id: str, text: str, **rest: Any) -> None:  # noqa: A002
        super().__init__(id, f"{text}{id}", **rest)


def store_of(*records: Record) -> Store:
    store = Store(ox.Store(), Path("memory"), iri.BASE, read_only=False)
    store.build(records, version="r1")
    return store


def ask(store: Store, query: str) -> list[tuple[str, ...]]:
    found = store.engine.query(
        query, use_default_graph_as_union=True, prefixes={"zj": ZJ, "rdfs": RDFS_LABEL[:-5]}
    )
    assert isinstance(found, ox.QuerySolutions)
    return sorted(tuple(str(getattr(term, "value", "")) for term in row) for row in found)


def clusters(store: Store) -> list[set[str]]:
    """The members of each identity."""
    identify(store)
    found: dict[str, set[str]] = {}
    for node, about in ask(store, "SELECT ?i ?a { ?i a zj:Identity ; zj:about ?a }"):
        found.setdefault(node, set()).add(about)
    return list(found.values())


def reasons(store: Store) -> list[str]:
    identify(store)
    return [reason for (reason,) in ask(store, "SELECT ?r { ?i a zj:Identity ; zj:reason ?r }")]


def people(store: Store, name: str = "陆青禾") -> set[str]:
    return {row[0] for row in ask(store, f"SELECT ?p {{ ?p a zj:Person ; rdfs:label '{name}' }}")}


def official(
    id: str = "page.txt#1",  # noqa: A002
    *,
    home: str = HOME,
    post: str = "高新区党工委书记",
    jurisdiction: str = "",
    publisher: str = "",
    published: str | None = "2022-11-16",
    places: Sequence[str] = ("枫杨办事处", "梧桐办事处"),
) -> Record:
    """An article in which 陆青禾 holds a post and visits offices."""
    text = f"{post}陆青禾到{'、'.join(places)}调研，柴晓萌陪同。"
    story = Story(id, text, home=home, publisher=publisher, published=published)
    story.post(Named("陆青禾", jurisdiction=jurisdiction), post)
    story.visit(
        [Named("陆青禾", jurisdiction=jurisdiction)], [*map(office, places)], companions=["柴晓萌"]
    )
    return story.record()


def plain(
    id: str = "page.txt#2",  # noqa: A002
    *,
    home: str = HOME,
    publisher: str = "",
    published: str | None = "2022-11-16",
    places: Sequence[str] = ("枫杨办事处", "梧桐办事处"),
    words: str = "陆青禾",
) -> Record:
    """An article in which 陆青禾 has no post."""
    story = Story(
        id, f"{words}走访{'、'.join(places)}。", home=home, publisher=publisher, published=published
    )
    story.visit([Named("陆青禾", words=words)], [*map(office, places)], trigger="走访")
    return story.record()


# ---------------------------------------------------------------- people without a post


def test_on_one_page_one_shared_place_is_enough() -> None:
    store = store_of(official(), plain(places=["枫杨办事处"]))
    assert clusters(store) == [people(store)]
    assert reasons(store) == [
        "陆青禾：1 篇文章提到而未述其职务，与同一版面所述高新区党工委书记陆青禾为一人；共同提及枫杨办事处。"
    ]


def test_in_one_paper_two_are_needed() -> None:
    far = {"home": "", "publisher": "高新时报"}
    store = store_of(official("a.txt", **far), plain("b.txt", **far))
    assert clusters(store) == [people(store)]
    assert "同一报纸" in reasons(store)[0]
    assert (
        clusters(store_of(official("a.txt", **far), plain("b.txt", **far, places=["枫杨办事处"])))
        == []
    )


def test_in_one_jurisdiction_two_are_needed() -> None:
    store = store_of(official("a.txt"), plain("b.txt"))
    assert clusters(store) == [people(store)]
    assert "同一辖区" in reasons(store)[0]
    assert clusters(store_of(official("a.txt"), plain("b.txt", places=["枫杨办事处"]))) == []


def test_nothing_shared_nothing_joined() -> None:
    assert clusters(store_of(official(), plain(places=["双桥办事处"]))) == []


def test_elsewhere_is_not_the_same() -> None:
    assert clusters(store_of(official("a.txt"), plain("b.txt", home="中原区"))) == []
    assert clusters(store_of(official("a.txt", home=""), plain("b.txt", home=""))) == []


def test_between_two_officials_nobody_guesses() -> None:
    records = official(), official("page.txt#3", home="中原区"), plain()
    store = store_of(*records)
    assert len(people(store)) == 3
    assert clusters(store) == []


def test_another_title_speaks_against_it() -> None:
    assert clusters(store_of(official(), plain(words="陆主任"))) == []
    assert len(clusters(store_of(official(), plain(words="陆书记")))) == 1


def test_years_between_speak_against_it() -> None:
    assert clusters(store_of(official(), plain(published="2012-11-16"))) == []
    assert len(clusters(store_of(official(published=None), plain(published="2012-11-16")))) == 1


def test_what_everybody_names_tells_nothing() -> None:
    crowd = []
    for number in range(settings().common + 1):
        story = Story(f"{number}.txt", "韩冬生走访枫杨办事处。", home=HOME)
        story.visit(["韩冬生"], [office("枫杨办事处")], trigger="走访")
        crowd.append(story.record())
    store = store_of(official(), plain(places=["枫杨办事处"]), *crowd)
    assert clusters(store) == []


def test_a_large_file_is_no_page() -> None:
    crowd = [plain(f"page.txt#{n}", places=["双桥办事处"]) for n in range(3, settings().page + 3)]
    store = store_of(official(), plain(places=["枫杨办事处"]), *crowd)
    assert clusters(store) == []


def test_people_without_posts_are_not_joined_to_each_other() -> None:
    assert clusters(store_of(plain("page.txt#1"), plain("page.txt#2"))) == []


def test_other_names_stay_apart() -> None:
    story = Story("page.txt#2", "陆青走访枫杨办事处、梧桐办事处。", home=HOME)
    story.visit(["陆青"], [office("枫杨办事处"), office("梧桐办事处")], trigger="走访")
    assert clusters(store_of(official(), story.record())) == []


# ---------------------------------------------------------------- officials, bodies


def test_one_official_under_a_short_and_a_full_jurisdiction() -> None:
    store = store_of(official("a", home="高新区"), official("b", post="党工委书记"))
    assert people(store) in clusters(store)
    assert (
        "陆青禾：职务同为党工委书记，所属辖区郑州高新区、高新区名称一致或一者包含另一者。"
        in reasons(store)
    )


def test_a_post_that_names_its_jurisdiction() -> None:
    store = store_of(official("a", home=""), official("b"))
    assert people(store) in clusters(store)


def test_another_post_is_another_person() -> None:
    store = store_of(official("a", home="高新区"), official("b", post="市场监管局局长"))
    assert people(store) not in clusters(store)
    short = store_of(official("a", home="高新区", post="书记"), official("b"))
    assert people(short) not in clusters(short)


def test_other_jurisdictions_are_other_people() -> None:
    store = store_of(official("a", home="中原区"), official("b", home="郑东新区"))
    assert clusters(store) == []
    inside = store_of(official("a", home="郑州市"), official("b", home="郑州高新区"))
    assert clusters(inside) == [], "a city is not its district"


def test_a_short_name_that_fits_two_places_fits_none() -> None:
    store = store_of(
        official("a", home="高新区"),
        official("b", home="郑州高新区"),
        official("c", home="西安高新区"),
    )
    assert clusters(store) == []


def test_bodies_of_one_name_and_place() -> None:
    store = store_of(official("a", home="高新区"), official("b"))
    both = [
        {row[0] for row in ask(store, f"SELECT ?o {{ ?o a zj:Office ; rdfs:label '{name}' }}")}
        for name in ("枫杨办事处", "梧桐办事处")
    ]
    assert all(nodes in clusters(store) for nodes in both)
    assert "枫杨办事处：名称相同，所属辖区郑州高新区、高新区名称一致或一者包含另一者。" in reasons(
        store
    )


@pytest.mark.parametrize(
    ("first", "second", "answer"),
    [
        ("高新区", "郑州高新区", True),
        ("郑州高新区", "郑州高新区", True),
        ("郑州", "郑州高新区", False),
        ("中原区", "郑州高新区", False),
        ("", "郑州高新区", False),
        ("", "", False),
    ],
)
def test_related_jurisdictions(first: str, second: str, *, answer: bool) -> None:
    assert related(first, second) is related(second, first) is answer


# ---------------------------------------------------------------- the same event


def told(
    id: str,  # noqa: A002
    *,
    date: str | None = "2022-10-30",
    time: str | None = None,
    places: Sequence[str] = ("枫杨办事处",),
) -> Record:
    record = official(id, places=places)
    event = replace(record.events[0], date=date, time_of_day=time)
    return replace(record, events=(event,))


def pairs(*records: Record) -> int:
    store = store_of(*records)
    identify(store)
    found = ask(store, "SELECT ?a ?b { ?a zj:sameEventAs ?b }")
    assert {(b, a) for a, b in found} == set(found)
    return len(found)


def test_one_visit_in_two_articles() -> None:
    assert pairs(told("a"), told("b", places=["枫杨办事处", "梧桐办事处"])) == 2
    assert pairs(told("a", time="上午"), told("b"), told("c", time="9时许")) == 6


def test_two_visits_in_two_articles() -> None:
    assert pairs(told("a"), told("b", date="2022-10-31")) == 0
    assert pairs(told("a"), told("b", places=["梧桐办事处"])) == 0
    assert pairs(told("a", time="上午"), told("b", time="下午2时")) == 0
    assert pairs(told("a", date="--10-30"), told("b", date="--10-30")) == 0
    assert pairs(told("a", date="2022-10"), told("b", date="2022-10")) == 0


def test_two_visits_in_one_article_are_two() -> None:
    record = told("a")
    again = replace(record.events[0], id="e2")
    assert pairs(replace(record, events=(*record.events, again))) == 0


def test_a_visit_under_two_jurisdictions_is_one() -> None:
    first, second = told("a"), told("b")
    assert pairs(replace(first, article=replace(first.article, home="高新区")), second) == 2


# ---------------------------------------------------------------- recomputing


RECORDS = (
    official(),
    official("b", home="高新区"),
    plain(places=["枫杨办事处"]),
    plain("c", words="陆书记"),
    told("d"),
    told("e", time="上午"),
    *samples()[3:],
)


def test_any_order_gives_the_same_graph() -> None:
    found = set()
    for records in list(permutations(RECORDS))[::499]:
        store = store_of(*records)
        identify(store)
        found.add("".join(store.lines()))
    assert len(found) == 1
    assert len(clusters(store_of(*RECORDS))) >= 3


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from(RECORDS)), max_size=8))
def test_changes_give_the_graph_of_what_is_left(steps: list[tuple[bool, Record]]) -> None:
    store = store_of()
    left: dict[str, Record] = {}
    for add, record in steps:
        if add:
            left |= {record.article.id: record}
            if record.article.file == "page.txt":  # a page is read as a whole
                page = [r for r in left.values() if r.article.file == "page.txt"]
                store.build(page, version="r1")
            else:
                store.build([record], version="r1")
        elif record.article.id in left:
            store.remove([record.article.id])
            del left[record.article.id]
        identify(store)
    scratch = store_of(*left.values())
    scratch.note_rules("r1")
    identify(store)
    identify(scratch)
    assert store.lines() == scratch.lines()


def test_nothing_is_done_twice() -> None:
    store = store_of(*RECORDS)
    assert identify(store)
    before = store.lines()
    assert not identify(store)
    store.build(RECORDS, version="r1")
    assert not identify(store)
    assert store.lines() == before
    store.remove(["d"])
    assert identify(store)


def test_no_triple_in_two_graphs() -> None:
    store = store_of(*RECORDS)
    identify(store)
    triples = [(quad.subject, quad.predicate, quad.object) for quad in store.engine]
    assert len(triples) == len(set(triples))


# ---------------------------------------------------------------- decisions


def test_a_decision_joins_what_nothing_else_would() -> None:
    store = store_of(official("a", home="中原区"), plain("b"))
    first, second = sorted(people(store))
    keep(store, [Decision((first, second), "accepted", "本人确认")])
    assert clusters(store) == [{first, second}]
    assert reasons(store) == ["裁定为同一：本人确认"]


def test_a_decision_parts_what_would_be_joined() -> None:
    store = store_of(official(), plain(places=["枫杨办事处"]))
    identify(store)
    assert len(clusters(store)) == 1
    first, second = sorted(people(store))
    keep(store, [Decision((first, second), "rejected", "同名")])
    assert clusters(store) == []
    keep(store, [Decision((first, second), "unsure")])
    assert len(clusters(store)) == 1, "unsure decides nothing, and replaces the older verdict"


def test_decisions_survive_rebuilding_and_articles() -> None:
    store = store_of(official("a", home="中原区"), plain("b"))
    first, second = sorted(people(store))
    decision = Decision((first, second), "accepted", "本人确认")
    keep(store, [decision])
    store.build([official("a", home="中原区"), plain("b")], version="r2")
    store.remove(["b"])
    assert kept(store) == [decision]
    assert clusters(store) == [], "one alone is no cluster"
    store.build([plain("b")], version="r2")
    assert clusters(store) == [{first, second}]


def test_decisions_on_events() -> None:
    store = store_of(told("a"), told("b", date="2022-10-31"), told("c"))
    identify(store)
    events = [row[0] for row in ask(store, "SELECT ?e { ?e a zj:Visit }")]
    [(a, c), _] = ask(store, "SELECT ?a ?b { ?a zj:sameEventAs ?b }")
    (b,) = set(events) - {a, c}
    keep(store, [Decision((a, c), "rejected"), Decision(tuple(sorted((a, b))), "accepted")])
    identify(store)
    assert set(ask(store, "SELECT ?a ?b { ?a zj:sameEventAs ?b }")) == {(a, b), (b, a)}


def test_a_rejected_fact_goes_at_once_and_stays_away_until_that_is_undone() -> None:
    store = store_of(*samples())
    before = store.lines()
    [(visit,), _] = ask(store, "SELECT ?v { ?v a zj:Visit }")
    keep(store, [Decision((visit,), "rejected", "误认")])
    assert not any(visit in line and "/decisions" not in line for line in store.lines())
    assert store.build(samples(), version="r1").same == 4
    fresh = store_of()
    keep(fresh, [Decision((visit,), "rejected", "误认")])
    fresh.build(samples(), version="r1")
    assert store.lines() == fresh.lines()
    keep(store, [Decision((visit,), "accepted")])
    assert [line for line in store.lines() if "/decision" not in line] == before
    keep(store, [Decision((visit,), "rejected"), Decision((visit,), "")])
    assert kept(store) == []
    assert [line for line in store.lines() if "/decision" not in line] == before


def test_decisions_that_contradict_each_other() -> None:
    store = store_of()
    a, b, c = (f"{iri.BASE}person/{name}" for name in "abc")
    keep(
        store,
        [Decision((a, b), "accepted"), Decision((b, c), "accepted"), Decision((a, c), "rejected")],
    )
    with pytest.raises(InputError, match="decided to be one, and through other decisions"):
        identify(store)


HEADER = "kind\tsubject\tobject\tverdict\treason\n"


def table(folder: Path, text: str) -> Path:
    file = folder / "decisions.tsv"
    file.write_bytes(text.encode())
    return file


def test_a_table_of_decisions(tmp_path: Path) -> None:
    file = table(
        tmp_path,
        "\ufeff" + HEADER + "identity\thttps://x/b\thttps://x/a\tsame\t本人\r\n"
        "\n"
        'fact\thttps://x/e\t\treject\t"""引文""不符"\n'
        "link\thttps://x/p\thttps://g/1\tdifferent\t\n",
    )
    assert read_decisions(file) == [
        Decision(("https://x/a", "https://x/b"), "accepted", "本人"),
        Decision(("https://x/e",), "rejected", '"引文"不符'),
        Decision(("https://g/1", "https://x/p"), "rejected", ""),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"line 1: the columns are ''\. There must be kind, subject"),
        ("kind\tsubject\n", "the columns are 'kind, subject'"),
        (HEADER + "identity\thttps://x/a\n", "line 2: there are 2 columns, and 5 are needed"),
        (
            HEADER + "person\ta\tb\tsame\t\n",
            "line 2: kind is 'person'. Allowed: fact, identity, link",
        ),
        (
            HEADER + "\nidentity\thttps://x/a\thttps://x/b\tyes\t\n",
            "line 3: verdict is 'yes'. Allowed: same, different, unsure",
        ),
        (HEADER + "identity\t陆青禾\thttps://x/b\tsame\t\n", "'陆青禾' is no IRI"),
        (
            HEADER + "identity\thttps://x/a\thttps://x/a\tsame\t\n",
            "line 2: a decision of kind identity",
        ),
        (HEADER + "fact\thttps://x/a\thttps://x/b\treject\t\n", "line 2: a decision of kind fact"),
    ],
)
def test_a_table_of_another_form(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message.replace(". A", r"\. A")) as raised:
        read_decisions(table(tmp_path, text))
    assert "decisions.tsv" in str(raised.value)


def test_a_table_that_cannot_be_read(tmp_path: Path) -> None:
    for name, content in (("missing", None), ("binary", b"\xff\xfe\x00")):
        file = tmp_path / name
        if content is not None:
            file.write_bytes(content)
        with pytest.raises(InputError, match="the decisions cannot be read"):
            read_decisions(file)


# ---------------------------------------------------------------- clusters

NODES = st.sampled_from("abcdef")
PAIRS = st.lists(st.tuples(NODES, NODES), max_size=12)


@given(PAIRS, PAIRS)
def test_clusters_keep_apart_what_is_different(
    same: list[tuple[str, str]], different: list[tuple[str, str]]
) -> None:
    different = [(a, b) for a, b in different if a != b]
    joined = Clusters(different)
    for number, (first, second) in enumerate(same):
        assert joined.join(first, second, f"reason {number}") or joined.root(first) != joined.root(
            second
        )
    for first, second in different:
        assert joined.root(first) != joined.root(second)
    members = [node for nodes, _ in joined.all() for node in nodes]
    assert len(members) == len(set(members))
    for nodes, why in joined.all():
        assert nodes == sorted(nodes)
        assert why
        assert {joined.root(node) for node in nodes} == {joined.root(nodes[0])}
