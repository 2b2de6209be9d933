"""What in a text could name a person: numbers of people, places of the county, names of its workers.

Asked before a text that was written for one woman is kept for all. It finds what has a shape or stands in a list, and
says so; a name it cannot know is the reviewer's to find, which is why a second person looks.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from app.domain.catalogue.queries import LoadedCounty
from app.vocabulary import DivisionLevel

SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("id_number", re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])")),
    ("phone", re.compile(r"(?<![0-9])1[3-9][0-9](?:[ \-]?[0-9]){8}(?![0-9])")),
    ("phone", re.compile(r"(?<![0-9])0[0-9]{2,3}[ \-]?[0-9]{7,8}(?![0-9])")),
    ("receipt_number", re.compile(r"(?<![0-9])[0-9]{4} ?[0-9]{4} ?[0-9](?![0-9])")),
    ("card", re.compile(r"(?<![0-9])[0-9]{16,19}(?![0-9])")),
    ("house", re.compile(r"[0-9一二三四五六七八九十]+(?:组|社|号院|栋|单元)")),
    ("wechat", re.compile(r"(?:微信|wx|QQ|qq)[号:： ]*[A-Za-z0-9_\-]{5,20}")),
)
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦昌马苗"
    "花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟平黄穆萧尹姚邵汪祁毛禹狄贝"
    "臧计成戴宋庞熊纪舒屈项祝董梁杜阮蓝闵季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫"
    "房缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊惠甄曲家封储靳糜松井段富巫乌焦巴弓牧谷车侯宓全班"
    "秋仲伊宫宁仇栾甘厉祖武符刘景詹束龙叶幸司韶黎薄印宿白怀蒲从索籍赖卓屠蒙池乔胥苍闻党翟谭贡姬申扶堵冉宰雍桑"
    "桂牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习艾容向古易慎戈廖庾终居衡步都耿满弘匡文寇广东沃利越隆师巩聂"
)
TITLES = "同志|主任|书记|律师|老师|医生|大姐|大嫂|大哥|阿姨|女士|先生|师傅|警官|法官|嫂子|婆婆"
CALLED = re.compile(rf"(?P<name>[{SURNAMES}][\u4e00-\u9fff]{{0,2}})(?:{TITLES})")
NAMED = re.compile(
    rf"(?:我叫|名叫|叫做|姓名[:：是]?|丈夫|老公|婆婆|公公|儿子|女儿)(?P<name>[{SURNAMES}][\u4e00-\u9fff]{{1,2}})"
)
SHORTEST_PLACE = 2


@dataclass(frozen=True, slots=True)
class Personal:
    """One thing that could name a person: its kind and the words."""

    kind: str
    words: str


def found(text: str, *, loaded: LoadedCounty, names: Collection[str] = ()) -> list[Personal]:
    """List everything in a text that could name a person, each once, in the order of its kind."""
    seen: dict[tuple[str, str], Personal] = {}
    for one in (*_shaped(text), *_places(text, loaded), *_names(text, names)):
        seen.setdefault((one.kind, one.words), one)
    return list(seen.values())


def _shaped(text: str) -> list[Personal]:
    return [Personal(kind, match[0]) for kind, shape in SHAPES for match in shape.finditer(text)]


def _places(text: str, loaded: LoadedCounty) -> list[Personal]:
    """Find townships and villages by their names, whole or without what kind of place they are."""
    places = []
    for place in loaded.folder.places:
        if place.level == DivisionLevel.COUNTY.value:
            continue
        short = re.sub(r"(?:村民委员会|居民委员会|社区居委会|村委会|街道|社区|乡|镇|村)$", "", place.name)
        known = place.name if len(short) < SHORTEST_PLACE else short
        if known in text and _stands_alone(known, place.level, text):
            places.append(Personal("place", known))
    return places


def _stands_alone(known: str, level: str, text: str) -> bool:
    """Say whether a village's short name stands there as a place: many of them are everyday words too."""
    if level == DivisionLevel.TOWNSHIP.value:
        return True
    return bool(re.search(re.escape(known) + r"(?:村|社区|居委会|组|那边|这边)", text))


def _names(text: str, names: Collection[str]) -> list[Personal]:
    shaped = [Personal("name", match["name"]) for shape in (CALLED, NAMED) for match in shape.finditer(text)]
    return [*shaped, *(Personal("name", one) for one in names if len(one) > 1 and one in text)]
