"""What a terminal is shown: characters that would steer it are written out.

Names of files and texts of articles come from strangers; an escape sequence in one of them
(ECMA-48) could set a terminal's title or clipboard, or hide what stands there.
"""

from __future__ import annotations

import re
from io import BufferedIOBase
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

# all but tab and line ends; C1 controls; marks that turn the direction of writing (UAX 9)
_STEERS: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\r(?!\n|\Z)"
)
_STEERS_UTF_8: Final = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n|\Z)|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]"
)


def shown(text: str) -> str:
    r"""A text with what would steer a terminal written out.

    >>> shown("e\x1b[31m.txt")
    'e\\x1b[31m.txt'
    """
    return _STEERS.sub(lambda found: _written_out(found[0]), text)


class Terminal(BufferedIOBase):
    """A binary stream to a terminal; it takes UTF-8, a character never cut in two."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: ReadableBuffer) -> int:
        """Write it with what would steer the terminal written out."""
        raw = bytes(data)
        self._stream.write(
            _STEERS_UTF_8.sub(lambda found: _written_out(found[0].decode()).encode(), raw)
        )
        return len(raw)

    def flush(self) -> None:
        """Show what was written."""
        self._stream.flush()


def _written_out(character: str) -> str:
    return character.encode("unicode_escape").decode()
