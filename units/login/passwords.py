"""Choosing a password: what the profile asks beyond Django's own rules, and what follows from a change."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from units import scope
from units.models import OldPassword, Unit

LONGEST = 128
_HOUSE = ("linkage", "dispatch", "console", "liandong", "zhihui", "yingji", "password", "mima")
_SHORTEST_WORD = 4  # of those that are looked for


def must_choose(user):
    """'initial' or 'expired' when this person has to choose a new password before anything else, or ''."""
    if user.password_initial:
        return "initial"
    if user.is_demo and not settings.PRODUCTION:
        return ""
    days = settings.SECURITY.password_days
    if days and (user.password_at is None or user.password_at < timezone.now() - timedelta(days=days)):
        return "expired"
    return ""


def initial():
    """One that is handed over and replaced at once; it meets the rules of both profiles."""
    return "-".join(secrets.token_hex(2) for _part in range(4)) + "-Aa"


@transaction.atomic
def choose(user, password, *, initial=False):
    """Set a password that was validated. `initial`: by somebody else, to be replaced at the first log-in."""
    with scope.of(user) if user.is_active else scope.system():
        if user.has_usable_password():
            OldPassword.objects.create(user=user, password=user.password)
            kept = user.old_passwords.order_by("-id").values("id")[: settings.SECURITY.former_passwords]
            user.old_passwords.exclude(id__in=kept).delete()
        user.set_password(password)
        user.password_at, user.password_initial = timezone.now(), initial
        user.save(update_fields=["password", "password_at", "password_initial"])


class NotTooLong:
    """Hashing takes time with length; a sentence of twenty words is enough."""

    def validate(self, password, user=None):
        if len(password) > LONGEST:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self):
        return _("At most %(n)s characters.") % {"n": LONGEST}


class NoWordsOfTheHouse:
    """Not the person's name, the centre's or the product's: whoever guesses begins there."""

    def validate(self, password, user=None):
        text = password.casefold()
        for word in self._words(user):
            if len(word) >= _SHORTEST_WORD and word in text:
                sentence = _("It contains “%(word)s”, which whoever guesses will try first.") % {"word": word}
                raise ValidationError(sentence, code="password_of_the_house")

    def get_help_text(self):
        return _("Not your user name, not the name of the centre or of this console.")

    @staticmethod
    def _words(user):
        yield from _HOUSE
        for name, english, pinyin in Unit.objects.filter(kind="centre").values_list("name", "name_en", "pinyin")[:5]:
            yield from (name.casefold(), pinyin.replace(" ", "").casefold(), *english.casefold().split())
        if user is not None:
            yield from (user.username.casefold(), *user.name_en.casefold().split())


class ThreeClasses:
    def validate(self, password, user=None):
        tests = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
        if sum(any(test(c) for c in password) for test in tests) < 3:
            raise ValidationError(self.get_help_text(), code="password_of_few_classes")

    def get_help_text(self):
        return _("Three of these: small letters, capital letters, digits, other signs.")


class NotAFormerOne:
    def validate(self, password, user=None):
        if user is None or user.pk is None:
            return
        with scope.system():
            former = list(user.old_passwords.order_by("-id").values_list("password", flat=True))
        former = [user.password, *former[: settings.SECURITY.former_passwords - 1]]
        if any(check_password(password, old) for old in former):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def get_help_text(self):
        n = settings.SECURITY.former_passwords
        return ngettext("Not the present one.", "None of the last %(n)s.", n) % {"n": n}
