"""Any bytes, in any form: articles whose quotes stand where they say, or InputError; never another exception."""

from __future__ import annotations

import contextlib
import io
import sys
from typing import Any, Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.ingest import Draft, ReadOptions
from kg.ingest.http import HttpError, read_response
from kg.ingest.markdown import read_markdown
from kg.ingest.read import _Reading
from kg.ingest.unpack import unpack
from kg.ingest.warc import Capture, warc_pages
from kg.ingest.webarticle import read_web_article
from kg.model import Article
from tests.packing import INFO, MARKDOWN, PAGE, SAMPLES, TABLE, WARC, record, response, zipped

SUFFIXES = [".txt", ".md", ".html", ".json", ".jsonl", ".csv", ".tsv", ".warc", ".gz", ".zip", ""]
MAGIC = [
    b"\x1f\x8b\x08\0",
    b"BZh91AY&SY",
    b"\x28\xb5\x2f\xfd",
    b"PK\x03\x04",
    b"WARC/1.1\r\n",
    b"<html>",
    b"{",
    b"[",
]


def check(raw: bytes, name: str, **options: Any) -> list[Article | InputError]:
    """What is read of `raw`; errors can be told, quotes stand where they say."""
    found: list[Article | InputError] = []
    for each in _Reading(ReadOptions(**options))._stream(io.BytesIO(raw), name):
        part = each.article() if isinstance(each, Draft) else each
        if isinstance(part, Article):
            body = part.body.text
            for at in range(0, len(body) - 1, 7):
                quote = part.quote(at, at + 1)
                assert part.source[quote.start : quote.end] == quote.text
            found.append(part)
        else:
            assert isinstance(part, InputError)
            assert str(part).startswith(name)
            found.append(part)
    return found


@st.composite
def damaged(draw: st.DrawFn, raw: bytes) -> bytes:
    """`raw` with pieces changed, cut out, doubled or put in, or its end cut off."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(raw)))
        to = min(len(raw), at + draw(st.integers(0, 60)))
        piece = draw(
            st.sampled_from([b"", raw[at:to] * 2, b"\r\n", b"\0", b'"', b"\xff\xfe", b"<"])
            | st.binary(max_size=9)
        )
        raw = raw[:at] + piece + (raw[to:] if draw(st.booleans()) else b"")
    return raw


@given(st.sampled_from(SUFFIXES), st.sampled_from([b"", *MAGIC]), st.binary(max_size=300))
def test_any_bytes(suffix: str, magic: bytes, rest: bytes) -> None:
    assert check(magic + rest, f"a{suffix}")


@pytest.mark.parametrize("name", SAMPLES)
@given(st.data())
def test_any_damage(name: str, data: st.DataObject) -> None:
    assert check(data.draw(damaged(SAMPLES[name])), name)


@pytest.mark.parametrize("name", ["a.csv", "a.html", "a.md"])
@given(st.text(max_size=300), st.sampled_from(["utf-8", "gb18030", "utf-16", "big5hkscs"]))
def test_any_text(name: str, text: str, encoding: str) -> None:
    raw = text.encode(encoding, "ignore")
    assert check(raw, name) or not raw
    assert check(raw, name, encoding=encoding)


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@given(st.lists(st.tuples(CELL, CELL), max_size=6), st.sampled_from(",;\t|"), st.booleans())
def test_any_cells_come_back(rows: list[tuple[str, str]], delimiter: str, every: bool) -> None:  # noqa: FBT001
    """What the library for tables writes is read as it was."""
    import csv

    raw = io.StringIO(newline="")
    quoting: Literal[0, 1] = 1 if every else 0  # QUOTE_ALL, QUOTE_MINIMAL
    writer = csv.writer(raw, delimiter=delimiter, quoting=quoting)
    writer.writerow(["id", "text"])
    writer.writerows((f"{n}{id_}", f"县长到会。{text}") for n, (id_, text) in enumerate(rows))
    found = check(raw.getvalue().encode(), "a.csv")
    if rows:
        assert [part.source for part in found if isinstance(part, Article)] == [
            f"县长到会。{text}" for _, text in rows
        ]


HTML = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<div class=TRS_Editor>", "</div>", "<a href=x>", "</a>", "<td>", "<tr>", "<table>",
         "</table>", "<script>", "</script>", "<br>", "<!--", "-->", "<h1>", "&nbsp;", "&#0;", "&#xd800;", "&#x110000;",
         "</html>", "<meta name=PubDate content=", "<title>", "</title>", "县长到会，讲话。", "来源：", "2022-02-30", "<svg>",
         "<frameset>", "<base href=x>", "<p hidden>", "<![CDATA[", "<?php"]
    )
    | st.text(max_size=8),
    max_size=40,
).map("".join)  # fmt: skip


@given(HTML)
@example("<p>县长到会。</p>" * 3 + "</html><html><body></body></html>")
def test_any_elements(page: str) -> None:
    found = read_web_article(page)
    assert "\n\n" not in found.text
    assert found.shown.published is None or len(found.shown.published) == 10
    check(page.encode("utf-8", "ignore"), "a.html")


@given(st.text(max_size=300))
@example(MARKDOWN)
@example("+++\na = 1\n+++\n![a](b)[c](d)**e** `f`")
def test_marks_keep_the_length(text: str) -> None:
    try:
        found = read_markdown(text, "a")
    except InputError:
        return
    assert len(found.text) == len(text)
    assert all(
        sign in {mark, " ", "\n", "\u2060"} for sign, mark in zip(found.text, text, strict=True)
    )


@given(st.data())
def test_any_response(data: st.DataObject) -> None:
    fields = data.draw(
        st.lists(
            st.sampled_from(
                [
                    "Content-Encoding: gzip",
                    "Content-Encoding: zstd, deflate",
                    "Transfer-Encoding: chunked",
                ]
            )
        )
    )
    raw = response(data.draw(st.binary(max_size=60)) + PAGE.encode()[:40], *fields)
    with contextlib.suppress(HttpError):
        read_response(data.draw(damaged(raw)))


@given(st.data())
def test_damage_costs_a_crawl_no_more_than_it_touches(data: st.DataObject) -> None:
    """The records before and after a damaged one are read."""
    urls = [f"https://www.luolong.example/{n}" for n in range(3)]
    first, middle, last = (record(url=url) for url in urls)
    raw = INFO + first + data.draw(damaged(middle)) + b"\r\n\r\n" + last
    found = [part.url for part in warc_pages(io.BytesIO(raw), "a") if isinstance(part, Capture)]
    assert found[0] == urls[0]
    assert found[-1] == urls[-1]


@given(st.lists(st.text(min_size=1, max_size=20), max_size=4), st.binary(max_size=50))
def test_any_names_in_an_archive(names: list[str], content: bytes) -> None:
    members = [(name.encode("utf-8", "ignore").decode() or "x", content) for name in set(names)]
    raw = zipped(*dict(members).items())
    for part in unpack(io.BytesIO(raw), "a.zip"):
        name = str(part) if isinstance(part, InputError) else part.name
        assert name.startswith("a.zip")
        assert isinstance(part, InputError) or ".." not in part.name.split("/")


def test_the_recursion_limit_is_as_it_was() -> None:
    limit = sys.getrecursionlimit()
    check(b"---\n" + b"[" * 5000 + b"\n---\n" + TABLE.encode(), "a.md")
    check(WARC, "a.warc")
    assert sys.getrecursionlimit() == limit
