"""The page of the outbox: state, tries, what was given up; no number in plain, and no ticket for who may read none."""

import pytest
from django.urls import reverse
from django.utils import translation

from dispatch import sms
from dispatch.models import Delivery
from dispatch.services import texting
from units import clock

WORDS = "井盖工单请尽快签收"
PHONE = "19900001234"


@pytest.fixture
def page():
    return reverse("dispatch:outbox")


@pytest.fixture
def row(world):
    ticket = world.ticket()
    found = texting.to_party(ticket, ticket.parties.get(), WORDS, at=clock.now())
    Delivery.objects.filter(pk=found.pk).update(state="dead", tries=10, last_error="NotTaken: answered 503")
    found.refresh_from_db()
    return found


def test_the_shift_leader_sees_ticket_words_and_masked_number(as_, page, row):
    html = as_("shift_leader").get(page).content.decode()
    assert all(said in html for said in (row.ticket.number, WORDS, "199****1234", "10 / 10", "it answered 503."))
    assert PHONE not in html


def test_the_administrator_sees_the_state_and_neither_ticket_nor_words(as_, page, row):
    html = as_("sysadmin").get(page).content.decode()
    assert "it answered 503." in html
    assert "199****1234" in html
    assert not any(said in html for said in (row.ticket.number, WORDS, PHONE))


@pytest.mark.parametrize("who", ["dispatcher", "roads_handler", "collector", "viewer", "auditor", "supervisor"])
def test_others_see_nothing(as_, page, row, who):
    assert as_(who).get(page).status_code == 403
    assert as_(who).send(reverse("dispatch:resend", args=[row.pk])).status_code == 403


@pytest.mark.parametrize("who", ["shift_leader", "sysadmin"])
def test_what_was_given_up_is_sent_again_with_all_its_tries(as_, row, who):
    response = as_(who).send(reverse("dispatch:resend", args=[row.pk]))
    assert response.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.tries) == ("waiting", 0)
    assert row.next_at <= clock.now()


def test_what_was_sent_is_not_sent_again_and_what_is_not_there_is_404(as_, row):
    Delivery.objects.filter(pk=row.pk).update(state="sent", sent_at=clock.now())
    browser = as_("shift_leader")
    assert browser.send(reverse("dispatch:resend", args=[row.pk])).status_code == 409
    assert browser.send(reverse("dispatch:resend", args=[row.pk + 1])).status_code == 404
    assert browser.send(reverse("dispatch:resend", args=[2**63])).status_code == 404
    assert browser.get(reverse("dispatch:resend", args=[row.pk])).status_code == 405


def test_tabs_narrow_and_pages_go_on(as_, page, row, world):
    browser = as_("shift_leader")
    assert f'id="d-{row.pk}"' in browser.get(page, {"show": "dead"}).content.decode()
    assert f'id="d-{row.pk}"' not in browser.get(page, {"show": "waiting"}).content.decode()
    rows = [Delivery(handler="sms", payload={"unit": world.water.pk, "text": "x"}, created_at=clock.now(),
                     next_at=clock.now()) for _ in range(60)]  # fmt: skip
    newest = Delivery.objects.bulk_create(rows)[-1]
    first = browser.get(page, {"rows": 1}).content.decode()
    assert first.count('<tr class="row"') == 50
    assert f'id="d-{newest.pk}"' in first
    rest = browser.get(page, {"before": newest.pk - 49}).content.decode()
    assert rest.count('<tr class="row"') == 11


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "²", "\0"])
def test_nonsense_in_the_address_is_no_failure(as_, page, row, before):
    assert as_("shift_leader").get(page, {"before": before, "show": before}).status_code == 200


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("NotTaken: no answer within 5 s (TimeoutError)", "网关在 5 秒内没有应答。"),
        ("NotTaken: no answer (ConnectionRefusedError)", "联系不上网关。"),
        ("NotTaken: answered 503", "网关没有接收：应答 503。"),
        ("Undeliverable: the reader has no number", "收件人没有登记号码。"),
        ("KeyError: 'x'", "没有发出就出错了（KeyError），详见发件日志。"),
        ("", ""),
    ],
)
def test_what_went_wrong_is_said_in_the_readers_language(error, said):
    with translation.override("zh-hans"):
        assert sms.failure(error) == said
