"""Photos at the door and behind it: quarantined as received, checked by the worker, shown only when ready.

A file is written first and its row in the transaction of the move that it belongs to, so that a move that fails leaves
no row, and a row never lacks its file. The row's time is the move's time: that is how a photo finds its event.
"""

import hashlib
import os
import secrets
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dispatch import imaging
from dispatch.models import Job, Photo

TASK = "dispatch.tasks.check_photo"
MOST = 5
LEFT_BEHIND_SECONDS, SWEEP_EVERY_SECONDS, AT_ONCE = 3600, 600, 1000
_next_sweep = 0.0
_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")

REFUSALS = {
    "not_a_photo": _("This is not a JPEG, PNG or WebP photo."),
    "too_many_pixels": _("The photo has more than 40 megapixels."),
    "too_costly": _("The photo took too much to open."),
    "broken": _("The photo did not arrive whole."),
    "missing": _("The file is gone."),
}


@dataclass(frozen=True)
class Received:
    """A file in quarantine that no row speaks of yet."""

    name: str
    bytes: int
    digest: str


def looks_like_photo(head):
    """By the first bytes of the file; its name and declared type say nothing."""
    return head.startswith(_MAGIC) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def quarantined(name):
    return settings.PHOTO_DIR / "quarantine" / name


def ready(name, thumb=False):
    return settings.PHOTO_DIR / "ready" / f"{name}{'.thumb' if thumb else ''}.jpg"


@contextmanager
def received(uploads):
    """Keep the files of one form; when what follows fails they are taken away again."""
    kept = []
    try:
        for upload in uploads:
            kept.append(_keep(upload))
        yield kept
    except BaseException:
        for each in kept:
            quarantined(each.name).unlink(missing_ok=True)
        raise


def _keep(upload):
    name = secrets.token_hex(16)
    path = quarantined(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())  # the row that follows is durable: so is what it speaks of
    return Received(name, size, digest.hexdigest())


def attach(kept, *, ticket, about, at, by):
    """Rows and the jobs that check them, in the transaction of the move. Returns the rows' ids for its event."""
    ids = []
    for each in kept:
        photo = Photo.objects.create(
            ticket=ticket, about=about, name=each.name, bytes=each.bytes, digest=each.digest, at=at, by=by
        )
        Job.objects.create(task=TASK, arguments={"photo_id": photo.pk}, created_at=at, next_at=at)
        ids.append(photo.pk)
    return ids


def come_with(step, kept, about):
    """The photos of a move: its event names them, so that the chain covers what was shown."""
    if kept:
        step.data["photos"] = attach(kept, ticket=step.ticket, about=about, at=step.now, by=step.by)


def check(photo):
    """Decode in the limited process and decide. Idempotent: a decided photo stays as it is."""
    if photo.state != Photo.State.QUARANTINED:
        return photo
    source = quarantined(photo.name)
    result = _cleaned(photo.name, source) if source.exists() else {"refused": "missing"}
    if "refused" in result:
        verdict = {"state": Photo.State.REFUSED, "refused_because": result["refused"]}
    else:
        verdict = {"state": Photo.State.READY, **result}
    # Two workers may hold the same photo: the first verdict stands.
    Photo.objects.filter(pk=photo.pk, state=Photo.State.QUARANTINED).update(**verdict)
    photo.refresh_from_db()
    return photo


def _cleaned(name, source):
    """The two pictures appear under their names only when both are whole."""
    picture, thumb = ready(name), ready(name, thumb=True)
    picture.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    halves = [path.with_name(f".{path.name}.{os.getpid()}.half") for path in (picture, thumb)]
    try:
        result = imaging.clean(source, *halves, max_pixels=settings.PHOTO_MAX_PIXELS)
        if "refused" not in result:
            for half, whole in zip(halves, (picture, thumb), strict=True):
                half.chmod(0o600)
                half.replace(whole)
        return result
    finally:
        for half in halves:
            half.unlink(missing_ok=True)


def discard_original(photo):
    """After the decision the file as received has no use, and a refused one may be harmful."""
    quarantined(photo.name).unlink(missing_ok=True)


def sweep_if_due():
    """Called by tick in each round; does something every ten minutes. A disk in trouble must not stop the clocks."""
    global _next_sweep
    if time.monotonic() >= _next_sweep:
        _next_sweep = time.monotonic() + SWEEP_EVERY_SECONDS
        with suppress(OSError):
            sweep()


def sweep(now=None):
    """Throw away what no row speaks of: the file of a move whose COMMIT failed, the halves of a worker that was killed.

    A file is written before its row: only what lay an hour may be taken for left behind. Returns how many went.
    """
    gone, oldest = 0, (now or time.time()) - LEFT_BEHIND_SECONDS
    old = [path for path in quarantined("").glob("*") if path.stat().st_mtime < oldest][:AT_ONCE]
    known = set(Photo.objects.filter(name__in=[path.name for path in old]).values_list("name", flat=True))
    halves = [path for path in ready("").parent.glob(".*.half") if path.stat().st_mtime < oldest]
    for path in [*halves, *(path for path in old if path.name not in known)]:
        path.unlink(missing_ok=True)
        gone += 1
    return gone
