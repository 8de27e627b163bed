"""Listings of the tests: a call, and what was proposed from it."""

from intake import services
from tests.cast import make_person

NUMBER = "13900000000"


def a_call(world, validity="harassment", number=NUMBER):
    return services.dismiss(services.Contact(number=number, words="骂人"), validity=validity, by=world.call_taker)


def proposed(world, kind="nuisance", number=NUMBER):
    call = a_call(world, number=number)
    return services.propose_listing(call, kind=kind, reason="一日十余次辱骂", by=world.call_taker)


def standing(world, kind="nuisance", number=NUMBER, days=30):
    return services.approve_listing(proposed(world, kind, number), days=days, by=world.shift_leader)


def second_leader(world):
    return make_person("shift_leader", world.centre, "second_leader")
