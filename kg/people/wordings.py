"""The words by which somebody is said to be given a post or to lose it, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.lexicon import Lexicons, alternation, looked_for

_GRADES = 6  # of a post
_LABEL = 40  # characters of a post before its head


class AppointedWords:
    """Patterns from the lexicons `appointed-verbs`, `appointed-adverbs` and `appointed-words`.

    `grades` and `heads` are patterns of what a post ends with, `edges` the characters that names
    begin behind, `han` a class of characters.
    """

    def __init__(
        self, lexicons: Lexicons, grades: str, heads: str, edges: Iterable[str], han: str
    ) -> None:
        verbs = lexicons.classes("appointed-verbs")
        self.kind = {word: of for of, words in verbs.items() for word in words}
        self.verbs = re.compile(looked_for(self.kind))
        words = lexicons.classes("appointed-words")
        joint, *others = lexicons.words("list-joints")
        stops = "".join(words["stop"])
        edge = "".join(map(re.escape, sorted({*edges} - {joint, "（", "）"})))
        self.edge = re.compile(f"[{edge}]")
        self.sentence = re.compile(f"[{stops}\\n]")
        self.joints = re.compile(alternation(words["joint"]))
        takes = alternation((*words["joint"], *verbs["give"], *verbs["take"]))
        self.inner = re.compile(takes)
        self.of = re.compile(alternation(words["of"]))
        self.pronoun = re.compile(f"(?:{alternation(lexicons.words('body-pronouns'))})")
        self.leads = re.compile(alternation(words["lead"]))
        self.unsure = re.compile(alternation(words["unsure"]))
        proposal = alternation(words["proposal"])
        self.proposal = re.compile(f"[^{edge}]{{0,10}}?(?:{proposal})")
        self.proposal_far = re.compile(f"[^{words['stop'][0]}\n]{{0,{_LABEL}}}?(?:{proposal})")
        self.about = re.compile(alternation(words["about"]))
        self.unfit = re.compile(alternation((*words["unsure"], *words["beaten"])))
        self.before_verbs = frozenset(words["before"])
        self.vague = frozenset(words["vague"])
        self.apart = frozenset(words["apart"])
        self.broad = tuple(words["broad"])
        self.shared = tuple(words["shared"])
        self.core = words["core"][0]
        self.one = re.compile(alternation(words["one"]))
        self.terms = frozenset(words["term"])
        ends = alternation(words["end"])
        self.ends = re.compile(ends)
        self.over = re.compile(alternation(words["over"]))
        label = f"(?:[^{edge}{joint}（）\\s]|（[{han}]{{1,6}}）){{0,{_LABEL}}}?"
        self.post = re.compile(
            f"(?P<post>{label}{grades}{{0,{_GRADES}}}(?P<head>{heads}))(?:（[^（）]{{1,12}}）)?"
            f"(?:(?![{han}])|(?={ends}|{alternation(others)}))"
        )
        self.proposed = words["proposed"]
        self.roll = re.compile(alternation(words["roll"]))
        self._compile_around(lexicons, words)

    def _compile_around(self, lexicons: Lexicons, words: dict[str, tuple[str, ...]]) -> None:
        """What stands between the names, the verbs and the posts, and between several of each."""
        adverbs = alternation(lexicons.words("appointed-adverbs"))
        dates = alternation(words["date"])
        cause = alternation(words["cause"])
        since = alternation(words["since"])
        each = alternation(words["each"])
        self.each = re.compile(f"(?:{each})\\Z")
        simple = f"{adverbs}|{each}|\\d+(?:{dates})"
        told = f"(?:{cause})[^（）]{{1,16}}?|(?:{since})\\d[^（）]{{1,12}}?"
        self.filling = re.compile(f"(?:{simple})*(?:(?:{told})(?:{simple})*)?\\Z")
        numerals = "".join(sorted(lexicons.characters("several")))
        several = f"[{numerals}\\d]+(?:{alternation(words['count'])})"
        others = f"(?:{alternation(lexicons.words('and-so-on'))})(?:{several})?"
        self.hail = re.compile(f"(?:{alternation(words['hail'])})\\Z")
        self.to = re.compile(f"(?:{alternation(words['to'])})")
        self.tail = re.compile(
            f"(?:（[^（）]{{1,16}}）|{others}|{several}|{alternation(words['call'])}){{1,4}}\\Z"
        )
        self.call = re.compile(alternation(words["call"]))
        marks, stops = "".join(words["break"]), "".join(words["stop"])
        self.near = re.compile(f"[{marks}]?\\s*(?:{alternation(words['also'])})?")
        self.list_head = re.compile(
            f"(?:{alternation(words['done'])})?(?P<list>{words['list'][0]}\\s*)?"
        )
        self.breaks = (
            re.compile(f"[{marks}]\\s*"),
            re.compile(f"[{marks}{stops}]\\s*|\\s+"),
        )
