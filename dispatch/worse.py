"""What makes a known event worse, and by which words a caller says so. One table: code, what it is called, the words.

A caller who says one of them, where nobody has said it on the ticket yet, rings again at everybody at work on it (domain.md
§3: "link it, raise the alarm again, never suppress it"). Better once too often than once too little: 炸了 rings after 爆炸.
"""

import re

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TABLE = {
    "dead": (_("people dead"), "死亡 死了 断气 没气了 没呼吸 没了呼吸 尸体 遇难"),
    "injured": (_("people injured"), "受伤 伤员 伤者 流血 出血 昏迷 昏倒 晕倒 骨折 烧伤 烫伤 中毒 抽搐 不省人事 叫不醒 呼吸困难"),
    "trapped": (_("people trapped"), "被困 困在 困住 出不来 下不来 逃不出 被埋 压在下面 夹住 卡住"),
    "missing": (_("people missing"), "失踪 失联 找不到人 走失 不见人"),
    "drowning": (_("people in the water"), "落水 溺水 掉进河 掉到河 掉水里 跳河 冲走"),
    "suicide": (_("somebody wants to kill himself"), "跳楼 轻生 自杀 要跳下"),
    "explosion": (pgettext_lazy("news", "explosion"), "爆炸 爆燃 炸了 又炸 炸响"),
    "burning": (pgettext_lazy("news", "fire"), "起火 着火 明火 火苗 烧起来 冒火 火光"),
    "spreading": (
        _("it spreads"),
        "蔓延 扩大 越来越大 越烧越大 更大了 变大 火烧到 烧到隔壁 烧到楼 烧到房 烧到二楼 烧到三楼 烧过来 窜到 控制不住 "
        "越来越多 越来越严重",
    ),
    "collapse": (pgettext_lazy("news", "collapse"), "坍塌 倒塌 塌了 塌方 垮了 垮塌 要倒了 要倒塌 滑坡 决口 溃堤"),
    "leak": (_("gas or chemicals escape"), "泄漏 泄露 漏气 毒气 煤气味 气罐 液化气泄 液化气漏 液化气罐 漏液化气 汽油 刺鼻"),
    "goods": (_("dangerous goods"), "危化品 化学品泄 化学品着 危险品"),
    "violence": (_("weapons, violence"), "持刀 拿刀 动刀 砍人 捅人 砍伤 械斗 人打起来 打起来了 有枪 开枪 劫持"),
}  # fmt: skip
_TERMS = {term: code for code, (_label, terms) in TABLE.items() for term in terms.split()}
# 没有人受伤 is no news. Only what stands right before the word takes it back: 没人管，有人受伤 is news, and 是不是起火了 as well.
_NOT = re.compile(
    r"(?:没有?|无|未|并未|不会|(?<!是)不是|未见|没见)(?:发现|发生|造成|出现|看到)?(?:任何|一个)?(?:人员?|有人|再)?$"
)
_BEFORE = 9  # signs that are looked at
# words may overlap: 化学品着火 is goods and fire
_PAIRED = re.compile(f"(?=({'|'.join(sorted(map(re.escape, _TERMS), key=len, reverse=True))}))")


def said(text):
    """{word: code} of the table's words that stand in a text and are not taken back there."""
    found, denied = {}, 0  # denied: so far reaches a word that was taken back, with what begins in it
    for match in _PAIRED.finditer(text):
        at, word = match.start(), match[1]
        if at < denied or _NOT.search(text[max(at - _BEFORE, 0) : at]):
            denied = at + len(word)
        else:
            found.setdefault(word, _TERMS[word])
    return found


def new(text, so_far):
    """[code] of what `text` says and `so_far` did not, in the table's order; word by word, since 昏迷 is news after 受伤."""
    known = said(so_far)
    codes = {code for word, code in said(text).items() if word not in known}
    return [code for code in TABLE if code in codes]


def labels(codes):
    return [str(TABLE[code][0]) for code in codes if code in TABLE]
