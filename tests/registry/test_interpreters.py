"""Interpreters: the administrator keeps the list, the call taker chooses the language, whoever rings back reads whom to ask."""

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone

from dispatch import services
from dispatch.models import Party, Ticket
from intake.models import Call, Draft
from intake.services import Contact, join_from_call
from units import clock, interpreters, known
from units.models import Interpreter
from units.services.interpreters import add_interpreter

ADD = "/registry/interpreters/add/"
SAID = {"language": "苗语", "name": "龙阿妹", "phone": "13500000001", "begins": "22:00", "ends": "06:00"}


def at_hour(hour):
    return clock.at(timezone.make_aware(datetime(2026, 11, 26, hour, 30)))


def listed(world, **more):
    facts = {"language": "苗语", "name": "吴阿公", "phone": "13500000002", "by": world.sysadmin}
    return add_interpreter(**facts | more)


def test_the_administrator_keeps_the_list_and_who_is_on_duty_stands_first(world, as_):
    admin = as_("sysadmin")
    assert admin.send(ADD, SAID).status_code == 302
    listed(world, begins=time(8), ends=time(18))
    known.forget()
    with at_hour(23):
        assert [each.name for each in interpreters.of("苗语")] == ["龙阿妹", "吴阿公"]
    with at_hour(9):
        assert [each.name for each in interpreters.of("苗语")] == ["吴阿公", "龙阿妹"]
    page = as_("viewer").get("/registry/interpreters/").content.decode()
    assert "龙阿妹" in page and "22:00–06:00" in page and ADD not in page
    row = Interpreter.objects.get(name="龙阿妹")
    assert admin.send(f"/registry/interpreters/{row.pk}/end/", {}).status_code == 302
    admin.get("/registry/interpreters/")  # it says once who is off the list
    assert "龙阿妹" not in admin.get("/registry/interpreters/").content.decode()
    assert admin.send(f"/registry/interpreters/{row.pk}/end/", {}).status_code == 409
    row.refresh_from_db()
    assert row.ended_by == world.sysadmin, "nothing is deleted"
    assert "/registry/interpreters/" in admin.get("/registry/").content.decode()


def test_what_is_wrong_is_said_at_its_field_and_others_keep_their_hands_off(world, as_):
    listed(world)
    wrong = [
        ("language", {"language": ""}), ("phone", {"phone": "x"}), ("ends", {"ends": ""}), ("ends", {"ends": "22:00"}),
        ("phone", {"phone": "13500000002"}), ("begins", {"begins": "25:00"}), ("unit", {"unit": "999999"}),
    ]  # fmt: skip
    for field, more in wrong:
        answer = as_("sysadmin").send(ADD, {**SAID, **more})
        assert answer.status_code == 422 and answer.context["form"].errors[field], field
    for who in ("call_taker", "shift_leader", "roads_handler"):
        assert as_(who).send(ADD, SAID).status_code == 403
    assert Interpreter.objects.count() == 1


def test_the_language_goes_from_the_call_to_unit_and_call_back_with_whom_to_ring(world, as_):
    listed(world)
    taker = as_("call_taker")
    page = taker.get("/calls/new/?fresh=1").content.decode()
    assert '<option value="苗语">' in page and "吴阿公" in page and 'data-key="Alt+F"' in page
    taker.post(reverse("intake:save_draft"), {"key": "5e0c1e9a-0000-4000-8000-000000000002", "language": "苗语"})
    assert Draft.objects.get().fields["language"] == "苗语"
    call = {"number": "13912345678", "item": "1601", "address": "东河路", "language": "苗语", "wants_callback": "on"}
    assert taker.send(reverse("intake:take"), call).status_code == 303
    ticket = Ticket.objects.get()
    assert (Call.objects.get().language, Party.objects.get().language) == ("苗语", "苗语")
    services.assign(ticket, lead=world.roads, by=world.dispatcher)
    part = world.part(ticket, world.roads)
    for who, address in (("dispatcher", ticket.get_absolute_url()), ("roads_handler", f"/inbox/{part.pk}/")):
        html = as_(who).get(address).content.decode()
        assert "speaks 苗语" in html and "13500000002" in html, address
    join_from_call(Contact(number="13912345678", language="粤语"), ticket=ticket, by=world.call_taker)
    assert Party.objects.get().language == "粤语", "what was heard last counts"
    services.verify(_done(world, ticket), by=world.verifier)
    assert "speaks 粤语" in as_("callback").get(reverse("dispatch:callbacks")).content.decode()


def _done(world, ticket):
    world.finish(ticket, world.roads)
    ticket.refresh_from_db()
    return ticket
