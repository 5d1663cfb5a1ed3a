"""What importing loads, and rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

CHINESE = "[\u4e00-\u9fff]"
HEAVY = {"jieba", "rdflib", "pyoxigraph", "re2", "pcre2"}


def loaded_by(code: str) -> set[str]:
    """Top-level modules that a fresh interpreter has loaded after `code`."""
    script = f"import sys\n{code}\nprint(*{{m.partition('.')[0] for m in sys.modules}})"
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    return set(run.stdout.splitlines()[-1].split())


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert not loaded_by("import kg") & HEAVY


def test_reading_text_loads_nothing_that_reads_other_forms(root: Path) -> None:
    code = f"from kg.ingest import read; assert list(read(['{root}/examples/page.txt']))"
    assert not loaded_by(code) & {"lxml", "yaml"}


def sources(root: Path) -> list[Path]:
    return sorted((root / "kg").rglob("*.py"))


def literals(path: Path, having: str) -> list[tuple[int, str]]:
    """String literals of a module as written, without docstrings, and their lines.

    Those whose value has a pattern: to find what is written takes long.
    """
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    docs = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    return [
        (n.lineno, ast.get_source_segment(text, n) or n.value)
        for n in ast.walk(tree)
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in docs
        if re.search(having, n.value)
    ]


def test_chinese_stands_in_data_not_in_code(root: Path) -> None:
    """Escapes such as a range of code points are no words."""
    found = [
        f"{path.relative_to(root)}:{line}"
        for path in sources(root)
        for line, literal in literals(path, CHINESE)
        if re.search(CHINESE, literal)
    ]
    assert found == []


def test_modules_and_functions_stay_small(root: Path) -> None:
    long: list[str] = []
    for path in sources(root):
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > 450:
            long.append(f"{path.name}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > 60:
                    long.append(f"{path.name}:{node.lineno} {node.name}: {lines} lines")
    assert long == []


def test_every_public_name_resolves() -> None:
    import kg

    assert set(kg.__all__) <= set(dir(kg))
    for name in kg.__all__:
        assert callable(getattr(kg, name))
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        kg.nonsense  # noqa: B018


def test_a_stage_does_not_hide_the_function_of_its_name() -> None:
    script = "import kg.extract, kg; from kg.extract.reading import Reading; print(kg.extract)"
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.startswith("<function ")


def test_libraries_say_nothing_to_users(tmp_path: Path) -> None:
    """Not even where they are compiled for the first time."""
    script = (
        "import kg; print(len(kg.extract('12月5日，洛龙区区长褚明轩到关林办事处调研。').events))"
    )
    run = subprocess.run(
        [sys.executable, "-X", f"pycache_prefix={tmp_path}", "-W", "default", "-c", script],
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    assert (run.stdout, run.stderr) == ("1\n", "")
