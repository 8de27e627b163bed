"""The same key happens once: the receipt is the first row of the transaction, and its effect commits with it."""

import hashlib
import uuid
from contextlib import contextmanager

from django.db import connection
from django.utils.translation import gettext as _

from units.models import Receipt
from units.refusals import BadInput, Conflict
from units.transactions import enclosing

# The last message of the dialogue, when it was looked for the same event, what was shown.
BESIDE = ("read_to", "matches_looked", "matches_seen")
_TAKE = """
    INSERT INTO units_receipt (user_id, key, digest, place) VALUES (%s, %s, %s, %s)
    ON CONFLICT (user_id, key) DO NOTHING RETURNING id
"""


def digest_of(data, files):
    """Digest of a form's fields (a QueryDict) and of which files came with it, without what changes from page to page, or
    while it is on its way: what stands beside it."""
    skipped = {"csrfmiddlewaretoken", "key", *BESIDE}
    pairs = sorted((name, value) for name, values in data.lists() for value in values if name not in skipped)
    pairs += sorted((name, file.name, file.size) for name, chosen in files.lists() for file in chosen)
    return hashlib.sha256(repr(pairs).encode("utf-8", "surrogatepass")).hexdigest()


@contextmanager
def once(*, by, key, digest, place=""):
    """One transaction around a write. Yields the receipt: with a `place` when the write was already done.

    A second request with the same key waits for the first one's COMMIT, then gets its answer. A rolled-back write
    leaves no receipt. Without a key (None) nothing is remembered. `place` is where the answer will stand, if that is known
    before the write: then the receipt need not be written a second time.
    """
    with enclosing():
        if key is None:
            yield Receipt(user=by, digest=digest)
            return
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [by.pk, uuid.UUID(str(key)), digest, place])
            row = cursor.fetchone()
        receipt = Receipt(pk=row[0], user=by, key=key, digest=digest) if row else Receipt.objects.get(user=by, key=key)
        if row is None and receipt.digest != digest:
            raise Conflict(_("This form was already sent with other content. Load the page again and repeat."))
        written = place if row else receipt.place
        yield receipt
        if receipt.place != written:
            Receipt.objects.filter(pk=receipt.pk).update(place=receipt.place)


def submit(request, form, act, place=""):
    """What every POST view does: a valid form acts once. `act(cleaned_data)` returns the place (a path) to go to.

    Returns that place, also for the second sending of the same key; or None with the form's errors set, whether the
    form found them or the service did (BadInput names the field). Other refusals pass through to their page. A view that
    knows the place beforehand says so.
    """
    if not form.is_valid():
        return _written(request)
    try:
        with once(
            by=request.user, key=_key(request), digest=digest_of(request.POST, request.FILES), place=place
        ) as receipt:
            if not receipt.place:
                receipt.place = act(form.cleaned_data)
            return receipt.place
    except BadInput as refusal:
        field = refusal.facts.get("field")
        form.add_error(field if field in form.fields else None, str(refusal.sentence))
        return None


def _written(request):
    """What was sent once may not be valid any more because it was done: the place of its answer, or None."""
    if (key := _key(request)) is None:
        return None
    same = Receipt.objects.filter(user=request.user, key=key, digest=digest_of(request.POST, request.FILES))
    return same.exclude(place="").values_list("place", flat=True).first()


def _key(request):
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        raise BadInput(_("The page was not whole. Load it again and repeat; what you typed is still there.")) from None
