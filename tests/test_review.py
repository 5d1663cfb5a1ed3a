"""What is open or weak goes out as a table, comes back with verdicts, and these hold."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import pipeline
from kg.cli import main
from kg.errors import InputError
from kg.identify import kept
from kg.review import questions, take, write
from kg.store import Store
from kg.validate import validate
from kg.vocabulary import RDFS, SKOS, ZJ
from tests.gazetteers import shelf

PAGE = """高新区领导调研疫情防控工作

本报讯 10月30日上午，高新区党工委书记景云起到沟赵办事处对疫情防控工作进行调研指导，沟赵党工委副书记、办事处主任狄怀远等陪同。

景云起在座谈会上强调，要压实责任。

11月2日，景云起到梧桐办事处、石佛办事处调研，深入祥营村祥瑞苑小区察看。11月4日，景云起到鼓楼区调研。
"""
MORE = (
    "本报讯 11月9日，新密市市长景云起到城关镇调研，新密市副市长蒲之远、努尔兰·沙依木，"
    "市政府党组成员阿依登·别克陪同。\n"
)
PREFIXES = f"PREFIX zj: <{ZJ}> PREFIX rdfs: <{RDFS}> PREFIX skos: <{SKOS}> "
EVERYTHING = 1.0


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a page, a store made from it, linked, and a gazetteer."""
    folder = tmp_path_factory.mktemp("review")
    (folder / "page.txt").write_text(PAGE, encoding="utf-8")
    (folder / "more.txt").write_text(MORE, encoding="utf-8")
    shelf(folder)
    build(folder)
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it to change, with the folder as the current one."""
    shutil.copytree(built, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    assert main(["link", "-s", "store"]) == 0
    return tmp_path / "here"


def build(folder: Path, decisions: Path | None = None, store: str = "store") -> None:
    with contextlib.chdir(folder):  # articles are known by their paths
        pipeline.build(
            ["page.txt", "more.txt"],
            store=store,
            published="2022-11-16",
            home="郑州市",
            decisions=decisions,
            jobs=1,
        )


def table(store: Path, **options: object) -> list[dict[str, str]]:
    with Store.open(store, read_only=True) as opened:
        stream = io.StringIO()
        write(questions(opened, **options), stream)  # type: ignore[arg-type]
    return list(csv.DictReader(io.StringIO(stream.getvalue()), delimiter="\t"))


def filled(rows: list[dict[str, str]], path: Path, **verdicts: str) -> Path:
    """The rows as a file, in which those whose statement holds a word have a verdict."""
    for row in rows:
        for word, verdict in verdicts.items():
            if word in row["statement"]:
                row["verdict"], row["reason"] = verdict, "查过原文"
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.DictWriter(stream, list(rows[0]), delimiter="\t")
        out.writeheader()
        out.writerows(rows)
    return path


def asked(store: Path, query: str) -> list[tuple[str, ...]]:
    with Store.open(store, read_only=True) as opened:
        found = opened.engine.query(PREFIXES + query, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        return [tuple(getattr(term, "value", "") for term in row) for row in found]


def lines(store: Path, *, all_: bool = False) -> list[str]:
    """All lines of a store, or all but decisions."""
    with Store.open(store, read_only=True) as opened:
        return [line for line in opened.lines() if all_ or "/decision" not in line]


def test_the_table_says_what_is_stated_where_and_why(folder: Path) -> None:
    rows = table(folder / "store", below=EVERYTHING)
    assert not any(row["verdict"] for row in rows)
    visit = next(row for row in rows if "沟赵办事处" in row["statement"] and row["kind"] == "fact")
    assert visit["statement"].startswith("Visit 2022-10-30; companion 狄怀远; place 沟赵办事处")
    assert "对疫情防控工作进行调研指导" in visit["quote"]
    assert visit["title"] == "高新区领导调研疫情防控工作"
    assert visit["allowed"] == "accept / reject / unsure"
    link = next(row for row in rows if row["kind"] == "link" and "祥瑞苑小区" in row["statement"])
    assert "< 河南省郑州市" in link["statement"]
    assert link["grounds"].startswith("in no gazetteer")


def test_only_what_is_weak_or_open_stands_there(folder: Path) -> None:
    assert not [row for row in table(folder / "store", below=0.0) if row["confidence"]]
    rows = table(folder / "store", below=0.5, kinds=("link",))
    assert {row["kind"] for row in rows} == {"link"}
    assert all(not row["confidence"] or float(row["confidence"]) < 0.5 for row in rows)


def test_a_rejected_fact_goes_and_comes_back_byte_by_byte(folder: Path) -> None:
    store, before = folder / "store", lines(folder / "store", all_=True)
    rows = table(store, below=EVERYTHING)
    file = filled(rows, folder / "r.tsv", **{"place 沟赵办事处": "reject"})
    with Store.open(store) as opened:
        assert take(opened, file).new == 1
        assert validate(opened.engine) == []
        (decision,) = kept(opened)
    assert decision.reason == "查过原文"
    assert asked(store, 'SELECT ?e { ?e a zj:Visit ; zj:place/rdfs:label "沟赵办事处" }') == []
    assert asked(store, 'SELECT ?p { ?who zj:hasVisited/rdfs:label "沟赵办事处" }') == []
    build(folder)
    assert asked(store, 'SELECT ?e { ?e a zj:Visit ; zj:place/rdfs:label "沟赵办事处" }') == []
    (row,) = [row for row in table(store, below=EVERYTHING) if row["verdict"]]
    assert (row["verdict"], row["quote"][:3]) == ("reject", "10月")
    assert row["allowed"].endswith("undo")
    file = filled([row], folder / "r.tsv", 沟赵="undo")
    with Store.open(store) as opened:
        assert take(opened, file).undone == 1
        assert kept(opened) == []
    main(["link", "-s", "store"])
    assert lines(store, all_=True) == before


def test_deciding_before_and_after_a_build_gives_the_same_store(folder: Path) -> None:
    rows = table(folder / "store", below=EVERYTHING)
    file = filled(
        rows, folder / "r.tsv", **{"Meeting": "reject", "post 高新区党工委书记": "reject"}
    )
    with Store.open(folder / "store") as opened:
        assert take(opened, file).new >= 1
        opened.derive("links", "", [])
        after = opened.lines()
    build(folder, file, "other")
    with Store.open(folder / "other") as opened:
        opened.derive("links", "", [])
        assert opened.lines() == after


def test_a_record_leaves_out_what_is_rejected(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = table(folder / "store", below=EVERYTHING)
    file = filled(rows, folder / "r.tsv", **{"Visit 2022-10-30": "reject", "Meeting": "reject"})
    reading = ["--published", "2022-11-16", "--home", "郑州市"]
    main(["extract", "page.txt", *reading])
    whole = json.loads(capsys.readouterr().out)
    main(["extract", "page.txt", "--decisions", str(file), *reading])
    record = json.loads(capsys.readouterr().out)
    gone = [event for event in whole["events"] if event["id"] not in
            {one["id"] for one in record["events"]}]  # fmt: skip
    assert {event["type"] for event in gone} >= {"Visit"}
    assert "2022-10-30" in {event["date"] for event in gone}
    left = {event["id"] for event in record["events"]}
    named = [one for event in record["events"] for role in event["roles"].values() for one in role]
    assert all(one.get("event") in {None, *left} for one in named)


def test_links_are_judged_within_and_different(folder: Path) -> None:
    store = folder / "store"
    rows = table(store, below=EVERYTHING, kinds=("link",))
    file = filled(rows, folder / "r.tsv", 祥瑞苑小区="within", 石佛办事处="different")
    assert main(["review", str(file), "-s", str(store)]) == 0
    query = "SELECT ?o { ?n rdfs:label '%s' ; skos:%s ?o }"
    within = asked(store, query % ("祥营村祥瑞苑小区", "broadMatch"))
    assert [one.rpartition("/")[2] for (one,) in within] == ["410100"]
    assert asked(store, query % ("石佛办事处", "closeMatch")) == []
    verdicts = {row["verdict"] for row in table(store) if row["verdict"]}
    assert verdicts == {"within", "different"}


def test_an_office_that_is_the_same_is_close_to_its_division(folder: Path) -> None:
    store = folder / "store"
    rows = [row for row in table(store, below=EVERYTHING) if "梧桐办事处 " in row["statement"]]
    file = filled([row for row in rows if row["kind"] == "link"], folder / "r.tsv", 梧桐="same")
    main(["review", str(file), "-s", str(store)])
    query = (
        'SELECT ?r { ?l zj:subject/rdfs:label "梧桐办事处" ; zj:relation ?r ; zj:confidence ?c }'
    )
    assert asked(store, query) == [(f"{SKOS}closeMatch",)]


def test_namesakes_are_asked_about_and_joined(folder: Path) -> None:
    store = folder / "store"
    rows = [row for row in table(store, kinds=("identity",)) if "景云起" in row["statement"]]
    assert rows
    file = filled(rows[:1], folder / "r.tsv", 景云起="same")
    main(["review", str(file), "-s", str(store)])
    query = "SELECT ?a ?b { ?i a zj:Identity ; zj:about ?a, ?b FILTER(STR(?a) < STR(?b)) }"
    assert (rows[0]["subject"], rows[0]["object"]) in asked(store, query)


def test_people_with_a_dot_in_their_names_are_judged_like_others(folder: Path) -> None:
    store = folder / "store"
    assert not [
        row for row in table(store, kinds=("identity",)) if "景云起" not in row["statement"]
    ]
    (people,) = asked(
        store,
        'SELECT ?a ?b { ?a rdfs:label "努尔兰·沙依木" ; a zj:Person . '
        '?b rdfs:label "阿依登·别克" ; a zj:Person }',
    )
    (folder / "r.tsv").write_text(
        "verdict\tkind\tsubject\tobject\treason\n"
        + "\t".join(("different", "identity", *people, "")),
        encoding="utf-8",
    )
    with Store.open(store) as opened:
        assert take(opened, folder / "r.tsv").new == 1
    (row,) = (row for row in table(store, kinds=("identity",)) if row["verdict"])
    assert {"努尔兰·沙依木", "阿依登·别克"} <= set(row["statement"].replace("(", " ").split())


@pytest.mark.parametrize(
    ("encoding", "delimiter", "end"),
    [("utf-8-sig", "\t", "\r\n"), ("utf-16", "\t", "\r\n"), ("gb18030", "\t", "\n"),
     ("utf-8", ",", "\r\n"), ("utf-8-sig", ";", "\n")],
)  # fmt: skip
def test_what_spreadsheets_save_is_read(
    folder: Path, encoding: str, delimiter: str, end: str
) -> None:
    rows = table(folder / "store", below=EVERYTHING, kinds=("fact",))
    rows[0]["verdict"], rows[0]["reason"] = " Accept ", '引文\n"不全", 但属实; 见报'
    with (folder / "r.txt").open("w", encoding=encoding, newline="") as stream:
        out = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
        out.writerows([list(rows[0]), *(list(row.values()) for row in rows)])
    with Store.open(folder / "store") as opened:
        assert take(opened, folder / "r.txt").new == 1
        (decision,) = kept(opened)
        assert (decision.verdict, decision.reason) == ("accepted", rows[0]["reason"])


def test_a_table_survives_a_second_round_trip(folder: Path) -> None:
    store = folder / "store"
    rows = table(store, below=EVERYTHING)
    rows[0]["verdict"], rows[0]["reason"] = "unsure", "=SUM(A1)"
    with Store.open(store) as opened:
        take(opened, filled(rows, folder / "r.tsv"))
        before = kept(opened)
    assert main(["review", "-s", str(store), "-o", "again.tsv"]) == 0
    text = (folder / "again.tsv").read_text("utf-8")
    assert text.startswith("\ufeffverdict\t")
    assert "\t'=SUM(A1)\t" in text  # no formula for a spreadsheet
    with Store.open(store) as opened:
        summary = take(opened, folder / "again.tsv")
        assert (summary.same, summary.new, summary.changed) == (1, 0, 0)
        assert kept(opened) == before


HEADER = "kind\tsubject\tobject\tverdict\treason\n"
NOWHERE = "https://w3id.org/zhengji/id/article/000000000000/visit/1-0"
CODE = "https://w3id.org/zhengji/code/gbt2260/410100"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{HEADER}fact\t{NOWHERE}\t\treject\t\n", "line 2: .* is no fact of"),
        (f"{HEADER}fact\t{NOWHERE}\t\tundo\t\n", "line 2: there is no decision"),
        (f"{HEADER}identity\t{NOWHERE}\t{CODE}\tsame\t\n", "line 2: .* is not in"),
        (f"{HEADER}link\t{NOWHERE}\t{CODE}\tsame\t\n", "line 2: .* does not fit"),
        (f"{HEADER}link\t{CODE}\thttps://x/1\tsame\t\n", "line 2: .* does not fit"),
        (f"{HEADER}fact\t{NOWHERE}\t\tsame\t\n", "verdict is 'same'. Allowed: accept, reject"),
        (HEADER.replace("\tverdict", ""), "There must be kind, subject, object, verdict"),
        (f"{HEADER.strip()}\tverdict\n", "stands there twice: verdict"),
        (f'{HEADER}fact\t{NOWHERE}\t\treject\t"open\n', "line 2: quotation marks"),
        (
            f"{HEADER}fact\t{NOWHERE}\t\treject\t\n\nfact\t{NOWHERE}\t\taccept\t\n",
            "line 4: line 2 has another verdict",
        ),
        (f"{HEADER}fact\tx\t\treject\t\nfact\t{NOWHERE}\t\tyes\t\n", "2 lines are at fault"),
    ],
)
def test_rows_that_fit_nothing_are_refused_and_nothing_is_taken(
    built: Path, tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "r.tsv").write_text(text, encoding="utf-8")
    shutil.copytree(built / "store", tmp_path / "store")
    before = lines(tmp_path / "store")
    with Store.open(tmp_path / "store") as opened:
        with pytest.raises(InputError, match=message):
            take(opened, tmp_path / "r.tsv")
        assert kept(opened) == []
    assert lines(tmp_path / "store") == before


def test_a_workbook_is_no_table(built: Path, tmp_path: Path) -> None:
    (tmp_path / "r.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
    with (
        Store.open(built / "store") as opened,
        pytest.raises(InputError, match="save one as text, tab delimited"),
    ):
        take(opened, tmp_path / "r.xlsx")


def test_contradicting_identities_are_refused_before_anything_is_taken(folder: Path) -> None:
    store = folder / "store"
    people = sorted(one for (one,) in asked(store, "SELECT DISTINCT ?p { ?p a zj:Person }"))[:3]
    assert len(people) == 3
    a, b, c = people
    rows = [(a, b, "same"), (b, c, "same"), (a, c, "different")]
    text = HEADER + "".join(f"identity\t{x}\t{y}\t{verdict}\t\n" for x, y, verdict in rows)
    (folder / "r.tsv").write_text(text, encoding="utf-8")
    with Store.open(store) as opened:
        with pytest.raises(InputError, match="through other decisions"):
            take(opened, folder / "r.tsv")
        assert kept(opened) == []
