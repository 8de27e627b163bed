"""Numbers of listings are masked; who looks says why, and the look stands in the security log."""

from intake.models import Listing
from tests.intake.listed import NUMBER, standing
from units.models import SecurityEvent


def test_a_look_takes_a_reason_and_is_logged(world, as_):
    listing, taker = standing(world), as_("call_taker")
    url = f"/listings/{listing.pk}/reveal/"
    assert taker.send(url, {"reason": ""}).status_code == 422
    assert not SecurityEvent.objects.filter(kind="number").exists()
    shown = taker.send(url, {"reason": "核对来电"})
    assert (shown.status_code, NUMBER in shown.content.decode()) == (200, True)
    event = SecurityEvent.objects.get(kind="number")
    assert (event.by, event.detail) == (world.call_taker, f"listing {listing.pk}: 核对来电")
    for page in ("/listings/", "/listings/?show=all", f"/listings/{listing.pk}/"):
        assert NUMBER not in taker.get(page).content.decode()
    assert taker.get(url).status_code == 405
    Listing.objects.filter(pk=listing.pk).update(number="", kind="oxygen", lon=112.005, lat=28.005)
    assert taker.send(url, {"reason": "核对来电"}).status_code == 404, "a home has no number to look at"
    assert SecurityEvent.objects.filter(kind="number").count() == 1
