"""Dialogues by text of the demo's day: one that waits, one that was answered, and a silent alarm of yesterday."""

import itertools
from datetime import datetime, timedelta
from hashlib import sha256

from config.demo.cast import Cast
from intake import provider
from intake.models import Dialogue, Validity
from intake.services import Contact, advise, answer_dialogue, claim_dialogue, dismiss, hear_text
from units import clock

_serial = itertools.count(1)


def put_in(now: datetime, cast: Cast) -> None:
    """Nobody has these numbers."""
    _alarm(now - timedelta(hours=19), cast)
    _answered(now - timedelta(minutes=6), cast)
    with clock.at(now - timedelta(seconds=40)):
        _write("19900019003", "我听不见，楼上一直在漏水，滴到电表箱了", now - timedelta(seconds=40))


def _write(number: str, words: str, at: datetime) -> Dialogue:
    return _heard(kind=provider.TEXT, number=number, words=words, at=at)


def _heard(at: datetime, **said: str) -> Dialogue:
    name = f"demo-{next(_serial)}"
    digest = sha256(name.encode()).hexdigest()
    return hear_text(provider.Message(id=name, at=at, received_at=at, digest=digest, **said))


def _answered(at: datetime, cast: Cast) -> None:
    taker, number = cast.users["calltaker2"], "19900019002"
    with clock.at(at):
        dialogue = _write(number, "城东菜市场门口有人占道烧烤，烟很大", at)
    with clock.at(at + timedelta(seconds=25)):
        dialogue = claim_dialogue(dialogue, by=taker)
        answer_dialogue(dialogue, words="请问在哪条路、几号门？", by=taker)
    with clock.at(at + timedelta(seconds=70)):
        _write(number, "人民路南门，路灯杆旁边", at + timedelta(seconds=70))
    with clock.at(at + timedelta(seconds=95)):
        answer_dialogue(dialogue, words="该处夜市批准经营至 24 时；油烟问题已转城管巡查时一并查看。", by=taker)
        words = "城东菜市场门口占道烧烤，人民路南门路灯杆旁。"
        advise(Contact(number=number, words=words, key=dialogue.key), advice="夜市批准经营至 24 时。", by=taker)


def _alarm(at: datetime, cast: Cast) -> None:
    """Pressed by accident, as most are; nobody rang, the shop was looked at."""
    taker = cast.users["calltaker3"]
    with clock.at(at):
        dialogue = _heard(at, kind=provider.ALARM, device="便利店报警器 03", place="人民路 88 号便利店")
    with clock.at(at + timedelta(seconds=20)):
        dialogue = claim_dialogue(dialogue, by=taker)
    with clock.at(at + timedelta(minutes=4)):
        contact = Contact(
            words="便利店无声报警。未回拨，派出所到场查看：店员误触。", key=dialogue.key, wants_callback=False
        )
        dismiss(contact, validity=Validity.MISDIAL, by=taker)
