"""A model made in steps: count the sample, fit a group of items at a time, put the whole together, measure, use.

Each step is found from what is already there, writes its part and may be cut off or done twice. A command does one after
the other; at night each is a job of its own, well below the worker's limit of a minute, which hands over the next.
"""

import io
import time
from datetime import timedelta

import numpy as np
from django.conf import settings
from django.db import transaction

from dispatch.models import Item, Job, Suggester, SuggesterPart
from dispatch.suggesting import gathering, running
from dispatch.suggesting.grams import grams
from dispatch.suggesting.measuring import measure
from units import clock

TASK = "dispatch.tasks.train_piece"
GROUP = 6  # items fitted in one step: 20 s with 50,000 tickets
KEPT = 30  # models whose bytes stay: a month of nights to go back to
SAMPLE = "sample"
LOOK_EVERY_SECONDS = 60
_next_look = time.monotonic() + LOOK_EVERY_SECONDS  # a start has better things to do


class Nothing(Exception):
    """There are not two items to tell apart."""


def begin(*, by=None):
    """A model to be, newer than all others: what an older one had not finished is given up."""
    if Item.objects.filter(is_backstop=False)[:2].count() < 2:
        raise Nothing
    SuggesterPart.objects.exclude(name=running.WHOLE).delete()
    return Suggester.objects.create(begun_at=clock.now(), by=by)


def step(suggester):
    """Do what comes next. Returns whether anything is left to do."""
    if suggester.trained_at or Suggester.objects.filter(pk__gt=suggester.pk).exists():
        return False
    from dispatch.suggesting import training  # 100 MB, which only those pay who train

    found = suggester.parts.filter(name=SAMPLE).first()
    if found is None:
        _write(suggester, SAMPLE, _count(suggester, training).dump())
        return True
    sample = training.Sample.load(bytes(found.data))
    columns = range(len(sample.classes))
    groups = [columns[first : first + GROUP] for first in range(0, len(columns), GROUP)]
    made = set(suggester.parts.values_list("name", flat=True))
    for name, group in enumerate(groups):
        if str(name) not in made:
            _write(suggester, str(name), _dumped(*training.fit(sample, group)))
            return True
    parts = dict(suggester.parts.values_list("name", "data"))
    fitted = [_loaded(bytes(parts[str(name)])) for name in range(len(groups))]
    _finish(suggester, training.whole(sample, fitted))
    return False


def _count(suggester, training):
    words, codes, until = gathering.learnt()
    Suggester.objects.filter(pk=suggester.pk).update(tickets=len(words), until=until)
    listed, listed_codes = gathering.duty_list()
    return training.count(words + listed, codes + listed_codes, grams)


def _write(suggester, name, data):
    SuggesterPart.objects.bulk_create([SuggesterPart(suggester=suggester, name=name, data=data)], ignore_conflicts=True)


def _dumped(weights, bias):
    file = io.BytesIO()
    np.savez(file, weights=weights, bias=bias)
    return file.getvalue()


def _loaded(data):
    with np.load(io.BytesIO(data), allow_pickle=False) as kept:
        return kept["weights"], kept["bias"]


def _finish(suggester, model):
    """Measured beside the one that runs, on the same tickets, and used unless that one is better."""
    held = gathering.held_out()
    former = running.read(running.number())
    here = measure(model, *held, grams)
    there = measure(former, *held, grams) if former else None
    facts = {"trained_at": clock.now(), "former_top3": there and there.top3}
    if here:
        facts |= {"held_out": here.texts, "top1": here.top1, "top3": here.top3}
    with transaction.atomic():
        _write(suggester, running.WHOLE, model.dump())
        if not Suggester.objects.filter(pk=suggester.pk, trained_at=None).update(**facts):
            return
        suggester.refresh_from_db()
        suggester.parts.exclude(name=running.WHOLE).delete()
        if not worse(suggester):
            running.use(suggester, by=suggester.by)
        _forget_the_oldest()


def worse(suggester):
    """Whether the one that ran before puts more of the held-out tickets' items among its first three."""
    return suggester.former_top3 is not None and suggester.top3 < suggester.former_top3


def _forget_the_oldest():
    """Their figures stay; what ran last stays whole, however old."""
    wholes = SuggesterPart.objects.filter(name=running.WHOLE).order_by("-suggester")
    kept = [*wholes.values_list("suggester", flat=True)[:KEPT], running.number()]
    wholes.exclude(suggester__in=[pk for pk in kept if pk]).delete()


def train_if_due():
    """Called by tick in each round: once a night, and soon after the first start, when there is no model at all."""
    global _next_look
    if settings.TRAINING_HOUR is None or time.monotonic() < _next_look:
        return
    _next_look = time.monotonic() + LOOK_EVERY_SECONDS
    last = Suggester.objects.order_by("-pk").values_list("begun_at", flat=True).first()
    if last is None or last < _night():
        try:
            with transaction.atomic():
                _hand_over(begin())
        except Nothing:
            return


def _night():
    """When the last night's training was to begin."""
    now = clock.now()
    tonight = clock.day_bounds(clock.local_day(now))[0] + timedelta(hours=settings.TRAINING_HOUR)
    return tonight if tonight <= now else tonight - timedelta(days=1)


def _hand_over(suggester):
    now = clock.now()
    Job.objects.create(task=TASK, arguments={"suggester_id": suggester.pk}, created_at=now, next_at=now)


def go_on(job_id, suggester_id):
    """One step as a job: whoever finishes it first hands over the next."""
    suggester = Suggester.objects.get(pk=suggester_id)
    more = step(suggester)
    with transaction.atomic():
        mine = Job.objects.filter(pk=job_id, done_at=None).update(done_at=clock.now(), last_error="")
        if mine and more:
            _hand_over(suggester)
