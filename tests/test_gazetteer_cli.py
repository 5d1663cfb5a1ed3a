"""`kg gazetteer` and `kg link` on the command line."""

from __future__ import annotations

import json
import shlex
import socket
import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from kg.cli import main
from kg.cli.gazetteer import gazetteer


class Ran(NamedTuple):
    """What a command gave."""

    code: int
    out: str
    err: str


Kg = Callable[..., Ran]
ADD = ("gazetteer", "add", "china", "examples/divisions")


@pytest.fixture
def kg(
    tmp_path: Path,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> Kg:
    """Run a command in this process, in a folder with the examples."""
    (tmp_path / "examples").symlink_to(root / "examples")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> Ran:
        code = main([str(a) for a in arguments])
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    return run


def examples(command: click.Command) -> list[str]:
    _, _, after = (command.help or "").partition("Example:\n")
    return [line.strip() for line in after.splitlines() if line.strip().startswith("kg ")]


@pytest.mark.parametrize("name", sorted(gazetteer.commands))
def test_every_command_has_examples_that_run(name: str, kg: Kg) -> None:
    command = gazetteer.commands[name]
    assert examples(command)
    assert all(option.help for option in command.params if isinstance(option, click.Option))
    assert kg("gazetteer", name, "--help").code == 0
    for line in examples(command):
        if name != "add":
            kg(*ADD)
        ran = kg(*shlex.split(line)[1:])
        assert ran.code == 0, ran.err
        assert ran.out or ran.err


def test_a_gazetteer_is_added_listed_and_removed(kg: Kg) -> None:
    assert kg("gazetteer", "list").err == "No gazetteer in zhengji.gazetteers.\n"
    added = kg(*ADD, "--licence", "CC0-1.0", "--data-version", "2023", "--date", "2023-12-31")
    assert (added.code, added.out) == (0, "")
    assert added.err.startswith("Gazetteer china: 59 places, ")
    assert kg("gazetteer", "list").out.startswith("china: 59 places, ")
    told = json.loads(kg("gazetteer", "info", "china", "-f", "json").out)
    assert (told["licence"], told["version"], told["date"]) == ("CC0-1.0", "2023", "2023-12-31")
    assert "licence: CC0-1.0" in kg("gazetteer", "info", "china").out
    listed = json.loads(kg("gazetteer", "list", "-f", "json").out)
    assert listed == {"gazetteers": [told]}
    assert kg("gazetteer", "remove", "china").code == 0
    assert kg("gazetteer", "info", "china").code == 2


def test_a_damaged_gazetteer_hides_no_other_and_can_be_made_anew(kg: Kg, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert kg("gazetteer", "add", name, "examples/divisions").code == 0
    file = tmp_path / "zhengji.gazetteers" / "a.gazetteer"
    file.write_bytes(file.read_bytes()[:3000])
    ran = kg("gazetteer", "list")
    assert (ran.code, ran.out.count("\n")) == (1, 1)
    assert ran.out.startswith("b: ")
    assert "kg gazetteer remove" in ran.err
    assert kg("gazetteer", "remove", "a").code == 0
    assert kg("gazetteer", "add", "a", "examples/divisions").code == 0
    assert kg("gazetteer", "list").code == 0


def test_the_folder_may_come_from_the_environment(
    kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_GAZETTEERS", "other")
    assert kg(*ADD).code == 0
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["china.gazetteer"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("add", "china", "nowhere"), 1, "nowhere: is no folder"),
        (("add", "china", "examples", "-f", "atlas"), 2, "no format 'atlas'"),
        (("add", "a/b", "examples/divisions"), 2, "cannot be the name"),
        (("add", "china", "examples/places.txt", "-f", "ministry"), 1, "not of the form"),
        (("update", "china"), 2, "there is no gazetteer 'china'"),
        (("match", "examples/places.txt"), 2, "kg gazetteer add points installed --format adcodes"),
    ],
)
def test_faults_are_told_and_leave_nothing(
    arguments: tuple[str, ...], code: int, words: str, kg: Kg, tmp_path: Path
) -> None:
    ran = kg("gazetteer", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith("Error: ")
    assert words in ran.err
    assert not list((tmp_path / "zhengji.gazetteers").glob("*"))


def test_match_reads_names_and_json(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    kg(*ADD)
    ran = kg("gazetteer", "match", "examples/places.txt", "--home", "郑州市")
    found = [json.loads(line) for line in ran.out.splitlines()]
    names = Path("examples/places.txt").read_text(encoding="utf-8").splitlines()
    assert [one["name"] for one in found] == names
    assert found[0]["match"]["code"] == "410172360"
    assert ran.err == f"Names: {len(names)}; decided: 5; bad lines: 0\n"
    lines = '{"name": "鼓楼区", "home": "开封市"}\nnonsense\n{"name": "高新区", "home": "郑州市"}\n'
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(lines.encode())))
    ran = kg("gazetteer", "match", "--json", "-")
    found = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 1
    assert [one["match"] and one["match"]["code"] for one in found] == ["410204", None, "410172"]
    assert "-, line 2: not JSON" in ran.err


def test_match_tells_what_it_cannot_use(kg: Kg) -> None:
    kg(*ADD)
    assert kg("gazetteer", "match", "nowhere.txt").code == 1
    assert kg("gazetteer", "match", "-g", "europe", "examples/places.txt").code == 2
    ran = kg("gazetteer", "match", "examples/places.txt", "--home", "鼓楼区")
    assert (ran.code, ran.out) == (2, "")
    assert "'鼓楼区'" in ran.err


def test_link_tells_what_it_did(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    """And no request leaves the machine."""

    def connect(*_: object) -> None:
        raise AssertionError("a request that nobody asked for")

    monkeypatch.setattr(socket.socket, "connect", connect)
    assert kg("link").code == 2
    kg(*ADD)
    assert "there is no store" in kg("link").err
    kg("build", "examples/page.txt", "--home", "洛阳市", "--published", "2022-12-16")
    ran = kg("link")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("Places linked: ")
    assert kg("link").err.startswith("Nothing has changed")
    assert kg("validate").code == 0
    kg("gazetteer", "add", "other", "examples/divisions")
    kg("gazetteer", "remove", "china")
    gone = kg("link")
    assert gone.code == 2
    assert "not there any more: china" in gone.err
    assert kg("link", "-g", "other").code == 0
