"""The rows that act when no person does: one sees everything, the other nothing, and neither can log in."""

from units import scope
from units.models import Membership, User


def test_only_the_system_itself_holds_the_systems_scope(db):
    holders = Membership.objects.filter(role="system").values_list("user__username", flat=True)
    assert list(holders) == ["system"]
    assert scope.scope_of(User.objects.get(username="citizen"))[0] == "party"


def test_nobody_can_log_in_as_either(db, client):
    for username in ("system", "citizen"):
        assert not User.objects.get(username=username).has_usable_password()
        assert not client.login(username=username, password="!")
