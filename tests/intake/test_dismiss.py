"""A call without a matter: each gets its class, because every call is counted."""

import pytest

from dispatch.models import Ticket
from intake.models import COUNTED, WITHOUT_MATTER, Call, Validity

URL = "/calls/dismiss/"


@pytest.mark.parametrize("validity", WITHOUT_MATTER)
def test_each_class_is_saved_without_a_ticket(world, as_, validity):
    assert as_("call_taker").send(URL, {"validity": validity}).status_code == 303
    call = Call.objects.get()
    assert call.validity == validity
    assert call.is_drill is (validity == Validity.DRILL)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "validity", ["", *sorted(COUNTED), "x", "\x00", "9" * 100_000], ids=lambda value: repr(value)[:20]
)
def test_a_class_with_a_matter_or_none_at_all_is_refused(world, as_, validity):
    answer = as_("call_taker").send(URL, {"validity": validity, "words": "喂"})
    assert answer.status_code == 422
    assert 'id="id_validity-error"' in answer.content.decode()
    assert not Call.objects.exists()


def test_all_classes_stand_on_the_page_with_a_key_each(world, as_):
    html = as_("call_taker").get("/calls/new/").content.decode()
    for key, validity in zip("1234567890", WITHOUT_MATTER, strict=True):
        assert f'value="{validity}" formaction="{URL}" data-key="{key}"' in html
