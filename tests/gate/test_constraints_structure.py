"""Links between tickets: what the database refuses."""

import pytest
from django.db import IntegrityError, transaction

from dispatch.models import Link
from units import clock


def refused(name, **fields):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Link.objects.create(**fields)


def test_a_link_joins_two_tickets_once_and_leads_upward_once(world):
    child, parent, other = world.ticket(), world.ticket(), world.ticket()
    fields = {"ticket": child, "other": parent, "kind": "child", "at": clock.now(), "by": world.dispatcher}
    first = Link.objects.create(**fields)
    refused("link_two_tickets", **{**fields, "other": child, "kind": "related"})
    refused("one_link_upward", **{**fields, "other": other, "kind": "merged"})
    Link.objects.create(**{**fields, "other": other, "kind": "related"})
    refused("link_stands_once", **{**fields, "other": other, "kind": "related"})
    first.ended_at = clock.now()
    first.save()
    Link.objects.create(**{**fields, "other": other, "kind": "merged"})
