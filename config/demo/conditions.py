"""Questions on which the lead hangs, for the items over which bodies dispute (domain.md's arbitration pairs)."""

from config.demo.registry import FOUNDED
from dispatch.models import Condition, Item, Option
from units.models import Unit

_PERMIT = (
    "是否取得规划许可", "Is there a planning permit?",
    [
        ("未取得许可", "No permit", "city"),
        ("已取得,超许可建设", "Yes, built beyond it", "resources"),
        ("不清楚", "Not known", ""),
    ],
)  # fmt: skip
# item: (question, in English, [(answer, in English, code of the unit that leads then or "")])
QUESTIONS = {
    "0502": (
        "扰民的原因", "What disturbs?",
        [
            ("音响、喧哗扰民", "Loudspeakers, shouting", "police"),
            ("占用道路或公共场地", "Occupies a road or public ground", "city"),
            ("文艺团队组织的活动", "An event of a culture group", "culture"),
        ],
    ),
    "1303": (
        "道路类别", "Which road?",
        [("城市道路", "City road", "city"), ("公路", "Highway", "transport"), ("不清楚", "Not known", "")],
    ),
    "1403": (
        "经营场所", "Where is it cooked?",
        [("流动或占道摊位", "A stall on the street", "city"), ("固定门店", "A shop", "environment")],
    ),
    "1901": _PERMIT,
    "1902": _PERMIT,
    "2703": (
        "噪声来源", "Where does it come from?",
        [
            ("工业企业", "A factory", "environment"),
            ("夜间施工工地", "A site at night", "city"),
            ("工地扬尘和安全问题一并反映", "A site, with dust or safety as well", "housing"),
        ],
    ),
}  # fmt: skip


def ask_questions() -> None:
    units = {unit.code: unit for unit in Unit.objects.all()}
    items = Item.objects.in_bulk(list(QUESTIONS), field_name="code")
    for code, (text, text_en, answers) in QUESTIONS.items():
        condition = Condition.objects.create(
            item=items[code], position=0, text=text, text_en=text_en, valid_from=FOUNDED
        )
        Option.objects.bulk_create(
            Option(condition=condition, position=position, label=label, label_en=label_en, lead=units.get(lead))
            for position, (label, label_en, lead) in enumerate(answers)
        )
