"""Markdown, tables and packed files: the same article, in whatever form it comes."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.errors import KgError
from kg.ingest import ReadOptions, read
from kg.ingest.outlet import home_in_path, home_of, publisher_in_path
from kg.model import Article
from tests.packing import ITEM, MARKDOWN, PACKERS, PAGE, SAMPLES, TABLE, TEXT, zipped

BODY = TEXT.removeprefix("本报讯 ").strip()
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


def quotes_itself(article: Article) -> bool:
    """Whether every piece of the body stands in the source where its offsets say."""
    body = article.body
    for at in range(0, len(body.text) - 3, 2):
        quote = article.quote(at, at + 3)
        if article.source[quote.start : quote.end] != quote.text or quote.text[0] != body.text[at]:
            return False
    return True


@pytest.mark.parametrize("name", SAMPLES)
def test_every_form_gives_the_article(name: str, write: Write) -> None:
    for article in articles(write(name, SAMPLES[name])):
        assert article.body.text == BODY
        assert article.file.startswith(name)
        assert quotes_itself(article)


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "a.md"])
def test_forms_are_told_from_the_content(
    name: str, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(SAMPLES[name])))
    assert {article.body.text for article in articles("-")} == {BODY}
    assert {article.body.text for article in articles(write("noname", SAMPLES[name]))} == {BODY}


def test_tables_are_told_by_their_header(write: Write) -> None:
    for name in ("a.csv", "a.tsv"):
        (article,) = articles(write(f"{name}.txt", SAMPLES[name]))
        assert article.id == "a"


def test_a_folder_of_all_forms(write: Write) -> None:
    for name, content in SAMPLES.items():
        write(f"f/{name}", content)
    write("f/i.png", b"\x89PNG")
    found = articles("f")
    assert {article.body.text for article in found} == {BODY}
    assert [article.id for article in found if "zip" in article.file] == [
        "f/a.zip/b.txt",
        "f/a.zip/c/d.html",
        "a",
    ]


@pytest.mark.parametrize("outer", PACKERS)
@pytest.mark.parametrize("inner", PACKERS)
def test_packed_twice(outer: str, inner: str, write: Write) -> None:
    content = PACKERS[outer](PACKERS[inner](TABLE.encode()))
    (article,) = articles(write(f"a.csv.{inner}.{outer}", content))
    assert (article.id, article.file) == ("a", f"a.csv.{inner}.{outer}")


def test_several_packed_one_after_the_other(write: Write) -> None:
    for name, pack in PACKERS.items():
        (article,) = articles(
            write(f"a.{name}", pack(TEXT[:20].encode()) + pack(TEXT[20:].encode()))
        )
        assert article.source == TEXT


def test_archives_within_archives(write: Write) -> None:
    inner = zipped(("c.txt", TEXT), ("d.txt.gz", gzip.compress(TEXT.encode())))
    name = write("a.zip", zipped(("b/b.zip", inner), ("e.txt", TEXT)))
    expected = ["a.zip/b/b.zip/c.txt", "a.zip/b/b.zip/d.txt.gz", "a.zip/e.txt"]
    assert [article.id for article in articles(name)] == expected


def test_an_archive_through_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError(29, "Illegal seek")

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(Pipe(SAMPLES["a.zip"])))
    assert [article.id for article in articles("-")] == ["-/b.txt", "-/c/d.html", "a"]


def test_names_in_archives(write: Write) -> None:
    content = zipped(
        ("新闻/一.txt", TEXT), ("./b//c.txt", TEXT), ("__MACOSX/._b", b"x"), (".d", b"x")
    )
    gbk = zipped(("xxxx.txt", TEXT)).replace(b"xxxx", "要闻".encode("gb18030"))
    found = articles(write("a.zip", content), write("b.zip", gbk))
    assert [article.id for article in found] == [
        "a.zip/新闻/一.txt",
        "a.zip/b/c.txt",
        "b.zip/要闻.txt",
    ]


def test_paths_in_archives_tell_what_paths_tell(write: Write) -> None:
    name = write("洛龙区.zip", zipped(("洛阳日报/2022/12/06/02.txt", TEXT)))
    (article,) = articles(name)
    assert (article.published, article.publisher) == ("2022-12-06", "洛阳日报")


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r\r\n"])
def test_tables_of_any_dialect(delimiter: str, encoding: str, ending: str, write: Write) -> None:
    rows = [
        ["id", "title", "text", "published", "other"],
        ["1", "县长到会", f'"{TEXT}县长说：""好。"""', "2022年12月6日", ""],
        [],
        ["2", "", '"镇长下乡，到村调研。"', "", f'"x{delimiter}y"'],
    ]
    content = ending.join(delimiter.join(row) for row in rows)
    first, second = articles(write("a.csv", content.encode(encoding)))
    assert (first.id, first.title, first.published) == ("1", "县长到会", "2022-12-06")
    assert first.source == f'{TEXT}县长说："好。"'
    assert (second.id, second.source, second.published) == ("2", "镇长下乡，到村调研。", None)


def test_fields_of_other_names(write: Write) -> None:
    table = write("a.csv", "标题,正文,日期\n县长到会,县长到会，讲话。,2022-12-06\n")
    item = {"标题": "县长到会", "正文": "县长到会，讲话。", "日期": "2022-12-06", "text": "别的"}
    lines = write("b.jsonl", json.dumps(item, ensure_ascii=False))
    front = write("c.md", "---\n标题: 县长到会\n日期: 2022-12-06\n---\n县长到会，讲话。\n")
    names = {"title": "标题", "text": "正文", "published": "日期"}
    for article in articles(table, lines, front, fields=names):
        assert (article.title, article.published) == ("县长到会", "2022-12-06")
        assert article.body.text == "县长到会，讲话。"


def test_front_matter_makes_one_article(write: Write) -> None:
    front = {
        "source": "洛龙时讯",
        "home": "洛龙区",
        "url": "https://www.luolong.example/1",
        "id": 7,
    }
    fields = "".join(f"{name}: {value}\n" for name, value in front.items())
    text = MARKDOWN.replace("title:", f"{fields}tags:\n- 要闻\ntitle:")
    text += "\n## 安排\n\n会议要求，抓紧办理。\n"
    (article,) = articles(write("a.md", text))
    assert (article.title, article.published) == ("褚明轩到关林调研", "2022-12-06")
    assert (article.publisher, article.home, article.id) == ("洛龙时讯", "洛龙区", "7")
    assert article.key == "https://www.luolong.example/1"
    assert article.source == text
    assert text[article.start : article.end].lstrip().startswith("本报讯")
    assert article.title_quote is not None
    assert article.title_quote.in_title
    assert quotes_itself(article)


def test_front_matter_in_toml(write: Write) -> None:
    text = f'+++\ntitle = "褚明轩到关林调研"\ndate = 2022-12-06T08:00:00+08:00\n+++\n{TEXT}'
    (article,) = articles(write("a.markdown", text.replace("\n", "\r\n")))
    assert (article.title, article.published) == ("褚明轩到关林调研", "2022-12-06")


MARKED = """# 区长**褚明轩**调研

**本报讯**（记者 桑榆）12月5日上午，洛龙区区长[褚明轩](https://x.example/a_b "区长")到**关林办事处**调研供暖\\
工作，*湛秋棠*陪同。![图](1.png)

> 褚明轩要求，`三天`内~~必须~~修好。

- 一要抓紧办理，不得拖延。
- 二要公开电话。<br>三要听取意见。

### 安排 ###
"""


def test_marks_are_no_text(write: Write) -> None:
    (article,) = articles(write("a.md", MARKED))
    assert article.title == "区长褚明轩调研"
    assert article.byline == ("桑榆",)
    lines = article.body.text.split("\n")
    assert lines[0] == "12月5日上午，洛龙区区长褚明轩到关林办事处调研供暖工作，湛秋棠陪同。"
    assert lines[1:4] == [
        "褚明轩要求，三天内必须修好。",
        "一要抓紧办理，不得拖延。",
        "二要公开电话。",
    ]
    assert article.source == MARKED
    at = article.body.text.index("褚明轩到")
    assert article.quote(at, at + 3).text == "褚明轩"
    at = article.body.text.index("关林")
    assert article.quote(at - 1, at + 5).text == "到**关林办事处"
    assert quotes_itself(article)


def test_markdown_without_front_matter_is_a_page(write: Write) -> None:
    page = "# 县长到会\n\n本报讯 3月1日，县长到会。\n\n---\n\n# 镇长下乡\n\n本报讯 3月2日，镇长下乡。\n"
    assert [article.title for article in articles(write("a.md", page))] == ["县长到会", "镇长下乡"]
    assert len(articles(write("b.md", f"---\n\n{TEXT}"))) == 1


HEAD = "洛阳日报 2022年11月11日 星期五 第02版\n\n"


def test_what_is_known_comes_in_the_order_of_its_weight(write: Write) -> None:
    item = json.dumps(
        {"id": "x", "text": TEXT, "published": "2022-03-03", "source": "县报", "home": "甲县"}
    )
    inputs = [
        write("新安县/大河晚报/2022/02/02/a.jsonl", item),
        write("新安县/大河晚报/2022/02/02/b.txt", HEAD + TEXT),
        write("c.txt", HEAD + TEXT),
        write("d.html", PAGE.replace("</h1>", "</h1><p>来源：洛龙时讯</p>")),
        write("2022-02-02/e.html", PAGE),
        write("2022-02-02/f.html", PAGE.replace('<meta name="PubDate" content="2022-12-06">', "")),
    ]
    known = [(a.published, a.publisher, a.home) for a in articles(*inputs)]
    assert known == [
        ("2022-03-03", "县报", "甲县"),
        ("2022-02-02", "大河晚报", "新安县"),
        ("2022-11-11", "洛阳日报", ""),
        ("2022-12-06", "洛龙时讯", ""),
        ("2022-12-06", "", ""),
        ("2022-02-02", "", ""),
    ]
    again = articles(*inputs, published="2022-04-04", publisher="市报", home="乙市")
    assert {(a.published, a.publisher, a.home) for a in again} == {("2022-04-04", "市报", "乙市")}


@pytest.mark.parametrize(
    ("path", "publisher", "home"),
    [
        ("洛阳日报/洛龙区/a.txt", "洛阳日报", "洛龙区"),
        ("河南省/洛阳市/a.txt", "", "洛阳市"),
        ("鄂托克前旗\\a.txt", "", "鄂托克前旗"),
        ("news/2022/洛龙区.txt", "", ""),
        ("老城区/各县/工业园区/城市/日报/a.txt", "", ""),
        ("a.txt", "", ""),
    ],
)
def test_what_paths_tell(path: str, publisher: str, home: str) -> None:
    assert (publisher_in_path(path), home_in_path(path)) == (publisher, home)


@pytest.mark.parametrize(
    ("line", "home"),
    [
        ("中共湘阴县委机关报 2022年12月6日 第02版", "湘阴县"),
        ("2022年12月6日 中共湘阴县委主管 湘阴县融媒体中心主办", "湘阴县"),
        ("2022年12月6日 来源：湘阴县人民政府", ""),
    ],
)
def test_whose_paper_it_is(line: str, home: str, write: Write) -> None:
    (article,) = articles(write("a.txt", f"{line}\n\n{TEXT}"))
    assert article.home == home


@pytest.mark.parametrize(
    ("name", "home"),
    [
        ("洛龙区人民政府门户网站", "洛龙区"), ("中国·洛龙区人民政府", "洛龙区"), ("中共湘阴县委主管", "湘阴县"),
        ("科尔沁左翼后旗人民政府", "科尔沁左翼后旗"), ("洛龙区融媒体中心", ""), ("人民政府", ""),
        ("工业园区管委会", ""), ("", ""),
    ],
)  # fmt: skip
def test_whose_site_it_is(name: str, home: str) -> None:
    assert home_of(name) == home


def test_a_member_without_a_size_in_its_header(write: Write) -> None:
    """As programs write archives to a pipe: sizes come after the data."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    raw = Pipe()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b.jsonl", ITEM)
    assert [article.id for article in articles(write("a.zip", raw.getvalue()))] == ["a"]
