"""The command line: help, exit codes, where output goes."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from kg.cli import app, main
from kg.cli.common import opened
from kg.cli.terminal import Terminal, shown
from kg.errors import KgError
from kg.query import Row
from kg.show import Portrait, as_text

COMMANDS = sorted(app.commands)
HEAVY = {"jieba", "rdflib", "pyoxigraph", "re2", "pcre2"}


class Ran(NamedTuple):
    """What a command gave."""

    code: int
    out: str
    err: str


Kg = Callable[..., Ran]


@pytest.fixture
def kg(capfdbinary: pytest.CaptureFixture[bytes]) -> Kg:
    """Run a command in this process."""

    def run(*arguments: str | Path) -> Ran:
        code = main([str(a) for a in arguments])
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    return run


@pytest.fixture
def workplace(
    tmp_path: Path, root: Path, example_store: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The current folder for a test: the examples, a store built from them, and a gazetteer."""
    from tests.gazetteers import shelf

    shelf(tmp_path, name="divisions")
    (tmp_path / "examples").symlink_to(root / "examples")
    shutil.copytree(example_store, tmp_path / "zhengji.store")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def folder(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder for a test: nothing but the examples."""
    (tmp_path / "examples").symlink_to(root / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def process(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, with no settings but `environment`."""
    return subprocess.run(
        [sys.executable, "-m", "kg", *arguments],
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        cwd=cwd,
        env={"PATH": os.defpath, "PYTHONPATH": str(Path(__file__).parents[1]), **environment},
    )


def examples(command: click.Command) -> list[str]:
    """The command lines that a help text gives."""
    _, found, after = (command.help or "").partition("Example:\n")
    lines = after.partition("\n\n")[0].splitlines() if found else []
    return [line.strip() for line in lines if line.strip().startswith("kg ")]


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_every_command_has_a_help_with_an_example(name: str, kg: Kg) -> None:
    command = app.commands[name] if name else app
    assert examples(command)
    assert all(option.help for option in command.params if isinstance(option, click.Option))
    ran = kg(*name.split(), "--help")
    assert ran.code == 0
    assert "Example:" in ran.out
    assert ran.err == ""


@pytest.mark.parametrize(
    "line",
    sorted({line for command in [app, *app.commands.values()] for line in examples(command)}),
)
def test_every_example_runs(line: str, kg: Kg, workplace: Path) -> None:
    ran = kg(*shlex.split(line)[1:])
    verdict = {"check", "validate"} & set(line.split())  # a fault found is no failure to run
    assert ran.code == 0 or (verdict and ran.out), ran.err
    assert ran.out or ran.err or {"-o", "--output"} & set(line.split())


def test_help_loads_nothing_heavy(root: Path) -> None:
    script = (
        "import sys; from kg.cli import main; code = main(['--help']);"
        "print(code, *{m.partition('.')[0] for m in sys.modules})"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root
    )
    code, *modules = run.stdout.splitlines()[-1].split()
    assert code == "0"
    assert "click" in modules
    assert not HEAVY & set(modules)


def test_no_command_prints_help_and_is_wrong_usage(kg: Kg) -> None:
    ran = kg()
    assert ran.code == 2
    assert ran.out == ""
    assert "Usage: kg" in ran.err


def test_an_unknown_command_is_wrong_usage(kg: Kg) -> None:
    ran = kg("buildd")
    assert ran.code == 2
    assert "No such command 'buildd'" in ran.err


def test_version_is_that_of_the_package(kg: Kg) -> None:
    from kg import __version__

    assert kg("--version").out == f"kg, version {__version__}\n"


def test_a_full_disk_is_told_of_a_file(folder: Path) -> None:
    ran = process("extract", "examples/articles.jsonl", "-o", "/dev/full", cwd=folder)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == (
        "Error: /dev/full: could not be written to its end: No space left on device. What stood"
        " there before stands. Make room, or give another place.\n"
    )


def test_a_full_disk_is_told_of_a_store(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg import pipeline

    def fill(*_: object, **__: object) -> None:
        raise OSError("IO error: No space left on device: While appending to file: a.store/1.log")

    monkeypatch.setattr(pipeline, "build", fill)
    ran = kg("build", "a.txt")
    assert ran.code == 1
    assert ran.err.startswith("Error: The store: IO error: No space left on device: While")


def test_a_disk_that_fills_up_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("before")

    def fill() -> None:
        with opened(target) as stream:
            stream.write(b"half")
            raise OSError(28, "No space left on device")

    with pytest.raises(KgError, match="No space left on device"):
        fill()
    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]


def test_names_of_fields_and_the_bound_of_packed_files(
    kg: Kg, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = "examples/forms/visits.csv"
    ran = kg("extract", table, "--map", "text=正文,title=标题", "--map", "id=编号")
    assert (ran.code, ran.err) == (0, "")
    assert [json.loads(line)["article"]["id"] for line in ran.out.splitlines()] == ["fx-1", "fx-2"]
    ran = kg("extract", table, "--map", "text")
    assert ran.code == 2
    assert ran.err.startswith("Error: --map 'text' names no field. Write FIELD=NAME")
    monkeypatch.setenv("KG_UNPACK_LIMIT", "100")
    ran = kg("extract", "examples/forms/pages.zip")
    assert ran.code == 1
    assert "more than 100 bytes come out" in ran.err
    assert kg("extract", "examples/forms/pages.zip", "--unpack-limit", "1M").code == 0


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "out.ttl"
    target.write_text("before")

    def fail() -> None:
        with opened(target) as stream:
            stream.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert target.read_text() == "before"
    with opened(target) as stream:
        stream.write(b"whole")
    assert target.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [target]


def test_output_may_be_no_regular_file() -> None:
    with opened(Path(os.devnull)) as stream:
        stream.write(b"nothing")
    assert Path(os.devnull).is_char_device()


PAGE = "examples/page.txt"


def test_a_build_tells_what_it_did(kg: Kg, folder: Path) -> None:
    first = kg("build", PAGE, "--published", "2022-12-16")
    assert (first.code, first.out) == (0, "")
    assert first.err.startswith("Articles read: 4 (4 new)\nFacts in what is new or changed: ")
    assert " Visit" in first.err
    again = kg("build", PAGE, "--published", "2022-12-16")
    assert again.err == "Articles read: 4 (4 as before)\nStore: zhengji.store\n"
    other = kg("build", PAGE, "--published", "2022-12-15")
    assert other.err.startswith("Articles read: 4 (4 changed)\n")


def test_what_fails_is_named_and_the_rest_is_done(kg: Kg, folder: Path) -> None:
    (folder / "empty.txt").touch()
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    ran = kg("build", "empty.txt", PAGE, "nowhere.txt", "picture.png")
    assert ran.code == 1
    named = [line.split(":")[1].strip() for line in ran.err.splitlines() if line[:5] == "Error"]
    assert named == ["empty.txt", "nowhere.txt", "picture.png"]
    assert "Articles read: 4 (4 new)" in ran.err
    assert "Failed, as told above: 3" in ran.err
    assert "Traceback" not in ran.err


def test_extract_prints_records_and_names_what_fails(kg: Kg, folder: Path) -> None:
    ran = kg("extract", "nowhere.txt", PAGE)
    assert ran.code == 1
    assert ran.err.startswith("Error: nowhere.txt: ")
    assert [json.loads(line)["article"]["id"] for line in ran.out.splitlines()] == [
        f"{PAGE}#{n}" for n in range(1, 5)
    ]
    assert list(folder.iterdir()) == [folder / "examples"]


def test_a_wrong_date_is_wrong_usage_and_touches_nothing(kg: Kg, folder: Path) -> None:
    for command in ("build", "extract"):
        ran = kg(command, PAGE, "--published", "11.11.2022")
        assert ran.code == 2
        assert "'11.11.2022'" in ran.err
        assert "2022-11-11" in ran.err
    assert list(folder.iterdir()) == [folder / "examples"]


def test_several_processes_give_the_same_records(kg: Kg, folder: Path) -> None:
    articles = [json.loads(line) for line in (folder / "examples/articles.jsonl").open()]
    many = [{**article, "id": f"{n}-{article['id']}"} for n in range(9) for article in articles]
    (folder / "many.json").write_text(json.dumps(many))
    alone = kg("extract", "many.json", "nowhere.txt")
    together = kg("extract", "many.json", "nowhere.txt", "--jobs", "2")
    assert len(alone.out.splitlines()) == 81
    assert together == alone


def test_standard_input_is_an_input(folder: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "kg", "extract", "-"],
        input=(folder / PAGE).read_bytes(),
        capture_output=True,
        check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert len(ran.stdout.splitlines()) == 4


def test_output_is_utf_8_whatever_the_locale(folder: Path) -> None:
    ran = process("extract", PAGE, cwd=folder, LC_ALL="C", PYTHONIOENCODING="ascii")
    assert ran.returncode == 0
    assert "褚明轩" in ran.stdout


def test_a_reader_that_stops_early_is_no_error(folder: Path) -> None:
    command = f"{sys.executable} -m kg extract {PAGE} {PAGE} examples/articles.jsonl | head -c 10"
    ran = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        capture_output=True,
        check=False,
        env={"PYTHONPATH": str(Path(__file__).parents[1]), "PATH": os.defpath},
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b'{"schema":', b"")


def test_a_full_disk_is_told(folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "kg", "queries"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            env={"PYTHONPATH": str(Path(__file__).parents[1])},
        )
    assert ran.returncode == 1
    assert ran.stderr == b"Error: stdout: No space left on device.\n"


def test_a_place_that_cannot_be_written_is_wrong_usage(kg: Kg, folder: Path) -> None:
    ran = kg("queries", "--output", "nowhere/queries.txt")
    assert ran.code == 2
    assert ran.err.startswith("Error: nowhere/queries.txt: cannot be written: ")


@pytest.mark.parametrize("command", [["stats"], ["show", "褚明轩"], ["remove", PAGE]])
def test_without_a_store_commands_say_how_to_make_one(
    command: list[str], kg: Kg, folder: Path
) -> None:
    ran = kg(*command)
    assert ran.code == 1
    assert ran.err.startswith("Error: zhengji.store: there is no store.")
    assert list(folder.iterdir()) == [folder / "examples"]


def test_the_store_may_come_from_the_environment(
    kg: Kg, example_store: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_STORE", str(example_store))
    assert kg("stats").code == 0
    assert kg("stats", "--store", "other").code == 1


def test_stats_count(kg: Kg, workplace: Path) -> None:
    told = kg("stats").out
    assert told.startswith("zhengji.store: 15 articles from 15 sources, ")
    counted = json.loads(kg("stats", "--format", "json").out)
    assert counted["articles"] == 15
    assert counted["quads"] == sum(count for _, count in counted["graphs"])


def test_show_gives_posts_and_days_with_their_words(kg: Kg, workplace: Path) -> None:
    ran = kg("show", "褚明轩")
    assert ran.code == 0
    assert "2022-12-05  洛龙区委副书记  current" in ran.out
    assert "Visit  visitor  安乐镇" in ran.out
    portrait = json.loads(kg("show", "褚明轩", "-f", "json").out)
    assert {row["post"] for row in portrait["posts"]} == {"洛龙区委副书记", "区长"}
    assert [node["kind"] for node in portrait["nodes"]] == ["Person"]


def test_show_gives_no_headline_where_there_is_none() -> None:
    post: Row = {"as_of": "2022-12-05", "post": "区长", "status": "current", "title": None}
    told = as_text(Portrait("褚明轩", (), (post,), (), ()))
    assert told.endswith("\n  2022-12-05  区长  current\n")


def test_show_offers_names_that_are_near(kg: Kg, workplace: Path) -> None:
    ran = kg("show", "明轩")
    assert ran.code == 2
    assert "Did you mean: 褚明轩" in ran.err


STEERING = [
    ("e\x1b[31m.txt", r"e\x1b[31m.txt"),
    ("\x1b]0;题\x07", r"\x1b]0;题\x07"),
    ("a\u202eb\x9bc\u2066", r"a\u202eb\x9bc\u2066"),
    ("甲\r乙", r"甲\r乙"),
    ("a\tb\r\nc\n调研\u3000“，", "a\tb\r\nc\n调研\u3000“，"),
]


@pytest.mark.parametrize(("text", "seen"), STEERING)
def test_nothing_steers_a_terminal(text: str, seen: str) -> None:
    stream = io.BytesIO()
    assert Terminal(stream).write(text.encode()) == len(text.encode())
    assert stream.getvalue().decode() == shown(text) == seen


def test_what_strangers_wrote_does_not_steer_the_terminal(
    kg: Kg, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "e\x1b[31m.txt"
    (folder / name).touch()
    assert kg("extract", name).err.startswith(r"Error: e\x1b[31m.txt: the file is empty.")
    (folder / "a.txt").write_text("8月9日，祁门县县长历口到闪\x1b[32m里镇调研。", encoding="utf-8")
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True)
    told = kg("explain", "a.txt").out
    assert r"闪\x1b[32m里镇" in told
    assert "\x1b" not in told


def test_remove_takes_out_all_of_a_page(kg: Kg, workplace: Path) -> None:
    assert kg("remove", "nonsense").code == 1
    assert kg("remove", PAGE).err == "Articles taken out of zhengji.store: 4\n"
    assert json.loads(kg("stats", "-f", "json").out)["articles"] == 11
    assert kg("show", "褚明轩").code == 2


def test_a_faulty_rule_of_ones_own_is_told_before_anything_is_read(kg: Kg, folder: Path) -> None:
    (folder / "rules").mkdir()
    (folder / "rules" / "signing.toml").write_text("[[rule]]\nname = 'signing'\n")
    ran = kg("build", PAGE, "--rules", "rules")
    assert ran.code == 1
    assert "signing.toml" in ran.err
    ran = kg("build", PAGE, "--rules", "nowhere")
    assert (ran.code, "nowhere: no folder with rules" in ran.err) == (1, True)
    assert not (folder / "zhengji.store").exists()


def test_explain_writes_a_page_or_lines(kg: Kg, folder: Path) -> None:
    lines = kg("explain", PAGE, "--published", "2022-12-16")
    assert lines.code == 0
    assert "褚明轩" in lines.out
    assert not lines.out.startswith("<")
    page = kg("explain", PAGE, "-o", "page.html")
    assert (page.code, page.out) == (0, "")
    html = (folder / "page.html").read_text(encoding="utf-8")
    assert html.lower().startswith("<!doctype html>")
    assert kg("explain", PAGE, "-f", "html").out == html


def test_explain_of_nothing_leaves_no_page(kg: Kg, folder: Path) -> None:
    ran = kg("explain", "nowhere.txt", "-o", "page.html")
    assert ran.code == 1
    assert not (folder / "page.html").exists()


def test_query_takes_parameters_and_forms(kg: Kg, workplace: Path) -> None:
    ran = kg("query", "itinerary", "-p", "person=褚明轩", "-f", "csv")
    assert ran.code == 0
    rows = list(csv.DictReader(ran.out.splitlines(keepends=True)))
    assert [(row["date"], row["place"]) for row in rows] == [
        ("2022-12-05", "关林办事处"),
        ("2022-12-05", "皂角树社区翠竹苑小区"),
        ("2022-12-06", "安乐镇"),
        ("2022-12-08", "开元路办事处"),
    ]
    marked = kg("query", "itinerary", "-p", "person=褚明轩", "-f", "csv", "--bom")
    assert marked.out == "\ufeff" + ran.out


def test_a_table_fits_its_width(kg: Kg, workplace: Path) -> None:
    wide = kg("query", "itinerary", "-p", "person=褚明轩")
    narrow = kg("query", "itinerary", "-p", "person=褚明轩", "--width", "80")
    assert max(map(len, wide.out.splitlines())) > 100
    assert max(map(len, narrow.out.splitlines())) <= 80


def test_a_query_may_come_from_standard_input(workplace: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "kg", "query", "-", "-f", "csv", "-p", "name=褚明轩"],
        input="SELECT ?kind { ?kind ^a/rdfs:label $name }",
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert ran.stdout == "kind\nhttps://w3id.org/zhengji/ontology#Person\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["itinery"], "Did you mean 'itinerary'?"),
        (["itinerary"], "-p person="),
        (["itinerary", "-p", "person"], "NAME=VALUE"),
        (["itinerary", "-p", "persom=褚明轩"], "Did you mean 'person'?"),
        (["itinerary", "-p", "person=褚明轩", "-p", "since=soon"], "'soon'"),
        (["SELECT * { ?x "], "line 1, column "),
        (["SELECT * { ?x zjj:name ?y }"], "Did you mean 'zj:'?"),
        (["nowhere.rq"], "nowhere.rq: "),
        (["itinerary", "-p", "person=褚明轩", "-f", "turtle"], "'turtle'"),
        (["itinerary", "-p", "person=褚明轩", "-f", "xlsx"], "'xlsx'"),
        (["SELECT * { SERVICE <https://example.org/> { ?x a ?y } }"], "--allow-network"),
        (["INSERT DATA { <urn:a> a <urn:b> }"], "kg build"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_query_is_wrong_usage(
    arguments: list[str], told: str, kg: Kg, workplace: Path
) -> None:
    ran = kg("query", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert "Traceback" not in ran.err


def test_an_unknown_query_is_wrong_usage_in_the_list_too(kg: Kg) -> None:
    ran = kg("queries", "itinery")
    assert ran.code == 2
    assert "Did you mean 'itinerary'?" in ran.err


def test_every_shipped_query_is_listed(kg: Kg, root: Path) -> None:
    listed = kg("queries").out
    names = [file.stem for file in (root / "queries").glob("*.rq")]
    assert len(names) >= 9
    assert all(f"{name}: " in listed for name in names)


def test_building_again_and_in_another_order_changes_no_byte(kg: Kg, folder: Path) -> None:
    texts = [f"examples/{name}.txt" for name in ("page", "companies", "snow")]
    for store, inputs in (("one", texts), ("other", texts[::-1])):
        kg("build", *inputs, "--published", "2022-12-16", "--store", store)
    one = kg("export", "--format", "nquads", "--store", "one").out
    assert one.count("\n") > 500
    assert kg("export", "--format", "nquads", "--store", "other").out == one
    kg("build", *texts, "--published", "2022-12-16", "--store", "one")
    assert kg("export", "--format", "nquads", "--store", "one").out == one


@pytest.mark.parametrize("form", ["turtle", "jsonld", "ntriples", "rdfxml", "nquads", "trig"])
def test_export_to_a_file_is_what_goes_to_standard_output(
    form: str, kg: Kg, workplace: Path
) -> None:
    printed = kg("export", "--format", form)
    assert printed.code == 0
    assert kg("export", "--format", form, "--output", "news").out == ""
    assert (workplace / "news").read_text(encoding="utf-8") == printed.out


def test_an_unknown_form_is_wrong_usage_and_leaves_no_file(kg: Kg, workplace: Path) -> None:
    ran = kg("export", "--format", "word", "--output", "news.doc")
    assert ran.code == 2
    assert "turtle" in ran.err
    assert not (workplace / "news.doc").exists()


def test_an_empty_result_says_so(kg: Kg, workplace: Path) -> None:
    ran = kg("query", "itinerary", "-p", "person=无名氏", "-f", "csv")
    assert ran.code == 0
    assert ran.out.count("\n") == 1
    assert ran.err.startswith("No rows.")
    assert kg("query", "ASK { ?x zj:nothing ?y }").err == ""


def test_a_store_in_use_is_told_and_stays_as_it_is(kg: Kg, workplace: Path) -> None:
    from kg.store import Store

    with Store.open("zhengji.store"):
        ran = kg("remove", PAGE)
    assert ran.code == 1
    assert "in use by another process" in ran.err
    assert json.loads(kg("stats", "-f", "json").out)["articles"] == 15


def test_a_folder_of_something_else_is_no_store(kg: Kg, folder: Path) -> None:
    (folder / "letters").mkdir()
    (folder / "letters" / "letter.txt").write_text("Dear")
    ran = kg("build", PAGE, "--store", "letters")
    assert ran.code == 1
    assert ran.err.startswith("Error: letters: ")
    assert [path.name for path in (folder / "letters").iterdir()] == ["letter.txt"]
