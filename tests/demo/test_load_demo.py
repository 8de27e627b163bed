"""The demo district in the database: a whole, living month, and never on top of anybody's data."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Q

from config.demo import queues as demo_queues
from config.demo.matters import ZONE
from config.demo.people import PASSWORD, accounts
from dispatch import queries, services
from dispatch.models import (
    Amendment,
    Appeal,
    Assignment,
    Clock,
    Event,
    Extension,
    Handover,
    Item,
    Link,
    Major,
    Pending,
    Photo,
    Ruling,
    Supervision,
    Suspension,
    Ticket,
    Unreasonable,
)  # fmt: skip
from dispatch.workflow import Stage
from intake.models import COUNTED, Call, Ring
from units import clock, territory
from units.models import Cell, Duty, MapFeature, NamedPlace, Notice, NoticeRead, Unit, User
from units.places import search

NOW = datetime(2026, 11, 23, 14, 20, tzinfo=ZONE)


def load(**options):
    with clock.at(NOW):
        call_command("load_demo", stdout=StringIO(), **options)


def test_a_small_month_is_loaded_whole(db, monkeypatch, settings, tmp_path):
    settings.PHOTO_DIR = tmp_path
    few = [(marker, -(-count // 5), low, high) for marker, count, low, high in demo_queues.TODAY]
    monkeypatch.setattr(demo_queues, "TODAY", few)
    load(tickets=10)
    assert set(Ticket.objects.values_list("stage", flat=True)) == set(Stage.values)
    assert Ticket.objects.filter(stage=Stage.ASSIGNMENT).count() >= 2
    assert Ticket.objects.filter(stage=Stage.HANDLING).count() >= 8
    assert Photo.objects.exists() and not Pending.objects.exists()
    assert Ticket.objects.overdue(NOW).exists()
    assert not Event.objects.filter(at__gt=NOW).exists()
    assert not Clock.objects.running().filter(Q(due_at__lte=NOW, missed_at=None) | Q(warn_at__lte=NOW, warned_at=None))
    assert Assignment.objects.filter(status="returned").exists()
    refuse_missing_situations(settings)
    refuse_silent_telephones()
    calls = Call.objects.filter(is_drill=False)
    assert calls.filter(validity__in=COUNTED).count() < calls.count()
    with pytest.raises(CommandError, match="already holds"):
        load()


def refuse_silent_telephones():
    """Each call by telephone has rung, was answered, and ended, and what is typed of it begins after the answer."""
    rang = Call.objects.filter(channel="phone").exclude(ring__origin__isnull=False)  # there the hall rang
    in_order = Q(rang_at__lt=F("answered_at"), ended_at__gt=F("answered_at"), entered_at__gt=F("answered_at"))
    assert rang.exists() and not rang.exclude(in_order).exists() and not rang.filter(called_line="").exists()
    assert not rang.filter(ended_at__gt=NOW).exists()
    assert Ring.objects.filter(origin=None, call__isnull=False).count() == rang.count()
    assert not Ring.objects.unsaved().filter(hung_up_at=None).exists()
    assert not Call.objects.exclude(channel="phone").exclude(rang_at=None).exists()
    in_time = rang.filter(answered_at__lte=F("rang_at") + timedelta(seconds=15)).count()
    assert 0.95 <= in_time / rang.count() < 1


def refuse_missing_situations(settings):
    """Each page of the ticket's whole life has something to show."""
    ruled = {"0502", "1303", "1403", "1601", "1801", "1901", "1902", "2002", "2703", "3103"}
    rulings = Ruling.objects.exclude(decided_at=None)
    assert set(rulings.values_list("item__code", flat=True)) == ruled, "domain.md's arbitration pairs, each a precedent"
    assert Amendment.objects.filter(state="proposed").exists()
    assert Ruling.objects.filter(decided_at=None, ticket__clocks__kind="arbitration").count() >= 4
    for asked in (Suspension, Extension, Appeal):
        assert asked.objects.filter(state="asked").exists()
    assert Supervision.objects.filter(answered_at=None).exists() and Event.objects.filter(kind="urge").exists()
    assert set(Link.objects.values_list("kind", flat=True)) == set(Link.Kind.values)
    assert Ticket.objects.filter(repeats__gte=settings.REPEATS_TO_REVIEW - 1).exists()
    waiting = Ticket.objects.filter(stage=Stage.CALLBACK)
    assert {1, 2} <= set(waiting.annotate(tried=Count("callbacks")).values_list("tried", flat=True))
    assert Unreasonable.objects.filter(state="proposed").exists()
    assert Ticket.objects.filter(confidential=True, stage=Stage.HANDLING).exists()
    danger = Ticket.objects.filter(danger=True, stage=Stage.HANDLING)
    assert danger and all(each.assignments.filter(unit__responds_first=True, part="assist").exists() for each in danger)
    assert Assignment.objects.exclude(help_at=None).exists() and Duty.objects.at(NOW).exists()
    assert Handover.objects.count() == 6 and not Handover.objects.waiting().exists()
    assert all(services.intact(ledger) and ledger.lines for ledger in Handover.objects.all())
    assert NoticeRead.objects.exists() and Notice.objects.standing(NOW).count() == 2
    many = Ticket.objects.annotate(callers=Count("parties")).filter(callers__gte=6, danger=True, stage=Stage.HANDLING)
    assert Event.objects.filter(ticket=many.get(), kind="worsen").count() >= 2
    assert Ticket.objects.filter(source="unit").values("stage").distinct().count() == 3
    assert Ticket.objects.filter(item__is_backstop=True).exists()
    assert queries.facts_wanted(Ticket.objects.all()).exists()


def test_the_district_without_a_month_has_its_map_units_people_and_duty_list(db, client):
    load(empty=True)
    assert not Ticket.objects.exists() and not Call.objects.exists()
    assert (Unit.objects.count(), Cell.objects.count()) == (102, 529)
    assert (Major.objects.count(), Item.objects.count()) == (37, 127)  # the list, and the item for what fits nowhere
    assert set(MapFeature.objects.values_list("kind", flat=True)) == set(MapFeature.Kind.values)
    cell = Cell.objects.select_related("collector").first()
    assert cell.collector.has_perm("grid.send_report")
    lon, lat = cell.geometry["coordinates"][0][0]
    assert territory.locate(lon, lat)
    assert set(NamedPlace.objects.values_list("kind", flat=True)) == set(NamedPlace.Kind.values)
    typed = {"qyy": "临澜区人民医院", "灯杆0123": "LG0123", "12公里300米": "K12+300", "一中": "临澜第一中学"}
    for words, found in typed.items():
        assert found in {(place := search.find(words)[0].place).name, place.code}
    for account in accounts():
        user = User.objects.get(username=account.username)
        assert user.has_role(account.role) and user.check_password(PASSWORD)


def test_a_database_that_holds_other_data_is_refused(db):
    Unit.objects.create(code="real", kind="agency", name="真实单位", valid_from=NOW.date())
    with pytest.raises(CommandError, match="already holds units"):
        load()
    assert Unit.objects.count() == 1


def test_production_lets_nobody_tell_the_time(db, settings):
    settings.REPLAY_CLOCK_ALLOWED = False
    with pytest.raises(CommandError, match="tells its own time"):
        call_command("load_demo", stdout=StringIO())
    assert not Unit.objects.exists()
