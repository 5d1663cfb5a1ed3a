"""Gazetteers: registers of places, kept as indexes on disk, and names matched with them.

Input: sources of several forms, names as papers write them. Output: indexes, matches with
reasons. Imported lazily by part: `kg.gazetteer.shelf` keeps gazetteers, `kg.gazetteer.match`
matches names.
"""
