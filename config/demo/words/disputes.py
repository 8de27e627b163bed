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
UNPERMITTED = Pair(
    "1901",
    "{place}楼顶正在加盖一层，钢架都立起来了，天天往上吊料。",
    NotOurs(
        "city", "R2", "《城乡规划法》第六十四条", "业主出示了规划许可证，属批后变更，应由规划部门认定。", "resources"
    ),
    NotOurs(
        "resources", "R2", "相对集中行政处罚权方案", "许可证只到五层，加盖部分从未许可，无证建设由城管查处。", "city"
    ),
    (
        "city",
        ["resources", "housing"],
        "《城乡规划法》第六十四条",
        "许可范围以外的加建按无证建设处理，城管当日责令停工，规划部门两日内出具认定意见。",
    ),
    change="建筑上有许可但加建部分无许可的，由城管先行责令停工，规划部门书面认定。",
)
BEYOND = Pair(
    "1902",
    "{place}小区会所批的是一层，现在改成三层在装修。",
    NotOurs("resources", "R4", "《城乡规划法》第六十六条", "该处按临时建筑许可，期满未拆，拆除由城管执行。", "city"),
    NotOurs(
        "city", "R2", "《城乡规划法》第六十四条", "在许可有效期内变更层数，须由规划部门先认定能否改正。", "housing"
    ),
    (
        "resources",
        ["city", "housing"],
        "《城乡规划法》第六十四条",
        "持证超建由规划部门牵头认定，五日内出具意见，城管据此查处，住建同时停止其施工许可。",
    ),
)
TREE = Pair(
    "1801",
    "{place}大树倒下来压在电线上，半边路走不了。",
    NotOurs("city", "R3", "", "树木长在围墙内侧，属小区绿地，权属单位不明。", "housing"),
    NotOurs("housing", "R1", "道路红线图第 31 幅", "树根在道路红线内，属行道树，由园林养护负责。", "power"),
    (
        "city",
        ["power", "police"],
        "《城市绿化条例》第二十条",
        "倒伏树木影响通行的由城管先行清除，供电先断电，交警疏导，权属事后认定。",
    ),
    change="倒伏树木不论长在红线内外，一律由城管先行清除，费用事后向权属人追偿。",
)
LIFT = Pair(
    "3103",
    "{place}电梯停在半层，里面有老人和孩子，按铃没人应。",
    NotOurs(
        "market",
        "R2",
        "《特种设备安全法》第四十六条",
        "救援由使用管理单位和维保单位负责，应由住建督促物业。",
        "housing",
    ),
    NotOurs("housing", "R2", "《特种设备安全监察条例》", "电梯安全由市场监管部门监管，我局只管物业服务。", "market"),
    (
        "market",
        ["fire", "housing"],
        "《特种设备安全法》第四十六条",
        "先救人：消防与维保单位同时出动；人员救出后由市场监管封停查验，住建约谈物业。",
    ),
    change="电梯困人同时派消防救援，不待维保单位到场；市场监管牵头善后。",
)
GAS = Pair(
    "2002",
    "{place}楼道里煤气味很重，敲门没人应，不敢开灯。",
    NotOurs("housing", "R2", "《城镇燃气管理条例》第四十条", "入户抢修由燃气经营企业负责，应直接派燃气公司。", "gas"),
    NotOurs(
        "gas", "R4", "《城镇燃气管理条例》第四十一条", "住户不在家，破门须由公安或消防实施，我公司无权入户。", "fire"
    ),
    (
        "gas",
        ["fire", "police", "housing"],
        "《城镇燃气管理条例》第四十条",
        "燃气公司先关楼栋总阀，消防破拆检测，公安见证并疏散，住建督办至恢复供气。",
    ),
)
PAIRS = [DANCING, PILING, COVER, SPILL, FUMES, UNPERMITTED, BEYOND, TREE, LIFT, GAS]

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
