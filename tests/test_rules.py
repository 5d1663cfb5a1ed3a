"""Rules: every shipped example runs; faults in a user's rules are all told at once."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from kg.check.examples import _events, _told, check_examples
from kg.errors import RuleError
from kg.rules import Rule, load_rules

RULES = load_rules()
ERRORS = Path(__file__).resolve().parent / "errors"
ONTOLOGY = ERRORS.parent.parent / "ontology"
COUNTER = [(rule, text) for rule in RULES.rules for text in rule.counterexamples]

GOOD = """
name = "{name}"
emits = "Visit"
pattern = "^{{visitor:subject}} (?P<trigger>策马抵近) {{place:phrase}} $"
examples = [{{ text = "县长欧阳竞冒雨出门，策马抵近翟店镇。", visitor = ["欧阳竞"], place = ["翟店镇"] }}]
"""


def rule(name: str = "patrol", **lines: str | None) -> str:
    """A rule of a user's own, some of its lines replaced, added, or (None) left out."""
    kept = [line for line in GOOD.format(name=name).splitlines() if line.split(" ")[0] not in lines]
    kept += [f"{key} = {value}" for key, value in lines.items() if value is not None]
    return "\n".join(["[[rule]]", *(line for line in kept if line), ""])


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


def told(folder: Path) -> str:
    """What loading says of a folder, without what changes with the project or the engine's version."""
    with pytest.raises(RuleError) as caught:
        load_rules((folder,))
    text = str(caught.value).replace(f"{folder}/", "")
    text = text.replace(", ".join(RULES.lexicons.names()), "<lexicons>")
    text = text.replace(f"There are: {', '.join(sorted(RULES.macros))}.", "There are: <macros>.")
    return re.sub(r"(cannot be run|not TOML): (?:.(?! Allowed))+\.", r"\1: <reason>.", text)


# -- shipped rules ------------------------------------------------------------------------


@pytest.mark.parametrize("name", [rule.name for rule in RULES.rules])
def test_examples_give_what_they_state(name: str) -> None:
    assert [str(fault) for fault in check_examples(RULES, {name})] == []


@pytest.mark.parametrize(("rule", "text"), COUNTER, ids=[f"{r.name}-{t}" for r, t in COUNTER])
def test_counterexamples_give_no_event_of_the_class_by_any_rule(rule: Rule, text: str) -> None:
    assert [_told(event) for event in _events(text, RULES, rule.emits)] == []


def test_every_rule_names_its_class_and_what_it_looks_for() -> None:
    assert len(RULES.rules) >= 30
    assert {rule.emits for rule in RULES.rules} == {"Visit", "Meeting", "Directive", "Donation"}
    for each in RULES.rules:
        assert each.name == each.name.lower()
        assert "trigger" in each.slots, each.name
        assert each.named == each.slots.keys(), each.name


def test_every_example_names_only_roles_that_its_pattern_or_class_has() -> None:
    keys = {"text", "name", "date", "items", "content", "visitor", "companion", "place", "chair"}
    keys |= {"attendee", "issuer", "addressee", "donor", "recipient"}
    assert {k for rule in RULES.rules for example in rule.examples for k in example} <= keys


def test_every_character_of_rules_and_lexicons_can_be_seen() -> None:
    """The codes of people, dates and quotations stand as escapes: an editor shows none of them."""
    files = [path for kind in ("rules/*.toml", "lexicon/*.txt") for path in ONTOLOGY.glob(kind)]
    assert len(files) > 100
    for path in files:
        text = path.read_text(encoding="utf-8")
        hidden = {f"{ord(c):04x}" for c in text if c != "\n" and unicodedata.category(c)[0] == "C"}
        assert not hidden, path.name


def test_precedence_is_file_order() -> None:
    order = [rule.file for rule in RULES.rules]
    assert order == sorted(order)


def test_loading_twice_gives_the_same_version() -> None:
    version = RULES.version
    load_rules.cache_clear()
    assert load_rules().version == version


# -- a user's own rules -------------------------------------------------------------------


def test_a_rule_of_ones_own_stands_after_the_shipped_ones_and_runs(tmp_path: Path) -> None:
    rules = load_rules((folder(tmp_path, own=rule()),))
    assert [each.name for each in rules.rules[:-1]] == [each.name for each in RULES.rules]
    assert rules.version != RULES.version
    assert list(check_examples(rules, {"patrol"})) == []
    (event,) = _events("3月2日，县长欧阳竞冒雨出门，策马抵近翟店镇。", rules, "Visit")
    assert (event.rule, event.date) == ("patrol", "--03-02")


def test_an_example_that_does_not_hold_is_told(tmp_path: Path) -> None:
    wrong = '[{ text = "县长欧阳竞冒雨出门，策马抵近翟店镇。", visitor = ["杜衡"] }]'
    rules = load_rules((folder(tmp_path, own=rule(examples=wrong)),))
    (fault,) = check_examples(rules, {"patrol"})
    assert fault.code == "check-example"
    assert "own.toml: patrol" in str(fault)
    assert "欧阳竞" in str(fault)


def test_a_counterexample_that_gives_an_event_is_told(tmp_path: Path) -> None:
    lines = rule(counterexamples='["县长欧阳竞冒雨出门，策马抵近翟店镇。"]')
    (fault,) = check_examples(load_rules((folder(tmp_path, own=lines),)), {"patrol"})
    assert fault.code == "check-counterexample"


def test_words_of_ones_own_add_to_a_shipped_lexicon(tmp_path: Path) -> None:
    (tmp_path / "go-strong.txt").write_text("# form: verbs.\n策马奔赴\n", encoding="utf-8")
    rules = load_rules((tmp_path,))
    assert set(rules.lexicons.words("go-strong")) == {
        *RULES.lexicons.words("go-strong"),
        "策马奔赴",
    }
    assert _events("县长马占海策马奔赴翟店镇，查看汛情。", rules, "Visit")


def test_macros_may_use_macros(tmp_path: Path) -> None:
    text = '[macros]\none = "策马{%two}"\ntwo = "抵近"\n' + rule(
        pattern='"^{visitor:subject} (?:{%one}) (?P<trigger>抵?) {place:phrase} $"'
    )
    made = load_rules((folder(tmp_path, own=text),)).rules[-1]
    assert made.pattern().fits("\ue000策马抵近翟店镇")


# -- faults -------------------------------------------------------------------------------

FAULTS = {
    "unknown-key": rule(patern='"x"'),
    "missing-example": rule(examples=None),
    "empty-examples": rule(examples="[]"),
    "missing-trigger": rule(pattern='"^{visitor:subject} 到 {place:phrase} $"'),
    "twice": rule() + rule(),
    "twice-shipped": rule("visit-at"),
    "unknown-lexicon": rule(pattern='"^{visitor:subject} {trigger:@go-stronk} {place:phrase}"'),
    "unknown-macro": rule(pattern='"^{%hwo} (?P<trigger>到) {place:phrase}"'),
    "unknown-kind": rule(pattern='"^{visitor:persons} (?P<trigger>到) {place:phrase}"'),
    "macro-loop": '[macros]\nping = "{%pong}"\npong = "{%ping}"\n'
    + rule(pattern='"^{%ping} (?P<trigger>到) {place:phrase}"'),
    "look-ahead": rule(pattern='"^{visitor:subject} (?P<trigger>到)(?!底) {place:phrase}"'),
    "back-reference": rule(pattern='"^(?P<place>村)\\\\1(?P<trigger>到)"'),
    "look-ahead-in-unless": rule(unless='"(?=计划)到"'),
    "unknown-option": rule(options='["listed", "perhaps"]'),
    "option-of-ones-own-class": rule(emits='"Patrol"', options='["listed"]'),
    "form-of-name": rule(name="7").replace('"7"', "7"),
    "form-of-examples": rule(examples='["县长欧阳竞策马抵近翟店镇。"]'),
    "form-of-options": rule(options='"listed"'),
    "several-in-one-rule": rule(patern='"x"', pattern='"^(?=到)"', unless='"(?=到)"', examples=None)
    + rule("second", unless='"{@nothing}"', requires='"(?!x)"'),
    "no-list-of-rules": 'rule = "patrol"\n',
    "stray-key": 'patterns = "x"\n' + rule(),
    "unknown-table": '[phrase]\nplace_end = "村"\n' + rule(),
    "macro-of-a-shipped-name": '[macros]\nmanner = "x"\n' + rule(),
    "macro-of-wrong-form": "[macros]\nformally = 7\n" + rule(),
    "broken-toml": '[[rule]]\nname = "patrol\n',
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_are_told_with_file_and_rule(name: str, tmp_path: Path) -> None:
    text = told(folder(tmp_path, own=FAULTS[name]))
    assert text + "\n" == (ERRORS / f"rules-{name}.txt").read_text(encoding="utf-8")
    assert "own.toml" in text


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    first = rule("one", patern='"x"') + rule("two", examples=None) + rule("fine")
    second = rule("three", pattern='"^{@nothing}(?P<trigger>到)"') + rule("fine")
    text = told(folder(tmp_path, a=first, b=second))
    assert text + "\n" == (ERRORS / "rules-all-at-once.txt").read_text(encoding="utf-8")


def test_a_broken_file_hides_no_fault_of_another(tmp_path: Path) -> None:
    text = told(folder(tmp_path, a='[[rule]]\nname = "patrol\n', b=rule(patern='"x"')))
    assert "  a.toml: not TOML: " in text
    assert "  b.toml: patrol: unknown key 'patern'." in text


def test_a_rule_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_bytes("name = '县长'".encode("gb18030"))
    assert "  own.toml: not TOML: " in told(tmp_path)


def test_a_lexicon_without_its_form_is_told(tmp_path: Path) -> None:
    (tmp_path / "verbs.txt").write_text("巡河\n", encoding="utf-8")
    assert told(tmp_path) == (
        "verbs.txt: the first line must state the form of the list ('# form: …')."
    )


def test_rules_and_word_lists_fit_a_screen() -> None:
    """Long patterns run over lines that end in a backslash; examples are tables of one line."""
    columns = {"W": 2, "F": 2}
    files = [*(ONTOLOGY / "rules").glob("*.toml"), *(ONTOLOGY / "lexicon").glob("*.txt")]
    wide = [
        f"{file.name}:{number}"
        for file in sorted(files)
        if file.name != "page.toml"  # whose patterns are raw strings, in which a line cannot go on
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if sum(columns.get(unicodedata.east_asian_width(sign), 1) for sign in line) > 130
        and len(line.split()) > 2
        and not line.lstrip().startswith(("{", "#", "examples", '"', "digits"))
    ]
    assert wide == []


def test_no_pattern_holds_the_end_of_a_line_by_mistake() -> None:
    """Two backslashes at the end of a line are one in the pattern, and the line does not go on."""
    files = sorted((ONTOLOGY / "rules").glob("*.toml"))
    lines = [(file.name, line) for file in files for line in file.read_text("utf-8").splitlines()]
    assert [(name, line) for name, line in lines if line.endswith("\\\\")] == []
