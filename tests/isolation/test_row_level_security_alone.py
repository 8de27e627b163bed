"""The walk again with the application's own wall taken down: no queryset filters by person, every permission is granted.

What keeps the canaries in is row-level security alone. To it, people differ only by what the scope says of them.
"""

import logging

import pytest
from django.apps import apps

from tests.isolation import attempts
from tests.isolation.rounds import walk
from units import scope
from units.models import User


@pytest.fixture
def no_filters(monkeypatch):
    """Every `visible_to` shows everything and everybody may do everything; the database is told the truth."""
    taken = [taken_down(monkeypatch, model) for model in apps.get_models()]
    assert sum(taken) >= 6
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)  # what the database refuses to write
    true_scope = scope.scope_of
    monkeypatch.setattr(scope, "scope_of", lambda user: true_scope(Truthful(user) if user.is_authenticated else user))
    monkeypatch.setattr(User, "has_perm", lambda user, permission, obj=None: True)


def taken_down(monkeypatch, model):
    queryset = type(model._default_manager.all())
    if not hasattr(queryset, "visible_to"):
        return False
    monkeypatch.setattr(queryset, "visible_to", lambda rows, user: rows.all())
    monkeypatch.setattr(type(model._default_manager), "visible_to", lambda manager, user: manager.all())
    return True


class Truthful:
    """The user with the permissions that he really has."""

    is_authenticated = True

    def __init__(self, user):
        self.pk, self.is_active, self.cell_ids, self.unit_ids = user.pk, user.is_active, user.cell_ids, user.unit_ids
        self.has_perm = lambda permission: user.is_active and permission in user.permissions


# One of each kind that the scope knows: the centre, a unit, two units at once, a cell. ISOLATION=whole takes everybody else too.
SCOPES = ["dispatcher", "unit_handler", "two posts", "collector"]
if attempts.WHOLE:
    SCOPES += ["shift_leader", "team", "handler of the parent", "sysadmin", "anonymous"]


@pytest.mark.parametrize("role", SCOPES)
def test_row_level_security_alone_hides_the_same(estate, role, record_property, no_filters):
    walker = walk(estate, role, judge=False)
    record_property("isolation: row-level security alone", walker.attempts)
    assert walker.leaks == []
    assert walker.wrong == []
