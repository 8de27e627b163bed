"""What units say when a matter lies between two of them, and how the arbiter ruled (domain.md, arbitration pairs)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NotOurs:
    """One unit's hand-back: its code, reason, what it cites, its words, and whom it names."""

    unit: str
    reason: str
    basis: str
    text: str
    names: str


@dataclass(frozen=True)
class Pair:
    """A matter between two units; `ruling` is (lead, assists, basis, text), `change` what is proposed for the list."""

    item: str
    words: str
    first: NotOurs
    second: NotOurs
    ruling: tuple
    change: str = ""


DANCING = Pair(
    "0502",
    "{place}广场舞音响太大了，窗户关了都在震，说了也不听。",
    NotOurs(
        "police",
        "R4",
        "《噪声污染防治法》第六十四条",
        "广场由城管部门管理，活动由文旅部门备案，应由管理方先行劝导。",
        "city",
    ),
    NotOurs(
        "city", "R2", "《噪声污染防治法》第八十二条", "公共场所娱乐音响噪声由公安机关责令改正，我局无处罚权。", "police"
    ),
    (
        "police",
        ["city", "culture"],
        "《噪声污染防治法》第八十二条",
        "处罚权在公安，公安牵头到场；城管负责广场管理，文旅负责活动引导。",
    ),
)
PILING = Pair(
    "2703",
    "{place}工地夜里还在打桩，孩子明天考试，睡不了觉。",
    NotOurs("environment", "R2", "相对集中行政处罚权方案", "施工噪声处罚权已划转城管，我局只负责工业噪声。", "city"),
    NotOurs("city", "R4", "《建筑施工许可管理办法》", "夜间施工许可由住建核发，是否有证须先由住建核查。", "housing"),
    (
        "city",
        ["housing", "environment"],
        "相对集中行政处罚权方案第六项",
        "夜间施工由城管查处，住建两小时内核查许可，环境负责监测。",
    ),
    change="夜间建筑施工噪声由城管牵头、住建核查许可，工业噪声仍由环境牵头。",
)
COVER = Pair(
    "1601",
    "{place}路边井盖没了，只插了根树枝，天黑了很危险。",
    NotOurs("city", "R3", "", "井盖上没有产权标识，周边管线有供水和通信，不能确认归属。", "waterworks"),
    NotOurs("waterworks", "R1", "供水管网图第 7 幅", "该处没有我公司管线，井内是通信线缆。", "telecom"),
    (
        "city",
        ["waterworks", "telecom"],
        "《职责清单》井盖无主先行处置条款",
        "权属不明的井盖由城管两小时内设置围挡、先行加盖，产权单位随后认领。",
    ),
    change="产权不明的井盖一律由城管先行处置，不再因权属退单。",
)
SPILL = Pair(
    "1303",
    "{place}渣土车一路撒，摩托车刚滑倒一辆。",
    NotOurs("city", "R1", "《公路法》第八条", "该路段为县道，不在城市管理范围。", "transport"),
    NotOurs("transport", "R2", "《城市道路管理条例》", "该段已移交城区养护，路面保洁由城管负责。", "city"),
    (
        "road-upkeep",
        ["transport", "city"],
        "县道移交清单第 12 号",
        "移交清单确认为养护单位责任路段，由其先清扫，交通督促，城管追查车辆。",
    ),
)
FUMES = Pair(
    "1403",
    "{place}烧烤店的油烟直接往楼上灌，开不了窗。",
    NotOurs(
        "city", "R2", "《大气污染防治法》第八十一条", "该店为固定门店且未占道，油烟净化由环境部门监管。", "environment"
    ),
    NotOurs(
        "environment",
        "R4",
        "《大气污染防治法》第一百一十八条",
        "居民楼内餐饮服务由地方政府确定的部门监管，本区为城管。",
        "city",
    ),
    (
        "city",
        ["environment", "market"],
        "《大气污染防治法》第一百一十八条",
        "占道摊点和门店油烟均由城管牵头，环境协助检测，市监核对执照。",
    ),
)
PAIRS = [DANCING, PILING, COVER, SPILL, FUMES]

# No item of the list fits: (words, the item that it turned out to be or "", why).
UNFITTING = [
    ("{place}有人在共享单车上贴满小广告，车锁也被堵了。", "1401", "按占道经营和小广告归类。"),
    ("{place}无人机天天在楼顶飞，对着窗户拍。", "", ""),
    ("{place}充电桩占着车位坏了两个月，没人管。", "", ""),
    ("{place}快递柜漏电，一摸就麻手。", "1701", "与路灯漏电同样处理。"),
]
FACTS_WANTED = [
    ("只写了路名，全路段没有找到，请问靠近哪个路口、哪一侧。", "1602"),
    ("来电人说的是哪一个小区的东门？同名的有两处。", "1301"),
]
