"""Web pages and crawls: main text, headline, date and source, encodings; the pages are in `web/`."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.errors import KgError
from kg.ingest import ReadOptions, read
from kg.ingest.decode import web_encoding
from kg.ingest.webarticle import read_web_article
from kg.ingest.webpage import read_webpage
from kg.model import Article
from tests.growth import assert_linear
from tests.packing import INFO, PAGE, TEXT, WARC, record, response, zstd

WEB = Path(__file__).parent / "web"
EXPECTED: dict[str, dict[str, Any]] = json.loads(
    (WEB / "expected.json").read_text(encoding="utf-8")
)
BODY = TEXT.removeprefix("本报讯 ").strip()
Write = Callable[[str, bytes], str]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a file into the current folder, which is empty at first."""
    monkeypatch.chdir(tmp_path)

    def _write(name: str, content: bytes) -> str:
        Path(name).write_bytes(content)
        return name

    return _write


def articles(*inputs: str, **options: Any) -> list[Article]:
    parts = list(read(inputs, ReadOptions(**options)))
    assert [str(part) for part in parts if isinstance(part, KgError)] == []
    return [part for part in parts if isinstance(part, Article)]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_article_of_a_page(name: str) -> None:
    (article,) = articles(str(WEB / f"{name}.html"))
    expected = EXPECTED[name]
    source, at = "".join(article.source.split()), 0
    for paragraph in expected["paragraphs"]:
        told = "".join(paragraph.split())
        found = source.find(told, at)
        assert found >= 0, paragraph
        at = found + len(told)
    assert (article.title, article.published) == (expected["title"], expected["published"])
    assert article.publisher == (expected["publisher"] or "")
    assert (article.id, article.url) == (str(WEB / f"{name}.html"), "")
    quote = article.quote(0, 5)
    assert article.source[quote.start : quote.end] == quote.text


def test_how_much_of_the_text_is_the_articles() -> None:
    """A measure with a floor that may only rise: 0.66 with the general extractors of 2026."""
    told = every = 0
    for name, expected in EXPECTED.items():
        (article,) = articles(str(WEB / f"{name}.html"))
        told += sum(len("".join(paragraph.split())) for paragraph in expected["paragraphs"])
        every += len("".join(article.source.split()))
    assert told / every >= 0.96


def test_home_by_the_name_of_the_site() -> None:
    (article,) = articles(str(WEB / "portal-standard.html"))
    assert article.home == "洛龙区"


@pytest.mark.parametrize(
    ("encoding", "declared", "found"),
    [
        ("utf-8", "utf-8", "utf-8"),
        ("utf-8", "gb2312", "utf-8"),
        ("gb18030", "gb2312", "gb18030"),
        ("gb18030", "", "gb18030"),
        ("gb18030", "utf-8", "gb18030"),
        ("gb18030", "nonsense", "gb18030"),
        ("gb18030", "base64", "gb18030"),
        ("utf-8-sig", "gbk", "utf-8-sig"),
        ("utf-16", "utf-8", "utf-16"),
        ("utf-16-le", "", "utf-16-le"),
    ],
)
def test_encodings(encoding: str, declared: str, found: str, write: Write) -> None:
    meta = f'<meta charset="{declared}">' if declared else ""
    raw = PAGE.replace('<meta charset="utf-8">', meta).encode(encoding)
    assert web_encoding(raw, "", "a") == found
    (article,) = articles(write("a.html", raw))
    assert article.body.text == BODY


def test_what_the_header_says_comes_before_what_the_page_says() -> None:
    rare = "<meta charset=big5><p>\u7a00\u7ad1</p>".encode("gb18030")
    assert web_encoding(rare, "gbk", "a") == "gb18030"
    assert web_encoding(rare, "", "a") == "big5hkscs"


def test_chinese_far_below_the_head_is_recognised(write: Write) -> None:
    page = PAGE.replace('<meta charset="utf-8">', f"<script>{'x' * 100_000}</script>")
    (article,) = articles(write("a.htm", page.encode("gb18030")))
    assert article.title == "褚明轩到关林调研"


def test_a_bad_byte_beside_the_article_is_no_fault(write: Write) -> None:
    raw = PAGE.encode().replace("要闻".encode(), b"\xe8\xa6\xff")
    (article,) = articles(write("a.html", raw))
    assert article.body.text == BODY


def test_the_rest_of_a_page_that_ends_twice(write: Write) -> None:
    page = PAGE.replace("<h1>", "</body></html><h1>")
    (article,) = articles(write("a.html", page.encode()))
    assert article.body.text == BODY


def test_what_is_not_shown_is_not_read(write: Write) -> None:
    hidden = "".join(
        f"<{tag}>县长到会。县长讲话。</{tag.split()[0]}>"
        for tag in ("div style='Display : none'", "p hidden", "noscript", "template", "textarea")
    )
    page = PAGE.replace("<div class", f"{hidden}<div class")
    (article,) = articles(write("a.html", page.encode()))
    assert "县长" not in article.source


def test_a_date_of_today_is_none_of_the_article() -> None:
    page = "<p>今天是2024年3月1日 星期五</p><ul><li>2024-03-01 招聘公告</li></ul><p>县长到会，讲话。</p>"
    assert read_web_article(page).shown.published is None
    assert read_web_article(f"{page}<p>发布日期：2024-02-30</p>").shown.published is None
    assert read_web_article(f"{page}<p>发布日期：2024-02-29</p>").shown.published == "2024-02-29"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("来源：洛龙时讯", "洛龙时讯"),
        ("来源：洛龙发布 发布时间：9时", "洛龙发布"),
        ("来源：洛龙区发布时间：9时", "洛龙区"),
        ("本站原创", "洛龙网"),
        ("", "洛龙网"),
        ("x" * 50, "洛龙网"),
    ],
)
def test_who_the_source_is(source: str, name: str) -> None:
    metas = (
        f'<meta name="source" content="{source}"><meta property="og:site_name" content="洛龙网">'
    )
    found = read_web_article(f"{metas}<p>县长到会，讲话。</p>")
    assert (found.publisher or found.shown.publisher) == name


def test_linked_data_of_any_shape() -> None:
    for data in ("[", "[" * 9999, "3", "[[{}]]", '{"publisher": {"name": 3}, "datePublished": []}'):
        script = f"<script type='application/ld+json'>{data}</script><p>县长到会，讲话。</p>"
        found = read_web_article(script)
        assert (found.text, found.published, found.publisher) == ("县长到会，讲话。", None, "")


def test_pages_take_time_in_proportion_to_their_size() -> None:
    for piece in (
        "<p>县长到会，讲话。</p>",
        "<div>县长",
        "<a href=x>会<td>",
        "<b>县</i>长。",
        "县长。<br>",
    ):
        assert_linear(lambda n, piece=piece: read_web_article(piece * n), 300)  # type: ignore[misc]


def test_deep_pages() -> None:
    assert read_webpage("<div>" * 30_000 + "县长到会。").start >= 0
    assert read_web_article("<b>" * 1_000 + TEXT).text == TEXT.strip()


def test_a_crawl(write: Write) -> None:
    image = record(response(b"\x89PNG", "Content-Type: image/png"), url="https://x.example/1.png")
    moved = record(response("", "Location: /", status="302 Found"), url="https://x.example/")
    lists = record(response("<ul><li><a href='/1'>县长到会</a></ul>"), url="https://x.example/l")
    revisit = record(b"HTTP/1.1 200 OK\r\n\r\n", kind="revisit")
    media = "text/html; charset=gbk"
    page = PAGE.replace('<meta charset="utf-8">', "").encode("gbk")
    resource = record(page, kind="resource", url="https://x.example/r", media=media)
    raw = INFO + image + record() + moved + lists + revisit + resource
    first, second = articles(write("洛龙.warc", raw))
    assert (first.id, first.url, first.key) == ("https://www.luolong.example/1.html",) * 3
    assert (first.file, first.title, first.published) == (
        "洛龙.warc",
        "褚明轩到关林调研",
        "2022-12-06",
    )
    assert first.body.text == BODY
    assert second.id == "https://x.example/r"


def test_a_crawl_with_a_gzip_member_a_record(write: Write) -> None:
    raw = b"".join(map(gzip.compress, [INFO, record(), record(url="https://x.example/2")]))
    assert len(articles(write("a.warc.gz", raw))) == 2


BODIES = {
    "plain": (PAGE.encode(), ""),
    "chunked": (
        b"".join(
            b"%x;x=y\r\n%s\r\n" % (len(part), part)
            for part in (PAGE.encode()[:99], PAGE.encode()[99:])
        )
        + b"0\r\n\r\n",
        "Transfer-Encoding: chunked",
    ),
    "no longer chunked": (PAGE.encode(), "Transfer-Encoding: chunked"),
    "gzip": (gzip.compress(PAGE.encode()), "Content-Encoding: gzip"),
    "no longer gzip": (PAGE.encode(), "Content-Encoding: gzip"),
    "deflate": (zlib.compress(PAGE.encode()), "Content-Encoding: deflate"),
    "raw deflate": (zlib.compress(PAGE.encode())[2:-4], "content-encoding:deflate"),
    "zstd": (zstd.compress(PAGE.encode()), "Content-Encoding: zstd"),
    "no longer brotli": (PAGE.encode(), "Content-Encoding: br"),
}


@pytest.mark.parametrize("name", BODIES)
def test_how_responses_are_packed(name: str, write: Write) -> None:
    body, field = BODIES[name]
    raw = record(response(body, "Content-Type: text/html; charset=utf-8", field or "X: y"))
    (article,) = articles(write("a.warc", raw))
    assert article.body.text == BODY


def test_the_header_of_a_response_names_the_encoding(write: Write) -> None:
    page = PAGE.replace("<meta charset", "<meta data-charset").encode("gb18030")
    raw = record(response(page, 'Content-Type: text/html;charset="GBK"'))
    (article,) = articles(write("a.warc", raw))
    assert article.body.text == BODY


def test_the_same_page_caught_twice_is_read_twice(write: Write) -> None:
    """What a store keeps of them is one, whatever their order."""
    again = record(response(PAGE.replace("供暖", "供热")))
    assert len({article.key for article in articles(write("a.warc", WARC + again))}) == 1


def test_a_url_tells_what_a_path_tells(write: Write) -> None:
    page = response(PAGE.replace('<meta name="PubDate" content="2022-12-06">', ""))
    urls = ["https://x.example/html/2022-12/07/content_1.htm", "https://x.example/t20221208_9.html"]
    raw = b"".join(record(page, url=url) for url in [*urls, "https://x.example/1"])
    days = [article.published for article in articles(write("2022-12-01.warc", raw))]
    assert days == ["2022-12-07", "2022-12-08", "2022-12-01"]


def test_a_longer_url_is_an_id_of_its_own(write: Write) -> None:
    raw = record(url="<https://x.example/a b?q=县>", more=["X-Note: one", "\ttwo: three"])
    assert [article.id for article in articles(write("a.warc", raw))] == [
        "https://x.example/a b?q=县"
    ]
