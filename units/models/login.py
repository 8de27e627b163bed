"""What is kept about log-ins: sessions, wrong attempts, second factors, former passwords, and the log of it all."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Session(AbstractBaseSession):
    """Django's table of sessions with what must be known of one without opening it (migration 0004 adds the columns).

    They are read with the session itself, so that asking costs no query of its own.
    """

    user = models.ForeignKey("units.User", models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())  # when a person last did something; not when a page last asked
    locked_at = models.DateTimeField(null=True)
    address = models.CharField(max_length=45, db_default="")
    agent = models.CharField(max_length=200, db_default="")

    class Meta:
        managed = False
        db_table = "django_session"
        ordering = ["-seen_at"]

    @classmethod
    def get_session_store_class(cls):
        from units.login.store import SessionStore

        return SessionStore


class Attempt(models.Model):
    """Wrong attempts of one name from one address. The name is a digest: people type passwords into the wrong field."""

    name = models.CharField(max_length=40)
    address = models.CharField(max_length=60)
    count = models.PositiveIntegerField()
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)  # nothing is tried before

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "address"], name="attempt_pair")]
        indexes = [
            models.Index(fields=["address", "at"], name="attempt_spray"),
            models.Index(fields=["at"], name="attempt_age"),
        ]

    def __str__(self):
        return f"{self.address}: {self.count}"


class Factor(models.Model):
    """A person's authenticator app. Its secret is made from this nonce and SECRET_KEY: the database alone makes no code."""

    user = models.OneToOneField("units.User", models.CASCADE, primary_key=True, related_name="factor")
    nonce = models.CharField(max_length=32)
    made_at = models.DateTimeField(db_default=Now())
    last_step = models.BigIntegerField(default=0)  # no code of this step or an earlier one is taken again

    def __str__(self):
        return f"{self.user}"


class RecoveryCode(models.Model):
    user = models.ForeignKey("units.User", models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self):
        return f"{self.user}"


class OldPassword(models.Model):
    user = models.ForeignKey("units.User", models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=128)
    at = models.DateTimeField(db_default=Now())

    def __str__(self):
        return f"{self.user}"


class SecurityEvent(models.Model):
    """Append-only, kept for 400 days; the database refuses changes, and deletes only what is older (migration 0004)."""

    class Kind(models.TextChoices):
        LOGIN = "login", _("Signed in")
        FAILURE = "failure", _("Wrong user name or password")
        BLOCKED = "blocked", _("Refused until the wait is over")
        SPRAY = "spray", _("Many user names tried from one address")
        CODE_FAILURE = "code_failure", _("Wrong code")
        RECOVERY = "recovery", _("Recovery code used")
        LOGOUT = "logout", _("Signed out")
        IDLE = "idle", _("Signed out after idle time")
        LOCK = "lock", _("Screen locked")
        UNLOCK = "unlock", _("Screen unlocked")
        UNLOCK_FAILURE = "unlock_failure", _("Wrong password at the lock")
        ENDED = "ended", _("Session ended from elsewhere")
        FACTOR = "factor", _("Second factor set up")
        CODES = "codes", _("New recovery codes")
        RESET = "reset", _("Second factor reset")
        PASSWORD = "password", _("Password changed")
        INITIAL = "initial", _("Initial password given")
        DISABLED = "disabled", _("Account disabled")
        ENABLED = "enabled", _("Account enabled")
        NUMBER = "number", _("Number of a listing shown")

    at = models.DateTimeField()
    kind = models.CharField(max_length=20)  # one of Kind; its words change without a migration
    user = models.ForeignKey("units.User", models.PROTECT, null=True, db_index=False, related_name="+")
    by = models.ForeignKey("units.User", models.PROTECT, null=True, db_index=False, related_name="+")
    address = models.CharField(max_length=45)
    detail = models.CharField(max_length=200)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["user", "-id"], name="security_event_user"),
            models.Index(fields=["kind", "-id"], name="security_event_kind"),
            models.Index(fields=["at"], name="security_event_age"),
        ]

    def __str__(self):
        return f"{self.at:%F %T} {self.kind}"

    @property
    def label(self):
        return self.Kind(self.kind).label if self.kind in self.Kind.values else self.kind
