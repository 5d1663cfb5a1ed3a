"""The language in which rules state wordings.

A pattern is RE2 syntax (linear in the text, whatever the pattern, see `kg.engines`) over one *clause* of the
annotated text (`kg.annotate`), in which spaces mean nothing and braces name things:

| form | means |
|---|---|
| `{slot:kind}` | a named slot; kind is a sign (`people`, `date`, `speech`, `work`), `subject`, or `phrase` |
| `{slot:@lexicon}` | a named slot filled by a word of a lexicon |
| `{@lexicon}`, `{kind}` | the same without a name |
| `{%macro}` | a piece stated under `[macros]` in any rule file |
| `{2,5}` | RE2's counted repetition |

Every clause begins with the sign of its subject, its own or the one carried over from the
clause before. `phrase` is the shortest run without a comma that lets the rest of the pattern fit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from kg.errors import RuleError
from kg.lexicon import Lexicons, alternation, looked_for
from kg.signs import SIGNS

if TYPE_CHECKING:
    from kg.engines import Pattern

_BRACE = re.compile(r"\{(?:(?P<slot>[a-z_]+):)?(?P<what>[%@]?[a-z][a-z_-]*)\}")
_SLOT = re.compile(r"\{([a-z_]+):|\(\?P<([a-z_]+)>|\{%([a-z][a-z_-]*)\}")
_PIECE = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{[^{}]*\}|\((?:\?(?:P<\w+>|[:>]|<?[=!]))?|.", re.DOTALL
)
_FIRST: Final = 2  # pieces of an alternative that tell how it begins
_MANY: Final = 16  # words, of which it takes longer to try one by one than to look for all first
_KINDS = {**SIGNS, "phrase": "[^，；：]+?", "text": ".+?"}


def compile_pattern(
    pattern: str, lexicons: Lexicons, macros: Mapping[str, str], *,
    where: str, is_guard: bool = False, is_checked: bool = False,
) -> Pattern:  # fmt: skip
    """Compiles `pattern`; raises RuleError with `where` and what is allowed.

    Of a guard it is asked only whether it fits. One that is checked already, as the shipped ones
    are by the tests, is not compiled for an engine that it may never need.
    """
    from kg.engines import Pattern, PatternError  # noqa: PLC0415 - only extraction needs engines

    source = expand(pattern, lexicons, macros, where=where)
    try:
        compiled = Pattern(source, is_guard=is_guard)
        if not is_checked:
            compiled.check()
    except PatternError as error:
        raise RuleError("rule-pattern", where=where, found=pattern, reason=error) from None
    return compiled


def expand(
    pattern: str, lexicons: Lexicons, macros: Mapping[str, str], *,
    where: str, looks: bool = False, depth: int = 0,
) -> str:  # fmt: skip
    """`pattern` as a regular expression: spaces gone, braces replaced.

    `looks`: its engine can look ahead, which helps it over lexicons of many words.
    """
    if depth > 8:
        raise RuleError("rule-macro-loop", where=where, found=pattern)

    def replace(match: re.Match[str]) -> str:
        what, slot = match["what"], match["slot"]
        if what.startswith("@"):
            if what[1:] not in lexicons:
                known = ", ".join(lexicons.names())
                raise RuleError("rule-lexicon", where=where, found=what, known=known)
            words = lexicons.words(what[1:])
            many = looks and len(words) > _MANY and not _is_searched_for(match)
            body = looked_for(words) if many else alternation(words)
        elif what.startswith("%"):
            if what[1:] not in macros:
                known = ", ".join(sorted(macros))
                raise RuleError("rule-macro", where=where, found=what, known=known)
            body = expand(
                macros[what[1:]], lexicons, macros, where=where, looks=looks, depth=depth + 1
            )
        elif what in _KINDS:
            body = _KINDS[what]
        else:
            known = ", ".join(sorted(_KINDS))
            raise RuleError("rule-kind", where=where, found=what, known=known)
        if slot:
            return f"(?P<{slot}>{body})"
        return body if _stands_alone(match) else f"(?:{body})"

    return _BRACE.sub(replace, pattern.replace(" ", ""))


def slot_names(pattern: str, macros: Mapping[str, str]) -> frozenset[str]:
    """The names of the slots of `pattern`, which compiles, told without compiling it."""
    names: set[str] = set()
    for slot, group, macro in _SLOT.findall(pattern):
        names |= slot_names(macros[macro], macros) if macro else {slot or group}
    return frozenset(names)


def _stands_alone(brace: re.Match[str]) -> bool:
    """Whether a brace is one of several alternatives, among which its own need no group."""
    before, after = brace.string[: brace.start()], brace.string[brace.end() :]
    opens = not before or (before.endswith(("|", "(?:")) and not before.endswith("\\|"))
    return opens and (not after or after[0] in "|)")


def _is_searched_for(brace: re.Match[str]) -> bool:
    """Whether `re` searches by itself for the first characters of the words of a brace.

    It does at the beginning of a pattern, if all that may stand there begins with a character.
    """
    if not _stands_alone(brace):
        return False
    levels: list[list[list[str]]] = [[[]]]  # by open bracket the first pieces of each alternative
    around: list[list[list[str]]] = []
    for piece in _PIECE.finditer(brace.string):
        text = piece[0]
        if piece.start() == brace.start():
            around = list(levels)
        if text == "|":
            levels[-1].append([])
            continue
        if text == ")":
            levels.pop()
        elif len(levels[-1][-1]) < _FIRST:
            levels[-1][-1].append(text)
        if text.startswith("("):
            levels.append([[]])
    *outer, own = around
    return all(map(_is_plain, own)) and all(
        len(level) == 1 and level[0][0].startswith("(") for level in outer
    )


def _is_plain(pieces: list[str]) -> bool:
    """Whether what begins so begins with one of few characters, told there."""
    first, behind = (*pieces, "", "")[:_FIRST]
    told = first.startswith("{@") or (len(first) == 1 and first not in ".^$")
    return told and not behind.startswith(("?", "*", "{0", "{,"))
