"""How far a rule can be trusted, as measured; and the file that says it.

Input: right and all cases of each rule. Output: `ontology/rules/confidence.toml`, a table for each
rule: `[confidence.visit-strong-go]` with `right`, `cases`, and `lower` where there are cases enough.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import KgError, messages
from kg.resources import data

_Z: Final = 1.959963984540054  # 97.5 % quantile of the normal distribution: 95 % two-sided
_FEWEST: Final = 10  # cases below which nothing can be said (DESIGN section 6)
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class RuleScore:
    """What a rule got right of `kind`.

    A case is a filler of an event that the rule made (a name, date or amount), a post, or a
    directive of one issuer, which is right if four fifths of its characters are.
    """

    rule: str
    kind: str
    right: int
    cases: int

    @property
    def precision(self) -> float:
        """Share of its cases that are right; 0 where there is none."""
        return self.right / self.cases if self.cases else 0.0

    @property
    def confidence(self) -> float | None:
        """Lower bound of its precision (see `lower_bound`), None below ten cases."""
        return lower_bound(self.right, self.cases) if self.cases >= _FEWEST else None


def lower_bound(right: int, cases: int) -> float:
    """Lower end of the 95 % interval of a share, rounded down to thousandths.

    The score interval of Wilson, Probable inference (JASA 22, 1927), without correction.

    >>> lower_bound(10, 10), lower_bound(81, 90), lower_bound(0, 20)
    (0.722, 0.82, 0.0)
    """
    share, z2 = right / cases, _Z * _Z
    spread = _Z * math.sqrt(share * (1 - share) / cases + z2 / (4 * cases * cases))
    low = (share + z2 / (2 * cases) - spread) / (1 + z2 / cases)
    return max(0.0, math.floor(low * 1000) / 1000)


def write_confidence(scores: Iterable[RuleScore], file: Path | None = None) -> Path:
    """Write what was measured to `file`, by default the one of the shipped rules; gives its path.

    A rule that stands under several kinds has its cases added. Raises KgError where nothing can
    be written; then the file is as it was.
    """
    file = file or data("ontology", "rules") / "confidence.toml"
    text = "".join(f"{line}\n" for line in _lines(scores))
    part = file.with_name(f"{file.name}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(file)
    except OSError as error:
        raise KgError("confidence-write", file=file, reason=error.strerror or error) from None
    return file


def _lines(scores: Iterable[RuleScore]) -> Iterator[str]:
    summed: dict[str, RuleScore] = {}
    for one in scores:
        had = summed.get(one.rule, RuleScore(one.rule, one.kind, 0, 0))
        right, cases = had.right + one.right, had.cases + one.cases
        summed[one.rule] = RuleScore(one.rule, one.kind, right, cases)
    yield from messages()["confidence-head"].splitlines()
    for name, one in sorted(summed.items()):
        key = name if _BARE_KEY.fullmatch(name) else json.dumps(name, ensure_ascii=False)
        yield from ("", f"[confidence.{key}]", f"right = {one.right}", f"cases = {one.cases}")
        if one.confidence is not None:
            yield f"lower = {one.confidence:.3f}"
