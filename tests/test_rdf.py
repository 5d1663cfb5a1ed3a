"""What `kg.rdf` must hold: escaping, IRIs, dates, one graph a triple, the same bytes each time."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from datetime import date

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError, UsageError
from kg.ingest.articles import Draft, Origin
from kg.model import Event, Mention, Quote, Record
from kg.rdf import PAIRS, article_quads, derived_quads, fingerprint, iri, quads, text_hash, without
from kg.rdf.article import unbroken
from kg.rdf.entities import is_short_form
from kg.rdf.literal import dated, decimal, string
from kg.syntax import is_iri
from kg.vocabulary import RDF_TYPE, ZJ, Class, Property
from tests.records import (
    Named,
    Story,
    company,
    delegation,
    gift,
    group,
    inspection,
    office,
    place,
    samples,
    signing,
)

TEXT = st.text(st.characters(), max_size=30)  # any code point, lone surrogates too


def loaded(*records: Record, base: str = iri.BASE) -> ox.Store:
    store = ox.Store()
    for record in records:
        lines = [line for part in quads(record, base) for line in part]
        text = "\n".join(lines).encode()
        store.load(text, format=ox.RdfFormat.N_QUADS)
    return store


def dumped(store: ox.Store) -> list[str]:
    return sorted((store.dump(format=ox.RdfFormat.N_QUADS) or b"").decode().split("\n")[:-1])


def ask(store: ox.Store, query: str) -> list[tuple[str | None, ...]]:
    found = store.query(query, use_default_graph_as_union=True, prefixes={"zj": ZJ})
    assert isinstance(found, ox.QuerySolutions)
    return sorted(tuple(term and term.value for term in row) for row in found)


# ---------------------------------------------------------------- literals


@given(TEXT)
def test_any_string_comes_back(text: str) -> None:
    store = ox.Store()
    line = f"<a:s> <a:p> {string(text)} <a:g> ."
    store.load(line.encode(), format=ox.RdfFormat.N_QUADS)
    literal = next(iter(store)).object
    assert isinstance(literal, ox.Literal)
    assert literal.value == re.sub("[\ud800-\udfff]", "\ufffd", text)
    assert dumped(store) == [line]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (200, "200"),
        (200.0, "200"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (1e21, "1000000000000000000000"),
        (-0.0, "0"),
        (50000.50, "50000.5"),
    ],
)
def test_decimals_are_canonical(number: float, text: str) -> None:
    assert decimal(number) == f'"{text}"^^<http://www.w3.org/2001/XMLSchema#decimal>'


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_number_is_left_out(number: float) -> None:
    assert decimal(number) is None


def plain(term: str | None) -> tuple[str, str] | None:
    match = term and re.fullmatch(r'"(.*)"\^\^<.*#(\w+)>', term)
    return (match[1], match[2]) if match else None


@pytest.mark.parametrize(
    ("text", "stated", "earliest", "latest"),
    [
        ("2022-10-30", ["date"], "2022-10-30", "2022-10-30"),
        ("2022-02", ["gYearMonth"], "2022-02-01", "2022-02-28"),
        ("2024-02", ["gYearMonth"], "2024-02-01", "2024-02-29"),
        ("1900-02", ["gYearMonth"], "1900-02-01", "1900-02-28"),
        ("2000-02", ["gYearMonth"], "2000-02-01", "2000-02-29"),
        ("2022-12", ["gYearMonth"], "2022-12-01", "2022-12-31"),
        ("9999-12", ["gYearMonth"], "9999-12-01", "9999-12-31"),
        ("2022", ["gYear"], "2022-01-01", "2022-12-31"),
        ("--02-29", ["gMonthDay"], None, None),
        ("2022-10-30/2022-11", ["date", "gYearMonth"], "2022-10-30", "2022-11-30"),
        ("2022/2024-02", ["gYear", "gYearMonth"], "2022-01-01", "2024-02-29"),
        ("--10-10/--11-07", ["gMonthDay", "gMonthDay"], None, None),
        ("--10-10/2022-11-07", ["gMonthDay", "date"], None, None),
    ],
)
def test_dates(text: str, stated: list[str], earliest: str | None, latest: str | None) -> None:
    found = dated(text)
    assert [plain(term) for term in found.stated] == list(zip(text.split("/"), stated, strict=True))
    assert plain(found.earliest) == (earliest and (earliest, "date"))
    assert plain(found.latest) == (latest and (latest, "date"))


@given(st.dates())
def test_a_month_ends_on_its_last_day(day: date) -> None:
    month = day.isoformat()[:7]
    last = calendar.monthrange(day.year, day.month)[1]
    assert plain(dated(month).latest) == (f"{month}-{last}", "date")


@pytest.mark.parametrize(
    "text",
    ["", "2022-02-30", "2022-13", "0000", "--02-30", "--13-01", "2022-1-1", "22", "a/b",
     "2022/2023/2024", "2022-10-30T10:00", "２０２２", "2022-10-30\n", "/", "2022/"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(KgError, match=r"is no date\. Allowed are 2022-10-30"):
        dated(text)


# ---------------------------------------------------------------- IRIs


@given(TEXT, TEXT, TEXT)
def test_any_name_makes_a_valid_iri(name: str, jurisdiction: str, kind: str) -> None:
    found = iri.shared(kind or "Person", name, jurisdiction)
    line = f"<{found}> <{iri.term(name)}> <{iri.group(found, name)}> ."
    store = ox.Store()
    store.load(line.encode(), format=ox.RdfFormat.N_QUADS)
    assert len(store) == 1
    assert is_iri(found)
    assert is_iri(iri.group(found, name))


IRI_TEXT = st.text(st.sampled_from("ah·:/?#%[]@.-+0中 <\u200b\ue000\ufdd0"), max_size=12)


@given(st.one_of(TEXT, IRI_TEXT, IRI_TEXT.map("http://".__add__)))
def test_what_is_taken_for_an_iri_is_one(text: str) -> None:
    found = ox.NamedNode(iri.term(text))
    assert found.value == iri.term(text)
    if is_iri(text):
        assert ox.NamedNode(text).value == text


@pytest.mark.parametrize(
    "text",
    ["https://w3id.org/zhengji/id/", "urn:x:y", "http://www.wikidata.org/entity/Q1", "a:",
     "https://例子.中国:80/路?a=b&c=%E4%B8%AD#x", iri.shared("Person", "陆青禾", "郑州"),
     iri.shared("Person", "买买提·吐尔逊", "郑州")],
)  # fmt: skip
def test_iris_as_people_write_them(text: str) -> None:
    assert is_iri(text)


def test_names_stay_readable() -> None:
    found = iri.shared("Person", "买买提·吐尔逊", "郑州高新区")
    assert re.fullmatch(re.escape(iri.BASE) + "person/买买提·吐尔逊-[0-9a-f]{12}", found)


def test_key_parts_do_not_run_together() -> None:
    assert iri.shared("Person", "张红", "军区") != iri.shared("Person", "张红军", "区")
    assert iri.digest("a", "b") != iri.digest("ab") != iri.digest("a", "b", "")


def test_long_names_are_cut_but_told_apart() -> None:
    first, second = (iri.shared("Place", "很长" * 500_000 + end, "") for end in "ab")
    assert first != second
    assert len(first) < 200
    article = iri.article("a")
    assert iri.group(article, "长" * 100) != iri.group(article, "长" * 101)


@pytest.mark.parametrize("base", ["https://data.example/id/", "urn:kg#"])
def test_a_base_of_ones_own(base: str) -> None:
    assert iri.check_base(base) == base
    lines = [line for part in quads(inspection(), base) for line in part]
    assert lines
    assert not any(iri.BASE in line for line in lines)
    assert len(loaded(inspection(), base=base)) == len(lines)


@pytest.mark.parametrize(
    "base",
    ["", "id/", "https://data.example", "https://a b/", "x:<y>/", "1:/", "http:///", "a:#b#"],
)
def test_a_base_that_is_none(base: str) -> None:
    with pytest.raises(UsageError, match="must be an absolute IRI that ends in / or #"):
        iri.check_base(base)


# ---------------------------------------------------------------- quads


def test_every_line_is_one_valid_quad() -> None:
    for record in samples():
        lines = [line for part in quads(record) for line in part]
        store = loaded(record)
        assert len(store) == len(lines)
        assert dumped(store) == sorted(lines), "lines are canonical"


def test_no_triple_in_two_graphs() -> None:
    store = loaded(*samples())
    triples = [(quad.subject, quad.predicate, quad.object) for quad in store]
    assert len(triples) == len(set(triples)) > 200


def test_own_graph_holds_own_nodes_only() -> None:
    for record in samples():
        article = iri.article(record.article.key)
        graph = iri.article_graph(record.article.key)
        for line in article_quads(record):
            assert line.startswith((f"<{article}>", f"<{article}/"))
            assert line.endswith(f"<{graph}> .")
        shared = {iri.graph("entities"), iri.graph("direct")}
        for line in derived_quads(record):
            assert line.rsplit("<", 1)[1].removesuffix("> .") in shared


def test_same_record_same_lines() -> None:
    assert [quads(record) for record in samples()] == [quads(record) for record in samples()]


def test_every_term_is_in_the_ontology() -> None:
    known = {*map(str, Class), *map(str, Property), ZJ + "Signing", ZJ + "party"}
    used = {
        term.value
        for quad in loaded(*samples())
        for term in (quad.predicate, quad.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith(ZJ)
    }
    assert used - known == set()
    assert {str(Class.VISIT), str(Property.CONTENT_EVIDENCE), ZJ + "Signing"} <= used


def test_a_visit_in_full() -> None:
    store = loaded(inspection())
    assert ask(
        store,
        """SELECT ?visitor ?companion ?date ?first ?text ?time ?rule ?confidence WHERE {
             ?visit a zj:Visit ; zj:visitor/rdfs:label ?visitor ; zj:companion/rdfs:label ?companion ;
               zj:statedDate ?date ; zj:earliest ?first ; zj:latest ?first ; zj:dateText ?text ;
               zj:timeOfDay ?time ; zj:rule ?rule ; zj:confidence ?confidence }""".replace(
            "rdfs:label", "<http://www.w3.org/2000/01/rdf-schema#label>"
        ),
    ) == [
        (
            "陆青禾",
            "柴晓萌",
            "2022-10-30",
            "2022-10-30",
            "10月30日上午",
            "上午",
            "visit-test",
            "0.93",
        )
    ]


def test_stops_keep_the_order() -> None:
    found = ask(
        loaded(inspection()),
        """SELECT ?position ?name WHERE { ?visit zj:stop [ zj:position ?position ;
             zj:place/<http://www.w3.org/2000/01/rdf-schema#label> ?name ] }""",
    )
    assert found == [("1", "枫杨办事处"), ("2", "祥营村")]


def test_quotes_are_the_source_at_their_offsets() -> None:
    for record in samples():
        found = ask(
            loaded(record), "SELECT ?start ?end ?exact { ?e a zj:Evidence ; zj:start ?start ; "
            "zj:end ?end ; zj:exact ?exact }",
        )  # fmt: skip
        assert found
        for start, end, exact in found:
            assert record.article.source[int(start or "") : int(end or "")] == exact


def test_content_is_on_one_line_and_its_evidence_as_written() -> None:
    found = ask(
        loaded(inspection()),
        "SELECT ?content ?exact { ?d zj:content ?content ; zj:contentEvidence/zj:exact ?exact }",
    )
    assert ("要科学精准解封，做到应检尽检", "要科学精准解封，\n　　做到应检尽检") in found


def test_a_meeting_issues_a_directive() -> None:
    found = ask(
        loaded(inspection()),
        """SELECT ?name ?whole { ?d zj:issuer ?m ; zj:issuedDuring ?m . ?m a zj:Meeting ;
             zj:name ?name ; zj:partOf/a ?whole }""".replace("/a ", f"/<{RDF_TYPE}> "),
    )
    assert found == [("座谈会", Class.VISIT)]


def test_a_gift_in_full() -> None:
    store = loaded(gift())
    items = ask(
        store,
        "SELECT ?name ?quantity ?unit ?about { ?d zj:item ?i ; zj:valueCNY 50000.5 . ?i zj:name ?name ; "
        "zj:quantity ?quantity ; zj:unit ?unit ; zj:approximate ?about }",
    )
    assert items == [("保温杯", "200", "个", "true"), ("善款", "50000", "元", "false")]
    assert ask(store, "SELECT ?date { ?d zj:statedDate ?date }") == [("--11-07",)]
    assert ask(store, "SELECT ?date { ?d zj:earliest|zj:latest ?date }") == []
    assert len(ask(store, "SELECT ?d ?r { ?d zj:donatedTo ?r }")) == 2


def test_an_item_without_number() -> None:
    story = Story("a", "陆青禾向祥营村捐赠暖心蔬菜。")
    story.donation(["陆青禾"], [place("祥营村")], [("暖心蔬菜", None, None, False)], trigger="捐赠")
    store = loaded(story.record())
    assert ask(store, "SELECT ?n { ?i a zj:DonatedItem ; zj:name ?n }") == [("暖心蔬菜",)]
    assert ask(store, "SELECT ?n { ?i zj:quantity|zj:unit ?n }") == []


def test_a_range_and_a_group() -> None:
    store = loaded(delegation())
    query = (
        "SELECT ?a ?b { ?v zj:statedStart ?a ; zj:statedEnd ?b ; zj:earliest ?a ; zj:latest ?b }"
    )
    assert ask(store, query) == [("2022-10-10", "2022-10-12")]
    assert ask(store, "SELECT ?d { ?v zj:statedDate ?d }") == []
    [(who,)] = ask(store, "SELECT ?g { ?v zj:visitor ?g . ?g a zj:Group }")
    assert (who or "").startswith(iri.article("page.txt#3") + "/group/省督导组")
    assert ask(store, "SELECT ?g ?p { ?g zj:hasVisited ?p }") == [], "a group is no person"


def test_former_posts_are_not_held() -> None:
    store = loaded(delegation(), inspection())
    held = ask(
        store, "SELECT ?l { ?p zj:holdsPost/<http://www.w3.org/2000/01/rdf-schema#label> ?l }"
    )
    assert held == [("枫杨办事处主任",), ("高新区党工委书记",)]
    assert ask(store, "SELECT ?s { ?t zj:asOf '2022-10-12'^^<http://www.w3.org/2001/XMLSchema#date> ;"
               " zj:postStatus ?s }") == [("former",)]  # fmt: skip


def test_own_event_kinds_and_roles() -> None:
    store = loaded(signing())
    assert len(ask(store, "SELECT ?p { ?e a zj:Signing ; zj:party ?p }")) == 2
    own = replace(signing().events[0], type="https://kinds.example/ns#Signing")
    store = loaded(replace(signing(), events=(own,)))
    [(event,)] = ask(store, "SELECT ?e { ?e a <https://kinds.example/ns#Signing> }")
    assert "/signing/" in (event or "")


def test_events_at_one_trigger_are_told_apart() -> None:
    story = Story("a", "陆青禾、柴晓萌分别到祥营村、双桥村调研。")
    story.visit(["陆青禾"], ["祥营村"])
    story.visit(["柴晓萌"], ["双桥村"])
    found = ask(loaded(story.record()), "SELECT ?v { ?v a zj:Visit }")
    assert [(v or "")[-5:] for (v,) in found] == ["/17-0", "/17-1"]


def test_quotes_in_the_title_do_not_mix_with_the_text() -> None:
    record = inspection()
    title = Quote("陆青禾", 0, 3, in_title=True)
    event = replace(record.events[0], evidence=title, trigger=title)
    lines = article_quads(replace(record, events=(event,), posts=()))
    assert any("/evidence/title-0-3> " in line for line in lines)
    assert any("/visit/title-0-0> " in line for line in lines)


# ---------------------------------------------------------------- who is one


def people(*records: Record) -> list[str | None]:
    return [row[0] for row in ask(loaded(*records), "SELECT ?p { ?p a zj:Person }")]


def told(id: str, home: str, post: str = "高新区党工委书记", jurisdiction: str = "") -> Record:  # noqa: A002
    story = Story(id, f"{post}陆青禾到祥营村调研。", home=home)
    story.post(Named("陆青禾", jurisdiction=jurisdiction), post)
    story.visit(["陆青禾"], ["祥营村"])
    return story.record()


def test_an_official_is_one_in_all_articles_of_a_paper() -> None:
    records = told("a", "郑州高新区"), told("b", "郑州高新区", "区委书记")
    assert len(people(*records)) == 1
    assert people(*records) == people(*reversed(records))


def test_namesakes_of_two_places_are_two() -> None:
    assert len(people(told("a", "郑州高新区"), told("b", "中原区"))) == 2
    assert len(people(told("a", "郑州市", jurisdiction="中原区"), told("b", "郑州市"))) == 2


def test_a_short_jurisdiction_is_the_papers_home() -> None:
    records = told("a", "郑州高新区", jurisdiction="高新区"), told("b", "郑州高新区")
    assert len(people(*records)) == 1


def test_people_without_a_post_stay_within_the_article() -> None:
    first, second = (Story(name, "居民陆青禾到祥营村。", home="郑州高新区") for name in "ab")
    first.visit(["陆青禾"], ["祥营村"], trigger="到")
    second.visit(["陆青禾"], ["祥营村"], trigger="到")
    records = first.record(), second.record()
    assert len(people(*records)) == 2
    assert len(ask(loaded(*records), "SELECT ?p { ?p a zj:Place ; zj:jurisdiction ?j }")) == 1


def test_a_mentions_jurisdiction_holds_for_all_of_that_name() -> None:
    story = Story("a", "中原区区长陆青禾调研。陆青禾走访祥营村。", home="郑州市")
    story.post(Named("陆青禾", jurisdiction="中原区"), "中原区区长")
    story.visit(["陆青禾"], ["祥营村"])
    assert len(people(story.record())) == 1


def test_posts_of_two_bodies_with_one_label_are_two() -> None:
    first, second = (
        Story("a", "办事处主任陆青禾", home="中原区"),
        Story("b", "办事处主任韩冬生", home="中原区"),
    )
    first.post("陆青禾", "办事处主任", organization="枫杨办事处")
    second.post("韩冬生", "办事处主任", organization="梧桐办事处")
    store = loaded(first.record(), second.record())
    assert (
        len(ask(store, "SELECT ?p ?o { ?p a zj:Post ; zj:organization ?o . ?o a zj:Office }")) == 2
    )


def test_a_place_is_not_inside_itself() -> None:
    story = Story("a", "陆青禾到中原区调研。", home="中原区")
    story.visit(["陆青禾"], ["中原区"])
    store = loaded(story.record())
    assert len(ask(store, "SELECT ?p { ?p a zj:Place }")) == 1
    assert ask(store, "SELECT ?p { ?p a zj:Place ; zj:jurisdiction ?j }") == []


# ---------------------------------------------------------------- mentions


def test_other_wordings_are_mentions() -> None:
    found = ask(
        loaded(inspection(), gift()),
        "SELECT ?w ?l { ?m a zj:Mention ; zj:wording ?w ; zj:start ?s ; zj:end ?e ; "
        "zj:refersTo/<http://www.w3.org/2000/01/rdf-schema#label> ?l }",
    )
    assert found == [("嵩岳传感", "河南嵩岳智能传感技术股份有限公司"), ("陆书记", "陆青禾")]
    assert ask(loaded(inspection(), gift()), "SELECT ?a { ?e zj:altLabel ?a }") == [("嵩岳传感",)]


def test_one_wording_for_two_people_is_two_mentions() -> None:
    story = Story("a", "陆青禾、柴晓萌到祥营村，两人走访。")
    story.visit(
        [Named("陆青禾", words="两人"), Named("柴晓萌", words="两人")], ["祥营村"], trigger="走访"
    )
    found = ask(loaded(story.record()), "SELECT ?m ?p { ?m zj:refersTo ?p }")
    assert len({row[0] for row in found}) == len({row[1] for row in found}) == 2


def test_broken_lines_make_no_other_wording() -> None:
    story = Story("a", "陆青\n　　禾到祥营村调研。")
    story.visit([Named("陆青禾", words="陆青\n　　禾")], ["祥营村"])
    assert ask(loaded(story.record()), "SELECT ?m { ?m a zj:Mention }") == []


@pytest.mark.parametrize(
    ("wording", "name", "short"),
    [
        ("中钢公司", "中钢集团郑州金属制品研究院股份有限公司", True),
        ("嵩岳传感", "河南嵩岳智能传感技术股份有限公司", True),
        ("沟赵办事处", "高新区沟赵办事处", True),
        ("他", "陆青禾", False),
        ("陆书记", "陆青禾", False),
        ("该街道", "梧桐街道", False),
        ("街道", "梧桐街道", False),
        ("集团公司", "中钢集团有限公司", False),
        ("陆青禾", "陆青禾", False),
        ("禾青", "陆青禾", False),
        ("", "陆青禾", False),
    ],
)
def test_short_forms(wording: str, name: str, *, short: bool) -> None:
    assert is_short_form(wording, name) is short


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("一\n二", "一二"),
        (" 一　\r\n\r\n　二 ", "一二"),
        ("in the\n  park", "in the park"),
        ("GDP\n增长", "GDP增长"),
        ("2022\n10", "2022 10"),
        ("\n", ""),
        ("", ""),
    ],
)
def test_unbroken(text: str, line: str) -> None:
    assert unbroken(text) == line


@given(TEXT)
def test_unbroken_has_no_line_ends(text: str) -> None:
    assert len(unbroken(text).splitlines()) <= 1


# ---------------------------------------------------------------- what changed


def test_fingerprint_sees_text_and_metadata() -> None:
    article = inspection().article
    same = fingerprint(article)
    assert same == fingerprint(inspection().article)
    of_page = replace(article, start=article.start + 1)
    others = [
        fingerprint(replace(article, published=None)),
        fingerprint(replace(article, home="中原区")),
        fingerprint(replace(article, source=article.source.replace("祥营", "双桥"))),
        fingerprint(of_page),
        fingerprint(replace(of_page, byline=("司徒远葛慧",))),
    ]
    assert len({same, *others}) == 6


@pytest.mark.parametrize("title", [None, " 陆青禾\n到祥营村调研 "])
def test_a_draft_has_the_fingerprint_of_its_article(title: str | None) -> None:
    text = "本报讯（记者 司徒远）\n昨日，陆青禾到祥营村调研。（葛慧）"
    draft = Draft(Origin("7", "2022-11-16", "商都晚报", file="a.jsonl", home="中原区"), text, title)
    assert fingerprint(draft) == fingerprint(draft.article())
    assert fingerprint(draft) != fingerprint(replace(draft, title="陆青禾调研"))


def test_text_hash_sees_only_the_article() -> None:
    article = inspection().article
    other = replace(article, source="第二版\n" + article.source[4:])
    assert text_hash(article) == text_hash(other)
    assert len(text_hash(replace(article, source="\ud800" * 200))) == 64


# ---------------------------------------------------------------- rejected facts


def test_a_rejected_fact_is_left_out_with_all_that_is_its_own() -> None:
    record = inspection()
    store = loaded(record)
    [(visit,)] = ask(store, "SELECT ?v { ?v a zj:Visit }")
    [(meeting,)] = ask(store, "SELECT ?m { ?m a zj:Meeting }")
    tenures = ask(store, "SELECT ?t { ?t a zj:Tenure }")
    rejected = {str(fact) for fact in (visit, meeting, *(tenure for (tenure,) in tenures))}
    lines = [line for part in without(*quads(record), rejected) for line in part]
    assert lines
    assert not [line for line in lines if any(f"<{fact}" in line for fact in rejected)]
    left = ox.Store()
    left.load("\n".join(lines).encode(), format=ox.RdfFormat.N_QUADS)
    assert ask(left, "SELECT ?d { ?x zj:hasVisited|zj:holdsPost|zj:issuedDuring ?d }") == []
    assert ask(left, "SELECT ?p { ?p a zj:Post }") == []
    assert len(ask(left, "SELECT ?d { ?d a zj:Directive ; zj:issuer ?who }")) == 2


# ---------------------------------------------------------------- bad records


@pytest.mark.parametrize("published", ["2022-02-30", "yesterday"])
def test_a_day_of_publication_that_is_none(published: str) -> None:
    with pytest.raises(KgError, match="is no date"):
        quads(Story("a", "陆青禾", published=published).record())


def test_an_event_that_is_not_there() -> None:
    story = Story("a.txt", "会议要求，要正视问题。")
    story.directive([], "要正视问题", trigger="要求", during="e9")
    with pytest.raises(KgError, match=r"Article a\.txt: the fact e1 names the event 'e9'"):
        quads(story.record())


def test_a_meeting_that_is_no_event_is_a_group() -> None:
    story = Story("a", "会议要求，要正视问题。")
    story.directive([Named("会议", "Meeting")], "要正视问题", trigger="要求")
    found = ask(loaded(story.record()), "SELECT ?g { ?d zj:issuer ?g . ?g a zj:Group }")
    assert found == [(iri.group(iri.article("a"), "会议"),)]


@given(TEXT, TEXT, TEXT)
def test_any_words_make_valid_quads(name: str, wording: str, kind: str) -> None:
    quote = Quote(wording, 0, len(wording))
    mention = Mention(name, kind or "Person", quote, jurisdiction=wording)
    event = Event(
        "e1", kind or "Visit", quote, quote, name, roles=((kind or "visitor", (mention,)),)
    )
    article = replace(Story(name, wording).article, title=name, byline=(wording,))
    record = Record(article, (event,))
    lines = [line for part in quads(record) for line in part]
    assert len(loaded(record)) == len(lines)


def test_pairs_name_properties_that_quads_have() -> None:
    predicates = {quad.predicate.value for quad in loaded(*samples())}
    for pair in PAIRS:
        assert {pair.shortcut, pair.subject, pair.object} <= predicates


def test_samples_cover_the_helpers() -> None:
    assert {named.kind for named in (office(""), company(""), place(""), group(""))} == {
        "Office", "Organization", "Place", "Group",
    }  # fmt: skip
