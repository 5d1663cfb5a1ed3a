"""Articles from web pages: one page is one article.

Input: the bytes of an HTML page (`LARGEST` and one more where there are more), or captures of a
crawl. Output: `Article` values whose offsets count into the extracted text, which they hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.errors import InputError
from kg.ingest.articles import Origin, article_from_text
from kg.ingest.decode import decode, web_encoding
from kg.ingest.layout import has_chinese
from kg.ingest.setting import Setting
from kg.ingest.shape import check_characters, check_field
from kg.ingest.warc import Capture
from kg.ingest.webarticle import read_web_article
from kg.model import Article

LARGEST = 8 * 1024 * 1024  # bytes of a page


def web_article(raw: bytes, setting: Setting, *, url: str = "", charset: str = "") -> Article:
    """The article of one page.

    `url` (whose path may tell the day) is where it was found, `charset` the encoding that its HTTP header names. Raises
    InputError where the page holds no article, or is no text.
    """
    source = f"{setting.name}: {url}" if url else setting.name
    text = _text(raw, source, setting.options.encoding, charset)
    found = read_web_article(text)
    check_characters(found.text, source)
    check_field("title", found.title, source)
    if "\ufffd" in found.text:
        raise InputError("input-web-broken", source=source, around=_around(found.text))
    if not has_chinese(found.text):
        raise InputError("input-web-no-article", source=source, found=_what_stands(found.text))
    given = Origin(
        id=url or setting.name,
        published=found.published,
        publisher=found.publisher,
        url=url,
        file=setting.name,
        given=bool(url),
    )
    origin = setting.below(url).complete(given, found.shown)
    article = article_from_text(found.text, origin, found.title or None)
    if not article.body.text:
        raise InputError("input-web-no-article", source=source, found="only headings")
    return replace(article, is_extracted=True)


def _text(raw: bytes, source: str, asked: str | None, charset: str) -> str:
    if len(raw) > LARGEST:
        raise InputError(
            "input-too-long", source=source, what="a page", limit=LARGEST, unit="bytes"
        )
    if asked:
        text = decode(raw, asked, source, asked=True)
    else:
        text = raw.decode(web_encoding(raw, charset, source), "replace")
    check_characters(text, source)
    return text


def _around(text: str) -> str:
    at = text.index("\ufffd")
    return text[max(0, at - 10) : at + 10].replace("\n", " ")


def _what_stands(text: str) -> str:
    return "no Chinese text" if text.strip() else "no text in sentences outside links and scripts"


def warc_articles(
    captures: Iterator[Capture | InputError], setting: Setting
) -> Iterator[Article | InputError]:
    """The articles of a crawl; pages that hold none (lists, portals) are passed over."""
    pages, articles, faults = 0, 0, 0
    for capture in captures:
        if isinstance(capture, InputError):
            faults += 1
            yield capture
            continue
        pages += 1
        try:
            article = web_article(capture.body, setting, url=capture.url, charset=capture.charset)
        except InputError as fault:
            if fault.code != "input-web-no-article":
                faults += 1
                yield fault
        else:
            articles += 1
            yield article
    if not articles and not faults:
        yield InputError("input-warc-no-article", source=setting.name, pages=pages)
