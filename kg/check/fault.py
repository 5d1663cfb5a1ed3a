"""What a check finds, and where it looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import messages
from kg.resources import data


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One disagreement: `what` says what is wrong and what to do, `code` is of the catalogue."""

    file: str
    what: str
    code: str = field(compare=False)

    def __str__(self) -> str:
        return f"{self.file}: {self.what}"


@dataclass(frozen=True, slots=True)
class Places:
    """The folders that are checked: the project's own unless told."""

    ontology: Path = field(default_factory=lambda: data("ontology"))
    queries: Path = field(default_factory=lambda: data("queries"))
    package: Path = field(default_factory=lambda: Path(__file__).resolve().parent.parent)

    def name(self, file: Path) -> str:
        """A file's name as messages give it: from its folder on, such as `ontology/shapes.ttl`."""
        for folder in (self.ontology, self.queries, self.package):
            if file.is_relative_to(folder):
                return (Path(folder.name) / file.relative_to(folder)).as_posix()
        return str(file)


def fault(file: str, code: str, **fields: object) -> Fault:
    """A fault whose text is that of `code` in the catalogue."""
    return Fault(file, messages()[code].format(**fields), code)


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Each fault once, by file and text."""
    return sorted(set(faults))
