"""The duty list edited by hand: dated rules and questions. What held is never changed, what is to hold begins on a day to come.

Tickets keep the rule and the questions of the day on which they were opened.
"""

from datetime import timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from dispatch.models import Condition, Option, Rule
from dispatch.services.duty_list import write_assists
from units import clock, known
from units.refusals import BadInput, Stale
from units.services.importing import registry_locked


def newest(item):
    """The item's rule that was written last."""
    return item.rules.order_by(F("at").desc(nulls_last=True), "-pk").first()


def state_of(item):
    """What a form of this item is drawn from: another rule, or a rule written anew, makes another state."""
    last = newest(item)
    return f"{last.pk}@{last.at.timestamp() if last.at else 0}" if last else "none"


def write_rule(item, *, valid_from, lead, assists, by, seen=None, **values):
    """A rule that holds from a day to come; one of the very same day, which no ticket has, is written anew.

    `assists` in their order: units and RuleAssist.Placeholders. `values`: lead_of_place, priority, feedback_minutes,
    resolve_hours, resolve_by. `seen`: state_of(item) when the form was drawn.
    """
    with registry_locked():
        if seen is not None and seen != state_of(item):
            last = newest(item)
            facts = {"by": last.by.label if last.by else _("Somebody"), "at": last.at}
            raise Stale(
                _("%(by)s was quicker: the item has a newer rule. Look at it before you send yours.") % facts, **facts
            )
        if valid_from <= _today():
            raise BadInput(_("A rule begins on a day that is still to come."), field="valid_from")
        if lead in assists:
            raise BadInput(_("A unit is either lead or assist, not both."), field="assists")
        values |= {"lead": lead, "by": by, "at": clock.now()}
        rule, _made = Rule.objects.update_or_create(item=item, valid_from=valid_from, defaults=values)
        write_assists(rule, assists)
    return rule


def ask_condition(item, *, text, text_en, options, by):
    """A question that is asked from tomorrow on. `options`: [(answer, in English, unit that leads then or None)]."""
    with registry_locked():
        position = item.conditions.count()
        condition = Condition.objects.create(
            item=item, position=position, text=text, text_en=text_en, valid_from=_today() + timedelta(days=1)
        )
        Option.objects.bulk_create(
            Option(condition=condition, position=n, label=label, label_en=label_en, lead=lead)
            for n, (label, label_en, lead) in enumerate(options)
        )
    known.forget()
    return condition


def end_condition(item, *, condition, by):
    """The question is asked for the last time today; what was answered stays."""
    with registry_locked():
        found = item.conditions.filter(pk=condition, valid_to=None).first()
        if found is None:
            raise BadInput(_("This question is not asked any more."))
        found.valid_to = max(_today() + timedelta(days=1), found.valid_from)
        found.save(update_fields=["valid_to"])
    known.forget()
    return found


def _today():
    return clock.local_day(clock.now())
