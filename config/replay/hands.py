"""How the staff fill the forms: which fields they type into, and what they choose."""

import random
from datetime import datetime, timedelta
from functools import cache

from config.demo.pictures import photo

# Reasons of handing back, with the law that they cite and what they say (domain.md §3).
RETURNS = [
    ("R1", "属地管理原则", "现场在相邻辖区一侧，不在我单位责任范围。"),
    ("R2", "《职责清单》分工", "该事项的许可和处罚权不在我单位。"),
    ("R3", "", "现场设施没有产权标识，走访也不能确认归属。"),
    ("R4", "《职责清单》分工", "涉及两家以上职能，请明确牵头单位。"),
    ("R5", "", "缺少具体位置，请补充。"),
    ("R6", "", "同一地点同一事项已有工单，请并案。"),
    ("R7", "", "到场查看未发现所述情况，附现场照片。"),
    ("R8", "上月书面答复〔第 27 号〕", "同一诉求上月已有书面结论。"),
    ("R9", "区人民法院〔立字第 5 号〕", "该事项已进入诉讼程序。"),
]


def put(form, **values):
    """Type values into fields that the form has; a field that it has not is left."""
    for name, value in values.items():
        if name in form.fields or name in form.choices:
            form.fields[name] = [str(value)]


def answered(form):
    """Feedback: yes to every question, and words for the caller."""
    for name in ("facts_true", "in_remit", "solved"):
        form.fields[name] = [form.choices[name][0]]
    put(form, public_answer="已到现场处理完毕，感谢您的反映。", details="按流程办结。")


def returned(chance, other):
    """Hand back with a reason drawn from `chance`, and what that reason needs: (reason, how to fill the form).

    `other` is the number of another ticket of the unit, or "": then it has no duplicate to name.
    """
    reason, basis, text = chance.choice([each for each in RETURNS if other or each[0] != "R6"])

    def fill(form):
        put(form, reason=reason, legal_basis=basis, text=text, other=other if reason == "R6" else "")
        if reason == "R7":
            form.files["photos"] = ("place.jpg", _place(), "image/jpeg")
        if reason in ("R1", "R2", "R3", "R4"):
            put(form, suggested_unit=chance.choice([value for value in form.choices["suggested_unit"] if value]))

    return reason, fill


@cache
def _place():
    return photo("13", solved=True, at=datetime.now(), cell="", rng=random.Random(1))  # noqa: S311  not for secrets


def with_words(text, **more):
    """A form that asks for words, and for what `more` says."""
    return lambda form: put(form, text=text, **more)


def laid_aside(form):
    put(form, until=f"{datetime.now() + timedelta(days=30):%Y-%m-%dT%H:%M}", text="需等待汛期结束后施工。")


def settled(form):
    put(form, disposition="explained", text="已向当事人说明政策和办理结果。")


def corrected(form):
    put(form, text="已回拨补充位置。", words=f"{form.fields.get('words', [''])[0]}（位置已补充）")


def solved(form):
    for name in ("satisfied_result", "satisfied_process"):
        form.fields[name] = [next(value for value in form.choices[name] if value)]
    put(form, solved="solved", disposition="later", text="当事人表示满意。")


def not_solved(form):
    put(form, text="当事人表示问题又出现。")
