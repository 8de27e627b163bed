"""The centre's phrases and templates, a few of one unit, and two that a call taker wrote for himself."""

from datetime import datetime

from config.demo.cast import Cast
from dispatch.models import Phrase
from dispatch.services import keep_phrase
from units import clock
from units.models import Unit

PHRASE, TEMPLATE = Phrase.Kind.PHRASE, Phrase.Kind.TEMPLATE
CENTRE = (
    (PHRASE, "请您不要着急，慢慢说：在什么地方，发生了什么事？"),
    (PHRASE, "有没有人受伤？现场还有没有危险？"),
    (PHRASE, "请您退到安全的地方，保持电话畅通，处置人员会与您联系。"),
    (PHRASE, "附近有什么明显的建筑、路牌或者灯杆编号？"),
    (PHRASE, "此事由主管单位办理，办结后我们会给您回访。"),
    (PHRASE, "来电人情绪激动，已安抚，请处置人员先行电话联系。"),
    (PHRASE, "已电话通知值班室，对方表示马上出动。"),
    (TEMPLATE, "{place}反映{item}，请{unit}到现场核实处理，按时反馈。"),
    (TEMPLATE, "您好，这里是联动中心。您反映的{item}（{number}）已转{unit}办理。"),
    (TEMPLATE, "您好，就您反映的{place}{item}一事回访：现在是否已经解决？"),
    (TEMPLATE, "经{unit}现场查看，{place}的情况属实，现已处理完毕，感谢您的反映。"),
    (TEMPLATE, "{number}临近时限，请{unit}立即反馈进展，逾期将予督办。"),
)
OF_CITY = (
    (PHRASE, "已到现场设置警示标志，正在联系权属单位。"),
    (PHRASE, "现场未发现所反映的情况，附现场照片。"),
    (TEMPLATE, "{unit}工作人员已到{place}处理完毕，恢复正常，谢谢您的监督。"),
)
OF_CALLTAKER = ((PHRASE, "请问您贵姓？方便回拨的号码是来电这个吗？"), (PHRASE, "普通话听不清，已转方言席。"))


def put_in(now: datetime, cast: Cast) -> None:
    city, taker = Unit.objects.get(code="city"), cast.users["calltaker"]
    with clock.at(now):
        for kind, words in CENTRE:
            keep_phrase(kind=kind, words=words, by=cast.users["leader"])
        for kind, words in OF_CITY:
            keep_phrase(kind=kind, words=words, unit=city, by=cast.users["city-lead"])
        for kind, words in OF_CALLTAKER:
            keep_phrase(kind=kind, words=words, owner=taker, by=taker)
