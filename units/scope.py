"""The scope of the database session: what row-level security lets it see.

Four settings, set by one statement before anything else is read: the kind of scope ('' sees nothing), the user, his
units and his cells. A new connection starts with none, so whatever forgets to say who asks is shown nothing.
"""

from contextlib import contextmanager

from django.db import connection

KINDS = ("", "system", "cleared", "centre", "party")
_SET = (
    "SELECT set_config('app.scope', %s, false), set_config('app.user', %s, false),"
    " set_config('app.units', %s, false), set_config('app.cells', %s, false)"
)


def scope_of(user):
    """The four values for a user: (kind, user id, unit ids, cell ids)."""
    if not user.is_authenticated or not user.is_active:
        return "", "", "", ""
    if user.has_perm("dispatch.keep_time"):
        kind = "system"
    elif user.has_perm("dispatch.view_confidential"):
        kind = "cleared"
    elif user.has_perm("dispatch.view_all_tickets"):
        kind = "centre"
    else:
        kind = "party"
    return kind, str(user.pk), ",".join(map(str, user.unit_ids())), ",".join(map(str, user.cell_ids))


def set_scope(values):
    with connection.cursor() as cursor:
        cursor.execute(_SET, values)


def _current():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('app.scope', true), ''), coalesce(current_setting('app.user', true), ''),"
            " coalesce(current_setting('app.units', true), ''), coalesce(current_setting('app.cells', true), '')"
        )
        return cursor.fetchone()


@contextmanager
def _within(values):
    before = _current()
    set_scope(values)
    try:
        yield
    finally:
        # In a broken transaction nothing can be set; its rollback brings the former values back.
        if not connection.needs_rollback:
            set_scope(before)


def system():
    """Scope of tick, outbox, worker, tailer and commands."""
    return _within(("system", "", "", ""))


def of(user):
    """Scope of one person, for tests and for work done in a person's name."""
    return _within(scope_of(user))


class ScopeMiddleware:
    """Sets the scope of each request once it is known who asks; nobody's scope is empty."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        set_scope(scope_of(request.user))
        return self.get_response(request)
