"""What every file of a verb needs: the address, a form filled in as a person would, and the rules that hold for all.

A verb's file calls `rules(...)` and gets the tests that no verb may fail: works once, only at its stages, only by its
roles, unseen by strangers, silent on GET, stale forms refused by name.
"""

import uuid

from django.urls import reverse

from dispatch.models import Event
from dispatch.workflow import MOVES, Stage
from tests.dispatch import structure

WORDS = "井盖已有人看守"
STRANGERS = ("police_handler", "other_collector", "sysadmin", "auditor")


def address(verb, ticket):
    return reverse(f"dispatch:{verb}", args=[ticket.number])


def filled(verb, world, ticket):
    """A whole form of this verb, as the page would send it."""
    ticket.refresh_from_db()
    if verb in structure.FILLED:
        facts = structure.FILLED[verb](world, ticket)
        return {"version": ticket.version, **({} if "words" in facts else {"text": WORDS}), **facts}
    party, lead = ticket.parties.first(), ticket.assignments.filter(part="lead").last()
    fields = {
        "assign": {"lead": world.roads.pk, "assists": [world.water.pk], "text": WORDS},
        "settle": {"disposition": "explained", "text": WORDS},
        "void": {"text": WORDS},
        "rule": {"lead": world.roads.pk, "assists": [world.water.pk], "legal_basis": "《条例》第三条", "text": WORDS},
        "correct": {
            "text": WORDS,
            "words": "井盖不见了，在路口",
            "address": "东河路 14 号",
            "lon": 112.005,
            "lat": 28.005,
        },
        "classify": {"item": "1602", "text": WORDS},
        "verify": {"text": WORDS},
        "reject": {"text": WORDS},
        "attempt": {"outcome": "no_answer", "slot": "evening"},
        "close": {"solved": "solved", "satisfied_result": 3, "satisfied_process": 2, "disposition": "later"},
        "dissatisfied": {"text": WORDS},
        "redo": {"text": WORDS},
        "ask_check": {"text": WORDS},
        "find_unreasonable": {"text": WORDS},
        "sign_unreasonable": {"text": WORDS},
        "refuse_unreasonable": {"text": WORDS},
        "conclude": {"disposition": "later", "text": WORDS},
        "appraise": {"counts": "0", "text": WORDS},
        "reopen": {"text": WORDS},
        **{
            verb: {"text": WORDS, "extension": _asked(ticket.extensions)}
            for verb in ("grant_extension", "decline_extension")
        },
        **{
            verb: {"text": WORDS, "suspension": _asked(ticket.suspensions)}
            for verb in ("suspend", "decline_suspension")
        },
        "resume": {"text": WORDS},
        "review_appeal": {"text": WORDS, "appeal": _asked(ticket.appeals), "upholds": "1"},
        "note": {"text": WORDS},
        "urge": {"part": lead.pk if lead else 0, "text": WORDS},
        "supervise": {"part": lead.pk if lead else 0, "text": WORDS, "minutes": 60},
        "raise_danger": {"to": world.fire.pk, "text": WORDS},
        "tell_emergency": {"trapped": "3", "injured": "？", "substance": "", "text": WORDS},
        "seal": {"text": WORDS},
        "unseal": {"text": WORDS},
        "reveal": {"text": WORDS, "party_id": party.pk if party else 0},
    }
    return {"version": ticket.version, **fields[verb]}


def _asked(rows):
    row = rows.last()
    return row.pk if row else 0


def events(ticket, kind=None):
    found = Event.objects.filter(ticket=ticket)
    return found.filter(kind=kind) if kind else found


def rules(verb, *, stage, who, others, reaches=None, ready=None):
    """The tests that hold for every verb, as a class: `class TestRules(rules("assign", …))` runs them all.

    `ready(world)` makes a ticket at `stage` that the verb may move, where any ticket at that stage will not do.
    """
    ready = ready or (lambda world: world.ticket_at(stage))
    wrong = [s for s in Stage if s not in MOVES[verb].sources]  # the nearest to the beginning is the cheapest

    class Rules:
        def test_it_works_and_writes_one_event(self, world, as_):
            ticket = ready(world)
            response = as_(who).send(address(verb, ticket), filled(verb, world, ticket))
            assert response.status_code in (200, 302), response.content.decode()
            (event,) = events(ticket, verb)
            assert event.by == getattr(world, who)
            assert event.stage_before == stage
            ticket.refresh_from_db()
            assert ticket.stage == (reaches or stage)

        def test_roles_without_it_are_refused_and_strangers_see_no_such_ticket(self, world, as_):
            ticket = ready(world)
            data, before = filled(verb, world, ticket), events(ticket).count()
            expected = dict.fromkeys(others, 403) | dict.fromkeys(STRANGERS, 404)
            for person, status in expected.items():
                browser = as_(person)
                assert browser.send(address(verb, ticket), data).status_code == status, person
                assert browser.get(address(verb, ticket)).status_code == status, person
            assert events(ticket).count() == before

        def test_looking_at_the_form_does_nothing(self, world, as_):
            ticket = ready(world)
            before = events(ticket).count()
            page = as_(who).get(address(verb, ticket))
            assert page.status_code == 200
            assert 'name="key"' in page.content.decode()
            assert as_(who).put(address(verb, ticket)).status_code == 405
            assert events(ticket).count() == before

        def test_the_same_form_sent_twice_writes_once(self, world, as_):
            ticket = ready(world)
            browser, key, data = as_(who), uuid.uuid4(), filled(verb, world, ticket)
            first = browser.send(address(verb, ticket), data, key=key)
            second = browser.send(address(verb, ticket), data, key=key)
            assert first.status_code == second.status_code in (200, 302)
            assert first.headers.get("Location") == second.headers.get("Location")
            assert events(ticket, verb).count() == 1

        def test_a_form_without_its_key_or_version_says_so(self, world, as_):
            ticket = ready(world)
            data = filled(verb, world, ticket)
            assert as_(who).post(address(verb, ticket), data).status_code == 422
            if MOVES[verb].needs_version:
                assert as_(who).send(address(verb, ticket), {**data, "version": ""}).status_code == 422
                assert as_(who).send(address(verb, ticket), {**data, "version": "x"}).status_code == 422
            assert not events(ticket, verb).exists()

    if wrong:

        def test_it_is_refused_at_another_stage(self, world, as_):
            """One wrong stage over HTTP; test_table_of_moves tries them all."""
            ticket = world.ticket_at(wrong[0])
            browser, data, before = as_(who), filled(verb, world, ticket), events(ticket).count()
            assert browser.send(address(verb, ticket), data).status_code == 409
            assert browser.get(address(verb, ticket)).status_code == 409
            assert events(ticket).count() == before

        Rules.test_wrong_stage = test_it_is_refused_at_another_stage

    if MOVES[verb].needs_version:

        def test_a_stale_form_is_refused_by_name_and_keeps_what_was_typed(self, world, as_):
            ticket = ready(world)
            data = filled(verb, world, ticket)
            type(ticket).objects.filter(pk=ticket.pk).update(version=ticket.version + 1, changed_by=world.shift_leader)
            response = as_(who).send(address(verb, ticket), data)
            html = response.content.decode()
            assert response.status_code == 409
            assert world.shift_leader.name in html
            assert f'value="{ticket.version + 1}"' in html, "the form that comes back is drawn from the present version"
            if "text" in data:
                assert data["text"] in html
            assert not events(ticket, verb).exists()

        Rules.test_a_stale_form = test_a_stale_form_is_refused_by_name_and_keeps_what_was_typed
    return Rules
