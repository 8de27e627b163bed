"""The registry of measures: figures, the lists behind them, and plain SQL all say the same."""

import pytest
from django.core.management import CommandError, call_command

from config.management.commands import figures
from dispatch.models import Callback, Ticket
from tests.statistics.conftest import DAY
from units import clock, measures, scope
from units.measures import PART, REST, WHOLE

CODES = sorted(measure.code for measure in measures.all())


def test_every_app_brings_its_own_measures():
    assert {measure.rows.code for measure in measures.all()} >= {"call", "ticket", "clock", "report"}


def test_every_measure_counts_something_on_a_busy_day(busy_day):
    values = measures.values(measures.all(), busy_day.shift_leader, [DAY])
    never = {
        "left_out_internal",
        "left_out_drill",
        "left_out_owed",
        "answered",
        "answered_in_time",
        "called_back_in_time",
    }
    empty = {code.removesuffix("_exempted") for (code, _day), value in values.items() if not value.of}
    assert empty <= never, empty
    late = [code for (code, _day), value in values.items() if value.of and value.n < value.of]
    assert len(late) > 8, "a day on which everything is right proves little"


def test_each_figure_its_list_and_plain_sql_say_the_same(busy_day):
    user = busy_day.shift_leader
    for measure in measures.all():
        value = measures.value(measure.code, user, DAY)
        assert (value.of, value.n) == figures.counted(measure.code, DAY, clock.now()), measure.code
        assert measures.rows_behind(measure.code, user, DAY, WHOLE).count() == value.of, measure.code
        if measure.part is not None:
            assert measures.rows_behind(measure.code, user, DAY, PART).count() == value.n, measure.code
            assert measures.rows_behind(measure.code, user, DAY, REST).count() == value.of - value.n, measure.code


def test_an_exempted_limit_leaves_both_numbers_and_stands_in_the_raw_figure(busy_day):
    raw = measures.value("accepted_in_time", busy_day.supervisor, DAY)
    exempted = measures.value("accepted_in_time_exempted", busy_day.supervisor, DAY)
    assert (exempted.n, exempted.of) == (raw.n, raw.of - 1)


def test_what_does_not_count_in_appraisal_is_shown_beside_what_counts(busy_day):
    closed = measures.value("appraised", busy_day.supervisor, DAY)
    left_out = Ticket.objects.filter(counts=False).exclude(closed_at=None).count()
    assert closed.of - closed.n == left_out > 0
    said, counted = (measures.value(code, busy_day.supervisor, DAY) for code in ("solved", "solved_counted"))
    assert said.of - counted.of == Callback.objects.filter(counts=False, outcome="reached").count() > 0


def test_what_a_figure_is_broken_down_into_adds_up_and_has_lists_of_its_own(busy_day):
    user = busy_day.shift_leader
    for measure in measures.all():
        for dimension in measure.dimensions:
            values = measures.broken_down([measure], user, DAY, dimension.code)[measure.code]
            assert set(values) <= set(dimension.labels(values))
            for key, value in values.items():
                behind = measures.rows_behind(measure.code, user, DAY, **{dimension.code: key})
                assert behind.count() == value.of, (measure.code, dimension.code, key)
            if dimension.code in ("stage", "major", "validity", "ratio", "priority"):
                assert sum(value.of for value in values.values()) == measures.value(measure.code, user, DAY).of


def test_drills_and_confidential_tickets_do_not_count_for_who_may_not_see_them(busy_day):
    before = measures.value("opened", busy_day.supervisor, DAY).of
    Ticket.objects.filter(pk__in=Ticket.objects.real().order_by("-opened_at")[:1]).update(confidential=True)
    with scope.of(busy_day.supervisor):
        assert measures.value("opened", busy_day.supervisor, DAY).of == before - 1
    with scope.of(busy_day.shift_leader):
        assert measures.value("opened", busy_day.shift_leader, DAY).of == before
        assert not measures.rows_behind("opened", busy_day.shift_leader, DAY).filter(is_drill=True).exists()


def test_an_agency_counts_its_own_tickets_only(busy_day):
    user = busy_day.water_handler
    with scope.of(user):
        own = Ticket.objects.filter(assignments__unit=busy_day.water).values("pk")
        for measure in measures.all():
            rows = measures.rows_behind(measure.code, user, DAY)
            if path := measure.listed.ticket:
                assert not rows.exclude(**{f"{path}__in": own}).exists(), measure.code
            else:
                assert not rows.exists(), "rows without a ticket are the hall's"


def test_the_tickets_behind_a_figure_are_tickets_one_may_see(busy_day):
    behind = measures.tickets_behind("accepted_in_time", busy_day.supervisor, DAY, REST)
    assert behind.model is Ticket
    assert behind.exists()
    assert measures.tickets_behind("calls", busy_day.supervisor, DAY) is None
    overdue = measures.tickets_behind("overdue", busy_day.supervisor, DAY)
    assert overdue.count() == measures.value("overdue", busy_day.supervisor, DAY).of


def test_the_day_begins_and_ends_at_local_midnight(world):
    start, end = clock.day_bounds(DAY)
    for moment in (start, end, start - (end - start) / 86400):
        with clock.at(moment):
            world.ticket()
    assert measures.value("opened", world.supervisor, DAY).of == 1


def test_a_limit_that_ends_later_today_does_not_count_yet(busy_day):
    with clock.at(clock.day_bounds(DAY)[0]):
        assert measures.value("overdue", busy_day.supervisor, DAY).of == 0


def test_the_command_shows_both_counts(busy_day, capsys):
    call_command("figures", DAY.isoformat())
    out = capsys.readouterr().out
    assert len(out.splitlines()) == len(CODES)
    assert "≠" not in out


def test_the_command_fails_when_a_figure_differs_from_plain_sql(busy_day, monkeypatch):
    monkeypatch.setattr(figures, "plain", lambda: dict.fromkeys(CODES, "SELECT -1"))
    with pytest.raises(CommandError):
        call_command("figures", DAY.isoformat())
