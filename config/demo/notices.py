"""What the shift leader told the hall today, and who has read it so far."""

from datetime import datetime, timedelta

from config.demo.cast import Cast
from units import clock
from units.services.notices import read_notice, send_notice

# hours ago, stands for hours, to whom, words, who has read it
SENT = (
    (
        30, 24, {}, "周末广场舞投诉一律先派公安，文旅、城管协办。",
        ("calltaker", "calltaker2", "dispatcher", "callback"),
    ),
    (
        5, 12, {}, "今日 14:00–18:00 城东片区管网检修，停水来电统一答复：预计 18:30 恢复，高层用户稍晚。",
        ("calltaker2", "dispatcher", "verifier"),
    ),
    (3, 12, {"to_role": "dispatcher"}, "燃气公司值班电话临时改为 0000-3366，派单后请电话确认。", ("dispatcher2",)),
)  # fmt: skip


def put_up(now: datetime, cast: Cast) -> None:
    for ago, hours, to, text, readers in SENT:
        at = now - timedelta(hours=ago)
        with clock.at(at):
            notice = send_notice(text=text, hours=hours, by=cast.users["leader"], **to)
        for minutes, name in enumerate(readers, 2):
            with clock.at(at + timedelta(minutes=minutes)):
                read_notice(notice, by=cast.users[name])
