"""docs/rules.md: its files are written, its commands run, and show what it shows.

`pytest tests/test_docs_rules.py --rewrite` puts what is printed now into the document.
"""

from __future__ import annotations

import json
import re
import shlex
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kg.check import check
from kg.cli import main
from kg.evaluate.gold import FORMS, read_gold
from kg.record import ROLES
from kg.resources import data
from kg.rules import load_rules
from kg.signs import SIGNS
from tests.documents import Run, shown

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "rules.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
FILE = re.compile(r"^`([\w./-]+)`\n\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SESSION = re.compile(r"(?<=```shell-session\n).*?(?=```)", re.DOTALL)
EVENT = re.compile(r"(?<=the others:\n\n```json\n).*?(?=```)", re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files that the document shows."""
    for name, text in FILE.findall(TEXT):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Run:
    monkeypatch.chdir(folder)

    def run(line: str) -> str:
        name, *arguments = shlex.split(line)
        assert name == "kg"
        main(arguments)
        sys.stdout.flush()
        return b"".join(capfdbinary.readouterr()).decode()

    return run


def signing(run: Run) -> str:
    record = json.loads(run("kg extract news.txt --published 2022-12-16 --rules my-rules"))
    (event,) = (event for event in record["events"] if event["type"] == "Signing")
    roles = ",\n".join(
        f"    {_json(role)}: {_json(event['roles'][role])}" for role in event["roles"]
    )
    lines = [
        f"  {_json(key)}: " + (f"{{\n{roles}\n  }}" if key == "roles" else _json(event[key]))
        for key in event
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def test_the_document_shows_what_its_commands_print(
    run: Run, request: pytest.FixtureRequest
) -> None:
    now = SESSION.sub(lambda block: shown(block[0], run), TEXT)
    now = EVENT.sub(lambda _: signing(run), now)
    if request.config.getoption("--rewrite"):
        DOCUMENT.write_text(now, encoding="utf-8")
    assert now == TEXT, "run pytest tests/test_docs_rules.py --rewrite"


def test_there_is_something_to_run() -> None:
    assert len(FILE.findall(TEXT)) >= 7
    assert TEXT.count("\n$ kg ") >= 6


def test_the_documented_rules_do_what_their_examples_say(folder: Path) -> None:
    assert check((folder / "my-rules",)) == []
    rules = load_rules((folder / "my-rules",))
    assert {"visit-plunge", "signing-with"} <= {rule.name for rule in rules.rules}


def test_the_documented_annotation_has_every_kind(folder: Path) -> None:
    read_gold(folder / "gold.json")
    (shown,) = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    assert shown["gold"].keys() == FORMS.keys()


def table(heading: str) -> list[list[str]]:
    """Rows of the first table below a heading or line that begins so, cell by cell."""
    lines = TEXT[TEXT.index(f"\n{heading}") :].split("\n")
    start = next(n for n, line in enumerate(lines) if line.startswith("|"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_every_option_of_the_shipped_rules_is_documented() -> None:
    documented: set[tuple[str, str]] = set()
    kind = ""
    for name, option, _ in table("## Options"):
        kind = name or kind
        documented.add((kind, option.strip("`")))
    used = {
        (rule["emits"], option)
        for file in data("ontology", "rules").glob("*.toml")
        for rule in tomllib.loads(file.read_text(encoding="utf-8")).get("rule", ())
        for option in rule.get("options", ())
    }
    assert documented == used
    assert {kind for kind, _ in documented} == ROLES.keys()


def test_every_key_and_kind_is_documented() -> None:
    kinds = {cell.strip("`") for cell, *_ in table("| kind |")}
    assert kinds == {*SIGNS, "phrase", "text"}
    keys = {cell.strip("`") for cell, *_ in table("| key |")}
    from kg.rulefile import KEYS

    assert keys == KEYS
