"""Another role for somebody who is signed in raises his role_version: his sessions and lines end, whoever changed it.

In the database, because roles are changed by imports, by pages and by hand, and none of them may forget it.
"""

from django.db import migrations

TRIGGER = """
CREATE FUNCTION app_roles_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE units_user SET role_version = role_version + 1
    WHERE id IN (OLD.user_id, NEW.user_id)
      AND EXISTS (SELECT 1 FROM django_session s WHERE s.user_id = units_user.id AND s.expire_date > now());
    RETURN NULL;
END $$;
CREATE TRIGGER membership_ends_sessions AFTER INSERT OR UPDATE OR DELETE ON units_membership
FOR EACH ROW EXECUTE FUNCTION app_roles_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("units", "0005_session_of_user")]

    operations = [migrations.RunSQL(TRIGGER, "DROP FUNCTION app_roles_changed CASCADE;")]
