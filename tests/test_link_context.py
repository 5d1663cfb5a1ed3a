"""What stands in an article, and what its paper names most, decides where no home is given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg import pipeline
from kg.gazetteer.match import Matchers
from kg.link import link
from kg.store import Store
from tests.gazetteers import shelf
from tests.test_link import LINKS, asked

CITY = "郑州市高新区党工委书记景云起到郑州市工商联调研。"


def linked(folder: Path, *texts: str, **fields: Any) -> dict[str, tuple[str, str]]:
    """Code and reason by name, of articles without a home."""
    lines = [
        {"id": f"a{number}", "title": f"题{number}", "published": "2022-11-16", "text": text}
        for number, text in enumerate(texts)
    ]
    file = folder / "news.jsonl"
    file.write_text("".join(f"{json.dumps(one | fields)}\n" for one in lines))
    pipeline.build([str(file)], store=folder / "store")
    with Matchers(shelf(folder).open()) as matchers, Store.open(folder / "store") as store:
        link(store, matchers)
        query = LINKS.replace("?object {", "?object ?why {").replace(
            "?object .", "?object ; zj:justification ?why ."
        )
        return {
            name: (entry.rpartition("/")[2], why) for name, _, entry, why in asked(store, query)
        }


@pytest.mark.parametrize(
    "text",
    [
        "11月2日，郑州市高新区党工委书记景云起到沟赵办事处调研。",
        "11月2日，副主任景云起到沟赵办事处调研。随后，景云起到郑州市考察。",
        "11月2日，中原区区长景云起和郑州市教育局局长狄怀远到沟赵办事处调研。",
    ],
)
def test_posts_bodies_and_other_places_of_an_article_decide(text: str, tmp_path: Path) -> None:
    found = linked(tmp_path, text)
    assert found["沟赵办事处"][0] == "410172360"
    assert "by the context" in found["沟赵办事处"][1]


def test_an_article_that_tells_of_nothing_leaves_it_open(tmp_path: Path) -> None:
    assert linked(tmp_path, "11月2日，副主任景云起到沟赵办事处调研。") == {}


def test_one_name_in_articles_about_two_cities_is_left_open(tmp_path: Path) -> None:
    """One node stands for the name: what holds of one article must not be said of the other."""
    kaifeng = "11月2日，开封市教育局局长景云起到鼓楼区调研。"
    nanjing = "11月2日，南京市教育局局长狄怀远到鼓楼区调研。"
    luoyang = "11月2日，洛阳市教育局局长狄怀远到鼓楼区调研。"
    assert linked(tmp_path, kaifeng)["鼓楼区"][0] == "410204"
    for number, other in enumerate((nanjing, luoyang)):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert "鼓楼区" not in linked(folder, kaifeng, other)


def test_a_village_is_one_of_the_home_unless_its_article_tells_of_another_place(
    tmp_path: Path,
) -> None:
    near = "11月2日，副主任景云起到堂李村调研。随后，景云起到登封市考察。"
    far = "11月3日，副主任景云起到宋河村调研。随后，景云起到巍山县考察。"
    file = tmp_path / "news.jsonl"
    texts = enumerate((near, far))
    file.write_text(
        "".join(f"{json.dumps({'id': f'{n}', 'title': f'{n}', 'text': t})}\n" for n, t in texts)
    )
    pipeline.build([str(file)], store=tmp_path / "store", published="2022-11-16", home="郑州市")
    with Matchers(shelf(tmp_path).open()) as matchers, Store.open(tmp_path / "store") as store:
        link(store, matchers)
        found = {name: entry.rpartition("/")[2] for name, _, entry in asked(store, LINKS)}
        villages = {name for (name,) in asked(store, "SELECT ?n { [] a zj:Place; rdfs:label ?n }")}
    assert found["堂李村"] == "410100"
    assert "宋河村" in villages
    assert "宋河村" not in found


def test_the_narrower_place_beside_decides(tmp_path: Path) -> None:
    with Matchers(shelf(tmp_path).open()) as matchers:
        match = matchers.match("高新区", context=["河南省郑州市", "开封市鼓楼区"])
        assert match.chosen is not None
        assert match.chosen.place.code == "410172"
        match = matchers.match("鼓楼区", context=["江苏省南京市教育局局长", "鼓楼区华侨路街道"])
        assert match.chosen is not None
        assert match.chosen.place.code == "320106"


def test_the_city_that_a_paper_names_most_is_its_home(tmp_path: Path) -> None:
    plain = "11月3日，副主任景云起到沟赵办事处调研。"
    found = linked(tmp_path, CITY, CITY, plain, publisher="某晚报")
    assert found["沟赵办事处"][0] == "410172360"
    assert found["沟赵办事处"][1].endswith(
        "which is 郑州市, that most articles of the paper are about"
    )


def test_a_paper_of_several_cities_has_no_usual_home(tmp_path: Path) -> None:
    plain = "11月3日，副主任景云起到沟赵办事处调研。"
    other = "洛阳市洛龙区区长狄怀远到洛阳市教育局调研。"
    assert "沟赵办事处" not in linked(tmp_path, CITY, other, plain, publisher="某周刊")
