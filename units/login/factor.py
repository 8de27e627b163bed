"""The second factor: codes of an authenticator app (RFC 6238), and ten recovery codes for the day it is lost.

No secret is stored: it is made from a nonce in the database and SECRET_KEY, so that neither alone makes a code. A code is
taken once, by one UPDATE that moves `last_step` forward; of two at the same moment one wins.
"""

import base64
import hmac
import secrets
import struct
import time
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from units import scope
from units.models import Factor, RecoveryCode

STEP = 30
DIGITS = 6
STEPS_ASIDE = 1  # a phone's clock may be half a minute off
RECOVERY_CODES = 10


def demanded(user):
    return settings.TWO_FACTOR == "staff" and user.is_staff_role


def of(user):
    """The factor of a user, or None."""
    with scope.of(user):
        return Factor.objects.filter(user=user).first()


def made_at(user):
    """Since when, for whoever looks after accounts; or None."""
    with scope.system():
        return Factor.objects.filter(user=user).values_list("made_at", flat=True).first()


def new_nonce():
    """Kept in the session that sets the factor up, and nowhere else until the first right code."""
    return secrets.token_hex(16)


def set_up(user, nonce, code):
    """The first code makes it count. Returns the recovery codes, to be shown once, or None when the code is wrong."""
    step = _step_of(_secret(user, nonce), code)
    if step is None:
        return None
    with scope.of(user), transaction.atomic():
        _factor, made = Factor.objects.get_or_create(user=user, defaults={"nonce": nonce, "last_step": step})
        return _new_codes(user) if made else None


def check(user, code):
    """'code' or 'recovery' for what was right and is now used up, or ''."""
    with scope.of(user):
        found = Factor.objects.filter(user=user).first()
        if found is None:
            return ""
        step = _step_of(_secret(user, found.nonce), code)
        if step is not None:
            return "code" if Factor.objects.filter(user=user, last_step__lt=step).update(last_step=step) else ""
        unused = RecoveryCode.objects.filter(user=user, digest=_digest(user, code), used_at=None)
        return "recovery" if unused.update(used_at=Now()) else ""


def new_codes(user):
    """Ten new recovery codes; the former ones are void."""
    with scope.of(user), transaction.atomic():
        return _new_codes(user)


def codes_left(user):
    with scope.of(user):
        return RecoveryCode.objects.filter(user=user, used_at=None).count()


def remove(user):
    """At the next log-in the person sets one up before anything else."""
    with scope.system(), transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        Factor.objects.filter(user=user).delete()


# --- what the person sees --------------------------------------------------------------------------------------------
def secret_text(user, nonce):
    """The secret as it is typed into an app that reads no picture."""
    return base64.b32encode(_secret(user, nonce)).decode()


def picture(user, nonce, issuer):
    """The secret as a QR code: an SVG in a data address, since a page carries no text that it trusts."""
    import segno  # for the one page on which the second step is set up

    issuer, secret = quote(issuer), secret_text(user, nonce)
    label = f"{issuer}:{quote(user.username)}"
    address = f"otpauth://totp/{label}?secret={secret}&issuer={issuer}&digits={DIGITS}&period={STEP}"
    return segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#ffffff", dark="#0a1118")


# --- RFC 4226 and 6238 -----------------------------------------------------------------------------------------------
def code_at(secret, step):
    digest = hmac.digest(secret, struct.pack(">Q", step), "sha1")
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_now():
    return int(time.time()) // STEP


def _secret(user, nonce):
    return salted_hmac("units.login.factor", f"{user.pk}:{nonce}", algorithm="sha256").digest()[:20]


def _step_of(secret, code):
    """The step whose code this is, or None."""
    code, now = "".join(code.split()).encode(), step_now()
    for step in range(now - STEPS_ASIDE, now + STEPS_ASIDE + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code):
            return step
    return None


def _new_codes(user):
    codes = [_readable(secrets.token_bytes(10)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(user, code)) for code in codes)
    return codes


def _readable(random):
    """80 bits as abcd-efgh-ijkl-mnop."""
    text = base64.b32encode(random).decode().lower()
    return "-".join(text[i : i + 4] for i in range(0, 16, 4))


def _digest(user, code):
    plain = "".join(c for c in code.lower() if c.isalnum())
    return salted_hmac("units.login.recovery", f"{user.pk}:{plain}", algorithm="sha256").hexdigest()
