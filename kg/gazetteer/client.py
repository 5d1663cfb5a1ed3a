"""Asking a server that the user named: one request after the other, politely.

Input: a URL, and forms to send. Output: JSON values. A server that is down, slow, busy, cuts off,
sends too much, sends no JSON or sends elsewhere is told by what it did.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request

from kg.errors import InputError
from kg.gazetteer.fetch import AGENT, limited, opener_for

LARGEST: Final = 16 << 20  # bytes of one answer
_DELAY: Final = 1.0  # seconds between two requests
_PATIENCE: Final = 30.0  # seconds without a byte
_LONGEST_WAIT: Final = 120.0  # seconds that a server may ask for
_TRIES: Final = 4
_BUSY: Final = frozenset({429, 502, 503, 504})


class Client:
    """Asks one server; waits between requests, and as long as a busy server says."""

    def __init__(
        self,
        url: str,
        *,
        delay: float = _DELAY,
        patience: float = _PATIENCE,
        largest: int = LARGEST,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        self.url = url
        self._delay = delay
        self._patience = patience
        self._largest = largest
        self._sleep = sleep or time.sleep
        self._asked = False

    def ask(self, form: dict[str, str] | None = None, accept: str = "application/json") -> Any:
        """The JSON that the server answers, to a form if one is given.

        Raises InputError.
        """
        data = urlencode(form).encode() if form else None
        headers = {"User-Agent": AGENT, "Accept": accept}
        raw = self._patiently(Request(self.url, data, headers))  # noqa: S310 - http(s) alone
        try:
            return json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise InputError("client-json", source=self.url, why=error) from error

    def _patiently(self, request: Request) -> bytes:
        """The answer, after some tries where the server is busy."""
        for number in range(1, _TRIES + 1):
            if self._asked:
                self._sleep(self._delay)
            self._asked = True
            try:
                return self._once(request)
            except HTTPError as error:
                error.close()
                if error.code not in _BUSY or number == _TRIES:
                    raise InputError("gazetteer-fetch", source=self.url, why=error) from error
                self._wait(error.headers.get("Retry-After") or "", number)
            except (URLError, HTTPException, OSError) as error:
                why = getattr(error, "reason", None) or error
                raise InputError("gazetteer-fetch", source=self.url, why=why) from error
        raise AssertionError("the last try returns or raises")

    def _once(self, request: Request) -> bytes:
        with opener_for(self.url).open(request, timeout=self._patience) as response:
            parts = limited(response, self.url, largest=self._largest, patience=self._patience)
            return b"".join(parts)

    def _wait(self, told: str, number: int) -> None:
        """Wait as long as the server says, else longer each time."""
        seconds = float(told) if told.isdecimal() else self._delay * 2.0**number
        if seconds > _LONGEST_WAIT:
            raise InputError("client-busy", source=self.url, found=f"{seconds:.0f}")
        self._sleep(seconds)
