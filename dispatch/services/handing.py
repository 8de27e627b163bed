"""Inside a unit: its lead gives a part to one of its people (转办). The unit answers for it all the same."""

from django.utils.translation import gettext as _

from dispatch.services.gate import moving
from units import duty
from units.refusals import BadInput


def hand_to(assignment, *, to, by, text="", version=None):
    """`to` is of the part's unit. No clock moves: inside the unit or not, the centre waits as long."""
    with moving(assignment, "hand_to", by=by, version=version) as step:
        if to.pk not in {person.pk for person in colleagues(step.assignment)}:
            raise BadInput(_("Choose somebody of your unit."), field="to")
        if to.pk == step.assignment.handler_id:
            raise BadInput(_("%(name)s has this part already.") % {"name": to.label}, field="to")
        step.assignment.handler = to
        step.data["handler"] = to.pk
        step.note(text)
    return step.ticket


def colleagues(assignment):
    """The people to whom this part may be given, in the order of their names."""
    return duty.people_of(assignment.unit_id)
