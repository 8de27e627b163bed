"""Interpreters: the administrator keeps the list, the call taker chooses the language, whoever rings back reads whom to ask."""

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone

from dispatch import services
from dispatch.models import Party, Ticket
from intake.models import Call, Draft
from intake.services import Contact, join_from_call
from tests.cast import make_person
from units import clock, interpreters, known
from units.models import Interpreter
from units.services.interpreters import add_interpreter, change_interpreter, end_interpreter

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


def test_an_entry_is_changed_and_what_it_said_before_stays_with_who_changed_it(world, as_):
    row, admin = listed(world), as_("sysadmin")
    page = admin.get(f"/registry/interpreters/?change={row.pk}").content.decode()
    assert 'value="吴阿公"' in page and f"/registry/interpreters/{row.pk}/change/" in page
    said = {"language": "苗语", "name": "吴阿公", "phone": "13500000003", "begins": "08:00", "ends": "18:00"}
    assert admin.send(f"/registry/interpreters/{row.pk}/change/", said).status_code == 302
    (now,) = interpreters.of("苗语")
    assert (now.phone, now.begins, now.by) == ("13500000003", time(8), world.sysadmin)
    row.refresh_from_db()
    assert (row.phone, row.ended_by, row.ended_at) == ("13500000002", world.sysadmin, now.at)
    wrong = admin.send(f"/registry/interpreters/{now.pk}/change/", {**said, "phone": "x"})
    assert wrong.status_code == 422 and f"/registry/interpreters/{now.pk}/change/" in wrong.content.decode()
    listed(world, phone="13500000009")
    twice = admin.send(f"/registry/interpreters/{now.pk}/change/", {**said, "phone": "13500000009"})
    assert twice.status_code == 422 and twice.context["form"].errors["phone"]
    assert Interpreter.objects.standing().count() == 2
    assert as_("shift_leader").send(f"/registry/interpreters/{now.pk}/change/", said).status_code == 403
    assert as_("viewer").get(f"/registry/interpreters/?change={now.pk}").status_code == 403
    for nobody in ("0", "99999", "9" * 30, "x"):
        assert admin.get(f"/registry/interpreters/?change={nobody}").status_code in (200, 404)


def test_of_two_who_change_one_entry_the_second_chooses_field_by_field(world, as_):
    row, admin = listed(world), as_("sysadmin")
    other = make_person("sysadmin", world.centre, name="第二管理员")
    form = admin.get(f"/registry/interpreters/?change={row.pk}").context["form"]
    drawn = dict(form.drawn_from()) | {"language": "苗语", "name": "吴阿公", "phone": "13500000002"}
    quicker = {
        "language": "苗语",
        "name": "吴阿公",
        "phone": "13500000007",
        "begins": time(8),
        "ends": time(18),
        "unit": None,
    }
    change_interpreter(row, **quicker, by=other)
    late = admin.send(f"/registry/interpreters/{row.pk}/change/", {**drawn, "name": "吴老", "phone": "13500000008"})
    page, form = late.content.decode(), late.context["form"]
    assert late.status_code == 409 and other.name in page and "08:00" in page
    assert (form.asked, form.taken) == (["phone"], ["hours"])
    now = interpreters.of("苗语")[0]
    again = {**{name: form.data[name] for name in form.data}, "choice-phone": "theirs", "asked": "phone"}
    assert admin.send(f"/registry/interpreters/{now.pk}/change/", again).status_code == 302
    (now,) = interpreters.of("苗语")
    assert (now.name, now.phone, now.begins) == ("吴老", "13500000007", time(8))
    end_interpreter(now, by=other)
    gone = admin.send(f"/registry/interpreters/{row.pk}/change/", drawn)
    assert gone.status_code == 409 and other.name in gone.content.decode()
    assert not Interpreter.objects.standing().exists()


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
