"""What was typed into the one box: numbers, a telephone, days, a unit, an item, a stage where a word is plainly one, else words.

A word in quotation marks is always a word. Nothing is guessed: only a whole name or code counts, or initials that nothing else
has, and the page says beside the box what each was understood as. A unit, which looks among its own parts, may say a number
or a day; all else is words.
"""

import re
import unicodedata
from datetime import date, timedelta

from dispatch import grams
from dispatch.forms.filters import units_and_streets
from dispatch.models import Item
from dispatch.workflow import Stage
from units import clock, known
from units.models import Unit

_GROUPED = r"(?:\+86 ?)?(?:1\d\d ?\d{4} ?\d{4}|0\d{2,3} \d{3,4} ?\d{4})(?!\S)"  # 138 0000 1234, 0399 123 4567
_PIECES = re.compile(rf'"([^"]*)"|({_GROUPED}|\S+)')
_QUOTES = str.maketrans(dict.fromkeys("“”„「」『』＂", '"'))
_NUMBER = re.compile(r"[TY]\d{4,8}(-\d{0,12})?|\d{8}-\d{0,12}|-?\d{1,4}", re.I)
_PHONE = re.compile(r"\+?[\d\-()]{7,20}")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(20\d\d)(\d\d)(\d\d)")
_DAY = re.compile(r"(\d\d)-(\d\d)|(\d{1,2})月(\d{1,2})日?|(\d{1,2})/(\d{1,2})")  # 3-2 and 5.1 are houses
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?|(20\d\d)(\d\d)")
_NEAR = {"今天": 0, "today": 0, "昨天": 1, "yesterday": 1, "前天": 2}
_OPEN = {"未结", "未办结", "open"}
_FEWEST_INITIALS, _FEWEST_INSIDE = 2, 3


def understood(text, *, may_phone=False, of_unit=False):
    """Conditions as the find form keeps them, and `words`: a list of plain words, of which none may be long enough."""
    narrow = unicodedata.normalize("NFKC", text).translate(_QUOTES).strip()
    pieces = [(quoted or word, bool(quoted)) for quoted, word in _PIECES.findall(narrow)]
    found, words = {}, []
    for piece, quoted in pieces:
        meant = {} if quoted else _dated(piece)
        if not meant and not quoted:
            meant = _meant(piece, alone=len(pieces) == 1, may_phone=may_phone, of_unit=of_unit)
        if meant and not meant.keys() & found.keys():
            found |= meant
        else:
            words.append(piece)
    return found | ({"words": plain} if (plain := grams.plain(" ".join(words)).split()) else {})


def _meant(piece, *, alone, may_phone, of_unit):
    if re.search(r"\d", piece):
        return _numbered(piece, alone=alone, may_phone=may_phone, of_unit=of_unit)
    if of_unit:
        return {}
    folded = piece.lower()
    if folded in _OPEN:
        return {"only_open": True}
    for stage in Stage:
        if folded == str(stage.label).lower():
            return {"stage": stage.value}
    return _named(folded)


def _numbered(piece, *, alone, may_phone, of_unit):
    if alone and not of_unit and (item := _item(piece)):
        return {"item": item}
    if _NUMBER.fullmatch(piece) and (alone or not piece.isdigit()):  # among other words 132 is a house
        return {"number": piece.upper()}
    if may_phone and _PHONE.fullmatch(whole := piece.replace(" ", "")) and sum(sign.isdigit() for sign in piece) >= 7:
        return {"phone": re.sub(r"[()\-]", "", whole).removeprefix("+86")}
    return {}


def _dated(piece):
    try:
        first, last = _days(piece) or (None, None)
    except ValueError:
        return {}
    return {"since": first, "until": last} if first and 2000 <= first.year <= 2099 else {}


def _days(piece):
    """The first and the last day that are meant, or None."""
    if (near := _NEAR.get(piece.lower())) is not None:
        day = clock.today() - timedelta(days=near)
    elif said := _said(_DATE, piece):
        day = date(*said)
    elif said := _said(_DAY, piece):
        day = date(clock.today().year, *said)
        if day > clock.today():  # 12-30 said in January
            day = day.replace(year=day.year - 1)
    elif said := _said(_MONTH, piece):
        first = date(*said, 1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    else:
        return None
    return day, day


def _said(pattern, piece):
    """The numbers of whichever way of writing fits."""
    found = pattern.fullmatch(piece)
    return found and [int(part) for part in found.groups() if part]


def _item(code):
    return next((item for item in known.every(Item) if item.code == code), None)


def _named(folded):
    """A unit by its whole name, short name or code, a street office as the place that it is; a unit by all its initials, an
    item by some of them that stand together."""
    units, _streets = units_and_streets()
    for unit in units:
        if folded in {name.lower() for name in (unit.name, unit.short_name, unit.name_en, unit.code) if name}:
            return {"street" if unit.kind == Unit.Kind.STREET else "unit": unit}
    if len(folded) < _FEWEST_INITIALS or not folded.isascii():
        return {}
    spelled = [({"unit": unit}, unit.initials) for unit in units if unit.kind != Unit.Kind.STREET]
    spelled += [({"item": item}, item.initials) for item in known.every(Item)]
    return _only(spelled, folded)


def _only(spelled, typed):
    """What alone has these initials; else the item that alone begins with them, or has them within."""
    items = [(meant, initials) for meant, initials in spelled if "item" in meant]
    for found in (
        [meant for meant, initials in spelled if initials == typed],
        [meant for meant, initials in items if initials.startswith(typed)],
        [meant for meant, initials in items if typed in initials and len(typed) >= _FEWEST_INSIDE],
    ):
        if found:
            return found[0] if len(found) == 1 else {}
    return {}
