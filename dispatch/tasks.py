"""Work behind the screens. A task takes a job's number, may come twice, and says on the job when it is done."""

from celery import shared_task

from dispatch.models import Job, Photo
from dispatch.services import photos
from dispatch.suggesting import making
from dispatch.tick import beat
from units import clock, scope


@shared_task(name="dispatch.pulse")
def pulse():
    """Handed over every few seconds: the whole way from the outbox through Redis to the worker is open."""
    with scope.system():
        beat("worker")


@shared_task(name=photos.TASK)
def check_photo(job_id, photo_id):
    """Decide whether a quarantined photo may be shown. What is not the file's fault is tried again by the outbox."""
    with scope.system():
        try:
            photo = photos.check(Photo.objects.get(pk=photo_id))
        except (OSError, RuntimeError, ValueError) as error:
            Job.objects.filter(pk=job_id).update(last_error=f"{type(error).__name__}: {error}"[:300])
            raise
        photos.discard_original(photo)
        Job.objects.filter(pk=job_id, done_at=None).update(done_at=clock.now(), last_error="")


@shared_task(name=making.TASK)
def train_piece(job_id, suggester_id):
    """One step of a night's training; it hands over the next one itself."""
    with scope.system():
        making.go_on(job_id, suggester_id)
