"""Callers to whom nobody spoke: who rang them back in the past month, and who is still owed a call when the demo begins."""

from datetime import datetime, timedelta
from random import Random

from config.demo.cast import Cast
from intake import services as intake
from intake.models import Call, Hotline, Ring, Validity
from units import clock

# minutes ago, number, class ("" = missed on the telephone), minutes ago of the vain tries
LEFT = (
    (14, "13910004417", "", ()),
    (9, "13710002286", Validity.SILENT, (4,)),
    (6, "13610008835", Validity.DROPPED, ()),
    (2, "13510007164", Validity.SILENT, ()),
)
_REACHED = (
    (Validity.MISDIAL, "孩子玩手机误拨，已嘱咐家长。"),
    (Validity.ADVICE, "口袋里误触，无事，已提醒使用锁屏。"),
    (Validity.MISDIAL, "拨错号码，对方致歉。"),
    (Validity.ADVICE, "想问井盖报修电话，已告知按 2 转接。"),
)


def ring_back(call: Call, by, until: datetime) -> None:
    """What became of a silent or dropped call of the past month; drawn from the call's own moment."""
    ring, at = call.owed, call.saved_at
    own = Random(at.timestamp())  # noqa: S311
    tries = 3 if own.random() < 0.2 else own.choice((0, 0, 1))
    if at > until - timedelta(hours=1):
        tries = 0
    at += timedelta(seconds=own.randint(60, 280))
    if at > until - timedelta(minutes=3):
        return
    for _ in range(tries):
        with clock.at(at):
            intake.redial(ring, by=by)
        at += timedelta(minutes=10, seconds=own.randint(5, 50))
    if tries == 3:
        return
    validity, words = own.choice(_REACHED)
    with clock.at(at):
        intake.claim(ring, by=by)
    with clock.at(at + timedelta(seconds=own.randint(30, 90))):
        contact = intake.Contact(
            number=call.number, words=words, key=ring.key, wants_callback=False, entered_at=clock.now()
        )
        if validity == Validity.ADVICE:
            intake.advise(contact, advice=words, by=by)
        else:
            intake.dismiss(contact, validity=validity, by=by)


def leave(now: datetime, cast: Cast) -> None:
    """Four callers of the last quarter of an hour; two should have been rung by now."""
    line = Hotline.objects.filter(is_active=True).earliest("number")
    for ago, number, validity, tries in LEFT:
        by = cast.users["calltaker"]
        gone = now - timedelta(minutes=ago)
        if validity:
            with clock.at(gone):
                contact = intake.Contact(number=number, called_line=line.number, wants_callback=False)
                ring = intake.dismiss(contact, validity=validity, by=by).owed
        else:
            ring = Ring.objects.create(
                exchange_id=f"demo-{number}", number=number, called_line=line.number, hotline=line,
                rang_at=gone - timedelta(seconds=24), hung_up_at=gone,
            )  # fmt: skip
        for back in tries:
            with clock.at(now - timedelta(minutes=back)):
                intake.redial(ring, by=by)
