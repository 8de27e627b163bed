"""What is said where life is in danger, where a name must stay hidden, and by units of their own accord."""

# (item, words of the caller): police or rescue go first, the agency has its task at the same time.
DANGER = [
    ("1401", "{place}两个摊主为抢摊位打起来了，一个人手里拿着刀，已经有人流血。"),
    ("3103", "{place}电梯掉了半层，里面关着一个孕妇和两个孩子，喘不过气。"),
]
ON_THE_WAY = "执法人员已出发，到场后听先到的救援力量指挥。"
# (item, words of the caller, why the shift leader seals it)
SEALED = [
    (
        "0204",
        "{place}二楼麻将馆其实是赌场，后半夜换人放哨，我住对面，千万别说是我讲的。",
        "举报人要求保密，防止打击报复。",
    ),
    ("3401", "{place}工地包工头卷走了我们十几个人的工钱，还放话谁告就收拾谁。", "涉及人身威胁，当事人信息不得外露。"),
]
# (item, what came to the unit directly)
OWN = {
    "arrived": ("1702", "巡查中队报告：{place}下水道返水，路面已积到脚踝。"),
    "open": ("2102", "群众来我单位窗口反映：{place}小区物业停了二次供水，三天没人管。"),
    "closed": ("1602", "养护班组报告：{place}路面沉陷一处，直径约半米，已先行围挡。"),
}
HELP = "吊臂够不到断枝，需要云梯车一台和交警到场封道，请中心协调。"
