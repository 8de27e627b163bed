"""Two sets of rules for passwords, waits and idle seats. Districts choose one by SECURITY_PROFILE.

`asvs` follows OWASP ASVS 5.0: long passwords, no rules of composition, no rotation. `dengbao3` prepares for the Chinese
multi-level protection scheme, level 3 (等保2.0 三级), which asks for composition and periodic change.
"""

from dataclasses import dataclass

_DJANGO = "django.contrib.auth.password_validation."
_LONG = {"NAME": _DJANGO + "MinimumLengthValidator", "OPTIONS": {"min_length": 12}}
_COMMON = {"NAME": _DJANGO + "CommonPasswordValidator"}
_SIMILAR = {
    "NAME": _DJANGO + "UserAttributeSimilarityValidator",
    "OPTIONS": {"user_attributes": ("username", "name_en")},
}
_LIMIT = {"NAME": "units.login.passwords.NotTooLong"}
_CONTEXT = {"NAME": "units.login.passwords.NoWordsOfTheHouse"}
_CLASSES = {"NAME": "units.login.passwords.ThreeClasses"}
_FORMER = {"NAME": "units.login.passwords.NotAFormerOne"}


@dataclass(frozen=True)
class Profile:
    idle_minutes: int  # without a key or a pointer: a seat in the hall locks, everybody else is signed out
    free_failures: int  # wrong attempts of one name from one address before the first wait
    first_wait_seconds: int  # doubles with each further failure
    longest_wait_seconds: int
    password_days: int  # 0: a password is good until there is a reason to change it
    former_passwords: int  # that many may not come again
    validators: tuple


PROFILES = {
    "asvs": Profile(30, 5, 60, 900, 0, 1, (_LONG, _LIMIT, _COMMON, _SIMILAR, _CONTEXT, _FORMER)),
    "dengbao3": Profile(15, 5, 600, 1800, 90, 5, (_LONG, _LIMIT, _CLASSES, _COMMON, _SIMILAR, _CONTEXT, _FORMER)),
}
