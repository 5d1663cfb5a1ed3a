"""Bad packed files, tables, pages and crawls: each gets the text in `errors/read-*.txt`, and the rest is read."""

from __future__ import annotations

import gzip
import io
import os
import socket
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.errors import InputError, KgError, UsageError
from kg.ingest import ReadOptions, form_web, http, items, read, table, unpack
from kg.ingest.options import parse_fields, parse_size
from kg.model import Article
from tests.packing import (
    INFO,
    ITEM,
    MARKDOWN,
    PACKERS,
    PAGE,
    TABLE,
    TEXT,
    WARC,
    record,
    response,
    zipped,
)

ERRORS = Path(__file__).parent / "errors"
ZEROS = bytes(1_000_000)


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info


def patched(raw: bytes, offset: int, value: bytes) -> bytes:
    """A zip of one file with `value` at `offset` in its local and its central header."""
    local, central = raw.index(b"PK\x03\x04") + offset, raw.index(b"PK\x01\x02") + offset + 2
    raw = raw[:local] + value + raw[local + len(value) :]
    return raw[:central] + value + raw[central + len(value) :]


def nested(depth: int) -> bytes:
    raw = TEXT.encode()
    for _ in range(depth):
        raw = gzip.compress(raw, mtime=0)
    return raw


ONE_ZIP = zipped(("b.txt", TEXT))
ROW = f'b,,"{TEXT}",\r\n'
MANY_HEADINGS = "".join(f"会{n:05}\n" for n in range(60_000))
LONG_TITLE = "县" * 3_400_000
SCRIPTS = '<html><head><title>要闻</title></head><body><script>var 正文 = "县长到会。县长讲话。";</script></body></html>'
LINKS = (
    "<html><body>" + "".join(f'<a href="/{n}">县长到会，讲话。</a>' for n in range(9)) + "</body>"
)
BROKEN_GZIP = gzip.compress(PAGE.encode(), mtime=0)[:-20]
HTML_FIELDS = ("Content-Type: text/html",)

# name: file, content, ids of what is read of it all the same
FILES: dict[str, tuple[str, bytes, list[str]]] = {
    "gz-cut-off": ("a.txt.gz", PACKERS["gz"](TEXT.encode())[:-12], []),
    "gz-header-only": ("a.gz", b"\x1f\x8b\x08\x00", []),
    "gz-no-gzip": ("a.gz", b"\x1f\x8b" + b"text" * 9, []),
    "gz-checksum": ("a.txt.gz", PACKERS["gz"](TEXT.encode())[:-8] + bytes(8), []),
    "gz-of-nothing": ("a.txt.gz", gzip.compress(b""), []),
    "gz-of-an-image": ("a.txt.gz", gzip.compress(b"\x89PNG\r\n\x1a\n"), []),
    "bz2-cut-off": ("a.txt.bz2", PACKERS["bz2"](TEXT.encode())[:-12], []),
    "bz2-broken": ("a.txt.bz2", PACKERS["bz2"](TEXT.encode())[:20] + bytes(99), []),
    "zst-cut-off": ("a.txt.zst", PACKERS["zst"](TEXT.encode())[:-6], []),
    "zst-broken": ("a.txt.zst", b"\x28\xb5\x2f\xfd" + b"\xff" * 40, []),
    "zst-wide-window": ("a.txt.zst", b"\x28\xb5\x2f\xfd\x00\xa8" + b"\0" * 20, []),
    "zip-cut-off": ("a.zip", ONE_ZIP[:-30], []),
    "zip-empty": ("a.zip", zipped(), []),
    "zip-no-text": ("a.zip", zipped(("b.png", b"\x89PNG"), ("c/", b"")), []),
    "zip-checksum": ("a.zip", patched(ONE_ZIP, 14, b"\0\0\0\0"), []),
    "zip-lying-size": ("a.zip", patched(ONE_ZIP, 22, struct.pack("<I", 10)), []),
    "zip-lying-packed-size": ("a.zip", patched(ONE_ZIP, 18, struct.pack("<I", 10)), []),
    "zip-other-method": ("a.zip", patched(ONE_ZIP, 8, struct.pack("<H", 97)), []),
    "zip-encrypted": ("a.zip", patched(ONE_ZIP, 6, b"\x01\x00"), []),
    "zip-local-name": ("a.zip", ONE_ZIP.replace(b"b.txt", b"c.txt", 1), []),
    "zip-parent": ("a.zip", zipped(("../../b.txt", TEXT), ("c.txt", TEXT)), ["a.zip/c.txt"]),
    "zip-absolute": ("a.zip", zipped(("/etc/b.txt", TEXT), ("c.txt", TEXT)), ["a.zip/c.txt"]),
    "zip-drive": ("a.zip", zipped(("C:\\b.txt", TEXT), ("c.txt", TEXT)), ["a.zip/c.txt"]),
    "zip-backslash": (
        "a.zip",
        zipped(("b\\..\\..\\b.txt", TEXT), ("c.txt", TEXT)),
        ["a.zip/c.txt"],
    ),
    "zip-control": ("a.zip", zipped(("b\n.txt", TEXT), ("c.txt", TEXT)), ["a.zip/c.txt"]),
    "zip-link": ("a.zip", zipped((link("b.txt"), "/etc/passwd"), ("c.txt", TEXT)), ["a.zip/c.txt"]),
    "zip-bad-member": (
        "a.zip",
        zipped(("b.txt", b"\xff\xd8\xff"), ("c.txt", TEXT)),
        ["a.zip/c.txt"],
    ),
    "zip-bad-item": (
        "a.zip",
        zipped(("b.jsonl", ITEM + "{}\n"), ("c.txt", TEXT)),
        ["a", "a.zip/c.txt"],
    ),
    "zip-docx": ("a.docx", zipped(("[Content_Types].xml", "<x/>"), ("word/a.xml", "<x/>")), []),
    "zip-odt": ("a.odt", zipped(("mimetype", "application/vnd.oasis"), ("c.xml", "<x/>")), []),
    "zip-ofd": ("a.ofd", zipped(("OFD.xml", "<x/>")), []),
    "deep": ("a.txt.gz", nested(5), []),
    "xz": ("a.txt.xz", b"\xfd7zXZ\x00\x00\x04", []),
    "7z": ("a.txt", b"7z\xbc\xaf\x27\x1c\x00\x04", []),
    "rar": ("a", b"Rar!\x1a\x07\x01\x00", []),
    "tar": ("a", b"b.txt".ljust(257, b"\0") + b"ustar\x0000", []),
    "csv-no-text-column": ("a.csv", "id,body\r\na,县长到会。\r\n".encode(), []),
    "csv-no-header": ("a.csv", TEXT.encode(), []),
    "csv-header-only": ("a.csv", b"id,title,text\r\n", []),
    "csv-column-twice": ("a.csv", "id,text,text\r\na,县长到会。,\r\n".encode(), []),
    "csv-too-few-cells": ("a.csv", f"{TABLE}b,县长到会。\r\n".encode(), ["a"]),
    "csv-too-many-cells": ("a.csv", f"{TABLE}b,县长到会,讲话,5,6\r\n".encode(), ["a"]),
    "csv-quote-open": ("a.csv", f'{TABLE}b,"县长到会。,x,\r\n{ROW}'.encode(), ["a", "b"]),
    "csv-quote-inside": ("a.csv", f'{TABLE}c,,"县长说"好"。",\r\n{ROW}'.encode(), ["a", "b"]),
    "csv-quote-open-at-the-end": ("a.csv", f'{TABLE}b,"县长到会。'.encode(), ["a"]),
    "csv-broken-bytes": (
        "a.csv",
        TABLE.encode() + b"b,,\xff\xfe,\r\n" + ROW.encode(),
        ["a", "b"],
    ),
    "csv-utf-16-broken": ("a.csv", TABLE.encode("utf-16") + b"\x00\xd8", ["a"]),
    "csv-nul": ("a.csv", (TABLE * 40 + "b,,县长\0到会。,\r\n").encode(), []),
    "csv-no-text": ("a.csv", f"{TABLE}b,县长到会,,\r\n".encode(), ["a"]),
    "csv-no-day": ("a.csv", f"{TABLE}b,,县长到会。,2月30日\r\n".encode(), ["a"]),
    "csv-day-of-no-month": ("a.csv", f"{TABLE}b,,县长到会。,2022-02-30\r\n".encode(), ["a"]),
    "csv-year-9999": ("a.csv", f"{TABLE}b,,县长到会。,9999-12-31\r\n".encode(), ["a"]),
    "csv-same-id": ("a.csv", f"{TABLE}a,,县长到会。,\r\n".encode(), ["a"]),
    "tsv-too-few-cells": ("a.tsv", f"id\ttext\nb\na\t{TEXT}".encode(), ["a"]),
    "md-yaml": ("a.md", MARKDOWN.replace("title: ", "title: 快讯: [").encode(), []),
    "md-yaml-deep": ("a.md", f"---\nx: {'[' * 20_000}\n---\n{TEXT}".encode(), []),
    "md-toml": ("a.md", f"+++\ntitle = 县长到会\n+++\n{TEXT}".encode(), []),
    "md-title-list": ("a.md", f"---\ntitle: [县长, 到会]\n---\n{TEXT}".encode(), []),
    "md-no-day": ("a.md", MARKDOWN.replace("12-06", "02-30").encode(), []),
    "md-no-text": ("a.md", MARKDOWN.replace(TEXT, "# \n![图](1.png)\n").encode(), []),
    "html-scripts": ("a.html", SCRIPTS.encode(), []),
    "html-links": ("a.html", LINKS.encode(), []),
    "html-english": (
        "a.html",
        b"<html><p>The mayor came. He spoke, and left, early.</p></html>",
        [],
    ),
    "html-no-elements": ("a.html", b"<!-- nothing -->", []),
    "html-frames": ("a.html", b'<html><frameset><frame src="a.htm"></frameset></html>', []),
    "html-nul": ("a.html", PAGE.replace("供暖", "供\0暖").encode(), []),
    "html-broken": ("a.html", PAGE.encode().replace("供暖".encode(), b"\xe4\xbe\xff"), []),
    "html-image": ("a.html", b"\x89PNG\r\n\x1a\n\x00\x01", []),
    "html-unknown-encoding": (
        "a.html",
        "<p>Привет мир, как дела. Да, да.</p>".encode("cp1251"),
        [],
    ),
    "html-title-long": ("a.html", PAGE.replace("<title>", f"<title>{LONG_TITLE}").encode(), []),
    "json-title-long": ("a.jsonl", ITEM.replace("褚明轩到关林调研", LONG_TITLE).encode(), []),
    "json-url-long": (
        "a.jsonl",
        ITEM.replace('"title"', f'"url": "{"x" * 20_000}", "t"').encode(),
        [],
    ),
    "txt-title-long": ("a.txt", (MANY_HEADINGS + "\n" + TEXT).encode(), []),
    "warc-no-record": ("a.warc", b"WARC/1.1", []),
    "warc-garbage-between": ("a.warc", INFO + b"garbage\r\nmore\r\n" + record(), [""]),
    "warc-no-length": ("a.warc", record(length="many") + WARC, [""]),
    "warc-too-short": ("a.warc", record(length=90) + WARC, [""]),
    "warc-too-long": ("a.warc", record(length=2000) + WARC, [""]),
    "warc-cut-off": ("a.warc", WARC + record(url="https://b.example/")[:-200], [""]),
    "warc-too-large": ("a.warc", record(length=10**17), []),
    "warc-nameless-line": ("a.warc", record(more=["no name here"]) + WARC, [""]),
    "warc-endless-header": ("a.warc", b"WARC/1.1\r\n" + b"x: y\r\n" * 20_000 + WARC, [""]),
    "warc-no-url": ("a.warc", record(url="") + WARC, [""]),
    "warc-no-http": ("a.warc", record(b"GET / HTTP/1.1\r\n\r\n") + WARC, [""]),
    "warc-http-header": ("a.warc", record(b"HTTP/1.1 200 OK\r\nServer: x") + WARC, [""]),
    "warc-brotli": (
        "a.warc",
        record(response(b"\x8b\x02\x80", *HTML_FIELDS, "Content-Encoding: br")) + WARC,
        [""],
    ),
    "warc-gzip-cut-off": (
        "a.warc",
        record(response(BROKEN_GZIP, *HTML_FIELDS, "Content-Encoding: gzip")) + WARC,
        [""],
    ),
    "warc-deflate-broken": (
        "a.warc",
        record(response(b"\x78\x9cxxxx", *HTML_FIELDS, "Content-Encoding: deflate")) + WARC,
        [""],
    ),
    "warc-chunks-cut-off": (
        "a.warc",
        record(response(b"ff\r\n<html>", *HTML_FIELDS, "Transfer-Encoding: chunked")) + WARC,
        [""],
    ),
    "warc-chunks-apart": (
        "a.warc",
        record(response(b"2\r\n<h\r\nxx", *HTML_FIELDS, "Transfer-Encoding: chunked")) + WARC,
        [""],
    ),
    "warc-truncated": ("a.warc", record(more=["WARC-Truncated: length"]) + WARC, [""]),
    "warc-no-page": ("a.warc", INFO + record(response(b"\x89PNG", "Content-Type: image/png")), []),
    "warc-only-lists": ("a.warc", INFO + record(response(LINKS)), []),
    "warc-nul": ("a.warc", record(response(PAGE.replace("供暖", "供\0暖"))) + WARC, [""]),
}


def check(name: str, fault: KgError) -> None:
    assert str(fault) == (ERRORS / f"read-{name}.txt").read_text(encoding="utf-8").rstrip("\n")


def parts(*inputs: str, options: ReadOptions | None = None) -> tuple[list[KgError], list[str]]:
    """The faults, and the ids of the articles, without the url that every page of a crawl has here."""
    found = list(read(inputs, options))
    faults = [part for part in found if isinstance(part, KgError)]
    articles = [part for part in found if isinstance(part, Article)]
    return faults, [
        article.id.removeprefix("https://www.luolong.example/1.html") for article in articles
    ]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, bytes], str]:
    """Writes a file into the current folder, which is empty at first."""
    monkeypatch.chdir(tmp_path)

    def _write(name: str, content: bytes) -> str:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(content)
        return name

    return _write


Write = Callable[[str, bytes], str]


@pytest.mark.parametrize("name", FILES)
def test_bad_files(name: str, write: Write) -> None:
    file, content, kept = FILES[name]
    bad, good = write(file, content), write("good.txt", TEXT.encode())
    faults, ids = parts(bad, good)
    check(name, faults[0])
    assert len(faults) == 1, [str(fault) for fault in faults]
    assert isinstance(faults[0], InputError)
    assert faults[0].exit_code == 1
    assert ids == [*kept, "good.txt"]


def test_enough_bad_inputs() -> None:
    assert len(FILES) >= 90
    assert len(list(ERRORS.glob("read-*.txt"))) >= 150


def test_what_comes_before_a_cut_is_read(write: Write) -> None:
    items = b"".join(ITEM.replace('"a"', f'"{n}"').encode() for n in range(4000))
    (fault,), ids = parts(write("a.jsonl.gz", gzip.compress(items, mtime=0)[:-300]))
    check("gz-items-cut-off", fault)
    assert len(ids) > 3000


def test_a_name_twice_in_an_archive(write: Write) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped(("b.txt", TEXT), ("b.txt", "县长到会。"), ("c.txt", TEXT))
    (fault,), ids = parts(write("a.zip", content))
    check("zip-twice", fault)
    assert ids == ["a.zip/b.txt", "a.zip/c.txt"]


BOMBS: dict[str, tuple[str, bytes]] = {
    "gz": ("a.txt.gz", gzip.compress(ZEROS, mtime=0)),
    "bz2": ("a.txt.bz2", PACKERS["bz2"](ZEROS)),
    "zst": ("a.txt.zst", PACKERS["zst"](ZEROS)),
    "zip": ("a.zip", zipped(("b.txt", ZEROS))),
    "zip-of-many": ("a.zip", zipped(*((f"{n}.txt", bytes(8000)) for n in range(400)))),
    "zip-in-zip": ("a.zip", zipped(("b.zip", zipped(("c.txt", ZEROS))))),
    "gz-of-lines": ("a.jsonl.gz", gzip.compress(b"\n" * 1_000_000, mtime=0)),
    "gz-in-gz": ("a.txt.gz", gzip.compress(gzip.compress(ZEROS), mtime=0)),
}


# Those that are read on; of the others the first bytes tell that they are no text.
SPENT = {"gz-of-lines", "zip-of-many"}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs(name: str, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is a gigabyte to users is 100 kB here."""
    monkeypatch.setattr(unpack, "LEAST", 100_000)
    monkeypatch.setattr(unpack, "RATIO", 20)
    bad, good = write(*BOMBS[name]), write("good.txt", TEXT.encode())
    faults, ids = parts(bad, good)
    codes = [fault.code for fault in faults]
    assert codes.count("input-unpacked-limit") == (name in SPENT)
    assert set(codes) <= {"input-unpacked-limit", "input-binary"}
    assert ids == ["good.txt"]


def test_what_a_bomb_is_told(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "LEAST", 100_000)
    monkeypatch.setattr(unpack, "RATIO", 20)
    content = gzip.compress(("洛龙区区长褚明轩到关林办事处调研。\n" * 9000).encode(), mtime=0)
    name = write("a.txt.gz", content)
    (fault,), _ = parts(name)
    check("bomb", fault)
    assert parts(name, options=ReadOptions(unpack_limit=10_000_000)) == ([], ["a.txt.gz"])
    (fault,), _ = parts(name, options=ReadOptions(unpack_limit=200_000))
    assert "more than 200,000 bytes" in str(fault)


def test_bounds_of_archives(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = write("a.zip", zipped(("b.zip", zipped(("c.txt", TEXT * 9), packed=False))))
    monkeypatch.setattr(unpack, "HELD", 500)
    check("zip-held", parts(inner)[0][0])
    monkeypatch.setattr(unpack, "_LIST", 500)
    many = write("m.zip", zipped(*((f"{n}.txt", TEXT) for n in range(20))))
    check("zip-list", parts(many)[0][0])


def test_bounds_of_texts(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line of a gigabyte is one of 300 bytes here; what comes after it is read."""
    monkeypatch.setattr(table, "LONGEST", 300)
    monkeypatch.setattr(items, "LONGEST", 300)
    line = write("a.csv", (TABLE + "b,," + "县" * 5000 + ",\r\n" + ROW).encode())
    faults, ids = parts(line)
    check("csv-long-line", faults[0])
    assert ids == ["a", "b"]
    blank = write("b.csv", b"\r\n" * 500 + TABLE.encode() + b'c,"' + b"x\r\n" * 500 + ROW.encode())
    faults, ids = parts(blank)
    assert [fault.code for fault in faults] == ["input-table-quotes"]
    assert "line 504 to 1003" in str(faults[0])
    assert ids == ["a", "b"]
    wide = write("w.csv", (TABLE + "b,," + "县" * 5000 + ",\r\n" + ROW).encode("utf-16"))
    assert parts(wide)[1] == ["a", "b"]
    monkeypatch.setattr(form_web, "LARGEST", 300)
    check("html-too-long", parts(write("a.html", PAGE.encode()))[0][0])


def test_a_page_that_unpacks_to_too_much(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    body = gzip.compress(PAGE.encode() + b" " * 100_000, mtime=0)
    content = record(response(body, *HTML_FIELDS, "Content-Encoding: gzip"))
    monkeypatch.setattr(http, "LARGEST", 10_000)
    check("warc-bomb", parts(write("a.warc", content + WARC))[0][0])


def test_a_page_in_another_encoding_than_asked(write: Write) -> None:
    name = write("a.html", PAGE.encode())
    check("html-not-in-encoding", parts(name, options=ReadOptions(encoding="gbk"))[0][0])


@pytest.fixture
def special(write: Write) -> Iterator[Path]:
    """A folder with a pipe, a socket, a device and one good file."""
    folder = Path(write("folder/good.txt", TEXT.encode())).parent
    os.mkfifo(folder / "pipe.txt")
    (folder / "device.txt").symlink_to(os.devnull)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("folder/socket.txt")
        yield folder


def test_what_is_no_file_in_a_folder(special: Path) -> None:
    faults, ids = parts(str(special))
    for name, fault in zip(("device", "pipe", "socket"), faults, strict=True):
        check(f"special-{name}", fault)
    assert ids == ["folder/good.txt"]
    faults, ids = parts("folder/*.txt")
    assert len(faults) == 3
    assert ids == ["folder/good.txt"]


def test_a_pipe_that_is_named_is_read(special: Path) -> None:
    writer = os.fork()
    if not writer:
        (special / "pipe.txt").write_text(TEXT, encoding="utf-8")
        os._exit(0)
    assert parts("folder/pipe.txt") == ([], ["folder/pipe.txt"])
    os.waitpid(writer, 0)
    check("socket-named", parts("folder/socket.txt")[0][0])


def test_standard_input_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Folder(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise IsADirectoryError(21, "Is a directory")

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(Folder()))
    check("stdin-folder", parts("-")[0][0])
    monkeypatch.setattr("sys.stdin", None)
    check("stdin-closed", parts("-")[0][0])


def test_a_folder_that_cannot_be_listed(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write("folder/closed/a.txt", TEXT.encode())
    write("folder/good.txt", TEXT.encode())
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    (fault,), ids = parts("folder")
    check("folder-closed", fault)
    assert ids == ["folder/good.txt"]


@pytest.mark.parametrize("found", ["headline", "title=", "=x", "titel=x", "title=a,title=b", ""])
def test_wrong_names_of_fields(found: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_fields([found])
    assert caught.value.exit_code == 2
    assert "Write FIELD=NAME" in str(caught.value)


@pytest.mark.parametrize("found", ["", "x", "-1", "0", "1.5G", "10P", "９9"])
def test_wrong_sizes(found: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_size(found)
    assert f"'{found}' is no size" in str(caught.value)


def test_wrong_options_in_python() -> None:
    with pytest.raises(UsageError):
        ReadOptions(unpack_limit=0)
    with pytest.raises(UsageError):
        ReadOptions(fields={"headline": "title"})
