"""`kg export` as a command: folders, archives, full disks, what cannot be written, empty stores."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from kg.cli import main
from kg.export import FORMS
from kg.store import Store

Kg = Callable[..., tuple[int, bytes, str]]


@pytest.fixture
def kg(
    tmp_path: Path,
    linked_store: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> Kg:
    """Run a command on a store of the examples, its places linked, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_STORE", str(linked_store))

    def run(*arguments: str) -> tuple[int, bytes, str]:
        code = main(["export", *arguments])
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return code, out, err.decode()

    return run


def listed(folder: str = ".") -> list[str]:
    return sorted(file.name for file in Path(folder).iterdir())


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_what_goes_to_standard_output(form: str, kg: Kg, tmp_path: Path) -> None:
    code, printed, told = kg("--format", form)
    assert (code, told) == (0, "")
    assert printed
    assert kg("--format", form, "--output", "news.zip")[:2] == (0, b"")
    assert (tmp_path / "news.zip").read_bytes() == printed
    assert listed() == ["news.zip"]


def test_tables_go_into_a_folder(kg: Kg, tmp_path: Path) -> None:
    assert kg("--format", "csv", "--output", "tables")[0] == 0
    names = listed("tables")
    assert "datapackage.json" in names
    assert len(names) == 21
    assert listed() == ["tables"]
    kg("--format", "csv", "--output", "tables.zip")
    assert sorted(ZipFile("tables.zip").namelist()) == names
    (tmp_path / "tables" / "notes.txt").write_text("mine")
    assert kg("--format", "csv", "--output", "tables", "--kind", "Visit", "--bom")[0] == 0
    assert (tmp_path / "tables" / "visit.csv").read_bytes().startswith("\ufeff".encode())
    assert (tmp_path / "tables" / "notes.txt").read_text() == "mine"


def test_a_folder_of_other_things_is_left_alone(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    code, _, told = kg("--format", "csv", "--output", "mine")
    assert code == 2
    assert "mine: a folder that holds something else" in told
    assert listed("mine") == ["notes.txt"]
    code, _, told = kg("--output", "mine")
    assert code == 2
    assert "mine: cannot be written: Is a directory" in told


@pytest.mark.parametrize("form", FORMS)
def test_a_full_disk_is_told(form: str, kg: Kg) -> None:
    code, _, told = kg("--format", form, "--output", "/dev/full")
    assert code == 1
    assert told.startswith("Error: /dev/full: could not be written to its end: No space left")


def test_a_disk_that_fills_up_leaves_what_stood_there(
    kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kg("--format", "csv", "--kind", "Visit", "--output", "tables")
    before = {file.name: file.read_bytes() for file in (tmp_path / "tables").iterdir()}

    def full(*_: object, **__: object) -> None:
        (tmp_path / "tables.part" / "article.csv").write_bytes(b"id")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kg.export.tables.folder", full)
    code, _, told = kg("--format", "csv", "--output", "tables")
    assert code == 1
    assert "No space left on device" in told
    assert before == {file.name: file.read_bytes() for file in (tmp_path / "tables").iterdir()}
    assert listed() == ["tables"]


def test_an_export_that_fails_leaves_no_file(kg: Kg) -> None:
    for arguments in (["--person", "无名"], ["--format", "word"], ["--construct", "ASK {}"]):
        code, out, told = kg(*arguments, "--output", "news.ttl")
        assert (code, out) == (2, b"")
        assert told.startswith("Error: ")
    assert listed() == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_closed(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    for form in ("turtle", "csv"):
        code, _, told = kg("--format", form, "--output", "closed/news")
        assert code == 2
        assert "cannot be written: Permission denied" in told


@pytest.mark.parametrize("form", ["turtle", "csv"])
def test_a_folder_that_is_not_there(form: str, kg: Kg) -> None:
    code, _, told = kg("--format", form, "--output", "none/news")
    assert code == 2
    assert "none/news: cannot be written: No such file or directory" in told


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_store(form: str, kg: Kg, tmp_path: Path) -> None:
    with Store.open(tmp_path / "empty", create=True):
        pass
    code, out, told = kg("--format", form, "--store", "empty")
    assert (code, told) == (0, "")
    assert out


def test_a_selection_of_nothing_says_so(kg: Kg) -> None:
    code, out, told = kg("--person", "褚明轩", "--until", "2001", "--format", "ntriples")
    assert code == 0
    assert told == "The store has no facts of what is selected.\n"
    assert b"visitor" not in out


def test_options_go_together(kg: Kg) -> None:
    options = ["--format", "jsonld", "--frame", "entity", "--person", "褚明轩", "--kind", "Visit"]
    document = json.loads(kg(*options)[1])
    person = next(one for one in document["@graph"] if one.get("name") == "褚明轩")
    assert len(person["visitorOf"]) == 3
    code, out, _ = kg(
        "--statement-metadata", "reifiers", "--format", "ntriples", "--place", "安乐镇"
    )
    assert code == 0
    assert b"rdf-syntax-ns#reifies> <<( " in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--confidence", "much"], "--confidence: 'much' is no number"),
        (["--confidence", "NaN"], "A confidence is from 0 to 1: NaN is not"),
        (["--since", "2022-13-40"], "since: '2022-13-40' is no day, month or year"),
        (
            ["--frame", "person", "--format", "jsonld"],
            "framed by 'person'. Allowed: article, entity",
        ),
        (["--statement-metadata", "reifiers", "--format", "jsonld"], "has no triple terms"),
        (["--construct", "SELECT * { ?s ?p ?o }"], "this one gives rows"),
        (["--construct", "CONSTRUCT {"], "line 1"),
        (["--construct", "DROP ALL"], "DROP"),
        (["--construct", "none.rq"], "none.rq"),
    ],
)
def test_what_cannot_be_asked_for_is_told(arguments: list[str], told: str, kg: Kg) -> None:
    code, out, err = kg(*arguments)
    assert (code, out) == (2, b"")
    assert told in err


def test_a_construct_from_a_file(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "own.rq").write_text("CONSTRUCT WHERE { ?who zj:hasVisited ?place }")
    code, out, _ = kg("--construct", "own.rq", "--format", "nquads")
    assert code == 0
    assert b"#hasVisited> " in out


def test_the_store_is_not_changed(kg: Kg, linked_store: Path, tmp_path: Path) -> None:
    shutil.copytree(linked_store, tmp_path / "copy")
    with Store.open(tmp_path / "copy", read_only=True) as store:
        before = store.lines()
    kg("--statement-metadata", "reifiers", "--store", "copy", "--output", "news.ttl")
    with Store.open(tmp_path / "copy", read_only=True) as store:
        assert store.lines() == before
