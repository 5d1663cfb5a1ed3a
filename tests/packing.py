"""Inputs for tests of reading: pages, tables, archives, made in memory."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import sys
import zipfile
from collections.abc import Callable, Sequence

if sys.version_info >= (3, 14):
    from compression import zstd as zstd  # noqa: PLC0414  (tests import it from here)
else:
    from backports import zstd as zstd  # noqa: PLC0414

TEXT = "本报讯 12月5日上午，洛龙区区长褚明轩到关林办事处调研供暖工作，要求各部门抓紧办理。\n"
ITEM = json.dumps({"id": "a", "title": "褚明轩到关林调研", "text": TEXT}, ensure_ascii=False) + "\n"
TABLE = f'id,title,text,published\r\na,褚明轩到关林调研,"{TEXT}",2022-12-06\r\n'
MARKDOWN = f"---\ntitle: 褚明轩到关林调研\ndate: 2022-12-06\n---\n\n{TEXT}"
PAGE = f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>褚明轩到关林调研_洛龙区人民政府</title>
<meta name="PubDate" content="2022-12-06"></head>
<body><ul><li><a href="/">首页</a></li><li><a href="/news">要闻</a></li></ul>
<h1>褚明轩到关林调研</h1><div class="TRS_Editor"><p>{TEXT}</p></div></body></html>
"""

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "zst": zstd.compress,
}


def zipped(*members: tuple[str | zipfile.ZipInfo, str | bytes], packed: bool = True) -> bytes:
    """A zip archive; a member is a name (or what else a zip says of it) and its content."""
    raw = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(raw, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return raw.getvalue()


def response(body: str | bytes = PAGE, *fields: str, status: str = "200 OK") -> bytes:
    """An HTTP response with the header lines given, or that of a page."""
    raw = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", *(fields or ("Content-Type: text/html; charset=utf-8",))]
    return "\r\n".join([*lines, "", ""]).encode() + raw


def record(
    block: bytes = b"",
    *,
    kind: str = "response",
    url: str = "https://www.luolong.example/1.html",
    media: str = "application/http; msgtype=response",
    length: int | str | None = None,
    more: Sequence[str] = (),
) -> bytes:
    """One record of a WARC archive; `length` where it is to lie."""
    block = block or response()
    head = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        *([f"WARC-Target-URI: {url}"] if url else []),
        "WARC-Date: 2022-12-06T08:00:00Z",
        f"Content-Type: {media}",
        *more,
        f"Content-Length: {len(block) if length is None else length}",
    ]
    return "\r\n".join([*head, "", ""]).encode() + block + b"\r\n\r\n"


INFO = record(b"software: none\r\n", kind="warcinfo", url="", media="application/warc-fields")
WARC = INFO + record()
SAMPLES: dict[str, bytes] = {
    "a.txt": TEXT.encode(),
    "a.md": MARKDOWN.encode(),
    "a.html": PAGE.encode(),
    "a.json": f"[{ITEM}]".encode(),
    "a.jsonl": ITEM.encode(),
    "a.csv": TABLE.encode(),
    "a.tsv": TABLE.replace(",", "\t").encode(),
    "a.warc": WARC,
    "a.txt.gz": gzip.compress(TEXT.encode()),
    "a.jsonl.bz2": bz2.compress(ITEM.encode()),
    "a.csv.zst": zstd.compress(TABLE.encode()),
    "a.warc.gz": gzip.compress(INFO) + gzip.compress(record()),
    "a.zip": zipped(("b.txt", TEXT), ("c/d.html", PAGE), ("e.csv", TABLE)),
}
