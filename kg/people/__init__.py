"""People and the posts they hold, found in the text of one article.

Input: cleaned text and the lexicons. Output: `PersonSpan`s in text order, without overlaps.
A name is accepted where something that stands beside it says so: a post before it, a form of
address behind it, a kinship or trade word, a verb of speech; and a name accepted once is known
everywhere in its article. Name boundaries: spans of two or three characters (four with a
compound surname) whose next word can follow a name; jieba decides where that is open.
"""

from __future__ import annotations

from kg.people.bodies import body_of
from kg.people.find import People
from kg.people.grammar import HAN, Grammar
from kg.people.spans import PersonSpan, PostSpan

__all__ = ["HAN", "Grammar", "People", "PersonSpan", "PostSpan", "body_of"]
