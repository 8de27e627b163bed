"""Sessions that know whose they are, wrong attempts, second factors, former passwords, and the log of security."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

# Every column is empty or has a constant default: no table is rewritten, and the previous release goes on beside it.
SESSION = """
ALTER TABLE django_session
    ADD COLUMN user_id bigint NULL REFERENCES units_user ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    ADD COLUMN started_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN seen_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN locked_at timestamptz NULL,
    ADD COLUMN address varchar(45) NOT NULL DEFAULT '',
    ADD COLUMN agent varchar(200) NOT NULL DEFAULT '';
"""
NO_SESSION = """
ALTER TABLE django_session DROP COLUMN user_id, DROP COLUMN started_at, DROP COLUMN seen_at, DROP COLUMN locked_at,
    DROP COLUMN address, DROP COLUMN agent;
"""

SYSTEM = "coalesce(current_setting('app.scope', true), '') = 'system'"
USER = "nullif(current_setting('app.user', true), '')::bigint"
OWN = f"{SYSTEM} OR user_id = {USER}"
WATCHES = (
    f"(SELECT EXISTS (SELECT 1 FROM units_membership m WHERE m.user_id = {USER} AND m.role IN ('secadmin', 'auditor')))"
)
POLICIES = f"""
ALTER TABLE units_attempt ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON units_attempt USING ({SYSTEM}) WITH CHECK ({SYSTEM});
ALTER TABLE units_factor ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON units_factor USING ({OWN}) WITH CHECK ({OWN});
ALTER TABLE units_recoverycode ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON units_recoverycode USING ({OWN}) WITH CHECK ({OWN});
ALTER TABLE units_oldpassword ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON units_oldpassword USING ({OWN}) WITH CHECK ({OWN});
ALTER TABLE units_securityevent ENABLE ROW LEVEL SECURITY;
CREATE POLICY add ON units_securityevent FOR INSERT WITH CHECK (true);
CREATE POLICY read ON units_securityevent FOR SELECT USING ({OWN} OR {WATCHES});
CREATE POLICY forget ON units_securityevent FOR DELETE USING ({SYSTEM});

CREATE FUNCTION app_keep_security_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '400 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed, and kept for 400 days', TG_TABLE_NAME;
END $$;
CREATE TRIGGER security_event_append_only BEFORE UPDATE OR DELETE ON units_securityevent
FOR EACH ROW EXECUTE FUNCTION app_keep_security_event();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0003_map_feature_sort"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('started_at', models.DateTimeField(db_default=Now())),
                ('seen_at', models.DateTimeField(db_default=Now())),
                ('locked_at', models.DateTimeField(null=True)),
                ('address', models.CharField(db_default='', max_length=45)),
                ('agent', models.CharField(db_default='', max_length=200)),
            ],
            options={
                'db_table': 'django_session',
                'ordering': ['-seen_at'],
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Factor',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='factor', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('nonce', models.CharField(max_length=32)),
                ('made_at', models.DateTimeField(db_default=Now())),
                ('last_step', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name='user',
            name='password_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='password_initial',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('address', models.CharField(max_length=60)),
                ('count', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['address', 'at'], name='attempt_spray'), models.Index(fields=['at'], name='attempt_age')],
                'constraints': [models.UniqueConstraint(fields=('name', 'address'), name='attempt_pair')],
            },
        ),
        migrations.CreateModel(
            name='OldPassword',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128)),
                ('at', models.DateTimeField(db_default=Now())),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='old_passwords', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('used_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'digest'), name='recovery_code_once')],
            },
        ),
        migrations.CreateModel(
            name='SecurityEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(max_length=20)),
                ('address', models.CharField(max_length=45)),
                ('detail', models.CharField(max_length=200)),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['user', '-id'], name='security_event_user'), models.Index(fields=['kind', '-id'], name='security_event_kind'), models.Index(fields=['at'], name='security_event_age')],
            },
        ),
        migrations.RunSQL(SESSION, NO_SESSION),
        migrations.RunSQL(POLICIES, "DROP FUNCTION app_keep_security_event CASCADE;"),
    ]
