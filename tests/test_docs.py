"""What README and docs show is what commands print: every console block runs.

`pytest tests/test_docs.py --rewrite` puts what is printed now into the documents. A line `…` at
the end of an output stands for the rest of it, `…` in a line for anything.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.cli import main
from tests.documents import Run, shown

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SNIPPET = re.compile(r"(?<=```python\n).*?(?=```)", re.DOTALL)
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Run:
    """Run a command line where the examples stand; what a terminal would show."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)

    def run(line: str) -> str:
        name, *arguments = shlex.split(line)
        assert name == "kg", f"only kg runs in console blocks: {line}"
        main(arguments)
        sys.stdout.flush()
        return b"".join(capfdbinary.readouterr()).decode()

    return run


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_shows_what_commands_print(
    document: Path, run: Run, request: pytest.FixtureRequest
) -> None:
    text = document.read_text(encoding="utf-8")
    now = BLOCK.sub(lambda block: shown(block[0], run), text)
    if request.config.getoption("--rewrite"):
        document.write_text(now, encoding="utf-8")
    else:
        assert text == now, "is this meant? then: pytest tests/test_docs.py --rewrite"


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # a snippet may leave a file to the end
def test_python_in_a_document_runs(document: Path) -> None:
    for snippet in SNIPPET.findall(document.read_text(encoding="utf-8")):
        exec(compile(snippet, str(document), "exec"), {})


def test_there_are_commands_to_run() -> None:
    lines = "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    assert lines.count("\n$ kg ") >= 10


@pytest.mark.skipif(
    not shutil.which("make") or not (ROOT / ".venv" / "runtime").exists(),
    reason="no make, or nothing that it set up",
)
def test_the_demo_of_the_readme_runs(tmp_path: Path) -> None:
    ran = subprocess.run(
        ["make", "demo", f"DEMO={tmp_path / 'demo'}"],
        cwd=ROOT, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    left = {path.name for path in (tmp_path / "demo").iterdir()}
    assert {"page.html", "news.ttl", "news.jsonld", "news.store"} <= left
