from __future__ import annotations

import contextlib
import io
import json
import tracemalloc
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError, KgError
from kg.ingest import ReadOptions, article_from_text, articles_from_page, read
from kg.ingest.decode import decode, find_encoding
from kg.ingest.items import json_lines, json_values
from kg.ingest.named import SAMPLE
from kg.ingest.published import BadDateError, parse_published, published_in_path
from kg.model import Article

GOOD = "本报讯 3月1日，县长到会，要求各部门抓紧办理。\n"
TRADITIONAL = "區領導調研指導疫情防控工作，要求各部門做好準備，確保人民群眾的生命安全和身體健康。\n"
PAGE = "2022年11月11日 星期五 第02版\n\n县长到会\n\n本报讯 3月1日，县长到会。\n\n记者 桑榆\n\n镇长下乡\n\n本报讯 3月2日，镇长下乡。\n"

Write = Callable[[str, str | bytes], str]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a file into the current folder, which is empty at first."""
    monkeypatch.chdir(tmp_path)

    def _write(name: str, content: str | bytes) -> str:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    return _write


def articles(*inputs: str, **options: Any) -> list[Article]:
    parts = list(read(inputs, ReadOptions(**options)))
    assert [str(part) for part in parts if isinstance(part, KgError)] == []
    return [part for part in parts if isinstance(part, Article)]


def lines(*items: dict[str, object]) -> str:
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("content", [GOOD, PAGE, GOOD * 3000])
def test_recognises_encodings(write: Write, encoding: str, content: str) -> None:
    found = articles(write("a.txt", content.encode(encoding)))
    text = content.encode(encoding).decode("utf-16" if encoding == "utf-16" else encoding)
    assert {article.source.lstrip("\ufeff") for article in found} == {text.lstrip("\ufeff")}


def test_recognises_big5(write: Write) -> None:
    (article,) = articles(write("a.txt", TRADITIONAL.encode("big5")))
    assert article.source == TRADITIONAL


@pytest.mark.parametrize("size", [8, 16, 40])
def test_tells_encodings_apart_on_little_text(size: int) -> None:
    text = "县长到会要求各部门抓紧办理春耕备耕工作，确保不误农时，市农业局负责人随同检查，并在会上作了表态发言。"
    for encoding in ("utf-8", "gb18030", "utf-16-le"):
        assert find_encoding(text[:size].encode(encoding), "a") == encoding
    assert find_encoding(TRADITIONAL[:size].encode("big5"), "a") == "big5hkscs"


def test_a_character_cut_off_by_the_sample_is_no_fault(write: Write) -> None:
    for shift in range(3):
        text = "a" * shift + "县" * SAMPLE + "。"
        assert articles(write(f"{shift}.txt", text))[0].source == text


def test_encoding_asked_for_wins(write: Write) -> None:
    (article,) = articles(write("a.txt", GOOD.encode("gb18030")), encoding="gbk")
    assert article.source == GOOD


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with contextlib.suppress(InputError):
        assert decode(raw, find_encoding(raw, "a"), "a") is not None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(
    "form", ["lines", "array", "indented array", "one object", "array on one line"]
)
def test_reads_json_of_any_form_by_its_content(write: Write, form: str, encoding: str) -> None:
    items: list[dict[str, object]] = [
        {"id": "a", "title": "县长到会", "text": GOOD, "published": "2022-11-16"},
        {"id": 2, "text": GOOD},
    ]
    if form == "one object":
        items = items[:1]
    content = {
        "lines": lines(*items),
        "array": "[\n" + ",\n".join(json.dumps(item, ensure_ascii=False) for item in items) + "]",
        "indented array": json.dumps(items, ensure_ascii=False, indent=2),
        "one object": json.dumps(items[0], ensure_ascii=False, indent=2),
        "array on one line": json.dumps(items),
    }[form]
    found = articles(write("a.txt", content.encode(encoding)))
    assert [article.id for article in found] == ["a", "2"][: len(items)]
    assert (found[0].title, found[0].published, found[0].file) == (
        "县长到会",
        "2022-11-16",
        "a.txt",
    )
    assert found[0].source == GOOD
    assert found[0].body.text == GOOD[4:].strip()


def test_a_text_that_begins_with_a_bracket_is_no_json(write: Write) -> None:
    (article,) = articles(write("a.txt", "[图片新闻]\n" + GOOD))
    assert article.body.text == GOOD[4:].strip()


def test_ids_and_keys(write: Write) -> None:
    name = write(
        "a.jsonl",
        lines(
            {"text": GOOD},
            {"id": "x", "text": GOOD},
            {"id": "x", "text": "另一篇。", "source": "县报"},
            {"id": "y", "text": GOOD, "url": "https://example.org/1"},
        ),
    )
    found = articles(name)
    assert [article.id for article in found] == ["a.jsonl#1", "x", "x", "y"]
    assert [article.key for article in found] == [
        "a.jsonl#1",
        "x",
        "县报\x1fx",
        "https://example.org/1",
    ]
    assert [article.publisher for article in found] == ["", "", "县报", ""]


def test_options_win_over_data(write: Write) -> None:
    name = write("a.jsonl", lines({"id": "x", "text": GOOD, "source": "县报", "home": "甲县"}))
    (article,) = articles(name, publisher="市报", home="乙市")
    assert (article.publisher, article.home, article.key) == ("市报", "乙市", "市报\x1fx")


def test_a_page_is_keyed_by_its_path(write: Write) -> None:
    found = articles(write("a.txt", PAGE), publisher="县报")
    assert [article.key for article in found] == ["a.txt#1", "a.txt#2"]
    assert [article.id for article in found] == ["a.txt#1", "a.txt#2"]
    assert {article.file for article in found} == {"a.txt"}
    assert found[0].source is found[1].source


def test_the_same_item_twice_is_no_fault(write: Write) -> None:
    assert len(articles(write("a.jsonl", lines({"id": "x", "text": GOOD}) * 2))) == 2


def test_published_in_the_order_of_their_weight(write: Write) -> None:
    dated = lines({"id": "x", "text": GOOD, "published": "2022-03-03"})
    plain = lines({"id": "y", "text": GOOD})
    inputs = [
        write("2022/02/02/a.jsonl", dated),
        write("2022/02/02/b.jsonl", plain),
        write("2022/02/02/c.txt", PAGE),
        write("d.txt", PAGE),
        write("e.txt", GOOD),
    ]
    days = [article.published for article in articles(*inputs)]
    assert days == ["2022-03-03", "2022-02-02", *["2022-02-02"] * 2, *["2022-11-11"] * 2, None]
    again = articles(*inputs, published="2022年4月4日")
    assert {article.published for article in again} == {"2022-04-04"}


def test_each_page_of_a_file_has_the_day_of_its_head(write: Write) -> None:
    second = PAGE.replace("11月11日", "11月12日")
    found = articles(write("a.txt", PAGE + "\n" + second))
    assert [article.published for article in found] == ["2022-11-11"] * 2 + ["2022-11-12"] * 2


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022-11-11", "2022-11-11"), ("2022/1/2", "2022-01-02"), ("2022.01.02", "2022-01-02"),
        ("2022年11月11日", "2022-11-11"), (" 2022-11-11 ", "2022-11-11"),
        ("2022-11-11T08:00:00+08:00", "2022-11-11"), ("2022-11-11 08:00", "2022-11-11"),
        ("2024-02-29", "2024-02-29"),
    ],
)  # fmt: skip
def test_reads_days(text: str, day: str) -> None:
    assert parse_published(text) == day


@pytest.mark.parametrize(
    "text", ["", "2022", "2022-11", "2023-02-29", "22-11-11", "9999-01-01", "2022-11-111", "昨天"]
)
def test_refuses_what_is_no_day(text: str) -> None:
    with pytest.raises(BadDateError):
        parse_published(text)


@given(st.text(max_size=60))
def test_any_text_is_a_day_or_none(text: str) -> None:
    published_in_path(text)
    with contextlib.suppress(BadDateError):
        assert len(parse_published(text)) == 10


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("2022/11/11/page.txt", "2022-11-11"), ("news/2022-11-11.jsonl", "2022-11-11"),
        ("x20221111.txt", "2022-11-11"), ("2022/11/11/2022-11-12.txt", "2022-11-12"),
        ("2022年11月11日/a.txt", "2022-11-11"), ("2022/02/30/a.txt", None),
        ("20221111001.txt", None), ("page.txt", None), ("2022/11/a.txt", None),
    ],
)  # fmt: skip
def test_days_in_paths(path: str, day: str | None) -> None:
    assert published_in_path(path) == day


def test_folders_are_read_in_order_and_to_the_bottom(write: Write) -> None:
    for name in (
        "f/b.txt",
        "f/a.txt",
        "f/z/c.TXT",
        "f/y/d.jsonl",
        "f/.hidden.txt",
        "f/i.png",
        "f/.x/e.txt",
    ):
        write(name, lines({"id": "j", "text": GOOD}) if name.endswith("jsonl") else GOOD)
    assert [article.id for article in articles("f")] == ["f/a.txt", "f/b.txt", "j", "f/z/c.TXT"]


def test_patterns(write: Write) -> None:
    for name in ("f/b.txt", "f/a.txt", "f/g/c.txt", "f/d.csv"):
        write(name, GOOD)
    assert [article.id for article in articles("f/*.txt")] == ["f/a.txt", "f/b.txt"]
    assert [article.id for article in articles("f/**/*.txt")] == ["f/a.txt", "f/b.txt", "f/g/c.txt"]
    write("f/[1].txt", GOOD)
    assert [article.id for article in articles("f/[1].txt")] == ["f/[1].txt"]


def test_a_file_named_twice_is_read_once(write: Write) -> None:
    name = write("f/a.txt", GOOD)
    assert [article.id for article in articles(name, "f", f"./{name}")] == [name]


@pytest.mark.parametrize("content", [GOOD, PAGE, lines({"id": "x", "text": GOOD})])
def test_standard_input(content: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    found = articles("-")
    assert found[0].id == {GOOD: "-", PAGE: "-#1"}.get(content, "x")
    assert found[0].file == "-"


def test_lines_are_read_as_they_are_asked_for(write: Write) -> None:
    name = write("a.jsonl", lines(*({"id": n, "text": GOOD * 20} for n in range(20_000))))
    tracemalloc.start()
    first = list(islice(read([name]), 100))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(first) == 100
    assert peak < 8_000_000


def test_arrays_are_read_piece_by_piece(write: Write) -> None:
    items = [{"id": n, "text": "县长到会。" * 1000} for n in range(2_000)]
    name = write("a.json", json.dumps(items, ensure_ascii=False, indent=1))
    tracemalloc.start()
    with Path(name).open(encoding="utf-8") as stream:
        count = sum(isinstance(found, tuple) for found in json_values(stream, name))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 2_000
    assert peak < 12_000_000


@given(st.text())
def test_any_text_as_json_gives_values_or_faults(text: str) -> None:
    raw = text.encode("utf-8", "ignore")
    for found in (
        *json_lines(io.BytesIO(raw), "utf-8", "a"),
        *json_values(io.TextIOWrapper(io.BytesIO(raw), "utf-8"), "a"),
    ):
        assert isinstance(found, tuple) or str(found).startswith("a, line")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["id", "text", "title", "x"]), inner)
    ),
)


@given(st.lists(JSON, max_size=5), st.sampled_from([None, 1]))
def test_arrays_come_back_as_they_are(values: list[object], indent: int | None) -> None:
    text = json.dumps(values, indent=indent)
    found = list(json_values(io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8"), "a"))
    assert [value for _, value in found] == values  # type: ignore[misc]


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["id", "text", "title", "published", "url"]), JSON),
        max_size=4,
    )
)
def test_any_items_are_read_or_refused(items: list[dict[str, object]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_text(
            "".join(json.dumps(item) + "\n" for item in items) + "{}\n", encoding="utf-8"
        )
        parts = list(read([str(path)]))
    assert len(parts) == len(items) + 1
    for part in parts:
        assert isinstance(part, Article) or str(part)


def test_text_given_in_python() -> None:
    options = ReadOptions(published="2022-11-16", home="甲县", publisher="县报")
    article = article_from_text(GOOD, "x", options, title="县长到会")
    assert (article.published, article.home, article.key) == ("2022-11-16", "甲县", "县报\x1fx")
    assert [part.id for part in articles_from_page(PAGE, "p", options)] == ["p#1", "p#2"]


def test_dev_articles_lose_no_text(shared: Path) -> None:
    for article in articles(str(shared / "dev_local.json")):
        assert len(article.body.text) > 200
        assert "记者 " not in article.body.text
        assert not article.body.text.startswith("本报讯")
        for start in range(0, len(article.body.text) - 9, 7):
            quote = article.quote(start, start + 8)
            assert article.source[quote.start : quote.end] == quote.text
