"""What a wording tells of a place, and what tells the nodes of an article apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.rdf.seat import is_generic, read, split, within, without_party
from kg.rdf.seats import Seated, Seats, institution
from tests.records import Named, Story, office


@pytest.mark.parametrize(
    ("wording", "chain", "level", "rest"),
    [
        ("郑州市中原区区长", ("郑州市", "中原区"), 3, "区长"),
        ("中原区委书记", ("中原区",), 3, "区委书记"),
        ("中共灵丘县委书记", ("灵丘县",), 3, "县委书记"),
        ("信丰县人民政府县长", ("信丰县",), 3, "县人民政府县长"),
        ("郑州市委书记", ("郑州市",), 2, "市委书记"),
        ("凉山州委书记", ("凉山州",), 2, "州委书记"),
        ("通州区区长", ("通州区",), 3, "区长"),
        ("市中区区长", ("市中区",), 3, "区长"),
        ("镇平县副县长", ("镇平县",), 3, "副县长"),
        ("郑州高新区党工委书记", ("郑州", "高新区"), 3, "区党工委书记"),
        ("新疆维吾尔自治区主席", ("新疆维吾尔自治区",), 1, "自治区主席"),
        ("招贤镇镇长", ("招贤镇",), 4, "镇长"),
        ("刘官庄镇大河北村", ("刘官庄镇", "大河北村"), 5, ""),
        ("县委书记", (), 3, "县委书记"),
        ("常务副市长", (), 2, "常务副市长"),
        ("市水利局局长", (), 2, "市水利局局长"),
        ("办事处主任", (), 4, "办事处主任"),
        ("国务院副总理", (), 0, "国务院副总理"),
        ("俄罗斯总统", (), 0, "俄罗斯总统"),
        ("巴林左旗旗长", ("巴林左旗",), 3, "旗长"),
        ("德清县县长", ("德清县",), 3, "县长"),
        ("党支部书记", (), 6, "党支部书记"),
        ("市场监管局局长", (), None, "市场监管局局长"),
        ("城市管理局局长", (), None, "城市管理局局长"),
        ("乡村振兴局局长", (), None, "乡村振兴局局长"),
        ("党工委书记", (), None, "党工委书记"),
        ("山东鲁岳机械有限公司董事长", (), None, "山东鲁岳机械有限公司董事长"),
    ],
)
def test_wordings(wording: str, chain: tuple[str, ...], level: int | None, rest: str) -> None:
    seat = read(wording)
    assert (seat.chain, seat.level, seat.rest) == (chain, level, rest)


@given(st.text(st.sampled_from("郑州市中原区县委镇村长办事处国务院副党支部书记局"), max_size=14))
def test_any_wording_is_read(wording: str) -> None:
    seat = read(wording)
    assert seat.place in wording
    assert "".join(split(seat)) == seat.place
    assert list(seat.levels) == sorted(seat.levels)


@pytest.mark.parametrize(
    ("home", "named", "full"),
    [
        ("郑州市", "中原区", "郑州市中原区"),
        ("郑州高新区", "高新区", "郑州高新区"),
        ("高新区", "郑州高新区", "郑州高新区"),
        ("郑州市", "郑州市中原区", "郑州市中原区"),
        ("大同市", "灵丘县", "灵丘县"),
        ("郑州市", "新郑市", "新郑市"),
        ("中原区", "金水区", "金水区"),
        ("平舆县", "高新区", "平舆县高新区"),
        ("", "鼓楼区", "鼓楼区"),
        ("莒县", "", "莒县"),
    ],
)
def test_a_place_within_a_home(home: str, named: str, full: str) -> None:
    assert within(home, named) == full


@pytest.mark.parametrize(
    ("post", "body", "found"),
    [
        ("县人民医院医生", "县人民医院", "县人民医院"),
        ("县中医院党委书记", "县中医院党委", "县中医院"),
        ("县水利局党组书记", "县水利局党组", None),
        ("县人民法院院长", "县人民法院", None),
        ("招贤镇党委书记", "招贤镇党委", None),
        ("大河北村村主任", "大河北村", None),
        ("董事长", "", ""),
        ("县长", "", None),
    ],
)
def test_posts_that_are_no_office(post: str, body: str, found: str | None) -> None:
    assert institution(post, body) == found


def seated(
    post: str, *, home: str = "莒县", publisher: str = "", organization: str = "", visited: str = ""
) -> Seated:
    """Where an official is who holds a post, in an article that tells of a visit."""
    story = Story("a", f"{post}陈国栋到{visited}调研。", home=home, publisher=publisher)
    story.post("陈国栋", post, organization=organization or None)
    if visited:
        story.visit(["陈国栋"], [office(visited)])
    return Seats(story.record()).of("Person", "陈国栋")


def test_officials() -> None:
    assert seated("县长") == seated("莒县县长") == seated("县水利局局长") == Seated("莒县")
    assert seated("平江县县长") == Seated("平江县")
    assert seated("中原区区长", home="郑州市") == Seated("郑州市中原区")
    assert seated("招贤镇镇长") == Seated("莒县", ("招贤镇",))
    assert seated("国务院总理") == seated("国务院总理", home="平江县")
    assert seated("市委书记", home="大同市灵丘县") == Seated("大同市")
    assert seated("市委书记") == Seated("莒县", ("市",), is_stated=False)


def test_officials_whose_place_the_post_does_not_name() -> None:
    assert seated("镇长") == Seated("莒县", ("a",)), "told in this article alone"
    assert seated("镇长", visited="招贤镇卫生院") == seated("招贤镇镇长")
    assert seated("县长", home="") == Seated()
    assert seated("县长", home="", publisher="莒县新闻") == Seated(key=("", "莒县新闻"))
    assert seated("湘阴县县长", home="", publisher="莒县新闻") == Seated("湘阴县")


def test_posts_that_are_no_office_are_told_by_their_body() -> None:
    assert seated("县医院院长", organization="县医院") == Seated("莒县", ("县医院",))
    assert seated("董事长") == Seated("莒县", ("a",))


def test_bodies_and_places() -> None:
    story = Story("a", "陈国栋", home="莒县")
    story.post(Named("陈国栋"), "陈国栋")
    seats = Seats(story.record())
    own, here = Seated("莒县"), Seated("莒县", ("a",))
    for name in ("县政府", "县公安局", "招贤镇中心小学", "第一中学", "市政府"):
        assert seats.of("Organization", name) == own
    for name in ("中心小学", "派出所", "公司", "镇政府", "村委会"):
        assert seats.of("Organization", name) == here
    assert seats.of("Person", "王丽") == Seated(key=("a",))


def test_without_a_home_the_paper_tells_places_apart() -> None:
    story = Story("a", "和平村", publisher="湘阴周刊")
    seats = Seats(story.record())
    assert seats.of("Place", "和平村") == Seated(key=("", "湘阴周刊"))
    assert seats.of("Place", "湘阴县") == Seated()
    assert seats.of("Organization", "湘阴县湘滨镇农机公司") == Seated()


def test_words() -> None:
    assert is_generic("派出所")
    assert not is_generic("县派出所")
    assert without_party("县中医院党委") == "县中医院"
    assert without_party("党委") == ""
