"""Questions inside an item (permit or not, stall or shop) on which the lead hangs: asked at the call and again at the
assignment, answers kept. The latest answer to a question holds; where it names a lead, that unit leads.
"""

from collections import namedtuple

from django.db.models import Prefetch

from dispatch.models import Condition, ConditionAnswer, Option
from units import clock, known

Question = namedtuple("Question", "condition options")


def asked(item, day):
    """[Question] of an item on a local day, in their order: conditions in force, each with its options and their leads."""
    return _asked(_every().get(item.pk, ()), day)


def asked_by_code(code, day):
    """The same of the item that has this code, without reading the item."""
    return _asked((each for each in _of_all() if each.item.code == code), day)


def _asked(conditions, day):
    return [Question(each, each.options.all()) for each in conditions if each.holds_on(day)]


def of_ticket(ticket):
    """Those of the ticket's item on the day on which it was opened: an old ticket keeps the old list."""
    return asked(ticket.item, clock.local_day(ticket.opened_at))


def answers(ticket):
    """{condition id: the option that was answered last} among the questions of the ticket's present item."""
    questions = of_ticket(ticket)
    if not questions:
        return {}
    options = {option.pk: option for question in questions for option in question.options}
    given = dict(ticket.condition_answers.order_by("pk").values_list("condition", "option"))
    return {condition: options[option] for condition, option in given.items() if option in options}


def lead(ticket):
    """The unit that the answers make the lead, or None: the first question whose answer names one decides."""
    given = answers(ticket)
    for question in of_ticket(ticket):
        option = given.get(question.condition.pk)
        if option is not None and option.lead is not None:
            return option.lead
    return None


def keep(ticket, options, *, at, by):
    """Keep what was answered anew (options); returns {condition id: option id} for the event, as JSON keys them."""
    before = {condition: option.pk for condition, option in answers(ticket).items()}
    new = [option for option in options if before.get(option.condition_id) != option.pk]
    ConditionAnswer.objects.bulk_create(
        ConditionAnswer(ticket=ticket, condition_id=option.condition_id, option=option, at=at, by=by) for option in new
    )
    return {str(option.condition_id): option.pk for option in new}


def said(given):
    """[(question, answer)] in words, of what an event holds."""
    options = {str(c.pk): (c, {o.pk: o for o in c.options.all()}) for c in _of_all()}
    pairs = [(options[key][0], options[key][1].get(pk)) for key, pk in given.items() if key in options]
    return [(condition.wording, option.wording) for condition, option in pairs if option]


def _of_all():
    return [condition for found in _every().values() for condition in found]


def _every():
    """{item id: [condition]} of the whole list, from memory: it is short and seldom changes."""
    return known.answer("conditions", _read)


def _read():
    found = {}
    options = Prefetch("options", Option.objects.select_related("lead"))
    for condition in Condition.objects.select_related("item").prefetch_related(options):
        found.setdefault(condition.item_id, []).append(condition)
    return found
