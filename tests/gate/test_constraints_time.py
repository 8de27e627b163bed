"""What the database refuses of time asked for, whatever a service might try."""

from datetime import timedelta

from dispatch.models import Appeal, Extension, Suspension
from tests.gate.test_constraints import refused
from units import clock


def test_extensions(world):
    ticket = world.extension_asked()
    asked = Extension.objects.filter(ticket=ticket)
    copy = {name: getattr(asked.get(), name) for name in ("ticket", "assignment", "asked_at", "asked_by", "text")}
    refused("extension_number_once", lambda: Extension.objects.create(**copy, number=1, state="declined"))
    refused("extension_at_most_twice", lambda: Extension.objects.create(**copy, number=3, state="declined"))
    refused("one_extension_asked", lambda: Extension.objects.create(**copy, number=2))
    refused("extension_by_another", lambda: asked.update(answered_by=world.roads_handler))


def test_suspensions(world):
    ticket = world.suspension_asked()
    asked = Suspension.objects.filter(ticket=ticket)
    copy = {
        name: getattr(asked.get(), name) for name in ("ticket", "assignment", "asked_at", "asked_by", "text", "until")
    }
    refused("suspended_once", lambda: Suspension.objects.create(**copy))
    refused("suspension_forward", lambda: asked.update(until=clock.now() - timedelta(days=1)))
    refused("suspension_by_another", lambda: asked.update(answered_by=world.roads_handler))


def test_appeals(world):
    asked = Appeal.objects.filter(ticket=world.appealed())
    refused("appeal_by_another", lambda: asked.update(answered_by=world.roads_handler))
    same = {"answered_by": world.supervisor, "second_by": world.supervisor}
    refused("appeal_two_reviewers", lambda: asked.update(**same))
    refused("exempted_by_two", lambda: asked.update(state="upheld", first_upholds=True))
