"""The panel beside a form: phrases, templates filled in from the open record, and the directory of the hall."""

from django.urls import reverse

from dispatch import services
from dispatch.workflow import Stage
from tests.cast import make_person, minutes
from units import clock, known
from units.models import Duty

PANEL = reverse("dispatch:side_panel")


def panel(browser, ticket=None):
    answer = browser.get(PANEL, {"ticket": ticket.number} if ticket else {}, headers={"Accept-Language": "zh-hans"})
    assert answer.status_code == 200
    return answer.content.decode()


def template(world, words="{number}：{place} {item}，由{unit}办理", **more):
    return services.keep_phrase(kind="template", words=words, **{"by": world.shift_leader, **more})


def test_a_template_is_filled_in_from_the_open_record(world, as_):
    template(world)
    ticket = world.ticket_at(Stage.HANDLING)
    page = panel(as_("dispatcher"), ticket)
    assert f"{ticket.number}：东河路 12 号 井盖缺失，由城市管理和综合执法局办理" in page
    assert "{number}：{place} {item}，由{unit}办理" in panel(as_("dispatcher")), "without a record the braces stay"
    fresh = world.ticket()
    assert "由{unit}办理" in panel(as_("dispatcher"), fresh), "what is not known stays for the hand to fill"


def test_a_unit_has_its_own_words_and_its_own_name_in_them(world, as_):
    lead = make_person("unit_lead", world.water, "water_lead")
    template(world, words="{unit}已到{place}", by=lead, unit=world.water)
    template(world, words="中心的话")
    ticket = world.ticket_at(Stage.HANDLING)
    page = panel(as_("water_handler"), ticket)
    assert "供水公司已到东河路 12 号" in page
    assert "中心的话" not in page and "0000-110" not in page, "no directory of the hall"
    other = world.ticket()
    assert "{unit}已到{place}" in panel(as_("water_handler"), other), "of a foreign record nothing is filled in"


def test_the_form_of_feedback_has_its_button_and_the_hall_has_it_on_every_page(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    part = world.part(ticket, world.roads)
    services.accept(part, by=world.roads_handler)
    services.arrive(part, by=world.roads_handler)
    for who, url in (
        ("roads_handler", reverse("dispatch:part", args=[part.pk])),
        ("dispatcher", ticket.get_absolute_url()),
        ("call_taker", reverse("intake:take") + "?fresh=1"),
        ("callback", reverse("dispatch:callbacks")),
    ):
        page = as_(who).get(url).content.decode()
        assert "data-side-open" in page and 'id="side-panel"' in page, who
    assert "data-side-open" not in as_("viewer").get(ticket.get_absolute_url()).content.decode()


def test_of_a_confidential_ticket_nothing_is_filled_in(world, as_):
    template(world)
    ticket = world.ticket_at(Stage.HANDLING)
    services.seal(ticket, text="保密", by=world.shift_leader)
    for who in ("shift_leader", "dispatcher", "roads_handler"):
        assert "东河路" not in panel(as_(who), ticket)


def test_the_directory_knows_phones_leads_and_who_is_on_duty_today(world, as_):
    lead, now = make_person("unit_lead", world.roads, "roads_lead", name="李局长"), clock.now()
    struck = make_person("unit_handler", world.roads, "away", name="不在者")
    for user, more in ((world.roads_handler, {}), (struck, {"struck_at": now, "struck_by": lead})):
        Duty.objects.create(unit=world.roads, user=user, starts_at=now - minutes(5), ends_at=now + minutes(60), **more)
    known.forget()
    page = panel(as_("call_taker"))
    (entry,) = [line for line in page.split("<li ") if f"<b>{world.roads.name}</b>" in line]
    assert "0000-110" in entry and lead.label in entry and world.roads_handler.label in entry
    assert struck.label not in page
    for letters in ("csglhzhzfj", "chengshiguanli", "roads", "city management", world.roads.name):
        assert letters in entry.partition(">")[0], letters
