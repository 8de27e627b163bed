"""Numbers that ring with a flag in the demo: nuisance and special care, proposed, standing, expired and declined."""

from datetime import datetime, timedelta

from config.demo.cast import Cast
from intake import services as intake
from units import clock

# days ago, number, kind, reason, words of the call, (answer: days it stands, or why it was declined), None = not answered yet
LISTED = (
    (26, "13310006612", "nuisance", "夜间反复拨打、辱骂接警员，已多次劝阻。", "辱骂后挂断", 14),
    (20, "13310003347", "deaf", "听障人士，电话接通后请改用短信文字沟通。", "家属代为登记", 180),
    (12, "13310009058", "disabled", "行动不便的独居老人，说话慢，请耐心听完。", "登记情况", 120),
    (9, "13310005521", "nuisance", "一周内十余次谎称起火。", "谎报起火", 90),
    (6, "13310001873", "nuisance", "一日内来电五次催办同一事项。", "催问进度", "属正常催办，不构成骚扰。"),
    (0.2, "13310007749", "nuisance", "今日八次接通后播放音乐。", "播放音乐", None),
    (0.1, "13310002960", "protected", "法院人身安全保护令的被保护人。", "说明情况", None),
)


def put_up(now: datetime, cast: Cast) -> None:
    taker, leader = cast.users["calltaker"], cast.users["leader"]
    for ago, number, kind, reason, words, answer in LISTED:
        at = now - timedelta(days=ago)
        validity = "harassment" if kind == "nuisance" else "internal"
        calls = []
        for before in (95, 40, 0):
            with clock.at(at - timedelta(minutes=before)):
                contact = intake.Contact(number=number, words=words, wants_callback=False)
                calls.append(intake.dismiss(contact, validity=validity, by=taker))
        with clock.at(at + timedelta(minutes=2)):
            listing = intake.propose_listing(calls[-1], kind=kind, reason=reason, evidence=calls, by=taker)
        with clock.at(at + timedelta(minutes=30)):
            if isinstance(answer, int):
                intake.approve_listing(listing, days=answer, by=leader)
            elif answer:
                intake.decline_listing(listing, answer=answer, by=leader)
