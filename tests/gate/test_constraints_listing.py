"""What no listing may be."""

from datetime import timedelta

from intake.models import Listing
from tests.gate.test_constraints import refused
from units import clock


def test_a_listing_is_answered_whole_by_another_and_ends(world):
    now = clock.now()
    fields = {"number": "139", "kind": "nuisance", "reason": "x", "proposed_at": now, "proposed_by": world.call_taker}
    for empty in ("number", "reason"):
        refused("listing_says_why", lambda empty=empty: Listing.objects.create(**{**fields, empty: ""}))
    rows = Listing.objects.filter(pk=Listing.objects.create(**fields).pk)
    refused("one_proposal_a_number", lambda: Listing.objects.create(**fields))
    answered = {"answered_at": now, "answered_by": world.shift_leader}
    whole = {"outcome": "approved", **answered, "expires_at": now + timedelta(days=180)}
    for half in (
        {"outcome": "approved"}, {"answered_at": now}, {"expires_at": now}, {"answer": "x"},
        {"outcome": "approved", **answered}, {"outcome": "declined", **answered}, {**whole, "answer": "x"},
        {**whole, "outcome": "declined", "answer": "x"}, {**whole, "answered_at": now - timedelta(1)},
    ):  # fmt: skip
        refused("listing_answer_whole", lambda half=half: rows.update(**half))
    refused("listing_answered_by_another", lambda: rows.update(**{**whole, "answered_by": world.call_taker}))
    for end in (now, now + timedelta(days=180, seconds=1)):
        refused("listing_expires", lambda end=end: rows.update(**{**whole, "expires_at": end}))
    lifted = {"lifted_at": now, "lifted_by": world.shift_leader, "lifted_because": "x"}
    refused("listing_lifted_whole", lambda: rows.update(**lifted))
    rows.update(**whole)
    for half in ({"lifted_at": now}, {"lifted_because": "x"}, {**lifted, "lifted_because": ""}):
        refused("listing_lifted_whole", lambda half=half: rows.update(**half))
    rows.update(**lifted)
