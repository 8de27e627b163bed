"""The bench's own people and units. They are marked by their names, hold no password, and are retired at the end.

Nobody else's account acts, and no log-in page is passed: sessions are written as the log-in would leave them.
"""

import datetime
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from dispatch.models import Item, Major, Rule
from units.labels import spelled
from units.models import Membership, Session, Unit, User

MARK = "bench"
LONG_AGO = datetime.date(2020, 1, 1)
PARTS = 4  # units that work on each prepared ticket: a lead and three assists
SHOWN = 5  # the unit by which the board is narrowed to fifty rows


def units():
    """The bench's linkage units: PARTS that give feedback, and one whose tickets fill the board."""
    found = []
    for number in range(1, SHOWN + 1):
        name = f"压测单位{number}"
        pinyin, initials = spelled(name)
        fields = {
            "name": name,
            "name_en": f"Bench unit {number}",
            "kind": "agency",
            "pinyin": pinyin,
            "initials": initials,
        }
        fields |= {"valid_from": LONG_AGO, "valid_to": None, "duty_phone": "0000-000"}
        found.append(Unit.objects.update_or_create(code=f"{MARK}-{number}", defaults=fields)[0])
    return found


def items(lead):
    """Items of the duty list that are no police matter; an empty district gets one of the bench's."""
    found = list(Item.objects.filter(rules__valid_from__lte=timezone.localdate(), is_police=False).distinct())
    if found:
        return found
    major, _new = Major.objects.get_or_create(code="99", defaults={"name": "压测"})
    item, _new = Item.objects.get_or_create(code="9999", defaults={"major": major, "name": "压测事项"})
    rule = {"lead": lead, "priority": 3, "feedback_minutes": 60, "resolve_hours": 24}
    Rule.objects.get_or_create(item=item, valid_from=LONG_AGO, defaults=rule)
    return [item]


def people(role, count, units):
    """`count` people of a role, dealt to the units in turn."""
    names = [f"{MARK}-{role.replace('_', '-')}-{number:04d}" for number in range(1, count + 1)]
    User.objects.bulk_create(
        [
            User(
                username=name,
                name=f"压测{number}",
                name_en=f"Bench {number}",
                unit=units[number % len(units)],
                password="!",  # noqa: S106  none fits it
            )
            for number, name in enumerate(names)
        ],
        ignore_conflicts=True,
    )
    User.objects.filter(username__in=names).update(is_active=True)
    found = list(User.objects.filter(username__in=names).order_by("username").prefetch_related("memberships"))
    Membership.objects.bulk_create(
        [Membership(user=user, unit_id=user.unit_id, role=role) for user in found if not user.memberships.all()]
    )
    return list(User.objects.filter(username__in=names).order_by("username"))


def sessions(users):
    """A live session for each user; their keys in the same order."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    rows = []
    for user in users:
        session = store()
        session.update(
            {
                SESSION_KEY: str(user.pk),
                BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                HASH_SESSION_KEY: user.get_session_auth_hash(),
            }
        )
        rows.append(session.create_model_instance(dict(session.items())))
    Session.objects.bulk_create(rows)
    return [row.session_key for row in rows]


def retire():
    """The bench's people cannot come back in, and its units leave the lists; what they wrote stays, in their names."""
    Session.objects.filter(user__username__startswith=f"{MARK}-").delete()
    User.objects.filter(username__startswith=f"{MARK}-").update(is_active=False)
    Unit.objects.filter(code__startswith=f"{MARK}-").update(valid_to=timezone.localdate())
