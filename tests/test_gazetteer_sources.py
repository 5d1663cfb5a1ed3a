"""GeoNames, Linked Places and tables of one's own as gazetteers, and their faults."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import InputError, UsageError
from kg.gazetteer.build import build
from kg.gazetteer.index import Index
from kg.gazetteer.match import Matcher
from kg.gazetteer.sources import geonames, linked_places, mapped
from kg.gazetteer.values import About, Level
from tests.test_ingest_streams import peak


def row(
    key: int,
    name: str,
    names: str,
    feature: str,
    admin: str = "",
    at: tuple[float, float] = (34, 113),
) -> str:
    """A row of a dump; `admin` are admin codes with dots between, country first."""
    country, *codes = admin.split(".")
    cells = [
        str(key), name, name, names, str(at[0]), str(at[1]), feature[:1], feature[1:], country, "",
        *codes, *[""] * (4 - len(codes)), "0", "", "0", "Asia/Shanghai", "2024-01-01",
    ]  # fmt: skip
    return "\t".join(cells)


DUMP = [
    row(1814991, "China", "中国", "APCLI", "CN"),
    row(1808520, "Henan", "河南", "AADM1", "CN.09"),
    row(1784655, "Zhengzhou Shi", "郑州,郑州市", "AADM2", "CN.09.4101", (34.75, 113.62)),
    row(1784658, "Zhengzhou", "郑州", "PPPLA", "CN.09.4101"),
    row(1812988, "Dengfeng Shi", "登封市", "AADM3", "CN.09.4101.410185"),
    row(1, "Xiangyingcun", "祥营村", "PPPL", "CN.09.4101"),
    row(2, "Nameless", "", "PPPL", "CN.09.4101"),
    row(3, "Some Lake", "某湖", "HLK", "CN.09"),
]
NAMES = [
    "1\t1808520\tzh\t河南省\t1\t\t\t\t\t",
    "2\t1808520\twkdt\tQ43684\t\t\t\t\t\t",
    "3\t1808520\tfr\tHenan\t\t\t\t\t\t",
    "4\t1784655\tzh\t管州\t\t\t\t1\t\t",
]


def packed(folder: Path, dump: list[str], names: list[str] | None = None) -> Path:
    for name, lines in (("CN", dump), ("alternateNamesV2", names)):
        if lines is not None:
            with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
                archive.writestr(f"{name}.txt", "".join(f"{line}\n" for line in lines))
    return folder / "CN.zip"


def test_geonames_with_alternate_names(tmp_path: Path) -> None:
    entries = {entry.key: entry for entry in geonames.read(packed(tmp_path, DUMP, NAMES))}
    assert sorted(entries) == ["1", "1784655", "1808520", "1812988", "1814991"]
    province, city = entries["1808520"], entries["1784655"]
    assert (province.name, province.others) == ("河南省", ("河南",))
    assert province.same == ("http://www.wikidata.org/entity/Q43684",)
    assert (city.name, city.code, city.scheme) == ("郑州市", "410100", "GB/T 2260")
    assert (city.lat, city.long, city.iri) == (34.75, 113.62, "https://sws.geonames.org/1784655/")
    assert entries["1"].level == Level.VILLAGE


def test_memory_does_not_grow_with_a_dump(tmp_path: Path) -> None:
    """tests/benchmarks/dump.py measures it on as many rows as all of GeoNames has."""

    def work(number: int) -> Callable[[], int]:
        folder = tmp_path / str(number)
        folder.mkdir()
        places = [row(key, "X", "祥营村", "PPPL", "CN.09.4101") for key in range(10, number)]
        names = [f"{key}\t{key}\tzh\t堂李村\t1\t\t\t\t\t" for key in range(10, number)]
        packed(folder, DUMP[:4] + places, names)
        about = About("geo", "x", "geonames")
        return lambda: build(geonames.read(folder), folder / "index", about).entries

    works = [work(number) for number in (500, 501, 6000)]  # the first fills caches
    _, small, large = map(peak, works)
    assert large < small + 100_000


def test_geonames_are_matched_within_their_divisions(tmp_path: Path) -> None:
    packed(tmp_path, DUMP, NAMES)
    build(geonames.read(tmp_path), tmp_path / "index", About("geo", "x", "geonames"))
    with Index.open(tmp_path / "index") as index:
        matcher = Matcher(index)
        village = matcher.match("祥营村", home="郑州市").chosen
        assert village is not None
        assert village.path == ("中国", "河南省", "郑州市", "祥营村")
        county = matcher.match("河南省登封").chosen
        assert county is not None
        assert county.place.code == "410185"
        city = matcher.match("郑州").chosen
        assert city is not None
        assert city.place.key == "1784655"


@pytest.mark.parametrize(
    ("dump", "names", "words"),
    [
        ([*DUMP[:2], DUMP[2][:60]], None, "CN.zip, line 3: "),
        (["id\tname" + "\t" * 15 + "\t"], None, "line 1: 18 cells"),
        ([DUMP[0].replace("34", "north", 1)], None, "latitude is 'north'"),
        ([DUMP[0].replace("1814991", "China", 1)], None, "'China' is no id"),
        (DUMP, ["1\t2"], "alternateNamesV2.zip, line 1"),
    ],
)
def test_faults_of_dumps_are_told(
    dump: list[str], names: list[str] | None, words: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        list(geonames.read(packed(tmp_path, dump, names)))
    assert words in str(caught.value)


def test_a_cut_off_zip_file_is_told(tmp_path: Path) -> None:
    path = packed(tmp_path, DUMP)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(InputError, match="ZIP"):
        list(geonames.read(path))
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no dump"):
        list(geonames.read(tmp_path / "empty"))


FEATURE = {
    "@id": "https://example.org/place/1",
    "type": "Feature",
    "properties": {"title": "告成镇"},
    "names": [{"toponym": "告成镇"}, {"toponym": "阳城"}],
    "geometry": {"type": "Point", "coordinates": [113.13, 34.4]},
    "links": [{"type": "exactMatch", "identifier": "http://www.wikidata.org/entity/Q1"}],
    "relations": [{"relationType": "gvp:broaderPartitive", "relationTo": "https://example.org/place/2"}],
}  # fmt: skip


def test_linked_places(tmp_path: Path) -> None:
    file = tmp_path / "places.json"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [FEATURE]}))
    (entry,) = linked_places.read(file)
    assert (entry.name, entry.others, entry.level) == ("告成镇", ("阳城",), Level.TOWN)
    assert (entry.lat, entry.long, entry.parents) == (
        34.4,
        113.13,
        ("https://example.org/place/2",),
    )
    assert entry.same == ("http://www.wikidata.org/entity/Q1",)
    spans = [{"start": {"in": "1985-03"}, "end": {"in": "-0040"}}]
    dated = {**FEATURE, "when": {"timespans": spans}}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [dated]}))
    (entry,) = linked_places.read(file)
    assert (entry.since, entry.until) == ("1985-03", "")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"features": [{"@id": "x"}]}', "feature 1"),
        ('{"features": [3]}', "feature 1"),
        ('{"features": 3}', "FeatureCollection"),
        ("[", "cut off"),
    ],
)
def test_faults_of_linked_places_are_told(content: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "places.json"
    file.write_text(content)
    with pytest.raises(InputError) as caught:
        list(linked_places.read(file))
    assert words in str(caught.value)


def test_a_table_of_one_s_own(tmp_path: Path) -> None:
    file = tmp_path / "own.tsv"
    file.write_text("名称\t代码\t经度\t纬度\n河南省\t41\t113\t34\n郑州市\t4101\t\t\n")
    named = mapped.columns("name=名称,code=代码,lat=纬度,long=经度")
    province, city = mapped.read(file, named)
    assert (province.code, province.lat, city.parents) == ("410000", 34.0, ("410000",))
    file = tmp_path / "own.csv"
    file.write_text("id,name,in\na,嵩山林场,b\nb,登封市,\n")
    farm, county = mapped.read(file, mapped.columns("key=id,name=name,parent=in"))
    assert (farm.level, farm.parents, county.level) == (Level.TOWN, ("b",), Level.CITY)


def test_divisions_that_have_changed_keep_their_days(tmp_path: Path) -> None:
    """A county that became a district under the same code: both are there, the one of today first."""
    file = tmp_path / "own.csv"
    file.write_text(
        "name,code,since,until\n河南省,41,,\n洛阳市,4103,,\n偃师县,410307,,1993-12\n"
        "偃师区,410307,2021-03-18,\n城关镇,410307001,,2020\n城关街道,410307001,2020,\n"
    )
    named = mapped.columns("name=name,code=code,since=since,until=until")
    build(mapped.read(file, named), tmp_path / "index", About("own", "x", "csv"))
    with Index.open(tmp_path / "index") as index:
        matcher = Matcher(index)
        for name, meant, until in (
            ("偃师", "偃师区", ""),
            ("偃师县", "偃师县", "1993-12"),
            ("洛阳市城关", "城关街道", ""),
        ):
            found = matcher.match(name).chosen
            assert found is not None, name
            assert (found.place.name, found.place.until) == (meant, until)
        for days, meant in (
            (["1990-05-01"], "偃师县"), (["1993"], "偃师县"), (["1993-12-31"], "偃师县"), (["1994-01"], "偃师区"),
            (["2022-11-16"], "偃师区"), (["1990", "2022"], ""), (["2000"], "偃师区"),
        ):  # fmt: skip
            chosen = matcher.match("偃师", days=days).chosen
            assert (chosen.place.name if chosen else "") == meant, days
    for day in ("去年", "2015-02-30", "0000", "2015-13", "2015-1-1"):
        file.write_text(f"name,since,until\n河南省,,{day}\n")
        with pytest.raises(InputError, match=f"line 2: until is '{day}'"):
            list(mapped.read(file, mapped.columns("name=name,since=since,until=until")))


@pytest.mark.parametrize("text", ["", "code=代码", "name=x,colour=y", "名称"])
def test_columns_that_say_too_little_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--columns"):
        mapped.columns(text)


def test_faults_of_a_table_are_told(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("name,level\n郑州市,town\n河南省,state\n")
    with pytest.raises(InputError, match="line 3: 'state' is no level"):
        list(mapped.read(file, mapped.columns("name=name,level=level")))
    with pytest.raises(InputError, match="Lacking: code"):
        list(mapped.read(file, mapped.columns("name=name,code=code")))
