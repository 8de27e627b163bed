"""Who hears of a change: cleared, centre, unit:N, cell:N. A socket belongs to those of its person."""

CLEARED, CENTRE = "cleared", "centre"


def unit(pk):
    return f"unit:{pk}"


def cell(pk):
    return f"cell:{pk}"


def pk_of(audience):
    """3 of `unit:3`."""
    return int(audience.partition(":")[2])


def audiences_of(user):
    """The audiences of a person, in the same order of precedence as `visible_to` and the database's scopes."""
    if user.has_perm("dispatch.view_all_tickets"):
        return (CLEARED,) if user.has_perm("dispatch.view_confidential") else (CENTRE,)
    return (*map(unit, user.unit_ids()), *map(cell, user.cell_ids))
