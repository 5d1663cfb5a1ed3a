"""An installed wheel, away from the checkout, works as the checkout does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path

import pytest

from kg.cli import app

# Command lines to compare, each run where examples/ stands; those of commands that are there.
COMPARED = [
    ["--version"],
    ["extract", "examples/page.txt", "examples/articles.jsonl", "--published", "2022-12-16"],
    ["queries"],
]


@pytest.fixture(scope="module")
def installed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of a fresh environment with the wheel in it, and this environment's libraries."""
    return install(root, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def compiled(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the wheel whose modules that read articles are compiled."""
    if not (shutil.which("cc") and Path(sysconfig.get_path("include"), "Python.h").is_file()):
        pytest.skip("no C compiler, or no headers of Python: what compiles can't be tried")
    folder = tmp_path_factory.mktemp("compiled")
    # Unoptimised: what is found is the same, and compiling takes half the time.
    return install(root, folder, HATCH_BUILD_HOOKS_ENABLE="1", ZHENGJI_COMPILE_LEVEL="0")


def install(root: Path, folder: Path, **environment: str) -> Path:
    """Builds the wheel and installs it in an environment of its own in `folder`; the Python there."""
    build = ["-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    run(sys.executable, *build, cwd=root, **environment)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    site = next((folder / "venv").rglob("site-packages"))
    # A path added by a .pth file is searched, but its own .pth files (an editable install of
    # the checkout) are not read.
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install = ["install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    run(sys.executable, "-m", "pip", "--python", str(python), *install, cwd=folder)
    return python


def run(*command: str, cwd: Path, **environment: str) -> str:
    """What a command prints; it must succeed."""
    ran = subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=900,
        cwd=cwd,
        env={"PATH": os.defpath, "HOME": str(cwd), **environment},
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture
def elsewhere(root: Path, tmp_path: Path) -> Path:
    """A folder with nothing in it but the examples."""
    (tmp_path / "examples").symlink_to(root / "examples")
    return tmp_path


def test_the_wheel_is_what_runs(installed: Path, elsewhere: Path) -> None:
    place = run(str(installed), "-c", "import kg; print(kg.__file__)", cwd=elsewhere)
    assert Path(place.strip()).is_relative_to(installed.parent.parent)


def test_the_wheel_holds_the_data(installed: Path, elsewhere: Path, root: Path) -> None:
    script = "from kg.resources import data; print(data('{0}').parent, data('{0}').exists())"
    for folder in ("ontology", "queries"):
        if (root / folder).is_dir() and any((root / folder).iterdir()):
            place, exists = run(str(installed), "-c", script.format(folder), cwd=elsewhere).split()
            assert exists == "True"
            assert Path(place).name == "kg"


def test_the_wheel_declares_types(installed: Path) -> None:
    (typed,) = installed.parent.parent.rglob("kg/py.typed")
    assert typed.is_file()


@pytest.mark.parametrize("arguments", COMPARED, ids=lambda arguments: arguments[0])
def test_the_wheel_gives_what_the_checkout_gives(
    arguments: list[str], installed: Path, elsewhere: Path, root: Path
) -> None:
    if arguments[0] not in {*app.commands, "--version"}:
        pytest.skip(f"no command {arguments[0]}")
    kg = str(installed.with_name("kg"))
    ours = run(sys.executable, "-m", "kg", *arguments, cwd=elsewhere, PYTHONPATH=str(root))
    assert ours
    assert run(kg, *arguments, cwd=elsewhere) == ours


def test_what_the_wheel_has_agrees(installed: Path, elsewhere: Path) -> None:
    """As what the checkout has does (tests/test_check.py)."""
    assert run(str(installed.with_name("kg")), "check", cwd=elsewhere) == ""


def test_nothing_that_is_compiled_is_a_cached_property(root: Path) -> None:
    """What mypyc compiles of one is made each time that it is asked for."""
    hook = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]
    places = [
        root / name for name in hook["build"]["targets"]["wheel"]["hooks"]["custom"]["modules"]
    ]
    files = [f for place in places for f in (place.glob("*.py") if place.is_dir() else [place])]
    assert len(files) > 50
    texts = {file: file.read_text(encoding="utf-8") for file in files}
    assert [file.name for file, text in texts.items() if "import cached_property" in text] == []


def test_compiled_modules_find_what_their_sources_find(
    compiled: Path, elsewhere: Path, root: Path
) -> None:
    script = "import kg.clauses, kg.people.find as f; print(kg.clauses.__file__, f.__file__)"
    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    assert all(f.endswith(suffix) for f in run(str(compiled), "-c", script, cwd=elsewhere).split())
    corpus = [str(path) for path in sorted((root / "tests" / "corpus").glob("[al]*.json"))]
    extract = ["extract", *corpus, "--jobs", "1"]
    ours = run(sys.executable, "-m", "kg", *extract, cwd=elsewhere, PYTHONPATH=str(root))
    assert len(ours.splitlines()) > 100
    assert run(str(compiled.with_name("kg")), *extract, cwd=elsewhere) == ours
