"""The twenty numbers that were folded into the one queue of the demo district, each with what is said first."""

from intake.services import keep_hotline

_HELLO = "您好，临澜区应急联动中心{desk}，请讲。"
LINES = (  # number, name, name in English, the desk that answers
    ("110", "报警服务", "Emergency calls", "110"),
    ("12345", "政务服务便民热线", "Government service", "政务热线"),
    ("12315", "市场监管投诉", "Market supervision", "市场监管"),
    ("12316", "农业服务", "Farming", "三农服务"),
    ("12317", "防止返贫监测", "Relief from poverty", "防返贫监测"),
    ("12318", "文化市场举报", "Culture market", "文化市场"),
    ("12319", "城市管理", "City management", "城市管理"),
    ("12320", "公共卫生", "Public health", "公共卫生"),
    ("12328", "交通运输服务", "Transport", "交通运输"),
    ("12329", "住房公积金", "Housing fund", "公积金"),
    ("12333", "人力资源和社会保障", "Labour and social security", "人社服务"),
    ("12336", "自然资源违法举报", "Land and resources", "自然资源"),
    ("12338", "妇女维权", "Women's rights", "妇女维权"),
    ("12345001", "供水抢修", "Water supply repairs", "供水抢修"),
    ("12345002", "燃气抢修", "Gas repairs", "燃气抢修"),
    ("12348", "公共法律服务", "Legal aid", "法律服务"),
    ("12350", "安全生产举报", "Work safety", "安全生产"),
    ("12355", "青少年服务", "Youth service", "青少年服务"),
    ("12369", "生态环境举报", "Environment", "生态环境"),
    ("12393", "医疗保障服务", "Health insurance", "医疗保障"),
)


def put_in(by) -> None:
    for number, name, name_en, desk in LINES:
        keep_hotline(number=number, name=name, name_en=name_en, greeting=_HELLO.format(desk=desk), by=by)
