"""The command line: help, exit codes, where output goes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from kg.cli import app, main
from kg.cli.common import opened

COMMANDS = sorted(app.commands)
HEAVY = {"jieba", "rdflib", "pyoxigraph", "re2"}


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
