"""What an IRI may look like (RFC 3987); anything else never comes into a graph.

Input: a text. Output: whether it is one.
"""

from __future__ import annotations

import re
from typing import Final

# The middle dot stands in names (ucschar of RFC 3987), and so in IRIs made from them.
_CHARACTER: Final = r"(?:[\w\u00b7.~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})"
_IRI: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:"
    r"(?://[\w.-]+(?::[0-9]+)?(?=[/?#]|\Z)|(?!//))"
    rf"{_CHARACTER}*(?:\#{_CHARACTER}*)?"
)


def is_iri(text: str) -> bool:
    """Whether a text is an absolute IRI (RFC 3987), with few characters that are no letters."""
    return bool(_IRI.fullmatch(text))


def is_text(text: str) -> bool:
    """Whether it can be written in any encoding: no lone surrogates, as broken bytes give."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
