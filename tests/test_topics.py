"""What a visit is about: in the words of the text, from its trigger to the graph."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import kg
from kg.model import Record
from kg.query import Graph
from kg.record import from_json, to_json


def read(text: str) -> Record:
    return kg.extract(text, published="2022-12-16")


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("12月5日，洛龙区区长褚明轩到关林办事处督导供暖保障工作。", "供暖保障工作"),
        ("12月5日，洛龙区区长褚明轩到关林办事处调研指导养老服务工作，湛秋棠陪同。", "养老服务工作"),
        ("12月5日，洛龙区区长褚明轩到关林办事处检查了药品储备情况。", "药品储备情况"),
        ("12月5日，洛龙区区长褚明轩到关林办事处就冬季供暖工作进行调研。", "冬季供暖工作"),
        ("12月5日，洛龙区区长褚明轩到关林办事处对疫情防控工作开展检查。", "疫情防控工作"),
        ("12月5日，洛龙区区长褚明轩到关林办事处调研。", None),
        ("12月5日，洛龙区区长褚明轩到关林办事处调研，强调要抓好防汛工作。", None),
        ("12月5日，洛龙区区长褚明轩到关林办事处走访，了解企业情况。", None),
        ("12月5日，洛龙区区长褚明轩到关林办事处看望在一线工作的环卫工人。", None),
    ],
)
def test_the_matter_that_the_trigger_governs(text: str, topic: str | None) -> None:
    (visit,) = (event for event in read(text).events if event.type == "Visit")
    told = visit.topic
    assert (told and told.text) == topic
    assert told is None or text[told.start : told.end] == told.text
    assert told is None or visit.evidence.start <= told.start < told.end <= visit.evidence.end


def test_a_record_holds_it(root: Path) -> None:
    record = read("12月5日，洛龙区区长褚明轩到关林办事处督导供暖保障工作。")
    data = to_json(record)
    assert data["events"][0]["topic"] == {"text": "供暖保障工作", "start": 22, "end": 28}
    schema = json.loads((root / "ontology" / "record.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, schema)
    assert to_json(from_json(data)) == data


def test_attention_by_topic_has_answers(example_store: Path) -> None:
    with Graph(example_store) as graph:
        topics = {row["topic"] for row in graph.query("attention-by-topic")}
    assert {"供暖保障工作", "养老服务工作", "2023年度民生实事项目"} <= topics
