"""Invented names of places. None of them is taken from a gazetteer; a test keeps them unique."""

from itertools import product
from random import Random

from pypinyin import Style, lazy_pinyin

DISTRICT = ("临澜区", "Linlan District")
RIVER = ("澜水", "Lanshui River")

STREET_OFFICES = ["澜汀街道", "枕河街道", "青埠街道", "棠荫街道", "松麓街道", "鹭岸街道", "澄塘街道", "星坪街道"]
TOWNSHIPS = [
    "栗坳镇", "石磬镇", "桐湾镇", "荷堰镇", "雁陂镇", "茶垄镇",
    "芦渚镇", "柏岭镇", "竹溆镇", "枫畲乡", "云岫乡", "溪丘乡",
]  # fmt: skip

_KINDS = {
    "街道": "Subdistrict",
    "镇": "Town",
    "乡": "Township",
    "社区": "Community",
    "村": "Village",
    "路": "Road",
    "大道": "Avenue",
}
_TOWN_FIRST = "望听枕揽邀拾沐撷倚近"
_TOWN_SECOND = "澜汐棠萤鹭蕉槿笙砚漪"
_VILLAGE_FIRST = "栎枧箬菖蓼桕荞楮菱茭"
_VILLAGE_SECOND = "坳垄陂溆丘冲畲堰嘴塅"
_ORDINALS = "一二三四五六七八九"


def pinyin(text: str) -> str:
    """「澜汀」→ Lanting."""
    return "".join(lazy_pinyin(text, style=Style.NORMAL, v_to_u=False)).capitalize()


def english(name: str) -> str:
    """「澜汀街道」→ Lanting Subdistrict: the proper part in pinyin, the kind translated."""
    for kind, word in _KINDS.items():
        if name.endswith(kind):
            return f"{pinyin(name.removesuffix(kind))} {word}"
    return pinyin(name)


def community_names(rng: Random) -> tuple[list[str], list[str]]:
    """A hundred names for town communities and as many for villages, shuffled."""
    town = [a + b + "社区" for a, b in product(_TOWN_FIRST, _TOWN_SECOND)]
    country = [a + b + "村" for a, b in product(_VILLAGE_FIRST, _VILLAGE_SECOND)]
    rng.shuffle(town)
    rng.shuffle(country)
    return town, country


def cell_name(community: str, number: int) -> str:
    return f"{community}第{_ORDINALS[number - 1]}网格"


# kind, name ({} is the street's short name), English
EVERYWHERE = [
    ("office", "{}便民服务中心", "{} Service Centre"),
    ("hospital", "{}卫生院", "{} Health Centre"),
    ("school", "{}中心学校", "{} Central School"),
    ("market", "{}农贸市场", "{} Market"),
]
IN_TOWN = [
    ("hospital", "临澜区人民医院", "Linlan People's Hospital"),
    ("hospital", "澜水妇幼保健院", "Lanshui Maternal and Child Hospital"),
    ("station", "澜水客运站", "Lanshui Coach Station"),
    ("station", "临澜火车站", "Linlan Railway Station"),
    ("government", "临澜区政务服务中心", "Linlan Government Service Centre"),
    ("park", "汀洲公园", "Tingzhou Park"),
    ("park", "松麓山公园", "Songlushan Park"),
    ("square", "迎曦广场", "Yingxi Square"),
    ("school", "临澜第一中学", "Linlan No. 1 Middle School"),
    ("school", "枕河小学", "Zhenhe Primary School"),
    ("mall", "鹭岸天街商场", "Lu'an Skywalk Mall"),
    ("housing", "棠荫里小区", "Tangyinli Estate"),
    ("housing", "澄塘花苑", "Chengtang Gardens"),
    ("housing", "星坪安置小区", "Xingping Resettlement Estate"),
    ("plant", "澜水自来水厂", "Lanshui Waterworks"),
    ("plant", "青埠产业园", "Qingbu Industrial Park"),
    ("sport", "临澜体育中心", "Linlan Sports Centre"),
    ("culture", "临澜图书馆", "Linlan Library"),
]
