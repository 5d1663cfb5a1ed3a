"""How many names of places are matched as papers write them, and how quickly.

Run by hand, in the folder of the checkout; no test collects it:

    python -m tests.benchmarks.gazetteer [FOLDER] [--seed N] [--wrong N]

FOLDER holds tables of divisions (`kg gazetteer add --format divisions`); ../shared/gazetteers by
default, examples/divisions where there is none. Names are made from the tables, up to 5,000 of each
way, shuffled by the seed. Prints for each way the share of right answers of all and of those
answered, the share linked, and names a second of processor time; then the same of jionlp and cpca,
where they are installed: jionlp is right if it finds the county and the town by their names, then
if it finds the county; cpca, which knows no towns, if it finds the county.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from kg.gazetteer.build import build
from kg.gazetteer.index import Index
from kg.gazetteer.match import Matcher
from kg.gazetteer.sources import divisions
from kg.gazetteer.values import About, Entry, Level

EACH = 5_000
ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "gazetteers"
# Words for towns, the longest first, and those that papers use in the place of another.
TOWNS = ("街道办事处", "街道办", "办事处", "街道", "镇", "乡")
COUNTIES = ("自治县", "自治旗", "县", "市", "区", "旗")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "建国红军伟明志强秀英丽华海燕文博思远子涵雨桐晓东立新"
TRADES = ("科技", "置业", "餐饮管理", "机械制造", "物流", "建筑工程", "农业发展", "文化传媒")
LEGAL = ("有限公司", "有限责任公司", "股份有限公司", "集团")
MADE = "霁翊渌珩榛岚皓芷瑭砚昕棠祺郢澍筠"


@dataclass(frozen=True, slots=True)
class Case:
    """A name, the home of its paper, and what is right: code, county and town; "" for none."""

    name: str
    home: str = ""
    code: str = ""
    county: str = ""
    town: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A way of writing names, its cases, and the shares that it must reach."""

    title: str
    cases: list[Case]
    of_all: float
    of_answered: float


class Table:
    """The divisions of the tables, with what each lies in, and names made from them."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.entries = {entry.key: entry for entry in divisions.read(folder)}
        self.towns = [e for e in self.entries.values() if e.level == Level.TOWN]
        self.counties = [e for e in self.entries.values() if e.level == Level.COUNTY]
        self.random = random.Random(seed)

    def above(self, entry: Entry) -> list[Entry]:
        """What a division lies in, narrowest first."""
        return [self.entries[key] for key in entry.parents if key in self.entries]

    def city(self, entry: Entry) -> str:
        """The prefecture that a division lies in, in full, or the province that it is under."""
        above = [one.name for one in self.above(entry) if one.level < Level.COUNTY]
        return "".join(reversed(above))

    def some(self, entries: list[Entry]) -> list[Entry]:
        """Up to 5,000 of them, shuffled."""
        return self.random.sample(entries, min(EACH, len(entries)))

    def changed(self, name: str, *, drop: bool = False) -> str:
        """A town's name with another word for its kind, with `drop` perhaps none."""
        word = ending(name, TOWNS)
        others = [other for other in TOWNS if other != word] + [""] * drop
        return name.removesuffix(word) + self.random.choice(others)

    def case(self, name: str, entry: Entry, home: str = "") -> Case:
        """A name that means an entry."""
        above = self.above(entry)
        if entry.level < Level.TOWN:
            return Case(name, home, entry.code, entry.name)
        return Case(name, home, entry.code, above[0].name, entry.name)

    def ways(self) -> list[Way]:
        """All ways of the figures, each with its cases."""
        usual = [town for town in self.towns if ending(town.name, TOWNS)]
        full = [self.case(self.path(town), town) for town in self.some(self.towns)]
        pairs = [
            self.case(self.above(town)[0].name + self.changed(town.name), town)
            for town in self.some(usual)
        ]
        alone = [
            self.case(self.changed(town.name, drop=True), town, self.city(town))
            for town in self.some(usual)
        ]
        bare = [self.case(town.name, town) for town in self.some(usual)]
        short = [
            self.case(shortened(county.name), county, self.above(county)[-1].name)
            for county in self.some([one for one in self.counties if not is_zone(one)])
        ]
        return [
            Way("full path", full, 0.995, 0.998),
            Way("county and town, other word", pairs, 0.98, 0.99),
            Way("town, home, other word or none", alone, 0.96, 0.985),
            Way("town alone", bare, self.unique(bare), 0.99),
            Way("county, short, home province", short, 0.97, 0.99),
            Way("no place", list(self.nothing()), 0.99, 0.0),
        ]

    def path(self, entry: Entry) -> str:
        """The names of a division and all that it lies in, from the highest down."""
        return "".join(one.name for one in (*reversed(self.above(entry)), entry))

    def unique(self, cases: list[Case]) -> float:
        """The share of names that one division alone has."""
        counts = Counter(entry.name for entry in self.entries.values())
        return sum(counts[case.name] == 1 for case in cases) / len(cases)

    def nothing(self) -> Iterator[Case]:
        """Companies named after places, people, and towns that there are not."""
        known = {entry.name for entry in self.entries.values()}
        homes = sorted({self.city(town) for town in self.towns} - {""})
        made = (self.company, self.person, self.town)
        for _ in range(EACH):
            home = self.random.choice(homes)
            name = self.random.choice(made)(home)
            if name not in known:
                yield Case(name, self.random.choice((home, "")))

    def company(self, home: str) -> str:
        choose = self.random.choice
        place = choose([home, choose(self.counties).name, ""])
        return place + "".join(self.random.sample(GIVEN, 2)) + choose(TRADES) + choose(LEGAL)

    def person(self, _home: str) -> str:
        given = self.random.sample(GIVEN, self.random.choice((1, 2)))
        return self.random.choice(SURNAMES) + "".join(given)

    def town(self, _home: str) -> str:
        return "".join(self.random.sample(MADE, 2)) + self.random.choice(TOWNS)


def shortened(name: str) -> str:
    """A county's name without the word for its kind, if two characters are left."""
    return name.removesuffix(ending(name, COUNTIES))


def is_zone(entry: Entry) -> bool:
    """Whether an entry is a development zone, by its code."""
    return "71" <= entry.code[4:6] <= "80"


def ending(name: str, words: tuple[str, ...]) -> str:
    """The word that a name ends in, if two characters are left."""
    return next((word for word in words if name.endswith(word) and len(name) > len(word) + 1), "")


@dataclass(frozen=True, slots=True)
class Reader:
    """What answers many cases: "" for no answer, and whether an answer is right."""

    title: str
    answers: Callable[[list[Case]], list[str]]
    is_right: Callable[[Case, str], bool]


def own(matcher: Matcher) -> Reader:
    def answer(case: Case) -> str:
        found = matcher.match(case.name, home=case.home)
        return found.chosen.place.code if found.chosen else ""

    return Reader("zhengji", one_by_one(answer), lambda case, code: case.code == code)


def one_by_one(answer: Callable[[Case], str]) -> Callable[[list[Case]], list[str]]:
    return lambda cases: [answer(case) for case in cases]


def others() -> Iterator[Reader]:
    """Other libraries, where they are installed."""
    try:
        import jionlp
    except ImportError:
        pass
    else:
        answer = one_by_one(lambda case: _jionlp(jionlp, case))
        yield Reader("jionlp", answer, _same_names)
        yield Reader("jionlp, the county alone", answer, _same_first)
    try:
        import cpca
    except ImportError:
        pass
    else:
        yield Reader("cpca", lambda cases: _cpca(cpca, cases), _same_county)


def _jionlp(jionlp: Any, case: Case) -> str:
    found = jionlp.parse_location(case.home + case.name, town_village=True)
    parts = [found.get("county") or "", found.get("town") or ""]
    return "/".join(parts) if any(parts) else ""


def _same_names(case: Case, answer: str) -> bool:
    return f"{case.county}/{case.town}" == answer


def _same_first(case: Case, answer: str) -> bool:
    return answer.startswith(f"{case.county}/")


def _cpca(cpca: Any, cases: list[Case]) -> list[str]:
    found = cpca.transform([case.home + case.name for case in cases])
    return [county if isinstance(county, str) else "" for county in found["区"]]


def _same_county(case: Case, answer: str) -> bool:
    return case.county == answer


def measured(way: Way, reader: Reader, took: list[float]) -> str:
    """A line of the table; adds the seconds of processor time that it took."""
    began = process_time()
    answers = reader.answers(way.cases)
    took.append(process_time() - began)
    speed = len(answers) / took[-1]
    right = [
        reader.is_right(case, one) if one or case.code else not one
        for case, one in zip(way.cases, answers, strict=True)
    ]
    answered = [good for good, one in zip(right, answers, strict=True) if one]
    of_answered = sum(answered) / max(1, len(answered))
    return (
        f"{sum(right) / len(right):9.2%}{of_answered:10.2%}"
        f"{len(answered) / len(right):9.2%}{speed:10,.0f}"
    )


def wrong(way: Way, reader: Reader, most: int) -> Iterator[str]:
    """Some answers of a way that are wrong."""
    count = 0
    for case, answer in zip(way.cases, reader.answers(way.cases), strict=True):
        if answer and not (case.code and reader.is_right(case, answer)) and count < most:
            count += 1
            yield f"    {case.name} {case.home}: {answer} for {case.code or '-'}"


def main() -> None:
    """Print the table of figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--seed", type=int, default=20221110)
    parser.add_argument("--wrong", type=int, default=0, help="wrong answers to show of each way")
    parser.add_argument("--others", type=int, default=500, help="names that others read")
    arguments = parser.parse_args()
    folder = arguments.folder or (SHARED if SHARED.is_dir() else ROOT / "examples" / "divisions")
    table = Table(folder, arguments.seed)
    ways = table.ways()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "index"
        build(table.entries.values(), path, About("divisions", str(folder), "divisions"))
        began = perf_counter()
        index = Index.open(path)
        tell(f"{folder}: {index.about.entries:,} places; opened in {opened(began)}")
        reader = own(Matcher(index))
        tell(f"{'zhengji':32}{'of all':>9}{'answered':>10}{'linked':>9}{'a second':>10}")
        took: list[float] = []
        for way in ways:
            needed = f"  (needs {way.of_all:.2%}, {way.of_answered:.1%})"
            tell(f"{way.title:32}{measured(way, reader, took)}{needed}")
            for line in wrong(way, reader, arguments.wrong):
                tell(line)
        tell(f"{'all, reading the index included':60}{rate(ways, took):10,.0f}")
    for other in others():
        tell(other.title)
        other.answers(ways[0].cases[:1])  # reads its data
        took = []
        for way in ways:
            few = Way(way.title, way.cases[: arguments.others], 0.0, 0.0)
            tell(f"{way.title:32}{measured(few, other, took)}")


def rate(ways: list[Way], took: list[float]) -> float:
    """Names a second of processor time, over all ways."""
    return sum(len(way.cases) for way in ways) / sum(took)


def opened(began: float) -> str:
    return f"{(perf_counter() - began) * 1000:.1f} ms"


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
