"""How fast extraction is: against `jieba.cut` on the same text, and on long texts of odd kinds.

Run by hand, in the folder of the checkout; no test collects it:

    python tests/benchmarks/extraction.py [STEP]

Prints the time of `kg.extract` over articles already read, that of `jieba.cut` over the same
text in the same run, and their ratio; then the seconds that texts of 100,000 characters take.
It measures the installed package, which may be compiled (README, "Install"), and says which.
The articles are every STEP-th of ../shared/corpus/news.jsonl.gz, or, where that is not there,
ones made from templates. Both times are of the process, taken in turns, so that other work on
the machine weighs on both alike; a long text is also stated in multiples of its `jieba.cut`.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time

sys.path.append(str(Path(__file__).resolve().parents[2]))  # behind what is installed

from kg import segment
from kg.extract import extract
from kg.ingest import ReadOptions, article_from_text
from kg.memory import keep_aside
from kg.model import Article
from kg.rules import load_rules
from tests.benchmarks.texts import KINDS, long_text, made_articles

NEWS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "news.jsonl.gz"
LENGTH = 100_000  # characters
TURNS = 12


def main() -> None:
    """Print the ratio and the times."""
    step = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    articles = list(_articles())[::step]
    rules = load_rules()
    for article in articles[:50]:  # dictionaries and automata are made at first use
        extract(article, rules)
    keep_aside()  # as the commands do: these articles would be gone through again and again
    own, cut = _compare(articles)
    _tell(f"kg.extract is {'plain Python' if segment.__file__.endswith('.py') else 'compiled'}")
    _tell(f"{len(articles)} articles: extract {own:.2f} s, jieba.cut {cut:.2f} s, {own / cut:.2f}")
    for kind in KINDS:
        article = article_from_text(long_text(kind, LENGTH), kind, ReadOptions())
        own, cut = _compare([article], turns=1)
        _tell(f"{kind:40} {own:6.2f} s {own / cut:8.1f} times jieba.cut")


def _articles() -> Iterator[Article]:
    if not NEWS.is_file():
        yield from (_article(text, "2022-11-16", None) for text in made_articles(2000))
        return
    with gzip.open(NEWS, "rt", encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            if item["text"].strip():
                yield _article(item["text"], item["published"], item["title"])


def _article(text: str, published: str, title: str | None) -> Article:
    return article_from_text(text, "any", ReadOptions(published=published), title=title)


def _compare(articles: list[Article], turns: int = TURNS) -> tuple[float, float]:
    """Seconds of extraction and of `jieba.cut`."""
    rules, jieba = load_rules(), segment.tokenizer()
    rules.ready()
    own = cut = 0.0
    for turn in range(turns):
        part = articles[turn::turns]
        own += _seconds(lambda article: extract(article, rules), part)
        cut += _seconds(lambda article: list(jieba.cut(article.body.text)), part)
    return own, cut


def _seconds(work: Callable[[Article], object], articles: list[Article]) -> float:
    began = process_time()
    for article in articles:
        work(article)
    return process_time() - began


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
