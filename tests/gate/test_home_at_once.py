"""Two who propose one home at the same moment, each from his own point of it: one listing, and the other reads who was first."""

import pytest

from dispatch import services
from intake.models import Listing
from intake.services import Contact, open_from_call, propose_listing
from tests.cast import World, make_person
from tests.gate.test_two_at_once import at_once
from units.refusals import Stale


@pytest.fixture
def world(transactional_db):
    return World()


def test_of_two_who_propose_one_home_one_does_and_the_other_reads_who_and_when(world):
    second = make_person("call_taker", world.centre, name="第二接警员")
    for lat in (28.001, 28.003, 28.005, 28.007):
        homes = []
        for lon in (112.005, 112.0051):
            place = services.Place(lon=lon, lat=lat, address="东河路 12 号", source="map")
            homes.append(open_from_call(Contact(), item=world.manhole, place=place, by=world.call_taker))
        results = at_once(
            *(
                lambda home=home, by=by: propose_listing(
                    home.concerns.get().call, kind="oxygen", reason="家中用氧", by=by, home=home
                )
                for home, by in zip(homes, (world.call_taker, second), strict=True)
            )
        )
        (refused,) = [result for result in results if isinstance(result, Exception)]
        assert isinstance(refused, Stale), refused
        listing = Listing.objects.latest("pk")
        assert listing.proposed_by.name in str(refused) and refused.facts["at"]
    assert Listing.objects.count() == 4
