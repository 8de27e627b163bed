"""What shift leaders write into the ledger: to a line, of broken equipment, for who comes, and what he adds."""

REMARKS = (
    "已电话联系值班员，答复正在路上",
    "来电人要求回话，请先办",
    "现场有人看守，等待专业队伍",
)
EQUIPMENT = (
    "接警 3 席耳机单边无声，已报修\n打印机缺墨，备用墨盒在器材柜",
    "",
    "大屏右下角第二块不亮，厂家明日上午到",
)
NOTES = (
    "夜间有阵雨，低洼路段积水点请重点关注。\n今日上午 10 点有上级来访，请提前整理席位。",
    "供水公司下午检修，城东片区可能集中来电，统一答复口径见通知。",
    "周末文化广场有活动，散场时段留意交通和走失求助。",
)
TAKEN = ("", "已逐条核对。", "")
