"""What the user says of all inputs.

Input: values of options. Output: `ReadOptions`, checked.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from kg.errors import UsageError
from kg.ingest.published import FIRST, LAST, BadDateError, parse_published


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user says of all inputs; each wins over what the inputs say.

    `published` is a day (2022-11-11), `home` the jurisdiction of the paper, `publisher` its name,
    `encoding` a Python codec. Raises UsageError.
    """

    published: str | None = None
    home: str = ""
    publisher: str = ""
    encoding: str | None = None

    def __post_init__(self) -> None:
        if self.published is not None:
            try:
                object.__setattr__(self, "published", parse_published(self.published))
            except BadDateError as fault:
                raise UsageError(
                    "option-published", found=self.published, fault=fault, first=FIRST, last=LAST
                ) from None
        if self.encoding is not None:
            try:
                known = codecs.lookup(self.encoding)
            except (LookupError, ValueError):
                known = None
            if known is None or not getattr(known, "_is_text_encoding", True):
                raise UsageError("option-encoding", found=self.encoding)
