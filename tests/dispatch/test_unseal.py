"""unseal: a confidential ticket becomes one like any other again."""

from dispatch import services
from dispatch.workflow import Stage
from tests.dispatch.verbs import WORDS, address, events, filled

OTHERS = ("dispatcher", "call_taker", "verifier", "supervisor")


def sealed(world, stage=Stage.HANDLING):
    return services.seal(world.ticket_at(stage), text="保密", by=world.shift_leader)


def test_the_centre_sees_it_again(world, as_):
    ticket = sealed(world)
    assert as_("dispatcher").get(ticket.get_absolute_url()).status_code == 404
    assert as_("shift_leader").send(address("unseal", ticket), filled("unseal", world, ticket)).status_code == 302
    assert as_("dispatcher").get(ticket.get_absolute_url()).status_code == 200
    assert events(ticket, "unseal").get().by == world.shift_leader


def test_its_collector_is_asked_again(world, as_):
    ticket = sealed(world, Stage.VERIFICATION)
    services.unseal(ticket, text=WORDS, by=world.shift_leader)
    assert events(ticket).last().cells == [world.east_cell.pk]
    assert ticket.number in as_("collector").get("/tasks/").content.decode()


def test_only_the_cleared_may_and_only_of_a_confidential_one(world, as_):
    ticket = sealed(world)
    data = filled("unseal", world, ticket)
    for person in (*OTHERS, "police_handler", "sysadmin"):
        assert as_(person).send(address("unseal", ticket), data).status_code == 404, person
    assert as_("roads_handler").send(address("unseal", ticket), data).status_code == 403
    ordinary = world.ticket()
    assert as_("shift_leader").send(address("unseal", ordinary), filled("unseal", world, ordinary)).status_code == 409
    assert as_("dispatcher").send(address("unseal", ordinary), filled("unseal", world, ordinary)).status_code == 403


def test_the_button_fits_the_ticket(world, as_):
    ordinary, secret = world.ticket(), sealed(world)
    leader = as_("shift_leader")
    assert 'data-verb="seal"' in leader.get(ordinary.get_absolute_url()).content.decode()
    assert 'data-verb="unseal"' not in leader.get(ordinary.get_absolute_url()).content.decode()
    assert 'data-verb="unseal"' in leader.get(secret.get_absolute_url()).content.decode()
