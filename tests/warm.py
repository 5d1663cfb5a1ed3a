"""Imported by a process that others are forked from: rules, dictionary, all that is made once."""

from kg.extract import extract
from kg.ingest import ReadOptions, article_from_text
from kg.rules import load_rules
from tests import killing

__all__ = ["killing"]

extract(article_from_text("11月3日，县长陆青禾到祥营村调研。", "", ReadOptions()), load_rules(()))
