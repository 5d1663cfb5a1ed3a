"""How much memory and time a gazetteer takes that is made from a dump as large as all of GeoNames.

Run by hand, in the folder of the checkout; no test collects it:

    python -m tests.benchmarks.dump [--rows N]

Makes a dump of N rows (13 million, as many as there are, 1.6 GB on disk) in the form of
allCountries.txt: divisions of four levels, populated places of which one in ten has a Chinese name,
other features; and alternate names of one in five rows. Then prints for each step the seconds of
wall time and the peak of memory in MB that the system counts as resident (files that are read as
memory among it): `kg gazetteer add`, the opening of the index, 2,000 names matched with it.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
ROWS: Final = 13_000_000
COUNTRIES: Final = 250
DIVIDED: Final = (("ADM1", 4_000), ("ADM2", 48_000), ("ADM3", 80_000), ("ADM4", 190_000))
CHARACTERS: Final = "".join(map(chr, range(0x5000, 0x5800)))  # of which names are made
# What a child does, and then its seconds and its peak of memory.
TOLD: Final = """
import resource, sys, time
began = time.perf_counter()
{work}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{{time.perf_counter() - began:8.1f}} s {{peak:8.0f}} MB", flush=True)
"""
ADD: Final = """
from pathlib import Path
from kg.gazetteer.shelf import Shelf
from kg.gazetteer.values import About
about = Shelf(sys.argv[1]).add(About("geonames", sys.argv[2], "geonames"))
print(f"{about.entries:,} places", end=" ")
"""
OPEN: Final = """
from kg.gazetteer.shelf import Shelf
before = time.perf_counter()
(index,) = Shelf(sys.argv[1]).open()
print(f"in {(time.perf_counter() - before) * 1000:.1f} ms", end=" ")
"""
MATCH: Final = (
    OPEN
    + """
from kg.gazetteer.match import Matcher
import random
matcher, chance = Matcher(index), random.Random(2)
for _ in range(2000):
    matcher.match("".join(chance.sample(sys.argv[2], 2)) + "村")
"""
)


def rows(count: int) -> Iterator[str]:
    """The rows of a dump."""
    chance = random.Random(1)
    admins: list[list[str]] = [[f"C{number:03}" for number in range(COUNTRIES)]]
    key = 0
    for country in admins[0]:
        key += 1
        yield row(key, name(chance), "APCLI", [country])
    for feature, number in DIVIDED:
        admins.append([])
        for own in range(number):
            key += 1
            above = chance.choice(admins[-2])
            admins[-1].append(f"{above}.{own}")
            yield row(
                key, name(chance) if own % 10 == 0 else "", f"A{feature}", admins[-1][-1].split(".")
            )
    while key < count:
        key += 1
        feature = ("PPPL", "HSTM", "SSCH")[key % 3]
        admin = chance.choice(admins[2 + key % 3]).split(".")
        yield row(key, name(chance) if key % 10 == 0 else "", feature, admin)


def row(key: int, names: str, feature: str, admin: list[str]) -> str:
    """A row of the 19 columns of the readme of download.geonames.org/export/dump."""
    codes = "\t".join([*admin[1:], *[""] * (5 - len(admin))])
    return (
        f"{key}\tPlace {key}\tPlace {key}\t{names}\t{key % 90}.5\t{key % 180}.25\t{feature[0]}\t"
        f"{feature[1:]}\t{admin[0]}\t\t{codes}\t0\t\t0\tAsia/Shanghai\t2024-01-01\n"
    )


def name(chance: random.Random) -> str:
    return "".join(chance.sample(CHARACTERS, 2))


def alternates(count: int) -> Iterator[str]:
    """Rows of alternate names: other languages, Chinese, Wikidata ids."""
    chance = random.Random(3)
    for number in range(count // 5):
        key = number * 5 + 1
        kind, text = (
            ("en", f"Place {key}"), ("zh", f"{name(chance)}村"), ("wkdt", f"Q{key}"),
        )[number % 3]  # fmt: skip
        yield f"{number}\t{key}\t{kind}\t{text}\t\t\t\t\t\t\n"


def measured(title: str, work: str, *arguments: str) -> None:
    """Do the work in a process of its own, and tell what it took."""
    sys.stdout.write(f"{title:24}")
    sys.stdout.flush()
    script = TOLD.format(work=work)
    subprocess.run([sys.executable, "-c", script, *arguments], cwd=ROOT, check=True)


def main() -> None:
    """Make the dump, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        dump, shelf = Path(folder) / "dump", str(Path(folder) / "shelf")
        dump.mkdir()
        with (dump / "allCountries.txt").open("w", encoding="utf-8") as file:
            file.writelines(rows(arguments.rows))
        with (dump / "alternateNamesV2.txt").open("w", encoding="utf-8") as file:
            file.writelines(alternates(arguments.rows))
        size = sum(one.stat().st_size for one in dump.iterdir())
        sys.stdout.write(f"{arguments.rows:,} rows, {size / 1e6:,.0f} MB\n")
        measured("add", ADD, shelf, str(dump))
        measured("open", OPEN, shelf)
        measured("match 2,000 names", MATCH, shelf, CHARACTERS)


if __name__ == "__main__":
    main()
