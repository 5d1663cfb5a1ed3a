"""How fast building is, and how much memory it takes: against `jieba.cut` on the same text.

Run by hand, in the folder of the checkout; no test collects it:

    python tests/benchmarks/building.py            every figure but the next two: some minutes
    python tests/benchmarks/building.py --growth   the corpus once and ten times, with two jobs
    … --step N                                     only every N-th article

Prints a row for each figure: what, seconds or megabytes, the ratio, its bound. The corpus is
../shared/corpus/news.jsonl.gz where it exists, else articles made from templates. Each build is a
process of its own, from the command line's start to a closed store on disk; `jieba.cut` runs in
one process just before, its dictionary loaded already. Ratios are of wall time, and in brackets of
the time of the processors, which says more where the machine has other things to do.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from time import perf_counter, sleep
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import pyoxigraph as ox

from kg.segment import tokenizer
from kg.store import intake
from tests.benchmarks.texts import dense_articles, made_articles

ROOT = Path(__file__).resolve().parents[2]
NEWS = ROOT.parent / "shared" / "corpus" / "news.jsonl.gz"
TIMES = 10
RARE = 100  # times that a word stands in the corpus, at most
MADE = 9000
CHANGED = "当天还走访了群众。"
Item = dict[str, str]
_WORD = re.compile("[\u4e00-\u9fff]{2,}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--step", type=int, default=1)
    given = parser.parse_args()
    news = list(_news())[:: given.step]
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        (_growth if given.growth else _figures)(news)


def _figures(news: list[Item]) -> None:
    _write("news.jsonl", news)
    cut = _cut(news)
    one = _build("news.jsonl", "one", jobs=1)
    _row("build, one job, over jieba.cut", one, cut, 1.0)
    two = _build("news.jsonl", "two", jobs=2)
    _row("build, two jobs, over jieba.cut", two, cut, 0.6)
    _row("second build over the first", _build("news.jsonl", "one", jobs=1), one, 0.08)
    news[len(news) // 2]["text"] += CHANGED
    _write("news.jsonl", news)
    changed = _build("news.jsonl", "one", jobs=None)
    _told("one changed article, in the file of all", _seconds(changed), "1.5 s")
    _alone(news)
    _loading("one")
    dense = [_item(n, text) for n, text in enumerate(dense_articles(max(300, len(news) // 3)))]
    _write("dense.jsonl", dense)
    cut = _cut(dense)
    _row(
        "dense articles, one job, over jieba.cut", _build("dense.jsonl", "dense", jobs=1), cut, 1.8
    )


def _alone(news: list[Item]) -> None:
    """An article in a file of its own, put in, then changed."""
    _write("alone.jsonl", [{**news[0], "id": "alone", "text": news[0]["text"][::-1]}])
    _build("alone.jsonl", "one", jobs=None)
    _write("alone.jsonl", [{**news[0], "id": "alone", "text": news[0]["text"][::-1] + CHANGED}])
    changed = _build("alone.jsonl", "one", jobs=None)
    _told("one changed article, in a file of its own", _seconds(changed), "1.5 s")


def _growth(news: list[Item]) -> None:
    _write("once.jsonl", _again(news, [1]))
    _write("often.jsonl", _again(news, range(1, TIMES + 1)))
    seconds, memory = zip(
        *(_watched(f"{name}.jsonl", name) for name in ("once", "often")), strict=True
    )
    once = Time(*(TIMES * each for each in seconds[0]))
    _row(f"{TIMES} times the articles, over {TIMES} times the time of once", seconds[1], once, 1.15)
    for name, peak in zip(("once", "often"), memory, strict=True):
        _told(f"peak memory (PSS), two jobs, {name}", f"{peak:.0f} MB", "600 MB")
    _told("peak memory, often over once", f"{memory[1] / memory[0]:.2f}", "1.2")


def _news() -> Iterator[Item]:
    if not NEWS.is_file():
        yield from (_item(n, text) for n, text in enumerate(made_articles(MADE)))
        return
    with gzip.open(NEWS, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _item(n: int, text: str) -> Item:
    return {"id": f"made-{n}", "title": "", "published": "2022-11-16", "text": text}


def _again(news: list[Item], times: Iterable[int]) -> Iterator[Item]:
    """The articles again and again, each time with other words: neither texts nor reprints recur.

    A word that is rare in the corpus gives way to another of its length and first character.
    """
    cut = [list(tokenizer().cut(item["text"])) for item in news]
    counts = Counter(word for words in cut for word in words if _WORD.fullmatch(word))
    alike: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    place: dict[str, int] = {}
    for word in sorted(word for word, count in counts.items() if count <= RARE):
        words = alike[len(word), word[0]]
        place[word] = len(words)
        words.append(word)

    def other(word: str, time: int) -> str:
        if word not in place:
            return word
        words = alike[len(word), word[0]]
        return words[(place[word] + time * (len(words) // (TIMES + 1) + 1)) % len(words)]

    for time in times:
        for item, words in zip(news, cut, strict=True):
            text = "".join(other(word, time) for word in words)
            yield {**item, "id": f"{time}-{item['id']}", "text": text}


def _write(name: str, items: list[Item] | Iterator[Item]) -> None:
    with Path(name).open("w", encoding="utf-8") as stream:
        stream.writelines(f"{json.dumps(item, ensure_ascii=False)}\n" for item in items)


class Time(NamedTuple):
    """Seconds."""

    wall: float
    processor: float


def _timed(work: Callable[[], object]) -> Time:
    """How long work takes, in this process and in those that it begins and ends."""
    began, times = perf_counter(), os.times()
    work()
    spent = sum(os.times()[:4]) - sum(times[:4])
    return Time(perf_counter() - began, spent)


def _cut(items: list[Item]) -> Time:
    jieba = tokenizer()
    return _timed(lambda: [None for item in items for _ in jieba.cut(item["text"])])


def _command(file: str, store: str, jobs: int | None) -> list[str]:
    chosen = ["--jobs", str(jobs)] if jobs else []
    return [sys.executable, "-m", "kg", "build", file, "--store", store, *chosen]


def _environment() -> dict[str, str]:
    """This one, with the package of the checkout, whose bytecode Python may keep, as it does where
    a package is installed: without, each command compiles the sources anew, a third of a second."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT)}


def _build(file: str, store: str, *, jobs: int | None) -> Time:
    command = _command(file, store, jobs)
    return _timed(
        lambda: subprocess.run(command, check=True, stderr=subprocess.DEVNULL, env=_environment())
    )


def _watched(file: str, store: str) -> tuple[Time, float]:
    """Seconds and peak memory (MB, shared pages counted in parts) of a build with two jobs."""
    peaks = [0.0]

    def watch() -> None:
        command = _command(file, store, 2)
        with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=_environment()) as build:
            while build.poll() is None:
                peaks.append(sum(map(_memory, _family(build.pid))))
                sleep(0.2)
        if build.returncode:
            raise subprocess.CalledProcessError(build.returncode, command)

    return _timed(watch), max(peaks)


def _family(process: int) -> Iterator[int]:
    """A process and those that it began (Linux)."""
    yield process
    for file in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = file.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _family(int(child))


def _memory(process: int) -> float:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    found = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def _loading(store: str) -> None:
    """Loading as an intake does it, over the bulk loader alone on the same chunks."""
    from kg.store import Store

    with Store.open(store, read_only=True) as opened:
        lines = opened.lines()
    chunks: list[list[bytes]] = [[]]
    size = 0
    for line in lines:
        chunks[-1].append(line.removesuffix("\n").encode())
        size += len(line)
        if size >= intake.CHUNK:
            chunks.append([])
            size = 0
    texts = [b"\n".join(chunk) for chunk in chunks if chunk]
    raw = ox.Store("raw")

    def load_raw() -> None:
        for text in texts:
            raw.bulk_load(text, format=ox.RdfFormat.N_QUADS, lenient=True)

    def load(ours: Store) -> None:
        for chunk in chunks:
            ours.replace([], chunk)

    alone = _timed(load_raw)
    with Store.open("ours", create=True) as ours:
        loading = _timed(lambda: load(ours))
    _row("loading over the raw bulk loader", loading, alone, 1.25)


def _seconds(time: Time) -> str:
    return f"{time.wall:.2f} s ({time.processor:.2f})"


def _row(what: str, ours: Time, other: Time, bound: float) -> None:
    wall, processor = (mine / its for mine, its in zip(ours, other, strict=True))
    found = f"{ours.wall:.2f} / {other.wall:.2f} s = {wall:.3f} ({processor:.3f})"
    _told(what, found, f"{bound}")


def _told(what: str, found: str, bound: str) -> None:
    sys.stdout.write(f"{what:45} {found:36} (bound {bound})\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
