"""Names and posts: short passages, and who is named in them with which posts.

A row is a passage and what it gives: `name=post,post; name=post`, a post that is not current
with its status behind a slash, nothing behind `=` where the passage gives a name no post.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from kg.extract import extract
from kg.ingest import article_from_text
from kg.model import Record
from kg.people import Grammar, People, body_of
from kg.rules import load_rules

TABLE = """
县总工会主席水云舒到工地。水云舒问项目经理郜志军。 | 水云舒=县总工会主席; 郜志军=项目经理
县长班正华到会。班正华和县自然资源局局长蒙家琼参加会议。 | 班正华=县长; 蒙家琼=县自然资源局局长
国家主席罗振邦到会。罗振邦主席特使马占海到会。 | 罗振邦=国家主席; 马占海=罗振邦主席特使
老人高血压的药没有了。市电力局局长廖铁生哑着嗓子说。 | 廖铁生=市电力局局长
双方要以马杜罗总统访华为契机。罗曼副县长到会。 | 马杜罗=总统; 罗曼=副县长
部长罗振邦察看壶瓶山镇、罗坪乡长梯隘梯田。 | 罗振邦=部长
县委书记罗振邦、当年的班主任马占海到会。 | 罗振邦=县委书记; 马占海=班主任
县委书记马占海与云溪公司董事长慈平凡到会。县长闭绍文说。 | 马占海=县委书记; 慈平凡=云溪公司董事长; 闭绍文=县长
罗建军副县长叮嘱养老院负责人。罗卫国县长指出，要抓紧。 | 罗建军=副县长; 罗卫国=县长
成员国主席指出，要合作。乌陆军总司令瑟尔斯基表示反对。 | 瑟尔斯基=乌陆军总司令
雷波翰局长说，要抓紧。鲁山县长到会。 | 雷波翰=局长
县长郭浩将带队检查。企业家江浩将棉衣送到敬老院。 | 郭浩=县长; 江浩=
商会会长江涛讲话，省水利厅副厅长江松介绍情况。 | 江涛=商会会长; 江松=省水利厅副厅长
县长马占海巡查青龙水库。副县长杜衡督战。县委书记罗振邦马不停蹄。 | 马占海=县长; 杜衡=副县长; 罗振邦=县委书记
县电视台台长葛慧到会。 | 葛慧=县电视台台长
县长马占海赴郑州拜会中原银行董事长葛慧。 | 马占海=县长; 葛慧=中原银行董事长
高新区党工委书记张红军到沟赵办事处调研。 | 张红军=高新区党工委书记
县委书记罗振邦、县长马占海出席会议。 | 罗振邦=县委书记; 马占海=县长
副县长杜衡、陶景明参加调研。 | 杜衡=副县长; 陶景明=副县长
县委副书记、代县长罗振邦传达省委书记马占海的讲话。 | 罗振邦=县委副书记,代县长/acting; 马占海=省委书记
由县委常委、常务副县长罗振邦和县人武部政委马占海率队。 | 罗振邦=县委常委,常务副县长; 马占海=县人武部政委
区政协领导罗振邦、马占海、贺国洪及秘书长陶景明前往。 | 罗振邦=; 马占海=; 贺国洪=; 陶景明=秘书长
合阳县云溪建设（集团）有限公司总经理葛慧发言。 | 葛慧=合阳县云溪建设（集团）有限公司总经理
副会长陶景明、余则明出席。 | 陶景明=副会长; 余则明=副会长
市政府党组成员、副市长，市公安局党委书记、局长罗振邦到会。 | 罗振邦=市政府党组成员,副市长,市公安局党委书记,局长
会议由县委副书记、县长，县委书记马占海主持。 | 马占海=县委书记
国家主席罗振邦特别代表、国家副主席马占海到会。 | 马占海=国家主席罗振邦特别代表,国家副主席
县委常委、县委办公室主任汪海潮，副县长何劲松参加检查。 | 汪海潮=县委常委,县委办公室主任; 何劲松=副县长
高新区党工委委员、管委会副主任王德敏到园区调研。 | 王德敏=高新区党工委委员,管委会副主任
市长欧阳竞主持会议。 | 欧阳竞=市长
县委书记司徒远强调，要压实责任。 | 司徒远=县委书记
副市长诸葛明轩到会讲话。 | 诸葛明轩=副市长
镇党委书记上官雪梅走访群众。 | 上官雪梅=镇党委书记
县长令狐安到企业调研。 | 令狐安=县长
县政协主席阿不都热依木·买买提出席会议。 | 阿不都热依木·买买提=县政协主席
副县长古丽娜尔·艾合买提陪同调研。 | 古丽娜尔·艾合买提=副县长
自治区主席艾山江·吐尔迪到喀什调研。 | 艾山江·吐尔迪=自治区主席
州委书记罗振邦，州长玛合木提·托乎提参加。 | 罗振邦=州委书记; 玛合木提·托乎提=州长
县委书记章立宏率队检查。章书记指出，要加强值守。 | 章立宏=县委书记
县人大常委会主任章军率慰问组走访学校。 | 章军=县人大常委会主任
副县长鲁辉受县委委托看望老人。 | 鲁辉=副县长
云溪商会会长鲁辉为同学们送上书包。云溪商会会长毛立安到场。 | 鲁辉=云溪商会会长; 毛立安=云溪商会会长
云溪有限公司董事长范英为学校捐款，总经理范利利用周末到校。 | 范英=云溪有限公司董事长; 范利=总经理
副县长丁龙于3月2日到云溪镇。县长吴多东先到云溪镇。县长吴多东又到双河镇。 | 丁龙=副县长; 吴多东=县长
副市长王江村、凌世宏参加。市长到长安镇。 | 王江村=副市长; 凌世宏=副市长
县长范大为到云溪镇，副县长范建先陪同调研。 | 范大为=县长; 范建先=副县长
副县长曹慧敏来到学校。曹副县长说，要抓好安全。 | 曹慧敏=副县长
时任县长韩冬生带队检查。 | 韩冬生=县长/former
原县委书记韩冬生曾到该村调研。 | 韩冬生=县委书记/former
代市长欧阳竞主持召开会议。 | 欧阳竞=代市长/acting
副市长、代市长纪兰舟到会。 | 纪兰舟=副市长,代市长/acting
县委副书记、代县长柴晓萌作报告。 | 柴晓萌=县委副书记,代县长/acting
前总统德格迈出席仪式。 | 德格迈=前总统/former
汉丰县人民医院原副院长韩冬生回乡。 | 韩冬生=汉丰县人民医院原副院长/former
瑙鲁国家研究所前首席执行官德格迈到会。前国防部长德格迈讲话。 | 德格迈=瑙鲁国家研究所前首席执行官/former,前国防部长/former
汉丰县政协原党组书记、主席韩冬生到会。 | 韩冬生=汉丰县政协原党组书记/former,主席/former
县政协原主席、县关工委主任韩冬生到会。 | 韩冬生=县政协原主席/former,县关工委主任
时任汉丰县委书记、云溪市委常委韩冬生来到学校。 | 韩冬生=汉丰县委书记/former,云溪市委常委/former
前郭县气象台台长韩冬生、太原市长马占海到会。 | 韩冬生=前郭县气象台台长; 马占海=太原市长
会议由轮值主席瑙鲁总统德格迈主持。南苏丹总统卡里诺参加。 | 德格迈=瑙鲁总统; 卡里诺=南苏丹总统
在巴黎同克雷洛总统、欧盟委员会主席冯布伦举行会晤。 | 克雷洛=总统; 冯布伦=欧盟委员会主席
看望了带病上课的教师韩冬生和汉丰大学教师马占海。 | 韩冬生=; 马占海=汉丰大学教师
农技专家韩冬生走进稻田，首席专家马占海讲解。 | 韩冬生=; 马占海=首席专家
瑙鲁总统德格迈对中国进行国事访问。 | 德格迈=瑙鲁总统
国务院总理李克坚9日在安徽会见客人。国务院总理罗振强11日在京。 | 李克坚=国务院总理; 罗振强=国务院总理
国家副主席罗正在北京会见瑙鲁公主诗莉达。 | 罗正=国家副主席; 诗莉达=瑙鲁公主
国家副主席罗正将出席仪式。国家副主席罗正将于5月7日访问瑙鲁。 | 罗正=国家副主席
省委书记信明轩和省长杜衡陪同。县委书记信任干部。 | 信明轩=省委书记; 杜衡=省长
欢迎瑙鲁共和国总统卡佩尔萨德·单多吉对我国进行国事访问。 | 卡佩尔萨德·单多吉=瑙鲁共和国总统
瑙鲁副总理亚历山大·诺维奇6日说，要合作。议员约翰·何塞得到支持。 | 亚历山大·诺维奇=瑙鲁副总理; 约翰·何塞=议员
今晚播出瑙鲁总统卡里诺独家专访。 | 卡里诺=瑙鲁总统
这是过去一年全国政协委员罗振邦履职的重点。 | 罗振邦=全国政协委员
会议听取了县人大常委会代表资格审查委员会主任委员杜衡作的报告。 | 杜衡=县人大常委会代表资格审查委员会主任委员
法国总统拉沃瑟抵达北京。 | 拉沃瑟=法国总统
美国国务卿哈林顿访华。 | 哈林顿=美国国务卿
俄罗斯总统克雷洛夫与其会谈。 | 克雷洛夫=俄罗斯总统
德国总理克莱因曼表示，愿加强合作。 | 克莱因曼=德国总理
联合国秘书长佩雷拉发表讲话。 | 佩雷拉=联合国秘书长
匈牙利外长卡多什参加会见。 | 卡多什=匈牙利外长
县长高峰到水库检查。 | 高峰=县长
副县长高明出席。 | 高明=副县长
镇长黄河介绍了情况。 | 黄河=镇长
区委书记江山要求，要抓紧整改。 | 江山=区委书记
村支书金银山介绍，今年收成好。 | 金银山=村支书
局长方正带队检查。 | 方正=局长
县长白雪梅看望了老兵。 | 白雪梅=县长
步云轩鞋业董事长葛慧参加座谈。 | 葛慧=步云轩鞋业董事长
沟赵党工委副书记、办事处主任弓书亮陪同。 | 弓书亮=沟赵党工委副书记,办事处主任
郑州市工商联副主席、高新区人大代表高风捐赠了物资。 | 高风=郑州市工商联副主席,高新区人大代表
国家主席罗振邦同瑙鲁总统卡里诺通电话。 | 罗振邦=国家主席; 卡里诺=瑙鲁总统
匈牙利总理卡多什再次表示反对。 | 卡多什=匈牙利总理
刚果（金）总统姆本扎抵达北京。 | 姆本扎=刚果（金）总统
副县长杜衡于3日会见客商。 | 杜衡=副县长
在罗振邦书记再次来到梧桐村时，马占海县长也在。 | 罗振邦=书记; 马占海=县长
轮值主席阿尔及利亚主持会议，县长马占海出席。 | 马占海=县长
县长马占海说，大国领袖风范令人敬佩。 | 马占海=县长
罗振邦表示感谢。党中央以罗振邦同志为核心。在云溪古城考察时，总书记强调，要保护好文物。 | 罗振邦=总书记
种植户任三虎把西红柿送给街道。 | 任三虎=
企业家高风向沟赵办事处捐款。 | 高风=
记者顾映川报道。县长马占海到会。 | 顾映川=; 马占海=县长
县人大常委会主任纪怀瑾带领部分代表视察。 | 纪怀瑾=县人大常委会主任
县领导曾建平、肖佩芳、许光、钟远志出席会议。 | 曾建平=; 肖佩芳=; 许光=; 钟远志=
县人大常委会副主任邱贤忠、县政协副主席文丽应邀列席会议。 | 邱贤忠=县人大常委会副主任; 文丽=县政协副主席
市委书记邵庭松和市长蓝嘉树一同调研。 | 邵庭松=市委书记; 蓝嘉树=市长
在县委书记罗振邦陪同下，省长陆青禾到该县考察。 | 罗振邦=县委书记; 陆青禾=省长
常务副县长边立夏主持会议。 | 边立夏=常务副县长
党组书记、局长麻志远带队。 | 麻志远=党组书记,局长
县委常委、常务副县长石鸣谦，县委常委、宣传部部长糜向晚出席。 | 石鸣谦=县委常委,常务副县长; 糜向晚=县委常委,宣传部部长
闻人杰副局长到场指导。 | 闻人杰=副局长
“要把好事办好。”县长陶景明说。 | 陶景明=县长
县长陶景明的讲话赢得掌声。 | 陶景明=县长
省委副书记、省长陆青禾，副省长沙亦舟参加。 | 陆青禾=省委副书记,省长; 沙亦舟=副省长
县委副书记陈光明同志主持会议。 | 陈光明=县委副书记
党委书记兼校长谌若云汇报工作。 | 谌若云=党委书记兼校长
村党支部书记、村委会主任牛大力一直忙碌。 | 牛大力=村党支部书记,村委会主任
副县长马晓云（女）到会。 | 马晓云=副县长
县长马占海一行来到工地。 | 马占海=县长
县长马占海等领导陪同调研。 | 马占海=县长
省政协副主席荆素月于3月2日到宜昌调研。 | 荆素月=省政协副主席
县公安局局长付强、县住建局局长季平参加。 | 付强=县公安局局长; 季平=县住建局局长
组织部部长高建国，纪委书记、监委主任单立人出席。 | 高建国=组织部部长; 单立人=纪委书记,监委主任
县长马占海向李老师表示慰问。 | 马占海=县长
县委书记章立宏对此作出批示。 | 章立宏=县委书记
新任县长何劲松到任。 | 何劲松=县长
四级调研员刘鹏程参加调研。 | 刘鹏程=四级调研员
县长马占海，县委副书记杜衡，副县长陶景明、葛慧参加会议。 | 马占海=县长; 杜衡=县委副书记; 陶景明=副县长; 葛慧=副县长
越南国家主席阮文泰举行欢迎仪式。 | 阮文泰=越南国家主席
巴西总统保罗·达科斯塔访华。 | 保罗·达科斯塔=巴西总统
边立夏代表街道致谢。县长边立夏讲话。 | 边立夏=县长
10月21日，市委副书记、市长蓝嘉树来到企业。 | 蓝嘉树=市委副书记,市长
县委书记、县人大常委会主任罗振邦主持会议。 | 罗振邦=县委书记,县人大常委会主任
公司董事长葛慧代表企业捐款。 | 葛慧=公司董事长
县教育局副局长、县一中校长糜向晚介绍情况。 | 糜向晚=县教育局副局长,县一中校长
县长马占海出席，罗振邦书记讲话。 | 马占海=县长; 罗振邦=书记
副县长欧阳竞、司徒远出席。 | 欧阳竞=副县长; 司徒远=副县长
村民李秀英说，路修好了。 | 李秀英=
网格员桑榆上门服务。 | 桑榆=网格员
已故院长韩冬生的女儿到会。 | 韩冬生=院长/former
现任镇长柴晓萌主持。 | 柴晓萌=镇长
县委书记章立宏，县委副书记、县长赖春晖参加。 | 章立宏=县委书记; 赖春晖=县委副书记,县长
英国首相韦斯顿发表声明。 | 韦斯顿=英国首相
意大利总理贝尔蒂访华。 | 贝尔蒂=意大利总理
金砖国家新开发银行行长莫雷拉参加会议。 | 莫雷拉=金砖国家新开发银行行长
县长陶景明。 | 陶景明=县长
省长杜衡说，今年同盖莱多总统成功会晤。 | 杜衡=省长; 盖莱多=总统
省长杜衡转达拜尔莱总统的问候。 | 杜衡=省长; 拜尔莱=总统
乌克兰国防部长列斯托夫6日表示，没有收到。 | 列斯托夫=乌克兰国防部长
立即释放瑙鲁总统卡里诺。对此瑙鲁外交部发言人莫雷拉表示关切。 | 卡里诺=瑙鲁总统; 莫雷拉=瑙鲁外交部发言人
今年的收成比去年好，群众很高兴。 |
会议要求，各部门要抓好落实。 |
张家村、李家湾和王家坪的路修好了。 |
县领导、有关部门负责人参加。 |
"""
ROWS = [tuple(map(str.strip, line.split("|"))) for line in TABLE.strip().splitlines()]


def read(text: str) -> Record:
    return extract(article_from_text(text), load_rules())


def people(text: str) -> People:
    return People(article_from_text(text).body.text, load_rules().grammar)


def names(text: str) -> list[str]:
    return list(dict.fromkeys(span.name for span in people(text).spans))


def told(text: str) -> dict[str, set[str]]:
    """Names with their posts; a post that is not current with its status."""
    found: dict[str, set[str]] = {name: set() for name in names(text)}
    for held in read(text).posts:
        status = "" if held.status == "current" else f"/{held.status}"
        found.setdefault(held.person.name, set()).add(held.post + status)
    return found


def wanted(row: str) -> dict[str, set[str]]:
    pairs = (each.strip().partition("=") for each in row.split(";") if each)
    return {name: set(filter(None, posts.split(","))) for name, _, posts in pairs}


@pytest.mark.parametrize(("text", "row"), ROWS)
def test_names_and_posts(text: str, row: str) -> None:
    assert told(text) == wanted(row)


def test_the_table_is_long_and_each_passage_stands_once() -> None:
    assert len(ROWS) >= 60
    assert len({text for text, _ in ROWS}) == len(ROWS)


@pytest.mark.parametrize("text", [text for text, _ in ROWS])
def test_spans_hold_what_they_say(text: str) -> None:
    found = people(text)
    for span in found.spans:
        assert 0 <= span.start <= span.name_start < span.name_end <= span.end <= len(found.text)
        for post in span.posts:
            assert found.text[post.start : post.end] == post.label


@pytest.mark.parametrize("text", [text for text, _ in ROWS])
def test_spans_stand_in_order_and_do_not_overlap(text: str) -> None:
    spans = people(text).spans
    assert all(a.end <= b.start for a, b in pairwise(spans))


def test_a_surname_with_a_title_is_the_person_named_before() -> None:
    found = people("副县长曹慧敏来到学校。曹副县长说，要抓好安全。")
    assert [(span.name, span.grounds) for span in found.spans] == [
        ("曹慧敏", "post"),
        ("曹慧敏", "short"),
    ]


def test_the_last_part_of_a_dotted_name_is_its_bearer_and_no_foundation() -> None:
    text = "瑙鲁外长费利佩·扎科卡说，要合作。随后，扎科卡访问汉丰，扎科卡基金会捐了款。"
    assert [(s.name, s.grounds) for s in people(text).spans[1:]] == [("费利佩·扎科卡", "short")]


def test_a_surname_with_a_title_is_nobody_where_no_such_name_was_given() -> None:
    assert "曹副县长" not in names("县长马占海出席。曹副县长说，要抓好安全。")


def test_of_two_with_one_surname_the_title_says_who_is_meant() -> None:
    text = "县委书记马振邦、县长马占海到会。马县长说，要抓好安全。"
    assert people(text).spans[-1].name == "马占海"


def test_a_post_stands_where_the_article_words_it() -> None:
    text = "10月30日，高新区党工委委员、管委会副主任王德敏到园区调研。"
    for post in read(text).posts:
        assert text[post.quote.start : post.quote.end] == post.quote.text == post.post


def test_a_post_names_its_organization() -> None:
    (post,) = read("高新区党工委书记张红军到沟赵办事处调研。").posts
    assert (post.organization, post.rule) == ("高新区党工委", "post-post")


@pytest.mark.parametrize("text", ["", "。", "县长", "县长，", "县长、", "·", "县长·", "（）", "和"])
def test_text_without_a_name_gives_nobody(text: str) -> None:
    article = article_from_text("县长。" + text)
    assert People(article.body.text, load_rules().grammar).spans == []


@pytest.mark.parametrize(
    ("label", "body"),
    [
        ("国防部长", "国防部"), ("国防部部长", "国防部"), ("国防部副部长", "国防部"),
        ("国防副部长", "国防部"), ("罗平县长", "罗平县"), ("罗平县县长", "罗平县"),
        ("城关派出所长", "城关派出所"), ("县武装部长", "县武装部"), ("意大利前总理", "意大利"),
        ("全国政协副主席", "全国政协"), ("中央纪委副书记", "中央纪委"), ("石佛村党支部书记", "石佛村党支部"),
        ("国务院副总理兼财政部长", "财政部"), ("中央办公厅主任兼秘书长", "中央办公厅"),
        ("瑙鲁大学校长", "瑙鲁大学"), ("县一中副校长", "县一中"), ("太原市长", "太原市"),
        ("匈牙利总理首席安全顾问", "匈牙利"), ("瑙鲁政府经济顾问", "瑙鲁政府"), ("瑙鲁总统办公室主任", "瑙鲁总统办公室"),
        ("联合国秘书长苏丹问题特别代表", "联合国"), ("国家主席马占海特别代表", "国家"), ("英国国防大臣", "英国"),
        ("县人大教育委员会主任委员", "县人大教育委员会"), ("瑙鲁国民议会议长", "瑙鲁国民议会"),
        ("云溪大学荣誉一级教授", "云溪大学"), ("汉丰县农业局二级巡视员", "汉丰县农业局"), ("该州州长", ""),
        ("汉丰州首席部长", "汉丰州"), ("汉丰县农业局原党组书记", "汉丰县农业局党组"), ("市长助理", ""),
        ("县委副书记", "县委"), ("区长", ""), ("学习小组", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_body_that_a_post_tells(label: str, body: str) -> None:
    assert body_of(label, load_rules().grammar) == body


def test_a_name_alone_before_what_several_do_is_one_of_them() -> None:
    people = People(
        "县委书记王砺锋到沟赵办事处视察。\n李望舒等陪同调研。高校等参加活动。", load_rules().grammar
    )
    assert people.names == ["王砺锋", "李望舒"]


def test_a_title_of_ones_own_lexicon_is_words_and_no_pattern() -> None:
    grammar = Grammar(load_rules().lexicons)
    grammar.sole_titles, grammar.core_signs = ["书记("], ("(核心",)
    text = "县委书记(李望舒到沟赵办事处调研。书记(说，以李望舒(核心。"
    assert "李望舒" in People(text.replace("委书记(", "委书记"), grammar).names


@pytest.mark.parametrize("word", ["水井", "高铁", "水产品", "华盛顿", "夏至"])
def test_a_word_is_nobody_for_what_follows_it_alone(word: str) -> None:
    assert People(f"要抓好检修。{word}没有检修不能用。", load_rules().grammar).names == []


def test_a_word_that_speaks_may_be_somebody() -> None:
    assert People("要抓好检修。严明说，不能停。", load_rules().grammar).names == ["严明"]
