"""What a caller says of a place, brought to the form in which the gazetteer is searched.

Numbers of plates ("灯杆 0123"), kilometre stones ("K12+300", "12公里300米"), pinyin whole, as initials or mixed ("rmlu12").
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from units.places.models import NamedPlace

LONGEST = 40  # characters of a question that are looked at
_GAPS = str.maketrans("", "", " \t\r\n\x00\x01\x02\x03")
_CODE_GAPS = str.maketrans("", "", "-_/#.·号")

_KINDS = {
    NamedPlace.Kind.POLE: "路灯杆号 路灯杆 灯杆号 灯杆 杆号 路灯 lamppole lamp pole",
    NamedPlace.Kind.POST: "报警点 报警柱 报警桩 报警亭 alarmpost post",
    NamedPlace.Kind.KM: "里程桩号 里程桩 里程碑 公里桩 公里碑 桩号 kmstone",
    NamedPlace.Kind.MANHOLE: "井盖号 井盖 窨井盖 窨井 检查井 manhole",
    NamedPlace.Kind.CAMERA: "摄像头 摄像机 探头 监控 camera",
    NamedPlace.Kind.HYDRANT: "消火栓 消防栓 hydrant",
}
_WORDS = {word: kind.value for kind, words in _KINDS.items() for word in words.split()}
_WORD = re.compile("|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True)))

_STONE = re.compile(
    r"(?<![a-z])k\s*(?P<k>\d{1,4})(?:\s*\+\s*(?P<m>\d{1,3})|\s+(?P<m2>\d{3}))?(?![\d])"
    r"|(?P<k3>\d{1,4})\s*(?:公里|千米|km)(?:\s*处?\s*(?:\+\s*)?(?:(?P<m3>\d{1,3})\s*(?:米|m)?|(?P<half>半)))?"
)
_TAIL = re.compile(r"(\d+)\D*$", re.ASCII)

_FINALS = (
    "iang iong uang ang eng ing ong ian iao uai uan ai ei ao ou an en er ia ie iu in ua uo ui un ue ve a o e i u v"
)
_SYLLABLE = re.compile(
    rf"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])(?:{_FINALS.replace(' ', '|')})|(?:ang|ai|ei|ao|ou|an|en|er|a|o|e))"
)
_MOST_READINGS = 40


@dataclass(frozen=True)
class Said:
    """A question: `text` folded; `kind` and `number` where a plate is named; `stone` = (km, m) and `road` of a stone."""

    text: str
    kind: str = ""
    number: str = ""
    stone: tuple | None = None
    beside: str = ""  # what was said besides the number: a road, as a rule


def fold(text):
    """Half-width, small letters, without gaps: "人民路 １２号" → "人民路12号"."""
    return _width(text).translate(_GAPS)


def code_of(text):
    """A plate's number as it is compared: "LG-0123" → "lg0123"."""
    return fold(text).translate(_CODE_GAPS)


def core_of(text):
    """The last digits of a plate's number without leading zeros, which people leave out: "LG-0123" → "123"."""
    found = _TAIL.search(fold(text))
    return (found[1].lstrip("0") or "0") if found else ""


def stone_of(text):
    """(kilometres, metres) of "K12+300", "k12 300", "12公里300米"; None where no stone is named."""
    found = _STONE.search(_width(text))
    return _stone(found) if found else None


def stone_code(kilometres, metres):
    return f"K{kilometres}+{metres:03d}"


@lru_cache(maxsize=256)
def said(text):
    text = text[: 2 * LONGEST].encode("utf-8", "ignore").decode()  # half of a surrogate pair is no character
    wide = _width(text).strip()[:LONGEST]
    folded = wide.translate(_GAPS)
    if found := _STONE.search(wide):
        beside = _WORD.sub("", (wide[: found.start()] + wide[found.end() :])).translate(_GAPS)
        return Said(folded, kind=NamedPlace.Kind.KM.value, stone=_stone(found), beside=beside)
    if (found := _WORD.search(folded)) and re.search(r"\d", folded[found.end() :]):
        beside, number = folded[: found.start()], folded[found.end() :]
        return Said(folded, kind=_WORDS[found[0]], number=number.translate(_CODE_GAPS), beside=beside)
    return Said(folded)


@lru_cache(maxsize=256)
def readings(letters):
    """What pinyin letters and digits may stand for, longest syllables first: "rmlu1" → [("r", "m", "lu", "1"), …]."""
    found = []

    def go(at, parts):
        if len(found) >= _MOST_READINGS:
            return
        if at == len(letters):
            found.append(tuple(parts))
            return
        lengths = {1, 2} if letters[at : at + 2] in {"zh", "ch", "sh"} else {1}
        if whole := _SYLLABLE.match(letters, at):
            lengths |= {n for n in range(2, whole.end() - at + 1) if _is_begun(letters[at : at + n])}
        if (rest := letters[at:]).isalpha() and len(rest) < 6 and _is_begun(rest):
            lengths.add(len(rest))
        for length in sorted(lengths, reverse=True):
            go(at + length, [*parts, letters[at : at + length]])

    go(0, [])
    return found


def is_whole(part):
    """A whole syllable or a digit, and not the beginning of one."""
    return not part.isalpha() or _SYLLABLE.fullmatch(part) is not None


@lru_cache(maxsize=2048)
def _is_begun(part):
    """ "l", "li", "lia", "lian" all begin "liang"."""
    return is_whole(part) or any(_SYLLABLE.fullmatch(part + rest) for rest in ("a", "i", "g", "ng", "ang", "n"))


def _width(text):
    return unicodedata.normalize("NFKC", text).lower()


def _stone(found):
    metres = found["m"] or found["m2"] or found["m3"] or ("500" if found["half"] else "0")
    return int(found["k"] or found["k3"]), int(metres)
