"""Training by command and by night: measured on what none has learnt from, used unless worse, gone back from."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from dispatch.models import Item, Job, Suggester, SuggesterPart, SuggesterUse
from dispatch.suggesting import gathering, making, running
from dispatch.tasks import train_piece
from units import clock


def run(*options):
    out = StringIO()
    call_command("train_suggestions", *options, stdout=out)
    return out.getvalue()


def test_a_cold_start_learns_from_the_duty_list_and_says_so(world):
    said = run("--by", "sysadmin")
    suggester = Suggester.objects.get()
    assert "the duty list's words (cold start)" in said and "not measured" in said
    assert (suggester.tickets, suggester.by, suggester.top1) == (0, world.sysadmin, None)
    assert SuggesterUse.objects.get().by == world.sysadmin
    assert set(running.read(suggester.pk).classes) == set(Item.objects.values_list("code", flat=True))


def test_closed_tickets_are_learnt_from_and_one_in_ten_is_only_measured_on(world, past):
    said = run()
    suggester = Suggester.objects.get()
    rows = gathering.confirmed()
    assert suggester.tickets == rows.exclude(turn=7).count()
    assert suggester.held_out == rows.filter(turn=7).count() > 0
    assert suggester.until == rows.exclude(turn=7).first().closed_at
    assert (suggester.top1, suggester.top3) == (1, 1) and "top-1 1.000" in said


@pytest.mark.parametrize("field", [{"is_drill": True}, {"confidential": True}, {"disposition": "void"},
                                   {"disposition": "duplicate"}, {"words": ""}], ids=str)  # fmt: skip
def test_what_was_void_merged_a_drill_confidential_or_wordless_is_left_out(world, closed, field):
    closed(world.lamp, "漆黑", **field)
    assert not gathering.confirmed().exists()


def test_the_item_at_the_end_counts(world, closed):
    closed(world.manhole, "漆黑", item=world.lamp)
    assert gathering.confirmed().get().item == world.lamp


def test_all_is_shown_and_one_goes_back_by_using_an_older_one(world, past):
    run()
    run()
    first, second = Suggester.objects.order_by("pk")
    assert running.number() == second.pk
    run("--use", str(first.pk), "--by", "sysadmin")
    assert running.number() == first.pk
    assert list(SuggesterUse.objects.order_by("pk").values_list("suggester", "by")) == [
        (first.pk, None), (second.pk, None), (first.pk, world.sysadmin.pk),
    ]  # fmt: skip
    assert f"*{first.pk} " in run("--list") and f" {second.pk} " in run("--list")


def test_one_that_is_worse_on_the_same_tickets_is_kept_and_not_used(world, past, monkeypatch):
    run()
    monkeypatch.setattr(gathering, "learnt", lambda: ([], [], None))  # as if nothing had been learnt but the list
    monkeypatch.setattr(gathering, "held_out", lambda: (["巷子漆黑一片"] * 4, ["1602"] * 4))
    monkeypatch.setattr(making, "measure", _only_first(making.measure))
    said = run()
    better, worse = Suggester.objects.order_by("pk")
    assert worse.former_top3 > worse.top3 and running.number() == better.pk
    assert "Not used" in said and f"--use {worse.pk}" in said


def _only_first(measure):
    """Of three items, three are always among the first three: here the first alone counts."""
    from dataclasses import replace

    def stricter(*args):
        found = measure(*args)
        return replace(found, top3=found.top1)

    return stricter


def test_numbers_that_are_none_and_people_that_are_none_are_refused(world):
    for options in (("--use", "999"), ("--by", "nobody"), ("--from", "x.csv")):
        with pytest.raises(CommandError):
            run(*options)
    Item.objects.exclude(pk=world.lamp.pk).update(is_backstop=True)
    with pytest.raises(CommandError, match="two items"):
        run()


def test_only_a_months_models_keep_their_bytes_and_the_one_that_runs(world, monkeypatch):
    monkeypatch.setattr(making, "KEPT", 2)
    run()
    first = running.number()
    for _ in range(3):
        running.use(Suggester.objects.get(pk=first))
        run()
    wholes = SuggesterPart.objects.values_list("suggester", flat=True)
    assert len(wholes) == 2 and running.number() in wholes
    with pytest.raises(CommandError, match="could run"):
        run("--use", str(first))


@pytest.fixture
def night(world, settings, monkeypatch):
    """`night(moment)`: what tick does then."""
    settings.TRAINING_HOUR = 3

    def come(moment):
        monkeypatch.setattr(making, "_next_look", 0)
        with clock.at(moment):
            making.train_if_due()

    return come


def waiting():
    return Job.objects.filter(task=making.TASK, done_at=None)


def work():
    """The jobs that wait, one after the other, as the outbox would hand them over."""
    while job := waiting().first():
        train_piece(job_id=job.pk, **job.arguments)


def test_at_night_it_is_made_in_pieces_each_of_which_hands_over_the_next(world, past, night, monkeypatch):
    monkeypatch.setattr(making, "GROUP", 1)
    night(clock.now())
    assert waiting().count() == 1
    work()
    assert Job.objects.filter(task=making.TASK).count() == 1 + 3 + 1  # the sample, three items, the whole
    suggester = Suggester.objects.get()
    assert suggester.trained_at and running.number() == suggester.pk
    assert list(suggester.parts.values_list("name", flat=True)) == ["whole"]


def test_a_piece_that_comes_twice_is_made_once_and_hands_over_once(world, past, night):
    night(clock.now())
    job = waiting().get()
    train_piece(job_id=job.pk, **job.arguments)
    train_piece(job_id=job.pk, **job.arguments)  # does the next step already, and hands nothing over
    assert waiting().count() == 1
    work()
    assert running.number() == Suggester.objects.get().pk
    assert SuggesterUse.objects.count() == 1


def test_a_piece_that_was_killed_is_found_undone_and_made_again(world, past, night, monkeypatch):
    night(clock.now())
    monkeypatch.setattr(making, "_write", _killed)
    with pytest.raises(KeyboardInterrupt):
        work()
    monkeypatch.undo()
    assert waiting().count() == 1 and not SuggesterPart.objects.exists()
    work()
    assert running.number() == Suggester.objects.get().pk


def _killed(*args):
    raise KeyboardInterrupt


def test_once_a_night_and_soon_after_the_first_start(world, night):
    morning = timezone.localtime(clock.now()).replace(hour=2, minute=59) + timedelta(days=1)
    night(morning - timedelta(hours=12))
    work()
    night(morning)
    assert Suggester.objects.count() == 1
    night(morning + timedelta(minutes=2))
    night(morning + timedelta(minutes=4))
    assert Suggester.objects.count() == 2


def test_without_items_or_without_an_hour_nothing_is_begun(world, night, settings):
    settings.TRAINING_HOUR = None
    night(clock.now())
    settings.TRAINING_HOUR = 3
    Item.objects.update(is_backstop=True)
    night(clock.now())
    assert not Suggester.objects.exists() and not waiting().exists()


def test_one_begun_later_ends_an_older_one_that_was_left_half_made(world, past, night):
    night(clock.now())
    job = waiting().get()
    train_piece(job_id=job.pk, **job.arguments)
    run()
    work()
    old, new = Suggester.objects.order_by("pk")
    assert old.trained_at is None and running.number() == new.pk
    assert not old.parts.exists() and "not finished" in run("--list")
