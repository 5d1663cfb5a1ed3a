"""Thresholds and texts of the identity stage, from `ontology/rules/identity.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from kg.resources import data


@dataclass(frozen=True, slots=True)
class SameEvent:
    """Events of a kind are one if each role of `overlap` has a holder in common.

    With `same_name` they also have to be called the same.
    """

    kind: str
    overlap: tuple[str, ...]
    same_name: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What the file says; `version` is a hash of it. Counts are articles, lengths characters."""

    version: str
    shared: Mapping[str, int]
    page: int
    days: int
    common: int
    common_share: float
    short_post: int
    named: int
    registered: tuple[str, ...]
    regions: tuple[str, ...]
    short: Mapping[str, str]
    reasons: Mapping[str, str]
    times: tuple[tuple[str, ...], ...]
    events: tuple[SameEvent, ...]

    def reason(self, kind: str, **fields: object) -> str:
        """The text of a reason; lists are joined."""
        between = self.reasons["between"]
        texts = {
            name: between.join(value) if isinstance(value, list | tuple) else value
            for name, value in fields.items()
        }
        return self.reasons[kind].format(**texts)

    def shorten(self, name: str) -> str:
        """A name with its parts in the shorter of the ways in which they are written."""
        for long, short in self.short.items():
            name = name.replace(long, short)
        return name

    def period(self, time: str | None) -> int | None:
        """Which of the times of day that exclude each other a wording names."""
        if time:
            for number, words in enumerate(self.times):
                if any(word in time for word in words):
                    return number
        return None


@cache
def settings() -> Settings:
    """The shipped settings."""
    content = data("ontology", "rules", "identity.toml").read_bytes()
    table = tomllib.loads(content.decode())
    own = table["identity"]
    return Settings(
        version=sha256(content).hexdigest()[:12],
        shared={place: own[f"shared_{where}"] for place, where in _PLACES.items()},
        **{name: own[name] for name in _PLAIN},
        registered=tuple(own["registered"]),
        regions=tuple(own["regions"]),
        short=own["short"],
        reasons=own["reasons"],
        times=tuple(tuple(words) for words in own["times"].values()),
        events=tuple(
            SameEvent(entry["kind"], tuple(entry["overlap"]), entry.get("same_name", False))
            for entry in table["same-event"]
        ),
    )


_PLACES = {"page": "on_page", "paper": "in_paper", "home": "at_home"}
_PLAIN = ("page", "days", "common", "common_share", "short_post", "named")
