"""Sources from the network, which only a URL of the user's asks for.

Input: an http or https URL. Output: a file with what is there, while it is needed. A server that
is down, slow, cuts off, sends too much, or sends elsewhere is told by what it did.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path
from time import monotonic
from typing import IO, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from kg.errors import InputError

LARGEST: Final = 1 << 30  # bytes; all of GeoNames has 0.4
_PATIENCE: Final = 30.0  # seconds without a byte
_SLOWEST: Final = 100  # bytes a second
_CHUNK: Final = 1 << 16
AGENT: Final = "zhengji"


def is_url(source: str) -> bool:
    """Whether a source is on the network."""
    return source.startswith(("http://", "https://"))


@contextmanager
def fetched(
    url: str,
    *,
    form: Mapping[str, str] | None = None,
    accept: str = "*/*",
    largest: int = LARGEST,
    patience: float = _PATIENCE,
) -> Iterator[Path]:
    """The file at a URL, or what it answers to a form, under the name there; gone afterwards.

    Redirections are followed on the same host alone. Raises InputError.
    """
    name = Path(urlsplit(url).path).name or "source"
    headers = {"User-Agent": AGENT, "Accept": accept}
    data = urlencode(form).encode() if form else None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        try:
            request = Request(url, data, headers)  # noqa: S310 - http(s) alone
            with (
                opener_for(url).open(request, timeout=patience) as response,
                path.open("wb") as file,
            ):
                file.writelines(limited(response, url, largest=largest, patience=patience))
        except (URLError, HTTPException, OSError) as error:
            if isinstance(error, HTTPError):
                error.close()
            why = getattr(error, "reason", None) or error
            raise InputError("gazetteer-fetch", source=url, why=why) from error
        yield path


def opener_for(url: str) -> OpenerDirector:
    """Opens a URL; follows redirections on its host alone."""
    return build_opener(_SameHost(url))


def limited(response: HTTPResponse, url: str, *, largest: int, patience: float) -> Iterator[bytes]:
    """What a server sends.

    Raises InputError if it is too much, less than was told, or drips in.
    """
    told = response.headers.get("Content-Length") or ""
    size, began = 0, monotonic()
    while chunk := response.read1(_CHUNK):
        size += len(chunk)
        took = monotonic() - began
        if size > largest:
            raise InputError("gazetteer-fetch-large", source=url, limit=largest)
        if took > patience and size < took * _SLOWEST:
            raise InputError("gazetteer-fetch-slow", source=url, found=size, seconds=f"{took:.0f}")
        yield chunk
    if told.isdecimal() and size != int(told):
        raise InputError("gazetteer-fetch-cut", source=url, found=size, allowed=int(told))


class _SameHost(HTTPRedirectHandler):
    """Follows redirections on the host of a URL, and not from https to http."""

    def __init__(self, url: str) -> None:
        self._url = url

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        before, after = urlsplit(self._url), urlsplit(newurl)
        if before.netloc != after.netloc or (before.scheme, after.scheme) == ("https", "http"):
            fp.close()
            raise InputError("gazetteer-fetch-elsewhere", source=self._url, found=newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)
