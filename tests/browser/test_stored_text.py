"""Texts that would run, in a real browser: nothing speaks, nothing is reported, and the words stand there to be read."""

from dispatch import services
from dispatch.workflow import Stage
from tests.abuse import payloads


def test_nothing_that_people_wrote_runs(world, person):
    texts = ["".join(payloads.SCRIPTS[n::4])[:1990] for n in range(4)]
    caller = services.Caller(name=payloads.SCRIPTS[0], phone="19900001234")
    place = services.Place(lon=112.005, lat=28.005, address=payloads.SCRIPTS[10], source="map")
    world.ticket(words=texts[0], caller=caller, place=place)
    ticket = world.ticket_at(Stage.HANDLING, words=texts[1], caller=caller, place=place)
    type(world.manhole).objects.filter(pk=world.manhole.pk).update(name=payloads.SCRIPTS[7][:60])
    part = world.part(ticket, world.roads)
    services.accept(part, by=world.roads_handler)
    for text in texts:
        services.note(ticket, text=text, by=world.dispatcher)
    spoken = []
    for who, paths in (
        (world.dispatcher, ("/board/", ticket.get_absolute_url(), "/find/?stage=handling", "/calls/new/")),
        (world.roads_handler, ("/inbox/", f"/inbox/{part.pk}/")),
    ):
        one = person(who)
        one.context.on("dialog", lambda dialog: (spoken.append(dialog.message), dialog.dismiss()))
        for path in paths:
            page = one.open(path)
            page.wait_for_timeout(300)  # for whatever would run by itself
            assert page.locator("[xq7], script[src*=evil], iframe, object, embed").count() == 0, path
            page.close()
        if who == world.dispatcher:  # a row that comes over the line is drawn by script
            board = one.open("/board/")
            fresh = world.ticket(words=texts[2], place=place)
            board.locator(f"#t-{fresh.pk}").wait_for()
            assert board.locator("[xq7]").count() == 0
    assert spoken == []
