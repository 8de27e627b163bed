"""The session store: Django's, in its own table, whose rows also say whose they are and when a person was last there.

Three differences. The row stays at hand (`session.row`), so that whether a seat is idle or locked costs no query. Saving
writes the contents alone, so that a slow request never puts back a lock that was opened meanwhile, or opens one. And a
session ends a fixed time after it began, however often it is saved.
"""

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as Stored
from django.utils import timezone

_ALIVE = "SELECT * FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(Stored):
    row = None

    @classmethod
    def get_model_class(cls):
        from units.models import Session

        return Session

    def _get_session_from_db(self):
        """As Django's, by a statement that need not be composed anew for every request."""
        found = self.model.objects.raw(_ALIVE, [self.session_key, timezone.now()])
        self.row = next(iter(found), None)
        if self.row is None:
            self._session_key = None
        return self.row

    def create_model_instance(self, data):
        self.row = super().create_model_instance(data)
        self.row.user_id = self._user_id(data)
        self.row.started_at = self.row.seen_at = timezone.now()
        self.row.address = self.row.agent = ""
        return self.row

    def save(self, must_create=False):
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        data = self._get_session(no_load=False)
        kept = self.model.objects.filter(session_key=self.session_key)
        if not kept.update(session_data=self.encode(data), user_id=self._user_id(data)):
            raise UpdateError

    @staticmethod
    def _user_id(data):
        return int(data["_auth_user_id"]) if "_auth_user_id" in data else None
