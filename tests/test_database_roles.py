"""Two database roles: the application's is held by row-level security and cannot change the tables."""

import pytest
from django.db import connection, connections
from django.db.utils import ProgrammingError

from config import database


@pytest.mark.django_db
def test_the_application_comes_as_a_role_without_powers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone()[0] is False


@pytest.mark.django_db
def test_the_application_cannot_make_a_table():
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("CREATE TABLE public.mine (id int)")


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE dispatch_event SET kind = 'x'", "DELETE FROM dispatch_event"])
def test_an_event_can_neither_be_changed_nor_taken_away(statement):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dispatch_ticketwords SET text = ''",
        "DELETE FROM dispatch_ticketwords",
        "INSERT INTO dispatch_ticketwords SELECT * FROM dispatch_ticketwords",
        "SELECT app_keep_words(0, 1)",
    ],
)
def test_what_tickets_are_found_by_is_written_by_their_trigger_alone(statement):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_the_text_functions_of_the_database_know_chinese():
    with connection.cursor() as cursor:
        cursor.execute("SELECT '井盖破损' ~ '\\w{4}', length('井盖'), upper('é')")
        assert cursor.fetchone() == (True, 2, "É")


def test_one_role_for_both_is_refused():
    with pytest.raises(database.Unsafe, match="same role"):
        database.prepare_app_role("postgresql://one@host/x", "postgresql://one@host/x")


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_a_role_that_bypasses_row_level_security_is_refused():
    owner = connections["owner"].get_connection_params()
    dsn = f"postgresql://{{}}@/{owner['dbname']}?host={owner['host']}"
    with pytest.raises(database.Unsafe, match="bypasses"):
        database.prepare_app_role(dsn.format(owner["user"]), dsn.format("postgres"))
