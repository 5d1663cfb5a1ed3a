"""What the user says of all inputs.

Input: values of options. Output: `ReadOptions`, checked.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.errors import UsageError
from kg.ingest.published import FIRST, LAST, BadDateError, parse_published
from kg.ingest.shape import FIELDS


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user says of all inputs; each wins over what the inputs say.

    `published` is a day (2022-11-11), `home` the jurisdiction of the paper, `publisher` its name,
    `encoding` a Python codec. `fields` says which fields of data stand under other names
    (title: headline); the others have their own. `unpack_limit` is how many bytes may come out
    of one packed file, in place of the usual bound (`kg.ingest.unpack`). Raises UsageError.
    """

    published: str | None = None
    home: str = ""
    publisher: str = ""
    encoding: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    unpack_limit: int | None = None

    @property
    def names(self) -> Mapping[str, str]:
        """Under which name each field stands."""
        return {name: self.fields.get(name, name) for name in FIELDS}

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
        for name, other in self.fields.items():
            if name not in FIELDS or not other:
                raise UsageError("option-map", found=f"{name}={other}", known=", ".join(FIELDS))
        if self.unpack_limit is not None and self.unpack_limit < 1:
            raise UsageError("option-unpack-limit", found=self.unpack_limit)


def parse_fields(given: Iterable[str]) -> dict[str, str]:
    """Names of fields from `title=headline,text=body`. Raises UsageError.

    >>> parse_fields(["title=headline,text=body", "url=link"])
    {'title': 'headline', 'text': 'body', 'url': 'link'}
    """
    fields: dict[str, str] = {}
    for pair in (pair for text in given for pair in text.split(",")):
        name, equals, other = (part.strip() for part in pair.partition("="))
        if not equals or not other or name not in FIELDS or name in fields:
            raise UsageError("option-map", found=pair, known=", ".join(FIELDS))
        fields[name] = other
    return fields


_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


def parse_size(given: str) -> int:
    """Bytes from 500M or 20G (powers of 1024). Raises UsageError.

    >>> parse_size("20G")
    21474836480
    """
    found = re.fullmatch(r"([0-9]{1,12})\s?([KMGT]?)(?:i?B)?", given.strip(), re.IGNORECASE)
    if found is None or not int(found[1]):
        raise UsageError("option-unpack-limit", found=given)
    return int(found[1]) * _UNITS[found[2].upper()]
