"""`kg check`: every way in which the project's own files can disagree is found and named."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.check import Fault, Places, check
from kg.errors import messages
from kg.resources import data

PACKAGE = Path(__file__).resolve().parent.parent / "kg"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A copy of everything that is checked, to be spoilt."""
    shutil.copytree(data("ontology"), tmp_path / "ontology")
    shutil.copytree(data("queries"), tmp_path / "queries")
    shutil.copytree(PACKAGE, tmp_path / "kg", ignore=shutil.ignore_patterns("__pycache__"))
    return Places(tmp_path / "ontology", tmp_path / "queries", tmp_path / "kg")


@pytest.fixture(scope="module")
def before() -> set[Fault]:
    return set(check())


def replace(path: str, old: str, new: str, count: int = 1) -> Callable[[Path], None]:
    def spoil(root: Path) -> None:
        text = (root / path).read_text(encoding="utf-8")
        assert old in text, f"{path} no longer holds {old!r}"
        (root / path).write_text(text.replace(old, new, count), encoding="utf-8")

    return spoil


def append(path: str, text: str) -> Callable[[Path], None]:
    def spoil(root: Path) -> None:
        file = root / path
        said = file.read_text(encoding="utf-8") if file.exists() else ""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(said + text, encoding="utf-8")

    return spoil


def append_bytes(path: str, content: bytes) -> Callable[[Path], None]:
    def spoil(root: Path) -> None:
        (root / path).write_bytes(content)

    return spoil


def remove(path: str) -> Callable[[Path], None]:
    return lambda root: (root / path).unlink()


TTL = "ontology/zhengji.ttl"
CONTEXT = "ontology/context.jsonld"
SHAPES = "ontology/shapes.ttl"
NEW_CLASS = (
    '\nzj:Signing a owl:Class ; rdfs:label "签约"@zh , "signing"@en ;'
    ' rdfs:comment "签"@zh , "sign"@en .\n'
)
QUERY = "#+ summary: x\nSELECT ?event WHERE { ?event a zj:Visit }\n"
RULE = """
[[rule]]
name = "spoilt"
emits = "EMITS"
pattern = "^{visitor:subject} (?P<trigger>来到) {SLOT:phrase}"
examples = [{ text = "张红军来到沟赵。", visitor = ["张红军"], KEY = ["沟赵"] }]
"""


def rule(emits: str = "Visit", slot: str = "place", key: str = "place") -> str:
    return RULE.replace("EMITS", emits).replace("SLOT", slot).replace("KEY", key)


# What is done, the files that are named, and a part of what is said of each.
SPOIL: dict[str, tuple[Callable[[Path], None], dict[str, str]]] = {
    # the ontology
    "no Turtle": (append(TTL, "zj:Visit a ;"), {TTL: "cannot be read as Turtle"}),
    "no ontology": (remove(TTL), {TTL: "cannot be read"}),
    "another version": (replace(TTL, 'versionInfo "0.1.0"', 'versionInfo "0.2.0"'), {TTL: "owl:versionInfo is '0.2.0'"}),
    "no Chinese label": (replace(TTL, '"visitor"@en , "走访者"@zh', '"visitor"@en'), {TTL: "zj:visitor has 0 label(s) in 'zh'"}),
    "no English comment": (replace(TTL, '"Who visits."@en , ', ""), {TTL: "zj:visitor has 0 comment(s) in 'en'"}),
    "an empty label": (replace(TTL, '"走访者"@zh', '" "@zh'), {TTL: "zj:visitor has 0 label(s) in 'zh'"}),
    "two English labels": (replace(TTL, '"visitor"@en', '"visitor"@en , "caller"@en'), {TTL: "zj:visitor has 2 label(s) in 'en'"}),
    "a label in no language": (replace(TTL, '"visitor"@en', '"visitor"'), {TTL: "zj:visitor has 0 label(s) in 'en'"}),
    "no domain": (replace(TTL, "rdfs:domain zj:Visit ; rdfs:range zj:Agent", "rdfs:range zj:Agent"), {TTL: "zj:visitor has no rdfs:domain"}),
    "a range that is no class": (replace(TTL, "rdfs:domain zj:Visit ; rdfs:range zj:Agent", "rdfs:domain zj:Visit ; rdfs:range zj:Actor"), {TTL: "zj:Actor is used and not declared"}),
    "a class that only the ontology has": (append(TTL, NEW_CLASS), {
        TTL: "zj:Signing is used by no code, shape, query or rule",
        CONTEXT: "no entry for zj:Signing",
        SHAPES: "no shape mentions zj:Signing",
        "kg/vocabulary.py": "Class has no constant for zj:Signing",
    }),
    "a term renamed in the ontology": (replace(TTL, "zj:size a", "zj:sizes a"), {
        TTL: "zj:sizes is used by no code",
        CONTEXT: "zj:size is no term of the ontology. Did you mean zj:sizes",
        SHAPES: "zj:size is no term of the ontology. Did you mean zj:sizes",
        "kg/vocabulary.py": "zj:size is no term",
    }),
    # constants and code
    "a constant of no term": (append("kg/vocabulary.py", '    SIGNATORY = ZJ + "signatory"\n'), {"kg/vocabulary.py": "zj:signatory is no term"}),
    "a constant missing": (replace("kg/vocabulary.py", '    SIZE = ZJ + "size"\n', ""), {"kg/vocabulary.py": "Property has no constant for zj:size"}),
    "a class among the properties": (append("kg/vocabulary.py", '    VISIT = ZJ + "Visit"\n'), {"kg/vocabulary.py": "zj:Visit is no term"}),
    "a term added to the namespace": (append("kg/odd.py", 'from kg.vocabulary import ZJ\n\nIRI = ZJ + "visits"\n'), {"kg/odd.py": "zj:visits is no term of the ontology. Did you mean zj:visitor?"}),
    "a term in a formatted string": (append("kg/odd.py", 'from kg import vocabulary\n\nIRI = f"<{vocabulary.ZJ}signedBy>"\n'), {"kg/odd.py": "zj:signedBy is no term"}),
    "a constant that is none": (append("kg/odd.py", "from kg.vocabulary import Class\n\nIRI = Class.PACT\n"), {"kg/odd.py": "Class has no constant PACT"}),
    "a constant by name that is none": (append("kg/odd.py", 'from kg.rdf.terms import P\n\nIRI = P["SIGNED_BY"]\n'), {"kg/odd.py": "Property has no constant SIGNED_BY"}),
    "a prefixed term in a string": (append("kg/odd.py", 'TEXT = "SELECT * { ?a zj:signedBy ?b }"\n'), {"kg/odd.py": "zj:signedBy is no term"}),
    "a whole IRI in a string": (append("kg/odd.py", 'IRI = "https://w3id.org/zhengji/ontology#Pact"\n'), {"kg/odd.py": "zj:Pact is no term"}),
    # the context
    "a context that is no JSON": (append(CONTEXT, ","), {CONTEXT: "cannot be read as a JSON-LD context"}),
    "a context without @context": (replace(CONTEXT, '"@context"', '"context"'), {CONTEXT: "cannot be read as a JSON-LD context"}),
    "no context": (remove(CONTEXT), {CONTEXT: "cannot be read as a JSON-LD context"}),
    "an entry of no term": (replace(CONTEXT, '"title": "zj:title"', '"title": "zj:headline"'), {CONTEXT: ""}),
    "an entry missing": (replace(CONTEXT, '    "title": "zj:title",\n', ""), {CONTEXT: "no entry for zj:title"}),
    "an entry missing inside a class": (replace(CONTEXT, '"zj:name"', '"rdfs:label"', 2), {CONTEXT: "no entry for zj:name"}),
    "an entry of another datatype": (replace(CONTEXT, '"@id": "zj:published", "@type": "xsd:date"', '"@id": "zj:published", "@type": "xsd:gYear"'), {CONTEXT: "the entry for zj:published has the type 'xsd:gYear'"}),
    "a node as text": (replace(CONTEXT, '{ "@id": "zj:visitor", "@type": "@id" }', '"zj:visitor"'), {CONTEXT: "the entry for zj:visitor has the type 'none'"}),
    "a date as text": (replace(CONTEXT, '"@id": "zj:statedDate", "@type": "xsd:gYear"', '"@id": "zj:statedDate", "@type": "xsd:string"'), {CONTEXT: "asks for: xsd:date, xsd:gMonthDay"}),
    # the shapes
    "shapes that are no Turtle": (append(SHAPES, "zjs:Visit a ;"), {SHAPES: "cannot be read as Turtle"}),
    "no shapes": (remove(SHAPES), {SHAPES: "cannot be read"}),
    "a shape of no term": (replace(SHAPES, "sh:path zj:topic", "sh:path zj:topics"), {SHAPES: ""}),
    "a term of no shape": (replace(SHAPES, "sh:path zj:size", "sh:path zj:position"), {SHAPES: "no shape mentions zj:size"}),
    "a term of no ontology in SPARQL": (replace(SHAPES, "zj:start ?start ;", "zj:begin ?start ;"), {SHAPES: "zj:begin is no term"}),
    "a shape of another datatype": (replace(SHAPES, "sh:path zj:position ;\n    sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:integer", "sh:path zj:position ;\n    sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:decimal"), {SHAPES: "the shape of zj:position asks for xsd:decimal"}),
    # queries
    "a query of no term": (append("queries/odd.rq", QUERY.replace("zj:Visit", "zj:Visits")), {"queries/odd.rq": "zj:Visits is no term of the ontology. Did you mean zj:Visit?"}),
    "a query of no term as an IRI": (append("queries/odd.rq", QUERY.replace("zj:Visit", "<https://w3id.org/zhengji/ontology#Pact>")), {"queries/odd.rq": "zj:Pact is no term"}),
    "a query that ends early": (append("queries/odd.rq", QUERY.replace("}", "")), {"queries/odd.rq": "cannot be read: The query cannot be read at line"}),
    "a query of an unknown prefix": (append("queries/odd.rq", QUERY.replace("zj:", "zhengji:")), {"queries/odd.rq": "does not declare"}),
    "a query that changes data": (append("queries/odd.rq", "#+ summary: x\nDELETE WHERE { ?s ?p ?o }"), {"queries/odd.rq": "changes data"}),
    "a query that goes out": (append("queries/odd.rq", "#+ summary: x\nSELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }"), {"queries/odd.rq": "network"}),
    "a query with a bad header": (append("queries/odd.rq", "#+ a list\n" + QUERY), {"queries/odd.rq": "header"}),
    "a query in another encoding": (append_bytes("queries/odd.rq", b"#+ summary: \xff"), {"queries/odd.rq": "cannot be read"}),
    "a parameter of no variable": (append("queries/odd.rq", "#+ summary: x\n#+ parameters:\n#+   - name: person\n" + QUERY), {"queries/odd.rq": "no variable ?person"}),
    # rules
    "a rule of no class": (append("ontology/rules/odd.toml", rule(emits="Visits")), {"ontology/rules/odd.toml: spoilt": "zj:Visits is no term of the ontology. Did you mean zj:Visit?"}),
    "a rule of a class that is no event": (append("ontology/rules/odd.toml", rule(emits="Place")), {"ontology/rules/odd.toml: spoilt": "the rule emits Place, which is no event"}),
    "a slot of no property": (append("ontology/rules/odd.toml", rule(slot="location")), {"ontology/rules/odd.toml: spoilt": "the slot 'location' is no property"}),
    "an example of no property": (append("ontology/rules/odd.toml", rule(key="places")), {"ontology/rules/odd.toml: spoilt": "an example states 'places'"}),
    # messages
    "an error without message": (append("kg/odd.py", 'from kg.errors import KgError\n\nraise KgError("odd-error", file="x")\n'), {"kg/odd.py": "line 3: the error 'odd-error' has no message"}),
    "one of two errors without message": (append("kg/odd.py", 'from kg.errors import KgError\n\nBAD = True\nCODE = "record-schema" if BAD else "odd-error"\nERROR = KgError(CODE, source="", found="", allowed="")\n'), {"kg/odd.py": "line 5: the error 'odd-error' has no message"}),
    "an error without a field": (append("kg/odd.py", 'from kg.errors import InputError\n\n\ndef f() -> None:\n    """Raises."""\n    raise InputError("record-schema", source="")\n'), {"kg/odd.py": "line 6: the message 'record-schema' needs the field"}),
    "a message of no error": (append("kg/messages/odd.toml", 'odd-error = "{file}: odd."\n'), {"kg/messages/odd.toml": "no code raises 'odd-error'"}),
    "a message in two files": (append("kg/messages/odd.toml", 'record-schema = "{source} {found} {allowed}"\n'), {"kg/messages/record.toml": "the message 'record-schema' stands in kg/messages/odd.toml already"}),
    "a message with one brace": (append("kg/messages/odd.toml", 'odd-error = "{file"\n'), {"kg/messages/odd.toml": "is no text with {fields}"}),
    "a message that is a number": (append("kg/messages/odd.toml", "odd-error = 1\n"), {"kg/messages/odd.toml": "is no text with {fields}"}),
    "messages that are no TOML": (append("kg/messages/odd.toml", "odd-error = \n"), {"kg/messages/odd.toml": "cannot be read as TOML"}),
}  # fmt: skip


def test_the_project_agrees_with_itself(before: set[Fault]) -> None:
    assert sorted(str(fault) for fault in before) == []


@pytest.mark.parametrize("name", SPOIL)
def test_a_disagreement_is_found(name: str, places: Places, before: set[Fault]) -> None:
    spoil, expected = SPOIL[name]
    spoil(places.ontology.parent)
    found: dict[str, list[str]] = {}
    for fault in set(check(places=places)) - before:
        found.setdefault(fault.file, []).append(fault.what)
    assert set(found) == set(expected)
    for file, part in expected.items():
        assert any(part in what for what in found[file]), found[file]


def test_a_fault_reads_as_file_and_what(places: Places) -> None:
    append("queries/odd.rq", QUERY.replace("zj:Visit", "zj:Visits"))(places.queries.parent)
    (fault,) = (each for each in check(places=places) if each.file == "queries/odd.rq")
    assert fault.code == "check-term-near"
    assert str(fault) == (
        "queries/odd.rq: zj:Visits is no term of the ontology. Did you mean zj:Visit? Else declare"
        " it in ontology/zhengji.ttl (with label and comment in zh and en)."
    )


def test_a_docstring_or_comment_uses_no_term(places: Places, before: set[Fault]) -> None:
    append("kg/odd.py", '"""As zj:nothing says."""\n\n# zj:nothing\n')(places.package.parent)
    append("queries/odd.rq", QUERY + "# zj:nothing\n")(places.queries.parent)
    assert set(check(places=places)) <= before


OWN_CLASS = """
@prefix zj: <https://w3id.org/zhengji/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
zj:Signing a owl:Class ; rdfs:subClassOf zj:Event ; rdfs:label "签约"@zh .
zj:party a owl:ObjectProperty ; rdfs:domain zj:Signing ; rdfs:range zj:Agent ; rdfs:label "签约方"@zh .
"""
OWN_RULE = """
[[rule]]
name = "signing"
emits = "Signing"
pattern = "^{subject} 与 {party:phrase} (?P<trigger>签约)"
examples = [{ text = "县长陶景明与云杉科技有限公司签约。", party = ["云杉科技有限公司"] }]
"""


def own(folder: Path, ontology: str = OWN_CLASS, rules: str = OWN_RULE) -> set[str]:
    """Faults that a user's own folder brings, as text."""
    (folder / "signing.ttl").write_text(ontology, encoding="utf-8")
    (folder / "signing.toml").write_text(rules, encoding="utf-8")
    return {str(fault) for fault in set(check([folder])) - set(check())}


def test_rules_of_the_users_own_agree(tmp_path: Path) -> None:
    assert own(tmp_path) == set()


def test_a_class_of_the_users_own_is_below_event(tmp_path: Path) -> None:
    (fault,) = own(tmp_path, OWN_CLASS.replace("rdfs:subClassOf zj:Event ; ", ""))
    assert "signing.toml: signing: the rule emits Signing, which is no event." in fault


def test_a_class_of_the_users_own_has_a_label(tmp_path: Path) -> None:
    (fault,) = own(tmp_path, OWN_CLASS.replace(' ; rdfs:label "签约"@zh', ""))
    assert fault.endswith("signing.ttl: zj:Signing has no rdfs:label. Add one.")


def test_a_property_of_the_users_own_is_declared(tmp_path: Path) -> None:
    faults = own(tmp_path, rules=OWN_RULE.replace("{party:", "{parties:"))
    assert any("the slot 'parties' is no property of the ontology" in fault for fault in faults)


def test_a_term_of_the_users_own_is_used(tmp_path: Path) -> None:
    (fault,) = own(tmp_path, rules=OWN_RULE.replace("party", "donor"))
    assert "signing.ttl: zj:party is used by no code, shape, query or rule." in fault


def test_an_ontology_of_the_users_own_that_is_no_turtle(tmp_path: Path) -> None:
    faults = own(tmp_path, OWN_CLASS + "zj:Signing")
    assert any("signing.ttl: cannot be read as Turtle: " in fault for fault in faults)


def test_rules_that_do_not_load_are_told(tmp_path: Path) -> None:
    (fault,) = own(tmp_path, rules=OWN_RULE.replace("签约)", "签约"))
    assert fault.startswith("rules: ")
    assert "signing" in fault


def test_examples_of_the_users_own_are_run(tmp_path: Path) -> None:
    (fault,) = own(tmp_path, rules=OWN_RULE.replace('["云杉科技', '["水杉科技'))
    assert (
        "signing: the example '县长陶景明与云杉科技有限公司签约。' gives no such Signing." in fault
    )
    assert "Found: date = --, party = ['云杉科技有限公司']." in fault


def test_counterexamples_of_the_users_own_are_run(tmp_path: Path) -> None:
    rules = OWN_RULE + 'counterexamples = ["县长陶景明与云杉公司签约。", "县长陶景明走了。"]\n'
    (fault,) = own(tmp_path, rules=rules)
    assert "the counterexample '县长陶景明与云杉公司签约。' gives an event all the same" in fault


def test_every_message_can_be_formatted() -> None:
    assert all(messages()[code] for code in messages())
