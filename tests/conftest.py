"""What every test may use."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# The same cases at every run, on machines of any speed.
settings.register_profile("house", derandomize=True, deadline=None, database=None)
settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite", action="store_true", help="put what is printed now into README and docs"
    )


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora beside the checkout; tests that need it are skipped without it."""
    folder = ROOT.parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("no ../shared/corpus beside this checkout")
    return folder


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user's own settings change no test."""
    monkeypatch.delenv("KG_STORE", raising=False)
    monkeypatch.delenv("KG_UNPACK_LIMIT", raising=False)
    monkeypatch.delenv("KG_GAZETTEERS", raising=False)


@pytest.fixture(scope="session")
def example_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store built from examples/; only to be read, or copied."""
    from kg import pipeline

    folder = tmp_path_factory.mktemp("examples") / "zhengji.store"
    texts = [f"examples/{name}.txt" for name in ("page", "companies", "snow")]
    with contextlib.chdir(ROOT):  # ids and sources are paths as given
        articles = pipeline.build(["examples/articles.jsonl"], store=folder)
        pages = pipeline.build(texts, store=folder, published="2022-12-16")
    assert (articles.changes.new, pages.changes.new) == (9, 6)
    return folder


@pytest.fixture(scope="session")
def linked_store(example_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same store, its places linked; only to be read, or copied."""
    from kg.gazetteer.match import Matchers
    from kg.link import link
    from kg.store import Store
    from tests.gazetteers import points

    folder = tmp_path_factory.mktemp("linked")
    shutil.copytree(example_store, folder / "zhengji.store")
    with Matchers(points(folder).open()) as matchers, Store.open(folder / "zhengji.store") as store:
        link(store, matchers)
    return folder / "zhengji.store"
