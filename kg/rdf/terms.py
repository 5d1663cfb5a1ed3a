"""The terms of the ontology as N-Quads text, for lines that are put together as strings."""

from __future__ import annotations

from typing import Final

from kg.vocabulary import RDF_TYPE, RDFS_LABEL, Class, Property

TYPE: Final = f"<{RDF_TYPE}>"
LABEL: Final = f"<{RDFS_LABEL}>"
P: Final = {property_.name: f"<{property_}>" for property_ in Property}
A: Final = {class_.name: f"{TYPE} <{class_}>" for class_ in Class}  # "a Class"
