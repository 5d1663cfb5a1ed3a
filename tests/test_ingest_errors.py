"""Each bad input gets the text in `errors/read-*.txt`, and the rest is still read."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import InputError, KgError, UsageError
from kg.ingest import ReadOptions, article_from_text, articles_from_page, read
from kg.ingest import items as items_module
from kg.model import Article

ERRORS = Path(__file__).parent / "errors"
GOOD = "本报讯 3月1日，县长到会。\n"
LINE = json.dumps({"id": "a", "text": GOOD}, ensure_ascii=False)


def item(**fields: object) -> str:
    return json.dumps({"id": "x", "text": GOOD} | fields, ensure_ascii=False)


FILES: dict[str, tuple[str, str | bytes]] = {
    "empty": ("a.txt", ""),
    "space": ("a.txt", " \n\u3000\n\ufeff"),
    "headline-only": ("a.txt", "县长到会\n"),
    "page-heads-only": ("a.txt", "2022年11月11日 星期五 第02版\n责任编辑：桑榆\n"),
    "no-chinese": ("a.txt", "Hello world. This is English.\n"),
    "binary": ("a.txt", bytes(range(256)) * 8),
    "pdf": ("a.txt", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"),
    "zip": ("a.txt", b"PK\x03\x04\x14\x00\x00\x00"),
    "image": ("a", b"\x89PNG\r\n\x1a\n\x00\x00"),
    "unknown-encoding": ("a.txt", "Привет мир, как дела сегодня".encode("cp1251")),
    "broken-utf-8": ("a.txt", (GOOD * 9).encode() + b"\xe9\xab" + GOOD.encode()),
    "broken-gb18030": (
        "a.txt",
        (GOOD * 9).encode("gb18030") + b"\xff\xff" + GOOD.encode("gb18030"),
    ),
    "nul": ("a.txt", GOOD.encode() * 20 + b"\0" + GOOD.encode()),
    "bad-day-in-page-head": ("a.txt", f"2022年2月30日 星期三 第02版\n\n县长到会\n\n{GOOD}"),
    "year-9999-in-page-head": ("a.txt", f"9999年2月3日 星期三 第02版\n\n县长到会\n\n{GOOD}"),
    "json-syntax": ("a.jsonl", f'{LINE}\n{{"id": 1, "text": }}\n'),
    "json-cut-off": ("a.jsonl", f'{LINE}\n{{"id": 1, "text": "县长'),
    "json-array-cut-off": ("a.json", f"[{LINE},\n {LINE[:20]}"),
    "json-array-open": ("a.json", f"[{LINE}\n"),
    "json-extra": ("a.json", f"[{LINE}]\n{{}}"),
    "json-text-file": ("a.json", GOOD),
    "json-list-of-texts": ("a.json", '["县长到会。"]'),
    "json-number": ("a.jsonl", f"{LINE}\n12\n"),
    "json-null": ("a.jsonl", f"{LINE}\nnull\n"),
    "json-other-object": ("a.json", '{\n "articles": [],\n "count": 0\n}'),
    "json-empty-array": ("a.json", "[]"),
    "json-no-text": ("a.jsonl", f'{LINE}\n{{"id": "b", "body": "县长到会。"}}\n'),
    "json-text-null": ("a.jsonl", f"{LINE}\n{item(text=None)}\n"),
    "json-text-list": ("a.jsonl", f"{LINE}\n{item(text=[GOOD])}\n"),
    "json-text-empty": ("a.jsonl", f"{LINE}\n{item(text=' ')}\n"),
    "json-title-number": ("a.jsonl", f"{LINE}\n{item(title=3)}\n"),
    "json-id-fraction": ("a.jsonl", f"{LINE}\n{item(id=1.5)}\n"),
    "json-id-true": ("a.jsonl", f"{LINE}\n{item(id=True)}\n"),
    "json-url-list": ("a.jsonl", f"{LINE}\n{item(url=[])}\n"),
    "json-published-number": ("a.jsonl", f"{LINE}\n{item(published=20221111)}\n"),
    "json-published-words": ("a.jsonl", f"{LINE}\n{item(published='昨天')}\n"),
    "json-published-no-day": ("a.jsonl", f"{LINE}\n{item(published='2022-02-30')}\n"),
    "json-published-far": ("a.jsonl", f"{LINE}\n{item(published='9999-01-01')}\n"),
    "json-same-id": ("a.jsonl", f"{LINE}\n{item(id='a', text='另一篇。')}\n"),
    "json-surrogate": ("a.jsonl", f'{LINE}\n{{"id": "b", "text": "县长\\ud800到会。"}}\n'),
    "json-surrogate-title": (
        "a.jsonl",
        f'{LINE}\n{{"id": "b", "title": "\\udc00", "text": "到会。"}}\n',
    ),
    "json-nul": ("a.jsonl", f'{LINE}\n{{"id": "b", "text": "县长\\u0000到会。"}}\n'),
    "json-broken-bytes": ("a.jsonl", LINE.encode() + b'\n{"id": "b", "text": "\xff\xfe"}\n'),
    "json-deep": ("a.jsonl", f"{LINE}\n" + '{"a":' * 100_000 + "\n"),
    "json-deep-array": ("a.json", "[" * 100_000),
    "json-big-number": ("a.jsonl", f'{LINE}\n{{"id": {"9" * 5000}, "text": "到会。"}}\n'),
}
# inputs of which something is read beside the error
KEEPING = {name for name in FILES if FILES[name][0] == "a.jsonl"} | {
    "json-array-cut-off", "json-array-open", "json-extra",
}  # fmt: skip


def check(name: str, fault: KgError) -> None:
    assert str(fault) == (ERRORS / f"read-{name}.txt").read_text(encoding="utf-8").rstrip("\n")


def faults(inputs: list[str], options: ReadOptions | None = None) -> list[KgError]:
    return [part for part in read(inputs, options) if isinstance(part, KgError)]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str | bytes], str]:
    """Writes a file into the current folder, which is empty at first."""
    monkeypatch.chdir(tmp_path)

    def _write(name: str, content: str | bytes) -> str:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    return _write


Write = Callable[[str, str | bytes], str]


@pytest.mark.parametrize("name", FILES)
def test_bad_files(name: str, write: Write) -> None:
    bad, good = write(*FILES[name]), write("good.txt", GOOD)
    parts = list(read([bad, good]))
    (fault,) = [part for part in parts if isinstance(part, KgError)]
    assert isinstance(fault, InputError)
    assert fault.exit_code == 1
    check(name, fault)
    articles = [part.id for part in parts if isinstance(part, Article)]
    assert articles == [*(["a"] if name in KEEPING else []), "good.txt"]


def test_enough_bad_inputs() -> None:
    assert len(FILES) >= 40
    assert {path.stem for path in ERRORS.glob("read-*.txt")} >= {f"read-{name}" for name in FILES}


def test_missing(write: Write) -> None:
    good = write("good.txt", GOOD)
    missing, article = list(read(["nothing.txt", good]))
    assert isinstance(missing, InputError)
    assert isinstance(article, Article)
    check("missing", missing)


def test_pattern_that_matches_nothing(write: Write) -> None:
    write("good.txt", GOOD)
    (fault,) = faults(["*.html"])
    check("no-match", fault)


def test_folder_without_inputs(write: Write) -> None:
    write("folder/image.png", b"\x89PNG")
    write("folder/.hidden.txt", GOOD)
    (fault,) = faults(["folder"])
    check("folder-empty", fault)


def test_unreadable(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("a.txt", GOOD)

    def refuse(*_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        (fault,) = faults([path])
    check("unreadable", fault)


def test_link_loop(write: Write) -> None:
    write("x.txt", "")
    Path("a.txt").symlink_to("b.txt")
    Path("b.txt").symlink_to("a.txt")
    (fault,) = faults(["a.txt"])
    check("link-loop", fault)


def test_folder_loop_is_walked_once(write: Write) -> None:
    write("folder/good.txt", GOOD)
    Path("folder/again").symlink_to(".")
    assert [part.id for part in read(["folder"]) if isinstance(part, Article)] == [
        "folder/good.txt"
    ]


def test_file_name_that_is_no_text(write: Write) -> None:
    write("x.txt", "")
    Path(os.fsdecode(b"\xff.txt")).write_text(GOOD, encoding="utf-8")
    check("file-name", faults(["."])[-1])


def test_name_with_a_zero_character() -> None:
    (fault,) = faults(["a\0b"])
    check("missing-odd-name", fault)


def test_wrong_encoding_asked(write: Write) -> None:
    path = write("a.txt", GOOD.encode("gb18030"))
    (fault,) = faults([path], ReadOptions(encoding="utf-8"))
    check("not-in-encoding", fault)


def test_long_line(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items_module, "LONGEST", 200)
    path = write("a.jsonl", f"{LINE}\n{item(text='到' * 5000)}\n{item(id='c')}\n")
    first, fault, last = list(read([path]))
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert (first.id, last.id) == ("a", "c")
    assert isinstance(fault, InputError)
    check("long-line", fault)


def test_long_text(write: Write) -> None:
    path = write("a.jsonl", item(text="到" * 4_000_001))
    (fault,) = faults([path])
    check("long-text", fault)


@pytest.mark.parametrize(
    ("name", "found"),
    [("no-date", "soon"), ("no-day", "2022-02-30"), ("far", "9999-01-01"), ("month", "2022-11")],
)
def test_wrong_published(name: str, found: str) -> None:
    with pytest.raises(UsageError) as caught:
        ReadOptions(published=found)
    assert caught.value.exit_code == 2
    check(f"option-published-{name}", caught.value)


@pytest.mark.parametrize("found", ["klingon", "base64", ""])
def test_wrong_encoding_option(found: str) -> None:
    with pytest.raises(UsageError) as caught:
        ReadOptions(encoding=found)
    assert found in str(caught.value)


def test_text_given_in_python() -> None:
    for make in (article_from_text, articles_from_page):
        with pytest.raises(InputError) as caught:
            make("县长\ud800到会。", "x")
        check("text-surrogate", caught.value)


def test_standard_input_that_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    (fault,) = faults(["-"])
    check("stdin-empty", fault)
